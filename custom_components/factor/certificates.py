"""Issues of a broker's entry while a certificate is about to expire, or has expired."""

from datetime import datetime, timedelta
from typing import Final

from cryptography import x509

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from .broker import FactorConfigEntry
from .connection import Failure
from .connection.settings import LinkSettings, MqttSettings
from .issues import CERTIFICATE_EXPIRES, CLIENT_CERTIFICATE_EXPIRES, Issue

WARN_BEFORE: Final = timedelta(days=14)
CHECK_EVERY: Final = timedelta(days=1)


@callback
def async_watch_certificates(
    hass: HomeAssistant, entry: FactorConfigEntry
) -> CALLBACK_TYPE:
    """Look at an entry's certificates now, with each new link, and daily.

    The broker's is known only while there is a link; its issue stays until then.
    """
    data = entry.runtime_data
    client_expires = _client_certificate_expires(data.settings)

    @callback
    def check(_: datetime | Failure | None = None) -> None:
        if data.connection.connected:
            expires = data.connection.certificate_expires
            _check(hass, entry, CERTIFICATE_EXPIRES, expires)
        _check(hass, entry, CLIENT_CERTIFICATE_EXPIRES, client_expires)

    check()
    unwatch = data.connection.watch(check)
    untrack = async_track_time_interval(hass, check, CHECK_EVERY)

    @callback
    def stop() -> None:
        unwatch()
        untrack()

    return stop


@callback
def _check(
    hass: HomeAssistant,
    entry: FactorConfigEntry,
    issue: Issue,
    expires: datetime | None,
) -> None:
    """Raise the issue of a certificate, or delete it."""
    if expires is None or expires - dt_util.utcnow() > WARN_BEFORE:
        issue.async_delete(hass, entry.entry_id)
        return
    day = dt_util.as_local(expires).date().isoformat()
    said = {"broker": entry.title, "date": day}
    issue.async_raise(hass, entry.entry_id, said)


def _client_certificate_expires(settings: LinkSettings) -> datetime | None:
    """Return when our own certificate expires; None if there is none to be read."""
    if not isinstance(settings, MqttSettings) or not settings.client_certificate:
        return None
    try:
        pem = settings.client_certificate.encode()
        return x509.load_pem_x509_certificate(pem).not_valid_after_utc
    except ValueError:
        return None
