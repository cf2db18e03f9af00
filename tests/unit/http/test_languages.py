"""In which language problems are told: the title as the request asks, the rest as it is everywhere."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.http.problem_catalogue import CATALOGUE
from tests.unit.http.answers import problem
from tests.unit.http.bodies import changed, example

ENGLISH: Final = "What was sent makes no sense"
RUSSIAN: Final = "Отправленное не имеет смысла"


def refused(client: FlaskClient, accepted: str | None) -> TestResponse:
    """Send what makes no sense."""
    headers = {} if accepted is None else {"Accept-Language": accepted}
    answer = client.post("/v1/estimates", json=changed("/period/start", "2028-01-01"), headers=headers)
    assert (422, "validation-failed") == problem(answer)
    return answer


def told(answer: TestResponse) -> Any:
    """Read a problem."""
    return json.loads(answer.data)


@pytest.mark.parametrize(
    ("accepted", "chosen", "title"),
    [
        (None, "en", ENGLISH),
        ("", "en", ENGLISH),
        ("en-GB", "en", ENGLISH),
        ("ru", "ru", RUSSIAN),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru", RUSSIAN),
        ("en;q=0.8, ru;q=0.9", "ru", RUSSIAN),
        ("kk, ru;q=0.7, en;q=0.3", "ru", RUSSIAN),
        ("ru;q=0, en;q=0.1", "en", ENGLISH),
        ("fi, *", "en", ENGLISH),
        (";;;q=ru,\u00a0", "en", ENGLISH),
    ],
)
def test_a_title_is_in_the_language_asked_for(
    client: FlaskClient, accepted: str | None, chosen: str, title: str
) -> None:
    """English, unless Russian is preferred; the answer says which it is, and that it could have been another."""
    answer = refused(client, accepted)

    assert (title, chosen) == (told(answer)["title"], answer.headers["Content-Language"])
    assert "Accept-Language" == answer.headers["Vary"]


def test_only_the_title_depends_on_the_language(client: FlaskClient) -> None:
    """Codes, details and pointers are the same for programs that run anywhere."""
    english, russian = told(refused(client, "en")), told(refused(client, "ru"))

    for document in (english, russian):
        del document["title"], document["request_id"]
    assert english == russian


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("GET", "/v1/nowhere", "not-found"), ("PUT", "/v1/farms", "method-not-allowed")],
)
def test_what_flask_refuses_has_a_title_in_that_language_too(
    client: FlaskClient, method: str, path: str, code: str
) -> None:
    """Whoever refuses, the reader is the same."""
    answer = client.open(path, method=method, headers={"Accept-Language": "ru"})

    assert code == problem(answer)[1]
    assert (CATALOGUE[code].said["ru"].title, "ru") == (told(answer)["title"], answer.headers["Content-Language"])


def test_an_estimate_is_the_same_in_every_language(client: FlaskClient) -> None:
    """What is computed speaks to everybody at once, and nothing is looked up for it."""
    answers = [client.post("/v1/estimates", json=example(), headers={"Accept-Language": each}) for each in ("en", "ru")]

    assert answers[0].data == answers[1].data
    assert all("Content-Language" not in answer.headers for answer in answers)
