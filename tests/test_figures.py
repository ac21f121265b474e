"""Figures by their data: what is drawn is what the evidence says, in both languages, and never by colour alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

import rlsevidence as rls
from rlsevidence import figures
from rlsevidence.figures.doses import find_article_range
from rlsevidence.judgement.counting import StudyInClaim
from rlsevidence.judgement.dose import convert_arm
from rlsevidence.judgement.history import trace_verdict
from rlsevidence.judgement.summary import ClaimSummary, summarise_claims
from rlsevidence.judgement.wording import RANK
from rlsevidence.labels import label
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


@pytest.fixture(scope="module")
def review() -> rls.Workspace:
    from conftest import REPO

    return rls.open_workspace(REPO)


def change(review: rls.Workspace, **parts: object) -> Evidence:
    """The shipped evidence with some of its parts replaced."""
    return replace(review.evidence, **parts)  # type: ignore[arg-type]


def summarise(review: rls.Workspace, evidence: Evidence, claim: str) -> ClaimSummary:
    return next(s for s in summarise_claims(evidence, today=review.today) if s.claim.id == claim)


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
    document = evidence.document.model_copy(update={"sentences": ()})
    evidence = replace(evidence, dose_limits=limits, document=document)
    summary = summarise(review, evidence, "insomnia-improvement")
    drawn = [
        figures.plot_directions(summary),
        figures.plot_forest(summary),
        figures.plot_timeline(summary),
        figures.plot_albatross(summary),
        figures.plot_risk_of_bias_bars(summary),
        figures.plot_verdict_history(trace_verdict(evidence, summary.claim.id, today=review.today), summary.claim),
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
        assert squares.x[y] == RANK[s.allowed_wording or ""]
        assert diamonds.x[y] == RANK[s.strongest_wording or ""]
    thick = [t for t in drawn.figure.data if t.mode == "lines" and t.line.width >= 5]
    over = [y for y, s in enumerate(review.summaries) if s.gap == "over"]
    assert sorted(t.y[0] for t in thick) == over
    assert all(t.x[0] < t.x[1] for t in thick), "the document goes further"
    assert f"{len(over)} of {len(review.summaries)} judged claims" in drawn.text


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
    (trace,) = drawn.figure.data
    assert list(trace.customdata) == ["rondanelli-2011"]
    assert trace.marker.symbol == ("square-open",)
    assert "(indirect: " in drawn.figure.layout.yaxis.ticktext[0]


# ---------------------------------------------------------------- map, light, timeline, flow, doses


def test_the_map_counts_what_the_summaries_count(review: rls.Workspace) -> None:
    counted, informing = figures.plot_evidence_map(review.summaries).figure.data
    for y, s in enumerate(review.summaries):
        assert sum(v or 0 for v in counted.z[y]) == len(s.counted)
        assert sum(v or 0 for v in informing.z[y]) == len(s.studies) - len(s.counted)


def test_the_light_shows_each_judgement_with_its_sign(review: rls.Workspace) -> None:
    drawn = figures.plot_risk_of_bias(review.evidence)
    cells = sum(len(t.x) for t in drawn.figure.data if t.x is not None and t.x[0] is not None)
    shown = {a.study for a in review.evidence.appraisals}
    assert cells == sum(len(a.domains) + 1 for a in review.evidence.appraisals if a.study in shown)
    assert "0 of them judge the risk of bias low overall" in drawn.text


def test_years_and_what_has_none(review: rls.Workspace) -> None:
    summary = review.summary("insomnia-improvement")
    drawn = figures.plot_timeline(summary)
    marks = {i: x for t in drawn.figure.data for i, x in zip(t.customdata, t.x, strict=True)}
    assert marks == {s.id: s.year for s in summary.studies if s.year and s.stance}
    assert "No database has been searched for this claim yet" in drawn.text


def test_a_database_that_was_not_searched_does_not_say_zero(review: rls.Workspace) -> None:
    drawn = figures.plot_flow(review.flow)
    boxes = " ".join(a.text for a in drawn.figure.layout.annotations if a.text)
    assert boxes.count("not searched yet") == len(review.evidence.searches)
    assert drawn.table["count"].isna().sum() == len(review.evidence.searches)
    assert f"n = {len(review.evidence.records)}" in boxes, "the seed records stand under other methods"
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
    flow = count_flow(change(review, runs=(run,)))
    assert flow.databases[first] == 0, "searched and nothing new: that is a zero"


def test_the_flow_adds_up(review: rls.Workspace) -> None:
    flow = review.flow
    left = flow.duplicates + flow.unscreened + sum(flow.excluded.values()) + flow.unsure + flow.included_records
    assert left == len(review.evidence.records)
    assert flow.primary_studies + flow.informing_studies == flow.included_studies
    assert flow.full_text_read + flow.full_text_wanted == flow.included_studies


def test_the_dose_axis_has_the_article_the_limits_and_the_studies(review: rls.Workspace) -> None:
    assert find_article_range(review.evidence) == ("11.3", 270.0, 350.0)
    table = figures.table_doses(review.evidence)
    limits = [x for x in review.evidence.dose_limits.limits if x.counts != "label"]
    for limit in limits:
        assert (table["low (mg)"] == limit.value_mg).any(), limit.authority
    article = table[table["kind"] == "the article's range"]
    assert article[["low (mg)", "high (mg)"]].to_numpy().tolist() == [[270.0, 350.0]]
    assert set(table["kind"]) >= {"from supplements", "from all sources", "dose in a study"}


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
    dose = convert_arm(arm, review.evidence.salts)
    assert dose is not None, why
    assert expected[0] <= dose.low <= dose.high <= expected[1] + 0.5, (why, dose)


def test_labels_of_stances_are_the_vocabularys_words(review: rls.Workspace) -> None:
    for word in review.evidence.vocabulary["stance"]:
        assert label("stance", word, "en")
        assert label("stance", word, "sv") != label("stance", word, "en")


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
