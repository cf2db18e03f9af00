"""Who may do and see what: scopes, and the rule that another tenant's things do not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain.errors import Forbidden, NotFound
from service.domain.identifiers import is_identifier
from service.domain.principals import Principal, Role, World
from service.domain.regions import lies_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.store.reading import Reading
    from service.store.rows import AssessmentRow, FarmRow, OperatorRow, PaymentRow, ReportRow


def require(principal: Principal, scope: str) -> None:
    """
    Demand that the key of *principal* has *scope*.

    Raises:
        Forbidden: it has not; the detail names the scope.
    """
    if scope not in principal.scopes:
        detail = f"This key may not do that: it lacks the scope {scope}."
        raise Forbidden("insufficient-scope", detail)


def require_live(principal: Principal) -> None:
    """
    Demand a live key, for what live operators and sandboxes share.

    Raises:
        Forbidden: it is one of the sandboxes.
    """
    if principal.sandbox:
        detail = "A sandbox key may not do that: it would change what live operators share."
        raise Forbidden("insufficient-scope", detail)


def sees_operator(principal: Principal, operator: OperatorRow | None) -> bool:
    """Tell whether what belongs to *operator* exists for a principal that files: an administrator sees its world."""
    if operator is None or operator.sandbox != principal.sandbox:
        return False
    return sees_by_name(principal, operator.id)


def sees_by_name(principal: Principal, operator: str) -> bool:
    """Tell of an *operator* that is of the world of *principal* whether it is one of those that this one files for."""
    return principal.role is Role.ADMINISTRATOR or operator in principal.operators


def visible_operators(principal: Principal) -> frozenset[str] | World:
    """Return the operators a principal sees by name, or its world, where it is not limited to named ones."""
    return principal.operators if principal.role in (Role.OPERATOR, Role.ACCOUNTANT) else principal.world


def visible_operator(reading: Reading, principal: Principal, identifier: str) -> OperatorRow:
    """Return the operator, or raise `NotFound` when there is none that *principal* may see."""
    row = reading.operator(identifier) if is_identifier(identifier, "operator") else None
    if row is None or not _sees(reading, principal, row.id):
        raise missing("operator", identifier)
    return row


def visible_farm(reading: Reading, principal: Principal, identifier: str) -> FarmRow:
    """Return the farm, or raise `NotFound` when there is none that *principal* may see."""
    row = reading.farm(identifier) if is_identifier(identifier, "farm") else None
    if row is None or not _sees(reading, principal, row.operator, row.id):
        raise missing("farm", identifier)
    return row


def visible_report(reading: Reading, principal: Principal, identifier: str) -> ReportRow:
    """Return the report, or raise `NotFound` when there is none that *principal* may see."""
    row = reading.report(identifier) if is_identifier(identifier, "report") else None
    if row is None or not _sees(reading, principal, row.operator, row.farm):
        raise missing("report", identifier)
    return row


def visible_assessment(reading: Reading, principal: Principal, identifier: str) -> AssessmentRow:
    """Return the assessment, or raise `NotFound` when there is none that *principal* may see."""
    row = reading.assessment(identifier) if is_identifier(identifier, "assessment") else None
    if row is None or not _sees_assessment(reading, principal, row):
        raise missing("assessment", identifier)
    return row


def visible_payment(reading: Reading, principal: Principal, identifier: str) -> PaymentRow:
    """Return the payment, or raise `NotFound` when there is none that *principal* may see."""
    row = reading.payment(identifier) if is_identifier(identifier, "payment") else None
    if row is None or not _sees(reading, principal, row.operator) or not _concerns(principal, row.jurisdiction):
        raise missing("payment", identifier)
    return row


def concerned(principal: Principal, jurisdictions: Iterable[str]) -> frozenset[str] | None:
    """Return which of *jurisdictions* an authority's principal sees the accounts of; none: all, as everybody else."""
    if principal.role is not Role.AUTHORITY:
        return None
    return frozenset(jurisdiction for jurisdiction in jurisdictions if _concerns(principal, jurisdiction))


def jurisdiction_asked(principal: Principal, wanted: str | None) -> str | None:
    """
    Return the jurisdiction that is meant (none: all): an authority means its own, or a part of it that it names.

    Raises:
        Forbidden: `foreign-jurisdiction`, an authority names one that is not in its own.
    """
    if principal.role is not Role.AUTHORITY:
        return wanted
    own = principal.jurisdiction or ""
    if wanted is None or lies_in(own, wanted):
        return own
    if not lies_in(wanted, own):
        detail = f"This key stands for {own}, and sees what lies there; {wanted} does not."
        raise Forbidden("foreign-jurisdiction", detail)
    return wanted


def missing(kind: str, identifier: str) -> NotFound:
    """Say that there is no such thing, in the same words for what does not exist and what is not yours."""
    return NotFound("not-found", f"There is no {kind} {identifier[:64]!r}.")


def _sees_assessment(reading: Reading, principal: Principal, row: AssessmentRow) -> bool:
    """An authority sees it when it sees one of the farms that it looks at."""
    if principal.role is not Role.AUTHORITY:
        return _sees(reading, principal, row.operator)
    farms = {revision.farm for revision in reading.inputs(row.id)}
    return any(_sees(reading, principal, row.operator, farm) for farm in farms)


def _concerns(principal: Principal, jurisdiction: str) -> bool:
    """An authority sees what is owed and paid within its jurisdiction, and nothing of any other."""
    return principal.role is not Role.AUTHORITY or lies_in(jurisdiction, principal.jurisdiction or "")


def _sees(reading: Reading, principal: Principal, operator: str, farm: str | None = None) -> bool:
    """An authority sees what lies, or ever lay, in its jurisdiction; operators and accountants see their own."""
    if principal.role in (Role.OPERATOR, Role.ACCOUNTANT):
        return operator in principal.operators  # of its world, as was looked at when the key was issued
    row = reading.operator(operator)
    if principal.role is Role.ADMINISTRATOR or row is None or row.sandbox != principal.sandbox:
        return sees_operator(principal, row)
    jurisdiction = principal.jurisdiction or ""
    if farm is None:
        return bool(reading.operators((operator,), jurisdiction, limit=1))
    return any(lies_in(place.region, jurisdiction) for place in reading.places(farm))
