"""Every address of the application is described, and every address described is there; methods too."""

import re

from flask import Flask

from tests.openapi import operations

_PAGES = "pages."  # for people; the reference among them is described, because programs are pointed to it
_UNSAID = {"HEAD", "OPTIONS"}  # Flask's own, as HTTP defines them


def _described() -> set[tuple[str, str, str]]:
    return {(each.method, each.path, each.id) for each in operations().values()}


def _served(app: Flask) -> set[tuple[str, str, str]]:
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(_PAGES) or rule.rule == "/docs"]
    return {
        (method, re.sub(r"<(?:[a-z]+:)?([a-z]+)>", r"{\1}", rule.rule), rule.endpoint.rpartition(".")[2])
        for rule in rules
        for method in (rule.methods or set()) - _UNSAID
    }


def test_every_address_is_described_and_every_description_has_its_address(standing_app: Flask) -> None:
    """Method, path with the names of its parameters, and the name of the operation agree both ways."""
    assert _described() == _served(standing_app)
