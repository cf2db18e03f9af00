"""
Writes the conformance set: `python -m tests.vectors.generate [folder]`, into `tests/evidence-vectors` unless told else.

Every run writes the same bytes. What no case makes any more is removed.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from tests.vectors import (
    consistency_cases,
    fsck_cases,
    key_cases,
    promise_cases,
    receipt_cases,
    recompute_cases,
    stream_cases,
)
from tests.vectors.case import TRUST, Case

FOLDER: Final = Path(__file__).parents[1] / "evidence-vectors"
_CASES: Final = "cases"
_INDEX: Final = "index.json"
_TRUST: Final = "trust"


def every_case() -> Iterator[Case]:
    """Yield all cases."""
    modules = (key_cases, receipt_cases, promise_cases, consistency_cases, stream_cases, fsck_cases, recompute_cases)
    return chain.from_iterable(module.cases() for module in modules)


def generate(folder: Path) -> None:
    """Write the set into *folder*, in place of what is there."""
    cases = sorted(every_case(), key=lambda case: case.name)
    assert len(cases) == len({case.name for case in cases})
    for name in (_CASES, _TRUST):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name, data in {**TRUST, **key_cases.TRUST}.items():
        _write(folder / _TRUST / name, data)
    for case in cases:
        for name, data in case.files.items():
            _write(folder / _CASES / case.name / name, data)
    index = [
        {
            "case": case.name,
            "command": list(case.command),
            "description": case.description,
            "exit": case.exit,
            "finding": case.finding,
        }
        for case in cases
    ]
    _write(folder / _INDEX, (json.dumps(index, ensure_ascii=False, indent=1) + "\n").encode())


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
