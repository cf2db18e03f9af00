"""Every component rests on an article, or on an act as a whole; only pure arithmetic may do without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.law.components import ChooseFirst, ChooseHighest, Product, Ratio, Subtract, Total
from service.law.document import Schedule, Version
from service.law.errors import DocumentFault, fault, listed, pointer, shown
from service.law.format.fields import did_you_mean

_ARITHMETIC: Final = (Total, Subtract, Product, Ratio, ChooseFirst, ChooseHighest)


def check_articles(_: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Refuse `article-missing`, `unknown-law`, `article-not-known`."""
    for index, component in enumerate(version.components):
        path = pointer("components", index, "law")
        if component.head.law is not None:
            yield from _reference(version, component.head.law, path)
        elif not isinstance(component, _ARITHMETIC):
            yield fault(
                path,
                "article-missing",
                found=f"a {component.head.kind} that rests on nothing",
                expected="the article that says so: act#606-3",
                remedy="Cite the article, or the act alone where the sources name none; only arithmetic goes without.",
            )
    for index, charge in enumerate(version.charges):
        yield from _reference(version, charge.head.law, pointer("charges", index, "law"))
    if version.retroactive is not None:
        yield from _reference(version, version.retroactive["law"], pointer("retroactive", "law"))
    for name, rule in (("shift", version.due.shift), ("amendment", version.due.amendment)):
        if rule is not None:
            yield from _reference(version, rule.law, pointer("due", name, "law"))


def _reference(version: Version, reference: str, path: str) -> Iterator[DocumentFault]:
    name, _, article = reference.partition("#")
    if name not in version.laws:
        expected = f"an entry under law: {listed(version.laws)}"
        yield fault(path, "unknown-law", found=shown(name), expected=expected, remedy=did_you_mean(name, version.laws))
    if "?" in article:
        yield fault(
            path,
            "article-not-known",
            found=shown(reference),
            expected="an article that a source names",
            remedy=f'Write "{name}" alone, which says the act as a whole, and a note that the article is not known.',
        )
