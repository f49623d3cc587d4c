"""Which printers are registered, below whatever link."""

from collections.abc import Container, Iterator
from itertools import chain, count
import re
from types import MappingProxyType

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant

from .const import CONF_DEVICE_UUID, DOMAIN, SUBENTRY_PRINTER


def new_printer(device_uuid: str, name: str) -> ConfigSubentry:
    """Return what a printer is registered as."""
    return ConfigSubentry(
        data=MappingProxyType({CONF_DEVICE_UUID: device_uuid}),
        subentry_type=SUBENTRY_PRINTER,
        title=name,
        unique_id=device_uuid,
    )


def printers(hass: HomeAssistant) -> Iterator[ConfigSubentry]:
    """Yield all printers."""
    for entry in hass.config_entries.async_entries(DOMAIN):
        yield from entry.subentries.values()


def registered(hass: HomeAssistant, device_uuid: str) -> ConfigSubentry | None:
    """Return the printer that has a uuid, None if nobody has it yet."""
    having = (each for each in printers(hass) if each.unique_id == device_uuid)
    return next(having, None)


def free_name(hass: HomeAssistant, name: str) -> str:
    """Return a name for a printer that no other one has."""
    return untaken(name, {printer.title for printer in printers(hass)})


def is_numbered(name: str, base: str) -> bool:
    """Return whether a name is what another one becomes if it is taken, or still it."""
    return re.fullmatch(rf"{re.escape(base)}( \d+)?", name) is not None


def untaken(name: str, taken: Container[str]) -> str:
    """Return a name: with a number from 2 if it is taken."""
    numbered = (f"{name} {number}" for number in count(2))
    return next(each for each in chain((name,), numbered) if each not in taken)
