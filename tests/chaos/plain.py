"""Home Assistant without what its tests put in the place of something."""

from collections.abc import Iterator
from contextlib import contextmanager
import logging
from pathlib import Path
from unittest.mock import patch

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

# As they are before any fixture keeps what is stored, and each call, in memory.
REAL_STORE = {
    name: vars(Store)[name]
    for name in ("_async_load", "_async_write_data", "async_remove")
}


@contextmanager
def plain(
    hass: HomeAssistant, folder: Path, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Store on the disk, and keep nothing that only a test would keep."""
    hass.config.config_dir = str(folder)
    hass.loop.set_debug(False)  # which keeps where each task began
    with caplog.at_level(logging.WARNING), patch.multiple(Store, **REAL_STORE):
        yield
