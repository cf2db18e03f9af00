"""A unit of work keeps all of what it was given, or nothing; whoever comes too late is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from service.domain.errors import Stale
from service.store import rows
from service.store.database import Database
from service.store.errors import AppendOnly, Duplicate, Retryable
from tests.integration.store.samples import (
    ANSWER,
    DRAFT,
    FARM,
    NOW,
    OPERATOR,
    PLACE,
    PRICE,
    REPORT,
    REVISION,
    VERSION,
    keep,
)


class InterruptionError(Exception):
    """Something unforeseen."""


def farm(database: Database) -> rows.FarmRow | None:
    """Read the farm."""
    with database.reading() as reading:
        return reading.farm(FARM.id)


def test_what_is_committed_is_there_for_the_next_reader(database: Database) -> None:
    """The plain case."""
    keep(database, OPERATOR, FARM)

    assert farm(database) == FARM


def test_what_is_not_committed_is_undone(database: Database) -> None:
    """Forgetting to commit loses the work, not the consistency."""
    with database.unit_of_work() as work:
        work.add(OPERATOR)
        work.add(FARM)

    assert farm(database) is None


def test_an_exception_undoes_everything(database: Database) -> None:
    """Also what was read and locked before it."""
    keep(database, OPERATOR)
    with pytest.raises(InterruptionError), database.unit_of_work() as work:  # noqa: PT012 -- the exception is raised amid it
        work.add(FARM)
        assert work.operator(OPERATOR.id) == OPERATOR
        raise InterruptionError

    assert farm(database) is None


def test_a_row_that_fails_takes_the_others_with_it(database: Database) -> None:
    """The farm is good, its report names no farm: neither is kept."""
    keep(database, OPERATOR)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        keep(database, FARM, replace(REPORT, farm="frm_none"))

    assert farm(database) is None


def test_rows_may_be_added_in_any_order(database: Database) -> None:
    """What others point to is written first, whenever it was added."""
    keep(database, REVISION, REPORT, PLACE, FARM, OPERATOR)

    assert farm(database) == FARM


def test_what_waits_is_not_seen_by_reads_of_the_same_unit_of_work(database: Database) -> None:
    """Documented, so that nobody relies on the opposite."""
    with database.unit_of_work() as work:
        work.add(OPERATOR)
        assert work.operator(OPERATOR.id) is None
        work.commit()


def test_more_rows_than_fit_into_one_statement_are_all_kept(database: Database) -> None:
    """An import of a year of prices is one unit of work."""
    days = [replace(PRICE, on_day=date(2024, 1, 1) + timedelta(days=at), price=Decimal(at)) for at in range(366)]
    keep(database, *days)

    with database.reading() as reading:
        assert tuple(days) == reading.prices_between(PRICE.asset, PRICE.currency, date(2024, 1, 1), date(2024, 12, 31))


def test_a_key_that_is_taken_is_named(database: Database) -> None:
    """The same words for both databases, with the table and the columns."""
    keep(database, OPERATOR, FARM)
    with pytest.raises(Duplicate) as refused:
        keep(database, replace(FARM, id="frm_2"))

    assert ("duplicate", "farms", ("operator", "client_reference")) == (
        refused.value.code,
        refused.value.table,
        refused.value.columns,
    )


def test_a_second_answer_under_one_idempotency_key_is_retryable(database: Database) -> None:
    """Done again from the start, the second request finds the first one's answer."""
    keep(database, ANSWER)
    with pytest.raises(Retryable) as refused:
        keep(database, replace(ANSWER, body=b"{}"))

    assert refused.value.code == "answered-meanwhile"


def test_transact_repeats_what_lost_a_race(database: Database) -> None:
    """Each attempt begins with a unit of work of its own."""
    attempts = []

    def act(work: object) -> str:
        attempts.append(work)
        if len(attempts) < 3:
            raise Retryable("lost-race", "try again")
        return "done"

    assert database.transact(act) == "done"
    assert 3 == len({id(attempt) for attempt in attempts})


