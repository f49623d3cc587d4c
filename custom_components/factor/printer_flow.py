"""The printer's flow: from a search, a uuid or a setup address to a printer."""

from typing import Any

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.core import callback

from .const import CONF_DEVICE_UUID, CONF_DIALECT, CONF_OFFLINE_AFTER
from .listening import async_listen
from .printer_forms import (
    AUTOMATIC,
    SECTION_ADVANCED,
    SECTION_CAMERA,
    SECTION_COST,
    SECTION_FILAMENT,
    SECTION_LIMITS,
    SECTION_PRINTS,
    SECTION_TELEMETRY,
    UUID_SCHEMA,
    camera_settings,
    faulty_address,
    print_settings,
    printer_schema,
    prints_shown,
)
from .protocol.dialects import Dialect
from .protocol.topics import InvalidDeviceUuidError, parse_device_uuid, parse_serial
from .registration_flow import RegistrationFlow
from .search_flow import SearchFlow


class PrinterFlow(SearchFlow, RegistrationFlow):
    """Add printers, or change what is known of one."""

    async def async_step_uuid(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the uuid and listen to it."""
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := self._take_uuid(user_input)):
            return await self.async_step_listen()
        shown = user_input or {
            CONF_DEVICE_UUID: self._device_uuid,
            SECTION_ADVANCED: {CONF_DIALECT: self._dialect or AUTOMATIC},
        }
        return self.async_show_form(
            step_id="uuid",
            data_schema=self.add_suggested_values_to_schema(UUID_SCHEMA, shown),
            errors=errors,
        )

    async def async_step_listen(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Listen to the uuid for some seconds."""
        if not self._is_connected:
            return self.async_abort(reason="not_connected")
        self._heard = await async_listen(
            self._connection, self._device_uuid, self._dialect
        )
        if self._heard is not None:
            return await self.async_step_found()
        if not self._is_connected:
            return self.async_abort(reason="not_connected")
        return await self.async_step_silent()

    async def async_step_silent(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Say that nothing was heard, and let the user choose what to do."""
        return self.async_show_menu(
            step_id="silent",
            menu_options=["listen", "uuid", "add_anyway"],
            description_placeholders={"uuid": self._device_uuid},
        )

    async def async_step_found(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show what was heard and ask for a name."""
        return await self._async_step_name("found", user_input)

    async def async_step_add_anyway(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the name of a printer that is not heard now."""
        return await self._async_step_name("add_anyway", user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change what is set for the printer; it works at once."""
        subentry = self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        if user_input is not None:
            camera = camera_settings(user_input[SECTION_CAMERA])
            errors = self._take_uuid(user_input)
            if faulty := faulty_address(camera):
                errors[SECTION_CAMERA] = f"invalid_{faulty}"
            prints = print_settings(user_input[SECTION_PRINTS])
            if prints is None:
                errors[SECTION_PRINTS] = "invalid_milestones"
            if not errors:
                settings = {
                    name: user_input[name]
                    for name in (
                        CONF_OFFLINE_AFTER,
                        SECTION_LIMITS,
                        SECTION_FILAMENT,
                        SECTION_COST,
                        SECTION_TELEMETRY,
                    )
                }
                return self.async_update_and_abort(
                    self._get_entry(),
                    subentry,
                    title=user_input[CONF_NAME].strip() or subentry.title,
                    unique_id=self._device_uuid,
                    data={
                        **self._data,
                        **settings,
                        SECTION_CAMERA: camera,
                        SECTION_PRINTS: prints,
                    },
                )
        shown = user_input or {
            CONF_NAME: subentry.title,
            **subentry.data,
            SECTION_PRINTS: prints_shown(subentry.data.get(SECTION_PRINTS, {})),
            SECTION_ADVANCED: {
                CONF_DIALECT: subentry.data.get(CONF_DIALECT, AUTOMATIC)
            },
        }
        schema = printer_schema(self.hass.config.currency)
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=errors,
        )

    @callback
    def _take_uuid(self, user_input: dict[str, Any]) -> dict[str, str]:
        """Take uuid and dialect over; return the errors if they can't be registered."""
        dialect = user_input[SECTION_ADVANCED][CONF_DIALECT]
        self._dialect = None if dialect == AUTOMATIC else Dialect(dialect)
        legacy = self._dialect is Dialect.LEGACY_EDGE
        parse = parse_serial if legacy else parse_device_uuid
        try:
            self._device_uuid = parse(user_input[CONF_DEVICE_UUID])
        except InvalidDeviceUuidError:
            return {CONF_DEVICE_UUID: "invalid_serial" if legacy else "invalid_uuid"}
        return {CONF_DEVICE_UUID: "already_registered"} if self._is_taken else {}
