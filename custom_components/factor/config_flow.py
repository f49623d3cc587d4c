"""The broker's flow: connect before saving, then on to the first printer."""

from collections.abc import Mapping
import ssl
from typing import Any, Final, override

import msgspec
import voluptuous as vol

from homeassistant.components.file_upload import process_uploaded_file
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.selector import (
    FileSelector,
    FileSelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .connection import ConnectError
from .connection.mqtt import MqttConnection
from .connection.settings import MqttSettings, Tls
from .const import CONF_CA_CERTIFICATE, CONF_TLS, DOMAIN, SUBENTRY_PRINTER
from .printer_flow import PrinterFlow

DEFAULT_PORT: Final = 1883
USUAL_PORTS: Final = (DEFAULT_PORT, 8883)

CREDENTIALS_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(CONF_USERNAME): TextSelector(
            TextSelectorConfig(autocomplete="username")
        ),
        vol.Optional(CONF_PASSWORD): TextSelector(
            TextSelectorConfig(
                type=TextSelectorType.PASSWORD, autocomplete="current-password"
            )
        ),
    }
)
BROKER_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_HOST): TextSelector(),
        vol.Required(CONF_PORT, default=DEFAULT_PORT): vol.All(
            NumberSelector(
                NumberSelectorConfig(min=1, max=65535, mode=NumberSelectorMode.BOX)
            ),
            vol.Coerce(int),
        ),
        **CREDENTIALS_SCHEMA.schema,
        vol.Required(CONF_TLS, default=Tls.OFF): SelectSelector(
            SelectSelectorConfig(options=list(Tls), translation_key="tls")
        ),
    }
)
CA_CERTIFICATE_SELECTOR: Final = FileSelector(
    FileSelectorConfig(accept=".pem,.crt,.cer,application/x-x509-ca-cert")
)


