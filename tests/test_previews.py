"""Pictures in G-code are kept, found and forgotten, whatever the file is called."""

import base64
from collections.abc import Iterator
import io
import os
from pathlib import Path
from unittest.mock import patch

from PIL import Image
import pytest

from custom_components.factor import previews
from custom_components.factor.previews import PreviewStore

RED, BLUE = (255, 0, 0), (0, 0, 255)
EVIL = "../../evil\0/\ud800:한글.gcode"


@pytest.fixture(autouse=True)
def _integration_enabled() -> None:
    """Do without Home Assistant: nothing that is tested here imports it."""


@pytest.fixture
def store(tmp_path: Path) -> PreviewStore:
    """Give a store whose folder is not there yet."""
    return PreviewStore(tmp_path / "pictures" / "printer_1")


def thumbnail(size: tuple[int, int], colour: tuple[int, int, int]) -> str:
    """Return a picture as PrusaSlicer writes it into G-code."""
    with io.BytesIO() as png:
        Image.new("RGB", size, colour).save(png, "PNG")
        text = base64.b64encode(png.getvalue()).decode()
    lines = [f"; {text[at : at + 78]}" for at in range(0, len(text), 78)]
    begin = f"; thumbnail begin {size[0]}x{size[1]} {len(text)}"
    return "\n".join([";", begin, *lines, "; thumbnail end", ";", ""])


def gcode(folder: Path, *thumbnails: str, newline: str = "\n") -> Path:
    """Return a G-code file with some pictures."""
    path = folder / "source.gcode"
    text = "".join(["; made by a slicer\n", *thumbnails, "G28\nG1 X10 E0.5\n"])
    path.write_text(text, newline=newline)
    return path


def picture(store: PreviewStore, name: str) -> Image.Image:
    """Return a picture that is kept."""
    png = store.load(name)
    assert png
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    return image


def kept(tmp_path: Path) -> list[Path]:
    """Return all files that are on the disk but for the G-code."""
    return [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and path.name != "source.gcode"
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_largest_picture_is_kept(
    store: PreviewStore, tmp_path: Path, newline: str
) -> None:
    path = gcode(
        tmp_path,
        thumbnail((16, 16), BLUE),
        thumbnail((220, 124), RED),
        newline=newline,
    )
    assert store.remember("cube.gcode", path) is True
    image = picture(store, "cube.gcode")
    assert image.size == (220, 124)
    assert image.convert("RGB").getpixel((5, 5)) == RED
    assert store.load("other.gcode") is None


def test_large_picture_is_made_smaller(store: PreviewStore, tmp_path: Path) -> None:
    assert store.remember("a.g", gcode(tmp_path, thumbnail((2048, 1024), RED)))
    assert picture(store, "a.g").size == (512, 256)


def test_huge_picture_is_not_even_decoded(store: PreviewStore, tmp_path: Path) -> None:
    huge = thumbnail((2049, 2048), RED)
    with patch.object(Image.Image, "convert", side_effect=AssertionError):
        assert store.remember("a.g", gcode(tmp_path, huge)) is False
    assert store.remember("a.g", gcode(tmp_path, huge, thumbnail((9, 9), BLUE)))
    assert picture(store, "a.g").size == (9, 9)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"G28\nG1 X10 E0.5\n",
        b"; thumbnail begin 9x9 4\n; !!!!\n; thumbnail end\n",
        b"; thumbnail begin 9x9 8\n; RzI4CkcyOAo=\n; thumbnail end\n",
        b";simage:0\nM10086 ;\n",
        b";\n\xff\xfe\x00" * 9,
    ],
)
def test_file_without_a_picture_takes_that_of_its_namesake_away(
    store: PreviewStore, tmp_path: Path, content: bytes
) -> None:
    path = gcode(tmp_path, thumbnail((32, 32), RED))
    assert store.remember("a.g", path)
    assert store.remember("b.g", path)
    path.write_bytes(content)
    assert store.remember("a.g", path) is False
    assert store.load("a.g") is None
    assert store.load("b.g")


def test_newer_picture_replaces_the_older(store: PreviewStore, tmp_path: Path) -> None:
    store.remember("a.g", gcode(tmp_path, thumbnail((32, 32), RED)))
    store.remember("a.g", gcode(tmp_path, thumbnail((9, 9), BLUE)))
    assert picture(store, "a.g").size == (9, 9)
    assert len(kept(tmp_path)) == 1


def test_missing_file_has_no_picture(store: PreviewStore, tmp_path: Path) -> None:
    assert store.remember("a.g", tmp_path / "nowhere.gcode") is False
    assert kept(tmp_path) == []


def test_pictures_are_looked_for_at_the_beginning_only(
    store: PreviewStore, tmp_path: Path
) -> None:
    late = "; \n" * (previews.HEAD_BYTES // 3) + thumbnail((32, 32), RED)
    assert store.remember("a.g", gcode(tmp_path, late)) is False


def test_picture_that_expands_without_bounds_is_left_out(
    store: PreviewStore, tmp_path: Path
) -> None:
    """A run of 4095 pixels takes 8 letters."""
    bomb = ";\nM4010 X99999 Y99999 I1 T1 '" + "00203fff" * 100_000 + "'\n"
    path = gcode(tmp_path, bomb)
    assert "M4010" not in previews._head(path)
    assert store.remember("a.g", path) is False


def test_name_never_becomes_a_path(store: PreviewStore, tmp_path: Path) -> None:
    assert store.remember(EVIL, gcode(tmp_path, thumbnail((9, 9), RED)))
    (path,) = kept(tmp_path)
    assert path.parent == tmp_path / "pictures" / "printer_1"
    assert len(path.name) == 64 + len(".png")
    assert picture(store, EVIL).size == (9, 9)


def test_only_the_pictures_of_known_files_are_kept(
    store: PreviewStore, tmp_path: Path
) -> None:
    path = gcode(tmp_path, thumbnail((9, 9), RED))
    for name in ("a.g", "b.g", EVIL):
        store.remember(name, path)
    store.forget_all_but(["b.g", "never printed.g"])
    assert store.load("a.g") is None
    assert store.load(EVIL) is None
    assert store.load("b.g")


def test_nothing_to_forget(store: PreviewStore, tmp_path: Path) -> None:
    store.forget_all_but(["a.g"])
    store.remove()
    assert kept(tmp_path) == []


def test_removed_with_its_folder(store: PreviewStore, tmp_path: Path) -> None:
    store.remember("a.g", gcode(tmp_path, thumbnail((9, 9), RED)))
    store.remove()
    assert not (tmp_path / "pictures" / "printer_1").exists()
    assert store.load("a.g") is None


@pytest.fixture
def disk_full() -> Iterator[None]:
    """Have no file come to its place."""
    with patch.object(os, "replace", side_effect=OSError):
        yield


def test_failed_write_leaves_the_older_picture(
    store: PreviewStore, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store.remember("a.g", gcode(tmp_path, thumbnail((9, 9), RED)))
    request.getfixturevalue("disk_full")
    with pytest.raises(OSError):  # noqa: PT011 - any
        store.remember("a.g", gcode(tmp_path, thumbnail((32, 32), BLUE)))
    assert picture(store, "a.g").size == (9, 9)
    assert len(kept(tmp_path)) == 1
