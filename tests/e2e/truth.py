"""What simulated printers really print, whatever anybody hears of it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
import json
from random import Random
import time

from custom_components.factor.printer.prints import Outcome
from simulator.fleet import Fleet
from simulator.printer import Printer
from simulator.states import State
from simulator.storage import BYTES_PER_SECOND, PrintFile, card_file

POLL_S = 0.02
GAP_S = (1.6, 4.0)
"""The shortest and the longest pause between two prints of a printer."""
PAUSE_S = (1.0, 3.0)
SWITCHED_OFF_S = (0.5, 2.0)
HEARD_AFTER_S = 1.5
"""When a command that was sent over the broker has been lost."""
DISK = {"tiny.gcode": 0.4, "short.gcode": 3.0, "part.gcode": 9.0, "tower.gcode": 22.0}
"""How long each file prints, in s; nothing in them has to be heated."""
CARD = {"card~1.gco": 7.0}
WEIGHTS = (2, 3, 4, 3, 2)
IDLE = frozenset(
    {
        State.OPERATIONAL,
        State.OFFLINE,
        State.FAILED,
        State.ERROR,
        State.OPEN_SERIAL,
        State.CONNECTING,
    }
)

type Act = Callable[[Fleet, Printer], None]


def _cancel_by_mqtt(fleet: Fleet, printer: Printer) -> None:
    command = json.dumps({"type": "cancel"}).encode()
    fleet.link.publish(f"control/{printer.uuid}", command, qos=1)


# How a print is made to end, how often, and what comes of it unless it is done before.
ENDS: dict[str, tuple[int, Act | None, Outcome]] = {
    "to its end": (11, None, Outcome.FINISHED),
    "cancel pressed": (3, lambda _, printer: printer.cancel(), Outcome.CANCELLED),
    "cancel by MQTT": (3, _cancel_by_mqtt, Outcome.CANCELLED),
    "error": (2, lambda _, printer: printer.fail("error"), Outcome.FAILED),
    "switched off": (1, lambda _, printer: printer.disconnect(), Outcome.FAILED),
    "cable pulled": (1, lambda _, printer: printer.fail("disconnect"), Outcome.FAILED),
}
KILLED = "OctoPrint killed"


@dataclass
class Truth:
    """A print as it really was, in Unix time."""

    uuid: str
    file: str
    started: float
    ended: float = 0.0
    outcome: Outcome = Outcome.UNKNOWN
    end: str = ""
    job_ids: set[str] = field(default_factory=set)
    pauses: int = 0

    def __str__(self) -> str:
        """Return it for a person."""
        return (
            f"{self.uuid[:8]} {self.file} {self.started:.2f}–{self.ended:.2f}"
            f" {self.outcome} ({self.end}, {self.pauses} pauses, {self.job_ids or 'no id'})"
        )


def printer_with_short_files(uuid: str) -> Printer:
    """Return an idle printer with the files of `DISK` and `CARD`."""
    printer = Printer(uuid, files=0)
    date = int(time.time()) - 86400
    for name, seconds in DISK.items():
        size = int(seconds * BYTES_PER_SECOND)
        printer.machine.files[name] = PrintFile(name, size, date, name)
    for name, seconds in CARD.items():
        printer.machine.put_on_card(card_file(name, seconds))
    return printer


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something is true."""
    while not condition():
        await asyncio.sleep(POLL_S)


@dataclass
class Player:
    """Prints on one printer, one print after the other, and keeps the books."""

    fleet: Fleet
    printer: Printer
    random: Random
    prints: list[Truth] = field(default_factory=list)

    async def play(self, amount: int) -> None:
        """Print so many times; the printer is idle and connected in the end."""
        while len(self.prints) < amount:
            await asyncio.sleep(self.random.uniform(*GAP_S))
            await self._switch_on()
            await self._print()
        await self._switch_on()

    async def _switch_on(self) -> None:
        printer, machine = self.printer, self.printer.machine
        while not (printer.alive and machine.state is State.OPERATIONAL):
            await until(lambda: printer.alive)
            if machine.state.closed:
                await asyncio.sleep(self.random.uniform(*SWITCHED_OFF_S))
                printer.connect()
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await until(lambda: machine.state is State.OPERATIONAL)

    async def _print(self) -> None:
        """Print once, and note how that went."""
        printer, machine, random = self.printer, self.printer.machine, self.random
        seconds = DISK | CARD
        (name,) = random.choices(list(seconds), WEIGHTS)
        weights = [weight for weight, _, _ in ENDS.values()]
        (end,) = random.choices(list(ENDS), weights)
        _, act, outcome = ENDS[end]
        act_at, acted_at = random.uniform(0, 0.95 * seconds[name]), 0.0
        pause_at = random.uniform(0, 3 * seconds[name])
        resume_at = 0.0

        printer.start_print(name, card=name in CARD)
        if machine.state in IDLE or machine.progress is None:
            return
        progress = machine.progress
        truth = Truth(printer.uuid, name, time.time())
        self.prints.append(truth)
        while printer.alive and machine.state not in IDLE and not progress.done:
            now = time.time()
            if machine.state is State.CANCELLING:
                break
            if machine.state.moving and (job_id := getattr(printer.edge, "job_id", "")):
                truth.job_ids.add(job_id)
            if act and progress.elapsed >= act_at:
                act(self.fleet, printer)
                act, acted_at = None, now
            elif acted_at and now - acted_at > HEARD_AFTER_S:
                printer.cancel()  # the command was lost
            elif machine.state.moving and progress.elapsed >= pause_at:
                printer.pause()
                pause_at = float("inf")
                truth.pauses += 1
                resume_at = now + random.uniform(*PAUSE_S)
            elif machine.state is State.PAUSED and now >= resume_at:
                printer.resume()
            await asyncio.sleep(POLL_S)
        truth.ended = time.time()
        if progress.done:
            truth.end, truth.outcome = "to its end", Outcome.FINISHED
        elif printer.alive or machine.state is State.CANCELLING:
            truth.end, truth.outcome = end, outcome
        else:
            truth.end, truth.outcome = KILLED, Outcome.FAILED
        await until(lambda: not printer.alive or machine.state in IDLE)
