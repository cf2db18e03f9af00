"""Which day counts is told with its reason, and a day that stands as the law counts it is not told."""

from __future__ import annotations

from typing import Any

from service.cli.statement import why

SHIFT = {"law": "code#6.1(7)", "calendar": "RU", "calendar_known": True}


def term(**said: Any) -> dict[str, Any]:
    """Be due on a Thursday that nothing moves, unless *said* otherwise."""
    plain = {"stated_on": "2026-03-26", "on": "2026-03-26", "shift": SHIFT, "extended_to": None, "extended_by": None}
    return plain | said


def test_a_day_that_nothing_moved_needs_no_word() -> None:
    """With a rule that would move it, or without."""
    assert ["", ""] == [why("payment", term()), why("payment", term(shift=None))]


def test_a_calendar_that_was_not_known_is_told() -> None:
    """The day stands, and may be another one."""
    said = why("payment", term(shift=SHIFT | {"calendar_known": False}))

    assert "payment 2026-03-26: the calendar of RU was not known, which might move it" == said


def test_an_extension_is_told_from_the_day_that_would_have_counted() -> None:
    """Past days of rest."""
    extended = term(on="2026-03-30", extended_to="2026-04-08", extended_by="odc_1")

    assert "return 2026-04-08, not 2026-03-30: extended by odc_1" == why("return", extended)
