"""Versions of a levy for tests of publication: made of a document, so that they can be mutated and told of."""

from __future__ import annotations

from typing import Any, Final

from service.domain.canonical import Json
from service.kernel.program import Program
from service.kernel.proving import Trial, trials
from service.law.document import Version
from service.law.reader import version_from_content
from tests.unit.law.examples import schedule

SCHEDULE: Final = schedule("xa.levy")
SLAB: Final[dict[str, Any]] = {
    "id": "levy", "kind": "brackets", "of": "grid_kwh", "mode": "slab", "edge": "lower_inclusive", "law": "act#1",
    "bands": [{"from": "0", "rate": "0.01"}, {"from": "1000", "rate": "0.02"}],
}  # fmt: skip
MARGINAL: Final[dict[str, Any]] = {**SLAB, "mode": "marginal"}
DUE: Final[dict[str, Any]] = {
    "id": "due", "kind": "round", "of": "levy", "step": "0.01", "mode": "half_up", "law": "act#2"
}  # fmt: skip


def worked(name: str, kwh: str, due: str) -> Json:
    """Write a worked case."""
    return {"name": name, "inputs": {"grid_kwh": kwh}, "expect": {"due": due}}


def version_of(*components: dict[str, Any], tests: list[Any], name: str = "2030", **said: Any) -> Version:
    """Make a version of *components*, the last of which is the result."""
    content: dict[str, Json] = {
        "format": "hashlevy.version/1",
        "schedule": "xa.levy",
        "version": name,
        "status": "enacted",
        "valid": {"from": "2030-01-01", "to": None},
        "published_on": "2029-12-01",
        "evidence": "unverified",
        "law": {"act": {"title": "Mining Levy Act", "cite": "XA 2029/1", "evidence": "verified"}},
        "inputs": {"grid_kwh": {"fact": "energy_kwh", "where": {"supply": ["grid"]}}},
        "components": list(components),
        "result": components[-1]["id"],
        "tests": tests,
    }
    return version_from_content({**content, **said}, SCHEDULE)


def tried(version: Version) -> tuple[Program, list[Trial]]:
    """Compile *version* and compute its worked cases."""
    program = Program(SCHEDULE, version)
    return program, list(trials(program)[0].values())


SLAB_TESTS: Final[list[Any]] = [worked("small", "400", "4"), worked("at the edge", "1000", "20")]
MARGINAL_TESTS: Final[list[Any]] = [worked("small", "400", "4"), worked("large", "1500.5", "20.01")]
