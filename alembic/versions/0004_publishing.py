"""Publishing law: drafts, the steps they take, publications, withdrawals, signing keys, and a count of changes."""

import sqlalchemy as sa
from alembic import op

from service.store import guards
from service.store.schema import COUNTER, column, key
from service.store.types import Canonical, Instant, Names

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY: dict[str, tuple[guards.Key, ...]] = {
    "law_steps": (("draft", "revision"),),
    "signing_keys": (("id",), ("public_key",)),
    "signing_key_revocations": (("key",),),
    "law_publications": (("draft",), ("sha256",)),
    "law_withdrawals": (("sha256",),),
}
TABLES = (
    "law_drafts", "law_steps", "signing_keys", "signing_key_revocations", "law_publications", "law_withdrawals",
    "law_changes",
)  # fmt: skip
# What of a draft never changes, what only while it is one, and from which state which state can follow.
FIXED = ("id", "author", "jurisdiction", "created_at")
TEXT = ("schedule", "version", "schedule_content", "content", "sha256")
NO_STEP = (
    "(OLD.state, NEW.state) NOT IN (('draft', 'draft'), ('draft', 'in_review'), ('in_review', 'draft'), "
    "('in_review', 'published'))"
)


def _row(of: str, names: tuple[str, ...]) -> str:
    return f"({', '.join(f'{of}.{name}' for name in names)})"


POSTGRESQL_STEPS = f"""
    CREATE FUNCTION allow_steps_of_drafts() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {_row("NEW", FIXED)} IS DISTINCT FROM {_row("OLD", FIXED)}
            OR NEW.revision <> OLD.revision + 1
            OR {NO_STEP}
            OR OLD.state <> 'draft' AND {_row("NEW", TEXT)}
                IS DISTINCT FROM {_row("OLD", TEXT)}
        THEN
            RAISE EXCEPTION 'append-only: a draft takes its steps, and its text changes before review or never'
                USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END $$
    """
POSTGRESQL_COUNTING = """
    CREATE FUNCTION refuse_counting_down() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.changes < OLD.changes THEN
            RAISE EXCEPTION 'append-only: the law has not changed less often than before'
                USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END $$
    """
POSTGRESQL_COUNT = (
    """
    CREATE FUNCTION count_law_changes() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        UPDATE law_changes SET changes = changes + 1;
        RETURN NULL;
    END $$
    """,
    (
        "CREATE TRIGGER schedule_versions_count AFTER INSERT OR UPDATE ON schedule_versions "
        "FOR EACH STATEMENT EXECUTE FUNCTION count_law_changes()"
    ),
    "ALTER TABLE schedule_versions ENABLE ALWAYS TRIGGER schedule_versions_count",
)


def upgrade() -> None:
    """Create the tables and their guards, and begin to count."""
    _create_drafts()
    _create_publications()
    op.execute("INSERT INTO law_changes (id, changes) VALUES (1, 0)")
    guard = _guard_sqlite if op.get_context().dialect.name == "sqlite" else _guard_postgresql
    for statement in guard():
        op.execute(statement)


def downgrade() -> None:
    """Drop them; versions that were published stay recorded."""
    is_sqlite = op.get_context().dialect.name == "sqlite"
    for name in ("insert", "update") if is_sqlite else ():
        op.execute(f"DROP TRIGGER schedule_versions_count_{name}")
    if not is_sqlite:
        op.execute("DROP TRIGGER schedule_versions_count ON schedule_versions")
    for table in reversed(TABLES):
        op.drop_table(table)
    for function in () if is_sqlite else ("allow_steps_of_drafts", "count_law_changes", "refuse_counting_down"):
        op.execute(f"DROP FUNCTION {function}()")


def _create_drafts() -> None:
    """Drafts and their steps."""
    op.create_table(
        "law_drafts",
        key("id", sa.Text()),
        column("author", sa.Text()),
        column("jurisdiction", sa.Text()),
        column("schedule", sa.Text()),
        column("version", sa.Text()),
        column("schedule_content", Canonical()),
        column("content", Canonical()),
        column("sha256", sa.Text()),
        column("state", sa.Text()),
        column("revision", sa.Integer()),
        column("cliffs_accepted", Names()),
        column("boundary_cases", Canonical(), null=True),
        column("created_at", Instant()),
        column("updated_at", Instant()),
        sa.CheckConstraint("state IN ('draft', 'in_review', 'published')", name="state"),
        sa.CheckConstraint("revision >= 1", name="counts"),
        sa.UniqueConstraint("id", "author"),
        sa.UniqueConstraint("id", "sha256"),
        sqlite_strict=True,
    )
    op.create_table(
        "law_steps",
        key("draft", sa.Text(), sa.ForeignKey("law_drafts.id")),
        key("revision", sa.Integer()),
        column("step", sa.Text()),
        column("actor", sa.Text()),
        column("sha256", sa.Text()),
        column("reason", sa.Text(), null=True),
        column("taken_at", Instant()),
        sqlite_strict=True,
    )


