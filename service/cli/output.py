"""What commands write on standard output: JSON for programs, tables for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import click

from service.cli.tables import table
from service.evidence.promises import from_header
from service.usecases.requests import Answer, Page

_PAGE_LENGTH: Final = 200

json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON, one document a line.")


def show(document: object, *, err: bool = False) -> None:
    """Write a JSON document, indented; on standard error where standard output is for something else."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False), err=err)


def acknowledge(answer: Answer) -> None:
    """Write what a write answers, and where the root was told to keep the promise that its events come into the log."""
    show(answer.document)
    keep_promise(answer)


def keep_promise(answer: Answer) -> None:
    """Write the promise of *answer*, as a note, to the file that the root was told, if any."""
    file = click.get_current_context().find_root().params.get("promise")
    if file is not None and answer.promise is not None:
        file.write(from_header(answer.promise).write().encode())


def every(read_page: Callable[[Page], dict[str, Any]], known_at: datetime | None = None) -> Iterator[dict[str, Any]]:
    """Yield every item of a list that is read page by page, as known at an instant (none: now)."""
    after: str | None = None
    while True:
        answer = read_page(Page(after, _PAGE_LENGTH, known_at))
        yield from answer["items"]
        after = answer["next_cursor"]
        if after is None:
            return


def show_list(items: Iterable[dict[str, Any]], columns: Sequence[str], *, as_json: bool) -> None:
    """Write *items* as a table of *columns*, or each as JSON on a line of its own."""
    if as_json:
        for item in items:
            click.echo(json.dumps(item, ensure_ascii=False))
        return
    rows = [[_cell(item.get(column)) for column in columns] for item in items]
    click.echo(table([column.replace("_", " ") for column in columns], rows) if rows else "none")


def _cell(value: object) -> str:
    """Write a member for a table: nothing as a dash, several values with commas, money with its currency."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(map(str, value)) or "-"
        case {"amount": amount, "currency": currency}:
            return f"{amount} {currency}"
        case {"start": start, "end": end}:
            return f"{start} .. {end}"
        case _:
            return str(value)
