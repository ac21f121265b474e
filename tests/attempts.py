"""Attempts to make a verdict stronger than its evidence, each one edit of the shipped evidence, with why it is tried.

Used by test_talked_up.py. Every edit makes new values; nothing here is written to a file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from rlsevidence.decisions import settle
from rlsevidence.decisions.versions import hash_made, hash_place
from rlsevidence.judgement.readings import find_depth
from rlsevidence.judgement.rests_on import describe_texts, name_appraisal, name_certainty, write_parts
from rlsevidence.model import Certainty, Draft, Evidence, Own, Reading
from rlsevidence.model.seals import Remembered, seal_row
from rlsevidence.synthesis.result_effects import NoEffect, compute_effect

CLAIM = "mild-moderate-relief"
TRIAL = "jadidi-2022"
"""The one randomised trial in the body of CLAIM, read as an abstract."""
UNCONTROLLED = "hornyak-1998"
NUMBERED = "rondanelli-2011"
"""A trial whose effects, people and arms are known as numbers."""
NONE = {"steps": 0, "why": "Invented for the attempt."}


def make(value: Any, **fields: Any) -> Any:
    """The same item with other fields, read as if it stood in a file."""
    plain = value.model_dump(exclude_defaults=False, by_alias=True)
    return type(value).model_validate({**plain, **fields})


def judge(evidence: Evidence, claim: str = CLAIM, **fields: Any) -> Evidence:
    changed = make(evidence.certainty[claim], **fields)
    return replace(evidence, certainty={**evidence.certainty, claim: changed})


def zeroed(evidence: Evidence, **fields: Any) -> Evidence:
    """Every step gone, and the level that this adds up to."""
    steps = dict.fromkeys(evidence.certainty[CLAIM].downgrades or {}, NONE)
    summary = {"en": "Magnesium relieves it.", "sv": "Magnesium lindrar."}
    return judge(evidence, **{"downgrades": steps, "overall": "high", "summary": summary, **fields})


def argued(evidence: Evidence) -> dict[str, Any]:
    """An argument in both languages for every domain of GRADE."""
    return {
        "departs_because": {
            domain: {
                "en": f"Invented argument that {domain} takes less off here than the rules say.",
                "sv": f"Påhittat skäl att {domain} kostar mindre här än reglerna säger.",
            }
            for domain in evidence.certainty[CLAIM].downgrades or {}
        }
    }


def reargued(evidence: Evidence, en: str, sv: str) -> dict[str, Any]:
    """The same words as the argument in every domain."""
    return {place: {"en": en.strip(), "sv": sv.strip()} for place in evidence.certainty[CLAIM].downgrades or {}}


def with_person(evidence: Evidence, who: str = "anna") -> Evidence:
    person = make(evidence.people[0], id=who, name="Anna Invented")
    return replace(evidence, people=(*evidence.people, person))


def signed(evidence: Evidence, who: str = "anna", claim: str = CLAIM, **fields: Any) -> Evidence:
    """The judgement signed off in somebody's name, as `rlsevidence sign-off` puts it down."""
    key = name_certainty(claim)
    row = {
        "text": key[0], "claim": claim, "act": "signed-off",
        "rests_on": write_parts(describe_texts(settle(evidence))[key]), "read": find_depth(evidence, key),
        "reviewer": who, "decided_on": "2026-11-30", "note": "",
    }  # fmt: skip
    made = Reading.model_validate({**row, **fields})
    return replace(evidence, readings=(*evidence.readings, made), seals=(*evidence.seals, seal_row(made)))


def study(evidence: Evidence, name: str = TRIAL, **fields: Any) -> Evidence:
    return replace(evidence, studies={**evidence.studies, name: make(evidence.studies[name], **fields)})


def record(evidence: Evidence, name: str, **fields: Any) -> Evidence:
    changed = make(evidence.records[evidence.studies[name].reports[0]], **fields)
    return replace(evidence, records={**evidence.records, changed.id: changed})


def steps(evidence: Evidence, **change: int) -> dict[str, Any]:
    given = {k: v.model_dump() for k, v in (evidence.certainty[CLAIM].downgrades or {}).items()}
    return {**given, **{k: {**given[k], "steps": n} for k, n in change.items()}}


def lowered(evidence: Evidence, **fields: Any) -> Evidence:
    """One level up, to low, argued for in both languages and worded for it."""
    low = steps(evidence, risk_of_bias=1, indirectness=0, imprecision=1, publication_bias=0)
    text = {"en": "Magnesium may relieve it.", "sv": "Magnesium kan möjligen lindra."}
    return judge(evidence, **{"downgrades": low, "overall": "low", "summary": text, **argued(evidence), **fields})


def appraisals(evidence: Evidence, change: Callable[[Any], Any]) -> Evidence:
    """The appraisals with those of TRIAL changed, or left out where `change` gives None."""
    kept = [change(a) if a.study == TRIAL else a for a in evidence.appraisals]
    return replace(evidence, appraisals=tuple(a for a in kept if a is not None))


def elsewhere(evidence: Evidence) -> Evidence:
    """The trial at low risk of bias for a result that no claim rests on, and not appraised for those that one does."""
    first = evidence.studies[TRIAL].results[0]
    other = make(first, id="invented-other", outcome="none-of-these", claims=())
    grown = study(evidence, results=(*evidence.studies[TRIAL].results, other))
    return appraisals(grown, lambda a: make(a, result=other.id, **judge_all(a, "low")))


def judge_all(appraisal: Any, word: str) -> dict[str, Any]:
    domains = {domain: {**given.model_dump(), "judgement": word} for domain, given in appraisal.domains.items()}
    return {"domains": domains, "overall": word}


def tags(evidence: Evidence, name: str, **fields: Any) -> Evidence:
    """The tags of one study on CLAIM with other fields."""
    reports = evidence.studies[name].reports
    rows = tuple(make(t, **fields) if t.claim == CLAIM and t.record in reports else t for t in evidence.tags)
    return replace(evidence, tags=rows)


