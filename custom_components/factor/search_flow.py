"""Finding printers: a search that the user starts, of a few seconds."""

from collections.abc import Iterable
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from .connection import LinkDownError, SearchRefusedError
from .heard import NOTHING_HEARD, as_code, async_state_texts
from .listening import Found, async_search
from .printer_flow_base import REGISTER, PrinterFlowBase
from .registered import free_name, new_printer, registered

CONF_PRINTERS: Final = "printers"


class SearchFlow(PrinterFlowBase):
    """List the printers that are heard, and add those that the user ticks."""

    _found: dict[str, Found | None]

    async def async_step_search(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Search for some seconds."""
        return self._show_work("search", self._async_search)

    async def async_step_search_refused(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Say that the broker's access rules forbid to search."""
        return self._show_menu("search_refused", "uuid", REGISTER)

    async def async_step_nothing_new(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Say what was heard instead, and let the user choose what to do."""
        return self._show_menu("nothing_new", "search", "uuid", REGISTER, **self._known)

    async def async_step_pick(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the printers, and add all that are ticked at once, or none of them."""
        errors: dict[str, str] = {}
        said: dict[str, str] = {}
        new = self._new
        picked = list(new) if len(new) == 1 else []
        if user_input is not None:
            picked = user_input[CONF_PRINTERS]
            if not picked:
                return await self.async_step_user()
            if set(picked) - new.keys():
                errors = {CONF_PRINTERS: "picked_taken"}
            elif len(picked) > self._room:
                errors = {CONF_PRINTERS: "picked_too_many"}
                said = {"room": str(self._room)}
            else:
                return self._add({uuid: new[uuid] for uuid in picked})
        if not new:
            return await self.async_step_nothing_new()
        field = SelectSelector(
            SelectSelectorConfig(
                options=await self._async_options(new),
                multiple=True,
                mode=SelectSelectorMode.LIST,
            )
        )
        return self.async_show_form(
            step_id="pick",
            data_schema=vol.Schema(
                {
                    vol.Optional(
                        CONF_PRINTERS, default=[each for each in picked if each in new]
                    ): field
                }
            ),
            description_placeholders=self._known | said,
            errors=errors,
        )

    async def _async_search(self) -> str:
        """Search, and return which step is next."""
        if not self._is_connected:
            return "link_lost"
        try:
            self._found = await async_search(self._connection)
        except LinkDownError:
            return "link_lost"
        except SearchRefusedError:
            return "search_refused"
        return "pick"

    async def _async_options(self, found: dict[str, Found]) -> list[SelectOptionDict]:
        """Return the printers as they are shown, their equal names told apart."""
        states = await async_state_texts(self.hass)
        return [
            SelectOptionDict(
                value=device_uuid,
                label=" · ".join(
                    (
                        f"{each.name} ({_tail(device_uuid)})",
                        states.get(each.state, NOTHING_HEARD),
                        *filter(None, [each.file]),
                    )
                ),
            )
            for device_uuid, each in found.items()
        ]

    @property
    def _new(self) -> dict[str, Found]:
        """The printers that nobody has and that tell all of themselves, by name.

        One that tells only its state may be about to be registered, under a uuid that
        it throws away (PROTOCOL §14).
        """
        new = {
            device_uuid: found
            for device_uuid, found in self._found.items()
            if found and not registered(self.hass, device_uuid)
        }
        return dict(sorted(new.items(), key=lambda item: (item[1].name, item[0])))

    @property
    def _known(self) -> dict[str, str]:
        """The placeholders that say what else was heard."""
        others = self._found.keys() - self._new.keys()
        printers = {uuid: registered(self.hass, uuid) for uuid in others}
        return {
            "registered": _listed(each.title for each in printers.values() if each),
            "waiting": _listed(_tail(u) for u, each in printers.items() if not each),
        }

    @callback
    def _add(self, found: dict[str, Found]) -> SubentryFlowResult:
        """Add all printers, the last one as what the flow was for."""
        names: list[str] = []
        for self._device_uuid, each in found.items():
            names.append(free_name(self.hass, each.name))
            if len(names) < len(found):
                self.hass.config_entries.async_add_subentry(
                    self._get_entry(), new_printer(self._device_uuid, names[-1])
                )
        return self._create(
            names[-1],
            description="printers",
            description_placeholders={"names": ", ".join(map(as_code, names))},
        )


def _tail(device_uuid: str) -> str:
    """Return as much of a uuid as tells printers apart."""
    return f"…{device_uuid[-4:]}"


def _listed(names: Iterable[str]) -> str:
    """Return names as a sentence shows them."""
    return ", ".join(as_code(name) for name in sorted(names)) or NOTHING_HEARD
