"""Reads members of JSON that was handed over; says by JSON pointer (RFC 6901) which is not as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from service.evidence.checkpoints import read_hash
from service.evidence.notes import BadNote, base64_bytes
from service.verifier.reading import NotCanonical, read_any_json


class Misshapen(ValueError):
    """A document has not the form that it names."""


@dataclass(frozen=True, slots=True)
class Member:
    """A value, and where in the document it stands."""

    value: Any
    pointer: str = ""

    def __getitem__(self, name: str) -> Member:
        """Return a member of an object."""
        if not isinstance(self.value, dict) or name not in self.value:
            raise Misshapen(f"found no member {self.pointer}/{name}")
        return Member(self.value[name], f"{self.pointer}/{name}")

    def items(self) -> Iterator[Member]:
        """Yield the items of an array."""
        if not isinstance(self.value, list):
            raise Misshapen(f"found no array at {self.pointer or 'the top'}")
        return (Member(item, f"{self.pointer}/{place}") for place, item in enumerate(self.value))

    def text(self) -> str:
        """Return a string."""
        if not isinstance(self.value, str):
            raise Misshapen(f"found no text at {self.pointer}")
        return self.value

    def number(self) -> int:
        """Return a whole number that is not negative."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < 0:
            raise Misshapen(f"found no whole number at {self.pointer}")
        return self.value

    def data(self) -> bytes:
        """Return the bytes that are written in base64."""
        try:
            return base64_bytes(self.text())
        except BadNote as error:
            raise Misshapen(f"found no base64 at {self.pointer}") from error

    def hashes(self) -> list[bytes]:
        """Return an array of hashes in base64."""
        try:
            return [read_hash(item.text()) for item in self.items()]
        except BadNote as error:
            raise Misshapen(f"found no hash in {self.pointer}") from error

    @property
    def is_null(self) -> bool:
        """Whether it is null."""
        return self.value is None


def document(data: bytes, form: str) -> Member:
    """
    Read a document of the *form*.

    Raises:
        Misshapen: it is none.
    """
    try:
        found = Member(read_any_json(data))
    except NotCanonical as error:
        raise Misshapen(str(error)) from error
    if found["form"].text() != form:
        raise Misshapen(f"found the form {found['form'].text()[:80]!r}, expected {form!r}")
    return found
