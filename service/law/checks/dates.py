"""Dates follow each other: a version begins before it ends, and law is published before it begins, or says why not."""

from __future__ import annotations

from collections.abc import Iterator

from service.law.document import Evidence, Schedule, Version
from service.law.errors import DocumentFault, fault


def check_dates(_: Schedule, version: Version) -> Iterator[DocumentFault]:
    """Refuse `dates-reversed`, `retroactive-missing`, `retroactive-needless` and `unpublished-verified`."""
    begin, end, published = version.valid_from, version.valid_to, version.published_on
    if begin is not None and end is not None and end <= begin:
        expected = f"a day after {begin}: the first day on which it is no longer in force"
        remedy = "Mend one of the two dates."
        yield fault("/valid/to", "dates-reversed", found=str(end), expected=expected, remedy=remedy)
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
