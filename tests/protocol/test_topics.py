"""A uuid in any common writing gives topics, and nothing else does."""

import re
from uuid import UUID

from hypothesis import given, strategies as st
import pytest

from custom_components.factor.protocol.topics import (
    InvalidDeviceUuidError,
    PrinterTopics,
    parse_device_uuid,
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


def test_topics() -> None:
    topics = PrinterTopics(DEVICE_UUID)
    assert topics.status == f"octoprint/status/{DEVICE_UUID}"
    assert topics.control == f"control/{DEVICE_UUID}"
