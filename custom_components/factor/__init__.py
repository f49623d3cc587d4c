"""The FACTOR integration: one entry is one broker, one subentry is one printer."""

import asyncio
from dataclasses import replace
import logging
from typing import Final

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState, ConfigSubentry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.hass_dict import HassKey

from .broker import FactorConfigEntry, FactorData
from .cards import async_register_cards
from .certificates import async_watch_certificates
from .connection import ConnectError, Failure
from .const import CONF_DEVICE_UUID, DOMAIN, MANUFACTURER, SUBENTRY_PRINTER
from .coordinator import PrinterCoordinator
from .discovery import discovery_id
from .files import remove_previews
from .issues import ENTITIES_LEFT_OUT, async_delete_issues
from .links import new_connection, settings_of
from .print_stores import remove_stores
from .services import async_setup_services
from .troubles import async_watch_troubles
from .websocket_view import async_register_view

_LOGGER = logging.getLogger(__name__)

PLATFORMS: Final = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CALENDAR,
    Platform.CAMERA,
    Platform.EVENT,
    Platform.FAN,
    Platform.IMAGE,
    Platform.NUMBER,
    Platform.SENSOR,
]
ACTIVE: Final = (ConfigEntryState.SETUP_IN_PROGRESS, ConfigEntryState.LOADED)
LOST: HassKey[set[str]] = HassKey(f"{DOMAIN}_lost")
"""The ids of the entries whose link was lost, and is not back yet."""

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the actions, the address to which legacy edges come, and the card."""
    async_setup_services(hass)
    async_register_view(hass)
    await async_register_cards(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: FactorConfigEntry) -> bool:
    """Connect to a broker and set up its printers."""
    settings = settings_of(entry.data)
    connection = new_connection(hass, settings)
    try:
        await connection.connect()
    except ConnectError as err:
        if err.failure is Failure.CREDENTIALS:
            entry.async_start_reauth(hass)
        # Tried again in any case: a broker that starts may not know its users yet.
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key=f"connect_{err.failure}",
            translation_placeholders={"broker": entry.title},
        ) from err
    data = entry.runtime_data = FactorData(settings, connection)
    entry.async_on_unload(data.async_close)
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, entry.entry_id)},
        entry_type=dr.DeviceEntryType.SERVICE,
        manufacturer=MANUFACTURER,
        name=entry.title,
    )
    await _async_follow_subentries(hass, entry)
    entry.async_on_unload(await async_watch_troubles(data))
    entry.async_on_unload(async_watch_certificates(hass, entry))

    async def disconnect(_: Event) -> None:
        await connection.disconnect()

    entry.async_on_unload(
        hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, disconnect)
    )
    entry.async_on_unload(_async_watch_link(hass, entry))
    entry.async_on_unload(entry.add_update_listener(_async_entry_updated))
    ENTITIES_LEFT_OUT.async_delete(hass, entry.entry_id)  # entities tell it anew
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: FactorConfigEntry) -> bool:
    """Unload the entities; what the set-up registered does the rest."""
    if entry.disabled_by:
        for owner_id in (entry.entry_id, *entry.subentries):
            async_delete_issues(hass, owner_id)
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: FactorConfigEntry) -> None:
    """Leave nothing behind of the printers of a broker that is removed."""
    for subentry_id in entry.subentries:
        await remove_stores(hass, subentry_id)
        async_delete_issues(hass, subentry_id)
    async_delete_issues(hass, entry.entry_id)
    await hass.async_add_executor_job(remove_previews, hass, list(entry.subentries))


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: FactorConfigEntry, device: dr.AnyDeviceEntry
) -> bool:
    """Unregister the printer whose device the user deletes; the broker's one stays."""
    if (subentry_id := device.config_subentry_id) is None:
        return False
    hass.config_entries.async_remove_subentry(entry, subentry_id)
    return True


async def _async_entry_updated(hass: HomeAssistant, entry: FactorConfigEntry) -> None:
    """Connect anew if the broker's settings changed, else follow its printers."""
    settings = settings_of(entry.data)
    if settings != entry.runtime_data.settings:
        hass.config_entries.async_schedule_reload(entry.entry_id)
        return
    dr.async_get(hass).async_update_device(
        dr.async_get_device_id_by_identifier(
            hass, (DOMAIN, entry.entry_id), config_entry_id=entry.entry_id
        ),
        name=entry.title,
    )
    await _async_follow_subentries(hass, entry)


async def _async_follow_subentries(
    hass: HomeAssistant, entry: FactorConfigEntry
) -> None:
    """Stop the printers that went, start those that came, tell those that changed.

    Neither the connection nor any other printer notices. All else goes on between two
    printers that come: the entities of hundreds take seconds.
    """
    data = entry.runtime_data
    async with data.following:
        if entry.state not in ACTIVE:
            return
        for subentry_id in data.printers.keys() - entry.subentries.keys():
            data.printers.pop(subentry_id).async_remove()
            async_delete_issues(hass, subentry_id)
        new = []
        for each in entry.get_subentries_of_type(SUBENTRY_PRINTER):
            subentry = replace(each)  # Home Assistant changes its own one in place
            printer = data.printers.get(subentry.subentry_id)
            if printer is None:
                _async_end_discovery(hass, subentry)
                new.append(PrinterCoordinator(hass, entry, subentry, data.connection))
            elif printer.subentry != subentry:
                printer.async_reconfigure(subentry)
        await asyncio.gather(*(printer.story.async_load() for printer in new))
        for printer in new:
            await asyncio.sleep(0)
            if entry.state in ACTIVE and printer.is_registered:
                printer.async_start()
                data.async_add_printer(printer)


@callback
def _async_watch_link(hass: HomeAssistant, entry: FactorConfigEntry) -> CALLBACK_TYPE:
    """Log the loss and the return of the link, each once; ask for new credentials.

    It may return only after the entry was loaded anew, with other settings.
    """
    lost = hass.data.setdefault(LOST, set())
    connection = entry.runtime_data.connection

    @callback
    def link_changed(failure: Failure | None) -> None:
        if failure and entry.entry_id not in lost:
            lost.add(entry.entry_id)
            _LOGGER.info("%s is lost: %s", entry.title, failure)
        elif failure is None and entry.entry_id in lost:
            lost.remove(entry.entry_id)
            _LOGGER.info("%s is back", entry.title)
        if failure is None:
            _async_end_reauth(hass, entry)
        elif failure is Failure.CREDENTIALS:
            entry.async_start_reauth(hass)

    if connection.connected:
        link_changed(None)
    return connection.watch(link_changed)


@callback
def _async_end_discovery(hass: HomeAssistant, subentry: ConfigSubentry) -> None:
    """Offer a printer no longer that is added now, in whatever way."""
    for flow in hass.config_entries.flow.async_progress_by_handler(
        DOMAIN,
        include_uninitialized=True,
        match_context={"unique_id": discovery_id(subentry.data[CONF_DEVICE_UUID])},
    ):
        hass.config_entries.flow.async_abort(flow["flow_id"])


@callback
def _async_end_reauth(hass: HomeAssistant, entry: FactorConfigEntry) -> None:
    """Ask for new credentials no longer: the broker takes the old ones again."""
    for flow in tuple(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        hass.config_entries.flow.async_abort(flow["flow_id"])
