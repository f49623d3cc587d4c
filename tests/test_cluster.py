"""A farm on a broker's cluster of three nodes, of which one dies during all prints."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator
import re
import time
from types import SimpleNamespace
from typing import Any

import pytest

from custom_components.factor.connection import Failure
from custom_components.factor.device import device_id
from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.printer.prints import END_EVENTS, EventType
from demo.broker import HOST
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, HomeAssistant, callback
from simulator import Fleet, numbered_uuid
from simulator.states import State

from . import set_up, wait_until
from .brokers.rabbitmq import RabbitMq, cluster_of
from .e2e.truth import DISK, printer_with_short_files

NODES = 3
PRINTERS = 5
FILE = "tower.gcode"
KILLED_AT = 0.3
"""How much of each print is done when the node is killed."""
CONNECTED_WITHIN_S = 10
PATIENCE_S = 90
ENDS = set(END_EVENTS.values())

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def nodes(
    socket_enabled: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[RabbitMq]]:
    """Give a cluster that runs."""
    if missing := RabbitMq.missing():
        pytest.skip(f"{missing} is not installed")
    nodes = cluster_of(NODES, tmp_path_factory.mktemp("cluster"))
    try:
        for node in nodes:  # one by one: at once they may never agree on a leader
            node.start()
        yield nodes
    finally:
        for node in nodes:
            node.stop()


def fleet_at(node: RabbitMq, uuids: list[str]) -> Fleet:
    """Return idle printers that are connected to one of the nodes."""
    url = f"mqtt://{node.username}:{node.password}@{HOST}:{node.ports['tcp']}"
    return Fleet(url, [printer_with_short_files(uuid) for uuid in uuids])


def has_let_us_in(node: RabbitMq) -> bool:
    """Return whether the integration is connected to a node."""
    return re.search(r"accepting MQTT connection .* factor-", node.log) is not None


async def test_the_node_that_we_are_connected_to_is_killed_during_five_prints(
    hass: HomeAssistant, nodes: list[RabbitMq]
) -> None:
    uuids = [numbered_uuid(number) for number in range(PRINTERS)]
    told: dict[str, list[str]] = defaultdict(list)

    @callback
    def note(event: Event[dict[str, Any]]) -> None:
        told[event.data["device_id"]].append(event.data["type"])

    hass.bus.async_listen(EVENT_PRINT, note)
    host = ", ".join(f"{HOST}:{node.ports['tcp']}" for node in nodes)
    cluster: Any = SimpleNamespace(host=host, port=1883)
    credentials = {"username": RabbitMq.username, "password": RabbitMq.password}
    entry = await set_up(hass, cluster, *uuids, **credentials)
    assert entry.state is ConfigEntryState.LOADED
    # The first of them, unless it is not ready when the others are.
    await wait_until(lambda: any(map(has_let_us_in, nodes)), PATIENCE_S)
    ours, second, third = sorted(nodes, key=has_let_us_in, reverse=True)
    link: list[tuple[Failure | None, float]] = []
    connection = entry.runtime_data.connection
    connection.watch(lambda failure: link.append((failure, time.monotonic())))

    async with fleet_at(second, uuids[:3]) as left, fleet_at(third, uuids[3:]) as right:
        printers = [*left.printers, *right.printers]
        coordinators = list(entry.runtime_data.printers.values())
        await wait_until(lambda: all(each.online for each in coordinators))
        for printer in printers:
            printer.start_print(FILE)
        jobs = [printer.machine.progress for printer in printers]
        await wait_until(
            lambda: all(job and job.elapsed > KILLED_AT * DISK[FILE] for job in jobs),
            PATIENCE_S,
        )
        assert all(printer.machine.state is State.PRINTING for printer in printers)
        assert link == []

        killed = time.monotonic()
        await asyncio.to_thread(ours.kill)
        await wait_until(lambda: link and link[-1][0] is None, PATIENCE_S)
        away_s = link[-1][1] - killed
        still_printing = sum(job is not None and not job.done for job in jobs)
        await wait_until(
            lambda: (
                sum(not ENDS.isdisjoint(events) for events in told.values()) == PRINTERS
            ),
            PATIENCE_S,
        )
        # A print that is told twice is told with the next snapshots.
        heard = connection.statistics.messages
        await wait_until(
            lambda: connection.statistics.messages >= heard + 5 * PRINTERS, PATIENCE_S
        )
    names = {device_id(each): each.name for each in coordinators}
    await hass.config_entries.async_unload(entry.entry_id)

    print(f"\n{PRINTERS} prints, a node killed, connected again after {away_s:.2f} s")
    print(f"{'printer':<12}{'started':>9}{'finished':>10}{'other ends':>12}")
    counts = {}
    for device, events in told.items():
        name = names[device]
        count = counts[name] = Counter(
            event for event in events if event == EventType.STARTED or event in ENDS
        )
        others = count.total() - count[EventType.STARTED] - count[EventType.FINISHED]
        print(
            f"{name:<12}{count[EventType.STARTED]:>9}"
            f"{count[EventType.FINISHED]:>10}{others:>12}"
        )
    assert away_s < CONNECTED_WITHIN_S
    assert still_printing == PRINTERS
    assert len(counts) == PRINTERS
    assert all(
        count == {EventType.STARTED: 1, EventType.FINISHED: 1}
        for count in counts.values()
    )
