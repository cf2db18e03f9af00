"""The pool of connections to PostgreSQL, and what each is given when opened: settings, a role, an ear for doubts."""

from __future__ import annotations

from typing import Any, Final

import psycopg
from psycopg.errors import Diagnostic
from sqlalchemy import URL, Engine, create_engine, event

from service.store import roles
from service.store.exchange import Prepared
from service.store.grants import DatabaseRole

# What every connection is given when it is opened, and nothing else later: all of it can be read here.
SETTINGS: Final = {
    "application_name": "hashlevy",
    "timezone": "UTC",
    "statement_timeout": "15s",
    "lock_timeout": "8s",
    "idle_in_transaction_session_timeout": "60s",
    # Statements here find rows by their keys: any plan for one value is good for all. Left to itself, the server plans
    # some of them anew each time, those inside foreign keys included, at several times the cost of executing them.
    "plan_cache_mode": "force_generic_plan",
    # A plan made while a table was empty is kept while it fills, so it must go by the keys from the beginning. Where
    # nothing else can be, tables are read whole all the same, at an estimate so high that it would be worth compiling.
    "enable_seqscan": "off",
    "jit": "off",
}
# Documents are compressed as they are kept. LZ4 does that in a fifth of the time; a server may be built without it.
_COMPRESSING: Final = """
    SELECT set_config(name, 'lz4', false) FROM pg_settings
    WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)"""
_CONNECTIONS: Final = 20
_CONNECT_SECONDS: Final = 5
# SQLSTATE of "canceling wait for synchronous replication": the commit succeeded here and perhaps nowhere else.
_DOUBTFUL: Final = "01000"


def open_pool(url: URL, role: DatabaseRole | None) -> Engine:
    """
    Make the pool of connections; they work as *role*, or with all rights of who logs in.

    Connections are not tried before use, which would cost a round trip each time: a dead one shows when a unit of
    work begins, and then nothing was done yet.
    """
    ours = [f"-c {name}={value}" for name, value in SETTINGS.items()]
    # What the URL asks for comes last, and wins.
    options = " ".join([*ours, str(url.query.get("options", ""))])
    engine = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        connect_args={"options": options, "connect_timeout": _CONNECT_SECONDS},
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_CONNECT_SECONDS,
        pool_use_lifo=True,
        # Whoever takes a connection ends its transaction before giving it back.
        pool_reset_on_return=None,
        use_native_hstore=False,
    )
    event.listen(engine, "connect", _set_up)
    if role is not None:
        event.listen(engine, "connect", lambda driver, _: roles.take(driver, role))
    return engine


def _set_up(driver: psycopg.Connection[Any], record: Any) -> None:
    """Prepare a new connection: warnings that cast doubt on a commit are kept where the commit looks for them."""
    doubts: list[str] = []
    record.info.update(doubts=doubts, prepared=Prepared())

    def notice(diagnostic: Diagnostic) -> None:
        if diagnostic.sqlstate == _DOUBTFUL:
            doubts.append(diagnostic.message_primary or "")

    driver.add_notice_handler(notice)
    # What is worth preparing is prepared here. Psycopg would forget all prepared statements when it rolls back.
    driver.prepare_threshold = None
    driver.execute(_COMPRESSING)
