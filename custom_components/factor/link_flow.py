"""What the flows of all kinds of link share: connect first, then save."""

from collections.abc import Hashable, Iterable, Mapping
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
from .registered import untaken
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
        """End the flow if another entry has the same link, and room for printers."""
        if self._is_taken(data):
            raise AbortFlow("already_configured")

    @callback
    def _is_taken(self, data: Mapping[str, Any]) -> bool:
        """Return whether another entry has the same link, and there is room in both."""
        same = identity_of(data)
        is_full = self._entry is not None and not room(self._entry)
        return not is_full and any(
            identity_of(entry.data) == same and room(entry) for entry in self._others
        )

    @callback
    def _errors_if_taken(self, field: str, data: Mapping[str, Any]) -> dict[str, str]:
        """Return the form's error if an entry would become another's equal.

        One that is added ends the flow: it is there already.
        """
        if self._entry and self._is_taken(data):
            return {field: "already_configured"}
        self._abort_if_taken(data)
        return {}

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
        title = await self._async_title(data)
        self._abort_if_taken(data)  # by another flow, in the meantime
        if (entry := self._entry) is None:
            return self.async_create_entry(
                title=untaken(title, {each.title for each in self._others}),
                data=data,
                subentries=subentries,
            )
        if entry.title != await self._async_title(entry.data):
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
