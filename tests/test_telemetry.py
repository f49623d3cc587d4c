"""Entities that follow the telemetry less closely miss nothing else."""

from functools import partial

import pytest

from custom_components.factor.const import SLOW_S, Pace
from custom_components.factor.entity import FactorEntity
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.helpers import entity_platform

from .home import ALL_COSTS, ENABLED_BY_DEFAULT, Home
from .payloads import job, printing, recorded

RECORDINGS = ("print", "pause_resume_cancel", "multitool", "disconnect", "error")


def entities_of(home: Home, pace: Pace) -> list[FactorEntity]:
    """Return the printer's entities that follow the telemetry at a pace."""
    return [
        entity
        for platform in entity_platform.async_get_platforms(home.hass, "factor")
        for entity in platform.entities.values()
        if isinstance(entity, FactorEntity) and entity.pace is pace
    ]


@pytest.mark.parametrize("recording", RECORDINGS)
async def test_what_is_still_is_up_to_date_after_each_message(
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
        for entity in entities_of(home, Pace.STILL):
            assert not entity._refresh(), (entity.entity_id, message)
            steady += 1
    assert steady > 1000


async def test_telemetry_reaches_each_at_its_pace(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    await home.hear(printing(10.0))
    home.clock.advance(SLOW_S)
    await home.hear(printing(10.5))
    fast, slow, still = (
        entities_of(home, pace) for pace in (Pace.FAST, Pace.SLOW, Pace.STILL)
    )
    asked: list[FactorEntity] = []
    for entity in (*fast, *slow, *still):
        monkeypatch.setattr(entity, "_refresh", partial(asked.append, entity))
    for expected in (*[fast] * (SLOW_S - 1), [*fast, *slow]):
        home.clock.advance(1)
        asked.clear()
        await home.hear(printing(11.0))
        assert set(asked) == set(expected)
    asked.clear()
    await home.hear(printing(11.0, job=job("other.gcode")))
    assert set(asked) == {*fast, *slow, *still}
    assert len(asked) == len(set(asked))
    assert len(still) > len(fast) + len(slow)
    assert fast
    assert slow


async def test_what_follows_silence_is_no_telemetry(home: Home) -> None:
    await home.hear(printing(10.0))
    await home.pass_time(31)
    assert home.value("state") == STATE_UNAVAILABLE
    await home.hear(printing(11.0))
    assert home.value("state") == "printing"
