"""
Sealing: the commitments of the events of one request, and what they open to, sealed by a key of whom it concerns.

Apart from `commitments`, which whoever verifies reads too, with nothing but the standard library.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from service.audit.commitments import SALT_BYTES, commit_to, disclosure_of, salt_of
from service.audit.opening_keys import Place, Wrapped, new_key, new_wrapping_key, seal, wrapping_keys
from service.domain.canonical import canonical


class Sealing:
    """
    Makes the commitments of the events of one request.

    Within it, equal values of a field share a commitment: that these events belong together shows anyway, in their
    request. Across requests nothing is shared, so that the log does not tell which of them concern the same operator.
    *event* is the first event sealed; *seed* and `disclosures` are to be kept under its name, as those of *subject*,
    the operator whom all of them concern ("" for nobody).
    """

    def __init__(self, subject: str = "") -> None:
        """Begin with a seed of its own."""
        self.event = ""
        self.subject = subject
        self.seed = secrets.token_bytes(SALT_BYTES)
        self._made: dict[tuple[str, str], str] = {}

    def commitment(self, field: str, value: str | None) -> str | None:
        """Return the commitment to *value*; nothing for nothing."""
        if value is None:
            return None
        made = self._made.get((field, value))
        if made is None:
            disclosure = disclosure_of(field, value)
            made = self._made[field, value] = commit_to(disclosure, salt_of(self.seed, disclosure))
        return made

    @property
    def disclosures(self) -> bytes:
        """All that was committed to, as canonical JSON: `[[field, value], ...]`."""
        return canonical([[field, value] for field, value in self._made])

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of what was committed to, each once, in their order."""
        return tuple(sorted({field for field, _ in self._made}))

    def new_key(self, keys: Path, by: str) -> tuple[str, bytes]:
        """Make the key of the subject; returns the name of the key in *keys* that wraps it, and the wrapped key."""
        return new_key(keys, by, self.subject)

    def wrapping_key(self, keys: Path) -> str:
        """Return the name of a key in *keys* that wraps those of subjects; it is made where there is none."""
        return next(iter(wrapping_keys(keys)), None) or new_wrapping_key(keys)

    def sealed(self, keys: Path, by: str, key: bytes) -> bytes:
        """Return seed and disclosures, sealed by the subject's *key*, which the key *by* in *keys* wraps."""
        place = Place(self.event, self.subject, self.fields)
        return seal(keys, Wrapped(by, key), place, self.seed, self.disclosures)
