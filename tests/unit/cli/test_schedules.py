"""The commands about law show what is shipped, and judge documents with reasons that mend them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli.main import hashlevy
from service.law.reader import DOCUMENTS

FEE = DOCUMENTS / "kz" / "digital_mining_fee"


def schedules(*words: str) -> Result:
    """Run `hashlevy schedules ...`."""
    return CliRunner().invoke(hashlevy, ["schedules", *words])


def test_the_list_has_every_schedule_and_marks_what_is_not_law() -> None:
    """A draft is never shown as if it were law."""
    shown = schedules("list").stdout

    assert 1 + len(list(DOCUMENTS.rglob("schedule.yaml"))) == len(shown.splitlines())
    assert "2022-draft (proposed)" in shown
    assert "s8518 (proposed)" in shown


def test_a_schedule_is_shown_with_the_days_of_its_versions() -> None:
    """Half-open spans, as they are written in the documents."""
    shown = schedules("show", "kz.digital_mining_fee").stdout

    assert ["2023", "repealed", "2023-01-01", "2024-01-01"] == next(
        line.split()[:4] for line in shown.splitlines() if line.startswith("2023 ")
    )


@pytest.mark.parametrize(
    ("version", "span"),
    [
        ("2024", "valid      from 2024-01-01 on"),
        ("2023", "valid      from 2023-01-01 up to, not including, 2024-01-01"),
        ("2022-draft", "valid      without dates"),
    ],
)
def test_a_version_is_shown_whole(version: str, span: str) -> None:
    """Dates, acts, components and what is not known."""
    shown = schedules("show", f"kz.digital_mining_fee@{version}", "--language", "ru").stdout

    assert span in shown
    for part in ("law: ", "COMPONENT", "notes", "(the result)", "Плата"):
        assert part in shown


def test_a_name_that_is_not_shipped_is_refused_with_near_ones() -> None:
    """Whoever mistypes is told what there is."""
    schedule = schedules("show", "kz.digital_mining_fe")
    version = schedules("show", "kz.digital_mining_fee@2025")

    assert (1, 1) == (schedule.exit_code, version.exit_code)
    assert "there is kz.digital_mining_fee." in schedule.stderr
    assert "2024" in version.stderr


def test_every_shipped_document_is_good() -> None:
    """What is shipped passes its own checks and worked cases."""
    checked = schedules("check", str(DOCUMENTS))

    assert 0 == checked.exit_code
    versions = [path for path in DOCUMENTS.rglob("*.yaml") if path.name != "schedule.yaml"]
    assert len(versions) == len(checked.stdout.splitlines())


def test_a_bad_document_is_refused_with_place_and_remedy(tmp_path: Path) -> None:
    """File and line, path, what was found, what was expected, how to mend it; exit code 1."""
    copy = Path(shutil.copytree(FEE, tmp_path / "fee")) / "2024.yaml"
    copy.write_text(copy.read_text(encoding="utf-8").replace('rate: "2"', 'rate: "two"'), encoding="utf-8")

    refused = schedules("check", str(copy))

    assert 1 == refused.exit_code
    for part in ("2024.yaml:", "/components/0/rate", "found", '"two"', "expected", "to mend", "refused: 1 fault"):
        assert part in refused.stderr


def test_a_wrong_figure_is_caught_by_the_worked_cases(tmp_path: Path) -> None:
    """A document that reads well and computes wrongly does not pass."""
    copy = Path(shutil.copytree(FEE, tmp_path / "fee")) / "2024.yaml"
    copy.write_text(copy.read_text(encoding="utf-8").replace('rate: "2"', 'rate: "3"'), encoding="utf-8")

    assert 1 == schedules("check", str(copy)).exit_code


def test_a_version_is_explained_in_both_languages() -> None:
    """The words are the law's room's; the terminal passes them on."""
    assert "This is a proposal, not law" in schedules("explain", "us_ny.pow_excise@s8518").stdout
    assert "Это закон" in schedules("explain", "kz.digital_mining_fee@2024", "--language", "ru").stdout


def test_the_difference_between_two_versions_names_what_changed(tmp_path: Path) -> None:
    """Between shipped versions by name, and between files."""
    named = schedules("diff", "kz.digital_mining_fee@2023", "kz.digital_mining_fee@2024")
    copy = Path(shutil.copytree(FEE, tmp_path / "fee")) / "2024.yaml"
    same = schedules("diff", str(copy), "kz.digital_mining_fee@2024")

    assert 0 == named.exit_code
    assert named.stdout.strip()
    assert "nothing changes\n" == same.stdout


def test_a_difference_needs_versions_and_not_schedules() -> None:
    """A schedule without a version is refused with the versions that there are."""
    refused = schedules("diff", "kz.digital_mining_fee", "kz.digital_mining_fee@2024")

    assert 1 == refused.exit_code
    assert "kz.digital_mining_fee@2023" in refused.stderr
