"""The printer's flow: from a uuid, over what is heard of it, to its name."""

import asyncio
from contextlib import suppress
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
)
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from .connection import Connection, Message
from .const import (
    CONF_DEVICE_UUID,
    CONF_OFFLINE_AFTER,
    DEFAULT_OFFLINE_AFTER_S,
    DOMAIN,
)
from .printer.state import Picture, State
from .protocol.messages import BadMessageError, Profile, decode_status
from .protocol.topics import InvalidDeviceUuidError, PrinterTopics, parse_device_uuid

LISTEN_S: Final = 5
DEFAULT_NAME: Final = "FACTOR printer"
# What OctoPrint calls the profile that nobody has given a name.
UNNAMED_PROFILE: Final = "Default"
MAX_HEARD_LENGTH: Final = 80
NOTHING_HEARD: Final = "–"

UUID_SCHEMA: Final = vol.Schema({vol.Required(CONF_DEVICE_UUID): TextSelector()})
NAME_SCHEMA: Final = vol.Schema({vol.Required(CONF_NAME): TextSelector()})
PRINTER_SCHEMA: Final = vol.Schema(
    {
        **NAME_SCHEMA.schema,
        **UUID_SCHEMA.schema,
        vol.Required(CONF_OFFLINE_AFTER, default=DEFAULT_OFFLINE_AFTER_S): vol.All(
            NumberSelector(
                NumberSelectorConfig(
                    min=5,
                    max=3600,
                    unit_of_measurement="s",
                    mode=NumberSelectorMode.BOX,
                )
            ),
            vol.Coerce(int),
        ),
    }
)


class PrinterFlow(ConfigSubentryFlow):
    """Register a printer, or change what is known of it."""

    _device_uuid = ""
    _heard: Picture | None = None

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the uuid and listen to it."""
        if not self._is_broker_connected:
            return self.async_abort(reason="not_connected")
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := self._take_uuid(user_input)):
            return await self.async_step_listen()
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(
                UUID_SCHEMA, user_input or {CONF_DEVICE_UUID: self._device_uuid}
            ),
            errors=errors,
        )

    async def async_step_listen(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Listen to the uuid for some seconds."""
        if not self._is_broker_connected:
            return self.async_abort(reason="not_connected")
        self._heard = await self._async_listen()
        if self._heard is not None:
            return await self.async_step_found()
        if not self._is_broker_connected:
            return self.async_abort(reason="not_connected")
        return await self.async_step_silent()

    async def async_step_silent(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Say that nothing was heard, and let the user choose what to do."""
        return self.async_show_menu(
            step_id="silent",
            menu_options=["listen", "user", "add_anyway"],
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
        """Change the name, the uuid or the time until it is offline; it works at once."""
        subentry = self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := self._take_uuid(user_input)):
            return self.async_update_and_abort(
                self._get_entry(),
                subentry,
                title=user_input[CONF_NAME].strip() or subentry.title,
                unique_id=self._device_uuid,
                data={
                    CONF_DEVICE_UUID: self._device_uuid,
                    CONF_OFFLINE_AFTER: user_input[CONF_OFFLINE_AFTER],
                },
            )
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(
                PRINTER_SCHEMA,
                user_input or {CONF_NAME: subentry.title, **subentry.data},
            ),
            errors=errors,
        )

    @property
    def _is_broker_connected(self) -> bool:
        """Whether there is a link to listen on."""
        entry = self._get_entry()
        return (
            entry.state is ConfigEntryState.LOADED
            and entry.runtime_data.connection.connected
        )

    @callback
    def _take_uuid(self, user_input: dict[str, Any]) -> dict[str, str]:
        """Take the uuid over; return the form's errors if it can't be registered."""
        try:
            self._device_uuid = parse_device_uuid(user_input[CONF_DEVICE_UUID])
        except InvalidDeviceUuidError:
            return {CONF_DEVICE_UUID: "invalid_uuid"}
        return {CONF_DEVICE_UUID: "already_registered"} if self._is_taken() else {}

    @callback
    def _is_taken(self) -> bool:
        """Return whether another printer has the uuid, below whatever broker."""
        own_id = self.context.get("subentry_id")
        return any(
            subentry.unique_id == self._device_uuid and subentry.subentry_id != own_id
            for entry in self.hass.config_entries.async_entries(DOMAIN)
            for subentry in entry.subentries.values()
        )

    async def _async_listen(self) -> Picture | None:
        """Return what is heard of the uuid: its first snapshot, or a bare event."""
        connection: Connection = self._get_entry().runtime_data.connection
        picture: Picture | None = None
        snapshot_heard = asyncio.Event()

        @callback
        def on_message(message: Message) -> None:
            nonlocal picture
            if message.retained:
                return
            with suppress(BadMessageError):
                status = decode_status(message.payload)
                picture = (picture or Picture()).merge(status, dt_util.utcnow())
                if picture.snapshot:
                    snapshot_heard.set()

        unsubscribe = connection.subscribe(
            PrinterTopics(self._device_uuid).status, on_message
        )
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(LISTEN_S):
                    await snapshot_heard.wait()
        finally:
            unsubscribe()
        return picture

    async def _async_step_name(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        """Show what was heard and ask for a name; then register the printer."""
        heard = self._heard or Picture()
        name = suggested_name(heard.profile)
        if user_input is not None:
            if self._is_taken():
                return self.async_abort(reason="already_registered")
            return self.async_create_entry(
                title=user_input[CONF_NAME].strip() or name,
                data={CONF_DEVICE_UUID: self._device_uuid},
                unique_id=self._device_uuid,
            )
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                NAME_SCHEMA, {CONF_NAME: name}
            ),
            description_placeholders={
                "state": await self._async_state_text(heard.state),
                "profile": as_code(profile_text(heard.profile)),
                "file": as_code(heard.file_name),
            },
        )

    async def _async_state_text(self, state: State | None) -> str:
        """Return a state as its sensor shows it."""
        texts = await async_get_translations(
            self.hass, self.hass.config.language, "entity", {DOMAIN}
        )
        key = f"component.{DOMAIN}.entity.sensor.state.state.{state}"
        return texts.get(key, NOTHING_HEARD)


def profile_text(profile: Profile | None) -> str:
    """Return a printer profile's name and model."""
    names = (profile.name, profile.model) if profile else ()
    return " · ".join(filter(None, names))


def suggested_name(profile: Profile | None) -> str:
    """Return what the user is likely to call the printer."""
    names = (profile.name, profile.model) if profile else ()
    named = (plain(name) for name in names if name and name != UNNAMED_PROFILE)
    return next(filter(None, named), DEFAULT_NAME)


def plain(heard: str) -> str:
    """Return what a printer said as one line that fits into a form."""
    return "".join(filter(str.isprintable, heard))[:MAX_HEARD_LENGTH].strip()


def as_code(heard: str | None) -> str:
    """Return what a printer said as Markdown that can't be more than text."""
    text = plain((heard or "").replace("`", ""))
    return f"`{text}`" if text else NOTHING_HEARD
