"""
Openings sealed by a key of each subject, which can be destroyed; what is wanted before that, and what goes with it.

Openings that were kept in clear are sealed here, in the transaction of the step: afterwards there is one form of them
only, and no column in clear. The step needs the directory of keys, if there are any; half-way it leaves nothing.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

from service.audit.commitments import fields_of
from service.audit.opening_keys import (
    Place,
    Unsealable,
    Wrapped,
    new_key,
    new_wrapping_key,
    seal,
    unseal,
    wrapping_keys,
)
from service.domain.errors import Unavailable
from service.store import guards
from service.store.database import keys_of
from service.store.schema import column, key
from service.store.types import Canonical, Day, Instant, Names

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

APPEND_ONLY: dict[str, tuple[guards.Key, ...]] = {
    "retention_rules": (("id",),),
    "erasure_requests": (("id",),),
    "erasures": (("operator",),),
}
# What is taken out of rows that stay: the column that names the operator, the columns that stay, and those that do not.
NAMES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "operators": ("id", ("id", "kind", "created_at", "sandbox"), ("name", "client_reference")),
    "farms": ("operator", ("id", "operator", "time_zone", "created_at"), ("name", "client_reference")),
    "declarations": (
        "operator",
        (
            "id", "assessment", "operator", "subject", "schedule", "period_start", "period_end", "number", "supersedes",
            "document", "sha256", "declared_at",
        ),
        ("declarant",),
    ),
    "keys": (
        "operators",
        ("id", "digest", "role", "operators", "jurisdiction", "scopes", "created_at", "expires_at", "sandbox"),
        ("name",),
    ),
}  # fmt: skip
_BATCH = 500
_ALLOW_ERASURE = """
    CREATE FUNCTION allow_erasure() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    DECLARE
        before jsonb := to_jsonb(OLD);
        after jsonb := to_jsonb(NEW);
        named text := before ->> TG_ARGV[0];
        taken text[] := TG_ARGV[1:];
    BEGIN
        IF before - taken IS DISTINCT FROM after - taken
            OR EXISTS (SELECT FROM unnest(taken) AS t(member) WHERE after ->> t.member <> '')
            OR NOT EXISTS (SELECT FROM erasures WHERE named IN (operator, format('["%s"]', operator)))
        THEN
            RAISE EXCEPTION 'append-only: % is kept for good, % is refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END $$
    """
_ALLOW_DESTRUCTION = """
    CREATE FUNCTION allow_destruction() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM erasures WHERE operator = OLD.subject) THEN
            RAISE EXCEPTION 'append-only: % is kept until it is erased, % is refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN OLD;
    END $$
    """
_ALLOW_RETIREMENT = """
    CREATE FUNCTION allow_retirement() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        IF EXISTS (SELECT FROM opening_keys WHERE wrapped_by = OLD.id) THEN
            RAISE EXCEPTION 'append-only: a key of % that wraps others is kept, % is refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN OLD;
    END $$
    """
_KEPT_IN_SQLITE = "NOT EXISTS (SELECT 1 FROM erasures WHERE operator = OLD.subject)"
_WRAPPING = "EXISTS (SELECT 1 FROM opening_keys WHERE wrapped_by = OLD.id)"
_OPENINGS = sa.table(
    "openings", sa.column("event"), sa.column("subject"), sa.column("fields", Names()), sa.column("sealed")
)
_CLEAR = sa.table("openings", sa.column("event"), sa.column("seed"), sa.column("disclosures"))
_OPENING_KEYS = sa.table("opening_keys", sa.column("subject"), sa.column("wrapped_by"), sa.column("wrapped"))
_WRAPPING_KEYS = sa.table("wrapping_keys", sa.column("id"), sa.column("number"))


def upgrade() -> None:
    """Create the tables, seal what is kept in clear, and let erasure, and nothing else, through the guards."""
    _create_rules()
    _create_keys()
    _put_aside("clear_openings")
    _create_openings()
    _seal()
    op.drop_table("clear_openings")
    for statement in _guards():
        op.execute(statement)


def downgrade() -> None:
    """Take the keys away: openings stand in clear again, but for those that do not open, and erasures are forgotten."""
    for statement in _old_guards():
        op.execute(statement)
    _put_aside("sealed_openings")
    op.create_table(
        "openings",
        key("event", sa.Text()),
        column("seed", sa.LargeBinary()),
        column("disclosures", Canonical()),
        sqlite_strict=True,
    )
    _unseal()
    for table in ("sealed_openings", "opening_keys", "wrapping_keys", *reversed(APPEND_ONLY)):
        op.drop_table(table)
    for statement in _guards_of_clear_openings():
        op.execute(statement)


def _create_rules() -> None:
    """How long records are kept, who asked for what to be erased, and what was."""
    op.create_table(
        "retention_rules",
        key("id", sa.Text()),
        column("jurisdiction", sa.Text()),
        column("years", sa.Integer()),
        column("counted_from", sa.Text()),
        column("act", sa.Text()),
        column("article", sa.Text()),
        column("url", sa.Text(), null=True),
        column("recorded_by", sa.Text()),
        column("recorded_at", Instant()),
        sqlite_strict=True,
    )
    op.create_table(
        "erasure_requests",
        key("id", sa.Text()),
        column("operator", sa.Text(), sa.ForeignKey("operators.id")),
        column("act", sa.Text()),
        column("article", sa.Text()),
        column("reason", sa.Text()),
        column("requested_by", sa.Text()),
        column("requested_at", Instant()),
        sa.Index(None, "operator"),
        sqlite_strict=True,
    )
    op.create_table(
        "erasures",
        key("operator", sa.Text(), sa.ForeignKey("operators.id")),
        column("request", sa.Text(), sa.ForeignKey("erasure_requests.id")),
        column("event", sa.Text()),
        column("rules", Names()),
        column("retained_until", Day(), null=True),
        column("confirmed_by", sa.Text()),
        column("erased_at", Instant()),
        sqlite_strict=True,
    )


def _create_keys() -> None:
    """The keys of subjects, and the names of those that wrap them."""
    op.create_table(
        "wrapping_keys",
        key("id", sa.Text()),
        column("number", sa.Integer()),
        sa.UniqueConstraint("number"),
        sqlite_strict=True,
    )
    op.create_table(
        "opening_keys",
        key("subject", sa.Text()),
        column("wrapped_by", sa.Text(), sa.ForeignKey("wrapping_keys.id")),
        column("wrapped", sa.LargeBinary()),
        sqlite_strict=True,
    )


def _create_openings() -> None:
    op.create_table(
        "openings",
        key("event", sa.Text()),
        column("subject", sa.Text()),
        column("fields", Names()),
        column("sealed", sa.LargeBinary()),
        sqlite_strict=True,
    )


def _put_aside(name: str) -> None:
    """Give the openings that there are another *name*; PostgreSQL leaves the constraint its own."""
    op.rename_table("openings", name)
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {name} RENAME CONSTRAINT pk_openings TO pk_{name}")


def _directory() -> Path:
    """Return the directory of keys: that which was set, or the usual one of this database."""
    attributes = op.get_context().config.attributes
    return Path(attributes["keys"]) if attributes.get("keys") else keys_of(attributes["url"])


def _seal() -> None:
    """Seal what was kept in clear, as that of the operator of the first event of its request."""
    clear = sa.text(
        "SELECT o.event, coalesce(e.operator, ''), o.seed, o.disclosures FROM clear_openings o "
        "LEFT JOIN events e ON e.id = o.event WHERE o.event > :after ORDER BY o.event LIMIT :limit"
    )
    keys, directory = _Keys(), _directory()
    for event, subject, seed, disclosures in _each(clear):
        place = Place(event, subject, fields_of(bytes(disclosures)))
        sealed = seal(directory, keys.key_of(directory, subject), place, bytes(seed), bytes(disclosures))
        op.execute(_OPENINGS.insert().values(event=event, subject=subject, fields=place.fields, sealed=sealed))


def _unseal() -> None:
    """Put back in clear what opens; with its key, what does not open is lost by this step."""
    sealed = sa.text(
        "SELECT o.event, o.subject, o.fields, o.sealed, k.wrapped_by, k.wrapped FROM sealed_openings o "
        "JOIN opening_keys k ON k.subject = o.subject WHERE o.event > :after ORDER BY o.event LIMIT :limit"
    )
    directory = _directory()
    for event, subject, fields, content, wrapped_by, wrapped in _each(sealed):
        place = Place(event, subject, Names.read(fields))
        with suppress(Unsealable, Unavailable):
            seed, disclosures = unseal(directory, Wrapped(wrapped_by, bytes(wrapped)), place, bytes(content))
            op.execute(_CLEAR.insert().values(event=event, seed=seed, disclosures=disclosures))


def _each(statement: sa.TextClause) -> Iterator[tuple[Any, ...]]:
    """Yield what *statement* finds, a batch at a time: there may be more than memory holds."""
    after = ""
    while records := op.get_bind().execute(statement, {"after": after, "limit": _BATCH}).all():
        yield from map(tuple, records)
        after = records[-1][0]


class _Keys:
    """The keys that this step makes, each when it is first needed."""

    def __init__(self) -> None:
        self._keys: dict[str, Wrapped] = {}
        self._by: str | None = None

    def key_of(self, directory: Path, subject: str) -> Wrapped:
        """Return the key of *subject*."""
        if self._by is None:
            self._by = next(iter(wrapping_keys(directory)), None) or new_wrapping_key(directory)
            op.execute(_WRAPPING_KEYS.insert().values(id=self._by, number=1))
        if subject not in self._keys:
            made = self._keys[subject] = new_key(directory, self._by, subject)
            op.execute(_OPENING_KEYS.insert().values(subject=subject, wrapped_by=made.by, wrapped=made.key))
        return self._keys[subject]


def _guards() -> list[str]:
    """Let erasure through, where it was recorded before, and nothing else."""
    if op.get_context().dialect.name == "sqlite":
        return [
            *(guard for table, keys in APPEND_ONLY.items() for guard in guards.sqlite_append_only(table, keys)),
            *(statement for table in NAMES for statement in (f"DROP TRIGGER {table}_update", _sqlite_names(table))),
            guards.sqlite_guard("openings", "UPDATE"),
            *(guards.sqlite_guard(table, "DELETE", when=_KEPT_IN_SQLITE) for table in ("openings", "opening_keys")),
            guards.sqlite_guard("wrapping_keys", "DELETE", when=_WRAPPING),
            *guards.sqlite_replacement_guard("openings", (("event",),)),
            *guards.sqlite_replacement_guard("opening_keys", (("subject",),)),
        ]
    return [
        _ALLOW_ERASURE,
        _ALLOW_DESTRUCTION,
        _ALLOW_RETIREMENT,
        *(statement for table in APPEND_ONLY for statement in guards.postgresql_append_only(table)),
        *(statement for table in NAMES for statement in _postgresql_names(table)),
        *guards.postgresql_append_only("openings", DELETE="allow_destruction"),
        *guards.postgresql_guard("opening_keys", "DELETE", "allow_destruction"),
        *guards.postgresql_guard("opening_keys", "TRUNCATE"),
        *guards.postgresql_guard("wrapping_keys", "DELETE", "allow_retirement"),
    ]


def _postgresql_names(table: str) -> list[str]:
    named, _, taken = NAMES[table]
    arguments = ", ".join(f"'{each}'" for each in (named, *taken))
    judge = f"allow_erasure({arguments})"
    return [
        f"DROP TRIGGER {table}_update ON {table}",
        f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {judge}",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_update",
    ]


def _sqlite_names(table: str) -> str:
    named, kept, taken = NAMES[table]
    same = " AND ".join(f"NEW.{each} IS OLD.{each}" for each in kept)
    empty = " AND ".join(f"coalesce(NEW.{each}, '') = ''" for each in taken)
    # The column names one operator, or, of a key, a list of them in canonical JSON.
    erased = f"OLD.{named} IN (SELECT operator FROM erasures UNION SELECT json_array(operator) FROM erasures)"  # noqa: S608 -- names of this step
    return guards.sqlite_guard(table, "UPDATE", when=f"NOT ({same} AND {empty} AND {erased})")


def _old_guards() -> list[str]:
    """Return to where nothing is let through."""
    if op.get_context().dialect.name == "sqlite":
        return [
            statement
            for table in NAMES
            for statement in (f"DROP TRIGGER {table}_update", guards.sqlite_guard(table, "UPDATE"))
        ]
    return [
        *(
            statement
            for table in NAMES
            for statement in (f"DROP TRIGGER {table}_update ON {table}", *guards.postgresql_guard(table, "UPDATE"))
        ),
        *(
            f"DROP FUNCTION {function}() CASCADE"
            for function in ("allow_erasure", "allow_destruction", "allow_retirement")
        ),
    ]


def _guards_of_clear_openings() -> list[str]:
    if op.get_context().dialect.name == "sqlite":
        return guards.sqlite_append_only("openings", (("event",),))
    return guards.postgresql_append_only("openings")
