"""Diagnostics: all that a printer told, without what is nobody else's business."""

from collections.abc import Iterable, Iterator
import re
from typing import Any, Final

import msgspec

from homeassistant.components.diagnostics import REDACTED, async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PATH,
    CONF_URL,
    CONF_USERNAME,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, issue_registry as ir

from .broker import FactorConfigEntry
from .const import CONF_CA_CERTIFICATE, CONF_DEVICE_UUID, CONF_TLS, DOMAIN
from .coordinator import PrinterCoordinator
from .links import link_of
from .printer.state import Picture
from .protocol.files import decode_files
from .protocol.messages import PrinterConnection

TO_REDACT: Final = {
    # How to reach the broker and the printer: whoever knows a uuid can command it.
    CONF_HOST,
    CONF_USERNAME,
    CONF_PASSWORD,
    CONF_CA_CERTIFICATE,
    CONF_DEVICE_UUID,
    CONF_URL,
    "client_certificate",
    "client_key",
    "secret",
    # Addresses, which may hold passwords.
    "input",
    "rtsp_base",
    "webrtc_base",
    "stream_url",
    "snapshot_url",
    "play_url_webrtc",
    "publish_url_rtsp",
    # The edge's own words, which may repeat an address or a port.
    "last_error",
    "state_error",
    # What is printed, and where the printer is plugged in.
    "name",
    "id",
    "port",
    # The user's own entities.
    "energy_meter",
    "energy_price_entity",
}
OF_A_LINK: Final = {*TO_REDACT, CONF_PATH}
OF_A_PRINT: Final = {"file", "job_id", "message"}
REDACTED_KEYS: Final = TO_REDACT | OF_A_PRINT
# What an entry has in words that stand for a choice, not for anybody's broker.
CHOICES: Final = {CONF_TLS, "link", "transport", "version"}
LEAST_SECRET: Final = 4
"""Whatever is shorter stands in too many words to be looked for."""


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: FactorConfigEntry
) -> dict[str, Any]:
    """Return what is known of a broker and its printers."""
    told = {
        "link": link_of(entry.data),
        "broker": async_redact_data(dict(entry.data), OF_A_LINK),
    }
    if entry.state is not ConfigEntryState.LOADED:
        return told
    connection = entry.runtime_data.connection
    return {
        **told,
        "connected": connection.connected,
        "statistics": msgspec.to_builtins(connection.statistics),
        "certificate_expires": connection.certificate_expires,
        "issues": issues_of(hass, entry.entry_id),
        "printers": [
            await async_of_printer(hass, printer)
            for printer in entry.runtime_data.printers.values()
        ],
    }


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: FactorConfigEntry, device: dr.AnyDeviceEntry
) -> dict[str, Any]:
    """Return what is known of one printer, or of the broker."""
    if device.config_subentry_id is None or entry.state is not ConfigEntryState.LOADED:
        return await async_get_config_entry_diagnostics(hass, entry)
    printer = entry.runtime_data.printers[device.config_subentry_id]
    return await async_of_printer(hass, printer)


async def async_of_printer(
    hass: HomeAssistant, printer: PrinterCoordinator
) -> dict[str, Any]:
    """Return what is known of a printer, and nothing that its entry keeps secret."""
    now = hass.loop.time()
    secrets = set(secrets_of(printer.entry))
    return {
        "issues": issues_of(hass, printer.subentry.subentry_id),
        "messages_per_minute": round(printer.counters.messages_per_minute(now), 1),
        "bytes_per_second": round(printer.counters.bytes_per_s(now)),
        **await hass.async_add_executor_job(of_printer, printer, secrets),
    }


@callback
def issues_of(hass: HomeAssistant, owner_id: str) -> list[str]:
    """Return the kinds of issue that a printer or a broker has now."""
    return sorted(
        issue.translation_key or ""
        for (domain, issue_id), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and issue.active and issue_id.endswith(owner_id)
    )


@callback
def secrets_of(entry: FactorConfigEntry) -> Iterator[str]:
    """Yield what whoever knows the entry could say, wherever a printer repeats it."""
    for subentry in entry.subentries.values():
        yield subentry.data[CONF_DEVICE_UUID]
    for key, value in entry.data.items():
        if key not in CHOICES and isinstance(value, str):
            yield from (part.strip() for part in value.split(","))


def names_in(told: Any) -> Iterator[str]:
    """Yield what is redacted for its key, and may stand in another text as well.

    A mere word does not count: it would take too much away.
    """
    match told:
        case dict():
            for key, each in told.items():
                if not isinstance(each, str):
                    yield from names_in(each)
                elif key in REDACTED_KEYS and not each.isalpha():
                    yield each
        case list():
            for each in told:
                yield from names_in(each)


def _pattern_of(secrets: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of some texts, in whatever case."""
    texts = sorted({each for each in secrets if len(each) >= LEAST_SECRET}, key=len)
    return re.compile("|".join(map(re.escape, reversed(texts))) or r"(?!)", re.I)


def scrub(told: Any, secret: re.Pattern[str]) -> Any:
    """Return the same without anything secret, in keys and inside of texts, too."""
    match told:
        case str():
            return secret.sub(REDACTED, told)
        case dict():
            return {
                scrub(key, secret): scrub(each, secret) for key, each in told.items()
            }
        case list():
            return [scrub(each, secret) for each in told]
    return told


def of_printer(printer: PrinterCoordinator, secrets: set[str]) -> dict[str, Any]:
    """Return what is known of a printer but secrets. Slow where it has many files."""
    lifecycle = msgspec.to_builtins(printer.story.lifecycle)
    told: dict[str, Any] = {
        "settings": msgspec.to_builtins(printer.settings),
        "dialect": printer.dialect,
        "online": printer.online,
        "counters": msgspec.to_builtins(printer.counters),
        "assumed": {kind.__name__: value for kind, value in printer.assumed.items()},
        "state": printer.data.state,
        "parts": msgspec.to_builtins(printer.data.parts, order="deterministic"),
        "camera": msgspec.to_builtins(printer.data.camera),
        "lifecycle": async_redact_data(lifecycle, OF_A_PRINT),
        "remembered_prints": len(printer.story.history.prints),
        "totals": msgspec.to_builtins(printer.story.history.totals),
        **of_snapshot(printer.data),
    }
    secret = _pattern_of(secrets.union(names_in(told), names_in(lifecycle)))
    scrubbed: dict[str, Any] = scrub(async_redact_data(told, TO_REDACT), secret)
    return scrubbed


def of_snapshot(picture: Picture) -> dict[str, Any]:
    """Return what was told last, the files only by their number."""
    if picture.snapshot is None:
        return {"snapshot": None}
    snapshot = {
        name: msgspec.to_builtins(getattr(picture.snapshot, name))
        for name in picture.snapshot.__struct_fields__
        if name not in ("sd", "connection")
    }
    snapshot["state"]["state_error"] = snapshot["state"].pop("error")  # no flag
    if isinstance(connection := picture.snapshot.connection, PrinterConnection):
        snapshot["connection"] = {
            name: msgspec.to_builtins(getattr(connection, name))
            for name in connection.__struct_fields__
        }
    return {"snapshot": snapshot, "files": len(decode_files(picture.tree))}
