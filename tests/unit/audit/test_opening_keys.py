"""Keys of openings: what they seal opens in its own place only, and with the file that wraps them only."""

from __future__ import annotations

import stat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.audit import opening_keys
from service.audit.commitments import commit, openings_of, opens
from service.audit.opening_keys import (
    Place,
    Unsealable,
    Wrapped,
    destroy_wrapping_key,
    new_key,
    new_wrapping_key,
    rewrapped,
    seal,
    unseal,
    wrapping_keys,
)
from service.audit.sealing import Sealing
from service.domain.errors import Unavailable

PLACE = Place("evt_1", "opr_1", ("actor", "tenant"))
_KEPT = TemporaryDirectory()
SEED, SAID = b"s" * 32, b'[["actor","key_1"],["tenant","opr_1"]]'

_WRAPPED = new_key(Path(_KEPT.name), new_wrapping_key(Path(_KEPT.name)), "opr_1")
_SEALED = seal(Path(_KEPT.name), _WRAPPED, PLACE, SEED, SAID)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Name a directory of keys that is made when it is first needed."""
    return tmp_path / "keys"


@pytest.fixture
def wrapped(keys: Path) -> Wrapped:
    """Make a key of a subject."""
    return new_key(keys, new_wrapping_key(keys), "opr_1")


def test_what_is_sealed_opens(keys: Path, wrapped: Wrapped) -> None:
    """Byte for byte."""
    assert (SEED, SAID) == unseal(keys, wrapped, PLACE, seal(keys, wrapped, PLACE, SEED, SAID))


def test_the_same_sealed_twice_is_never_the_same(keys: Path, wrapped: Wrapped) -> None:
    """Each has a nonce of its own."""
    assert seal(keys, wrapped, PLACE, SEED, SAID) != seal(keys, wrapped, PLACE, SEED, SAID)


@pytest.mark.parametrize(
    "place",
    [
        PLACE._replace(event="evt_2"),
        PLACE._replace(fields=("actor",)),
        PLACE._replace(fields=("actor", "stream", "tenant")),
    ],
    ids=["another event", "a field less", "a field more"],
)
def test_it_opens_in_its_own_place_only(keys: Path, wrapped: Wrapped, place: Place) -> None:
    """Whoever moves it in the database gets nothing out of it."""
    with pytest.raises(Unsealable):
        unseal(keys, wrapped, place, seal(keys, wrapped, PLACE, SEED, SAID))


def test_the_key_of_one_subject_is_none_of_another(keys: Path, wrapped: Wrapped) -> None:
    """Put into another's row, it does not even unwrap."""
    with pytest.raises(Unsealable):
        seal(keys, wrapped, PLACE._replace(subject="opr_2"), SEED, SAID)


@given(at=st.integers(0, 200), bit=st.integers(0, 7))
def test_a_flipped_bit_shows(at: int, bit: int) -> None:
    """Wherever it is, in the nonce, the content or the tag."""
    keys = Path(_KEPT.name)
    sealed = bytearray(_SEALED)
    sealed[at % len(sealed)] ^= 1 << bit

    with pytest.raises(Unsealable):
        unseal(keys, _WRAPPED, PLACE, bytes(sealed))


def test_without_the_file_nothing_opens(keys: Path, wrapped: Wrapped) -> None:
    """That is what makes every copy of the database worthless; and the words say what to do."""
    sealed = seal(keys, wrapped, PLACE, SEED, SAID)
    destroy_wrapping_key(keys, wrapped.by)

    with pytest.raises(Unavailable, match="copy it from a machine") as refused:
        unseal(keys, wrapped, PLACE, sealed)
    assert refused.value.code == "keys-unusable"


def test_rotation_wraps_the_same_key_anew(keys: Path, wrapped: Wrapped) -> None:
    """What was sealed before opens, the old file is not needed any more, and the old wrapped key opens nothing."""
    sealed, other = seal(keys, wrapped, PLACE, SEED, SAID), new_wrapping_key(keys)
    again = rewrapped(keys, wrapped, "opr_1", other)
    destroy_wrapping_key(keys, wrapped.by)

    assert (SEED, SAID) == unseal(keys, again, PLACE, sealed)
    assert (other,) == wrapping_keys(keys)
    with pytest.raises(Unavailable):
        unseal(keys, wrapped, PLACE, sealed)


def test_files_are_their_owners_alone(keys: Path, wrapped: Wrapped) -> None:
    """A file that others read is refused; what was made is not."""
    (file,) = keys.iterdir()
    assert (0o700, 0o600) == tuple(stat.S_IMODE(path.stat().st_mode) for path in (keys, file))

    file.chmod(0o640)
    opening_keys._wrapper.cache_clear()  # noqa: SLF001 -- as in another process
    with pytest.raises(Unavailable, match="found the mode 0640, expected 0600"):
        seal(keys, wrapped, PLACE, SEED, SAID)


@given(
    said=st.dictionaries(st.sampled_from(["actor", "idem", "stream", "tenant", "declarant"]), st.text(max_size=9)),
    chosen=st.sets(st.sampled_from(["actor", "idem", "stream", "tenant", "declarant"])),
)
def test_any_chosen_fields_open_exactly_these(said: dict[str, str], chosen: set[str]) -> None:
    """With what is shown, every shown field opens, and the salt of none opens another one."""
    sealing = Sealing()
    made = {field: sealing.commitment(field, value) for field, value in said.items()}
    shown = [each for each in openings_of(sealing.seed, sealing.disclosures) if each.field in chosen]

    assert chosen & said.keys() == {each.field for each in shown if opens(each) and each.commitment == made[each.field]}
    salts = [each.salt for each in shown]
    hidden = [(field, value) for field, value in said.items() if field not in chosen]
    assert not [1 for field, value in hidden for salt in salts if commit(field, value, salt) == made[field]]
    assert sealing.seed not in salts
