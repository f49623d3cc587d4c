"""What the registries hold of a printer: its device, and what entities it had."""

from typing import TYPE_CHECKING, Final

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .const import DOMAIN, MANUFACTURER

SNAPSHOT_KEY: Final = "snapshot"

if TYPE_CHECKING:
    from .coordinator import PrinterCoordinator


def device_info(printer: PrinterCoordinator) -> dr.DeviceInfo:
    """Return the printer's device, below the broker's.

    Its identity is the subentry's, not the uuid: whoever knows a uuid can
    command the printer, and the printer may get another one.
    """
    info = dr.DeviceInfo(
        identifiers={(DOMAIN, printer.subentry.subentry_id)},
        name=printer.name,
        manufacturer=MANUFACTURER,
        via_device_id=dr.async_get_device_id_by_identifier(
            printer.hass,
            (DOMAIN, printer.entry.entry_id),
            config_entry_id=printer.entry.entry_id,
        ),
    )
    if printer.data.model:  # None would clear what the registry knows from before
        info["model"] = printer.data.model
    return info


@callback
def async_update_device(printer: PrinterCoordinator, **changes: str | None) -> None:
    """Bring the device's name or model up to date."""
    if device := _device(printer):
        dr.async_get(printer.hass).async_update_device(
            device.id,
            **changes,  # type: ignore[arg-type]
        )


def device_id(printer: PrinterCoordinator) -> str | None:
    """Return the id of the printer's device, None if it has none yet."""
    return device.id if (device := _device(printer)) else None


def known_entities(printer: PrinterCoordinator) -> list[str]:
    """Return the keys of the entities that the printer has since an earlier run."""
    if (device := _device(printer)) is None:
        return []
    prefix = f"{printer.subentry.subentry_id}_"
    entities = er.async_entries_for_device(
        er.async_get(printer.hass), device.id, include_disabled_entities=True
    )
    return [entity.unique_id.removeprefix(prefix) for entity in entities]


def _device(printer: PrinterCoordinator) -> dr.DeviceEntry | None:
    """Return the printer's device, None if it has none yet."""
    return dr.async_get(printer.hass).async_get_device_by_identifier(
        (DOMAIN, printer.subentry.subentry_id), printer.entry.entry_id
    )
