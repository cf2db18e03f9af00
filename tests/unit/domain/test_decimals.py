"""The decimal door: what enters, how it is rounded, and how it is written; rounding is judged by fractions."""

from decimal import Decimal, Inexact
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.decimals import (
    EXACT,
    ROUNDING_MODES,
    NotADecimal,
    decimal,
    divide_at_scale,
    plain,
    round_to_step,
    rounder,
)
from tests.property.kernel.reference import round_half

MODES = sorted(ROUNDING_MODES)


def decimals(largest: int, scale: int) -> st.SearchStrategy[Decimal]:
    """Draw numbers of either sign, up to *largest* in their last digit, with up to *scale* digits after the point."""
    whole = st.integers(-largest, largest)
    return st.builds(lambda digits, places: EXACT.scaleb(Decimal(digits), -places), whole, st.integers(0, scale))


ordinary = decimals(10**12, 6)
huge = decimals(10**60, 18)
halves = st.integers(-(10**30), 10**30).map(lambda count: EXACT.divide(Decimal(count), Decimal(2)))
values = st.one_of(ordinary, huge, halves)
steps = st.sampled_from([Decimal(text) for text in ("1", "0.01", "0.010", "0.05", "1000", "1E+3", "7", "2.5", "1E-18")])


@pytest.mark.parametrize("mode", MODES)
@given(values, steps)
def test_rounding_to_a_step_is_that_of_fractions(mode: str, value: Decimal, step: Decimal) -> None:
    """Any value, any step and each of the seven modes: the multiple that exact fractions give."""
    expected = round_half(Fraction(value) / Fraction(step), mode) * Fraction(step)

    assert expected == Fraction(round_to_step(value, step, mode))


@pytest.mark.parametrize("mode", MODES)
@given(values, values.filter(bool), st.integers(0, 20))
def test_dividing_at_a_scale_is_that_of_fractions(mode: str, dividend: Decimal, divisor: Decimal, scale: int) -> None:
    """Divided by anything but zero, of either sign, and rounded once."""
    expected = Fraction(round_half(Fraction(dividend) / Fraction(divisor) * 10**scale, mode), 10**scale)

    assert expected == Fraction(divide_at_scale(dividend, divisor, scale, mode))


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half_up", ["-3", "-2", "-1", "1", "2", "3"]),
        ("half_down", ["-2", "-1", "0", "0", "1", "2"]),
        ("half_even", ["-2", "-2", "0", "0", "2", "2"]),
        ("up", ["-3", "-2", "-1", "1", "2", "3"]),
        ("down", ["-2", "-1", "0", "0", "1", "2"]),
        ("ceiling", ["-2", "-1", "0", "1", "2", "3"]),
        ("floor", ["-3", "-2", "-1", "0", "1", "2"]),
    ],
)
def test_each_mode_has_its_own_way_with_halves(mode: str, expected: list[str]) -> None:
    """-2.5 to 2.5 by whole ones: `half_up` and `up` go away from zero, never towards plus infinity."""
    halves_in_order = [Decimal(text) for text in ("-2.5", "-1.5", "-0.5", "0.5", "1.5", "2.5")]

    assert expected == [plain(round_to_step(value, Decimal(1), mode)) for value in halves_in_order]


def test_a_figure_just_below_a_half_is_not_rounded_twice() -> None:
    """0.49999... is below one half, however many nines there are."""
    just_below = Decimal("0." + "4" + "9" * 60)

    assert Decimal(0) == round_to_step(just_below, Decimal(1), "half_up")
    assert Decimal(0) == divide_at_scale(just_below, Decimal(1), 0, "half_up")


@pytest.mark.parametrize("step", ["0.01", "0.05"])
def test_what_rounds_to_nothing_is_zero_and_not_minus_zero(step: str) -> None:
    """Nobody owes -0."""
    rounded = rounder(Decimal(step), "half_up")(Decimal("-0.001"))

    assert (Decimal(0), False) == (rounded, rounded.is_signed())


def test_exact_arithmetic_refuses_to_lose_a_digit() -> None:
    """One third has no end."""
    with pytest.raises(Inexact):
        EXACT.divide(Decimal(1), Decimal(3))


@given(values)
def test_what_is_written_plainly_is_the_same_number(value: Decimal) -> None:
    """No exponent, no needless zero, and nothing lost."""
    text = plain(value)

    assert value == Decimal(text)
    assert "E" not in text
    assert not ("." in text and text.endswith("0"))


@pytest.mark.parametrize(
    ("value", "decimals_at_least", "expected"),
    [
        ("285000", 2, "285000.00"),
        ("285000.1", 2, "285000.10"),
        ("0.00033750", 2, "0.0003375"),
        ("-0.00", 2, "0.00"),
        ("-0.001", 2, "-0.001"),
        ("1E+3", 0, "1000"),
        ("1E-18", 0, "0.000000000000000001"),
        ("0E+5", 0, "0"),
    ],
)
def test_money_is_padded_and_nothing_is_cut(value: str, decimals_at_least: int, expected: str) -> None:
    """At least the currency's decimals, and every digit beyond them."""
    assert expected == plain(Decimal(value), decimals=decimals_at_least)


@pytest.mark.parametrize("text", ["0", "0.00", "812345.600", "1" * 40, "0." + "1" * 18])
def test_a_plain_number_is_read_in_its_written_scale(text: str) -> None:
    """`0.00` stays `0.00`."""
    assert text == str(decimal(text))


@pytest.mark.parametrize(
    "text",
    [
        *("", " 1", "1 ", "+1", "01", ".5", "1.", "1e3", "1_000", "1,5", "1\n", "0x1", "NaN", "Infinity", "-1"),
        *("\N{ARABIC-INDIC DIGIT THREE}", "\N{FULLWIDTH DIGIT ONE}"),
        *(1, 1.5, None, True),
    ],
)
def test_anything_else_is_refused(text: object) -> None:
    """Signs, exponents, separators, foreign digits, and whatever is no string."""
    with pytest.raises(NotADecimal):
        decimal(text)


def test_digits_are_capped_on_both_sides_of_the_point() -> None:
    """A limit on everything."""
    with pytest.raises(NotADecimal, match="at most 3 digits before the point and 2 after it"):
        decimal("1234", digits=3, scale=2)
    with pytest.raises(NotADecimal, match="at most 3 digits before the point and 2 after it"):
        decimal("123.456", digits=3, scale=2)


def test_a_sign_is_read_where_it_makes_sense() -> None:
    """Below zero only on request."""
    assert Decimal("-1.50") == decimal("-1.50", negative=True)
    with pytest.raises(NotADecimal, match="not negative"):
        decimal("-1.50")
