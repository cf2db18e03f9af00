"""Every command that a page shows in a code block exists, with the options it shows."""

import importlib.util
import re
import shlex
from collections.abc import Iterator, Sequence
from importlib.machinery import SourceFileLoader
from typing import Final

import click

from checks.check import ROOT, Check

_PAGES: Final = ("README.md", "CONTRIBUTING.md", "docs/**/*.md")
_FENCE: Final = re.compile(r"^ *```[^\n]*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_BEFORE_A_COMMAND: Final = re.compile(r"\$|exec|time|\w+=.*")
_OPERATORS: Final = frozenset("();<>|&")
_FOREIGN: Final = {"test", "bench", "faults", "verifier"}  # What follows these is for others: pytest, or a folder.


def find() -> list[str]:
    """Give every `./run ...` and `hashlevy ...` in a code block that leads nowhere."""
    if not (ROOT / "README.md").exists():
        return ["README.md is missing: whoever arrives has nothing to read"]
    pages = [path for pattern in _PAGES for path in sorted(ROOT.glob(pattern))]
    return [
        f"{page.relative_to(ROOT)}: `{shlex.join(words)}`: {problem}"
        for page in pages
        for words in commands_of(page.read_text(encoding="utf-8"))
        if (problem := problem_of(words))
    ]


def commands_of(text: str) -> Iterator[list[str]]:
    """Yield the words of each of this project's commands in the code blocks of *text*, without prompt and settings."""
    for block in _FENCE.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            for words in _cut(line):
                if words[:2] == ["python", "run"]:
                    yield ["./run", *words[2:]]
                elif words[:1] in (["./run"], ["hashlevy"]):
                    yield words


def _cut(line: str) -> Iterator[list[str]]:
    """Cut a line of shell at its operators, and one that is no shell, but what a program printed, at its spaces."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    try:
        words = list(lexer)
    except ValueError:
        words = line.split()
    command: list[str] = []
    for word in words:
        if _OPERATORS.issuperset(word):
            yield command
            command = []
        elif command or not _BEFORE_A_COMMAND.fullmatch(word):
            command.append(word)
    yield command


def problem_of(words: Sequence[str]) -> str | None:
    """Say what is wrong with a command, if anything is."""
    program, *arguments = words
    if program == "hashlevy":
        return _problem_of_hashlevy(arguments)
    known = _commands_of_the_door()
    if not arguments or arguments[0] not in known:
        return f"./run knows {', '.join(known)}"
    name, *arguments = arguments
    if name in _FOREIGN:
        return None
    if name == "check":
        return _problem_of_check(arguments)
    return _problem_of_hashlevy(arguments if name == "hashlevy" else [name, *arguments])


def _commands_of_the_door() -> list[str]:
    loader = SourceFileLoader("run", str(ROOT / "run"))
    specification = importlib.util.spec_from_loader("run", loader)
    if specification is None:
        return []
    door = importlib.util.module_from_spec(specification)
    loader.exec_module(door)
    return list(door.COMMANDS)


def _problem_of_check(arguments: Sequence[str]) -> str | None:
    from checks.__main__ import CHECKS  # The list holds this check too, and is made after it.

    known = {"--list", *(check.name for check in CHECKS)}
    unknown = [argument for argument in arguments if argument not in known]
    return f"./run check knows {', '.join(sorted(known))}" if unknown else None


def _problem_of_hashlevy(arguments: Sequence[str]) -> str | None:
    """Read *arguments* as the command line would, group by group, without running anything."""
    from service.cli.main import hashlevy

    return problem_below(click.Context(hashlevy, info_name="hashlevy"), arguments)


def problem_below(context: click.Context, arguments: Sequence[str]) -> str | None:
    """Say which word of *arguments* the command of *context*, or one below it, does not know."""
    try:
        _, rest, _ = context.command.make_parser(context).parse_args(list(arguments))
    except click.UsageError as error:
        return error.format_message()
    if not isinstance(context.command, click.Group) or not rest:
        return None
    name, *rest = rest
    command = context.command.get_command(context, name)
    if command is None:
        return f"{context.command_path} has no command {name}"
    return problem_below(click.Context(command, parent=context, info_name=name), rest)


CHECK: Final = Check("documented", "commands in the pages exist", "hashlevy <command> --help, for each", find)
