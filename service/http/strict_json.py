"""
JSON that means one thing only: UTF-8 (RFC 8259) within I-JSON (RFC 7493), one object, bounded in depth.

The standard library's C scanner does the reading; what it would let pass silently is caught around it: members given
twice, lone surrogates, NaN and Infinity. Numbers that are not small and whole become `OtherNumber`, which no schema
accepts anywhere: the refusal can then name the very member, and no float is ever made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import Final, NoReturn

from service.domain.errors import Fault, Malformed
from service.http.limits import MAX_DEPTH, MAX_FAULTS
from service.http.pointers import pointer

_MAX_INTEGER_DIGITS: Final = 15  # What every JSON reader holds exactly (RFC 7493, section 2.2).

# The closing quote is optional, so that no text can make the search start over from each of its quotes.
_STRINGS: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKETS: Final = bytes.maketrans(b"{}", b"[]")
_ALL_BUT_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))
_BETWEEN_BRACKETS: Final = ord("\\")  # "[" is one below it and "]" one above.


class OtherNumber:
    """A number with a fraction, an exponent or more than 15 digits: a syntax no one minds, a value no member takes."""


class _GivenTwice(Exception):
    """An object names a member more than once."""


class _Ambiguous(dict[str, object]):
    """An object that names a member, *name*, more than once."""

    name = ""


def read_object(body: bytes) -> dict[str, object]:
    """
    Read *body* as one JSON object.

    Raises:
        Malformed: it is empty, not UTF-8, not JSON, not an object, too deep, says something twice or half a character.
    """
    if not body:
        raise Malformed("malformed-json", "The request has no body: send one JSON object.")
    if body.count(b"{") + body.count(b"[") > MAX_DEPTH:
        _check_depth(body)
    value = _scan(_text(body))
    if type(value) is not dict:
        raise Malformed("malformed-json", f"The body is {kind_of(value)}: send one JSON object.")
    if b"\\u" in body:
        _refuse_half_characters(value)
    return value


def kind_of(value: object) -> str:
    """Name the JSON type of *value* with its article, to tell senders what was found."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | OtherNumber():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        detail = f"The byte at offset {error.start} is not UTF-8: send the body in UTF-8."
        raise Malformed("malformed-json", detail) from None


def _scan(text: str) -> object:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        detail = f"The body is not JSON: {error.msg.removesuffix(' at')} at line {error.lineno}, column {error.colno}."
        raise Malformed("malformed-json", detail) from None
    except _GivenTwice:
        _refuse_given_twice(text)


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _GivenTwice
    return members


def _members_all_the_same(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    ambiguous, seen = _Ambiguous(members), set[str]()
    for name, _ in pairs:
        if name in seen:
            ambiguous.name = name
        seen.add(name)
    return ambiguous


def _integer(text: str) -> int | OtherNumber:
    return int(text) if len(text.lstrip("-")) <= _MAX_INTEGER_DIGITS else OtherNumber()


def _other_number(_text: str) -> OtherNumber:
    return OtherNumber()


def _constant(name: str) -> NoReturn:
    raise Malformed("malformed-json", f"The body is not JSON: {name} is not a JSON value.")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=_integer, parse_float=_other_number, parse_constant=_constant
)
# Reads on where the other stops, to say where every member is that was given twice.
_SLOW_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_members_all_the_same, parse_int=_integer, parse_float=_other_number, parse_constant=_constant
)


def _check_depth(body: bytes) -> None:
    brackets = _STRINGS.sub(b"", body).translate(_BRACKETS, _ALL_BUT_BRACKETS)
    if max(accumulate(_BETWEEN_BRACKETS - bracket for bracket in brackets), default=0) > MAX_DEPTH:
        raise Malformed("malformed-json", f"The body is nested more than {MAX_DEPTH} levels deep.")


def _refuse_given_twice(text: str) -> NoReturn:
    faults = (
        Fault(pointer((*path, found.name)), "duplicate-member", "expected every member once; this one is given twice")
        for path, found in _walk(_SLOW_DECODER.decode(text))
        if isinstance(found, _Ambiguous)
    )
    detail = "A member is given more than once in one object, and nobody can tell which of them is meant."
    raise Malformed("malformed-json", detail, faults=tuple(islice(faults, MAX_FAULTS)))


def _refuse_half_characters(value: object) -> None:
    faults = (
        Fault(pointer(path), "half-character", "expected whole characters; this escape is half of a surrogate pair")
        for path, found in _walk(value)
        if isinstance(found, str) and not _is_whole(found)
    )
    if shown := tuple(islice(faults, MAX_FAULTS)):
        raise Malformed("malformed-json", "A string has half a character in it.", faults=shown)


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _walk(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Yield *value* and everything inside it, names of members included, with the path to each."""
    yield path, value
    if isinstance(value, dict):
        for name, member in value.items():
            yield (*path, name), name
            yield from _walk(member, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, (*path, index))
