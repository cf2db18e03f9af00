"""
The command line: `hashlevy <command>`.

Exit codes: 0 done, 1 refused (the reason is on standard error), 2 wrong usage.
"""

from __future__ import annotations

import click

from service import __version__
from service.cli.commands import Root


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="hashlevy")
@click.option(
    "--promise",
    type=click.File("wb", lazy=True),
    metavar="FILE",
    help="Also write to FILE the signed promise that what a command has written comes into the audit log.",
)
def hashlevy(promise: object) -> None:
    """
    Tax assessments for cryptocurrency mining farms: versioned law, exact figures, reasons that can be replayed.

    Commands work on the database that DATABASE_URL names (sqlite:///var/hashlevy.db unless set), as its administrator.
    """


def main() -> None:
    """Run the command line."""
    hashlevy(prog_name="hashlevy")
