"""Commitments tell nothing by themselves and everything with their opening."""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64decode

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from service.audit.commitments import Opening, commit, openings_of, opens
from service.audit.sealing import Sealing

VALUES = st.text(max_size=40)


def test_a_commitment_is_the_hash_of_salt_and_canonical_disclosure() -> None:
    """Written out with the standard library and the reference implementation of RFC 8785, as a verifier would."""
    salt = bytes(range(32))
    expected = hashlib.sha256(salt + rfc8785.dumps(["tenant", "ТОО «Майнинг»"])).digest()

    commitment = commit("tenant", "ТОО «Майнинг»", salt)

    assert expected == urlsafe_b64decode(commitment.removeprefix("c:") + "=")
    assert re.fullmatch(r"c:[A-Za-z0-9_-]{43}", commitment)


@given(field=VALUES, value=VALUES)
def test_what_is_committed_to_opens(field: str, value: str) -> None:
    """From nothing but the seed and the disclosures, as they are kept."""
    sealing = Sealing()
    commitment = sealing.commitment(field, value)

    (opening,) = openings_of(sealing.seed, sealing.disclosures)

    assert (commitment, field, value) == (opening.commitment, opening.field, opening.value)
    assert opens(opening)


@given(value=VALUES, other=VALUES)
def test_nothing_else_opens_it(value: str, other: str) -> None:
    """Neither another value, nor another field, nor another salt."""
    sealing = Sealing()
    sealing.commitment("tenant", value)
    (opening,) = openings_of(sealing.seed, sealing.disclosures)

    assert opens(opening._replace(value=other)) == (other == value)
    assert not opens(opening._replace(field="stream"))
    assert not opens(opening._replace(salt=bytes(32)))
    assert not opens(opening._replace(salt=opening.salt[:31]))


def test_field_and_value_do_not_run_into_each_other() -> None:
    """`ab` of `c` is not `a` of `bc`: the two are members of an array, not one text."""
    salt = bytes(32)

    assert commit("c", "ab", salt) != commit("bc", "a", salt)


def test_one_request_commits_to_one_value_once() -> None:
    """Three events of one filing share what they say about the operator."""
    sealing = Sealing()

    assert sealing.commitment("tenant", "opr_1") == sealing.commitment("tenant", "opr_1")
    assert b'[["tenant","opr_1"]]' == sealing.disclosures


def test_two_requests_never_share_a_commitment() -> None:
    """Otherwise the log would show which of them concern the same operator."""
    assert Sealing().commitment("tenant", "opr_1") != Sealing().commitment("tenant", "opr_1")


def test_an_opening_that_is_shown_opens_no_other() -> None:
    """Each value has a salt of its own: who knows that of one cannot search for another."""
    sealing = Sealing()
    sealing.commitment("stream", "frm_1")
    sealing.commitment("stream", "frm_2")

    shown, hidden = openings_of(sealing.seed, sealing.disclosures)

    assert shown.salt != hidden.salt
    assert not opens(Opening(hidden.commitment, "stream", shown.salt, "frm_2"))


def test_nothing_commits_to_nothing() -> None:
    """An event without a farm says so, and there is nothing to open."""
    sealing = Sealing()

    assert sealing.commitment("stream", None) is None
    assert b"[]" == sealing.disclosures
