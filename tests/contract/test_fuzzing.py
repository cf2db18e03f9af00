"""
Schemathesis in process: generated requests, good and spoiled, alone and along the links of the description.

The quick suite takes a few of each on SQLite. The long run, on both databases:
`./run test --slow tests/contract/test_fuzzing.py`.
"""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any, Final

import hypothesis
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import AuthContext, Case, GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.schemas import OpenApiSchema

from service.http.paging import hidden
from tests.databases import SqliteFolder
from tests.openapi import PATH, operations
from tests.world import World, close_app, furnish, open_app

pytestmark = pytest.mark.thorough

schemathesis.openapi.format("iana-time-zone", st.sampled_from(("Asia/Almaty", "Europe/Moscow", "Etc/GMT+5")))
schemathesis.openapi.format("cursor", st.from_regex(r"rep_[0-9a-hjkmnp-tv-z]{26}\Z").map(hidden))
schemathesis.openapi.format(
    "obligation-cursor",
    st.from_regex(r"\Aobl_opr_[0-9a-hjkmnp-tv-z]{26}\.kz\.digital_mining_fee\.2025-(01|04|07|10)-01\Z").map(hidden),
)

# What fits its schema may still make no sense (422) or name a state that is not the present one (412).
_CONFIG: Final = {
    "checks": {
        # A body past the limit is refused before it is read.
        "negative_data_rejection": {
            "expected-statuses": ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "5xx"],
        },
        "positive_data_acceptance": {"expected-statuses": ["2xx", "404", "409", "412", "422"]},
        "missing_required_header": {"expected-statuses": ["400", "401", "428"]},
    },
    # Along the links; alone, each way is asked for.
    "generation": {"mode": "positive", "with-security-parameters": False},
}
# Operations that take something; of the others there is nothing to spoil.
_SPOILABLE: Final = [operation.id for operation in operations().values() if operation.parameters or operation.bodies()]
# What an administrator may not do.
_OTHERS: Final = {
    **dict.fromkeys(("declareAssessment", "voidAssessment"), attrgetter("first.key")),
    **dict.fromkeys(("decideObligation", "lockPeriod", "unlockPeriod"), attrgetter("authority")),
}
# The way of a report, and that of a group; each leads to the next by a link.
_LINKED: Final = [
    *(
        "registerOperator",
        "registerFarm",
        "createReport",
        "changeReport",
        "submitReport",
        "amendReport",
        "readRevision",
    ),
    *("listAssessments", "readAssessment", "readLines", "readTrace", "replayAssessment"),
    *("formGroup", "readGroup", "addMember", "endMembership", "estimateOperator"),
]
_UNHURRIED: Final = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def _settings(examples: int, steps: int = 1) -> hypothesis.settings:
    """Bound a run; nothing is shrunk, because every request is short."""
    return hypothesis.settings(
        max_examples=examples,
        stateful_step_count=steps,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=_UNHURRIED,
        database=None,
    )


def _described(app: Flask, world: World) -> OpenApiSchema:
    """Load the description, with *app* to ask and the administrator's key to show."""
    schema = schemathesis.openapi.from_path(PATH, config=SchemathesisConfig.from_dict(_CONFIG))
    schema.app = app

    class Bearer:
        """Shows the key; Schemathesis leaves it out where it tries what happens without."""

        def get(self, case: Case[Any], _context: AuthContext) -> str:
            """Have a key that may: an administrator's, but for what is an operator's or an authority's own."""
            return str(_OTHERS.get(case.operation.definition.raw["operationId"], attrgetter("administrator"))(world))

        def set(self, case: Case[Any], key: str, _context: AuthContext) -> None:
            """Show it."""
            case.headers["Authorization"] = f"Bearer {key}"

    schema.auth(refresh_interval=None)(Bearer)
    return schema


def _ask(app: Flask, world: World, operation: str, mode: GenerationMode, examples: int) -> None:
    """Ask for *operation* with generated requests, and check every answer."""
    drawn = _described(app, world).find_operation_by_id(operation).as_strategy(generation_mode=mode)

    @_settings(examples)
    @hypothesis.given(drawn)
    def answered(case: Case[Any]) -> None:
        case.call_and_validate()

    answered()


def _follow(app: Flask, world: World, examples: int, steps: int) -> None:
    """Go along the links: from an operator to its farm, its report, its assessment and the replay of that."""
    machine: Any = _described(app, world).include(operation_id=_LINKED).as_state_machine()
    run_state_machine_as_test(machine, settings=_settings(examples, steps))


@pytest.fixture(scope="module")
def furnished_sqlite(sqlite_folder: SqliteFolder) -> Iterator[tuple[Flask, World]]:
    """Open the application on a world of its own, which all of these requests share."""
    from service.store import migrations  # noqa: PLC0415 - a broken store must not keep the other tests from running.

    with sqlite_folder.database() as url:
        migrations.upgrade(url)
        world = furnish(url)
        app = open_app(url)
        yield app, world
        close_app(app)


@pytest.mark.parametrize("operation", list(operations()))
def test_answers_to_good_requests_are_as_described(furnished_sqlite: tuple[Flask, World], operation: str) -> None:
    """Requests that fit the description are answered, and never with a fault of the service."""
    _ask(*furnished_sqlite, operation, GenerationMode.POSITIVE, 4)


@pytest.mark.parametrize("operation", _SPOILABLE)
def test_answers_to_spoiled_requests_are_as_described(furnished_sqlite: tuple[Flask, World], operation: str) -> None:
    """Requests that do not fit are refused with a problem that is described."""
    _ask(*furnished_sqlite, operation, GenerationMode.NEGATIVE, 4)


def test_answers_along_the_links_are_as_described(furnished_sqlite: tuple[Flask, World]) -> None:
    """What one answer gives is good for the next request."""
    _follow(*furnished_sqlite, examples=12, steps=10)


@pytest.mark.slow
@pytest.mark.parametrize("operation", list(operations()))
def test_many_answers_to_good_requests_are_as_described(app: Flask, world: World, operation: str) -> None:
    """The same, many times, on both databases."""
    _ask(app, world, operation, GenerationMode.POSITIVE, 60)


@pytest.mark.slow
@pytest.mark.parametrize("operation", _SPOILABLE)
def test_many_answers_to_spoiled_requests_are_as_described(app: Flask, world: World, operation: str) -> None:
    """The same, many times, on both databases."""
    _ask(app, world, operation, GenerationMode.NEGATIVE, 60)


@pytest.mark.slow
def test_many_answers_along_the_links_are_as_described(app: Flask, world: World) -> None:
    """The same along the links."""
    _follow(app, world, examples=100, steps=20)
