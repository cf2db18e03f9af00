"""What the tests of faults share: a database server of their own, and the row of the table that each one fills."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import pytest

from tests.faults import table
from tests.faults.cluster import Cluster
from tests.faults.rounds import ROUNDS


class Judge(Protocol):
    """Judges what the oracle found after so many acknowledged writes, and so many rounds."""

    def __call__(self, acknowledged: int, found: list[str], rounds: int = ROUNDS) -> None:
        """Enter the figures, and fail unless nothing was found."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Have a test report which fault it tries, whatever becomes of it."""
    for name in (table.FAULT, table.CONTROL):
        if (mark := item.get_closest_marker(name)) is not None:
            item.user_properties.append((name, mark.args))


@pytest.fixture
def judge(record_property: Callable[[str, object], None]) -> Judge:
    """Enter how many writes were acknowledged and what the oracle found, and fail unless that is nothing."""

    def judging(acknowledged: int, found: list[str], rounds: int = ROUNDS) -> None:
        record_property(table.TRIED, table.figures(rounds, acknowledged, found))
        assert [] == found[:20]

    return judging


@pytest.fixture
def caught(record_property: Callable[[str, object], None]) -> Callable[[list[str]], None]:
    """Enter how much of a sabotage the oracle found, and fail if that is nothing."""

    def catching(found: list[str]) -> None:
        assert found, "the control was not caught: this test could not see the fault that it is there for"
        record_property(table.CAUGHT, f"caught, {len(found)} findings" if len(found) > 1 else "caught")

    return catching


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder with a short name, because sockets need one."""
    with TemporaryDirectory(prefix="hashlevy-fault-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """Run a PostgreSQL of the test's own."""
    with Cluster(folder / "pg") as started:
        yield started
