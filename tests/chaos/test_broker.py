"""Whatever becomes of the broker, each print is told once, and no command runs late."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import logging
from math import log2
from pathlib import Path
import re
import signal
import time
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor.connection import Failure, keeper
from custom_components.factor.const import CONF_CA_CERTIFICATE, CONF_TLS, DOMAIN
from custom_components.factor.issues import CERTIFICATE_EXPIRES
from demo.broker import free_port
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from .. import wait_until
from ..authority import Authority
from ..brokers import is_open
from ..e2e import truth
from ..mosquitto import Mosquitto, password_line
from ..texts import TEXTS
from .figures import Figures
from .workshop import PATIENCE_S, PRINTERS, SAME_MOMENT_S, printing
from .world import IS_FULL, SEED, heard

KILLS = 4 if IS_FULL else 2
RUNS_S = (8.0, 25.0) if IS_FULL else (0.5, 1.5)
AWAY_S = (0.0, 3.0) if IS_FULL else (0.0, 0.5)
HANGS_S = 0.3
"""How long a broker hangs before it is killed, so that nothing is acknowledged."""
LOCKED_OUT_S = 10.0 if IS_FULL else 0.5
LASTS_S = 8.0 if IS_FULL else 5.0
"""How long a certificate lasts."""
TLS_FAILURES = 2 if IS_FULL else 1
EDGES, USER = "edges", "home"
OLD_PASSWORD, NEW_PASSWORD = "open sesame", "close sesame"
SHORT: tuple[tuple[Any, str, Any], ...] = (
    (truth, "DISK", {"tiny.gcode": 0.4, "part.gcode": 2.0, "tower.gcode": 3.0}),
    (truth, "CARD", {"card~1.gco": 1.5}),
    (truth, "WEIGHTS", (2, 3, 3, 2)),
    (truth, "GAP_S", (0.8, 2.0)),
    (truth, "PAUSE_S", (0.3, 0.8)),
    (keeper, "RECONNECT_FIRST_S", 0.2),
)
"""What is shorter when there is little time."""

pytestmark = [
    pytest.mark.timeout(900 if IS_FULL else 240),
    pytest.mark.usefixtures("plain_home", "no_errors_logged", "_in_short"),
]


@pytest.fixture
def _in_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print what is soon done, and connect again soon, unless there is time."""
    print(f"\nCHAOS_SEED={SEED}")
    for module, name, value in () if IS_FULL else SHORT:
        monkeypatch.setattr(module, name, value)


@pytest.fixture
def folder(socket_enabled: None, tmp_path: Path) -> Path:
    """Give a place for what a broker reads and writes."""
    folder = tmp_path / "broker"
    folder.mkdir()
    return folder


async def test_a_broker_that_is_killed_again_and_again(
    hass: HomeAssistant, broker: Mosquitto, figures: Figures
) -> None:
    async with printing(hass, broker, broker.url) as workshop:
        random = workshop.world.random
        for _ in range(KILLS):
            await workshop.world.moment(RUNS_S)
            hangs_s = random.choice((0, HANGS_S))
            await workshop.restart_broker(random.uniform(*AWAY_S), hangs_s)
            await workshop.is_back()
    figures.add(
        f"the broker is killed {KILLS} times, {PRINTERS} printers",
        "each print told once; no command run twice, late, or after it failed",
        workshop.figure,
    )


class Locked(Mosquitto):
    """A broker that knows the printers' user, and ours by a password that changes."""

    @property
    def edges_url(self) -> str:
        """The address that the simulator takes."""
        return f"mqtt://{EDGES}:{EDGES}@{self.host}:{self.port}"

    def set_password(self, password: str) -> None:
        """Take this password from us once the broker reads its files again."""
        lines = password_line(EDGES, EDGES), password_line(USER, password)
        (self.folder / "passwords").write_text("".join(lines))

    @property
    def refused(self) -> int:
        """How often we were refused so far."""
        return len(re.findall(r"Client \S+ disconnected, not authorised", self.log))


