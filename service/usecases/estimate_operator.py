"""
Try law on what is stored: the computation of an assessment, on the reports as known at an instant, kept nowhere.

Drafts can be tried on real reports that way, and a controlled group can see what it comes to before there is such law.
What goes into it is what would go into an assessment: of the farm, the operator or the group, as the schedule has it.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from service.domain.errors import Fault, Forbidden, Nonsense, NotFound, Refusal
from service.domain.identifiers import is_identifier
from service.domain.periods import Period, day_before, tax_period
from service.domain.principals import Principal, Role
from service.domain.regions import lies_in
from service.usecases.access import require, visible_operator
from service.usecases.assess_case import Grounds, assess_case, of_what_was_sent
from service.usecases.assess_statement import does_not_apply, pointing_at, together
from service.usecases.group_views import sees_all
from service.usecases.quotes import RecordedQuotes
from service.usecases.representations import gathered_json
from service.usecases.statements import statements_of
from service.usecases.subjects import in_force, subject_of, subjects_of
from service.usecases.tax_periods import Case, Known, case_of, tax_periods
from service.usecases.taxpayer_records import co_members, known_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from service.domain.canonical import Json
    from service.law.document import Schedule
    from service.law.library import Library
    from service.store.reading import Reading
    from service.usecases.requests import OperatorEstimate
    from service.usecases.service import Service
    from service.usecases.subjects import Membership, Subject

_Thing = TypeVar("_Thing")
_Made = TypeVar("_Made")


class _Trial(NamedTuple):
    """What is to be tried: a schedule, at which place it was named, and a version of it where one is pinned."""

    position: int
    schedule: Schedule
    pinned: str | None

    @property
    def at(self) -> str:
        """Where it was named."""
        return f"/schedules/{self.position}"


class _Onlooker(NamedTuple):
    """Who asks about which operator, and what is known of it and of who counts as one with it."""

    principal: Principal
    operator: str
    known: Known


def estimate_operator(
    service: Service, principal: Principal, identifier: str, request: OperatorEstimate
) -> dict[str, Json]:
    """
    Estimate the tax of an operator, and of its groups, on the reports as known at the instant asked for.

    Raises:
        NotFound: there is no such operator, or it is another tenant's.
        Forbidden: `group-withheld`, the figures of the group's other members would be seen.
        Nonsense: a schedule is unknown, not in force or lacks a fact; the days are not whole tax periods of it
            (`not-a-tax-period`); nothing was reported of them (`nothing-reported`).
    """
    require(principal, "assessments:read")
    known_at = request.known_at or service.clock()
    with service.store.reading() as reading:
        operator = visible_operator(reading, principal, identifier).id
        trials = _each(enumerate(request.schedules), lambda named: _trial(service.library, named, request.tax_period))
        known = _known(reading, [trial.schedule for trial in trials], operator, request._replace(known_at=known_at))
        onlooker = _Onlooker(principal, operator, known)
        cases = _each(trials, lambda trial: (trial, _cases(onlooker, trial, request.tax_period)))
        inputs = {(row.report, row.revision): row for _, some in cases for case in some for row in case.inputs}
        operators = {each.id: each for each in map(reading.operator, set(known.owners.values())) if each is not None}
        statements = statements_of(operators, known, reading.revisions_of(sorted(inputs)))
        quotes = RecordedQuotes(lambda: nullcontext(reading), known_at)
        grounds = Grounds(service.library, quotes, known_at, statements)
        outcomes = _each(cases, lambda each: _outcomes(grounds, *each))
    return {"legal_effect": "none", "assessments": [document for documents in outcomes for document in documents]}


def _each(things: Iterable[_Thing], make: Callable[[_Thing], _Made]) -> list[_Made]:
    """Return what *make* makes of each of *things*, or raise what all of them are refused for at once."""
    made: list[_Made] = []
    refusals: list[Refusal] = []
    for thing in things:
        try:
            made.append(make(thing))
        except Nonsense as refusal:
            refusals.append(refusal)
    if refusals:
        raise together(refusals)
    return made


def _trial(library: Library, named: tuple[int, str], days: Period) -> _Trial:
    """Look a schedule up, and demand that *days* are tax periods of it."""
    position, name = named
    schedule_name, _, pinned = name.partition("@")
    try:
        trial = _Trial(position, library.schedule(schedule_name), pinned or None)
    except NotFound as unknown:
        raise pointing_at(f"/schedules/{position}", unknown) from unknown
    kind = trial.schedule.period
    first, last = tax_period(kind, days.start), tax_period(kind, day_before(days.end))
    if days != (first.start, last.end):
        name = trial.schedule.schedule
        whole = f"expected whole tax periods of {name}, such as {first.start} to {last.end}"
        fault = Fault("/tax_period", "not-a-tax-period", whole)
        raise Nonsense("not-a-tax-period", f"{name} is assessed by the {kind} of the calendar.", faults=[fault])
    return trial


def _known(reading: Reading, schedules: Sequence[Schedule], operator: str, request: OperatorEstimate) -> Known:
    """Read what was reported, and who counted as one with the operator, as known at the instant asked for."""
    memberships: tuple[Membership, ...] = ()
    if any(schedule.subject == "group" for schedule in schedules):
        memberships = in_force(reading.memberships_beside(operator), request.known_at)
    operators = [operator, *co_members(schedules, memberships, operator)]
    known = known_of(reading.records(operators, request.tax_period, request.known_at), memberships)
    timed = known.timed_near(request.tax_period)
    return known.having_read(reading.revisions_of(timed) if timed else ())


def _cases(onlooker: _Onlooker, trial: _Trial, days: Period) -> list[Case]:
    """
    Return what there is to be assessed under one schedule, as far as *onlooker* may see it.

    Raises:
        Forbidden: it would have to be the figures of other members of a group.
        Nonsense: there is nothing.
    """
    found = []
    for period in tax_periods(trial.schedule, days):
        for subject in _subjects(onlooker, trial.schedule, period):
            if is_identifier(subject.id, "group") and not sees_all(onlooker.principal, subject.operator):
                raise _withheld(subject)
            case = case_of(trial.schedule, subject, period, onlooker.known)
            if case.inputs and _sees(onlooker, case):
                found.append(case)
    if not found:
        detail = f"Nothing that was reported of these days counts under {trial.schedule.schedule}."
        fault = Fault(trial.at, "nothing-reported", "expected a schedule under which reports of these days count")
        raise Nonsense("nothing-reported", detail, faults=[fault])
    return found


def _subjects(onlooker: _Onlooker, schedule: Schedule, period: Period) -> Iterator[Subject]:
    operator, known = onlooker.operator, onlooker.known
    if schedule.subject == "farm":
        own = (farm for farm, owner in sorted(known.owners.items()) if owner == operator)
        return (subject_of(schedule, period, operator, farm, ()) for farm in own)
    return subjects_of(schedule, period, operator, "", known.memberships)


def _sees(onlooker: _Onlooker, case: Case) -> bool:
    """Tell whether an authority sees one of the farms looked at, as it must to see an assessment of them."""
    if onlooker.principal.role is not Role.AUTHORITY:
        return True
    jurisdiction = onlooker.principal.jurisdiction or ""
    places = (place for row in case.inputs for place in onlooker.known.places[row.farm])
    return any(lies_in(place.region, jurisdiction) for place in places)


def _outcomes(grounds: Grounds, trial: _Trial, cases: Sequence[Case]) -> list[dict[str, Json]]:
    """Assess the cases of one schedule, those to which it applies; where it applies to none, say why."""
    documents: list[dict[str, Json]] = []
    passed_over: Refusal | None = None
    for case in cases:
        try:
            assessed = assess_case(grounds, case, trial.pinned)
        except Refusal as refusal:
            if not does_not_apply(refusal):
                raise _of_the_trial(of_what_was_sent(refusal, case, None, sees=True), trial) from refusal
            passed_over = refusal
        else:
            documents.append({**gathered_json(case), **assessed.assessment.document})
    if passed_over is not None and not documents:
        raise pointing_at(trial.at, passed_over) from passed_over
    return documents


def _of_the_trial(refusal: Refusal, trial: _Trial) -> Refusal:
    """Let what is said of stored reports point at the schedule that asked for it."""
    faults = [fault if fault.pointer else Fault(trial.at, fault.code, fault.message) for fault in refusal.faults]
    if not isinstance(refusal, Nonsense) or not faults:
        return pointing_at(trial.at, refusal)
    return Nonsense(refusal.code, refusal.detail, faults=faults, extra=refusal.extra)


def _withheld(subject: Subject) -> Forbidden:
    detail = (
        f"The operator counts as one with other members of {subject.id}, whose figures this key may not see. "
        f"Whoever files for all of them can ask: {subject.operator}."
    )
    return Forbidden("group-withheld", detail, extra={"links": {"group": f"/v1/groups/{subject.id}"}})