def unknown_trial(evidence: Evidence) -> Evidence:
    """A low verdict, argued for; then a direct trial is tagged that it does not know."""
    higher = lowered(evidence)
    row = next(t for t in evidence.tags if t.claim == CLAIM and t.directness == "direct")
    other = next(s for s in evidence.studies.values() if s.is_randomised and s.id not in evidence.certainty[CLAIM].body)
    later = make(row, record=other.reports[0], decided_on="2026-11-26", note="Invented row.")
    rows = [t for t in higher.tags if (t.claim, t.record) != (CLAIM, other.reports[0])]
    return replace(higher, tags=tuple(sorted([*rows, later], key=lambda t: (t.claim, t.record, t.decided_on))))


def direct(evidence: Evidence) -> Evidence:
    """The first indirect study that a judged claim counts, called direct."""
    settled = settle(evidence)
    claim, found = next(
        (claim, s)
        for claim in evidence.certainty
        for s in settled.studies(claim)
        if s.counted and s.directness == "indirect"
    )
    rows = tuple(
        make(t, directness="direct", indirect_because=())
        if t.claim == claim and t.record in found.study.reports and t.directness == "indirect"
        else t
        for t in evidence.tags
    )
    return replace(evidence, tags=rows)


def postdated(evidence: Evidence) -> Evidence:
    """A verdict that does not know a later trial, and its date moved past it."""
    unknown = unknown_trial(evidence)
    return judge(unknown, decided_on=dt.date(2026, 11, 30))


def crowded(evidence: Evidence) -> Evidence:
    """A trial with fewer people than its arms hold."""
    name = next(s.id for s in evidence.studies.values() if s.design == "rct" and all(arm.n for arm in s.arms))
    return study(evidence, name, population={**evidence.studies[name].population.model_dump(), "n": 1})


def padded(evidence: Evidence, design: str = "rct") -> Evidence:
    """A trial with twenty times the people that its arms hold."""
    own = next(s for s in evidence.studies.values() if s.design == design and s.arms and all(a.n for a in s.arms))
    return study(
        evidence, own.id, population={**own.population.model_dump(), "n": 20 * sum(a.n or 0 for a in own.arms)}
    )


def worsened(evidence: Evidence) -> Evidence:
    """The people of a study that is tagged as supporting got worse by every one of its sizes."""
    turn = {"lower": "higher", "higher": "lower"}
    own = evidence.studies[UNCONTROLLED]
    sized = [r for r in own.results if not isinstance(compute_effect(own, r), NoEffect)]
    results = tuple({**r.model_dump(), "better": turn.get(r.better or "")} for r in sized)
    return study(evidence, own.id, results=results)


def renamed_trial(evidence: Evidence) -> Evidence:
    """The same people under another name, with nothing in common but their numbers."""
    own = evidence.studies[NUMBERED]
    again = make(own, id="invented-again", label="Invented again", registration=None, counts_with=())
    return replace(evidence, studies={**evidence.studies, again.id: again})


def lift_overall(appraisal: Any) -> Any:
    """One domain at high risk, and an overall word that does not say so."""
    first = next(iter(appraisal.domains))
    given = {name: d.model_dump() for name, d in appraisal.domains.items()}
    domains = {**given, first: {**given[first], "judgement": "high"}}
    return make(appraisal, domains=domains, overall="some_concerns")


def without_study(evidence: Evidence, name: str) -> Evidence:
    """A study gone with everything that hangs on it, and its name out of every body."""
    reports = evidence.studies[name].reports
    certainty = {
        claim: make(
            c, body=tuple(i for i in c.body if i != name), informed_by=tuple(i for i in c.informed_by if i != name)
        )
        for claim, c in evidence.certainty.items()
    }
    return replace(
        evidence,
        studies={k: v for k, v in evidence.studies.items() if k != name},
        appraisals=tuple(a for a in evidence.appraisals if a.study != name),
        tags=tuple(t for t in evidence.tags if t.record not in reports),
        certainty=certainty,
    )


def excluded(evidence: Evidence, name: str) -> Evidence:
    """A study screened out by a later row, although it is tagged."""
    reports = evidence.studies[name].reports
    rows = tuple(
        make(s, decision="exclude", decided_on="2026-11-28") if s.record in reports else s for s in evidence.screening
    )
    return replace(evidence, screening=rows)


def flipped(evidence: Evidence) -> Evidence:
    """The better direction of every result of the trial turned round."""
    turn = {"lower": "higher", "higher": "lower"}
    results = tuple(
        {**r.model_dump(), "better": turn.get(r.better or "", "lower")} for r in evidence.studies[TRIAL].results
    )
    return study(evidence, results=results)


def reworded_tool(evidence: Evidence) -> Evidence:
    """The appraisal signed off, and the domains of its tool worded more mildly afterwards."""
    own = next(a for a in evidence.appraisals if a.study == TRIAL)
    person = with_person(evidence)
    checked = appraisals(person, lambda a: make(a, checked_by="anna"))
    key = name_appraisal(own)
    row = Reading(
        text=key[0], claim=None, act="signed-off", rests_on=write_parts(describe_texts(settle(checked))[key]),
        read=own.read, reviewer="anna", decided_on="2026-11-30", note="",
    )  # fmt: skip
    group = next(g for g in evidence.vocabulary if set(own.domains) <= set(evidence.vocabulary[g]))
    mild = {
        name: make(word, means={"en": "Invented mild words.", "sv": "Påhittade milda ord."})
        for name, word in evidence.vocabulary[group].items()
    }
    vocabulary = {**evidence.vocabulary, group: mild}
    return replace(checked, readings=(*checked.readings, row), vocabulary=vocabulary)


def verdict(evidence: Evidence, at: str, **fields: Any) -> Evidence:
    """The editor's verdict on one sentence of the document with other fields."""
    document = next(iter(evidence.documents.values()))
    sentences = tuple(
        make(s, verdict={**s.verdict.model_dump(), **fields}) if s.at == at and s.verdict else s
        for s in document.sentences
    )
    return replace(evidence, documents={document.id: make(document, sentences=[s.model_dump() for s in sentences])})


def claim(evidence: Evidence, **fields: Any) -> Evidence:
    return replace(evidence, claims={**evidence.claims, CLAIM: make(evidence.claims[CLAIM], **fields)})


