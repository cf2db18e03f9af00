"""The kernel alone: marginal bands by the million against OpenFisca's scale, and ten components in both ways."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks import openfisca
from benchmarks.table import Finding
from service.kernel.columns import Codes, Column
from service.kernel.program import Program, Value, compile_version
from service.law.reader import read_schedule, read_version

MILLION: Final = 1_000_000
DAY: Final = date(2027, 1, 1)
_HERE: Final = Path(__file__).resolve().parent


def measure() -> Iterator[Finding]:
    """Time each in turns with its peer, best of several."""
    ours, theirs = _bands(), _openfisca_scale()
    ours, theirs = min(ours, _bands()), min(theirs, _openfisca_scale())
    yield Finding(
        "columns, 1,000,000 x 5 marginal bands, exact", f"{ours * 1000:.1f} ms", "OpenFisca MarginalRateTaxScale.calc",
        f"{theirs * 1000:.1f} ms", ours / theirs, "at most", 0.5,
    )  # fmt: skip
    exact = _exact_microseconds(read_trace=False)
    traced = _exact_microseconds(read_trace=True)
    yield Finding("exact with trace kept, 10 components", f"{exact:.1f} us", "", "", exact, "at most", 30, "us")
    yield Finding("the same, trace written as JSON nodes", f"{traced:.1f} us", "", "", traced, "at most", 300, "us")
    seconds = _columns_seconds()
    yield Finding("columns, 1,000,000 x 10 components", f"{seconds:.3f} s", "", "", seconds, "at most", 0.15, "s")


def _program(name: str) -> Program:
    folder = _HERE / "documents"
    schedule = read_schedule(folder / "schedule.yaml")
    return compile_version(schedule, read_version(folder / f"{name}.yaml", schedule))


def _bands() -> float:
    program = _program("bands")
    kwh = np.random.default_rng(0).integers(0, 30_000_000_000, MILLION)

    return _best(lambda: program.columns({"kwh": Column.of(kwh, 3)}, DAY))


def _columns_seconds() -> float:
    program = _program("ten_components")
    random = np.random.default_rng(1)

    values: dict[str, Column | Codes] = {
        "kwh": Column.of(random.integers(0, 10_000_000_000, MILLION), 3),
        "income": Column.of(random.integers(0, 100_000_000, MILLION), 2),
        "power_cost": Column.of(random.integers(0, 50_000_000, MILLION), 2),
        "region": Codes(random.integers(0, 2, MILLION), ("US-NY", "US-TX")),
    }
    return _best(lambda: program.columns(values, DAY))


def _exact_microseconds(*, read_trace: bool) -> float:
    program = _program("ten_components")
    values: dict[str, Value] = {
        "kwh": Decimal("6123456.789"),
        "income": Decimal("912345.67"),
        "power_cost": Decimal("301234.56"),
        "region": "US-TX",
    }
    number = 5_000

    def run() -> None:
        for _ in range(number):
            outcome = program.exact(values, DAY)
            if read_trace:
                outcome.nodes  # noqa: B018 - writing them is what is measured

    return _best(run) / number * 1_000_000


def _openfisca_scale() -> float:
    script = _HERE / "openfisca" / "marginal_scale.py"
    printed = subprocess.run([str(openfisca.environment()), str(script)], capture_output=True, text=True, check=True)
    return float(printed.stdout)


def _best(run: Callable[[], object], times: int = 7) -> float:
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return min(seconds)
