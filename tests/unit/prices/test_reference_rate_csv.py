"""Reference rates from comma-separated files: a file is read whole or refused with every fault."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from service.domain.errors import Nonsense
from service.usecases.prices.reference_rate_csv import ReferenceRateQuote, read_reference_rates

HEADER = "series,since,rate,source\n"


def faults_of(content: str) -> list[tuple[str, str]]:
    """Return pointer and code of every fault that *content* is refused with."""
    with pytest.raises(Nonsense) as refused:
        read_reference_rates(content.encode())
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


def test_a_line_is_a_change_with_its_source() -> None:
    """Columns may come in any order, and every digit is kept."""
    content = "rate,source,since,series\n0.2050,illustrative,2025-01-01,ru.key_rate\n"

    assert (
        ReferenceRateQuote("ru.key_rate", date(2025, 1, 1), Decimal("0.2050"), "illustrative"),
    ) == read_reference_rates(content.encode())


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("ru.key_rate,2025-01-01,20,s", ("/2/rate", "rate-too-high")),
        ("ru.key_rate,2025-01-01,20 %,s", ("/2/rate", "not-a-decimal")),
        ("ru.key_rate,2025-01-01,-0.1,s", ("/2/rate", "not-a-decimal")),
        ("ru.kee_rate,2025-01-01,0.2,s", ("/2/series", "series-unknown")),
        ("ru.key_rate,01.01.2025,0.2,s", ("/2/since", "not-a-day")),
        ("ru.key_rate,2025-01-01,0.2,", ("/2/source", "missing")),
        ("ru.key_rate,2025-01-01,0.2", ("/2/line", "values-missing-or-extra")),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(line: str, fault: tuple[str, str]) -> None:
    """Whoever writes 20 for 20 % is told."""
    assert [fault] == faults_of(f"{HEADER}{line}\n")


def test_two_rates_of_one_day_are_refused() -> None:
    """Nobody could say which counts."""
    line = "ru.key_rate,2025-01-01,0.2,s\n"

    assert [("/3/since", "quote-repeated")] == faults_of(HEADER + line + line.replace("0.2", "0.3"))


@pytest.mark.parametrize(
    ("content", "fault"),
    [("", ("/1/file", "no-quotes")), (HEADER, ("/1/file", "no-quotes")), ("series,rate\n", ("/1/header", "columns"))],
)
def test_a_file_of_something_else_is_refused(content: str, fault: tuple[str, str]) -> None:
    """An empty file is no list without changes."""
    assert [fault] == faults_of(content)
