"""Runs the checks side by side, and prints what each proves, how to run it by hand, and what it found."""

import argparse
import os
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from checks import documented, house, locks, migrations, specification
from checks.check import Check
from checks.tools import CHECKS as TOOLS

CHECKS: Final = (*TOOLS, specification.CHECK, locks.CHECK, documented.CHECK, migrations.CHECK, house.CHECK)


@dataclass(frozen=True)
class Outcome:
    """What a check found, and how long it looked."""

    check: Check
    findings: list[str]
    seconds: float


def main() -> int:
    """Run the checks that the arguments name, or all; the exit code is 1 if any found something."""
    parser = argparse.ArgumentParser(prog="./run check", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(check.name for check in CHECKS))
    parser.add_argument("--list", action="store_true", help="say what the checks prove, and run none")
    asked = parser.parse_args()
    if unknown := set(asked.names) - {check.name for check in CHECKS}:
        parser.error(f"no check is named {', '.join(sorted(unknown))}; see --list")
    chosen = [check for check in CHECKS if check.name in asked.names or not asked.names]
    if asked.list:
        print_table((check.name, check.proves, check.command) for check in chosen)
        return 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(_run, chosen))
    print_table(_row(outcome) for outcome in outcomes)
    for outcome in filter(lambda outcome: outcome.findings, outcomes):
        print(f"\n{outcome.check.name}: {len(outcome.findings)} found by `{outcome.check.command}`")
        print(*(f"  {finding}" for finding in outcome.findings), sep="\n")
    return int(any(outcome.findings for outcome in outcomes))


def _run(check: Check) -> Outcome:
    started = time.monotonic()
    try:
        findings = check.find()
    except Exception as error:  # noqa: BLE001 - whatever breaks a check is what it found, and the others go on.
        findings = [f"could not be run: {type(error).__name__}: {error}"]
    return Outcome(check, findings, time.monotonic() - started)


def _row(outcome: Outcome) -> tuple[str, ...]:
    mark = "FAILED" if outcome.findings else "ok"
    return mark, outcome.check.name, f"{outcome.seconds:5.1f} s", outcome.check.proves, outcome.check.command


def print_table(rows: Iterable[tuple[str, ...]]) -> None:
    """Print *rows* with each column as wide as its widest cell."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
