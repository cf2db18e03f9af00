"""Reading documents: every scalar is text, and file and store give the very same version."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from service.domain.canonical import canonical, sha256
from service.law.components import ChooseFirst, Exempt, Lookup
from service.law.conditions import Compared, InList, OneOf
from service.law.document import Schedule, Version
from service.law.errors import DocumentError
from service.law.format.plain_yaml import read_plain
from service.law.reader import DOCUMENTS, read_folder, schedule_from_content, version_from_content
from tests.unit.law.examples import HERE, read_example, schedule
from tests.unit.law.versions import version

SHIPPED = [(schedule, version) for schedule, versions in read_folder(DOCUMENTS) for version in versions]


def good(name: str) -> Version:
    """Read a good example."""
    read = read_example(HERE / "good" / f"{name}.yaml")
    assert isinstance(read, Version)
    return read


def test_every_scalar_is_text_and_only_a_plain_null_is_null() -> None:
    """Norway is no boolean, a date no timestamp, and what is in quotes is what it says."""
    text = b"a: NO\nb: 1_000\nc: 2024-01-01\nd: 0x1F\ne: null\nf: ~\ng:\nh: 'null'\ni: ''\nj: [on, 010, 1e3, .5]\n"

    assert {
        "a": "NO", "b": "1_000", "c": "2024-01-01", "d": "0x1F", "e": None, "f": None, "g": None, "h": "null", "i": "",
        "j": ["on", "010", "1e3", ".5"],
    } == read_plain(text, "x.yaml").content  # fmt: skip


@pytest.mark.parametrize(("of", "text"), SHIPPED, ids=lambda value: getattr(value, "name", ""))
def test_a_shipped_version_read_from_its_stored_json_is_the_same(of: Schedule, text: Version) -> None:
    """Though canonical JSON has forgotten the order in which the file was written."""
    stored = json.loads(canonical(text.content))

    again = version_from_content(stored, schedule_from_content(json.loads(canonical(of.content))))

    assert text == again
    assert repr(text) == repr(again)  # the order of members too: what is computed and shown may follow it


def test_the_hash_is_that_of_the_canonical_json_of_schedule_and_version() -> None:
    """Anybody can compute it with a library of RFC 8785 and SHA-256."""
    text = good("unknown-law")

    whole = canonical({"schedule": schedule("xa.levy").content, "version": text.content})
    assert sha256(whole) == text.sha256


def test_another_currency_of_the_schedule_is_another_hash() -> None:
    """An assessment in another money rests on another law."""
    text = good("unknown-law")

    assert text.sha256 != version_from_content(text.content, schedule("xa.levy")._replace(currency="USD")).sha256


def test_numbers_keep_their_written_scale() -> None:
    """`0.00` is printed as the law prints it."""
    assert "2.000" == str(version("2030", "2030-01-01", rate="2.000").components[0].rate)  # type: ignore[union-attr]


def test_a_list_gives_its_members_and_its_own_name_to_the_conditions_that_name_it() -> None:
    """A farm may state the municipality, or just the list that it is on."""
    condition = good("unknown-list").components[0].when  # type: ignore[union-attr]

    assert InList("zone", "south", ("harbour", "hills", "south")) == condition


def test_components_are_read_into_the_values_of_their_kinds() -> None:
    """A few that have more than numbers in them."""
    exempt = good("unused-input").components[1]
    choose = good("choice-unreachable").components[0]
    lookup = good("no-hit-needless").components[0]

    assert isinstance(exempt, Exempt)
    assert isinstance(choose, ChooseFirst)
    assert isinstance(lookup, Lookup)
    assert ("full", Compared("own_kwh", "above", Decimal(0)), "own power") == exempt[1:]
    assert [Decimal(1), Decimal(2)] == [option.value for option in choose.options]
    assert ({"legal_entity": Decimal(2)}, "The draft speaks of companies alone.") == (lookup.table, lookup.no_hit)


def test_whom_a_version_concerns_is_a_condition_of_its_own() -> None:
    """It is settled before anything is counted."""
    applies = good("applies-other-fact").applies

    assert (OneOf("operator_kind", ("legal_entity",)), OneOf("region", ("XA-01",))) == applies.of  # type: ignore[union-attr]


def test_a_number_from_stored_json_that_is_no_text_is_refused() -> None:
    """A float never gets in, not even through the store."""
    content = json.loads(canonical(good("unknown-law").content))
    content["components"][0]["rate"] = 2

    with pytest.raises(DocumentError) as refused:
        version_from_content(content, schedule("xa.levy"))

    (fault,) = refused.value.faults
    assert ("/components/0/rate", "wrong-type", "the stored xa.levy@unknown-law") == (
        fault.path,
        fault.code,
        fault.file,
    )


def test_what_was_recorded_is_read_again_though_checks_have_grown_stricter_since() -> None:
    """Past answers have to stand: the store's documents get their shape, not another judgement."""
    content = json.loads(canonical(good("unused-input").content))
    content["components"] = content["components"][:1]

    assert "unused-input" == version_from_content(content, schedule("xa.levy")).version


def test_the_shipped_documents_name_their_files() -> None:
    """A version is found by its file, a schedule by its folder."""
    for of, text in SHIPPED:
        country, _, name = of.schedule.partition(".")
        assert (DOCUMENTS / country / name / f"{text.version}.yaml").is_file()


def test_a_folder_without_schedules_is_an_empty_library(tmp_path: Path) -> None:
    """Nothing is made up where nothing is written."""
    assert [] == read_folder(tmp_path)
