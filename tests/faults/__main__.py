"""`./run faults [name ...]`: breaks things at length under load, and prints what came of it as one table."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.faults import table

_ROUNDS: Final = 8
_SHORT: Final = 2


def main(arguments: list[str]) -> int:
    """Run the tests of the faults named, or of all, and return what pytest returns."""
    asked = _read(arguments)
    os.environ["HASHLEVY_FAULT_ROUNDS"] = str(_SHORT if asked.short else asked.rounds)
    rows = table.Table()
    chosen = ["-k", " or ".join(asked.names)] if asked.names else []
    marked = ["-m", f"{table.FAULT} or {table.CONTROL}"]
    outcome = pytest.main(["tests/faults", "--faults", "-q", f"-n{asked.processes}", *marked, *chosen], [rows])
    if rows.rows:
        sys.stdout.write(f"\n{rows.markdown()}\n")
        for path in asked.write:
            table.write(path, rows.markdown())
    return int(outcome)


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("./run faults", description="Break things under load and look what is lost.")
    parser.add_argument("names", nargs="*", help="words of the tests to run, such as power_cut; all, if none")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="how often each fault is tried (%(default)s)")
    parser.add_argument("--short", action="store_true", help="each twice: enough to see that nothing is broken")
    parser.add_argument("--processes", type=int, default=2, help="tests at once (%(default)s)")
    parser.add_argument("--write", type=Path, action="append", default=[], help="a page to write the table into")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
