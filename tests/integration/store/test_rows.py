"""Rows come back as they were kept, to the last digit and byte, on both databases."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Column, MetaData, Numeric, Table, Text, insert, select, text

from service.store import inserting, rows
from service.store.database import Database
from service.store.mapping import TABLES, columns_of
from service.store.types import NotExact
from tests.integration.store.samples import ASSESSMENT, EVERYTHING, FARM, LINE, NOW, OPERATOR, PRICE, keep


def stored(database: Database, row: type) -> list[Any]:
    """Read every row of a class by SQLAlchemy's own way."""
    with database.engine.connect() as connection:
        return [row(*record) for record in connection.execute(select(*columns_of(row)))]


def prices(database: Database, *figures: str) -> list[Decimal]:
    """Keep prices that differ in their source and read them back in its order."""
    kept = [
        rows.PriceRow(PRICE.asset, PRICE.currency, PRICE.on_day, Decimal(figure), f"source-{at:03}", "close", NOW)
        for at, figure in enumerate(figures)
    ]
    keep(database, *kept)
    return [row.price for row in sorted(stored(database, rows.PriceRow), key=lambda row: str(row.source))]


@pytest.mark.parametrize("row", TABLES, ids=lambda row: row.__name__)
def test_the_members_of_a_row_are_the_columns_of_its_table(row: type) -> None:
    """A column that no row has would always be empty; only the queue's own number is made by the database."""
    columns = [column.name for column in TABLES[row].columns if column.name != "enq"]

    assert columns == [field.name for field in fields(row)]


def test_every_row_comes_back_as_it_was_kept(database: Database) -> None:
    """A row of each table is written in one unit of work and read by another way."""
    keep(database, *EVERYTHING)

    assert list(EVERYTHING) == [stored(database, type(row))[0] for row in EVERYTHING]


def test_every_row_comes_back_as_it_was_kept_among_many(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that are many go to PostgreSQL in another form: here one of each table does."""
    monkeypatch.setattr(inserting, "_ROWS", 0)

    keep(database, *EVERYTHING)

    assert list(EVERYTHING) == [stored(database, type(row))[0] for row in EVERYTHING]


def test_thousands_of_rows_come_back_in_order(database: Database) -> None:
    """Equal values on end, values that are missing, and texts with all that some syntax means something by."""
    names = ("\\", '"', "'", "{}", "{a,b}", "NULL", "", "\t\n", "Цех", "🪙")
    many = [
        replace(
            OPERATOR, id=f"opr_{at:04}", name=names[at // 3 % len(names)], client_reference=str(at) if at % 3 else None
        )
        for at in range(4_100)
    ]

    keep(database, *many)

    assert many == sorted(stored(database, rows.OperatorRow), key=lambda row: str(row.id))


def test_reads_that_go_past_sqlalchemy_give_the_same_rows(database: Database) -> None:
    """What the driver is asked directly for is converted as SQLAlchemy converts it."""
    keep(database, *EVERYTHING)

    with database.reading() as reading:
        assert (LINE,) == reading.lines(ASSESSMENT.id)
        assert ASSESSMENT == reading.assessment(ASSESSMENT.id)
        assert FARM == reading.farm(FARM.id)


def test_decimals_keep_every_digit_and_their_scale(database: Database) -> None:
    """A tenth is a tenth, and a number beyond binary precision is not rounded."""
    figures = ["0.1", "0.10", "0", "0E-18", "12345678901234567890.123456789012345678", "-0.000000000000000001", "1e30"]

    assert [Decimal(figure) for figure in figures] == prices(database, *figures)


def test_decimals_come_back_with_the_scale_they_were_written_with(database: Database) -> None:
    """`0.10` comes back as `0.10`: its digits say how it was stated."""
    assert ["0.10", "1", "2.500"] == [str(price) for price in prices(database, "0.10", "1", "2.500")]


def test_a_plain_numeric_would_have_lost_digits(database: Database) -> None:
    """The negative control: SQLAlchemy's own type loses in SQLite what `ExactDecimal` keeps."""
    plain = Table("plain_numbers", MetaData(), Column("number", Numeric(38, 18)), Column("name", Text()))
    exact = Decimal("12345678901234567890.123456789012345678")
    with database.engine.connect() as connection:
        plain.create(connection)
        connection.execute(insert(plain), {"number": exact, "name": "exact"})
        found = connection.execute(select(plain.c.number)).scalar_one()

    assert (connection.dialect.name == "sqlite") == (found != exact)


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_finite_number_is_refused(database: Database, figure: str) -> None:
    """PostgreSQL would keep NaN, and every later sum with it would be NaN."""
    with pytest.raises(NotExact, match="expected a finite decimal"):
        prices(database, figure)


def test_instants_keep_microseconds_and_come_back_in_utc(database: Database) -> None:
    """An instant stated in another zone is the same instant."""
    almaty = datetime(2026, 11, 1, 17, 0, 0, 1, tzinfo=timezone(timedelta(hours=5)))
    keep(database, rows.OperatorRow("opr_2", "individual", "A", None, almaty))

    (row,) = stored(database, rows.OperatorRow)

    assert "2026-11-01T12:00:00.000001+00:00" == row.created_at.isoformat()


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    """It would mean another instant on another machine."""
    with pytest.raises(NotExact, match="without a time zone"):
        keep(database, rows.OperatorRow("opr_2", "individual", "A", None, datetime(2026, 11, 1)))  # noqa: DTZ001


def test_the_database_orders_instants_as_time_does(database: Database) -> None:
    """Also where an instant is text: a text with microseconds must not come after one without."""
    instants = [datetime(2026, 11, 1, 12, 0, 0, at, tzinfo=UTC) for at in (1, 0, 999_999, 10)]
    keep(database, *[rows.OperatorRow(f"opr_{at}", "individual", "A", None, at_) for at, at_ in enumerate(instants)])
    with database.engine.connect() as connection:
        table = TABLES[rows.OperatorRow]
        ordered = connection.execute(select(table.c.created_at).order_by(table.c.created_at)).scalars().all()

    assert sorted(instants) == ordered


def test_a_number_written_past_the_store_does_not_become_a_binary_one(database: Database) -> None:
    """SQLite's tables are STRICT and turn it into text; PostgreSQL makes a NUMERIC of it."""
    statement = text(
        "INSERT INTO prices (asset, currency, on_day, price, source, method, recorded_at) "
        "VALUES ('BTC', 'USD', '2024-02-29', 1.5, 'x', 'close', '2026-11-01T12:00:00.000000Z')"
    )
    with database.engine.connect() as connection:
        connection.execute(statement)
        kind = connection.dialect.name
        found = connection.execute(text("SELECT price FROM prices")).scalar_one()

    assert {"sqlite": "1.5", "postgresql": Decimal("1.5")}[kind] == found
