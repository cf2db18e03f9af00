"""The lock of the checkpoint's file: one signs, and the others have better things to do than to wait."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from service.audit.keys import SigningKey
from service.audit.outside import Outside
from service.audit.sequencing import sequence_pending
from service.audit.signing import Signing
from tests.memory_log import MemoryLog


def test_while_another_process_signs_it_is_left_to_that_one(tmp_path: Path) -> None:
    """It may be stopped for long; whoever waited for it could not append either."""
    key, log = SigningKey("levy.example/log", bytes(range(32))), MemoryLog("one", "other")
    sequence_pending(log)
    signing = Signing(key.key.name, (key,), Outside(tmp_path / "last-checkpoint"))
    now = datetime(2026, 11, 23, tzinfo=UTC)

    with Outside(signing.outside.path).alone() as is_alone:
        meanwhile = signing.sign(log, now, log.keep)
    after = signing.sign(log, now, log.keep)

    assert (True, None, 2) == (is_alone, meanwhile, after.size if after else 0)
