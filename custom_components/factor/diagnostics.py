"""Diagnostics: all that a printer told, without what is nobody else's business."""

from typing import Any, Final

import msgspec

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from .broker import FactorConfigEntry
from .const import CONF_CA_CERTIFICATE, CONF_DEVICE_UUID
from .coordinator import PrinterCoordinator
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
OF_A_PRINT: Final = {"file", "job_id", "message"}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: FactorConfigEntry
) -> dict[str, Any]:
    """Return what is known of a broker and its printers."""
    told = {"broker": async_redact_data(dict(entry.data), TO_REDACT)}
    if entry.state is not ConfigEntryState.LOADED:
        return told
    data = entry.runtime_data
    return {
        **told,
        "connected": data.connection.connected,
        "printers": [
            await hass.async_add_executor_job(of_printer, printer)
            for printer in data.printers.values()
        ],
    }


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: FactorConfigEntry, device: dr.AnyDeviceEntry
) -> dict[str, Any]:
    """Return what is known of one printer, or of the broker."""
    if device.config_subentry_id is None or entry.state is not ConfigEntryState.LOADED:
        return await async_get_config_entry_diagnostics(hass, entry)
    printer = entry.runtime_data.printers[device.config_subentry_id]
    return await hass.async_add_executor_job(of_printer, printer)


def of_printer(printer: PrinterCoordinator) -> dict[str, Any]:
    """Return what is known of a printer. Slow where it has many files."""
    told: dict[str, Any] = {
        "settings": msgspec.to_builtins(printer.settings),
        "dialect": printer.dialect,
        "online": printer.online,
        "counters": msgspec.to_builtins(printer.counters),
        "assumed": {kind.__name__: value for kind, value in printer.assumed.items()},
        "state": printer.data.state,
        "parts": msgspec.to_builtins(printer.data.parts),
        "camera": msgspec.to_builtins(printer.data.camera),
        "lifecycle": async_redact_data(
            msgspec.to_builtins(printer.story.lifecycle), OF_A_PRINT
        ),
        "remembered_prints": len(printer.story.history.prints),
        "totals": msgspec.to_builtins(printer.story.history.totals),
        **of_snapshot(printer.data),
    }
    redacted: dict[str, Any] = async_redact_data(told, TO_REDACT)
    return redacted


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
