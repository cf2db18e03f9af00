"""Prices and rates are recorded once, revised by new rows, and found again on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from service.domain.errors import Forbidden, Nonsense
from service.law.library import Library
from service.store.database import Database
from service.usecases.import_prices import PriceFile, import_prices
from service.usecases.keys import LOCAL_ADMINISTRATOR
from service.usecases.read_quotes import list_series
from service.usecases.requests import Command
from service.usecases.service import Service

ANSWERS = Path(__file__).parents[1] / "fixtures" / "central_banks"
COMMAND = Command(LOCAL_ADMINISTRATOR, "import", "prices import", "0" * 64, "request")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PRICES = "asset,currency,date,price,source,method\n"


class Clock:
    """A clock that goes on by a minute each time it is asked."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """Tell the next minute."""
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def service(migrated_url: str) -> Iterator[Service]:
    """Give a service on each kind of database, without any law."""
    database = Database(migrated_url)
    yield Service(database, Library(()), Clock())
    database.close()


def test_a_list_of_a_day_is_recorded_under_its_own_date(service: Service) -> None:
    """The bank was asked for the 28th and answered with the list of the 27th: the 27th is what is recorded."""
    content = (ANSWERS / "cbr_xml_daily_2023-09-27_excerpt.xml").read_bytes()

    answer = import_prices(service, COMMAND, PriceFile(content, asked_for=date(2023, 9, 28)))

    assert {
        "format": "cbr",
        "published_on": "2023-09-27",
        "asked_for": "2023-09-28",
        "read": 7,
        "recorded": 7,
        "revised": 0,
        "already_recorded": 0,
        "left_out": [],
    } == answer
    with service.store.reading() as reading:
        row = reading.rate("KZT", "RUB", date(2023, 9, 27), service.clock())
    assert row is not None
    assert (100, Decimal("20.3042")) == (row.units, row.rate)


def test_importing_the_same_file_twice_adds_nothing(service: Service) -> None:
    """A second import finds everything recorded, also when another source was imported in between."""
    first = PriceFile(f"{PRICES}BTC,USD,2025-01-01,94419.75,one,close\n".encode())
    other = PriceFile(f"{PRICES}BTC,USD,2025-01-01,94400.00,two,close\n".encode())

    recorded = [import_prices(service, COMMAND, file)["recorded"] for file in (first, other, first, other)]

    assert [1, 1, 0, 0] == recorded


def test_a_revised_figure_is_a_new_recording_and_the_old_one_stays_known(service: Service) -> None:
    """What was computed from the first figure can be computed from it again."""
    import_prices(service, COMMAND, PriceFile(f"{PRICES}BTC,USD,2025-01-01,94419.75,one,close\n".encode()))
    between = service.clock()

    answer = import_prices(service, COMMAND, PriceFile(f"{PRICES}BTC,USD,2025-01-01,94420,one,close\n".encode()))

    assert (1, 1) == (answer["recorded"], answer["revised"])
    with service.store.reading() as reading:
        now, then = (reading.price("BTC", "USD", date(2025, 1, 1), at) for at in (service.clock(), between))
    assert now is not None
    assert then is not None
    assert (Decimal(94420), Decimal("94419.75")) == (now.price, then.price)


def test_a_day_without_publication_takes_the_last_rate_before_it(service: Service) -> None:
    """The Bank of Russia published nothing on 12 and 13 January 2025: the 11th holds until the 14th."""
    content = (ANSWERS / "cbr_xml_dynamic_usd_2025-01.xml").read_bytes()
    import_prices(service, COMMAND, PriceFile(content))

    with service.store.reading() as reading:
        found = [reading.rate("USD", "RUB", date(2025, 1, day), service.clock()) for day in (9, 12, 13, 14)]

    assert [None, "101.9146", "101.9146", "102.7081"] == [row and str(row.rate) for row in found]


def test_a_file_with_one_bad_line_records_nothing(service: Service) -> None:
    """A file is taken whole or not at all."""
    content = f"{PRICES}BTC,USD,2025-01-01,1,one,close\nBTC,USD,2025-01-02,1e5,one,close\n".encode()

    with pytest.raises(Nonsense):
        import_prices(service, COMMAND, PriceFile(content))

    assert [] == list_series(service, LOCAL_ADMINISTRATOR)["items"]


def test_an_import_that_records_something_is_told_to_the_audit_log(service: Service) -> None:
    """One event for each file that added something, none for a file that did not."""
    file = PriceFile(f"{PRICES}BTC,USD,2025-01-01,1,one,close\n".encode())
    import_prices(service, COMMAND, file)
    import_prices(service, COMMAND, file)

    with service.store.reading() as reading:
        (waiting,) = reading.waiting_events(10)
        event = reading.event(waiting.event)

    assert event is not None
    assert "prices.recorded" == event.type


def test_the_list_says_how_far_each_series_reaches(service: Service) -> None:
    """By asset or currency and by source, with the number of its days."""
    lines = "".join(f"BTC,USD,2025-01-{day:02},{day},one,close\n" for day in (1, 2, 5))
    import_prices(service, COMMAND, PriceFile((PRICES + lines).encode()))
    import_prices(service, COMMAND, PriceFile((ANSWERS / "nbk_get_rates_2026-08-01.xml").read_bytes()))

    items = list_series(service, LOCAL_ADMINISTRATOR)["items"]

    assert isinstance(items, list)
    assert {
        "object": "quote_series", "kind": "price", "series": "BTC/USD", "source": "one", "days": 3,
        "from": "2025-01-01", "to": "2025-01-05", "links": {"quotes": "/v1/prices/BTC/USD"},
    } == items[0]  # fmt: skip
    series = [item["series"] for item in items[1:] if isinstance(item, dict)]
    assert ["RUB/KZT", "USD/KZT", "UZS/KZT"] == series


def test_a_key_that_may_not_write_prices_is_refused(service: Service) -> None:
    """Prices decide what people owe."""
    principal = LOCAL_ADMINISTRATOR._replace(scopes=frozenset())

    with pytest.raises(Forbidden):
        import_prices(service, COMMAND._replace(principal=principal), PriceFile(b""))