def test_transact_gives_up_in_the_end(database: Database) -> None:
    """A fault that stays is told, not waited for."""

    def act(_: object) -> None:
        raise Retryable("lost-race", "try again")

    with pytest.raises(Retryable):
        database.transact(act)


@pytest.mark.parametrize(
    "content",
    [b'{"energy":[1]}', rb'{"note":"\"\n\\x"}', '{"note":"Цех"}'.encode()],
    ids=["plain", "escapes", "letters"],
)
def test_a_draft_is_replaced_by_its_next_version(database: Database, content: bytes) -> None:
    """The one table whose rows change; bytes that a database could take for something else stay what they are."""
    keep(database, OPERATOR, FARM, REPORT, DRAFT)
    changed = replace(DRAFT, content=content, version=2)
    with database.unit_of_work() as work:
        work.replace_draft(changed)
        work.commit()

    with database.reading() as reading:
        assert reading.draft(REPORT.id) == changed


def test_a_draft_that_was_changed_meanwhile_is_not_overwritten(database: Database) -> None:
    """Both started from version 1: the second is told, and nothing of it is kept."""
    keep(database, OPERATOR, FARM, REPORT, replace(DRAFT, version=2))
    with pytest.raises(Stale), database.unit_of_work() as work:  # noqa: PT012 -- it is the commit that refuses
        work.add(ANSWER)
        work.replace_draft(replace(DRAFT, content=b"{}", version=2))
        work.commit()

    with database.reading() as reading:
        assert reading.draft(REPORT.id) == replace(DRAFT, version=2)
        assert reading.idempotency(ANSWER.principal, ANSWER.key) is None


def test_a_report_never_submitted_can_be_discarded_and_its_reference_used_again(database: Database) -> None:
    """The draft goes first, then the report."""
    keep(database, OPERATOR, FARM, REPORT, DRAFT)
    with database.unit_of_work() as work:
        work.discard_draft(DRAFT)
        work.discard_report(REPORT.id)
        work.commit()
    keep(database, replace(REPORT, id="rep_2"))

    with database.reading() as reading:
        assert reading.report(REPORT.id) is None


def test_a_report_never_submitted_can_change_its_period(database: Database) -> None:
    """A draft is free to be about another quarter."""
    keep(database, OPERATOR, FARM, REPORT, DRAFT)
    with database.unit_of_work() as work:
        work.move_period(REPORT.id, date(2024, 4, 1), date(2024, 7, 1))
        work.commit()

    with database.reading() as reading:
        assert reading.report(REPORT.id) == replace(REPORT, period_start=date(2024, 4, 1), period_end=date(2024, 7, 1))


def test_a_submitted_report_can_neither_be_moved_nor_discarded(database: Database) -> None:
    """The database itself refuses it."""
    keep(database, OPERATOR, FARM, REPORT, REVISION)
    with pytest.raises(AppendOnly), database.unit_of_work() as work:  # noqa: PT012 -- it is the commit that refuses
        work.move_period(REPORT.id, date(2024, 4, 1), date(2024, 7, 1))
        work.commit()
    with pytest.raises(AppendOnly), database.unit_of_work() as work:  # noqa: PT012 -- it is the commit that refuses
        work.discard_report(REPORT.id)
        work.commit()


def test_a_schedule_version_is_withdrawn_once(database: Database) -> None:
    """The second time there is nothing left to withdraw."""
    keep(database, VERSION)
    for again in (False, True):
        with database.unit_of_work() as work:
            work.withdraw_version(VERSION.sha256, NOW)
            if again:
                with pytest.raises(Stale):
                    work.commit()
            else:
                work.commit()

    with database.reading() as reading:
        assert (replace(VERSION, withdrawn_at=NOW),) == reading.schedule_versions()
