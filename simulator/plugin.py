"""The FACTOR plugin: what it hears, what it says, and its quirks (PROTOCOL.md §3 to §10)."""

from typing import Any
from uuid import uuid4

from .camera import Camera
from .commands import Fields, carry_out
from .edge import Edge, Listener, Message, Settings
from .events import Event, PrintEnded, PrintStarted, StateChanged
from .machine import Machine
from .motion import Axes
from .snapshot import snapshot
from .transfer import Received, Transfers

ALIASES = {"feed_rate": "set_feed_rate", "fan_speed": "set_fan_speed"}
CARD_ORIGINS = frozenset({"sd", "sdcard", "sd_card"})
"""What the plugin takes for the SD card; everything else is the disk."""


class PluginEdge(Edge):
    """One plugin on one OctoPrint."""

    def __init__(self, uuid: str, machine: Machine, settings: Settings) -> None:
        """Take the printer's uuid, its machine and the plugin's settings."""
        self.registered = settings.registered
        self._pending = not settings.registered
        super().__init__(uuid, machine, settings)

    def listeners(self) -> dict[str, Listener]:
        """Return who takes the messages of each topic (PROTOCOL.md §1)."""
        return {
            f"control/{self.uuid}": self._control,
            f"camera/{self.uuid}/cmd": self._camera_command,
            f"octoprint/gcode_in/{self.uuid}": self._transfer,
            f"device/{self.uuid}/registration": self._registration,
        }

    def boot(self) -> None:
        """Start with the process: nothing is remembered but the registration."""
        super().boot()
        self.job_id: str | None = None
        self._start: Axes | None = None
        self._uploaded: dict[bool, set[str]] = {False: set(), True: set()}
        """The names asked for, on the disk and on the card."""
        self._transfers = Transfers()
        self.camera = self._camera = Camera(self.settings.camera)

    def connected(self) -> None:
        """MQTT is up; snapshots begin only if there is a saved uuid (PROTOCOL.md §10)."""
        super().connected()
        self.streaming = self.registered

    def notice(self, event: Event) -> None:
        """Take an event of OctoPrint; while MQTT is down it is lost (PROTOCOL.md §3.2 job.id)."""
        if not self.online:
            return
        match event:
            case StateChanged(state):
                self.say(
                    self._status,
                    {"state_id": state.state_id, "state_string": state.said},
                )
            case PrintStarted():
                self.job_id = str(uuid4())
                self._start = self._seen
            case PrintEnded():
                self.job_id = self._start = None

    def tick(self, now: float) -> None:
        """Forget the transfers that nobody goes on with, then report."""
        self._transfers.expire(now)
        super().tick(now)

    def report(self, now: float) -> None:
        """Send a snapshot at Unix time `now`."""
        told = snapshot(self.machine, now, self.job_id, self._seen, self._start)
        self.outbox.append(Message(self._status, told))

    @property
    def _status(self) -> str:
        return f"octoprint/status/{self.uuid}"

    # control/{uuid}

    def _control(self, message: Fields, now: float) -> None:
        kind = (message.get("type") or "").lower()
        if kind == "camera":
            self._camera_do(message, now)
        else:
            carry_out(self.machine, ALIASES.get(kind, kind), message)

    # camera/{uuid}/cmd

    def _camera_command(self, message: Fields, now: float) -> None:
        self._control({"type": "camera"} | message, now)

    def _camera_do(self, message: Fields, now: float) -> None:
        action = (message.get("action") or "").lower()
        if self._camera.do(action, message.get("options") or {}, now):
            self.say(f"camera/{self.uuid}/state", self._camera.state())

    # octoprint/gcode_in/{uuid}

    def _transfer(self, message: Fields, now: float) -> None:
        if message.get("action") == "print":
            self._print(message)
            return
        result = self._transfers.take(message, now)
        if result is None:
            return
        told: dict[str, Any] = {
            "type": "upload_result",
            "job_id": result.job_id,
            "success": isinstance(result, Received),
            "filename": result.filename,
            "timestamp": now,
        }
        if isinstance(result, Received):
            told |= {"target": result.target, "file_size": len(result.content)}
            self._put(result, told)
        else:
            self._answer(told | {"error": result.error})

    def _put(self, file: Received, told: dict[str, Any]) -> None:
        machine, on_card = self.machine, file.target == "sd"
        self._uploaded[on_card].add(file.filename)
        if on_card:
            machine.send_to_card(file.filename, file.content)
        else:
            machine.store(file.filename, file.content)
        self._answer(told)
        if file.target == "local_print" and machine.select(file.filename):
            machine.start()

    def _answer(self, told: dict[str, Any]) -> None:
        self.say(f"octoprint/gcode_out/{self.uuid}", told, qos=1)

    def _print(self, message: Fields) -> None:
        name = str(message.get("filename"))
        on_card = (message.get("origin") or "local").lower() in CARD_ORIGINS
        allowed = self._uploaded[on_card]
        if not message.get("job_id") or (allowed and name not in allowed):
            return
        if self.machine.select(name, on_card):
            self.machine.start()

    # device/{uuid}/registration

    def _registration(self, message: Fields, _: float) -> None:
        status = message.get("status")
        if not self._pending:
            return
        if status in ("timeout", "failed"):
            self._pending = False
        elif status in ("registered", "registration_confirmed"):
            self._pending = False
            self.registered = True
            told = {
                "status": "confirmed",
                "instance_id": self.uuid,
                "confirmed_at": message.get("registered_at"),
            }
            self.say(f"device/{self.uuid}/registration/ack", told, qos=1)
