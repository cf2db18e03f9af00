"""Estimate what being late with a debt costs: the computation of a statement, stored nowhere, without legal effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from service.domain.clock import instant_text
from service.domain.errors import Fault, Nonsense, NotFound
from service.domain.money import Money
from service.domain.rate_series import RATE_SERIES
from service.kernel.lateness.debts import Debt, PaidDebt, Payment, allocate
from service.kernel.lateness.grounds import Grounds, RateChange, Rates, ResolvedRules
from service.kernel.lateness.interest import charge_interest, interest_nodes
from service.usecases.reference_rates import known_rates

if TYPE_CHECKING:
    from datetime import datetime

    from service.domain.canonical import Json
    from service.law.document import Schedule
    from service.usecases.requests import LateInterestRequest
    from service.usecases.service import Service

STATED: Final = "stated"


def estimate_late_interest(service: Service, request: LateInterestRequest) -> dict[str, Json]:
    """
    Estimate the late interest on a debt up to and including a day.

    Raises:
        Nonsense: the schedule is unknown or charges nothing for being late, the currency is not its own, or law or
            rates are missing on some day.
    """
    known_at = request.known_at or service.clock()
    schedule = _schedule(service, request, known_at)
    rules = ResolvedRules(schedule, service.library.versions(schedule.schedule), known_at)
    grounds = Grounds(request.operator_kind.value, rules, _rates(service, request, known_at))
    paid = _paid(request)
    try:
        interest = charge_interest(paid, grounds, request.as_of)
    except NotFound as unresolved:
        fault = Fault("/schedule", unresolved.code, unresolved.detail)
        raise Nonsense(unresolved.code, unresolved.detail, faults=[fault], extra=unresolved.extra) from None
    currency = request.amount.currency
    return {
        "legal_effect": "none",
        "schedule": schedule.schedule,
        "as_of": request.as_of.isoformat(),
        "known_at": instant_text(known_at),
        "unpaid": Money(paid.unpaid, currency).as_json(),
        "interest": Money(interest.amount, currency).as_json(),
        "trace": list(interest_nodes(interest, currency)),
    }


def _schedule(service: Service, request: LateInterestRequest, known_at: datetime) -> Schedule:
    """Return the schedule that says what being late costs."""
    try:
        schedule = service.library.schedule_at(request.schedule, known_at)
    except NotFound as missing:
        fault = Fault("/schedule", missing.code, missing.detail)
        raise Nonsense(missing.code, missing.detail, faults=[fault]) from None
    if schedule.kind != "aftermath":
        versions = service.library.versions(schedule.schedule)
        named = sorted({name for recorded in versions for name in recorded.version.aftermath})
        instead = f" Its versions name {', '.join(named)} for that." if named else ""
        detail = f"{schedule.schedule} says nothing of what being late costs.{instead}"
        fault = Fault("/schedule", "not-an-aftermath", "expected a schedule of the kind aftermath")
        raise Nonsense("not-an-aftermath", detail, faults=[fault], extra={"aftermath": named})
    if schedule.currency != request.amount.currency:
        fault = Fault("/amount/currency", "wrong-currency", f"expected {schedule.currency}, as the schedule counts")
        raise Nonsense("validation-failed", f"{schedule.schedule} is counted in {schedule.currency}.", faults=[fault])
    return schedule


def _paid(request: LateInterestRequest) -> PaidDebt:
    payments = (Payment(f"{at:06}", paid.on, paid.amount) for at, paid in enumerate(request.paid))
    until = (payment for payment in payments if payment.paid_on <= request.as_of)
    (paid,), _ = allocate([Debt("debt", request.amount.amount, request.due_on)], until)
    return paid


def _rates(service: Service, request: LateInterestRequest, known_at: datetime) -> dict[str, Rates]:
    """Return the rates that were stated, whichever series the law names, or else those recorded."""
    if request.rates is not None:
        changes = [RateChange(rate.since, rate.rate, STATED) for rate in request.rates]
        return {name: Rates(name, changes) for name in RATE_SERIES}
    if service.database is None:
        return {}
    with service.store.reading() as reading:
        return known_rates(reading, known_at)
