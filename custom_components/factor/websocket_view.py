"""The address in Home Assistant's own web server to which legacy edges come.

The secret in its path is all that lets one in. The `Origin` that a browser tells is not
asked for: the old web clients are pages of other origins, and a page that does not know
the secret can do no more than anybody else.
"""

from http import HTTPStatus
from typing import TYPE_CHECKING, Final, override

from aiohttp import hdrs, web

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.util.hass_dict import HassKey

from .connection.websocket_server import WebSocketServerConnection
from .const import DOMAIN

if TYPE_CHECKING:
    from .broker import FactorConfigEntry

SECRET_PATH: Final = "/api/factor/{secret}"

_REGISTERED: HassKey[bool] = HassKey(f"{DOMAIN}_websocket_view")


@callback
def async_register_view(hass: HomeAssistant) -> None:
    """Have the address served, for all entries whose link is of this kind."""
    if not hass.data.get(_REGISTERED):
        hass.data[_REGISTERED] = True
        hass.http.register_view(LegacyWebSocketView(hass))


@callback
def async_connection_of(
    hass: HomeAssistant, secret: str
) -> WebSocketServerConnection | None:
    """Return the connection that a secret opens; all are asked, whichever it is."""
    entries: list[FactorConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    opened = [
        connection
        for entry in entries
        if isinstance(
            connection := entry.runtime_data.connection, WebSocketServerConnection
        )
        and connection.opens_to(secret)
    ]
    return opened[0] if opened else None


class LegacyWebSocketView(HomeAssistantView):
    """The legacy WebSocket; without the secret there is no such address."""

    url = SECRET_PATH
    name = "api:factor:websocket"
    requires_auth = False

    def __init__(self, hass: HomeAssistant) -> None:
        """Serve the entries of this Home Assistant."""
        self._hass = hass

    @override
    def register(
        self, hass: HomeAssistant, app: web.Application, router: web.UrlDispatcher
    ) -> None:
        """Serve all methods alike, and without a word of the path in the log.

        Home Assistant's own way logs the path of each request at debug level, and
        tells by what it answers to other methods that there is something.
        """
        router.add_route(hdrs.METH_ANY, SECRET_PATH, self.handle)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one who knows the secret."""
        connection = async_connection_of(self._hass, request.match_info["secret"])
        if connection is None or request.method != hdrs.METH_GET:
            raise web.HTTPNotFound
        if not web.WebSocketResponse().can_prepare(request):
            return web.Response(
                status=HTTPStatus.UPGRADE_REQUIRED, headers={hdrs.UPGRADE: "websocket"}
            )
        return await connection.serve(request)
