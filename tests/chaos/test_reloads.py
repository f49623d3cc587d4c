"""What is set up again and again leaves nothing behind, here and at the broker."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor import LOST
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.const import CONF_DEVICE_UUID, DOMAIN, SUBENTRY_PRINTER
from custom_components.factor.coordinator import PrinterCoordinator
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from simulator.fleet import Fleet
from simulator.link import Link
from simulator.printer import Printer, numbered_uuid

from .. import is_loaded, set_up, wait_until
from ..mosquitto import Mosquitto
from .figures import Figures
from .inventory import (
    Inventory,
    alive,
    figure_of,
    inventory_of,
    memory_mb,
    more_in,
    objects,
    start_all_workers,
)
from .world import IS_FULL, heard, printers_of

TIMES = 100 if IS_FULL else 10
WARM_UP = 3
"""How often it is done before what there is counts as what there always is."""
PRINTERS = 3
UUIDS = [numbered_uuid(number) for number in range(PRINTERS)]
VISITOR = "visitor"
MAY_GROW = 0.05
"""By how much the memory may grow."""
COUNTED = ("tasks", "timers", "threads", "subscriptions", "file handles", "listeners")
SUBSCRIPTIONS = "$SYS/broker/subscriptions/count"
CLIENTS = "$SYS/broker/clients/connected"
ASKED = (SUBSCRIPTIONS, CLIENTS)
SETTLED_S = 60

pytestmark = [
    pytest.mark.timeout(1800 if IS_FULL else 120),
    pytest.mark.usefixtures("plain_home", "no_errors_logged"),
]

type Census = dict[str, int]
"""How many subscriptions and clients the broker knows of."""


@pytest.fixture
def broker(socket_enabled: None, tmp_path: Path) -> Iterator[Mosquitto]:
    """Give a broker that tells each second how many it serves."""
    folder = tmp_path / "broker"
    folder.mkdir()
    mosquitto = Mosquitto(folder, ("allow_anonymous true", "sys_interval 1"))
    mosquitto.start()
    yield mosquitto
    mosquitto.stop()


class Count(NamedTuple):
    """What there was at one time; `living` are the integration's own objects."""

    served: Census
    inventory: Inventory
    living: Counter[str]
    memory: float


@dataclass
class Workshop:
    """Printers that speak, and what Home Assistant and the broker have of them."""

    hass: HomeAssistant
    broker: Mosquitto
    printers: list[Printer]
    told: Census = field(default_factory=dict)

    def expected(self, *entries: MockConfigEntry) -> Census:
        """Return what the broker shall serve: the printers, who asks, and our links."""
        links = [entry.runtime_data.connection for entry in entries]
        subscriptions = sum(len(each.edge.topics) for each in self.printers)
        subscriptions += sum(len(link._subscribed) for link in links)
        return {SUBSCRIPTIONS: subscriptions + len(ASKED), CLIENTS: 2 + len(links)}

    async def count(self, *entries: MockConfigEntry) -> Count:
        """Count, once the broker knows of all."""
        await self.hass.async_block_till_done()
        await wait_until(lambda: self.told == self.expected(*entries), SETTLED_S)
        inventory = inventory_of(self.hass, *entries)
        objects()  # which leaves something behind the first time
        return Count({**self.told}, inventory, alive(objects()), memory_mb())

    async def compare(self, before: Count, *entries: MockConfigEntry) -> str:
        """Fail if there is more of anything than before; return the figures."""
        with suppress(AssertionError):
            await wait_until(lambda: self._is_as(before, *entries), SETTLED_S)
        now = await self.count(*entries)
        assert more_in(now.inventory, before.inventory) == {}
        assert now.served == before.served
        assert now.living - before.living == Counter()
        share = now.memory / before.memory - 1
        assert share < MAY_GROW
        return (
            f"{figure_of(now.inventory, before.inventory, *COUNTED)}, broker's"
            f" subscriptions {before.served[SUBSCRIPTIONS]} ->"
            f" {now.served[SUBSCRIPTIONS]}, objects {before.living.total()} ->"
            f" {now.living.total()}, memory {before.memory:.1f} -> {now.memory:.1f} MB"
            f" ({share:+.1%})"
        )

    def _is_as(self, before: Count, *entries: MockConfigEntry) -> bool:
        is_more = more_in(inventory_of(self.hass, *entries), before.inventory)
        return not is_more and self.told == before.served


