"""Worked cases that need more than one version's figures: whole statements, from their lines to the total."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final
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
from service.kernel.assessing import Assessment, Question, assess
from service.kernel.segments import cut
from service.kernel.valuation import NoQuotes
from tests.golden.shipped import recorded

KNOWN_AT: Final = datetime(2026, 11, 22, tzinfo=UTC)


def grid(kwh: str, cost: Money | None = None, span: Period | None = None) -> EnergyLine:
    """Make a metered line of grid power."""
    return EnergyLine(Decimal(kwh), Supply.GRID, Metering.METERED, grid_connected=True, cost=cost, span=span)


def statement(region: str, start: str, end: str, *energy: EnergyLine) -> Statement:
    """Make the statement of a company that mines in *region*."""
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    return Statement(OperatorKind.LEGAL_ENTITY, (Place(period.start, region, None),), period, energy)


def assessed(schedule: str, stated: Statement, pinned: str | None = None) -> Assessment:
    """Assess it with the shipped law and no recorded prices."""
    return assess(Question(*recorded(schedule), (stated,), stated.period, KNOWN_AT, NoQuotes(), pinned=pinned))


def test_a_company_pays_a_quarter_of_what_its_coins_were_worth_less_its_costs() -> None:
    """RU-1: 1 BTC at 7.1 and 1.5 BTC at 7.35 million roubles, 12 million of costs: 1,531,250, of it 490,000 federal."""
    mined = (
        ProductionLine("BTC", Decimal(1), date(2025, 2, 1), Money(Decimal(7100000), "RUB")),
        ProductionLine("BTC", Decimal("1.5"), date(2025, 3, 1), Money(Decimal(7350000), "RUB")),
    )
    costs = (CostLine("other", Money(Decimal(4000000), "RUB")),)
    energy = grid("1000000", cost=Money(Decimal(8000000), "RUB"))
    stated = statement("RU-MOW", "2025-01-01", "2026-01-01", energy)._replace(production=mined, costs=costs)
    outcome = assessed("ru.mining_profit_tax", stated)
    amounts = {line.id: line.amount for _, line in outcome.lines}
    assert outcome.total == Money(Decimal(1531250), "RUB")
    assert (amounts["federal"], amounts["regional"]) == (Decimal(490000), Decimal(1041250))


def test_an_evening_in_june_is_third_quarter_in_almaty_and_second_in_moscow() -> None:
    """2026-06-30T19:00:00Z is midnight in Almaty: a coin of it is of one quarter here and of another there."""
    coin = ProductionLine("BTC", Decimal(1), None, Money(Decimal(1), "RUB"), datetime(2026, 6, 30, 19, tzinfo=UTC))
    found = {}
    for schedule, region in (("kz.digital_mining_fee", "KZ"), ("ru.mining_profit_tax", "RU-MOW")):
        zone = ZoneInfo(recorded(schedule)[0].time_zone)
        stated = statement(region, "2026-04-01", "2026-10-01")._replace(production=(coin,))
        cuts = cut((stated,), stated.period, [date(2026, 7, 1)], by_place=False, zone=zone)
        found[region] = [sum(len(piece.production) for piece in segment.pieces) for segment in cuts]
    assert found == {"KZ": [0, 1], "RU-MOW": [1, 0]}


def test_coins_of_new_years_eve_in_moscow_are_of_the_old_year() -> None:
    """A farm in Irkutsk says 1 January: at 20:30 UTC the year of the profit tax has half an hour left."""
    coins = [
        ProductionLine(
            "BTC", Decimal(1), None, Money(Decimal(price), "RUB"), datetime(2025, 12, 31, hour, 30, tzinfo=UTC)
        )
        for price, hour in ((1000, 20), (100, 21))
    ]
    stated = statement("RU-MOS", "2026-01-01", "2026-02-01")._replace(production=tuple(coins))
    years = (Period(date(2025, 12, 31), date(2026, 1, 1)), Period(date(2026, 1, 1), date(2026, 2, 1)))
    schedule, versions = recorded("ru.mining_profit_tax")
    totals = [
        assess(Question(schedule, versions, (stated,), year, KNOWN_AT, NoQuotes(), is_complete=False)).total
        for year in years
    ]
    assert totals == [Money(Decimal(250), "RUB"), Money(Decimal(25), "RUB")]


def test_power_without_a_meter_pays_the_highest_rate_whatever_its_price() -> None:
    """KZ-9: at 24 tenge the price alone would ask for 1 tenge; without a meter it is 25."""
    cost = Money(Decimal(240000000), "KZT")
    unmetered = grid("10000000", cost)._replace(metering=Metering.UNMETERED)
    outcome = assessed("kz.digital_mining_fee", statement("KZ", "2023-01-01", "2023-04-01", unmetered))
    assert outcome.total == Money(Decimal(250000000), "KZT")


def test_a_reading_across_the_change_of_class_is_split_at_its_day() -> None:
    """FI-2: 15 June to 15 July 2026, read on 1 July: half a gigawatt-hour at each rate."""
    june = grid("500000", span=Period(date(2026, 6, 15), date(2026, 7, 1)))
    july = grid("500000", span=Period(date(2026, 7, 1), date(2026, 7, 15)))
    outcome = assessed("fi.electricity_tax", statement("FI", "2026-06-15", "2026-07-15", june, july))
    assert outcome.total == Money(Decimal("11450.00"), "EUR")


def test_the_relief_for_data_centres_ends_in_the_middle_of_2023() -> None:
    """SE-1: a gigawatt-hour in June and one in July are 6,000 and 392,000 kronor."""
    june = grid("1000000", span=Period(date(2023, 6, 1), date(2023, 7, 1)))
    july = grid("1000000", span=Period(date(2023, 7, 1), date(2023, 8, 1)))
    outcome = assessed("se.electricity_tax", statement("SE", "2023-06-01", "2023-08-01", june, july))
    assert outcome.total == Money(Decimal(398000), "SEK")


def test_a_fiscal_year_that_began_before_the_proposal_is_not_charged() -> None:
    """DAME-2: the year from July 2023 pays nothing under the proposal of that year, the next one a tenth."""
    cost = Money(Decimal(1000000), "USD")
    before = statement("US-TX", "2023-07-01", "2024-07-01", grid("20000000", cost))
    after = statement("US-TX", "2024-07-01", "2025-07-01", grid("20000000", cost))
    totals = [assessed("us.dame_excise", stated, pinned="fy2024").total for stated in (before, after)]
    assert totals == [Money(Decimal(0), "USD"), Money(Decimal(100000), "USD")]


def test_a_controlled_group_shares_the_thresholds() -> None:
    """NY-7: 4 and 8 million kilowatt-hours of one taxpayer are 285,000 dollars, not 35,000 and 145,000."""
    both = statement("US-NY", "2027-01-01", "2028-01-01", grid("4000000"), grid("8000000"))
    assert assessed("us_ny.pow_excise", both).total == Money(Decimal(285000), "USD")


def test_kazakhstans_first_collection_comes_out_to_the_tenge() -> None:
    """652 million tenge were published for the first quarter of 2022, a tenge for each kilowatt-hour."""
    outcome = assessed("kz.digital_mining_fee", statement("KZ", "2022-01-01", "2022-04-01", grid("652000000")))
    assert outcome.total == Money(Decimal(652000000), "KZT")
