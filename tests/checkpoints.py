"""Signs checkpoints as the log does, where a test needs one now."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from service.audit.keys import SigningKey, open_key
from service.audit.sequencing import sequence_pending
from service.clock import system_clock
from service.evidence.checkpoints import Checkpoint
from service.store.grants import DatabaseRole
from service.store.rows import CheckpointRow

if TYPE_CHECKING:
    from service.usecases.service import Service


def origin_of(service: Service) -> str:
    """Return the name of the log of *service*."""
    assert service.promising is not None
    return service.promising.origin


def log_key(service: Service) -> SigningKey:
    """Return the key that signs the checkpoints of *service*."""
    return open_key(Path(os.environ["HASHLEVY_KEYS_DIRECTORY"]), "checkpoint", origin_of(service))


def sign_log(service: Service) -> CheckpointRow:
    """Give every event that waits its leaf, and sign a checkpoint of them all."""
    log = service.store.acting_as(DatabaseRole.SEQUENCER)
    while sequence_pending(log):
        pass
    with service.store.reading() as reading:
        tree = reading.log_tree()
        last = reading.last_checkpoint()
    if last is not None and last.size == tree.size:
        return last
    text = Checkpoint(origin_of(service), tree.size, tree.root).text()
    row = CheckpointRow(tree.size, tree.root, log_key(service).note(text).write(), system_clock())
    with log.unit_of_work() as work:
        work.add(row)
        work.commit()
    return row
