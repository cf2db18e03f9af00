"""How the names that a version uses lead to the facts of the catalogue, and which codes those can have."""

from __future__ import annotations

from typing import Final

from service.domain.facts import CATALOGUE, Fact
from service.domain.reports import OperatorKind
from service.law.document import Version

_CODES: Final = {"operator_kind": frozenset(kind.value for kind in OperatorKind)}


def fact_behind(version: Version, name: str) -> Fact | None:
    """Return the fact that *name* stands for in a condition: an input's, else the one of the catalogue so called."""
    entry = version.inputs.get(name)
    return CATALOGUE.get(name if entry is None else entry.fact)


def codes_of(fact: Fact) -> frozenset[str] | None:
    """Return every code that *fact* can have, or nothing where they are without number."""
    return _CODES.get(fact.name)


def is_number(fact: Fact) -> bool:
    """Tell whether *fact* can be computed with and compared with a bound."""
    return fact.type in ("quantity", "money")
