"""Strategies held against the records they must find: by titles alone, since abstracts and headings are not kept here.

A title that a strategy finds is found by PubMed too. One that it does not find rests on words of the abstract or on a
heading; the first pull settles it (`unfound` of its report).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rlsevidence import store
from rlsevidence.model import Evidence, Search

FIELDS = ("tiab", "ti")


@pytest.fixture(scope="module")
def evidence(repo: Path) -> Evidence:
    return store.load(repo / "evidence")


def finds(term: str, title: str) -> bool:
    """Whether a term of title or abstract stands in the title; headings and publication types cannot be judged."""
    match = re.fullmatch(r'"?([^"\[]+?)"?\[(\w+)\]', term)
    if match is None or match[2].lower() not in FIELDS:
        return False
    words = match[1].casefold()
    end = r"\w*" if words.endswith("*") else r"(?!\w)"
    pattern = r"\b" + re.escape(words.rstrip("*")) + end
    return re.search(pattern, title.casefold().replace("-", " ") + " " + title.casefold()) is not None


def missed(search: Search, title: str) -> list[str]:
    return [b.concept for b in search.blocks if not any(finds(t, title) for t in b.terms)]


def test_recall_by_titles_alone(evidence: Evidence, capsys: pytest.CaptureFixture[str]) -> None:
    told = {}
    for search in evidence.searches.values():
        titles = {
            i: evidence.records[i].title for i in search.known_items if not evidence.records[i].title.startswith("[")
        }
        whole = [i for i, title in titles.items() if not missed(search, title)]
        told[search.id] = (len(whole), len(titles))
        for i, title in titles.items():
            # One block may rest on abstract or headings; where two do, nobody can say why it should be found.
            assert len(missed(search, title)) <= 1, f"{search.id} has no word for {i}: {title}"
    with capsys.disabled():
        print("\nrecall by title alone:", ", ".join(f"{s} {a}/{b}" for s, (a, b) in told.items()))
    assert sum(a for a, _ in told.values()) >= 0.6 * sum(b for _, b in told.values())


def test_what_counts_for_harm_is_a_known_item_of_a_search_that_every_pull_runs(evidence: Evidence) -> None:
    """A single study that carries a verdict on safety must be one that the next pull would have brought."""
    run = [s for s in evidence.searches.values() if s.default]
    for claim in ("bleeding-risk", "drug-interactions", "dopaminergic-tolerance", "high-dose-harm"):
        known = {i for s in run if claim in s.claims for i in s.known_items}
        body = [evidence.studies[i] for i in evidence.certainty[claim].body if evidence.studies[i].is_primary]
        for study in body:
            pmids = [r for r in study.reports if r.startswith("pubmed:")]
            assert not pmids or set(pmids) & known, f"{claim}: {study.id}"


def test_a_search_that_is_not_run_by_every_pull_says_why(evidence: Evidence) -> None:
    for search in evidence.searches.values():
        assert search.default or "not by every pull" in search.rationale, search.id
