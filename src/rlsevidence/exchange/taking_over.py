"""Decisions and tags in a file -> rows of one person, and what is not taken over, each with why. Pure.

Only what is that person's own becomes a row, and only where that person has decided nothing yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..model import Person, Screening, Tag, Vocabulary
from .decisions import FULL_TEXT, Decided, choose_decision, list_others, match_reason, split_reasons
from .entry import Entry
from .own_rows import SaidTag

Left = tuple[str, str]
"""A record, and why what a file says of it was not taken over."""


@dataclass(frozen=True)
class Taker:
    """Who takes over: the person, what they are called in the file, the reason for exclusions that give none, and the
    moment of the import."""

    person: Person
    called: str | None
    reason: str | None
    at: str
    stage: str | None = None
    """At which stage the decisions were made of which the file does not tell it."""

    def is_own(self, by: str) -> bool:
        return by.casefold() in {n.casefold() for n in (self.called, self.person.id, self.person.name) if n}


def take_screening(
    entries: Iterable[Entry],
    same: Mapping[str, str],
    held: Iterable[Screening],
    words: Vocabulary,
    who: Taker,
) -> tuple[tuple[Screening, ...], tuple[Left, ...]]:
    """Rows of screening from the decisions of `entries`. `same`: record of the file -> the one that it is here."""
    reasons = words.get("screening_reason", {})
    named = {w: tuple({**m.name.texts, **m.means.texts}.values()) if m.name else () for w, m in reasons.items()}
    decided = {(s.record, s.stage): s.decision for s in held if s.reviewer == who.person.id}
    rows: list[Screening] = []
    left: list[Left] = []
    for entry in entries:
        record = same.get(entry.record.id, entry.record.id)
        placed = [replace(d, stage=who.stage) if who.stage and _is_open(d) else d for d in entry.decisions]
        for stage in dict.fromkeys(d.stage for d in placed):
            given = [d for d in placed if d.stage == stage]
            chosen, why = choose_decision(given, who.person.id, who.called, (who.person.name,))
            others = list_others(given, [n for n in (who.called, who.person.id, who.person.name) if n])
            if chosen is None:
                left.append((record, f"{why}: {others}" if others else why))
                continue
            if others:
                left.append((record, f"not made by {who.person.id}: {others}"))
            if stage is None:
                left.append((record, f"{chosen.decision}: {UNSTAGED}"))
            elif (record, stage) in decided:
                if (have := decided[record, stage]) != chosen.decision:
                    left.append((record, f"{who.person.id} has decided {have}, the file says {chosen.decision}"))
            elif stage not in words.get("screening_stage", {}):
                left.append((record, f"{chosen.decision}: the stage {stage!r} is no word of the vocabulary"))
            elif why := _refuse(chosen.role, {"screening_stage": stage, "read": chosen.basis}, words):
                left.append((record, why))
            elif (word := _reason(chosen, named, who.reason)) not in reasons or word is None:
                said = _say_reason(chosen)
                by = " (--reason)" if chosen.decision == "exclude" else ", and --reason is that of exclusions"
                left.append((record, f"{chosen.decision} needs a reason of the vocabulary{by}: {said}"))
            else:
                decided[record, stage] = chosen.decision
                rows.append(_screening(record, stage, chosen, word, entry, who))
    return tuple(rows), tuple(left)


UNSTAGED = "the file does not say at which stage (--stage)"


def _is_open(d: Decided) -> bool:
    """Whether the file itself does not tell at which stage a decision was made."""
    return d.stage is None or d.usual


def _say_reason(chosen: Decided) -> str:
    """What the file gives as a reason, and why it is none of the vocabulary's."""
    if not chosen.reason:
        return chosen.unsure_why or "the file gives none"
    if len(several := split_reasons(chosen.reason)) > 1:
        return f"the file gives several, {', '.join(map(repr, several))}"
    return f"the file's reason {chosen.reason!r} is none of them"


