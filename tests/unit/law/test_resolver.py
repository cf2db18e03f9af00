"""Which version is used for a day with the knowledge of an instant, and what is said of the others."""

from __future__ import annotations

from datetime import date

import pytest

from service.law.document import RecordedVersion
from service.law.resolver import Loser, Resolution, Unresolved, change_days, resolve
from tests.unit.law.versions import SCHEDULE, instant, recorded, version

ENDED = version("2030", "2030-01-01", "2031-01-01")
OPEN = version("2030", "2030-01-01")
NEXT = version("2031", "2031-01-01", replaces="2030")
DRAFT = version("draft", None, status="proposed")


def used(*versions: RecordedVersion, on: str, known: str = "2040-01-01", pinned: str | None = None) -> Resolution:
    """Resolve among *versions*."""
    return resolve(SCHEDULE, versions, date.fromisoformat(on), instant(known), pinned)


def refused(*versions: RecordedVersion, on: str, known: str = "2040-01-01", pinned: str | None = None) -> Unresolved:
    """Resolve among *versions*, in vain."""
    with pytest.raises(Unresolved) as unresolved:
        used(*versions, on=on, known=known, pinned=pinned)
    return unresolved.value


def test_the_version_in_force_on_the_day_is_used_and_the_other_says_when_it_ended() -> None:
    """The first day of a version is its own, the day after its last is not."""
    versions = recorded(ENDED), recorded(NEXT)

    assert "2030" == used(*versions, on="2030-12-31").version.version
    found = used(*versions, on="2031-01-01")
    assert (NEXT, "in-force", (Loser("2030", "ended-on 2031-01-01"),)) == (found.version, found.reason, found.losers)
    assert (Loser("2031", "not-yet-in-force 2031-01-01"),) == used(*versions, on="2030-01-01").losers


def test_a_version_without_an_end_ends_where_the_one_that_replaces_it_begins() -> None:
    """The law repealed it, though its own text names no end."""
    versions = recorded(OPEN), recorded(NEXT)

    assert "2030" == used(*versions, on="2030-12-31").version.version
    assert (Loser("2030", "ended-on 2031-01-01"),) == used(*versions, on="2031-01-01").losers


def test_a_replaced_version_does_not_come_back_when_its_successor_ends() -> None:
    """Nothing falls through to an older text."""
    brief = version("2031", "2031-01-01", "2032-01-01", replaces="2030")

    error = refused(recorded(OPEN), recorded(brief), on="2032-01-01")

    assert ("ended-on", "xa.levy is not in force on 2032-01-01: version 2031 ended on 2032-01-01.") == (
        error.code,
        error.detail,
    )


def test_a_version_replaced_through_another_stays_replaced() -> None:
    """Though the one in the middle was itself replaced from an earlier day."""
    middle = version("2032", "2032-01-01", replaces="2030")
    last = version("2031", "2031-01-01", "2031-07-01", replaces="2032")

    error = refused(recorded(OPEN), recorded(middle), recorded(last), on="2031-08-01")

    assert "ended-on" == error.code


def test_a_correction_takes_the_place_of_the_whole_text() -> None:
    """From the same first day, but only by the knowledge of those who knew of it."""
    correction = version("2030-corrected", "2030-01-01", replaces="2030", rate="3")
    versions = recorded(OPEN, "2029-12-01"), recorded(correction, "2030-06-16")

    after = used(*versions, on="2030-02-01", known="2030-06-16")
    before = used(*versions, on="2030-02-01", known="2030-06-15")

    assert ("2030-corrected", (Loser("2030", "corrected-by 2030-corrected"),)) == (after.version.version, after.losers)
    assert ("2030", ()) == (before.version.version, before.losers)


def test_what_was_recorded_later_is_not_even_named_among_the_losers() -> None:
    """So the reasons stored with an assessment can be given again, byte for byte."""
    earlier = used(recorded(ENDED), on="2030-05-01", known="2030-05-05")
    later = used(recorded(ENDED), recorded(NEXT, "2030-06-01"), on="2030-05-01", known="2030-05-05")

    assert earlier == later


def test_a_withdrawn_version_counts_until_it_is_withdrawn() -> None:
    """Knowledge too is half-open: `[recorded_at, withdrawn_at)`."""
    versions = recorded(OPEN, "2030-01-01", "2030-06-01"), recorded(version("other", "2029-01-01"), "2030-01-01")

    assert "2030" == used(*versions, on="2030-07-01", known="2030-05-31").version.version
    after = used(*versions, on="2030-07-01", known="2030-06-01")
    assert ("other", (Loser("2030", "withdrawn 2030-06-01T00:00:00.000000Z"),)) == (after.version.version, after.losers)


def test_of_two_texts_of_one_version_the_one_recorded_last_counts() -> None:
    """A slip of our own is mended without a new version of the law."""
    slip, mended = version("2030", "2030-01-01", rate="20"), version("2030", "2030-02-01", rate="2")
    versions = recorded(slip, "2030-01-01"), recorded(mended, "2030-03-01")

    assert mended == used(*versions, on="2030-02-01", known="2030-03-01").version
    assert slip == used(*versions, on="2030-02-01", known="2030-02-28").version
    assert "not-yet-in-force" == refused(*versions, on="2030-01-15", known="2030-03-01").code


