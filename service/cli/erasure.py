"""`hashlevy audit erase` and `audit retention`: what may go, and how it goes."""

from __future__ import annotations

import click

from service.cli.commands import Branch, Leaf
from service.cli.law_bearer import acting, bearer_option
from service.cli.output import acknowledge, json_option, show_list
from service.http.schemas.erasure import ERASURE_CONFIRMATION, ERASURE_WISH, NEW_RETENTION_RULE
from service.usecases.erasure import confirm_erasure, request_erasure
from service.usecases.retention import list_retention_rules, record_retention_rule


@click.command(
    "erase",
    cls=Leaf,
    examples=[
        'hashlevy audit erase opr_... --act "..." --article "..." --reason "asked for by letter"',
        "hashlevy audit erase opr_... --confirm ers_... --key hl_...",
    ],
)
@click.argument("operator")
@click.option("--act", help="The act by which the data are to be erased.")
@click.option("--article", help="Its article.")
@click.option("--reason", help="Why; the audit log does not tell it.")
@click.option("--confirm", help="Do what this request asks for: ers_... Another key than that which asked.")
@bearer_option
def erase(operator: str, key: str | None, confirm: str | None, **said: str | None) -> None:
    """
    Ask for the personal data of OPERATOR to be erased, or confirm it: at once, and for good.

    Refused while the law wants records kept, by the rules of `hashlevy audit retention`. What the log proves stays so.
    """
    with acting(key) as by:
        if confirm is not None:
            request = ERASURE_CONFIRMATION.read({"request": confirm})
            write = by.write("audit erase confirm", [operator, confirm])
            acknowledge(confirm_erasure(by.service, write, operator, request))
            return
        basis = {"act": said["act"], "article": said["article"]}
        wish = ERASURE_WISH.read({"legal_basis": basis, "reason": said["reason"]})
        acknowledge(request_erasure(by.service, by.write("audit erase", [operator, said]), operator, wish))


@click.group("retention", cls=Branch)
def retention() -> None:
    """How long the law has records kept: rules with act and article, none of them built in."""


@retention.command(
    "record",
    examples=['hashlevy audit retention record KZ --years 5 --counted-from year-end --act "..." --article "..."'],
)
@click.argument("jurisdiction")
@click.option("--years", type=int, required=True, help="The term.")
@click.option("--counted-from", required=True, help="last-day (of the last record) or year-end (of that day's year).")
@click.option("--act", required=True, help="The act that says so.")
@click.option("--article", required=True, help="Its article.")
@click.option("--url", help="Where it can be read.")
@bearer_option
def record(jurisdiction: str, key: str | None, **said: str | int | None) -> None:
    """Record how long the law of JURISDICTION has records kept; what is recorded last counts."""
    document = {"jurisdiction": jurisdiction, **said}
    rule = NEW_RETENTION_RULE.read(document)
    with acting(key) as by:
        acknowledge(record_retention_rule(by.service, by.write("audit retention record", document), rule))


@retention.command("list", examples=["hashlevy audit retention list"])
@bearer_option
@json_option
def list_(key: str | None, *, as_json: bool) -> None:
    """List all rules that were ever recorded."""
    with acting(key) as by:
        items = list_retention_rules(by.service, by.principal)["items"]
    show_list(
        items,  # type: ignore[arg-type] # a list of documents
        ("jurisdiction", "years", "counted_from", "act", "article", "recorded_at"),
        as_json=as_json,
    )
