"""The databases themselves hold what publishing law promises: steps, texts, four eyes, and a count of every change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from service.domain.errors import Stale
from service.store.database import Database
from service.store.rows import LawDraftRow
from tests.integration.store.samples import KEY, LAW_DRAFT, NOW, PUBLICATION, SIGNING_KEY, VERSION, keep
from tests.integration.store.test_append_only import intruder

SUBMIT = "UPDATE law_drafts SET state = 'in_review', revision = revision + 1"
REJECT = "UPDATE law_drafts SET state = 'draft', revision = revision + 1"
PUBLISH = "UPDATE law_drafts SET state = 'published', revision = revision + 1"
CHANGE = "UPDATE law_drafts SET version = '2025', revision = revision + 1"


@pytest.mark.parametrize(
    ("statements", "passed"),
    [
        ([CHANGE, CHANGE, SUBMIT, REJECT, CHANGE, SUBMIT, PUBLISH], [True] * 7),
        ([SUBMIT, CHANGE], [True, False]),
        ([PUBLISH], [False]),
        ([SUBMIT, PUBLISH, REJECT, SUBMIT, CHANGE], [True, True, False, False, False]),
        (["UPDATE law_drafts SET author = 'key_2', revision = revision + 1"], [False]),
        (["UPDATE law_drafts SET version = '2025'"], [False]),
        (["DELETE FROM law_drafts"], [False]),
    ],
)
def test_a_draft_takes_its_steps_and_no_others(database: Database, statements: list[str], passed: list[bool]) -> None:
    """Its text changes while it is a draft; its author never; each change is counted."""
    keep(database, LAW_DRAFT)

    with intruder(database) as run:
        assert passed == [run(statement) for statement in statements]


@pytest.mark.parametrize("wrong", [{"publisher": KEY.id}, {"author": "key_2", "publisher": KEY.id}])
def test_nobody_publishes_what_they_drafted(database: Database, wrong: dict[str, Any]) -> None:
    """Not by saying that somebody else drafted it, either."""
    keep(database, LAW_DRAFT, SIGNING_KEY, VERSION)

    with pytest.raises(Exception, match=r"(?i)four_eyes|foreign key"):
        keep(database, replace(PUBLICATION, **wrong))


def test_of_two_changes_to_one_state_one_is_refused(database: Database) -> None:
    """A draft is changed from the state that was read."""
    keep(database, LAW_DRAFT)
    changed = replace(LAW_DRAFT, revision=2)

    change(database, changed)
    with pytest.raises(Stale):
        change(database, changed)

    with database.reading() as reading:
        found = reading.law_draft(LAW_DRAFT.id)
        assert found is not None
        assert changed == found.row


def test_every_version_recorded_or_withdrawn_is_counted(database: Database) -> None:
    """By the database, whoever does it."""
    counts = []
    changes: list[Callable[[], None]] = [lambda: None, lambda: keep(database, VERSION), lambda: withdraw(database)]
    for recorded in changes:
        recorded()
        with database.reading() as reading:
            counts.append(reading.law_changes())

    assert [0, 1, 2] == counts


def change(database: Database, draft: LawDraftRow) -> None:
    """Put *draft* in the place of the one before it."""
    with database.unit_of_work() as work:
        work.replace_law_draft(draft)
        work.commit()


def withdraw(database: Database) -> None:
    """Withdraw the version."""
    with database.unit_of_work() as work:
        work.withdraw_version(VERSION.sha256, NOW)
        work.commit()
