"""
Proving an aftermath by its own worked cases: each must come out to the digit, and together they must go every way.

A case is computed as if its version were in force on every day, at the rates that it states itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from service.domain.decimals import ZERO, plain
from service.domain.errors import Refusal
from service.kernel.lateness.debts import Debt, PaidDebt, Payment, allocate
from service.kernel.lateness.grounds import Grounds, OneVersion, RateChange, Rates
from service.kernel.lateness.interest import charge_interest
from service.kernel.lateness.penalty import Filing, Penalty, charge_penalty
from service.kernel.worked_cases import LATE_CASES, Branch
from service.law.charges import Charge, LateCase, LateFiling, LateInterest
from service.law.document import Version
from service.law.errors import DocumentFault, pointer

_IN_TIME: Final = "the return came in time"
_IN_BOUNDS: Final = "no bound was met"


class _Came(NamedTuple):
    """What a charge came to in a case, and the ways it went."""

    amount: Decimal
    ways: frozenset[str]


class _Computed(NamedTuple):
    """A charge that a case expects something of, and what it came to."""

    position: int
    case: LateCase
    charge: Charge
    came: _Came


def case_faults(version: Version) -> list[DocumentFault]:
    """Return what is wrong with the cases of *version*: those that fail, or else the ways that none goes."""
    computed, faults = _computed(version)
    for position, case, charge, came in computed:
        faults += _difference(position, case, charge, came.amount)
    return faults or [LATE_CASES.untaken(branch) for branch in _branches(version, computed) if not branch.tests]


def case_branches(version: Version) -> tuple[Branch, ...]:
    """List every way that the charges of *version* can go, with the cases that go it."""
    computed, _ = _computed(version)
    return tuple(_branches(version, computed))


def _computed(version: Version) -> tuple[list[_Computed], list[DocumentFault]]:
    """Compute each charge that a case expects something of; what cannot be computed is told."""
    computed, faults = list[_Computed](), list[DocumentFault]()
    for position, case in enumerate(version.cases):
        for charge in version.charges:
            if charge.head.id not in case.expect:
                continue
            try:
                computed.append(_Computed(position, case, charge, _came(version, charge, case)))
            except Refusal as refusal:
                faults.append(LATE_CASES.refused(position, case.name, refusal))
    return computed, faults


def _branches(version: Version, computed: Iterable[_Computed]) -> Iterator[Branch]:
    for position, charge in enumerate(version.charges):
        own = [each for each in computed if each.charge is charge]
        for way in _ways(charge):
            yield Branch(position, charge.head.id, way, tuple(each.case.name for each in own if way in each.came.ways))


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
        place = pointer("cases", position, "expect", charge.head.id)
        yield LATE_CASES.different(place, case.name, found=plain(amount), expected=plain(expected))
