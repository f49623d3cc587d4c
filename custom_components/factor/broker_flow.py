"""The part of the flow that is about a broker: its address, keys and certificates."""

from collections.abc import Mapping
import ssl
from typing import Any, Final

import msgspec
import voluptuous as vol

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import callback

from .broker_forms import (
    BROKER_SCHEMA,
    CERTIFICATE_SELECTOR,
    CONF_CLIENT_CERTIFICATE,
    CONF_CLIENT_KEY,
    CONF_KEY_PASSWORD,
    CONF_WITH_CLIENT_CERTIFICATE,
    CREDENTIALS_SCHEMA,
    FILES,
    KEY_PASSWORD_SELECTOR,
    KEY_SELECTOR,
    broker_shown,
    read_broker,
    read_upload,
    without_empty,
    without_password,
)
from .connection import Failure
from .connection.settings import MqttSettings, Tls
from .const import CONF_CA_CERTIFICATE, CONF_TLS
from .link_flow import LinkFlow
from .links import Link, link_of
from .printer_forms import SECTION_ADVANCED

# The field at which the form says why there is no link, if it is not the host: the
# form is long, and its top may be out of sight.
FIELDS: Final[Mapping[str, str]] = {
    Failure.CREDENTIALS: CONF_PASSWORD,
    Failure.TLS: CONF_TLS,
}


class BrokerFlow(LinkFlow):
    """Ask for a broker, step by step, and for new credentials when it wants them."""

    def __init__(self) -> None:
        """Start with nothing entered."""
        self._shown: Mapping[str, Any] = {}
        self._known: dict[str, Any] = {}
        self._data: dict[str, Any] = {}
        self._questions: list[str] = []

    async def async_step_broker(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the broker; a password and files that are known stay if unsaid."""
        if user_input is None:
            entry = self._entry
            if entry and link_of(entry.data) is Link.MQTT:
                self._known = dict(entry.data)
                self._shown = broker_shown(
                    entry.data,
                    with_client_certificate=CONF_CLIENT_CERTIFICATE in entry.data,
                )
            return self._show_broker_form()
        entered = self._with_known_password(without_empty(user_input))
        with_certificate = entered[SECTION_ADVANCED][CONF_WITH_CLIENT_CERTIFICATE]
        self._shown = without_password(entered)
        try:
            self._data = read_broker(entered)
            self._abort_if_taken(self._data)
        except ValueError:
            return self._show_broker_form({CONF_HOST: "invalid_host"})
        self._data = self._with_known_password(self._data)
        self._shown = broker_shown(self._data, with_client_certificate=with_certificate)
        tls = self._data[CONF_TLS]
        if with_certificate and tls == Tls.OFF:
            return self._show_broker_form({CONF_TLS: "client_certificate_without_tls"})
        asked = {
            "ca_certificate": tls == Tls.CUSTOM,
            "insecure": tls == Tls.INSECURE,
            "client_certificate": with_certificate,
        }
        self._questions = [step for step, is_asked in asked.items() if is_asked]
        return await self._async_step_next()

    async def async_step_ca_certificate(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the certificate of the broker's own authority."""
        fields = {CONF_CA_CERTIFICATE: CERTIFICATE_SELECTOR}
        return await self._async_step_files("ca_certificate", fields, user_input)

    async def async_step_client_certificate(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the certificate and the key that show who Home Assistant is."""
        fields = {
            CONF_CLIENT_CERTIFICATE: CERTIFICATE_SELECTOR,
            CONF_CLIENT_KEY: KEY_SELECTOR,
            CONF_KEY_PASSWORD: KEY_PASSWORD_SELECTOR,
        }
        return await self._async_step_files("client_certificate", fields, user_input)

    async def async_step_insecure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Warn of a broker that could be anybody."""
        if user_input is None:
            return self.async_show_form(step_id="insecure")
        return await self._async_step_next()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the credentials."""
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            unsaid = {CONF_USERNAME: None, CONF_PASSWORD: None}
            data = without_empty({**entry.data, **unsaid, **user_input})
            if not (errors := await self._async_try(data)):
                return await self._async_save(data)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(
                CREDENTIALS_SCHEMA, {CONF_USERNAME: entry.data.get(CONF_USERNAME)}
            ),
            description_placeholders={"broker": entry.title},
            errors=errors,
        )

    async def _async_step_next(self) -> ConfigFlowResult:
        """Ask what is still to be asked, then connect."""
        if self._questions:
            step: ConfigFlowResult = await getattr(
                self, f"async_step_{self._questions.pop(0)}"
            )()
            return step
        if errors := await self._async_try(self._data):
            return self._show_broker_form(
                {FIELDS.get(error, CONF_HOST): error for error in errors.values()}
            )
        return await self._async_save(self._data)

    async def _async_step_files(
        self,
        step_id: str,
        fields: Mapping[str, Any],
        user_input: dict[str, Any] | None,
    ) -> ConfigFlowResult:
        """Ask for files; those that were given once are kept if unsaid."""
        errors: dict[str, str] = {}
        names = fields.keys() & FILES.keys()
        if user_input is not None:
            errors = await self._async_take_files(user_input)
            if not errors:
                self._data |= {name: self._known[name] for name in names}
                if await self._async_has_matching_files():
                    return await self._async_step_next()
                errors = {"base": "key_mismatch"}
        unknown = names - self._known.keys()
        return self.async_show_form(
            step_id=step_id,
            data_schema=vol.Schema(
                {
                    (vol.Required if name in unknown else vol.Optional)(name): field
                    for name, field in fields.items()
                }
            ),
            errors=errors,
        )

    async def _async_take_files(self, user_input: Mapping[str, Any]) -> dict[str, str]:
        """Read what was uploaded; return the errors of what is not what it should be."""
        errors: dict[str, str] = {}
        for name in user_input.keys() & FILES.keys():
            try:
                self._known[name] = await self.hass.async_add_executor_job(
                    read_upload,
                    self.hass,
                    name,
                    user_input[name],
                    user_input.get(CONF_KEY_PASSWORD),
                )
            except ValueError:
                _, errors[name] = FILES[name]
        return errors

    async def _async_has_matching_files(self) -> bool:
        """Return whether the key, if there is one, is that of the certificate."""
        settings = msgspec.convert(self._data, MqttSettings)
        try:
            await self.hass.async_add_executor_job(settings.ssl_context)
        except ssl.SSLError:
            return False
        return True

    @callback
    def _with_known_password(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return the data with the user's password that is known, if there is none.

        What there is, is known from then on.
        """
        username = data.get(CONF_USERNAME)
        if CONF_PASSWORD not in data and username == self._known.get(CONF_USERNAME):
            known = {CONF_PASSWORD: self._known.get(CONF_PASSWORD)}
            data = without_empty({**data, **known})
        self._known[CONF_USERNAME] = username
        self._known[CONF_PASSWORD] = data.get(CONF_PASSWORD)
        return data

    @callback
    def _show_broker_form(
        self, errors: dict[str, str] | None = None
    ) -> ConfigFlowResult:
        """Show the form with what was entered."""
        return self.async_show_form(
            step_id="broker",
            data_schema=self.add_suggested_values_to_schema(BROKER_SCHEMA, self._shown),
            errors=errors or {},
        )