class FactorConfigFlow(ConfigFlow, domain=DOMAIN):
    """Set up, repair or change the connection to a broker."""

    VERSION = 1

    def __init__(self) -> None:
        """Start with nothing entered."""
        self._suggested: Mapping[str, Any] = {}
        self._data: dict[str, Any] = {}
        self._ca_certificate: str | None = None

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Printers are registered below their broker."""
        return {SUBENTRY_PRINTER: PrinterFlow}

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the broker."""
        if user_input is None:
            return self._show_broker_form()
        self._suggested = user_input
        self._data = _cleaned(user_input)
        self._async_abort_entries_match(_address(self._data))
        return await self._async_step_before_connecting()

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for what has changed; the old password and certificate stay if unsaid."""
        entry = self._get_reconfigure_entry()
        if user_input is None:
            self._suggested = {**entry.data, CONF_PASSWORD: None}
            self._ca_certificate = entry.data.get(CONF_CA_CERTIFICATE)
            return self._show_broker_form()
        self._suggested = user_input
        self._data = _cleaned(user_input)
        if self._data.get(CONF_USERNAME) == entry.data.get(CONF_USERNAME):
            self._data = _with_password_of(entry, self._data)
        if _address(self._data) != _address(entry.data):
            self._async_abort_entries_match(_address(self._data))
        return await self._async_step_before_connecting()

    async def async_step_ca_certificate(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the certificate of the broker's own authority; keep a known one."""
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                if file_id := user_input.get(CONF_CA_CERTIFICATE):
                    self._ca_certificate = await self.hass.async_add_executor_job(
                        _read_certificate, self.hass, file_id
                    )
            except ValueError, OSError:
                errors[CONF_CA_CERTIFICATE] = "invalid_certificate"
            else:
                self._data[CONF_CA_CERTIFICATE] = self._ca_certificate
                return await self._async_step_connect()
        marker = vol.Optional if self._ca_certificate else vol.Required
        return self.async_show_form(
            step_id="ca_certificate",
            data_schema=vol.Schema(
                {marker(CONF_CA_CERTIFICATE): CA_CERTIFICATE_SELECTOR}
            ),
            errors=errors,
        )

    async def async_step_insecure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Warn of a broker that could be anybody."""
        if user_input is None:
            return self.async_show_form(step_id="insecure")
        return await self._async_step_connect()

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start over with the credentials: the broker refused them."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the credentials."""
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            self._data = {**_without_credentials(entry.data), **_cleaned(user_input)}
            if not (errors := await self._async_try_to_connect()):
                return self._async_update(entry)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(
                CREDENTIALS_SCHEMA, {CONF_USERNAME: entry.data.get(CONF_USERNAME)}
            ),
            description_placeholders={"broker": entry.title},
            errors=errors,
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go straight on to the first printer, unless the broker has just gone."""
        printer_flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_PRINTER),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        if printer_flow["type"] is FlowResultType.FORM:
            result["next_flow"] = (
                FlowType.CONFIG_SUBENTRIES_FLOW,
                printer_flow["flow_id"],
            )
        return result

    async def _async_step_before_connecting(self) -> ConfigFlowResult:
        """Ask what the kind of TLS needs, or connect at once."""
        match self._data[CONF_TLS]:
            case Tls.CUSTOM:
                return await self.async_step_ca_certificate()
            case Tls.INSECURE:
                return await self.async_step_insecure()
        return await self._async_step_connect()

    async def _async_step_connect(self) -> ConfigFlowResult:
        """Save if the broker lets us in, else go back to the form and say why."""
        if errors := await self._async_try_to_connect():
            return self._show_broker_form(errors)
        if self.source == SOURCE_RECONFIGURE:
            return self._async_update(self._get_reconfigure_entry())
        self._async_abort_entries_match(_address(self._data))  # another flow's, by now
        return self.async_create_entry(title=_title(self._data), data=self._data)

    async def _async_try_to_connect(self) -> dict[str, str]:
        """Return the form's errors: why the broker does not let us in, if so."""
        connection = MqttConnection(msgspec.convert(self._data, MqttSettings))
        try:
            await connection.connect()
        except ConnectError as err:
            return {"base": err.failure.value}
        await connection.disconnect()
        return {}

    @callback
    def _show_broker_form(
        self, errors: dict[str, str] | None = None
    ) -> ConfigFlowResult:
        """Show the form with what was entered; a saved password is never shown."""
        return self.async_show_form(
            step_id=("reconfigure" if self.source == SOURCE_RECONFIGURE else "user"),
            data_schema=self.add_suggested_values_to_schema(
                BROKER_SCHEMA, self._suggested
            ),
            errors=errors or {},
        )

    @callback
    def _async_update(self, entry: ConfigEntry) -> ConfigFlowResult:
        """Save; a loaded entry reloads itself when it hears of it, others must be.

        The title follows the address unless the user chose another one.
        """
        renamed = entry.title != _title(entry.data)
        update = (
            self.async_update_and_abort
            if entry.update_listeners
            else self.async_update_reload_and_abort
        )
        return update(
            entry,
            data=self._data,
            title=entry.title if renamed else _title(self._data),
        )


def _cleaned(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was entered, without what was left empty."""
    data = {key: value for key, value in user_input.items() if value not in ("", None)}
    if CONF_HOST in data:
        data[CONF_HOST] = data[CONF_HOST].strip().lower()
    return data


def _address(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what makes a broker the same broker."""
    return {key: data[key] for key in (CONF_HOST, CONF_PORT)}


def _title(data: Mapping[str, Any]) -> str:
    """Return what a broker is called: its host, with the port if it is unusual."""
    host, port = data[CONF_HOST], data[CONF_PORT]
    return host if port in USUAL_PORTS else f"{host}:{port}"


def _without_credentials(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings but for the credentials."""
    return {
        key: value
        for key, value in data.items()
        if key not in (CONF_USERNAME, CONF_PASSWORD)
    }


def _with_password_of(entry: ConfigEntry, data: dict[str, Any]) -> dict[str, Any]:
    """Return the settings with the entry's password if they have none."""
    known = {CONF_PASSWORD: entry.data.get(CONF_PASSWORD)}
    return _cleaned({**known, **data})


def _read_certificate(hass: HomeAssistant, file_id: str) -> str:
    """Return an uploaded certificate as PEM text; raise `ValueError` if it is none."""
    with process_uploaded_file(hass, file_id) as path:
        certificate = path.read_text("ascii")
    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=certificate)
    return certificate
