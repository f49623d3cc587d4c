"""Commands are the bytes that the plugin expects, and never out of range."""

import json
import math

from hypothesis import given, strategies as st
import pytest

from custom_components.factor.protocol.commands import (
    Cancel,
    Command,
    OutOfRangeError,
    Pause,
    Resume,
    SetTemperature,
    check_range,
    max_temperature,
)


@pytest.mark.parametrize(
    ("command", "payload"),
    [
        (Pause(), b'{"type":"pause"}'),
        (Resume(), b'{"type":"resume"}'),
        (Cancel(), b'{"type":"cancel"}'),
        (
            SetTemperature(tool=1, temperature=205),
            b'{"type":"set_temperature","tool":1,"temperature":205}',
        ),
        (
            SetTemperature.for_heater("bed", 60),
            b'{"type":"set_temperature","tool":-1,"temperature":60}',
        ),
        (
            SetTemperature.for_heater("tool0", 0),
            b'{"type":"set_temperature","tool":0,"temperature":0}',
        ),
        (
            SetTemperature.for_heater("tool12", 204.6),
            b'{"type":"set_temperature","tool":12,"temperature":205}',
        ),
    ],
)
def test_bytes(command: Command, payload: bytes) -> None:
    assert command.encode() == payload


@pytest.mark.parametrize("heater", ["tool0", "tool3", "bed"])
def test_heater_is_named_as_in_a_snapshot(heater: str) -> None:
    assert SetTemperature.for_heater(heater, 50).heater == heater


@pytest.mark.parametrize(("heater", "maximum"), [("tool0", 300), ("bed", 120)])
def test_range(heater: str, maximum: int) -> None:
    assert max_temperature(heater) == maximum
    for inside in (0, 0.4, maximum - 0.4, maximum):
        SetTemperature.for_heater(heater, inside)
    tool = -1 if heater == "bed" else 0
    for outside in (-0.1, -1, maximum + 0.1, maximum + 1, 9999, 1e308):
        with pytest.raises(OutOfRangeError) as error:
            SetTemperature.for_heater(heater, outside)
        assert error.value.value == outside
        assert (error.value.minimum, error.value.maximum) == (0, maximum)
    for outside in (-1, maximum + 1):
        with pytest.raises(OutOfRangeError):
            SetTemperature(tool=tool, temperature=outside)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_number_is_out_of_any_range(value: float) -> None:
    with pytest.raises(OutOfRangeError):
        check_range(value, -math.inf if math.isnan(value) else 0, 300)
    with pytest.raises(OutOfRangeError):
        SetTemperature.for_heater("tool0", value)


def test_chamber_has_no_command() -> None:
    with pytest.raises(ValueError, match="chamber"):
        SetTemperature.for_heater("chamber", 50)


@given(
    st.sampled_from(["bed", "tool0", "tool1", "tool15"]),
    st.floats() | st.integers(),
)
def test_printer_is_never_told_what_it_must_not_do(heater: str, value: float) -> None:
    """Whole degrees within the range are sent, no more than half a degree away."""
    try:
        command = SetTemperature.for_heater(heater, value)
    except OutOfRangeError:
        assert not 0 <= value <= max_temperature(heater)
        return
    sent = json.loads(command.encode())
    assert list(sent) == ["type", "tool", "temperature"]
    assert type(sent["temperature"]) is int
    assert 0 <= sent["temperature"] <= max_temperature(heater)
    assert abs(sent["temperature"] - value) <= 0.5
    assert sent["tool"] == (-1 if heater == "bed" else int(heater[4:]))
