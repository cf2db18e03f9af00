"""Quotients stay exact until they are rounded, once."""

from __future__ import annotations

from decimal import Decimal

from service.domain.quotients import NOTHING, Quotient


def test_three_thirds_are_one() -> None:
    """Which no decimal fraction of a third can say."""
    third = Quotient(Decimal(1), 3)

    assert Decimal("1.00") == third.plus(third).plus(third).rounded(Decimal("0.01"), "half_up")


def test_unlike_divisors_meet_at_the_least_common_one() -> None:
    """1/300 and 1/150 are 3/300."""
    assert Quotient(Decimal(3), 300) == Quotient(Decimal(1), 300).plus(Quotient(Decimal(1), 150))


def test_quotients_compare_exactly() -> None:
    """A third is more than 0.3333333333, and not more than itself written otherwise."""
    third = Quotient(Decimal(1), 3)

    assert third.exceeds(Quotient(Decimal("0.3333333333"), 1))
    assert not third.exceeds(Quotient(Decimal(2), 6))
    assert third.exceeds(NOTHING)


def test_a_share_of_an_amount_is_not_rounded() -> None:
    """Only `rounded` rounds."""
    assert Quotient(Decimal("33.34"), 300) == Quotient(Decimal(1), 300).of(Decimal("33.34"))


def test_a_tie_below_zero_goes_where_its_mode_says() -> None:
    """Half up is away from zero on either side."""
    assert Decimal("-0.01") == Quotient(Decimal(-1), 200).rounded(Decimal("0.01"), "half_up")
