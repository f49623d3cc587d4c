"""Repairs: turning off the heaters that were left on."""

import asyncio
from collections.abc import Mapping
from typing import Any

import voluptuous as vol

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_get_translations

from .broker import FactorConfigEntry
from .const import DOMAIN
from .coordinator import PrinterCoordinator
from .heaters import is_printing
from .protocol.commands import CHAMBER, SetTemperature

type IssueData = dict[str, str | int | float | None]


class TurnHeatersOffFlow(RepairsFlow):
    """Turns off the heaters of a printer that were left on."""

    _placeholders: Mapping[str, str] = {}

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Take over what the issue says, which may be gone before the flow is."""
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        self._placeholders = (issue and issue.translation_placeholders) or {}
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask, turn the heaters off, and say what went wrong if it did."""
        assert self.data
        entry: FactorConfigEntry | None = self.hass.config_entries.async_get_entry(
            str(self.data["entry_id"])
        )
        subentry_id = str(self.data["subentry_id"])
        if entry is None or subentry_id not in entry.subentries:
            return self.async_create_entry(data={})  # nothing is left to repair
        if entry.state is not ConfigEntryState.LOADED:
            return self._abort("not_loaded")
        printer = entry.runtime_data.printers[subentry_id]
        errors: dict[str, str] = {}
        placeholders = dict(self._placeholders)
        if is_printing(printer):
            return self._abort("printing")
        if user_input is not None:
            try:
                error = await _async_turn_off(printer)
            except HomeAssistantError as err:
                error = "not_turned_off"
                placeholders["reason"] = await _async_text(self.hass, err)
            if error is None:
                return self.async_create_entry(data={})
            errors["base"] = error
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            description_placeholders=placeholders,
            errors=errors,
        )

    def _abort(self, reason: str) -> RepairsFlowResult:
        """Leave the issue as it is."""
        return self.async_abort(
            reason=reason, description_placeholders=self._placeholders
        )


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: IssueData | None
) -> RepairsFlow:
    """Return the flow for the one kind of issue that there is."""
    return TurnHeatersOffFlow()


async def _async_turn_off(printer: PrinterCoordinator) -> str | None:
    """Turn off all heaters that are on; return what cannot be done, if anything.

    All are told at the same time: one that does not obey shall not keep the others on.
    Raises `HomeAssistantError` if one could not be told, or does not obey.
    """
    printer.sender.check_reachable()
    if not printer.data.heaters:
        return "not_told"
    heaters = printer.data.heaters_on
    failed = await asyncio.gather(
        *(
            printer.async_send(
                SetTemperature.for_heater(heater, 0, printer.settings.limits)
            )
            for heater in heaters
            if heater != CHAMBER
        ),
        return_exceptions=True,
    )
    for err in failed:
        if err:
            raise err
    return "chamber" if CHAMBER in heaters else None


async def _async_text(hass: HomeAssistant, err: HomeAssistantError) -> str:
    """Return an error in the language of the server."""
    texts = await async_get_translations(
        hass, hass.config.language, "exceptions", [DOMAIN]
    )
    path = f"component.{DOMAIN}.exceptions.{err.translation_key}.message"
    return texts[path].format(**err.translation_placeholders or {})
