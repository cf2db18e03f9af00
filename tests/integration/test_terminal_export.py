"""Exports in the terminal: the file that HTTP gives, whole or not at all, and the totals beside it."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

from service.domain.errors import Unavailable
from service.store.reading import Reading
from tests.integration.terminals import Terminal, line, told

pytestmark = pytest.mark.thorough


@pytest.fixture
def filed(prepared: Terminal) -> Terminal:
    """Give a terminal whose database has a report with its assessment."""
    operator = told(prepared("operators", "register", "--kind", "legal_entity", "--name", "Steppe Hash LLP"))
    place = ("--region", "KZ-55", "--time-zone", "Asia/Almaty")
    farm = told(prepared("farms", "register", "--operator", operator["id"], "--name", "Hall", *place))["id"]
    report = {"farm": farm, "period": {"start": "2025-01-01", "end": "2025-04-01"}, "energy": [line("10000000")]}
    told(prepared("reports", "file", "-", sent=json.dumps(report)))
    return prepared


def test_a_file_is_written_with_its_totals_beside_it(filed: Terminal, tmp_path: Path) -> None:
    """Whoever adds up the file finds the sums, and whoever hashes it the hash."""
    path = tmp_path / "kz.csv"

    result = filed("export", "assessments", "--jurisdiction", "KZ", "-o", str(path), "--json")

    assert (0, "") == (result.exit_code, result.stdout)
    totals, content = json.loads(result.stderr), path.read_bytes()
    rows = list(csv.DictReader(content.decode().splitlines()))
    assert [("20000000.00", "KZT", "kz.digital_mining_fee@2024")] == [
        (row["total"], row["currency"], row["rules"]) for row in rows
    ]
    assert [("KZT", 1, "20000000.00")] == [(each["currency"], each["lines"], each["total"]) for each in totals["sums"]]
    assert (len(content), hashlib.sha256(content).hexdigest()) == tuple(totals["files"][0].values())[1:]
    assert ["kz.csv"] == [each.name for each in tmp_path.iterdir()]


def test_an_instant_gives_the_same_file_again(filed: Terminal, tmp_path: Path) -> None:
    """On standard output as well; people are told the totals in a table."""
    path = tmp_path / "kz.jsonl"
    asked = ("export", "reports", "--format", "jsonl", "--from", "2025-01-01", "--to", "2025-02-01")
    first = filed(*asked, "-o", str(path), "--json")

    again = filed(*asked, "--known-at", json.loads(first.stderr)["known_at"])

    assert path.read_text(encoding="utf-8") == again.stdout
    assert ["/energy/0"] == [json.loads(each)["line"] for each in again.stdout.splitlines()]
    assert "1 lines" in again.stderr
    assert json.loads(first.stderr)["files"][0]["sha256"] in again.stderr


def test_a_file_that_breaks_off_is_not_there(filed: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was there before stays as it was."""
    (path := tmp_path / "kz.csv").write_text("before")

    def broken(*_: object) -> None:
        raise Unavailable("database-unreachable", "Broken for this test.")

    monkeypatch.setattr(Reading, "exported_assessments", broken)

    assert 1 == filed("export", "assessments", "-o", str(path)).exit_code
    assert [("kz.csv", "before")] == [(each.name, each.read_text()) for each in tmp_path.iterdir()]


def test_a_slip_in_an_option_is_no_empty_file(filed: Terminal) -> None:
    """Options are read as the parameters of HTTP are."""
    refused = filed("export", "reports", "--jurisdiction", "kz")

    assert (1, "") == (refused.exit_code, refused.stdout)
    assert "/jurisdiction" in refused.stderr
