"""The terminal's words: complete in both languages, and a claim on one screen."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import rlsevidence as rls
from rlsevidence.cli import text
from rlsevidence.language.words import Words
from rlsevidence.model import read_prose


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_claim_stands_on_one_screen(review: rls.Workspace, language: str) -> None:
    for summary in review.summaries:
        said = text.format_claim(summary, language)
        assert summary.claim.statement.in_language(language)[:30] in said.replace("\n  ", " ")
        assert all(s.id in said for s in summary.studies), "every study is named, counted or not"
        assert text.say("not_advice", Words(language)) in said
        assert len(said.splitlines()) <= 75, summary.claim.id


def test_in_swedish_only_reasons_are_left_in_english_and_say_so(review: rls.Workspace) -> None:
    said = text.format_claim(review.summary("insomnia-improvement"), "sv")
    assert "mycket låg tillförlitlighet" in said
    assert "[en]" not in said, "its reasons stand in Swedish too"
    summary = review.summary("bleeding-risk")
    assert summary.certainty is not None
    assert summary.certainty.downgrades is not None
    steps = {
        domain: step.model_copy(update={"why": read_prose(step.why, "en")})
        for domain, step in summary.certainty.downgrades.items()
    }
    alone = replace(summary, certainty=summary.certainty.model_copy(update={"downgrades": steps}))
    english = text.format_claim(alone, "sv")
    assert "Varför (GRADE" in english
    assert re.search(r"-\d [^:]+: \[en\] [A-Z]", english), "a reason that stands in English alone says so"
    for word in ("Verdict", "Counted", "primary studies", "supports", "directness", "risk of bias", "Waiting"):
        assert word not in said, word


def test_unknown_numbers_of_people_are_not_zero(review: rls.Workspace) -> None:
    table = text.format_claims(review.summaries)
    rows = {line.split()[0]: line for line in table.splitlines() if re.match(r"^  [a-z-]+ {2,}", line)}
    assert re.search(r" \? +\d+$", rows["relaxes-muscle"]), "one study, its number not recorded"
    assert re.search(r"\d+\+ ", rows["deficiency-contributes"])
