"""Representations: rows as the JSON documents of the wire format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from service.domain.canonical import read_canonical
from service.domain.clock import instant_text
from service.domain.decimals import plain
from service.domain.identifiers import is_identifier
from service.domain.money import Money, amount_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.domain.canonical import Json
    from service.store.rows import (
        AssessmentRow,
        DifferenceRow,
        DraftRow,
        EventRow,
        FarmPlaceRow,
        FarmRow,
        GroupRow,
        KeyRow,
        MembershipRow,
        OperatorRow,
        PaymentRow,
        ReferenceRateRow,
        ReportRow,
        RevisionRow,
        StalenessRow,
    )
    from service.usecases.tax_periods import Case


class Input(Protocol):
    """A revision that an assessment was computed from."""

    @property
    def report(self) -> str: ...  # noqa: D102 -- the members are those of `RevisionRow`
    @property
    def revision(self) -> int: ...  # noqa: D102
    @property
    def farm(self) -> str: ...  # noqa: D102
    @property
    def sha256(self) -> str: ...  # noqa: D102


class Subject(Protocol):
    """Whom an assessment is of."""

    @property
    def subject(self) -> str: ...  # noqa: D102 -- the members are those of `AssessmentRow`
    @property
    def operator(self) -> str: ...  # noqa: D102
    @property
    def farm(self) -> str | None: ...  # noqa: D102


def operator_json(row: OperatorRow) -> dict[str, Json]:
    """Represent an operator."""
    return {
        "object": "operator",
        "id": row.id,
        "kind": row.kind,
        "name": row.name or None,
        "client_reference": row.client_reference,
        "sandbox": row.sandbox,
        "created_at": instant_text(row.created_at),
    }


def farm_json(row: FarmRow, places: Iterable[FarmPlaceRow]) -> dict[str, Json]:
    """Represent a farm with where it was since when; `region` and `zone` are the latest."""
    dated = sorted(places, key=lambda place: (place.since, place.recorded_at))
    latest = dated[-1]
    return {
        "object": "farm",
        "id": row.id,
        "operator": row.operator,
        "name": row.name or None,
        "region": latest.region,
        "zone": latest.zone,
        "time_zone": row.time_zone,
        "client_reference": row.client_reference,
        "places": [{"since": place.since.isoformat(), "region": place.region, "zone": place.zone} for place in dated],
        "created_at": instant_text(row.created_at),
    }


def group_json(row: GroupRow, members: Iterable[MembershipRow], *, withheld: bool) -> dict[str, Json]:
    """Represent a group with *members*, all of them unless some are *withheld*."""
    return {
        "object": "group",
        "id": row.id,
        "name": row.name,
        "schedule": row.schedule,
        "representative": row.representative,
        "members": [
            {
                "operator": each.operator,
                "since": each.since.isoformat(),
                "until": None if each.until is None else each.until.isoformat(),
                "recorded_at": instant_text(each.recorded_at),
            }
            for each in members
        ],
        "members_withheld": withheld,
        "created_at": instant_text(row.created_at),
    }


def draft_json(report: ReportRow, draft: DraftRow, submitted_revision: int | None) -> dict[str, Json]:
    """Represent a report whose latest revision is still a draft."""
    own: dict[str, Json] = {
        "status": "draft",
        "revision": draft.revision,
        "submitted_revision": submitted_revision,
        "reason": draft.reason,
        "content_sha256": None,
        "submitted_at": None,
    }
    return _report_json(report, own, draft.content)


def revision_json(report: ReportRow, revision: RevisionRow, latest: int | None = None) -> dict[str, Json]:
    """Represent a report by a submitted revision; *latest* is the number of the latest submitted one."""
    own: dict[str, Json] = {
        "status": "submitted" if latest in (None, revision.revision) else "superseded",
        "revision": revision.revision,
        "submitted_revision": latest or revision.revision,
        "reason": revision.reason,
        "content_sha256": revision.sha256,
        "submitted_at": instant_text(revision.submitted_at),
    }
    return _report_json(report, own, revision.content)


def assessment_json(
    row: AssessmentRow,
    inputs: Iterable[Input],
    superseded_by: str | None = None,
    staleness: Iterable[StalenessRow] = (),
) -> dict[str, Json]:
    """Represent a stored assessment: the computed document, what it was computed from, and where it stands."""
    difference = None
    if row.difference is not None and row.currency is not None:
        difference = Money(row.difference, row.currency).as_json()
    return {
        "object": "assessment",
        "id": row.id,
        **_gathered(row, inputs),
        "legal_effect": "assessed",
        **read_canonical(row.document),
        "supersedes": row.supersedes,
        "superseded_by": superseded_by,
        "difference": difference,
        "stale": [
            {"reason": mark.reason, "cause": mark.cause, "recorded_at": instant_text(mark.recorded_at)}
            for mark in staleness
        ],
        "document_sha256": row.sha256,
        "created_at": instant_text(row.created_at),
        "links": {
            "lines": f"/v1/assessments/{row.id}/lines",
            "trace": f"/v1/assessments/{row.id}/trace",
            "replay": f"/v1/assessments/{row.id}/replay",
            "differences": f"/v1/assessments/{row.id}/differences",
        },
    }


def difference_json(row: DifferenceRow, currency: str) -> dict[str, Json]:
    """Represent what one cause changed of one line; those of results sum to the difference of the assessment."""
    return {
        "cause": row.cause,
        "period": {"start": row.period_start.isoformat(), "end": row.period_end.isoformat()},
        "line": row.line,
        "result": row.result,
        "before": amount_text(row.before, currency),
        "after": amount_text(row.after, currency),
        "difference": amount_text(row.difference, currency),
    }


def differences_json(row: AssessmentRow, found: Iterable[DifferenceRow]) -> list[Json]:
    """Represent what the reassessment that made *row* changed."""
    return [] if row.currency is None else [difference_json(each, row.currency) for each in found]


def gathered_json(case: Case) -> dict[str, Json]:
    """Represent whom an estimate on stored reports is of, and what it was computed from, as a stored one does."""
    return _gathered(case, case.inputs)


def event_json(row: EventRow, position: int) -> dict[str, Json]:
    """Represent an audit event: its canonical content, the hash of exactly those bytes, and its place in the order."""
    return {
        "object": "event",
        "id": row.id,
        "position": position,
        "type": row.type,
        "occurred_at": instant_text(row.occurred_at),
        "sha256": row.sha256,
        "body": read_canonical(row.body),
    }


def key_json(row: KeyRow, *, revoked: bool) -> dict[str, Json]:
    """Represent a key; the secret itself is shown once, when it is issued, and never again."""
    return {
        "object": "key",
        "id": row.id,
        "name": row.name or None,
        "role": row.role,
        "operators": sorted(row.operators),
        "jurisdiction": row.jurisdiction,
        "scopes": sorted(row.scopes),
        "sandbox": row.sandbox,
        "created_at": instant_text(row.created_at),
        "expires_at": None if row.expires_at is None else instant_text(row.expires_at),
        "revoked": revoked,
    }


def payment_json(row: PaymentRow, reversed_by: str | None = None) -> dict[str, Json]:
    """Represent a noted payment, or the note that takes one away; *reversed_by* is the note that takes it away."""
    return {
        "object": "payment",
        "id": row.id,
        "operator": row.operator,
        "jurisdiction": row.jurisdiction,
        "paid_on": row.paid_on.isoformat(),
        "amount": Money(row.amount, row.currency).as_json(),
        "reference": row.reference,
        "reverses": row.reverses,
        "reversed_by": reversed_by,
        "reason": row.reason,
        "noted_at": instant_text(row.noted_at),
        "links": {"self": f"/v1/payments/{row.id}", "statement": f"/v1/operators/{row.operator}/statement"},
    }


def reference_rate_json(row: ReferenceRateRow) -> dict[str, Json]:
    """Represent a reference rate as it was recorded."""
    return {
        "series": row.series,
        "since": row.since.isoformat(),
        "rate": plain(row.rate),
        "source": row.source,
        "recorded_at": instant_text(row.recorded_at),
    }


def _gathered(subject: Subject, inputs: Iterable[Input]) -> dict[str, Json]:
    return {
        "operator": subject.operator,
        "farm": subject.farm,
        "group": subject.subject if is_identifier(subject.subject, "group") else None,
        "reports": [
            {"report": each.report, "revision": each.revision, "farm": each.farm, "content_sha256": each.sha256}
            for each in inputs
        ],
    }


def _report_json(report: ReportRow, own: dict[str, Json], content: bytes) -> dict[str, Json]:
    path = f"/v1/reports/{report.id}"
    return {
        "object": "report",
        "id": report.id,
        "farm": report.farm,
        "operator": report.operator,
        "client_reference": report.client_reference,
        **own,
        **read_canonical(content),
        "created_at": instant_text(report.created_at),
        "links": {"self": path, "submit": f"{path}/submit", "amend": f"{path}/amend"},
    }
