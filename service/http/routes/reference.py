"""`/openapi.yaml` and `/problems/{code}`: what the service takes and answers, and what its problems mean."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, request

from service.domain.errors import NotFound
from service.http.answers import json_answer
from service.http.bodies import JSON
from service.http.language import language
from service.http.problem_catalogue import CATALOGUE
from service.http.problem_catalogue.problem_type import ProblemType, Said

REFERENCE: Final = Blueprint("reference", __name__)

# An installed service has it inside its package (pyproject.toml puts it there), a checkout at its top.
_INSTALLED: Final = Path(__file__).parents[1] / "openapi.yaml"
_OPENAPI: Final = _INSTALLED if _INSTALLED.is_file() else Path(__file__).parents[3] / "openapi.yaml"


@REFERENCE.get("/openapi.yaml", endpoint="openapi")
def openapi() -> Response:
    """Give the description of the service, byte for byte."""
    return Response(_description(), content_type="application/yaml")


@REFERENCE.get("/problems/<code>", endpoint="readProblem")
def read_problem(code: str) -> Response:
    """Say what a problem means and what to do about it: to programs in JSON, to people as text."""
    if code not in CATALOGUE:
        raise NotFound("not-found", f"There is no problem {code[:64]!r}; /openapi.yaml lists the codes of all.")
    problem, chosen = CATALOGUE[code], language()
    said = problem.said[chosen]
    headers = [("Content-Language", chosen), ("Vary", "Accept, Accept-Language")]
    if request.accept_mimetypes.best_match((JSON, "text/plain", "text/html"), default=JSON) != JSON:
        return Response(_readable(problem, said), headers=headers, content_type="text/plain; charset=utf-8")
    return json_answer({"code": code, "status": problem.status, **said._asdict()}, *headers)


def _readable(problem: ProblemType, said: Said) -> str:
    return f"{said.title} ({problem.status} {problem.code})\n\n{said.meaning}\n{said.remedy}\n"


@cache
def _description() -> bytes:
    return _OPENAPI.read_bytes()
