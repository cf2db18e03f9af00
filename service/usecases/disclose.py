"""Disclosures: the very bytes that an assessment's event names by hash, so that anybody computes it again (0096)."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Final

from service.domain.canonical import canonical, read_canonical
from service.domain.clock import instant_text
from service.domain.decimals import plain
from service.domain.errors import NotFound
from service.evidence.notes import base64_text
from service.usecases.access import require, visible_assessment, visible_report
from service.usecases.assess_case import counting
from service.usecases.gathered_facts import facts_of
from service.usecases.inclusion import event_of, receipt
from service.usecases.opened import opened, opening_of
from service.usecases.quotes import RecordedQuotes
from service.usecases.record_library import recorded_library

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from service.audit.commitments import Opening
    from service.domain.canonical import Json
    from service.domain.periods import Period
    from service.domain.principals import Principal
    from service.domain.reports import Statement
    from service.kernel.valuation import Price, Rate
    from service.store.reading import Reading
    from service.store.rows import AssessmentRow, EventRow, RevisionRow
    from service.usecases.service import Service

FORM: Final = "hashlevy.disclosure/1"
# What can be opened, and where it stands in an event.
OPENABLE: Final = {
    "tenant": "/tenant",
    "farm": "/stream",
    "actor": "/actor",
    "idempotency_key": "/request/idem",
}


def disclose(service: Service, principal: Principal, identifier: str, opening: Collection[str]) -> dict[str, Json]:
    """
    Return what it takes to compute an assessment again, and what those of its commitments open to that are named.

    Raises:
        NotFound: there is no such assessment, or it is another tenant's.
        NotYet: `not-included-yet`, no checkpoint covers its event.
    """
    require(principal, "assessments:read")
    require(principal, "reports:read")
    with service.store.reading() as reading:
        row = visible_assessment(reading, principal, identifier)
        event, revisions = event_of(reading, row), reading.inputs(row.id)
        shown = [_is_shown(reading, principal, revision) for revision in revisions]
        openings = opened(reading, service.store.keys, event) if opening else ()
        return {
            "form": FORM,
            "assessment": row.id,
            "receipt": receipt(service, reading, event.id).text,
            "opened": list(_opened(event, opening, openings)),
            "result": base64_text(row.document),
            "inputs": base64_text(canonical([[each.report, str(each.revision), each.sha256] for each in revisions])),
            "reports": [_report(*each) for each in zip(revisions, shown, strict=True)],
            "law": list(_law(reading, row)),
            "facts": _facts(reading, row, shown),
        }


def _is_shown(reading: Reading, principal: Principal, revision: RevisionRow) -> bool:
    """Tell whether a report may be shown: in a group, that of another member may not."""
    try:
        visible_report(reading, principal, revision.report)
    except NotFound:
        return False
    return True


def _opened(event: EventRow, opening: Collection[str], openings: tuple[Opening, ...]) -> Iterator[Json]:
    for at in (OPENABLE[name] for name in OPENABLE if name in opening):
        commitment: Any = read_canonical(event.body)
        for member in at.split("/")[1:]:
            commitment = commitment[member]
        found = opening_of(openings, commitment)
        if found is not None:
            yield {"at": at, **found}


def _report(revision: RevisionRow, shown: bool) -> Json:  # noqa: FBT001 - one of a pair
    content = base64_text(revision.content) if shown else None
    return {"report": revision.report, "revision": revision.revision, "content": content}


def _law(reading: Reading, row: AssessmentRow) -> Iterator[Json]:
    """Yield the versions of the schedule that were known; what was withdrawn before stands with its day."""
    for each in reading.schedule_versions():
        if each.schedule == row.schedule and each.recorded_at <= row.known_at:
            withdrawn = each.withdrawn_at
            known = withdrawn is None or withdrawn > row.known_at
            yield {
                "text": base64_text(b'{"schedule":%b,"version":%b}' % (each.schedule_content, each.content)),
                "recorded_at": instant_text(each.recorded_at),
                "withdrawn_at": None if known or withdrawn is None else instant_text(withdrawn),
            }


def _facts(reading: Reading, row: AssessmentRow, shown: Sequence[bool]) -> Json:
    """Return what else the computation was given, as the register and the publishers had it at `known_at`."""
    library = recorded_library(reading).as_known_at(row.known_at)
    facts = facts_of(reading, library.schedule(row.schedule), row)
    stated = counting(facts.case, facts.statements)
    quotes = RecordedQuotes(lambda: nullcontext(reading), row.known_at)
    asked = reading.asked_quotes(row.id)
    return {
        "statements": [_statement(each) if is_shown else None for each, is_shown in zip(stated, shown, strict=True)],
        "prices": [
            {
                "asset": each.base,
                "currency": each.currency,
                "asked_on": each.asked_on.isoformat(),
                "quote": _price(quotes.price(each.base, each.currency, each.asked_on)),
            }
            for each in asked
            if each.kind == "price"
        ],
        "rates": [
            {
                "base": each.base,
                "currency": each.currency,
                "asked_on": each.asked_on.isoformat(),
                "quote": _rate(quotes.rate(each.base, each.currency, each.asked_on)),
            }
            for each in asked
            if each.kind == "rate"
        ],
    }


def _statement(statement: Statement) -> Json:
    days = statement.days
    return {
        "operator_kind": statement.operator_kind.value,
        "places": [
            {"since": place.since.isoformat(), "region": place.region, "zone": place.zone}
            for place in sorted(statement.places, key=lambda place: place.since)
        ],
        "days": None
        if days is None
        else [{"start": day.start.isoformat(), "end": day.end.isoformat()} for day in days],
    }


def _days(days: Period) -> Json:
    return {"start": days.start.isoformat(), "end": days.end.isoformat()}


def _price(price: Price | None) -> Json:
    if price is None:
        return None
    on, text = price.on_day.isoformat(), plain(price.price)
    return {"on": on, "price": text, "source": price.source, "method": price.method}


def _rate(rate: Rate | None) -> Json:
    if rate is None:
        return None
    return {"on": rate.on_day.isoformat(), "units": rate.units, "rate": plain(rate.rate), "source": rate.source}
