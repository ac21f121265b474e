"""A wording that may not be printed by now is kept back everywhere and in every language, and each place says why."""

from __future__ import annotations

import io
import json
import re
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
from rlsevidence.judgement.proposed_said import say_unprinted
from rlsevidence.judgement.readings import CHANGED
from rlsevidence.judgement.what_if import retract
from rlsevidence.language import say
from rlsevidence.language.words import Words
from rlsevidence.model import Evidence
from rlsevidence.site.api import list_api, write_api
from rlsevidence.site.card import draw_card, write_snippet
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


@pytest.fixture(scope="module")
def stopped() -> rls.Workspace:
    """The shipped review with studies retracted, and another one's number of people changed since anybody read it."""
    made = rls.Workspace(REPO / "evidence", TODAY)
    evidence = retract(made.evidence, ["jadidi-2022", "shechter-1999"], TODAY)
    study = evidence.studies["costello-2023"]
    more = study.model_copy(update={"population": study.population.model_copy(update={"n": 7})})
    made.__dict__["evidence"] = replace(evidence, studies={**evidence.studies, study.id: more})
    return made


def list_written(review: rls.Workspace, why: str) -> dict[str, list[str]]:
    """Sentence -> the texts written for it, of claims whose judgement may not be printed for this reason."""
    for_it = {s.claim.id for s in review.summaries if s.stopped and s.stopped[0] == why}
    return {
        s.at: list(s.verdict.suggest.texts.values())
        for _, s in review.evidence.sentences
        if s.verdict and s.verdict.suggest and for_it & {c.claim for c in s.claims}
    }


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


@pytest.mark.parametrize("place", list(PLACES))
def test_what_rests_on_a_retracted_or_changed_study_stands_nowhere(place: str, stopped: rls.Workspace) -> None:
    shown = PLACES[place](stopped)
    for why, some in (("retracted", {"3.2", "15.1", "21.2"}), ("stale", {"7.1", "11.3", "14.1"})):
        texts = list_written(stopped, why)
        assert some <= texts.keys(), why
        for at, texts_of in texts.items():
            for text in texts_of:
                assert text not in shown, (why, at)
    assert "Restless legs (RLS), även kallat" in shown, "another sentence's wording is shown"


@pytest.mark.parametrize("language", ["en", "sv"])
def test_pages_and_programs_are_told_of_the_retraction_and_the_change(language: str, stopped: rls.Workspace) -> None:
    maker = PageMaker(stopped, language)
    (document,) = maker.documents()
    summaries = {s.claim.id: s for s in stopped.summaries}
    for why, at in (("retracted", "3.2"), ("stale", "7.1")):
        page = unescape(document.text).partition(f'id="s{at.replace(".", "-")}"')[2].partition("</article>")[0]
        assert say(f"site.print_{why}", language) in page
        claim = next(s for s in summaries.values() for p in s.passages if p.at == at and s.stopped)
        assert say(f"site.print_{why}", language) in unescape(maker.claim(claim).text)
        assert {p.kept_back for p in claim.passages if p.at == at} == {why}


def test_a_verdict_of_itself_older_than_the_evidence_is_kept_back(stopped: rls.Workspace) -> None:
    """The judgement may hold and the words on one sentence not."""
    for s in stopped.summaries:
        for p in s.passages:
            old = s.find_stale(p.document, p.at)
            if old is not None and old.why == CHANGED:
                assert s.keeps_back(p.document, p.at), (s.claim.id, p.at)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_place_says_of_what_is_judged_that_nobody_has(language: str, stopped: rls.Workspace) -> None:
    """Cards, what a link shows, snippets, the first page and the claim's own say what stops the sentence."""
    maker, voice = PageMaker(stopped, language), Words(language, stopped.evidence.vocabulary)
    nobody = say("site.nobody_judged", language)
    assert nobody not in unescape(maker.index().text)
    chosen = [s for s in stopped.summaries if s.stopped]
    assert {s.stopped[0] for s in chosen if s.stopped} == {"retracted", "stale"}
    for summary in chosen:
        assert summary.certainty is not None
        told = voice.say(f"site.stopped_{summary.stopped[0]}" if summary.stopped else "")
        page = unescape(maker.claim(summary).text)
        card = unescape(draw_card(summary, stopped.evidence.topic, stopped.today, voice)).replace("<br>", " ")
        snippet = unescape(write_snippet(summary, stopped.evidence.topic, stopped.today, voice))
        assert nobody not in page + card + snippet
        assert told in snippet
        assert told in page.partition("</head>")[0]
        assert told in " ".join(re.sub(r"<[^>]+>", " ", card).split())
        assert told == say_unprinted(summary, voice)


def test_a_judged_claim_without_a_sentence_is_not_called_unjudged(stopped: rls.Workspace) -> None:
    """Whatever its phrases lack."""
    summary = next(s for s in stopped.summaries if s.certainty and not s.stopped)
    bare = replace(summary, claim=make(summary.claim, phrases=None))
    voice = Words("en", stopped.evidence.vocabulary)
    assert bare.printable("en") is None
    assert say("site.stopped_other", "en") in write_snippet(bare, stopped.evidence.topic, stopped.today, voice)


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
