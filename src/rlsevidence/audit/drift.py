"""What changed between two audits: after an edit of the document, or after the evidence moved. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .audited import Audit, Passage
from .report import SCALE
from .split import fingerprint
from .terms import fold

ALIKE = 60
"""How alike, of 100, two sentences must be for one to be an edit of the other. Ours."""
CHANGES = ("worse", "better", "new", "gone", "changed", "unchanged")


@dataclass(frozen=True)
class Change:
    """One sentence then and now; `change` is a word of CHANGES. `reopen`: its verdict moved while its words did not."""

    change: str
    before: Passage | None
    after: Passage | None
    reopen: bool


def compare_audits(before: Audit, after: Audit) -> tuple[Change, ...]:
    """The sentences of both, those of the later one first, in its order."""
    from rapidfuzz import fuzz, process

    waiting: dict[str, list[Passage]] = {}
    for p in before.passages:
        waiting.setdefault(fingerprint(p.text), []).append(p)
    partner: dict[str, Passage] = {}
    for p in after.passages:
        if old := waiting.get(fingerprint(p.text)):
            partner[p.at] = old.pop(0)
    left = {p.at: p for found in waiting.values() for p in found}
    for p in after.passages:
        if p.at in partner or not left:
            continue
        best = process.extractOne(
            fold(p.text),
            {at: fold(old.text) for at, old in left.items()},
            scorer=fuzz.token_sort_ratio,
            score_cutoff=ALIKE,
        )
        if best:
            partner[p.at] = left.pop(best[2])
    changes = [_compare(partner.get(p.at), p) for p in after.passages]
    return (*changes, *(Change("gone", p, None, False) for p in left.values()))


def _compare(before: Passage | None, after: Passage) -> Change:
    if before is None:
        return Change("new", None, after, False)
    same = fingerprint(before.text) == fingerprint(after.text)
    if before.verdict == after.verdict:
        return Change("unchanged" if same else "changed", before, after, False)
    old, new = SCALE.get(before.verdict or ""), SCALE.get(after.verdict or "")
    if old is None or new is None:
        return Change("changed", before, after, same)
    return Change("better" if new > old else "worse" if new < old else "changed", before, after, same)


def describe_changes(changes: tuple[Change, ...]) -> list[Mapping[str, Any]]:
    """As JSON; sentences that stayed as they were are left out."""
    return [
        {
            "change": c.change,
            "reopen": c.reopen,
            "before": _plain(c.before),
            "after": _plain(c.after),
        }
        for c in changes
        if c.change != "unchanged"
    ]


def _plain(p: Passage | None) -> Mapping[str, Any] | None:
    return {"at": p.at, "text": p.text, "verdict": p.verdict, "certainty": p.certainty} if p else None
