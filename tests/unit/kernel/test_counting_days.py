"""A statement may count for a taxpayer on some of its days only: a member's, as long as it belongs to the group."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

import pytest

from service.domain.periods import Period
from service.domain.reports import EnergyLine, Metering, OperatorKind, Place, Statement, Supply
from service.kernel.assessing import Question, assess
from service.kernel.valuation import NoQuotes
from service.law.document import RecordedVersion
from tests.golden.shipped import library

HOME: Final = (Place(date(1900, 1, 1), "KZ-55", None),)
RECORDED: Final = datetime(2020, 1, 1, tzinfo=UTC)
YEAR: Final = Period(date(2023, 5, 1), date(2024, 5, 1))
JOINED: Final = date(2023, 11, 11)


def stated(kwh: str, days: tuple[Period, ...] | None, kind: OperatorKind = OperatorKind.LEGAL_ENTITY) -> Statement:
    """State one line for a year that has days of two versions of the Kazakh fee."""
    line = EnergyLine(Decimal(kwh), Supply.OWN, Metering.METERED, grid_connected=True, cost=None, span=None)
    return Statement(kind, HOME, YEAR, (line,), days=days)


def kwh(period: Period, *statements: Statement) -> Decimal:
    """Return how many kilowatt-hours of *statements* a quarter of the Kazakh fee counts."""
    schedule, _ = library()["kz.digital_mining_fee@2023"]
    names = ("2022", "2023", "2024")
    versions = tuple(RecordedVersion(library()[f"kz.digital_mining_fee@{name}"][1], RECORDED) for name in names)
    made = assess(Question(schedule, versions, statements, period, RECORDED, NoQuotes(), is_complete=False))
    facts = [value for part in made.inside for value in part.gathered.values.values()]
    return sum((value for value in facts if isinstance(value, Decimal)), Decimal(0))


@pytest.mark.parametrize("joined", [JOINED, date(2024, 1, 1), date(2023, 5, 2), date(2024, 4, 30)])
@pytest.mark.parametrize("total", ["1000000", "0.000001", "999999.999999"])
def test_what_counts_alone_and_in_the_group_make_up_the_whole(joined: date, total: str) -> None:
    """Whoever joins or leaves, and wherever the law changes in between: nothing is lost or counted twice."""
    before, after = Period(YEAR.start, joined), Period(joined, YEAR.end)

    assert Decimal(total) == kwh(before, stated(total, (before,))) + kwh(after, stated(total, (after,)))


def test_quarters_of_a_long_statement_make_up_the_whole_although_the_law_changes_inside() -> None:
    """Each is an assessment of its own, and each cuts the statement where all of them do."""
    edges = [date(2023, 5, 1), *(date(2023, month, 1) for month in (7, 10)), *(date(2024, m, 1) for m in (1, 4))]
    quarters = list(YEAR.cut_at(edges))

    assert 5 == len(quarters)
    assert Decimal(1000000) == sum(kwh(quarter, stated("1000000", None)) for quarter in quarters)


def test_members_are_looked_at_by_what_each_is_in_law() -> None:
    """The fee concerns companies and sole proprietors; an individual beside them adds nothing."""
    company, individual = stated("366", None), stated("732", None, OperatorKind.INDIVIDUAL)

    assert Decimal(366) == kwh(YEAR, company, individual)
    assert Decimal(366) == kwh(YEAR, individual, company)
