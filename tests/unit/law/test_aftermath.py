"""An aftermath is law like any other, with its own dates, but not of what reports say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from service.law.diff import diff
from service.law.document import RecordedVersion
from service.law.library import Library
from tests.unit.kernel.lateness.building import interest, late, penalty
from tests.unit.law.examples import schedule
from tests.unit.law.versions import version

OLD: Final = late(interest({1: "1/300", 31: "1/150"}), name="2030", begin="2030-01-01", end="2031-01-01")
NEW: Final = late(interest({1: "1/300", 31: "1/300"}), penalty(), name="2031", begin="2031-01-01")


def test_a_change_of_a_share_is_told_step_by_step() -> None:
    """In both languages, with its place and its article."""
    (change,) = [change for change in diff(OLD, NEW) if change.component == "interest"]

    assert ("/charges/0/steps/1/share", "1/150", "1/300", "act#5") == (
        change.path,
        change.before,
        change.after,
        change.law,
    )
    assert "charge interest, step 2, share 1/150 → 1/300" == change.text["en"]
    assert "начисление interest, ступень 2, доля 1/150 → 1/300" == change.text["ru"]


def test_a_new_charge_is_told_whole() -> None:
    """With its bounds."""
    (change,) = [change for change in diff(OLD, NEW) if change.component == "penalty"]

    assert change.text["en"].startswith("charge penalty added: a penalty for a late return")
    assert change.text["en"].endswith("not more than 30% of it altogether; not less than 1,000 ¤")


def test_what_a_version_says_of_being_late_is_compared() -> None:
    """By the names of the schedules."""
    found = diff(version("2030", "2030-01-01"), version("2031", "2030-01-01", aftermath=["xa.late"]))  # type: ignore[arg-type]

    assert ["if late added: xa.late"] == [change.text["en"] for change in found]


def test_an_aftermath_applies_to_no_report() -> None:
    """It is not among the schedules of its region."""
    at = datetime(2030, 1, 1, tzinfo=UTC)
    levy = (schedule("xa.levy"), RecordedVersion(version("2030", "2030-01-01"), at))
    library = Library([levy, (schedule("xa.late"), RecordedVersion(OLD, at))])

    assert ["xa.levy"] == [found.schedule for found in library.applying_to("XA")]
    assert ["xa.late", "xa.levy"] == [found.schedule for found in library.schedules()]
