"""Units: what every value is measured in, worked out forwards from the facts and backwards from the result."""

from __future__ import annotations

from service.law.components import Total
from service.law.document import Version
from service.law.reader import read_version
from service.law.units import CURRENCY, KWH, NUMBER, Unit, fact_unit, measure
from tests.unit.law.examples import HERE, read_example, schedule

RATE = CURRENCY.times(KWH, -1)


def good(name: str) -> Version:
    """Read a good example."""
    read = read_example(HERE / "good" / f"{name}.yaml")
    assert isinstance(read, Version)
    return read


def test_a_looked_up_rate_has_the_unit_that_its_use_demands() -> None:
    """Kilowatt-hours times it have to be money."""
    assert {"grid_kwh": KWH, "grid_cost": CURRENCY, "price": RATE, "rate": RATE, "levy": CURRENCY} == measure(
        good("lookup-hole")
    ).units


def test_a_chosen_number_takes_its_unit_from_where_it_is_used() -> None:
    """It is written without one."""
    assert RATE == measure(good("choice-unreachable")).units["rate"]


def test_every_value_of_every_kind_has_its_unit() -> None:
    """All money but for prices, factors and rates."""
    every_kind = read_version(HERE / "told" / "every-kind.yaml", schedule("xa.farm_levy"))

    measured = measure(every_kind)

    expected = {"price": RATE, "by_price": RATE, "by_kind": NUMBER, "grid_kwh": KWH, "renewable_kwh": KWH}
    assert expected == {name: unit for name, unit in measured.units.items() if unit != CURRENCY}
    assert () == measured.clashes


def test_a_clash_names_the_equation_and_what_was_found() -> None:
    """Kilowatt-hours were to be added to money."""
    bad = good("unit-mismatch")
    full, total = bad.components
    assert isinstance(total, Total)

    (clash,) = measure(bad._replace(components=(full, total._replace(add=("full", "grid_kwh"))))).clashes

    assert ("/components/1/add/1", CURRENCY.times(KWH, -1)) == (clash.equation.path, clash.found)


def test_units_are_written_as_quotients() -> None:
    """With the currency of the schedule."""
    assert ["KZT/kWh", "kWh", "1", "KZT", "1/coin", "KZT^2/coin·kWh"] == [
        unit.text("KZT") for unit in (RATE, KWH, NUMBER, CURRENCY, Unit(coin=-1), Unit(kwh=-1, coin=-1, currency=2))
    ]


def test_only_numbers_have_units() -> None:
    """A code or a day is not computed with."""
    assert [KWH, CURRENCY, None, None, None] == [
        fact_unit(name) for name in ("energy_kwh", "mined_value", "region", "period_start", "no_such_fact")
    ]
