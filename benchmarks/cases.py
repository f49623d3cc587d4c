"""What is measured: which rival, with how many printers of how many files."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

FLOOR, TEMPLATES, OURS = "floor", "MQTT template sensors", "this integration"
SMALL, LARGE = 3, 120
"""Files on each printer: snapshots of 4 KB, and of about 100 KB."""
WEIGHED_FROM = 100
STATE, TEMPERATURE = "state", "tool0_temperature"


@dataclass(frozen=True)
class Case:
    """What is measured: a rival, the printers, their files, and a recorder or not."""

    rival: str
    printers: int
    files: int = SMALL
    recorder: bool = False

    @property
    def is_weighed(self) -> bool:
        """Whether its memory is measured.

        With fewer printers, what two starts of one process differ in weighs more.
        """
        return self.recorder and self.printers >= WEIGHED_FROM

    @property
    def told(self) -> tuple[str, str, str]:
        """What rivals have in common: printers, files, and the recorder."""
        return str(self.printers), str(self.files), "on" if self.recorder else "off"


def cases(numbers: tuple[int, ...], sizes: tuple[int, ...]) -> Iterator[Case]:
    """Yield what is to be measured."""
    for printers, files in product(numbers, sizes):
        yield Case(FLOOR, printers, files)
        for rival, recorder in product((TEMPLATES, OURS), (False, True)):
            yield Case(rival, printers, files, recorder)
