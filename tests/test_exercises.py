"""What an exercise asks and what it answers agree: the same studies, nothing given away, nothing withheld."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence.judgement.readings import judge_readings
from rlsevidence.judgement.wording import ALLOWED_WORDING
from rlsevidence.language.words import Words
from rlsevidence.model import CERTAINTY_LEVELS, Evidence, Prose
from rlsevidence.model.appraisal_tools import TOOLS, propose_overall
from rlsevidence.site.exercise import Exercise, find_body
from rlsevidence.site.exercise_bias import UNSETTLED, list_bias
from rlsevidence.site.exercise_certainty import list_certainty
from rlsevidence.site.exercise_wording import NOT_AT_ALL, list_wording
from rlsevidence.site.exercises import find_lesson_claim, list_exercises
from rlsevidence.site.lesson import describe_lesson
from rlsevidence.site.pages import PageMaker
from rlsevidence.site.practice import Exercises


@pytest.fixture(scope="module")
def review() -> rls.Workspace:
    return rls.open_workspace(Path(__file__).parents[1])


@pytest.fixture(params=["en", "sv"])
def voice(request: pytest.FixtureRequest, review: rls.Workspace) -> Words:
    return Words(request.param, review.evidence.vocabulary)


def read(text: Prose, voice: Words) -> str:
    return voice.read(text)


def say_task(e: Exercise, voice: Words) -> str:
    return " | ".join([*(read(t, voice) for _, t in e.facts), *(f"{w}: {read(t, voice)}" for w, t in e.seen)])


def test_the_task_counts_the_studies_that_the_answer_judges(review: rls.Workspace, voice: Words) -> None:
    exercises = list(list_certainty(review.summaries, voice))
    assert len(exercises) > 4
    apart = 0
    for e in exercises:
        summary = review.summary(e.path.partition("/")[2].removesuffix(".html"))
        body, facts = find_body(summary), {k: read(t, voice) for k, t in e.facts}
        assert summary.certainty is not None
        assert {s.id for s in body} == set(summary.certainty.body), "a body of studies that are all beside the claim"
        assert all(s.study.label in facts["learn_body"] for s in body)
        for key in ("stance", "design", "directness", "risk_of_bias"):
            assert sum(int(n) for n in re.findall(r": (\d+)", facts[key])) == len(body), (e.id, key)
        people = sum(s.study.population.n or 0 for s in body)
        assert re.findall(r"\d+", facts["n_people"])[:1] in ([str(people)], []), e.id
        assert facts["learn_starts"] == voice.name("grade_start", str(summary.certainty.starts_at))
        others = [s for s in summary.counted if s not in body]
        apart += bool(others)
        assert (f"{len(others)} " in facts.get("learn_beside", "")) == bool(others)
    assert apart > 2, "the kind: studies that count and that the level does not rest on"


def test_a_bias_task_holds_what_the_page_of_the_study_holds(review: rls.Workspace, voice: Words) -> None:
    exercises = list(list_bias(review.evidence, voice, {}, ()))
    assert len({e.decided for e in exercises}) > 2
    for e in exercises:
        study = review.evidence.studies[e.path.partition("/")[2].removesuffix(".html")]
        task = say_task(e, voice)
        found = [a for a in review.evidence.appraisals if a.study == study.id and a.overall == e.decided]
        assert any(voice.name("tool", a.tool) in task and voice.name("read", a.read) in task for a in found)
        for caveat in study.caveats:
            assert read(caveat, voice) in task
        assert study.registration or voice.say("site.learn_not_seen") in task
        assert any(all(read(j.support, voice) in task for j in a.domains.values()) for a in found)
        a = next(a for a in found if voice.name("tool", a.tool) in task)
        unsettled = sum(j.judgement in UNSETTLED for j in a.domains.values())
        assert 2 * unsettled <= len(a.domains), "there is something to learn"
        assert a.read == "full-text" or a.overall == "low" or "low" not in dict(e.choices), "no impossible answer"
        assert "not_applicable" not in dict(e.choices)
        assert any("low" not in h and voice.name("judgement", "low") not in h for h in e.hints), "the tool's rule"
    assert {e.id for e in exercises} < {f"bias-{a.study}" for a in review.evidence.appraisals if a.tool in TOOLS}


def test_low_is_offered_where_the_full_text_was_read(review: rls.Workspace, voice: Words) -> None:
    e = review.evidence
    full = replace(e, appraisals=tuple(a.model_copy(update={"read": "full-text"}) for a in e.appraisals))
    for exercise in list_bias(full, voice, {}, ()):
        assert "low" in dict(exercise.choices)


def test_a_decision_that_departs_from_the_rules_says_so(review: rls.Workspace, voice: Words) -> None:
    departed = {"bias": 0, "certainty": 0, "wording": 0}
    agreed = 0
    found = (
        *list_bias(review.evidence, voice, {}, ()),
        *list_certainty(review.summaries, voice),
        *list_wording(review.evidence, review.summaries, voice),
    )
    for e in found:
        shown = Exercises((e,), voice.language, review)._repr_html_()
        if e.departed:
            departed[e.kind] += 1
            assert voice.say("site.learn_rules_differ", word=e.ruled_name) in shown
            assert len(re.findall(r'class="(?:below |above )?ruled"> ', shown)) == 1, "the rules' answer is known"
            assert e.kind == "bias" or e.departs, "with their reasons"
        elif e.ruled:
            agreed += 1
            assert voice.say("site.learn_rules_same") in shown
            assert 'ruled">' not in shown
    assert min(departed.values()) > 0
    assert agreed > 10
    for e in list_bias(review.evidence, voice, {}, ()):
        study = e.path.partition("/")[2].removesuffix(".html")
        rules = {
            propose_overall(a.tool, {d: j.judgement for d, j in a.domains.items()})[0]
            for a in review.evidence.appraisals
            if a.study == study
        }
        assert e.ruled in rules


def test_no_wording_task_gives_the_level_away(review: rls.Workspace, voice: Words) -> None:
    for e in list_wording(review.evidence, review.summaries, voice):
        summary = review.summary(e.path.partition("/")[2].removesuffix(".html"))
        task = say_task(e, voice)
        assert summary.certainty is not None
        assert read(summary.certainty.summary, voice) not in task
        for level in CERTAINTY_LEVELS:
            assert voice.name("certainty", level) not in task
        assert len(e.hints) == len(ALLOWED_WORDING) + 1, "the key stands before the choice"


def test_wording_exercises_differ_in_claim_and_in_level(review: rls.Workspace, voice: Words) -> None:
    everything = list(list_wording(review.evidence, review.summaries, voice))
    shown = [
        e
        for e in list_exercises(
            review.evidence, review.summaries, voice.language, judge_readings(review.settled).signed
        )
        if e.kind == "wording"
    ]
    assert len({e.path for e in shown}) == len(shown), "no two of one claim"
    assert {e.decided for e in shown} == {e.decided for e in everything}, "every level that the workspace has"
    contradicted = {
        f"wording-{s.claims[0].claim}-{s.at.replace('.', '-')}"
        for _, s in review.evidence.sentences
        if s.verdict and s.verdict.word == "contradicted" and len(s.claims) == 1
    }
    assert contradicted
    assert {e.id for e in everything if e.decided == NOT_AT_ALL} == contradicted
    for e in everything:
        assert next(w for w, _ in e.choices) == NOT_AT_ALL, "offered each time, so that it gives nothing away"
        own = dict(e.facts).get("learn_own_language")
        assert (own is not None) == (voice.language != "sv"), "how firm it is may show in the article's language only"


def test_a_workspace_with_probably_has_an_exercise_on_it(review: rls.Workspace, voice: Words) -> None:
    low = next(s for s in review.summaries if s.certainty_word == "low" and s.certainty and not s.claim.headline)
    assert low.certainty is not None
    raised = replace(
        low, certainty=low.certainty.model_copy(update={"overall": "moderate"}), allowed_wording="probably"
    )
    summaries = [raised if s is low else s for s in review.summaries]
    shown = list_exercises(review.evidence, summaries, voice.language, {})
    assert "probably" in {e.decided for e in shown if e.kind == "wording"}


def test_the_first_of_each_kind_is_of_the_lesson(review: rls.Workspace) -> None:
    lesson = find_lesson_claim(review.summaries)
    assert lesson is not None
    assert lesson.certainty is not None
    shown = list_exercises(review.evidence, review.summaries, "en", {})
    first = {kind: next(e for e in shown if e.kind == kind).path for kind in ("bias", "certainty", "wording")}
    page = f"claims/{lesson.claim.id}.html"
    assert (first["certainty"], first["wording"]) == (page, page)
    assert first["bias"] in {f"studies/{s}.html" for s in lesson.certainty.body}


def test_the_end_of_the_scale_and_domains_without_a_step_are_said(review: rls.Workspace, voice: Words) -> None:
    below = 0
    for e in list_certainty(review.summaries, voice):
        c = review.summary(e.path.partition("/")[2].removesuffix(".html")).certainty
        assert c is not None
        assert c.downgrades is not None
        for domain, step in c.downgrades.items():
            name = voice.name("grade_domain", domain)
            assert f"{name} {f'−{step.steps}' if step.steps else 0}" in [what for what, _ in e.why]
            assert (name in e.deciding) == bool(step.steps)
        ups = sum(step.steps for step in (c.upgrades or {}).values())
        over = sum(step.steps for step in c.downgrades.values()) - ups > CERTAINTY_LEVELS.index(str(c.starts_at))
        below += over
        assert bool(e.notes) == over
    assert below


def test_the_same_word_for_every_part_and_unclear_are_explained(review: rls.Workspace, voice: Words) -> None:
    seen = Counter[str]()
    for e in list_bias(review.evidence, voice, {}, ()):
        words = {read(t, voice) for _, t in e.why[1:]}
        if len(words) == 1:
            seen["same"] += 1
            assert e.notes == (voice.say("site.learn_all_same", word=words.pop()),)
            assert not e.deciding
        elif voice.name("judgement", "unclear") in words:
            seen["unclear"] += 1
            assert e.notes == (voice.say("site.learn_unclear", word=voice.name("judgement", "unclear")),)
    assert seen["same"]
    assert seen["unclear"]


def test_a_part_without_a_reason_says_so(review: rls.Workspace, voice: Words) -> None:
    e = review.evidence
    bare = []
    for a in e.appraisals:
        domains = {d: j.model_copy(update={"support": ""}) for d, j in a.domains.items()}
        bare.append(a.model_copy(update={"domains": domains}))
    without: Evidence = replace(e, appraisals=tuple(bare))
    for exercise in list_bias(without, voice, {}, ()):
        assert {read(t, voice) for _, t in exercise.seen} == {voice.say("site.learn_no_reason")}


def test_one_short_line_tells_of_words_older_than_their_evidence(review: rls.Workspace, voice: Words) -> None:
    shown = list_exercises(review.evidence, review.summaries, voice.language, {})
    marks = {
        voice.say(f"site.{kind}_{of}") for kind in ("stale", "unrecorded", "altered") for of in ("lead", "verdict")
    }
    for e in shown:
        page = Exercises((e,), voice.language, review)._repr_html_()
        assert sum(page.count(mark) for mark in marks) == bool(e.older)
        if e.older:
            assert page.index(e.older) > page.index("<details>")


def test_the_lesson_is_counted_from_the_workspace(review: rls.Workspace, voice: Words) -> None:
    lesson = find_lesson_claim(review.summaries)
    assert lesson is not None
    said = describe_lesson(lesson, voice)
    favour = [s for s in lesson.counted if s.stance == "supports"]
    numbers = [int(n) for n in re.findall(r"\d+", said)]
    assert numbers[0] == len(favour)
    assert numbers[1] == sum(s.directness == "indirect" for s in favour)
    assert voice.name("certainty", str(lesson.certainty_word)) in said
    fewer = replace(lesson, studies=tuple(s for s in lesson.studies if s is not favour[0]))
    assert int(re.findall(r"\d+", describe_lesson(fewer, voice))[0]) == len(favour) - 1
    assert describe_lesson(replace(lesson, studies=()), voice) == ""


def test_the_path_adds_up_and_the_front_page_leads_to_it(review: rls.Workspace, voice: Words) -> None:
    maker = PageMaker(review, voice.language)
    page, front = maker.learn().text, maker.index().text
    head, path = re.findall(r'<h2 id="path">(.*?)</h2>\s*<ol>(.*?)</ol>', page, re.DOTALL)[0]
    minutes = [int(n) for n in re.findall(r"\((\d+) min\)", path)]
    assert len(minutes) == 4
    assert re.findall(r"\d+", head) == [str(sum(minutes))]
    assert 'href="learn.html#path"' in front
    assert describe_lesson(find_lesson_claim(review.summaries), voice) in page.replace("&#39;", "'")
    assert 'class="term"' in page, "words explain themselves here as on other pages"


def test_a_figure_can_leave_out_what_is_to_be_judged(review: rls.Workspace, voice: Words) -> None:
    summary = find_lesson_claim(review.summaries)
    assert summary is not None
    told = rls.figures.plot_directions(summary, language=voice.language)
    untold = rls.figures.plot_directions(summary, language=voice.language, verdict=False)
    judged = [voice.name("certainty", str(summary.certainty_word)), voice.say("figure.risk-of-bias").strip()]

    def list_words(drawn: rls.figures.Drawn) -> str:
        names = [str(trace.get("name")) for trace in drawn.figure.to_plotly_json()["data"]]
        return " | ".join([drawn.title, drawn.text, *names, *map(str, drawn.table.columns)])

    for word in judged:
        assert word in list_words(told)
        assert word not in list_words(untold)
    points = [sum(len(t["x"]) for t in d.figure.to_plotly_json()["data"]) for d in (told, untold)]
    assert points == [len(summary.counted)] * 2


def test_where_many_studies_carry_a_judgement_a_few_that_differ_are_shown(review: rls.Workspace, voice: Words) -> None:
    """Ten names and five counts are nothing to judge by."""
    many = 0
    for e in (*list_certainty(review.summaries, voice), *list_wording(review.evidence, review.summaries, voice)):
        summary = review.summary(e.path.partition("/")[2].removesuffix(".html"))
        body = find_body(summary)
        shown = [s for s in body if any(what.startswith(s.study.label) for what, _ in e.seen)]
        assert shown or not body, e.id
        if len(body) > len(shown):
            many += 1
            assert {s.stance for s in shown} == {s.stance for s in body}, "each way in which they point"
            rest = voice.say_number("site.learn_seen_rest", len(body) - len(shown))
            assert rest in {read(text, voice) for _, text in e.seen}
    assert many > 0
