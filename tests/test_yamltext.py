"""YAML in and out: what is written is read back, twice the same, and comments stay."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlsevidence.store.yamltext import format_yaml, parse_yaml

AWKWARD = (
    ("NO", "YAML 1.1 reads it as false"),
    ("no", "the same"),
    ("on", "and as true"),
    ("Yes", "the same"),
    ("null", "a word for nothing"),
    ("~", "a sign for nothing"),
    ("Null", "a word for nothing"),
    ("", "empty"),
    (" ", "white space only"),
    ("true", "a word for yes"),
    ("1e3", "a number"),
    ("0123", "octal once"),
    ("007", "leading zeros"),
    ("0x1F", "hexadecimal"),
    ("1_000", "a number with a separator"),
    ("12:30", "a number of base 60 once"),
    (".nan", "no number"),
    ("-.inf", "no number"),
    ("2026-01-31", "a date"),
    ("2026-02-30", "no date"),
    ("2026-01-31T10:00:00Z", "a time"),
    ("<0.05", "p as printed"),
    ("= 0.05", "an equals sign"),
    ("a: b", "a colon"),
    ("a #b", "a comment"),
    ("# b", "a comment from the start"),
    ("- a", "an item"),
    ("? a", "a key"),
    ("[a, b]", "a list"),
    ("{a: b}", "a mapping"),
    ("*a", "an alias"),
    ("&a", "an anchor"),
    ("!a", "a tag"),
    ("%a", "a directive"),
    ("@a", "reserved"),
    ("`a`", "reserved"),
    ("it's", "an apostrophe"),
    ('"quoted"', "quotation marks"),
    ("both ' and \"", "both kinds"),
    ("back\\slash", "a backslash"),
    ("Östergård, Åsa och Zoë: smärta – obehag", "Swedish"),
    ("≥ 10 µg · 5 %", "signs"),
    (" leading", "a space before"),
    ("trailing ", "a space after"),
    ("two  spaces", "two spaces"),
    ("tab\there", "a tab"),
    ("line\nbreak", "two lines"),
    ("line\nbreak\n", "a newline at the end"),
    ("line\n\nbreak\n\n", "empty lines"),
    ("\nline", "an empty first line"),
    ("  indented\nline", "an indented first line"),
    ("trailing \nspace", "a space before a line break"),
    ("carriage\rreturn", "a carriage return"),
    ("windows\r\nline", "a line end of Windows"),
    ("a\u2028b", "a line separator"),
    ("a\x85b", "a next-line sign"),
    ("a\ufeffb", "a byte order mark within"),
    ("a\u00a0b", "a hard space"),
    ("😀", "beyond the basic plane"),
    ("---", "a document mark"),
    ("...", "an end mark"),
    ("--- a", "a document mark and text"),
    ("x" * 200, "longer than a line"),
    ("word " * 60 + "end", "folded"),
    (": 0", "a colon first, as of a key without a name"),
    (":a", "a colon first, without a space"),
    (("word " * 30 + "\n") * 2 + "end", "long lines with space before the break"),
)


def read(text: str) -> Any:
    value, _, problems = parse_yaml(text, "x.yaml")
    assert problems == []
    return value


@pytest.mark.parametrize(("text", "why"), AWKWARD, ids=[repr(t)[:40] for t, _ in AWKWARD])
def test_awkward_text_comes_back(text: str, why: str) -> None:
    value = {
        "top": text,
        "list": [text, "b"],
        "map": {"a": text},
        "items": [{"id": "x", "text": text, "n": {"m": [1]}}],
    }
    written = format_yaml(value)
    assert read(written) == value, why
    assert format_yaml(read(written), written) == written, why


texts = st.one_of(
    st.sampled_from([t for t, _ in AWKWARD]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30),
    st.text("ab: -#'\"\n,[]{}&*!|>%@`åäö0129.eE+_~", max_size=160),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(dt.date(1700, 1, 1), dt.date(2100, 1, 1)),
    texts,
)
keys = st.text("abcdefghijklmnopqrstuvwxyz_-0", min_size=1, max_size=12).filter(lambda k: k.strip("-0_") != "")
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(keys, trees, min_size=1, max_size=4))
def test_any_value_comes_back_and_writing_twice_changes_nothing(value: dict[str, Any]) -> None:
    written = format_yaml(value)
    back = read(written)
    assert back == value
    assert format_yaml(back, written) == written
    assert not any(line.endswith(" ") for line in written.split("\n"))


def test_a_value_that_stands_twice_is_written_twice() -> None:
    day = dt.date(2026, 1, 31)
    assert format_yaml({"a": day, "b": day, "c": [day]}) == "a: 2026-01-31\nb: 2026-01-31\nc: [2026-01-31]\n"


def test_lines_are_those_of_the_keys_and_items() -> None:
    text = "# comment\nid: x\nlist:\n  - a\n  - {b: 1,\n     c: 2}\n\nlast: NO\n"
    value, lines, _ = parse_yaml(text, "x.yaml")
    assert value["last"] == "NO"
    shown = {loc: text.split("\n")[line - 1].strip() for loc, line in lines.items() if loc}
    assert shown == {
        ("id",): "id: x",
        ("list",): "list:",
        ("list", 0): "- a",
        ("list", 1): "- {b: 1,",
        ("list", 1, "b"): "- {b: 1,",
        ("list", 1, "c"): "c: 2}",
        ("last",): "last: NO",
    }


@pytest.mark.parametrize(
    "text",
    [
        "a: [1",
        "a: b: c",
        "a: 1\na: 2",
        "a:\tb",
        "a: &x [*x]",
        "- {",
        "a: 'b",
        '"',
        "a: 1\n---\nb: 2",
        "\x00",
        "? [a]: b\n  c",
    ],
)
def test_what_is_no_yaml_is_one_problem_with_a_line(text: str) -> None:
    value, _, problems = parse_yaml(text, "x.yaml")
    assert value is None
    assert len(problems) == 1
    assert problems[0].line >= 1


@settings(max_examples=200, deadline=None)
@given(st.text("ab:-#'\"\n ,[]{}&*!|>%@?~0\t", max_size=60))
def test_any_text_is_read_or_refused_without_a_fault_of_ours(text: str) -> None:
    value, lines, problems = parse_yaml(text, "x.yaml")
    assert not problems or value is None
    assert not problems or lines == {}


def test_what_one_caller_does_to_its_value_no_other_sees() -> None:
    text = "a: [1, {b: 2}]\nc: {d: {}}\n"
    value, lines, _ = parse_yaml(text, "x.yaml")
    value["a"][1]["b"] = value["c"]["d"]["e"] = 3
    value["a"].append(4)
    lines.clear()
    assert parse_yaml(text, "x.yaml")[:2] == (
        {"a": [1, {"b": 2}], "c": {"d": {}}},
        {(): 1, ("a",): 1, ("a", 0): 1, ("a", 1): 1, ("a", 1, "b"): 1, ("c",): 2, ("c", "d"): 2},
    )


def test_values_that_are_equal_and_not_the_same_are_written_each_as_it_is() -> None:
    for value, text in ((1, "1"), (1.0, "1.0"), (True, "true"), ("1", "'1'"), (1, "1")):
        assert format_yaml({"a": value}) == f"a: {text}\n"


def test_the_same_fault_in_two_files_names_each() -> None:
    faults = [parse_yaml("a: 1\na: 2\n", name)[2] for name in ("x.yaml", "y.yaml")]
    assert [[p.path for p in found] for found in faults] == [["x.yaml"], ["y.yaml"]]


def _comments(text: str) -> list[str]:
    return [line.split("# kept", 1)[1] for line in text.split("\n") if "# kept" in line]


def test_a_comment_on_any_line_stays(repo: Path) -> None:
    for name in ("certainty/insomnia-improvement.yaml", "studies/invented-trial.yaml", "claims/stomach-upset.yaml"):
        lines = (repo / "tests" / "tiny" / "evidence" / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
        for at in range(len(lines) + 1):
            before = lines[min(at, len(lines) - 1)]
            indent = " " * (len(before) - len(before.lstrip()))
            text = "\n".join([*lines[:at], f"{indent}# kept {at}", *lines[at:]]) + "\n"
            value, _, problems = parse_yaml(text, name)
            if problems:  # in the middle of a text that runs over several lines
                continue
            written = format_yaml(value, text)
            assert _comments(written) == _comments(text), f"{name}: a comment before line {at + 1} is lost"
            assert read(written) == value
            assert format_yaml(value, written) == written


def test_comments_of_items_stay_with_them_when_the_list_changes() -> None:
    text = "top:\n  # of a\n  - {id: a, n: 1}\n  # of b\n  - {id: b, n: 2}\n  # at the end\n"
    text += "plain:\n  - x # why x\n  - y # why y\n"
    value = read(text)
    value["top"].insert(1, {"id": "new", "n": 3})
    value["plain"].remove("x")
    written = format_yaml(value, text)
    assert read(written) == value
    assert [c for c in ("# of a", "# at the end", "# why y") if c not in written] == []
    assert "# why x" not in written


@given(st.lists(st.text("ab? :,[]{}", min_size=1, max_size=20), min_size=1, max_size=5))
def test_a_question_mark_in_a_flow_collection_stands_in_quotation_marks(items: list[str]) -> None:
    """Readers of YAML 1.1 take a bare one for that of a key, and refuse the file."""
    for value in ({"a": items}, {"a": dict(zip("bcdef", items, strict=False))}):
        text = format_yaml(value)
        assert parse_yaml(text, "x.yaml")[0] == value
        assert format_yaml(value, text) == text
        flow = text.partition(": ")[2]
        if flow.startswith(("[", "{")):
            bare = re.sub(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", "", flow, flags=re.DOTALL)
            assert "?" not in bare, text


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("a: 1\nb: 2\n", "a: 1\nb: 3\n"),
        ("a: 1\n\nb: 2\n", "a: 1\n\nb: 3\n"),
        ("a: 1\n  \nb: 2\n", "a: 1\n\nb: 3\n"),
        ("# why\na: 1\nb: 2\n", "# why\na: 1\nb: 3\n"),
        ("a: 1\nb: 2  # why\n", "a: 1\nb: 3  # why\n"),
        ("a: 1\nb: 2\n# end\n", "a: 1\nb: 3\n# end\n"),
    ],
)
def test_empty_lines_and_comments_stay_where_they_are(was: str, now: str) -> None:
    assert format_yaml({"a": 1, "b": 3}, was) == now


@pytest.mark.parametrize(
    "text",
    ["2016:15", "190:20:30", "1:20.5", "yes", "No", "ON", "off", "010", "0o10", "0x1F", "1,000", "1_000", "2026-11-30"],
)
def test_what_readers_of_yaml_1_1_take_for_something_else_stands_in_quotation_marks(text: str) -> None:
    written = format_yaml({"a": text, "b": [text], "c": {"d": text}})
    assert written == f"a: '{text}'\nb: ['{text}']\nc: {{d: '{text}'}}\n"
    assert parse_yaml(written, "x.yaml")[0] == {"a": text, "b": [text], "c": {"d": text}}


@pytest.mark.parametrize("text", ["2015;13(7):4186", "009/2021", "10:x", "y", "none", "on time", "10.1000/x"])
def test_what_every_reader_takes_for_text_stands_bare(text: str) -> None:
    assert format_yaml({"a": text}) == f"a: {text}\n"
