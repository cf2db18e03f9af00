"""The check of the pages finds commands in code blocks, and says which of their words lead nowhere."""

import click
import pytest

from checks.documented import commands_of, problem_below, problem_of


@click.group()
def _hashlevy() -> None:
    """Stand for the real command line, so that its changes do not reach these tests."""


@_hashlevy.group(name="schedules")
def _schedules() -> None:
    """Hold one command."""


@_schedules.command(name="show")
@click.argument("name")
@click.option("--language")
def _show(name: str, language: str) -> None:
    """Never run here."""
    raise AssertionError(name, language)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("./run serve --port 8000", [["./run", "serve", "--port", "8000"]]),
        ("$ ./run test", [["./run", "test"]]),
        ("DATABASE_URL=postgresql://localhost/tax ./run hashlevy db", [["./run", "hashlevy", "db"]]),
        ("cat body.json | hashlevy estimate - > out.json", [["hashlevy", "estimate", "-"]]),
        ("./run check && ./run test  # both", [["./run", "check"], ["./run", "test"]]),
        ("python run serve", [["./run", "serve"]]),
        ("./run hashlevy schedules \\\n  list", [["./run", "hashlevy", "schedules", "list"]]),
        ("It's not closed", []),
        ("curl http://127.0.0.1:8000/livez", []),
    ],
)
def test_commands_are_found_in_what_people_would_paste(line: str, expected: list[list[str]]) -> None:
    """Prompts, settings, pipes, comments and continued lines do not hide a command."""
    assert expected == list(commands_of(f"Text\n\n```sh\n{line}\n```\n"))


def test_commands_in_running_text_are_left_alone() -> None:
    """What stands outside a code block is a sentence."""
    assert [] == list(commands_of("./run nothing\n\n`./run nothing`\n"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("schedules show kz.digital_mining_fee --language ru", None),
        ("schedules", None),
        ("schedules shown", "hashlevy schedules has no command shown"),
        ("schedules show --tongue ru", "No such option '--tongue'"),
    ],
)
def test_every_word_of_a_command_must_be_known(words: str, expected: str | None) -> None:
    """Groups, commands and options are looked up to the last, and nothing is run."""
    problem = problem_below(click.Context(_hashlevy, info_name="hashlevy"), words.split())

    assert expected == (problem and problem.split(". ")[0].rstrip("."))


@pytest.mark.parametrize("words", [["./run"], ["./run", "deploy"], ["./run", "check", "everything"]])
def test_what_the_door_does_not_know_is_a_problem(words: list[str]) -> None:
    """A command of `./run`, and a check that is named, must exist."""
    assert problem_of(words) is not None


@pytest.mark.parametrize("words", [["./run", "test", "--slow", "-k", "x"], ["./run", "check", "lint", "--list"]])
def test_what_the_door_knows_is_none(words: list[str]) -> None:
    """What follows `test` is for pytest."""
    assert problem_of(words) is None
