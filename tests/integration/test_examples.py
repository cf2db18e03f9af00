"""The examples are what their figures give, and come to what was published."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from examples.make_examples import DATA, FOLDER, rendered
from service.cli.main import hashlevy
from service.domain.identifiers import IDENTIFIER
from service.http.schemas.estimates import ESTIMATE
from service.http.schemas.reports import NEW_REPORT

SOURCES: dict[str, Any] = json.loads((FOLDER / "sources.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """File everything, once, with the very command of the README."""
    return filed(tmp_path_factory.mktemp("examples") / "examples.db")


def filed(database: Path) -> str:
    """Run the command on *database*, and return what it prints."""
    result = CliRunner(env={"DATABASE_URL": f"sqlite:///{database}"}).invoke(hashlevy, ["examples", str(FOLDER)])
    assert 0 == result.exit_code, result.output
    return result.stdout


def lines_of(printed: str, name: str) -> list[list[str]]:
    """Return the cells of the table's lines about *name*, after the period."""
    rows = [line.split("  ") for line in printed.splitlines() if f" {name} " in line]
    return [[cell.strip() for cell in row if cell.strip()][3:] for row in rows]


def test_making_them_again_gives_the_same_files() -> None:
    """What is checked in is what the published figures give, and nothing else lies about."""
    made = rendered()
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.json")}

    assert set(made) == there
    for name, text in made.items():
        assert text == (FOLDER / name).read_text(encoding="utf-8"), f"{name}: run python -m examples.make_examples"


def test_every_published_row_is_filed_or_listed_as_not_filed() -> None:
    """Nothing of the published months is dropped silently."""
    with (DATA / "miner_production_reports.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    filed_rows = [name for name in SOURCES["files"] if name.startswith("reports/") and "kz-" not in name]
    made_up = [name for name in filed_rows if SOURCES["files"][name]["kind"] == "made up"]

    assert len(rows) == len(filed_rows) - len(made_up) + len(SOURCES["not_filed"])


def test_every_figure_names_its_source_and_says_what_is_derived() -> None:
    """A published figure has an address; energy that nobody published says that it is derived, and how."""
    for name, origin in SOURCES["files"].items():
        document = json.loads((FOLDER / name).read_text(encoding="utf-8"))
        if origin["kind"] == "made up":
            assert not origin["sources"]
            continue
        assert all(address.startswith("https://") for address in origin["sources"])
        assert origin["sources"]
        if document["energy"]:
            assert any("derived" in words for words in origin["derived"]), name


def test_requests_have_the_form_of_the_interface() -> None:
    """Estimates can be sent as they are; reports once the farm's reference is replaced by its identifier."""
    farm = "frm_" + "0" * 26
    assert IDENTIFIER.fullmatch(farm)
    for name in SOURCES["files"]:
        document = json.loads((FOLDER / name).read_text(encoding="utf-8"))
        if name.startswith("reports/"):
            assert NEW_REPORT.load(document | {"farm": farm}).submit
        else:
            assert ESTIMATE.load(document).schedules


def test_kazakhstan_s_collection_of_2022_comes_out_to_the_tenge(printed: str) -> None:
    """652 million KZT at 1 KZT/kWh: as the national total, and when the last of the published regions has come in."""
    assert [["kz.digital_mining_fee@2022", "652000000.00 KZT", "-", "-"]] == lines_of(printed, "kz-2022-national-total")
    regions = [
        lines_of(printed, f"kz-{name}-2022-q1")[0][1:]
        for name in ("aktobe", "astana", "other-regions", "west-kazakhstan")
    ]
    assert ["48900000.00 KZT", "326200000.00 KZT", "508900000.00 KZT", "652000000.00 KZT"] == [
        row[0] for row in regions
    ]
    assert ["part-of-tax-period"] * 3 + ["-"] == [row[2] for row in regions]
    assert 2 == sum(line.endswith("652000000.00 KZT") for line in printed.splitlines())


def test_terawulf_s_new_york_months_are_estimated_over_the_year(printed: str) -> None:
    """S8518 is marginal over the year: 605,000 USD for the first 20 GWh, five cents for each kWh beyond."""
    document = json.loads((FOLDER / "estimates/us-ny-terawulf-2024.json").read_text(encoding="utf-8"))
    kwh = sum(Decimal(line["kwh"]) for line in document["energy"])
    due = 605_000 + (kwh - 20_000_000) * Decimal("0.05")

    assert [["us_ny.pow_excise@s8518", f"{due} USD", "-", "outside-its-dates"]] == lines_of(
        printed, "us-ny-terawulf-2024"
    )


def test_a_farm_in_irkutsk_s_south_gets_its_finding_from_7_april_2025(printed: str) -> None:
    """None in 2024; in the closed season of 2025; and year-round from 7 April, not from the first of the month."""
    found = {
        month: [
            row[2] for row in lines_of(printed, f"irkutsk-south-example-{month}") if row[0] != "no schedule applies"
        ]
        for month in ("2024-12", "2025-03", "2025-04", "2025-05")
    }

    assert [] == found["2024-12"]
    assert "prohibited-zone from 2025-04-07" in found["2025-04"]
    assert "prohibited-zone from 2025-05-01" in found["2025-05"]
    assert "prohibited-zone from 2025-03-01" in found["2025-03"]


def test_where_no_law_applies_the_table_says_so(printed: str) -> None:
    """British Columbia has no schedule; that is told, and nothing is invented."""
    assert [["no schedule applies", "-", "-", "-"]] == lines_of(printed, "iren-ca-bc-2022-04")


def test_filing_them_twice_files_nothing_twice(tmp_path: Path) -> None:
    """A second run has no second effect and prints the same."""
    database = tmp_path / "twice.db"

    assert filed(database) == filed(database)
