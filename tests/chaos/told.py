"""What is told of prints: each start has one end."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from custom_components.factor.print_events import ATTR_TYPE
from custom_components.factor.printer.prints import END_EVENTS, EventType
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import Event, callback

ENDS = set(END_EVENTS.values())


@dataclass
class Bounds:
    """The starts and the ends of a printer's prints, which take turns."""

    starts: int = 0
    ends: int = 0

    def note(self, event: EventType) -> None:
        """Count an event; fail at a second start, or an end without one."""
        self.starts += event is EventType.STARTED
        self.ends += event in ENDS
        assert self.starts - self.ends in (0, 1), f"{event} out of turn"


@dataclass
class Told:
    """What was told on the bus, by device."""

    bounds: dict[str, Bounds] = field(default_factory=lambda: defaultdict(Bounds))

    @callback
    def note(self, event: Event[dict[str, Any]]) -> None:
        """Note an event."""
        kind = EventType(event.data[ATTR_TYPE])
        self.bounds[event.data[ATTR_DEVICE_ID]].note(kind)

    @property
    def starts(self) -> int:
        """How many prints were told to begin."""
        return sum(each.starts for each in self.bounds.values())

    @property
    def ends(self) -> int:
        """How many prints were told to end."""
        return sum(each.ends for each in self.bounds.values())
