"""A sentence is answered in its own language, also one without any small word to know it by."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence import cli
from rlsevidence.audit.read import parse_article
from rlsevidence.audit.terms import list_words, small_words
from rlsevidence.audit.texts import tell
from rlsevidence.audit.tongue import learn_spelling

ROOT = Path(__file__).resolve().parents[1]
BARE = (
    ("Magnesium cures restless legs syndrome.", "en"),
    ("Magnesium prevents cramps", "en"),
    ("Stops cramps instantly", "en"),
    ("Clinically proven relief!", "en"),
    ("Magnesium botar restless legs.", "sv"),
    ("Stoppar kramper direkt", "sv"),
    ("Vetenskapligt bevisad lindring!", "sv"),
)


@pytest.mark.parametrize(("text", "language"), BARE)
def test_a_headline_is_answered_in_its_language(text: str, language: str, review: rls.Workspace) -> None:
    assert not {w for w in list_words(text) if w in small_words("en") | small_words("sv")}
    assert review.auditor().audit(parse_article(text.encode(), "text")).language == language


@pytest.mark.parametrize("text", ["Magnesium", "RLS", "Restless legs", "250"])
def test_what_tells_nothing_is_answered_in_the_first_language(text: str, review: rls.Workspace) -> None:
    found = review.auditor().audit(parse_article(text.encode(), "text"))
    assert found.language == review.evidence.topic.languages[0]


def test_small_words_come_first(review: rls.Workspace) -> None:
    for text, language in (("Magnesium is for legs", "en"), ("Magnesium är för ben", "sv")):
        assert review.auditor().audit(parse_article(text.encode(), "text")).language == language


def test_claims_that_it_has_not_read(review: rls.Workspace) -> None:
    """Each claim's title and statement without small words, told by what the other claims say."""
    right = wrong = 0
    small = small_words("en") | small_words("sv")
    for claim in review.evidence.claims.values():
        others = {i: c for i, c in review.evidence.claims.items() if i != claim.id}
        spelling = learn_spelling(replace(review.evidence, claims=others))
        for said in (claim.title, claim.statement):
            for code, text in said.texts.items():
                other = "sv" if code == "en" else "en"
                bare = " ".join(w for w in list_words(text) if w not in small)
                found = spelling.tell(bare, ("en", "sv"), other)
                back = spelling.tell(bare, ("en", "sv"), code)
                right += found == code
                wrong += back == other
    assert wrong == 0
    assert right >= 80


def test_a_language_that_nothing_is_written_in_is_not_guessed(review: rls.Workspace) -> None:
    spelling = learn_spelling(review.evidence)
    assert spelling.tell("Magnesium cures cramps", ("da", "en"), "da") == "da"
    assert spelling.tell("Magnesium cures cramps", ("en",), "sv") == "sv"


def test_the_command_answers_in_the_language_of_the_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["audit", "--text", "Magnesium cures restless legs syndrome.", "--workspace", str(ROOT)]
    for language, asked in (("en", []), ("sv", ["--language", "sv"])):
        cli.main([*words, *asked])
        assert tell("not_advice", language) in capsys.readouterr().out
