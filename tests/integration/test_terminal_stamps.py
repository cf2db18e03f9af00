"""Time stamps from the terminal, and settings that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.clock import system_clock
from service.config import Config, Misconfigured
from service.domain.errors import Unavailable
from service.store.database import Database
from service.store.grants import DatabaseRole
from service.store.rows import CheckpointRow, StampRow
from service.wiring import open_stamping
from tests import authorities
from tests.integration.terminals import Terminal

ADDRESS = "https://time.example/tsa"


def test_the_terminal_lists_what_is_stamped(prepared: Terminal, database_url: str) -> None:
    """As a table, and with all that there is as JSON."""
    now = system_clock()
    database = Database(database_url, role=DatabaseRole.SEQUENCER)
    with database.unit_of_work() as work:
        work.add(CheckpointRow(7, bytes(32), "note\n", now))
        work.add(StampRow(7, ADDRESS, b"stamp", now, now))
        work.commit()
    database.close()

    table, said = prepared("audit", "stamps").output, json.loads(prepared("audit", "stamps", "--json").output)

    assert ["7", ADDRESS] == table.splitlines()[1].split()[::2]
    assert (7, "note\n", "c3RhbXA=") == (said["size"], said["checkpoint"], said["response"])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param({"stamp_authority": "time.example"}, "the address 'time.example'", id="no address"),
        pytest.param({"stamp_authority": ADDRESS}, "HASHLEVY_STAMP_ROOTS", id="no roots"),
        pytest.param({"stamp_authority": ADDRESS, "stamp_roots": "nowhere.pem"}, "nowhere.pem", id="no file"),
        pytest.param(
            {"stamp_authority": ADDRESS, "stamp_roots": __file__}, "test_terminal_stamps.py", id="no roots in it"
        ),
    ],
)
def test_an_authority_that_cannot_be_asked_is_refused(settings: dict[str, Any], said: str, tmp_path: Path) -> None:
    """At the start of the worker: nobody should think that the log is stamped."""
    database = Database(f"sqlite:///{tmp_path}/a.db")

    with pytest.raises(Unavailable, match="cannot be stamped") as refused:
        open_stamping(Config(**settings), database)

    assert "stamps-unusable" == refused.value.code
    assert said in refused.value.detail


def test_settings_of_an_authority_lead_to_it(tmp_path: Path) -> None:
    """And nothing is asked where nothing is set."""
    with authorities.authority(tmp_path) as found:
        environment = {
            "HASHLEVY_STAMP_AUTHORITY": found.url,
            "HASHLEVY_STAMP_ROOTS": str(found.roots),
            "HASHLEVY_STAMP_SECONDS": "600",
        }
        config, database = Config.from_environment(environment), Database(f"sqlite:///{tmp_path}/a.db")
        (asked,) = open_stamping(config, database)

    assert (found.url, 600) == (asked.url, config.stamp_seconds)
    assert () == open_stamping(Config(), database)
    assert set(environment.items()) <= set(config.environment().items())


def test_stamps_are_asked_for_once_a_day_at_least() -> None:
    """So that what a stamp is over is never older than that, in a log that grows."""
    with pytest.raises(Misconfigured, match="86400"):
        Config.from_environment({"HASHLEVY_STAMP_SECONDS": "86401"})
