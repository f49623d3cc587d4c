"""A broker that can't be reached, or does not let us in."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
import socket
from typing import Any

import pytest

from custom_components.factor.broker_forms import without_password
from custom_components.factor.connection import mqtt
from custom_components.factor.const import DOMAIN
from demo.broker import free_port
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from tests import (
    broker_data,
    suggested,
)
from tests.authority import Authority
from tests.mosquitto import Mosquitto

from . import (
    CREDENTIALS,
    running,
    start,
    submit,
)

type Failing = Callable[[Mosquitto], Any]


@asynccontextmanager
async def no_such_host(broker: Mosquitto) -> AsyncIterator[dict[str, Any]]:
    """Fail in the look-up of the host; the tests may not ask a real name server."""

    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", unknown)
        yield broker_data(broker, host="nowhere.invalid")


@asynccontextmanager
async def nobody_listens(broker: Mosquitto) -> AsyncIterator[dict[str, Any]]:
    """Fail at a port that is closed."""
    yield broker_data(broker, port=free_port())


@asynccontextmanager
async def wrong_password(broker: Mosquitto) -> AsyncIterator[dict[str, Any]]:
    """Fail at a broker that wants a password."""
    broker.settings = ("allow_anonymous false",)
    broker.stop()
    broker.start()
    yield broker_data(broker, **CREDENTIALS)
    broker.settings = ("allow_anonymous true",)
    broker.stop()
    broker.start()


@asynccontextmanager
async def untrusted_certificate(broker: Mosquitto) -> AsyncIterator[dict[str, Any]]:
    """Fail at a certificate that no authority of the system signed."""
    settings = Authority(broker.folder / "unknown").broker_settings()
    with running(broker.folder / "tls", *settings, "allow_anonymous true") as other:
        yield broker_data(other, tls="system")


@asynccontextmanager
async def no_tls_here(broker: Mosquitto) -> AsyncIterator[dict[str, Any]]:
    """Fail at a port that does not speak TLS."""
    yield broker_data(broker, tls="system")


@asynccontextmanager
async def tls_here(broker: Mosquitto) -> AsyncIterator[dict[str, Any]]:
    """Fail at a port that speaks nothing but TLS."""
    settings = Authority(broker.folder / "unknown").broker_settings()
    with running(broker.folder / "tls", *settings, "allow_anonymous true") as other:
        yield broker_data(other)


@asynccontextmanager
async def nobody_answers(broker: Mosquitto) -> AsyncIterator[dict[str, Any]]:
    """Fail at somebody who takes the connection and then says nothing."""
    with (
        socket.create_server((broker.host, 0)) as silent,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(mqtt, "CONNECT_TIMEOUT_S", 0.2)
        yield broker_data(broker, port=silent.getsockname()[1])


@pytest.mark.parametrize(
    ("failing", "field", "error"),
    [
        (no_such_host, "host", "cannot_reach"),
        (nobody_listens, "host", "refused"),
        (wrong_password, "password", "invalid_auth"),
        (untrusted_certificate, "tls", "tls_failed"),
        (no_tls_here, "tls", "tls_failed"),
        (tls_here, "host", "refused"),
        (nobody_answers, "host", "timeout"),
    ],
)
async def test_what_is_wrong_is_said_and_can_be_put_right(
    hass: HomeAssistant, broker: Mosquitto, failing: Failing, field: str, error: str
) -> None:
    result = await start(hass)
    async with failing(broker) as wrong:
        result = await submit(hass, result, wrong)
        assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "broker")
        assert result["errors"] == {field: error}
        assert suggested(result) == without_password(wrong), (
            "nothing else is typed again"
        )
    assert not hass.config_entries.async_entries(DOMAIN)
    result = await submit(hass, result, broker_data(broker))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == broker_data(broker)
