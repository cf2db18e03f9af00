"""What is read ahead for many assessments answers as the store itself would, asked for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from service.domain.periods import Period
from service.store.database import Database
from service.store.reading import Reading, Source
from tests.integration.store.samples import (
    ASSESSMENT,
    EVERYTHING,
    FARM,
    INPUT,
    NOW,
    OTHER,
    PLACE,
    QUARTER,
    QUOTE,
    REPORT,
    REVISION,
    RUSSIAN,
    RUSSIAN_PLACE,
    SECOND_QUARTER,
    keep,
)

LATER = NOW + timedelta(days=1)
AMENDED = replace(REVISION, revision=2, content=b'{"kwh":"1"}', reason="metre replaced", submitted_at=LATER)
MOVED = replace(PLACE, since=date(2024, 3, 1), region="KZ-75", recorded_at=LATER)
SECOND = replace(
    REPORT, id="rep_2", client_reference=None, period_start=SECOND_QUARTER[0], period_end=SECOND_QUARTER[1]
)
TO_THE_INSTANT = b'{"production":[{"received_at":"2024-05-01T00:00:00.000000Z"}]}'
NEXT = replace(
    REVISION,
    report=SECOND.id,
    period_start=SECOND_QUARTER[0],
    period_end=SECOND_QUARTER[1],
    content=TO_THE_INSTANT,
)
LONG_AGO = replace(
    REPORT, id="rep_3", client_reference=None, period_start=date(2019, 1, 1), period_end=date(2019, 4, 1)
)
OLD = replace(REVISION, report=LONG_AGO.id, period_start=date(2019, 1, 1), period_end=date(2019, 4, 1))
# Of an operator that is in no group.
ABROAD = replace(REPORT, id="rep_4", farm=RUSSIAN.id, operator=OTHER.id, period_start=QUARTER[0], period_end=QUARTER[1])
RUSSIAN_REVISION = replace(REVISION, report=ABROAD.id, farm=RUSSIAN.id)
ABROAD_TOO = replace(ASSESSMENT, id="asm_2", subject=OTHER.id, operator=OTHER.id)
ROWS = (ASSESSMENT, ABROAD_TOO)


def store(database: Database) -> None:
    """Keep a history with an amendment, a move, a report of another year, and another tenant."""
    keep(database, *EVERYTHING, AMENDED, MOVED, SECOND, NEXT, LONG_AGO, OLD)
    abroad = (OTHER, RUSSIAN, RUSSIAN_PLACE, ABROAD, RUSSIAN_REVISION, ABROAD_TOO)
    keep(database, *abroad, replace(INPUT, assessment=ABROAD_TOO.id, report=ABROAD.id))


def asked(source: Source) -> list[object]:
    """Ask for all that an assessment is made again from."""
    answers: list[object] = []
    for row in ROWS:
        answers += [source.inputs(row.id), source.operator(row.operator), source.memberships_beside(row.operator)]
        for records in source.records([row.operator], Period(*QUARTER)):
            answers.append(records._replace(current=()))
            answers.append(source.revisions_of([(each.report, each.revision) for each in records.accepted]))
    for farm in (FARM.id, RUSSIAN.id):
        answers += [source.farm(farm), *(source.places(farm, at) for at in (None, NOW, LATER))]
    return [*answers, source.revisions_of([(REVISION.report, 1)]), source.inputs("asm_none"), source.places("frm_none")]


def test_what_was_read_ahead_is_what_would_have_been_read(database: Database) -> None:
    """Amendments, moves, other years, groups, and what there is not."""
    store(database)

    with database.reading() as reading:
        assert asked(reading) == asked(reading.read_ahead(reading, ROWS))


def test_nothing_is_asked_of_the_store_again_for_an_operator_in_no_group(database: Database) -> None:
    """That is what reading ahead is for; whatever is asked for all the same would raise."""
    store(database)

    with database.reading() as reading:
        ahead = reading.read_ahead(None, [ABROAD_TOO])  # type: ignore[arg-type] # nothing there to be asked
        found = ahead.records([OTHER.id], Period(*QUARTER))[0]
        named = [(each.report, each.revision) for each in found.accepted]

        assert [(ABROAD.id, 1)] == named
        assert ahead.inputs(ABROAD_TOO.id) == ahead.revisions_of(named)
        assert (OTHER, ()) == (ahead.operator(OTHER.id), ahead.memberships_beside(OTHER.id))


def test_who_is_superseded_and_who_asked_for_quotes_is_found_for_many_at_once(database: Database) -> None:
    """Of those asked about, and of nobody else."""
    store(database)
    successor = replace(ASSESSMENT, id="asm_3", supersedes=ASSESSMENT.id)
    keep(database, successor, replace(QUOTE, assessment=successor.id))

    def found(reading: Reading) -> tuple[frozenset[str], frozenset[str]]:
        return reading.superseded(ROWS), reading.quoting(ROWS)

    with database.reading() as reading:
        assert (frozenset({ASSESSMENT.id}), frozenset({ASSESSMENT.id})) == found(reading)
        assert (frozenset(), frozenset()) == (reading.superseded([successor]), reading.quoting([ABROAD_TOO]))
