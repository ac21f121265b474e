"""Values that are many share what is the same in all of them, and nothing that differs."""

from __future__ import annotations

import tracemalloc

import pytest

from rlsevidence.model import Person, Record
from rlsevidence.store.jsonltext import _lines, format_records, parse_jsonl
from test_export import invent


def test_the_names_of_the_fields_are_held_once_and_a_copy_has_its_own() -> None:
    one, two = (Person(id=i, name="Invented", role="reviewer", interests="") for i in ("a", "b"))
    assert one.__pydantic_fields_set__ is two.__pydantic_fields_set__
    changed = one.model_copy(update={"name": "Other"})
    assert changed.__pydantic_fields_set__ is not one.__pydantic_fields_set__
    assert (one.to_plain()["name"], changed.to_plain()["name"]) == ("Invented", "Other")


def test_what_was_not_given_is_not_written() -> None:
    """The names are shared among values that were given the same ones, and with no others."""
    plain = invent(1).to_record().to_plain()
    assert Record.model_validate(plain).to_plain() == plain


@pytest.mark.parametrize("text", ["", "\n", "a", "a\n", "a\n\n", "\n\n", "a\nb", "a\n\nb\n"])
def test_lines_one_by_one_are_the_lines(text: str) -> None:
    assert list(_lines(text)) == (text.removesuffix("\n").split("\n") if text else [])


def test_a_record_that_is_read_costs_less_than_four_kilobytes() -> None:
    """It was 5.7 with a set of names for each value in it; a pull of 100,000 records held them twice."""
    number = 500
    text = format_records([invent(i).to_record() for i in range(number)])
    parse_jsonl(text, "records.jsonl", Record)
    tracemalloc.start()
    items, _, problems = parse_jsonl(text, "records.jsonl", Record)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(items), problems) == (number, [])
    assert used / number < 4_000
