"""
Keys of the log, put in force and retired while the service runs (record 0107).

What is decided, and the event that tells it to whoever follows the log, are one transaction: a crash before it leaves a
file that signs nothing and is taken the next time; after it, every machine goes by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from service.audit.events import Request
from service.audit.given_keys import VARIABLES
from service.audit.key_changes import RETIRED as RETIRED_KEY
from service.audit.key_changes import SIGNS, in_force, keys_of
from service.audit.keys import CHECKPOINT, ML_DSA_44
from service.domain.errors import Conflict
from service.evidence.key_statements import RETIRED, ROTATED, KeyStatement
from service.evidence.notes import Note
from service.store.rows import LogKeyChangeRow
from service.usecases.known_log_keys import began_at
from service.usecases.tell import Happening, Teller

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.audit.keyring import Keyring
    from service.audit.keys import SigningKey
    from service.domain.canonical import Json
    from service.domain.clock import Clock
    from service.evidence.notes import Key
    from service.store.database import Database
    from service.store.unit_of_work import UnitOfWork

_ROTATE: Final = Request("keys rotate")
_RETIRE: Final = Request("keys retire")


class Rotated(NamedTuple):
    """What was done: *key* signs from now on, by the word of the *event*; *beside* were in force already."""

    key: Key
    beside: tuple[Key, ...]
    event: str


class Keeper(NamedTuple):
    """Who changes the keys of the log in *database*, and has those of *ring*: *actor*, by *clock*."""

    database: Database
    ring: Keyring
    clock: Clock
    actor: str

    def rotate(self, purpose: str, identifier: str | None = None) -> Rotated:
        """
        Put a key for *purpose* in force: the one that *identifier* names, else the one that waits here, else a new one.

        The key in force before it vouches for it, and it signs that itself where it can sign more than checkpoints.

        Raises:
            Conflict: `log-key-refused`, no such key waits here, or several do and none is named.
            Unavailable: `keys-unusable`, the key in force is not on this machine.
        """
        with self.database.reading() as reading:
            changes = reading.log_key_changes()
        self._voucher(changes, purpose)  # before a key is made that nobody could vouch for
        new = self._chosen(purpose, changes, identifier)
        return self.database.transact(lambda work: self._put_in_force(work, purpose, new))

    def begin(self, purpose: str) -> Rotated | None:
        """Put a first key for *purpose* in force, as `rotate` does; nothing, where there is one."""
        with self.database.reading() as reading:
            changes = reading.log_key_changes()
        if in_force(changes, purpose):
            return None
        new = self._chosen(purpose, changes, None)

        def unless_there_is_one(work: UnitOfWork) -> Rotated | None:
            is_begun = in_force(work.log_key_changes(), purpose)
            return None if is_begun else self._put_in_force(work, purpose, new)

        return self.database.transact(unless_there_is_one)

    def retire(self, purpose: str, identifier: str | None = None) -> Key:
        """
        Have a key for *purpose* sign no more, the one that *identifier* names, else the oldest; return it.

        The key that goes on signs this: of a key that was lost or stolen, nobody wants the word.

        Raises:
            Conflict: `log-key-refused`, no such key is in force, or no other would sign.
            Unavailable: `keys-unusable`, the key that goes on is not on this machine.
        """
        return self.database.transact(lambda work: self._take_back(work, purpose, identifier))

    def _chosen(self, purpose: str, changes: Sequence[LogKeyChangeRow], identifier: str | None) -> SigningKey:
        known = {each.key for each in keys_of(changes)}
        if purpose != ML_DSA_44 and not in_force(changes, purpose):
            known.add(self.ring.first(purpose).key)
        waiting = self.ring.waiting(purpose, known)
        names = ", ".join(each.key.id.hex() for each in waiting) or "none"
        if identifier is not None:
            waiting = tuple(each for each in waiting if each.key.id.hex() == identifier)
            if not waiting:
                raise _refused(f"found no key {identifier} for {purpose} that waits in {self.ring.directory}: {names}")
        if len(waiting) > 1:
            raise _refused(f"several keys for {purpose} wait in {self.ring.directory}: name one of {names}")
        if not waiting and self.ring.is_given(purpose):
            raise _refused(
                f"{VARIABLES[purpose]} gives the keys for {purpose}, and none that waits. Make one by "
                f"`audit keys create {purpose}`, add the line of its file to the variable on every machine, start them "
                "again, and rotate"
            )
        return waiting[0] if waiting else self.ring.create(purpose)

    def _put_in_force(self, work: UnitOfWork, purpose: str, new: SigningKey) -> Rotated:
        changes = self._with_first(work, work.log_key_changes(), purpose)
        if new.key in {each.key for each in keys_of(changes)}:
            raise _refused(f"the key {new.key.id.hex()} for {purpose} was put in force meanwhile")
        beside, voucher = in_force(changes, purpose), self._voucher(changes, purpose)
        statement = KeyStatement(self.ring.origin, ROTATED, purpose, new.key)
        by = (voucher,) if purpose == ML_DSA_44 else (voucher, new)
        replaces = f"{beside[-1].name}+{beside[-1].id.hex()}" if beside else ""
        detail = {**_detail(statement, by), "replaces": replaces}
        event = Teller(work, self.clock(), self.actor, _ROTATE).tell(Happening("key.rotated", detail=detail))
        work.add(LogKeyChangeRow(len(changes), purpose, new.key.write(), SIGNS, self.clock(), event))
        work.commit()
        return Rotated(new.key, beside, event)

    def _take_back(self, work: UnitOfWork, purpose: str, identifier: str | None) -> Key:
        changes = work.log_key_changes()
        keys = in_force(changes, purpose)
        gone = next((key for key in keys if identifier in (None, key.id.hex())), None)
        if gone is None:
            raise _refused(f"found no key {identifier or ''} for {purpose} that was rotated and is in force")
        others = tuple(key for key in keys if key != gone)
        if not others and purpose != ML_DSA_44:
            raise _refused(f"no other key signs for {purpose}; put one in force: audit keys rotate {purpose}")
        vouching = self._voucher(changes, purpose) if purpose == ML_DSA_44 else self.ring.find(purpose, others[-1])
        detail = _detail(KeyStatement(self.ring.origin, RETIRED, purpose, gone), (vouching,))
        event = Teller(work, self.clock(), self.actor, _RETIRE).tell(Happening("key.retired", detail=detail))
        work.add(LogKeyChangeRow(len(changes), purpose, gone.write(), RETIRED_KEY, self.clock(), event))
        work.commit()
        return gone

    def _voucher(self, changes: Sequence[LogKeyChangeRow], purpose: str) -> SigningKey:
        """Return the key by which others know a new one: the newest in force; ML-DSA-44 signs no statements."""
        vouching = CHECKPOINT if purpose == ML_DSA_44 else purpose
        keys = in_force(changes, vouching)
        return self.ring.find(vouching, keys[-1]) if keys else self.ring.first(vouching)

    def _with_first(
        self, work: UnitOfWork, changes: tuple[LogKeyChangeRow, ...], purpose: str
    ) -> tuple[LogKeyChangeRow, ...]:
        """Record the key with which this log began before the first that comes after it."""
        if purpose == ML_DSA_44 or any(each.purpose == purpose for each in changes):
            return changes
        since = began_at(work) or self.clock()
        row = LogKeyChangeRow(len(changes), purpose, self.ring.first(purpose).key.write(), SIGNS, since, None)
        work.add(row)
        return (*changes, row)


def _detail(statement: KeyStatement, by: Sequence[SigningKey]) -> dict[str, Json]:
    text = statement.text()
    note = Note(text, tuple(key.sign(text) for key in by))
    return {"note": note.write(), "purpose": statement.purpose, "vkey": statement.key.write()}


def _refused(why: str) -> Conflict:
    return Conflict("log-key-refused", f"The keys of the log stay as they are: {why}.")
