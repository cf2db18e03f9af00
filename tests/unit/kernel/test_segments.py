"""A period is cut where the law or the farm's place changes, and nothing of what was reported gets lost."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from service.domain.money import Money
from service.domain.periods import Period
from service.domain.reports import (
    CostLine,
    EnergyLine,
    Metering,
    OperatorKind,
    Place,
    ProductionLine,
    Statement,
    Supply,
)
from service.kernel.segments import Piece, cut

ALMATY = ZoneInfo("Asia/Almaty")
JUNE_TO_JULY = Period(date(2026, 6, 15), date(2026, 7, 15))
HOME = (Place(date(1900, 1, 1), "FI", None),)


def energy(kwh: str, span: Period | None = None, cost: str | None = None) -> EnergyLine:
    """Make a metered grid line."""
    money = None if cost is None else Money(Decimal(cost), "EUR")
    return EnergyLine(Decimal(kwh), Supply.GRID, Metering.METERED, grid_connected=True, cost=money, span=span)


def statement(*lines: EnergyLine, places: tuple[Place, ...] = HOME, **more: object) -> Statement:
    """Make a statement of a month that straddles the first of July."""
    return Statement(OperatorKind.LEGAL_ENTITY, places, JUNE_TO_JULY, lines, **more)  # type: ignore[arg-type]


def pieces(stated: Statement, *days: date) -> list[Piece]:
    """Cut its own period at *days*, and where its farm moves."""
    segments = cut((stated,), stated.period, days, by_place=True, zone=ALMATY)
    assert all(len(segment.pieces) == 1 for segment in segments)
    return [segment.pieces[0] for segment in segments]


def test_a_period_without_a_change_is_one_segment_with_every_line_untouched() -> None:
    """The common case changes nothing and flags nothing."""
    stated = statement(energy("1000.5"))

    (segment,) = pieces(stated)

    assert (JUNE_TO_JULY, ((0, stated.energy[0]),), False) == (segment.period, segment.energy, segment.apportioned)


def test_lines_dated_within_one_part_fall_wholly_into_it() -> None:
    """Measured parts are better than days, and need no flag."""
    june = energy("700", Period(date(2026, 6, 15), date(2026, 7, 1)))
    july = energy("300", Period(date(2026, 7, 1), date(2026, 7, 15)))

    first, second = pieces(statement(june, july), date(2026, 7, 1))

    assert ([0], [1]) == ([at for at, _ in first.energy], [at for at, _ in second.energy])
    assert (False, False) == (first.apportioned, second.apportioned)


def test_an_undated_line_is_apportioned_by_days_and_flagged() -> None:
    """Sixteen of thirty days lie in June."""
    first, second = pieces(statement(energy("3000", cost="30.00")), date(2026, 7, 1))

    assert (Decimal(1600), Decimal(1400)) == (first.energy[0][1].kwh, second.energy[0][1].kwh)
    assert (Money(Decimal(16), "EUR"), Money(Decimal(14), "EUR")) == (first.energy[0][1].cost, second.energy[0][1].cost)
    assert (True, True) == (first.apportioned, second.apportioned)


def test_what_does_not_divide_leaves_its_remainder_to_the_last_part() -> None:
    """The parts of a third sum to the whole, to the last digit."""
    days = [date(2026, 6, 25), date(2026, 7, 5)]

    parts = [segment.energy[0][1].kwh for segment in pieces(statement(energy("1")), *days)]

    assert [Decimal("0.333333"), Decimal("0.333333"), Decimal("0.333334")] == parts


def test_coins_belong_to_the_day_of_receipt() -> None:
    """Production is never apportioned."""
    coins = ProductionLine("BTC", Decimal(1), date(2026, 7, 1), None)

    first, second = pieces(statement(energy("1"), production=(coins,)), date(2026, 7, 1))

    assert ((), ((0, date(2026, 7, 1), coins),)) == (first.production, second.production)


def test_coins_that_are_stated_to_the_instant_belong_to_its_day_where_the_law_is() -> None:
    """Seven in the evening in London is midnight in Almaty, and another quarter."""
    coins = ProductionLine("BTC", Decimal(1), None, None, datetime(2026, 6, 30, 19, tzinfo=UTC))
    stated, july = statement(energy("1"), production=(coins,)), date(2026, 7, 1)

    found = {}
    for zone in ("Asia/Almaty", "Europe/Moscow"):
        segments = cut((stated,), JUNE_TO_JULY, [july], by_place=True, zone=ZoneInfo(zone))
        found[zone] = [[day for _, day, _ in segment.pieces[0].production] for segment in segments]

    assert {"Asia/Almaty": [[], [july]], "Europe/Moscow": [[date(2026, 6, 30)], []]} == found


def test_coins_received_beside_the_days_of_a_statement_are_a_piece_of_nothing_else() -> None:
    """What else the report states stays within its own days, whole."""
    coins = ProductionLine("BTC", Decimal(1), None, None, datetime(2026, 6, 14, 20, tzinfo=UTC))
    cost = CostLine("depreciation", Money(Decimal(300), "EUR"))
    stated, june = (
        statement(energy("9"), production=(coins,), costs=(cost,)),
        Period(date(2026, 6, 1), date(2026, 8, 1)),
    )

    (segment,) = cut((stated,), june, [], by_place=True, zone=ZoneInfo("Europe/Moscow"))
    beside, own = segment.pieces

    assert (Period(date(2026, 6, 14), date(2026, 6, 15)), (), ()) == (beside.period, beside.energy, beside.costs)
    assert ((0, date(2026, 6, 14), coins),) == beside.production
    assert (JUNE_TO_JULY, (), False) == (own.period, own.production, segment.apportioned)
    assert (Decimal(9), Decimal(300)) == (own.energy[0][1].kwh, own.costs[0][1].amount.amount)


def test_a_statement_that_has_nothing_left_of_the_period_says_that_there_was_nothing() -> None:
    """An amendment took its one receipt away: the tax period is assessed again, at nothing."""
    may = Period(date(2026, 5, 31), date(2026, 6, 1))

    (segment,) = cut((statement(energy("9")),), may, [], by_place=True, zone=ALMATY)

    assert [((), (), ())] == [(piece.energy, piece.production, piece.costs) for piece in segment.pieces]


def test_costs_are_apportioned_by_days() -> None:
    """A cost line has no dates of its own."""
    cost = CostLine("depreciation", Money(Decimal(300), "EUR"))

    first, second = pieces(statement(costs=(cost,)), date(2026, 7, 1))

    assert (Decimal(160), Decimal(140)) == (first.costs[0][1].amount.amount, second.costs[0][1].amount.amount)


def test_a_farm_that_moves_cuts_the_period_and_each_part_knows_its_place() -> None:
    """Region is a dated fact."""
    places = (*HOME, Place(date(2026, 7, 1), "SE", None))

    first, second = pieces(statement(energy("1"), places=places))

    assert ("FI", "SE") == (first.place.region, second.place.region)


def test_a_place_that_is_stated_once_more_is_no_move() -> None:
    """The farm lay there already: nothing is cut, and nothing apportioned."""
    stated = statement(energy("3000"), places=(*HOME, Place(date(2026, 7, 1), "FI", None)))

    (piece,) = pieces(stated)

    assert (Decimal(3000), False) == (piece.energy[0][1].kwh, piece.apportioned)


def test_a_move_does_not_cut_where_the_law_looks_at_the_operator_as_a_whole() -> None:
    """Bands are filled once, by all farms; where a farm was when is still known."""
    places = (*HOME, Place(date(2026, 7, 1), "SE", None))

    (segment,) = cut((statement(energy("3000"), places=places),), JUNE_TO_JULY, [], by_place=False, zone=ALMATY)

    found = [(piece.place.region, piece.energy[0][1].kwh) for piece in segment.pieces]
    assert [("FI", Decimal(1600)), ("SE", Decimal(1400))] == found


def test_of_a_statement_that_reaches_beyond_the_period_its_share_counts() -> None:
    """The rest belongs to another tax period, and both together are the whole."""
    june, july = Period(date(2026, 6, 1), date(2026, 7, 1)), Period(date(2026, 7, 1), date(2026, 8, 1))

    shares = [
        piece.energy[0][1].kwh
        for period in (june, july)
        for segment in cut((statement(energy("3000.000001")),), period, [], by_place=True, zone=ALMATY)
        for piece in segment.pieces
    ]

    assert [Decimal("1600.000000"), Decimal("1400.000001")] == shares


def test_each_of_several_statements_says_where_its_lines_are() -> None:
    """Reports of two farms stand side by side in one segment."""
    (segment,) = cut((statement(energy("1")), statement(energy("2"))), JUNE_TO_JULY, [], by_place=False, zone=ALMATY)

    assert ["/reports/0", "/reports/1"] == [piece.at for piece in segment.pieces]
