"""
Decide about an obligation: an authority extends its days, waives it, or takes a waiver back, and says why.

Decisions are kept beside each other; none is changed or removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from service.domain.canonical import canonical, sha256
from service.domain.errors import Conflict, Fault, Forbidden, Nonsense
from service.domain.identifiers import new_identifier
from service.kernel.obligations import Status
from service.store.rows import ObligationDecisionRow
from service.usecases.access import require
from service.usecases.obligation_json import obligation_json
from service.usecases.obligations import Desk, Standing, restated, visible_obligation
from service.usecases.perform import perform_settled
from service.usecases.requests import Answer
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from service.domain.principals import Principal
    from service.store.unit_of_work import UnitOfWork
    from service.usecases.requests import Command
    from service.usecases.service import Service

EVENTS: Final = {
    "extension": "obligation.extended",
    "waiver": "obligation.waived",
    "reinstatement": "obligation.reinstated",
}
_FULFILLED: Final = (Status.FULFILLED, Status.FULFILLED_LATE)


class Decision(NamedTuple):
    """What is decided: an `extension` with at least one of its days, a `waiver`, or a `reinstatement`; and why."""

    decision: str
    return_on: date | None
    payment_on: date | None
    reason: str


def decide_obligation(service: Service, command: Command, identifier: str, decision: Decision) -> Answer:
    """
    Record *decision*; answers 201 with the obligation as it stands then.

    Raises:
        NotFound: there is no such obligation, or it is not seen.
        Forbidden: it is a tax of another jurisdiction than the authority's own.
        Conflict: it is fulfilled, or waived already, or not waived.
        Nonsense: a day is not later than the one that counts, or the law sets none.
    """
    require(command.principal, "obligations:decide")

    def effect(work: UnitOfWork, now: datetime) -> Answer:
        desk = Desk(work, service.library, now, command.principal)
        standing = visible_obligation(desk, identifier)
        refuse_foreign(command.principal, standing.obligation.schedule.jurisdiction)
        _refuse_idle(standing, decision)
        _refuse_days(standing, decision)
        obligation = standing.obligation
        row = ObligationDecisionRow(
            new_identifier("decision", now), obligation.id, obligation.operator, *decision, recorded_at=now
        )
        work.add(row)
        after = restated(standing._replace(decisions=(*standing.decisions, row)))
        body = canonical(obligation_json(after))
        happening = Happening(
            EVENTS[decision.decision], obligation.operator, obligation.farm, result_sha256=sha256(body)
        )
        Teller.of(work, now, command).tell(happening)
        return Answer(201, body, location=f"/v1/obligations/{obligation.id}")

    return perform_settled(service, command, effect)


def refuse_foreign(principal: Principal, jurisdiction: str) -> None:
    """
    Demand that an authority decides in its own jurisdiction, neither above nor below it.

    Raises:
        Forbidden: the jurisdiction is another one.
    """
    if principal.jurisdiction != jurisdiction:
        detail = f"This key may not do that: it stands for {principal.jurisdiction}, and this is for {jurisdiction}."
        raise Forbidden("foreign-jurisdiction", detail)


def _refuse_idle(standing: Standing, decision: Decision) -> None:
    """Refuse what would change nothing, or come after the fact."""
    if standing.status in _FULFILLED:
        raise Conflict("obligation-settled", "This obligation is fulfilled; there is nothing to decide about it.")
    waived = standing.status is Status.WAIVED
    if waived != (decision.decision == "reinstatement"):
        state = "waived already: reinstate it first" if waived else "not waived"
        raise Conflict("obligation-settled", f"This obligation is {state}.")


def _refuse_days(standing: Standing, decision: Decision) -> None:
    faults = list(_wrong_days(standing, decision))
    if faults:
        raise Nonsense("validation-failed", "An extension moves a day that the law sets to a later one.", faults=faults)


def _wrong_days(standing: Standing, decision: Decision) -> Iterator[Fault]:
    for name in ("return_on", "payment_on"):
        wanted, counts = getattr(decision, name), getattr(standing, name)
        if wanted is None:
            continue
        if counts is None:
            yield Fault(f"/{name}", "no-day-set", "expected nothing: the law, or its source, sets no such day")
        elif wanted <= counts:
            yield Fault(f"/{name}", "out-of-range", f"expected a day after {counts.isoformat()}, which counts now")
