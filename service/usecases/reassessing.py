"""
Reassessing: make again, by what is known now, an assessment that stands; and say what changed, and why.

The assessment that stood is not touched. The new one supersedes it, carries the whole and the difference, and keeps
what each cause changed of each line.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

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
from service.usecases.gathered_facts import facts_now, facts_of
from service.usecases.quotes import RecordedQuotes
from service.usecases.tell import Happening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from service.kernel.assessing import Assessment
    from service.kernel.valuation import Quotes
    from service.law.library import Library
    from service.store.reading import Reading
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


def reassess_row(reading: Reading, library: Library, standing: AssessmentRow, now: datetime) -> Reassessed:
    """
    Assess again what *standing* is about, by all that is known at *now*.

    Raises:
        NotFound, Nonsense: it cannot be assessed: the law no longer applies, or a fact or price is missing.
    """
    schedule = library.schedule(standing.schedule)
    before, after = facts_of(reading, schedule, standing), facts_now(reading, schedule, standing)
    quotes_then, quotes_now = (RecordedQuotes(lambda: nullcontext(reading), at) for at in (standing.known_at, now))
    assessed = assess_case(Grounds(library, quotes_now, now, after.statements), after.case)
    row = assessment_row(assessed, now, standing)

    def computed(facts: Facts, quotes: Quotes, law_of: datetime) -> Assessment:
        return assess_case(Grounds(library, quotes, law_of, facts.statements), facts.case).assessment

    steps = [
        Step(ENGINE_FIXED, lambda: computed(before, quotes_then, standing.known_at)),
        Step(PRICE_REVISED, lambda: computed(before, quotes_now, standing.known_at)),
        Step(LAW_CORRECTION, lambda: computed(before, quotes_now, now)),
        Step(FACTS_AMENDED, lambda: assessed.assessment),
    ]
    document = read_canonical(standing.document)
    results = {
        segment["version_sha256"]: library.by_sha256(segment["version_sha256"]).result
        for segment in document["segments"]
        if segment["version"] is not None
    }
    found = explain(amounts_in(document, results), steps)
    return Reassessed(assessed, list(difference_rows(row.id, found)), row)


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
