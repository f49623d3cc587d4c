"""Typed messages from a printer, in whatever dialect they were said.

A value may be missing or null wherever PROTOCOL §14.6 says so, and unknown fields
are skipped. Numbers are `float` because edges mix integers and floats.
"""

from typing import Any, Final

import msgspec

MAX_PAYLOAD_BYTES: Final = 4 * 1024 * 1024
LARGE_PAYLOAD_BYTES: Final = 256 * 1024
"""What the platform's design allows a message to have."""


class BadMessageError(ValueError):
    """The payload is none of the messages that a printer publishes."""


class Flags(msgspec.Struct, frozen=True):
    """The five flags of OctoPrint's state that the plugin passes on."""

    operational: bool = False
    printing: bool = False
    paused: bool = False
    error: bool = False
    ready: bool = False


class StateReport(msgspec.Struct, frozen=True):
    """OctoPrint's state: its display text (PROTOCOL §3.5) and flags.

    `error` is what an edge of another dialect says went wrong; the plugin never does.
    """

    text: str | None = None
    flags: Flags = Flags()
    error: str | None = None


class Progress(msgspec.Struct, frozen=True):
    """How far the job is: `completion` 0–100 %, times in s, sizes in bytes."""

    completion: float | None = None
    filepos: float | None = None
    file_size: float | None = None
    file_pct: float | None = None
    print_time: float | None = None
    time_left: float | None = None
    time_left_origin: str | None = None


class JobFile(msgspec.Struct, frozen=True):
    """The selected file: its base name, `local` or `sdcard`, and its Unix time in s."""

    name: str | None = None
    origin: str | None = None
    date: float | None = None


class Filament(msgspec.Struct, frozen=True):
    """What a job takes of one tool's filament: `length` in mm, `volume` in cm³."""

    length: float | None = None
    volume: float | None = None


class Job(msgspec.Struct, frozen=True):
    """The selected job; times in s. `id` may be null for a whole print.

    `filament` is by tool; before any job it holds two nulls (PROTOCOL §3.2).
    """

    id: str | None = None
    file: JobFile = JobFile()
    estimated_time: float | None = None
    last_time: float | None = None
    filament: dict[str, Filament | float | None] = {}


class Position(msgspec.Struct, frozen=True):
    """Where the axes are, mm."""

    x: float | None = None
    y: float | None = None
    z: float | None = None
    e: float | None = None


class Axes(msgspec.Struct, frozen=True):
    """`machine` as the firmware tells, `target` as sent, `current` within the print.

    `current_z` is all that a plugin before 2.7.0 tells (PROTOCOL §14.25), mm.
    """

    machine: Position = Position()
    target: Position = Position()
    current: Position = Position()
    current_z: float | None = msgspec.field(default=None, name="currentZ")


class Path(msgspec.Struct, frozen=True):
    """What the plugin counted of the print's moves, and the box they lie in, mm."""

    total_segments: float | None = None
    extrude_count: float | None = None
    move_count: float | None = None
    retract_count: float | None = None
    bounding_box: dict[str, float | None] | None = None


class Reading(msgspec.Struct, frozen=True):
    """One temperature sensor, °C; null where the machine has none, target 0 is off."""

    actual: float | None = None
    target: float | None = None
    offset: float | None = None


class CustomBox(msgspec.Struct, frozen=True):
    """How far the axes go where that is more than the print volume, mm."""

    x_min: float | None = None
    x_max: float | None = None
    y_min: float | None = None
    y_max: float | None = None
    z_min: float | None = None
    z_max: float | None = None


class Volume(msgspec.Struct, frozen=True, rename="camel"):
    """The print volume, mm; `origin` is `lowerleft` or `center` (PROTOCOL §3.4)."""

    width: float | None = None
    depth: float | None = None
    height: float | None = None
    origin: str | None = None
    form_factor: str | None = None
    custom_box: bool | CustomBox | None = msgspec.field(default=None, name="custom_box")


