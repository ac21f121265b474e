"""Which records concern which claim: rules that propose, with the words they rest on. Nothing here is ever counted.

Without an abstract there is only the title (and MeSH headings, once fetched): then no stance is proposed, because a
title says what was studied and not what was found.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..model import Claim, Cue, FullRecord, Record, SuggestedTag
from .lexicon import Concept, Need, find_need, load_concepts


@dataclass(frozen=True)
class Explanation:
    """Why a record is, or is not, proposed for a claim."""

    claim: str
    record: str
    concerns: bool
    basis: str
    met: tuple[str, ...]
    missing: tuple[str, ...]
    cues: tuple[Cue, ...]
    directness: str | None
    indirect_because: tuple[str, ...]
    need: str
    why: str

    def to_plain(self) -> dict[str, Any]:
        return {**asdict(self), "cues": [c.model_dump() for c in self.cues]}

    def format_text(self) -> str:
        lines = [
            f"{self.record} x {self.claim}: {'concerns the claim' if self.concerns else 'not proposed'} [{self.basis}]",
            self.why,
            f"(what concerns the claim is {self.need})",
        ]
        lines += [f"  {c.rule}: {c.words!r} in {c.field}, characters {c.start}-{c.end}" for c in self.cues]
        lines += [f"  missing: {group}" for group in self.missing]
        return "\n".join(lines)


def suggest_tags(
    claims: Sequence[Claim], records: Iterable[Record | FullRecord], decided: Container[tuple[str, str]]
) -> Iterator[SuggestedTag]:
    """A suggestion for each record and claim that nobody has decided and that the record concerns.

    `decided`: pairs of claim id and record id. In the order of `records`, then of `claims`.
    """
    needs = [(claim, find_need(claim)) for claim in claims]
    for record in records:
        found = find_cues(record)
        for claim, need in needs:
            if (claim.id, record.id) in decided:
                continue
            explanation = _weigh(record, claim, need, found)
            if explanation.concerns:
                yield SuggestedTag(
                    claim=claim.id,
                    record=record.id,
                    concerns=True,
                    stance=None,
                    directness=explanation.directness,
                    indirect_because=explanation.indirect_because,
                    basis=explanation.basis,
                    rules=tuple(f"concept:{name}" for name in explanation.met),
                    cues=explanation.cues,
                    why=explanation.why,
                )


def explain(record: Record | FullRecord, claim: Claim) -> Explanation:
    """Why `record` is, or is not, proposed for `claim`, decided or not."""
    return _weigh(record, claim, find_need(claim), find_cues(record))


def list_texts(record: Record | FullRecord) -> list[tuple[str, str]]:
    """What can be read of a record here: (field, text), the title first, then the sections of the abstract."""
    sections = record.abstract if isinstance(record, FullRecord) else ()
    return [("title", record.title), *((f"abstract/{i}", s.text) for i, s in enumerate(sections))]


def find_cues(record: Record | FullRecord) -> dict[str, tuple[Cue, ...]]:
    """Concept -> where the record speaks of it: MeSH headings first, then words, at most three places each."""
    found: dict[str, tuple[Cue, ...]] = {}
    texts = list_texts(record)
    for name, concept in load_concepts().items():
        cues = [*_mesh_cues(record, concept), *_word_cues(texts, concept)]
        if cues:
            found[name] = tuple(cues[:3])
    return found


def _mesh_cues(record: Record, concept: Concept) -> Iterator[Cue]:
    for index, heading in enumerate(record.mesh):
        names = {heading.term.casefold(), *(f"{heading.term}/{q}".casefold() for q in heading.qualifiers)}
        if names & concept.mesh:
            yield Cue(
                field=f"mesh/{index}",
                start=0,
                end=len(heading.term),
                words=heading.term,
                rule=f"concept:{concept.name}",
            )


def _word_cues(texts: Iterable[tuple[str, str]], concept: Concept) -> Iterator[Cue]:
    for field, text in texts:
        for match in concept.pattern.finditer(text):
            yield Cue(field=field, start=match.start(), end=match.end(), words=match[0], rule=f"concept:{concept.name}")


def _weigh(record: Record | FullRecord, claim: Claim, need: Need, found: dict[str, tuple[Cue, ...]]) -> Explanation:
    met, missing = [], []
    for group in need.groups:
        hit = next((name for name in group if name in found), None)
        if hit:
            met.append(hit)
        else:
            missing.append(" or ".join(group))
    has_abstract = isinstance(record, FullRecord) and bool(record.abstract)
    basis = "abstract" if has_abstract else "title"
    concerns = bool(need.groups) and not missing
    differs = tuple(sorted({part for concept, part in need.direct.items() if concept not in found}))
    names = list(dict.fromkeys(met))
    words = ", ".join(f"{name} ('{found[name][0].words}')" for name in names)
    if concerns:
        why = f"It speaks of {words}."
        why += (
            " Read the abstract to see what it found."
            if has_abstract
            else " Only the title is at hand, so no stance is proposed."
        )
    else:
        why = f"It speaks of {words or 'none of the concepts asked for'}; not of {'; '.join(missing)}."
    return Explanation(
        claim=claim.id,
        record=record.id,
        concerns=concerns,
        basis=basis,
        met=tuple(names),
        missing=tuple(missing),
        cues=tuple(cue for name in names for cue in found[name]),
        directness=None if not concerns or not need.direct else "indirect" if differs else "direct",
        indirect_because=differs if concerns else (),
        need=need.source,
        why=why,
    )