@pytest.fixture
def locked(folder: Path) -> Iterator[Locked]:
    """Give a broker that wants a password."""
    file = folder / "passwords"
    broker = Locked(folder, ("allow_anonymous false", f"password_file {file}"))
    broker.set_password(OLD_PASSWORD)
    broker.start()
    yield broker
    broker.stop()


async def test_a_broker_that_takes_another_password(
    hass: HomeAssistant,
    locked: Locked,
    caplog: pytest.LogCaptureFixture,
    figures: Figures,
) -> None:
    caplog.set_level(logging.DEBUG)
    flows = hass.config_entries.flow
    login = {CONF_USERNAME: USER, CONF_PASSWORD: OLD_PASSWORD}
    attempts = []

    def asked() -> list[str]:
        return [
            flow["flow_id"]
            for flow in flows.async_progress_by_handler(DOMAIN)
            if flow["context"]["source"] == SOURCE_REAUTH
        ]

    async with printing(hass, locked, locked.edges_url, **login) as workshop:
        entry = workshop.entry

        async def lock_out(times: int) -> str:
            """Change the password; return the flow that asks for it, the only one."""
            before, began = locked.refused, time.monotonic()
            locked.set_password(NEW_PASSWORD)
            await workshop.restart_broker()
            await wait_until(asked, PATIENCE_S)
            (flow_id,) = asked()
            await asyncio.sleep(LOCKED_OUT_S)
            await wait_until(lambda: locked.refused >= before + times, PATIENCE_S)
            took_s = time.monotonic() - began
            attempts.append((locked.refused - before, took_s))
            assert asked() == [flow_id]
            assert [*reauth_issues(hass)] == [entry.entry_id]
            return flow_id

        await lock_out(times=2)
        locked.set_password(OLD_PASSWORD)
        await workshop.restart_broker()
        await workshop.is_back()
        assert asked() == [*reauth_issues(hass)] == []

        flow_id = await lock_out(times=1)
        wrong = {**login, CONF_PASSWORD: f"not {NEW_PASSWORD}"}
        form = await flows.async_configure(flow_id, wrong)
        assert form["errors"] == {"base": "invalid_auth"}
        assert asked() == [flow_id]
        right = {**login, CONF_PASSWORD: NEW_PASSWORD}
        done = await flows.async_configure(flow_id, right)
        assert done["reason"] == "reauth_successful"
        await workshop.is_back()
        assert asked() == [*reauth_issues(hass)] == []

    said = [each for each in caplog.records if not each.name.startswith("pytest_")]
    assert len(said) > 100
    assert not [each for each in said if "sesame" in caplog.handler.format(each)]
    assert all(count <= most_attempts(took_s) for count, took_s in attempts)
    figures.add(
        "the password is changed, once back and once for good",
        "one question, no password in a log, each print told once",
        f"{', '.join(f'{n} attempts in {took_s:.0f} s' for n, took_s in attempts)};"
        f" {workshop.figure}",
    )


def most_attempts(within_s: float) -> float:
    """Return how often one may try to connect: each pause is twice the one before."""
    shortest_s = keeper.RECONNECT_FIRST_S / 2
    return 1 + log2(1 + within_s / shortest_s)


def reauth_issues(hass: HomeAssistant) -> Iterator[str]:
    """Yield the entries that Home Assistant says want to be signed in to again."""
    for domain, issue_id in ir.async_get(hass).issues:
        start = f"config_entry_reauth_{DOMAIN}_"
        if domain == "homeassistant" and issue_id.startswith(start):
            yield issue_id.removeprefix(start)


@dataclass(frozen=True)
class Expiry:
    """When a certificate expires, and what happens until it is renewed."""

    while_away: bool
    is_reloaded: bool
    by_signal: bool


