"""The invented review that other tests stand on: right, plainly invented, and with every state in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from pathlib import Path

import pytest

from review import first_document
from rlsevidence import store
from rlsevidence.decisions import settle, summarise_decisions, summarise_screening
from rlsevidence.finishing import list_problems
from rlsevidence.judgement.summary import summarise_claims
from rlsevidence.model import Evidence


@pytest.fixture(scope="module")
def evidence(repo: Path) -> Evidence:
    return store.load(repo / "tests" / "tiny")


def test_it_has_no_problem_and_is_canonical(tiny_dir: Path) -> None:
    assert list_problems(tiny_dir) == []
    assert store.format_folder(tiny_dir, write=False) == []


def test_it_is_plainly_invented(evidence: Evidence) -> None:
    for record in evidence.records.values():
        assert "invented" in record.title.lower(), record.id
        assert record.pmid is None or int(record.pmid) > 90_000_000, record.id
        addresses = (*record.seen_at, *filter(None, [record.url]))
        assert all(re.match(r"https://example\.org/", a) for a in addresses), record.id
    assert all("invented" in study.id for study in evidence.studies.values())


def test_its_words_mean_what_they_mean_in_the_real_vocabulary(evidence: Evidence, evidence_dir: Path) -> None:
    real = store.load(evidence_dir).vocabulary
    for group, words in evidence.vocabulary.items():
        for word, meaning in words.items():
            assert real[group][word] == meaning, f"{group}.{word}"


def test_every_state_is_there(evidence: Evidence) -> None:
    screened = summarise_screening(evidence.screening)
    assert {s.decision for s in screened.values()} == {"include", "exclude", "unsure"}
    assert {s.state for s in screened.values()} == {"single", "agreed", "consensus"}
    assert set(evidence.records) - set(screened) == {"pubmed:90000008"}
    tags = summarise_decisions(evidence.tags)
    assert {t.stance for t in tags.values()} == set(evidence.vocabulary["stance"])
    assert {t.state for t in tags.values()} == {"single", "consensus"}
    assert {a.tool for a in evidence.appraisals} == {"rob2", "robins-i", "jbi-case-control"}
    assert {c.starts_at for c in evidence.certainty.values()} == {"high", "low", None}
    assert {s.kind for s in first_document(evidence).sentences} == set(evidence.vocabulary["sentence_kind"])
    assert {r.outcome for r in evidence.runs} == {"done", "failed"}
    assert {n.kind for r in evidence.records.values() for n in r.integrity} == {"retracted", "corrected"}
    assert {s.read for s in evidence.studies.values()} == {"abstract", "full-text"}


def test_neither_the_review_nor_the_retracted_trial_is_counted(evidence: Evidence) -> None:
    summaries = {s.claim.id: s for s in summarise_claims(settle(evidence), today=dt.date(2026, 2, 2))}
    sleep = summaries["insomnia-improvement"]
    assert [s.id for s in sleep.counted] == ["invented-trial", "invented-before-after"]
    assert sleep.certainty_word == "very_low"
    assert summaries["stomach-upset"].basis_word == "accepted"


def test_fingerprints_are_those_of_the_article(repo: Path, evidence: Evidence) -> None:
    text = (repo / "tests" / "tiny" / "article.txt").read_text(encoding="utf-8")
    found = {}
    for number, paragraph in enumerate(text.splitlines(), 1):
        for place, sentence in enumerate(re.split(r"(?<=[.:]) (?=[A-ZÅÄÖ])", paragraph), 1):
            folded = " ".join(unicodedata.normalize("NFC", sentence).casefold().split())
            found[f"{number}.{place}"] = hashlib.sha256(folded.encode()).hexdigest()
    assert found == {s.at: s.fingerprint for s in first_document(evidence).sentences}
