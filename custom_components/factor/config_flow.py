"""The flow of an entry: choose the kind of link, then on to the first printer."""

from collections.abc import Mapping
import secrets
from typing import Any, Final, override

import voluptuous as vol
from yarl import URL

from homeassistant.components.mqtt import DOMAIN as MQTT_DOMAIN
from homeassistant.config_entries import (
    SOURCE_MQTT,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.const import CONF_NAME, CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.network import NoURLAvailableError, get_url
from homeassistant.helpers.selector import (
    QrCodeSelector,
    QrCodeSelectorConfig,
    TemplateSelector,
    TemplateSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.service_info.mqtt import MqttServiceInfo

from .broker_flow import BrokerFlow
from .const import CONF_LINK, DOMAIN, SUBENTRY_PRINTER
from .discovery import confirmed_uuid, discovery_id
from .heard import DEFAULT_NAME
from .links import Link, link_of
from .printer_flow import PrinterFlow
from .printer_forms import NAME_SCHEMA
from .registered import free_name, new_printer, registered
from .websocket_view import SECRET_PATH

CONF_ADDRESS: Final = "address"
CONF_QR_CODE: Final = "qr_code"
CONF_SECRET: Final = "secret"
SECRET_BYTES: Final = 32
HOME_ASSISTANT: Final = {CONF_LINK: Link.HOME_ASSISTANT.value}

# The steps that make a link of each kind, in the order in which they are offered.
STEPS: Final = {
    Link.HOME_ASSISTANT: "home_assistant",
    Link.MQTT: "broker",
    Link.WEBSOCKET_SERVER: "websocket_server",
    Link.WEBSOCKET_CLIENT: "websocket_client",
}
ONE_IS_ENOUGH: Final = (Link.HOME_ASSISTANT, Link.WEBSOCKET_SERVER)

URL_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_URL): TextSelector(
            TextSelectorConfig(type=TextSelectorType.URL)
        )
    }
)


