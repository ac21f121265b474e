"""How far a person's judgement goes above what the rules propose, and whether it counts yet. Pure.

A verdict must not be talked up. Going below the proposal is free: caution needs nobody's leave. A level above it needs
an argument for each domain in which less was taken off, and two levels or more need a second person's sign-off before
they count; so does any level above it where one of those who had judged settles it alone, higher than another of them
had. A judgement above the proposal that does not know a later direct study does not count either: what it says
was written without that study. Until then the proposal, which is the weaker of the two, is shown; or the lowest of what
those judged between whom it was settled, where that is lower still. The limits are ours.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from ..decisions import Settled
from ..decisions.versions import list_settled
from ..language.words import Words
from ..model import Certainty, Person
from ..model.decisions import list_own_ids
from ..model.grade import GRADE_UPGRADES, RATINGS, add_steps, rank_word
from ..tagging.todos import Todo
from .people_said import name_people
from .proposals import Proposal
from .readings import is_signed_off

SIGNED_FROM = 2
"""Levels above the proposal from which a second person has to sign off."""

WAITS = ("sign-off", "newer", "steps")
"""Why a judgement does not count yet: nobody else has signed it off; a later direct study is unknown to it; or the
level was typed above what its own steps come to."""


@dataclass(frozen=True)
class Departure:
    """A judgement above the proposal: by how many levels, in which domains, and from what to what.

    `decided` is the stronger of the level that was typed and the one that the steps come to. `where` holds domains of
    GRADE, upgrades and 'starts_at'; 'overall' where the level was typed above its steps; 'basis' where one of the two
    is no GRADE, or where there is nothing to rate.
    """

    levels: int
    where: tuple[str, ...]
    proposed: str | None
    decided: str


@dataclass(frozen=True)
class Pending:
    """A judgement that does not count yet, and why: a word of WAITS.

    `lower`: the judgement that counts until then, where one of those between whom it was settled had judged lower than
    the rules propose: a settlement that waits raises nothing.
    """

    certainty: Certainty
    departure: Departure
    why: str
    lower: Certainty | None = None

    def to_plain(self) -> dict[str, Any]:
        return {
            "why": self.why,
            "decided": self.departure.decided,
            "proposed": self.departure.proposed,
            "levels_above": self.departure.levels,
            "where": list(self.departure.where),
            "reviewers": list(self.certainty.reviewers),
            "settled_by": self.certainty.settled.by if self.certainty.settled else None,
            "decided_on": self.certainty.decided_on.isoformat(),
        }


def find_departure(proposal: Proposal, certainty: Certainty) -> Departure | None:
    """Where and how far a judgement is above the proposal; None where it is level with it or below.

    A level typed below its own steps hides nothing: the steps are held against the proposal too.
    """
    decided = _find_strongest(certainty)
    levels = rank_word(decided) - rank_word(proposal.word)
    if decided is None or levels <= 0:
        return None
    return Departure(levels, _list_places(proposal, certainty), proposal.word, decided)


def _find_strongest(certainty: Certainty) -> str | None:
    typed = certainty.word
    if typed is None or not certainty.is_graded:
        return typed
    return max(typed, add_steps(certainty), key=rank_word)


def _list_places(proposal: Proposal, certainty: Certainty) -> tuple[str, ...]:
    """Where a judgement above the proposal takes less off than it; never empty."""
    grade = proposal.grade
    if grade is None or grade.level is None or not certainty.is_graded:
        return ("basis",)
    taken = {name: step.steps for name, step in (certainty.downgrades or {}).items()}
    given = {name: step.steps for name, step in (certainty.upgrades or {}).items()}
    offered = {step.domain: step.steps for step in grade.upgrades}
    # Steps add up the same way for both, so where no place gives more, only the level that was typed can.
    return (
        *(["starts_at"] if (certainty.starts_at, grade.starts_at) == ("high", "low") else []),
        *(domain for domain, steps in grade.steps.items() if taken.get(domain, 0) < steps),
        *(name for name in GRADE_UPGRADES if given.get(name, 0) > offered.get(name, 0)),
        *(["overall"] if rank_word(certainty.overall) > rank_word(add_steps(certainty)) else []),
    )


def find_pending(settled: Settled, claim: str, proposal: Proposal) -> Pending | None:
    """The judgement on `claim` with why it does not count yet; None where it counts, or where there is none."""
    certainty = settled.judged.get(claim)
    departure = find_departure(proposal, certainty) if certainty else None
    # Where the level that is printed is no higher than the proposal, the proposal would be the stronger of the two.
    if certainty is None or departure is None or rank_word(certainty.word) <= rank_word(proposal.word):
        return None
    why = _find_why(settled, certainty, departure)
    return Pending(certainty, departure, why, _find_lower(settled, certainty, proposal)) if why else None


def _find_why(settled: Settled, certainty: Certainty, departure: Departure) -> str | None:
    if settled.newer(certainty.claim):
        return "newer"
    if "overall" in departure.where:
        return "steps"
    needs = departure.levels >= SIGNED_FROM or is_party_stronger(settled, certainty)
    return "sign-off" if needs and not is_signed_off(settled, certainty) else None


def _find_lower(settled: Settled, certainty: Certainty, proposal: Proposal) -> Certainty | None:
    """The lowest of what was judged alone before `certainty` was settled, where it is lower than the proposal."""
    judged = []
    for version in list_settled(settled.evidence, "certainty", certainty.claim, certainty.to_plain()):
        own = next((o.item for o in settled.evidence.own if o.path == version.path), None)
        # What two made in one file, and a settlement has replaced, stands in no file by now.
        made = own if isinstance(own, Certainty) else _read_version(version.value)
        judged += [made] if made is not None else []
    lowest = min(judged, key=lambda one: rank_word(one.word), default=None)
    return lowest if lowest is not None and rank_word(lowest.word) < rank_word(proposal.word) else None


def _read_version(value: Mapping[str, Any]) -> Certainty | None:
    try:
        return Certainty.model_validate({**value, "settled": None})
    except ValidationError:
        return None  # put back by halves: a trace that somebody has cut


def find_counting(settled: Settled, claim: str, pending: Pending | None) -> Certainty | None:
    """The judgement that counts by now; None where nobody's does, or what the rules propose stands in its place."""
    return settled.judged.get(claim) if pending is None else pending.lower


