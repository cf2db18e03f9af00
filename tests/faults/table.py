"""What a run of the fault suite comes to: a row for each fault, with what was lost, doubled and caught as a control."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

FAULT: Final = "fault"
CONTROL: Final = "control"
TRIED: Final = "tried"
CAUGHT: Final = "caught"
BEGIN: Final = "<!-- faults: written by ./run faults -->"
END: Final = "<!-- end of faults -->"
_HEAD: Final = ("fault", "what was done", "rounds", "writes acknowledged", "lost", "doubled", "control caught")


@dataclass
class Row:
    """One fault: what was done, its figures once it was tried, and what became of its controls."""

    done: str
    figures: dict[str, int] = field(default_factory=dict)
    controls: list[str] = field(default_factory=list)
    trouble: str = ""

    def cells(self) -> tuple[str, ...]:
        """Return what stands in the columns after the first."""
        figures = [str(self.figures.get(name, "-")) for name in ("rounds", "acknowledged", "lost", "doubled")]
        if self.trouble:
            figures[0] = self.trouble
        return (self.done, *figures, "; ".join(self.controls) or "of the oracle")


class Table:
    """A pytest plugin that gathers what the tests of faults report, in this process or by workers of pytest-xdist."""

    def __init__(self) -> None:
        """Begin without rows."""
        self.rows: dict[str, Row] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what one phase of a test reports; of those that pass, the call alone says something."""
        if report.when == "call" or report.outcome != "passed":
            self._take(dict(report.user_properties), report)

    def markdown(self) -> str:
        """Return the table, in Markdown."""
        cells = [_HEAD, ("---",) * len(_HEAD), *((fault, *self.rows[fault].cells()) for fault in sorted(self.rows))]
        return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in cells)

    def _take(self, told: dict[str, Any], report: pytest.TestReport) -> None:
        if FAULT in told:
            fault, done = told[FAULT]
            row = self.rows.setdefault(fault, Row(done))
            # Of a test with several cases, what failed is told, and else the figures of the last.
            row.done, row.figures = done, told.get(TRIED, row.figures)
            row.trouble = row.trouble or _trouble(report)
        if CONTROL in told:
            fault, sabotage = told[CONTROL]
            trouble = _trouble(report).replace("FAILED", "NOT CAUGHT")
            outcome = trouble or told.get(CAUGHT, "caught")
            controls = self.rows.setdefault(fault, Row("")).controls
            if f"{sabotage}: {outcome}" not in controls:
                controls.append(f"{sabotage}: {outcome}")


def figures(rounds: int, acknowledged: int, found: Iterable[str]) -> dict[str, int]:
    """Count what the oracle *found*; whatever is there twice counts as doubled, and all else as lost."""
    told = list(found)
    doubled = sum(each.startswith("twice") for each in told)
    return {"rounds": rounds, "acknowledged": acknowledged, "lost": len(told) - doubled, "doubled": doubled}


def write(path: Path, table: str) -> None:
    """Put the table between the two marks of a page, or make a page of it."""
    text = path.read_text(encoding="utf-8") if path.exists() else f"{BEGIN}\n{END}\n"
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path}: found no place for the table, expected the lines {BEGIN} and {END}")
    path.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", encoding="utf-8")


def _trouble(report: pytest.TestReport) -> str:
    if report.outcome == "skipped" and hasattr(report, "wasxfail"):
        return f"KNOWN TO FAIL ({report.wasxfail})"
    if report.outcome == "skipped":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        return f"not tried ({reason.removeprefix('Skipped: ')})"
    return "FAILED" if report.outcome == "failed" else ""
