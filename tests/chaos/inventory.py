"""What there is of all that can pile up, and of how much more there is later."""

import asyncio
from collections import Counter
from collections.abc import Mapping
import gc
import os
from pathlib import Path
import re
import threading

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor.connection.mqtt import MqttConnection
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.dispatcher import DATA_DISPATCHER
from homeassistant.helpers.storage import Store
from homeassistant.util.async_ import get_scheduled_timer_handles

OURS = "custom_components.factor."
DATA = tuple(
    f"{OURS}{part}." for part in ("meter", "print_events", "printer", "protocol")
)
"""Where what comes and goes with the messages is from."""
HANDLES = Path("/proc/self/fd")
MEMORY = Path("/proc/self/statm")
WRITES_LATER = Store._async_schedule_callback_delayed_write.__qualname__
"""It comes and goes with what is not written yet, as does the listener to the end."""
WORKERS = 8
MB = 1024 * 1024

type Inventory = Mapping[str, Counter[str]]
"""By kind, how many there are of what name."""


def inventory_of(hass: HomeAssistant, *entries: MockConfigEntry) -> Inventory:
    """Return what there is in Home Assistant, and on the links of some entries."""
    links = [entry.runtime_data.connection for entry in entries]
    assert all(isinstance(link, MqttConnection) for link in links)
    return {
        "tasks": Counter(map(_task_name, asyncio.all_tasks())),
        "timers": Counter(
            name
            for handle in get_scheduled_timer_handles(hass.loop)
            if not handle.cancelled()
            and (name := _name_of(handle._callback)) != WRITES_LATER  # type: ignore[attr-defined]
        ),
        "threads": Counter(
            re.sub(r"[_\d]+$", "", thread.name) for thread in threading.enumerate()
        ),
        "file handles": _open_files(),
        "subscriptions": Counter(
            topic for link in links for topic in sorted(link._subscribed)
        ),
        "topics' listeners": Counter(
            {
                topic: len(listeners)
                for link in links
                for topic, listeners in link._listeners.items()
            }
        ),
        "messages under way": Counter(
            {"sent": sum(len(link._sent) for link in links)}
            | {"asked": sum(len(link._asked) for link in links)}
        ),
        "callbacks for the end": Counter(
            _name_of(called) for entry in entries for called in entry._on_unload or ()
        ),
        "listeners": Counter(
            {
                str(event): count
                for event, count in hass.bus.async_listeners().items()
                if event != EVENT_HOMEASSISTANT_FINAL_WRITE
            }
        ),
        "signals": Counter(
            {
                str(signal): len(listeners)
                for signal, listeners in hass.data.get(DATA_DISPATCHER, {}).items()
            }
        ),
        "shared data": Counter(map(str, hass.data)),
        "states": Counter(hass.states.async_entity_ids()),
        "entities": Counter(er.async_get(hass).entities.keys()),
        "devices": Counter(device.id for device in dr.async_get(hass).devices),
    }


def more_in(after: Inventory, before: Inventory) -> dict[str, Counter[str]]:
    """Return what there is more of than before, and how much."""
    grown = {kind: after[kind] - before[kind] for kind in after}
    return {kind: counts for kind, counts in grown.items() if counts}


def objects() -> Counter[str]:
    """Return how many objects there are of each type, as far as they can be counted."""
    gc.collect()
    return Counter(
        f"{kind.__module__}.{kind.__qualname__}" for kind in map(type, gc.get_objects())
    )


def alive(counts: Counter[str]) -> Counter[str]:
    """Return the counts of what of the integration lives: of all but its data."""
    return Counter(
        {
            name: count
            for name, count in counts.items()
            if name.startswith(OURS) and not name.startswith(DATA)
        }
    )


def memory_mb() -> float:
    """Return how much memory the process has, MB."""
    pages = int(MEMORY.read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MB


async def start_all_workers(hass: HomeAssistant) -> None:
    """Let the executor have all the threads that it will ever have, which are few."""
    hass.loop._default_executor._max_workers = WORKERS  # type: ignore[attr-defined]
    met = threading.Barrier(WORKERS)
    await asyncio.gather(
        *(hass.async_add_executor_job(met.wait) for _ in range(WORKERS))
    )


def figure_of(after: Inventory, before: Inventory, *kinds: str) -> str:
    """Return how many there were and are of some kinds, for a person."""
    return ", ".join(
        f"{kind} {before[kind].total()} -> {after[kind].total()}" for kind in kinds
    )


def _task_name(task: asyncio.Task[object]) -> str:
    return getattr(task.get_coro(), "__qualname__", task.get_name())


def _name_of(called: object) -> str:
    """Return the name of a function, whatever it is wrapped in."""
    while inner := getattr(called, "func", None):
        called = inner
    return getattr(called, "__qualname__", type(called).__qualname__)


def _open_files() -> Counter[str]:
    """Return what the process has open, sockets without their numbers."""
    names: list[str] = []
    for handle in HANDLES.iterdir():
        try:
            target = str(handle.readlink())
        except FileNotFoundError:  # that of the folder itself
            continue
        names.append(re.sub(r"\[\d+\]", "", target))
    return Counter(names)
