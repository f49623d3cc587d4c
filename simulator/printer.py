"""A whole simulated printer: machine and edge on one clock, and a person who handles it."""

from collections.abc import Callable, Mapping
from math import inf
import time
from typing import Any, Protocol
from uuid import UUID, uuid5

from .edge import Edge, Message, Settings
from .heater import MOMENT
from .legacy import LegacyEdge
from .machine import Machine
from .platform import PlatformEdge
from .plugin import PluginEdge
from .states import State
from .storage import card_file, folder, library

NAMESPACE = UUID("5f0c7f0e-9d5b-4f0a-8a53-0f6f2b9f6d11")
"""From it and an index come the uuids of numbered printers."""
UP_SECONDS = 60.0
"""How long a printer has been on when it appears."""
EDGES: dict[str, type[Edge]] = {
    "plugin": PluginEdge,
    "platform": PlatformEdge,
    "legacy": LegacyEdge,
}
DIALECTS = tuple(EDGES)
SCENES = ("idle", "printing", "finishing", "offline", "unregistered")
FAILURES = ("error", "disconnect", "silent", "kill")
LEFT_SECONDS = {"printing": 3600.0, "finishing": 60.0}
"""How much of its print is left when a scene opens, in s."""


def numbered_uuid(index: int) -> str:
    """Return the uuid of the printer with that number, always the same one."""
    return str(uuid5(NAMESPACE, str(index)))


class Host(Protocol):
    """Who plays a printer on a broker."""

    def play(self, printer: Printer) -> None:
        """Let the printer catch up with real time."""

    def publish(self, messages: list[Message]) -> None:
        """Send messages."""

    def rejoin(self, printer: Printer) -> None:
        """Subscribe to the printer's topics again."""


