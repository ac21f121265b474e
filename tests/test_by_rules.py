"""Where no judgement counts, what the rules propose is named as that everywhere, and no wording is held against it."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence.audit.read import parse_article
from rlsevidence.cli.text import format_claim, format_claims
from rlsevidence.figures import plot_directions, table_claims_at_a_glance
from rlsevidence.judgement.claim_summary import ClaimSummary
from rlsevidence.judgement.proposed_said import say_unprinted
from rlsevidence.language import say
from rlsevidence.language.words import Words
from rlsevidence.site.card import draw_card, write_snippet
from rlsevidence.site.pages import PageMaker

REPO = Path(__file__).resolve().parents[1]
TODAY = rls.open_workspace(REPO).today
WAITS = "intravenous-route"


@pytest.fixture(scope="module")
def today() -> rls.Workspace:
    return rls.Workspace(REPO / "evidence", TODAY)


@pytest.fixture(scope="module")
def then(today: rls.Workspace) -> rls.Workspace:
    return today.as_of(dt.date(2012, 12, 31))


def name_rating(summary: ClaimSummary, voice: Words) -> str:
    if summary.certainty_word:
        return voice.name("certainty", summary.certainty_word)
    return voice.name("basis_rating", str(summary.basis_word))


def places(review: rls.Workspace, summary: ClaimSummary, language: str) -> dict[str, str]:
    """Where a claim's rating is told, each with its text and no tags; headings of its history and steps left out."""
    maker = PageMaker(review, language)
    voice = maker.words
    page = maker.claim(summary).text
    head, cited = page.partition("</head>")[0], page.partition('id="cite-text"')[2].partition("</blockquote>")[0]
    answer = page.partition('class="answer"')[2].partition("</section>")[0]
    front = maker.index().text
    (line,) = re.findall(
        rf'<li><a href="(?:\./)?claims/{summary.claim.id}.html"[^>]*>(?:(?!</li>).)*class="marks".*?</li>', front, re.S
    )
    (row,) = re.findall(rf'<tr[^>]*>\s*<th[^>]*><a href="claims/{summary.claim.id}.html">.*?</tr>', front, re.S)
    table = table_claims_at_a_glance([summary], language=language)
    found = {
        "what a link shows": " ".join(re.findall(r'content="([^"]*)"', head)),
        "the verdict on its page": answer,
        "what is cited": cited,
        "the list": line,
        "the table": row,
        "the card": draw_card(summary, review.evidence.topic, review.today, voice),
        "the snippet": write_snippet(summary, review.evidence.topic, review.today, voice),
        "the command": format_claim(summary, language),
        "the command's table": format_claims([summary], language),
        "a figure": plot_directions(summary, language=language).title,
        "the figure of all": table.to_csv(index=False),
    }
    return {name: " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split()) for name, text in found.items()}


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("case", ["waits", "past"])
def test_what_the_rules_propose_is_named_as_that(
    case: str, language: str, today: rls.Workspace, then: rls.Workspace
) -> None:
    review = today if case == "waits" else then
    chosen = [s for s in review.summaries if s.judged_by == "rules"]
    assert chosen
    if case == "past":
        assert len(chosen) > 10
        chosen = [s for s in chosen if s.claim.id in ("safe-daily-dose", "insomnia-improvement", "stomach-upset")]
    nobody = say("site.nobody_judged", language)
    over = Words(language, chosen[0].vocabulary).name("gap", "over")
    for summary in chosen:
        voice = Words(language, summary.vocabulary)
        rating, proposed = name_rating(summary, voice), say("rating.by_rules", language, rating="").strip(": ")
        for place, text in places(review, summary, language).items():
            assert rating.casefold() not in text.casefold() or proposed.casefold() in text.casefold(), (place, text)
            assert over not in text, (place, "nothing is held against what nobody judged")
            assert nobody not in text, (place, "somebody has judged it, or nobody had then")
            assert "●" not in text.partition("Steps")[0] or place == "a figure", place
        told = say_unprinted(summary, voice)
        assert told in places(review, summary, language)["the card"]
        assert told in places(review, summary, language)["what a link shows"]
        assert summary.gap == "not_applicable"
        assert summary.allowed_wording is None


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_past_front_page_counts_no_claim_as_going_too_far(language: str, then: rls.Workspace) -> None:
    front = unescape(PageMaker(then, language).index().text)
    assert say("site.short_over_none", language) in front
    assert say("site.short_judged_none", language) in front


@pytest.mark.parametrize("language", ["en", "sv"])
def test_one_page_counts_one_number_of_judged_claims(language: str, today: rls.Workspace) -> None:
    front = unescape(PageMaker(today, language).index().text)
    compared = [s for s in today.summaries if s.gap != "not_applicable"]
    over = sum(s.gap == "over" for s in compared)
    assert say("site.short_over", language, n=over, all=len(compared)) in front
    key = "figure.claims_at_a_glance.of-judged-claims-are-worded"
    assert say(key, language, number=over, n3=len(compared)) in front


@pytest.mark.parametrize("language", ["en", "sv"])
def test_what_a_link_shows_has_the_day_and_who_checked(language: str, today: rls.Workspace) -> None:
    maker = PageMaker(today, language)
    for summary in today.summaries:
        head = unescape(maker.claim(summary).text.partition("</head>")[0])
        assert say("site.as_of", language, date=TODAY.isoformat()) in head
        assert (say("site.unchecked", language) in head) == (not summary.is_checked)
        assert f'og:locale" content="{say("language.locale", language)}"' in head
    study = next(iter(today.evidence.studies.values()))
    shown = unescape(maker.study(study).text.partition("</head>")[0])
    assert study.finding.in_language(language) in shown


def test_the_audit_holds_nothing_against_a_judgement_that_waits(today: rls.Workspace) -> None:
    text = "Magnesiumsulfat kan ges intravenöst, men mot RLS är tillskott via munnen troligare."
    (passage,) = today.auditor().audit(parse_article(text.encode(), "text")).passages
    assert [c.match.claim for c in passage.claims] == [WAITS]
    assert passage.verdict == "not_reviewed"
    assert say("audit.waits", "sv") in passage.why
