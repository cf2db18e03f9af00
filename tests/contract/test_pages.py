"""The pages for people: in both languages, without scripts, and without a request to anywhere else."""

import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service.law.explain import explain
from service.pages.outline import outline
from service.pages.reference import SWAGGER_UI
from tests.api import Api
from tests.openapi import component
from tests.world import service_of

_STATIC: Final = Path(__file__).parents[2] / "service" / "pages" / "static"
_LOADS: Final = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("use", "href")}
_EMPTY: Final = {"meta", "link", "img", "br"}
_PAGES: Final = ["/", "/schedules/kz.digital_mining_fee/2023", "/schedules/ru.mining_zones/2025-04-07"]


class Page(HTMLParser):
    """What a page is made of: its elements with their attributes, in order, and the text of each."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self._open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(response.get_data(as_text=True))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in _EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and those in it that need no end of their own."""
        while self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        if self._open and data.strip():
            self.texts.append((self._open[-1], re.sub(r"[ \n]+", " ", data.strip(" \n"))))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element called *tag*."""
        return [attributes for name, attributes in self.elements if name == tag]


def _get(app: Flask, path: str, **headers: str) -> TestResponse:
    response = app.test_client().get(path, headers=headers)
    assert 200 == response.status_code
    return response


@pytest.fixture
def app(standing_app: Flask) -> Flask:
    """Read the pages of one and the same world."""
    return standing_app


@pytest.mark.parametrize("path", [*_PAGES, "/docs"])
def test_a_page_loads_nothing_from_elsewhere(app: Flask, path: str) -> None:
    """Neither by what it names nor by what its policy would let it; and what it names is there."""
    response = _get(app, path)
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert None is re.search(r"unsafe|https?:|//|\*|nonce", policy)
    loaded = [attributes.get(name) for tag, attributes in Page(response).elements for of, name in _LOADS if tag == of]
    named = [address for address in loaded if address and not address.startswith("?")]
    assert named
    for address in named:
        assert address.startswith("/assets/")
        with _get(app, address) as asset:
            assert asset.data


@pytest.mark.parametrize("sheet", sorted(_STATIC.rglob("*.css")), ids=lambda sheet: sheet.name)
def test_a_style_sheet_loads_nothing_from_elsewhere(sheet: Path) -> None:
    """Images inside it are written out in it; fonts are the reader's."""
    text = sheet.read_text(encoding="utf-8")
    assert {"data:image"} >= {url[:10] for url in re.findall(r"url\(\s*[\"']?([^\"')]+)", text)}
    assert "@import" not in text


@pytest.mark.parametrize("path", _PAGES)
def test_a_page_runs_nothing(app: Flask, path: str) -> None:
    """No script, no handler, no style but that of the sheet."""
    page = Page(_get(app, path))
    assert [] == page.all("script")
    assert [] == page.all("style")
    attributes = {name for _, attributes in page.elements for name in attributes}
    assert set() == {name for name in attributes if name.startswith("on") or name == "style"}


@pytest.mark.parametrize("path", _PAGES)
@pytest.mark.parametrize(
    ("asked", "preferred", "shown"),
    [("", "en", "en"), ("", "ru,en;q=0.5", "ru"), ("", "kk", "en"), ("?lang=ru", "en", "ru"), ("?lang=xx", "ru", "ru")],
)
def test_a_page_speaks_the_language_of_its_reader(
    app: Flask, path: str, asked: str, preferred: str, shown: str
) -> None:
    """The address decides, then the browser, then English; and the page says which it is."""
    response = _get(app, path + asked, **{"Accept-Language": preferred})
    assert (shown, shown) == (response.headers["Content-Language"], Page(response).all("html")[0]["lang"])
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize("path", _PAGES)
def test_a_page_can_be_read_by_machine_and_ear(app: Flask, path: str) -> None:
    """A title, one first heading and none skipped, a way past the header, scopes of headers, texts of links."""
    page = Page(_get(app, path))
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert (1, 1) == (levels[0], levels.count(1))
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert ("title", "a", "#content", "content") == (
        page.texts[0][0],
        next(tag for tag, attributes in page.elements if attributes.get("class") == "skip"),
        next(attributes["href"] for attributes in page.all("a") if attributes.get("class") == "skip"),
        page.all("main")[0]["id"],
    )
    assert all("scope" in attributes for attributes in page.all("th"))
    assert len(page.all("a")) == len([text for tag, text in page.texts if tag == "a"])


def test_the_first_page_leads_to_every_version(app: Flask) -> None:
    """Each with its status and how sure it is, and each of those pages is there."""
    links = {str(attributes["href"]).partition("?")[0] for attributes in Page(_get(app, "/")).all("a")}
    library = service_of(app).library
    versions = {
        f"/schedules/{schedule.schedule}/{recorded.version.version}"
        for schedule in library.schedules()
        for recorded in library.versions(schedule.schedule)
    }
    assert versions == {link for link in links if link.startswith("/schedules/")}
    for version in versions:
        _get(app, version)


def test_what_the_first_page_suggests_works(app: Flask, api: Api) -> None:
    """The request that it shows gives what the bill's own example gives."""
    suggested = next(text for tag, text in Page(_get(app, "/")).texts if tag == "code" and text.startswith("curl"))
    body = json.loads(suggested.split("-d ")[1].strip("'"))
    assert "285000.00" == api.post("/v1/estimates", body).document["assessments"][0]["total"]["amount"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_version_page_tells_all_of_the_explanation(app: Flask, language: str) -> None:
    """Every line of it, as a paragraph or an item, none lost on the way."""
    library = service_of(app).library
    for schedule in library.schedules():
        for recorded in library.versions(schedule.schedule):
            explained = explain(schedule, recorded.version, language)
            page = Page(_get(app, f"/schedules/{schedule.schedule}/{recorded.version.version}?lang={language}"))
            shown = {text for _, text in page.texts}
            for section in outline(explained):
                lines = [each for group in section.groups for item in group.items for each in (item.text, *item.inside)]
                assert set(lines) <= shown


def test_an_unknown_version_is_a_problem(app: Flask) -> None:
    """As everywhere."""
    response = app.test_client().get("/schedules/kz.digital_mining_fee/1066")
    assert (404, "application/problem+json") == (response.status_code, response.mimetype)
    assert component("Problem").is_valid(response.get_json())


def test_the_vendored_files_are_those_of_the_package() -> None:
    """Unchanged since they were taken, with their licence beside them."""
    folder = _STATIC / SWAGGER_UI
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    recorded = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}
    own = {"SHA256SUMS", "README.md"}
    assert recorded == {name: digest for name, digest in found.items() if name not in own}
    assert {"LICENSE", "NOTICE"} <= recorded.keys()
