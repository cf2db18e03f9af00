"""What people see in a browser: what this is, the law it knows in plain words, and the reference of its interface."""

from flask import Blueprint, Response, make_response, render_template, request

from service.law.explain import explain
from service.pages.languages import LANGUAGES, language_of
from service.pages.outline import outline
from service.pages.policy import PAGE, guarded
from service.pages.reference import reference
from service.pages.views import jurisdictions, versions_of
from service.pages.words import WORDS
from service.usecases.service import Service


def blueprint(service: Service) -> Blueprint:
    """Make the pages over *service*: `/`, `/schedules/<schedule>/<version>` and `/docs`."""
    pages = Blueprint("pages", __name__, static_folder="static", static_url_path="/assets", template_folder="templates")

    @pages.get("/")
    def landing() -> Response:
        language = language_of(request)
        law = jurisdictions(service.library, language, WORDS[language])
        return _page("landing.html", language, law=law)

    @pages.get("/schedules/<schedule>/<version>")
    def version_page(schedule: str, version: str) -> Response:
        language = language_of(request)
        shown, of = service.library.version(schedule, version).version, service.library.schedule(schedule)
        views = {view.version.version: view for view in versions_of(service.library, of, language, WORDS[language])}
        return _page(
            "version.html",
            language,
            view=views.pop(shown.version),
            others=views.values(),
            sections=outline(explain(of, shown, language)),
            texts=[law for law in shown.laws.values() if law.address],
        )

    pages.add_url_rule("/docs", view_func=reference)
    return pages


def _page(template: str, language: str, **values: object) -> Response:
    """Render *template* in *language*, and say so to browsers and caches."""
    names = {other: WORDS[other].language for other in LANGUAGES}
    content = render_template(
        template, language=language, languages=LANGUAGES, language_names=names, words=WORDS[language], **values
    )
    response = guarded(make_response(content), PAGE)
    response.headers["Content-Language"] = language
    response.vary.add("Accept-Language")
    return response
