"""
A version explained in plain words, in English or Russian: what it charges whom, since when, by which article, how sure.

Nothing is computed and nothing added: every sentence tells a part of the document, and what is not known is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import Final

from service.law.charges import ChargeHead
from service.law.components import Head
from service.law.document import DueDay, Evidence, Schedule, Version
from service.law.wording import LANGUAGES
from service.law.wording.charges import tell_charge
from service.law.wording.language import Language
from service.law.wording.steps import Step, tell
from service.law.wording.terms import Terms

_HEADINGS: Final = {"eligibility": "found_heading", "aftermath": "late_heading"}  # of what is no tax or levy


def explain(schedule: Schedule, version: Version, language: str) -> str:
    """Tell *version* of *schedule* in *language* (`en` or `ru`), in paragraphs of plain text."""
    terms = Terms(version, LANGUAGES[language], schedule.currency or "")
    return "\n\n".join("\n".join(paragraph) for paragraph in _paragraphs(schedule, version, terms))


def _paragraphs(schedule: Schedule, version: Version, terms: Terms) -> Iterator[list[str]]:
    say = terms.language.say
    yield [say("title", title=schedule.title[terms.language.code], version=version.version, name=version.name)]
    yield [" ".join(_standing(version, terms))]
    yield [" ".join(_scope(schedule, version, terms))]
    yield [say(_HEADINGS.get(schedule.kind, "charged_heading")), *_lines(version, terms)]
    if version.lists:
        yield [say("lists_heading"), *_lists(version, terms.language)]
    if schedule.kind not in _HEADINGS:
        yield [say("due_heading"), *_due(schedule, version, terms)]
    yield [say("evidence_heading"), *_evidence(version, terms.language)]
    if version.notes:
        yield [say("notes_heading"), *(f"- {note}" for note in version.notes)]
    yield [say("laws_heading"), *_laws(version, terms.language)]


def _standing(version: Version, terms: Terms) -> Iterator[str]:
    """Say whether it is law, since when and until when, and when it became public."""
    language = terms.language
    if version.status.is_law:
        yield language.say(version.status.value, span=_span(version, language))
    else:
        yield language.say(version.status.value)
        dated = version.valid_from is not None or version.valid_to is not None
        yield language.say("proposed_span", span=_span(version, language)) if dated else language.say("undated")
    if version.gap is not None:
        yield language.say("gap", reason=version.gap["reason"])
    if version.replaces is not None:
        yield language.say("replaces", version=version.replaces)
    if version.published_on is None:
        yield language.say("unpublished")
    else:
        yield language.say("published", day=language.date(version.published_on))
    if version.retroactive is not None:
        law = terms.article(version.retroactive["law"])
        yield language.say("retroactive", reason=version.retroactive["reason"].rstrip("."), law=law)


def _span(version: Version, language: Language) -> str:
    """Write the span with its last day, as people say it; the document has the day after."""
    begin = "" if version.valid_from is None else language.date(version.valid_from)
    if version.valid_to is None:
        return language.say("since", begin=begin) if begin else language.say("always")
    end = language.date(version.valid_to - timedelta(days=1))
    return language.say("since_to", begin=begin, end=end) if begin else language.say("to", end=end)


def _scope(schedule: Schedule, version: Version, terms: Terms) -> Iterator[str]:
    """Say what it is, where, for which period, and whom it concerns."""
    language = terms.language
    if schedule.kind == "aftermath":
        place, kind = terms.place(schedule.jurisdiction), language.word(schedule.kind)
        yield language.say("lateness", kind=kind, place=place, currency=schedule.currency)
        return
    yield language.say(
        "rule" if schedule.kind == "eligibility" else "charge",
        kind=language.word(schedule.kind),
        place=terms.place(schedule.jurisdiction),
        currency=schedule.currency,
        subject=language.word(schedule.subject),
        period=language.word(schedule.period),
    )
    if schedule.accumulates == "year_to_date":
        yield language.say("year_to_date")
    if version.applies is None:
        yield language.say("concerns_all")
    else:
        yield language.say("concerns", condition=terms.condition(version.applies))


def _lines(version: Version, terms: Terms) -> Iterator[str]:
    """Number the components, or the charges of an aftermath, and cite what each rests on."""
    language = terms.language
    for number, (head, step) in enumerate(_steps(version, terms), start=1):
        sentence = f"{step.sentence[0].upper()}{step.sentence[1:]}"
        if head.title is not None:
            sentence = f"{head.title[language.code]}: {step.sentence}"
        source = "" if head.law is None else f" [{terms.article(head.law)}]"
        yield f"{number}. {sentence}{source}{':' if step.rows else '.'}"
        yield from (f"   - {row}" for row in step.rows)
    if version.result is not None:
        yield language.say("result", number=terms.lines[version.result])


def _steps(version: Version, terms: Terms) -> Iterator[tuple[Head | ChargeHead, Step]]:
    yield from ((component.head, tell(component, terms)) for component in version.components)
    yield from ((charge.head, tell_charge(charge, terms)) for charge in version.charges)


def _lists(version: Version, language: Language) -> Iterator[str]:
    """Name the places on the lists that conditions ask about, by the codes that farms state."""
    for name, zones in version.lists.items():
        places = dict.fromkeys((*zones.members, name))
        yield f"- {zones.title[language.code]}: {language.listed(list(places), 'or')}."


def _due(schedule: Schedule, version: Version, terms: Terms) -> Iterator[str]:
    due, language = version.due, terms.language
    if due.return_on is None and due.payment_on is None:
        yield language.say("no_days")
    else:
        yield _due_day("return", due.return_on, schedule.period, language)
        yield _due_day("payment", due.payment_on, schedule.period, language)
        yield from _moving(version, terms)
    if version.aftermath:
        yield language.say("aftermath", names=language.listed(version.aftermath))


def _moving(version: Version, terms: Terms) -> Iterator[str]:
    """Say what moves a due day, and how long what was filed can be amended."""
    shift, amendment, say = version.due.shift, version.due.amendment, terms.language.say
    if shift is None:
        yield say("no_shift")
    else:
        yield say("shift", place=terms.place(shift.calendar), law=terms.article(shift.law))
    if amendment is not None:
        yield say("amendment", years=str(amendment.years), law=terms.article(amendment.law))


def _due_day(name: str, day: DueDay | None, period: str, language: Language) -> str:
    if day is None:
        return language.say(f"no_{name}")
    ordinals = {"day": language.ordinal(day.day), "month": language.ordinal(day.month)}
    return language.say(name, period_of=language.word(f"{period}_of"), **ordinals)


def _evidence(version: Version, language: Language) -> Iterator[str]:
    """Say how sure the whole is, and which lines are surer or less sure."""
    yield language.say(f"whole_{version.evidence.value}")
    lines = [
        (part.head.evidence, str(number))
        for number, part in enumerate((*version.components, *version.charges), start=1)
        if part.head.evidence is not None and part.head.evidence != version.evidence
    ]
    for evidence, group in groupby(sorted(lines, key=_order), key=itemgetter(0)):
        numbers = [number for _, number in group]
        yield language.say(f"lines_{evidence}", lines=_line_numbers(numbers, language))


def _order(line: tuple[str, str]) -> tuple[int, int]:
    return list(Evidence).index(Evidence(line[0])), int(line[1])


def _line_numbers(numbers: list[str], language: Language) -> str:
    return language.listed([language.say("ref", number=number) for number in numbers])


def _laws(version: Version, language: Language) -> Iterable[str]:
    for law in version.laws.values():
        told = language.say(
            "law", id=law.id, title=law.title, cite=law.cite, evidence=language.word(law.evidence.value)
        )
        yield " ".join(["-", *(text for text in (told, law.note, law.address) if text)])
