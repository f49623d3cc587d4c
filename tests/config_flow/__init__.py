"""Tests of the flow of an entry, each against what it is to connect to."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.factor.broker_forms import (
    ADVANCED_SCHEMA,
)
from custom_components.factor.const import DOMAIN
from homeassistant.components import mqtt
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
)
from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from tests import suggested, wait_until
from tests.mosquitto import Mosquitto, password_line

USER, PASSWORD = "farm", "secret"
CREDENTIALS = {CONF_USERNAME: USER, CONF_PASSWORD: PASSWORD}
ADVANCED = set(map(str, ADVANCED_SCHEMA.schema))

type Upload = Callable[[bytes], Awaitable[str]]


async def submit(
    hass: HomeAssistant, result: ConfigFlowResult, user_input: dict[str, Any]
) -> ConfigFlowResult:
    """Return what follows a form; that of a broker has a section within."""
    if result["step_id"] == "broker":
        user_input = entered(**user_input)
    return await hass.config_entries.flow.async_configure(result["flow_id"], user_input)


async def choose(
    hass: HomeAssistant, result: ConfigFlowResult, step_id: str
) -> ConfigFlowResult:
    """Return what follows a choice from a menu."""
    assert result["type"] is FlowResultType.MENU
    return await submit(hass, result, {"next_step_id": step_id})


async def menu(hass: HomeAssistant) -> ConfigFlowResult:
    """Return the menu of a new flow."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )


async def start(hass: HomeAssistant, step_id: str = "broker") -> ConfigFlowResult:
    """Return the form for one kind of link."""
    result = await choose(hass, await menu(hass), step_id)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, step_id)
    assert not result["errors"]
    return result


async def change(
    hass: HomeAssistant, entry: ConfigEntry, step_id: str = "broker"
) -> ConfigFlowResult:
    """Return what follows the choice of a kind of link for an entry."""
    result = await entry.start_reconfigure_flow(hass)
    assert result["step_id"] == "reconfigure"
    return await choose(hass, result, step_id)


def entered(**fields: Any) -> dict[str, Any]:
    """Return what is entered in the form of a broker, which has a section."""
    advanced = {name: fields.pop(name) for name in ADVANCED & fields.keys()}
    return {**fields, "advanced": advanced}


def shown(result: ConfigFlowResult) -> dict[str, Any]:
    """Return what the form of a broker shows, its section included."""
    schema = result["data_schema"]
    assert schema
    within = suggested({**result, "data_schema": schema.schema["advanced"].schema})
    return {**suggested(result), **within}


def set_password(broker: Mosquitto, password: str) -> None:
    """Let the broker take this password from now on; it must be started again."""
    (broker.folder / "passwords").write_text(password_line(USER, password))


async def set_up_mqtt(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set up Home Assistant's own MQTT and wait for its link, which comes later."""
    await hass.config_entries.async_setup(entry.entry_id)
    await wait_until(lambda: mqtt.is_connected(hass))


@contextmanager
def running(folder: Path, *settings: str) -> Iterator[Mosquitto]:
    """Run one more broker."""
    folder.mkdir(exist_ok=True)
    mosquitto = Mosquitto(folder, settings)
    mosquitto.start()
    try:
        yield mosquitto
    finally:
        mosquitto.stop()
