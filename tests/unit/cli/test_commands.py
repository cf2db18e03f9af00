"""Every command explains itself, and refuses in the agreed way."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from service import __version__
from service.cli.commands import Branch, Leaf
from service.cli.main import hashlevy
from service.cli.refusing import Refused, RefusedAsProblem, UnreadableDocument
from service.domain.errors import Fault, Nonsense
from service.domain.facts import CATALOGUE
from service.law.errors import DocumentError, DocumentFault


def leaves(
    group: click.Group = hashlevy, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command that does something, with the words that lead to it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        elif command is not None:
            yield (*path, name), command


LEAVES = dict(leaves())


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_help_ends_with_an_example_that_the_command_takes(words: tuple[str, ...]) -> None:
    """An example that could not be typed would be worse than none."""
    command = LEAVES[words]

    assert isinstance(command, Leaf)
    assert command.examples
    for example in command.examples:
        program, *arguments = shlex.split(example)
        assert ("hashlevy", *words) == (program, *arguments[: len(words)])
        with command.make_context(example, arguments[len(words) :], resilient_parsing=True) as context:
            assert command is context.command


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_help_says_what_the_command_does(words: tuple[str, ...]) -> None:
    """The first sentence of help is what the list of commands shows."""
    shown = CliRunner().invoke(hashlevy, [*words, "--help"])

    assert 0 == shown.exit_code
    assert LEAVES[words].get_short_help_str(limit=200)
    assert "Example" in shown.stdout


def test_a_branch_makes_leaves() -> None:
    """Whoever adds a command to a group is given the kind that has examples."""
    assert Leaf is Branch.command_class


def test_wrong_usage_ends_with_exit_code_2() -> None:
    """An unknown command is a mistake in typing, not a refusal."""
    assert 2 == CliRunner().invoke(hashlevy, ["no-such-command"]).exit_code
    assert 2 == CliRunner().invoke(hashlevy, ["estimate", "no-such-file.json"]).exit_code


def test_settings_that_cannot_be_used_are_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable is named, with what it says and what was expected."""
    monkeypatch.setenv("PORT", "eighty")

    refused = CliRunner().invoke(hashlevy, ["health"])

    assert 2 == refused.exit_code
    assert "PORT='eighty'" in refused.stderr


def test_the_version_is_told() -> None:
    """`--version` names the release."""
    assert f"hashlevy, version {__version__}\n" == CliRunner().invoke(hashlevy, ["--version"]).stdout


def test_facts_documents_the_whole_catalogue_in_both_languages() -> None:
    """The catalogue is closed, so all of it can be shown."""
    for language in ("en", "ru"):
        shown = CliRunner().invoke(hashlevy, ["facts", "--language", language]).stdout
        for fact in CATALOGUE.values():
            assert fact.name in shown
            assert fact.meaning[language] in shown


def test_a_refusal_is_told_with_its_code_and_every_fault() -> None:
    """One line a fault, each with the place it is about."""
    refusal = Nonsense(
        "fact-missing", "A fact is missing.", faults=[Fault("/energy/0/cost", "fact-missing", "state it")]
    )

    assert "refused: A fact is missing. (fact-missing)\n  /energy/0/cost: state it" == Refused(refusal).message


def test_a_refusal_for_programs_is_a_problem_of_rfc_9457() -> None:
    """The members are those of the HTTP interface."""
    refusal = Nonsense("fact-missing", "A fact is missing.", faults=[Fault("/energy", "fact-missing", "state it")])

    assert {
        "type": "/problems/fact-missing",
        "title": "A fact is missing",
        "status": 422,
        "detail": "A fact is missing.",
        "instance": "request.json",
        "code": "fact-missing",
        "request_id": "req_1",
        "errors": [{"pointer": "/energy", "code": "fact-missing", "message": "state it"}],
    } == json.loads(RefusedAsProblem(refusal, "request.json", "req_1").message) | {"title": "A fact is missing"}


def test_a_refused_document_names_file_path_found_expected_and_remedy() -> None:
    """The five things that mend a document."""
    fault = DocumentFault("kz/x/2024.yaml", "/components/0/of", "unknown-ref", '"kwh"', "an input", "Declare it.", 31)

    message = UnreadableDocument(DocumentError([fault])).message

    for part in ("kz/x/2024.yaml:31", "/components/0/of", '"kwh"', "an input", "Declare it.", "refused: 1 fault"):
        assert part in message
