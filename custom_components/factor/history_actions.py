"""The actions on what is remembered of a printer's prints."""

from datetime import datetime
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import ServiceResponse, SupportsResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from .coordinator import PrinterCoordinator
from .file_actions import Data, PrinterActions
from .print_events import past_data
from .printer.history import MAX_PRINTS, Query
from .printer.prints import Outcome

ATTR_AFTER: Final = "after"
ATTR_BEFORE: Final = "before"
ATTR_FILE: Final = "file"
ATTR_LIMIT: Final = "limit"
ATTR_OFFSET: Final = "offset"
ATTR_OUTCOME: Final = "outcome"
DEFAULT_LIMIT: Final = 100


def moment(value: Any) -> datetime:
    """Return a time; one without a time zone is that of Home Assistant's own."""
    told: datetime = cv.datetime(value)
    return dt_util.as_utc(told)


def query(data: Data) -> Query:
    """Return which prints an action means."""
    outcomes = data.get(ATTR_OUTCOME)
    return Query(
        outcomes=frozenset(map(Outcome, outcomes)) if outcomes else None,
        file=data.get(ATTR_FILE),
        after=data.get(ATTR_AFTER),
        before=data.get(ATTR_BEFORE),
    )


async def get_print_history(printer: PrinterCoordinator, data: Data) -> ServiceResponse:
    """Return prints, the newest first, and how many there are in all."""
    found = printer.story.history.find(query(data))
    first = data[ATTR_OFFSET]
    page = found[first : first + data[ATTR_LIMIT]]
    return {"total": len(found), "prints": [past_data(past) for past in page]}


async def delete_print_history(
    printer: PrinterCoordinator, data: Data
) -> ServiceResponse:
    """Forget prints; return how many."""
    return {"deleted": await printer.story.async_forget(query(data))}


FILTERS: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_OUTCOME): vol.All(cv.ensure_list, [vol.In([*Outcome])]),
    vol.Optional(ATTR_FILE): cv.string,
    vol.Optional(ATTR_AFTER): moment,
    vol.Optional(ATTR_BEFORE): moment,
}
HISTORY_ACTIONS: Final[PrinterActions] = {
    "get_print_history": (
        get_print_history,
        {
            **FILTERS,
            vol.Optional(ATTR_LIMIT, default=DEFAULT_LIMIT): vol.All(
                vol.Coerce(int), vol.Range(min=1, max=MAX_PRINTS)
            ),
            vol.Optional(ATTR_OFFSET, default=0): cv.positive_int,
        },
        SupportsResponse.ONLY,
    ),
    "delete_print_history": (
        delete_print_history,
        FILTERS,
        SupportsResponse.OPTIONAL,
    ),
}
