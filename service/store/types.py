"""
Column types that keep exactly what they are given, on both databases.

SQLAlchemy's own `Numeric` stores REAL in SQLite and loses digits without a word, and its `DateTime` comes back from
there without a time zone. Here a decimal is NUMERIC in PostgreSQL and its exact text in SQLite; an instant is
`timestamptz` in PostgreSQL and RFC 3339 text in SQLite, written so that texts sort as instants do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeVar

from sqlalchemy import Boolean, Date, DateTime, Dialect, Integer, LargeBinary, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from service.domain.canonical import canonical, read_canonical
from service.domain.clock import instant_text

_Value = TypeVar("_Value")

POSTGRESQL: Final = "postgresql"


class NotExact(ValueError):
    """A number that is not finite, or an instant without a time zone: nothing that can be kept exactly."""


class _Kept(TypeDecorator[_Value]):
    """
    A type that both databases are given as text, and that only PostgreSQL keeps in a form of its own.

    `to_text` and `read` are the only definition of the text, used by SQLAlchemy and by the direct ways alike.
    """

    cache_ok = True
    postgresql_type: TypeEngine[Any]

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the form."""
        return dialect.type_descriptor(self.postgresql_type if dialect.name == POSTGRESQL else Text())

    def process_bind_param(self, value: _Value | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- as the superclass
        """Hand a value to the driver."""
        return None if value is None else self.to_text(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> _Value | None:  # noqa: ARG002 -- as the superclass
        """Take a value from the driver."""
        return None if value is None else self.read(value)

    @staticmethod
    def to_text(value: Any) -> str:
        """Write a value."""
        raise NotImplementedError

    @staticmethod
    def read(value: Any) -> Any:
        """Return the value of a text, or of what PostgreSQL's driver has made of it already."""
        raise NotImplementedError


class ExactDecimal(_Kept[Decimal]):
    """A decimal with all its digits: NUMERIC without bounds, or plain text; never a binary floating point number."""

    impl = Numeric
    cache_ok = True
    postgresql_type = Numeric()

    @staticmethod
    def to_text(value: Decimal) -> str:
        """Write it without exponent, with its own scale; refuse what PostgreSQL would keep as NaN."""
        if not value.is_finite():
            raise NotExact(f"found {value}, expected a finite decimal")
        return f"{value:f}"

    @staticmethod
    def read(value: Decimal | str) -> Decimal:
        """Return the decimal with the scale it was written with."""
        return Decimal(value)


class Instant(_Kept[datetime]):
    """An instant in UTC to the microsecond."""

    impl = DateTime
    cache_ok = True
    postgresql_type = DateTime(timezone=True)

    @staticmethod
    def to_text(value: datetime) -> str:
        """Write it as RFC 3339 with microseconds; refuse what names no instant."""
        if value.tzinfo is None:
            raise NotExact(f"found {value.isoformat()} without a time zone, expected an instant in UTC")
        return instant_text(value.astimezone(UTC))

    @staticmethod
    def read(value: datetime | str) -> datetime:
        """Return the instant, always with the zone `datetime.UTC`."""
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


class Day(_Kept[date]):
    """A day of a jurisdiction's calendar."""

    impl = Date
    cache_ok = True
    postgresql_type = Date()

    @staticmethod
    def to_text(value: date) -> str:
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

    @staticmethod
    def to_text(value: tuple[str, ...]) -> str:
        """Write them as canonical JSON."""
        return canonical(list(value)).decode()

    @staticmethod
    def read(value: str) -> tuple[str, ...]:
        """Return the names in their order."""
        return tuple(read_canonical(value))


class Headers(_Kept[Mapping[str, str]]):
    """Header fields of an answer, as a JSON object."""

    impl = Text
    cache_ok = True
    postgresql_type = Text()

    @staticmethod
    def to_text(value: Mapping[str, str]) -> str:
        """Write them as canonical JSON."""
        return canonical(dict(value)).decode()

    @staticmethod
    def read(value: str) -> Mapping[str, str]:
        """Return the fields."""
        fields: dict[str, str] = read_canonical(value)
        return fields


class Flag(_Kept[bool]):
    """A yes or no: BOOLEAN, or the word; STRICT tables of SQLite have no such type."""

    impl = Boolean
    cache_ok = True
    postgresql_type = Boolean()

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Hand a value to the driver; PostgreSQL's takes no text for one."""
        return value if dialect.name == POSTGRESQL else super().process_bind_param(value, dialect)

    @staticmethod
    def to_text(value: Any) -> str:
        """Write the word."""
        return "true" if value else "false"

    @staticmethod
    def read(value: Any) -> bool:
        """Return it; libpq says `t` and `f`."""
        return value if isinstance(value, bool) else value in {"true", "t"}


class Canonical(LargeBinary):
    """Canonical JSON, byte for byte as it was hashed: never parsed and written again by a database."""

    cache_ok = True


Convert = Callable[[Any], Any]


def to_sqlite(kind: TypeEngine[Any]) -> Convert | None:
    """Return what makes of a value of *kind* what SQLite's driver takes; none when it takes it as it is."""
    return kind.to_text if isinstance(kind, _Kept) else None


def from_sqlite(kind: TypeEngine[Any]) -> Convert | None:
    """Return what makes a value of *kind* of what SQLite's driver gives; none when it is that already."""
    return kind.read if isinstance(kind, _Kept) else None


def to_wire(kind: TypeEngine[Any]) -> Convert:
    """Return what makes of a value of *kind* the bytes that PostgreSQL takes: its text, or itself when it is bytes."""
    if isinstance(kind, Instant):
        return _instant_to_wire
    if isinstance(kind, _Kept):
        to_text = kind.to_text
        return lambda value: to_text(value).encode()
    if isinstance(kind, Integer):
        return lambda value: b"%d" % value
    return bytes if isinstance(kind, LargeBinary) else str.encode


@lru_cache(maxsize=256)
def _instant_to_wire(value: datetime) -> bytes:
    """Convert the instant of a filing once for its dozen of rows."""
    return Instant.to_text(value).encode()


def from_wire(kind: TypeEngine[Any]) -> Convert:
    """Return what makes a value of *kind* of the text that PostgreSQL gives."""
    if isinstance(kind, _Kept):
        read = kind.read
        return lambda wire: read(wire.decode())
    if isinstance(kind, Integer):
        return int
    if isinstance(kind, LargeBinary):
        return lambda wire: bytes.fromhex(wire[2:].decode())  # After the two characters that say "in hexadecimal".
    return bytes.decode


def wire_format(kind: TypeEngine[Any]) -> int:
    """Return libpq's name for the form of `to_wire`: 0 for text, 1 for bytes."""
    return int(isinstance(kind, LargeBinary))