def sentence(evidence: Evidence, at: str, /, **fields: Any) -> Evidence:
    """One sentence of the document with other fields, its verdict as it was."""
    document = next(iter(evidence.documents.values()))
    sentences = [{**s.model_dump(by_alias=True), **(fields if s.at == at else {})} for s in document.sentences]
    return replace(evidence, documents={document.id: make(document, sentences=sentences)})


def eased(evidence: Evidence) -> Evidence:
    """What sentence 5.2 says of the claim, put down as said less firmly than it is printed."""
    document = next(iter(evidence.documents.values()))
    said = next(s for s in document.sentences if s.at == "5.2").claims
    weaker = "hedged" if all(c.wording != "hedged" for c in said) else "reported"
    return sentence(evidence, "5.2", claims=[{**c.model_dump(), "wording": weaker} for c in said])


def word(evidence: Evidence, group: str, name: str, /, **fields: Any) -> Evidence:
    """One word of the vocabulary named otherwise."""
    words = evidence.vocabulary[group]
    return replace(evidence, vocabulary={**evidence.vocabulary, group: {**words, name: make(words[name], **fields)}})


def retraction_deleted(evidence: Evidence) -> Evidence:
    """The trial was retracted when the judgement was first put down; the notice is taken out of the record since."""
    notice = [{"kind": "retracted", "by": None, "noted_on": "2026-11-20"}]
    fresh = replace(forget(evidence), remembered=Remembered())
    return replace(signed(record(fresh, TRIAL, integrity=notice), who="seed", act="read"), records=evidence.records)


def by_another_name(evidence: Evidence) -> Evidence:
    """Who judged stands in people.tsv a second time, and signs off under that id."""
    again = make(evidence.people[0], id="seed-2")
    judged = zeroed(replace(evidence, people=(*evidence.people, again)), **argued(evidence), checked_by="seed-2")
    return signed(judged, who="seed-2")


def by_another_name_spelt_otherwise(evidence: Evidence) -> Evidence:
    """The same with other capitals and a wider gap: a second id, a new row, a sign-off as the verb writes it."""
    again = make(evidence.people[0], id="rev2", name=f"  {evidence.people[0].name.upper().replace(' ', '  ')}")
    judged = zeroed(replace(evidence, people=(*evidence.people, again)), **argued(evidence), checked_by="rev2")
    return signed(judged, who="rev2")


def settled_by_a_party(evidence: Evidence) -> Evidence:
    """Two judged very low in one file; the third judged one level above the rules, and settles it alone as theirs."""
    people = [make(evidence.people[0], id=who, name=f"Invented {who}") for who in ("anna", "bo", "rev")]
    higher = lowered(replace(evidence, people=(*evidence.people, *people)))
    both, mine = evidence.certainty[CLAIM], higher.certainty[CLAIM]
    was = {f"downgrades.{d}.steps": s.steps for d, s in (both.downgrades or {}).items()}
    act = {
        "by": "rev", "decided_on": "2026-11-29", "between": ["anna", "bo", "rev"], "differed": {"overall": "rev"},
        "replaced": {**was, "overall": "very_low"},
    }  # fmt: skip
    own = Own(f"certainty/{CLAIM}.rev.yaml", "certainty", CLAIM, "rev", make(mine, reviewers=("rev",)))
    settled = judge(higher, reviewers=("anna", "bo", "rev"), settled=act, decided_on="2026-11-29")
    return replace(settled, own=(*evidence.own, own))


def changed_since_signed(evidence: Evidence) -> Evidence:
    """The same, signed off by somebody else; then the one who settled it changes a step of their own, and no level."""
    settled = settled_by_a_party(evidence)
    (mine,) = [o for o in settled.own if o.name == CLAIM]
    assert isinstance(mine.item, Certainty)
    plain = mine.item.to_plain()
    made, had = {"rev": hash_made(plain)}, {"rev": {"overall": hash_place(mine.item.overall)}}
    act = {**settled.certainty[CLAIM].to_plain()["settled"], "made": made, "had": had}
    eva = make(evidence.people[0], id="eva", name="Invented eva")
    agreed = judge(replace(settled, people=(*settled.people, eva)), checked_by="eva", settled=act)
    taken = plain["downgrades"]
    moved = make(
        mine.item, downgrades={**taken, "imprecision": {**taken["imprecision"], "why": "Said anew, and no level."}}
    )
    return replace(
        signed(agreed, who="eva"), own=tuple(replace(o, item=moved) if o is mine else o for o in settled.own)
    )


def signer_gone(evidence: Evidence) -> Evidence:
    """Whoever signed a high level off stands in people.tsv no more."""
    raised = signed(zeroed(with_person(evidence), **argued(evidence), checked_by="anna"))
    return replace(raised, people=tuple(p for p in raised.people if p.id != "anna"))


def makers_swapped(evidence: Evidence) -> Evidence:
    """Written by one person, as its row says; then another stands as reviewer, and the writer signs off."""
    judged = zeroed(with_person(evidence), **argued(evidence))
    written = signed(judged, who="seed", act="written", decided_on="2026-11-29T08:00:00Z")
    return signed(judge(written, reviewers=("anna",), checked_by="seed"), who="seed")


def caveats_deleted(evidence: Evidence) -> Evidence:
    """What speaks against the trial was there when the judgement was signed off, and is gone since."""
    return study(signed(zeroed(with_person(evidence), **argued(evidence), checked_by="anna")), caveats=())


def unread_deleted(evidence: Evidence) -> Evidence:
    """Studies that are known from others alone are gone, one of them on a judged claim."""
    assert any(c in evidence.certainty for u in evidence.unread.values() for c in u.claims)
    return replace(evidence, unread={})


def hash_mended(evidence: Evidence) -> Evidence:
    """A step changes, and the hash in the row is changed by hand to what lies under the text now."""
    changed = judge(evidence, downgrades=steps(evidence, imprecision=1), overall="low")
    key = name_certainty(CLAIM)
    rests_on = write_parts(describe_texts(settle(changed))[key])
    rows = tuple(make(r, rests_on=rests_on) if (r.text, r.claim) == key else r for r in changed.readings)
    return replace(changed, readings=rows)


