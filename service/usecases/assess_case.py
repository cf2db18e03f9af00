"""Assess a case: what counts of the taxpayer's reports for one tax period, under the law and quotes of one instant."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain.errors import Fault, Nonsense, Refusal
from service.kernel.assessing import Assessment, Question, assess
from service.usecases.assess_statement import does_not_apply
from service.usecases.quotes import NotedQuotes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from service.domain.reports import Statement
    from service.kernel.valuation import Quotes
    from service.law.library import Library
    from service.store.rows import AcceptedRow
    from service.usecases.quotes import Asked
    from service.usecases.tax_periods import Case


class Assessed(NamedTuple):
    """A case, its assessment, and the prices and rates that were asked for on the way."""

    case: Case
    assessment: Assessment
    asked: tuple[Asked, ...]


class Grounds(NamedTuple):
    """What cases are assessed by: the law, the quotes, the instant whose knowledge counts, what each report states."""

    library: Library
    quotes: Quotes
    known_at: datetime
    statements: Mapping[str, Statement]


def assess_case(grounds: Grounds, case: Case) -> Assessed:
    """
    Assess *case*.

    Raises:
        NotFound, Nonsense: as `service.kernel.assessing.assess`; pointers lead into `/reports/<n>` where there are
            several.
    """
    quotes = NotedQuotes(grounds.quotes)
    question = Question(
        schedule=case.schedule,
        versions=grounds.library.versions(case.schedule.schedule),
        statements=tuple(grounds.statements[row.report] for row in case.inputs),
        period=case.period,
        known_at=grounds.known_at,
        quotes=quotes,
        is_complete=case.is_complete,
    )
    return Assessed(case, assess(question), quotes.asked)


def assess_cases(grounds: Grounds, cases: Iterable[Case], filed: AcceptedRow) -> list[Assessed]:
    """
    Assess the *cases* of one schedule that *filed* gave rise to, those to which the schedule applies.

    Raises:
        NotFound: it applies to none.
        Nonsense: a fact or a price is missing; pointers are those of the report that was filed.
    """
    assessed: list[Assessed] = []
    passed_over: Refusal | None = None
    for case in cases:
        try:
            assessed.append(assess_case(grounds, case))
        except Refusal as refusal:
            if not does_not_apply(refusal):
                raise _of_what_was_sent(refusal, case, filed) from refusal
            passed_over = refusal
    if passed_over is not None and not assessed:
        raise passed_over
    return assessed


def _of_what_was_sent(refusal: Refusal, case: Case, filed: AcceptedRow) -> Refusal:
    """Let faults of the filed report point into it, and faults of another report name that one."""
    if len(case.inputs) == 1:
        return refusal
    faults = []
    for fault in refusal.faults:
        _, reports, number, *rest = fault.pointer.split("/")
        row = case.inputs[int(number)] if reports == "reports" else filed
        pointer = "/".join(["", *rest]) if reports == "reports" else fault.pointer
        if row.report == filed.report:
            faults.append(Fault(pointer, fault.code, fault.message))
        else:
            faults.append(Fault("", fault.code, f"in report {row.report}, at {pointer}: {fault.message}"))
    return Nonsense(refusal.code, refusal.detail, faults=faults, extra=refusal.extra)
