"""Studies of which a journal has said that it doubts them, and the bodies that are left without them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from ..decisions import StudyInClaim
from ..model import Evidence

CONCERN = "concern"
DOUBTED = 4
"""Studies under an expression of concern of which every combination is left out: 16 proposals. Ours."""


def list_doubted(evidence: Evidence, studies: Iterable[StudyInClaim]) -> tuple[str, ...]:
    """The counted studies of which a journal has expressed concern about a report, or said what no word stands for."""
    known = evidence.vocabulary.get("integrity_kind", {})

    def is_doubted(one: StudyInClaim) -> bool:
        records = (evidence.records[r] for r in one.study.reports if r in evidence.records)
        notices = (notice for record in records for notice in record.integrity)
        return any(notice.kind == CONCERN or notice.kind not in known for notice in notices)

    return tuple(s.id for s in studies if s.counted and is_doubted(s))


def list_left(doubted: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What to leave out: every combination of a few, and of many each alone and all."""
    sizes = range(1, len(doubted) + 1) if len(doubted) <= DOUBTED else (1, len(doubted))
    for size in sizes:
        yield from combinations(doubted, size)
