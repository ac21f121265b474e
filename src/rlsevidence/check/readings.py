"""Texts that speak of a state that is no more, and sign-offs that cover something else than what stands there now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..counted import say_count
from ..decisions.rows import moment_key
from ..errors import NOTICES, STALE, Problem
from ..judgement.kept_rows import NOBODY, completes
from ..judgement.readings import (
    OWN,
    SIGNED_OFF,
    WORDS,
    Stale,
    compare_parts,
    find_depth,
    is_deeper,
    judge_readings,
    list_makers,
    list_writers,
)
from ..judgement.rests_on import LATER, TEXT, describe_texts, read_parts
from ..judgement.witnesses import WITNESSES
from ..layout import appraisal_name, part_path
from ..model import Appraisal, Certainty, Claim, Loc, Seal, Study
from .rules import Context, Found, Said, rule

READINGS = part_path("readings")
OF_WORDS = frozenset({"summary-wording", "summary-level", "summary-strength", "summary-people", "summary-only"}) | {
    "summary-trials",
    "numbers-alike",
    "warnings-alike",
    "limit-own",
    "verdict-level",
    "verdict-words",
    "departs-because",
    "sign-off",
    "reading",
}
"""Rules about words and about who read them: their faults lie in a text and not in what it rests on."""


@rule(STALE, "A text whose ground has changed is read again by a person before it is trusted.", across=True)
def _stale(context: Context) -> Iterator[Found]:
    yield from _list_stale(context)
    found = judge_readings(context.settled)
    for text, sign_off in found.signed.items():
        if sign_off.since is not None and not sign_off.holds:
            path, loc, field = _find_place(context, text, signed=True)
            if not sign_off.changed:
                if sign_off.barred == OWN:
                    said = Said(f"signed off by {sign_off.by} on {sign_off.on}, who has made the same otherwise")
                    part, _, name = text.partition("/")
                    yield path, loc, field, said, f"the two settled (rlsevidence settle {part} {name} --reviewer WHO)"
                continue  # words that do not go with the level are a fault: `sign-off`
            said = Said(
                f"signed off by {sign_off.by} on {sign_off.on}, before a later change of {_name(sign_off.changed)}"
            )
            yield path, loc, field, said, f"a new sign-off (rlsevidence sign-off), or {field}: null"
    yield from _list_altered(context)
    nobody = [key for key in found.unrecorded if key not in found.renamed and key not in found.witnessed]
    for (text, _), why in found.witnessed.items():
        path, loc, field = _find_place(context, text)
        yield path, loc, field, Said(f"nothing on what it rests on, and {WITNESSES[why]}"), _ask_person(text)
    for text, _ in found.renamed:
        path, loc, field = _find_place(context, text)
        said = Said("nothing on what it rests on, and rows of a text that is no more: renamed, moved or rewritten")
        yield path, loc, field, said, _ask_person(text)
    for text, about in found.taken_out:
        path, loc, field = _find_place(context, text)
        said = Said(f"none, and a row that tells of one ({about})")
        yield path, loc, field, said, "the verdict that was given, or another one: the sentence still says it"
    for text, about in found.missing:
        document, _, at = text.partition("#")
        said = Said(f"no sentence {at}, and a row that tells of a verdict on it ({about})")
        expected = (
            f"the sentence, or a person who has read the claim without it (rlsevidence reread {about} --reviewer WHO)"
        )
        yield f"{document}.yaml", (), at, said, expected
    if found.incomplete:
        number = len(found.incomplete)
        said = Said(f"nothing of {', '.join(LATER)} on {number} text{'s' if number > 1 else ''} that hold")
        yield (
            READINGS,
            (),
            "rests_on",
            said,
            "that too (rlsevidence reread --record), so that a change under it is seen",
        )
    if nobody:
        number, first = len(nobody), nobody[0][0]
        yield (
            READINGS,
            (),
            "text",
            Said(f"nothing on {number} text{'s' if number > 1 else ''}, {first} the first"),
            "what each rests on (rlsevidence reread --record), so that a change under it is seen",
        )


def _ask_person(text: str) -> str:
    if text.startswith(("studies/", "appraisals/")):
        return "a new sign-off (rlsevidence sign-off)"  # they rest on nothing that could be read again
    return f"a person who has read it again (rlsevidence reread {text} --reviewer WHO)"


def _list_altered(context: Context) -> Iterator[Found]:
    """Rows that are gone and rows that were written by hand, each by its name; and a table that nothing seals."""
    evidence, remembered = context.evidence, context.evidence.remembered
    if evidence.readings and not evidence.seals and not remembered.has_seals:
        expected = "a seal of every row (rlsevidence reread --record), so that one deleted by hand is missed"
        yield part_path("seals"), (), "seal", Said(f"none, for {say_count(len(evidence.readings), 'row')}"), expected
    for (text, about), items in judge_readings(context.settled).altered.items():
        for item in items:
            if not evidence.readings and remembered.has_rows:
                continue  # told once for the whole table
            who = f" by {item.reviewer}" if item.reviewer else ""
            named = f"{item.act}{who} on {item.decided_on[:10]}"
            under = f" ({about})" if about and not text.endswith(f"/{about}") else ""
            if isinstance(item, Seal):
                said = f"no row of {text}{under} as it was {named}: deleted, or changed by hand"
                yield READINGS, (), "text", Said(said), f"that row as git has it, or {_ask_person(text)}"
            else:
                row = next(i for i, other in enumerate(evidence.readings) if other is item)
                said = f"a row of {text}{under}, {named}, that was written or changed by hand"
                yield READINGS, (row,), "rests_on", Said(said), _ask_person(text)


def _list_stale(context: Context) -> Iterator[Found]:
    for (text, _), found in judge_readings(context.settled).stale.items():
        path, loc, field = _find_place(context, text)
        yield path, loc, field, Said(describe_stale(found)), _ask_person(text)


def describe_stale(found: Stale) -> str:
    """`not read since 2026-11-22; since then changed: level (very_low, now low), body`."""
    about = f" under {found.claim}" if found.claim and not found.text.endswith(f"/{found.claim}") else ""
    act = "recorded" if found.since is not None and found.since.act in NOBODY else "read"
    parts = [
        f"{name} ({found.was.get(name, 'none')}, now {found.now.get(name, 'none')})"
        if name in ("level", "direction")
        else name
        for name in found.changed
    ]
    return f"not read since it was {act} on {found.on}; changed{about} since then: {', '.join(parts)}"


def _name(parts: tuple[str, ...]) -> str:
    return ", ".join("its words" if part == TEXT else part for part in parts)


def _find_place(context: Context, text: str, *, signed: bool = False) -> tuple[str, Loc, str]:
    """File, place and field of a text, or of the name under its sign-off."""
    name, _, at = text.partition("#")
    path = f"{name}.yaml"
    if at:
        document = context.evidence.documents.get(name.partition("/")[2])
        places = [i for i, s in enumerate(document.sentences) if s.at == at] if document else []
        return path, ("sentences", places[0], "verdict") if places else (), f"{at}.verdict"
    if signed:
        in_phrases = name.startswith("claims/")
        loc: Loc = ("phrases", "checked_by") if in_phrases else ("checked_by",)
        return path, loc, ".".join(map(str, loc))
    field = "phrases" if name.startswith("claims/") else "summary"
    return path, (field,), field


def leave_consequences_out(context: Context, problems: set[Problem]) -> set[Problem]:
    """`problems` without texts to read again that rest on something faulty: once that is mended they are held anew.

    A slip in a study would else be told once for itself and once more for each sentence that rests on it.
    """
    wrong = {p.path for p in problems if p.rule not in NOTICES}
    faulty = {p.path for p in problems if p.rule not in NOTICES | OF_WORDS}
    if not wrong:
        return problems
    out: set[tuple[str, str]] = set()
    readings = judge_readings(context.settled)
    for (text, claim), _ in readings.stale.items():
        if faulty & _list_files(context, text, claim):
            path, _, field = _find_place(context, text)
            out.add((path, field))
    for text in readings.signed:
        # A sign-off covers the words too.
        if wrong & _list_files(context, text, None):
            path, _, field = _find_place(context, text, signed=True)
            out.add((path, field))
    return {p for p in problems if p.rule != STALE or (p.path, p.field) not in out}


def _list_files(context: Context, text: str, claim: str | None) -> set[str]:
    """The files that a text rests on."""
    folder, _, name = text.partition("#")[0].partition("/")
    claim = claim or (name if folder in ("certainty", "claims") else None)
    found = {f"{folder}/{name}.yaml"}  # of a sentence too: its verdict rests on what is printed
    studies: set[str] = set()
    if claim is not None:
        certainty = context.evidence.certainty.get(claim)
        found |= {part_path("certainty", claim), part_path("claims", claim)}
        found |= {part_path(table) for table in ("tags", "screening", "records", "dose_limits")}
        studies = {s.id for s in context.settled.studies(claim)} if claim in context.evidence.claims else set()
        studies |= set((*certainty.body, *certainty.informed_by) if certainty else ())
    elif folder == "appraisals":
        studies = {name.partition(".")[0]}
        found.add(part_path("vocabulary"))
    found |= {part_path("studies", study) for study in studies}
    return found | {
        context.appraisal_paths[n]
        for a in context.evidence.appraisals
        if a.study in studies
        for n in [appraisal_name(a)]
    }


# ---------------------------------------------------------------- sign-offs


@rule("readings-kept", "Tables of who read what that git has are not thrown away: nobody would know what changed.")
def _kept(context: Context) -> Iterator[Found]:
    evidence, remembered = context.evidence, context.evidence.remembered
    for name, here, known in (
        ("readings", evidence.readings, len(remembered.rows) if remembered.has_rows else 0),
        ("seals", evidence.seals, len(remembered.seals) if remembered.has_seals else 0),
    ):
        if known and not here:
            path = part_path(name)
            expected = f"the {known} that git has (rlsevidence reread --record gives them back)"
            yield path, (), "rows", Said("none"), expected


@rule("sign-off", "A name under `checked_by` that no sign-off stands behind covers nobody knows what.", across=True)
def _signed(context: Context) -> Iterator[Found]:
    makers = _list_all_makers(context)
    for text, sign_off in judge_readings(context.settled).signed.items():
        path, loc, field = _find_place(context, text, signed=True)
        if sign_off.since is None and sign_off.by not in makers[text]:
            yield path, loc, field, sign_off.by, f"a sign-off by {sign_off.by} in readings.tsv (rlsevidence sign-off)"
        if sign_off.barred == WORDS and not sign_off.changed:
            said = Said(f"{sign_off.by} over a summary that does not go with the level")
            yield path, loc, field, said, "the words mended first, then a new sign-off (rlsevidence sign-off)"


@rule(
    "reading", "A row says who read what, no deeper than it was read, and nobody signs off their own work.", across=True
)
def _rows(context: Context) -> Iterator[Found]:
    makers, texts = _list_all_makers(context), describe_texts(context.settled)
    first: dict[tuple[str, str | None], str] = {}
    for item in context.evidence.readings:
        key = (item.text, item.claim)
        first[key] = min(first.get(key, item.decided_on), item.decided_on, key=moment_key)
    seen: set[tuple[str, str | None]] = set()
    for row, item in enumerate(context.evidence.readings):
        if (item.reviewer is None) != (item.act in NOBODY):
            expected = "nobody, since nobody claims to have read it" if item.act in NOBODY else "who it was"
            yield READINGS, (row,), "reviewer", item.reviewer, expected
        if item.decided_on[:10] > context.today.isoformat():
            yield READINGS, (row,), "decided_on", item.decided_on, f"a day no later than {context.today}"
        key = (item.text, item.claim)
        again = any(
            completes(item, other)
            for other in context.evidence.readings
            if (other.text, other.claim) == key and moment_key(other.decided_on) <= moment_key(item.decided_on)
        )
        if item.act in NOBODY and again:
            pass  # what held is put down with parts that came later
        elif item.act in NOBODY and (key in seen or moment_key(first[key]) < moment_key(item.decided_on)):
            # Else a change could be recorded away, by nobody.
            expected = f"a person who has read it (rlsevidence reread {item.text} --reviewer WHO): it has a row already"
            yield READINGS, (row,), "act", item.act, expected
        elif item.act in NOBODY:
            seen.add(key)
        if key not in texts or compare_parts(read_parts(item.rests_on), texts[key], words=True):
            continue  # of an earlier state: what was made and read of it then was made and read by others
        if item.act == SIGNED_OFF and item.reviewer in makers.get(item.text, ()):
            yield READINGS, (row,), "reviewer", item.reviewer, f"another person than made {item.text}"
        limit = find_depth(context.evidence, key)
        if limit is not None and item.read is not None and is_deeper(item.read, limit):
            expected = f"{limit} at most, as deep as the studies under {item.text} were read"
            yield READINGS, (row,), "read", item.read, expected


def _list_all_makers(context: Context) -> Mapping[str, tuple[str, ...]]:
    evidence = context.evidence
    items: list[tuple[str, Certainty | Study | Appraisal | Claim]] = [
        *((f"certainty/{c.claim}", c) for c in evidence.certainty.values()),
        *((f"claims/{c.id}", c) for c in evidence.claims.values()),
        *((f"studies/{s.id}", s) for s in evidence.studies.values()),
        *((f"appraisals/{appraisal_name(a)}", a) for a in evidence.appraisals),
    ]
    return {text: (*list_makers(item), *list_writers(evidence, text)) for text, item in items}
