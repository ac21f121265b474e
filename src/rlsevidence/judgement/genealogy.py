"""Who measured, and who repeats: the primary studies behind a claim, and the documents that assert it. Pure.

A document rests on a study when `counts_with` says so (a review and a trial in it). What asserts a claim and rests on
no study here either repeats something that is not in the evidence or states it without a source: it cannot be told
which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..decisions import StudyInClaim
from ..model import Evidence
from .claim_summary import ClaimSummary


@dataclass(frozen=True)
class Genealogy:
    """`independent`: counted primary studies, each measuring people of its own. `asserting`: everything else that
    supports.

    `origin`: the earliest counted study that supports the claim, a direct one when there is one; None when none does.
    `rests_on`: document -> the counted studies it rests on. `unlinked`: documents that support the claim and rest on
    none. `in_document`: the sentences of the document under review that make the claim.
    """

    claim: str
    independent: tuple[str, ...]
    supporting: tuple[str, ...]
    asserting: tuple[str, ...]
    origin: str | None
    rests_on: dict[str, tuple[str, ...]]
    unlinked: tuple[str, ...]
    in_document: tuple[str, ...]

    @property
    def repeats_origin(self) -> tuple[str, ...]:
        return tuple(d for d, on in self.rests_on.items() if self.origin in on)


def trace_genealogy(evidence: Evidence, summary: ClaimSummary) -> Genealogy:
    """The genealogy of one claim, from its counted studies and what stands beside them."""
    counted = summary.counted
    ids = {s.id for s in counted}
    supporting = [s for s in counted if s.stance == "supports"]
    documents = [s for s in summary.studies if not s.counted and not s.study.is_primary and s.stance == "supports"]
    rests_on = {s.id: tuple(sorted(_linked(evidence, s.id) & ids)) for s in documents}
    first = sorted(supporting, key=lambda s: (s.directness != "direct", s.year or 9999, s.id))
    return Genealogy(
        claim=summary.claim.id,
        independent=_ids(counted),
        supporting=_ids(supporting),
        asserting=_ids(documents),
        origin=first[0].id if first else None,
        rests_on={d: on for d, on in rests_on.items() if on},
        unlinked=tuple(d for d, on in rests_on.items() if not on),
        in_document=tuple(p.place for p in summary.passages),
    )


def _linked(evidence: Evidence, document: str) -> set[str]:
    # The relation holds both ways, whichever file states it.
    back = {s.id for s in evidence.studies.values() if document in s.counts_with}
    return set(evidence.studies[document].counts_with) | back


def _ids(studies: Sequence[StudyInClaim]) -> tuple[str, ...]:
    return tuple(s.id for s in sorted(studies, key=lambda s: (s.year or 9999, s.id)))
