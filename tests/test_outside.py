"""Look-ups by hand, studies known and unread, and what is watched: shown, asked for, tried, and counted nowhere."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import invented_studies
from rlsevidence import store
from rlsevidence.cli import main
from rlsevidence.decisions import settle
from rlsevidence.judgement.as_of import restrict_evidence
from rlsevidence.judgement.first_readings import changes_scale, find_standing, hold_against, list_first_readings
from rlsevidence.judgement.grade import propose_grade
from rlsevidence.judgement.rests_on import describe_claim
from rlsevidence.judgement.summary import summarise_claims
from rlsevidence.judgement.told import choose_stance
from rlsevidence.judgement.unread import try_unread
from rlsevidence.judgement.what_if import Effect
from rlsevidence.language.reasons import because
from rlsevidence.model import Evidence, UnreadStudy, Watched, WatchList
from rlsevidence.model.grade import rank_word
from rlsevidence.pubmed.digest import format_markdown, summarise_news
from rlsevidence.tagging.queue import list_due, todo

TODAY = dt.date(2026, 11, 29)
CLAIM = "mild-moderate-relief"


def unread(**changes: object) -> UnreadStudy:
    plain: dict[str, object] = {
        "id": "invented-unread",
        "what": {"en": "An invented trial that a page tells of.", "sv": "En påhittad prövning."},
        "claims": [CLAIM],
        "design": "rct",
        "n": 400,
        "directness": "direct",
        "said": "no_difference",
        "told_by": ["https://example.org/invented"],
        "seen_on": dt.date(2026, 1, 1),
        "unseen": ["identifier"],
        "entered_by": "seed",
    }
    return UnreadStudy.model_validate({**plain, **changes})


def watched(seen_on: dt.date | None, months: int = 12) -> Watched:
    return Watched.model_validate(
        {
            "id": "invented-level",
            "what": {"en": "An invented level.", "sv": "En påhittad nivå."},
            "kind": "upper-level",
            "claims": [CLAIM],
            "expected": "999 mg",
            "where": "https://example.org/level",
            "version": None,
            "seen_on": seen_on,
            "months": months,
        }
    )


@pytest.fixture(scope="module")
def shipped(repo: Path) -> Evidence:
    return replace(store.load(repo / "evidence"), unread={}, watch=None)


def test_an_unread_study_is_shown_and_counted_nowhere(shipped: Evidence) -> None:
    with_it = replace(shipped, unread={"invented-unread": unread()})
    without, beside = (
        {s.claim.id: s for s in summarise_claims(settle(e), today=TODAY)}[CLAIM] for e in (shipped, with_it)
    )
    assert [u.id for u in beside.unread] == ["invented-unread"]
    assert without.unread == ()
    assert (beside.studies, beside.certainty, beside.participants) == (
        without.studies,
        without.certainty,
        without.participants,
    )


def test_a_past_day_does_not_know_of_it(shipped: Evidence) -> None:
    settled = settle(replace(shipped, unread={"invented-unread": unread()}))
    past = summarise_claims(settled, today=TODAY, as_of=dt.date(2025, 1, 1))
    assert all(s.unread == () for s in past)


@pytest.mark.parametrize(
    ("said", "kind", "stance"),
    [
        ("benefit", "effect", "supports"),
        ("harm", "effect", "disputes"),
        ("harm", "harm", "supports"),
        ("benefit", "harm", "disputes"),
        ("no_difference", "effect", "inconclusive"),
        ("unclear", "harm", "inconclusive"),
        ("harm", "safety", "disputes"),
        ("benefit", "safety", "inconclusive"),
        ("no_difference", "safety", "inconclusive"),
        ("benefit", "relief", "supports"),
        ("harm", "relief", "disputes"),
    ],
)
def test_what_is_told_becomes_the_stance_of_the_claims_own_side(
    said: str, kind: str, stance: str, shipped: Evidence
) -> None:
    """A claim of harm may also say that something is safe, or that there is less harm."""
    agrees = {"safety": "no_difference", "relief": "benefit", "harm": "harm"}.get(kind, "benefit")
    claim = shipped.claims["safe-for-most"]
    assert claim.phrases is not None
    phrases = claim.phrases.model_copy(update={"agrees_with": agrees})
    kind = "effect" if kind == "effect" else "harm"
    assert choose_stance(said, claim.model_copy(update={"kind": kind, "phrases": phrases})) == stance


@pytest.mark.parametrize(
    ("kind", "changes", "costs"),
    [
        ("effect", {"said": "no_difference"}, True),
        ("effect", {"said": "harm"}, True),
        ("effect", {"said": "unclear", "n": None}, True),
        ("effect", {"said": "benefit"}, False),
        ("effect", {"said": "harm", "directness": "indirect"}, False),
        ("effect", {"said": "harm", "design": "single-arm-trial"}, False),
        ("effect", {"said": "harm", "claims": ["stomach-upset"]}, False),
        ("harm", {"said": "harm"}, False),
        ("harm", {"said": "benefit"}, True),
        ("association", {"said": "harm"}, True),
    ],
)
def test_a_trial_that_is_told_of_and_does_not_agree_costs_a_step(
    shipped: Evidence, kind: str, changes: dict[str, object], costs: bool
) -> None:
    claim = invented_studies.turn_claim(shipped.claims[invented_studies.CLAIM], kind)
    one = unread(**{"claims": [claim.id], **changes})
    body = [invented_studies.stand(i, n=200) for i in "abc"]
    alone, beside = settle(replace(shipped, unread={})), settle(replace(shipped, unread={one.id: one}))
    before, after = (propose_grade(settled, claim, body) for settled in (alone, beside))
    assert (before.steps["publication_bias"], after.steps["publication_bias"]) == (0, int(costs))
    assert before.direction == after.direction
    assert rank_word(after.level) == rank_word(before.level) - costs
    why = next(s.why for s in after.downgrades if s.domain == "publication_bias")
    assert ("not told to show this: invented-unread" in why) == costs
    if costs:
        null = invented_studies.stand(one.id, n=60, stance="inconclusive")
        assert propose_grade(beside, claim, [*body, null]).steps["publication_bias"] == 1, "found, and does not show it"
        agreeing = invented_studies.stand(one.id, n=200)
        assert propose_grade(beside, claim, [*body, agreeing]).steps["publication_bias"] == 0, "it agrees after all"
    early = restrict_evidence(beside.evidence, dt.date(2025, 12, 31)).evidence
    assert early.unread == {}, "not known of then"
    assert restrict_evidence(beside.evidence, TODAY).evidence.unread == {one.id: one}


def test_a_told_cohort_costs_a_step_where_nothing_is_randomised(shipped: Evidence) -> None:
    claim = shipped.claims[invented_studies.CLAIM]
    told = settle(replace(shipped, unread={"u": unread(claims=[claim.id], design="cohort", said="harm")}))
    body = [invented_studies.stand("a", "cohort", n=5000, tool="jbi-cohort")]
    assert propose_grade(told, claim, body).steps["publication_bias"] == 1
    assert propose_grade(settle(replace(shipped, unread={})), claim, body).steps["publication_bias"] == 0


def test_claims_of_two_kinds_are_each_given_their_own_stance(shipped: Evidence) -> None:
    harm = next(c.id for c in shipped.claims.values() if c.kind == "harm")
    tried = try_unread(settle(shipped), unread(claims=[CLAIM, harm], said="harm"), TODAY)
    told = {t.assumed: t for t in tried}["told"]
    assert told.stances == {CLAIM: "disputes", harm: "supports"}
    assert told.stance == "disputes / supports"
    assert {t.assumed: t.stances for t in tried} == {
        "told": {CLAIM: "disputes", harm: "supports"},
        "no_difference": {CLAIM: "inconclusive", harm: "inconclusive"},
        "opposite": {CLAIM: "supports", harm: "disputes"},
    }


@pytest.mark.parametrize("said", ["benefit", "harm", "no_difference", "unclear"])
def test_every_stance_is_tried_whatever_is_told(shipped: Evidence, said: str) -> None:
    """Of a trial of which nothing is known but that it exists, nobody can say that it does not support the claim."""
    tried = try_unread(settle(shipped), unread(said=said), TODAY)
    assert sorted(t.stances[CLAIM] for t in tried) == ["disputes", "inconclusive", "supports"]
    assert ("opposite" in {t.assumed for t in tried}) == (said in ("benefit", "harm")), "nothing told has no opposite"


@pytest.mark.parametrize("n", [60, 400, 3000])
@pytest.mark.parametrize("name", ["mild-moderate-relief", "insomnia-improvement", "other-natural-treatments"])
def test_an_unread_null_trial_raises_no_benefit(shipped: Evidence, name: str, n: int) -> None:
    """It makes an estimate more precise; what it makes more certain is not the benefit."""
    one = unread(claims=[name], said="no_difference", n=n)
    tried = {t.stance: t for t in try_unread(settle(shipped), one, TODAY)}
    for stance in ("inconclusive", "disputes"):
        for effect in tried[stance].effects:
            (was, direction), (now, after) = effect.before, effect.after
            assert direction == "benefit"
            assert after != "benefit" or rank_word(now) <= rank_word(was), effect
    if n > 200:
        assert [e.after[1] for e in tried["inconclusive"].effects] == ["unclear"], "most people saw no difference"


def test_what_is_unseen_in_another_language_changes_no_ground(shipped: Evidence) -> None:
    """Nobody has to read a verdict again because a list of what is missing was put into Swedish."""
    plain, both, other = (
        describe_claim(settle(replace(shipped, unread={"invented-unread": unread(unseen=unseen)})), CLAIM)["unread"]
        for unseen in (["identifier"], [{"en": "identifier", "sv": "identifierare"}], ["identifier", "year"])
    )
    assert plain == both
    assert plain != other
    assert (
        unread(unseen=[{"en": "identifier", "sv": "identifierare"}, "year"]).tell_unseen("sv") == "identifierare, year"
    )


def test_what_if_it_found_the_opposite(shipped: Evidence) -> None:
    """A large contrary trial must not leave a verdict of benefit as it was; and trying it changes nothing."""
    settled = settle(shipped)
    tried = {t.stance: t for t in try_unread(settled, unread(), TODAY)}
    effects = tried["disputes"].effects
    assert [e.claim for e in effects] == [CLAIM]
    assert effects[0].before != effects[0].after
    assert effects[0].after[1] != "benefit"
    assert "invented-unread" not in shipped.studies


def test_it_is_asked_for(shipped: Evidence) -> None:
    items = todo(settle(replace(shipped, unread={"invented-unread": unread()})), (), (), TODAY)
    found = [t for t in items if t.kind == "unread"]
    assert [t.what for t in found] == ["find and read invented-unread"]
    assert "said to find no difference; unseen: identifier" in found[0].why


@pytest.mark.parametrize(
    ("seen_on", "due"),
    [
        (dt.date(2025, 11, 29), True),
        (dt.date(2025, 11, 30), False),
        (dt.date(2026, 11, 29), False),
        (None, True),
        (dt.date(2020, 2, 29), True),
    ],
)
def test_what_is_watched_is_asked_for_when_it_is_old(shipped: Evidence, seen_on: dt.date | None, due: bool) -> None:
    evidence = replace(shipped, watch=WatchList(watched=(watched(seen_on),)))
    assert bool(list_due(evidence, TODAY)) is due
    assert any(t.kind == "watch" for t in todo(settle(evidence), (), (), TODAY)) is due
    text = format_markdown(summarise_news(settle(evidence), "2026-01-01", TODAY))
    assert ("expected 999 mg; https://example.org/level" in text) is due


def test_show_and_whatif_tell_of_the_shipped_ones(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", CLAIM, "--workspace", str(repo), "--language", "sv"]) == 0
    assert "Känd men oläst, räknas inte:" in capsys.readouterr().out
    assert main(["whatif", CLAIM, "--unread", "--workspace", str(repo)]) == 0
    assert "marshall-2019-trial, if it goes against the claim (disputes):" in capsys.readouterr().out


def test_a_dangling_name_is_a_problem(repo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(repo / "evidence", tmp_path / "evidence")
    file = tmp_path / "evidence" / "unread" / "marshall-2019-trial.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("pubmed:31678660", "pubmed:1"), encoding="utf-8")
    assert main(["check", "--workspace", str(tmp_path)]) == 1
    assert "unread/marshall-2019-trial.yaml" in capsys.readouterr().out


def test_a_study_without_a_source_is_refused() -> None:
    with pytest.raises(ValueError, match="told_by"):
        unread(told_by=[])


def test_the_log_of_look_ups_is_read(repo: Path) -> None:
    evidence = store.load(repo / "evidence")
    assert len(evidence.hand_searches) >= 25
    assert all(s.brought for s in evidence.hand_searches)


def test_what_to_read_first_is_what_could_change_most(shipped: Evidence) -> None:
    """An unread contrary trial on a headline claim comes before studies without which nothing moves."""
    evidence = replace(shipped, unread={"invented-unread": unread()})
    found = list_first_readings(settle(evidence), TODAY)
    place = {f.id: i for i, f in enumerate(found)}
    one = found[place["invented-unread"]]
    assert (one.kind, [e.claim for e in one.moves]) == ("unread", [CLAIM])
    still = [f for f in found if not f.moves]
    assert still, "there are studies without which no verdict moves"
    assert place["invented-unread"] < min(place[f.id] for f in still)
    assert all(evidence.studies[f.id].read != "full-text" for f in found if f.kind == "study")
    on_another = [place[f.id] for f in found if f.moves and all(changes_scale(e) for e in f.moves)]
    assert max(on_another, default=-1) < min(place[f.id] for f in still), "what could move stands before what cannot"
    full = evidence.studies["jadidi-2022"].model_copy(update={"read": "full-text"})
    read = replace(evidence, studies={**evidence.studies, "jadidi-2022": full})
    assert "jadidi-2022" not in {f.id for f in list_first_readings(settle(read), TODAY)}, "read is done"


@pytest.mark.parametrize(
    ("standing", "before", "after", "held"),
    [
        # A judgement below the rules: they come down to what people have decided already, or stay above it.
        (("accepted", "not_applicable"), "established", "accepted", None),
        (("low", "benefit"), "high", "moderate", None),
        (("low", "benefit"), "moderate", "very_low", "very_low"),
        # A judgement above the rules: they come up to it, or fall further.
        (("low", "benefit"), "very_low", "low", None),
        (("moderate", "benefit"), "low", "very_low", "very_low"),
        (("low", "benefit"), "low", "very_low", "very_low"),
        (("low", "benefit"), "very_low", "established", "established"),
        (("low", "benefit"), "low", None, "none"),
    ],
)
def test_what_could_move_is_held_against_the_verdict_that_stands(
    standing: tuple[str, str], before: str, after: str | None, held: str | None
) -> None:
    effect = Effect(CLAIM, (before, standing[1]), (after, standing[1]), because("reason.move.nothing"))
    found = hold_against(standing, effect)
    if held is None:
        assert found is None
    else:
        assert found is not None
        assert (found.before, found.after[0] or "none") == (standing, held)


def test_a_direction_that_only_joins_the_one_that_stands_is_no_move() -> None:
    def turned(before: str, after: str) -> Effect | None:
        effect = Effect(CLAIM, ("very_low", before), ("very_low", after), because("reason.move.nothing"))
        return hold_against(("very_low", "unclear"), effect)

    assert turned("benefit", "unclear") is None
    assert turned("unclear", "harm") is not None


def test_no_reading_is_said_to_bring_a_verdict_that_stands_already(shipped: Evidence) -> None:
    settled = settle(shipped)
    moves = [e for f in list_first_readings(settled, TODAY) for e in f.moves]
    assert moves, "something could move"
    assert all(e.before == find_standing(settled, e.claim) != e.after for e in moves)


def test_the_written_list_keeps_the_order_of_the_command(repo: Path) -> None:
    """What the list in the open questions names stands in the order worked out, and it begins where that begins."""
    text = (repo / "evidence" / "OPEN-QUESTIONS.md").read_text(encoding="utf-8")
    items = re.findall(r"^\d+\. (`.*)$", text.split("## What a person with library access")[1], re.MULTILINE)
    named = [name for item in items for name in leading_names(item)]
    found = list_first_readings(settle(store.load(repo / "evidence")), TODAY)
    place = {f.id: i for i, f in enumerate(found)}
    assert [place[name] for name in named] == sorted(place[name] for name in named)
    worth = [f.id for f in found if any(not changes_scale(e) for e in f.moves)]
    assert named[: len(worth)] == worth, "what could change a verdict is all named, and first"
    assert "rlsevidence todo --library" in text
    outside = text.split("Not in the command's list")[1]
    assert set(re.findall(r"`([a-z0-9-]+)`", outside)) & set(place) == set()


def leading_names(item: str) -> list[str]:
    """The studies that a line of the list is about: the names before its first colon outside brackets."""
    return re.findall(r"`([a-z0-9-]+)`", re.split(r"(?<!doi)(?<!pubmed):\s", item)[0])


def test_the_list_for_the_library(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["todo", "--library", "--limit", "5", "--workspace", str(repo)]) == 0
    said = capsys.readouterr().out
    assert "1. jadidi-2022 (75 people; abstract so far): doi:10.1186/s12906-022-03814-8" in said
    assert "could move insomnia-improvement: very low, benefit -> very low, unclear" in said
    assert "marshall-2019-trial (number of people unknown; second-hand so far): pubmed:31678660" in said
    assert "could move mild-moderate-relief: very low, benefit -> very low, unclear" in said
    assert main(["todo", "--library", "--format", "json", "--workspace", str(repo)]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"read", "where", "could_move"} <= rows[0].keys()


def test_a_dose_taken_for_some_time_says_per_day(repo: Path) -> None:
    """An amount by mouth over weeks that names no day could be read as one dose (three once were)."""
    studies = store.load(repo / "evidence").studies.values()
    taken = [(s.id, a) for s in studies for a in s.arms if a.amount is not None and a.route == "oral" and a.duration]
    assert len(taken) > 15
    assert [(name, arm.id, arm.unit) for name, arm in taken if "/day" not in (arm.unit or "")] == []


def test_what_is_said_of_a_study_stands_in_both_languages(repo: Path) -> None:
    """Reservations, side effects, who paid, notes, reasons of appraisals: Swedish pages showed hundreds in English."""
    evidence = store.load(repo / "evidence")
    said = [
        (f"studies/{s.id}", text)
        for s in evidence.studies.values()
        for text in (
            *(*s.caveats, s.harms, s.funding, s.conflicts),
            *(one.note for one in (*s.arms, *s.results, *(r.estimate for r in s.results if r.estimate))),
        )
        if text
    ]
    said += [(f"unread/{one.id}", text) for one in evidence.unread.values() for text in one.unseen]
    for one in evidence.appraisals:
        said += [(f"appraisals/{one.study}", text) for text in (*(d.support for d in one.domains.values()), one.why)]
    assert len(said) > 680
    assert [(where, text) for where, text in said if isinstance(text, str)] == []


def test_what_the_studies_under_the_headline_claims_say_has_a_swedish_name(shipped: Evidence) -> None:
    """Whom they were about, what they measured and what came of it, on the Swedish pages that people come for."""
    named = shipped.vocabulary["measured"]
    bodies = [shipped.certainty[claim].body for claim in shipped.protocol.headline_claims]
    for study in (shipped.studies[name] for name in dict.fromkeys(name for body in bodies for name in body)):
        said = [study.population.who, *(r.measure for r in study.results)]
        said += [value for r in study.results for value in (r.values or {}).values() if isinstance(value, str)]
        lacking = [text for text in said if text not in named or "sv" not in named[text].name.texts]
        assert not lacking, (study.id, lacking)


DRAFTS = ("github.com/AntonIXO/BHWiki",)
"""Sites whose pages say that a language model wrote them: they may name what to look up, and carry no number."""


def test_what_a_language_model_wrote_carries_no_number_and_is_named(shipped: Evidence) -> None:
    """Three numbers of such drafts were printed as found (p = 0.39, p = 0.37 and 145 mg)."""
    met = [s for s in shipped.studies.values() if any(draft in fact for fact in s.facts_from for draft in DRAFTS)]
    assert met, "the studies that such a text was seen for say so"
    for study in met:
        assert study.verification == "partial", study.id
        assert any("language model" in caveat.texts["en"] for caveat in study.caveats), study.id
        told = [result for result in study.results if result.where.startswith("second-hand")]
        assert not [r.id for r in told if r.p or r.estimate], study.id


def test_facts_come_from_pages_and_not_from_whole_repositories(shipped: Evidence) -> None:
    """A reader must find the number again: of a repository with hundreds of files the address is none."""
    root = re.compile(r"https?://(www\.)?(github|gitlab)\.com/[^/]+/[^/]+/?")
    assert not [(s.id, fact) for s in shipped.studies.values() for fact in s.facts_from if root.fullmatch(fact)]


def test_what_agrees_tells_of_nothing_else(shipped: Evidence) -> None:
    """A look-up was called agreed whose own cell told of a source with the opposite."""
    for fact in shipped.fact_checks:
        if fact.outcome == "agreed" and "no difference" in fact.found:
            assert "no " in fact.here, f"{fact.about} {fact.field}"
