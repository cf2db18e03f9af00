"""The tables of the audit log: events, their queue, leaves, tiles, streams, checkpoints, cosignatures and openings."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from service.store.schema import COUNTER, column, key, metadata, table
from service.store.types import Canonical, Instant, Names

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

# The leaf itself is not kept a second time: it is the bytes of the event, with *n* and *prev* around them.
leaves: Final = table(
    "leaves",
    key("position", COUNTER),
    column("event", Text(), ForeignKey("events.id")),
    column("operator", Text()),
    column("n", COUNTER),
    column("prev", LargeBinary()),
    column("hash", LargeBinary()),
    UniqueConstraint("event"),
    UniqueConstraint("operator", "n"),
    CheckConstraint("length(prev) = 32 AND length(hash) = 32", name="hashes"),
)

# The last tile of a level grows; guards see to it that it only does that.
tiles: Final = table(
    "tiles",
    key("level", Integer()),
    key("number", COUNTER),
    column("width", Integer()),
    column("data", LargeBinary()),
    CheckConstraint("width BETWEEN 1 AND 256 AND length(data) = 32 * width", name="hashes"),
    append_only=False,
)

# One row: how many leaves the log has, and their root. Whoever appends moves both from what it read; only one can.
audit_tree: Final = table(
    "audit_tree",
    key("id", Integer()),
    column("size", COUNTER),
    column("root", LargeBinary()),
    CheckConstraint("id = 1", name="single"),
    append_only=False,
)

# How many leaves a stream has and the hash of its last; both move with the tree. *operator* is empty for the stream of
# all events of none, and has no foreign key, which nothing empty would meet.
streams: Final = table(
    "streams",
    key("operator", Text()),
    column("salt", LargeBinary()),
    column("count", COUNTER),
    column("head", LargeBinary()),
    CheckConstraint("length(salt) = 32 AND length(head) = 32", name="hashes"),
    append_only=False,
)

checkpoints: Final = table(
    "checkpoints",
    key("size", COUNTER),
    column("root", LargeBinary()),
    column("note", Text()),
    column("made_at", Instant()),
)

# *name* and *key_id* are the witness's key; the line stands under the note of the checkpoint.
cosignatures: Final = table(
    "cosignatures",
    key("size", COUNTER, ForeignKey("checkpoints.size")),
    key("name", Text()),
    key("key_id", Text()),
    column("line", Text()),
    column("at", Instant()),
    Index(None, "name", "key_id", "size"),
)

# Rows are counted without gaps, so that of two who change keys at once the second is refused.
log_key_changes: Final = table(
    "log_key_changes",
    key("number", Integer()),
    column("purpose", Text()),
    column("vkey", Text()),
    column("change", Text()),
    column("at", Instant()),
    column("event", Text(), ForeignKey("events.id"), null=True),
    UniqueConstraint("vkey", "change"),
    CheckConstraint("change IN ('signs', 'retired')", name="change"),
)

# What the events of one request commit to that concern one subject, under the identifier of the first of them. No
# foreign key leads here or from here: an opening can be forgotten, and the log stays whole.
openings: Final = table(
    "openings",
    key("event", Text()),
    column("subject", Text()),
    column("fields", Names()),
    column("sealed", LargeBinary()),
    append_only=False,
)

# A key that is destroyed leaves this table before its file goes, so that nobody wraps by it any more.
wrapping_keys: Final = table(
    "wrapping_keys",
    key("id", Text()),
    column("number", Integer()),
    UniqueConstraint("number"),
    append_only=False,
)

opening_keys: Final = table(
    "opening_keys",
    key("subject", Text()),
    column("wrapped_by", Text(), ForeignKey("wrapping_keys.id")),
    column("wrapped", LargeBinary()),
    append_only=False,
)
