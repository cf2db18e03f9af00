"""The kinds of commands: the root, found by name and loaded when called; branches; and leaves, each with an example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, ClassVar

import click

from service.cli.refusing import Refused, UnreadableDocument
from service.domain.errors import Refusal
from service.law.errors import DocumentError


class Leaf(click.Command):
    """A command that does something; its help ends with *examples*, lines to copy."""

    def __init__(self, *arguments: Any, examples: Sequence[str] = (), **options: Any) -> None:
        """Make a command of click that has examples."""
        super().__init__(*arguments, **options)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples unwrapped: they are to be copied."""
        super().format_epilog(ctx, formatter)
        with formatter.section("Examples" if len(self.examples) > 1 else "Example"):
            for example in self.examples:
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


class Branch(click.Group):
    """A group of leaves about one thing."""

    command_class = Leaf


class Root(click.Group):
    """
    All commands, each in a module of its own under the name `command`.

    A module is imported when its command is called, so that `hashlevy estimate` does not wait for the web server.
    """

    modules: ClassVar[Mapping[str, str]] = {
        "serve": "service.cli.serve",
        "reassess": "service.cli.reassess",
        "worker": "service.cli.worker",
        "health": "service.cli.health",
        "estimate": "service.cli.estimate",
        "examples": "service.cli.examples",
        "schedules": "service.cli.schedules",
        "law": "service.cli.law",
        "signing-keys": "service.cli.signing_keys",
        "facts": "service.cli.facts",
        "operators": "service.cli.operators",
        "farms": "service.cli.farms",
        "groups": "service.cli.groups",
        "reports": "service.cli.reports",
        "assessments": "service.cli.assessments",
        "export": "service.cli.export",
        "holdings": "service.cli.holdings",
        "prices": "service.cli.prices",
        "rates": "service.cli.rates",
        "payments": "service.cli.payments",
        "statement": "service.cli.statement",
        "late-interest": "service.cli.late_interest",
        "audit": "service.cli.audit",
        "keys": "service.cli.keys",
        "clock": "service.cli.clock",
        "db": "service.cli.database",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- the signature is click's
        """Return the names in the order in which help shows them."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- as above
        """Import and return the command of that name."""
        module = self.modules.get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(module).command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what the service refuses is told on standard error and ends with exit code 1."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise Refused(refusal) from refusal
        except DocumentError as error:
            raise UnreadableDocument(error) from error