@pytest.fixture
async def workshop(hass: HomeAssistant, broker: Mosquitto) -> AsyncIterator[Workshop]:
    """Give printers, of which the first one prints, and a broker that tells."""
    await start_all_workers(hass)
    scenes = ("printing", "idle", "idle")
    printers = [
        Printer(uuid, scene=scene) for uuid, scene in zip(UUIDS, scenes, strict=True)
    ]
    workshop = Workshop(hass, broker, printers)
    link = Link(broker.url)
    await link.open()
    link.on_message = lambda topic, payload: workshop.told.update({topic: int(payload)})
    await link.subscribe(ASKED)
    async with Fleet(broker.url, printers, interval=0.1):
        yield workshop
    await link.close()


async def test_reloads_leave_nothing_behind(
    workshop: Workshop, figures: Figures
) -> None:
    hass = workshop.hass
    entry = await set_up(hass, workshop.broker, *UUIDS)

    async def reload(times: int) -> None:
        for _ in range(times):
            assert await hass.config_entries.async_reload(entry.entry_id)
            assert is_loaded(entry)
            await heard(*printers_of(entry))

    await reload(WARM_UP)
    before = await workshop.count(entry)
    await reload(TIMES)
    figure = await workshop.compare(before, entry)
    assert before.living[name_of(PrinterCoordinator)] == PRINTERS
    assert before.living[name_of(MqttConnection)] == 1
    figures.add(
        f"{TIMES} reloads, {PRINTERS} printers", "nothing is left behind", figure
    )


async def test_printers_that_come_and_go_leave_nothing_behind(
    workshop: Workshop, tmp_path: Path, figures: Figures
) -> None:
    hass = workshop.hass
    *stay, uuid = UUIDS
    entry = await set_up(hass, workshop.broker, *stay)
    visitor = ConfigSubentry(
        data=MappingProxyType({CONF_DEVICE_UUID: uuid}),
        subentry_id=VISITOR,
        subentry_type=SUBENTRY_PRINTER,
        title=VISITOR,
        unique_id=uuid,
    )

    async def come_and_go(times: int) -> None:
        for _ in range(times):
            hass.config_entries.async_add_subentry(entry, visitor)
            await wait_until(lambda: VISITOR in entry.runtime_data.printers)
            await heard(entry.runtime_data.printers[VISITOR])
            await wait_until(
                lambda: hass.states.is_state(f"sensor.{VISITOR}_state", "idle")
            )
            hass.config_entries.async_remove_subentry(entry, VISITOR)
            await wait_until(lambda: VISITOR not in entry.runtime_data.printers)
            await hass.async_block_till_done()

    await come_and_go(WARM_UP)
    before = await workshop.count(entry)
    await come_and_go(TIMES)
    figure = await workshop.compare(before, entry)
    assert before.living[name_of(PrinterCoordinator)] == len(stay)
    assert not any(VISITOR in state for state in hass.states.async_entity_ids())
    assert files_of(VISITOR, tmp_path) == []
    figures.add(
        f"a printer added and removed {TIMES} times", "nothing is left behind", figure
    )


async def test_a_removed_entry_leaves_nothing_behind(
    workshop: Workshop, tmp_path: Path, figures: Figures
) -> None:
    hass = workshop.hass

    async def come_and_go(times: int) -> None:
        for _ in range(times):
            entry = await set_up(hass, workshop.broker, *UUIDS)
            await heard(*printers_of(entry))
            await hass.config_entries.async_remove(entry.entry_id)
            await hass.async_block_till_done()

    await come_and_go(WARM_UP)
    before = await workshop.count()
    await come_and_go(TIMES // 2)
    figure = await workshop.compare(before)
    assert not {name_of(PrinterCoordinator), name_of(MqttConnection)} & {*before.living}
    assert not any(
        "Factor" in name and not name.endswith("Description") for name in before.living
    )
    assert hass.states.async_entity_ids() == []
    assert hass.data[LOST] == set()
    assert files_of("printer_", tmp_path) == []
    figures.add(
        f"an entry with {PRINTERS} printers added and removed {TIMES // 2} times",
        "no object, no file and no subscription is left",
        figure,
    )


def files_of(printer: str, folder: Path) -> list[Path]:
    """Return what is stored of a printer."""
    return list(folder.rglob(f"{DOMAIN}*{printer}*"))


def name_of(kind: type) -> str:
    """Return the name that objects of a type are counted by."""
    return f"{kind.__module__}.{kind.__qualname__}"
