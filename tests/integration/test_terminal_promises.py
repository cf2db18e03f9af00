"""Promises in the terminal."""

from __future__ import annotations

import os
from pathlib import Path

from service.audit.keys import PROMISE, open_key, open_origin
from service.evidence.notes import read_note, signed_by
from service.evidence.promises import key_name, read_promise
from tests.integration.terminals import Terminal, told


def test_what_a_write_promises_is_kept_where_the_terminal_was_told(prepared: Terminal, tmp_path: Path) -> None:
    """As a note, whose hash is that of the event; a command that only reads keeps nothing."""
    kept = tmp_path / "promise"
    register = ("operators", "register", "--kind", "legal_entity", "--name", "Kept LLP")

    told(prepared("--promise", str(kept), *register))
    prepared("--promise", str(tmp_path / "none"), "operators", "list")

    note = read_note(kept.read_bytes())
    directory = Path(os.environ["HASHLEVY_KEYS_DIRECTORY"])
    key = open_key(directory, PROMISE, key_name(open_origin(directory, None))).key
    assert ((key,), 1) == (signed_by(note, [key]), len(read_promise(note.text).events))
    assert not (tmp_path / "none").exists()
