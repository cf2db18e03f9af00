"""What one debt bears for being late: interest and penalties by each schedule that its version names, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from service.domain.canonical import Json
from service.domain.errors import Refusal
from service.kernel.lateness.books import Books, Liability
from service.kernel.lateness.debts import PaidDebt
from service.kernel.lateness.grounds import Grounds, has
from service.kernel.lateness.interest import charge_interest, interest_nodes
from service.kernel.lateness.penalty import Filing, charge_penalty, penalty_nodes
from service.law.charges import LateFiling, LateInterest

DUE_DAY_UNKNOWN: Final = "due-day-unknown"
AFTERMATH_UNKNOWN: Final = "aftermath-unknown"


class Charged(NamedTuple):
    """An amount charged: `interest` or `penalty`, on which day, by which schedule, and how it came about."""

    kind: str
    on: date
    amount: Decimal
    rule: str
    nodes: tuple[dict[str, Json], ...]


class Gap(NamedTuple):
    """What could not be charged, by which schedule if any, and why: a code and a sentence."""

    rule: str | None
    code: str
    detail: str


def burden(books: Books, liability: Liability, paid: PaidDebt, as_of: date) -> Iterator[Charged | Gap]:
    """
    Charge what *liability*, of which so much is *paid*, bears up to and including the day *as_of*.

    Under a waiver nothing is late, so nothing is charged; the tax itself stays what was assessed.
    """
    if liability.terms.waived_by is not None:
        return
    yield from _unknown(liability, paid, as_of)
    for name in liability.aftermath:
        try:
            kinds = [recorded.version for recorded in books.known(name)]
            grounds = books.grounds(name)
            if any(has(version, LateInterest) for version in kinds):
                yield from _interest(grounds, liability, paid, as_of, rule=name)
            if any(has(version, LateFiling) for version in kinds):
                yield from _penalty(grounds, liability, paid, as_of, rule=name)
        except Refusal as refusal:
            yield Gap(name, refusal.code, refusal.detail)


def _unknown(liability: Liability, paid: PaidDebt, as_of: date) -> Iterator[Gap]:
    """Say where silence must not be taken for nothing to pay."""
    due_on = liability.due_on
    if due_on is None:
        if liability.aftermath and paid.unpaid > 0:
            detail = f"No source names the day on which {liability.schedule} is to be paid, so nothing is charged."
            yield Gap(None, DUE_DAY_UNKNOWN, detail)
    elif not liability.aftermath and as_of > due_on and paid.unpaid_on(due_on, payment_day_counts=False) > 0:
        detail = f"{liability.schedule} names no law on what being late costs, so nothing is charged."
        yield Gap(None, AFTERMATH_UNKNOWN, detail)


def _interest(grounds: Grounds, liability: Liability, paid: PaidDebt, as_of: date, *, rule: str) -> Iterator[Charged]:
    interest = charge_interest(paid, grounds, as_of)
    if interest.stretches:
        nodes = tuple(interest_nodes(interest, liability.currency))
        yield Charged("interest", as_of, interest.amount, rule, nodes)


def _penalty(grounds: Grounds, liability: Liability, paid: PaidDebt, as_of: date, *, rule: str) -> Iterator[Charged]:
    if liability.return_due_on is None or liability.filed_on is None or liability.filed_on > as_of:
        return
    penalty = charge_penalty(paid, Filing(liability.return_due_on, liability.filed_on), grounds)
    if penalty is not None:
        nodes = tuple(penalty_nodes(penalty, liability.currency))
        yield Charged("penalty", liability.filed_on, penalty.amount, rule, nodes)
