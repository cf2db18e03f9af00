"""The tables of access: keys, and the answers kept under idempotency keys."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint

from service.store.schema import column, key, since_then, table
from service.store.types import Canonical, Flag, Headers, Instant, Names

keys: Final = table(
    "keys",
    key("id", Text()),
    column("digest", Text()),
    column("name", Text()),
    column("role", Text()),
    column("operators", Names()),
    column("jurisdiction", Text(), null=True),
    column("scopes", Names()),
    column("created_at", Instant()),
    column("expires_at", Instant(), null=True),
    since_then("sandbox", Flag(), "false"),
    UniqueConstraint("digest"),
)

key_revocations: Final = table(
    "key_revocations",
    key("key", Text(), ForeignKey("keys.id")),
    column("revoked_at", Instant()),
)

# Not append-only: answers may be forgotten when they are no longer promised.
idempotency: Final = table(
    "idempotency",
    key("principal", Text()),
    key("key", Text()),
    column("operation", Text()),
    column("fingerprint", Text()),
    column("status", Integer()),
    column("headers", Headers()),
    column("body", Canonical()),
    column("created_at", Instant()),
    append_only=False,
)
