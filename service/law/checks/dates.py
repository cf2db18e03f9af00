"""Dates follow each other: law is published, begins, ends, in this order, or says why not; what was repealed ended."""

from __future__ import annotations

from collections.abc import Iterator

from service.law.document import Evidence, Schedule, Status, Version
from service.law.errors import DocumentFault, fault


def check_dates(_: Schedule, version: Version) -> Iterator[DocumentFault]:
    """
    Refuse what is wrong with the dates of a version.

    `dates-reversed`, `repeal-undated`, `retroactive-missing`, `retroactive-needless`, `unpublished-verified`.
    """
    yield from _end(version)
    yield from _publication(version)


def _end(version: Version) -> Iterator[DocumentFault]:
    begin, end = version.valid_from, version.valid_to
    if begin is not None and end is not None and end <= begin:
        expected = f"a day after {begin}: the first day on which it is no longer in force"
        remedy = "Mend one of the two dates."
        yield fault("/valid/to", "dates-reversed", found=str(end), expected=expected, remedy=remedy)
    if version.status is Status.REPEALED and end is None:
        yield fault(
            "/valid/to",
            "repeal-undated",
            found="repealed law without an end, which would be in force for ever",
            expected="the first day on which it was no longer in force",
            remedy="Find the day in the act that repealed it; if no source gives it, leave it enacted and note that.",
        )


def _publication(version: Version) -> Iterator[DocumentFault]:
    begin, published = version.valid_from, version.published_on
    late = begin is not None and published is not None and published > begin
    if late and version.retroactive is None:
        yield fault(
            "/retroactive",
            "retroactive-missing",
            found=f"law published on {published} that is in force from {begin}",
            expected="{reason, law}, or a publication before it begins",
            remedy="Say why it reaches back and which article says so.",
        )
    if version.retroactive is not None and published is not None and not late:
        found = f"law published on {published}, not after it begins"
        remedy = "Remove it, or mend the dates."
        expected = "retroactive only where publication comes after valid.from"
        yield fault("/retroactive", "retroactive-needless", found=found, expected=expected, remedy=remedy)
    if published is None and version.status.is_law and version.evidence is Evidence.VERIFIED:
        yield fault(
            "/evidence",
            "unpublished-verified",
            found=f"{version.status.value} law that is verified, with no day of publication",
            expected="unverified or inferred, or the day of publication",
            remedy="Find the day in the official gazette, or mark the version unverified; its parts may stay verified.",
        )