def _create_publications() -> None:
    """Keys that sign, publications, withdrawals, and the count of changes."""
    op.create_table(
        "signing_keys",
        key("id", sa.Text()),
        column("jurisdiction", sa.Text()),
        column("name", sa.Text()),
        column("public_key", sa.Text()),
        column("created_at", Instant()),
        sa.UniqueConstraint("public_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "signing_key_revocations",
        key("key", sa.Text(), sa.ForeignKey("signing_keys.id")),
        column("revoked_at", Instant()),
        sqlite_strict=True,
    )
    op.create_table(
        "law_publications",
        key("draft", sa.Text()),
        column("author", sa.Text()),
        column("publisher", sa.Text()),
        column("sha256", sa.Text(), sa.ForeignKey("schedule_versions.sha256")),
        column("published_at", Instant()),
        column("embargo_until", Instant(), null=True),
        column("signature", sa.Text(), null=True),
        column("signing_key", sa.Text(), sa.ForeignKey("signing_keys.id"), null=True),
        sa.ForeignKeyConstraint(("draft", "author"), ("law_drafts.id", "law_drafts.author")),
        sa.UniqueConstraint("sha256"),
        sa.CheckConstraint("author <> publisher", name="four_eyes"),
        sa.CheckConstraint("(signature IS NULL) = (signing_key IS NULL)", name="signed"),
        sa.Index(None, "signing_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "law_withdrawals",
        key("sha256", sa.Text(), sa.ForeignKey("schedule_versions.sha256")),
        column("actor", sa.Text()),
        column("reason", sa.Text()),
        column("withdrawn_at", Instant()),
        sqlite_strict=True,
    )
    op.create_table(
        "law_changes",
        key("id", sa.Integer()),
        column("changes", COUNTER),
        sa.CheckConstraint("id = 1", name="single"),
        sqlite_strict=True,
    )


def _guard_postgresql() -> list[str]:
    return [
        *(statement for table in APPEND_ONLY for statement in guards.postgresql_append_only(table)),
        POSTGRESQL_STEPS,
        *guards.postgresql_append_only("law_drafts", UPDATE="allow_steps_of_drafts"),
        POSTGRESQL_COUNTING,
        *guards.postgresql_append_only("law_changes", UPDATE="refuse_counting_down"),
        *POSTGRESQL_COUNT,
    ]


def _guard_sqlite() -> list[str]:
    out_of_step = f"NEW.revision <> OLD.revision + 1 OR {_sqlite_no_step()}"
    counted = (
        f"CREATE TRIGGER schedule_versions_count_{event.lower()} AFTER {event} ON schedule_versions "  # noqa: S608 -- names of this migration
        "BEGIN UPDATE law_changes SET changes = changes + 1; END"
        for event in ("INSERT", "UPDATE")
    )
    return [
        *(guard for table, keys in APPEND_ONLY.items() for guard in guards.sqlite_append_only(table, keys)),
        guards.sqlite_guard("law_drafts", "UPDATE", of=FIXED),
        guards.sqlite_guard("law_drafts", "UPDATE", of=TEXT, when=_sqlite_other_text()),
        guards.sqlite_guard("law_drafts", "UPDATE", when=out_of_step),
        guards.sqlite_guard("law_drafts", "DELETE"),
        *guards.sqlite_replacement_guard("law_drafts", (("id",),)),
        guards.sqlite_guard("law_changes", "UPDATE", when="NEW.changes < OLD.changes"),
        guards.sqlite_guard("law_changes", "DELETE"),
        *guards.sqlite_replacement_guard("law_changes", (("id",),)),
        *counted,
    ]


def _sqlite_no_step() -> str:
    """Return the same condition for SQLite, whose row values cannot be looked up in a list of row values."""
    steps = (("draft", "draft"), ("draft", "in_review"), ("in_review", "draft"), ("in_review", "published"))
    return "OLD.state || '>' || NEW.state NOT IN (" + ", ".join(f"'{one}>{other}'" for one, other in steps) + ")"


def _sqlite_other_text() -> str:
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in TEXT)
    return f"OLD.state <> 'draft' AND ({changed})"
