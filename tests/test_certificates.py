"""Issues of a broker's entry while a certificate is about to expire."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from custom_components.factor.certificates import CHECK_EVERY, WARN_BEFORE
from custom_components.factor.connection import Failure, LinkListener, Unsubscribe
from custom_components.factor.connection.settings import MqttSettings
from custom_components.factor.const import DOMAIN
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from . import is_loaded, set_up, wait_until
from .authority import Authority
from .home import FakeConnection, Home
from .mosquitto import Mosquitto
from .texts import TEXTS, placeholders

BROKER, CLIENT = "certificate_expires", "client_certificate_expires"
DAY = timedelta(days=1)


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up no entities: the issues are there without any."""
    return []


def issues(hass: HomeAssistant) -> dict[str | None, dict[str, str]]:
    """Return what the issues of all entries say, by their keys."""
    found: dict[str | None, dict[str, str]] = {}
    for (domain, _), issue in ir.async_get(hass).issues.items():
        if domain == DOMAIN and issue.translation_key in (BROKER, CLIENT):
            said = issue.translation_placeholders or {}
            texts = TEXTS["issues"][issue.translation_key]
            assert placeholders(texts["title"]) == {"broker"}
            assert placeholders(texts["description"]) == {"date"}
            assert not issue.is_fixable
            assert not issue.is_persistent
            assert issue.learn_more_url
            assert issue.learn_more_url.endswith("#certificate_expires")
            found[issue.translation_key] = said
    return found


def expire(home: Home, after: timedelta | None) -> None:
    """Let the broker's certificate expire after some time."""
    expires = None if after is None else dt_util.utcnow() + after
    home.connection.certificate_expires = expires


async def test_one_that_expires_soon_is_told_the_day_that_it_is_soon(
    home: Home,
) -> None:
    expire(home, WARN_BEFORE + 2 * DAY)
    await home.reload()
    for day in (24, 25):
        assert dt_util.utcnow().day == day - 1
        await home.pass_time(CHECK_EVERY.total_seconds() + 1)
        assert issues(home.hass) == ({} if day == 24 else {BROKER: said_of(9)})
    await home.pass_time((20 * DAY).total_seconds())
    assert issues(home.hass) == {BROKER: said_of(9)}, "it has expired"
    expire(home, 90 * DAY)
    await home.pass_time(CHECK_EVERY.total_seconds())
    assert issues(home.hass) == {}


def said_of(day: int) -> dict[str, str]:
    """Return what is said of a certificate that expires that day of December."""
    return {"broker": "Workshop", "date": f"2026-12-{day:02}"}


@pytest.mark.parametrize("after", [-DAY, timedelta(), 13 * DAY])
async def test_it_is_told_at_once(home: Home, after: timedelta) -> None:
    expire(home, after)
    await home.reload()
    date = (dt_util.now() + after).date()
    assert issues(home.hass) == {
        BROKER: {"broker": "Workshop", "date": date.isoformat()}
    }


@pytest.mark.parametrize("after", [None, 15 * DAY, 3650 * DAY])
async def test_none_and_one_that_lasts_are_no_trouble(
    home: Home, after: timedelta | None
) -> None:
    expire(home, DAY)
    await home.reload()
    assert set(issues(home.hass)) == {BROKER}
    expire(home, after)
    await home.reload()
    assert issues(home.hass) == {}


async def test_without_a_link_nothing_is_known_of_it(home: Home) -> None:
    expire(home, DAY)
    await home.reload()
    home.connection.connected = False
    expire(home, None)
    await home.pass_time(CHECK_EVERY.total_seconds())
    assert set(issues(home.hass)) == {BROKER}


