"""The command line of the verifier."""

from __future__ import annotations

import argparse
from typing import Final, NoReturn

from service.verifier.reading import UsageFault
from service.verifier.words import LANGUAGES

_EPILOG: Final = (
    "Exit codes: 0 proven; 1 broken, and proven by what was signed; 2 not decided; 3 usage. Nothing is sent anywhere "
    "but the requests to an address that you give."
)


class _Parser(argparse.ArgumentParser):
    """Raises instead of leaving: 2, which argparse would leave with, means something else here."""

    def error(self, message: str) -> NoReturn:
        raise UsageFault(f"{message}; try: {self.prog} --help")


def parse(arguments: list[str]) -> argparse.Namespace:
    """
    Read the command line.

    Raises:
        UsageFault: it makes no sense.
    """
    return _parser().parse_args(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="hashlevy-verify",
        description="Checks what a log of Hashlevy has signed, without the service.",
        epilog=_EPILOG,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command", parser_class=_Parser)
    _receipt(commands)
    _promise(commands)
    _consistency(commands)
    _stream(commands)
    _fsck(commands)
    _recompute(commands)
    return parser


def _receipt(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _add(commands, "receipt", "an event is in the log")
    command.add_argument("file", help="the receipt (C2SP tlog-proof)")
    command.add_argument("--leaf", help="the entry, where the receipt does not hold it")
    command.add_argument("--event", help="an event that you hold: it has to be that of the receipt, to the byte")
    _policy(command)


def _promise(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _add(commands, "promise", "the log kept the promise of an acknowledged write")
    command.add_argument("file", help="the promise: the header Hashlevy-Promise, or the note in it")
    command.add_argument(
        "--receipt", action="append", default=[], help="a receipt of a promised event; may be repeated"
    )
    command.add_argument("--log", help="the whole log: a directory or an address")
    _policy(command)


def _consistency(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _add(commands, "consistency", "the log only grew from one checkpoint to another")
    command.add_argument("old", help="a checkpoint")
    command.add_argument("new", help="another one")
    command.add_argument("--log", help="the log: a directory or an address")
    command.add_argument("--proof", help="a proof, in the form of a request to a witness (C2SP tlog-witness)")
    _policy(command)


def _stream(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _add(commands, "stream", "these are all events of one operator")
    command.add_argument("file", help="what /v1/operators/{id}/stream answered")
    _policy(command)


def _fsck(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _add(commands, "fsck", "a place keeps what was signed, entry by entry")
    command.add_argument("place", help="a directory or an address with a tree of tiles (C2SP tlog-tiles)")
    _policy(command, is_required=False)


def _recompute(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = _add(commands, "recompute", "the figures of an assessment follow from its facts and the law")
    command.add_argument("file", help="what /v1/assessments/{id}/disclosure answered")
    _policy(command)


def _add(commands: argparse._SubParsersAction[_Parser], name: str, proves: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=f"proves that {proves}", epilog=_EPILOG, allow_abbrev=False)
    command.add_argument("--language", choices=LANGUAGES, help="of the answer; else that of LANG")
    command.add_argument("--json", action="store_true", help="answer as JSON")
    return command


def _policy(command: argparse.ArgumentParser, *, is_required: bool = True) -> None:
    command.add_argument("--policy", required=is_required, help="whom you trust: a trust file (C2SP tlog-policy)")
