"""An edge's own words, fit to be shown."""

import re
from typing import Final

MAX_WORDS: Final = 200
NO_WORDS: Final = "–"
_ADDRESS: Final = re.compile(r"(\w+://)\S+")


def fit_to_show(words: str | None) -> str:
    """Return one line of at most 200 characters, without what follows `scheme://`.

    Errors of a camera repeat its address, which may hold a password.
    """
    line = " ".join((words or "")[: 10 * MAX_WORDS].split())
    shown = _ADDRESS.sub(r"\1…", "".join(filter(str.isprintable, line)))
    return shown[:MAX_WORDS] or NO_WORDS
