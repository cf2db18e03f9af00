"""Every problem that the code can raise is explained, in both languages, under the status that it is answered with."""

from __future__ import annotations

from typing import Final

import pytest

from service.domain.errors import Conflict, Refusal, Unavailable
from service.http.problem_catalogue import CATALOGUE
from service.http.problems import OWN_CODES, STATUSES
from service.kernel.arithmetic import NO_OPTION
from tests.unit.http.raised import raised

# Refused in the terminal only, where there is no page to lead to: to who imports prices, starts the service or changes
# the keys of the log.
_TERMINAL: Final = {
    "quotes-unreadable",
    "quotes-too-large",
    "witnesses-unusable",
    "stamps-unusable",
    "log-key-refused",
    "keys-of-another-log",
}
# The database's last word to code that would change what is kept for good. No operation does.
_OUT_OF_REACH: Final = {"append-only"}
# Answered where nothing is raised: by the handler of what nobody foresaw, and by the server below the application.
_UNRAISED: Final = {*OWN_CODES.values(), "internal-error", "malformed-request"}
# Where a code is handed on, and what can be handed on there.
_HANDED_ON: Final = {
    "service.law.resolver": {"no-schedule"},  # and the codes of the failures, which are found where they are made
    "service.domain.errors": set[str](),  # a refusal itself, which gives its sentence to `Exception`
    "service.store.errors": set[str](),  # the name of a table, from which `Duplicate` makes its own code
    "service.usecases.estimate_late_interest": set[str](),  # of the law's own refusals, now with a pointer
    "service.usecases.assess_statement": set[str](),  # of another refusal, now with a pointer or with more faults
    "service.usecases.assess_case": set[str](),  # of another refusal, in terms of the report that was sent
    "service.usecases.estimate_operator": set[str](),  # of another refusal, with the schedule that it is of
    "service.usecases.known_at": set[str](),  # of another refusal, with the instant whose knowledge was asked for
    "service.usecases.place_faults": set[str](),  # of another refusal, in terms of a farm
    "service.usecases.law_drafts": {"document-refused"},  # of a document, now with the member it was sent in
    "service.cli.documents": {"schedule-not-found", "version-not-found"},
}

_FOUND: Final = {(found.kind, found.code) for found in raised() if found.code is not None}
_CODES: Final = {code for _, code in _FOUND} | set[str]().union(*_HANDED_ON.values()) | _UNRAISED


def _status(kind: type[Refusal]) -> int:
    return next(STATUSES[each].value for each in kind.__mro__ if each in STATUSES)


def test_all_ways_to_write_a_code_are_seen() -> None:
    """A literal, a constant, a table, a kind that names itself: none of them hides a code from the tests below."""
    codes = {code for _, code in _FOUND}

    assert {"not-found", NO_OPTION, "lost-race", "duplicate", "ended-on"} <= codes
    assert (Conflict, "request-in-flight") in _FOUND
    assert any(issubclass(kind, Unavailable) and code == "busy" for kind, code in _FOUND)


def test_codes_that_are_only_known_when_they_run_are_known_here() -> None:
    """Whoever hands on another code looks here, at what can come."""
    assert _HANDED_ON.keys() == {found.module for found in raised() if found.code is None}


def test_the_catalogue_is_what_the_code_can_raise() -> None:
    """A code without a page helps nobody, and a page whose problem never comes is a promise that nobody keeps."""
    assert set(CATALOGUE) == _CODES - _TERMINAL - _OUT_OF_REACH


@pytest.mark.parametrize(
    ("kind", "code"), sorted(_FOUND, key=str), ids=lambda each: each.__name__ if isinstance(each, type) else each
)
def test_what_is_raised_is_explained_under_its_status(kind: type[Refusal], code: str) -> None:
    """A problem whose page says another status would not help anybody."""
    if code in _TERMINAL | _OUT_OF_REACH:
        return

    assert CATALOGUE[code].status == _status(kind)


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_problem_is_told_in_both_languages(code: str) -> None:
    """Each has a title, a meaning and a remedy, all in sentences."""
    problem = CATALOGUE[code]

    assert {"en", "ru"} == problem.said.keys()
    for said in problem.said.values():
        assert all(text for text in said)
        assert said.meaning.endswith((".", ";"))
        assert said.remedy.endswith(".")
