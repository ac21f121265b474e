"""A message counts one thing in the singular: over every text that the code itself puts together."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rlsevidence.counted import read_number, say_count
from rlsevidence.forms.fields import parse_value

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "rlsevidence"
NOUNS = (
    "abstracts|answers|appraisals|articles|changes|claims|days|decisions|differences|documents|drafts|entries|fields|"
    "files|hours|items|lines|links|minutes|pages|pairs|people|places|problems|questions|readings|records|registrations|"
    "reports|requests|results|rows|runs|searches|seals|sentences|studies|suggestions|tags|texts|trials|words"
)
BARE = re.compile(rf" (?:(?:further|later|more|new|other|screening|undecided) )?(?:{NOUNS})\b")
ALLOWED = {
    ("audit/pdf_file.py", "len(reader.pages)"): "beyond a limit",
    ("check/departures.py", "ARGUMENT"): "a number that is fixed",
    ("check/departures.py", "REASON"): "a number that is fixed",
    ("check/prose.py", "together"): "beyond a number that a prose tells",
    ("check/readings.py", "sign_off.by"): "a person",
    ("cli/combine.py", "MANY"): "a number that is fixed",
    ("cli/what_if.py", "t['people']"): "those that a trial needs",
    ("exchange/import_report.py", "done"): "a verb",
    ("pubmed/client.py", "len(pmids)"): "said otherwise of one",
    ("pubmed/finding.py", "CAP"): "a number that is fixed",
    ("pubmed/turn.py", "WAIT_SECONDS / 60"): "a number that is fixed",
    ("sources/markup.py", "self._database"): "a name",
    ("sources/pages.py", "self._database"): "a name",
    ("sources/walk.py", "self.database.name"): "a name",
    ("synthesis/effect_table.py", "kinds[0]"): "a kind",
    ("site/feed.py", "decided.decided_on"): "a day",
}
"""What is no count, or never one: (file, expression) -> why."""


def find_bare(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for value, after in zip(node.values, node.values[1:], strict=False):
                if (
                    isinstance(value, ast.FormattedValue)
                    and value.format_spec is None
                    and isinstance(after, ast.Constant)
                    and BARE.match(str(after.value))
                ):
                    yield node.lineno, ast.unparse(value.value), str(after.value)


def test_no_message_says_one_records() -> None:
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        name = file.relative_to(PACKAGE).as_posix()
        for line, counted, after in find_bare(ast.parse(file.read_text(encoding="utf-8"))):
            if (name, counted) not in ALLOWED:
                found.append(f"{name}:{line} {{{counted}}}{after[:30]}")
    assert found == []


def test_the_search_for_them_finds_one() -> None:
    (found,) = find_bare(ast.parse("f'{n} records and {n:,} rows and {who} says'"))
    assert found[1] == "n"


@pytest.mark.parametrize(
    ("number", "forms", "wanted"),
    [
        (1, ("record",), "1 record"),
        (0, ("record",), "0 records"),
        (2, ("study", "studies"), "2 studies"),
        (1, ("row is", "rows are"), "1 row is"),
    ],
)
def test_a_number_with_what_it_counts(number: int, forms: tuple[str, ...], wanted: str) -> None:
    assert say_count(number, *forms) == wanted


IN_WORDS = {
    "Sixty-four": 64, "sixty four": 64, "nineteen.": 19, "one hundred and eight": 108, "a hundred": 100, "twelve": 12,
    "two thousand three hundred and twelve": 2312, "sextiofyra": 64, "Etthundraåtta": 108, "hundraåtta": 108,
    "ett hundra och åtta": 108, "tvåtusen trehundra tolv": 2312, "tjugoen": 21, "arton": 18, "noll": 0, "sex": 6,
    "nine hundred ninety-nine thousand nine hundred ninety-nine": 999_999,
}  # fmt: skip
NO_NUMBER = ("two three", "twenty twelve", "hundred hundred", "twelve hundred", "one and two", "and", "a", "", "many",
             "forty-five people", "64", "thousand and", "sixtysixty", "minus five", "ettåtta")  # fmt: skip


@pytest.mark.parametrize("words", IN_WORDS)
def test_a_number_in_words_is_read(words: str) -> None:
    assert read_number(words) == IN_WORDS[words]
    assert parse_value("number", words, whole=True) == (IN_WORDS[words], True), "and a field of a form takes it"


@pytest.mark.parametrize("words", NO_NUMBER)
def test_what_is_no_number_in_words_is_none(words: str) -> None:
    assert read_number(words) is None


def _spell(number: int) -> str:
    """English words for a number below a million, written otherwise than the reader reads them."""
    units = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    small = [*units.split(), "seventeen", "eighteen", "nineteen"]
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    if number < 20:
        return small[number]
    if number < 100:
        return tens[number // 10 - 2] + (f"-{small[number % 10]}" if number % 10 else "")
    size, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    rest = f" and {_spell(number % size)}" if number % size else ""
    return f"{_spell(number // size)} {name}{rest}"


def test_every_number_is_read_back() -> None:
    assert [n for n in (*range(2500), *range(2500, 1_000_000, 7919)) if read_number(_spell(n)) != n] == []
