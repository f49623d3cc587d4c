"""Automations, and entities for them to look at."""

from dataclasses import dataclass, field
from datetime import timedelta
import re
from typing import Any

from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_mock_service,
)

from custom_components.factor.const import DOMAIN, SUBENTRY_PRINTER
from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.const import (
    ATTR_AREA_ID,
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    ATTR_LABEL_ID,
)
from homeassistant.core import Event, HomeAssistant, ServiceCall
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import parse_yaml

from .texts import FOLDER

PRINTERS = ("printer_1", "printer_2")
DOCUMENTED_DEVICE = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
RAN = "automation_ran"
ASKED = "asked"


async def run_automation(
    hass: HomeAssistant, data: dict[str, str] | None = None, **config: Any
) -> list[Event[dict[str, Any]]]:
    """Set up an automation; return what grows by an event whenever it runs.

    `data` are templates of what the event tells.
    """
    ran: list[Event[dict[str, Any]]] = async_capture_events(hass, RAN)
    automation = {
        "alias": "Test",
        "mode": "parallel",
        "max": 99,
        "actions": [{"event": RAN, "event_data": data or {}}],
        **config,
    }
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()
    state = hass.states.get("automation.test")
    assert state
    assert state.state == "on", "what it was given is not valid"
    return ran


async def ask(hass: HomeAssistant) -> None:
    """Ask an automation with conditions, whose trigger is that it is asked."""
    hass.bus.async_fire(ASKED)
    await hass.async_block_till_done()


@dataclass
class Workshop:
    """An area with a labelled printer, and what else may be in it."""

    hass: HomeAssistant
    made: int = 0
    entry: MockConfigEntry = field(init=False)
    printer: dr.DeviceEntry = field(init=False)

    def __post_init__(self) -> None:
        """Furnish the workshop."""
        self.entry = MockConfigEntry(
            domain=DOMAIN,
            subentries_data=[
                ConfigSubentryDataWithId(
                    subentry_id=printer,
                    subentry_type=SUBENTRY_PRINTER,
                    title=printer,
                    unique_id=printer,
                    data={},
                )
                for printer in PRINTERS
            ],
        )
        self.entry.add_to_hass(self.hass)
        ar.async_get(self.hass).async_create("Workshop")
        lr.async_get(self.hass).async_create("Printers")
        self.printer = self.add_printer(PRINTERS[0])

    def add_printer(self, printer: str) -> dr.DeviceEntry:
        """Put one more of the printers in."""
        devices = dr.async_get(self.hass)
        device = devices.async_get_or_create(
            config_entry_id=self.entry.entry_id,
            config_subentry_id=printer,
            identifiers={(DOMAIN, printer)},
            name=printer,
        )
        changed = devices.async_update_device(
            device.id, area_id="workshop", labels={"printers"}
        )
        assert changed
        return changed

    def add_entity(
        self,
        domain: str,
        key: str,
        platform: str = DOMAIN,
        device: dr.DeviceEntry | None = None,
    ) -> str:
        """Give a printer an entity; return its id."""
        device = device or self.printer
        ((_, printer),) = device.identifiers
        entity = er.async_get(self.hass).async_get_or_create(
            domain,
            platform,
            f"{printer}_{key}",
            suggested_object_id=f"{printer}_{key}",
            config_entry=self.entry,
            config_subentry_id=printer,
            device_id=device.id,
            translation_key=key,
        )
        return entity.entity_id

    def targets(self, entity_id: str) -> dict[str, dict[str, str]]:
        """Return the ways to point at an entity."""
        return {
            "entity": {ATTR_ENTITY_ID: entity_id},
            "device": {ATTR_DEVICE_ID: self.printer.id},
            "area": {ATTR_AREA_ID: "workshop"},
            "label": {ATTR_LABEL_ID: "printers"},
        }

    async def show(self, entity_id: str, state: str, **attributes: Any) -> None:
        """Let an entity have a state, and wait for what that causes."""
        self.hass.states.async_set(entity_id, state, attributes)
        await self.hass.async_block_till_done()

    async def tell(self, entity_id: str, event_type: str, **attributes: Any) -> None:
        """Let an event entity tell something; its state is when, as in the core."""
        self.made += 1
        at = dt_util.utcnow() + timedelta(milliseconds=self.made)
        await self.show(
            entity_id,
            at.isoformat(timespec="milliseconds"),
            event_type=event_type,
            **attributes,
        )

    async def run_example(self, example: str) -> list[ServiceCall]:
        """Set up an automation of the document; return what grows by what it calls."""
        config = parse_yaml(example.replace(DOCUMENTED_DEVICE, self.printer.id))
        assert isinstance(config, dict)
        (action,) = config["actions"]
        service = action["action"].split(".")
        calls: list[ServiceCall] = async_mock_service(self.hass, *service)
        await run_automation(self.hass, **config)
        return calls


def examples(title: str) -> dict[str, str]:
    """Return the automations in a part of the document, by what each shows."""
    document = (FOLDER.parents[1] / "docs" / "automations.md").read_text("utf-8")
    (part,) = re.findall(rf"(?ms)^## {title}\n(.*?)(?=^## |\Z)", document)
    return {
        name: "".join(re.findall(r"(?m)^    (.*\n)", text))
        for name, text in re.findall(
            rf"(?ms)^### `{DOMAIN}\.(\w+)`\n(.*?)(?=^### |\Z)", part
        )
    }
