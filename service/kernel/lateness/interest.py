"""
Late interest: simple, day by day, on what is unpaid; piecewise wherever law, rate, step or debt changes.

Each stretch of days has one law, one rate, one share and one unpaid amount. What it comes to is kept as an exact
quotient; only their sum is rounded, once, as the version in force on the last day declares. The amounts of the
stretches are what each adds to the rounded sum, so that they always make up the whole.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from service.domain.canonical import Json
from service.domain.decimals import EXACT, ZERO, plain
from service.domain.money import amount_text
from service.domain.periods import Period, day_after
from service.domain.quotients import NOTHING, Quotient
from service.kernel.lateness.debts import PaidDebt
from service.kernel.lateness.grounds import Grounds, RateChange, charge_of, has, not_foreseen
from service.law.charges import LateInterest, Step
from service.law.document import Version

_COMMON_YEAR: Final = 365
_LEAP_YEAR: Final = 366


class Stretch(NamedTuple):
    """Days on which nothing changes; *first_day* is how many days late the first of them is, from 1."""

    period: Period
    first_day: int
    base: Decimal
    rate: RateChange
    step: Step
    charge: LateInterest
    version: Version

    @property
    def exact(self) -> Quotient:
        """What it comes to, before rounding."""
        share = self.step.share
        dividend = EXACT.multiply(EXACT.multiply(self.base, self.rate.rate), share.times)
        return Quotient(EXACT.multiply(dividend, Decimal(self.period.days)), share.over * self._days_of_year())

    def _days_of_year(self) -> int:
        match self.charge.day_count:
            case "actual_365":
                return _COMMON_YEAR
            case "actual_actual":
                return _LEAP_YEAR if isleap(self.period.start.year) else _COMMON_YEAR
            case _:
                return 1


class Interest(NamedTuple):
    """What interest a debt bears: the rounded sum, the stretches with what each adds to it, and the sum before."""

    amount: Decimal
    stretches: tuple[tuple[Stretch, Decimal], ...]
    exact: Quotient


def charge_interest(paid: PaidDebt, grounds: Grounds, until: date) -> Interest:
    """
    Charge interest on what of a debt is unpaid, up to and including the day *until*.

    Raises:
        NotFound: no law is in force on some day of the delay.
        Nonsense: `charge-not-foreseen` or `reference-rate-missing`; nothing is assumed in their place.
    """
    stretches = tuple(_stretches(paid, grounds, until))
    exact, amount = NOTHING, ZERO
    shared: list[tuple[Stretch, Decimal]] = []
    for stretch in stretches:
        exact = exact.plus(stretch.exact)
        reached = exact.rounded(*stretches[-1].charge.rounding)
        shared.append((stretch, EXACT.subtract(reached, amount)))
        amount = reached
    return Interest(amount, tuple(shared), exact)


def _stretches(paid: PaidDebt, grounds: Grounds, until: date) -> Iterator[Stretch]:
    due_on = paid.debt.due_on
    last = until if paid.cleared_on is None else min(until, paid.cleared_on)
    if due_on is None or last <= due_on or paid.debt.amount <= ZERO:
        return
    for piece in Period(day_after(due_on), day_after(last)).cut_at(grounds.rules.days):
        version = grounds.rules.on(piece.start)
        charge = charge_of(version, LateInterest, grounds.operator_kind)
        if charge is not None:
            yield from _within(piece, paid, grounds, charge, version=version)
        elif has(version, LateInterest):
            raise not_foreseen(version, "late interest", grounds.operator_kind)


def _within(
    piece: Period, paid: PaidDebt, grounds: Grounds, charge: LateInterest, *, version: Version
) -> Iterator[Stretch]:
    """Cut *piece*, throughout which *charge* of *version* applies, where rate, step, debt or year changes."""
    due_on = paid.debt.due_on or piece.start
    rates = grounds.series(charge.series)
    counts = charge.payment_day == "counted"
    days = [*rates.days, *(due_on + timedelta(days=step.start) for step in charge.steps)]
    days += (day_after(part.paid_on) if counts else part.paid_on for part in paid.parts)
    if charge.day_count == "actual_actual":
        days += (date(year, 1, 1) for year in range(piece.start.year, piece.end.year + 1))
    for period in piece.cut_at(days):
        base = paid.unpaid_on(period.start, payment_day_counts=counts)
        if base:
            late = (period.start - due_on).days
            yield Stretch(period, late, base, rates.on(period.start), _step(charge, late), charge, version)


def _step(charge: LateInterest, late: int) -> Step:
    """Return the step that the day numbered *late* has reached; the first begins with day 1."""
    return max((step for step in charge.steps if step.start <= late), key=lambda step: step.start)


def interest_nodes(interest: Interest, currency: str) -> Iterator[dict[str, Json]]:
    """Tell how interest came about: a node for each stretch, and one for the rounding."""
    for at, (stretch, amount) in enumerate(interest.stretches, start=1):
        yield _stretch_node(stretch, amount, at, currency)
    if interest.stretches:
        charge = interest.stretches[-1][0].charge
        yield {
            "id": f"{charge.head.id}/round",
            "kind": "round",
            "dividend": plain(interest.exact.dividend),
            "divisor": str(interest.exact.divisor),
            "step": plain(charge.rounding.step),
            "mode": charge.rounding.mode,
            "amount": amount_text(interest.amount, currency),
        }


def _stretch_node(stretch: Stretch, amount: Decimal, at: int, currency: str) -> dict[str, Json]:
    head, share, exact = stretch.charge.head, stretch.step.share, stretch.exact
    return {
        "id": f"{head.id}/{at}",
        "kind": "late_interest",
        "from": stretch.period.start.isoformat(),
        "to": stretch.period.end.isoformat(),
        "days": stretch.period.days,
        "first_day": stretch.first_day,
        "base": amount_text(stretch.base, currency),
        "series": stretch.charge.series,
        "rate": plain(stretch.rate.rate),
        "rate_since": stretch.rate.since.isoformat(),
        "rate_source": stretch.rate.source,
        "share": plain(share.times) if share.over == 1 else f"{plain(share.times)}/{share.over}",
        "day_count": stretch.charge.day_count,
        "dividend": plain(exact.dividend),
        "divisor": str(exact.divisor),
        "amount": amount_text(amount, currency),
        "rule": stretch.version.name,
        "version_sha256": stretch.version.sha256,
        "law": head.law,
        "evidence": head.evidence or stretch.version.evidence.value,
    }
