"""Prices and rates from comma-separated files: ours and the European Central Bank's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from service.domain.errors import Nonsense, TooLarge
from service.usecases.prices import reading
from service.usecases.prices.quotes import PriceQuote, RateQuote
from service.usecases.prices.reading import read_quotes
from service.usecases.prices.sheet import MAX_FAULTS

PRICES = "asset,currency,date,price,source,method\n"
RATES = "base,currency,date,units,rate,source\n"


def faults_of(content: str, form: str = "auto") -> list[tuple[str, str]]:
    """Return pointer and code of every fault that *content* is refused with."""
    with pytest.raises(Nonsense) as refused:
        read_quotes(content.encode(), form)
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


def test_a_price_keeps_its_source_its_method_and_every_digit() -> None:
    """Nothing passes through a float: all eighteen decimals come out as they went in."""
    line = 'KAS,USD,2025-03-01,0.070000000000000001,exchange,"daily close, UTC"\n'

    assert (
        PriceQuote("KAS", "USD", date(2025, 3, 1), Decimal("0.070000000000000001"), "exchange", "daily close, UTC"),
    ) == read_quotes((PRICES + line).encode()).prices


def test_columns_may_come_in_any_order_and_the_file_may_begin_with_a_mark() -> None:
    """Spreadsheets write a byte-order mark and reorder columns; neither changes what is said."""
    content = "\ufeffsource,rate,units,date,currency,base\nbank,5.94,1,2026-08-01,KZT,RUB\n"

    assert (RateQuote("RUB", "KZT", date(2026, 8, 1), 1, Decimal("5.94"), "bank"),) == read_quotes(
        content.encode()
    ).rates


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("BTC,USD,2025-01-01,1e5,s,m", ("/2/price", "not-a-decimal")),
        ("BTC,USD,2025-01-01,0,s,m", ("/2/price", "not-above-zero")),
        ("BTC,USD,2025-01-01,-1,s,m", ("/2/price", "not-a-decimal")),
        ("BTC,USD,2025-02-30,1,s,m", ("/2/date", "not-a-day")),
        ("BTC,USD,01.01.2025,1,s,m", ("/2/date", "not-a-day")),
        ("BTC,XXX,2025-01-01,1,s,m", ("/2/currency", "currency-unknown")),
        ("btc,USD,2025-01-01,1,s,m", ("/2/asset", "not-readable")),
        ("BTC,USD,2025-01-01,1,,m", ("/2/source", "missing")),
        (f"BTC,USD,2025-01-01,1,{'s' * 201},m", ("/2/source", "too-long")),
        ("BTC,USD,2025-01-01,1,s", ("/2/line", "values-missing-or-extra")),
        ('BTC,USD,2025-01-01,1,s,"m', ("/2/line", "not-csv")),
    ],
)
def test_a_bad_line_is_refused_by_line_and_field(line: str, fault: tuple[str, str]) -> None:
    """Each fault points at the very field."""
    assert [fault] == faults_of(f"{PRICES}{line}\n")


def test_a_misspelt_column_is_found_and_not_silently_empty() -> None:
    """Unknown and missing columns are both faults of the header."""
    assert [("/1/header", "columns")] == faults_of(
        "asset,currency,date,prise,source,method\nBTC,USD,2025-01-01,1,s,m\n"
    )


def test_two_figures_for_one_day_from_one_source_are_refused() -> None:
    """Which of them counts cannot be guessed."""
    content = f"{PRICES}BTC,USD,2025-01-01,1,s,m\nBTC,USD,2025-01-01,2,s,m\n"

    assert [("/3/date", "quote-repeated")] == faults_of(content)


def test_two_sources_may_quote_one_day() -> None:
    """The choice between sources is made where coins are valued."""
    content = f"{PRICES}BTC,USD,2025-01-01,1,s,m\nBTC,USD,2025-01-01,2,t,m\n"

    assert ["s", "t"] == [price.source for price in read_quotes(content.encode()).prices]


def test_a_file_of_another_kind_is_refused_without_a_fault_for_each_of_its_lines() -> None:
    """A refusal stays readable, and smaller than what it refuses."""
    assert MAX_FAULTS == len(faults_of(PRICES + "nonsense\n" * 1000))


def test_an_empty_file_and_a_bare_header_have_no_quotes() -> None:
    """A file without a single quote is a mistake of whoever sends it."""
    assert [("/1/file", "no-quotes")] == faults_of("")
    assert [("/1/file", "no-quotes")] == faults_of(RATES)


def test_bytes_that_are_not_utf_8_are_refused_by_line() -> None:
    """A file in another encoding would be read wrongly, so it is not read."""
    with pytest.raises(Nonsense) as refused:
        read_quotes(PRICES.encode() + "BTC,USD,2025-01-01,1,биржа,m".encode("cp1251"))

    assert ["/2/line"] == [fault.pointer for fault in refused.value.faults]


def test_a_file_beyond_the_limit_is_not_read_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit stands before the first line is looked at."""
    monkeypatch.setattr(reading, "MAX_BYTES", 4)

    with pytest.raises(TooLarge):
        read_quotes(b"a,b,c")


@pytest.mark.parametrize(
    "content",
    [
        "Date, USD, JPY, \n30 October 2026, 1.0812, 171.20, \n",  # eurofxref.csv, with the bank's comma at the end
        "Date,USD,JPY,\n2026-10-30,1.0812,171.20,\n",  # eurofxref-hist.csv
        "date,EURUSD,EURJPY\n2026-10-30,1.0812,171.20\n",  # an extract
    ],
)
def test_euro_reference_rates_are_read_in_each_of_their_shapes(content: str) -> None:
    """The list of a day and the history write days and line ends differently; both say what one euro costs."""
    day = date(2026, 10, 30)

    quotes = read_quotes(content.encode())

    assert ("ecb", day) == (quotes.format, quotes.published_on)
    assert (
        RateQuote("EUR", "USD", day, 1, Decimal("1.0812"), "European Central Bank"),
        RateQuote("EUR", "JPY", day, 1, Decimal("171.20"), "European Central Bank"),
    ) == quotes.rates


def test_a_rate_that_the_ecb_did_not_publish_is_not_a_rate() -> None:
    """Since March 2022 the rouble column says `N/A`; nothing is recorded, and nothing is zero."""
    content = "Date,USD,RUB,\n2022-03-01,1.1162,117.201,\n2022-03-02,1.1106,N/A,\n2022-03-03,1.1076,,\n"

    rates = read_quotes(content.encode()).rates

    assert [date(2022, 3, 1)] == [rate.on_day for rate in rates if rate.currency == "RUB"]
    assert [1, 2, 3] == [rate.on_day.day for rate in rates if rate.currency == "USD"]


def test_a_bad_euro_rate_is_refused_by_line_and_column() -> None:
    """The field of a fault is the column's own name."""
    assert [("/2/USD", "not-a-decimal")] == faults_of("Date,USD\n2026-10-30,1 0812\n")
    assert [("/1/header", "columns")] == faults_of("asset,currency\n", "ecb")
