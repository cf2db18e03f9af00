"""Law is drafted, reviewed and published by somebody else; each step holds its promises."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from service.domain.canonical import canonical, read_canonical
from service.domain.errors import Conflict, Stale
from service.kernel.program import Program
from service.kernel.publication.boundaries import boundary_differences
from service.law.reader import DOCUMENTS, schedule_from_content, version_from_content
from service.usecases.draft_law import LawText, change_law_draft
from service.usecases.publish_law import Publishing, publish_law_draft, withdraw_version
from service.usecases.read_law import check_law_draft, diff_law_draft, read_law_draft
from service.usecases.read_schedules import effective_version
from service.usecases.review_law import reject_law_draft, submit_law_draft
from service.usecases.service import Service
from tests.integration.usecases.publishing.people import (
    AUTHOR,
    FEE,
    REVIEWER,
    by,
    case,
    drafted,
    own_power,
    published,
    refusal,
    shipped,
    submitted,
    text,
)


def test_a_draft_becomes_law_by_two_people(service: Service) -> None:
    """From then on it is found by its day, by every reader."""
    before = effective_version(service, FEE, datetime(2027, 5, 1, tzinfo=UTC).date(), None)

    answer = published(service)

    after: Any = effective_version(service, FEE, datetime(2027, 5, 1, tzinfo=UTC).date(), None)
    assert ["2024", "2027"] == [found["version"]["version"] for found in (before, after)]  # type: ignore[index, call-overload]
    assert after["version"]["sha256"] == answer.document["sha256"]
    assert ["drafted", "submitted", "published"] == [step["step"] for step in answer.document["steps"]]
    assert ("published", "key_reviewer") == (answer.document["state"], answer.document["publication"]["by"])


def test_what_is_answered_is_what_is_read_afterwards(service: Service) -> None:
    """Word for word, with the same ETag."""
    for answer in (
        drafted(service),
        submitted(service, text(version="2028")),
        published(service, None, text(version="2029")),
    ):
        document, etag = read_law_draft(service, REVIEWER, answer.document["id"])
        assert (answer.document, answer.etag) == (read_canonical(canonical(document)), etag)


def test_whoever_drafted_it_does_not_publish_it(service: Service) -> None:
    """An administrator does not either, if the draft is the administrator's own."""
    mine = submitted(service)
    assert (
        "four-eyes-required"
        == refusal(publish_law_draft, service, by(AUTHOR), mine.document["id"], str(mine.etag), Publishing()).code
    )


def test_only_its_author_changes_a_draft(service: Service) -> None:
    """Who changed a text could otherwise publish it."""
    draft = drafted(service)
    arguments = (draft.document["id"], str(draft.etag), text(version="2027-b"))

    assert "four-eyes-required" == refusal(change_law_draft, service, by(REVIEWER), *arguments).code
    changed = change_law_draft(service, by(AUTHOR), *arguments)
    assert ("2027-b", 2) == (changed.document["version"], changed.document["revision"])
    with pytest.raises(Stale):
        change_law_draft(service, by(AUTHOR), *arguments)


def test_a_draft_in_review_is_not_changed_until_it_is_sent_back(service: Service) -> None:
    """With a reason that its author reads."""
    draft = submitted(service)
    identifier = draft.document["id"]
    with pytest.raises(Conflict):
        change_law_draft(service, by(AUTHOR), identifier, str(draft.etag), text())

    back = reject_law_draft(service, by(REVIEWER), identifier, str(draft.etag), "article 3 says otherwise")

    assert ("draft", "article 3 says otherwise") == (back.document["state"], back.document["steps"][-1]["reason"])
    changed = change_law_draft(service, by(AUTHOR), identifier, str(back.etag), text(notes=["mended"]))
    assert 200 == submit_law_draft(service, by(AUTHOR), identifier, str(changed.etag), ()).status


def test_a_draft_may_be_wrong_but_is_not_submitted_so(service: Service) -> None:
    """The checks name what stands against it; the submission is refused for the same."""
    wrong = drafted(service, text(tests=[case("off", "10000000", "1"), own_power()]))

    report: Any = check_law_draft(service, AUTHOR, wrong.document["id"])
    refused = refusal(submit_law_draft, service, by(AUTHOR), wrong.document["id"], str(wrong.etag), ())

    assert not report["publishable"]
    assert [("/tests/0/expect/due", "test-fails")] == [(each["path"], each["code"]) for each in report["refusals"]]
    assert ("document-refused", "/version/tests/0/expect/due") == (refused.code, refused.faults[0].pointer)