async def test_each_new_link_is_looked_at(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching: list[LinkListener] = []

    def watch(_: FakeConnection, listener: LinkListener) -> Unsubscribe:
        watching.append(listener)
        return lambda: watching.remove(listener)

    monkeypatch.setattr(FakeConnection, "watch", watch)
    await home.reload()
    expire(home, DAY)
    home.connection.connected = False
    for listener in tuple(watching):
        listener(Failure.UNREACHABLE)
    assert issues(home.hass) == {}
    home.connection.connected = True
    for listener in tuple(watching):
        listener(None)
    assert set(issues(home.hass)) == {BROKER}
    expire(home, 90 * DAY)
    for listener in tuple(watching):
        listener(None)
    assert issues(home.hass) == {}
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    assert watching == []


async def test_it_goes_with_its_entry(home: Home) -> None:
    expire(home, DAY)
    await home.reload()
    await home.hass.config_entries.async_set_disabled_by(
        home.entry.entry_id, ConfigEntryDisabler.USER
    )
    assert issues(home.hass) == {}
    home.connection.connected = True
    await home.hass.config_entries.async_set_disabled_by(home.entry.entry_id, None)
    assert set(issues(home.hass)) == {BROKER}
    await home.hass.config_entries.async_remove(home.entry.entry_id)
    await home.hass.async_block_till_done()
    assert issues(home.hass) == {}
    home.entry.add_to_hass(home.hass)  # so that it can be unloaded in the end


# The client's own


@pytest.fixture(scope="module", autouse=True)
def _certificates_have_real_times(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let cryptography find the real type of times before a clock is frozen."""
    Authority(tmp_path_factory.mktemp("authority"))


def pem(folder: Path, lasts: timedelta) -> str:
    """Return a certificate that lasts so long from now on."""
    Authority(folder).broker_settings(lasts=lasts)
    return (folder / "broker.pem").read_text()


@pytest.fixture
def with_client_certificate(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str | None], Any]:
    """Give what reloads the entry with a client certificate."""

    async def reload(certificate: str | None) -> None:
        settings = MqttSettings("broker", 8883, client_certificate=certificate)
        monkeypatch.setattr("custom_components.factor.settings_of", lambda _: settings)
        await home.reload()

    return reload


async def test_a_client_certificate_is_told_until_there_is_another(
    home: Home, with_client_certificate: Callable[[str | None], Any], tmp_path: Path
) -> None:
    await with_client_certificate(pem(tmp_path / "1", WARN_BEFORE - DAY))
    assert issues(home.hass) == {CLIENT: said_of(6)}
    await with_client_certificate(pem(tmp_path / "2", WARN_BEFORE + DAY))
    assert issues(home.hass) == {}
    await home.pass_time((2 * DAY).total_seconds())
    assert issues(home.hass) == {CLIENT: said_of(8)}
    await with_client_certificate(None)
    assert issues(home.hass) == {}


@pytest.mark.parametrize("certificate", ["", "none", "-----BEGIN CERTIFICATE-----"])
async def test_what_is_no_certificate_never_expires(
    home: Home,
    with_client_certificate: Callable[[str | None], Any],
    certificate: str,
) -> None:
    await with_client_certificate(certificate)
    assert is_loaded(home.entry)
    assert issues(home.hass) == {}


# On a real broker


@pytest.mark.parametrize(("days", "keys"), [(5, {BROKER}), (100, set())])
async def test_mqtt_a_brokers_certificate_is_read(
    hass: HomeAssistant,
    socket_enabled: None,
    tmp_path: Path,
    days: int,
    keys: set[str],
) -> None:
    authority = Authority(tmp_path)
    settings = authority.broker_settings(lasts=timedelta(days=days))
    broker = Mosquitto(tmp_path, ("allow_anonymous true", *settings))
    broker.start()
    try:
        entry = await set_up(
            hass,
            broker,
            tls="custom",
            ca_certificate=authority.certificate.read_text(),
        )
        await wait_until(lambda: entry.runtime_data.connection.connected)
        assert set(issues(hass)) == keys
    finally:
        await hass.config_entries.async_unload(entry.entry_id)
        broker.stop()


async def test_mqtt_a_renewed_certificate_ends_it(
    hass: HomeAssistant, socket_enabled: None, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    settings = authority.broker_settings(lasts=DAY)
    broker = Mosquitto(tmp_path, ("allow_anonymous true", *settings))
    broker.start()
    certificate = authority.certificate.read_text()
    entry = await set_up(hass, broker, tls="custom", ca_certificate=certificate)
    try:
        assert set(issues(hass)) == {BROKER}
        broker.kill()
        authority.broker_settings(lasts=100 * DAY)
        broker.start()
        await wait_until(lambda: issues(hass) == {})
    finally:
        await hass.config_entries.async_unload(entry.entry_id)
        broker.stop()
