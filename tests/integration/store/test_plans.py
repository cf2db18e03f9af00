"""The plans that PostgreSQL makes on empty tables and keeps while they fill: by keys, and to nobody else's rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from service.store.postgres_pool import SETTINGS
from service.store.reading.filing import DECIDING
from service.store.statement import Query

pytestmark = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
# Few rows by nature, read by no key: locks of periods, of which an authority has a handful, and how often law changed.
_WHOLE = {"law_changes", "period_locks", "period_unlocks", "ix_period_locks_period_end"}


def plan_of(url: str, query: Query[Any], settings: dict[str, str]) -> dict[str, Any]:
    """Return the plan that a connection with these settings keeps for *query*."""
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    text = query.postgresql.wire.decode()
    number = len(query.postgresql.places)
    with psycopg.connect(url, options=options, autocommit=True) as connection:
        connection.prepare_threshold = None
        connection.execute(f"PREPARE kept AS {text}".encode())
        values = f"({', '.join(['NULL'] * number)})" if number else ""
        (plan,) = connection.execute(f"EXPLAIN (FORMAT JSON) EXECUTE kept{values}".encode()).fetchone() or ("[]",)
        found: dict[str, Any] = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
        return found


def register_many(url: str) -> None:
    """Keep an operator with so many farms that a plan expects many of any operator, as after an import."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO operators (id, name, kind, created_at, sandbox) VALUES ('opr', 'A', 'company', now(), 'false')"
        )
        connection.execute(
            "INSERT INTO farms (id, operator, name, time_zone, client_reference, created_at)"
            " SELECT 'frm' || number, 'opr', 'F', 'UTC', 'r' || number, now() FROM generate_series(1, 20000) number"
        )


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Walk through all steps of a plan."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def read_by_no_key(plan: dict[str, Any]) -> set[str]:
    """Return the tables, or their indexes, that a plan reads without saying whose rows it wants: by an equality."""
    kinds = ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Index Scan")
    scans = (node for node in nodes(plan) if node["Node Type"] in kinds)
    by_no_key = (node for node in scans if " = " not in node.get("Index Cond", ""))
    return {str(node.get("Relation Name", node.get("Index Name"))) for node in by_no_key}


@pytest.mark.parametrize("query", DECIDING, ids=[f"read{number}" for number in range(len(DECIDING))])
def test_what_decides_a_filing_is_found_by_keys(migrated_url: str, query: Query[Any]) -> None:
    """A young service would otherwise look at the rows of all for each filing, until its tables are analysed."""
    register_many(migrated_url)

    assert set() == read_by_no_key(plan_of(migrated_url, query, SETTINGS)) - _WHOLE


def test_a_table_read_whole_would_be_found(migrated_url: str) -> None:
    """The negative control: with indexes forbidden, the same reads go over whole tables."""
    settings = SETTINGS | {"enable_seqscan": "on", "enable_indexscan": "off", "enable_bitmapscan": "off"}
    found = [read_by_no_key(plan_of(migrated_url, query, settings)) for query in DECIDING]

    assert "reports" in set().union(*found)