class FactorConfigFlow(BrokerFlow, domain=DOMAIN):
    """Set up, repair or change the way to the printers."""

    VERSION = 1

    _secret = ""
    _device_uuid = ""

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Printers are registered below their link."""
        return {SUBENTRY_PRINTER: PrinterFlow}

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the kind of link."""
        return self.async_show_menu(step_id="user", menu_options=self._steps())

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the kind of link: another one, or the same with other settings."""
        return self.async_show_menu(step_id="reconfigure", menu_options=self._steps())

    async def async_step_home_assistant(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Use Home Assistant's own MQTT, which knows all that there is to know."""
        return await self._async_step_connect("home_assistant", HOME_ASSISTANT)

    async def async_step_websocket_server(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the address for the printers: only now, since it holds the secret."""
        if user_input is None:
            self._secret = secrets.token_urlsafe(SECRET_BYTES)
        if (address := listening_address(self.hass, self._secret)) is None:
            return self.async_abort(reason="no_url")
        schema = vol.Schema(
            {
                # It is no template, but no other field has a button to copy it.
                vol.Optional(
                    CONF_ADDRESS, description={"suggested_value": address}
                ): TemplateSelector(TemplateSelectorConfig(read_only=True)),
                vol.Optional(CONF_QR_CODE): QrCodeSelector(
                    QrCodeSelectorConfig(data=address)
                ),
            }
        )
        if user_input is None:
            return self.async_show_form(step_id="websocket_server", data_schema=schema)
        data = {
            CONF_LINK: Link.WEBSOCKET_SERVER.value,
            CONF_SECRET: self._secret,
        }
        return await self._async_step_connect("websocket_server", data, schema)

    async def async_step_websocket_client(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the address of a server that printers talk to."""
        shown = user_input or self._url_shown
        schema = self.add_suggested_values_to_schema(URL_SCHEMA, shown)
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                url = read_url(user_input[CONF_URL])
            except ValueError:
                errors = {CONF_URL: "invalid_url"}
            else:
                data = {CONF_LINK: Link.WEBSOCKET_CLIENT.value, CONF_URL: url}
                return await self._async_step_connect("websocket_client", data, schema)
        return self.async_show_form(
            step_id="websocket_client", data_schema=schema, errors=errors
        )

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start over with the credentials: the broker refused them."""
        return await self.async_step_reauth_confirm()

    async def async_step_mqtt(
        self, discovery_info: MqttServiceInfo
    ) -> ConfigFlowResult:
        """Look at who acknowledges a registration on Home Assistant's broker."""
        device_uuid = confirmed_uuid(discovery_info.topic, discovery_info.payload)
        if device_uuid is None:
            return self.async_abort(reason="not_a_printer")
        await self.async_set_unique_id(discovery_id(device_uuid))
        self._abort_if_unique_id_configured()
        if registered(self.hass, device_uuid):
            return self.async_abort(reason="already_registered")
        self._device_uuid = device_uuid
        title = await self._async_text("step.discovery_confirm.title")
        self.context["title_placeholders"] = {"name": f"{title} …{device_uuid[-4:]}"}
        return await self.async_step_discovery_confirm()

    async def async_step_discovery_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the name of a printer that was discovered, then add it."""
        default = free_name(self.hass, DEFAULT_NAME)
        errors: dict[str, str] = {}
        if user_input is not None:
            if registered(self.hass, self._device_uuid):
                return self.async_abort(reason="already_registered")
            name = user_input[CONF_NAME].strip() or default
            printer = new_printer(self._device_uuid, name)
            entry = next(self._with_room(Link.HOME_ASSISTANT), None)
            if entry or not (errors := await self._async_try(HOME_ASSISTANT)):
                # It is the flow's, and holds the uuid: none of an entry, and the
                # printer that comes now ends all other flows that have it.
                await self.async_set_unique_id(None)
                if not entry:
                    return await self._async_save(HOME_ASSISTANT, [printer.as_dict()])
                self.hass.config_entries.async_add_subentry(entry, printer)
                return self.async_abort(
                    reason="printer_added", description_placeholders={"name": name}
                )
        return self.async_show_form(
            step_id="discovery_confirm",
            data_schema=self.add_suggested_values_to_schema(
                NAME_SCHEMA, user_input or {CONF_NAME: default}
            ),
            errors=errors,
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go straight on to the first printer, unless the link has just gone."""
        if self.source == SOURCE_MQTT:
            return result
        printer_flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_PRINTER),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        if printer_flow["type"] in (FlowResultType.FORM, FlowResultType.MENU):
            result["next_flow"] = (
                FlowType.CONFIG_SUBENTRIES_FLOW,
                printer_flow["flow_id"],
            )
        return result

    async def _async_step_connect(
        self,
        step_id: str,
        data: Mapping[str, Any],
        schema: vol.Schema | None = None,
    ) -> ConfigFlowResult:
        """Save if there is such a link, else show the step's form and say why."""
        self._abort_if_taken(data)
        if errors := await self._async_try(data):
            return self.async_show_form(
                step_id=step_id, data_schema=schema, errors=errors
            )
        return await self._async_save(data)

    @property
    def _url_shown(self) -> dict[str, str]:
        """The address of the server as it is now, unless it holds a secret."""
        url = URL(self._entry.data.get(CONF_URL, "") if self._entry else "")
        return {} if url.user or url.password or url.query else {CONF_URL: str(url)}

    @callback
    def _steps(self) -> list[str]:
        """Return the steps for the kinds of link that can be had, the present first."""
        present = link_of(self._entry.data) if self._entry else None
        taken = {
            link
            for link in ONE_IS_ENOUGH
            if not self._entry and any(self._with_room(link))
        }
        if present is Link.HOME_ASSISTANT or not (
            self.hass.config_entries.async_loaded_entries(MQTT_DOMAIN)
        ):
            taken.add(Link.HOME_ASSISTANT)
        kinds = [kind for kind in STEPS if kind not in taken]
        return [STEPS[kind] for kind in sorted(kinds, key=lambda kind: kind != present)]


def listening_address(hass: HomeAssistant, secret: str) -> str | None:
    """Return where printers reach Home Assistant; None if it does not know itself."""
    try:
        url = get_url(hass, allow_cloud=False)
    except NoURLAvailableError:
        return None
    return "ws" + url.removeprefix("http") + SECRET_PATH.format(secret=secret)


def read_url(text: str) -> str:
    """Return the address of a WebSocket server; raise `ValueError` if it is none."""
    url = URL(text.strip())
    if url.scheme not in ("ws", "wss") or not url.host:
        raise ValueError
    return str(url)
