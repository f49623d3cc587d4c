"""Registering a printer for good, as it is said on the wire."""

from datetime import UTC, datetime, timedelta, timezone
import json

import pytest

from custom_components.factor.protocol.messages import (
    MAX_PAYLOAD_BYTES,
    BadMessageError,
)
from custom_components.factor.protocol.registration import (
    Acknowledgement,
    decode_acknowledgement,
    encode_registered,
)
from custom_components.factor.protocol.topics import PrinterTopics
from simulator import Printer

from ..payloads import GARBAGE
from ..simulator.wire import UUID

CONFIRMED = {"status": "confirmed", "instance_id": UUID}
NOW = datetime(2026, 1, 2, 3, 4, 5, 678_900, UTC)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=9))])
def test_what_is_said_is_what_factors_website_says(zone: timezone) -> None:
    assert json.loads(encode_registered("랩 1", NOW.astimezone(zone))) == {
        "status": "registered",
        "device_name": "랩 1",
        "registered_at": "2026-01-02T03:04:05.678Z",
    }


def test_the_plugin_takes_it_and_confirms() -> None:
    topics = PrinterTopics(UUID)
    printer = Printer(UUID, scene="unregistered")
    (ack,) = printer.hear(topics.registration, encode_registered("Lab 1", NOW))
    assert ack.topic == topics.registration_ack
    assert decode_acknowledgement(ack.payload).confirms(UUID)
    assert ack.decoded["confirmed_at"] == "2026-01-02T03:04:05.678Z"


@pytest.mark.parametrize(
    ("changes", "confirmed"),
    [
        ({}, True),
        ({"instance_id": UUID.upper()}, True),
        ({"confirmed_at": None, "more": [1]}, True),
        ({"status": "Confirmed"}, False),
        ({"status": "rejected"}, False),
        ({"status": ""}, False),
        ({"instance_id": "00000000-0000-4000-8000-000000000002"}, False),
        ({"instance_id": "unknown"}, False),
        ({"instance_id": ""}, False),
    ],
)
def test_only_the_printer_itself_confirms(
    changes: dict[str, object], confirmed: bool
) -> None:
    said = json.dumps(CONFIRMED | changes)
    for payload in (said, said.encode(), bytearray(said.encode())):
        answer = decode_acknowledgement(payload)
        assert isinstance(answer, Acknowledgement)
        assert answer.confirms(UUID) is confirmed


@pytest.mark.parametrize(
    "payload",
    [
        *GARBAGE,
        b'{"status": "confirmed"}',
        b'{"status": null, "instance_id": "x"}',
        b'{"status": "confirmed", "instance_id": 7}',
        json.dumps(CONFIRMED).encode() + b" " * MAX_PAYLOAD_BYTES,
        "",
        "\ud800",
        '{"status": "\ud800',
    ],
)
def test_anything_else_is_no_answer(payload: bytes | str) -> None:
    with pytest.raises(BadMessageError):
        decode_acknowledgement(payload)
