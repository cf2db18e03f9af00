"""`hashlevy keys`: issue keys, revoke them, list them."""

from __future__ import annotations

from typing import Any

import click

from service.cli.commands import Branch
from service.cli.local import ADMINISTRATOR, administrator_of, local_service, write
from service.cli.output import acknowledge, json_option, show_list
from service.domain.principals import SCOPES, Role
from service.http.schemas.keys import NEW_KEY
from service.usecases.keys import issue_key, list_keys, revoke_key


@click.group("keys", cls=Branch)
def command() -> None:
    """Issue keys for the HTTP interface, revoke them, list them."""


@command.command("issue", examples=['hashlevy keys issue --name "accounting" --role operator --operator opr_...'])
@click.option("--name", required=True, help="Who or what will use it.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--operator", "operators", multiple=True, help="Whose: opr_...; once for an operator, or more often.")
@click.option("--jurisdiction", help="An authority's: a country or region of ISO 3166.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help="Fewer than the role's own.")
@click.option("--expires-at", help="An instant of RFC 3339; without it, the key does not expire.")
@click.option("--sandbox", is_flag=True, help="For sandboxes: their operators, or an administrator of them.")
def issue(*, sandbox: bool, **options: str | tuple[str, ...] | None) -> None:
    """Issue a key. Its secret is shown this once; only its hash is kept."""
    document = {name: list(value) if isinstance(value, tuple) else value for name, value in options.items()}
    if not document["scopes"]:
        del document["scopes"]
    request = NEW_KEY.read(document)
    asked = write("keys issue", document, administrator_of(sandbox=sandbox))
    with local_service() as service:
        acknowledge(issue_key(service, asked, request))


@command.command("list", examples=["hashlevy keys list"])
@json_option
def list_(*, as_json: bool) -> None:
    """List all keys, without their secrets."""
    with local_service() as service:
        columns = ("id", "name", "role", "operators", "jurisdiction", "sandbox", "created_at", "expires_at", "revoked")
        keys: dict[str, Any] = list_keys(service, ADMINISTRATOR)
        show_list(keys["items"], columns, as_json=as_json)


@command.command("revoke", examples=["hashlevy keys revoke key_..."])
@click.argument("key")
def revoke(key: str) -> None:
    """Revoke KEY, from now on and for good."""
    with local_service() as service:
        acknowledge(revoke_key(service, write("keys revoke", {"key": key}), key))
