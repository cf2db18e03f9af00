"""Assess a case: what counts of the taxpayer's reports for one tax period, under the law and quotes of one instant."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from service.domain.errors import Fault, Nonsense, Refusal
from service.kernel.assessing import Assessment, Question, assess
from service.usecases.assess_statement import does_not_apply
from service.usecases.quotes import NotedQuotes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from service.domain.reports import Statement
    from service.kernel.valuation import Quotes
    from service.law.document import Version
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


def assess_case(grounds: Grounds, case: Case, pinned: str | None = None, *, lapsed: Version | None = None) -> Assessed:
    """
    Assess *case*, under the version *pinned* if one is.

    Where no law concerns it any more that *lapsed* did, that comes to an assessment at nothing of the whole tax period.

    Raises:
        NotFound, Nonsense: as `service.kernel.assessing.assess`; pointers lead into `/reports/<n>` where there are
            several.
    """
    quotes = NotedQuotes(grounds.quotes)
    question = Question(
        schedule=case.schedule,
        versions=grounds.library.versions(case.schedule.schedule),
        statements=counting(case, grounds.statements),
        period=case.period,
        known_at=grounds.known_at,
        quotes=quotes,
        is_complete=case.is_complete,
        pinned=pinned,
        lapsed=lapsed,
    )
    assessment = assess(question)
    if not assessment.inside:
        case = case._replace(is_complete=True)
    return Assessed(case, assessment, quotes.asked)


def counting(case: Case, statements: Mapping[str, Statement]) -> tuple[Statement, ...]:
    """Return what the inputs of *case* state, each with the days on which it counts."""
    stated = ((statements[row.report], case.days.get(row.report)) for row in case.inputs)
    return tuple(statement if days is None else statement._replace(days=days) for statement, days in stated)


def assess_cases(
    grounds: Grounds, cases: Iterable[Case], filed: AcceptedRow, *, sees: Callable[[Case], bool]
) -> list[Assessed]:
    """
    Assess the *cases* of one schedule that *filed* gave rise to, those to which the schedule applies.

    *sees* tells of a case whether the sender may know what other reports went into it.

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
                raise of_what_was_sent(refusal, case, filed.report, sees=sees(case)) from refusal
            passed_over = refusal
    if passed_over is not None and not assessed:
        raise passed_over
    return assessed


def of_what_was_sent(refusal: Refusal, case: Case, sent: str | None, *, sees: bool) -> Refusal:
    """
    Let faults of the report that was *sent* (none: none was) point into it, and faults of another name that one.

    Whoever may not see a case learns only that another member's report lacks something.
    """
    if not isinstance(refusal, Nonsense):
        return refusal
    faults = [_fault_of_what_was_sent(fault, case, sent) for fault in refusal.faults]
    if sees or (faults and all(fault.pointer for fault in faults)):
        return Nonsense(refusal.code, refusal.detail, faults=faults, extra=refusal.extra)
    message = "something in the report of another member of the group; the member that files for all can see what"
    withheld = [*(fault for fault in faults if fault.pointer), Fault("", refusal.code, message)]
    return Nonsense(refusal.code, f"The group cannot be assessed: {message}.", faults=withheld)


def _fault_of_what_was_sent(fault: Fault, case: Case, sent: str | None) -> Fault:
    start, _, rest = fault.pointer.removeprefix("/reports/").partition("/")
    of_several = fault.pointer.startswith("/reports/")
    row = case.inputs[int(start) if of_several else 0]
    pointer = f"/{rest}" if of_several else fault.pointer
    # What is not told of one of several reports is told of the place of the farm, which all of them share.
    if row.report == sent or not (of_several or len(case.inputs) == 1):
        return Fault(pointer, fault.code, fault.message)
    return Fault("", fault.code, f"in report {row.report} of farm {row.farm}, at {pointer}: {fault.message}")
