"""What is kept for a value is that value's own, also when other values have come and gone."""

from __future__ import annotations

import gc
import weakref

from rlsevidence.kept_values import keep_for_values


class Value:
    def __init__(self, number: int) -> None:
        self.number = number


def test_each_value_and_text_has_an_answer_of_its_own_that_is_worked_out_once() -> None:
    asked = []

    @keep_for_values(100)
    def name(value: Value, text: str, more: str | None = None) -> str:
        asked.append((value.number, text, more))
        return f"{value.number} {text} {more}"

    one, two = Value(1), Value(2)
    text = "a" * 3
    for _ in range(3):
        assert name(one, text) == "1 aaa None"
        assert name(one, "aa" + "a"[:1], "b") == "1 aaa b"
        assert name(two, text) == "2 aaa None"
    assert asked == [(1, "aaa", None), (1, "aaa", "b"), (2, "aaa", None)]
    assert name(one, text, more="c") == name(one, text, more="c") == "1 aaa c"
    assert len(asked) == 5, "by name it is asked anew"


def test_no_value_is_given_what_was_kept_for_one_that_is_gone() -> None:
    """The number by which Python tells objects is given again to another one once the first is gone."""

    @keep_for_values(8)
    def read(value: Value) -> int:
        return value.number

    assert all(read(Value(number)) == number for number in range(10_000))


def test_no_more_is_held_than_was_asked_for() -> None:
    @keep_for_values(8)
    def read(value: Value) -> int:
        return value.number

    values = [Value(number) for number in range(20)]
    held = [weakref.ref(value) for value in values]
    assert [read(value) for value in values] == list(range(20))
    values.clear()
    gc.collect()
    assert sum(one() is not None for one in held) <= 8


def test_nothing_kept_is_told_from_nothing_found() -> None:
    asked = []

    @keep_for_values(8)
    def read(value: Value) -> None:
        asked.append(value)

    one = Value(1)
    assert read(one) is read(one) is None
    assert asked == [one]
