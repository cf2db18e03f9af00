"""
Proving an aftermath by its own worked cases: each must come out to the digit, and together they must go every way.

A case is computed as if its version were in force on every day, at the rates that it states itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from service.domain.decimals import ZERO, plain
from service.domain.errors import Refusal
from service.kernel.lateness.debts import Debt, PaidDebt, Payment, allocate
from service.kernel.lateness.grounds import Grounds, OneVersion, RateChange, Rates
from service.kernel.lateness.interest import charge_interest
from service.kernel.lateness.penalty import Filing, Penalty, charge_penalty
from service.law.charges import Charge, LateCase, LateFiling, LateInterest
from service.law.document import Version
from service.law.errors import DocumentFault, fault, pointer

_IN_TIME: Final = "the return came in time"
_IN_BOUNDS: Final = "no bound was met"


class _Came(NamedTuple):
    """What a charge came to in a case, and the ways it went."""

    amount: Decimal
    ways: frozenset[str]


def case_faults(version: Version) -> list[DocumentFault]:
    """Return what is wrong with the cases of *version*: those that fail, or else the ways that none goes."""
    faults: list[DocumentFault] = []
    taken: set[tuple[str, str]] = set()
    for position, case in enumerate(version.cases):
        for charge in version.charges:
            if charge.head.id not in case.expect:
                continue
            try:
                came = _came(version, charge, case)
            except Refusal as refusal:
                faults.append(_refused(position, case, refusal))
                continue
            taken |= {(charge.head.id, way) for way in came.ways}
            faults += _difference(position, case, charge, came.amount)
    return faults or [
        _untaken(position, charge, way)
        for position, charge in enumerate(version.charges)
        for way in _ways(charge)
        if (charge.head.id, way) not in taken
    ]


def _came(version: Version, charge: Charge, case: LateCase) -> _Came:
    payments = (Payment(str(at), paid.on, paid.amount) for at, paid in enumerate(case.paid))
    (paid,), _ = allocate([Debt(case.name, case.amount, case.due_on)], payments)
    rates = Rates("", (RateChange(rate.start, rate.rate, case.name) for rate in case.rates))
    series = {charge.series: rates} if isinstance(charge, LateInterest) else {}
    grounds = Grounds(charge.head.operators[0], OneVersion(version), series)
    if isinstance(charge, LateInterest):
        interest = charge_interest(paid, grounds, case.as_of)
        return _Came(interest.amount, frozenset(_of_step(stretch.step.start) for stretch, _ in interest.stretches))
    return _penalty(paid, case, charge, grounds)


def _penalty(paid: PaidDebt, case: LateCase, charge: LateFiling, grounds: Grounds) -> _Came:
    filing = Filing(*(case.filing or (case.due_on, case.due_on)))
    penalty = charge_penalty(paid, filing, grounds)
    if penalty is None:
        return _Came(ZERO, frozenset({_IN_TIME}))
    return _Came(penalty.amount, frozenset(_gone(penalty, charge)))


def _gone(penalty: Penalty, charge: LateFiling) -> Iterator[str]:
    yield from (_of_step(step.start) for step in charge.steps if step.start <= penalty.months)
    yield _IN_BOUNDS if penalty.bound is None else penalty.bound


def _of_step(start: int) -> str:
    return f"the step from {start}"


def _ways(charge: Charge) -> Iterator[str]:
    """Return every way that *charge* can go."""
    yield from (_of_step(step.start) for step in charge.steps)
    if isinstance(charge, LateFiling):
        yield from (_IN_TIME, _IN_BOUNDS)
        yield from (bound for bound, at in (("cap", charge.cap), ("minimum", charge.minimum)) if at is not None)


def _difference(position: int, case: LateCase, charge: Charge, amount: Decimal) -> Iterator[DocumentFault]:
    expected = case.expect[charge.head.id]
    if amount != expected:
        yield fault(
            pointer("cases", position, "expect", charge.head.id),
            "test-fails",
            found=f"{plain(amount)}, in the case {case.name!r}",
            expected=plain(expected),
            remedy="Correct the charge or the expected figure, whichever the article says otherwise than.",
        )


def _refused(position: int, case: LateCase, refusal: Refusal) -> DocumentFault:
    return fault(
        pointer("cases", position),
        "test-refused",
        found=f"{refusal.code} in the case {case.name!r}: {refusal.detail}",
        expected="a case that can be computed",
        remedy="Give the case the rate of every day of its delay.",
    )


def _untaken(position: int, charge: Charge, way: str) -> DocumentFault:
    return fault(
        pointer("charges", position),
        "branch-not-tested",
        found=f"no case of {charge.head.id} in which: {way}",
        expected="cases that reach every step and every bound",
        remedy="Add a worked case to `cases` that goes this way, with the figure that the law gives for it.",
    )