def read_by_hand(evidence: Evidence) -> Evidence:
    """A row in a person's name, typed with the right hash over a change that nobody has read, after all others."""
    changed = judge(evidence, downgrades=steps(evidence, imprecision=1), overall="low")
    made = signed(changed, who="seed", act="read", decided_on="2026-11-30T23:59:59Z")
    return replace(made, seals=changed.seals)


def find_recorded(evidence: Evidence) -> Reading:
    return next(r for r in evidence.readings if r.act == "recorded")


def remember(evidence: Evidence, was: Evidence) -> Evidence:
    """As a repository has it whose last commit holds the rows of `was`."""
    return replace(evidence, remembered=Remembered(was.readings, was.seals, True, True, asked=True))


def forget(evidence: Evidence, text: str = f"certainty/{CLAIM}") -> Evidence:
    """No row of a text, and no seal of one."""
    return replace(
        evidence,
        readings=tuple(r for r in evidence.readings if r.text != text),
        seals=tuple(s for s in evidence.seals if s.text != text),
    )


def recorded_over(evidence: Evidence) -> Evidence:
    """A step changes, and a second row says so in nobody's name, under a seal of its own and of a later day."""
    first = next(r for r in evidence.readings if r.text == f"certainty/{CLAIM}")
    earlier = make(first, decided_on="2026-11-25")
    begun = replace(forget(evidence), readings=(*forget(evidence).readings, earlier))
    changed = lowered(begun)
    rests_on = write_parts(describe_texts(settle(changed))[name_certainty(CLAIM)])
    again = make(first, rests_on=rests_on, decided_on="2026-11-30")
    rows = (*changed.readings, again)
    return replace(changed, readings=rows, seals=tuple(map(seal_row, rows)), remembered=Remembered())


def reforged(evidence: Evidence) -> Evidence:
    """A step changes, and the table is written anew over it: one row a text, all with the right hash and a seal."""
    changed = lowered(evidence)
    texts = describe_texts(settle(changed))
    rows = tuple(
        make(r, rests_on=write_parts(texts[r.text, r.claim])) if (r.text, r.claim) in texts else r
        for r in changed.readings
    )
    return remember(replace(changed, readings=rows, seals=tuple(map(seal_row, rows))), evidence)


def retagged(evidence: Evidence) -> Evidence:
    """A later row of the same reviewer calls a direct disputing study supporting."""
    row = next(t for t in evidence.tags if t.claim == CLAIM and t.directness == "direct" and t.stance != "supports")
    rows = (*evidence.tags, make(row, stance="supports", decided_on="2026-11-29"))
    return replace(evidence, tags=tuple(sorted(rows, key=lambda t: (t.claim, t.record, t.decided_on))))


def renumbered(evidence: Evidence) -> Evidence:
    """A direct trial is called supporting; the sentence whose verdict is stale by it gets another number."""
    changed = tags(
        evidence, next(s.id for s in settle(evidence).studies(CLAIM) if s.stance != "supports"), stance="supports"
    )
    return sentence(changed, "5.2", at="5.92")


def summed_up(evidence: Evidence, en: str | None = None, sv: str | None = None) -> Evidence:
    """Other words in one language, those of the other left."""
    was = evidence.certainty[CLAIM].summary.texts
    return judge(evidence, summary={"en": en or was["en"], "sv": sv or was["sv"]})


def phrased(evidence: Evidence, **parts: str) -> Evidence:
    """The English parts of the printable sentence changed."""
    phrases = evidence.claims[CLAIM].phrases
    assert phrases is not None
    plain = phrases.model_dump(by_alias=True)
    plain["parts"]["en"].update(parts)
    return claim(evidence, phrases=plain)


def without_sentence(evidence: Evidence, at: str) -> Evidence:
    document = next(iter(evidence.documents.values()))
    kept = [s.model_dump(by_alias=True) for s in document.sentences if s.at != at]
    return replace(evidence, documents={document.id: make(document, sentences=kept)})


def split_trial(evidence: Evidence) -> Evidence:
    """A second report of the same trial, entered as a study of its own and counted beside the first."""
    own = study(evidence, registration="nct:NCT99900002")
    old = own.studies[TRIAL]
    report = make(
        own.records[old.reports[0]], id="pubmed:90000001", pmid="90000001", doi=None, pmcid=None, url=None,
        title="Invented second report",
    )  # fmt: skip
    again = make(old, id="invented-second", label="Invented second", reports=(report.id,), counts_with=())
    rows = [make(t, record=report.id) for t in own.tags if t.claim == CLAIM and t.record in old.reports]
    grown = replace(
        own,
        records={**own.records, report.id: report},
        studies={**own.studies, again.id: again},
        tags=(*own.tags, *rows),
        appraisals=(*own.appraisals, *(make(a, study=again.id) for a in own.appraisals if a.study == TRIAL)),
    )
    return judge(grown, body=(*grown.certainty[CLAIM].body, again.id))


def drafted(evidence: Evidence, name: str) -> Evidence:
    """A study made a draft again, which is counted nowhere."""
    plain = evidence.studies[name].to_plain()
    left = {k: v for k, v in evidence.studies.items() if k != name}
    return replace(
        evidence, studies=left, drafts=(*evidence.drafts, Draft(f"studies/{name}.yaml", "studies", name, plain, ()))
    )


def own_otherwise(evidence: Evidence) -> Evidence:
    """Who signed the high level off has judged very low alone, and nobody has settled the two."""
    raised = signed(zeroed(with_person(evidence), **argued(evidence), checked_by="anna"))
    alone = make(evidence.certainty[CLAIM], reviewers=("anna",))
    return replace(raised, own=(*raised.own, Own(f"certainty/{CLAIM}.anna.yaml", "certainty", CLAIM, "anna", alone)))


def apart(evidence: Evidence, *names: str, **lower: Any) -> Evidence:
    """One level up in the names of `names`, in the file that counts; beside it bo's own, as low as the rules say."""
    people = [make(evidence.people[0], id=who, name=f"Invented {who}") for who in ("anna", "bo")]
    raised = lowered(replace(evidence, people=(*evidence.people, *people)), reviewers=names)
    alone = make(evidence.certainty[CLAIM], **{"reviewers": ("bo",), "by": "bo", **lower})
    return replace(raised, own=(*raised.own, Own(f"certainty/{CLAIM}.bo.yaml", "certainty", CLAIM, "bo", alone)))


