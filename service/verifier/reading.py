"""Reads what was handed over: files of a bounded size, and JSON that has one meaning (RFC 8259, RFC 8785)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, NoReturn

from service.domain.canonical import canonical

ARTEFACT_BYTES_MAX: Final = 256 * 1024 * 1024
_DEEPEST: Final = 64


class UsageFault(ValueError):
    """The command line asks for something that is not there or makes no sense."""


class NotCanonical(ValueError):
    """Bytes are not the canonical JSON of a value."""


def read_bytes(path: str) -> bytes:
    """
    Read a file that the command line names.

    Raises:
        UsageFault: it cannot be read, or is larger than any artefact.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(ARTEFACT_BYTES_MAX + 1)
    except (OSError, ValueError) as error:
        raise UsageFault(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    if len(data) > ARTEFACT_BYTES_MAX:
        raise UsageFault(f"{path}: found more than {ARTEFACT_BYTES_MAX} bytes, expected an artefact")
    return data


def read_json(data: bytes) -> Any:
    """
    Read canonical JSON, as its writer wrote it: each value has one sequence of bytes, and only that is taken.

    Raises:
        NotCanonical: these are not such bytes.
    """
    value = read_any_json(data)
    if canonical(value) != data:
        raise NotCanonical("this JSON is not written canonically")
    return value


def read_any_json(data: bytes) -> Any:
    """
    Read JSON in which no member stands twice and every number is whole, however it is set out.

    Raises:
        NotCanonical: this is none.
    """
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_members, parse_float=_refuse, parse_constant=_refuse
        )
        _check_depth(value, _DEEPEST)
    except (ValueError, RecursionError) as error:
        raise NotCanonical(f"this is no JSON of ours: {error}") from error
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs) or not all(name.isascii() for name in members):
        raise ValueError("a member stands twice, or has a name that is not of ASCII")
    return members


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"found the number {text[:40]}, expected none but whole ones")


def _check_depth(value: Any, rest: int) -> None:
    if not rest:
        raise ValueError(f"found more than {_DEEPEST} levels")
    if isinstance(value, str):
        value.encode("utf-8")  # refuses halves of surrogate pairs, which no bytes can say
    elif isinstance(value, int) and abs(value) >= 1 << 53:
        raise ValueError("found a number of more than 53 bits")
    elif isinstance(value, dict):
        for member in value.values():
            _check_depth(member, rest - 1)
    elif isinstance(value, list):
        for item in value:
            _check_depth(item, rest - 1)
