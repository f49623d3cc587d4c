"""Pictures of uploaded files, taken out of their G-code, where the slicer put them.

All methods block: they are for the executor.
"""

from collections.abc import Iterable
from contextlib import suppress
import hashlib
import io
import logging
import os
from pathlib import Path
import shutil
import tempfile
from threading import Lock
from typing import Final

from gcode_thumbnail_tool import (  # type: ignore[import-untyped]
    extract_thumbnails_from_gcode,
)
from PIL import Image

_LOGGER = logging.getLogger(__name__)

MAX_SIDE: Final = 512
"""How wide and how high a picture is kept, in pixels."""
HEAD_BYTES: Final = 4 * 1024 * 1024
"""How far into a file pictures are looked for: slicers put them at its very beginning."""
MAX_PIXELS: Final = 2048 * 2048
"""A picture that says it is larger is not even decoded."""
SUFFIX: Final = ".png"

# Qidi's pictures are compressed in such a way that a few KB make GBs.
_SKIPPED: Final = "M4010"


class PreviewStore:
    """The pictures of one printer's files, in a folder of their own.

    They are found by a hash of the file's name: what somebody calls a file never
    becomes a path here.
    """

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made with the first picture."""
        self._folder = folder
        self._lock = Lock()
        self._removed = False

    def remember(self, name: str, gcode_path: Path) -> bool:
        """Keep the largest picture in a G-code file; return whether there is one.

        It is kept as a PNG of at most 512 × 512 pixels. A file without a picture, or
        with one that makes no sense, takes that of its namesake away. Raises OSError
        if the picture cannot be written.
        """
        png = _picture_in(gcode_path)
        with self._lock:
            if self._removed:
                return False
            if png is None:
                self._path(name).unlink(missing_ok=True)
            else:
                self._folder.mkdir(parents=True, exist_ok=True)
                _write_at_once(self._path(name), png)
        return png is not None

    def load(self, name: str) -> bytes | None:
        """Return the picture of a file as PNG, None if there is none."""
        try:
            return self._path(name).read_bytes()
        except OSError:
            return None

    def forget_all_but(self, names: Iterable[str]) -> None:
        """Keep the pictures of these files only."""
        kept = {self._path(name) for name in names}
        with self._lock, suppress(FileNotFoundError):
            for path in list(self._folder.iterdir()):
                if path not in kept:
                    path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Forget all pictures, and the folder; none is taken any more."""
        with self._lock:
            self._removed = True
            shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, name: str) -> Path:
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{digest}{SUFFIX}"


def _picture_in(gcode_path: Path) -> bytes | None:
    """Return the largest picture in a G-code file as PNG, None if there is none."""
    try:
        found = extract_thumbnails_from_gcode(_head(gcode_path))
        images = [
            image
            for image in (found.images if found else ())
            if image.width * image.height <= MAX_PIXELS
        ]
        if not images:
            return None
        largest = max(images, key=lambda image: image.width * image.height)
        return _png(largest)
    except Exception as err:  # noqa: BLE001 - odd files make it raise anything
        _LOGGER.debug("No picture in a file: %r", err)
        return None


def _head(path: Path) -> str:
    """Return the beginning of a G-code file as the extractor wants it."""
    with path.open("rb") as file:
        text = file.read(HEAD_BYTES).decode("utf-8", "ignore")
    lines = text.replace("\r\n", "\n").split("\n")
    text = "\n".join(line for line in lines if not line.startswith(_SKIPPED))
    return text.replace(";\n;\n", ";\n\n;\n")


def _png(image: Image.Image) -> bytes:
    """Return an image as PNG, made smaller if need be."""
    picture = image.convert("RGBA")
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    with io.BytesIO() as png:
        picture.save(png, "PNG")
        return png.getvalue()


def _write_at_once(path: Path, content: bytes) -> None:
    """Write a file such that it is there as a whole or as it was before."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
