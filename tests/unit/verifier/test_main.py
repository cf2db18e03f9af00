"""What the verifier says, and how it leaves: never with a proof that there is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.verifier import main as verifier
from tests.vectors.generate import FOLDER

_GOOD = FOLDER / "cases" / "receipt" / "good" / "receipt.tlog-proof"
_TRUST = FOLDER / "trust" / "log"


def test_a_receipt_is_explained_in_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    """What was checked, what was found, what it means, and where."""
    code = verifier.main(["receipt", str(_GOOD), "--policy", str(_TRUST), "--language", "en"])
    said = capsys.readouterr().out

    assert 0 == code
    assert "[holds] Whether the event is in the log" in said
    assert "Found: The event evt_00000000000000000000000004 (report.submitted) is entry 4 of 7." in said
    assert f"Where: {_GOOD}" in said
    assert "PROVEN." in said


@pytest.mark.parametrize("setting", ["LC_ALL", "LC_MESSAGES", "LANG"])
def test_the_language_is_that_of_the_machine(
    setting: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unless another one is asked for."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(setting, "ru_RU.UTF-8")
    verifier.main(["receipt", str(_GOOD), "--policy", str(_TRUST)])

    assert "ДОКАЗАНО." in capsys.readouterr().out


def test_programs_are_answered_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The verdict, the exit code, and each finding with its code."""
    verifier.main(["receipt", str(_GOOD), "--policy", str(_TRUST), "--json"])
    answer = json.loads(capsys.readouterr().out)

    assert ("proven", 0, "receipt") == (answer["verdict"], answer["exit"], answer["command"])
    assert ["checkpoint-signed", "included"] == [finding["code"] for finding in answer["findings"]]
    assert {"index": "4", "size": "7"}.items() <= answer["findings"][1]["details"].items()


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["prove"],
        ["receipt"],
        ["receipt", str(_GOOD)],
        ["receipt", "absent", "--policy", str(_TRUST)],
        ["receipt", str(_GOOD), "--policy", "absent"],
        ["receipt", str(_GOOD), "--policy", str(_GOOD)],
        ["receipt", str(_GOOD), "--policy", str(_TRUST), "--language", "xx"],
        ["fsck", "absent"],
        ["fsck", "http://"],
        ["fsck", "https://localhost:port/"],
        ["fsck", str(_GOOD)],
    ],
    ids=" ".join,
)
def test_a_command_that_makes_no_sense_ends_with_3(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """And says why on standard error."""
    assert 3 == verifier.main(command)
    assert capsys.readouterr().err.startswith("hashlevy-verify: ")


def test_a_mistake_of_the_verifier_is_no_proof(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python would leave with 1, which accuses."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(verifier, "for_people", fail)

    assert 2 == verifier.main(["receipt", str(_GOOD), "--policy", str(_TRUST)])
    assert "nothing is decided, this program failed: ZeroDivisionError()" in capsys.readouterr().err


def test_what_an_artefact_says_cannot_move_the_cursor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Escape sequences could paint PROVEN over what was found."""
    spoiled = tmp_path / "receipt"
    spoiled.write_bytes(_GOOD.read_bytes().replace(b"index 4\n", b"index \x1b[2J4\n"))
    verifier.main(["receipt", str(spoiled), "--policy", str(_TRUST)])

    assert "\x1b" not in capsys.readouterr().out
