"""`hashlevy export`: write a file for an authority, as of an instant, with the totals to check it by."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, TypeVar

import click

from service.cli.commands import Branch
from service.cli.local import ADMINISTRATOR, local_service
from service.cli.options import known_at_option
from service.cli.output import show
from service.cli.tables import table
from service.http.schemas.exports import ASSESSMENT_EXPORT, EXPORT, STATEMENT_EXPORT
from service.usecases.exports.assessments import export_assessments
from service.usecases.exports.export import Wanted
from service.usecases.exports.formats import Format
from service.usecases.exports.payments import export_payments
from service.usecases.exports.reports import export_reports
from service.usecases.exports.statements import export_statements
from service.usecases.exports.totals import Account, Exporting

_FORMATS = {form.extension: form for form in Format}
_STANDARD_OUTPUT = "-"

_Command = TypeVar("_Command", bound=Callable[..., Any])


@click.group("export", cls=Branch)
def command() -> None:
    """Write files for authorities: as of an instant, the same bytes again, with sums that add up."""


def _options(function: _Command) -> _Command:
    """Add the options that all exports have, the last of them first."""
    options: tuple[Callable[[_Command], _Command], ...] = (
        click.option("--json", "as_json", is_flag=True, help="Write the totals as JSON."),
        click.option("-o", "--output", default=_STANDARD_OUTPUT, help="The file; - is standard output, as without it."),
        click.option("--format", "form", type=click.Choice(list(_FORMATS)), default="csv", show_default=True),
        known_at_option,
        click.option("--jurisdiction", help="Only what concerns it, or farms there, such as KZ or RU-IRK."),
    )
    for option in options:
        function = option(function)
    return function


def _days(function: _Command) -> _Command:
    """Add the options that bound days."""
    function = click.option("--to", help="Only what begins before this day, such as 2026-07-01.")(function)
    return click.option("--from", help="Only what begins on this day or later, such as 2026-01-01.")(function)


@command.command(
    "assessments", examples=["hashlevy export assessments --jurisdiction KZ --known-at 2026-11-02T09:00:00Z -o kz.csv"]
)
@click.option("--schedule", help="Only those under this schedule.")
@_days
@_options
def assessments(known_at: datetime | None, *, form: str, output: str, as_json: bool, **asked: str | None) -> None:
    """Export the assessments that stand, a line each. The totals go to standard error."""
    wanted = ASSESSMENT_EXPORT.read(asked)._replace(known_at=known_at)
    _tell(_written(export_assessments, wanted, _FORMATS[form], output), as_json=as_json)


@command.command("reports", examples=["hashlevy export reports --from 2026-01-01 --to 2026-04-01 --format jsonl"])
@_days
@_options
def reports(known_at: datetime | None, *, form: str, output: str, as_json: bool, **asked: str | None) -> None:
    """Export what reports state, a line for each of theirs. The totals go to standard error."""
    wanted = EXPORT.read(asked)._replace(known_at=known_at)
    _tell(_written(export_reports, wanted, _FORMATS[form], output), as_json=as_json)


@command.command("payments", examples=["hashlevy export payments --jurisdiction KZ --from 2026-01-01 -o kz.csv"])
@_days
@_options
def payments(known_at: datetime | None, *, form: str, output: str, as_json: bool, **asked: str | None) -> None:
    """Export the payments that were noted, by the day of payment. The totals go to standard error."""
    wanted = EXPORT.read(asked)._replace(known_at=known_at)
    _tell(_written(export_payments, wanted, _FORMATS[form], output), as_json=as_json)


@command.command("statements", examples=["hashlevy export statements --as-of 2026-11-01 --format jsonl"])
@click.option("--as-of", help="The day that statements are drawn up for, such as 2026-11-01; today without it.")
@_options
def statements(known_at: datetime | None, *, form: str, output: str, as_json: bool, **asked: str | None) -> None:
    """Export the lines of the statements of all operators. The totals go to standard error."""
    wanted = STATEMENT_EXPORT.read(asked)._replace(known_at=known_at)
    _tell(_written(export_statements, wanted, _FORMATS[form], output), as_json=as_json)


def _written(exporting: Exporting, wanted: Wanted, form: Format, output: str) -> Any:
    """Write the file, and return its totals."""
    with local_service() as service, _opened(output) as file:
        account = Account(exporting(service, ADMINISTRATOR, wanted), (form,))
        for piece in account.pieces():
            file.write(piece[form])
            _progress(f"{account.lines} lines")
    _progress("")
    return account.as_json()


@contextmanager
def _opened(output: str) -> Iterator[IO[bytes]]:
    """Open the file, which has its name only once it is whole."""
    if output == _STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(output)
    begun = path.with_name(f"{path.name}.part")
    try:
        with begun.open("wb") as file:
            yield file
        begun.replace(path)
    finally:
        begun.unlink(missing_ok=True)


def _progress(said: str) -> None:
    """Say how far it is on the line of a terminal; a log gets nothing of it."""
    if sys.stderr.isatty():
        click.echo(f"\r{said:<40}\r", err=True, nl=False)


def _tell(totals: Any, *, as_json: bool) -> None:
    if as_json:
        show(totals, err=True)
        return
    sums = totals["sums"]
    if sums:
        click.echo(table(list(sums[0]), [[str(each or "-") for each in one.values()] for one in sums]), err=True)
    (file,) = totals["files"]
    told = f"{totals['lines']} lines, {file['bytes']} bytes, sha256 {file['sha256']}, known at {totals['known_at']}"
    click.echo(told, err=True)
