"""Lets atheris look for messages that raise: `guided.py FOLDER RUNS SEED`.

What is found is told on stderr; the folder is for what has led further. It is no module
of the tests: what is imported before atheris is, it does not see the inside of.
"""

from collections import Counter
from pathlib import Path
from random import Random
import resource
import sys

import atheris

with atheris.instrument_imports(include=["custom_components.factor"]):
    from custom_components.factor.protocol.dialects import READ, Dialect

from tests.chaos.generated import Said, spoken
from tests.chaos.watched import Watched

LONGEST = 4096
FIRST_ONES = 20
MAY_GROW_MB = 2048
SEPARATOR = b"\x00\x01"
TOPICS = [(dialect, name) for dialect in Dialect for name in READ[dialect]]


def write_examples(folder: Path) -> None:
    """Write what real edges said on each topic, to begin with."""
    for index, (dialect, name) in enumerate(TOPICS):
        payloads = {
            said.payload
            for run in spoken(dialect)
            for said in run
            if said.name == name and len(said.payload) < LONGEST
        }
        for number, payload in enumerate(sorted(payloads)[:FIRST_ONES]):
            (folder / f"{index}_{number}").write_bytes(bytes([index]) + payload)


def take(data: bytes) -> None:
    """Take messages on one topic, as one printer's."""
    if data:
        dialect, name = TOPICS[data[0] % len(TOPICS)]
        watched = Watched(dialect, Random(0), Counter())
        for payload in data[1:].split(SEPARATOR):
            watched.hear(Said(name, payload))


if __name__ == "__main__":
    folder, runs, seed = sys.argv[1:]
    write_examples(Path(folder))
    # Linux says that a process has needed at least what the one that started it had.
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    options = [
        f"-runs={runs}",
        f"-seed={seed}",
        f"-max_len={LONGEST}",
        f"-rss_limit_mb={peak_mb + MAY_GROW_MB}",
        f"-artifact_prefix={folder}/",
    ]
    atheris.Setup([sys.argv[0], folder, *options], take)
    atheris.Fuzz()
