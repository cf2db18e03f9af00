"""The tables of the audit log: events, their queue, positions and openings."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from service.store.schema import COUNTER, column, key, metadata, table
from service.store.types import Canonical, Instant

events: Final = table(
    "events",
    key("id", Text()),
    column("operator", Text(), null=True),
    column("farm", Text(), null=True),
    column("type", Text()),
    column("body", Canonical()),
    column("sha256", Text()),
    column("occurred_at", Instant()),
    column("sealing", Text()),
    Index(None, "operator"),
)

# A queue: the sequencer takes from it what it gives a position. *enq* is taken before the commit, so a higher one can
# become visible first; that is why positions are not enq, and why nobody reads the queue by "greater than the last".
pending_events: Final = Table(
    "pending_events",
    metadata,
    Column("enq", COUNTER, primary_key=True, autoincrement=True, nullable=False),
    column("event", Text()),
    sqlite_strict=True,
    sqlite_autoincrement=True,
    info={"append_only": False},
)

event_positions: Final = table(
    "event_positions",
    key("position", COUNTER),
    column("event", Text(), ForeignKey("events.id")),
    UniqueConstraint("event"),
)

# One row: how many events have a position. Whoever appends moves *size* from what it read; only one can.
audit_tree: Final = table(
    "audit_tree",
    key("id", Integer()),
    column("size", COUNTER),
    CheckConstraint("id = 1", name="single"),
    append_only=False,
)

# What the events of one request commit to, under the identifier of the first of them. No foreign key leads here or from
# here: an opening can be forgotten, and the log stays whole.
openings: Final = table(
    "openings",
    key("event", Text()),
    column("seed", LargeBinary()),
    column("disclosures", Canonical()),
)
