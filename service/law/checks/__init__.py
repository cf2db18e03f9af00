"""
What is refused when a document is read, beyond its shape.

Each check is a generator of faults over a version, in a module of its own; every refusal has an example that it refuses
and one that it does not, under the tests. Embedded tests are run by the kernel, which knows how to compute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from service.law.checks.aftermath import check_aftermath
from service.law.checks.articles import check_articles
from service.law.checks.bands import check_bands
from service.law.checks.choices import check_choices
from service.law.checks.conditions import check_conditions
from service.law.checks.dates import check_dates
from service.law.checks.decidable import check_decidable
from service.law.checks.due import check_due
from service.law.checks.embedded import check_embedded_tests
from service.law.checks.history import check_history
from service.law.checks.inputs import check_inputs
from service.law.checks.names import check_names
from service.law.checks.parts import check_facts_of_parts
from service.law.checks.purpose import check_purpose
from service.law.checks.schedules import check_schedule
from service.law.checks.settled import check_settled
from service.law.checks.units import check_units
from service.law.document import Schedule, Version
from service.law.errors import DocumentFault

__all__ = ["check_schedule", "check_version", "check_versions"]

Check = Callable[[Schedule, Version], Iterable[DocumentFault]]

_CHECKS: Final[tuple[Check, ...]] = (
    check_aftermath,
    check_articles,
    check_bands,
    check_choices,
    check_dates,
    check_due,
    check_embedded_tests,
    check_facts_of_parts,
    check_inputs,
    check_purpose,
)


def check_version(schedule: Schedule, version: Version) -> tuple[DocumentFault, ...]:
    """Return everything that is wrong with *version* by itself; the file of each fault is the version's name."""
    return tuple(found._replace(file=version.name) for found in _faults(schedule, version))


def check_versions(schedule: Schedule, versions: Sequence[Version]) -> tuple[DocumentFault, ...]:
    """Return what is wrong with *versions* of *schedule* when all of them are known; the file is the version's name."""
    return tuple(check_history(schedule, versions))


def _faults(schedule: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Units and what conditions can come to are judged only where every name is known, or one slip would be many."""
    for check in _CHECKS:
        yield from check(schedule, version)
    misnamed = [*check_names(schedule, version)]
    yield from misnamed or check_units(schedule, version)
    unclear = [*check_conditions(schedule, version)] or [*check_decidable(schedule, version)]
    yield from unclear or check_settled(schedule, version)
