"""Exercises on the certainty of a claim: the body that people judged stands in the task, their steps in the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..judgement.claim_summary import ClaimSummary
from ..judgement.proposals import compare_proposal
from ..language.words import Words
from ..model import CERTAINTY_LEVELS, Certainty, Prose
from .exercise import Exercise, describe_body, find_terms, list_terms, put


def list_certainty(summaries: Sequence[ClaimSummary], voice: Words) -> Iterator[Exercise]:
    for s in summaries:
        c = s.certainty
        if c is None or c.overall is None or not c.body or s.withheld:
            continue
        facts, seen = describe_body(s, voice)
        if c.starts_at is not None:
            facts = (*facts, ("learn_starts", put(voice.name("grade_start", c.starts_at), voice)))
        downs = c.downgrades or {}
        why: list[tuple[str, Prose]] = [("", c.summary)]
        why += [(f"{voice.name('grade_domain', d)} {_sign(str(st.steps))}", st.why) for d, st in downs.items()]
        ups = {d: st for d, st in (c.upgrades or {}).items() if st.steps}
        why += [(f"{voice.name('grade_upgrade', d)} +{st.steps}", st.why) for d, st in ups.items()]
        yield Exercise(
            f"certainty-{s.claim.id}",
            "certainty",
            s.claim.statement,
            facts,
            tuple((w, voice.name("certainty", w)) for w in CERTAINTY_LEVELS),
            c.overall,
            tuple(why),
            f"claims/{s.claim.id}.html",
            s.is_checked,
            tuple(voice.name("grade_domain", d) for d, st in downs.items() if st.steps),
            seen,
            hints=(voice.say("site.learn_rule_steps"),),
            ruled=(s.proposal.level if s.proposal else None) or "",
            departs=list_departures(s, voice),
            notes=tuple(_list_notes(c, voice)),
            older=voice.say(f"site.{s.stale_text.name_mark('lead')}") if s.stale_text else "",
            terms=(*list_terms(s), *find_terms((t for _, t in (*why, *seen)), voice)),
        )


def list_departures(summary: ClaimSummary, voice: Words) -> tuple[tuple[str, Prose], ...]:
    """(domain with what the rules propose and what was decided, the reason that people gave), domain by domain."""
    c = summary.certainty
    if c is None or summary.proposal is None:
        return ()
    given = c.departs_because or {}
    found: list[tuple[str, Prose]] = []
    for d in compare_proposal(summary.proposal, c):
        reason: Prose | None = given.get(d.what)
        if reason is None and d.what in (c.downgrades or {}):
            reason = (c.downgrades or {})[d.what].why
        if d.what == "basis" and reason is None and c.basis is not None:
            reason = c.basis.why
        if reason is not None:
            found.append((_name_difference(d.what, d.proposed, d.decided, voice), reason))
    return tuple(found)


def _name_difference(what: str, proposed: str, decided: str, voice: Words) -> str:
    group = {"basis": "basis_rating", "starts_at": "grade_start"}.get(what)
    if group:
        proposed, decided = voice.name(group, proposed), voice.name(group, decided)
        return voice.say("site.learn_departed", what="", proposed=proposed, decided=decided).strip()
    name = voice.name("grade_domain", what)
    return voice.say("site.learn_departed", what=name, proposed=_sign(proposed), decided=_sign(decided))


def _sign(steps: str) -> str:
    return steps if steps in ("0", "-") else f"−{steps}"


def _list_notes(c: Certainty, voice: Words) -> Iterator[str]:
    """That the scale ends, where more is taken off than it has."""
    taken = sum(step.steps for step in (c.downgrades or {}).values())
    start = CERTAINTY_LEVELS.index(c.starts_at) if c.starts_at in CERTAINTY_LEVELS else None
    added = sum(step.steps for step in (c.upgrades or {}).values())
    if start is not None and taken - added > start:
        floor = voice.name("certainty", CERTAINTY_LEVELS[0])
        yield voice.say("site.learn_floor", steps=taken - added, left=start, floor=floor)
