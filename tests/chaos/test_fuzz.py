"""Whatever is said to the integration: nothing raises, and what it tells makes sense."""

from collections import Counter, defaultdict
from itertools import chain, islice
import json
import logging
import os
from pathlib import Path
from random import Random
import re
import subprocess
import sys

from hypothesis import given, seed, settings, strategies as st
import pytest

from custom_components.factor.print_events import EVENT_PRINT
from custom_components.factor.printer.prints import EventType
from custom_components.factor.protocol.dialects import READ, Dialect
from custom_components.factor.protocol.topics import PrinterTopics
from custom_components.factor.settings import DEFAULT_OFFLINE_AFTER_S

from ..home import Home
from ..payloads import paths, with_value
from ..protocol.test_plugin import hostile_texts
from .figures import Figures
from .generated import Generator, Said, spoken
from .told import ENDS, Told
from .watched import SILENT, Watched
from .world import IS_FULL, SEED

MESSAGES = 950_000 if IS_FULL else 40_000
MESSAGES_TO_ENTITIES = 50_000 if IS_FULL else 1_500
EXAMPLES = 2_000 if IS_FULL else 100
GUIDED = 300_000 if IS_FULL else 5_000
ROOT = Path(__file__).parents[2]
GUIDED_BY = Path(__file__).with_name("guided.py")
RUN = 500
"""How many messages a printer is followed for, before it is another one."""
BURST = 10
"""How many messages come before all that they cause has happened."""
RETAINED = 0.03
EXAMPLES_OF_EACH = 5
"""How many of the messages on a topic hypothesis puts its values in."""
FAULT = "messages made up from recordings"

pytestmark = pytest.mark.timeout(1800 if IS_FULL else 120)


@pytest.fixture(autouse=True)
def _seed_printed() -> None:
    print(f"\nCHAOS_SEED={SEED}")