EXPIRIES = {
    "connected": Expiry(while_away=False, is_reloaded=False, by_signal=False),
    "away": Expiry(while_away=True, is_reloaded=False, by_signal=True),
    "reloaded": Expiry(while_away=True, is_reloaded=True, by_signal=False),
}


@dataclass
class Secure(Mosquitto):
    """A broker with a certificate, and another listener that has none."""

    authority: Authority = field(kw_only=True)
    plain_port: int = field(default_factory=free_port, kw_only=True)

    @property
    def plain_url(self) -> str:
        """The address that the simulator takes."""
        return f"mqtt://{self.host}:{self.plain_port}"

    def _listens(self) -> bool:
        return super()._listens() and is_open(self.plain_port)

    def certify(self, lasts: timedelta) -> datetime:
        """Make a certificate for the next start; return when it expires."""
        certificate = self.authority.broker_settings(lasts=lasts)
        plain = f"listener {self.plain_port} {self.host}"
        self.settings = (*certificate, plain, "allow_anonymous true")
        return self.authority.issued[-1].not_valid_after_utc


@pytest.fixture
def secure(folder: Path) -> Iterator[Secure]:
    """Give a broker that is yet to be certified, and started."""
    broker = Secure(folder, authority=Authority(folder / "authority"))
    yield broker
    broker.stop()


@pytest.mark.parametrize("when", EXPIRIES if IS_FULL else ["connected"])
async def test_a_broker_whose_certificate_expires(
    hass: HomeAssistant,
    secure: Secure,
    when: str,
    figures: Figures,
) -> None:
    case = EXPIRIES[when]
    expires = secure.certify(timedelta(seconds=LASTS_S))
    secure.start()
    link = {
        CONF_TLS: "custom",
        CONF_CA_CERTIFICATE: secure.authority.certificate.read_text(),
    }
    failures: list[Failure | None] = []

    async with printing(hass, secure, secure.plain_url, **link) as workshop:
        entry = workshop.entry
        connection = entry.runtime_data.connection
        connection.watch(failures.append)
        assert told_to_expire(hass, entry) == local_day(expires)

        if not case.while_away:
            await wait_until(lambda: datetime.now(UTC) > expires, PATIENCE_S)
            await heard(*workshop.printers)
            assert failures == []
        left_s = max(0, (expires - datetime.now(UTC)).total_seconds())
        await workshop.restart_broker(left_s + SAME_MOMENT_S)
        await wait_until(
            lambda: failures.count(Failure.TLS) >= TLS_FAILURES, PATIENCE_S
        )
        assert not connection.connected
        assert told_to_expire(hass, entry) == local_day(expires)
        if case.is_reloaded:
            await hass.config_entries.async_reload(entry.entry_id)
            assert entry.state is ConfigEntryState.SETUP_RETRY
            assert entry.error_reason_translation_key == "connect_tls_failed"
            assert entry.error_reason_translation_key in TEXTS["exceptions"]
            assert told_to_expire(hass, entry) == local_day(expires)

        secure.certify(timedelta(days=90))
        if case.by_signal:
            workshop.send_signal(signal.SIGHUP)
        else:
            await workshop.restart_broker()
        await workshop.is_back()
        assert told_to_expire(hass, entry) is None

    figures.add(
        f"the certificate expires ({when}) and is renewed",
        "told before and meanwhile, each print told once, back by itself",
        workshop.figure,
    )


def told_to_expire(hass: HomeAssistant, entry: MockConfigEntry) -> str | None:
    """Return the day that Home Assistant says a broker's certificate expires on."""
    issue_id = CERTIFICATE_EXPIRES.id_of(entry.entry_id)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    if issue is None:
        return None
    assert issue.translation_key in TEXTS["issues"]
    assert issue.translation_placeholders
    return issue.translation_placeholders["date"]


def local_day(at: datetime) -> str:
    """Return the date where Home Assistant is."""
    return dt_util.as_local(at).date().isoformat()
