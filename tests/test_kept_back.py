"""A wording that may not be printed by now is kept back everywhere and in every language, and each place says why."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

import rlsevidence as rls
from attempts import make
from rlsevidence.audit.document import weigh_document
from rlsevidence.cli.text import format_claim, format_sentences
from rlsevidence.judgement.kept_back import find_kept_back
from rlsevidence.language import say
from rlsevidence.model import Evidence
from rlsevidence.site.api import list_api, write_api
from rlsevidence.site.pages import PageMaker

REPO = Path(__file__).resolve().parents[1]
TODAY = rls.open_workspace(REPO).today
CLAIM = "intravenous-route"
"""The judgement of this claim waits for a second person in the shipped evidence."""


@pytest.fixture(scope="module")
def waiting() -> rls.Workspace:
    """The shipped review, with a judgement on a certainty level that waits too: far above what the rules propose."""
    review = rls.Workspace(REPO / "evidence", TODAY)
    evidence = review.evidence
    lifted = make(evidence.certainty["insomnia-improvement"], overall="high")
    given: Evidence = replace(evidence, certainty={**evidence.certainty, lifted.claim: lifted})
    made = rls.Workspace(REPO / "evidence", TODAY)
    made.__dict__["evidence"] = given
    assert {s.claim.id for s in made.summaries if s.waits} >= {CLAIM, "insomnia-improvement"}
    return made


def list_texts(review: rls.Workspace) -> dict[str, list[str]]:
    """Sentence -> every text that is to be kept back."""
    summaries = {s.claim.id: s for s in review.summaries}
    return {
        s.at: list(s.verdict.suggest.texts.values())
        for d, s in review.evidence.sentences
        if s.verdict and s.verdict.suggest and find_kept_back(d.id, s, summaries)
    }


def show_pages(review: rls.Workspace, language: str) -> str:
    maker = PageMaker(review, language)
    claims = {c.claim for _, s in review.evidence.sentences for c in s.claims if s.at in list_texts(review)}
    made = [*maker.documents(), *(maker.claim(s) for s in review.summaries if s.claim.id in claims), maker.learn()]
    return unescape("\n".join(p.text for p in made))


def show_bundle(review: rls.Workspace) -> str:
    (data,) = review.build_export("bundle").files.values()
    assert isinstance(data, bytes)
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        return "\n".join(bundle.read(n).decode() for n in bundle.namelist() if "tables/" in n)


PLACES: dict[str, Callable[[rls.Workspace], str]] = {
    "pages in English": lambda r: show_pages(r, "en"),
    "pages in Swedish": lambda r: show_pages(r, "sv"),
    "files for programs": lambda r: "\n".join(
        json.dumps(json.loads(v), ensure_ascii=False)
        for k, v in write_api(list_api(r)).items()
        if k in ("api/documents.json", "api/claims.json")
    ),
    "frames of notebooks": lambda r: r.frame("sentences").to_csv(),
    "tables of a bundle": show_bundle,
    "the command line": lambda r: "\n".join(
        " ".join(line.strip() for line in text.splitlines())
        for code in ("en", "sv")
        for text in (format_sentences(r.summaries, code), *(format_claim(s, code) for s in r.summaries))
    ),
}


@pytest.mark.parametrize("place", list(PLACES))
def test_what_is_kept_back_stands_nowhere(place: str, waiting: rls.Workspace) -> None:
    texts = list_texts(waiting)
    assert {"12.1", "5.1", "21.2"} <= texts.keys(), "a sentence of two claims is kept back for the one that waits"
    shown = PLACES[place](waiting)
    assert "Restless legs (RLS), även kallat" in shown or place == "frames", "another sentence's wording is shown"
    for at, texts_of in texts.items():
        for text in texts_of:
            assert text not in shown, (place, at)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_page_says_why_and_why_the_verdict_stands(language: str, waiting: rls.Workspace) -> None:
    maker = PageMaker(waiting, language)
    (document,) = maker.documents()
    page = unescape(document.text).partition('id="s12-1"')[2].partition("</article>")[0]
    for key in ("print_waits", "verdict_stands", "judgement_waits"):
        assert say(f"site.{key}", language) in page
    claim = unescape(maker.claim(waiting.summary(CLAIM)).text)
    assert say("site.print_waits", language) in claim


def test_programs_are_told_why(waiting: rls.Workspace) -> None:
    claims = {c["claim"]: c for c in json.loads(write_api(list_api(waiting))["api/claims.json"])}
    (passage,) = claims[CLAIM]["wording"]
    assert (passage["suggest"], passage["suggest_kept_back"]) == (None, "waits")
    kept = [p for p in claims["mild-moderate-relief"]["wording"] if p["at"] == "21.2"]
    assert [p["suggest_kept_back"] for p in kept] == ["waits"], "whichever claim of the sentence asks for it"


def test_a_past_day_shows_no_wording_written_for_today(waiting: rls.Workspace) -> None:
    then = waiting.as_of("2012-12-31")
    assert all(p.suggest is None for s in then.summaries for p in s.passages)
    (document,) = then.evidence.documents.values()
    weighed = weigh_document(document, then.summaries)
    assert {i.keeps_back for i in weighed.sentences if i.claims} <= {"past", "waits"}
