"""The checks that are other people's programs, run from this environment over the whole repository."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from checks.check import ROOT, Check


def findings_of(*arguments: str) -> list[str]:
    """Run a program of this environment in the repository, and give what it said if it failed."""
    program = shutil.which(arguments[0], path=Path(sys.executable).parent)
    if program is None:
        return [f"{arguments[0]} is not in {Path(sys.executable).parent}: ./run check installs it"]
    asked = subprocess.run(
        [program, *arguments[1:]], cwd=ROOT, capture_output=True, text=True, errors="replace", check=False
    )
    if asked.returncode == 0:
        return []
    return (asked.stdout + asked.stderr).strip().splitlines() or [f"ended with {asked.returncode} and said nothing"]


def _tool(name: str, proves: str, *arguments: str) -> Check:
    return Check(name, proves, " ".join(arguments), lambda: findings_of(*arguments))


CHECKS: Final = (
    _tool("lint", "ruff knows no rule that is broken", "ruff", "check", "--quiet", "--output-format=concise", "."),
    _tool("layout", "every file is as the formatter writes it", "ruff", "format", "--quiet", "--check", "."),
    # From nothing each time: a cache remembers modules as missing that have been written since.
    _tool("types", "strict mypy has nothing to say", "mypy", "--no-incremental", "--no-error-summary"),
    _tool("imports", "rooms import only what lies below them", "lint-imports", "--no-logo"),
)
