"""Tables and blocks are aligned, and say nothing of what there is nothing to say."""

from __future__ import annotations

from service.cli.tables import block, table


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    """Text to the left, amounts to the right, nothing trailing."""
    written = table(["what", "total"], [["a long name", "1.00"], ["b", "652000000.00"]], right={1})

    assert ("WHAT                TOTAL\na long name          1.00\nb            652000000.00") == written


def test_cyrillic_takes_the_room_that_it_shows() -> None:
    """One letter is one column, in either alphabet."""
    assert "ПЛАТА  X\nналог  1" == table(["плата", "x"], [["налог", "1"]])


def test_a_block_leaves_out_members_without_a_text() -> None:
    """What is not known is not shown as an empty line."""
    assert "law: act\n    cite  418-FZ" == block("law: act", [("address", ""), ("cite", "418-FZ")])
