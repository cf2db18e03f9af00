"""The rules of the house that no tool knows: sizes, names, numbers without floats, a vocabulary of its own."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from checks.check import ROOT, Check

MODULE_LINES_MAX: Final = 300
FUNCTION_LINES_MAX: Final = 40
PARAMETERS_MAX: Final = 5
NAMELESS: Final = frozenset({"utils", "util", "helpers", "helper", "manager", "common", "base", "misc"})

# Not the migrations: each is written once, and then stays as it was.
_FOLDERS: Final = ("service", "tests", "checks", "benchmarks")
_EXACT: Final = ("service/domain", "service/law", "service/kernel")
_VOCABULARY: Final = "service/domain"
_FAMILIAR: Final = sys.stdlib_module_names | {"orjson"}  # It writes canonical JSON; docs/decisions/0054 says why.

Finding = tuple[int, str]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def find() -> list[str]:
    """Give every line of the repository's Python that breaks a rule of the house."""
    paths = [ROOT / "run", *(path for folder in _FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))]
    return [f"{path.relative_to(ROOT)}:{line}: {text}" for path in paths for line, text in _findings(path)]


def _findings(path: Path) -> Iterator[Finding]:
    source = path.read_text(encoding="utf-8")
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        yield error.lineno or 1, f"is no Python: {error.msg}"
        return
    place = path.relative_to(ROOT).as_posix()
    yield from names(path)
    yield from sizes(source, tree)
    if place.startswith(_EXACT):
        yield from floats(tree)
    if place.startswith(_VOCABULARY):
        yield from strangers(tree)


def names(path: Path) -> Iterator[Finding]:
    """Refuse a name that says nothing about what is inside."""
    for word in sorted(NAMELESS & {*path.stem.split("_"), *path.parent.name.split("_")}):
        yield 1, f"is named {word}: name it for what it holds"


def sizes(source: str, tree: ast.Module) -> Iterator[Finding]:
    """Refuse long modules, long functions (their docstrings not counted) and long lists of parameters."""
    if (lines := len(source.splitlines())) > MODULE_LINES_MAX:
        yield 1, f"has {lines} lines; {MODULE_LINES_MAX} at most: split it where its names say so"
    for function in _functions(tree):
        if (lines := _length(function)) > FUNCTION_LINES_MAX:
            yield function.lineno, f"{function.name} has {lines} lines; {FUNCTION_LINES_MAX} at most"
        if (count := _parameters(function)) > PARAMETERS_MAX:
            yield function.lineno, f"{function.name} has {count} parameters; {PARAMETERS_MAX} at most"


def floats(tree: ast.Module) -> Iterator[Finding]:
    """Refuse binary fractions where there are quantities, rates and money."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float() | complex() as value):
                yield node.lineno, f"{value} is a binary fraction: write a decimal as text"
            case ast.Name(id="float") | ast.Attribute(attr="float" | "float16" | "float32" | "float64" | "longdouble"):
                yield node.lineno, "float is inexact: decimals come through service/domain/decimals.py"
            case _:
                pass


def strangers(tree: ast.Module) -> Iterator[Finding]:
    """Refuse, in the vocabulary, everything but the vocabulary itself and what it is allowed beside it."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                modules = [alias.name for alias in aliases]
            case ast.ImportFrom(module=str(module)):
                modules = [module]
            case _:
                continue
        for module in modules:
            if module.split(".")[0] not in _FAMILIAR and not module.startswith("service.domain"):
                yield node.lineno, f"imports {module}: the vocabulary needs the standard library and orjson alone"


def _functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _parameters(function: Function) -> int:
    given = function.args
    named = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len(named) - (named[:1] in (["self"], ["cls"]))


def _length(function: Function) -> int:
    documented = ast.get_docstring(function, clean=False) is not None
    first = function.body[0]
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


CHECK: Final = Check("house", "sizes, names and numbers are the house's", "python -m checks house", find)
