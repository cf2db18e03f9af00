"""`hashlevy audit keys show`: a trust file by which somebody else checks what the log signed."""

from __future__ import annotations

from pathlib import Path

from service.evidence.notes import read_note
from service.evidence.policy import read_policy
from tests.integration.terminals import Terminal


def test_the_trust_file_has_the_keys_of_checkpoints_and_promises(prepared: Terminal, tmp_path: Path) -> None:
    """A promise that the terminal writes is signed by one of them, and no secret is shown."""
    promise = tmp_path / "promise"
    prepared("--promise", str(promise), "operators", "register", "--kind", "individual", "--name", "Somebody")

    shown = prepared("audit", "keys", "show").stdout

    policy = read_policy(shown.encode())
    (signature,) = read_note(promise.read_bytes()).signatures
    assert "PRIVATE" not in shown
    assert signature.name in {log.key.name for log in policy.logs}
    assert 2 == len(policy.logs)
