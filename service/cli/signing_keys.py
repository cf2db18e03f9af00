"""`hashlevy signing-keys`: the keys with which authorities sign versions of the law."""

from __future__ import annotations

from typing import Any

import click

from service.cli.commands import Branch
from service.cli.local import ADMINISTRATOR, local_service, write
from service.cli.output import acknowledge, json_option, show_list
from service.usecases.signing_keys import (
    NewSigningKey,
    list_signing_keys,
    register_signing_key,
    revoke_signing_key,
)


@click.group("signing-keys", cls=Branch)
def command() -> None:
    """Register the keys with which authorities sign versions of the law."""


@command.command(
    "register", examples=['hashlevy signing-keys register --jurisdiction KZ --name "Ministry" --public-key MCowBQ...']
)
@click.option("--jurisdiction", required=True, help="Whose law it signs: a code of ISO 3166.")
@click.option("--name", required=True, help="Who holds it.")
@click.option("--public-key", required=True, help="The 32 bytes of an Ed25519 public key, in base64.")
def register(jurisdiction: str, name: str, public_key: str) -> None:
    """Register a key; its private part stays with whoever signs."""
    request = NewSigningKey(jurisdiction, name, public_key)
    with local_service() as service:
        acknowledge(register_signing_key(service, write("signing keys register", request._asdict()), request))


@command.command("list", examples=["hashlevy signing-keys list"])
@json_option
def list_(*, as_json: bool) -> None:
    """List all signing keys, revoked ones too."""
    with local_service() as service:
        keys: dict[str, Any] = list_signing_keys(service, ADMINISTRATOR)
        columns = ("id", "jurisdiction", "name", "public_key", "created_at", "revoked_at")
        show_list(keys["items"], columns, as_json=as_json)


@command.command("revoke", examples=["hashlevy signing-keys revoke sgk_..."])
@click.argument("key")
def revoke(key: str) -> None:
    """Revoke KEY: it signs nothing more, and what it signed stands."""
    with local_service() as service:
        acknowledge(revoke_signing_key(service, write("signing keys revoke", {"key": key}), key))
