"""
Reassessing: make again, by what is known now, an assessment that stands; and say what changed, and why.

The assessment that stood is not touched. The new one supersedes it, carries the whole and the difference, and keeps
what each cause changed of each line.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from service.audit.engine import ENGINE
from service.audit.events import Rules
from service.domain.canonical import read_canonical
from service.usecases.assess_case import Grounds, assess_case
from service.usecases.assessment_rows import assessment_row, inputs_sha256, parts_of
from service.usecases.differences import (
    ENGINE_FIXED,
    FACTS_AMENDED,
    LAW_CORRECTION,
    PRICE_REVISED,
    Step,
    amounts_in,
    difference_rows,
    explain,
)
from service.usecases.gathered_facts import facts_then_and_now
from service.usecases.quotes import RecordedQuotes
from service.usecases.tell import Happening

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from service.kernel.assessing import Assessment
    from service.kernel.valuation import Quotes
    from service.law.document import RecordedVersion
    from service.law.library import Library
    from service.store.reading import Reading, Source
    from service.store.rows import AssessmentRow, DifferenceRow, Row
    from service.usecases.assess_case import Assessed
    from service.usecases.gathered_facts import Facts
    from service.usecases.tell import Teller


class Reassessed(NamedTuple):
    """What was made: the assessment, and what each cause changed."""

    assessed: Assessed
    differences: list[DifferenceRow]
    row: AssessmentRow

    def rows(self) -> Iterator[Row]:
        """Yield all that is to be kept of it."""
        yield self.row
        yield from parts_of(self.row.id, self.assessed)
        yield from self.differences

    @property
    def inputs_sha256(self) -> str:
        """The hash that says which revisions were looked at."""
        return inputs_sha256(self.assessed)


class Knowing(NamedTuple):
    """
    By what assessments are made again, all at the instant *now*: the transaction, the law and the quotes known then.

    *source* is what facts are read from: *reading* itself, or what was read of it ahead for many. *quoting* are those
    assessments that asked for a price or a rate.
    """

    reading: Reading
    source: Source
    library: Library
    now: datetime
    quotes: Quotes
    quoting: frozenset[str]

    @classmethod
    def of(cls, reading: Reading, library: Library, now: datetime, rows: Sequence[AssessmentRow]) -> Knowing:
        """Read all that making *rows* again asks for."""
        quotes = RecordedQuotes(lambda: nullcontext(reading), now)
        return cls(reading, reading.read_ahead(reading, rows), library, now, quotes, reading.quoting(rows))


def reassess_row(knowing: Knowing, standing: AssessmentRow) -> Reassessed:
    """
    Assess again what *standing* is about, by all that is known now.

    Where the law no longer concerns any of it, that is an assessment at nothing, whose difference is all of it.

    Raises:
        NotFound, Nonsense: it cannot be assessed: a fact or price is missing, or it left its group altogether.
    """
    source, library, now = knowing.source, knowing.library, knowing.now
    schedule = library.schedule(standing.schedule)
    before, after = facts_then_and_now(source, schedule, standing)
    lapsed = library.by_sha256(standing.version_sha256)
    assessed = assess_case(Grounds(library, knowing.quotes, now, after.statements), after.case, lapsed=lapsed)
    row = assessment_row(assessed, now, standing)
    document = read_canonical(standing.document)
    results = {
        segment["version_sha256"]: library.by_sha256(segment["version_sha256"]).result
        for segment in document["segments"]
        if segment["version"] is not None
    }
    steps = _steps(knowing, standing, before, after, assessed.assessment)
    found = explain(amounts_in(document, results), steps)
    return Reassessed(assessed, list(difference_rows(row.id, found)), row)


def _steps(
    knowing: Knowing, standing: AssessmentRow, before: Facts, after: Facts, assessment: Assessment
) -> Iterator[Step]:
    """
    Yield the moves from what *standing* was made by to what *assessment* was, one axis of knowledge after the other.

    An axis on which nothing moved changes nothing, and is not computed: the same build, no price or rate asked for, no
    version recorded or withdrawn since, the same facts.
    """
    library, then = knowing.library, standing.known_at
    is_new_engine = standing.engine != ENGINE.build
    is_new_law = _changed_since(library.versions(standing.schedule), then, knowing.now)

    def computed(quotes: Quotes, law_of: datetime) -> Assessment:
        lapsed = library.by_sha256(standing.version_sha256)
        return assess_case(Grounds(library, quotes, law_of, before.statements), before.case, lapsed=lapsed).assessment

    if is_new_engine:
        yield Step(ENGINE_FIXED, lambda: computed(RecordedQuotes(lambda: nullcontext(knowing.reading), then), then))
    if is_new_engine or standing.id in knowing.quoting:
        yield Step(PRICE_REVISED, lambda: computed(knowing.quotes, then))
    if before == after:
        yield Step(LAW_CORRECTION, lambda: assessment)
        return
    if is_new_law:
        yield Step(LAW_CORRECTION, lambda: computed(knowing.quotes, knowing.now))
    yield Step(FACTS_AMENDED, lambda: assessment)


def _changed_since(versions: Iterable[RecordedVersion], then: datetime, now: datetime) -> bool:
    """Tell whether one of *versions* became known, or ceased to be, after *then* and by *now*."""
    return any(
        then < instant <= now
        for version in versions
        for instant in (version.recorded_at, version.withdrawn_at)
        if instant is not None
    )


def tell_reassessed(teller: Teller, made: Reassessed, standing: AssessmentRow) -> None:
    """Tell the audit log of the new assessment, and of the one whose place it takes."""
    row = made.row
    teller.tell(
        Happening(
            type="assessment.created",
            operator=row.operator,
            farm=row.farm,
            inputs_sha256=made.inputs_sha256,
            result_sha256=row.sha256,
            rules=Rules(f"{row.schedule}@{row.version}", row.version_sha256),
            supersedes=standing.sha256,
        )
    )
