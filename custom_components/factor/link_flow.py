"""What the flows of all kinds of link share: connect first, then save."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

from yarl import URL

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryData,
)
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.translation import async_get_translations

from .broker_forms import broker_title
from .connection import ConnectError
from .connection.settings import MqttSettings, WebSocketClientSettings
from .const import DOMAIN
from .links import link_of, new_connection, settings_of
from .registered import is_numbered, untaken
from .room import room


class LinkFlow(ConfigFlow):
    """Try a link, then make an entry of it or change the one that there is."""

    @property
    def _entry(self) -> ConfigEntry | None:
        """The entry that is changed, None if there is none yet."""
        if self.source == SOURCE_RECONFIGURE:
            return self._get_reconfigure_entry()
        return self._get_reauth_entry() if self.source == SOURCE_REAUTH else None

    @property
    def _others(self) -> list[ConfigEntry]:
        """All entries but the one that is changed."""
        entries = self.hass.config_entries.async_entries(DOMAIN, include_ignore=False)
        return [entry for entry in entries if entry is not self._entry]

    @callback
    def _abort_if_taken(self, data: Mapping[str, Any]) -> None:
        """End a flow that adds a link that another entry has, and room for printers.

        One that changes an entry does not end: there may be two of a link, and both of
        them follow it to another address.
        """
        taken = self._with_room(identity_of(data))
        if self._entry is None and any(taken):
            raise AbortFlow("already_configured")

    def _with_room(self, identity: Hashable) -> Iterator[ConfigEntry]:
        """Yield the other entries of a link that take more printers."""
        for entry in self._others:
            if identity_of(entry.data) == identity and room(self.hass, entry):
                yield entry

    async def _async_try(self, data: Mapping[str, Any]) -> dict[str, str]:
        """Return the form's errors: why there is no such link, if so."""
        connection = new_connection(self.hass, settings_of(data))
        try:
            await connection.connect()
        except ConnectError as err:
            return {"base": err.failure.value}
        await connection.disconnect()
        return {}

    async def _async_save(
        self, data: Mapping[str, Any], subentries: Iterable[ConfigSubentryData] = ()
    ) -> ConfigFlowResult:
        """Save; a loaded entry reloads itself when it hears of it, others must be.

        The title follows the link unless the user chose another one.
        """
        title = untaken(
            await self._async_title(data), {each.title for each in self._others}
        )
        self._abort_if_taken(data)  # by another flow, in the meantime
        if (entry := self._entry) is None:
            return self.async_create_entry(
                title=title, data=data, subentries=subentries
            )
        if not is_numbered(entry.title, await self._async_title(entry.data)):
            title = entry.title
        update = (
            self.async_update_and_abort
            if entry.update_listeners
            else self.async_update_reload_and_abort
        )
        return update(entry, data=data, title=title)

    async def _async_title(self, data: Mapping[str, Any]) -> str:
        """Return what an entry is called: its address, or the kind of its link."""
        match settings_of(data):
            case MqttSettings() as settings:
                return broker_title(settings)
            case WebSocketClientSettings(url=url):
                return URL(url).host_port_subcomponent or ""
        return await self._async_text(f"step.user.menu_options.{link_of(data)}")

    async def _async_text(self, key: str) -> str:
        """Return one of the flow's texts."""
        texts = await async_get_translations(
            self.hass, self.hass.config.language, "config", {DOMAIN}
        )
        return texts[f"component.{DOMAIN}.config.{key}"]


def identity_of(data: Mapping[str, Any]) -> Hashable:
    """Return what makes a link the same link; some kinds are there once only."""
    match settings_of(data):
        case MqttSettings() as settings:
            return frozenset(settings.addresses)
        case WebSocketClientSettings(url=url):
            return URL(url)
    return link_of(data)
