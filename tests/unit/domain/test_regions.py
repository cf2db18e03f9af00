"""A jurisdiction contains itself and its subdivisions, and nothing that merely begins like it."""

import pytest

from service.domain.regions import REGION, ZONE, lies_in


@pytest.mark.parametrize(
    ("region", "jurisdiction", "expected"),
    [
        ("RU-IRK", "RU", True),
        ("RU", "RU", True),
        ("US-NY", "US-NY", True),
        ("US", "US-NY", False),
        ("US-NYX", "US-NY", False),
        ("KZ-71", "KG", False),
    ],
)
def test_a_region_lies_in_its_own_jurisdictions(region: str, jurisdiction: str, *, expected: bool) -> None:
    """By the parts of the code, not by its letters."""
    assert expected is lies_in(region, jurisdiction)


@pytest.mark.parametrize("text", ["ru", "RUS", "RU_IRK", "RU-", "RU-IRKU", "ＲＵ", "RU-IRK "])
def test_what_is_not_a_code_of_iso_3166_is_refused(text: str) -> None:
    """Lower case, three letters, other separators, other scripts."""
    assert REGION.fullmatch(text) is None


@pytest.mark.parametrize("text", ["Irkutsk", "irkutsk ", "_x", "x_", "иркутск", ""])
def test_a_zone_is_a_lower_case_code(text: str) -> None:
    """The codes that documents list."""
    assert ZONE.fullmatch(text) is None