def _reason(chosen: Decided, named: Mapping[str, Sequence[str]], otherwise: str | None) -> str | None:
    if chosen.basis is None and chosen.decision == "include":
        return "eligible"
    # `--reason` is that of exclusions: an unsure row takes the file's own reason or none of them.
    if chosen.decision == "unsure":
        return match_reason(chosen.reason, named)
    return match_reason(chosen.reason, named) or otherwise


def _screening(record: str, stage: str, chosen: Decided, reason: str, entry: Entry, who: Taker) -> Screening:
    return Screening(
        record=record,
        stage=stage,
        decision=chosen.decision,
        reason=reason,
        # A decision on the full text was made with it; no other program says how much somebody read.
        basis=chosen.basis or ("full-text" if stage == FULL_TEXT else "abstract" if entry.abstract else "title"),
        role=chosen.role,
        reviewer=who.person.id,
        # A moment still to come is a clock that went wrong: the row is then dated by the import.
        decided_on=chosen.at if chosen.at and (chosen.basis or chosen.at <= who.at) else who.at,
        note=" ".join(f"Imported: {chosen.said}".split()) if chosen.note is None else chosen.note,
    )


def take_tags(
    entries: Iterable[Entry],
    same: Mapping[str, str],
    held: Iterable[Tag],
    claims: Iterable[str],
    words: Vocabulary,
    who: Taker,
) -> tuple[tuple[Tag, ...], tuple[Left, ...]]:
    """Rows of tags from those of `entries`, as `take_screening` makes rows of screening. `claims`: those there are."""
    known = set(claims)
    decided = {(t.record, t.claim): t for t in held if t.reviewer == who.person.id}
    rows: list[Tag] = []
    left: list[Left] = []
    for entry in entries:
        record = same.get(entry.record.id, entry.record.id)
        for tag in entry.tags:
            have = decided.get((record, tag.claim))
            if not who.is_own(tag.by):
                left.append((record, f"the tag on {tag.claim} was made by {tag.by}, and not by {who.person.id}"))
            elif have is not None:
                if (have.stance, have.directness) != (tag.stance, tag.directness):
                    ours, theirs = _say(have.stance, have.directness), _say(tag.stance, tag.directness)
                    left.append((record, f"{who.person.id} has tagged {tag.claim} {ours}, the file says {theirs}"))
            elif tag.claim not in known:
                left.append((record, f"the tag on {tag.claim}: there is no such claim here"))
            elif why := _refuse(
                tag.role, {"stance": tag.stance, "directness": tag.directness, "read": tag.basis}, words
            ):
                left.append((record, f"the tag on {tag.claim}: {why}"))
            elif odd := [w for w in tag.because if w not in words.get("indirect_because", {})]:
                left.append((record, f"the tag on {tag.claim}: {odd[0]!r} is no word of the vocabulary"))
            else:
                row = _tag(record, tag, who)
                decided[record, tag.claim] = row
                rows.append(row)
    return tuple(rows), tuple(left)


def _tag(record: str, tag: SaidTag, who: Taker) -> Tag:
    return Tag(
        claim=tag.claim,
        record=record,
        stance=tag.stance,
        directness=tag.directness,
        indirect_because=tag.because,
        basis=tag.basis,
        role=tag.role,
        reviewer=who.person.id,
        decided_on=tag.at,
        note=tag.note,
    )


def _say(stance: str, directness: str | None) -> str:
    return f"{stance}, {directness}" if directness else stance


def _refuse(role: str, said: Mapping[str, str | None], words: Vocabulary) -> str:
    """Why a row cannot be taken over, empty where it can."""
    if role != "screener":
        return f"it was made in the role {role}, and what several people agreed on is settled here"
    odd = next((word for of, word in said.items() if word is not None and word not in words.get(of, {})), None)
    return f"{odd!r} is no word of the vocabulary" if odd else ""
