"""What a reviewer sees of one record and one claim, and in which order. Pure: a view of evidence and suggestions.

Another reviewer's decision is not part of a card until this reviewer has decided, or opens a conflict to settle it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ..decisions import Decision, Settled, list_holding
from ..model import Claim, FullRecord, Record, SuggestedTag, Tag
from .anchors import drop_anchor

Pair = tuple[str, str]
"""Claim id and record id."""

SHOWN = ("undecided", "conflict", "decided", "new", "all")
"""Filters of the queue: what this reviewer has not decided, what reviewers disagree on, what this reviewer has decided,
what came since the last search, everything."""


BASES = ("title", "abstract", "full-text", "second-hand")
"""What a decision can rest on, from the least."""


@dataclass(frozen=True)
class Own:
    """This reviewer's state on one pair: the row that holds (None: undecided) and whether reviewers disagree."""

    row: Tag | None
    conflict: bool
    others: tuple[Tag, ...]


def list_pairs(settled: Settled, suggestions: Iterable[SuggestedTag]) -> list[Pair]:
    """What there is to decide: suggested or tagged pairs of records that screening has not left out.

    Headline claims first; within a record its claims follow one another; records with a retraction first, then those
    whose suggestion is surest, sources on a whole topic last.
    """
    evidence = settled.evidence
    left_out = {r for r, s in settled.screening.items() if s.decision == "exclude"}
    best: dict[Pair, float] = {(t.claim, t.record): 0.3 for t in evidence.tags}
    for s in suggestions:
        best[s.claim, s.record] = (s.confidence or 0.5) - (0.4 if s.is_broad else 0.0)
    headline = set(evidence.protocol.headline_claims)
    order = {claim: i for i, claim in enumerate(evidence.claims)}
    worth: dict[str, float] = {}
    for (claim, record), value in best.items():
        known = evidence.records.get(evidence.resolve_id(record))
        retracted = 10.0 if known is not None and known.is_retracted else 0.0
        worth[record] = max(worth.get(record, 0.0), value + (1.0 if claim in headline else 0.0) + retracted)
    pairs = [p for p in best if p[1] in evidence.records and p[0] in order and p[1] not in left_out]
    return sorted(pairs, key=lambda p: (-worth[p[1]], p[1], p[0] not in headline, order[p[0]]))


def see_own(rows: Sequence[Tag], decision: Decision | None, reviewer: str) -> Own:
    """This reviewer's state, from the rows of one pair."""
    holding = list_holding(rows)
    mine = [r for r in holding if r.reviewer == reviewer]
    latest = max(mine, key=lambda r: (r.role == "consensus", r.decided_on), default=None)
    conflict = decision is not None and decision.state == "conflict"
    return Own(latest, conflict, tuple(r for r in holding if r.reviewer != reviewer))


def build_card(
    claim: Claim,
    record: Record | FullRecord,
    suggestion: SuggestedTag | None,
    own: Own,
    *,
    language: str,
    revealed: bool,
    siblings: Sequence[str],
) -> dict[str, Any]:
    """Everything the panel or the terminal shows of one pair, as plain values.

    `revealed`: others' decisions are in it. `siblings`: the claims of the same record in the queue.
    """
    return {
        "claim": claim.id,
        "claim_title": claim.title.in_language(language),
        "statement": claim.statement.in_language(language),
        "record": record.id,
        "title": record.title,
        "source": describe_source(record),
        "design": suggestion.design if suggestion else None,
        "integrity": [{"kind": n.kind, "on": str(n.noted_on)} for n in record.integrity],
        "links": list_links(record),
        "abstract": _mark_abstract(record, suggestion),
        "suggestion": _show_suggestion(suggestion),
        "numbers": _show_numbers(suggestion),
        "own": _show_row(own.row) if own.row else None,
        "conflict": own.conflict,
        "others": [_show_row(r) for r in own.others] if revealed else [],
        "hidden": bool(own.others) and not revealed,
        "siblings": list(siblings),
        "basis": _default_basis(record, own),
        "bases": list_bases(record),
    }


def describe_source(record: Record) -> str:
    names = list(record.authors[:3]) + (["et al."] if len(record.authors) > 3 else [])
    parts = [", ".join(names) or record.organisation or "", record.journal or "", str(record.year or "")]
    return ". ".join(p for p in parts if p)


