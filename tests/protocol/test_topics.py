"""A uuid in any common writing gives topics, and nothing else does."""

import re
from uuid import UUID

from hypothesis import given, strategies as st
import pytest

from custom_components.factor.protocol.topics import (
    InvalidDeviceUuidError,
    PrinterTopics,
    parse_device_uuid,
    parse_serial,
)

from ..conftest import UUID as DEVICE_UUID

BARE = DEVICE_UUID.replace("-", "")
CANONICAL = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def parse(text: str) -> str | None:
    """Return the uuid in a text, None if there is none."""
    try:
        return parse_device_uuid(text)
    except InvalidDeviceUuidError:
        return None


@pytest.mark.parametrize(
    "text",
    [
        DEVICE_UUID,
        DEVICE_UUID.upper(),
        BARE,
        BARE.upper(),
        f"{{{DEVICE_UUID}}}",
        f"urn:uuid:{DEVICE_UUID}",
        f"URN:UUID:{DEVICE_UUID.upper()}",
        f"  {DEVICE_UUID}\n",
        f"https://factor.io.kr/setup/{DEVICE_UUID}",
        f"https://factor.io.kr/setup/{DEVICE_UUID}/",
        f"https://factor.io.kr/setup/{DEVICE_UUID}?lang=ko#top",
        f"http://localhost:5173/en/setup/{BARE.upper()}",
        f" https://factor.io.kr/setup/{DEVICE_UUID} ",
    ],
)
def test_common_writings(text: str) -> None:
    assert parse(text) == DEVICE_UUID


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "#",
        "+",
        "$SYS",
        "printer",
        DEVICE_UUID[:-1],
        DEVICE_UUID + "0",
        DEVICE_UUID.replace("7", "g", 1),
        f"{DEVICE_UUID}/#",
        f"+/{DEVICE_UUID}",
        f"octoprint/status/{DEVICE_UUID}",
        f"/setup/{DEVICE_UUID}",
        f"mqtt://factor.io.kr/setup/{DEVICE_UUID}",
        f"https://factor.io.kr/{DEVICE_UUID}",
        f"https://factor.io.kr/setup/{DEVICE_UUID}/x",
        "https://factor.io.kr/setup/",
        "https://[::1/setup/",
        f"https://factor.io.kr/setup?id={DEVICE_UUID}",
        "+" + BARE[1:],
        "-" + BARE[1:],
        BARE[:4] + "_" + BARE[5:],
        " " + BARE[1:16] + " " + BARE[17:],
        BARE.replace("7", "７"),
        BARE[:-1] + "٣",
        f"urn:uu\u0131d:{DEVICE_UUID}",
        "{" * 3 + DEVICE_UUID,
        "".join(f"{digit}-" for digit in BARE),
        DEVICE_UUID + "\x00",
    ],
)
def test_everything_else_is_refused(text: str) -> None:
    assert parse(text) is None


near_misses = st.text("0123456789abcdefABCDEF-{}+#/_ $\x00\n\u0663urn:", max_size=60)
decorated = st.tuples(near_misses, st.sampled_from([DEVICE_UUID, BARE]), near_misses)


@given(st.text() | near_misses | decorated.map("".join))
def test_what_comes_out_is_canonical_whatever_goes_in(text: str) -> None:
    parsed = parse(text)
    assert parsed is None or CANONICAL.fullmatch(parsed)


@given(st.uuids())
def test_every_uuid_comes_out_as_it_went_in(uuid: UUID) -> None:
    for text in (str(uuid), uuid.hex, uuid.urn, f"{{{uuid}}}", str(uuid).upper()):
        assert parse(text) == str(uuid)


SERIALS = ("10000000abcdef01", "b827ebfedcba", "unknown", "a-b_C9", "0" * 64)


@pytest.mark.parametrize("text", SERIALS)
def test_serial_is_taken_as_it_is(text: str) -> None:
    assert parse_serial(text) == text
    assert parse_serial(f"  {text}\n") == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "0" * 65,
        "#",
        "####",
        "++++",
        "a/b/c",
        "b8:27:eb:fe",
        "abcd efgh",
        "abcd\x00",
        "시리얼번호",
        "abc٣",
        "$SYS",
    ],
)
def test_what_is_no_serial(text: str) -> None:
    with pytest.raises(InvalidDeviceUuidError):
        parse_serial(text)


@given(st.text() | near_misses)
def test_serial_is_one_level_of_a_topic_whatever_goes_in(text: str) -> None:
    try:
        serial = parse_serial(text)
    except InvalidDeviceUuidError:
        return
    assert re.fullmatch(r"[0-9A-Za-z_-]{4,64}", serial, re.ASCII)
    assert serial == text.strip()


# PROTOCOL §1, §11 and §12.
TOPICS = {
    "status": "octoprint/status/{}",
    "control": "control/{}",
    "gcode_in": "octoprint/gcode_in/{}",
    "gcode_out": "octoprint/gcode_out/{}",
    "camera_command": "camera/{}/cmd",
    "camera_state": "camera/{}/state",
    "registration": "device/{}/registration",
    "registration_ack": "device/{}/registration/ack",
    "control_result": "control_result/{}",
    "temperature": "temperature/{}",
    "position": "position/{}",
    "print_progress": "print_progress/{}",
    "camera_snapshot": "camera/snapshot/{}",
    "dash_status": "dash_status/{}",
    "dashboard": "DASHBOARD/{}",
    "sd_list": "sd_list/{}",
    "sd_list_result": "sd_list_result/{}",
    "last_will": "factor/{}/lwt",
}


@pytest.mark.parametrize("id_", [DEVICE_UUID, *SERIALS])
def test_topics(id_: str) -> None:
    topics = PrinterTopics(id_)
    assert {name: getattr(topics, name) for name in TOPICS} == {
        name: topic.format(id_) for name, topic in TOPICS.items()
    }


def test_every_topic_is_in_the_table_and_no_two_are_one() -> None:
    properties = [
        name
        for name, value in vars(PrinterTopics).items()
        if isinstance(value, property)
    ]
    assert properties == list(TOPICS)
    assert len(set(TOPICS.values())) == len(TOPICS)


@pytest.mark.parametrize("command", ["home", "pause", "resume", "cancel"])
def test_topic_of_a_command_of_the_older_edge(command: str) -> None:
    """Which `control/+` does not match (PROTOCOL §1)."""
    assert PrinterTopics("abcd").control_of(command) == f"control/{command}/abcd"


@given(st.uuids().map(str) | st.from_regex(r"[0-9A-Za-z_-]{4,64}", fullmatch=True))
def test_no_topic_has_a_wildcard_or_an_empty_level(id_: str) -> None:
    topics = PrinterTopics(id_)
    for topic in (*(getattr(topics, name) for name in TOPICS), topics.control_of("x")):
        assert not set(topic) & set("+#$\0 ")
        assert all(topic.split("/"))
        assert id_ in topic.split("/")