def test_what_has_not_the_shape_of_a_version_is_not_kept(service: Service) -> None:
    """Told by place and line."""
    refused = refusal(
        drafted, service, LawText("format: hashlevy.version/1\nschedule: kz.digital_mining_fee\nrates: 1\n")
    )

    assert "document-refused" == refused.code
    assert ("/version/rates", True) in [
        (fault.pointer, fault.message.startswith("Line 3.")) for fault in refused.faults
    ]


def test_cliffs_are_acknowledged_by_name(service: Service) -> None:
    """Unacknowledged, they are named with what is due around them; acknowledged, they are kept."""
    slab: list[dict[str, Any]] = [
        {"id": "rate", "kind": "brackets", "of": "grid_kwh", "mode": "slab", "edge": "lower_inclusive",
         "bands": [{"from": "0", "rate": "2"}, {"from": "1000", "rate": "3"}]},
        {"id": "due", "kind": "round", "of": "rate", "step": "1", "mode": "half_up"},
    ]  # fmt: skip
    tests = [
        {"name": name, "inputs": {"grid_kwh": kwh}, "expect": {"due": due}}
        for name, kwh, due in (("low", "10", "20"), ("high", "1000", "3000"))
    ]
    first = next(iter(shipped()["law"]))
    for step in slab:
        step["law"] = f"{first}#606-3"
    inputs = {"grid_kwh": {"fact": "energy_kwh", "where": {"supply": ["grid"]}}}
    content = text(components=slab, tests=tests, inputs=inputs, result="due")

    refused = refusal(submitted, service, content)
    kept = submitted(service, text(components=slab, tests=tests, inputs=inputs, result="due"), ("rate:grid_kwh:1000",))

    assert ("cliffs-unacknowledged", "rate:grid_kwh:1000") == (refused.code, refused.faults[0].code)
    assert ["rate:grid_kwh:1000"] == kept.document["cliffs_accepted"]
    schedule = schedule_from_content(kept.document["schedule_content"])
    program = Program(schedule, version_from_content(kept.document["content"], schedule))
    assert 3 == len(kept.document["boundary_cases"])
    assert [] == boundary_differences(program, kept.document["boundary_cases"])


def test_a_schedule_that_is_new_is_drafted_with_what_it_says_of_itself(service: Service) -> None:
    """And only then: what is known is not said again otherwise."""
    known = (DOCUMENTS / "kz/digital_mining_fee/schedule.yaml").read_text(encoding="utf-8")
    name = "kz.trial_levy"
    version = json.dumps(json.loads(text().version) | {"schedule": name, "replaces": None})

    missing = refusal(drafted, service, LawText(version))
    wrong = refusal(drafted, service, text()._replace(schedule=known.replace("quarter", "month")))
    answer = published(service, None, LawText(version, known.replace(FEE, name)))

    assert ["schedule-missing", "schedule-known"] == [missing.faults[0].code, wrong.faults[0].code]
    assert name == service.library.schedule(name).schedule
    assert "published" == answer.document["state"]


def test_a_name_is_given_once(service: Service) -> None:
    """A correction is a version of its own that replaces the other; even a withdrawn name is not given again."""
    first, second = submitted(service), submitted(service)
    publish_law_draft(service, by(REVIEWER), first.document["id"], str(first.etag), Publishing())

    again = refusal(publish_law_draft, service, by(REVIEWER), second.document["id"], str(second.etag), Publishing())
    withdraw_version(service, by(REVIEWER), FEE, "2027", "a slip")
    later = refusal(submitted, service, text(notes=["other"]))

    assert ["version-known", "version-known"] == [again.code, later.code]


def test_what_a_draft_changes_is_told_against_what_it_replaces(service: Service) -> None:
    """As data and in words, with the article."""
    draft = drafted(service)

    changes: Any = diff_law_draft(service, AUTHOR, draft.document["id"])

    rate = next(change for change in changes["changes"] if change["path"] == "/components/0/rate")
    assert ("2024", "2", "2.5") == (changes["from"], rate["before"], rate["after"])
    assert rate["text"]["ru"].endswith("ставка 2 → 2,5")
