"""The older edge, which talks to its printer itself and speaks when asked (PROTOCOL.md §11)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from .commands import (
    NOT_CONNECTED,
    OUT_OF_RANGE,
    Fields,
    carry_out,
    heater_of,
    result,
)
from .edge import Edge, Listener, Message
from .progress import time_left
from .snapshot import encode, temperatures
from .states import State
from .storage import Node

OWN_TOPIC = ("home", "pause", "resume", "cancel")
"""Commands that have a topic to themselves."""
HOTTEST = {"bed": 120, "tool": 300}
"""The highest targets it passes on, in °C."""
PHASES = {
    State.OPEN_SERIAL: "connecting",
    State.CONNECTING: "connecting",
    State.OPERATIONAL: "operational",
    State.PAUSED: "paused",
    State.CANCELLING: "cancelling",
    State.FINISHING: "finishing",
    State.ERROR: "error",
}
"""Its words for the states; the others are a print."""
OPERATIONAL = ("operational", "printing", "paused")
SYSTEM = {
    "cpu_usage": 12.5,
    "memory_usage": 41.0,
    "disk_usage": 23.4,
    "temperature": 48.3,
}


class LegacyEdge(Edge):
    """One older edge on a Raspberry Pi; `uuid` is its serial."""

    pace = 1.5

    def listeners(self) -> dict[str, Listener]:
        """Return who takes the messages of each topic."""
        self._asked: dict[str, Callable[[Fields, float], None]] = {
            "get_status": self._get_status,
            "get_status_stop": self._stop,
            "move": partial(self._command, "move"),
            "set_temperature": self._set_temperature,
        }
        own: dict[str, Listener] = {
            f"control/{name}/{self.uuid}": partial(self._command, name)
            for name in OWN_TOPIC
        }
        return own | {
            f"DASHBOARD/{self.uuid}": self._dashboard,
            f"sd_list/{self.uuid}": self._list_card,
        }

    def connected(self) -> None:
        """MQTT is up, and it says so."""
        super().connected()
        birth = self._presence(online=True)
        self.outbox = [one for one in self.outbox if one != birth] + [birth]

    def killed(self) -> None:
        """The broker tells its last will."""
        if self.online:
            self.outbox.append(self._presence(online=False))
        super().killed()

    def report(self, now: float) -> None:
        """Send its status at Unix time `now`."""
        self.locate()
        told = {
            "printer_status": self._status() | {"timestamp": now},
            "temperature_info": self._temperatures() | {"timestamp": now},
            "position": self._position() | {"timestamp": now},
            "progress": self._progress() | {"timestamp": now},
            "system_info": SYSTEM | {"uptime": int(self.machine.now), "timestamp": now},
            "connected": not self.machine.state.closed,
            "timestamp": now,
            "equipment_uuid": self.settings.equipment_uuid,
        }
        self.say(f"dash_status/{self.uuid}", told, qos=1)

    # What it hears.

    def _dashboard(self, message: Fields, now: float) -> None:
        self._asked[str(message.get("type")).lower()](message, now)

    def _get_status(self, _: Fields, now: float) -> None:
        self.streaming = True
        self.tell(now)

    def _stop(self, _: Fields, _now: float) -> None:
        self.streaming = False

    def _command(self, name: str, message: Any, now: float) -> None:
        fields = message if isinstance(message, dict) else {}
        self._answer(name, carry_out(self.machine, name, fields), now)

    def _set_temperature(self, message: Fields, now: float) -> None:
        if _out_of_range(message):
            self._answer("set_temperature", OUT_OF_RANGE, now)
        else:
            self._command("set_temperature", message, now)

    def _answer(self, action: str, fault: str | None, now: float) -> None:
        self.say(f"control_result/{self.uuid}", result(action, fault, now), qos=1)

    def _list_card(self, _: Any, now: float) -> None:
        machine, ok = self.machine, not self.machine.state.closed
        files = (*machine.files.values(), *machine.card.values()) if ok else ()
        told = {
            "type": "sd_list_result",
            "ok": ok,
            "files": [{"name": file.name, "size": file.size} for file in files],
            "error": None if ok else NOT_CONNECTED,
            "timestamp": int(now * 1000),
        }
        self.say(f"sd_list_result/{self.uuid}", told, qos=1)

    # What it says.

    def _presence(self, *, online: bool) -> Message:
        topic = f"factor/{self.settings.equipment_uuid}/lwt"
        return Message(topic, encode({"online": online}), qos=1, retain=True)

    def _status(self) -> Node:
        if self.machine.state.closed:
            word, flags = "disconnected", {"connected": False}
        else:
            word = PHASES.get(self.machine.state, "printing")
            flags = {
                "operational": word in OPERATIONAL,
                "printing": word == "printing",
                "paused": word == "paused",
                "error": word == "error",
                "ready": word == "operational",
                "connected": True,
            }
        return {"state": word, "error_message": None, "flags": flags}

    def _temperatures(self) -> Node:
        heats: dict[str, Node | None] = {
            name: {"actual": actual, "target": target, "offset": 0.0}
            for name, (actual, target) in temperatures(self.machine).items()
            if actual is not None
        }
        return {
            "tool": {name: heat for name, heat in heats.items() if "tool" in name},
            "bed": heats.get("bed"),
            "chamber": heats.get("chamber"),
        }

    def _position(self) -> Node:
        known = None if self.machine.state.closed else self._seen
        return {**(known or dict.fromkeys("xyze", 0.0))}

    def _progress(self) -> Node:
        file, progress = self.machine.file, self.machine.progress
        active = file is not None and progress is not None and not progress.done
        read, size, left = 0, 0, None
        if active and file and progress:
            read, size = int(progress.read), file.size
            left, _ = time_left(file, progress)
        return {
            "active": active,
            "completion": round(read / size, 4) if size else 0.0,
            "file_position": read,
            "file_size": size,
            "print_time": None,
            "print_time_left": left,
            "filament_used": None,
        }


def _out_of_range(message: Fields) -> bool:
    try:
        heater = heater_of(int(message.get("tool", 0)))
        degrees = float(message.get("temperature", 0))
    except TypeError, ValueError:
        return False
    return not 0 <= degrees <= HOTTEST[heater.rstrip("0123456789")]
