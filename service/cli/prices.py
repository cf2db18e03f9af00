"""`hashlevy prices`: record what coins and currencies were worth, as their publishers say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, Final

import click

from service.cli.commands import Branch
from service.cli.local import ADMINISTRATOR, local_service, write
from service.cli.options import known_at_option
from service.cli.output import json_option, show, show_list
from service.http.schemas.periods import PeriodShape
from service.usecases.import_prices import PriceFile, import_prices
from service.usecases.prices.reading import FORMATS, MAX_BYTES
from service.usecases.read_quotes import Series, list_series, read_series

if TYPE_CHECKING:
    from datetime import datetime

_DAY: Final = click.DateTime(["%Y-%m-%d"])


@click.group("prices", cls=Branch)
def command() -> None:
    """Record what coins and currencies were worth, as their publishers say."""


@command.command(
    "import",
    examples=[
        "hashlevy prices import btc-usd.csv",
        "hashlevy prices import XML_daily.xml --format cbr --asked-for 2026-07-19",
    ],
)
@click.argument("file", type=click.File("rb"))
@click.option("--format", "form", type=click.Choice(("auto", *FORMATS)), default="auto", show_default=True)
@click.option("--asked-for", type=_DAY, help="The day that the publisher was asked for.")
def import_(file: BinaryIO, form: str, asked_for: datetime | None) -> None:
    """
    Record the prices or rates in FILE (- for standard input), all of them or none.

    csv: asset,currency,date,price,source,method or base,currency,date,units,rate,source. cbr: the Bank of Russia's
    XML_daily and XML_dynamic. nbk: the National Bank of Kazakhstan's get_rates. ecb: eurofxref.csv and its history.

    What is recorded already is not recorded again; a figure that differs is recorded as a revision. A list counts for
    the day that it carries: where that is not the day asked for, standard error tells.
    """
    day = None if asked_for is None else asked_for.date()
    quotes = PriceFile(file.read(MAX_BYTES + 1), form, day)
    with local_service() as service:
        answer = import_prices(service, write("prices import", {"format": form}), quotes)
    published = answer["published_on"]
    if day is not None and published is not None and published != day.isoformat():
        click.echo(f"asked for {day}, the list is of {published}: recorded for {published}", err=True)
    show(answer)


@command.command("list", examples=["hashlevy prices list"])
@known_at_option
@json_option
def list_(known_at: datetime | None, *, as_json: bool) -> None:
    """List which prices and rates are recorded, from whom, and for which days."""
    with local_service() as service:
        series: dict[str, Any] = list_series(service, ADMINISTRATOR, known_at)
    show_list(series["items"], ("kind", "series", "source", "days", "from", "to"), as_json=as_json)


@command.command("show", examples=["hashlevy prices show BTC/USD --start 2025-07-01 --end 2025-08-01"])
@click.argument("series")
@click.option("--start", required=True, help="The first day.")
@click.option("--end", required=True, help="The first day no longer shown.")
@click.option("--kind", type=click.Choice(("price", "rate")), default="price", show_default=True)
@known_at_option
def show_(series: str, start: str, end: str, known_at: datetime | None, *, kind: str) -> None:
    """Show what SERIES, such as BTC/USD, says day by day, as JSON: of each source what was recorded last."""
    base, _, currency = series.partition("/")
    asked, period = Series(base, currency, is_rate=kind == "rate"), PeriodShape().read({"start": start, "end": end})
    with local_service() as service:
        show(read_series(service, ADMINISTRATOR, asked, period, known_at=known_at))
