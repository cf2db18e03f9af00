"""What was erased is found nowhere; and the very same search finds it where nothing was erased."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.audit.commitments import openings_of, opens
from service.audit.opening_keys import Place, Wrapped, unseal
from service.domain.errors import Unavailable
from service.domain.reports import OperatorKind
from service.usecases.openings import open_event
from service.usecases.register import register_operator
from service.usecases.requests import RegisterOperator
from service.usecases.rotate_openings import rotate_openings
from service.usecases.service import Service
from tests.integration.usecases.conftest import command
from tests.integration.usecases.erasure.erasing import (
    erase,
    events_of,
    found,
    kept,
    material_of,
)


def test_nothing_in_the_database_recovers_what_was_erased(service: Service, ripe: str) -> None:
    """Neither rows of any table nor, of the embedded database, the bytes of file and journals."""
    material = material_of(service, ripe)
    assert dict.fromkeys(material, True) == found(service, material)

    erase(service, ripe)

    assert dict.fromkeys(material, False) == found(service, material)


def test_the_negative_control_finds_all_of_it(service: Service, ripe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An erasure that only tells of itself: the very same search finds key, openings and names."""
    material = material_of(service, ripe)
    monkeypatch.setattr("service.store.erasing.Erasing.erase", lambda *_: None)
    monkeypatch.setattr("service.usecases.erasure.ErasureRow", _NotKept)
    erase(service, ripe)

    assert dict.fromkeys(material, True) == found(service, material)


def test_whoever_has_a_backup_and_the_wrapping_key_opens_it(service: Service, ripe: str) -> None:
    """What erasure cannot reach: copies open until the key that wraps is destroyed, by a rotation."""
    key, rows = kept(service, ripe)
    erase(service, ripe)

    for row in rows:
        place = Place(row.event, row.subject, row.fields)
        opened = openings_of(*unseal(service.store.keys, Wrapped(key.wrapped_by, key.wrapped), place, row.sealed))
        assert all(opens(each) for each in opened)


def test_what_fails_half_way_erases_nothing(service: Service, ripe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last thing that is done fails: key, openings and names are as before, and no event tells of it."""
    material, before = material_of(service, ripe), len(events_of(service, ripe))
    monkeypatch.setattr("service.store.erasing.Erasing._forget_answers", _fail)
    with pytest.raises(RuntimeError, match="half-way"):
        erase(service, ripe)

    assert dict.fromkeys(material, True) == found(service, material)
    assert before + 1 == len(events_of(service, ripe))  # the request


def test_a_rotation_wraps_every_key_anew_and_the_old_one_opens_nothing(service: Service, person: str) -> None:
    """Events open as before; what a backup has of the keys opens no more."""
    key, rows = kept(service, person)
    done = rotate_openings(service.store, destroy_old=True)

    with service.store.reading() as reading:
        assert all(open_event(reading, service.store.keys, event) for event in events_of(service, person))
        assert [done.current] == [row.id for row in reading.wrapping_keys()]
    for row in rows:
        with pytest.raises(Unavailable):
            unseal(
                service.store.keys,
                Wrapped(key.wrapped_by, key.wrapped),
                Place(row.event, row.subject, row.fields),
                row.sealed,
            )
    registered = register_operator(service, command(), RegisterOperator(OperatorKind.LEGAL_ENTITY, "TOO New", None))
    assert registered.status == 201


class _NotKept:
    """Stands for the row of an erasure that keeps nothing."""

    def __init__(self, operator: str, request: str, event: str, *_: object) -> None:
        self.operator, self.request, self.event = operator, request, event
        self.retained_until, self.erased_at = None, datetime(2032, 1, 1, tzinfo=UTC)


def _fail(*_: object) -> None:
    message = "half-way"
    raise RuntimeError(message)
