"""Uploads as they are said on the wire, and the plugin's answers."""

import base64
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.factor.protocol.messages import BadMessageError
from custom_components.factor.protocol.transfer import (
    CHUNK_BYTES,
    MAX_CHUNKS,
    MAX_FILE_BYTES,
    CancelUpload,
    Chunk,
    EndUpload,
    InvalidFileNameError,
    StartUpload,
    Target,
    TransferMessage,
    UploadResult,
    check_file_name,
    decode_upload_result,
)
from simulator import Printer

from ..payloads import GARBAGE
from ..simulator.wire import UUID, recorded

GCODE_IN = f"octoprint/gcode_in/{UUID}"
GCODE_OUT = f"octoprint/gcode_out/{UUID}"

GOOD_NAMES = [
    "a.g",
    ".gcode",
    "CUBE.GCODE",
    "mid.Gco",
    "한글 파일 (1).gcode",
    "x" * 249 + ".gcode",
]
BAD_NAMES = [
    "",
    "gcode",
    "cube.stl",
    "cube.gcode ",
    "../evil.gcode",
    "sub/x.gcode",
    "sub\\x.gcode",
    "a..gcode",
    "x" * 250 + ".gcode",
    *(f"a{letter}b.gcode" for letter in '<>:"|?*\0\r\n\t'),
]


@pytest.mark.parametrize(
    ("message", "wire"),
    [
        (
            StartUpload.of("j", "한글.gcode", 3, Target.SD),
            {
                "action": "start",
                "filename": "한글.gcode",
                "total_chunks": 3,
                "upload_traget": "sd",
                "upload_target": "sd",
            },
        ),
        (
            Chunk("j", 0, b"G28\n\xff"),
            {"action": "chunk", "seq": 0, "data_b64": "RzI4Cv8="},
        ),
        (EndUpload("j", Target.LOCAL), {"action": "end", "target": "local"}),
        (CancelUpload("j"), {"action": "cancel"}),
    ],
)
def test_message(message: TransferMessage, wire: dict[str, Any]) -> None:
    assert json.loads(message.encode()) == {"job_id": "j", **wire}


def test_largest_file_fits_into_the_chunks() -> None:
    assert MAX_FILE_BYTES / CHUNK_BYTES <= MAX_CHUNKS


def test_nothing_prints_at_once() -> None:
    assert [*Target] == ["local", "sd"]


@given(st.binary(min_size=1, max_size=200))
def test_chunk_carries_any_bytes(data: bytes) -> None:
    wire = json.loads(Chunk("j", 7, data).encode())
    assert base64.b64decode(wire["data_b64"], validate=True) == data


@pytest.mark.parametrize("name", GOOD_NAMES)
def test_good_name(name: str) -> None:
    check_file_name(name)


@pytest.mark.parametrize("name", BAD_NAMES)
def test_bad_name(name: str) -> None:
    with pytest.raises(InvalidFileNameError):
        check_file_name(name)


@given(st.text(alphabet='ab.g/\\:<"\t\0한', max_size=8), st.sampled_from(["", ".GCO"]))
def test_good_names_are_those_that_a_printer_takes(text: str, extension: str) -> None:
    name = text + extension
    try:
        check_file_name(name)
    except InvalidFileNameError:
        good = False
    else:
        good = True
    printer = Printer(UUID, files=0)
    told = []
    for message in (
        StartUpload.of("j", name, 1, Target.LOCAL),
        Chunk("j", 0, b"G28"),
        EndUpload("j", Target.LOCAL),
    ):
        told += printer.hear(GCODE_IN, message.encode())
    # Without a name the plugin makes one up.
    assert (printer.files == [name]) == good or not name
    assert not good or decode_upload_result(told[0].payload).success


def test_recorded_answers() -> None:
    answers = [
        decode_upload_result(message["payload"].encode())
        for message in recorded("upload")
        if message["topic"] == GCODE_OUT
    ]
    assert len(answers) == 16
    assert answers[0] == UploadResult(
        type="upload_result",
        job_id="job-fce1df0d",
        success=True,
        filename="up_cube.gcode",
        target="local",
        file_size=25778,
        timestamp=1795400290.5514731,
    )
    assert [answer.error for answer in answers if not answer.success] == [
        "chunk mismatch 6/7",
        "chunk mismatch 0/1",
    ]
    assert [answer.job_id for answer in answers if answer.file_size == 0] == ["j11"]


@pytest.mark.parametrize(
    "payload",
    [
        *GARBAGE,
        b'{"type": "other", "job_id": "j", "success": true}',
        b'{"job_id": "j", "success": true}',
        b'{"type": "upload_result", "success": true}',
        b'{"type": "upload_result", "job_id": 7, "success": true}',
        b'{"type": "upload_result", "job_id": "j", "success": "yes"}',
        b'{"type": "upload_result", "job_id": "j", "success": true, "file_size": "7"}',
    ],
    ids=lambda payload: repr(payload[:60]),
)
def test_no_answer(payload: bytes) -> None:
    with pytest.raises(BadMessageError):
        decode_upload_result(payload)


@given(st.binary())
def test_any_bytes_are_an_answer_or_refused(payload: bytes) -> None:
    with pytest.raises(BadMessageError):
        decode_upload_result(payload)
