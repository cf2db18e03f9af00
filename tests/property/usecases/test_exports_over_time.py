"""
Random histories: every export of every instant comes out again, byte for byte, whatever is recorded after it.

What stands in it is what the model has. The long run, on both databases:
`./run test --slow tests/property/usecases/test_exports_over_time.py`.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import hypothesis
import pytest
from hypothesis import Phase
from hypothesis import strategies as st

from service.domain.canonical import read_canonical
from service.usecases.exports.assessments import export_assessments
from service.usecases.exports.formats import Format
from service.usecases.exports.payments import export_payments
from service.usecases.exports.reports import export_reports
from service.usecases.exports.statements import export_statements
from service.usecases.exports.totals import Exporting
from tests.databases import Databases, SqliteFolder
from tests.property.usecases.events import Event
from tests.property.usecases.histories import UNHURRIED, beginnings, events
from tests.property.usecases.service_over_time import Asked
from tests.property.usecases.side_by_side import SideBySide

pytestmark = pytest.mark.thorough

# The whole country, a part of it, another one, and whoever sees everything.
_JURISDICTIONS: Final = ("XA", "XA-N", "XB", None)
_EXPORTED: Final = (
    (export_assessments, Format.JSON_LINES, _JURISDICTIONS),
    (export_reports, Format.CSV, _JURISDICTIONS),
    (export_payments, Format.CSV, ("XA",)),
    (export_statements, Format.JSON_LINES, ("XA",)),
)
_HISTORIES: Final = st.builds(
    lambda begun, more: [*begun, *more], beginnings, st.lists(events, min_size=4, max_size=10)
)


def exported(world: SideBySide, known_at: datetime) -> list[bytes]:
    """Write every export as of an instant."""
    return [
        world.service.export(what, form, Asked(jurisdiction, known_at))
        for what, form, jurisdictions in _EXPORTED
        for jurisdiction in jurisdictions
    ]


def compare_standing(world: SideBySide) -> None:
    """Hold what is exported now against what the model has: what stands, what was stated, what is owed and was paid."""
    standing = {kept.id: kept.answer.total for kept in world.standing.values()}
    assert standing == {line["assessment"]: Fraction(line["total"]) for line in _lines(world, export_assessments)}
    counting = {(filed.report, filed.revision) for filed in world.model.counting(world.service.now)}
    assert counting == {(line["report"], line["revision"]) for line in _lines(world, export_reports)}
    paid = sorted((paid.operator, paid.on.isoformat(), Fraction(paid.amount)) for paid in world.model.paid)
    told = _lines(world, export_payments)
    assert paid == sorted((line["operator"], line["paid_on"], Fraction(line["paid"])) for line in told)
    balances: dict[str, Fraction] = defaultdict(Fraction)
    for line in _lines(world, export_statements):
        balances[line["operator"]] += Fraction(line["amount"] or 0)
    assert {name: owed for name, owed in _owed(world).items() if owed} == {
        name: balance for name, balance in balances.items() if balance
    }


def _lines(world: SideBySide, what: Exporting) -> list[Any]:
    file = world.service.export(what, Format.JSON_LINES, Asked(None, world.service.now))
    return [read_canonical(line) for line in file.splitlines()]


def _owed(world: SideBySide) -> dict[str, Fraction]:
    """Return what each operator owes: the last complete assessment of each chain, less what it paid."""
    complete = {kept.subject: kept.answer.total for kept in world.kept if not kept.answer.in_year}
    owed: dict[str, Fraction] = defaultdict(Fraction)
    for subject, total in complete.items():
        owed[subject.operator] += total
    for paid in world.model.paid:
        owed[paid.operator] -= Fraction(paid.amount)
    return owed


def live(databases: Databases, template: str, history: list[Event]) -> None:
    """Let everything of *history* happen, and export after each event; at the end, all of it once more."""
    with databases.database(like=template) as url, TemporaryDirectory() as folder:
        world, told = SideBySide(url, Path(folder)), {}
        try:
            for event in history:
                world.service.pass_time(1)
                event.happen(world)
                if world.farms:
                    compare_standing(world)
                    told[world.service.now] = exported(world, world.service.now)
            world.service.pass_time(1)
            for known_at, files in told.items():
                assert files == exported(world, known_at)
        finally:
            world.service.close()


# Not shrunk: that takes minutes, and whoever needs it has the long run.
@hypothesis.settings(
    max_examples=5, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=UNHURRIED
)
@hypothesis.given(history=_HISTORIES)
def test_an_export_comes_out_again_whatever_happens_after_it(
    sqlite_folder: SqliteFolder, sqlite_template: str, history: list[Event]
) -> None:
    """For a country, a part of it, another one, and for all; and what it has is what the model has."""
    live(sqlite_folder, sqlite_template, history)


@pytest.mark.slow
def test_many_exports_come_out_again(databases: Databases, migrated_template: str) -> None:
    """The same, many times, on both databases."""

    @hypothesis.settings(max_examples=60, suppress_health_check=UNHURRIED)
    @hypothesis.given(_HISTORIES)
    def lived(history: list[Event]) -> None:
        live(databases, migrated_template, history)

    lived()