def test_of_two_in_force_the_one_that_began_later_is_used_then_the_one_recorded_later() -> None:
    """Documents are refused when they overlap; the order is total all the same."""
    early, late = version("a", "2029-01-01"), version("b", "2030-01-01")
    twin = version("c", "2030-01-01")

    by_start = used(recorded(early), recorded(late), on="2030-05-01")
    by_recording = used(recorded(late, "2030-01-01"), recorded(twin, "2030-01-02"), on="2030-05-01")

    assert ("b", (Loser("a", "earlier-start 2029-01-01"),)) == (by_start.version.version, by_start.losers)
    assert ("c", (Loser("b", "recorded-earlier 2030-01-01T00:00:00.000000Z"),)) == (
        by_recording.version.version,
        by_recording.losers,
    )


def test_a_draft_beside_law_loses_by_date_and_is_tried_by_name() -> None:
    """Whatever the day: it has none of its own."""
    versions = recorded(ENDED), recorded(DRAFT)

    assert (Loser("draft", "proposed"),) == used(*versions, on="2030-05-01").losers
    tried = used(*versions, on="2050-01-01", pinned="draft")
    assert (DRAFT, "pinned", (Loser("2030", "not-pinned"),)) == (tried.version, tried.reason, tried.losers)


def test_drafts_resolve_among_themselves_where_there_is_no_law() -> None:
    """The latest proposal is tried."""
    older = version("fy2030", "2030-01-01", status="proposed")
    newer = version("fy2031", "2031-01-01", status="proposed", replaces="fy2030")

    answer = used(recorded(older), recorded(newer), on="2031-05-01")

    assert ("fy2031", "draft") == (answer.version.version, answer.reason)
    assert "fy2030" == used(recorded(older), recorded(newer), on="2030-05-01").version.version


def test_a_draft_does_not_end_the_law_that_it_would_replace() -> None:
    """Nor does law that was recorded later make an earlier estimate of the draft impossible."""
    draft = version("plan", "2031-01-01", status="proposed", replaces="2030")
    versions = recorded(OPEN, "2030-06-01"), recorded(draft, "2030-01-01")

    earlier = used(*versions, on="2031-05-01", known="2030-05-01")

    assert "2030" == used(*versions, on="2031-05-01").version.version
    assert ("plan", "draft") == (earlier.version.version, earlier.reason)


def test_pinned_law_has_to_be_in_force() -> None:
    """Only drafts are tried outside their time."""
    versions = recorded(ENDED), recorded(NEXT)

    assert "pinned" == used(*versions, on="2030-05-01", pinned="2030").reason
    assert "ended-on" == refused(*versions, on="2031-01-01", pinned="2030").code
    assert "not-yet-in-force" == refused(*versions, on="2030-12-31", pinned="2031").code


def test_without_a_version_there_is_a_typed_reason() -> None:
    """Before the first, after the last, before anything was known, and where there is nothing."""
    versions = recorded(version("2030", "2030-01-01", "2031-01-01"), "2029-06-01")

    assert "not-yet-in-force" == refused(versions, on="2029-12-31").code
    assert "ended-on" == refused(versions, on="2031-01-01").code
    assert "unknown-at" == refused(versions, on="2030-05-01", known="2029-05-31").code
    assert "no-schedule" == refused(on="2030-05-01").code
    assert "version-not-found" == refused(versions, on="2030-05-01", pinned="2077").code


def test_in_a_gap_the_reason_is_the_version_that_ended_before_it() -> None:
    """Of several the one that ended last."""
    later = version("2032", "2032-01-01")

    error = refused(recorded(ENDED), recorded(later), on="2031-05-01")

    assert ("ended-on", "xa.levy is not in force on 2031-05-01: version 2030 ended on 2031-01-01.") == (
        error.code,
        error.detail,
    )


def test_a_refusal_names_every_candidate_even_those_recorded_later() -> None:
    """So that the reader can ask again with another knowledge."""
    error = refused(recorded(ENDED), recorded(NEXT, "2031-06-01"), on="2031-05-01", known="2031-05-01")

    assert {
        "schedule": "xa.levy",
        "on": "2031-05-01",
        "known_at": "2031-05-01T00:00:00.000000Z",
        "candidates": [
            {"version": "2030", "reason": "ended-on 2031-01-01"},
            {"version": "2031", "reason": "unknown-until 2031-06-01T00:00:00.000000Z"},
        ],
    } == error.extra


def test_the_answer_can_change_only_where_something_known_begins_or_ends() -> None:
    """Drafts beside law and what is recorded later cut no period."""
    versions = (
        recorded(OPEN),
        recorded(NEXT, "2031-06-01"),
        recorded(version("plan", "2035-01-01", status="proposed")),
    )

    assert (date(2030, 1, 1),) == change_days(versions, instant("2031-05-01"))
    assert (date(2030, 1, 1), date(2031, 1, 1)) == change_days(versions, instant("2031-06-01"))


def test_where_a_version_begins_or_ends_that_another_one_has_precedence_over_nothing_changes() -> None:
    """Its dates cut no period: bands that are filled anew would change what is owed, though the law did not."""
    corrected = version("2031", "2031-01-01", replaces="2030")
    correction = version("2032", "2030-01-01", replaces="2031")
    shaded = version("old", "2029-01-01", "2030-07-01")
    versions = tuple(recorded(each) for each in (OPEN, corrected, correction, shaded))

    assert (date(2029, 1, 1), date(2030, 1, 1)) == change_days(versions, instant("2040-01-01"))
