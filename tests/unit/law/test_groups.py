"""A schedule may look at a controlled group as one taxpayer; then it asks only for what is true of all its members."""

from __future__ import annotations

import pytest

from service.law.checks import check_version
from service.law.document import Input
from service.law.explain import explain
from tests.unit.law.examples import schedule
from tests.unit.law.versions import version


def test_a_group_is_a_subject_like_an_operator_and_a_farm() -> None:
    """It is read, and is part of the content that is hashed."""
    assert "group" == schedule("xa.group_levy").subject == schedule("xa.group_levy").content["subject"]


@pytest.mark.parametrize("fact", ["operator_kind", "region", "zone"])
def test_an_input_that_is_true_of_one_member_only_is_refused_where_it_is_asked_for(fact: str) -> None:
    """A lookup by it would need one answer, and a group has several."""
    of_group = version("2030", "2030-01-01")._replace(inputs={"asked": Input("asked", fact, {})})

    found = [(each.code, each.path) for each in check_version(schedule("xa.group_levy"), of_group)]

    assert ("fact-of-one-member", "/inputs/asked/fact") in found


@pytest.mark.parametrize(
    ("fact", "subject", "refused"),
    [
        ("operator_kind", "xa.levy", []),
        ("region", "xa.levy", ["/inputs/asked/fact"]),
        ("zone", "xa.levy", ["/inputs/asked/fact"]),
        ("region", "xa.farm_levy", []),
        ("zone", "xa.farm_levy", []),
    ],
    ids=["kind of operator", "region of operator", "zone of operator", "region of farm", "zone of farm"],
)
def test_where_a_farm_lies_is_asked_of_a_farm_only(fact: str, subject: str, refused: list[str]) -> None:
    """An operator has one kind, and as many places as farms."""
    asking = version("2030", "2030-01-01")._replace(inputs={"asked": Input("asked", fact, {})})

    found = [each for each in check_version(schedule(subject), asking) if each.code == "fact-of-one-farm"]

    assert refused == [each.path for each in found]
    assert all("subject: farm" in each.remedy for each in found)


def test_an_explanation_says_whose_bands_are_shared() -> None:
    """In both languages, and that an operator in no group is alone."""
    text = version("2030", "2030-01-01")

    assert "for each controlled group (an operator in none is alone) and" in explain(
        schedule("xa.group_levy"), text, "en"
    )
    assert "плательщик — контролируемая группа как одно лицо (а оператор вне группы — сам по себе)." in explain(
        schedule("xa.group_levy"), text, "ru"
    )
