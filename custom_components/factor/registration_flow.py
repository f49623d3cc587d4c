"""Registering a printer for good, as FACTOR's website does."""

from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.core import callback

from .connection import LinkDownError
from .const import CONF_DEVICE_UUID
from .heard import DEFAULT_NAME
from .listening import async_register
from .printer.state import Picture
from .printer_flow_base import REGISTER, PrinterFlowBase
from .printer_forms import NAME_FIELD, UUID_FIELD
from .protocol.topics import InvalidDeviceUuidError, parse_device_uuid
from .registered import free_name

REGISTER_SCHEMA: Final = vol.Schema({**UUID_FIELD, **NAME_FIELD})


class RegistrationFlow(PrinterFlowBase):
    """Confirm the uuid that a plugin waits to have confirmed."""

    async def async_step_register(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the setup address, or the uuid in it, and a name."""
        errors: dict[str, str] = {}
        default = free_name(self.hass, DEFAULT_NAME)
        if user_input is not None:
            self._name = user_input[CONF_NAME].strip() or default
            if not (errors := self._take_setup(user_input)):
                return await self.async_step_registering()
        shown = user_input or {
            CONF_DEVICE_UUID: self._device_uuid,
            CONF_NAME: self._name or default,
        }
        return self.async_show_form(
            step_id=REGISTER,
            data_schema=self.add_suggested_values_to_schema(REGISTER_SCHEMA, shown),
            errors=errors,
        )

    async def async_step_registering(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Register the printer and wait for its answer."""
        return self._show_work("registering", self._async_register)

    async def async_step_registration_refused(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Say that the printer does not take the uuid."""
        return self._show_ways_on("registration_refused")

    async def async_step_registration_timeout(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Say why a printer may not answer."""
        return self._show_ways_on("registration_timeout")

    async def async_step_registered(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add the printer, and say what is still to be done at it."""
        return self._create(self._name, description="registered")

    async def async_step_registered_before(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Say that there was nothing to register, what was heard, and ask for a name."""
        return await self._async_step_name("registered_before", user_input)

    @callback
    def _take_setup(self, user_input: dict[str, Any]) -> dict[str, str]:
        """Take the uuid over; return the errors if it can't be registered."""
        try:
            self._device_uuid = parse_device_uuid(user_input[CONF_DEVICE_UUID])
        except InvalidDeviceUuidError:
            return {CONF_DEVICE_UUID: "invalid_setup"}
        return {CONF_DEVICE_UUID: "already_registered"} if self._is_taken else {}

    @callback
    def _show_ways_on(self, step_id: str) -> SubentryFlowResult:
        """Let the user choose what to do after a registration that failed."""
        return self._show_menu(step_id, "registering", REGISTER, "add_anyway")

    async def _async_register(self) -> str:
        """Register, and return which step is next."""
        if not self._is_connected:
            return "link_lost"
        try:
            answer = await async_register(
                self._connection, self._device_uuid, self._name
            )
        except LinkDownError:
            return "link_lost"
        if isinstance(answer, Picture):
            self._heard = answer
            return "registered_before"
        return _NEXT[answer]


# Whether the printer confirms.
_NEXT: Final = {
    True: "registered",
    False: "registration_refused",
    None: "registration_timeout",
}
