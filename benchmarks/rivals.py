"""The rivals: each a process of its own that hears the same printers."""

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from itertools import batched
import json
from pathlib import Path
import sys
from typing import Any, Final

from custom_components.factor.const import (
    CONF_DEVICE_UUID,
    CONF_TLS,
    DOMAIN,
    SUBENTRY_PRINTER,
)
from custom_components.factor.protocol.topics import PrinterTopics
from custom_components.factor.room import MAX_PRINTERS
from demo.broker import Broker
from demo.home_assistant import HomeAssistant
from demo.process import Child, running
from homeassistant.const import CONF_HOST, CONF_PORT
from simulator.printer import numbered_uuid

from .cases import FLOOR, OURS, TEMPLATES
from .entities import DETAILS, ENTITIES, Compared

DATABASE: Final = "home-assistant_v2.db"
CONFIGURATION: Final = """\
homeassistant:
  auth_providers:
    - type: homeassistant
logger:
  default: warning
api:
config:
"""


@dataclass(frozen=True)
class Running:
    """A rival that runs; `hass` is None of the one that is no Home Assistant."""

    child: Child
    hass: HomeAssistant | None = None

    @property
    def database(self) -> Path:
        """Where its recorder writes."""
        assert self.hass
        return self.hass.folder / DATABASE


type Start = Callable[[Path, Broker, int, bool], AbstractAsyncContextManager[Running]]
"""Runs a rival until the block ends.

It takes an empty folder, the broker, how many printers there are, and whether Home
Assistant's recorder runs.
"""


def unique_id(number: int, key: str) -> str:
    """Return the unique id of a printer's entity, in both rivals the same."""
    return f"printer_{number}_{key}"


@asynccontextmanager
async def floor(
    folder: Path, broker: Broker, printers: int, recorder: bool = False
) -> AsyncGenerator[Running]:
    """Run the client and the decoder of this integration, and nothing else."""
    command = (sys.executable, "-m", "benchmarks.floor", broker.host, str(broker.port))
    log = folder.with_suffix(".log")
    async with running("the floor", *command, str(printers), log=log) as child:
        yield Running(child)


@asynccontextmanager
async def home_assistant(
    folder: Path,
    recorder: bool,
    configuration: str,
    entries: Iterable[dict[str, Any]],
    **more: Any,
) -> AsyncGenerator[Running]:
    """Run a Home Assistant that finds entries, and more, in its storage."""
    hass = HomeAssistant(folder)
    told = (CONFIGURATION, "recorder:\n" if recorder else "", configuration)
    (folder / "configuration.yaml").write_text("".join(told))
    stored = [
        each | {"entry_id": entry_id(number), "title": "Workshop", "source": "user"}
        for number, each in enumerate(entries)
    ]
    store(folder, "core.config_entries", {"entries": stored})
    for key, data in more.items():
        store(folder, f"core.{key}", data)
    async with hass:
        yield Running(hass.child, hass)


def entry_id(number: int) -> str:
    """Return the id of an entry."""
    return f"benchmark_{number}"


def store(folder: Path, key: str, data: dict[str, Any]) -> None:
    """Store data as the first version of Home Assistant that stored it did."""
    stored = {"version": 1, "minor_version": 1, "key": key, "data": data}
    (folder / ".storage" / key).write_text(json.dumps(stored))


def templates(
    folder: Path, broker: Broker, printers: int, recorder: bool
) -> AbstractAsyncContextManager[Running]:
    """Run Home Assistant's MQTT integration with sensors that take the status apart."""
    entry = {
        "domain": "mqtt",
        "version": 2,
        "data": {"broker": broker.host, CONF_PORT: broker.port},
    }
    sensors = [
        template_sensor(number, compared)
        for number in range(printers)
        for compared in ENTITIES
    ]
    # JSON is YAML too
    configuration = f"mqtt: {json.dumps({'sensor': sensors})}\n"
    return home_assistant(folder, recorder, configuration, [entry])


def template_sensor(number: int, compared: Compared) -> dict[str, Any]:
    """Return a sensor as a user writes it in YAML."""
    optional = {
        "unit_of_measurement": compared.unit,
        "device_class": compared.device_class,
    }
    return {
        "name": compared.key.replace("_", " "),
        "unique_id": unique_id(number, compared.key),
        "state_topic": PrinterTopics(numbered_uuid(number)).status,
        "value_template": f"{{{{ {compared.template} }}}}",
        "device": {"identifiers": [f"printer_{number}"], "name": f"Printer {number}"},
    } | {key: value for key, value in optional.items() if value}


def ours(
    folder: Path, broker: Broker, printers: int, recorder: bool
) -> AbstractAsyncContextManager[Running]:
    """Run this integration, with all that it has by default and the details."""
    connection = {CONF_HOST: broker.host, CONF_PORT: broker.port, CONF_TLS: "off"}
    entries = (
        {
            "domain": DOMAIN,
            "version": 1,
            "data": connection,
            "subentries": [subentry(number) for number in numbers],
        }
        for numbers in batched(range(printers), MAX_PRINTERS)
    )
    registry = {"entities": list(enabled_details(printers))}
    return home_assistant(folder, recorder, "", entries, entity_registry=registry)


def subentry(number: int) -> dict[str, Any]:
    """Return a printer as it is registered."""
    uuid = numbered_uuid(number)
    return {
        "subentry_id": f"printer_{number}",
        "subentry_type": SUBENTRY_PRINTER,
        "title": f"Printer {number}",
        "unique_id": uuid,
        "data": {CONF_DEVICE_UUID: uuid},
    }


def enabled_details(printers: int) -> Iterator[dict[str, Any]]:
    """Yield the details as a registry has them in which they were enabled."""
    for number in range(printers):
        for compared in DETAILS:
            yield {
                "entity_id": f"sensor.printer_{number}_{compared.key}",
                "unique_id": unique_id(number, compared.key),
                "platform": DOMAIN,
                "config_entry_id": entry_id(number // MAX_PRINTERS),
            }


RIVALS: Final[dict[str, Start]] = {FLOOR: floor, TEMPLATES: templates, OURS: ours}
