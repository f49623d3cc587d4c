"""Whatever happens to a printer, and to who listens: one end for each start."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from custom_components.factor.printer.lifecycle import OVERTAKES, _goes_with
from custom_components.factor.printer.missed import SLACK_S
from custom_components.factor.printer.prints import EventType, Outcome, PrintEvent
from custom_components.factor.printer.state import JOB_STATES, Picture, State
from custom_components.factor.protocol.messages import StateEvent
from custom_components.factor.protocol.plugin import decode_status

from ..payloads import event, snapshot
from .following import Listener, words

SD_FILE = "bracket~1.gco"
FILES = ("bracket.gcode", "cube.gcode", SD_FILE)
IDS = {
    "Operational": "OPERATIONAL",
    "Opening serial connection": "OPEN_SERIAL",
    "Error": "ERROR",
    "Offline": "OFFLINE",
}


@dataclass(eq=False)
class Truth:
    """A print as it really was.

    `was_heard_whole` says that all that was said of it was heard, `has_gaps` that some
    was not, and nobody can know; `was_shown` that a snapshot was among what was heard:
    no other message tells of its file. It `looks` as if it had failed, or had been
    cancelled, if the printer was made to stand meanwhile as it does then. It `is_untold`
    as long as OctoPrint remembers its end, which was not told.
    """

    file: str
    outcome: Outcome | None = None
    was_heard_whole: bool = True
    has_gaps: bool = False
    was_shown: bool = False
    looks: set[Outcome] = field(default_factory=set)
    is_untold: bool = False


@dataclass
class Plugin:
    """OctoPrint and its plugin, as in PROTOCOL §3.5 and §17: what they say, and when."""

    text: str = "Operational"
    file: str | None = None
    completion: float | None = None
    print_time_s: int | None = None
    job_id: str | None = None
    clock_s: int = 1_790_000_000
    ids: int = 0
    history: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {file: [] for file in FILES if file != SD_FILE}
    )
    last_time_s: dict[str, float] = field(default_factory=dict)

    def event(self) -> bytes:
        """Return the bare event of the state."""
        return event(IDS.get(self.text, self.text.upper()), self.text)

    def snapshot(self) -> bytes:
        """Return the snapshot of now."""
        self.clock_s += 1
        return snapshot(
            self.text,
            progress={"completion": self.completion, "print_time": self.print_time_s},
            job={
                "id": self.job_id,
                "file": {
                    "name": self.file,
                    "origin": self.file
                    and ("sdcard" if self.file == SD_FILE else "local"),
                },
                "last_time": self.file and self.last_time_s.get(self.file),
            },
            temperatures={},
            sd={
                "local": [
                    {"name": name, "path": name, "history": history}
                    for name, history in self.history.items()
                ]
            },
            ts=self.clock_s,
        )

    def begin(self, file: str) -> None:
        """Begin a print of a file."""
        self.file, self.completion, self.print_time_s = file, 0, 0

    def remember(self, outcome: Outcome) -> None:
        """Write down how the print of the file ended, and how it took."""
        assert self.file
        self.clock_s += 1
        success = outcome is Outcome.FINISHED
        # never twice the same, to the microsecond
        took_s = (self.print_time_s or 0) + self.clock_s % 100_000 / 100_000
        if self.file in self.history:
            self.history[self.file].append(
                {
                    "timestamp": self.clock_s + 0.25,
                    "success": success,
                    **({"printTime": took_s} if success else {}),
                }
            )
        self.job_id = None
        if success:
            self.completion = 100.0
            self.last_time_s[self.file] = took_s
        else:
            self.completion = self.print_time_s = None

    def lose_printer(self) -> None:
        """Forget the job, as OctoPrint does with its printer or its own life."""
        self.file = self.completion = self.print_time_s = None


noise = st.lists(st.sampled_from((1, 1, 1, 1, 0, 2)), max_size=5)
texts = st.sampled_from(("", "s", "ss"))
ids = st.sampled_from(("new", "new", "missing", "old"))


def started_with(end: PrintEvent, events: list[PrintEvent]) -> bool:
    """Return whether a late end is told together with its start."""
    return end.late and any(
        each.type is EventType.STARTED and each.print == end.print for each in events
    )


class PrintsOfOnePrinter(RuleBasedStateMachine):
    """A printer that prints, a network that loses, and a Home Assistant that restarts."""

    @initialize(unheard=st.booleans())
    def begin(self, unheard: bool) -> None:
        """Begin idle."""
        self.plugin = Plugin()
        self.listener = Listener()
        self.noise: list[int] = []
        self.truth: Truth | None = None
        self.started: list[Truth] = []
        self.heard: list[Truth] = []
        self.is_listening = True
        self.is_noted = False
        self.is_calm = True
        self.is_up = True
        self.has_missed = False
        self.idle_snapshots = 0
        self.event: State | None = None
        self.log: list[str] = []
        if not unheard:
            self.say(self.plugin.snapshot())

    # What is said, and heard

    def say(self, payload: bytes, *, is_stale: bool = False) -> None:
        """Say something, which may be lost or come twice.

        But for a snapshot that is stale: of one that comes twice nobody could tell.
        """
        times = self.noise.pop() if self.noise else 1
        if is_stale:
            times = min(times, 1)
        if not self.is_listening:
            times = 0
        if times == 0:
            self.miss(in_secret=self.is_listening or not self.is_noted)
        for _ in range(times):
            self.hear(payload, is_stale=is_stale)

    def miss(self, *, in_secret: bool = False) -> None:
        """Note that something was not heard."""
        self.has_missed = True
        for each in (self.truth, *self.heard):
            if each:
                each.was_heard_whole = False
                each.has_gaps |= in_secret

    def hear(self, payload: bytes, *, is_stale: bool) -> None:
        """Take in what was said."""
        message = decode_status(payload)
        picture = Picture().merge(message, self.listener.now)
        state = picture.state
        is_event = isinstance(message, StateEvent)
        # Just after another bare event nobody could tell it from one that is stale.
        is_stale |= self.event is not None and not _goes_with(picture, self.event)
        self.event = state if is_event else None
        self.log.append(f"{state}{'!' if is_event else ''}")
        truth = self.truth if state in JOB_STATES else None
        if truth and truth not in self.heard:
            self.heard.append(truth)
        if truth and not is_event and not is_stale:
            truth.was_shown = True
        self.check(self.listener.hear(message), state in JOB_STATES)
        if not is_event:
            self.has_missed = False
            self.idle_snapshots = 0 if state in JOB_STATES else self.idle_snapshots + 1
        else:
            self.idle_snapshots = 0

    def check(self, events: list[PrintEvent], has_job: bool) -> None:
        """Compare what is told with what is true."""
        for each in events:
            self.log.append(f"[{words([each])} {each.outcome or ''}]")
            if not each.outcome:
                continue
            over = self.heard[:-1] if has_job else self.heard
            missed = self.missed(each) if started_with(each, events) else []
            if missed:
                missed[0].is_untold = False
                continue
            assert over, "an end of a print that was none, or still runs"
            self.judge(each, over)
            over[0].is_untold = False
            self.heard = self.heard[len(over) :]

    def judge(self, end: PrintEvent, over: list[Truth]) -> None:
        """Compare an end with that of the prints that it may be the end of."""
        if len(over) == 1 and over[0].was_heard_whole:
            assert end.outcome is over[0].outcome
            assert not end.late
            assert end.print
            assert end.print.file == over[0].file or not over[0].was_shown
            return
        may_be = {each.outcome for each in (*over, *self.took_its_place(over))}
        may_be = may_be.union(*(each.looks for each in over))
        has_gaps = any(each.has_gaps for each in over)
        if end.outcome is Outcome.FINISHED or not has_gaps:
            assert end.outcome in may_be | {Outcome.UNKNOWN}

    def missed(self, end: PrintEvent) -> list[Truth]:
        """Return the prints that nobody heard of, one of which an end can be that of."""
        assert end.print
        return [
            each
            for each in self.started
            if each.is_untold
            and each not in self.heard
            and each.file == end.print.file
            and (end.outcome is Outcome.FINISHED) is (each.outcome is Outcome.FINISHED)
            and end.outcome in {each.outcome, Outcome.UNKNOWN, *each.looks}
        ]

    def took_its_place(self, over: list[Truth]) -> list[Truth]:
        """Return what may pass for a print: one of its file that was never heard of."""
        first = over[0]
        later = self.started[self.started.index(first) :]
        return [
            each
            for each in later
            if each not in self.heard
            and (each.file == first.file or not first.was_shown)
        ]

    # What the printer does

    def happen(self, noise: list[int]) -> None:
        """Let something happen to the printer, told through a noisy network."""
        self.noise, self.is_calm = noise, True

    def go(self, text: str, snapshots: str = "", *, stale: bool = False) -> None:
        """Go to a state, and say so."""
        before = self.plugin.snapshot() if stale else None
        self.plugin.text = text
        self.say(self.plugin.event())
        if before:
            self.say(before, is_stale=True)
        for _ in snapshots:
            self.say(self.plugin.snapshot())

    def is_idle(self) -> bool:
        return self.is_up and self.plugin.text == "Operational"

    def is_printing(self) -> bool:
        return self.is_up and self.plugin.text in ("Printing", "Paused")

    @precondition(is_idle)
    @rule(
        file=st.sampled_from(FILES),
        job_id=ids,
        starting=texts,
        printing=texts,
        stale=st.booleans(),
        noise=noise,
    )
    def start(
        self,
        file: str,
        job_id: str,
        starting: str,
        printing: str,
        stale: bool,
        noise: list[int],
    ) -> None:
        """Start a print."""
        self.happen(noise)
        self.truth = Truth(
            file,
            was_heard_whole=self.is_listening
            and not self.listener.follower.unheard
            and not self.has_missed,
        )
        self.started.append(self.truth)
        if job_id == "new":
            self.plugin.ids += 1
        before = self.plugin.snapshot() if stale else None
        self.plugin.begin(file)
        self.go("Starting", starting)
        if job_id != "missing":
            self.plugin.job_id = f"{self.plugin.ids}"
        if before and not starting:
            self.say(before, is_stale=True)
        self.go("Printing", printing)

    @precondition(is_printing)
    @rule(s=st.integers(1, 5000), noise=noise)
    def print_on(self, s: int, noise: list[int]) -> None:
        """Print for a while, or stand paused."""
        self.happen(noise)
        plugin = self.plugin
        if plugin.text == "Printing":
            assert plugin.print_time_s is not None
            plugin.print_time_s += s
            plugin.completion = min(99.5, (plugin.completion or 0) + s / 100)
        self.say(plugin.snapshot())

    @precondition(is_printing)
    @rule(between=texts, after=texts, stale=st.booleans(), noise=noise)
    def pause_or_resume(
        self, between: str, after: str, stale: bool, noise: list[int]
    ) -> None:
        """Pause, or go on."""
        self.happen(noise)
        by, to = {
            "Printing": ("Pausing", "Paused"),
            "Paused": ("Resuming", "Printing"),
        }[self.plugin.text]
        self.go(by, between, stale=stale)
        self.go(to, after)

    @precondition(is_printing)
    @rule(
        outcome=st.sampled_from((Outcome.FINISHED, Outcome.CANCELLED)),
        between=texts,
        stale=st.booleans(),
        noise=noise,
    )
    def end(
        self, outcome: Outcome, between: str, stale: bool, noise: list[int]
    ) -> None:
        """Come to the end, or be cancelled."""
        if self.plugin.text == "Paused":
            outcome = Outcome.CANCELLED
        self.happen(noise)
        before = self.plugin.snapshot() if stale else None
        self.close(outcome)
        self.go("Finishing" if outcome is Outcome.FINISHED else "Cancelling")
        if before:
            self.say(before, is_stale=True)
        for _ in between:
            self.say(self.plugin.snapshot())
        self.truth = None
        self.go("Operational")

    def close(self, outcome: Outcome) -> None:
        """Note how the print ends."""
        assert self.truth
        self.truth.outcome = outcome
        self.truth.is_untold = self.truth.file in self.plugin.history
        self.plugin.remember(outcome)

    @precondition(is_idle)
    @rule(file=st.sampled_from(FILES), noise=noise)
    def print_in_no_time(self, file: str, noise: list[int]) -> None:
        """Print a file so short that no snapshot shows it."""
        self.start(file, "new", "", "", False, noise)
        self.end(Outcome.FINISHED, "", False, self.noise)

    @precondition(is_idle)
    @rule(file=st.sampled_from(FILES), noise=noise)
    def select(self, file: str, noise: list[int]) -> None:
        """Select a file, without printing it."""
        self.happen(noise)
        if file != self.plugin.file:
            self.plugin.file, self.plugin.completion = file, None
            self.plugin.print_time_s = None
        for each in self.started:
            if each.file == file and each.outcome is Outcome.FAILED:
                each.looks.add(Outcome.CANCELLED)
        self.say(self.plugin.snapshot())

    @precondition(lambda self: self.is_up and self.plugin.text != "Offline")
    @rule(error=st.booleans(), after=texts, noise=noise)
    def lose_printer(self, error: bool, after: str, noise: list[int]) -> None:
        """Lose the printer, by an error or without."""
        self.happen(noise)
        if self.truth:
            self.close(Outcome.FAILED)
        for each in self.heard:
            if error and each.outcome is Outcome.CANCELLED:
                each.looks.add(Outcome.FAILED)
        self.plugin.lose_printer()
        if error:
            self.go("Error")
        self.truth = None
        self.plugin.text = "Offline after error" if error else "Offline"
        self.say(event("OFFLINE", "Offline"))
        for _ in after:
            self.say(self.plugin.snapshot())
        self.plugin.text = "Offline"

    @precondition(lambda self: self.is_up and self.plugin.text == "Offline")
    @rule(between=texts, after=texts, noise=noise)
    def connect(self, between: str, after: str, noise: list[int]) -> None:
        """Connect to the printer."""
        self.happen(noise)
        self.go("Opening serial connection", between)
        self.go("Operational", after)

    @rule(noise=noise)
    def tick(self, noise: list[int]) -> None:
        """Let a second pass."""
        self.happen(noise)
        if self.is_up:
            self.say(self.plugin.snapshot())

    @precondition(lambda self: self.is_up and self.is_calm)
    @rule()
    def kill_octoprint(self) -> None:
        """Kill OctoPrint: nothing is said, nothing remembered."""
        self.is_up = self.is_calm = False
        self.is_noted &= not self.is_listening
        if self.truth:
            self.truth.outcome = Outcome.FAILED
            if not self.truth.was_shown:  # then it is not known that it had a file
                self.miss(in_secret=True)
        self.truth = None
        self.plugin.job_id = None
        self.plugin.lose_printer()
        self.plugin.text = "Offline"

    @precondition(lambda self: not self.is_up)
    @rule(connected=st.booleans(), noise=noise)
    def start_octoprint(self, connected: bool, noise: list[int]) -> None:
        """Start OctoPrint, which takes a while, and connects by itself or not."""
        self.pass_time()
        self.is_up = True
        self.happen(noise)
        if connected:
            self.plugin.text = "Operational"
        self.say(self.plugin.snapshot())

    # What happens to who listens

    def pass_time(self) -> None:
        """Let more time pass than what is told at once may differ by."""
        self.plugin.clock_s += SLACK_S
        self.listener.now += OVERTAKES

    @precondition(lambda self: self.is_listening and self.is_calm)
    @rule(is_noted=st.booleans())
    def cut(self, is_noted: bool) -> None:
        """Cut the network, for long enough that it is noted, or not."""
        self.is_listening = self.is_noted = self.is_calm = False
        self.miss()
        if is_noted:
            self.be_silent()

    def be_silent(self) -> None:
        """Note that nothing is heard."""
        self.log.append("(silent)")
        self.is_noted = True
        self.check(self.listener.fall_silent(), self.listener.picture.has_job)

    @precondition(
        lambda self: not self.is_noted and not (self.is_up and self.is_listening)
    )
    @rule()
    def note_silence(self) -> None:
        """Note that nothing was heard for too long."""
        self.miss()
        self.be_silent()

    @precondition(lambda self: not self.is_listening)
    @rule()
    def heal(self) -> None:
        """Mend the network, which takes a while."""
        self.pass_time()
        self.is_listening = True

    @precondition(lambda self: self.is_calm)
    @rule(down=st.booleans(), after=st.integers(0, 100_000))
    def restart(self, down: bool, after: int) -> None:
        """Restart Home Assistant, which may be down for a while."""
        self.log.append("(restart)")
        self.listener.restart(after)
        self.is_listening = not down
        self.is_noted, self.is_calm = True, False
        self.miss()

    @precondition(is_printing)
    @rule(
        absence=st.sampled_from(("gap", "silence", "restart")),
        outcome=st.sampled_from((Outcome.FINISHED, Outcome.CANCELLED, Outcome.FAILED)),
        reselected=st.booleans(),
        another=st.sampled_from((None, *FILES)),
        job_id=ids,
        s=st.integers(0, 5000),
    )
    def miss_the_end(
        self,
        absence: str,
        outcome: Outcome,
        reselected: bool,
        another: str | None,
        job_id: str,
        s: int,
    ) -> None:
        """End a print, and maybe begin another, while nobody listens."""
        if absence == "restart":
            self.restart(True, s)
        elif self.is_listening:
            self.cut(absence == "silence")
        if outcome is Outcome.FAILED:
            self.lose_printer(False, "", [])
            self.connect("", "", [])
        else:
            self.end(outcome, "", False, [])
        if another:
            self.start(another, job_id, "", "", False, [])
            if s:
                self.print_on(s, [])
        elif reselected:
            self.select(FILES[0], [])
        self.heal()
        self.tick([])

    @precondition(lambda self: self.is_calm)
    @rule(step=st.integers(-7200, -60) | st.integers(60, 7200))
    def set_clock(self, step: int) -> None:
        """Set Home Assistant's clock."""
        self.is_calm = False
        self.listener.now += timedelta(seconds=step)

    # What always holds

    @invariant()
    def starts_and_ends_alternate(self) -> None:
        """A start, an end, a start ..."""
        bounds = [
            each.type is EventType.STARTED
            for each in self.listener.told
            if each.type is EventType.STARTED or each.outcome
        ]
        assert bounds == [index % 2 == 0 for index in range(len(bounds))]

    @invariant()
    def no_print_outlives_an_idle_printer(self) -> None:
        """Two snapshots without a print, and it has its end."""
        if self.idle_snapshots >= 2:
            assert self.listener.follower.lifecycle.print is None
            assert not self.listener.follower.lifecycle.held

    def teardown(self) -> None:
        """Let everything come to rest."""
        if self.truth and self.is_up:
            self.end(Outcome.CANCELLED, "", False, [])
        self.happen([])
        self.is_up = self.is_listening = True
        for _ in range(3):
            self.say(self.plugin.snapshot())
        self.no_print_outlives_an_idle_printer()
        self.starts_and_ends_alternate()
        assert not self.listener.follower.lifecycle.print
        # of one that was hardly heard of, before a gap, not even the start is told
        assert not any(each.was_heard_whole or each.was_shown for each in self.heard)


PrintsOfOnePrinter.TestCase.settings = settings(
    max_examples=300, stateful_step_count=30, deadline=None
)
TestPrintsOfOnePrinter = PrintsOfOnePrinter.TestCase
