"""The house check finds each thing that the house refuses, and nothing in what it allows."""

import ast
from pathlib import Path

import pytest

from checks import house


def test_a_module_and_a_function_may_be_as_long_as_the_limit() -> None:
    """The limits themselves are allowed."""
    source = _function_of_lines(house.FUNCTION_LINES_MAX)
    source += "\n" * (house.MODULE_LINES_MAX - source.count("\n"))

    assert [] == list(house.sizes(source, ast.parse(source)))


def test_a_function_one_line_over_the_limit_is_found() -> None:
    """One line more than the limit is a finding, at the function's own line."""
    source = _function_of_lines(house.FUNCTION_LINES_MAX + 1)

    assert [(1, "f has 41 lines; 40 at most")] == list(house.sizes(source, ast.parse(source)))


def test_a_docstring_does_not_make_a_function_long() -> None:
    """Whoever explains more is not asked to split what is explained."""
    source = _function_of_lines(house.FUNCTION_LINES_MAX).replace("():\n", '():\n    """\n    Why.\n    """\n', 1)

    assert [] == list(house.sizes(source, ast.parse(source)))


def test_a_module_one_line_over_the_limit_is_found() -> None:
    """The limit of a module counts every line."""
    source = "\n" * (house.MODULE_LINES_MAX + 1)

    assert [1] == [line for line, _ in house.sizes(source, ast.parse(source))]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [("a, b, c, d, e", 0), ("self, a, b, *, c, d, e", 0), ("a, b, c, d, e, f", 1), ("a, /, b, *, c, d, e, f", 1)],
)
def test_parameters_are_counted_in_every_form_and_self_is_not(parameters: str, expected: int) -> None:
    """Five parameters are allowed, six are not, whatever stands between them."""
    source = f"def f({parameters}): ...\n"

    assert expected == len(list(house.sizes(source, ast.parse(source))))


@pytest.mark.parametrize("source", ["rate = 0.1", "float('1')", "x: float", "import numpy\nnumpy.float64(1)", "z = 2j"])
def test_every_way_to_a_binary_fraction_is_found(source: str) -> None:
    """Literals, calls, annotations and NumPy's types are all refused."""
    assert 1 == len(list(house.floats(ast.parse(source))))


@pytest.mark.parametrize("source", ["rate = Decimal('0.1')", "count = 3", "text = '0.1'", "import math\nmath.floor(x)"])
def test_exact_numbers_are_no_finding(source: str) -> None:
    """Decimals, whole numbers and texts are what the house is built of."""
    assert [] == list(house.floats(ast.parse(source)))


@pytest.mark.parametrize("source", ["import numpy", "from service.law import document", "import yaml.nodes"])
def test_the_vocabulary_may_not_lean_on_others(source: str) -> None:
    """Neither a library nor a room above is imported by the vocabulary."""
    assert 1 == len(list(house.strangers(ast.parse(source))))


@pytest.mark.parametrize("source", ["import decimal", "from collections.abc import Set", "import service.domain.money"])
def test_the_vocabulary_may_use_the_standard_library_and_itself(source: str) -> None:
    """What every interpreter has is allowed, and so are neighbours."""
    assert [] == list(house.strangers(ast.parse(source)))


@pytest.mark.parametrize("path", ["service/utils.py", "service/tax_helpers.py", "service/common/rates.py"])
def test_a_name_that_says_nothing_is_found(path: str) -> None:
    """Such a word is refused alone, as a part of a name, and for a folder."""
    assert 1 == len(list(house.names(Path(path))))


def test_a_word_that_only_contains_such_a_name_is_allowed() -> None:
    """A database is not a base."""
    assert [] == list(house.names(Path("service/store/database.py")))


def _function_of_lines(count: int) -> str:
    return "def f():\n" + "    pass\n" * (count - 1)
