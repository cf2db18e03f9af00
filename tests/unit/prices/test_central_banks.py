"""The central banks' answers, as they were received, become exact rates with the banks' own dates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from service.domain.errors import Nonsense
from service.usecases.prices.quotes import RateQuote
from service.usecases.prices.reading import read_quotes
from service.usecases.prices.sheet import MAX_FAULTS

ANSWERS = Path(__file__).parents[2] / "fixtures" / "central_banks"
RUSSIAN_LIST = (ANSWERS / "cbr_xml_daily_2023-09-27_excerpt.xml").read_bytes()
RUSSIAN_SERIES = (ANSWERS / "cbr_xml_dynamic_usd_2025-01.xml").read_bytes()
KAZAKH_LIST = (ANSWERS / "nbk_get_rates_2026-08-01.xml").read_bytes()


def test_a_russian_list_gives_exact_rates_by_the_hundred_where_the_bank_quotes_so() -> None:
    """Decimal commas become exact points, and `Nominal` is kept as published."""
    rates = read_quotes(RUSSIAN_LIST).rates

    assert RateQuote("KZT", "RUB", date(2023, 9, 27), 100, Decimal("20.3042"), "Bank of Russia") in rates
    assert RateQuote("UZS", "RUB", date(2023, 9, 27), 10_000, Decimal("78.8438"), "Bank of Russia") in rates


def test_a_russian_list_is_dated_as_the_bank_dates_it() -> None:
    """The date of the root is the date of the list actually returned, whatever was asked for."""
    assert date(2023, 9, 27) == read_quotes(RUSSIAN_LIST).published_on


def test_a_russian_series_has_its_publication_days_only() -> None:
    """Days without publication (12 and 13 January) are not filled in: the store looks back for them."""
    quotes = read_quotes(RUSSIAN_SERIES)

    assert [10, 11, 14, 15] == [rate.on_day.day for rate in quotes.rates]
    assert {"USD"} == {rate.base for rate in quotes.rates}
    assert quotes.published_on is None


def test_a_series_keeps_the_published_pair_and_not_the_rounded_unit_rate() -> None:
    """The last record says `Value` 103,4380 and `VunitRate` 103,438; the scale of the first one stays."""
    assert "103.4380" == str(read_quotes(RUSSIAN_SERIES).rates[-1].rate)


def test_a_series_of_an_unlisted_currency_is_refused_with_a_way_out() -> None:
    """A series names its currency by the bank's code alone, and a code must not be guessed."""
    with pytest.raises(Nonsense) as refused:
        read_quotes(RUSSIAN_SERIES.replace(b'ID="R01235" DateRange1', b'ID="R99999" DateRange1'))

    fault = refused.value.faults[0]
    assert ("/2/ID", "currency-unknown") == (fault.pointer, fault.code)
    assert "import the lists of single days" in fault.message


def test_a_kazakh_list_gives_rates_in_tenge() -> None:
    """`quant` is the number of units that `description` is the rate of."""
    quotes = read_quotes(KAZAKH_LIST)

    assert date(2026, 8, 1) == quotes.published_on
    assert (
        RateQuote("USD", "KZT", date(2026, 8, 1), 1, Decimal("473.59"), "National Bank of Kazakhstan"),
        RateQuote("RUB", "KZT", date(2026, 8, 1), 1, Decimal("5.94"), "National Bank of Kazakhstan"),
        RateQuote("UZS", "KZT", date(2026, 8, 1), 100, Decimal("3.96"), "National Bank of Kazakhstan"),
    ) == quotes.rates


def test_an_empty_kazakh_list_is_refused_and_says_why_it_may_be_empty() -> None:
    """For days outside its archive the bank answers without rates; that is no reason to record nothing silently."""
    with pytest.raises(Nonsense) as refused:
        read_quotes(b"<rates><title>Official exchange rates</title></rates>")

    assert "no-quotes" == refused.value.faults[0].code
    assert "outside its archive" in refused.value.faults[0].message


def test_a_currency_that_is_not_used_here_is_left_out_and_named() -> None:
    """A bank's list is longer than the law needs; what was not taken is told."""
    quotes = read_quotes(KAZAKH_LIST.replace(b"UZS", b"XDR"))

    assert ("XDR",) == quotes.left_out
    assert ["USD", "RUB"] == [rate.base for rate in quotes.rates]


def test_every_bad_field_of_a_list_is_told_with_its_line() -> None:
    """One refusal carries all faults, so that a file is mended once."""
    broken = RUSSIAN_LIST.replace(b"96,2378", b"96.2378").replace(b"<Nominal>100</Nominal>", b"<Nominal>0</Nominal>")

    with pytest.raises(Nonsense) as refused:
        read_quotes(broken)

    assert [("/3/Value", "not-a-decimal"), ("/5/Nominal", "not-readable")] == [
        (fault.pointer, fault.code) for fault in refused.value.faults
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<!DOCTYPE x [<!ENTITY e "boom">]><ValCurs Date="01.01.2025">&e;</ValCurs>', "document-type"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><ValCurs/>', "document-type"),
        (b"<a>" * 17 + b"</a>" * 17, "too-deep"),
        (b"<ValCurs>", "not-xml"),
        (b'<?xml version="1.0" encoding="rot13"?><ValCurs/>', "not-xml"),
        (b'<?xml version="1.0" encoding="utf-7"?><ValCurs/>', "not-xml"),
        (b"<html><body>Service unavailable</body></html>", "root"),
    ],
)
def test_xml_that_is_not_an_answer_of_a_bank_is_refused(content: bytes, code: str) -> None:
    """No document type is ever read, so there is nothing to expand and nothing to fetch."""
    with pytest.raises(Nonsense) as refused:
        read_quotes(content)

    assert [code] == [fault.code for fault in refused.value.faults]


def test_a_long_list_of_bad_entries_is_refused_in_a_short_answer() -> None:
    """No refusal outgrows what it refuses."""
    with pytest.raises(Nonsense) as refused:
        read_quotes(b'<ValCurs Date="27.09.2023">' + b"<Valute/>" * 500 + b"</ValCurs>")

    assert MAX_FAULTS == len(refused.value.faults)


def test_a_file_is_not_read_as_another_bank_s() -> None:
    """Who names a format gets that format or a refusal."""
    with pytest.raises(Nonsense) as refused:
        read_quotes(RUSSIAN_LIST, "nbk")

    assert "expected <rates>" in refused.value.faults[0].message