class Attempt(NamedTuple):
    """`why`: what somebody gains by it; `answer`: the rule of `check` that names it, or what the page says."""

    why: str
    edit: Callable[[Evidence], Evidence]
    answer: str


ATTEMPTS: Mapping[str, Attempt] = {
    "every step set to 0 and the level to high": Attempt(
        "The doubts are inconvenient, and the sum is right.", zeroed, "departs-because"
    ),
    "the same, with an argument in every domain": Attempt(
        "An argument is easily written.", lambda e: zeroed(e, **argued(e)), "page: sign-off"
    ),
    "the same, signed off by who judged": Attempt(
        "There is nobody else around.", lambda e: zeroed(e, **argued(e), checked_by="seed"), "checked-by-another"
    ),
    "the same, with another's name typed under it": Attempt(
        "She would agree, surely.", lambda e: zeroed(with_person(e), **argued(e), checked_by="anna"), "sign-off"
    ),
    "an old sign-off over a new body": Attempt(
        "It was signed off before; what came since is a detail.",
        lambda e: judge(
            signed(zeroed(with_person(e), **argued(e), checked_by="anna")),
            body=e.certainty[CLAIM].body[:1],
        ),
        "page: sign-off",
    ),
    "an old sign-off over new words": Attempt(
        "Only the wording was sharpened.",
        lambda e: judge(
            signed(zeroed(with_person(e), **argued(e), checked_by="anna")),
            summary={"en": "Magnesium relieves it for good.", "sv": "Magnesium lindrar för gott."},
        ),
        "page: sign-off",
    ),
    "a sign-off that claims the full text over abstracts": Attempt(
        "It looks better.",
        lambda e: signed(zeroed(with_person(e), **argued(e), checked_by="anna"), read="full-text"),
        "reading",
    ),
    "a row that says that who judged has signed off": Attempt(
        "The table is only text.", lambda e: signed(lowered(e), who="seed"), "reading"
    ),
    "an empty argument": Attempt("The field is there.", lambda e: lowered(e, departs_because={}), "departs-because"),
    "an argument in one of the languages it is printed in": Attempt(
        "The other will be written later.",
        lambda e: zeroed(e, departs_because={d: {"en": "Invented."} for d in e.certainty[CLAIM].downgrades or {}}),
        "departs-because",
    ),
    "one word as the argument": Attempt(
        "The field is filled.", lambda e: lowered(e, departs_because=reargued(e, "x", "x")), "says-why"
    ),
    "the same sentence as the argument in every domain": Attempt(
        "One good sentence will do for all.",
        lambda e: lowered(
            e,
            departs_because=reargued(
                e,
                "Whoever reads this body as a whole sees less to doubt.",
                "Den som läser allt detta i sin helhet ser mindre att betvivla.",
            ),
        ),
        "says-why",
    ),
    "one word said often enough": Attempt(
        "Words are counted.",
        lambda e: lowered(e, departs_because=reargued(e, "because " * 12, "eftersom " * 12)),
        "says-why",
    ),
    "an argument that is still to be written": Attempt(
        "It is long enough.",
        lambda e: lowered(
            e,
            departs_because={
                d: {
                    "en": f"To be written: why {d} costs less here than the rules would take off.",
                    "sv": f"Skrivs senare: varför {d} kostar mindre här än reglerna skulle dra av.",
                }
                for d in e.certainty[CLAIM].downgrades or {}
            },
        ),
        "says-why",
    ),
    "a step without a reason under a good argument": Attempt(
        "The argument stands elsewhere.",
        lambda e: lowered(
            e,
            downgrades={
                **steps(e, risk_of_bias=1, indirectness=0, publication_bias=0),
                "imprecision": {"steps": 1, "why": "No."},
            },
        ),
        "says-why",
    ),
    "the level typed beside its steps": Attempt(
        "One word is changed and the rest left.", lambda e: judge(e, overall="high"), "grade-adds-up"
    ),
    "one level above the proposal, unargued": Attempt(
        "It is only one level.", lambda e: lowered(e, departs_because=None), "departs-because"
    ),
    "an appraisal of another result": Attempt("The trial was careful with something.", elsewhere, "body-appraised"),
    "an appraisal deleted": Attempt(
        "Without it there is no risk of bias.", lambda e: appraisals(e, lambda _: None), "body-appraised"
    ),
    "the full text claimed over studies read as abstracts": Attempt(
        "Upgrades and low risk of bias need it.", lambda e: judge(e, read="full-text"), "certainty-depth"
    ),
    "the full text claimed in the study alone": Attempt(
        "The rest asks the study how deep it was read.", lambda e: study(e, read="full-text"), "appraisal-depth"
    ),
    "a tag that claims more than its study was read": Attempt(
        "A deeper tag counts for more.", lambda e: tags(e, TRIAL, basis="full-text"), "basis-depth"
    ),
    "low risk of bias from an abstract": Attempt(
        "What an abstract does not say may be in order.",
        lambda e: appraisals(e, lambda a: make(a, **judge_all(a, "low"))),
        "low-needs-full-text",
    ),
    "an appraisal lifted by hand, as far as an abstract allows": Attempt(
        "Some concerns sounds better than high.",
        lambda e: appraisals(e, lambda a: make(a, **judge_all(a, "some_concerns"))),
        "stale: appraisals",
    ),
    "an overall judgement better than its domains": Attempt(
        "The overall word is what pages show.",
        lambda e: appraisals(e, lift_overall),
        "overall-not-better",
    ),
    "the domains of a tool worded more mildly after a sign-off": Attempt(
        "The judgements stay, and ask for less.", reworded_tool, "stale: tool"
    ),
    "an indirect study called direct": Attempt(
        "Direct studies are not marked down.",
        direct,
        "stale: tags",
    ),
    "a disputing study tagged as supporting": Attempt(
        "All point the same way then.",
        lambda e: tags(e, next(s.id for s in settle(e).studies(CLAIM) if s.stance != "supports"), stance="supports"),
        "stale: tags",
    ),
    "a review counted beside its trials": Attempt(
        "It brings many people.", lambda e: judge(e, body=(*e.certainty[CLAIM].body, "marshall-2019")), "body-primary"
    ),
    "the same trial twice": Attempt(
        "Two trials are better than one.", lambda e: judge(e, body=(*e.certainty[CLAIM].body, TRIAL)), "body-twice"
    ),
    "a retracted trial kept": Attempt(
        "It was the best one.",
        lambda e: record(e, TRIAL, integrity=[{"kind": "retracted", "by": None, "noted_on": "2026-11-20"}]),
        "body-retracted",
    ),
    "a judgement of tomorrow": Attempt(
        "It knows every later study then.", lambda e: judge(e, decided_on=dt.date(2027, 1, 1)), "certainty-date"
    ),
    "a decision of tomorrow, which would outrank every later one": Attempt(
        "The latest row holds.",
        lambda e: replace(e, tags=tuple(make(t, decided_on="2027-01-01") if t is e.tags[0] else t for t in e.tags)),
        "future",
    ),
    "a reading of tomorrow, which would outrank every later one": Attempt(
        "The latest reading holds.",
        lambda e: replace(
            e, readings=tuple(make(r, decided_on="2027-01-01") if r is e.readings[0] else r for r in e.readings)
        ),
        "reading",
    ),
    "what was recorded called a reading, by nobody": Attempt(
        "Recorded sounds like less.",
        lambda e: replace(e, readings=tuple(make(r, act="read") if r is find_recorded(e) else r for r in e.readings)),
        "reading",
    ),
    "the rows of readings deleted": Attempt(
        "What is not put down cannot change.",
        lambda e: replace(e, readings=(), remembered=Remembered()),
        "stale: deleted, or changed by hand",
    ),
    "the rows of readings and their seals deleted, which git has": Attempt(
        "What nobody ever put down may be put down anew.",
        lambda e: remember(replace(e, readings=(), seals=()), e),
        "readings-kept",
    ),
    "the same, the rows replaced by others with seals of their own": Attempt(
        "Every row has its seal, and every seal its row.", reforged, "stale: deleted, or changed by hand"
    ),
    "the row of one text deleted with its seal, where there is no git": Attempt(
        "Nothing can know that it had one.",
        lambda e: replace(forget(lowered(e)), remembered=Remembered()),
        "stale: a day before readings.tsv was begun",
    ),
    "all rows deleted where there is no git, over a judgement that is older than its tags": Attempt(
        "Then everything is recorded for the first time.",
        lambda e: replace(retagged(e), readings=(), seals=(), remembered=Remembered()),
        "stale: that are later than it",
    ),
    "what has changed recorded once more, in nobody's name": Attempt(
        "Recorded is recorded.", recorded_over, "stale: steps"
    ),
    "an upgrade from abstracts": Attempt(
        "A large effect makes up for the rest.",
        lambda e: judge(e, upgrades={"large_effect": {"steps": 2, "why": "Invented."}}, overall="low"),
        "upgrade",
    ),
    "a high start without a randomised comparison": Attempt(
        "Two steps are won.", lambda e: judge(e, body=(UNCONTROLLED, "gorantla-2024")), "grade-start"
    ),
    "an uncontrolled study called a randomised trial": Attempt(
        "Two trials are better than one.", lambda e: study(e, UNCONTROLLED, design="rct"), "tool-for-design"
    ),
    "a study that nobody tagged to the claim": Attempt(
        "It has many people.", lambda e: judge(e, body=(*e.certainty[CLAIM].body, "held-2002")), "body-tagged"
    ),
    "a basis in place of GRADE": Attempt(
        "Ratings have no steps.",
        lambda e: judge(
            e,
            basis={"rating": "established", "why": "Invented."},
            starts_at=None,
            downgrades=None,
            upgrades=None,
            overall=None,
        ),
        "basis-or-grade",
    ),
    "a verdict above the proposal that does not know a later trial": Attempt(
        "The later trial is negative.", unknown_trial, "page: newer"
    ),
    "the same, with the date of the judgement moved past that trial": Attempt(
        "A later date knows everything before it.", postdated, "stale: tags"
    ),
    "another direction of the results": Attempt(
        "It reads better.",
        lambda e: judge(e, direction={"finding": "no_difference", "why": "Invented."}),
        "stale: direction",
    ),
    "a judgement that no verb of ours has finished": Attempt(
        "The line draft: true is easily taken away.",
        lambda e: replace(forget(e), remembered=Remembered()),
        "stale: nothing on",
    ),
    "a tag deleted": Attempt(
        "What is not tagged does not count.",
        lambda e: replace(
            e,
            tags=tuple(t for t in e.tags if t.claim != CLAIM or t.record not in e.studies[UNCONTROLLED].reports),
        ),
        "body-tagged",
    ),
    "a study deleted with all that hangs on it": Attempt(
        "It was the one without an effect.", lambda e: without_study(e, UNCONTROLLED), "included-untagged"
    ),
    "a study excluded without a reason": Attempt(
        "What is screened out is not counted.", lambda e: excluded(e, UNCONTROLLED), "tagged-though-excluded"
    ),
    "more people than there are in the arms": Attempt(
        "Precision needs 400.",
        lambda e: study(e, population={**e.studies[TRIAL].population.model_dump(), "n": 750}),
        "finding-numbers",
    ),
    "twenty times the people of the arms": Attempt("Precision needs 400.", padded, "arms-add-up"),
    "twenty times the people of a crossover": Attempt(
        "Everyone was in both arms.", lambda e: padded(e, "crossover-rct"), "arms-add-up"
    ),
    "a study in which people got worse, tagged as supporting": Attempt(
        "The tag is what is counted.", worsened, "tag-against-result"
    ),
    "a trial in two journals entered as two": Attempt("Two trials are better than one.", renamed_trial, "same-trial"),
    "fewer people than in its arms": Attempt("The losses disappear.", crowded, "arms-add-up"),
    "the sign of an effect flipped": Attempt("Worse becomes better.", flipped, "stale: studies"),
    "a printed sentence firmer than its level": Attempt(
        "The sentence is what people read.",
        lambda e: judge(e, summary={"en": "Magnesium relieves it.", "sv": "Magnesium lindrar."}),
        "summary-wording",
    ),
    "a firm sentence with its word of doubt elsewhere": Attempt(
        "The search finds its word.",
        lambda e: judge(
            e,
            summary={
                "en": "Magnesium clearly eases restless legs; how much is very uncertain.",
                "sv": "Magnesium lindrar bevisligen; hur mycket är mycket osäkert.",
            },
        ),
        "summary-strength",
    ),
    "a recommendation beside its doubt": Attempt(
        "The doubt is there, and nobody heeds it.",
        lambda e: judge(
            e,
            summary={
                "en": "It is very uncertain whether magnesium helps. Everyone should take it.",
                "sv": "Det är mycket osäkert om magnesium hjälper. Alla bör ta det.",
            },
        ),
        "summary-strength",
    ),
    "a command beside its doubt": Attempt(
        "A command states nothing.",
        lambda e: judge(
            e,
            summary={
                "en": "It is very uncertain whether magnesium helps. Take it every night.",
                "sv": "Det är mycket osäkert om magnesium hjälper. Prova det varje kväll.",
            },
        ),
        "summary-strength",
    ),
    "a recommendation after a turn": Attempt(
        "The turn lets go of the doubt.",
        lambda e: judge(
            e,
            summary={
                "en": "It is very uncertain whether magnesium helps, but it is recommended to all.",
                "sv": "Det är mycket osäkert om magnesium hjälper, men det rekommenderas till alla.",
            },
        ),
        "summary-strength",
    ),
    "advice to patients in place of an effect": Attempt(
        "Advice is no effect.",
        lambda e: judge(
            e,
            summary={
                "en": "It is very uncertain whether magnesium helps; patients should be offered it.",
                "sv": "Det är mycket osäkert om magnesium hjälper; patienter bör erbjudas det.",
            },
        ),
        "summary-strength",
    ),
    "more people in the words than in the body": Attempt(
        "Nobody counts.",
        lambda e: judge(
            e,
            summary={
                "en": "It is very uncertain whether magnesium helps, in 9,700 people.",
                "sv": "Det är mycket osäkert om magnesium hjälper, hos 9 700 personer.",
            },
        ),
        "summary-people",
    ),
    "a sentence of the article called supported": Attempt(
        "The editor wants to keep it.", lambda e: verdict(e, "5.2", word="supported"), "verdict-level"
    ),
    "a bolder sentence to print instead": Attempt(
        "What may be printed is what gets printed.",
        lambda e: verdict(
            e, "5.2", suggest={"en": "Magnesium probably eases it.", "sv": "Magnesium lindrar sannolikt."}
        ),
        "verdict-words",
    ),
    "the printed sentence replaced under its verdict": Attempt(
        "The verdict was given to a milder one.", lambda e: sentence(e, "5.2", fingerprint="0" * 64), "stale: asked"
    ),
    "a sentence put down as less firm than it is printed": Attempt(
        "Then it is no bolder than the evidence.", eased, "stale: asked"
    ),
    "a benefit called a documented one": Attempt(
        "What is documented may be stated at every level.",
        lambda e: claim(
            e, phrases=make(e.claims[CLAIM].phrases, documented_by=(TRIAL,), rests_on=(TRIAL,)).model_dump()
        ),
        "phrases-harm",
    ),
    "the claim's statement widened under its level": Attempt(
        "The level stays, and holds for everybody.",
        lambda e: claim(e, statement={"en": "Magnesium relieves every RLS.", "sv": "Magnesium lindrar all RLS."}),
        "stale: asked",
    ),
    "the outcome of the question exchanged for an easier one": Attempt(
        "Something always gets better.",
        lambda e: claim(e, pico={**e.claims[CLAIM].pico.model_dump(), "outcome": "anything that got better"}),
        "stale: asked",
    ),
    "the lowest level named more kindly in the vocabulary": Attempt(
        "Every page says it then.",
        lambda e: word(e, "certainty", "very_low", name={"en": "Fairly sure", "sv": "Ganska säkert"}),
        "stale: scale",
    ),
    "an editor's verdict on an overclaim deleted": Attempt(
        "What has no verdict is not wrong.",
        lambda e: sentence(e, "5.2", verdict=None),
        "stale: a row that tells of one",
    ),
    "who judged signs off under a second id": Attempt("Two ids are two people.", by_another_name, "person-twice"),
    "one of three settles it alone, as they had judged": Attempt(
        "Who settles decides.", settled_by_a_party, "page: sign-off"
    ),
    "the same, signed off by a fourth, and then changed by who settled it": Attempt(
        "The level is as it was.", changed_since_signed, "page: sign-off"
    ),
    "the same, the name in other capitals": Attempt(
        "Then it is another name.", by_another_name_spelt_otherwise, "person-twice"
    ),
    "who wrote it signs off, another standing as reviewer": Attempt(
        "Only the name in the file is asked.", makers_swapped, "reading"
    ),
    "a retraction taken out of the record again": Attempt(
        "Nobody looks at a record twice.", retraction_deleted, "stale: body"
    ),
    "the caveats of a trial deleted after the sign-off": Attempt(
        "The sign-off stays.", caveats_deleted, "page: sign-off"
    ),
    "studies known and not read deleted": Attempt(
        "What is not here does not speak against it.", unread_deleted, "stale: unread"
    ),
    "a hash mended by hand": Attempt("The mark goes, and nobody has to read.", hash_mended, "stale: changed by hand"),
    "a reading typed in somebody's name": Attempt(
        "The table is only text.", read_by_hand, "stale: written or changed by hand"
    ),
    "an editor's suggestion that doctors agree": Attempt(
        "No strong word stands in it, and no verb of effect.",
        lambda e: verdict(e, "5.2", suggest={"en": "Doctors agree on it.", "sv": "Läkare är överens om det."}),
        "verdict-words",
    ),
    "an editor's suggestion that states the effect": Attempt(
        "What may be printed was held against strong words alone.",
        lambda e: verdict(e, "5.2", suggest={"en": "It relieves restless legs.", "sv": "Det lindrar rastlösa ben."}),
        "verdict-words",
    ),
    "an editor's suggestion that the effect may be there": Attempt(
        "A word of doubt stands beside the verb, and is too little at very low certainty.",
        lambda e: verdict(e, "5.2", suggest={"en": "It may ease the legs.", "sv": "Det kan möjligen lindra benen."}),
        "verdict-words",
    ),
    "an editor's suggestion of why it works": Attempt(
        "The question takes its answer for granted.",
        lambda e: verdict(e, "5.2", suggest={"en": "Find out why it helps.", "sv": "Läs om varför det hjälper."}),
        "verdict-words",
    ),
    "an editor's suggestion of how little is enough": Attempt(
        "It only says how much.",
        lambda e: verdict(
            e,
            "5.2",
            suggest={
                "en": "Here is how little is enough to calm the legs.",
                "sv": "Så här lite räcker för att lugna benen: hur lite som räcker.",
            },
        ),
        "verdict-words",
    ),
    "a summary in which all agree": Attempt(
        "The doubt stands in the sentence before.",
        lambda e: summed_up(
            e,
            "It is very uncertain for whom. One trial and two studies. Experts agree on the treatment.",
            "Det är mycket osäkert för vem. En studie. Experterna är eniga om behandlingen.",
        ),
        "summary-strength",
    ),
    "a sentence with a stale verdict given another number": Attempt(
        "Nothing is put down of that number.", renumbered, "stale: tags"
    ),
    "a doubt that is denied": Attempt(
        "The words of the level are there.",
        lambda e: summed_up(e, "It is not very uncertain that magnesium helps. One trial and two studies."),
        "summary-wording",
    ),
    "the same in the other language": Attempt(
        "The words of the level are there.",
        lambda e: summed_up(e, sv="Det är inte längre mycket osäkert om magnesium lindrar."),
        "summary-wording",
    ),
    "a doubt that is kept to a few": Attempt(
        "It holds for somebody.",
        lambda e: summed_up(e, "Only for children is it very uncertain whether magnesium eases restless legs."),
        "summary-wording",
    ),
    "a doubt that is past": Attempt(
        "It was so once.",
        lambda e: summed_up(e, "The evidence was very uncertain before 2022. Most people are free of symptoms."),
        "summary-wording",
    ),
    "a doubt that is asked and answered": Attempt(
        "The question has the words.",
        lambda e: summed_up(e, "Very uncertain? No. Nine in ten slept well."),
        "summary-wording",
    ),
    "a symptom gone, in words that are no verb of effect": Attempt(
        "Only verbs are looked for.",
        lambda e: summed_up(e, "It is very uncertain for whom. Most people are free of symptoms after two months."),
        "summary-strength",
    ),
    "a title that says that it holds": Attempt(
        "The title is the largest type on the page.",
        lambda e: claim(e, title={"en": "Magnesium relieves RLS", "sv": "Magnesium lindrar RLS"}),
        "beside-words",
    ),
    "a note that calls it proven": Attempt(
        "Notes are printed under the verdict.",
        lambda e: judge(e, notes=("A landmark trial has proven that it relieves.",)),
        "beside-words",
    ),
    "a reason that calls it proven": Attempt(
        "The step stays, and its reason says the opposite.",
        lambda e: judge(e, direction={"finding": "benefit", "why": "Every trial proves that it relieves."}),
        "beside-words",
    ),
    "a trial whose label is a verdict": Attempt(
        "Labels stand in every table.", lambda e: study(e, label="Proof that magnesium relieves"), "beside-words"
    ),
    "advice that tells people to take it": Attempt(
        "Advice is printed at any level.", lambda e: phrased(e, advice="Take it every night."), "beside-words"
    ),
    "a printable sentence about everybody": Attempt(
        "The doubt stays, and the claim grows.",
        lambda e: phrased(e, object="symptoms in everyone with restless legs"),
        "beside-words",
    ),
    "an editor's reason that calls it proven": Attempt(
        "The verdict stays, and its reason takes it back.",
        lambda e: verdict(e, "5.2", why={"en": "Proven beyond doubt by trials.", "sv": "Bevisat bortom tvivel."}),
        "verdict-words",
    ),
    "a judged sentence taken out of the article": Attempt(
        "What is not there is not overstated.", lambda e: without_sentence(e, "5.2"), "stale: no sentence 5.2"
    ),
    "a judged sentence that is said to claim nothing": Attempt(
        "Advice makes no claim.",
        lambda e: sentence(e, "5.2", kind="advice", claims=[], verdict=None),
        "stale: a row that tells of one",
    ),
    "a claim called settled that nobody else has read": Attempt(
        "Settled sounds final.", lambda e: claim(e, status="settled"), "settled-signed"
    ),
    "a trial counted twice under two names": Attempt("Two trials are better than one.", split_trial, "body-registered"),
    "a judgement that names no study": Attempt(
        "Nothing can be wrong with what is not named.", lambda e: judge(e, body=(), starts_at="low"), "body-named"
    ),
    "a higher risk without treatment": Attempt(
        "The same ratio saves more people.",
        lambda e: judge(
            e,
            baseline_risks=(
                {
                    "outcome": "symptoms",
                    "who": "everybody",
                    "per_1000": 900,
                    "time": "a year",
                    "source": e.studies[TRIAL].reports[0],
                    "where": "nowhere",
                },
            ),
        ),
        "stale: steps",
    ),
    "a study made a draft again": Attempt(
        "Drafts are counted nowhere.", lambda e: drafted(e, UNCONTROLLED), "stale: body"
    ),
    "a sign-off by who has judged otherwise alone": Attempt("One name is enough.", own_otherwise, "lowest: very_low"),
    "the higher of two judgements that nobody has settled": Attempt(
        "It stands in the file that counts.", lambda e: apart(e, "anna"), "lowest: very_low"
    ),
    "the other's name typed beside one's own": Attempt(
        "Who is named has agreed.", lambda e: apart(e, "anna", "bo"), "lowest: very_low"
    ),
    "bolder words in the lower of the two": Attempt(
        "Only the file of the claim is looked at.",
        lambda e: apart(
            e, "anna", summary={"en": "Magnesium relieves the symptoms.", "sv": "Magnesium lindrar besvären."}
        ),
        "summary-wording",
    ),
}
