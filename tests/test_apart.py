"""While people who judged a claim each alone have not settled it, the lowest counts, everywhere it is shown.

The shipped evidence, edited: one judgement a level above what the rules propose, beside others that are not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

import rlsevidence as rls
from attempts import CLAIM, apart, judge, make, signed
from conftest import REPO
from rlsevidence import frames
from rlsevidence.check import check_evidence
from rlsevidence.cli.text import format_claim
from rlsevidence.decisions import settle
from rlsevidence.decisions.holding import find_holding
from rlsevidence.decisions.versions import hash_made, hash_place
from rlsevidence.judgement.apart_said import describe_apart
from rlsevidence.judgement.as_of import restrict_evidence
from rlsevidence.judgement.claim_summary import ClaimSummary
from rlsevidence.judgement.first_readings import find_standing
from rlsevidence.judgement.history import trace_verdict
from rlsevidence.judgement.rests_on import describe_texts
from rlsevidence.judgement.summary import summarise_claim
from rlsevidence.judgement.summary_plain import format_summary
from rlsevidence.language.words import Words
from rlsevidence.model import Certainty, Evidence
from rlsevidence.model.evidence import Own
from rlsevidence.reporting.changes import State, describe_changes
from rlsevidence.site.api import list_api
from rlsevidence.site.pages import PageMaker

TODAY = dt.date(2026, 11, 30)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return rls.Workspace(REPO / "evidence", TODAY).evidence


@pytest.fixture(scope="module")
def differing(evidence: Evidence) -> Evidence:
    """anna: low, in the file that counts; bo: very low, alone."""
    return apart(evidence, "anna")


def summarise(evidence: Evidence) -> ClaimSummary:
    return summarise_claim(settle(evidence), CLAIM, today=TODAY)


def add_own(evidence: Evidence, who: str, like: Certainty, **fields: Any) -> Evidence:
    """`who` has judged alone as in `like`, but for `fields`."""
    alone = make(like, **{"reviewers": (who,), "by": who, "settled": None, **fields})
    people = evidence.people
    if all(p.id != who for p in people):
        people = (*people, make(people[0], id=who, name=f"Invented {who}"))
    own = Own(f"certainty/{CLAIM}.{who}.yaml", "certainty", CLAIM, who, alone)
    return replace(evidence, people=people, own=(*evidence.own, own))


def test_the_lowest_counts_wherever_the_verdict_stands(evidence: Evidence, differing: Evidence) -> None:
    summary, alone = summarise(differing), evidence.certainty[CLAIM]
    assert differing.certainty[CLAIM].overall == "low"
    assert (summary.certainty_word, summary.judged_by, summary.pending) == ("very_low", "person", None)
    assert summary.certainty is not None
    said = summary.certainty.summary.in_language("en")
    assert said.endswith(alone.summary.in_language("en")), "one whole judgement, its words as well"
    assert summary.apart == (("anna", "low"), ("bo", "very_low"))
    assert summary.proposal is not None, "what the rules propose stays shown"
    plain = format_summary(summary)
    assert (plain["certainty"], plain["proposal"]["certainty"]) == ("very_low", "very_low")
    assert plain["judged_apart"] == [{"who": ["anna"], "level": "low"}, {"who": ["bo"], "level": "very_low"}]
    row = next(r for r in frames.frame(differing, "certainty").to_dict("records") if r["claim"] == CLAIM)
    assert (row["overall"], row["unsettled"]) == ("very_low", "anna: low; bo: very_low")
    history = trace_verdict(settle(differing), CLAIM, today=TODAY)
    assert history.decision is not None
    assert history.decision.overall == "very_low"
    assert history.apart == summary.apart, "and says that they differ"


@pytest.mark.parametrize(("language", "said"), [
    ("en", "2 people differ, not settled: Invented anna: low certainty; Invented bo: very low certainty."),
    ("sv", "2 personer bedömer olika, inte avgjort: Invented anna: låg tillförlitlighet; Invented bo: mycket låg"),
])  # fmt: skip
def test_pages_and_show_name_who_differs(differing: Evidence, language: str, said: str) -> None:
    workspace = rls.Workspace(REPO / "evidence", TODAY)
    workspace.__dict__["evidence"] = differing
    maker = PageMaker(workspace, language)
    summary = workspace.summary(CLAIM)
    words = Words(language, differing.vocabulary)
    assert said in describe_apart(summary.apart, words, differing.people)
    for text in (maker.claim(summary).text, format_claim(summary, language)):
        assert said in " ".join(text.split())
        assert words.read(differing.certainty[CLAIM].summary) not in text, "the higher one's words stand nowhere"
    mark = words.say("sentence.apart.mark", n=2)
    assert mark in maker.index().text
    kept = next(f for f in list_api(workspace) if f.path == "certainty.json")
    assert [c["overall"] for c in kept.value if c["claim"] == CLAIM] == ["very_low"]


def test_what_is_said_of_an_earlier_day_knows_no_later_judgement(differing: Evidence) -> None:
    own = next(o for o in differing.own if isinstance(o.item, Certainty) and o.name == CLAIM)
    assert isinstance(own.item, Certainty)
    later = make(own.item, decided_on="2026-11-29")
    moved = replace(differing, own=tuple(replace(o, item=later) if o == own else o for o in differing.own))
    for day, level in ((dt.date(2026, 11, 28), "low"), (TODAY, "very_low")):
        past = settle(restrict_evidence(moved, day).evidence)
        assert past.judged[CLAIM].overall == level, day


def test_of_three_the_lowest_counts_and_all_are_named(differing: Evidence) -> None:
    """A and B differ from each other and from C, who is lowest: three levels, three names."""
    up = judge(differing, overall="moderate", downgrades={
        d: {"steps": int(d == "imprecision"), "why": "Invented for the test."}
        for d in differing.certainty[CLAIM].downgrades or {}
    }, reviewers=("cia",))  # fmt: skip
    three = add_own(up, "anna", differing.certainty[CLAIM])
    summary = summarise(three)
    assert dict(summary.apart) == {"cia": "moderate", "anna": "low", "bo": "very_low"}
    assert summary.certainty_word == "very_low"
    assert "3 people differ, not settled" in " ".join(format_claim(summary, "en").split())


def test_two_who_agree_are_still_held_down_by_the_third(differing: Evidence) -> None:
    """anna and cia judged the same; bo judged lower, and nobody has settled it."""
    agreeing = add_own(differing, "cia", differing.certainty[CLAIM])
    summary = summarise(agreeing)
    assert dict(summary.apart) == {"anna": "low", "cia": "low", "bo": "very_low"}
    assert summary.certainty_word == "very_low"


def settled_by(evidence: Evidence, who: str, **fields: Any) -> Evidence:
    """`who` has settled what anna and bo differ in; what each made stays beside it."""
    kept = add_own(evidence, "anna", evidence.certainty[CLAIM])
    act = {"by": who, "decided_on": "2026-11-30", "between": ["anna", "bo"], "differed": {"overall": "anna"}}
    makers = tuple(dict.fromkeys(("anna", "bo", who)))
    people = kept.people
    if all(p.id != who for p in people):
        people = (*people, make(people[0], id=who, name=f"Invented {who}"))
    return judge(
        replace(kept, people=people), **{"reviewers": makers, "settled": act, "decided_on": "2026-11-30", **fields}
    )


def test_a_third_who_is_no_party_ends_it_with_a_trace(differing: Evidence) -> None:
    done = settled_by(differing, "cia")
    summary = summarise(done)
    assert (summary.certainty_word, summary.apart, summary.unsettled_judgement, summary.pending) == (
        "low",
        (),
        (),
        None,
    )
    assert summary.certainty is not None
    assert summary.certainty.settled is not None
    assert (summary.certainty.settled.by, summary.certainty.settled.between) == ("cia", ("anna", "bo"))
    assert {o.by for o in done.own if o.name == CLAIM} == {"anna", "bo"}, "each one's own file stays"
    problems = {p.rule for p in check_evidence(done, today=TODAY)}
    assert not problems & {"settled", "own-by", "departs-because"}


def test_a_party_who_settles_it_higher_alone_waits_for_somebody_else(differing: Evidence) -> None:
    by_anna = summarise(settled_by(differing, "anna"))
    assert (by_anna.certainty_word, by_anna.judged_by) == ("very_low", "rules")
    assert by_anna.pending is not None
    assert by_anna.pending.why == "sign-off"
    ended = summarise(settled_by(differing, "bo"))
    assert (ended.certainty_word, ended.apart, ended.pending) == ("low", (), None), "bo came round, and says so"
    added = add_own(settled_by(differing, "anna", checked_by="cia"), "cia", differing.certainty[CLAIM])
    third = replace(added, own=tuple(o for o in added.own if o.by != "cia"))
    assert summarise(signed(third, who="cia")).certainty_word == "low", "the third need not judge it anew"


def test_a_settlement_that_waits_names_its_settler_and_raises_nothing(evidence: Evidence) -> None:
    """The rules propose low; one party judged very low, and another settles it at moderate, which waits."""
    claim, why = "dopaminergic-tolerance", "Invented for the test."
    mine = evidence.certainty[claim]
    assert mine.starts_at == "high"

    def at(level: str, steps: int, **fields: Any) -> Certainty:
        taken = dict(zip(mine.downgrades or {}, [min(2, steps), max(0, steps - 2), 0, 0, 0], strict=True))
        down = {domain: {"steps": n, "why": why} for domain, n in taken.items()}
        return make(mine, **{"overall": level, "downgrades": down, "decided_on": "2026-11-30", **fields})

    people = tuple(make(evidence.people[0], id=who, name=f"Invented {who}") for who in ("anna", "bo"))
    lowest = at("very_low", 3, reviewers=("anna",), by="anna")
    own = tuple(
        Own(f"certainty/{claim}.{c.by}.yaml", "certainty", claim, str(c.by), c)
        for c in (make(mine, by="seed"), lowest, at("moderate", 1, reviewers=("bo",), by="bo"))
    )
    act = {"by": "bo", "decided_on": "2026-11-30", "between": ["seed", "anna", "bo"], "differed": {"overall": "bo"}}
    done = at("moderate", 1, reviewers=("seed", "anna", "bo"), settled=act)
    changed = replace(
        evidence,
        people=(*evidence.people, *people),
        own=(*evidence.own, *own),
        certainty={**evidence.certainty, claim: done},
    )
    summary = summarise_claim(settle(changed), claim, today=TODAY)
    assert summary.proposal is not None
    assert summary.proposal.level == "low"
    assert (summary.certainty_word, summary.judged_by) == ("very_low", "person")
    assert summary.certainty is not None
    assert summary.certainty.model_copy(update={"summary": lowest.summary}) == lowest, "but for what marks its words"
    assert summary.pending is not None
    assert format_summary(summary)["judgement_waits"]["settled_by"] == "bo"
    for language, said in (
        ("en", "A judgement waits: Invented bo settled at moderate certainty, 1 level above what the rules propose"),
        ("sv", "En bedömning väntar: Invented bo har avgjort det till måttlig tillförlitlighet, 1 steg över"),
    ):
        told = " ".join(format_claim(summary, language).split())
        assert said in told
        assert "Invented anna" in told
    history = trace_verdict(settle(changed), claim, today=TODAY)
    assert history.decision == lowest
    assert find_standing(settle(changed), claim)[0] == "very_low"
    # Where nobody had judged lower than the rules, what they propose stands until then.
    alone = replace(changed, own=tuple(o for o in changed.own if o.item != lowest))
    assert summarise_claim(settle(alone), claim, today=TODAY).certainty_word == "low"


def test_whoever_judges_it_anew_after_that_opens_it_again(differing: Evidence) -> None:
    done = settled_by(differing, "cia", decided_on="2026-11-28")
    anew = make(next(o.item for o in done.own if (o.by, o.name) == ("bo", CLAIM)), decided_on="2026-11-30")
    opened = replace(done, own=tuple(replace(o, item=anew) if (o.by, o.name) == ("bo", CLAIM) else o for o in done.own))
    summary = summarise(opened)
    assert summary.certainty_word == "very_low"
    assert dict(summary.apart) == {"cia": "low", "bo": "very_low"}, "who settled it, and who came to another level"


def test_words_that_a_party_changes_later_leave_the_settled_level(differing: Evidence) -> None:
    own = {o.by: o.item for o in settled_by(differing, "cia").own if o.name == CLAIM and isinstance(o.item, Certainty)}
    made = {who: hash_made(one.to_plain()) for who, one in own.items()}
    had = {who: {"overall": hash_place(one.overall)} for who, one in own.items()}
    act = {"by": "cia", "decided_on": "2026-11-30", "between": ["anna", "bo"], "differed": {"overall": "anna"}}
    done = settled_by(differing, "cia", settled={**act, "made": made, "had": had})

    def change(who: str, **fields: Any) -> ClaimSummary:
        kept = tuple(
            replace(o, item=make(o.item, decided_on="2026-11-30", **fields)) if (o.name, o.by) == (CLAIM, who) else o
            for o in done.own
        )
        return summarise(replace(done, own=kept))

    worded = change("bo", direction={"finding": own["bo"].direction.finding, "why": "Invented, and worded anew."})
    assert (worded.certainty_word, worded.apart) == ("low", ())
    assert worded.unsettled_judgement == ("cia", "bo"), "that it was changed is said all the same"
    lower = change("anna", overall="very_low", downgrades=own["bo"].model_dump()["downgrades"])
    assert (lower.certainty_word, dict(lower.apart)) == ("very_low", {"cia": "low", "anna": "very_low"})


def test_where_they_differ_in_the_direction_it_is_unclear(differing: Evidence) -> None:
    own = next(o for o in differing.own if o.name == CLAIM)
    assert isinstance(own.item, Certainty)
    seen = {c.direction.finding for c in (own.item, differing.certainty[CLAIM]) if c.direction}
    other = "harm" if seen != {"harm"} else "benefit"
    turned = make(own.item, direction={"finding": other, "why": "Invented for the test."})
    split = replace(differing, own=tuple(replace(o, item=turned) if o == own else o for o in differing.own))
    summary = summarise(split)
    assert (summary.certainty_word, summary.direction) == ("very_low", "unclear")
    assert summary.certainty is not None
    assert set(summary.certainty.summary.texts) == {"en", "sv"}
    held = find_holding(split, CLAIM)
    assert held is not None
    assert held.written.direction == turned.direction, "what bo wrote is what is checked"


def test_a_sentence_judged_at_the_higher_level_is_to_be_read_again(evidence: Evidence) -> None:
    """What an editor said of a sentence rests on the level that counts; the phrases rest on none."""
    raised = judge(evidence, overall="low")
    lower = add_own(raised, "bo", evidence.certainty[CLAIM])
    one, other = describe_texts(settle(raised)), describe_texts(settle(lower))
    keys = [key for key in one if key[1] == CLAIM and key[0].startswith("documents/")]
    assert keys
    assert all((one[key]["level"], other[key]["level"]) == ("low", "very_low") for key in keys)


@pytest.mark.parametrize(("language", "said"), [
    ("en", "The wording was written for a higher level than counts now"),
    ("sv", "Lydelsen skrevs för en högre nivå än den som gäller nu"),
])  # fmt: skip
def test_what_was_to_be_printed_at_the_higher_level_is_withheld(evidence: Evidence, language: str, said: str) -> None:
    """Judged low, as its sentences were; then somebody's very low counts beside it."""
    claim = "dopaminergic-tolerance"
    (document, sentence), *_ = [
        (d, s) for d, s in evidence.sentences
        if s.verdict and s.verdict.suggest and [c.claim for c in s.claims] == [claim]
    ]  # fmt: skip
    assert sentence.verdict is not None
    assert sentence.verdict.suggest is not None
    printed = sentence.verdict.suggest.in_language(language)
    mine = evidence.certainty[claim]
    alone = make(mine, reviewers=("bo",), by="bo", overall="very_low")
    person = make(evidence.people[0], id="bo", name="Invented bo")
    own = Own(f"certainty/{claim}.bo.yaml", "certainty", claim, "bo", alone)
    lower = replace(evidence, people=(*evidence.people, person), own=(*evidence.own, own))
    for given, withheld in ((evidence, False), (lower, True)):
        workspace = rls.Workspace(REPO / "evidence", TODAY)
        workspace.__dict__["evidence"] = given
        summary = workspace.summary(claim)
        (passage,) = [p for p in summary.passages if p.at == sentence.at]
        assert (passage.suggest is None) == withheld
        maker = PageMaker(workspace, language)
        for page in (maker.claim(summary), maker.document(document)):
            text = " ".join(unescape(page.text).split())
            assert (printed in text, said in text) == (not withheld, withheld)


def test_what_changed_says_that_people_differ(evidence: Evidence, differing: Evidence) -> None:
    words = Words("en", evidence.vocabulary)
    states = [State(e, (summarise(e),)) for e in (evidence, differing)]
    said = " ".join(describe_changes(*states, words))
    assert "2 people differ, not settled" in said
