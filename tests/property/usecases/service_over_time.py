"""The service as a history drives it: wired as in earnest, with a clock that stands still until time is let pass."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from service.domain.errors import Refusal
from service.domain.money import Money
from service.domain.periods import Period
from service.domain.reports import OperatorKind, Place, Statement
from service.law.errors import DocumentError
from service.store.database import Database
from service.usecases.amend_report import amend_report
from service.usecases.draft_law import LawText, draft_law
from service.usecases.draft_report import change_draft, create_report, discard_draft
from service.usecases.estimate import estimate
from service.usecases.exports.export import Wanted as Exported
from service.usecases.exports.formats import Format
from service.usecases.exports.totals import Account, Exporting
from service.usecases.gathered_facts import facts_now, facts_of, facts_then_and_now
from service.usecases.groups import add_member, end_membership, form_group
from service.usecases.import_prices import PriceFile, import_prices
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.known_law import KnownLaw
from service.usecases.note_payment import note_payment
from service.usecases.publish_law import Publishing, publish_law_draft, withdraw_version
from service.usecases.read import read_assessment
from service.usecases.read_law import check_law_draft
from service.usecases.reassess import read_differences, reassess
from service.usecases.reassessments import Wanted, read_job, reassess_many, work_on_a_job
from service.usecases.record_library import record_library, recorded_versions
from service.usecases.register import register_farm, register_operator
from service.usecases.released_law import Releases
from service.usecases.relocate_farm import relocate_farm
from service.usecases.replay import replay
from service.usecases.requests import (
    EstimateRequest,
    NewGroup,
    NewMember,
    NewPayment,
    NewPlace,
    NewReport,
    RegisterFarm,
    RegisterOperator,
    ReportContent,
)
from service.usecases.review_law import submit_law_draft
from service.usecases.service import Service
from service.usecases.submit_report import submit_report
from tests.integration.usecases.conftest import command
from tests.integration.usecases.filing import authority_key
from tests.property.usecases.invented_law import Invented, Terms, version_content, write_law
from tests.property.usecases.recorded_facts import Belonged, Paid, Quote, Spot, Where


class Asked(NamedTuple):
    """For whom something is exported, and by the knowledge of which instant."""

    jurisdiction: str | None
    known_at: datetime


class ServiceOverTime:
    """A service on a database of its own, asked and told in few words; *now* is its time."""

    def __init__(self, url: str, folder: Path) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self._folder, self._recordings = folder, 0
        self._database = Database(url)
        self._law = KnownLaw(self._database, lambda: self.now, recorded_versions)
        self._service = Service(self._database, self._law, lambda: self.now)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def pass_time(self, seconds: int) -> None:
        """Move the clock on; law whose embargo has ended by then is noticed, as the worker does."""
        self.now += timedelta(seconds=seconds)
        Releases(self._database, lambda: self.now).mark()

    def record(self, schedule: Invented, versions: Iterable[Terms]) -> bool:
        """Record what is new of *versions*; tells whether they were accepted."""
        self._recordings += 1
        folder = self._folder / str(self._recordings)
        write_law(folder, schedule, versions)
        with suppress(DocumentError):
            return bool(record_library(self._database, lambda: self.now, folder))
        return False

    def publish(self, schedule: Invented, said: Terms, embargo_until: datetime) -> bool:
        """Publish a version that is known from an instant on; tells whether it may be published."""
        text = LawText(json.dumps(version_content(schedule, said)))
        with suppress(Refusal):
            drafted = draft_law(self._service, command(), text)
            draft = drafted.document["id"]
            checked: Any = check_law_draft(self._service, LOCAL_ADMINISTRATOR, draft)
            cliffs = tuple(cliff["id"] for cliff in checked["cliffs"])
            sent = submit_law_draft(self._service, command(), draft, str(drafted.etag), cliffs)
            by_another = command()._replace(principal=LOCAL_ADMINISTRATOR._replace(key="key_publisher"))
            publish_law_draft(self._service, by_another, draft, str(sent.etag), Publishing(embargo_until))
            return True
        return False

    def withdraw(self, schedule: Invented, version: str) -> None:
        """Take a version back."""
        withdraw_version(self._service, command(), schedule.name, version, "a slip of the pen")

    def import_quote(self, quote: Quote) -> None:
        """Record what a publisher says."""
        head = {"price": "asset,currency,date,price,source,method", "rate": "base,currency,date,rate,source,units"}
        last = {"price": "close", "rate": "1"}
        said = f"{quote.base},{quote.currency},{quote.day},{quote.figure},test,{last[quote.kind]}"
        import_prices(self._service, command(), PriceFile(f"{head[quote.kind]}\n{said}\n".encode()))

    def register_operator(self) -> str:
        """Register a taxpayer."""
        request = RegisterOperator(OperatorKind.LEGAL_ENTITY, "Ltd", None)
        return str(register_operator(self._service, command(), request).document["id"])

    def register_farm(self, operator: str, placed: Spot, since: date, time_zone: str) -> str:
        """Register its farm, which lies where it is *placed* since a day."""
        request = RegisterFarm(operator, "Hall", *placed, time_zone, since, None)
        return str(register_farm(self._service, command(), request).document["id"])

    def form_group(self, schedule: Invented, members: Sequence[Belonged]) -> Any:
        """Form a group, for which the first of *members* files; returns it."""
        told = tuple(NewMember(each.operator, each.since, each.until) for each in members)
        request = NewGroup("Group", schedule.name, members[0].operator, told)
        return form_group(self._service, command(), request).document

    def join(self, member: Belonged) -> None:
        """Record that an operator belongs to a group."""
        add_member(self._service, command(), member.group, NewMember(member.operator, member.since, member.until))

    def leave(self, group: str, operator: str, until: date) -> None:
        """Record that the latest membership of an operator ends."""
        end_membership(self._service, command(), group, operator, until)

    def relocate(self, farm: str, placed: Spot, since: date) -> None:
        """Record that a farm lies elsewhere from a day on."""
        relocate_farm(self._service, command(), farm, NewPlace(since, *placed))

    def file(self, farm: str, content: ReportContent) -> Any:
        """File a report; returns it with its assessments."""
        return create_report(self._service, command(), NewReport(farm, None, content, submit=True)).document

    def begin_amendment(self, report: str, revision: int) -> str:
        """Draft the revision after *revision*; returns the tag of the draft."""
        return str(amend_report(self._service, command(), report, f'"{report}-{revision}"', "read twice").etag)

    def amend(self, report: str, draft: str, content: ReportContent) -> Any:
        """Say *content* instead, and submit it; returns the report with its assessments. Refused, no draft is left."""
        changed = change_draft(self._service, command(), report, draft, content)
        try:
            return submit_report(self._service, command(), report, str(changed.etag)).document
        except Refusal:
            discard_draft(self._service, command(), report, None)
            raise

    def pay(self, paid: Paid) -> None:
        """Note a payment."""
        request = NewPayment("XA", paid.on, Money(paid.amount, "EUR"), f"order of {self.now}")
        note_payment(self._service, command(), paid.operator, request)

    def reassess(self, assessment: str) -> Any:
        """Make an assessment again."""
        return reassess(self._service, command(), assessment).document

    def reassess_by_job(self, *, stale_only: bool) -> Any:
        """Ask for a job, work until nothing is left to do, and return how it ended."""
        asked = reassess_many(self._service, command(), Wanted(stale_only=stale_only)).document
        while work_on_a_job(self._database, lambda: self.now):
            pass
        return read_job(self._service, LOCAL_ADMINISTRATOR, asked["id"])

    def read(self, assessment: str) -> Any:
        """Read an assessment."""
        return read_assessment(self._service, LOCAL_ADMINISTRATOR, assessment)

    def differences(self, assessment: str) -> Any:
        """Read what the reassessment that made it changed."""
        return read_differences(self._service, LOCAL_ADMINISTRATOR, assessment)["differences"]

    def replay(self, assessment: str) -> Any:
        """Compute it again."""
        return replay(self._service, LOCAL_ADMINISTRATOR, assessment)

    def facts_are_told_alike(self, assessment: str) -> bool:
        """Tell whether what counted then and counts now is the same, gathered at once and each by itself."""
        with self._database.reading() as reading:
            row = reading.assessment(assessment)
            assert row is not None
            schedule = self._law.library().schedule(row.schedule)
            try:
                now = facts_now(reading, schedule, row)
            except Refusal:
                return True  # nothing counts
            then = facts_of(reading, schedule, row)
            return (then, now) == facts_then_and_now(reading, schedule, row)

    def export(self, exporting: Exporting, form: Format, asked: Asked) -> bytes:
        """Export by what was known at an instant, as an authority of some jurisdiction or (none) an administrator."""
        bearer = LOCAL_ADMINISTRATOR if asked.jurisdiction is None else authority_key(asked.jurisdiction)
        account = Account(exporting(self._service, bearer, Exported(known_at=asked.known_at)), (form,))
        return b"".join(piece[form] for piece in account.pieces())

    def estimate(self, content: ReportContent, where: Where, known_at: datetime) -> Any:
        """Estimate by what was known at an instant; returns the assessments by schedule."""
        places = tuple(Place(since, *spot) for since, spot in where.places)
        stated = Statement(OperatorKind.LEGAL_ENTITY, places, content.period, content.energy, content.production)
        answer: Any = estimate(self._service, EstimateRequest(stated, None, known_at))
        return {each["schedule"]: each for each in answer["assessments"]}


def amounts_of(document: Any) -> dict[tuple[date, date, str], Fraction]:
    """Return the lines of an assessment's document by their days and names."""
    spans = {segment["id"]: Period(*_days(segment)) for segment in document["segments"]}
    return {(*spans[line["segment"]], line["id"]): Fraction(line["amount"]) for line in document["lines"]}


def findings_of(document: Any) -> set[tuple[date, date, str]]:
    """Return what was found, and on which days."""
    return {
        (date.fromisoformat(each["from"]), date.fromisoformat(each["to"]), each["code"])
        for each in document["findings"]
    }


def _days(said: Any) -> tuple[date, date]:
    return date.fromisoformat(said["start"]), date.fromisoformat(said["end"])
