"""What a print takes of electricity."""

from typing import Any

import pytest

from custom_components.factor.printer.history import PastPrint
from homeassistant.const import Platform
from homeassistant.util.yaml.objects import NodeStrClass

from .home import Home
from .payloads import FINISHING, OPERATIONAL, STARTING, printing, snapshot

METER = "sensor.plug_energy"
PRICE = "input_number.tariff"


@pytest.fixture
def platforms() -> list[Platform]:
    """Set up the events only."""
    return [Platform.EVENT]


def show(home: Home, reading: str | float, unit: str | None = "kWh") -> None:
    """Let the meter show something."""
    home.hass.states.async_set(METER, str(reading), {"unit_of_measurement": unit})


async def start(home: Home, reading: str | float, **cost: Any) -> None:
    """Begin a print at a reading."""
    await home.change(cost={"energy_meter": METER, "energy_price": 0.5, **cost})
    show(home, reading)
    await home.hear(snapshot(), STARTING, printing(10))


async def end(home: Home) -> PastPrint:
    """End the print and return what is remembered of it."""
    await home.hass.async_block_till_done()
    await home.hear(FINISHING, OPERATIONAL)
    return home.printer.story.history.prints[-1]


async def test_currency_that_is_set_in_yaml_can_be_stored(
    home: Home, hass_storage: dict[str, Any]
) -> None:
    home.hass.config.currency = NodeStrClass("KRW")
    await start(home, 100)
    await end(home)
    (stored,) = hass_storage["factor.printer_1.history"]["data"]["prints"]
    assert stored["currency"] == "KRW"


@pytest.mark.parametrize(
    ("readings", "kwh"),
    [
        ([], 0),
        ([100.5, 101], 1),
        ([101, "unavailable", "unknown", "", "nan", "inf", 102.5], 2.5),
        ([101, 0.25, 0.5], 1.5),  # the meter was reset
        ([101, 100.9, 101.2], 1.2),  # it is not exact
        ([0], 0),
    ],
)
async def test_what_is_counted(
    home: Home, readings: list[str | float], kwh: float
) -> None:
    await start(home, 100)
    for reading in readings:
        show(home, reading)
        await home.hass.async_block_till_done()
    past = await end(home)
    assert past.energy_kwh == pytest.approx(kwh)
    assert past.cost == pytest.approx(kwh * 0.5)
    assert past.currency == home.hass.config.currency


@pytest.mark.parametrize(
    ("unit", "kwh"), [("Wh", 0.002), ("kWh", 2), ("MWh", 2000), ("MJ", 2 / 3.6)]
)
async def test_units(home: Home, unit: str, kwh: float) -> None:
    await home.change(cost={"energy_meter": METER})
    show(home, 1, unit)
    await home.hear(snapshot(), STARTING, printing(10))
    show(home, 3, unit)
    assert (await end(home)).energy_kwh == pytest.approx(kwh)


@pytest.mark.parametrize("unit", ["°C", "W", None])
async def test_what_is_no_energy_is_not_known(home: Home, unit: str | None) -> None:
    await home.change(cost={"energy_meter": METER})
    show(home, 1, unit)
    await home.hear(snapshot(), STARTING, printing(10))
    show(home, 3, unit)
    assert (await end(home)).energy_kwh is None


@pytest.mark.parametrize("reading", ["unavailable", "unknown", "on"])
async def test_meter_that_was_not_there_at_the_start(home: Home, reading: str) -> None:
    await start(home, reading)
    show(home, 100)
    await home.hass.async_block_till_done()
    show(home, 101)
    past = await end(home)
    assert past.energy_kwh is None
    assert past.cost is None
    assert past.currency is None


async def test_no_meter_is_no_energy(home: Home) -> None:
    await home.hear(snapshot(), STARTING, printing(10))
    past = await end(home)
    assert (past.energy_kwh, past.cost) == (None, None)


async def test_price_of_an_entity_counts_as_it_is_at_the_time(home: Home) -> None:
    home.hass.states.async_set(PRICE, "0.2")
    await start(home, 100, energy_price_entity=PRICE)
    show(home, 101)
    await home.hass.async_block_till_done()
    home.hass.states.async_set(PRICE, "0.4")
    show(home, 103)
    assert (await end(home)).cost == pytest.approx(1 * 0.2 + 2 * 0.4)


async def test_price_that_was_unknown_makes_the_cost_unknown(home: Home) -> None:
    home.hass.states.async_set(PRICE, "unavailable")
    await start(home, 100, energy_price_entity=PRICE)
    show(home, 101)
    await home.hass.async_block_till_done()
    home.hass.states.async_set(PRICE, "0.4")
    show(home, 102)
    past = await end(home)
    assert past.energy_kwh == 2
    assert past.cost is None


async def test_unknown_price_of_nothing_makes_no_cost_unknown(home: Home) -> None:
    home.hass.states.async_set(PRICE, "0.2")
    await start(home, 100, energy_price_entity=PRICE)
    show(home, 101)
    await home.hass.async_block_till_done()
    home.hass.states.async_set(PRICE, "unavailable")
    show(home, 100.99)
    await home.hass.async_block_till_done()
    home.hass.states.async_set(PRICE, "0.4")
    show(home, 102)
    assert (await end(home)).cost == pytest.approx(1 * 0.2 + 1 * 0.4)


async def test_meter_that_is_changed_in_the_middle(home: Home) -> None:
    await start(home, 100)
    other = "sensor.other_energy"
    home.hass.states.async_set(other, "5", {"unit_of_measurement": "kWh"})
    await home.change(cost={"energy_meter": other})
    home.hass.states.async_set(other, "7", {"unit_of_measurement": "kWh"})
    assert (await end(home)).energy_kwh is None


async def test_other_settings_that_are_changed_do_no_harm(home: Home) -> None:
    await start(home, 100)
    await home.change(offline_after=60)
    show(home, 101)
    assert (await end(home)).energy_kwh == 1


async def test_it_is_counted_on_after_a_restart(home: Home) -> None:
    await start(home, 100)
    show(home, 101)
    await home.hass.async_block_till_done()
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    show(home, "unavailable")
    await home.hass.config_entries.async_setup(home.entry.entry_id)
    show(home, 103)
    await home.hear(printing(20))
    assert (await end(home)).energy_kwh == 3


async def test_print_whose_start_nobody_saw(home: Home) -> None:
    await home.change(cost={"energy_meter": METER})
    show(home, 100)
    await home.hear(printing(50, progress={"completion": 50.0, "print_time": 600}))
    show(home, 101)
    past = await end(home)
    assert past.energy_kwh is None


async def test_each_print_begins_at_0(home: Home) -> None:
    await start(home, 100)
    show(home, 101)
    await end(home)
    show(home, 110)
    await home.hear(snapshot(), STARTING, printing(10))
    show(home, 110.5)
    assert (await end(home)).energy_kwh == 0.5
    assert home.printer.story.history.totals.energy_kwh == 1.5
