"""
What the code can refuse with: every code that stands beside a kind of refusal anywhere in it, however it is written.

A code is a literal or a constant: in a call (`NotFound("not-found", ...)`, `Nonsense(NO_OPTION, ...)`), in the
`__init__` of a kind of its own (`super().__init__("duplicate", ...)`), or in a table (`(Retryable, "lost-race", ...)`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

from service.domain.errors import NotFound, Refusal
from service.law.resolution import Failure

ROOT: Final = Path(__file__).parents[3]


class Raised(NamedTuple):
    """A refusal somewhere: its module, its kind, and its code; none where the code is only known when it runs."""

    module: str
    kind: type[Refusal]
    code: str | None


@cache
def raised() -> tuple[Raised, ...]:
    """Find every refusal in the service."""
    return tuple(found for path in sorted((ROOT / "service").rglob("*.py")) for found in _in_file(path))


def _in_file(path: Path) -> Iterator[Raised]:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for name, code in _candidates(tree):
        kind = _kind(getattr(import_module(module), name, None))
        if kind is not None:
            yield Raised(module, kind, _text(module, code))


def _candidates(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield what may be a kind of refusal by its name, with what would be its code."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[code, *_]) if name[0].isupper():
                yield name, code
            case ast.Tuple(elts=[ast.Name(id=name), ast.Constant(value=str()) as code, *_]) if name[0].isupper():
                yield name, code
            case ast.ClassDef(name=name):
                yield from ((name, code) for code in _given_to_super(node))
            case _:
                pass


def _given_to_super(kind: ast.ClassDef) -> Iterator[ast.expr]:
    for node in ast.walk(kind):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"), args=[code, *_]
            ):
                yield code
            case _:
                pass


def _kind(named: Any) -> type[Refusal] | None:
    """Return the kind of refusal that *named* is; a failure of the resolver is always raised as `NotFound`."""
    if named is Failure:
        return NotFound
    return named if isinstance(named, type) and issubclass(named, Refusal) else None


def _text(module: str, code: ast.expr) -> str | None:
    match code:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            value = getattr(import_module(module), name, None)
            return value if isinstance(value, str) else None
        case _:
            return None
