"""The report says what keeps a version from being published, and what does not."""

from __future__ import annotations

from typing import Any

from service.kernel.publication.report import report_json, report_on
from tests.unit.kernel.publication.documents import (
    DUE,
    MARGINAL,
    MARGINAL_TESTS,
    SCHEDULE,
    SLAB,
    SLAB_TESTS,
    version_of,
    worked,
)

SLABBED = version_of(SLAB, DUE, tests=SLAB_TESTS)


def codes(report: dict[str, Any]) -> list[str]:
    """List what is refused."""
    return [refusal["code"] for refusal in report["refusals"]]


def test_a_sound_version_is_publishable() -> None:
    """Nothing refused, every way tested, no cliff."""
    report: dict[str, Any] = report_json(report_on(SCHEDULE, version_of(MARGINAL, DUE, tests=MARGINAL_TESTS), ()))

    assert report["publishable"]
    assert {"ways": 2, "tested": 2} == report["coverage"]
    assert ([], 3) == (report["cliffs"], report["boundary_cases"])


def test_a_cliff_stands_against_it_until_it_is_acknowledged() -> None:
    """By its name; other names acknowledge nothing."""
    assert not report_on(SCHEDULE, SLABBED, (), ["levy:grid_kwh:999"]).is_publishable
    assert report_on(SCHEDULE, SLABBED, (), ["levy:grid_kwh:1000"]).is_publishable


def test_a_cliff_is_told_in_both_languages() -> None:
    """Where, on which side, by how much, and what is due around it."""
    report: dict[str, Any] = report_json(report_on(SCHEDULE, SLABBED, ()))

    (cliff,) = report["cliffs"]
    assert (
        "rises at once by 9.99999 EUR: 10.00 EUR just below, 20.00 EUR at it, 20.00 EUR just above"
        in cliff["text"]["en"]
    )
    assert "скачком растёт" in cliff["text"]["ru"]
    assert {"below": "10", "at": "20", "above": "20"} == cliff["due"]


def test_a_fault_of_the_text_is_told_alone() -> None:
    """What does not hold together is not computed."""
    report: dict[str, Any] = report_json(report_on(SCHEDULE, version_of({**SLAB, "law": "other#1"}, DUE, tests=[]), ()))

    assert not report["publishable"]
    assert ["unknown-law"] == codes(report)
    assert report["mutation"] is None


def test_a_test_that_fails_and_a_way_that_none_goes_are_refused() -> None:
    """As when a document is read."""
    wrong = version_of(SLAB, DUE, tests=[worked("small", "400", "5")])
    one_sided = version_of(SLAB, DUE, tests=[worked("small", "400", "4")])

    assert ["test-fails"] == codes(report_json(report_on(SCHEDULE, wrong, ())))
    assert ["branch-not-tested"] == codes(report_json(report_on(SCHEDULE, one_sided, ())))


def test_a_version_beside_known_ones_has_its_own_name_and_days() -> None:
    """Nothing is rewritten, and one law is in force on a day."""
    other = SLABBED._replace(version="2029")

    assert ["version-known"] == [
        code for code in codes(report_json(report_on(SCHEDULE, SLABBED, [SLABBED]))) if code == "version-known"
    ]
    assert ["overlap"] == codes(report_json(report_on(SCHEDULE, SLABBED, [other])))
