"""Trust files: who is believed, and how many witnesses it takes."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from service.evidence.checkpoints import Checkpoint, cosignature_line, cosigned_text
from service.evidence.merkle import EMPTY_ROOT
from service.evidence.notes import COSIGNATURE_ED25519, COSIGNATURE_ML_DSA_44, BadSignature, Key, Note
from service.evidence.policy import BadPolicy, NotWitnessed, key_comment, read_policy
from tests.unit.evidence.test_notes import new_key, signed

LOG = new_key("log.example")
TEXT = Checkpoint("log.example", 0, EMPTY_ROOT).text()
_MADE = [new_key(f"{name}.example") for name in ("x1", "x2", "x3", "y1")]
PRIVATE = [private for _, private in _MADE]
X1, X2, X3, Y1 = WITNESSES = [Key(key.name, COSIGNATURE_ED25519, key.public) for key, _ in _MADE]
POLICY = f"""
# The association and the ministry.
log {LOG[0].write()} https://log.example/
witness X1 {X1.write()}
witness X2 {X2.write()}
\twitness  X3\t{X3.write()} https://x3.example/
witness Y1 {Y1.write()}
group association 2 X1 X2 X3
group both all association Y1
quorum both
"""


def witnessed(*numbers: int) -> Note:
    """Sign a checkpoint by the log and by witnesses."""
    lines = [
        cosignature_line(WITNESSES[number], 7, PRIVATE[number].sign(cosigned_text(WITNESSES[number], 7, TEXT)))
        for number in numbers
    ]
    note = signed(TEXT, LOG)
    return note._replace(signatures=(*note.signatures, *lines))


@pytest.mark.parametrize("chosen", [each for count in range(5) for each in combinations(range(4), count)])
def test_a_quorum_of_groups_counts_each_member_once(chosen: tuple[int, ...]) -> None:
    """Two of three of the association, and the ministry."""
    policy = read_policy(POLICY.encode())

    if len({0, 1, 2} & set(chosen)) >= 2 and 3 in chosen:
        trusted = policy.trust(witnessed(*chosen))
        assert (LOG[0],) == trusted.signers
        assert len(chosen) == len(trusted.cosignatures)
    else:
        with pytest.raises(NotWitnessed, match="both"):
            policy.trust(witnessed(*chosen))


@pytest.mark.parametrize(("group", "needed"), [("any", 1), ("all", 3), ("2", 2)])
def test_a_threshold_is_a_number_or_a_word(group: str, needed: int) -> None:
    """Any is one, all is all."""
    policy = read_policy(POLICY.replace("association 2", f"association {group}").encode())

    assert needed == policy.groups["association"].threshold


def test_no_witness_is_needed_where_the_policy_says_so() -> None:
    """But a log is, and one of that origin."""
    policy = read_policy(f"log {LOG[0].write()}\nquorum none\n".encode())
    stranger = new_key("other.example")

    assert Checkpoint("log.example", 0, EMPTY_ROOT) == policy.trust(witnessed()).checkpoint
    with pytest.raises(BadSignature):
        policy.trust(signed(TEXT, stranger))
    with pytest.raises(BadSignature, match="knows no log"):
        policy.trust(signed(TEXT.replace("log.example", "other.example"), LOG))


def test_a_cosignature_that_is_not_its_owners_spoils_the_checkpoint() -> None:
    """Though the others would be enough."""
    note = witnessed(0, 1, 3)
    forged = cosignature_line(X3, 7, bytes(64))

    with pytest.raises(BadSignature, match=r"x3\.example"):
        read_policy(POLICY.encode()).trust(note._replace(signatures=(*note.signatures, forged)))


@pytest.mark.parametrize(
    ("changed", "to", "word"),
    [
        ("quorum both\n", "", "no quorum"),
        ("quorum both\n", "quorum both\nquorum none\n", "already"),
        ("quorum both", "quorum nobody", "not defined"),
        ("quorum both", "quorum", "expected"),
        ("association 2", "association 4", "threshold"),
        ("association 2", "association 0", "threshold"),
        ("association 2", "association 02", "threshold"),
        ("group both all association Y1", "group both all association X1", "twice"),
        ("group both all association Y1", "group both all association later", "not defined"),
        ("group both all", "group X1 all", "taken"),
        ("group both all", "group none all", "taken"),
        ("witness Y1", "witness X1", "taken"),
        ("witness X1", "witness none", "taken"),
        (f"witness Y1 {Y1.write()}", f"witness Y1 {X1.write()}", "given twice"),
        (f"witness Y1 {Y1.write()}", f"witness Y1 {LOG[0].write()}", "cosigns nothing"),
        ("# The association", f"log {LOG[0].write()}\n#", "given twice"),
        ("log log.example", f"log {X1.write()}\nlog log.example", "a log signs"),
        ("https://log.example/", "https://log.example/ more", "expected"),
        ("# The", "\x07# The", "control"),
        (X1.write(), X1.write()[:-4], "line 4"),
    ],
)
def test_a_line_that_means_nothing_is_named(changed: str, to: str, word: str) -> None:
    """By its number, with what was expected."""
    assert changed in POLICY
    with pytest.raises(BadPolicy, match=word):
        read_policy(POLICY.replace(changed, to, 1).encode())


def test_octets_beyond_ascii_are_kept_as_they_are() -> None:
    """In names and comments; a Kelvin sign is no K."""
    policy = read_policy(POLICY.replace("X1", "\u212a1").replace("X2", "K1").encode() + b"# \xff\xfe\n")

    assert {"\u212a1", "K1"} <= set(policy.witnesses)


SECOND = Key("log.example", COSIGNATURE_ML_DSA_44, bytes(1312))


def by_second(note: Note) -> Note:
    """Add a signature by ML-DSA-44."""
    return note._replace(signatures=(*note.signatures, cosignature_line(SECOND, 0, b"signature")))


def test_a_log_may_have_several_keys_of_which_one_is_enough() -> None:
    """Old and new, and one of another kind; those that signed are told."""
    new = new_key("log.example", "new")
    lines = "".join(f"log {key.write()}\n" for key in (LOG[0], new[0], SECOND))
    policy = read_policy(f"{lines}quorum none\n".encode())
    message = cosigned_text(SECOND, 0, TEXT)

    def check(_: bytes, text: bytes, __: bytes) -> bool:
        return text == message

    both = signed(TEXT, LOG, new)
    assert [(LOG[0],), (new[0],), (LOG[0], new[0])] == [
        policy.trust(note, check).signers for note in (signed(TEXT, LOG), signed(TEXT, new), both)
    ]
    assert (LOG[0], SECOND) == policy.trust(by_second(signed(TEXT, LOG)), check).signers
    assert (SECOND,) == policy.trust(by_second(Note(TEXT, ())), check).signers
    with pytest.raises(BadSignature):
        policy.trust(by_second(signed(TEXT, LOG)), lambda *_: False)


def test_a_comment_above_a_key_says_when_it_signed_and_decides_nothing() -> None:
    """Only in the form that is written here, right above the line; else it is a comment as any other."""
    new = new_key("log.example", "new")
    days = key_comment("checkpoint", date(2026, 11, 23), date(2026, 12, 1))
    text = f"{days}\nlog {LOG[0].write()}\n{key_comment('checkpoint', date(2026, 12, 1), None)}\nlog {new[0].write()}\n"
    policy = read_policy(f"{text}quorum none\n".encode())

    assert [("2026-11-23", "2026-12-01"), None] == [log.retired for log in policy.logs]
    assert (LOG[0],) == policy.trust(signed(TEXT, LOG)).signers
    for above in (f"{days}\n\n", f"{days}\n# more\n", f"{days} or so\n", key_comment("x", None, None) + "\n"):
        assert [None] == [
            log.retired for log in read_policy(f"{above}log {LOG[0].write()}\nquorum none\n".encode()).logs
        ]
    unknown = key_comment("promise", None, date(2026, 12, 1))
    (found,) = read_policy(f"{unknown}\nlog {LOG[0].write()}\nquorum none\n".encode()).logs
    assert ("", "2026-12-01") == found.retired
