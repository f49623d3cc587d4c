"""A calendar of each printer's prints: those that are over, and the one that runs."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple, override

from homeassistant.components.calendar import (
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEvent,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util

from .broker import FactorConfigEntry
from .const import DOMAIN, Pace
from .entity import FactorEntity, async_add_printers
from .print_events import fitting
from .printer.history import PastPrint
from .printer.prints import Outcome

PARALLEL_UPDATES = 0

NO_NAME: Final = "–"
SHORTEST: Final = timedelta(seconds=1)
"""A calendar knows nothing shorter."""
LEFT_AT_LEAST: Final = timedelta(minutes=2)
"""How long a print at least takes that is about to end, or tells no finish time."""
WORTH_TELLING: Final = timedelta(minutes=1)
"""How far the end moves before it is told anew: before the one that was told comes."""
_TEXT: Final = f"component.{DOMAIN}.entity.calendar.prints.state_attributes"


class Span(NamedTuple):
    """A print in the calendar: when, and what it is called there."""

    start: datetime
    end: datetime
    name: str


CALENDARS: Final = (CalendarEntityDescription(key="prints", translation_key="prints"),)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: FactorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the calendars of all printers."""
    await async_add_printers(entry, async_add_entities, FactorCalendar, CALENDARS)


class FactorCalendar(FactorEntity, CalendarEntity):
    """The prints of a printer."""

    pace = Pace.SLOW

    entity_description: CalendarEntityDescription
    _shown: Span | None = None

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """The print that runs: however long nobody is heard, it never seems over."""
        running = self._running()
        return running and event_of(running)

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return the prints that run at some time between two."""
        events = [
            self._past_event(past)
            for past in self.coordinator.story.history.prints
            if past.started < end_date and end_of(past) > start_date
        ]
        running = self._running()
        if running and running.start < end_date and running.end > start_date:
            events.append(event_of(running))
        return events

    def _past_event(self, past: PastPrint) -> CalendarEvent:
        """Return a print that is over."""
        name = f"{past.file or NO_NAME} ({self._outcome_text(past.outcome)})"
        return event_of(Span(past.started, end_of(past), name))

    def _running(self) -> Span | None:
        """Return the print that runs, until it should be finished, which is yet to be."""
        if (running := self.coordinator.story.running) is None:
            return None
        now = dt_util.utcnow()
        earliest = now + LEFT_AT_LEAST
        end = max(self.picture.finish_time or earliest, earliest)
        # A clock may be set back.
        start = min(running.started, now)
        return Span(start, end, fitting(running.file) or NO_NAME)

    def _outcome_text(self, outcome: Outcome) -> str:
        """Return an outcome in the language of the server."""
        texts = async_get_cached_translations(
            self.hass, self.hass.config.language, "entity", DOMAIN
        )
        return texts.get(f"{_TEXT}.outcome.state.{outcome}", outcome)

    @callback
    @override
    def _refresh(self) -> bool:
        """Take over the running print; return whether it changed by a minute or more."""
        before, now = self._shown, self._running()
        if before == now or (
            before
            and now
            and (before.start, before.name) == (now.start, now.name)
            and abs(now.end - before.end) < WORTH_TELLING
        ):
            return False
        self._shown = now
        return True


def end_of(past: PastPrint) -> datetime:
    """Return when a print ends in the calendar."""
    return max(past.ended, past.started + SHORTEST)


def event_of(span: Span) -> CalendarEvent:
    """Return a print as calendars want it: by local time, in which an hour comes twice."""
    start, end = dt_util.as_local(span.start), dt_util.as_local(span.end)
    return CalendarEvent(
        start,
        max(start + SHORTEST, end),
        span.name,
        uid=span.start.isoformat(),
    )
