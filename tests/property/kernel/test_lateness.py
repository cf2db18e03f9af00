"""Late interest against a naive model on fractions: day by day, in random histories of law, rates and payments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.decimals import EXACT
from service.kernel.lateness.debts import Debt, Payment, allocate
from service.kernel.lateness.grounds import Grounds, RateChange, Rates, ResolvedRules
from service.kernel.lateness.interest import charge_interest
from service.law.document import RecordedVersion
from tests.unit.kernel.lateness.building import SERIES, interest, late
from tests.unit.law.examples import schedule

FIRST = date(2023, 11, 1)  # so that the days reach over two New Years and a leap day
KNOWN_AT = datetime(2030, 1, 1, tzinfo=UTC)


class Story(NamedTuple):
    """Rules and rates by the day from which they hold, debts, payments, and the day to look from."""

    rules: dict[int, dict[str, Any]]
    rates: dict[int, Decimal]
    debts: list[tuple[int, Decimal]]
    payments: list[tuple[int, Decimal]]
    until: int


amounts = st.decimals("0.01", "5000000", places=2)
shares = st.sampled_from(["1/300", "1/150", "1/365", "0.0007", "1.25", "0"])
steps = st.dictionaries(st.integers(2, 120), shares, max_size=3)
rules = st.builds(
    lambda first, more, day_count, payment_day: {
        "steps": dict(sorted(({1: first} | more).items())),
        "day_count": day_count,
        "payment_day": payment_day,
    },
    shares,
    steps,
    st.sampled_from(["each_day", "actual_365", "actual_actual"]),
    st.sampled_from(["counted", "not_counted"]),
)
days = st.integers(0, 500)
stories = st.builds(
    Story,
    st.dictionaries(days, rules, max_size=3).flatmap(lambda more: rules.map(lambda first: {0: first} | more)),
    st.dictionaries(days, st.decimals("0", "0.5", places=4), max_size=4).map(lambda more: {0: Decimal("0.2")} | more),
    st.lists(st.tuples(days, amounts), min_size=1, max_size=3),
    st.lists(st.tuples(days, amounts), max_size=4),
    st.integers(0, 600),
)


def day(number: int) -> date:
    """Return a day by its number."""
    return FIRST + timedelta(days=number)


@settings(max_examples=200, deadline=None)
@given(stories)
def test_interest_is_what_a_naive_count_of_days_says(story: Story) -> None:
    """To the kopeck, rounded once a debt; and the stretches make up the sum."""
    payments = [Payment(str(at), day(on), amount) for at, (on, amount) in enumerate(story.payments)]
    debts = [Debt(str(at), amount, day(due)) for at, (due, amount) in enumerate(story.debts)]
    found = {}
    for paid in allocate(debts, payments).debts:
        charged = charge_interest(paid, _grounds(story), day(story.until))
        found[paid.debt.id] = charged.amount
        assert charged.amount == sum((amount for _, amount in charged.stretches), Decimal(0))

    assert _naive(story) == found


@settings(max_examples=50, deadline=None)
@given(stories, st.lists(st.integers(0, 600), max_size=5))
def test_more_cuts_change_nothing(story: Story, cuts: list[int]) -> None:
    """Rates that are recorded again on more days, unchanged, move no kopeck."""
    more = dict(story.rates)
    for cut in cuts:
        more.setdefault(cut, story.rates[max(since for since in story.rates if since <= cut)])
    paid = allocate([Debt("0", Decimal("987654.32"), day(30))], ()).debts[0]

    once, often = (
        charge_interest(paid, _grounds(story._replace(rates=rates)), day(story.until)) for rates in (story.rates, more)
    )
    assert once.amount == often.amount


@settings(max_examples=100, deadline=None)
@given(stories)
def test_payments_are_never_lost_nor_doubled(story: Story) -> None:
    """What the debts take and what is left over is what was paid; no debt takes more than it is."""
    payments = [Payment(str(at), day(on), amount) for at, (on, amount) in enumerate(story.payments)]
    debts = [Debt(str(at), amount, day(due)) for at, (due, amount) in enumerate(story.debts)]
    allocation = allocate(debts, payments)
    taken: dict[str, Decimal] = {}
    for part in (*(part for paid in allocation.debts for part in paid.parts), *allocation.credit):
        taken[part.id] = EXACT.add(taken.get(part.id, Decimal(0)), part.amount)

    assert {payment.id: payment.amount for payment in payments} == taken
    assert all(paid.unpaid >= 0 for paid in allocation.debts)
    assert not allocation.credit or all(paid.unpaid == 0 for paid in allocation.debts)


def _grounds(story: Story) -> Grounds:
    starts = sorted(story.rules)
    versions = tuple(
        RecordedVersion(
            late(
                interest(**story.rules[start]),
                name=f"v{start}",
                begin=None if at == 0 else day(start).isoformat(),
                end=day(starts[at + 1]).isoformat() if at + 1 < len(starts) else None,
            ),
            KNOWN_AT,
        )
        for at, start in enumerate(starts)
    )
    changes = [RateChange(day(since), rate, "illustrative") for since, rate in story.rates.items()]
    rules = ResolvedRules(schedule("xa.late"), versions, KNOWN_AT)
    return Grounds("legal_entity", rules, {SERIES: Rates(SERIES, changes)})


def _naive(story: Story) -> dict[str, Decimal]:
    """Go through every day, let payments reach the oldest debt, and add what each debt bears on that day."""
    order = sorted(enumerate(story.debts), key=lambda each: (each[1][0], str(each[0])))
    unpaid = {str(at): Fraction(amount) for at, (_, amount) in order}
    owed: dict[str, dict[int, Fraction]] = {name: {} for name in unpaid}
    for at_end in range(-1, 601):
        for _, amount in sorted((each for each in story.payments if each[0] == at_end), key=lambda each: each[0]):
            rest = Fraction(amount)
            for at, _ in order:
                part = min(rest, unpaid[str(at)])
                unpaid[str(at)] -= part
                rest -= part
        for name, left in unpaid.items():
            owed[name][at_end] = left
    return {str(at): _borne(story, due, owed[str(at)]) for at, (due, _) in order}


def _borne(story: Story, due: int, owed: Mapping[int, Fraction]) -> Decimal:
    """Add up what a debt bears, when *owed* is what is left of it at the end of each day, and round once."""
    borne = Fraction(0)
    for number in range(due + 1, story.until + 1):
        rule = story.rules[max(start for start in story.rules if start <= number)]
        rate = Fraction(story.rates[max(since for since in story.rates if since <= number)])
        share = Fraction(*_parts(rule["steps"][max(start for start in rule["steps"] if start <= number - due)]))
        year = {"each_day": 1, "actual_365": 365}.get(rule["day_count"], _days_of_year(day(number).year))
        borne += owed[number - 1 if rule["payment_day"] == "counted" else number] * rate * share / year
    return Decimal(floor(borne * 100 + Fraction(1, 2))) / 100


def _parts(share: str) -> tuple[Fraction, Fraction]:
    times, _, over = share.partition("/")
    return Fraction(times), Fraction(over or "1")


def _days_of_year(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days
