import asyncio, re, base64, hashlib, struct, threading, logging
from typing import Any
import pytest
from custom_components.factor.connection import ConnectError, Failure, LinkDownError, mqtt, SearchRefusedError
from custom_components.factor.connection.mqtt import MqttConnection
from custom_components.factor.connection.settings import MqttSettings, Tls, Transport, Version
from demo.broker import HOST
from tests import links_to, wait_until
from .conftest import Connect, record_link, socket_of
from .network import ACCEPTED, impostor
from .test_connect import ANYBODY, Start, authority, failure_of, start, trusting

WEB = {"transport": Transport.WEBSOCKETS}

async def test_A_disconnect_during_connect_to_several(broker):
    async with impostor() as silent:
        c = MqttConnection(MqttSettings(f"{HOST}:{silent.port},{HOST}:{broker.port}", 1))
        t = asyncio.ensure_future(c.connect())
        await wait_until(lambda: silent.visits and socket_of(c))
        await c.disconnect()
        try:
            with pytest.raises(ConnectError):
                await asyncio.wait_for(t, 5)
            assert not c.connected
        finally:
            await c.disconnect()

async def test_B_accept_without_space(connect):
    async with impostor(b"HTTP/1.1 101 x\r\nConnection: Upgrade\r\nSec-WebSocket-Accept:abc\r\n\r\n") as s:
        assert await failure_of(connect(s, **WEB)) is Failure.REFUSED

async def test_C_reset(connect):
    # a server that resets at once
    import socket
    srv = socket.socket(); srv.bind((HOST, 0)); srv.listen(); port = srv.getsockname()[1]
    def run():
        while True:
            try: s, _ = srv.accept()
            except OSError: return
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii",1,0)); s.close()
    th = threading.Thread(target=run, daemon=True); th.start()
    class To: host = HOST
    To.port = port
    got = []
    for _ in range(20):
        got.append(await failure_of(connect(To, **WEB)))
    srv.shutdown(2); srv.close()
    assert set(got) == {Failure.REFUSED}, got

@pytest.mark.parametrize("what", ["ca", "client"])
async def test_D_non_ascii_pem(what, start, authority, connect):
    broker = start(*authority.broker_settings(), f"cafile {authority.certificate}", "require_certificate true", "use_identity_as_username true")
    c, k = authority.client("anna")
    trust = trusting(authority)
    if what == "ca": trust["ca_certificate"] = "subject=Müller\n" + trust["ca_certificate"]
    else: c = "Bag Attributes: Müller\n" + c
    conn = await connect(broker, **trust, client_certificate=c, client_key=k)
    assert conn.connected

@pytest.mark.parametrize("tls", [Tls.OFF, Tls.INSECURE])
async def test_E_mute_websocket_thread(tls, connect, monkeypatch):
    monkeypatch.setattr(mqtt, "CONNECT_TIMEOUT_S", 0.3)
    async with impostor() as silent:
        assert await failure_of(connect(silent, **WEB, tls=tls)) is Failure.TIMEOUT
        await wait_until(lambda: silent.leavings == 1, 3)

async def test_I_client_cert_missing(start, authority, connect):
    broker = start(*authority.broker_settings(), f"cafile {authority.certificate}", "require_certificate true", "use_identity_as_username true")
    assert await failure_of(connect(broker, **trusting(authority))) is Failure.TLS

async def test_F_disconnect_reason():
    async with impostor(b"\x20\x03\x00\x00\x00" + b"", b"\xe0\x02\x8b\x00") as s:
        c = MqttConnection(MqttSettings(s.host, s.port, version=Version.V5))
        c.subscribe("a", print)
        told = record_link(c)
        await c.connect()
        await wait_until(lambda: len(told) >= 2)
        assert told[:2] == [None, Failure.UNREACHABLE]
        await c.disconnect()

async def test_J_invalid_topic(connect):
    async with impostor(ACCEPTED, b"\x90\x03\x00\x01\x00" + b"\x30\x04\x00\x02\xff\xff" + b"\x30\x04\x00\x01a1") as s:
        c = await connect(s)
        heard = []
        c.subscribe("a", heard.append)
        told = record_link(c)
        await wait_until(lambda: heard or told)
        assert told == [] and heard
