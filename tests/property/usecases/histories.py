"""Random histories: how they begin, and what is likely to happen then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from hypothesis import HealthCheck
from hypothesis import strategies as st

from service.domain.periods import Period
from tests.property.usecases.events import (
    TIME_ZONES,
    Amend,
    Event,
    File,
    Pay,
    Publish,
    PublishLaw,
    Reassess,
    ReassessMany,
    RecordLaw,
    Register,
    Relocate,
    Stated,
    Withdraw,
)
from tests.property.usecases.invented_law import SCHEDULES, Invented, Terms, days, terms
from tests.property.usecases.recorded_facts import Spot

# Histories take a second each, and a few that are drawn are thrown away.
UNHURRIED: Final = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
PERIODS: Final = (
    Period(date(2024, 12, 10), date(2025, 1, 1)),
    Period(date(2024, 12, 10), date(2025, 1, 21)),
    Period(date(2025, 1, 1), date(2025, 4, 1)),
    Period(date(2025, 1, 1), date(2025, 2, 1)),
    Period(date(2025, 2, 1), date(2025, 3, 1)),
    Period(date(2025, 3, 1), date(2025, 4, 1)),
    Period(date(2025, 2, 15), date(2025, 4, 16)),
)

hours_ahead: Final = st.sampled_from(sorted(TIME_ZONES))
numbers: Final = st.integers(0, 5)
_spans: Final = st.none() | st.sampled_from(
    (Period(date(2025, 2, 5), date(2025, 2, 16)), Period(date(2025, 3, 1), date(2025, 3, 11)))
)
_kwh: Final = st.sampled_from(("197", "1000", "1234.567", "2500.000001", "88")).map(Decimal)
_coins: Final = st.tuples(
    st.sampled_from(("BTC", "BTC", "BTC", "ETH")),
    st.sampled_from(("0.01", "0.25")).map(Decimal),
    st.integers(0, 2),
    st.sampled_from((None, None, None, Decimal("3000.5"))),
)
stated: Final = st.builds(
    Stated,
    energy=st.lists(st.tuples(_kwh, _spans), max_size=2).map(tuple),
    coins=st.lists(_coins, min_size=1, max_size=3).map(tuple),
    timed=st.lists(st.tuples(st.just(Decimal("0.2")), st.sampled_from((-1, -4, -1, 1, 3, 30))), max_size=1).map(tuple),
)
later: Final = st.sampled_from((date(2025, 2, 5), date(2025, 2, 28), date(2025, 3, 20)))
spots: Final = st.sampled_from((Spot("XA-N", "plain"), Spot("XA-N", "hills"), Spot("XA-S", "coast"), Spot("XB", None)))
_quoted: Final = st.sampled_from(
    (date(2024, 12, 18), date(2025, 1, 17), date(2025, 2, 10), date(2025, 2, 12), date(2025, 3, 13))
)
_BITCOIN: Final = ("price", "BTC", "EUR")
_DOLLAR: Final = ("rate", "USD", "EUR")
_series: Final = st.sampled_from((_BITCOIN, _BITCOIN, _BITCOIN, ("price", "BTC", "USD"), ("price", "ETH", "USD")))


def _publish(series: tuple[str, str, str], day: date, figure: str) -> Publish:
    return Publish(*series, day, Decimal(figure))


prices: Final = st.builds(_publish, _series, _quoted, st.sampled_from(("2100", "1500.25", "90000")))
_rates: Final = st.builds(_publish, st.just(_DOLLAR), _quoted, st.sampled_from(("0.9", "0.85")))
_filed: Final = st.builds(File, numbers, st.sampled_from(PERIODS), stated)
_likely: Final[list[tuple[int, st.SearchStrategy[Event]]]] = [
    (3, st.builds(RecordLaw, st.sampled_from(SCHEDULES), terms)),
    (1, st.builds(PublishLaw, st.sampled_from(SCHEDULES), terms, st.sampled_from((1, 3)))),
    (1, st.builds(Withdraw, numbers)),
    (7, prices),
    (1, _rates),
    (1, st.builds(Register, numbers, spots, days, hours_ahead)),
    (2, st.builds(Relocate, numbers, spots, days | later)),
    (2, _filed),
    (2, st.builds(Amend, numbers, stated)),
    (1, st.builds(Pay, numbers, later, st.sampled_from(("10", "0.01", "250.5")).map(Decimal))),
    (4, st.builds(Reassess, numbers)),
    (2, st.builds(ReassessMany, st.booleans())),
]
events: Final = st.sampled_from([drawn for times, drawn in _likely for _ in range(times)]).flatmap(lambda drawn: drawn)


def begun(said: Terms, schedules: Iterable[Invented] = SCHEDULES) -> list[Event]:
    """Begin with law and quotes, so that most of what follows has something to act upon."""
    law = said._replace(since=date(2024, 12, 1), until=None, replaces=None)
    series = {_BITCOIN: "2000", ("price", "ETH", "USD"): "400", _DOLLAR: "0.9"}
    quotes = [
        _publish(each, day, figure)
        for each, figure in series.items()
        for day in (date(2024, 12, 18), date(2025, 1, 17), date(2025, 2, 10), date(2025, 3, 13))
    ]
    return [*(RecordLaw(schedule, law) for schedule in schedules), *quotes]


beginnings: Final = st.builds(
    lambda said, farm, moves, *reports: [*begun(said), farm, *moves, *reports],
    terms,
    st.builds(Register, numbers, st.just(Spot("XA-N", "plain")), days | later, hours_ahead),
    st.lists(st.builds(Relocate, st.just(0), spots, later), max_size=1),
    _filed,
    _filed,
)
