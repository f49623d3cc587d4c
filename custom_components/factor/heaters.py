"""Heaters with no print: whether they are safe, or were left on."""

from datetime import timedelta
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import PrinterCoordinator
from .entity import reading_key
from .printer.lifecycle import HOT_MARGIN
from .printer.state import State

HEATER_LEFT_ON: Final = "heater_left_on"


def is_printing(printer: PrinterCoordinator) -> bool:
    """Return whether a print is under way, by its bare events too."""
    return printer.data.has_job or printer.story.running is not None


def is_safe_to_power_off(
    printer: PrinterCoordinator, was_safe: bool | None
) -> bool | None:
    """Return whether nothing runs and all is cool; None if the printer does not tell.

    What was safe stays so until it is `HOT_MARGIN` hotter than cool: a reading of a
    heater that cools down goes up and down a little.
    """
    picture = printer.data
    if is_printing(printer) or picture.state is State.TRANSFERRING:
        return False
    if picture.state is None or (hottest := picture.hottest) is None:
        return None
    margin = HOT_MARGIN if was_safe else 0
    is_cool = hottest <= printer.settings.prints.cool_below + margin
    return is_cool and not picture.heaters_on


def are_left_on(printer: PrinterCoordinator) -> bool | None:
    """Return whether heaters are on for too long with no print; None if unknown."""
    if is_printing(printer):
        return False
    if not printer.data.heaters:
        return None
    since = printer.story.heating_since
    if since is None or not printer.data.heaters_on:
        return False
    allowed = timedelta(minutes=printer.settings.prints.heating_minutes)
    return dt_util.utcnow() - since >= allowed


def heaters_left_on(printer: PrinterCoordinator) -> dict[str, str]:
    """Return what is said of heaters that are left on."""
    names = (_heater_name(printer.hass, heater) for heater in printer.data.heaters_on)
    return {
        "heaters": ", ".join(names),
        "minutes": str(printer.settings.prints.heating_minutes),
    }


def _heater_name(hass: HomeAssistant, heater: str) -> str:
    """Return the name that a heater's temperature has, in the server's language."""
    texts = async_get_cached_translations(hass, hass.config.language, "entity", DOMAIN)
    key, placeholders = reading_key(heater)
    path = f"component.{DOMAIN}.entity.sensor.{key}_temperature.name"
    return texts.get(path, heater).format(**placeholders)
