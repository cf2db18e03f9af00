"""Each refusal has an example that it refuses, at a place it names, and a twin close to it that is let through."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from service.law.checks import check_schedule, check_versions
from service.law.document import Version
from service.law.errors import DocumentError
from service.law.format.plain_yaml import LARGEST_BYTES, read_plain
from service.law.reader import read_folder, read_schedule
from tests.unit.law.examples import HERE, Example, examples, read_example, schedule

LAW: Final = HERE.parents[2] / "service" / "law"


@pytest.mark.parametrize("example", examples("bad"), ids=lambda example: example.code)
def test_a_bad_document_is_refused_for_its_one_fault_at_its_place(example: Example) -> None:
    """The code is the example's name; file, line, place, finding, expectation and remedy are all there."""
    with pytest.raises(DocumentError) as refused:
        read_example(example.path)

    assert [(example.code, example.place)] == [(fault.code, fault.path) for fault in refused.value.faults]
    (fault,) = refused.value.faults
    assert fault.file.startswith(str(example.path))
    assert fault.line is not None or example.place == ""
    assert all(text.strip() for text in (fault.found, fault.expected, fault.remedy))


@pytest.mark.parametrize("example", examples("good"), ids=lambda example: example.code)
def test_its_twin_is_not(example: Example) -> None:
    """What is nearly the same but right is read without a word."""
    assert read_example(example.path)


def test_every_bad_example_has_a_twin() -> None:
    """No check goes unproven against over-eagerness."""
    assert [example.code for example in examples("bad")] == [example.code for example in examples("good")]


def test_every_refusal_in_the_code_has_an_example() -> None:
    """A new check without a document that it refuses does not get far."""
    texts = (
        path.read_text(encoding="utf-8") for folder in ("checks", "format") for path in (LAW / folder).glob("*.py")
    )
    in_code = {code for text in texts for code in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', text)}

    assert {"too-large", "version-twice"} == in_code - {example.code for example in examples("bad")}


def test_the_line_of_a_fault_is_the_line_of_its_key() -> None:
    """An editor can jump to it."""
    with pytest.raises(DocumentError) as refused:
        read_example(HERE / "bad" / "unknown-law.yaml")

    (fault,) = refused.value.faults
    lines = Path(fault.file).read_text(encoding="utf-8").splitlines()
    assert "law: code#1" in lines[(fault.line or 0) - 1]


def test_all_faults_of_a_document_are_told_at_once(tmp_path: Path) -> None:
    """Nobody mends one fault to meet the next."""
    text = (HERE / "good" / "unknown-law.yaml").read_text(encoding="utf-8")
    (tmp_path / "unknown-law.yaml").write_text(
        text.replace("act#1", "code#1").replace("of: grid_kwh", "of: grid_kw").replace("2029-12-01", "2030-12-01"),
        encoding="utf-8",
    )
    with pytest.raises(DocumentError) as refused:
        read_example(tmp_path / "unknown-law.yaml")

    expected = {"retroactive-missing", "unknown-law", "unknown-reference"}
    assert expected == {fault.code for fault in refused.value.faults}


def test_all_documents_of_a_library_are_judged_at_once() -> None:
    """One bad file does not hide another."""
    with pytest.raises(DocumentError) as refused:
        read_folder(HERE / "bad")

    folders = {Path(fault.file).parent.name for fault in refused.value.faults}
    assert {"gap-needless", "gap-undeclared", "overlap", "replaces-itself", "replaces-unknown"} == folders


def test_a_file_too_large_to_be_law_is_not_even_parsed() -> None:
    """What is read is bounded before it costs anything."""
    with pytest.raises(DocumentError) as refused:
        read_plain(b"#" * (LARGEST_BYTES + 1), "huge.yaml")

    assert ["too-large"] == [fault.code for fault in refused.value.faults]


def test_a_file_that_is_not_there_is_a_fault_like_any_other(tmp_path: Path) -> None:
    """The command line tells it as it tells all others."""
    with pytest.raises(DocumentError) as refused:
        read_schedule(tmp_path / "schedule.yaml")

    assert ["unreadable"] == [fault.code for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("kind", "period", "told"),
    [
        ("levy", "month", ["year_to_date with the period month", "period: year"]),
        ("levy", "quarter", ["year_to_date with the period quarter", "period: year"]),
        ("levy", "year", []),
        ("aftermath", "year", ["year_to_date in an aftermath", "day by day"]),
    ],
    ids=["month", "quarter", "year", "aftermath"],
)
def test_what_accumulates_is_a_year(kind: str, period: str, told: list[str]) -> None:
    """A shorter period and an aftermath would not heed it; whoever writes it is told what they may have meant."""
    made = schedule("xa.levy")._replace(kind=kind, period=period, accumulates="year_to_date")

    found = [each for each in check_schedule(made) if each.code == "accumulates-needless"]

    assert told[:1] == [each.found for each in found]
    assert all(part in each.remedy for each in found for part in told[1:])


def test_two_versions_of_one_name_cannot_stand_beside_each_other() -> None:
    """Files cannot be called the same, but versions from elsewhere can."""
    version = read_example(HERE / "good" / "unknown-law.yaml")
    assert isinstance(version, Version)

    found = check_versions(schedule("xa.levy"), [version, version])

    assert ["version-twice"] == [fault.code for fault in found]


def test_a_refusal_reads_well_and_becomes_a_problem() -> None:
    """People get four lines; programs get the pointer, the code and one sentence."""
    with pytest.raises(DocumentError) as refused:
        read_example(HERE / "bad" / "unknown-reference.yaml")

    message = str(refused.value).replace(str(HERE), "law")
    assert message.startswith(
        "law/bad/unknown-reference.yaml:15 /components/0/of (unknown-reference)\n"
        '    found     "grid_kw"\n'
        "    expected  an input or an earlier component: grid_kwh\n"
        '    to mend   Did you mean "grid_kwh"?'
    )
    problem = refused.value.refusal()
    assert ("document-refused", "/components/0/of", "unknown-reference") == (problem.code, *problem.faults[0][:2])