class Extruder(msgspec.Struct, frozen=True, rename="camel"):
    """The extruders; diameter and length in mm."""

    count: float | None = None
    nozzle_diameter: float | None = None
    offsets: Any = None
    shared_nozzle: bool | None = None
    default_extrusion_length: float | None = None


class Profile(msgspec.Struct, frozen=True, rename="camel"):
    """The printer profile that is set in OctoPrint (PROTOCOL §3.4)."""

    id: str | None = None
    name: str | None = None
    model: str | None = None
    color: str | None = None
    heated_bed: bool | None = None
    heated_chamber: bool | None = None
    volume: Volume | None = None
    extruder: Extruder | None = None
    axes: Any = None


class PrinterConnection(msgspec.Struct, frozen=True, array_like=True):
    """OctoPrint's connection to the printer: `["Closed", null, null, null]` if none."""

    state: str | None = None
    port: Any = None
    baudrate: Any = None
    profile: Profile | None = None


class Overrides(msgspec.Struct, frozen=True):
    """Feed and flow rate in percent; 100 whatever was set, mostly (PROTOCOL §3.2)."""

    feedrate: float | None = None
    flowrate: float | None = None


type Connection = PrinterConnection | dict[str, msgspec.Raw] | None
"""One that is an object, as older software has it, is let pass unread."""


class Measured(msgspec.Struct, frozen=True):
    """What a snapshot tells besides the job and the connection."""

    state: StateReport
    progress: Progress
    ts: float | None = None
    axes: Axes = Axes()
    path: Path = Path()
    temperatures: dict[str, Reading | None] = {}
    sd: msgspec.Raw = msgspec.Raw(b"{}")
    overrides: Overrides = Overrides()


class Snapshot(Measured, frozen=True):
    """Everything that a printer tells of itself, once a second (PROTOCOL §3.2).

    `sd`, the file tree of up to hundreds of KB, stays undecoded bytes.
    """

    job: Job = Job()
    connection: Connection = None


class StateEvent(msgspec.Struct, frozen=True):
    """The bare event that the plugin sends when the state changes (PROTOCOL §3.1)."""

    state_id: str
    state_string: str


class Update(msgspec.Struct, frozen=True):
    """Some parts of the picture, as edges other than the plugin tell them.

    What is None was not told of and stays as it was. `equipment_uuid` names the older
    edge's last will.
    """

    state: StateReport | None = None
    progress: Progress | None = None
    temperatures: dict[str, Reading | None] | None = None
    axes: Axes | None = None
    equipment_uuid: str | None = None


class WebRtc(msgspec.Struct, frozen=True):
    """Where the camera's stream is played and published (PROTOCOL §9)."""

    play_url_webrtc: str | None = None
    publish_url_rtsp: str | None = None
    name: str | None = None


class CameraState(msgspec.Struct, frozen=True):
    """The plugin's answer to a command for its camera; `started_at` in Unix s.

    `webrtc` and `started_at` are kept when the stream stops.
    """

    running: bool
    pid: float | None = None
    started_at: float | None = None
    last_error: str | None = None
    webrtc: WebRtc | None = None


class CameraPicture(msgspec.Struct, frozen=True):
    """A picture on `camera/snapshot/{uuid}`: a JPEG's or PNG's bytes, or its address."""

    image: bytes | None = None
    content_type: str = "image/jpeg"
    url: str | None = None


class ControlResult(msgspec.Struct, frozen=True):
    """What became of a command, where an edge says so (PROTOCOL §7).

    `action` is the command's `type`, `message` the edge's own words.
    """

    ok: bool
    action: str | None = None
    message: str | None = None


class LastWill(msgspec.Struct, frozen=True):
    """Whether the older edge is there, said by itself or in its name (§11.1)."""

    online: bool


type StatusMessage = Snapshot | StateEvent | Update
type EdgeMessage = (
    StatusMessage | CameraState | CameraPicture | ControlResult | LastWill
)