def is_party_stronger(settled: Settled, certainty: Certainty) -> bool:
    """Whether one of those who had judged settled it alone, and higher than another of them had.

    What another had and can be read no more counts as lower, so that nothing is gained by taking it away.
    """
    act = certainty.settled
    if act is None:
        return False
    people = settled.evidence.people
    own = list_own_ids(people, [act.by])
    if not own & list_own_ids(people, act.between):
        return False
    versions = list_settled(settled.evidence, "certainty", certainty.claim, certainty.to_plain())
    # Whoever had a part in the lower version has agreed to the higher one by settling it so.
    said = {who: None if own & set(v.who.split(", ")) else v.value for v in versions for who in v.who.split(", ")}
    others = [said.get(who) for who in act.between if who not in own and said.get(who, {}) is not None]
    typed = rank_word(certainty.word)
    return any(other is None or rank_word(_read_word(other)) < typed for other in others)


def _read_word(value: Mapping[str, Any]) -> str | None:
    word = value.get("overall") or (value.get("basis") or {}).get("rating")
    return str(word) if word else None


def describe_pending(pending: Pending, voice: Words, people: Iterable[Person] = ()) -> str:
    """That a judgement waits, for what, how far it goes above the proposal and in which domains.

    `people`: those of people.tsv, where names are to be said and not ids.
    """
    departure = pending.departure
    groups = ("grade_domain", "grade_upgrade", "difference")
    places = (
        next((voice.name(group, place) for group in groups if place in voice.list_words(group)), place)
        for place in departure.where
        if place != "overall"
    )
    act, known = pending.certainty.settled, tuple(people)
    made = voice.say(
        "sentence.pending.settled" if act else "sentence.pending.judged",
        who=name_people([act.by] if act else pending.certainty.reviewers, known, voice),
        rating=_name_word(departure.decided, voice),
    )
    said = voice.say(
        f"sentence.pending.{pending.why}", made=made, levels=departure.levels, where=", ".join(places).lower()
    )
    if pending.lower is None:
        return said
    rating = _name_word(pending.lower.word or "", voice)
    lowest = voice.say("sentence.pending.lower", who=name_people(pending.lower.reviewers, known, voice), rating=rating)
    return f"{said} {lowest}"


def _name_word(word: str, voice: Words) -> str:
    return voice.name("basis_rating" if word in RATINGS else "certainty", word)


def list_waiting_judgements(pending: Iterable[Pending], headline: Container[str]) -> tuple[Todo, ...]:
    """Judgements that need a second person's sign-off before they count, as things to do."""
    return tuple(
        Todo(
            "sign-off",
            f"sign off certainty/{p.certainty.claim}.yaml",
            f"{p.departure.decided.replace('_', ' ')}, {p.departure.levels} levels above what the rules propose"
            f" ({(p.departure.proposed or 'nothing to rate').replace('_', ' ')}); it counts once a second person has"
            " signed it off",
            (p.certainty.claim,),
            3 if p.certainty.claim in headline else 1,
            {
                "part": "certainty",
                "name": p.certainty.claim,
                "n": p.departure.levels,
                "decided": p.departure.decided,
                "proposed": p.departure.proposed,
            },
        )
        for p in pending
        if p.why == "sign-off"
    )