def test_decoders_pictures_and_prints_take_whatever_is_said(figures: Figures) -> None:
    counts: Counter[str] = Counter()
    for index in range(MESSAGES // RUN):
        random = Random(f"{SEED} {index}")
        dialect = random.choice(list(Dialect))
        try:
            Watched(dialect, random, counts).live(RUN)
        except Exception as err:
            err.add_note(f"seed {SEED}, run {index}, {dialect}")
            raise
    said, refused = counts["said"], counts["refused"]
    starts, ends = counts[EventType.STARTED], sum(counts[end] for end in ENDS)
    assert said == MESSAGES
    assert 0.2 * said < refused < 0.8 * said
    assert ends
    assert all(counts[event] for event in EventType)
    figures.add(
        FAULT,
        "decoder, state and lifecycle: nothing raised, one end for each start",
        f"{said:,} messages, {refused:,} of them refused, {starts:,} starts,"
        f" {ends:,} ends",
    )


@pytest.mark.usefixtures("plain_home", "no_errors_logged")
async def test_the_coordinator_and_its_entities_take_whatever_is_said(
    home: Home, caplog: pytest.LogCaptureFixture, figures: Figures
) -> None:
    random = Random(f"{SEED} entities")
    generator, told = Generator(random), Told()
    home.hass.bus.async_listen(EVENT_PRINT, told.note)
    printers = {f"of_{dialect}": dialect for dialect in Dialect}
    uuids = {}
    for index, (printer, dialect) in enumerate(printers.items()):
        uuids[printer] = f"00000000-0000-4000-8000-{index:012}"
        await home.add_printer(printer, uuids[printer])
        await home.change(printer, dialect=dialect)
    streams = {name: generator.messages(each) for name, each in printers.items()}

    for _ in range(MESSAGES_TO_ENTITIES // BURST):
        printer = random.choice(list(printers))
        topics = PrinterTopics(uuids[printer])
        for said in islice(streams[printer], BURST):
            topic = getattr(topics, said.name)
            home.say(said.payload, topic=topic, retained=random.random() < RETAINED)
            home.clock.advance(random.choice((0.0, 0.5, 1.0)))
        await home.hass.async_block_till_done()
        if random.random() < SILENT:
            await home.pass_time(DEFAULT_OFFLINE_AFTER_S)
        assert errors_in(caplog) == [], f"seed {SEED}"

    coordinators = [home.entry.runtime_data.printers[printer] for printer in printers]
    received = sum(each.counters.received for each in coordinators)
    retained = sum(each.counters.retained for each in coordinators)
    refused = sum(each.counters.bad for each in coordinators)
    assert received > MESSAGES_TO_ENTITIES / 5
    assert retained
    assert refused
    assert len(told.bounds) == len(printers)
    assert told.ends
    figures.add(
        FAULT,
        "coordinator and entities: nothing raised or logged, one end for each start",
        f"{MESSAGES_TO_ENTITIES:,} messages, {refused:,} of them refused,"
        f" {retained:,} retained; {len(home.values())} entities, {told.starts:,} starts,"
        f" {told.ends:,} ends",
    )


def errors_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the errors that were logged so far; all that was is forgotten."""
    errors = [one for one in caplog.records if one.levelno >= logging.ERROR]
    texts = [f"{one.getMessage()} {one.exc_text or ''}" for one in errors]
    if not errors:
        caplog.clear()
    return texts


@pytest.mark.filterwarnings("ignore:It looks like `register_random`")  # of its own
def test_decoders_pictures_and_prints_take_any_value(figures: Figures) -> None:
    counts: Counter[str] = Counter()
    changed = st.builds(
        changed_at, st.sampled_from(examples()), st.integers(0, 1000), hostile_texts
    )

    @seed(SEED)
    @settings(max_examples=EXAMPLES, database=None)
    @given(st.sampled_from(Dialect), st.lists(changed, min_size=5, max_size=20))
    def hear(dialect: Dialect, said: list[Said]) -> None:
        watched = Watched(dialect, Random(SEED), counts)
        for each in said:
            if each.name in READ[dialect]:
                watched.hear(each)

    hear()
    assert 0 < counts["refused"] < counts["said"]
    figures.add(
        "messages made up by hypothesis",
        "decoder, state and lifecycle: nothing raised",
        f"{counts['said']:,} messages, {counts['refused']:,} of them refused",
    )


def examples() -> list[Said]:
    """Return a few messages of JSON on each of the topics."""
    found: dict[tuple[Dialect, str], list[Said]] = defaultdict(list)
    for dialect in Dialect:
        for said in chain.from_iterable(spoken(dialect)):
            if said.payload.startswith(b"{") and len(said.payload) < RUN * RUN:
                found[dialect, said.name].append(said)
    return [
        said
        for told in found.values()
        for said in told[:: max(1, len(told) // EXAMPLES_OF_EACH)]
    ]


def changed_at(said: Said, place: int, text: str) -> Said:
    """Return a message with another JSON text in one of its places."""
    tree = json.loads(said.payload)
    places = list(paths(tree))
    return said._replace(payload=with_value(tree, places[place % len(places)], text))


def test_decoders_pictures_and_prints_take_what_coverage_leads_to(
    tmp_path: Path, figures: Figures
) -> None:
    pytest.importorskip("atheris", reason="pip install atheris runs it")
    import_from = os.pathsep.join((str(ROOT), *sys.path))
    fuzz = subprocess.run(
        [sys.executable, GUIDED_BY, str(tmp_path), str(GUIDED), str(SEED)],
        env={**os.environ, "PYTHONPATH": import_from},
        capture_output=True,
        text=True,
        check=False,
    )
    assert fuzz.returncode == 0, fuzz.stderr[-5000:]
    done = re.search(r"Done (\d+) runs", fuzz.stderr)
    covered = re.findall(r"cov: (\d+)", fuzz.stderr)
    assert done, fuzz.stderr[-5000:]
    assert covered, "it sees nothing of the inside"
    figures.add(
        "messages made up by atheris",
        "decoder, state and lifecycle: nothing raised",
        f"{int(done[1]):,} messages, {covered[0]} -> {covered[-1]} branches seen",
    )
