"""The demo's printers and what Home Assistant shows of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .client import Client, Json

DOMAIN = "factor"
NO_VALUE = ("unavailable", "unknown")
BUSY = ("printing", "pausing", "paused", "resuming", "finishing")


@dataclass(frozen=True)
class Printer:
    """A printer to register. Without a name it gets the one that the form proposes."""

    uuid: str
    name: str | None = None
    scene: str | None = None


SIMULATED = (
    Printer("6f1b1c52-8a53-4f0e-9d5c-0c1f4a9b6e01", "Prusa left", "printing"),
    Printer("2c9e7d10-41b7-4a6d-8f3e-5b7a90d2c402", "Voron right", "idle"),
    Printer("b84d3f6a-97c2-4e1b-a06f-e3d15c8f7703", "Ender shelf", "finishing"),
)
# What --check reads: column, the entity's key, how a person writes its value.
COLUMNS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("STATE", "state", str),
    ("PROGRESS", "progress", lambda value: f"{float(value):.0f} %"),
    ("HOTEND", "tool0_temperature", lambda value: f"{float(value):.1f} °C"),
    ("BED", "bed_temperature", lambda value: f"{float(value):.1f} °C"),
)


@dataclass(frozen=True)
class Reading:
    """One printer as Home Assistant shows it: a value, or None, for each column."""

    name: str
    values: dict[str, str | None]

    @property
    def missing(self) -> list[str]:
        """The columns that are not live. Without a job there is no progress."""
        busy = self.values["STATE"] in BUSY
        return [
            column
            for column, value in self.values.items()
            if value is None
            or value == "unavailable"
            or (value == "unknown" and (busy or column != "PROGRESS"))
        ]

    @property
    def row(self) -> list[str]:
        """The table's row for a person."""
        texts = [
            "–" if value is None or value in NO_VALUE else write(value)
            for (_, _, write), value in zip(COLUMNS, self.values.values(), strict=True)
        ]
        return [self.name, *texts]


@dataclass(frozen=True)
class Registered:
    """A printer that Home Assistant knows; entity ids by key, such as "progress"."""

    uuid: str
    name: str
    entities: dict[str, str]


async def registered(client: Client) -> list[Registered]:
    """Return the printers of all brokers in the order in which they were added."""
    entities = await client.command("config/entity_registry/list")
    return [
        Registered(
            printer["unique_id"],
            printer["title"],
            {
                entity["unique_id"].partition("_")[2]: entity["entity_id"]
                for entity in entities
                if entity["config_subentry_id"] == printer["subentry_id"]
                and not entity["disabled_by"]
            },
        )
        for entry in await client.command("config_entries/get", domain=DOMAIN)
        for printer in await client.command(
            "config_entries/subentries/list", entry_id=entry["entry_id"]
        )
    ]


async def read(client: Client) -> list[Reading]:
    """Read what Home Assistant shows of its printers now."""
    states = await client.states()

    def value(entity_id: str | None) -> str | None:
        state: Json = states.get(entity_id or "", {})
        return state.get("state")

    return [
        Reading(
            printer.name,
            {column: value(printer.entities.get(key)) for column, key, _ in COLUMNS},
        )
        for printer in await registered(client)
    ]


def table(readings: Iterable[Reading]) -> str:
    """Return the readings as a table for a person."""
    rows = [["PRINTER", *(column for column, _, _ in COLUMNS)]]
    rows += [reading.row for reading in readings]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )
