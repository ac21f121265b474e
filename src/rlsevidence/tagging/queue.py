"""What waits for a person, most valuable first, with the reason. Pure: a view of the evidence, decided by it alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from ..counted import say_count
from ..decisions import Settled
from ..decisions.versions import list_changed, list_open, list_people, list_versions
from ..layout import appraisal_name, part_path
from ..model import Evidence, SuggestedTag, Watched
from .doubted import list_broken_anchors, list_unseen_directness
from .known import PLANNED, PRINTED, REGISTERED, Known, list_known
from .todos import KINDS, Todo, weigh_claims
from .untranslated import find_plain_language, list_untranslated


def todo(
    settled: Settled,
    suggestions: Iterable[SuggestedTag],
    judgements: Iterable[Todo] = (),
    today: dt.date | None = None,
    *,
    proposed: Iterable[SuggestedTag] | None = None,
    missing: Mapping[str, int] | None = None,
    known: Sequence[Known] | None = None,
) -> tuple[Todo, ...]:
    """Everything that waits, by kind in the order of KINDS and, within a kind, by how many judgements it touches.

    `judgements`: those that do not count yet, which only what stands above this room can tell. `today`: the
    day by which what is watched is old; without one none of it is asked for. `proposed`: what the rules suggest for
    every pair, decided or not; without it no row is doubted for what they do not suggest. `missing`: path of a
    draft -> how many places of it are to be filled or mended, as `check.list_missing` counts them. `known`: what is
    let in and entered by nobody, as `list_known` gives it; worked out from the suggestions where it is not given.
    """
    evidence = settled.evidence
    suggestions = tuple(suggestions)
    if known is None:
        known = list_known(settled, suggestions)
    headline = set(evidence.protocol.headline_claims)
    body_of: dict[str, list[str]] = {}
    for certainty in evidence.certainty.values():
        for study in certainty.body:
            body_of.setdefault(study, []).append(certainty.claim)

    weigh = partial(weigh_claims, headline)

    items = [
        *judgements,
        *_unreadable(settled, weigh),
        *_unfinished(evidence, missing or {}),
        *_conflicts(settled, weigh),
        *_unsettled(evidence, body_of, weigh),
        *_retractions(evidence, body_of, weigh),
        *_judge_again(settled, weigh),
        *_untagged_studies(settled),
        *_known(known),
        *list_unseen_directness(settled, weigh, proposed),
        *list_broken_anchors(settled, weigh),
        *_unread(evidence, weigh),
        *_full_texts(evidence, body_of, weigh),
        *_watched(evidence, today, weigh),
        *_records(settled, suggestions, weigh, {one.record for one in known}),
        *_appraisals(settled, body_of, weigh),
        *_single(settled, weigh),
        *_unchecked(evidence, body_of, weigh),
        *_untranslated(evidence, weigh),
    ]
    return tuple(sorted(items, key=lambda t: (KINDS.index(t.kind), -t.weight, t.what)))


def _cut(title: str) -> str:
    """A title as far as a line of a list goes, cut between words and marked as cut."""
    return title if len(title) <= 80 else f"{title[:79].rpartition(' ')[0]}\u2026"


def _unreadable(settled: Settled, weigh: Any) -> Iterable[Todo]:
    held: dict[str, list[str]] = {}
    for claim, items in settled.withheld.items():
        for broken in items:
            held.setdefault(broken.path, []).append(claim)
    for path in sorted({b.path for b in settled.evidence.broken}):
        claims = held.get(path, [])
        said = f"the verdict on {', '.join(claims)} is withheld until then" if claims else "it carries no verdict"
        yield Todo("unreadable", f"mend {path}", f"it cannot be read; {said}", (path, *claims), weigh(claims))


def _unfinished(evidence: Evidence, missing: Mapping[str, int]) -> Iterable[Todo]:
    for draft in evidence.drafts:
        left = missing.get(draft.path, len(draft.missing))
        state = f"{left} place{'s' if left != 1 else ''} to fill or mend" if left else "nothing is lacking, finish it"
        why = f"a draft: {state}; it is counted nowhere until then"
        yield Todo("unfinished", f"finish {draft.path}", why, (draft.path,), 1)


def _conflicts(settled: Settled, weigh: Any) -> Iterable[Todo]:
    for d in settled.decisions.values():
        if d.state == "conflict":
            views = ", ".join(f"{t.reviewer} says {t.stance}" for t in d.rows)
            yield Todo(
                "conflict",
                f"{d.claim}: {d.record}",
                f"{views}; a consensus row ends it",
                (d.claim, d.record),
                weigh([d.claim]),
            )
    for s in settled.screening.values():
        if s.state == "conflict":
            yield Todo(
                "conflict", f"screening: {s.record}", "reviewers disagree; a consensus row ends it", (s.record,), 1
            )


def _unsettled(evidence: Evidence, body_of: dict[str, list[str]], weigh: Any) -> Iterable[Todo]:
    for part, name in list_open(evidence):
        claims = [name] if part == "certainty" else body_of.get(name.partition(".")[0], [])
        if changed := list_changed(evidence, part, name):
            why = f"changed by {' and '.join(changed)} since it was settled; rlsevidence.settle opens it again"
        else:
            who = [one for v in list_versions(evidence, part, name) for one in list_people(v)]
            why = (
                f"{' and '.join(dict.fromkeys(who))} have finished it, each alone; rlsevidence.settle opens the"
                " consensus, which a named person makes"
            )
        yield Todo("settle", f"settle {part_path(part, name)}", why, (name,), weigh(claims))


def _retractions(evidence: Evidence, body_of: dict[str, list[str]], weigh: Any) -> Iterable[Todo]:
    for study, claims in body_of.items():
        for report in evidence.studies[study].reports if study in evidence.studies else ():
            record = evidence.records.get(report)
            if record and record.is_retracted:
                yield Todo(
                    "retracted",
                    f"{study}: {report}",
                    f"carries {', '.join(claims)}; judge anew",
                    (study, *claims),
                    9 + weigh(claims),
                )


def _judge_again(settled: Settled, weigh: Any) -> Iterable[Todo]:
    for claim, certainty in settled.evidence.certainty.items():
        if studies := settled.newer(claim):
            why = f"judged on {certainty.decided_on}, before {', '.join(studies)} was tagged as direct evidence"
            yield Todo("judge-again", f"judge {claim} again", why, (claim, *studies), weigh([claim]))


def _untagged_studies(settled: Settled) -> Iterable[Todo]:
    for name in settled.untagged_studies:
        study = settled.evidence.studies[name]
        size = (
            f"{say_count(study.population.n, 'person', 'people')}" if study.population.n else "number of people unknown"
        )
        why = f"{study.design}, {size}: entered, and tagged to no claim, so no verdict knows of it"
        yield Todo("untagged-study", f"tag {name}", why, (name, *study.reports), study.population.n or 0)


def _single(settled: Settled, weigh: Any) -> Iterable[Todo]:
    by_claim: dict[str, list[str]] = {}
    for d in settled.decisions.values():
        if d.state == "single" and d.stance != "not_relevant":
            by_claim.setdefault(d.claim, []).append(d.record)
    for claim, records in by_claim.items():
        why = (
            f"{say_count(len(records), 'tag rests', 'tags rest')}"
            f" on one person; a second reviewer decides without seeing the first"
        )
        yield Todo("single", f"second review of {claim}", why, (claim, *records), weigh([claim]))


def _full_texts(evidence: Evidence, body_of: dict[str, list[str]], weigh: Any) -> Iterable[Todo]:
    for study, claims in body_of.items():
        known = evidence.studies.get(study)
        if known and known.read != "full-text":
            why = f"carries {', '.join(sorted(set(claims)))} and only its {known.read} has been read"
            yield Todo("full-text", f"read {study} in full", why, (study,), weigh(claims))


def _unread(evidence: Evidence, weigh: Any) -> Iterable[Todo]:
    for one in evidence.unread.values():
        size = f"{say_count(one.n, 'person', 'people')}" if one.n else "number of people unknown"
        told = f"said to find {one.said.replace('_', ' ')}; unseen: {one.tell_unseen(find_plain_language(evidence))}"
        why = f"{one.design or 'design unknown'}, {size}, {told}"
        yield Todo("unread", f"find and read {one.id}", why, (one.id, *one.claims), weigh(one.claims))


def list_due(evidence: Evidence, today: dt.date) -> tuple[tuple[Watched, str], ...]:
    """What is watched by hand and is to be looked at again, with since when."""
    found = []
    for one in evidence.watch.watched if evidence.watch else ():
        if one.seen_on is None:
            found.append((one, "never seen itself, only told of"))
            continue
        months = (today.year - one.seen_on.year) * 12 + today.month - one.seen_on.month
        months -= today.day < one.seen_on.day
        if months >= one.months:
            found.append((one, f"last seen on {one.seen_on}, {months} months ago"))
    return tuple(found)


def _watched(evidence: Evidence, today: dt.date | None, weigh: Any) -> Iterable[Todo]:
    for one, since in list_due(evidence, today) if today else ():
        why = f"{since}; expected: {one.expected}; {one.where}"
        yield Todo("watch", f"look at {one.id} again ({one.kind})", why, (one.id, *one.claims), weigh(one.claims))


def _known(known: Sequence[Known]) -> Iterable[Todo]:
    for place, one in enumerate(known):
        kind = "known-unread" if one.could_change else "included"
        why = f"{_cut(one.title)}; {describe_known(one)}: known, not yet read, so no verdict knows of it"
        # The order is what they could change, which no single number says.
        yield Todo(kind, f"read {one.record}", why, (one.record, *one.claims), len(known) - place)


def describe_known(known: Known) -> str:
    """Design, size with who says so, and claims with directness: why it stands where it stands."""
    size = {
        REGISTERED: f"{say_count(known.people or 0, 'person', 'people')}, as registered",
        PLANNED: f"{say_count(known.people or 0, 'person', 'people')} planned, as registered",
        PRINTED: f"'{known.words}' in its abstract or title",
    }.get(known.said or "", "number of people unknown")
    concerns = ", ".join(f"{claim} ({word or 'directness unknown'})" for claim, word in known.claims.items())
    how = "tagged to" if known.tagged else "may concern"
    about = f"{how} {concerns}" if concerns else "no claim is proposed for it"
    return f"{known.design or 'design unknown'}, {size}, {about}"


def _records(
    settled: Settled, suggestions: Iterable[SuggestedTag], weigh: Any, known: Container[str]
) -> Iterable[Todo]:
    suggested: dict[str, list[str]] = {}
    for s in suggestions:
        if not s.is_broad:
            suggested.setdefault(s.record, []).append(s.claim)
    evidence, screened = settled.evidence, settled.screening
    tagged = {d.record for d in settled.decisions.values()}
    for record in evidence.records.values():
        claims = suggested.get(record.id, [])
        said = f"may concern {', '.join(claims)}" if claims else "no claim is proposed for it"
        state = screened.get(record.id)
        if state is None:
            kind, what, why = "unscreened", f"screen {record.id}", f"{_cut(record.title)}; {said}"
        elif state.decision == "unsure":
            kind, what, why = "unsure", f"decide {record.id}", f"{_cut(record.title)}; more must be read"
        elif state.decision == "include" and claims and record.id not in tagged and record.id not in known:
            kind, what, why = "untagged", f"tag {record.id}", f"{_cut(record.title)}; {said}"
        else:
            continue
        yield Todo(kind, what, why, (record.id,), weigh(claims), {"claims": tuple(claims)})


def _appraisals(settled: Settled, body_of: dict[str, list[str]], weigh: Any) -> Iterable[Todo]:
    evidence, study_of = settled.evidence, settled.study_of
    appraised = {a.study for a in evidence.appraisals}
    used: dict[str, set[str]] = {}
    for d in settled.decisions.values():
        if d.stance not in (None, "not_relevant") and d.record in study_of:
            used.setdefault(study_of[d.record], set()).add(d.claim)
    for study, claims in used.items():
        if evidence.studies[study].is_primary and study not in appraised:
            why = f"counted for {', '.join(sorted(claims))} without a judgement of its risk of bias"
            about = (study, *sorted(claims))
            yield Todo("unappraised", f"appraise {study}", why, about, weigh(claims) + weigh(body_of.get(study, ())))


def _untranslated(evidence: Evidence, weigh: Any) -> Iterable[Todo]:
    for path, language, number in list_untranslated(evidence):
        folder, _, name = path.removesuffix(".yaml").partition("/")
        what = f"{number} text{'s' if number > 1 else ''} of {path} in {language}"
        why = f"written in another language only; pages in {language} show them as they are, marked as that"
        about = [name] if folder in ("claims", "certainty") else []
        values = {"n": number, "path": path, "into": language}
        yield Todo("translate", f"write {what}", why, (name,), weigh(about), values)


def _unchecked(evidence: Evidence, body_of: dict[str, list[str]], weigh: Any) -> Iterable[Todo]:
    for certainty in evidence.certainty.values():
        if not certainty.seen_by_two:
            why = "judged by one person; nobody else has checked it"
            yield Todo(
                "unchecked",
                f"check certainty/{certainty.claim}.yaml",
                why,
                (certainty.claim,),
                2 * weigh([certainty.claim]),
                {"part": "certainty", "name": certainty.claim},
            )
    for claim in evidence.claims.values():
        if claim.phrases is not None and claim.phrases.checked_by is None:
            why = "what may be printed of the claim was written by one person; nobody else has read it"
            what, values = f"read the phrases of claims/{claim.id}.yaml", {"part": "claims", "name": claim.id}
            yield Todo("unchecked", what, why, (claim.id,), weigh([claim.id]), values)
    carried = Counter({s: weigh(c) for s, c in body_of.items()})
    for study in evidence.studies.values():
        if not study.seen_by_two:
            what, values = f"check studies/{study.id}.yaml", {"part": "studies", "name": study.id}
            yield Todo("unchecked", what, "extracted by one person", (study.id,), carried[study.id], values)
    # What each made alone stands beside what they settled, which is what holds.
    agreed = {(a.study, a.tool) for a in evidence.appraisals if a.settled is not None}
    for appraisal in evidence.appraisals:
        if not appraisal.seen_by_two and (appraisal.by is None or (appraisal.study, appraisal.tool) not in agreed):
            name = appraisal_name(appraisal)
            what, values = f"check appraisals/{name}.yaml", {"part": "appraisals", "name": name}
            yield Todo("unchecked", what, "judged by one person", (name,), carried[appraisal.study], values)
