"""
A client that holds every answer against `openapi.yaml`: status, headers, media type, body, and the codes of problems.

Whatever a test asks through it, the contract is tested too; a test need only say what it is about.
"""

import json
import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple, NoReturn

from flask import Flask
from werkzeug.test import TestResponse

from tests.openapi import Operation, examples, operation_at, resolved, specification, validator

PROBLEM = "application/problem+json"
JSON_LINES = "application/jsonl"  # described as an array of its lines
# Headers that mean something to a client: an operation that sends one says so.
_TOLD = (
    *("ETag", "Location", "Link", "Retry-After", "Idempotent-Replayed", "Hashlevy-Promise"),
    *("WWW-Authenticate", "Allow", "Hashlevy-Known-At"),
    "Preference-Applied",
)
# What any address can answer; said once, among the components.
_ANYWHERE = {404: "NotFound", 405: "MethodNotAllowed", 500: "InternalError"}


class Reply(NamedTuple):
    """An answer that agreed with the contract."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    document: Any

    @property
    def etag(self) -> str:
        """The state that the answer shows."""
        return self.headers["ETag"]

    @property
    def code(self) -> str:
        """The code of a problem."""
        code: str = self.document["code"]
        return code


class Api:
    """Asks *app* as the bearer of *key*."""

    def __init__(self, app: Flask, key: str | None = None) -> None:
        self.app = app
        self.key = key

    def bearing(self, key: str | None) -> "Api":
        """Return the same with another key."""
        return Api(self.app, key)

    def get(self, path: str, **headers: str) -> Reply:
        """Read."""
        return self.ask("GET", path, headers=headers)

    def post(
        self, path: str, document: object = None, *, name: str | None = None, if_match: str | None = None
    ) -> Reply:
        """Write, under an idempotency key of its own unless *name* is given."""
        return self.ask("POST", path, document, headers=_writing(name, if_match))

    def patch(self, path: str, document: object, *, if_match: str | None, name: str | None = None) -> Reply:
        """Change."""
        headers = {**_writing(name, if_match), "Content-Type": "application/merge-patch+json"}
        return self.ask("PATCH", path, document, headers=headers)

    def delete(self, path: str, *, if_match: str | None = None, name: str | None = None) -> Reply:
        """Take away."""
        return self.ask("DELETE", path, headers=_writing(name, if_match))

    def ask(
        self, method: str, path: str, document: object = None, *, headers: Mapping[str, str], body: bytes | None = None
    ) -> Reply:
        """Ask anything: a *document*, or the very bytes of *body*."""
        sent = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        if document is not None:
            body = json.dumps(document).encode()
            sent["Content-Type"] = "application/json"
        response = self.app.test_client().open(path, method=method, data=body, headers={**sent, **headers})
        return _agreed(method, path.partition("?")[0], response)


def _writing(name: str | None, if_match: str | None) -> dict[str, str]:
    headers = {"Idempotency-Key": name or secrets.token_hex(16)}
    return headers if if_match is None else {**headers, "If-Match": if_match}


def _agreed(method: str, path: str, response: TestResponse) -> Reply:
    """Hold *response* against what is said of it, and read it."""
    operation = operation_at(method, path)
    said = None if operation is None else operation.response(response.status_code)
    where = f"{method} {path}: {response.status}"
    if said is None:
        said = _said_anywhere(operation, response, where)
    _check_headers(said, response, where)
    document = _check_body(said, response, where)
    return Reply(response.status_code, dict(response.headers), response.data, document)


def _said_anywhere(operation: Operation | None, response: TestResponse, where: str) -> dict[str, Any]:
    """Return what is said of answers that belong to no operation; an operation documents its own, but for faults."""
    if response.status_code not in _ANYWHERE or (operation is not None and response.status_code != 500):
        _disagree(where, "the description does not know this status here", response)
    found: dict[str, Any] = specification()["components"]["responses"][_ANYWHERE[response.status_code]]
    return found


def _check_headers(said: dict[str, Any], response: TestResponse, where: str) -> None:
    for name, header in said.get("headers", {}).items():
        told = resolved(header)
        value = response.headers.get(name)
        if value is None:
            if told.get("required"):
                _disagree(where, f"the header {name} is missing", response)
            continue
        typed: object = int(value) if told["schema"].get("type") == "integer" else value
        for error in validator(told["schema"]).iter_errors(typed):
            _disagree(where, f"the header {name}: {error.message}", response)
    for name in _TOLD:
        if name in response.headers and name not in said.get("headers", {}):
            _disagree(where, f"the header {name} is not described", response)


def _check_body(said: dict[str, Any], response: TestResponse, where: str) -> Any:
    content = said.get("content")
    if not content:
        if response.data:
            _disagree(where, "a body is not described", response)
        return None
    if response.mimetype not in content:
        _disagree(where, f"the media type {response.mimetype} is not described", response)
    if response.mimetype == "application/octet-stream":
        return None
    if "json" not in str(response.mimetype):
        return response.get_data(as_text=True)
    document = _read(response)
    for error in validator(content[response.mimetype]["schema"]).iter_errors(document):
        _disagree(where, f"the body at {error.json_path}: {error.message}", response)
    if response.mimetype == PROBLEM:
        _check_problem(document, content[PROBLEM], response, where)
    return document


def _read(response: TestResponse) -> Any:
    if response.mimetype == JSON_LINES:
        return [json.loads(line, parse_float=_no_float) for line in response.data.splitlines()]
    return json.loads(response.data, parse_float=_no_float)


def _check_problem(document: dict[str, Any], said: dict[str, Any], response: TestResponse, where: str) -> None:
    codes = {example["code"] for example in examples(said).values()}
    if document["code"] not in codes:
        _disagree(where, f"the code {document['code']} has no example here, only {sorted(codes)}", response)
    if document["status"] != response.status_code or document["type"] != f"/problems/{document['code']}":
        _disagree(where, "status or type of the problem is not that of the answer", response)


def _no_float(text: str) -> NoReturn:
    raise AssertionError(f"the number {text} in an answer: exact figures travel as strings")


def _disagree(where: str, what: str, response: TestResponse) -> NoReturn:
    raise AssertionError(f"{where}: {what}\n{response.get_data(as_text=True)[:2000]}")
