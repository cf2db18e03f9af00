"""What the tests of erasure share: who asks and confirms, and what is looked for afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, select

from service.domain.errors import Refusal
from service.domain.money import Money
from service.domain.periods import Period
from service.domain.principals import Principal
from service.domain.retention import Beginning
from service.store.mapping import columns_of, from_record
from service.store.rows import EventRow, OpeningKeyRow, OpeningRow
from service.store.tables import events
from service.usecases.erasure import ErasureWish, confirm_erasure, request_erasure
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.note_payment import note_payment
from service.usecases.register import register_farm
from service.usecases.requests import Command, NewPayment, RegisterFarm
from service.usecases.retention import NewRetentionRule
from service.usecases.service import Service
from tests.integration.usecases.conftest import command

THIRD_QUARTER = Period(date(2024, 7, 1), date(2024, 10, 1))
ASKER = LOCAL_ADMINISTRATOR._replace(key="key_asks")
CONFIRMER = LOCAL_ADMINISTRATOR._replace(key="key_confirms")
WISH = ErasureWish("an act of the test", "article 1", "Asked for by letter.")
# A rule of nobody's law: the terms of this test are its own.
RULE = NewRetentionRule("KZ", 5, Beginning.YEAR_END, "an act of the test", "article 2", None)
NAME, HALL, REFERENCE = "ИП Айдана Сатпаева", "Hall behind the Satpayev house", "passport-N08271828"


def by(principal: Principal) -> Command:
    """Make a write of *principal*."""
    return command()._replace(principal=principal)


def erase(service: Service, operator: str) -> Any:
    """Ask, and confirm as somebody else."""
    request: Any = request_erasure(service, by(ASKER), operator, WISH).document
    return confirm_erasure(service, by(CONFIRMER), operator, request["request"]).document


def events_of(service: Service, operator: str) -> list[EventRow]:
    """Return all events of an operator, in the order of their arrival."""
    with service.store.reading() as reading:
        told = select(*columns_of(EventRow)).where(events.c.operator == operator).order_by(events.c.id)
        return [from_record(EventRow, record) for record in reading.connection.execute(told)]


def outcome_of(action: Any) -> str:
    """Return the code of the refusal, or that it was done."""
    try:
        action()
    except Refusal as refusal:
        return refusal.code
    return "done"


def write(service: Service, operator: str, kind: str) -> None:
    """Write something of an operator."""
    if kind == "a farm":
        farm = RegisterFarm(operator, "Hall 2", "KZ-71", None, "Asia/Almaty", None, None)
        register_farm(service, command(), farm)
    else:
        payment = NewPayment("KZ", date(2025, 1, 10), Money(Decimal(1), "KZT"), "a payment")
        note_payment(service, command(), operator, payment)


def kept(service: Service, operator: str) -> tuple[OpeningKeyRow, list[OpeningRow]]:
    """Return the key of an operator, and what it sealed."""
    with service.store.reading() as reading:
        key = reading.opening_key(operator)
        found = {event.sealing: reading.opening(event.sealing) for event in events_of(service, operator)}
    assert key is not None
    return key, [row for row in found.values() if row is not None]


def material_of(service: Service, operator: str) -> dict[str, bytes]:
    """Return what must not be found: the wrapped key, what it sealed, and names."""
    key, rows = kept(service, operator)
    sealed = {f"opening {at}": row.sealed for at, row in enumerate(rows)}
    return {"key": key.wrapped, "name": NAME.encode(), "hall": HALL.encode(), "reference": REFERENCE.encode()} | sealed


def found(service: Service, material: dict[str, bytes]) -> dict[str, bool]:
    """Search the files of the embedded database, or all rows of the server's."""
    url = make_url(service.store.url)
    if url.get_backend_name() == "sqlite":
        service.store.scour()
        service.store.close()
        path = Path(str(url.database))
        held = b"".join(it.read_bytes() for it in path.parent.glob(f"{path.name}*"))
    else:
        held = b"".join(_rows(service))
    return {what: text in held for what, text in material.items()}


def _rows(service: Service) -> Iterator[bytes]:
    with service.store.engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for table in names.scalars().all():
            for record in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                yield from (it if isinstance(it, bytes) else str(it).encode() for it in record)
