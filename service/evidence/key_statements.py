"""
What a log says of its own keys, as signed notes (C2SP signed-note) that stand in its leaves.

    <origin>/key-rotated/v1              <origin>/key-retired/v1
    <purpose>                            <purpose>
    <verifier key that signs now>        <verifier key that no longer signs>

A rotation is signed by the key that was there before, so that whoever has that one is led to the new one by itself. The
second line is no number, and the first does not end as that of a promise: no key signs anything else by signing this.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from service.evidence.notes import BadNote, BadSignature, Key, Note, read_key, signed_by

ROTATED: Final = "key-rotated"
RETIRED: Final = "key-retired"
_LINES: Final = 3


class KeyStatement(NamedTuple):
    """That *key* of the log *origin* signs for *purpose* from now on, or no longer does: *what* says which."""

    origin: str
    what: str
    purpose: str
    key: Key

    def text(self) -> str:
        """Write the text that is signed."""
        return f"{self.origin}/{self.what}/v1\n{self.purpose}\n{self.key.write()}\n"


def read_key_statement(note: Note) -> KeyStatement:
    """
    Read the text of *note*; whether anybody signed it is another question.

    Raises:
        BadNote: it is none.
    """
    *lines, end = note.text.split("\n")
    if end or len(lines) != _LINES:
        raise BadNote("expected three lines: what is said of a key of which log, its purpose, the key")
    for what in (ROTATED, RETIRED):
        origin, form, rest = lines[0].partition(f"/{what}/v1")
        if origin and form and not rest:
            return KeyStatement(origin, what, lines[1], read_key(lines[2]))
    raise BadNote(f"found {lines[0][:80]!r}, expected <origin>/{ROTATED}/v1 or <origin>/{RETIRED}/v1")


def vouched(note: Note, keys: Iterable[Key]) -> tuple[KeyStatement, tuple[Key, ...]]:
    """
    Read the text of *note*, and say which of *keys*, other than the one that it is about, signed it.

    Raises:
        BadNote: it is no statement of a log on its keys.
    """
    statement = read_key_statement(note)
    try:
        return statement, signed_by(note, [key for key in keys if key != statement.key])
    except BadSignature:
        return statement, ()
