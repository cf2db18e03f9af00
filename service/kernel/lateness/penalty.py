"""
Late-filing penalties: a share of the tax for each month of the delay, not above a cap, not below a minimum.

A month of the delay ends on the day of the month on which the return was due, or on the last day of a month that has
no such day. The law is that of the first day of the delay.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from service.domain.canonical import Json
from service.domain.decimals import ONE, ZERO, plain
from service.domain.money import amount_text
from service.domain.periods import day_after, months_after
from service.domain.quotients import NOTHING, Quotient
from service.kernel.lateness.debts import PaidDebt
from service.kernel.lateness.grounds import Grounds, charge_of, has, not_foreseen
from service.law.charges import LateFiling, Share, Step
from service.law.document import Version


class Filing(NamedTuple):
    """When a return was due, and when it came."""

    due_on: date
    filed_on: date


class Penalty(NamedTuple):
    """A penalty: of what, for how many months, which bound it met, and the amount."""

    filing: Filing
    base: Decimal
    months: int
    share: Quotient
    bound: str | None  # cap | minimum
    amount: Decimal
    charge: LateFiling
    version: Version


def charge_penalty(paid: PaidDebt, filing: Filing, grounds: Grounds) -> Penalty | None:
    """
    Charge the penalty for a return that came late, if it did and law has one.

    Raises:
        NotFound: no law was in force on the first day of the delay.
        Nonsense: `charge-not-foreseen`, the law names other kinds of operator alone.
    """
    if filing.filed_on <= filing.due_on:
        return None
    version = grounds.rules.on(day_after(filing.due_on))
    charge = charge_of(version, LateFiling, grounds.operator_kind)
    if charge is None:
        if has(version, LateFiling):
            raise not_foreseen(version, "a late return", grounds.operator_kind)
        return None
    return _penalty(_base(paid, charge), filing, charge, version)


def _base(paid: PaidDebt, charge: LateFiling) -> Decimal:
    """Return what the shares are of; a refund bears none, and what has no due day was not unpaid by it."""
    debt = paid.debt
    if charge.of == "unpaid_tax" and debt.amount > ZERO:
        return ZERO if debt.due_on is None else paid.unpaid_on(debt.due_on, payment_day_counts=False)
    return max(debt.amount, ZERO)


def _penalty(base: Decimal, filing: Filing, charge: LateFiling, version: Version) -> Penalty:
    months = months_late(filing, full=charge.months == "full")
    share = _share(charge, months)
    exact, bound = share.of(base), None
    if charge.cap is not None and exact.exceeds(cap := _quotient(charge.cap).of(base)):
        exact, bound = cap, "cap"
    if charge.minimum is not None and Quotient(charge.minimum, 1).exceeds(exact):
        exact, bound = Quotient(charge.minimum, 1), "minimum"
    return Penalty(filing, base, months, share, bound, exact.rounded(*charge.rounding), charge, version)


def months_late(filing: Filing, *, full: bool) -> int:
    """Count the months of a delay: those that have begun, or those that are *full*."""
    months = 0
    while _month_end(filing.due_on, months + 1) <= filing.filed_on:
        months += 1
    begun = _month_end(filing.due_on, months) < filing.filed_on
    return months if full or not begun else months + 1


def _month_end(due_on: date, months: int) -> date:
    first = months_after(due_on.replace(day=1), months)
    return first.replace(day=min(due_on.day, monthrange(first.year, first.month)[1]))


def _share(charge: LateFiling, months: int) -> Quotient:
    """Add up the shares of the months, each at the step that it has reached."""
    share = NOTHING
    for month in range(1, months + 1):
        share = share.plus(_quotient(_step(charge.steps, month).share))
    return share


def _step(steps: tuple[Step, ...], month: int) -> Step:
    return max((step for step in steps if step.start <= month), key=lambda step: step.start)


def _quotient(share: Share) -> Quotient:
    return Quotient(share.times, share.over)


def penalty_nodes(penalty: Penalty, currency: str) -> Iterator[dict[str, Json]]:
    """Tell how a penalty came about."""
    charge, share = penalty.charge, penalty.share
    yield {
        "id": charge.head.id,
        "kind": "late_filing",
        "return_due_on": penalty.filing.due_on.isoformat(),
        "filed_on": penalty.filing.filed_on.isoformat(),
        "months": penalty.months,
        "base": amount_text(penalty.base, currency),
        "share": plain(share.dividend) if share.divisor == ONE else f"{plain(share.dividend)}/{share.divisor}",
        "bound": penalty.bound,
        "step": plain(charge.rounding.step),
        "mode": charge.rounding.mode,
        "amount": amount_text(penalty.amount, currency),
        "rule": penalty.version.name,
        "version_sha256": penalty.version.sha256,
        "law": charge.head.law,
        "evidence": charge.head.evidence or penalty.version.evidence.value,
    }
