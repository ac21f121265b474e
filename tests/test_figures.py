"""Figures by their data: what is drawn is what the evidence says, in both languages, and never by colour alone."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rlsevidence as rls
from review import first_document
from rlsevidence import figures
from rlsevidence.decisions import StudyInClaim, settle
from rlsevidence.exposure.amounts import convert_arm, find_measure
from rlsevidence.figures.base import KEY, RISK, group_alike, rank_design
from rlsevidence.figures.doses import find_article_range
from rlsevidence.figures.forest import say_sides
from rlsevidence.figures.sketch import Sketch, scatter
from rlsevidence.figures.verdict_history import place_days
from rlsevidence.judgement.claim_summary import ClaimSummary
from rlsevidence.judgement.history import trace_verdict
from rlsevidence.judgement.summary import summarise_claims
from rlsevidence.judgement.wording import RANK
from rlsevidence.language import say
from rlsevidence.language.words import Words, name_word
from rlsevidence.model import Arm, Estimate, Evidence, SearchRun
from rlsevidence.synthesis.flow import count_flow

Draw = Callable[[rls.Workspace, str], figures.Drawn]
HEADLINES = ("insomnia-improvement", "mild-moderate-relief")

CASES: Mapping[str, tuple[Draw, str]] = {
    "plot_albatross": (
        lambda r, lang: figures.plot_albatross(r.summary("insomnia-improvement"), language=lang),
        "p against people where nothing can be pooled",
    ),
    "plot_claims_at_a_glance": (lambda r, lang: figures.plot_claims_at_a_glance(r.summaries, language=lang), "the gap"),
    "plot_coverage": (lambda r, lang: figures.plot_coverage(language=lang), "why the interval has a floor"),
    "plot_directions": (
        lambda r, lang: figures.plot_directions(r.summary("insomnia-improvement"), language=lang),
        "one mark a study",
    ),
    "plot_doses": (lambda r, lang: figures.plot_doses(r.evidence, language=lang), "one axis in elemental mg"),
    "plot_evidence_map": (lambda r, lang: figures.plot_evidence_map(r.summaries, language=lang), "claims by designs"),
    "plot_flow": (lambda r, lang: figures.plot_flow(r.flow, language=lang), "PRISMA 2020"),
    "plot_forest": (
        lambda r, lang: figures.plot_forest(r.summary("mild-moderate-relief"), language=lang),
        "what has an interval",
    ),
    "plot_registrations": (
        lambda r, lang: figures.plot_registrations(r.trials, r.today, language=lang),
        "what came of registered trials",
    ),
    "plot_risk_of_bias": (lambda r, lang: figures.plot_risk_of_bias(r.evidence, language=lang), "the traffic light"),
    "plot_risk_of_bias_bars": (
        lambda r, lang: figures.plot_risk_of_bias_bars(r.summary("insomnia-improvement"), language=lang),
        "domains weighed by people",
    ),
    "plot_timeline": (
        lambda r, lang: figures.plot_timeline(r.summary("insomnia-improvement"), language=lang),
        "when the evidence came",
    ),
    "plot_verdict_history": (
        lambda r, lang: figures.plot_verdict_history(
            r.history("insomnia-improvement"), r.evidence.claims["insomnia-improvement"], language=lang
        ),
        "what moved the verdict",
    ),
}


def change(review: rls.Workspace, **parts: object) -> Evidence:
    """The shipped evidence with some of its parts replaced."""
    return replace(review.evidence, **parts)  # type: ignore[arg-type]


def summarise(review: rls.Workspace, evidence: Evidence, claim: str) -> ClaimSummary:
    return next(s for s in summarise_claims(settle(evidence), today=review.today) if s.claim.id == claim)


def list_marks(drawn: figures.Drawn) -> list[Any]:
    """The traces of a figure that show evidence; those that only explain a mark in the legend are left out."""
    return [t for t in drawn.figure.data if t.meta != KEY and t.mode != "lines"]


def list_legend(drawn: figures.Drawn) -> list[str]:
    return [t.name for t in drawn.figure.data if t.showlegend is not False and t.name]


def test_every_figure_has_a_case_and_a_table() -> None:
    plots = {name for name in figures.__all__ if name.startswith("plot_")}
    assert plots == set(CASES)
    assert {f"table_{name.removeprefix('plot_')}" for name in plots} <= set(figures.__all__)


@pytest.mark.parametrize("name", CASES)
def test_a_figure_says_what_it_shows_in_both_languages(review: rls.Workspace, name: str) -> None:
    draw, why = CASES[name]
    english, swedish = draw(review, "en"), draw(review, "sv")
    assert english.id == swedish.id, why
    for one, other in ((english, swedish), (swedish, english)):
        assert len(one.text) > 60
        assert one.text != other.text
        assert one.title != other.title
        assert len(one.table)
        assert list(one.table.columns) != list(other.table.columns)
    assert len(english.table) == len(swedish.table)
    assert len(english.figure.data) == len(swedish.figure.data)


@pytest.mark.parametrize("name", CASES)
def test_a_figure_is_the_same_each_time_and_asks_for_nothing_outside(review: rls.Workspace, name: str) -> None:
    draw, _ = CASES[name]
    first, second = draw(review, "en").figure.to_json(), draw(review, "en").figure.to_json()
    assert first == second
    assert "http" not in first, "nothing is loaded from elsewhere"
    assert "template" not in json.loads(first)["layout"] or not json.loads(first)["layout"]["template"].get("data")


@pytest.mark.parametrize("name", CASES)
def test_colour_never_carries_meaning_alone(review: rls.Workspace, name: str) -> None:
    draw, _ = CASES[name]
    seen: dict[str, set[str]] = {}
    for trace in draw(review, "en").figure.data:
        if trace.type != "scatter" or trace.marker is None:
            continue
        own = trace.marker.color
        if isinstance(own, str) and trace.mode and "markers" in trace.mode:
            symbols = trace.marker.symbol if isinstance(trace.marker.symbol, (list, tuple)) else [trace.marker.symbol]
            for symbol in symbols:
                seen.setdefault(str(symbol), set()).add(own)
        elif own is not None:
            assert trace.text is not None, "cells of many colours need a sign in each"
            signs = dict(zip(trace.text, trace.marker.color, strict=True))
            assert len(signs) >= len(set(trace.marker.color)), "a sign stands for one colour"
    if name == "plot_risk_of_bias":
        return  # the legend repeats the signs in words
    # A symbol that stands for two colours must be told apart by size or words: grey is for what is not counted.
    for symbol, colours in seen.items():
        assert len(colours - {"#8a8f98"}) <= 1, symbol


def test_every_claim_has_its_figures(review: rls.Workspace) -> None:
    for summary in review.summaries:
        for plot in (figures.plot_directions, figures.plot_forest, figures.plot_timeline):
            for language in ("en", "sv"):
                drawn = plot(summary, language=language)
                assert drawn.figure.data or drawn.figure.layout.annotations, (drawn.id, language)
                assert len(drawn.text) > 30, drawn.id


def test_nothing_yet_is_said_in_words(review: rls.Workspace) -> None:
    evidence = change(review, studies={}, tags=(), appraisals=(), certainty={}, runs=())
    limits = evidence.dose_limits.model_copy(update={"limits": ()})
    document = first_document(evidence).model_copy(update={"sentences": ()})
    evidence = replace(evidence, dose_limits=limits, documents={document.id: document})
    summary = summarise(review, evidence, "insomnia-improvement")
    drawn = [
        figures.plot_directions(summary),
        figures.plot_forest(summary),
        figures.plot_timeline(summary),
        figures.plot_albatross(summary),
        figures.plot_risk_of_bias_bars(summary),
        figures.plot_verdict_history(
            trace_verdict(settle(evidence), summary.claim.id, today=review.today), summary.claim
        ),
        figures.plot_risk_of_bias(evidence),
        figures.plot_evidence_map([summary]),
        figures.plot_doses(evidence),
        figures.plot_claims_at_a_glance([]),
    ]
    for one in drawn:
        assert not one.figure.data, one.id
        assert any(len(a.text) > 10 for a in one.figure.layout.annotations), one.id


# ---------------------------------------------------------------- claims at a glance


def test_the_gap_is_what_is_drawn(review: rls.Workspace) -> None:
    drawn = figures.plot_claims_at_a_glance(review.summaries)
    squares, diamonds = (t for t in drawn.figure.data if t.mode == "markers")
    for y, s in enumerate(review.summaries):
        # Where a judgement waits that rules cannot stand in for, nothing is drawn for what is allowed.
        assert squares.x[y] == (RANK[s.allowed_wording] if s.allowed_wording else None)
        assert s.allowed_wording or s.pending
        assert diamonds.x[y] == RANK[s.strongest_wording or ""]
    thick = [t for t in drawn.figure.data if t.mode == "lines" and t.line.width >= 5]
    over = [y for y, s in enumerate(review.summaries) if s.gap == "over"]
    assert sorted(t.y[0] for t in thick) == over
    assert all(t.x[0] < t.x[1] for t in thick), "the document goes further"
    judged = [s for s in review.summaries if s.gap != "not_applicable"]
    assert f"{len(over)} of {len(judged)} judged claims" in drawn.text


# ---------------------------------------------------------------- directions


@pytest.mark.parametrize("claim", [*HEADLINES, "deficiency-contributes", "bleeding-risk"])
def test_one_mark_a_counted_study_in_the_lane_of_its_stance(review: rls.Workspace, claim: str) -> None:
    summary = review.summary(claim)
    traces = figures.plot_directions(summary).figure.data
    marks = {i: (x, t.marker) for t in traces for i, x in zip(t.customdata, t.x, strict=True)}
    assert set(marks) == {s.id for s in summary.counted}
    assert sum(len(t.x) for t in traces) == len(summary.counted), "a study has one mark"
    lanes = ("disputes", "inconclusive", "supports")
    for s in summary.counted:
        x, marker = marks[s.id]
        assert lanes[x] == s.stance
        assert marker.size == 15, "size encodes nothing"
        if s.risk_of_bias:
            assert marker.symbol.endswith("-open") == (s.directness == "indirect"), s.id


@pytest.mark.parametrize("claim", HEADLINES)
def test_the_strongest_design_stands_first_in_every_language(review: rls.Workspace, claim: str) -> None:
    orders = []
    for language in ("en", "sv"):
        traces = figures.plot_directions(review.summary(claim), language=language).figure.data
        marks = sorted((y, i) for t in traces for i, y in zip(t.customdata, t.y, strict=True))
        orders.append([i for _, i in marks])
    assert orders[0] == orders[1]
    counted = {s.id: s for s in review.summary(claim).counted}
    places = [(rank_design(counted[i].study.design), counted[i].year or 9999) for i in orders[0]]
    assert places == sorted(places)


def test_the_sentence_counts_as_the_summary_does_and_warns_of_votes(review: rls.Workspace) -> None:
    summary = review.summary("insomnia-improvement")
    text = figures.plot_directions(summary).text
    assert f"Primary studies counted: {len(summary.counted)}." in text
    assert f"Pointing with the claim: {summary.by_stance['supports']};" in text
    assert f"Suggested records that wait for a person: {summary.waiting.suggested}." in text
    assert "does not say how sure we are" in text


# ---------------------------------------------------------------- forest


@pytest.mark.parametrize("claim", HEADLINES)
def test_no_randomised_estimate_in_rls_could_be_read_for_a_headline_claim(review: rls.Workspace, claim: str) -> None:
    drawn = figures.plot_forest(review.summary(claim))
    assert drawn.text.startswith("No estimate from a randomised comparison that answers the claim itself could be read")
    direct = {s.id for s in review.summary(claim).counted if s.directness == "direct"}
    for trace in drawn.figure.data:
        for study in trace.customdata:
            assert not (study in direct and trace.name == "between-arms")


def test_a_randomised_estimate_in_rls_would_be_shown_and_said(review: rls.Workspace) -> None:
    study = review.evidence.studies["jadidi-2022"]
    result = study.results[0].model_copy(
        update={
            "kind": "between-arms",
            "estimate": Estimate(measure="MD", value=-2, ci_low=-4, ci_high=0.5, level=95),
            "claims": ("mild-moderate-relief",),
        }
    )
    changed = study.model_copy(update={"results": (result,)})
    evidence = change(review, studies={**review.evidence.studies, study.id: changed})
    text = figures.plot_forest(summarise(review, evidence, "mild-moderate-relief")).text
    assert text.startswith("1 estimate comes from randomised comparisons that answer the claim itself")


def test_kinds_outcomes_and_measures_never_share_a_scale(review: rls.Workspace) -> None:
    for summary in review.summaries:
        drawn = figures.plot_forest(summary)
        if not drawn.figure.data:
            continue
        results = {s.id: s.study.results for s in summary.counted}
        for trace in drawn.figure.data:
            kinds = {
                (r.kind, r.outcome, r.estimate.measure, r.unit)
                for study, x in zip(trace.customdata, trace.x, strict=True)
                for r in results[study]
                if r.estimate and r.estimate.value == x and summary.claim.id in r.claims
            }
            assert len(kinds) == 1, drawn.id
            low = [x - m for x, m in zip(trace.x, trace.error_x.arrayminus, strict=True)]
            high = [x + m for x, m in zip(trace.x, trace.error_x.array, strict=True)]
            assert all(a <= x <= b for a, x, b in zip(low, trace.x, high, strict=True))


def test_an_indirect_estimate_is_hollow_and_named(review: rls.Workspace) -> None:
    drawn = figures.plot_forest(review.summary("insomnia-improvement"))
    assert sorted(str(name) for trace in drawn.figure.data for name in trace.customdata) == [
        "rondanelli-2011",
        "schuster-2025",
    ]
    assert all(trace.marker.symbol == ("square-open",) for trace in drawn.figure.data)
    axes = [drawn.figure.layout[trace.yaxis.replace("y", "yaxis")] for trace in drawn.figure.data]
    assert all("(indirect: " in axis.ticktext[0] for axis in axes)
    assert "…" not in drawn.figure.to_json(), "labels stand whole"


def test_estimates_of_different_exposures_never_share_an_axis(review: rls.Workspace) -> None:
    drawn = figures.plot_forest(review.summary("deficiency-contributes"))
    panels = [list(t.customdata) for t in drawn.figure.data]
    assert panels == [["earley-2020", "earley-2020"], ["li-2023"], ["yang-2019"]]
    heads = [a.text.replace("<br>", " ") for a in drawn.figure.layout.annotations]
    assert any("RLS against any acid suppressant" in head for head in heads)
    assert any("predialysis magnesium above 1.02 mmol/L" in head for head in heads)


SENTENCES = [
    ("mild-moderate-relief", True, False, "a change in one group"),
    ("deficiency-contributes", False, True, "associations only"),
    ("other-natural-treatments", False, False, "differences between groups only"),
]


@pytest.mark.parametrize(("claim", "change_said", "association_said", "why"), SENTENCES)
def test_each_caveat_stands_where_it_belongs(
    review: rls.Workspace, claim: str, change_said: bool, association_said: bool, why: str
) -> None:
    text = figures.plot_forest(review.summary(claim)).text
    assert ("may have got better without it" in text) == change_said, why
    assert ("need not cause each other" in text) == association_said, why


SIDES = [
    ("between-arms", "higher", "← favours the comparison | favours the treatment →", "a gain to the right"),
    ("between-arms", "lower", "← favours the treatment | favours the comparison →", "a fall in symptoms to the left"),
    ("before-after", "lower", "← better afterwards | worse afterwards →", "one group: nothing is favoured"),
    ("association", "lower", "← better | worse →", "no treatment"),
    ("association", "none", "which way is better is not stated", "no word for it"),
    ("between-arms", None, "which way is better is not stated", "not recorded"),
]


@pytest.mark.parametrize(("kind", "better", "words", "why"), SIDES)
def test_an_axis_says_which_side_is_better(kind: str, better: str | None, words: str, why: str) -> None:
    assert say_sides(kind, better, Words("en")) == words, why
    assert say_sides(kind, better, Words("sv")) != words


def test_the_sides_stand_on_every_panel(review: rls.Workspace) -> None:
    for summary in review.summaries:
        layout = figures.plot_forest(summary).figure.layout.to_plotly_json()
        axes = [v["title"]["text"] for k, v in layout.items() if k.startswith("xaxis") and "title" in v]
        assert all("→" in text or "is not stated" in text for text in axes), summary.claim.id


# ---------------------------------------------------------------- albatross


def test_hollow_means_indirect_in_the_albatross_too_and_a_bound_has_an_arrow(review: rls.Workspace) -> None:
    summary = review.summary("insomnia-improvement")
    drawn = figures.plot_albatross(summary)
    beside = {s.id: s for s in summary.counted}
    marks = [t for t in list_marks(drawn) if t.name is None]
    for trace in marks:
        for study, symbol in zip(trace.customdata, trace.marker.symbol, strict=True):
            assert symbol.endswith("-open") == (beside[study].directness == "indirect"), study
    (arrows,) = [t for t in list_marks(drawn) if t.name is not None]
    assert arrows.name == "arrow: only a bound (p <) was printed"
    bounds = (drawn.table["only a bound"] == "yes").sum()
    assert 0 < len(arrows.x) == bounds < len(drawn.table)
    points = {(i, y): x for t in marks for i, x, y in zip(t.customdata, t.x, t.y, strict=True)}
    assert all(x > 0 for x in arrows.x)
    assert set(arrows.customdata) <= {study for study, _ in points}
    assert {"filled: answers the claim itself", "hollow: indirect"} <= set(list_legend(drawn))


def test_the_albatross_says_what_was_picked_and_what_the_lines_are_for(review: rls.Workspace) -> None:
    drawn = figures.plot_albatross(review.summary("insomnia-improvement"))
    assert f"{len(drawn.table)} marks from {drawn.table['study'].nunique()} studies" in drawn.text
    picked = drawn.table[drawn.table["among"] > 1]
    assert len(picked), "a study with several p-values"
    assert all(f"{row['study']}: {row['result shown']}" in drawn.text for _, row in picked.iterrows())
    assert drawn.table["result shown"].notna().all()
    legend = list_legend(drawn)
    assert "difference between groups" in legend, "the lines are for these"
    assert "before and after, one group – not for the lines" in legend
    assert "the same people twice (crossover) – not for the lines" in legend
    outside = (drawn.table["kind"] != "difference between groups").sum()
    assert f"{outside} marks of another kind must not be read against them" in drawn.text
    assert drawn.figure.layout.yaxis.tickvals is not None, "no stray digits between the powers of ten"


# ---------------------------------------------------------------- verdict history, timeline


def test_a_year_is_drawn_at_the_year_and_states_stay_in_order(review: rls.Workspace) -> None:
    history = review.history("insomnia-improvement")
    drawn = figures.plot_verdict_history(history, review.evidence.claims["insomnia-improvement"])
    line = next(t for t in drawn.figure.data if t.mode == "lines")
    assert [int(x) for x in line.x] == [s.day.year for s in history.states]
    assert [x for x in line.x if x == int(x)], "a mark at the end of 1998 would be read as 1999"
    assert "end of the year" in drawn.figure.layout.xaxis.title.text
    assert {"filled: the verdict changed", "hollow: it stayed"} <= set(list_legend(drawn))


def test_the_history_names_studies_as_readers_know_them(review: rls.Workspace) -> None:
    undated = 0
    for claim in review.evidence.claims:
        history = review.history(claim)
        undated += len(history.undated)
        drawn = figures.plot_verdict_history(history, review.evidence.claims[claim])
        hovers = [str(t) for trace in drawn.figure.data for t in (trace.text or ())]
        said = " ".join([drawn.text, *hovers, drawn.table.to_csv()]).replace("<br>", " ")
        for id_ in (*history.undated, *(i for s in history.states for i in s.added)):
            label = review.evidence.studies[id_].label
            assert label in said or label in drawn.text, (claim, id_)
            assert id_ == label or not re.search(rf"(?<![\w-]){re.escape(id_)}(?![\w-])", said), (claim, id_)
    assert undated, "some study has no date"


@given(st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)), max_size=12))
def test_days_keep_their_order_and_their_year(days: list[dt.date]) -> None:
    days = sorted(days)
    places = place_days(days)
    assert places == sorted(set(places))
    assert [int(x) for x in places] == [day.year for day in days]


def test_no_mark_of_the_timeline_covers_another(review: rls.Workspace) -> None:
    for summary in review.summaries:
        drawn = figures.plot_timeline(summary)
        marks = [(x, y) for t in list_marks(drawn) for x, y in zip(t.x, t.y, strict=True)]
        assert len(marks) == len(set(marks)), summary.claim.id
        if marks:
            assert {"filled: answers the claim itself", "hollow: indirect"} <= set(list_legend(drawn))
            assert len(list_legend(drawn)) == len(set(list_legend(drawn)))


# ---------------------------------------------------------------- map, light, timeline, flow, doses


def test_the_map_counts_what_the_summaries_count(review: rls.Workspace) -> None:
    counted, informing = figures.plot_evidence_map(review.summaries).figure.data
    for y, s in enumerate(review.summaries):
        pairs = [tuple(map(int, words.split(" + "))) for words in counted.text[y] if words]
        assert sum(direct for direct, _ in pairs) == s.by_directness.get("direct", 0), s.claim.id
        assert sum(a + b for a, b in pairs) == len(s.counted)
        assert [v for v in counted.z[y] if v is not None] == [direct for direct, _ in pairs], (
            "dark: direct studies only"
        )
        assert sum(v or 0 for v in informing.z[y]) == len(s.studies) - len(s.counted)


def test_indirect_trials_never_hide_among_direct_ones(review: rls.Workspace) -> None:
    drawn = figures.plot_evidence_map(review.summaries)
    title = review.summary("insomnia-improvement").claim.title.en
    own = drawn.table[(drawn.table["claim"] == title) & drawn.table["design"].str.startswith("randomised")]
    trials = [s for s in review.summary("insomnia-improvement").counted if s.study.is_randomised]
    direct = sum(s.directness == "direct" for s in trials)
    assert 0 < direct < len(trials), "the case must have both"
    assert own["counted, direct"].sum() == direct
    assert own["counted, indirect"].sum() == len(trials) - direct
    every = [s for x in review.summaries for s in x.counted if s.study.is_randomised]
    times = sum(s.directness == "direct" for s in every)
    assert f"{len(every)} times over {len(review.summaries)} claims, and {times} of those times" in drawn.text


def test_the_light_shows_each_judgement_with_its_sign(review: rls.Workspace) -> None:
    drawn = figures.plot_risk_of_bias(review.evidence)
    cells = sum(len(t.x) for t in drawn.figure.data if t.x is not None and t.x[0] is not None)
    shown = {a.study for a in review.evidence.appraisals}
    assert cells == sum(len(a.domains) + 1 for a in review.evidence.appraisals if a.study in shown)
    assert "0 of them judge the risk of bias low overall" in drawn.text


def test_judgements_that_look_alike_share_one_entry(review: rls.Workspace) -> None:
    assert group_alike(["high", "serious"], 0, 2) == {("#D55E00", "−"): ("serious", "high")}
    assert {w for words in group_alike(RISK, 0, 1, 2).values() for w in words} == set(RISK)
    drawn = figures.plot_risk_of_bias(review.evidence)
    looks = [(t.marker.color, t.name.split()[0]) for t in drawn.figure.data if t.meta == KEY]
    assert len(looks) == len(set(looks))
    assert any(t.name.endswith("serious / high") for t in drawn.figure.data if t.meta == KEY)
    for summary in review.summaries:
        legend = [t for t in figures.plot_directions(summary).figure.data if t.name]
        assert len({(t.marker.color, t.marker.symbol) for t in legend}) == len(legend), summary.claim.id


def test_years_and_what_has_none(review: rls.Workspace) -> None:
    summary = review.summary("insomnia-improvement")
    drawn = figures.plot_timeline(summary)
    marks = {i: x for t in list_marks(drawn) for i, x in zip(t.customdata, t.x, strict=True)}
    assert marks == {s.id: s.year for s in summary.studies if s.year and s.stance}
    assert "No database has been searched for this claim yet" in drawn.text


def test_a_database_that_was_not_searched_does_not_say_zero(review: rls.Workspace) -> None:
    drawn = figures.plot_flow(review.flow)
    boxes = " ".join(a.text for a in drawn.figure.layout.annotations if a.text).replace("\u200b", "")
    assert f"{len(review.evidence.searches)} searches: not searched yet" in boxes.replace("<br>", " ")
    assert drawn.table["count"].isna().sum() == len(review.evidence.searches)
    seeds = sum(not r.origin.startswith("import:") for r in review.evidence.records.values())
    assert f"n = {seeds}" in boxes.replace("\u00a0", " ").replace("<br>", " "), "seeds stand under other methods"
    first = next(iter(review.evidence.searches))
    run = SearchRun(
        run="2026-11-20T00:00:00Z.made-up",
        search=first,
        at="2026-11-20T00:00:00Z",
        outcome="done",
        query_sha256="0" * 64,
        translation=None,
        warnings=(),
        count=0,
        fetched=0,
        gained={},
        lost={},
        tools={},
        why_failed=None,
    )
    flow = count_flow(settle(change(review, runs=(run,))))
    assert flow.databases[first] == 0, "searched and nothing new: that is a zero"


def test_the_flow_says_how_far_full_texts_have_come(review: rls.Workspace) -> None:
    flow = review.flow
    for language, words in (
        ("en", ("Records excluded", "Studies let in", "Assessed in full text")),
        ("sv", ("Exkluderade poster", "Insläppta studier", "Bedömda i fulltext")),
    ):
        texts = [a.text for a in figures.plot_flow(flow, language=language).figure.layout.annotations if a.text]
        texts = [text.replace("\u200b", "") for text in texts]
        lines = [line for text in texts for line in text.replace("<b>", "").replace("</b>", "").split("<br>")]
        assert max(map(len, lines)) <= 23, "no line is wider than its box on a phone"
        boxes = [text.replace("</b><br><b>", " ").replace("<br>", " ") for text in texts]
        numbers = (sum(flow.excluded.values()), flow.full_text_read + flow.full_text_wanted, flow.full_text_read)
        for word, number in zip(words, numbers, strict=True):
            (box,) = [b for b in boxes if b.startswith(f"<b>{word}</b>")]
            assert f"n = {number}" in box
    assert f"for {flow.full_text_wanted} the full text is not yet read" in figures.plot_flow(flow).text


def test_the_flow_adds_up(review: rls.Workspace) -> None:
    flow = review.flow
    left = flow.duplicates + flow.unscreened + sum(flow.excluded.values()) + flow.unsure + flow.included_records
    assert left == len(review.evidence.records)
    assert flow.primary_studies + flow.informing_studies == flow.included_studies
    assert flow.full_text_read + flow.full_text_wanted == flow.included_studies


def test_the_dose_axis_has_the_article_the_limits_and_the_studies(review: rls.Workspace) -> None:
    assert find_article_range(review.evidence) == ("11.3", 270.0, 350.0)
    table = figures.table_doses(review.evidence)
    for limit in review.evidence.dose_limits.limits:
        assert (table["low (mg)"] == limit.value_mg).any(), limit.authority
    article = table[table["kind"] == "the article's range"]
    assert article[["low (mg)", "high (mg)"]].to_numpy().tolist() == [[270.0, 350.0]]
    assert set(table["kind"]) >= {"upper level", "recommended intake", "adequate intake", "dose in a study"}
    assert set(table["counts"].dropna()) == {"from supplements", "from all sources", "as a medicine", "for labels only"}


def test_a_limit_and_a_need_never_share_a_mark_and_the_legend_says_both(review: rls.Workspace) -> None:
    drawn = figures.plot_doses(review.evidence)
    legend = list_legend(drawn)
    assert {"upper level, from supplements", "recommended intake, from all sources"} <= set(legend)
    assert len(legend) == len(set(legend))
    marks = {t.name: t.marker.symbol for t in list_marks(drawn)}
    assert len(set(marks.values())) == len(marks), "each meaning has its own mark"
    assert "375 mg is a reference for percentages on packs: neither a need nor a limit" in drawn.text
    assert "375 mg är en referens" in figures.plot_doses(review.evidence, language="sv").text


DOSES = [
    ({"amount": 12.4, "unit": "mmol/day", "amount_is": "elemental", "salt": None}, (301, 302), "12.4 mmol is 301 mg"),
    (
        {"amount": 250, "unit": "mg/day", "amount_is": "salt", "salt": "oxide"},
        (150, 151.5),
        "oxide is 60.3 per cent magnesium",
    ),
    ({"amount": 250, "unit": "mg/day", "amount_is": "elemental", "salt": "oxide"}, (250, 250), "already magnesium"),
    (
        {"amount": 250, "unit": "mg/day", "amount_is": "unclear", "salt": "oxide"},
        (150, 250),
        "either: the interval spans both",
    ),
]


@pytest.mark.parametrize(("given", "expected", "why"), DOSES)
def test_doses_in_elemental_milligrams(
    review: rls.Workspace, given: dict[str, object], expected: tuple[float, float], why: str
) -> None:
    arm = Arm.model_validate(
        {"id": "made-up", "n": None, "compound": "magnesium", "route": "oral", "duration": None, "given_with": None}
        | given
    )
    dose = convert_arm(arm, find_measure(review.evidence))
    assert dose is not None, why
    assert expected[0] <= dose.low <= dose.high <= expected[1] + 0.5, (why, dose)


def test_labels_of_stances_are_the_vocabularys_words(review: rls.Workspace) -> None:
    for word in review.evidence.vocabulary["stance"]:
        assert name_word(review.evidence.vocabulary, "stance", word, "en")
        names = [name_word(review.evidence.vocabulary, "stance", word, code) for code in ("sv", "en")]
        assert names[0] != names[1]


def test_a_retracted_study_is_shown_and_never_counted(review: rls.Workspace) -> None:
    from rlsevidence.model import Integrity

    target = "jadidi-2022"
    notice = Integrity(kind="retracted", by=None, noted_on="2026-01-31")
    records = {
        i: r.model_copy(update={"integrity": (notice,)}) if i in review.evidence.studies[target].reports else r
        for i, r in review.evidence.records.items()
    }
    summary = summarise(review, change(review, records=records), "insomnia-improvement")
    one: StudyInClaim = next(s for s in summary.studies if s.id == target)
    assert one.retracted
    assert not one.counted
    drawn = figures.plot_directions(summary)
    assert target not in {i for t in drawn.figure.data for i in t.customdata}
    assert (drawn.table["study"] == one.study.label).any(), "it stays in the table, with the reason"


# ---------------------------------------------------------------- on a phone


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "language", "cue", "why"),
    [
        (390, "en", "Wider than the screen: scroll sideways →", "a phone"),
        (390, "sv", "Bredare än skärmen: rulla i sidled →", "a phone, in Swedish"),
        (1100, "en", None, "all of it is in view"),
    ],
)
def test_a_frame_that_goes_on_beyond_the_screen_says_so(
    browser: Any, width: int, language: str, cue: str | None, why: str
) -> None:
    from rlsevidence.site.build import ASSETS

    style, script = ((ASSETS / name).read_text(encoding="utf-8") for name in ("site.css", "site.js"))
    page = browser.new_page(viewport={"width": width, "height": 600})
    page.set_content(
        f'<html lang="{language}"><body data-cue="{say("site.scroll_cue", language)}"><style>{style}</style><main>'
        '<div class="scroll"><table style="width:700px"><tr><td>'
        f'made up</td></tr></table></div></main><p class="status"></p><script>{script}</script></html>'
    )
    shown = [p.inner_text() for p in page.locator(".cue").all()]
    assert shown == ([cue] if cue else []), why
    assert page.locator(".scroll.more-right").count() == len(shown)
    page.locator(".scroll").evaluate("frame => { frame.scrollLeft = 9999; }")
    page.wait_for_function("!document.querySelector('.scroll').classList.contains('more-right')")
    assert page.locator(".scroll.more-left").count() == len(shown), "the other edge goes on now"
    page.close()


def test_a_figure_of_plain_values_is_what_plotly_would_have_made() -> None:
    ours, theirs = Sketch(), go.Figure()
    for one, trace in ((ours, scatter), (theirs, go.Scatter)):
        one.update_layout(template=None, height=300, margin={"l": 10, "t": 20}, xaxis2={"domain": [0.5, 1]})
        one.update_layout(margin={"l": 5}, title={"text": "A title", "x": 0.01})
        one.update_xaxes(showgrid=True, title="words", tickfont={"size": 12})
        one.update_xaxes(tickfont={"color": "#000"}, range=(1, 2))
        one.update_yaxes(tickvals=[0, 1], ticktext=("a", "b"))
        one.add_trace(trace(x=[1, None], y=(0, 1), mode="markers", marker={"size": 3, "color": None}, meta="key"))
        one.add_vline(x=1.5, line={"width": 1})
        one.add_hline(y=0.5, line={"width": 1}, layer="below")
        one.add_shape(type="rect", x0=0, x1=1, y0=0, y1=1)
        one.add_annotation(x=1, y=1, text="here", showarrow=False)
    wanted = json.loads(theirs.to_json())
    assert wanted["layout"].pop("template", {}) == {}
    assert json.loads(json.dumps(ours.to_plain())) == wanted
    assert json.loads(ours.to_plotly().to_json())["data"] == wanted["data"]
    ours.update_layout(no_such_thing=1)
    with pytest.raises(ValueError, match="no_such_thing"):
        ours.to_plotly()
