"""The parts of a machine, as far as it reports them: hotends, bed, chamber, sensors."""

from collections.abc import Collection
from functools import lru_cache
import re
from typing import Final

import msgspec
from msgspec.structs import force_setattr

from ..protocol.commands import BED, CHAMBER
from ..protocol.messages import PrinterConnection, Profile, Snapshot

MAX_READINGS: Final = 16
MAX_READING_NAME: Final = 32
MAX_NAMES: Final = 64
"""How many names of readings are taken in all: each that goes leaves a trace for good."""
GONE_AFTER: Final = 60
"""How many reports in a row, one a second, a part is missing from once it is gone."""
TEMPERATURE_KEY: Final = "_temperature"
FILAMENT_KEY: Final = "_filament_length"
"""How the keys of an entity end that each reading has, and each filament."""
_HOTEND: Final = re.compile(r"tool(0|[1-9][0-9]?)")


def hotend_number(name: str) -> int | None:
    """Return n for the reading `tool{n}`, None for any other reading."""
    return int(match[1]) if (match := _HOTEND.fullmatch(name)) else None


@lru_cache(MAX_NAMES)
def is_heater(name: str) -> bool:
    """Return whether a reading is of a hotend, the bed or the chamber."""
    return name in (BED, CHAMBER) or hotend_number(name) is not None


def reported_by(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the names of the temperature sensors that the machine really has.

    `bed` and `chamber` are always in a snapshot, null where there is none
    (PROTOCOL §3.3), so only a reading that is not null counts, and none that the
    printer profile says the machine has not. The firmware chooses the names of further
    sensors: no more than 16, of at most 32 characters, are taken from one snapshot.
    """
    lacking = _lacking(snapshot)
    named = [
        name
        for name, reading in snapshot.temperatures.items()
        if reading
        and reading.actual is not None
        and len(name) <= MAX_READING_NAME
        and name not in lacking
    ]
    return tuple(named[:MAX_READINGS])


def _lacking(snapshot: Snapshot) -> list[str]:
    """Return the heaters that the printer profile says the machine has not."""
    connection = snapshot.connection
    if not isinstance(connection, PrinterConnection) or not connection.profile:
        return []
    profile: Profile = connection.profile
    heaters = ((BED, profile.heated_bed), (CHAMBER, profile.heated_chamber))
    return [name for name, there in heaters if there is False]


class Parts(msgspec.Struct, frozen=True):
    """What a machine has, for all that it has told.

    `readings` are its temperature sensors, each with how many reports in a row lacked
    it: one may be missing from some (PROTOCOL §17), and while the printer is
    disconnected all are. `names` are those of all readings that it has or had.
    `filaments` are the tools that some job takes filament of, which are more than the
    hotends where one hotend has several feeders.
    """

    readings: dict[str, int] = {}
    filaments: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Have all names that there are among those that there were."""
        force_setattr(self, "names", self.names.union(self.readings))

    @classmethod
    def of_entities(cls, keys: Collection[str]) -> Parts:
        """Return the parts that entities with such keys are of."""

        def stems(suffix: str) -> list[str]:
            return [key.removesuffix(suffix) for key in keys if key.endswith(suffix)]

        return cls(
            dict.fromkeys(stems(TEMPERATURE_KEY)[:MAX_READINGS], 0),
            frozenset(stems(FILAMENT_KEY)[:MAX_READINGS]),
        )

    @property
    def hotends(self) -> frozenset[str]:
        """The readings that are hotends."""
        return frozenset(filter(_HOTEND.fullmatch, self.readings))

    def after(self, reported: tuple[str, ...], snapshot: Snapshot) -> Parts:
        """Return the parts after a snapshot that reports some of them.

        However many names a machine makes up in time, no more than 16 are kept, and
        no more than 64 are taken in all.
        """
        readings = self._readings_after(reported)
        filaments = self.filaments
        if readings is self.readings and filaments.issuperset(snapshot.job.filament):
            return self
        gone = self.readings.keys() - readings.keys()
        tools = set(filter(_HOTEND.fullmatch, snapshot.job.filament))
        if gone or not filaments.issuperset(tools):
            kept = filaments - gone
            new = sorted(tools - kept)[: MAX_READINGS - len(kept)]
            filaments = kept.union(new)
        if readings is self.readings and filaments is self.filaments:
            return self
        return Parts(readings, filaments, self.names)

    def _readings_after(self, reported: tuple[str, ...]) -> dict[str, int]:
        """Return how often each reading was missing, after one more report."""
        if not reported or dict.fromkeys(reported, 0) == self.readings:
            return self.readings
        missed = {
            name: 0 if name in reported else count + 1
            for name, count in self.readings.items()
        }
        strange = [name for name in reported if name not in self.names]
        refused = strange[MAX_NAMES - len(self.names) :]
        new = [name for name in reported if name not in missed and name not in refused]
        missed |= dict.fromkeys(new[: MAX_READINGS - len(missed)], 0)
        present = {name: n for name, n in missed.items() if n < GONE_AFTER}
        return self.readings if present == self.readings else present
