"""
The keys of a log that one machine has: several files for each purpose in its directory of keys, or given to it.

Which of them sign is not for the machine to say: all machines go by what the database tells (record 0107). A log begins
with `<purpose>.key`; a key that comes later has its identifier in the name of its file, `<purpose>-<8 hex>.key`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from service.audit.given_keys import VARIABLES, read_given
from service.audit.key_changes import KeyChange, in_force
from service.audit.keys import SigningKey, name_and_kind, new_key, open_key, open_origin, read_key_file, unusable
from service.domain.errors import Unavailable
from service.evidence.notes import Key


class Missing(NamedTuple):
    """A key that is to sign, and is not on this machine; *why* tells what to do."""

    key: Key
    why: str


class Signers(NamedTuple):
    """The keys that sign on this machine, the newest last, and those that should and are not there."""

    keys: tuple[SigningKey, ...]
    missing: tuple[Missing, ...] = ()

    def demanded(self) -> Signers:
        """
        Return the same.

        Raises:
            Unavailable: `keys-unusable`, not one of those that are to sign is here.
        """
        if not self.keys:
            raise Unavailable("keys-unusable", self.missing[-1].why)
        return self


class Keyring:
    """
    The keys of the log *origin* in a *directory*, and those *given* beside it; a key that was read once is remembered.

    Keys that are in force are told apart by what they are, so that some may be files and some given. With which key a
    log began that never rotated any, nothing tells: there, a file and a given key that differ are refused.
    """

    def __init__(self, directory: Path, configured_origin: str | None, given: Mapping[str, str] | None = None) -> None:
        """
        Open the directory, and keep the log's name in it from the first time on; *given* are texts by purpose.

        Raises:
            Unavailable: `keys-unusable`, the directory is open to others, or is of a log of another name; or what is
                given cannot be used.
        """
        self.directory = directory
        self.origin = open_origin(directory, configured_origin)
        self._given = read_given(given or {}, self.origin)
        self._read: dict[Key, SigningKey] = {}
        self._first: dict[str, SigningKey] = {}

    def first(self, purpose: str) -> SigningKey:
        """
        Return the key that this log began with: that which is given first, else a file, made where there is none.

        Raises:
            Unavailable: `keys-unusable`; a key is given, and the file is of another one.
        """
        if purpose not in self._first:
            given = self._given.get(purpose)
            self._first[purpose] = self._began_with(purpose) if given is None else self._agreed(purpose, given)
        return self._first[purpose]

    def is_given(self, purpose: str) -> bool:
        """Tell whether keys for *purpose* are given, and files are not where new ones are looked for."""
        return purpose in self._given

    def create(self, purpose: str) -> SigningKey:
        """
        Make a key in a file of its own. It signs nothing before it is put in force.

        Raises:
            Unavailable: `keys-unusable`.
        """
        key = new_key(*name_and_kind(purpose, self.origin))
        path = self.file_of(purpose, key.key)
        return read_key_file(path, key.key.name, key.write)

    def find(self, purpose: str, key: Key) -> SigningKey:
        """
        Return the key that signs as *key*.

        Raises:
            Unavailable: `keys-unusable`, it is not on this machine, or its file holds another one.
        """
        if key not in self._read:
            self._read[key] = self._found(purpose, key)
        return self._read[key]

    def waiting(self, purpose: str, known: Collection[Key]) -> tuple[SigningKey, ...]:
        """
        Return the keys for *purpose* that were made, copied or given here, and are none of the *known*.

        Raises:
            Unavailable: `keys-unusable`, a file cannot be read.
        """
        name, kind = name_and_kind(purpose, self.origin)
        paths = sorted(self.directory.glob(f"{purpose}-{'[0-9a-f]' * 8}.key"))
        read = [read_key_file(path, name, _not_made) for path in paths]
        here = {each.key: each for each in (*read, *self._given.get(purpose, ()))}
        return tuple(each for key, each in here.items() if key.kind == kind and key not in known)

    def signers(self, purpose: str, changes: Iterable[KeyChange]) -> Signers:
        """
        Return who signs for *purpose* by *changes*; where they tell of no key, that with which the log began.

        Raises:
            Unavailable: `keys-unusable`, the key with which the log began cannot be read or made.
        """
        keys = in_force(changes, purpose)
        if not keys:
            return Signers((self.first(purpose),))
        held: list[SigningKey] = []
        missing: list[Missing] = []
        for key in keys:
            try:
                held.append(self.find(purpose, key))
            except Unavailable as refusal:
                missing.append(Missing(key, refusal.detail))
        return Signers(tuple(held), tuple(missing))

    def file_of(self, purpose: str, key: Key) -> Path:
        """Return where the file of a *key* is or belongs."""
        return self.directory / f"{purpose}-{key.id.hex()}.key"

    def _began_with(self, purpose: str) -> SigningKey:
        return open_key(self.directory, purpose, name_and_kind(purpose, self.origin)[0])

    def _agreed(self, purpose: str, given: tuple[SigningKey, ...]) -> SigningKey:
        """Return the first of the *given* keys, as long as no file says that the log began with another one."""
        path = self.directory / f"{purpose}.key"
        if path.exists() and self._began_with(purpose).key != given[0].key:
            raise unusable(
                path,
                f"found another key than the first of {VARIABLES[purpose]}, {given[0].key.id.hex()}. Put the key of "
                "this file first into the variable; or, if it never signed anything, take the file away",
            )
        return given[0]

    def _found(self, purpose: str, key: Key) -> SigningKey:
        given = next((each for each in self._given.get(purpose, ()) if each.key == key), None)
        if given is not None:
            return given
        path, began_with = self.file_of(purpose, key), self.directory / f"{purpose}.key"
        for candidate in (path, began_with):
            if not candidate.exists():
                continue
            found = read_key_file(candidate, key.name, _not_made)
            if found.key == key:
                return found
            if candidate == path:
                raise unusable(path, f"found another key under the identifier {key.id.hex()}, expected {key.write()}")
        raise unusable(
            path,
            f"the key {key.name}+{key.id.hex()} signs for this log, and its file is not here; copy it, with mode 0600, "
            f"from a machine of this service that has it, or add the key to {VARIABLES[purpose]}",
        )


def _not_made() -> str:
    """Make no key: what should be there was there a moment ago."""
    raise FileNotFoundError("the file has just been taken away")
