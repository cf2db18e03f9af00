"""`hashlevy facts`: the closed catalogue of what a schedule version may ask for, and where each fact comes from."""

from __future__ import annotations

import click

from service.cli.commands import Leaf
from service.cli.options import language_option
from service.cli.tables import block
from service.domain.facts import CATALOGUE, Fact


@click.command("facts", cls=Leaf, examples=["hashlevy facts --language ru"])
@language_option
def command(language: str) -> None:
    """Show every fact that a schedule version may ask for."""
    click.echo("\n\n".join(_documented(fact, language) for fact in CATALOGUE.values()))


def _documented(fact: Fact, language: str) -> str:
    filters = "; ".join(f"{member}: {', '.join(values) or 'any'}" for member, values in fact.where.items())
    unit = f", {fact.unit}" if fact.unit else ""
    return block(
        f"{fact.name}  ({fact.type}{unit}{', may be missing' if fact.optional else ''})",
        [("means", fact.meaning[language]), ("gathered", fact.gathered), ("from", fact.source), ("filters", filters)],
    )
