"""The tables of publishing law: drafts, what became of them, who signs, and how often the law has changed."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, Text, UniqueConstraint

from service.store.schema import COUNTER, column, key, table
from service.store.types import Canonical, Instant, Names

# Not append-only as a whole: the text changes until it is in review. Guards let it take these steps and no others.
law_drafts: Final = table(
    "law_drafts",
    key("id", Text()),
    column("author", Text()),
    column("jurisdiction", Text()),
    column("schedule", Text()),
    column("version", Text()),
    column("schedule_content", Canonical()),
    column("content", Canonical()),
    column("sha256", Text()),
    column("state", Text()),
    column("revision", Integer()),
    column("cliffs_accepted", Names()),
    column("boundary_cases", Canonical(), null=True),
    column("created_at", Instant()),
    column("updated_at", Instant()),
    CheckConstraint("state IN ('draft', 'in_review', 'published')", name="state"),
    CheckConstraint("revision >= 1", name="counts"),
    UniqueConstraint("id", "author"),
    UniqueConstraint("id", "sha256"),
    append_only=False,
)

law_steps: Final = table(
    "law_steps",
    key("draft", Text(), ForeignKey("law_drafts.id")),
    key("revision", Integer()),
    column("step", Text()),
    column("actor", Text()),
    column("sha256", Text()),
    column("reason", Text(), null=True),
    column("taken_at", Instant()),
)

signing_keys: Final = table(
    "signing_keys",
    key("id", Text()),
    column("jurisdiction", Text()),
    column("name", Text()),
    column("public_key", Text()),
    column("created_at", Instant()),
    UniqueConstraint("public_key"),
)

signing_key_revocations: Final = table(
    "signing_key_revocations",
    key("key", Text(), ForeignKey("signing_keys.id")),
    column("revoked_at", Instant()),
)

# The author is the draft's own, and somebody else publishes: the database holds both.
law_publications: Final = table(
    "law_publications",
    key("draft", Text()),
    column("author", Text()),
    column("publisher", Text()),
    column("sha256", Text(), ForeignKey("schedule_versions.sha256")),
    column("published_at", Instant()),
    column("embargo_until", Instant(), null=True),
    column("signature", Text(), null=True),
    column("signing_key", Text(), ForeignKey("signing_keys.id"), null=True),
    ForeignKeyConstraint(("draft", "author"), ("law_drafts.id", "law_drafts.author")),
    UniqueConstraint("sha256"),
    CheckConstraint("author <> publisher", name="four_eyes"),
    CheckConstraint("(signature IS NULL) = (signing_key IS NULL)", name="signed"),
    Index(None, "signing_key"),
)

law_withdrawals: Final = table(
    "law_withdrawals",
    key("sha256", Text(), ForeignKey("schedule_versions.sha256")),
    column("actor", Text()),
    column("reason", Text()),
    column("withdrawn_at", Instant()),
)

# One row: how often schedule versions were recorded or withdrawn. Triggers count, so that nothing goes uncounted.
law_changes: Final = table(
    "law_changes",
    key("id", Integer()),
    column("changes", COUNTER),
    CheckConstraint("id = 1", name="single"),
    append_only=False,
)