def list_links(record: Record) -> list[dict[str, str]]:
    links = []
    if record.pmid:
        links.append({"name": f"PubMed {record.pmid}", "to": f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/"})
    if record.doi:
        links.append({"name": f"doi {record.doi}", "to": f"https://doi.org/{record.doi}"})
    if record.url:
        links.append({"name": record.url.split("/")[2], "to": record.url})
    return links


def _mark_abstract(record: Record | FullRecord, suggestion: SuggestedTag | None) -> list[dict[str, Any]]:
    """Sections as runs of text; a run is plain, a cue of the claim, or the sentence that speaks to it."""
    if not isinstance(record, FullRecord):
        return []
    sections = []
    for number, section in enumerate(record.abstract):
        field = f"abstract/{number}"
        spans = [(c.start, c.end, "cue") for c in (suggestion.cues if suggestion else ()) if c.field == field]
        if suggestion and suggestion.sentence and suggestion.sentence.field == field:
            spans.append((suggestion.sentence.start, suggestion.sentence.end, "sentence"))
        sections.append({"label": section.label, "runs": cut_runs(section.text, spans)})
    return sections


def cut_runs(text: str, spans: Iterable[tuple[int, int, str]]) -> list[dict[str, str]]:
    """A text cut at the edges of its spans; each run names the kinds that cover it. The runs add up to the text."""
    known = [(max(0, a), min(len(text), b), kind) for a, b, kind in spans if a < b]
    edges = sorted({0, len(text), *(e for a, b, _ in known for e in (a, b))})
    runs = []
    for start, end in pairwise(edges):
        kinds = sorted({kind for a, b, kind in known if a <= start and end <= b})
        runs.append({"text": text[start:end], "kind": " ".join(kinds)})
    return runs


def _show_suggestion(suggestion: SuggestedTag | None) -> dict[str, Any] | None:
    if suggestion is None:
        return None
    return {
        "stance": suggestion.stance,
        "confidence": suggestion.confidence,
        "directness": suggestion.directness,
        "because": list(suggestion.indirect_because),
        "why": suggestion.why,
        "direction": suggestion.direction,
        "rules": list(suggestion.rules),
    }


def _show_numbers(suggestion: SuggestedTag | None) -> list[dict[str, str]]:
    return [{"kind": c.rule.partition(":")[2], "words": c.words} for c in (suggestion.numbers if suggestion else ())]


def _show_row(row: Tag) -> dict[str, Any]:
    return {
        "reviewer": row.reviewer,
        "role": row.role,
        "stance": row.stance,
        "directness": row.directness,
        "because": list(row.indirect_because),
        "basis": row.basis,
        "on": row.decided_on,
        "note": drop_anchor(row.note),
    }


def has_abstract(record: Record | FullRecord) -> bool:
    """Whether there is an abstract on this machine to read."""
    return isinstance(record, FullRecord) and bool(record.abstract)


def list_bases(record: Record | FullRecord) -> list[str]:
    """What can have been read of a record, from the least: no abstract where the whole record is here without one, nor
    of a registration that came without."""
    lacks = not record.abstract if isinstance(record, FullRecord) else record.is_without_abstract
    return [basis for basis in BASES if basis != "abstract" or not lacks]


def find_records(words: str, records: Iterable[Record | FullRecord]) -> frozenset[str]:
    """Ids of the records with that id, also bare (a registry's number, PMID, DOI) or as an address, or with all of the
    words in the title. Nothing but what stands before an id finds none."""
    asked = words.strip().casefold()
    name = re.sub(r"^(https?://)?(dx\.)?doi\.org/|^doi:|^pubmed:|^pmid:?\s*", "", asked)
    name = re.sub(r"^https?://(www\.|classic\.)?clinicaltrials\.gov/(ct2/show|study)/", "", name).rstrip("/")
    every = asked.split()
    if not name:
        return frozenset()
    return frozenset(
        r.id
        for r in records
        if asked == r.id.casefold()
        or name in (r.pmid, (r.doi or "").casefold(), r.id.casefold().partition(":")[2])
        or all(word in r.title.casefold() for word in every)
    )


def _default_basis(record: Record | FullRecord, own: Own) -> str:
    if own.row is not None:
        return own.row.basis
    return "abstract" if has_abstract(record) else "title"


def count_progress(pairs: Iterable[Pair], owns: Mapping[Pair, Own]) -> dict[str, dict[str, int]]:
    """Claim -> how many are done and left for this reviewer; '' for all claims together."""
    progress: dict[str, dict[str, int]] = {"": {"done": 0, "left": 0, "conflict": 0}}
    for pair in pairs:
        own = owns[pair]
        for key in ("", pair[0]):
            entry = progress.setdefault(key, {"done": 0, "left": 0, "conflict": 0})
            entry["left" if own.row is None else "done"] += 1
            entry["conflict"] += own.conflict
    return progress
