"""The topic lives in the evidence: the package knows no substance, no condition and no claim."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

import rlsevidence as rls

PACKAGE = Path(rls.__file__).resolve().parent
TEXT = (".py", ".yaml", ".toml", ".json", ".po", ".j2", ".js", ".css", ".md", ".txt", ".tsv", ".ipynb")
EXCEPTIONS: dict[str, str] = {}
"""Path in the package -> why it may name the topic. None does."""


@cache
def topic_words(evidence_dir: Path) -> list[str]:
    """Words that only this workspace has, read from it: its exposure and condition, its salts, its claims."""
    evidence = rls.load(evidence_dir)
    topic = evidence.topic
    names = {*topic.exposure.name.texts.values(), *topic.condition.name.texts.values()}
    names |= {*topic.condition.short.texts.values(), topic.exposure.word, topic.condition.word, "restless legs"}
    assert evidence.salts is not None
    salts = {form.salt for form in evidence.salts.salts} - {"other"}
    salts |= {name for form in evidence.salts.salts for name in form.name.texts.values()}
    return sorted({*names, *salts, *evidence.claims}, key=str.casefold)


def pattern(words: list[str]) -> re.Pattern[str]:
    # The package's own name, and the name under which notebooks import it, are no word of the topic.
    ours = r"(?!levidence)(?!\.open_workspace|\.figures|\.load|\.review|\.lay_out)(?<!import rlsevidence as )(?<!as )"
    listed = "|".join(re.escape(w) for w in words if w.casefold() != "rls")
    return re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])|(?<!\w){ours}rls(?![\w.])", re.IGNORECASE)


def test_no_file_of_the_package_names_the_topic(evidence_dir: Path) -> None:
    words = topic_words(evidence_dir)
    assert len(words) > 40
    named = pattern(words)
    found = []
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix not in TEXT or file.relative_to(PACKAGE).as_posix() in EXCEPTIONS:
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            found += [f"{file.relative_to(PACKAGE)}:{number} {m[0]}" for m in named.finditer(line)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("magnesium and sleep", True),
        ("Magnesiumoxid finns", True),
        ("in people with RLS", True),
        ("restless legs syndrome", True),
        ("'insomnia-improvement'", True),
        ("magnesium citrate", True),
        ("import rlsevidence as rls", False),
        ("rls.open_workspace()", False),
        ("RlsEvidenceError", False),
        ("the exposure, the condition", False),
    ],
)
def test_the_search_finds_what_it_should(text: str, named: bool, evidence_dir: Path) -> None:
    assert bool(pattern(topic_words(evidence_dir)).search(text)) is named


def test_notebooks_take_their_topic_from_the_workspace(repo: Path, evidence_dir: Path) -> None:
    words = pattern(topic_words(evidence_dir))
    found = []
    for file in sorted((repo / "notebooks").glob("*.ipynb")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            found += [f"{file.name}:{number} {m[0]}" for m in words.finditer(line)]
    assert found == []
