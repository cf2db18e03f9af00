"""The table of faults: figures of what was tried, the controls that were caught, and why something was not tried."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pytest

from tests.faults import table

HEAD = """\
| fault | what was done | rounds | writes acknowledged | lost | doubled | control caught |
| --- | --- | --- | --- | --- | --- | --- |
"""
TRIED = {table.FAULT: ["power cut", "cut"], table.TRIED: table.figures(2, 80, [])}


def reported(
    told: Mapping[str, object], outcome: Literal["passed", "failed", "skipped"] = "passed", why: str = ""
) -> pytest.TestReport:
    """Return the report of a test that told so much."""
    reason = ("file", 1, f"Skipped: {why}") if outcome == "skipped" else None
    properties = list(told.items())
    return pytest.TestReport("test", ("file", 1, "test"), {}, outcome, reason, "call", user_properties=properties)


def shown(*reports: pytest.TestReport) -> str:
    """Return the table of these reports, without its head."""
    rows = table.Table()
    for report in reports:
        rows.pytest_runtest_logreport(report)
    return (rows.markdown() + "\n").removeprefix(HEAD)


def test_a_fault_has_a_row_with_its_figures_and_the_control_of_the_oracle() -> None:
    """Where no control of its own is told."""
    assert "| power cut | cut | 2 | 80 | 0 | 0 | of the oracle |\n" == shown(reported(TRIED))


def test_what_is_lost_and_what_is_doubled_are_counted_apart() -> None:
    """By the first words of what the oracle says."""
    expected = {"rounds": 2, "acknowledged": 80, "lost": 2, "doubled": 1}
    assert expected == table.figures(2, 80, ["lost: a", "twice: farms b", "changed: c"])


def test_controls_stand_in_the_row_of_their_fault() -> None:
    """Also one that was not caught, in capitals."""
    caught = {table.CONTROL: ["power cut", "no sync"], table.CAUGHT: "caught, 7 findings"}
    blind = {table.CONTROL: ["power cut", "seldom"]}

    row = shown(reported(TRIED), reported(caught), reported(blind, "failed"))

    assert "| power cut | cut | 2 | 80 | 0 | 0 | no sync: caught, 7 findings; seldom: NOT CAUGHT |\n" == row


def test_what_was_not_tried_says_why() -> None:
    """A machine without root is no proof."""
    told = {table.FAULT: ["power cut", "cut"]}
    expected = "| power cut | cut | not tried (no root) | - | - | - | of the oracle |\n"
    assert expected == shown(reported(told, "skipped", "no root"))


def test_what_failed_says_so() -> None:
    """Whatever figures it has."""
    assert "| power cut | cut | FAILED | 80 | 0 | 0 | of the oracle |\n" == shown(reported(TRIED, "failed"))


def test_a_page_gets_the_table_between_its_marks(tmp_path: Path) -> None:
    """Again and again, and what stands around stays."""
    page = tmp_path / "page.md"
    page.write_text(f"before\n{table.BEGIN}\n{table.END}\nafter\n")

    table.write(page, "old")
    table.write(page, "new")

    assert f"before\n{table.BEGIN}\n\nnew\n\n{table.END}\nafter\n" == page.read_text()


def test_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    """With the words to put in."""
    page = tmp_path / "page.md"
    page.write_text("nothing\n")

    with pytest.raises(ValueError, match="expected the lines"):
        table.write(page, "new")
