"""The printer's flow: from a uuid, over what is heard of it, to its name."""

import asyncio
from contextlib import ExitStack, suppress
from functools import partial
from typing import Any, Final

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.core import callback
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from .connection import Connection, LinkDownError, Message
from .const import CONF_DEVICE_UUID, CONF_DIALECT, CONF_OFFLINE_AFTER, DOMAIN
from .printer.state import Picture, State
from .printer_forms import (
    AUTOMATIC,
    NAME_SCHEMA,
    SECTION_ADVANCED,
    SECTION_CAMERA,
    SECTION_COST,
    SECTION_FILAMENT,
    SECTION_LIMITS,
    SECTION_PRINTS,
    UUID_SCHEMA,
    camera_settings,
    faulty_address,
    print_settings,
    printer_schema,
    prints_shown,
)
from .protocol.dialects import READ, Decode, Dialect
from .protocol.legacy_edge import GET_STATUS, GET_STATUS_STOP
from .protocol.messages import (
    BadMessageError,
    Profile,
    Snapshot,
    StateEvent,
    Update,
)
from .protocol.topics import (
    InvalidDeviceUuidError,
    PrinterTopics,
    parse_device_uuid,
    parse_serial,
)

LISTEN_S: Final = 5
DEFAULT_NAME: Final = "FACTOR printer"
# What OctoPrint calls the profile that nobody has given a name.
UNNAMED_PROFILE: Final = "Default"
MAX_HEARD_LENGTH: Final = 80
NOTHING_HEARD: Final = "–"


class PrinterFlow(ConfigSubentryFlow):
    """Register a printer, or change what is known of it."""

    _device_uuid = ""
    _dialect: Dialect | None = None
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
        shown = user_input or {
            CONF_DEVICE_UUID: self._device_uuid,
            SECTION_ADVANCED: {CONF_DIALECT: self._dialect or AUTOMATIC},
        }
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(UUID_SCHEMA, shown),
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

    @property
    def _data(self) -> dict[str, Any]:
        """What a printer's subentry holds at least."""
        data = {CONF_DEVICE_UUID: self._device_uuid}
        return data | ({CONF_DIALECT: self._dialect} if self._dialect else {})

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
        """Take uuid and dialect over; return the errors if they can't be registered."""
        dialect = user_input[SECTION_ADVANCED][CONF_DIALECT]
        self._dialect = None if dialect == AUTOMATIC else Dialect(dialect)
        legacy = self._dialect is Dialect.LEGACY_EDGE
        parse = parse_serial if legacy else parse_device_uuid
        try:
            self._device_uuid = parse(user_input[CONF_DEVICE_UUID])
        except InvalidDeviceUuidError:
            return {CONF_DEVICE_UUID: "invalid_serial" if legacy else "invalid_uuid"}
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
        """Return what is heard of the uuid: all that it tells, or a bare event."""
        connection: Connection = self._get_entry().runtime_data.connection
        topics = PrinterTopics(self._device_uuid)
        picture: Picture | None = None
        heard_enough = asyncio.Event()

        @callback
        def on_message(decode: Decode, message: Message) -> None:
            nonlocal picture
            if message.retained:
                return
            with suppress(BadMessageError):
                said = decode(message.payload)
                if isinstance(said, Snapshot | StateEvent | Update):
                    picture = (picture or Picture()).merge(said, dt_util.utcnow())
                    if picture.snapshot and picture.state:
                        heard_enough.set()

        with ExitStack() as subscriptions:
            for name, decode in READ[self._dialect].items():
                subscriptions.callback(
                    connection.subscribe(
                        getattr(topics, name), partial(on_message, decode)
                    )
                )
            with suppress(TimeoutError, LinkDownError):
                if self._dialect is Dialect.LEGACY_EDGE:
                    await connection.publish(topics.dashboard, GET_STATUS)
                await asyncio.wait_for(heard_enough.wait(), LISTEN_S)
        if self._dialect is Dialect.LEGACY_EDGE and connection.connected:
            # It is asked again once it is added.
            with suppress(LinkDownError):
                await connection.publish(topics.dashboard, GET_STATUS_STOP)
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
                data=self._data,
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
