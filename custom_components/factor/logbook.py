"""What happens to prints, as sentences in the logbook."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from homeassistant.components.logbook.const import (
    LOGBOOK_ENTRY_ICON,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN
from .print_events import ATTR_TYPE, EVENT_PRINT
from .printer.prints import EventType

type Describe = Callable[[str, str, Callable[[Event], dict[str, Any]]], None]

ICONS: Final = {
    EventType.STARTED: "mdi:printer-3d-nozzle",
    EventType.PROGRESS: "mdi:progress-clock",
    EventType.PAUSED: "mdi:pause",
    EventType.RESUMED: "mdi:play",
    EventType.FINISHED: "mdi:check-circle-outline",
    EventType.CANCELLED: "mdi:cancel",
    EventType.FAILED: "mdi:close-circle-outline",
    EventType.ENDED: "mdi:help-circle-outline",
    EventType.CONNECTION_LOST: "mdi:lan-disconnect",
    EventType.CONNECTION_RESTORED: "mdi:lan-connect",
    EventType.PRINTER_ERROR: "mdi:printer-3d-nozzle-alert",
    EventType.CONNECTED: "mdi:printer-3d",
    EventType.DISCONNECTED: "mdi:printer-3d-off",
    EventType.COOLED_DOWN: "mdi:thermometer-low",
}
# What a sentence says more, where it is known: the type, and the fact.
_FULLER: Final = {
    (EventType.FINISHED, "duration"): "finished_in",
    (EventType.CANCELLED, "progress"): "cancelled_at",
    (EventType.FAILED, "progress"): "failed_at",
}


@callback
def async_describe_events(hass: HomeAssistant, async_describe_event: Describe) -> None:
    """Describe the event of prints."""

    @callback
    def describe(event: Event) -> dict[str, Any]:
        texts = async_get_cached_translations(
            hass, hass.config.language, "logbook", DOMAIN
        )
        device_id: str = event.data.get(ATTR_DEVICE_ID) or ""
        device = dr.async_get(hass).async_get(device_id)
        return {
            LOGBOOK_ENTRY_NAME: device and (device.name_by_user or device.name),
            LOGBOOK_ENTRY_MESSAGE: sentence(event.data, texts),
            LOGBOOK_ENTRY_ICON: ICONS.get(event.data[ATTR_TYPE]),
        }

    async_describe_event(DOMAIN, EVENT_PRINT, describe)


def sentence(data: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """Return what an event says of a printer whose name stands before it."""

    def say(key: str, **facts: Any) -> str:
        text = texts.get(f"component.{DOMAIN}.logbook.{key}", key)
        return text.format(**facts)

    key = data[ATTR_TYPE]
    for (event_type, fact), fuller in _FULLER.items():
        if key == event_type and data.get(fact) is not None:
            key = fuller
    said = say(
        key,
        file=data.get("file") or say("no_file"),
        progress=data.get("progress"),
        duration=_duration(data.get("duration") or 0, say),
    )
    if message := data.get("message"):
        said = say("words", sentence=said, message=message)
    return say("late", sentence=said) if data.get("late") else said


def _duration(seconds: float, say: Callable[..., str]) -> str:
    """Return how long something took, as people say it."""
    if seconds < 60:
        return say("seconds", seconds=round(seconds))
    hours, minutes = divmod(timedelta(seconds=seconds) // timedelta(minutes=1), 60)
    key = "hours" if hours else "minutes"
    return say(key, hours=hours, minutes=minutes)
