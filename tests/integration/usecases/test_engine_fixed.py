"""Figures that another build computed otherwise: a reassessment tells them apart from law, prices and facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from service.audit.engine import Engine
from service.kernel import gathering
from service.store.database import Database
from service.usecases import assessment_rows
from tests.integration.usecases.levy import World, law

_OTHER: Final = Engine("0.0.1", "f" * 64)
Faulty = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def world(migrated_url: str, tmp_path: Path) -> Iterator[World]:
    """Begin with one version of the law."""
    database = Database(migrated_url)
    yield World(database, tmp_path / "law")
    database.close()


@pytest.fixture
def another_build(monkeypatch: pytest.MonkeyPatch) -> Faulty:
    """Be, for a while, a build that lost a hundred kilowatt-hours of whatever was reported."""
    as_it_is = gathering.GATHERERS["energy_kwh"]

    def lossy(need: Any, sources: Any) -> Decimal:
        kwh = as_it_is(need, sources)
        assert isinstance(kwh, Decimal)
        return kwh - 100

    @contextmanager
    def built() -> Iterator[None]:
        with monkeypatch.context() as build:
            build.setattr(assessment_rows, "ENGINE", _OTHER)
            build.setitem(gathering.GATHERERS, "energy_kwh", lossy)
            yield

    return built


def told(assessment: Any) -> list[tuple[str, str, str, str]]:
    """Return the cause and the line of each difference, with what it was and is."""
    return [(each["cause"], each["line"], each["before"], each["after"]) for each in assessment["differences"]]


def test_what_a_build_computed_otherwise_is_told_as_that(world: World, another_build: Faulty) -> None:
    """Nothing else moved; the differences of what is owed sum to the whole."""
    with another_build():
        before = world.file("1100")

    after = world.reassess(before["id"])

    assert ("10.00", "12.00", "2.00") == (
        before["total"]["amount"],
        after["total"]["amount"],
        after["difference"]["amount"],
    )
    assert [("engine-fixed", line, "10.00", "12.00") for line in ("capped", "due", "energy", "gross")] == told(after)


def test_a_build_and_a_correction_of_the_law_are_told_apart(world: World, another_build: Faulty) -> None:
    """First the build, by the law of then; what the new law makes of the right figure comes after it."""
    with another_build():
        before = world.file("1100")
    law(world.folder, "2", replaces='"1"', rate="0.05", above="25.00")
    world.learn()

    after = world.reassess(before["id"])

    due = [each for each in told(after) if each[1] == "due"]
    assert [("engine-fixed", "due", "10.00", "12.00"), ("law-correction", "due", "12.00", "15.00")] == due
    assert "5.00" == after["difference"]["amount"]


def test_a_build_a_price_and_the_law_are_told_apart(world: World, another_build: Faulty) -> None:
    """Each in its turn, and the sum of the three is the difference."""
    world.price("2000")
    with another_build():
        before = world.file("1100", coins="0.01")
    world.price("3000")
    law(world.folder, "2", replaces='"1"', rate="0.05", above="25.00")
    world.learn()

    after = world.reassess(before["id"])

    due = [each for each in told(after) if each[1] == "due"]
    assert [
        ("engine-fixed", "due", "12.00", "14.00"),
        ("price-revised", "due", "14.00", "15.00"),
        ("law-correction", "due", "15.00", "18.00"),
    ] == due
    assert "6.00" == after["difference"]["amount"]


def test_a_build_that_computes_the_same_is_no_cause(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only figures are told, not releases."""
    with monkeypatch.context() as build:
        build.setattr(assessment_rows, "ENGINE", _OTHER)
        before = world.file("1100")

    after = world.reassess(before["id"])

    assert ("12.00", []) == (after["total"]["amount"], told(after))
