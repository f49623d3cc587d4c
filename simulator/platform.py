"""The platform's own design: one topic a reading, and every command is answered (PROTOCOL.md §12)."""

from typing import Any

from .commands import Fields, carry_out, result
from .edge import Edge, Listener
from .progress import completion, print_time, time_left
from .snapshot import NO_AXES, flags, temperatures


class PlatformEdge(Edge):
    """One edge as the platform's documents describe it."""

    def listeners(self) -> dict[str, Listener]:
        """Return who takes the messages of its one topic, its own answers among them."""
        return {self._results: self._control}

    def connected(self) -> None:
        """MQTT is up, and it begins to report."""
        super().connected()
        self.streaming = True

    def report(self, now: float) -> None:
        """Send the four readings at Unix time `now`."""
        machine = self.machine
        left, _ = time_left(machine.file, machine.progress)
        readings: dict[str, tuple[str, dict[str, Any]]] = {
            "octoprint/status": (
                "printer_status",
                {"state": machine.state.text, "flags": flags(machine)},
            ),
            "temperature": (
                "temperature_update",
                {
                    name: {"actual": actual, "target": target}
                    for name, (actual, target) in temperatures(machine).items()
                },
            ),
            "position": ("position_update", {**(self._seen or NO_AXES)}),
            "print_progress": (
                "print_progress",
                {
                    "completion": completion(machine.file, machine.progress),
                    "printTime": print_time(machine.progress),
                    "printTimeLeft": left,
                },
            ),
        }
        for topic, (kind, data) in readings.items():
            envelope = {"type": kind, "device_uuid": self.uuid, "timestamp": now}
            self.say(f"{topic}/{self.uuid}", envelope | {"data": data})

    @property
    def _results(self) -> str:
        return f"control_result/{self.uuid}"

    def _control(self, message: Fields, now: float) -> None:
        if message.get("type") != "control_command":
            return
        command = message.get("command")
        fault = carry_out(self.machine, str(command), message)
        self.say(self._results, result(command, fault, now), qos=1)
