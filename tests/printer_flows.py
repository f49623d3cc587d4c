"""Going through the printer's flow as its user does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor.const import SUBENTRY_PRINTER
from homeassistant.config_entries import SOURCE_USER, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
from simulator.link import Link

from . import POLL_S
from .conftest import UUID
from .mosquitto import Mosquitto

STATUS = f"octoprint/status/{UUID}"


@asynccontextmanager
async def saying(
    broker: Mosquitto, *payloads: bytes, topic: str = STATUS
) -> AsyncIterator[Link]:
    """Say something on the printer's status topic or another, again and again."""
    link = Link(broker.url)
    await link.open()

    async def talk() -> None:
        while True:
            for payload in payloads:
                link.publish(topic, payload)
            await asyncio.sleep(0.02)

    talking = asyncio.create_task(talk())
    try:
        yield link
    finally:
        talking.cancel()
        await link.close()


async def start(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Return the flow's first menu."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_PRINTER), context={"source": SOURCE_USER}
    )


async def start_with(
    hass: HomeAssistant, entry: MockConfigEntry, way: str
) -> SubentryFlowResult:
    """Return what follows a way to add printers."""
    return await choose(hass, await start(hass, entry), way)


def shown(fields: dict[Any, Any]) -> dict[str, Any]:
    """Return what a form shows before anybody types, as a browser would send it."""
    values: dict[str, Any] = {}
    for marker, field in fields.items():
        if isinstance(field, section):
            values[str(marker)] = shown(field.schema.schema)
        elif marker.description:
            values[str(marker)] = marker.description["suggested_value"]
        elif callable(marker.default):
            values[str(marker)] = marker.default()
    return values


def form(result: SubentryFlowResult) -> dict[str, Any]:
    """Return what a step's form shows."""
    schema = result["data_schema"]
    assert schema
    return shown(schema.schema)


async def submit(
    hass: HomeAssistant, result: SubentryFlowResult, **user_input: Any
) -> SubentryFlowResult:
    """Return what follows a form or a menu; the rest of a form stays as it is shown."""
    if result["type"] is FlowResultType.FORM:
        entered = form(result)
        for name, value in user_input.items():
            inner = entered.get(name)
            entered[name] = {**inner, **value} if isinstance(inner, dict) else value
        user_input = entered
    return await hass.config_entries.subentries.async_configure(
        result["flow_id"], user_input
    )


async def choose(
    hass: HomeAssistant, result: SubentryFlowResult, option: str
) -> SubentryFlowResult:
    """Return what follows an option of a menu."""
    assert option in result["menu_options"]
    return await submit(hass, result, next_step_id=option)


def printers(entry: MockConfigEntry) -> dict[str | None, str]:
    """Return the titles of an entry's printers by uuid."""
    return {
        subentry.unique_id: subentry.title
        for subentry in entry.get_subentries_of_type(SUBENTRY_PRINTER)
    }


async def result_of_work(
    hass: HomeAssistant, result: SubentryFlowResult
) -> SubentryFlowResult:
    """Return what follows a step that shows progress, as a browser asks for it."""
    flows = hass.config_entries.subentries
    while result["type"] is FlowResultType.SHOW_PROGRESS:
        await asyncio.sleep(POLL_S)
        result = await flows.async_configure(result["flow_id"])
    return result
