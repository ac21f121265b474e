"""Sentences are split by the rule that the fingerprints rest on, and the pieces are always the text again."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlsevidence import store
from rlsevidence.audit.lexicon import read_lexicon
from rlsevidence.audit.split import find_sentences, fingerprint, split_paragraphs, split_sentences
from rlsevidence.model import Evidence

SENTENCES = [
    ("Det hjälper. Det är 5 mg. Nu så.", 3, "a full stop before a capital, a unit before one"),
    ("Ta t.ex. 300 mg om dagen.", 1, "a dotted short form before a number"),
    ("Ta ca. 300 mg enl. Dr. Berg.", 1, "short forms in a row"),
    ("Se t. ex. Kalle m.fl. Han sover.", 2, "a short form in two words; one that can close a sentence closes it"),
    ("Han äter osv. Det räcker.", 2, "'osv' closes before a capital"),
    ("Take 2.5 mg a day.", 1, "a decimal has no white space"),
    ("The answer is no. It works.", 2, "'no' is a short form only before a number"),
    ("See no. 3 of the list.", 1, "'no' before a number"),
    ("Studien av M. Berg visade det.", 1, "an initial after 'av'"),
    ("A. B. Berg visade det.", 1, "initials in a row"),
    ("Ät vitamin D. Det är bra.", 2, "a single capital that is no initial"),
    ("Shown by Berg et al. In 1998 too.", 1, "'et al' in two words"),
    ("Vanliga besvär är: Kramp.", 2, "the rule cuts after a colon before a capital"),
    ('Hon sade: "Det hjälper mig."', 1, "a quotation belongs to who is quoted"),
    ('Hon sade "det hjälper." Sedan gick hon.', 2, "closing marks belong to the sentence they close"),
    ("Det låter kalcium? Aktivera? nerverna igen.", 1, "a damaged pair of quotation marks"),
    ("Hjälper det? Ja! Kanske...", 3, "other ends"),
    ("Hjälper det? Kanske? Ingen vet.", 3, "two questions are no damaged pair: a capital follows the second"),
    ("1. Ta en tablett.", 1, "the number in front of an item ends nothing"),
]


@pytest.mark.parametrize(("text", "number", "why"), SENTENCES, ids=[s[2] for s in SENTENCES])
def test_how_many_sentences(text: str, number: int, why: str) -> None:
    assert len(split_sentences(text)) == number


@given(st.text())
def test_pieces_are_the_text_again(text: str) -> None:
    assert "".join(split_sentences(text)) == text


@given(st.lists(st.sampled_from([s[0] for s in SENTENCES]), max_size=6))
def test_places_count_up_and_point_at_the_text(paragraphs: list[str]) -> None:
    found = find_sentences(paragraphs)
    assert all(paragraphs[s.paragraph][s.start : s.end] == s.text for s in found)
    assert len({s.at for s in found}) == len(found)


@given(st.text(max_size=60), st.text(alphabet=" \t\n\u00a0", min_size=1, max_size=3))
def test_a_fingerprint_does_not_see_case_or_space(text: str, space: str) -> None:
    assert fingerprint(f"{space}{space.join(text.split())}{space}") == fingerprint(text)
    assert fingerprint("Sömn") == fingerprint("So\u0308MN")


@pytest.fixture(scope="module")
def evidence(repo: Path) -> Evidence:
    return store.load(repo / "tests" / "tiny")


def test_the_invented_article_is_known_by_its_fingerprints(repo: Path, evidence: Evidence) -> None:
    text = (repo / "tests" / "tiny" / "article.txt").read_text(encoding="utf-8")
    (document,) = evidence.documents.values()
    known = {s.at: s.fingerprint for s in document.sentences}
    assert {s.at: fingerprint(s.text) for s in find_sentences(split_paragraphs(text))} == known
    wrapped = "\n\n".join(textwrap.fill(line, 50) for line in text.splitlines())
    assert {s.at: fingerprint(s.text) for s in find_sentences(split_paragraphs(wrapped))} == known


PARAGRAPHS = [
    ("En rad.\nEn till.", 2, "without blank lines each line is one"),
    ("En rad\nsom går vidare.\n\nEn till.", 3, "short lines are not wrapped ones"),
    (f"{textwrap.fill('Ord och flera ord i en mening. ' * 12, 60)}\n\nSlut.", 2, "wrapped lines are joined"),
    ("Ta detta:\n- kramp\n- klåda", 3, "items stay lines of their own"),
    ("a\r\n\r\nb\rc", 3, "line ends of every system"),
    (" \n\n ", 0, "nothing"),
]


@pytest.mark.parametrize(("text", "number", "why"), PARAGRAPHS, ids=[p[2] for p in PARAGRAPHS])
def test_how_many_paragraphs(text: str, number: int, why: str) -> None:
    assert len(split_paragraphs(text)) == number


def test_every_group_of_short_forms_has_a_reason() -> None:
    lexicon = read_lexicon("abbreviations")
    assert all(group["why"] and group["terms"] for group in lexicon.values())
