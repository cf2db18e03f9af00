"""Notes, their keys and signatures, read strictly; the example is that of C2SP signed-note."""

from __future__ import annotations

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from service.evidence.notes import (
    ED25519,
    SIGNATURES_MAX,
    BadNote,
    BadSignature,
    Key,
    Note,
    Signature,
    base64_bytes,
    read_key,
    read_note,
    signed_by,
)

EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = """This is an example message.

\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
""".encode()


def new_key(name: str, seed: str = "") -> tuple[Key, Ed25519PrivateKey]:
    """Make a key, and what it signs with: always the same for a name and *seed*."""
    private = Ed25519PrivateKey.from_private_bytes(sha256(f"{name} {seed}".encode()).digest())
    return Key(name, ED25519, private.public_key().public_bytes_raw()), private


def signed(text: str, *signers: tuple[Key, Ed25519PrivateKey]) -> Note:
    """Sign a text."""
    return Note(text, tuple(Signature(key.name, key.id, private.sign(text.encode())) for key, private in signers))


def test_the_example_of_the_specification_is_signed_by_its_key() -> None:
    """And is written back as it was read."""
    note = read_note(EXAMPLE)

    assert (read_key(EXAMPLE_KEY),) == signed_by(note, [read_key(EXAMPLE_KEY)])
    assert EXAMPLE == note.write().encode()
    assert EXAMPLE_KEY == read_key(EXAMPLE_KEY).write()


def test_a_text_that_was_changed_is_signed_by_nobody() -> None:
    """One letter is enough, and so is one bit of the signature."""
    note = read_note(EXAMPLE.replace(b"example message", b"example messagE"))
    with pytest.raises(BadSignature, match="have been changed"):
        signed_by(note, [read_key(EXAMPLE_KEY)])


def test_signatures_of_the_unknown_are_passed_over_and_one_of_the_known_has_to_be_there() -> None:
    """The same name under another key, the same key under another name: strangers both."""
    ours, theirs = new_key("log.example"), new_key("log.example", "another")
    renamed = Key("other.example", ED25519, ours[0].public)

    assert (ours[0],) == signed_by(signed("text\n", theirs, ours), [ours[0]])
    for stranger in (theirs[0], renamed):
        with pytest.raises(BadSignature, match="not signed by"):
            signed_by(signed("text\n", ours), [stranger])


def test_a_bad_signature_of_a_known_key_spoils_the_note_even_beside_a_good_one() -> None:
    """Somebody has tampered with it, whatever else is there."""
    one, other = new_key("one.example"), new_key("other.example")
    good = signed("text\n", one)
    bad = Signature(other[0].name, other[0].id, bytes(64))

    with pytest.raises(BadSignature, match=r"other\.example is not its own"):
        signed_by(good._replace(signatures=(*good.signatures, bad)), [one[0], other[0]])


def test_the_text_may_have_empty_lines_and_other_alphabets() -> None:
    """The last empty line ends it."""
    key = new_key("пример.example/журнал")
    note = signed("первая\n\nтретья\n", key)

    assert note == read_note(note.write().encode())
    assert (key[0],) == signed_by(note, [key[0]])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no signature\n",
        b"no empty line\n\xe2\x80\x94 a AAAAAAAA\n",
        EXAMPLE[:-1],
        EXAMPLE + b"\n",
        EXAMPLE.replace(b"\n\n", b"\r\n\r\n"),
        EXAMPLE.replace(b"This", b"\x00his"),
        EXAMPLE.replace(b"This", b"\xffhis"),
        EXAMPLE.replace("\u2014".encode(), b"-"),
        EXAMPLE.replace(b"example.com/foo ", b"example.com/foo  "),
        EXAMPLE.replace(b"example.com/foo", b"example+com"),
        EXAMPLE.replace(b"aQM=", b"aQM"),
        EXAMPLE.replace(b"aQM=", b"aQN="),
        EXAMPLE.replace(b"aQM=", b"-QM="),
        b"text\n\n\xe2\x80\x94 a AAAAAA==\n",
        b"text\n\n" + b"\xe2\x80\x94 a AAAAAAAA\n" * (SIGNATURES_MAX + 1),
        b"a" * (1 << 20) + EXAMPLE,
    ],
)
def test_what_has_not_the_form_of_a_note_is_refused(data: bytes) -> None:
    """Line ends, controls, alphabets, padding, lengths, numbers: there is one way to write one."""
    with pytest.raises(BadNote):
        read_note(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com/foo",
        EXAMPLE_KEY.replace("530d903a", "530d903b"),
        EXAMPLE_KEY.replace("530d903a", "530D903A"),
        EXAMPLE_KEY.replace("example.com", "example com"),
        EXAMPLE_KEY[:-4] + "!!!!",
        EXAMPLE_KEY + "=",
    ],
)
def test_what_has_not_the_form_of_a_key_is_refused(text: str) -> None:
    """An identifier that is not the key's own is a slip of the pen."""
    with pytest.raises(BadNote):
        read_key(text)


def test_base64_has_one_form() -> None:
    """No bits left over, no other alphabet, no line ends."""
    assert b"\x00" == base64_bytes("AA==")
    for text in ("AB==", "AA", "AA==\n", "-A==", "A A=="):
        with pytest.raises(BadNote):
            base64_bytes(text)
