"""What is told of witnesses over HTTP: a header, and figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from service.domain.errors import Unavailable
from service.evidence.notes import Key
from service.http.witness_figures import witness_figures
from service.http.witnessed import witnessed
from service.law.library import Library
from service.store.rows import CheckpointRow
from service.usecases.cosigned import Shown, Standing
from service.usecases.service import Service

NOW: Final = datetime(2026, 11, 23, tzinfo=UTC)
KEY: Final = Key("witness.example/w1", 4, bytes(32))


@pytest.mark.parametrize(
    ("met", "expected"),
    [(None, []), (True, [("Hashlevy-Witnessed", "true")]), (False, [("Hashlevy-Witnessed", "false")])],
    ids=["no quorum is asked for", "the quorum is met", "it is not"],
)
def test_the_header_says_what_was_found(*, met: bool | None, expected: list[tuple[str, str]]) -> None:
    """Nothing where nobody asks for it: there it would promise something."""
    assert expected == witnessed(Shown(CheckpointRow(1, bytes(32), "", NOW), "", met))


def test_figures_say_how_far_each_witness_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that has cosigned nothing yet is infinitely late, so that an alarm goes off."""
    standings = (
        Standing("ministry", KEY, "https://w.example", 7, timedelta(seconds=12.5)),
        Standing("miners", KEY, None, None, None),
    )
    monkeypatch.setattr("service.http.witness_figures.standings_of", lambda _: standings)
    lines = witness_figures(_service()).decode().split("\n")

    assert 'hashlevy_witness_cosignature_age_seconds{witness="ministry"} 12.5' in lines
    assert 'hashlevy_witness_cosignature_age_seconds{witness="miners"} +Inf' in lines
    assert 'hashlevy_witness_cosigned_leaves{witness="ministry"} 7.0' in lines


def test_without_witnesses_or_database_there_are_no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other figures are given all the same."""
    assert b"" == witness_figures(_service())

    def away(_: Service) -> None:
        raise Unavailable("database-unreachable", "gone")

    monkeypatch.setattr("service.http.witness_figures.standings_of", away)
    assert b"" == witness_figures(_service())


def _service() -> Service:
    return Service(None, Library(()), lambda: NOW)
