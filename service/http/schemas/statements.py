"""What reports and estimates state alike: energy, production and cost lines of a period."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar

from marshmallow import ValidationError

from service.domain.facts import COST_CATEGORIES
from service.domain.periods import Period
from service.domain.reports import CostLine, EnergyLine, Metering, ProductionLine, Supply
from service.http.fields import FIRST_YEAR, LAST_YEAR, Choice, Code, Day, DecimalText, Instant, Part, Parts, Truth
from service.http.limits import MAX_LINES
from service.http.schemas.money import MONEY, MoneyShape, PriceShape
from service.http.schemas.periods import PERIOD, PeriodShape, not_empty
from service.http.shape import Shape, Wrong, wrong
from service.usecases.requests import ReportContent

T = TypeVar("T")

ASSET: Final = re.compile(r"[A-Z0-9]{2,12}")

DECLARED: Final = "declared"
RECORDED: Final = "recorded"


class EnergyLineShape(Shape[EnergyLine]):
    """Electricity consumed; start and end when it is dated more closely than the period."""

    kwh = DecimalText(required=True)
    supply = Choice(Supply, required=True)
    metering = Choice(Metering, required=True)
    grid_connected = Truth(load_default=True)
    cost = Part(MoneyShape(), expects=MONEY, load_default=None)
    start = Day(load_default=None)
    end = Day(load_default=None)

    def made(self, members: dict[str, Any]) -> EnergyLine:
        """Make the line, dated or not."""
        start, end = members.pop("start"), members.pop("end")
        return EnergyLine(**members, span=_span(start, end) if start or end else None)


class ProductionLineShape(Shape[ProductionLine]):
    """Coins received on a day or at an instant, valued at the price that is declared or else at the recorded one."""

    asset = Code(ASSET, required=True, expects='the code of a coin in capitals, such as "BTC"')
    quantity = DecimalText(required=True, above_zero=True)
    received_on = Day(load_default=None)
    received_at = Instant(load_default=None, first_year=FIRST_YEAR, last_year=LAST_YEAR)
    unit_price = Part(PriceShape(), expects=MONEY, load_default=None)
    price_source = Choice((DECLARED, RECORDED), load_default=None)

    def made(self, members: dict[str, Any]) -> ProductionLine:
        """Make the line; the source only says again whether there is a price."""
        _one_time(members["received_on"], members["received_at"])
        source, price = members.pop("price_source"), members["unit_price"]
        if source == DECLARED and price is None:
            raise wrong("price-missing", "expected a price, because its source is declared", "unit_price")
        if source == RECORDED and price is not None:
            raise wrong("price-not-recorded", "expected declared, because a unit_price is given", "price_source")
        return ProductionLine(**members)


class CostLineShape(Shape[CostLine]):
    """A documented cost other than that of the energy lines."""

    category = Choice(COST_CATEGORIES, required=True)
    amount = Part(MoneyShape(), expects=MONEY, required=True)

    def made(self, members: dict[str, Any]) -> CostLine:
        """Make the line."""
        return CostLine(**members)


class LinesShape(Shape[T], Generic[T]):
    """The members that a report and an estimate have in common."""

    period = Part(PeriodShape(), required=True, expects=PERIOD)
    energy = Parts(Part(EnergyLineShape()), required=True, most=MAX_LINES)
    production = Parts(Part(ProductionLineShape()), load_default=(), most=MAX_LINES)
    costs = Parts(Part(CostLineShape()), load_default=(), most=MAX_LINES)


def content_of(members: dict[str, Any]) -> ReportContent:
    """
    Take what is stated for a period out of *members*.

    Raises:
        ValidationError: names every line that lies outside the period.
    """
    return inside_period(ReportContent(*(members.pop(name) for name in ReportContent._fields)))


def inside_period(content: ReportContent) -> ReportContent:
    """
    Return *content* when every line of it that states days lies inside its period.

    Of what day an instant is depends on where the farm stands, or on the schedule: that is asked where these are known.

    Raises:
        ValidationError: names every line that does not.
    """
    energy = dict(_energy_outside(content.period, content.energy))
    production = dict(_production_outside(content.period, content.production))
    if energy or production:
        raise ValidationError({"energy": energy, "production": production})
    return content


def _one_time(day: date | None, instant: datetime | None) -> None:
    if day is None and instant is None:
        raise wrong("receipt-undated", "expected a day, or an instant as received_at instead", "received_on")
    if day is not None and instant is not None:
        raise wrong("receipt-dated-twice", "expected no instant beside received_on: one of the two", "received_at")


def _span(start: date | None, end: date | None) -> Period:
    if start is None or end is None:
        missing = "start" if start is None else "end"
        raise wrong("half-dated", "expected a date: a line has both start and end, or neither", missing)
    return not_empty(Period(start, end))


def _energy_outside(period: Period, energy: Iterable[EnergyLine]) -> Iterator[tuple[int, Any]]:
    for index, line in enumerate(energy):
        if line.span is not None:
            ends = {"start": line.span.start < period.start, "end": line.span.end > period.end}
            if outside := {end: _outside(period) for end, is_outside in ends.items() if is_outside}:
                yield index, outside


def _production_outside(period: Period, production: Iterable[ProductionLine]) -> Iterator[tuple[int, Any]]:
    for index, line in enumerate(production):
        if line.received_on is not None and not period.contains(line.received_on):
            yield index, {"received_on": _outside(period)}


def _outside(period: Period) -> list[Wrong]:
    return [Wrong("outside-period", f"expected a day of the period, {period.start} up to, not including, {period.end}")]
