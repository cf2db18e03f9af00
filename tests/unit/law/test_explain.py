"""A version in plain words, in English and in Russian."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Final

import pytest

from service.law.document import Schedule, Version
from service.law.explain import explain
from service.law.reader import DOCUMENTS, read_folder, read_version
from service.law.wording import LANGUAGES
from tests.unit.law.examples import HERE, schedule, schedule_of
from tests.unit.law.versions import version

TOLD: Final = HERE / "told"
SHIPPED: Final = [(of, text) for of, versions in read_folder(DOCUMENTS) for text in versions]


def paragraph(text: Version, beginning: str, language: str = "en") -> str:
    """Return the paragraph of an explanation that begins with some words."""
    told = explain(schedule("xa.levy"), text, language).split("\n\n")
    return next(part for part in told if part.startswith(beginning))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_kind_of_component_is_told(language: str) -> None:
    """Word for word; the text was read by people before it was put there."""
    every_kind = read_version(TOLD / "every-kind.yaml", schedule("xa.farm_levy"))

    expected = (TOLD / f"every-kind.{language}.txt").read_text(encoding="utf-8")
    assert expected == explain(schedule("xa.farm_levy"), every_kind, language) + "\n"


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("of", "text"), SHIPPED, ids=lambda value: getattr(value, "name", ""))
def test_every_shipped_version_is_told_without_gaps(of: Schedule, text: Version, language: str) -> None:
    """Each component has its line, and neither braces nor the names of keys are left over."""
    told = explain(of, text, language)

    assert len(text.components) + len(text.charges) == len(re.findall(r"^\d+\. \S.*[.:]$", told, re.MULTILINE))
    assert not re.search(r"[{}]|None|key=|fact=", told)


def test_numbers_and_days_are_written_as_the_language_does() -> None:
    """Grouped, with a comma or a point, the month in its case."""
    text = version("2030", "2030-05-01", "2031-01-01", rate="1234567.50")

    assert "1,234,567.50 EUR per kWh" in explain(schedule("xa.levy"), text, "en")
    assert "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,50 EUR за кВт·ч" in explain(schedule("xa.levy"), text, "ru")
    assert "from 1 May 2030 to 31 December 2030" in explain(schedule("xa.levy"), text, "en")
    assert "с 1 мая 2030 года по 31 декабря 2030 года" in explain(schedule("xa.levy"), text, "ru")


def test_a_draft_is_said_to_be_no_law() -> None:
    """In the first words after the title."""
    draft = version("draft", None, status="proposed")

    assert paragraph(draft, "This is a proposal, not law").endswith(
        "It names no dates. The day of its publication is not known."
    )


def test_law_without_a_first_day_is_said_to_be_so() -> None:
    """What is not known is not made up."""
    assert "to 31 December 2030; since when, the sources do not say" in paragraph(
        version("2030", None, "2031-01-01"), "This is law"
    )
    assert "since a day that the sources do not give" in paragraph(version("2030", None), "This is law")


def test_what_the_sources_do_not_say_of_due_days_is_said() -> None:
    """A farm must not take silence for freedom."""
    assert paragraph(version("2030", "2030-01-01"), "When it is due").endswith(
        "The sources name no day for a return or a payment."
    )


def test_the_languages_have_the_same_sentences() -> None:
    """Every sentence has its words in each, with places that the other has too, or another case of them."""
    english, russian = LANGUAGES["en"].sentences, LANGUAGES["ru"].sentences

    assert english.keys() == russian.keys()
    for name, sentence in english.items():
        mine, its = ({_stem(field) for _, field, _, _ in string.Formatter().parse(text) if field} for text in (
            sentence, russian[name],
        ))  # fmt: skip
        assert mine == its, name


def test_the_languages_name_the_same_things() -> None:
    """Except where one needs a case that the other has not."""
    english, russian = LANGUAGES["en"].words, LANGUAGES["ru"].words

    assert english.keys() == russian.keys()


def test_every_document_of_the_examples_can_be_told() -> None:
    """Whatever passes the checks has words."""
    for path in sorted(Path(HERE / "good").glob("*.yaml")):
        text = path.read_bytes()
        if b"hashlevy.version" not in text:
            continue
        of = schedule_of(path)
        for language in LANGUAGES:
            assert explain(of, read_version(path, of), language)


def _stem(field: str) -> str:
    return field.removesuffix("_of")
