"""Certificates: ours that says who we are, and the broker's that expires."""

from pathlib import Path
import ssl
import tempfile
from typing import Any

import pytest

from custom_components.factor.connection import Failure
from custom_components.factor.connection.settings import MqttSettings, Tls
from tests.authority import DAY, Authority
from tests.mosquitto import Mosquitto

from .conftest import ANYBODY, Connect, Start, failure_of, trusting


@pytest.fixture
def strict(start: Start, authority: Authority) -> Mosquitto:
    """Give a broker that lets nobody in without a certificate."""
    return start(
        *authority.broker_settings(),
        f"cafile {authority.certificate}",
        "require_certificate true",
        "use_identity_as_username true",
    )


def pair(certificate: str, key: str) -> dict[str, str]:
    """Return the settings of a connection with a client certificate."""
    return {"client_certificate": certificate, "client_key": key}


async def test_it_says_who_we_are(
    strict: Mosquitto, authority: Authority, connect: Connect
) -> None:
    anna = pair(*authority.client("anna"))
    connection = await connect(strict, **trusting(authority), **anna)
    await connection.publish("a", b"")
    assert "u'anna'" in strict.log


async def test_what_is_written_around_it_does_not_matter(
    strict: Mosquitto, authority: Authority, connect: Connect
) -> None:
    certificate, key = authority.client("anna")
    trust = trusting(authority)
    trust["ca_certificate"] = f"subject=Müller\n{trust['ca_certificate']}"
    anna = pair(f"subject=Jürgen\n{certificate}", key)
    assert (await connect(strict, **trust, **anna)).connected


async def test_there_must_be_one_that_the_broker_knows(
    strict: Mosquitto, authority: Authority, tmp_path: Path, connect: Connect
) -> None:
    trust = trusting(authority)
    assert await failure_of(connect(strict, **trust)) is Failure.TLS
    stranger = pair(*Authority(tmp_path / "other").client("anna"))
    assert await failure_of(connect(strict, **trust, **stranger)) is Failure.TLS


@pytest.mark.parametrize("bad", ["no key", "no certificate", "encrypted", "not a pair"])
async def test_it_must_be_one(
    bad: str, strict: Mosquitto, authority: Authority, connect: Connect
) -> None:
    certificate, key = authority.client("anna")
    pairs = {
        "no key": (certificate, "none"),
        "no certificate": ("none", key),
        "encrypted": authority.client("anna", password=b"secret"),
        "not a pair": (certificate, authority.client("anna")[1]),
    }
    connecting = connect(strict, **trusting(authority), **pair(*pairs[bad]))
    assert await failure_of(connecting) is Failure.TLS


@pytest.mark.parametrize("bad", [False, True])
def test_nobody_else_can_read_the_key_on_its_way(
    bad: bool, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = authority.client("anna")
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    modes: list[int] = []
    load = ssl.SSLContext.load_cert_chain

    def watch(context: ssl.SSLContext, name: Any, **kwargs: Any) -> None:
        modes.append(Path(name).stat().st_mode & 0o777)
        load(context, name, **kwargs)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", watch)
    anna = pair(certificate, "none" if bad else key)
    settings = MqttSettings("a", 1, tls=Tls.INSECURE, **anna)  # type: ignore[arg-type]
    try:
        settings.ssl_context()
    except ssl.SSLError:
        assert bad
    assert modes == [0o600]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("checked", [True, False])
async def test_the_brokers_tells_when_it_expires(
    checked: bool, start: Start, authority: Authority, connect: Connect
) -> None:
    broker = start(ANYBODY, *authority.broker_settings(lasts=3 * DAY))
    trust: dict[str, Any] = trusting(authority) if checked else {"tls": Tls.INSECURE}
    connection = await connect(broker, **trust)
    assert connection.certificate_expires == authority.issued[-1].not_valid_after_utc


async def test_without_tls_none_is_shown(broker: Mosquitto, connect: Connect) -> None:
    assert (await connect(broker)).certificate_expires is None
