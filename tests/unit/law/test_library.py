"""The library: what is known of the law, found by name, hash and region."""

from __future__ import annotations

import pytest

from service.domain.errors import NotFound
from service.law.library import Library
from tests.unit.law.examples import schedule
from tests.unit.law.versions import SCHEDULE, instant, recorded, version

FIRST = recorded(version("2030", "2030-01-01", "2031-01-01"), "2030-01-01")
SECOND = recorded(version("2031", "2031-01-01", replaces="2030"), "2030-06-01")
REWRITTEN = recorded(version("2030", "2030-01-01", "2031-01-01", rate="3"), "2030-09-01")
DRAFT = recorded(version("draft", None, status="proposed"))
LIBRARY = Library([(SCHEDULE, REWRITTEN), (SCHEDULE, SECOND), (SCHEDULE, FIRST)])


def test_versions_come_in_the_order_of_their_recording() -> None:
    """Whatever order the entries came in."""
    assert (FIRST, SECOND, REWRITTEN) == LIBRARY.versions("xa.levy")


def test_of_two_texts_under_one_name_the_last_recorded_is_shown() -> None:
    """The resolver knows when the other counts."""
    assert REWRITTEN == LIBRARY.version("xa.levy", "2030")


def test_any_text_ever_recorded_is_found_by_its_hash() -> None:
    """An assessment names the text it rests on by nothing else."""
    assert FIRST.version == LIBRARY.by_sha256(FIRST.version.sha256)
    assert REWRITTEN.version == LIBRARY.by_sha256(REWRITTEN.version.sha256)


def test_what_is_not_there_is_said_to_be_not_there() -> None:
    """With the code of what is missing."""
    for ask, code in (
        (lambda: LIBRARY.schedule("xa.tax"), "schedule-not-found"),
        (lambda: LIBRARY.versions("xa.tax"), "schedule-not-found"),
        (lambda: LIBRARY.version("xa.levy", "2077"), "version-not-found"),
        (lambda: LIBRARY.by_sha256("00"), "version-not-found"),
    ):
        with pytest.raises(NotFound) as missing:
            ask()
        assert code == missing.value.code


def test_a_schedule_applies_to_the_regions_of_its_jurisdiction() -> None:
    """Drafts concern nobody yet."""
    drafts = schedule("xa.closed_places")
    library = Library([(SCHEDULE, FIRST), (drafts, DRAFT)])

    assert (SCHEDULE,) == library.applying_to("XA-01")
    assert (SCHEDULE,) == library.applying_to("XA")
    assert () == library.applying_to("XB-01")
    assert (drafts, SCHEDULE) == library.schedules()


def test_the_digest_tells_two_states_of_knowledge_apart() -> None:
    """Another text, another instant, a withdrawal: but not another order."""
    same = Library([(SCHEDULE, FIRST), (SCHEDULE, SECOND), (SCHEDULE, REWRITTEN)])
    later = Library([(SCHEDULE, FIRST), (SCHEDULE, SECOND), (SCHEDULE, recorded(REWRITTEN.version, "2030-09-02"))])
    withdrawn = Library([(SCHEDULE, recorded(FIRST.version, "2030-01-01", "2031-01-01"))])

    assert LIBRARY.digest == same.digest
    assert 4 == len({LIBRARY.digest, later.digest, withdrawn.digest, Library([(SCHEDULE, FIRST)]).digest})


def test_as_known_at_an_instant_there_is_what_was_recorded_by_then() -> None:
    """Later texts are absent, and at the very instant of its recording a text is there."""
    assert (FIRST,) == LIBRARY.as_known_at(instant("2030-05-31")).versions("xa.levy")
    assert (FIRST, SECOND) == LIBRARY.as_known_at(instant("2030-06-01")).versions("xa.levy")
    assert FIRST == LIBRARY.as_known_at(instant("2030-08-31")).version("xa.levy", "2030")
    assert () == LIBRARY.as_known_at(instant("2029-12-31")).schedules()
    assert LIBRARY is LIBRARY.as_known_at(instant("2030-09-01"))


def test_before_its_withdrawal_a_text_was_not_withdrawn() -> None:
    """Knowledge of an instant does not know that either."""
    withdrawn = recorded(FIRST.version, "2030-01-01", "2030-07-01")
    library = Library([(SCHEDULE, withdrawn), (SCHEDULE, SECOND)])

    assert (FIRST, SECOND) == library.as_known_at(instant("2030-06-30")).versions("xa.levy")
    assert (withdrawn, SECOND) == library.as_known_at(instant("2030-07-01")).versions("xa.levy")
