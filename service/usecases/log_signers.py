"""Who signs checkpoints now: asked of the database before each signature, so that a new key needs no restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from service.audit.key_changes import in_force
from service.audit.keyring import Signers
from service.audit.keys import CHECKPOINT, ML_DSA_44

if TYPE_CHECKING:
    from service.audit.keyring import Keyring
    from service.store.database import Database
    from service.usecases.log_keys import Keeper

_log = structlog.get_logger()


def begin_second_signature(keeper: Keeper, *, wanted: bool) -> None:
    """Have a key for a second signature in force where one is *wanted*, and the log tell of it."""
    if wanted and (begun := keeper.begin(ML_DSA_44)) is not None:
        _log.info("key-rotated", purpose=ML_DSA_44, key=begun.key.id.hex(), event_id=begun.event)


class LogSigners:
    """The keys of *ring* that sign checkpoints: all that are in force, side by side."""

    def __init__(self, database: Database, ring: Keyring, *, with_ml_dsa_44: bool = False) -> None:
        """Go by what *database* tells; *with_ml_dsa_44* adds a second signature, where there is a key for it."""
        self._database = database
        self._with_ml_dsa_44 = with_ml_dsa_44
        self.ring = ring

    def __call__(self) -> Signers:
        """
        Return who signs now, and who should and is not on this machine.

        A second signature is worth having and nothing to wait for: without its key, the first goes on alone.

        Raises:
            Unavailable: `keys-unusable`, no key of the log is here; or the database does not answer.
        """
        with self._database.reading() as reading:
            changes = reading.log_key_changes()
        first = self.ring.signers(CHECKPOINT, changes).demanded()
        if not (self._with_ml_dsa_44 and in_force(changes, ML_DSA_44)):
            return first
        second = self.ring.signers(ML_DSA_44, changes)
        return Signers(first.keys + second.keys, first.missing + second.missing)
