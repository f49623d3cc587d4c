"""Messages made up from real ones, the same ones for the same seed."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
import json
from random import Random
import re
from typing import Any, NamedTuple

from custom_components.factor.protocol.dialects import READ, Dialect
from custom_components.factor.protocol.legacy_edge import GET_STATUS
from custom_components.factor.protocol.topics import PrinterTopics
from simulator import Message, Printer
from simulator.replay import read

from ..payloads import (
    CAPTURES,
    GARBAGE,
    HOSTILE_VALUES,
    OPERATIONAL_TEXTS,
    PRINTING_TEXTS,
    RECORDINGS,
)

UUID = "7d3f2c1e-5a4b-4c6d-8e9f-0a1b2c3d4e5f"
JPEG = b"\xff\xd8\xff\xe0 a picture \xff\xd9"
CHANGED, JUMPED, REPEATED, MISPLACED, ODD = 0.6, 0.03, 0.05, 0.02, 0.0003
"""How many of the messages are not as they were once said, in which way."""
LARGE_BYTES = 100_000
TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null')
BAD_TEXTS = (b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\x00", b"\\ud800", b"\\", b'"')
LIKELY_VALUES = tuple(
    json.dumps(value)
    for value in (
        *OPERATIONAL_TEXTS,
        *PRINTING_TEXTS,
        *("Paused", "Error", "Offline", "Offline after error", "Connecting"),
        *("PRINTING", "FINISHING", "CANCELLING", "OPERATIONAL", "OFFLINE", "printing"),
        *("local", "sdcard", "bracket.gcode", "x/y.gcode", "tool0", "tool1", "bed"),
        *(0, 1, 0.5, 99.99, 100, 101, 210, 3600, 1_790_000_000, 2**31, 2**53, None),
    )
)
VALUES = HOSTILE_VALUES + LIKELY_VALUES


class Said(NamedTuple):
    """A message: the name of its topic in `PrinterTopics`, and what is said."""

    name: str
    payload: bytes


# What real edges said


@cache
def spoken(dialect: Dialect) -> Sequence[Sequence[Said]]:
    """Return what edges of a dialect said, one sequence for each run of one."""
    if dialect is Dialect.PLUGIN:
        runs = [*_recorded(), _played(Printer(UUID, camera="rtsp://camera"))]
    else:
        kind = "platform" if dialect is Dialect.PLATFORM else "legacy"
        runs = [_played(Printer(UUID, dialect=kind, tools=tools)) for tools in (1, 2)]
    return [list(_named(run, READ[dialect].keys())) for run in runs]


def _recorded() -> Iterator[list[tuple[str, bytes]]]:
    """Yield the topics and payloads of each of the recordings."""
    for name in RECORDINGS:
        messages = read(CAPTURES / f"{name}.jsonl")
        yield [(one.topic, one.payload.encode()) for one in messages]


def _played(printer: Printer) -> list[tuple[str, bytes]]:
    """Return what a simulated printer says in three prints, and when it is spoken to."""
    topics = PrinterTopics(UUID)
    home = b'{"type": "control_command", "command": "home", "axes": "x"}'
    printer.put_on_card("short~1.gco", 60)
    acts: dict[int, Callable[[], Any]] = {
        1: lambda: printer.hear(topics.dashboard, GET_STATUS),
        2: lambda: printer.hear(topics.camera_command, '{"type": "camera"}'),
        3: lambda: printer.hear(topics.control_result, home),
        4: lambda: printer.hear(topics.control_of("home"), home),
        5: lambda: printer.start_print("short~1.gco", card=True),
        90: lambda: printer.start_print(printer.files[1]),
        200: printer.pause,
        210: printer.resume,
        230: printer.cancel,
        250: lambda: printer.show(JPEG),
        251: lambda: printer.show(JPEG, "base64"),
        252: lambda: printer.show("http://camera/1.jpg", "address"),
        260: lambda: printer.start_print(printer.files[0]),
        400: lambda: printer.fail("error"),
        420: printer.connect,
        430: printer.kill,
        431: printer.restart,
        432: lambda: printer.hear(topics.dashboard, GET_STATUS),
    }
    said: list[Message] = []
    for second in range(450):
        said += acts.get(second, list)() or []
        said += printer.advance(1)
    return [(one.topic, one.payload) for one in said]


def _named(run: list[tuple[str, bytes]], names: Collection[str]) -> Iterator[Said]:
    """Yield the messages on topics of some names, of whatever printer."""
    for topic, payload in run:
        for level in topic.split("/"):
            topics = PrinterTopics(level)
            for name in names:
                if getattr(topics, name) == topic:
                    yield Said(name, payload)


# What nobody said


class Generator:
    """Makes messages up: as they were said, in another order, or changed."""

    def __init__(self, random: Random) -> None:
        """Take what all that is random comes from."""
        self._random = random
        self._changes = (
            self._another_value,
            self._another_value,
            self._another_token,
            self._another_token,
            self._flip,
            self._cut,
            self._splice,
            self._spoil_text,
            self._nest,
        )

    def messages(self, dialect: Dialect) -> Iterator[Said]:
        """Yield messages in a dialect without an end, in the order of a real edge's."""
        random = self._random
        runs = spoken(dialect)
        run, at = random.choice(runs), 0
        while True:
            if random.random() < JUMPED or at >= len(run):
                run = random.choice(runs)
                at = random.randrange(len(run))
            said = run[at]
            if random.random() > REPEATED:
                at += 1
            if random.random() < CHANGED:
                said = said._replace(payload=self.changed(said.payload))
            if random.random() < MISPLACED:
                said = said._replace(name=random.choice(list(READ[dialect])))
            if random.random() < ODD:
                said = said._replace(payload=random.choice(GARBAGE))
            yield said

    def changed(self, payload: bytes) -> bytes:
        """Return a message with something wrong in it."""
        random = self._random
        if len(payload) > LARGE_BYTES and random.random() < 0.9:
            return self._flip(payload)
        return random.choice(self._changes)(payload)

    def _another_value(self, payload: bytes) -> bytes:
        """Put another value, or none, anywhere in the JSON."""
        random = self._random
        try:
            tree = json.loads(payload)
        except ValueError:
            return self._flip(payload)
        inner, key, depth = tree, None, random.randrange(1, 5)
        holder: Any = None
        while isinstance(inner, dict | list) and inner and depth:
            holder, depth = inner, depth - 1
            keys = list(inner) if isinstance(inner, dict) else range(len(inner))
            key = random.choice(keys)
            inner = inner[key]
        if holder is None:
            return self._another_token(payload)
        mark = "\N{PILCROW SIGN}"
        match random.randrange(6):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[random.choice(("", "tool7", "id", "name", str(key) * 2))] = inner
            case 2:
                holder[key] = [inner, inner]
            case 3:
                holder[key] = {"a": inner, "name": inner, "text": inner}
            case _:
                holder[key] = mark
        text = json.dumps(tree, ensure_ascii=False)
        made = text.replace(f'"{mark}"', random.choice(VALUES))
        return made.encode(errors="replace")

    def _another_token(self, payload: bytes) -> bytes:
        """Put another value in the place of a few keys or values."""
        random = self._random
        for _ in range(random.randrange(1, 4)):
            at = int(random.random() ** 2 * len(payload))
            if found := TOKEN.search(payload, at):
                start, end = found.span()
                value = random.choice(VALUES).encode(errors="replace")
                payload = payload[:start] + value + payload[end:]
        return payload

    def _flip(self, payload: bytes) -> bytes:
        """Change a few bytes."""
        random, changed = self._random, bytearray(payload or b"?")
        for _ in range(random.randrange(1, 9)):
            changed[random.randrange(len(changed))] = random.randrange(256)
        return bytes(changed)

    def _cut(self, payload: bytes) -> bytes:
        """Lose the end, the beginning, or what is in between."""
        start, end = sorted(self._random.randrange(len(payload) + 1) for _ in "  ")
        return self._random.choice(
            (payload[:start], payload[end:], payload[:start] + payload[end:])
        )

    def _splice(self, payload: bytes) -> bytes:
        """Put a part of another message in."""
        other = self._random.choice(self._random.choice(spoken(Dialect.PLUGIN))).payload
        start, end = sorted(self._random.randrange(len(other) + 1) for _ in "  ")
        at = self._random.choice((0, len(payload), len(payload) // 2))
        return payload[:at] + other[start:end] + payload[at:]

    def _spoil_text(self, payload: bytes) -> bytes:
        """Put in what is no text, or no JSON."""
        at = self._random.randrange(len(payload) + 1)
        return payload[:at] + self._random.choice(BAD_TEXTS) + payload[at:]

    def _nest(self, payload: bytes) -> bytes:
        """Put a value into many lists or objects."""
        random = self._random
        if not (found := TOKEN.search(payload, random.randrange(len(payload) + 1))):
            return self._flip(payload)
        depth = random.choice((1, 2, 50, 1100, 3000))
        start, end = found.span()
        opened, closed = random.choice(((b"[", b"]"), (b'{"a":', b"}")))
        nested = opened * depth + found[0] + closed * depth
        return payload[:start] + nested + payload[end:]
