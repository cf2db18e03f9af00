"""What a benchmark found: figures of ours and of the peer's, their ratio, and the ratio to reach."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Finding(NamedTuple):
    """One row: *ours* and *theirs* with units, the *ratio* or figure that counts, and what it should reach."""

    what: str
    ours: str
    against: str
    theirs: str
    measured: float
    relation: str  # "at least" or "at most"
    reach: float
    unit: str = "x"

    @property
    def reached(self) -> bool:
        """Tell whether the figure is good enough."""
        return self.measured >= self.reach if self.relation == "at least" else self.measured <= self.reach


def machine() -> str:
    """Name the machine: processor, cores, memory, kernel, Python."""
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "0")
    processor = names[0] if names else platform.processor()
    return (
        f"{processor}, {len(names)} cores, {int(memory) // 2**20} GiB, Linux {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def render(findings: Iterable[Finding]) -> str:
    """Lay the findings out as a table."""
    rows = [("", "what", "ours", "against", "theirs", "measured", "to reach")]
    rows.extend(_row(finding) for finding in findings)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    laid_out = (zip(row, widths, strict=True) for row in rows)
    return "\n".join("  ".join(cell.ljust(width) for cell, width in cells).rstrip() for cells in laid_out)


def _row(finding: Finding) -> tuple[str, str, str, str, str, str, str]:
    return (
        "ok" if finding.reached else "MISSED",
        finding.what,
        finding.ours,
        finding.against,
        finding.theirs,
        f"{finding.measured:.3g} {finding.unit}",
        f"{finding.relation} {finding.reach:g} {finding.unit}",
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
