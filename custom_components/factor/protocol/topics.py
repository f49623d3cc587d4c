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


EVERY_STATUS: Final = "octoprint/status/+"
"""What is searched for printers, and never subscribed to otherwise."""

# The older edge is known by its board's serial number or by a MAC (PROTOCOL §0.1).
_SERIAL: Final = re.compile(r"[0-9A-Za-z_-]{4,64}", re.ASCII)


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


def parse_serial(text: str) -> str:
    """Return the id of an older edge, as it is: 4 to 64 letters, digits, `-` and `_`.

    Raises `InvalidDeviceUuidError` for anything else.
    """
    if not _SERIAL.fullmatch(text.strip()):
        raise InvalidDeviceUuidError
    return text.strip()


@dataclass(frozen=True, slots=True)
class PrinterTopics:
    """The topics of one printer, for an id from `parse_device_uuid` (PROTOCOL §1)."""

    device_uuid: str

    # The FACTOR plugin

    @property
    def status(self) -> str:
        """Where the plugin publishes snapshots and bare state events."""
        return f"octoprint/status/{self.device_uuid}"

    @property
    def control(self) -> str:
        """Where the plugin takes commands."""
        return f"control/{self.device_uuid}"

    @property
    def gcode_in(self) -> str:
        """Where the plugin takes files in chunks, and the wish to print one (§8)."""
        return f"octoprint/gcode_in/{self.device_uuid}"

    @property
    def gcode_out(self) -> str:
        """Where the plugin says how a transfer ended."""
        return f"octoprint/gcode_out/{self.device_uuid}"

    @property
    def camera_command(self) -> str:
        """Where the plugin takes commands for its camera (§9)."""
        return f"camera/{self.device_uuid}/cmd"

    @property
    def camera_state(self) -> str:
        """Where the plugin answers them."""
        return f"camera/{self.device_uuid}/state"

    @property
    def registration(self) -> str:
        """Where the plugin takes that its temporary uuid is for good (§10)."""
        return f"device/{self.device_uuid}/registration"

    @property
    def registration_ack(self) -> str:
        """Where the plugin says that it is registered."""
        return f"device/{self.device_uuid}/registration/ack"

    # The platform's own design (§12)

    @property
    def control_result(self) -> str:
        """Where commands are sent in the platform's design, and results in any."""
        return f"control_result/{self.device_uuid}"

    @property
    def temperature(self) -> str:
        """Where temperatures are published in the platform's design."""
        return f"temperature/{self.device_uuid}"

    @property
    def position(self) -> str:
        """Where positions are published in the platform's design."""
        return f"position/{self.device_uuid}"

    @property
    def print_progress(self) -> str:
        """Where progress is published in the platform's design."""
        return f"print_progress/{self.device_uuid}"

    @property
    def camera_snapshot(self) -> str:
        """Where pictures are published in the platform's design."""
        return f"camera/snapshot/{self.device_uuid}"

    # The older edge (§11)

    @property
    def dash_status(self) -> str:
        """Where the older edge publishes all it knows, once it was asked to."""
        return f"dash_status/{self.device_uuid}"

    @property
    def dashboard(self) -> str:
        """Where the older edge takes commands that have a `type`."""
        return f"DASHBOARD/{self.device_uuid}"

    @property
    def sd_list(self) -> str:
        """Where the older edge is asked for the files of its SD card."""
        return f"sd_list/{self.device_uuid}"

    @property
    def sd_list_result(self) -> str:
        """Where the older edge lists the files of its SD card."""
        return f"sd_list_result/{self.device_uuid}"

    @property
    def last_will(self) -> str:
        """Where the older edge, or the broker in its name, says if it is there."""
        return f"factor/{self.device_uuid}/lwt"

    def control_of(self, command: str) -> str:
        """Return where the older edge takes `home`, `pause`, `resume` or `cancel`."""
        return f"control/{command}/{self.device_uuid}"
