"""The FACTOR plugin: what it hears, what it says, and its quirks (PROTOCOL.md §3 to §10)."""

from collections.abc import Callable
from dataclasses import dataclass
import json
from typing import Any
from uuid import uuid4

from .camera import Camera
from .machine import Event, Machine, PrintEnded, PrintStarted, StateChanged
from .motion import Axes
from .snapshot import encode, snapshot
from .transfer import Received, Transfers

REMEMBERED = 1000
"""How many received messages are kept."""
BED = -1
FEED_RATES = range(10, 501)
FAN_SPEEDS = range(101)


@dataclass(frozen=True, slots=True)
class Message:
    """Something the plugin publishes."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False

    @property
    def decoded(self) -> Any:
        """The payload's JSON."""
        return json.loads(self.payload)


class Edge:
    """One plugin on one OctoPrint."""

    def __init__(
        self, uuid: str, machine: Machine, registered: bool, camera: str | None
    ) -> None:
        """Take the printer's uuid, its machine and the camera URL of the plugin's settings."""
        self.uuid = uuid
        self.machine = machine
        self.registered = registered
        self.outbox: list[Message] = []
        self.received: list[Any] = []
        self.online = False
        self.streaming = False
        self._camera_url = camera
        self._status = f"octoprint/status/{uuid}"
        self._heard: dict[str, Callable[[Any, float], None]] = {
            f"control/{uuid}": self._control,
            f"camera/{uuid}/cmd": self._camera_command,
            f"octoprint/gcode_in/{uuid}": self._transfer,
            f"device/{uuid}/registration": self._registration,
        }
        self._control_types: dict[str, Callable[[dict[str, Any]], None]] = {
            "pause": self._pause,
            "resume": self._resume,
            "cancel": self._cancel,
            "home": self._home,
            "move": self._move,
            "set_temperature": self._set_temperature,
            "set_feed_rate": self._set_feed_rate,
            "feed_rate": self._set_feed_rate,
            "set_fan_speed": self._set_fan_speed,
            "fan_speed": self._set_fan_speed,
        }
        self.boot()

    def boot(self) -> None:
        """Start with the process: nothing is remembered but the registration."""
        self.job_id: str | None = None
        self._seen: Axes | None = None
        self._start: Axes | None = None
        self._uploaded: set[str] = set()
        self._transfers = Transfers()
        self._camera = Camera(self._camera_url)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics it subscribes to, at QoS 1 (PROTOCOL.md §1)."""
        return tuple(self._heard)

    def connected(self) -> None:
        """MQTT is up; snapshots begin only if there is a saved uuid (PROTOCOL.md §10)."""
        self.online = True
        self.streaming = self.registered

    def notice(self, event: Event) -> None:
        """Take an event of OctoPrint; while MQTT is down it is lost (PROTOCOL.md §3.2 job.id)."""
        if not self.online:
            return
        match event:
            case StateChanged(state):
                self._say(
                    self._status,
                    {"state_id": state.state_id, "state_string": state.said},
                )
            case PrintStarted():
                self.job_id = str(uuid4())
                self._start = self._seen
            case PrintEnded():
                self.job_id = self._start = None

    def tick(self, now: float) -> None:
        """Send a snapshot at Unix time `now`, then ask the firmware where the nozzle is."""
        self._transfers.expire(now)
        if self.online and self.streaming:
            told = snapshot(self.machine, now, self.job_id, self._seen, self._start)
            self.outbox.append(Message(self._status, told))
        self.locate()

    def locate(self) -> None:
        """Ask the firmware with M114 where the nozzle is; a blocked one does not answer."""
        if self.machine.state.operational and not self.machine.waiting:
            self._seen = {**self.machine.position}

    def hear(self, topic: str, payload: bytes, now: float) -> None:
        """Take a message at Unix time `now`. Where the plugin raises and logs, nothing happens."""
        try:
            message = json.loads(payload)
        except ValueError:
            message = {}
        self.received.append(message)
        del self.received[:-REMEMBERED]
        try:
            self._heard[topic](message, now)
        except AttributeError, KeyError, TypeError, ValueError, OverflowError:
            return

    def _say(self, topic: str, message: Any, qos: int = 0) -> None:
        self.outbox.append(Message(topic, encode(message), qos))

    # control/{uuid}

    def _control(self, message: dict[str, Any], now: float) -> None:
        kind = (message.get("type") or "").lower()
        if kind == "camera":
            self._camera_do(message, now)
        elif kind in self._control_types:
            self._control_types[kind](message)

    def _pause(self, _: dict[str, Any]) -> None:
        self.machine.pause()

    def _resume(self, _: dict[str, Any]) -> None:
        self.machine.resume()

    def _cancel(self, _: dict[str, Any]) -> None:
        self.machine.cancel()

    def _home(self, message: dict[str, Any]) -> None:
        asked = message.get("axes")
        letters = (
            [str(one).lower() for one in asked] if isinstance(asked, str | list) else []
        )
        if self.machine.state.operational:
            self.machine.home(
                [axis for axis in letters if axis in ("x", "y", "z")] or "xyz"
            )

    def _move(self, message: dict[str, Any]) -> None:
        distances = {
            axis: float(message[axis])
            for axis in "xyze"
            if message.get(axis) is not None
        }
        float(message.get("feedrate", 1000))
        if distances and self.machine.state.operational:
            self.machine.move(distances, relative=message.get("mode") != "absolute")

    def _set_temperature(self, message: dict[str, Any]) -> None:
        tool, degrees = int(message.get("tool", 0)), int(message.get("temperature", 0))
        if self.machine.state.operational:
            heater = "bed" if tool == BED else f"tool{max(0, tool)}"
            self.machine.set_target(heater, degrees, message.get("wait") is True)

    def _set_feed_rate(self, message: dict[str, Any]) -> None:
        percent = int(message.get("factor") or message.get("speed") or 100)
        if self.machine.state.operational and percent in FEED_RATES:
            self.machine.feed_rate = percent

    def _set_fan_speed(self, message: dict[str, Any]) -> None:
        percent = int(message.get("speed", 0))
        if self.machine.state.operational and percent in FAN_SPEEDS:
            self.machine.fan = percent

    # camera/{uuid}/cmd

    def _camera_command(self, message: dict[str, Any], now: float) -> None:
        self._control({"type": "camera"} | message, now)

    def _camera_do(self, message: dict[str, Any], now: float) -> None:
        action = (message.get("action") or "").lower()
        if self._camera.do(action, message.get("options") or {}, now):
            self._say(f"camera/{self.uuid}/state", self._camera.state())

    # octoprint/gcode_in/{uuid}

    def _transfer(self, message: dict[str, Any], now: float) -> None:
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
        machine = self.machine
        if file.target == "sd":
            machine.send_to_card(file.filename, len(file.content))
            self._answer(told)
            return
        machine.store(file.filename, file.content)
        self._uploaded.add(file.filename)
        self._answer(told)
        if file.target == "local_print" and machine.select(file.filename):
            machine.start()

    def _answer(self, told: dict[str, Any]) -> None:
        self._say(f"octoprint/gcode_out/{self.uuid}", told, qos=1)

    def _print(self, message: dict[str, Any]) -> None:
        name = message.get("filename")
        known = not self._uploaded or name in self._uploaded
        local = message.get("origin", "local") == "local"
        if message.get("job_id") and local and known and self.machine.select(str(name)):
            self.machine.start()

    # device/{uuid}/registration

    def _registration(self, message: dict[str, Any], _: float) -> None:
        if self.registered:
            return
        if message.get("status") in ("registered", "registration_confirmed"):
            self.registered = True
            told = {
                "status": "confirmed",
                "instance_id": self.uuid,
                "confirmed_at": message.get("registered_at"),
            }
            self._say(f"device/{self.uuid}/registration/ack", told, qos=1)
