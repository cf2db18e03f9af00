"""`hashlevy audit keys`: the keys of the audit log, shown to whoever checks it, and put in the place of one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import click

from service.audit.keys import CHECKPOINT, ML_DSA_44, PROMISE
from service.cli.commands import Branch, Leaf
from service.cli.local import ADMINISTRATOR, local_service
from service.cli.output import json_option, show_list
from service.cli.settings import settings
from service.cli.trust_file import trust_file
from service.usecases.known_log_keys import KnownLogKey, known_log_keys
from service.usecases.log_keys import Keeper
from service.usecases.rotate_openings import rotate_openings
from service.wiring import open_keyring

_COLUMNS: Final = ("purpose", "identifier", "state", "since", "until", "here")
_SIGNS: Final = {
    CHECKPOINT: "the key that signs checkpoints",
    PROMISE: "the key that signs promises",
    ML_DSA_44: "the key of the second signature under checkpoints, by ML-DSA-44",
}


@click.group("keys", cls=Branch)
def keys() -> None:
    """The keys of the audit log."""


@keys.command("show", examples=["hashlevy audit keys show > trust"])
def show() -> None:
    """
    Write the trust file (C2SP tlog-policy) of whoever believes the log's own keys alone; it holds no secret.

    With it, `hashlevy-verify receipt FILE --policy trust` checks a receipt on any machine.

    Keys that were retired stay in it, so that what they signed stays provable; comments say from when to when that was.

    Whoever also wants witnesses adds a line for each, and says how many are enough: see docs/how-to/run-a-witness.md.
    """
    click.echo(own_trust(), nl=False)


def own_trust() -> str:
    """Return that trust file."""
    return trust_file(_known())


@keys.command("list", examples=["hashlevy audit keys list", "hashlevy audit keys list --json"])
@json_option
def list_(*, as_json: bool) -> None:
    """
    List the keys that sign, those that did, and those that wait on this machine to be put in force.

    The last column says whether the file is on this machine: a key that signs has to be on each.
    """
    show_list((_item(each) for each in _known()), _COLUMNS, as_json=as_json)


@keys.group("create", cls=Branch)
def create() -> None:
    """Make a key that waits to be put in force."""


@keys.group("rotate", cls=Branch)
def rotate() -> None:
    """Put a new key in the place of one, while the service runs."""


@keys.group("retire", cls=Branch)
def retire() -> None:
    """Have a key sign no more, once another one does."""


def _creating(purpose: str) -> Leaf:
    def command() -> None:
        ring = open_keyring(settings())
        key = ring.create(purpose).key
        click.echo(
            f"{key.write()}\nIt waits in {ring.file_of(purpose, key)}. Copy that file to each machine, mode 0600."
        )

    command.__doc__ = f"""
    Make {_SIGNS[purpose]}, later on: it waits.

    Copy its file to the directory of keys of each machine, give the trust file (`show`) to those who check, and then
    put it in force by `rotate {purpose}`.
    """
    return _leaf(purpose, [f"hashlevy audit keys create {purpose}"])(command)


def _rotating(purpose: str) -> Leaf:
    def command(identifier: str | None) -> None:
        with _keeper() as keeper:
            done = keeper.rotate(purpose, identifier)
            path = keeper.ring.file_of(purpose, done.key)
        click.echo(f"{done.key.write()}\nIt signs from now on; the log tells it: {done.event}. Its file is {path}.")
        for each in done.beside:
            click.echo(f"In force until it is retired: {each.id.hex()}")

    command.__doc__ = f"""
    Put {_SIGNS[purpose]} in force: the one that waits, or a new one.

    Nothing is restarted. Keys of checkpoints sign side by side until one is retired; of those of promises, the newest
    signs. A machine without the new file goes on by the old key and says so in its log.
    """
    option = click.option("--key", "identifier", help="Which, where several wait: 8 hexadecimal digits.")
    return _leaf(purpose, [f"hashlevy audit keys rotate {purpose}"])(option(command))


def _retiring(purpose: str) -> Leaf:
    def command(identifier: str | None) -> None:
        with _keeper() as keeper:
            gone = keeper.retire(purpose, identifier)
        click.echo(f"{gone.id.hex()} signs no more. It stays in the trust file; its own file may be destroyed.")

    command.__doc__ = f"""
    Retire {_SIGNS[purpose]}: the oldest, or the one that --key names.

    It stays in the trust file, with the days in which it signed. Look first, by `list`, whether each machine has the
    key that goes on: one without it signs nothing from then on.
    """
    option = click.option("--key", "identifier", help="Which: 8 hexadecimal digits.")
    return _leaf(purpose, [f"hashlevy audit keys retire {purpose}"])(option(command))


def _leaf(name: str, examples: list[str]) -> Callable[[Callable[..., Any]], Leaf]:
    return click.command(name, cls=Leaf, examples=examples)


for _purpose in _SIGNS:
    create.add_command(_creating(_purpose))
    rotate.add_command(_rotating(_purpose))
    retire.add_command(_retiring(_purpose))


@rotate.command("openings", examples=["hashlevy audit keys rotate openings --destroy-old"])
@click.option(
    "--destroy-old",
    is_flag=True,
    help="Destroy the old key: what backups have of openings, erased or not, is never opened again.",
)
def openings(*, destroy_old: bool) -> None:
    """
    Wrap the keys of openings by a new key.

    With more than one machine, copy the new file to the directory of keys of each before anything else is written:
    a machine without it refuses to write.
    """
    with local_service() as service:
        done = rotate_openings(service.store, destroy_old=destroy_old)
    click.echo(f"{done.rewrapped} keys are wrapped by {service.store.keys / f'openings-{done.current}.key'} now.")
    if done.replaced:
        fate = "destroyed: no copy of the database opens by them" if done.destroyed else "kept: backups open by them"
        click.echo(f"{', '.join(done.replaced)}: {fate}.")


@contextmanager
def _keeper() -> Iterator[Keeper]:
    with local_service() as service:
        yield Keeper(service.store, open_keyring(settings()), service.clock, ADMINISTRATOR.key)


def _known() -> tuple[KnownLogKey, ...]:
    with local_service() as service, service.store.reading() as reading:
        return known_log_keys(reading, open_keyring(settings()))


def _item(known: KnownLogKey) -> dict[str, Any]:
    return {
        "purpose": known.purpose,
        "identifier": known.key.id.hex(),
        "state": known.state,
        "since": known.since and known.since.isoformat(),
        "until": known.until and known.until.isoformat(),
        "here": "yes" if known.is_here else "missing",
        "vkey": known.key.write(),
    }
