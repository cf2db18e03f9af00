"""
Column types that keep exactly what they are given, on both databases.

SQLAlchemy's own `Numeric` stores REAL in SQLite and loses digits without a word, and its `DateTime` comes back from
there without a time zone. Here a decimal is NUMERIC in PostgreSQL and its exact text in SQLite; an instant is
`timestamptz` in PostgreSQL and RFC 3339 text in SQLite, written so that texts sort as instants do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from sqlalchemy import Date, DateTime, Dialect, LargeBinary, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from service.domain.canonical import canonical
from service.domain.clock import instant_text

_Value = TypeVar("_Value")

POSTGRESQL: Final = "postgresql"


class NotExact(ValueError):
    """A number that is not finite, or an instant without a time zone: nothing that can be kept exactly."""


class _Kept(TypeDecorator[_Value]):
    """
    A type with a form of its own in each database.

    `to_postgresql` and `to_sqlite` turn a value into what the driver takes; they are the only definition of the form,
    used by SQLAlchemy and by the direct writing of rows alike.
    """

    cache_ok = True
    postgresql_type: TypeEngine[Any]
    sqlite_type: TypeEngine[Any]

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the form."""
        form = self.postgresql_type if dialect.name == POSTGRESQL else self.sqlite_type
        return dialect.type_descriptor(form)

    def process_bind_param(self, value: _Value | None, dialect: Dialect) -> Any:  # noqa: ANN401 -- as the superclass
        """Hand a value to the driver."""
        if value is None:
            return None
        return self.to_postgresql(value) if dialect.name == POSTGRESQL else self.to_sqlite(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> _Value | None:  # noqa: ANN401, ARG002 -- as the superclass
        """Take a value from the driver; which form it has shows in its type."""
        return None if value is None else self.read(value)

    @staticmethod
    def to_postgresql(value: Any) -> object:  # noqa: ANN401 -- each type takes its own
        """Return what PostgreSQL's driver takes."""
        return value

    @staticmethod
    def to_sqlite(value: Any) -> object:  # noqa: ANN401 -- each type takes its own
        """Return what SQLite's driver takes."""
        raise NotImplementedError

    @staticmethod
    def read(value: Any) -> Any:  # noqa: ANN401 -- each type gives its own
        """Return the value from what a driver gave."""
        raise NotImplementedError


class ExactDecimal(_Kept[Decimal]):
    """A decimal with all its digits: NUMERIC without bounds, or plain text; never a binary floating point number."""

    impl = Numeric
    cache_ok = True
    postgresql_type = Numeric()
    sqlite_type = Text()

    @staticmethod
    def to_postgresql(value: Decimal) -> Decimal:
        """Refuse what is no number: PostgreSQL would keep NaN."""
        if not value.is_finite():
            raise NotExact(f"found {value}, expected a finite decimal")
        return value

    @staticmethod
    def to_sqlite(value: Decimal) -> str:
        """Write it without exponent, with its own scale."""
        return f"{ExactDecimal.to_postgresql(value):f}"

    @staticmethod
    def read(value: Decimal | str) -> Decimal:
        """Return the decimal with the scale it was written with."""
        return Decimal(value)


class Instant(_Kept[datetime]):
    """An instant in UTC to the microsecond."""

    impl = DateTime
    cache_ok = True
    postgresql_type = DateTime(timezone=True)
    sqlite_type = Text()

    @staticmethod
    def to_postgresql(value: datetime) -> datetime:
        """Refuse what names no instant: a datetime without a time zone."""
        if value.tzinfo is None:
            raise NotExact(f"found {value.isoformat()} without a time zone, expected an instant in UTC")
        return value

    @staticmethod
    def to_sqlite(value: datetime) -> str:
        """Write it as RFC 3339 with microseconds."""
        return instant_text(Instant.to_postgresql(value).astimezone(UTC))

    @staticmethod
    def read(value: datetime | str) -> datetime:
        """Return the instant, always with the zone `datetime.UTC`."""
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


class Day(_Kept[date]):
    """A day of a jurisdiction's calendar."""

    impl = Date
    cache_ok = True
    postgresql_type = Date()
    sqlite_type = Text()

    @staticmethod
    def to_sqlite(value: date) -> str:
        """Write it as ISO 8601."""
        return value.isoformat()

    @staticmethod
    def read(value: date | str) -> date:
        """Return the day."""
        return date.fromisoformat(value) if isinstance(value, str) else value


class Names(_Kept[tuple[str, ...]]):
    """A few names that are always read together, as a JSON array."""

    impl = Text
    cache_ok = True
    postgresql_type = Text()
    sqlite_type = Text()

    @staticmethod
    def to_postgresql(value: tuple[str, ...]) -> str:
        """Write them as canonical JSON."""
        return canonical(list(value)).decode()

    to_sqlite = to_postgresql

    @staticmethod
    def read(value: str) -> tuple[str, ...]:
        """Return the names in their order."""
        return tuple(json.loads(value))


class Headers(_Kept[Mapping[str, str]]):
    """Header fields of an answer, as a JSON object."""

    impl = Text
    cache_ok = True
    postgresql_type = Text()
    sqlite_type = Text()

    @staticmethod
    def to_postgresql(value: Mapping[str, str]) -> str:
        """Write them as canonical JSON."""
        return canonical(dict(value)).decode()

    to_sqlite = to_postgresql

    @staticmethod
    def read(value: str) -> Mapping[str, str]:
        """Return the fields."""
        fields: dict[str, str] = json.loads(value)
        return fields


class Canonical(LargeBinary):
    """Canonical JSON, byte for byte as it was hashed: never parsed and written again by a database."""

    cache_ok = True


def encoder(kind: TypeEngine[Any], database: str) -> Callable[[Any], object] | None:
    """Return how a value of *kind* is handed to the driver of *database*; none when as it is."""
    if not isinstance(kind, _Kept):
        return None
    encode = kind.to_postgresql if database == POSTGRESQL else kind.to_sqlite
    return None if encode is _Kept.to_postgresql else encode
