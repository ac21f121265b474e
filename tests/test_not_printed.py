"""No sentence is printed while a study that it rests on is retracted, or while what its judgement rests on has changed
since anybody read it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from conftest import REPO
from rlsevidence import cli, store
from rlsevidence import workspace as rls
from rlsevidence.cli.text import format_claim
from rlsevidence.decisions import Settled, settle
from rlsevidence.judgement.claim_summary import ClaimSummary
from rlsevidence.judgement.laid_out import lay_out_sentences
from rlsevidence.judgement.sentences import offer_sentence
from rlsevidence.judgement.summary import summarise_claim
from rlsevidence.judgement.summary_plain import format_summary
from rlsevidence.judgement.what_if import retract
from rlsevidence.model import Evidence
from rlsevidence.site.pages import PageMaker

TODAY = dt.date(2026, 11, 30)
LANGUAGES = ("en", "sv")


@cache
def base() -> Evidence:
    return store.load(REPO / "evidence")


def summarise(settled: Settled, claim: str) -> ClaimSummary:
    return summarise_claim(settled, claim, today=TODAY)


def list_pairs() -> list[tuple[str, str, str]]:
    """(claim, study, field): of every claim the last study of each field that its sentence or judgement rests on."""
    found = []
    for claim in base().claims.values():
        certainty = base().certainty.get(claim.id)
        named: Mapping[str, tuple[str, ...]] = {
            "rests_on": claim.phrases.rests_on if claim.phrases else (),
            "body": certainty.body if certainty else (),
            "informed_by": certainty.informed_by if certainty else (),
        }
        found += [(claim.id, studies[-1], field) for field, studies in named.items() if studies]
    return found


def test_whatever_a_sentence_rests_on() -> None:
    """Every claim that ships; the fields are all tried."""
    pairs = list_pairs()
    assert {field for *_, field in pairs} == {"rests_on", "body", "informed_by"}
    for claim, study, field in pairs:
        summary = summarise(settle(retract(base(), [study], TODAY)), claim)
        for language in LANGUAGES:
            offer = offer_sentence(summary, language)
            assert (offer.sentence, offer.lacks) == (None, "retracted"), (claim, study, field)
            assert study in (offer.found or "")
        today = [laid for laid in lay_out_sentences(summary, LANGUAGES) if laid.today]
        assert [laid.offer.lacks for laid in today] == ["retracted"] * len(LANGUAGES), claim
        assert not [laid for laid in lay_out_sentences(summary, LANGUAGES) if laid.offer.sentence], "another state's"
    now = settle(base())
    assert any(offer_sentence(summarise(now, claim), "en").sentence for claim, *_ in pairs)


def test_a_study_that_nothing_rests_on_stops_nothing() -> None:
    claim, *_ = next(p for p in list_pairs() if p[2] == "rests_on")
    named = {study for c, study, _ in list_pairs() if c == claim}
    phrases, certainty = base().claims[claim].phrases, base().certainty[claim]
    named |= {*(phrases.rests_on if phrases else ()), *certainty.body, *certainty.informed_by}
    other = next(i for i in base().studies if i not in named)
    before, after = (summarise(settle(evidence), claim) for evidence in (base(), retract(base(), [other], TODAY)))
    assert after.retracted == before.retracted == ()


def test_a_judgement_that_is_stale_is_not_printed(tiny: Path) -> None:
    review = rls.Workspace(tiny / "evidence", TODAY)
    before = next(s for s in review.summaries if s.certainty and s.certainty.body and s.printable("en"))
    study = review.evidence.studies[before.certainty.body[0]] if before.certainty else None
    assert study is not None
    more = study.model_copy(update={"population": study.population.model_copy(update={"n": 7})})
    evidence = replace(review.evidence, studies={**review.evidence.studies, study.id: more})
    after = summarise(settle(evidence), before.claim.id)
    assert after.stale_text is not None
    offer = offer_sentence(after, "en")
    assert (offer.sentence, offer.lacks, offer.found) == (None, "stale", after.stale_text.on)
    laid_out = list(lay_out_sentences(after, LANGUAGES))
    assert len(laid_out) > len(LANGUAGES)
    assert {laid.offer.lacks for laid in laid_out} == {"stale"}, "no other state's sentence either"
    assert format_summary(after)["sentence_lacks"] == {"en": "stale", "sv": "stale"}


def test_show_the_table_and_the_pages_say_why(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    review = rls.Workspace(tiny / "evidence", TODAY)
    claim = next(s for s in review.summaries if s.certainty and s.certainty.body and s.printable("en"))
    body = claim.certainty.body if claim.certainty else ()
    report = review.evidence.studies[body[0]].reports[0]
    path = tiny / "evidence" / "records.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if row["id"] == report:
            row["integrity"] = [{"kind": "retracted", "by": None, "noted_on": TODAY.isoformat()}]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    where = ["--workspace", str(tiny)]
    assert cli.main(["sentences", claim.claim.id, "--today", "--language", "en", "--format", "json", *where]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["sentence"], told["lacks"], told["found"]) == (None, "retracted", body[0])
    now = rls.Workspace(tiny / "evidence", TODAY)
    summary = now.judged(claim.claim.id)
    sentence = claim.printable("en")
    assert sentence is not None
    assert sentence not in " ".join(format_claim(summary, "en").split())
    assert "has been retracted" in " ".join(format_claim(summary, "en").split())
    page = PageMaker(now, "en").claim(summary).text
    assert sentence not in page
    assert "has been retracted" in page


def test_a_sentence_of_the_proposal_says_that_a_judgement_waits(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Graded, two levels above the rules and signed by nobody: whoever takes today's row sees it there."""
    review = rls.Workspace(tiny / "evidence", TODAY)
    claim = next(s for s in review.summaries if s.certainty_word == "very_low" and s.printable("en"))
    made = review.evidence.certainty[claim.claim.id]
    down = {name: step.model_copy(update={"steps": 0}) for name, step in (made.downgrades or {}).items()}
    above = made.model_copy(update={"downgrades": down, "overall": made.starts_at})
    evidence = replace(review.evidence, certainty={**review.evidence.certainty, claim.claim.id: above})
    after = replace(summarise(settle(evidence), claim.claim.id), stale=())
    assert after.waits
    assert after.certainty_word == "very_low"
    laid_out = list(lay_out_sentences(after, LANGUAGES))
    assert [laid.waits for laid in laid_out if laid.today] == [True, True]
    assert not any(laid.waits for laid in laid_out if not laid.today)
    assert not any(laid.waits for laid in lay_out_sentences(claim, LANGUAGES))
    where = ["--workspace", str(REPO), "--language", "en"]
    assert cli.main(["sentences", *where, "--today", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    waiting = {s.claim.id for s in rls.Workspace(REPO / "evidence", TODAY).summaries if s.waits}
    assert waiting
    assert {row["claim"] for row in rows if row["waits"]} == waiting
    assert cli.main(["sentences", *where, *waiting]) == 0
    head, *lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert {line[head.index("waits")] for line in lines if line[head.index("today")]} == {"waits"}
