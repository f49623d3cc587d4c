"""What the ways to add a printer share."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.core import callback

from .connection import Connection
from .const import CONF_DEVICE_UUID, CONF_DIALECT
from .heard import (
    NOTHING_HEARD,
    as_code,
    async_state_texts,
    profile_text,
    suggested_name,
)
from .links import Link, link_of
from .printer.state import Picture
from .printer_forms import NAME_SCHEMA
from .protocol.dialects import Dialect
from .registered import free_name, registered
from .room import room

# Only the plugin registers, and it does so by MQTT.
LINKS_TO_REGISTER: Final = frozenset({Link.MQTT, Link.HOME_ASSISTANT})
REGISTER: Final = "register"
# A browser that is shown progress takes a moment until it hears that it has ended, and
# would wait forever for an end that came before.
SHOWN_S: Final = 2

type Work = Callable[[], Coroutine[Any, Any, str]]


class PrinterFlowBase(ConfigSubentryFlow):
    """A flow that is about one uuid, and what is heard of it."""

    _device_uuid = ""
    _name = ""
    _dialect: Dialect | None = None
    _heard: Picture | None = None
    _working: asyncio.Task[str] | None = None

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask how to get at the printer, if there is room for one."""
        if not self._room:
            return self._abort_full()
        return self._show_menu("user", "search", "uuid", REGISTER)

    async def async_step_link_lost(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """End: there is nothing to listen on any more."""
        return self.async_abort(reason="not_connected")

    @property
    def _connection(self) -> Connection:
        """The link to listen on, of an entry that is loaded."""
        connection: Connection = self._get_entry().runtime_data.connection
        return connection

    @property
    def _is_connected(self) -> bool:
        """Whether there is a link to listen on."""
        loaded = self._get_entry().state is ConfigEntryState.LOADED
        return loaded and self._connection.connected

    @property
    def _room(self) -> int:
        """How many more printers the connection takes."""
        return room(self.hass, self._get_entry())

    @property
    def _data(self) -> dict[str, Any]:
        """What a printer's subentry holds at least."""
        data = {CONF_DEVICE_UUID: self._device_uuid}
        return data | ({CONF_DIALECT: self._dialect} if self._dialect else {})

    @property
    def _is_taken(self) -> bool:
        """Whether another printer has the uuid, below whatever link."""
        printer = registered(self.hass, self._device_uuid)
        own_id = self.context.get("subentry_id")
        return printer is not None and printer.subentry_id != own_id

    @callback
    def _abort_full(self) -> SubentryFlowResult:
        """End: the connection has as many printers as it takes."""
        entry = self._get_entry()
        said = {"broker": entry.title, "printers": str(len(entry.subentries))}
        return self.async_abort(reason="full", description_placeholders=said)

    @callback
    def _show_menu(
        self, step_id: str, *options: str, **placeholders: str
    ) -> SubentryFlowResult:
        """Show a menu of what needs a link; one can register on some kinds only."""
        if not self._is_connected:
            return self.async_abort(reason="not_connected")
        registers = (
            self._connection.can_publish
            and link_of(self._get_entry().data) in LINKS_TO_REGISTER
        )
        return self.async_show_menu(
            step_id=step_id,
            menu_options=[each for each in options if registers or each != REGISTER],
            description_placeholders=placeholders,
        )

    @callback
    def _show_work(self, step_id: str, work: Work) -> SubentryFlowResult:
        """Show that something is done, until it says which step is next.

        Whoever closes the dialog ends it.
        """
        if self._working is None:
            self._working = self.hass.async_create_task(_async_shown(work))
        if not self._working.done():
            return self.async_show_progress(
                step_id=step_id, progress_action=step_id, progress_task=self._working
            )
        done, self._working = self._working, None
        return self.async_show_progress_done(next_step_id=done.result())

    async def _async_step_name(
        self, step_id: str, user_input: dict[str, Any] | None
    ) -> SubentryFlowResult:
        """Show what was heard and ask for a name; then add the printer."""
        heard = self._heard or Picture()
        name = self._name or free_name(self.hass, suggested_name(heard.profile))
        if user_input is not None:
            return self._create(user_input[CONF_NAME].strip() or name)
        states = await async_state_texts(self.hass)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                NAME_SCHEMA, {CONF_NAME: name}
            ),
            description_placeholders={
                "state": states.get(heard.state, NOTHING_HEARD),
                "profile": as_code(profile_text(heard.profile)),
                "file": as_code(heard.file_name),
            },
        )

    @callback
    def _create(self, title: str, **told: Any) -> SubentryFlowResult:
        """Add the printer, unless somebody else has just done so."""
        if self._is_taken:
            return self.async_abort(reason="already_registered")
        if not self._room:
            return self._abort_full()
        return self.async_create_entry(
            title=title, data=self._data, unique_id=self._device_uuid, **told
        )


async def _async_shown(work: Work) -> str:
    """Return which step is next after some work, but not before it has been shown."""
    next_step, _ = await asyncio.gather(work(), asyncio.sleep(SHOWN_S))
    return next_step
