"""The table of time stamps: what an authority for time says of checkpoints of the audit log (RFC 3161)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ForeignKey, LargeBinary, Table, Text

from service.store.schema import COUNTER, column, key, table
from service.store.types import Instant

# One for a checkpoint, by whichever authority was asked then, so that its size names it. *response* is what that one
# answered (RFC 3161, TimeStampResp), and *stamped_at* the time in it.
stamps: Final[Table] = table(
    "stamps",
    key("size", COUNTER, ForeignKey("checkpoints.size")),
    column("authority", Text()),
    column("response", LargeBinary()),
    column("stamped_at", Instant()),
    column("made_at", Instant()),
)
