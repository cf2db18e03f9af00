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
    """A lookup by it would need one answer, and a group has several; for an operator it may be asked."""
    of_group = version("2030", "2030-01-01")._replace(inputs={"asked": Input("asked", fact, {})})

    found = [(each.code, each.path) for each in check_version(schedule("xa.group_levy"), of_group)]

    assert ("fact-of-one-member", "/inputs/asked/fact") in found
    assert "fact-of-one-member" not in {each.code for each in check_version(schedule("xa.levy"), of_group)}


def test_an_explanation_says_whose_bands_are_shared() -> None:
    """In both languages, and that an operator in no group is alone."""
    text = version("2030", "2030-01-01")

    assert "for each controlled group (an operator in none is alone) and" in explain(
        schedule("xa.group_levy"), text, "en"
    )
    assert "плательщик — контролируемая группа как одно лицо (а оператор вне группы — сам по себе)." in explain(
        schedule("xa.group_levy"), text, "ru"
    )
