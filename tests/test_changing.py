"""What a page says would change a verdict: from the verdict that stands, and never better than it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence.judgement.changing import MOVES, REACHES, SCALE, Changing, weigh_changes
from rlsevidence.judgement.first_readings import find_standing, hold_against
from rlsevidence.judgement.history import explain_move
from rlsevidence.judgement.proposals import propose
from rlsevidence.judgement.what_if import format_verdict
from rlsevidence.language.words import Words
from rlsevidence.model import CERTAINTY_LEVELS
from rlsevidence.site.pages import PageMaker

ROOT = Path(__file__).resolve().parents[1]
PLACES = (ROOT, ROOT / "tests" / "tiny", ROOT / "tests" / "herb")


@pytest.fixture(scope="module", params=PLACES, ids=lambda p: p.name)
def review(request: pytest.FixtureRequest) -> rls.Workspace:
    return rls.open_workspace(request.param)


def read(text: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", text)))


@pytest.fixture(scope="module")
def sections(review: rls.Workspace) -> list[tuple[Words, Changing, str]]:
    """(voice, what would change, the section of the page) of each claim in each language, weighed once for them all."""
    weighed: dict[str, Changing] = {}
    found = []
    for language in review.evidence.topic.languages:
        maker = PageMaker(review.in_language(language), language, weighed=weighed)
        for summary in maker.review.summaries:
            _, _, text = maker.claim(summary).text.partition('id="change"')
            if text:
                found.append((maker.words, weighed[summary.claim.id], text[: text.index("<h2")]))
    assert found
    return found


def test_the_place_that_the_rules_start_from_is_named_first(sections: list[tuple[Words, Changing, str]]) -> None:
    for voice, changing, section in sections:
        lead = read(section[: section.index("<ul>")])
        for verdict in (changing.rules, changing.stands):
            assert (format_verdict(verdict, voice) in lead) or not changing.differs
        for step in changing.steps:
            assert voice.name("grade_domain", step.what) in lead


def test_every_outcome_of_the_choices_is_told_with_its_number(sections: list[tuple[Words, Changing, str]]) -> None:
    for voice, changing, section in sections:
        tried = changing.universes
        if tried is not None:
            for verdict, n in tried.verdicts.items():
                assert f"{n}: {format_verdict(verdict, voice)}" in read(section)
            assert sum(tried.verdicts.values()) == tried.universes
            assert f"{100 * tried.holds_level:.0f} %" not in read(section), "the level without its direction flatters"


def test_what_only_reaches_what_people_decided_is_no_improvement(
    sections: list[tuple[Words, Changing, str]], review: rls.Workspace
) -> None:
    for voice, changing, section in sections:
        for pivot in changing.pivots:
            (line,) = [read(x) for x in section.split("<li")[1:] if f"studies/{pivot.study}.html" in x]
            instead = voice.say("reason.move.instead", now="", then="").strip()
            assert voice.say("reason.move.left", those="").strip() not in line, "that it is gone is said already"
            if pivot.kind == REACHES:
                assert format_verdict(changing.stands, voice) in line
                assert instead not in line
            if pivot.kind == SCALE:
                assert instead not in line
                assert (pivot.effect.before[0] in CERTAINTY_LEVELS) != (pivot.effect.after[0] in CERTAINTY_LEVELS)
        trial = changing.trial
        if trial and trial.people and changing.stands[0] in CERTAINTY_LEVELS:
            assert (voice.say("site.change_no_further") in read(section)) is not changing.beyond
            assert (voice.say("site.change_takes_more") in read(section)) is changing.takes_more


def test_each_study_has_its_name_in_the_language_of_the_page(
    sections: list[tuple[Words, Changing, str]], review: rls.Workspace
) -> None:
    """What was weighed for one language serves the others, names apart."""
    for voice, _, section in sections:
        studies = review.in_language(voice.language).evidence.studies
        for study, label in re.findall(r'studies/([^"/]+)\.html">([^<]+)</a>', section):
            assert unescape(label) == studies[study].label


def test_nothing_said_to_move_stands_already(review: rls.Workspace) -> None:
    for claim in review.evidence.claims:
        changing = weigh_changes(review.settled, claim)
        assert changing.stands == find_standing(review.settled, claim)
        assert changing.rules == propose(review.settled, claim).verdict
        for pivot in changing.list_pivots(MOVES):
            assert hold_against(changing.stands, pivot.effect) is not None
        listed = [s for kind in (SCALE, REACHES) for _, those in changing.group_pivots(kind) for s in those]
        assert sorted(listed) == sorted(p.study for p in changing.pivots if p.kind != MOVES)


def test_another_scale_is_never_told_as_one_word_instead_of_another(review: rls.Workspace) -> None:
    """Every pair of proposals of which one is rated by GRADE and the other is not."""
    made = [propose(review.settled, claim) for claim in review.evidence.claims]
    for language in review.evidence.topic.languages:
        voice = Words(language, review.evidence.vocabulary)
        for before in made:
            for after in (p for p in made if bool(p.grade) != bool(before.grade)):
                said = explain_move(before, after).said(voice)
                names = [format_verdict((p.word, "not_applicable"), voice) for p in (after, before)]
                assert voice.say("reason.move.instead", now=names[0], then=names[1]) not in said


def test_a_basis_that_moves_gives_its_reason(review: rls.Workspace) -> None:
    made = [p for claim in review.evidence.claims if (p := propose(review.settled, claim)).basis]
    for before in made:
        for after in (p for p in made if p.word != before.word):
            assert after.basis is not None
            assert after.basis.why in explain_move(before, after).english
