"""What changes from one version to another: as data, and in words that name the very figure."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from service.law.diff import Change, diff
from service.law.document import Schedule, Version
from service.law.reader import DOCUMENTS, read_folder, read_version, version_from_content
from tests.unit.law.examples import HERE, schedule

EVERY_KIND = read_version(HERE / "told" / "every-kind.yaml", schedule("xa.farm_levy"))
PLACES = {part.head.id: at for at, part in enumerate(EVERY_KIND.components)}
SHIPPED = [(of, versions) for of, versions in read_folder(DOCUMENTS) if len(versions) > 1]


def changed(mend: Callable[[Any], object]) -> list[Change]:
    """Return the changes that *mend* makes to the content of the version that has every kind."""
    content = copy.deepcopy(EVERY_KIND.content)
    mend(content)
    return diff(EVERY_KIND, version_from_content(content, schedule("xa.farm_levy")))


def component(content: Any, name: str) -> Any:
    """Return a component of the content."""
    return content["components"][PLACES[name]]


def test_a_rate_of_a_band_is_named_by_its_band_and_its_article() -> None:
    """As a reader of the law would say it."""
    (change,) = changed(lambda content: component(content, "income")["bands"][1].update(rate="0.15"))

    assert (
        Change(
            path="/components/8/bands/1/rate",
            component="income",
            before="0.125",
            after="0.15",
            law="act#6",
            text={
                "en": "component income, band 2, rate 0.125 → 0.15",
                "ru": "шаг income, ступень 2, ставка 0,125 → 0,15",
            },
        )
        == change
    )


def test_a_number_written_otherwise_is_no_change() -> None:
    """`0.2` and `0.20` charge the same."""
    assert [] == changed(lambda content: component(content, "income")["bands"][2].update(rate="0.20"))


def test_a_moved_edge_is_told_as_one() -> None:
    """Where there are as many bands, they are the same bands."""
    (change,) = changed(lambda content: component(content, "income")["bands"][1].update({"from": "2000000"}))

    assert "component income, band 2, from 1,000,000 → 2,000,000" == change.text["en"]


def test_an_added_band_does_not_shift_the_others() -> None:
    """Bands are then found again by their edges."""
    (change,) = changed(
        lambda content: component(content, "income")["bands"].insert(2, {"from": "5000000", "rate": "0.18"})
    )

    assert ("/components/8/bands/2", None, {"from": "5000000", "rate": "0.18"}) == change[:1] + change[2:4]
    assert "component income, band 3 added: from 5,000,000, rate 0.18" == change.text["en"]


def test_a_removed_band_says_what_it_was() -> None:
    """With the place where it stood."""
    (change,) = changed(lambda content: component(content, "income")["bands"].pop(1))

    assert ("/components/8/bands/1", None) == (change.path, change.after)
    assert "component income, band 2 removed: from 1,000,000, rate 0.125" == change.text["en"]


def test_an_entry_of_a_table_is_named_by_its_code() -> None:
    """And says when it is gone."""
    (change,) = changed(lambda content: component(content, "by_kind")["table"].pop("sole_proprietor"))

    assert ("/components/2/table/sole_proprietor", "1", None) == change[:1] + change[2:4]
    assert "component by_kind, rate for sole_proprietor 1 → none" == change.text["en"]


def test_a_condition_is_told_in_words() -> None:
    """Before and after, and as data as well."""
    bound = {"fact": "grid_kwh", "below": "9000"}
    (change,) = changed(lambda content: component(content, "relief").update(when=bound))

    assert (
        "component relief, condition: mining electricity (metered, from the grid) is less than 6,000 kWh → "
        "mining electricity (metered, from the grid) is less than 9,000 kWh"
    ) == change.text["en"]
    assert bound == change.after


def test_an_option_is_named_by_its_number() -> None:
    """Its value and its condition apart."""
    (change,) = changed(lambda content: component(content, "chosen")["first"][1].update(value="250.5"))

    assert ("/components/11/first/1/value", "component chosen, option 2, value 100 → 250.5") == (
        change.path,
        change.text["en"],
    )


def test_dates_status_and_due_days_are_told_as_people_say_them() -> None:
    """In the order of the document."""

    def mend(content: Any) -> None:
        content.update(status="repealed", published_on="2029-12-01", retroactive=None)
        content["valid"]["to"] = "2033-01-01"
        content["due"]["payment"] = {"month": "2", "day": "21"}

    texts = {change.path: change.text["en"] for change in changed(mend)}

    assert {
        "/status": "status enacted → repealed",
        "/valid/to": "in force up to, not including, 1 January 2032 → 1 January 2033",
        "/published_on": "published on 15 January 2030 → 1 December 2029",
        "/retroactive": "reaches back: article Mining Levy Act, art. 9(1), reason The act says so. → none",
        "/due/payment": "payment due: the 13th of the 3rd month after the period → "
        "the 21st of the 2nd month after the period",
    } == texts


def test_another_article_is_a_change_of_its_own() -> None:
    """The figure stayed; what it rests on did not."""
    (change,) = changed(lambda content: component(content, "renewable").update(law="act#50"))

    assert ("act#5", "act#50", "act#50") == (change.before, change.after, change.law)
    assert "component renewable, article: Mining Levy Act, art. 5 → Mining Levy Act, art. 50" == change.text["en"]


def test_inputs_are_told_by_what_they_count() -> None:
    """Which lines of a report, that is."""
    (change,) = changed(lambda content: content["inputs"]["grid_cost"].update(where={"supply": ["grid", "own"]}))

    assert (
        "input grid_cost: cost of mining electricity, taxes included (from the grid) → "
        "cost of mining electricity, taxes included (from the grid or of own generation)"
    ) == change.text["en"]


def test_lists_are_compared_place_by_place() -> None:
    """A municipality more, a municipality less."""
    changes = changed(lambda content: content["lists"]["south"].update(members=["harbour", "island"]))

    assert ["list south, members removed: hills", "list south, members added: island"] == [
        change.text["en"] for change in changes
    ]


def test_a_new_component_is_told_whole_and_a_new_order_once() -> None:
    """By what it computes; the others do not count as changed because they moved."""

    def mend(content: Any) -> None:
        fee = {"id": "fee", "kind": "percent", "of": "grid_cost", "rate": "0.02", "law": "act#11"}
        content["components"].insert(0, fee)

    (change,) = changed(mend)
    moved = changed(lambda content: content["components"].insert(1, content["components"].pop(5)))

    assert ("/components/0", "fee", None, "act#11") == (change.path, change.component, change.before, change.law)
    assert "component fee added: 2% of cost of mining electricity, taxes included (from the grid)" == change.text["en"]
    assert ["/components"] == [change.path for change in moved]
    assert moved[0].text["en"].startswith("order of the components: price, by_price, by_kind")


def test_a_component_of_another_kind_is_told_before_and_after() -> None:
    """Its keys cannot be compared one by one."""
    rounded = {"kind": "round", "of": "relief", "step": "1", "mode": "up", "law": "act#8", "id": "always_extra"}
    (change,) = changed(lambda content: content["components"].__setitem__(PLACES["always_extra"], rounded))

    assert "component always_extra: 5% of relief on top → relief, rounded to 1 ¤, away from zero" == change.text["en"]


def test_acts_and_notes_are_compared_too() -> None:
    """What it rests on, and what is not known."""

    def mend(content: Any) -> None:
        content["law"]["act"]["evidence"] = "unverified"
        content["notes"] = ["The price is without taxes."]

    assert [
        "law act, evidence verified → unverified",
        "note removed: Whether the price includes taxes is not known.",
        "note added: The price is without taxes.",
    ] == [change.text["en"] for change in changed(mend)]


def test_the_same_text_does_not_differ_and_tests_are_not_law() -> None:
    """However many worked cases are added to it."""
    case = {"name": "nothing", "inputs": {}, "expect": {}}

    assert [] == diff(EVERY_KIND, EVERY_KIND)
    assert [] == changed(lambda content: content.update(tests=[case]))


@pytest.mark.parametrize(("of", "versions"), SHIPPED, ids=lambda value: getattr(value, "schedule", ""))
def test_any_two_shipped_versions_are_told_apart_in_both_languages(of: Schedule, versions: list[Version]) -> None:
    """Both ways, with a place for every change."""
    for before in versions:
        for after in versions:
            changes = diff(before, after)
            assert (before is not after) == bool(changes), of.schedule
            for change in changes:
                assert change.path.startswith("/")
                assert all(change.text[language].strip() for language in ("en", "ru"))
                assert change.before != change.after
