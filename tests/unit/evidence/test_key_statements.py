"""What a log says of its keys can be checked by whoever has the key before, and be taken for nothing else."""

from __future__ import annotations

import pytest

from service.evidence.checkpoints import read_checkpoint
from service.evidence.key_statements import RETIRED, ROTATED, KeyStatement, read_key_statement, vouched
from service.evidence.notes import BadNote, Note
from service.evidence.promises import read_promise
from tests.unit.evidence.test_notes import new_key, signed

OLD, NEW, STRANGER = (new_key("log.example", seed) for seed in ("old", "new", "stranger"))
STATEMENT = KeyStatement("log.example", ROTATED, "checkpoint", NEW[0])


@pytest.mark.parametrize("what", [ROTATED, RETIRED])
def test_a_statement_is_read_as_it_was_written(what: str) -> None:
    """Of both kinds."""
    statement = STATEMENT._replace(what=what)

    assert statement == read_key_statement(Note(statement.text(), ()))


def test_a_new_key_is_known_by_the_word_of_the_old_and_not_by_its_own() -> None:
    """Anybody can make a key that speaks for itself."""
    text = STATEMENT.text()
    by_itself = signed(text, NEW)
    by_both = by_itself._replace(signatures=(*signed(text, OLD).signatures, *by_itself.signatures))

    assert (STATEMENT, (OLD[0],)) == vouched(by_both, [OLD[0], NEW[0]])
    for note in (by_itself, signed(text, STRANGER)):
        assert (STATEMENT, ()) == vouched(note, [OLD[0], NEW[0]])


@pytest.mark.parametrize("what", [ROTATED, RETIRED])
def test_a_statement_is_no_checkpoint_and_no_promise(what: str) -> None:
    """Else whoever rotates a key would sign one."""
    text = STATEMENT._replace(what=what).text()

    for read in (read_checkpoint, read_promise):
        with pytest.raises(BadNote):
            read(text)


@pytest.mark.parametrize(
    "text",
    [
        "log.example/key-lost/v1\ncheckpoint\n{key}\n",
        "/key-rotated/v1\ncheckpoint\n{key}\n",
        "log.example/key-rotated/v1 \ncheckpoint\n{key}\n",
        "log.example/key-rotated/v1\ncheckpoint\n{key}\nmore\n",
        "log.example/key-rotated/v1\ncheckpoint\nkey\n",
    ],
    ids=["another-word", "of-nobody", "more-in-the-line", "a-line-more", "no-key"],
)
def test_what_is_no_statement_is_refused(text: str) -> None:
    """Each part is looked at."""
    with pytest.raises(BadNote):
        read_key_statement(Note(text.format(key=NEW[0].write()), ()))
