"""The report on a version that is to be published: what is refused, what to acknowledge, what to think about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from service.domain.canonical import Json
from service.domain.decimals import plain
from service.kernel.conditions import value_text
from service.kernel.program import Program
from service.kernel.proving import coverage, proof_faults, trials
from service.kernel.publication.boundaries import boundary_cases
from service.kernel.publication.cliffs import Cliff, Survey, survey
from service.kernel.publication.mutation import Mutation, mutate
from service.kernel.publication.words import Speaker
from service.law.changes import Change
from service.law.checks import check_schedule, check_version, check_versions
from service.law.document import Schedule, Version
from service.law.errors import DocumentFault, fault, shown


class Examined(NamedTuple):
    """What can be said of a version only when it can be computed and its tests pass."""

    survey: Survey
    mutation: Mutation
    boundary_cases: tuple[dict[str, Json], ...]


class Report(NamedTuple):
    """
    The checks of *version* beside those that are known.

    *refusals* keep it from being published, and so does a cliff until its author has acknowledged it (*accepted* holds
    the names of those acknowledged). Survivors of mutation and edges that no worked case reaches do not. *examined* is
    open where there are refusals: first mend those.
    """

    schedule: Schedule
    version: Version
    refusals: tuple[DocumentFault, ...]
    examined: Examined | None
    accepted: frozenset[str]

    @property
    def unaccepted(self) -> tuple[Cliff, ...]:
        """The cliffs that nobody has acknowledged."""
        cliffs = self.examined.survey.cliffs if self.examined else ()
        return tuple(cliff for cliff in cliffs if cliff.id not in self.accepted)

    @property
    def is_publishable(self) -> bool:
        """Tell whether nothing stands against it."""
        return self.examined is not None and not self.unaccepted


def report_on(schedule: Schedule, version: Version, known: Iterable[Version], accepted: Collection[str] = ()) -> Report:
    """
    Check *version* of *schedule* beside the versions *known*, whose names are not its own.

    *accepted* are the names of the cliffs that its author has acknowledged.
    """
    refusals = tuple(_refusals(schedule, version, tuple(known)))
    examined = None if refusals else _examine(Program(schedule, version))
    return Report(schedule, version, refusals, examined, frozenset(accepted))


def _refusals(schedule: Schedule, version: Version, known: tuple[Version, ...]) -> Sequence[DocumentFault]:
    """Return what is wrong with the text; with its place in time and its tests only if it is sound by itself."""
    by_itself = (*check_schedule(schedule), *check_version(schedule, version))
    if by_itself:
        return by_itself
    among = [found for found in check_versions(schedule, (*known, version)) if found.file == version.name]
    return (*_taken(version, known), *among, *proof_faults(schedule, version))


def _taken(version: Version, known: tuple[Version, ...]) -> list[DocumentFault]:
    """Refuse the name of a version that is known: its text is what past answers rest on."""
    if all(other.version != version.version for other in known):
        return []
    expected, remedy = "a name that is not taken", f'Name it otherwise, and say replaces: "{version.version}".'
    return [fault("/version", "version-known", found=shown(version.version), expected=expected, remedy=remedy)]


def _examine(program: Program) -> Examined:
    computed = tuple(trials(program)[0].values())
    found = survey(program, computed)
    return Examined(found, mutate(program, computed), boundary_cases(program, found.probes))


def report_json(report: Report) -> dict[str, Json]:
    """Write the report for programs, with words beside what people have to read."""
    version, examined = report.version, report.examined
    document: dict[str, Json] = {
        "object": "publication_report",
        "schedule": version.schedule,
        "version": version.version,
        "sha256": version.sha256,
        "publishable": report.is_publishable,
        "refusals": [refusal_json(refusal) for refusal in report.refusals],
        "tests": len(version.tests) + len(version.cases),
        "coverage": None,
        "cliffs": [],
        "boundary_cases": 0,
        "edges_without_a_case": [],
        "mutation": None,
    }
    return document if examined is None else document | _examined_json(report, examined)


def _examined_json(report: Report, examined: Examined) -> dict[str, Json]:
    schedule, version = report.schedule, report.version
    speaker, ways = Speaker(schedule, version), coverage(schedule, version)
    found, mutation = examined.survey, examined.mutation
    return {
        "coverage": {"ways": len(ways), "tested": sum(bool(way.tests) for way in ways)},
        "cliffs": [_cliff_json(cliff, speaker, is_accepted=cliff.id in report.accepted) for cliff in found.cliffs],
        "boundary_cases": len(examined.boundary_cases),
        "edges_without_a_case": [
            {"id": edge.id, "path": edge.path, "text": dict(speaker.unreached(edge))} for edge in found.unreached
        ],
        "mutation": {
            "mutants": mutation.mutants,
            "noticed": mutation.mutants - len(mutation.survivors),
            "score": plain(mutation.score),
            "survivors": [change_json(change) for mutant in mutation.survivors for change in mutant.changes(version)],
        },
    }


def refusal_json(refusal: DocumentFault) -> dict[str, Json]:
    """Write a fault of a document."""
    return {
        "path": refusal.path,
        "code": refusal.code,
        "found": refusal.found,
        "expected": refusal.expected,
        "remedy": refusal.remedy,
    }


def change_json(change: Change) -> dict[str, Json]:
    """Write a difference between two texts."""
    return {**change._asdict(), "text": dict(change.text)}


def _cliff_json(cliff: Cliff, speaker: Speaker, *, is_accepted: bool) -> dict[str, Json]:
    probe = cliff.probe
    due = {"below": cliff.below, "at": cliff.at, "above": cliff.above}
    return {
        "id": cliff.id,
        "path": probe.edge.path,
        "component": probe.edge.component,
        "of": probe.edge.subject,
        "threshold": plain(probe.edge.at),
        "law": probe.edge.law,
        "jump": plain(cliff.jump),
        "due": {side: None if amount is None else plain(amount) for side, amount in due.items()},
        "case": probe.case,
        "inputs": {name: value_text(value) for name, value in probe.inputs(0).items()},
        "accepted": is_accepted,
        "text": dict(speaker.cliff(cliff)),
    }
