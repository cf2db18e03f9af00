"""Identifiers are UUIDv7 with a prefix, in an alphabet that nobody misreads."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from service.domain.identifiers import PREFIXES, is_identifier, made_with, new_identifier

NOW = datetime(2026, 11, 22, 14, 22, 11, 123000, tzinfo=UTC)
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def uuid_of(identifier: str) -> UUID:
    """Read the 128 bits back."""
    value = 0
    for character in identifier.partition("_")[2]:
        value = value * 32 + ALPHABET.index(character)
    return UUID(int=value)


def test_an_identifier_is_a_uuid_of_version_seven() -> None:
    """Version and variant stand where RFC 9562 puts them, and the first 48 bits are milliseconds."""
    uuid = uuid_of(new_identifier("report", NOW))

    assert (7, "specified in RFC 4122") == (uuid.version, uuid.variant)
    assert int(NOW.timestamp() * 1000) == uuid.int >> 80


def test_identifiers_sort_by_time() -> None:
    """A later millisecond is a greater text."""
    made = [new_identifier("event", NOW + timedelta(milliseconds=number)) for number in range(100)]

    assert sorted(made) == made


def test_identifiers_of_one_instant_differ() -> None:
    """Seventy-four random bits."""
    assert 1000 == len({new_identifier("event", NOW) for _ in range(1000)})


@pytest.mark.parametrize("kind", PREFIXES)
def test_a_kind_knows_its_own(kind: str) -> None:
    """And no other's."""
    identifier = new_identifier(kind, NOW)

    assert [kind] == [each for each in PREFIXES if is_identifier(identifier, each)]


@pytest.mark.parametrize("text", ["", "rep_", "rep_01", "rep_" + "u" * 26, "rep_" + "0" * 27, "rep_" + "٠" * 26])
def test_anything_else_is_none(text: str) -> None:
    """Too short, too long, letters that are not in the alphabet, digits of another script."""
    assert not is_identifier(text, "report")


def test_what_was_made_in_the_same_millisecond_lies_between_two_identifiers() -> None:
    """However they were drawn; what was made a millisecond earlier or later does not."""
    now = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    first, end = made_with("event", new_identifier("assessment", now))

    assert all(first <= new_identifier("event", now) < end for _ in range(100))
    assert new_identifier("event", now - timedelta(milliseconds=1)) < first
    assert end <= new_identifier("event", now + timedelta(milliseconds=1))
