"""What one process remembers of keys: who bears them, until they expire, and not without end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from service.domain.principals import Principal, Role
from service.usecases.bearers import Bearers

NOW: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)
BEARER: Final = Principal("key_1", Role.OPERATOR, frozenset({"opr_1"}), None, frozenset({"reports:write"}))


def test_a_key_that_was_never_good_here_is_not_known() -> None:
    """It has to be asked for."""
    assert Bearers().get("digest", NOW) is None


def test_a_key_is_known_until_the_instant_at_which_it_expires() -> None:
    """Half-open, like every span."""
    bearers = Bearers()
    bearers.remember("digest", BEARER, NOW)

    assert BEARER == bearers.get("digest", NOW - timedelta(microseconds=1))
    assert bearers.get("digest", NOW) is None


def test_a_key_without_an_end_stays_known() -> None:
    """Whether it was revoked is asked with every write."""
    bearers = Bearers()
    bearers.remember("digest", BEARER, None)

    assert BEARER == bearers.get("digest", NOW + timedelta(days=36_500))


def test_memory_is_bounded() -> None:
    """A service that met a million keys does not hold a million of them."""
    bearers = Bearers(capacity=3)
    for number in range(4):
        bearers.remember(f"digest {number}", BEARER, None)

    assert [None, None, None, BEARER] == [bearers.get(f"digest {number}", NOW) for number in range(4)]