class Printer:
    """One printer without a printer.

    `dialect` is one of `DIALECTS`; `uuid` is its id on the wire, of a legacy edge its serial.
    `speed` is simulated seconds per real second; snapshots come every `interval` real seconds,
    a legacy edge's every one and a half intervals.
    """

    def __init__(
        self,
        uuid: str,
        *,
        dialect: str = "plugin",
        scene: str = "idle",
        files: int = 3,
        folders: int = 0,
        tools: int = 1,
        chamber: bool = False,
        bed: bool = True,
        sensors: Mapping[str, float] | None = None,
        speed: float = 1.0,
        camera: str | None = None,
        equipment_uuid: str | None = None,
        fail: str | None = None,
        fail_after: float = 60.0,
    ) -> None:
        """Open with a scene of `SCENES`; `fail` is one of `FAILURES`, `fail_after` simulated s.

        `sensors` are custom ones by name, in °C. `camera` and the scene "unregistered" are the
        plugin's, `equipment_uuid` the legacy edge's, which else is always the same one.
        """
        if scene == "unregistered" and dialect != "plugin":
            raise ValueError(f"a {dialect} edge does not register")
        now = time.time()
        self.uuid = uuid
        self.scene = scene
        self.speed = speed
        self.interval = 1.0
        self.machine = Machine(
            library(
                max(files, scene in LEFT_SECONDS), int(now) - 86400, tools, chamber
            ),
            [folder(index, int(now) - 86400) for index in range(folders)],
            tools=tools,
            chamber=chamber,
            bed=bed,
            sensors=sensors,
        )
        self.machine.unix = now
        self.equipment_uuid = equipment_uuid or str(uuid5(NAMESPACE, uuid))
        settings = Settings(scene != "unregistered", camera, self.equipment_uuid)
        self.edge = EDGES[dialect](uuid, self.machine, settings)
        self.alive = True
        self.host: Host | None = None
        """Who plays it; without one `advance` is all that moves it."""
        self._clock = now
        self._snapshot_in = 0.0
        self._failure = fail
        self._fails_in = fail_after if fail else inf
        self.edge.connected()
        self._set_scene(scene)
        self.edge.outbox.clear()
        self.edge.connected()

    def spread(self, interval: float, phase: float) -> None:
        """Set the real seconds between two snapshots, and those before the first one."""
        self.interval, self._snapshot_in = interval, phase

    # A person at the machine.

    def start_print(self, name: str, card: bool = False) -> None:
        """Select a file of the disk, or of the card, and print it if that is possible."""
        if self.machine.select(name, card):
            self._act(self.machine.start)

    def select(self, name: str) -> None:
        """Select a file without printing it."""
        self.machine.select(name)

    def put_on_card(self, name: str, seconds: float = 240.0) -> None:
        """Put a file on the SD card under its short name; it prints for `seconds`."""
        self.machine.put_on_card(card_file(name, seconds))

    def pause(self) -> None:
        """Press pause."""
        self._act(self.machine.pause)

    def resume(self) -> None:
        """Press resume."""
        self._act(self.machine.resume)

    def cancel(self) -> None:
        """Press cancel."""
        self._act(self.machine.cancel)

    def disconnect(self) -> None:
        """Switch the printer off; OctoPrint stays up."""
        self._act(self.machine.disconnect)

    def connect(self) -> None:
        """Switch it on again."""
        self._act(self.machine.connect)

    def fail(self, kind: str) -> None:
        """Let it break: one of `FAILURES`."""
        breaking = {
            "error": lambda: self._act(self.machine.fail),
            "disconnect": lambda: self._act(self.machine.break_off),
            "silent": self.go_silent,
            "kill": self.kill,
        }
        breaking[kind]()

    def go_silent(self) -> None:
        """The printer answers nothing any more, its port stays open (PROTOCOL.md §17)."""
        self.machine.silent = True

    def miss_tool0(self) -> None:
        """Lose the first nozzle out of the next report (PROTOCOL.md §17)."""
        self.machine.tool0_missed = True

    def camera_dies(self, error: str) -> None:
        """End the plugin's stream, which it does not tell of."""
        if self.edge.camera is not None:
            self.edge.camera.die(error)

    def show(self, picture: bytes | str, form: str = "raw") -> list[Message]:
        """Publish a JPEG `raw` or as `base64`, or its `address`; return what is published."""
        self._act(lambda: self.edge.show(picture, form, self._clock))
        return self._deliver()

    def kill(self) -> None:
        """End the edge as by SIGKILL: it says nothing more, not even goodbye."""
        self.edge.killed()
        self.alive = False
        self.machine.silent = True
        if self.host is not None:
            self._deliver()

    def restart(self) -> None:
        """Start the edge again: idle, without a word of the print that was running."""
        self.alive = True
        self.machine.boot()
        self.machine.events.clear()
        self.edge.boot()
        self.edge.connected()
        self._snapshot_in = 0.0
        if self.host is not None:
            self.host.rejoin(self)
            self.host.play(self)

    # What the tests read.

    @property
    def files(self) -> list[str]:
        """The names of the files in its root folder."""
        return list(self.machine.files)

    @property
    def received(self) -> list[Any]:
        """The last messages it was sent, decoded; `{}` for what is not JSON."""
        return self.edge.received

    @property
    def heard(self) -> list[tuple[str, Any]]:
        """The same with their topics."""
        return self.edge.heard

    # Its clock.

    @property
    def due(self) -> float:
        """How long until it has something to say, in simulated s; never 0 for long."""
        if not self.alive:
            return inf
        return max(0.0, min(self._snapshot_in * self.speed, self._next_step))

    def advance(self, seconds: float) -> list[Message]:
        """Let simulated seconds pass; return what it publishes in them.

        With a host the host publishes them as well.
        """
        while seconds > MOMENT:
            step = min(seconds, self._next_step)
            if self.alive:
                step = min(step, max(0.0, self._snapshot_in) * self.speed)
            self._clock += step / self.speed
            self.machine.unix = self._clock
            self.machine.advance(step)
            self._snapshot_in -= step / self.speed
            self._fails_in -= step
            seconds -= step
            self._notice()
            if self.alive and self._snapshot_in <= MOMENT:
                self.edge.tick(self._clock)
                self._snapshot_in += self.interval * self.edge.pace
            if self._fails_in <= MOMENT and self._failure:
                self._fails_in = inf
                self.fail(self._failure)
        return self._deliver()

    def hear(self, topic: str, payload: bytes | str) -> list[Message]:
        """Take a message; return what it publishes at once. A dead edge hears nothing."""
        if self.alive:
            data = payload.encode() if isinstance(payload, str) else payload
            streamed = self.edge.streaming
            self.edge.hear(topic, data, self._clock)
            if self.edge.streaming and not streamed:
                self._snapshot_in = self.interval * self.edge.pace
            self._notice()
        return self._deliver()

    @property
    def _next_step(self) -> float:
        return min(self.machine.next_change, max(0.0, self._fails_in))

    def _act(self, action: Callable[[], object]) -> None:
        if not self.alive:
            return
        if self.host is not None:
            self.host.play(self)
        action()
        self._notice()
        if self.host is not None:
            self.host.play(self)

    def _notice(self) -> None:
        for event in self.machine.events:
            self.edge.notice(event)
        self.machine.events.clear()

    def _deliver(self) -> list[Message]:
        messages, self.edge.outbox = self.edge.outbox, []
        if self.host is not None and messages:
            self.host.publish(messages)
        return messages

    def _set_scene(self, scene: str) -> None:
        self._run(UP_SECONDS)
        self.edge.locate()
        if scene in LEFT_SECONDS:
            name = next(iter(self.machine.files))
            self.machine.select(name)
            self.machine.start()
            while self.machine.waiting or self.machine.state is not State.PRINTING:
                self._run(1.0)
            self._run(self.machine.files[name].duration - LEFT_SECONDS[scene])
            self.edge.locate()
        elif scene == "offline":
            self.machine.disconnect()
        self.machine.temperatures()
        self._notice()

    def _run(self, seconds: float) -> None:
        while seconds > MOMENT:
            step = min(seconds, self.machine.next_change)
            self.machine.advance(step)
            self._notice()
            seconds -= step
