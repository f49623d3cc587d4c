"""Entities that do not follow the telemetry miss nothing."""

from functools import partial

import pytest

from custom_components.factor.entity import FactorEntity
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.helpers import entity_platform

from .home import ALL_COSTS, ENABLED_BY_DEFAULT, Home
from .payloads import job, printing, recorded

RECORDINGS = ("print", "pause_resume_cancel", "multitool", "disconnect", "error")


def entities_of(home: Home, *, follow_telemetry: bool) -> list[FactorEntity]:
    """Return the printer's entities that are told of the telemetry, or are not."""
    return [
        entity
        for platform in entity_platform.async_get_platforms(home.hass, "factor")
        for entity in platform.entities.values()
        if isinstance(entity, FactorEntity)
        and entity.follows_telemetry is follow_telemetry
    ]


@pytest.mark.parametrize("recording", RECORDINGS)
async def test_all_is_up_to_date_after_each_message(
    home: Home, monkeypatch: pytest.MonkeyPatch, recording: str
) -> None:
    monkeypatch.setattr(ENABLED_BY_DEFAULT, True)
    await home.change(cost=ALL_COSTS)
    told = 0.0
    steady = 0
    for message in recorded(recording):
        home.clock.advance(message.t - told if told else 0)
        told = message.t
        await home.hear(message.payload.encode())
        for entity in entities_of(home, follow_telemetry=False):
            assert not entity._refresh(), (entity.entity_id, message)
            steady += 1
    assert steady > 1000


async def test_telemetry_reaches_just_those_that_follow_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    await home.hear(printing(10.0))
    followers = entities_of(home, follow_telemetry=True)
    others = entities_of(home, follow_telemetry=False)
    asked: list[FactorEntity] = []
    for entity in (*followers, *others):
        monkeypatch.setattr(entity, "_refresh", partial(asked.append, entity))
    await home.hear(printing(11.0))
    assert set(asked) == set(followers)
    await home.hear(printing(11.0, job=job("other.gcode")))
    assert len(asked) == 2 * len(followers) + len(others)
    assert len(others) > len(followers) > 0


async def test_what_follows_silence_is_no_telemetry(home: Home) -> None:
    await home.hear(printing(10.0))
    await home.pass_time(31)
    assert home.value("state") == STATE_UNAVAILABLE
    await home.hear(printing(11.0))
    assert home.value("state") == "printing"
