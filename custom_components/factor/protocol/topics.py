"""The topics of one printer, and the uuid that they are made of."""

from dataclasses import dataclass
import re
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

# `UUID` alone also takes signs, underscores and digits of other scripts.
_COMMON_WRITING: Final = re.compile(
    r"(?:urn:uuid:)?\{?([0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12})\}?",
    re.ASCII | re.IGNORECASE,
)


class InvalidDeviceUuidError(ValueError):
    """The text names no printer."""


def parse_device_uuid(text: str) -> str:
    """Return the `device_uuid` in `text` as lower-case 8-4-4-4-12 hex.

    Takes a uuid in any common writing (upper case, braces, `urn:uuid:`, without
    hyphens) or the setup address that the plugin shows,
    `https://…/setup/{uuid}` (PROTOCOL §10). What it returns never holds a topic
    separator or a wildcard. Raises `InvalidDeviceUuidError` for anything else.
    """
    text = text.strip()
    try:
        if "/" in text:
            url = urlsplit(text)
            folder, _, text = url.path.rstrip("/").rpartition("/")
            if url.scheme not in ("http", "https") or not folder.endswith("/setup"):
                raise InvalidDeviceUuidError
    except ValueError as err:
        raise InvalidDeviceUuidError from err
    if not (match := _COMMON_WRITING.fullmatch(text)):
        raise InvalidDeviceUuidError
    return str(UUID(match[1]))


@dataclass(frozen=True, slots=True)
class PrinterTopics:
    """The topics of one printer, for a uuid from `parse_device_uuid` (PROTOCOL §1)."""

    device_uuid: str

    @property
    def status(self) -> str:
        """Where the plugin publishes snapshots and bare state events."""
        return f"octoprint/status/{self.device_uuid}"

    @property
    def control(self) -> str:
        """Where the plugin takes commands."""
        return f"control/{self.device_uuid}"
