"""A document audited, as a value: each sentence with what it claims, how firmly, and what the evidence allows. Pure.

Verdicts are proposals of rules. What people decided stands beside them (`decision`) and is never read to make one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ..judgement.claim_summary import ClaimSummary
from .amounts import AmountFound
from .article import Article
from .claim_match import ClaimMatch
from .defects import DefectFound
from .known import EXCERPT
from .sources import Attribution, SourceFound
from .weigh import SEVERITY, Weighed
from .wording import Wording

VERDICTS = SEVERITY


@dataclass(frozen=True)
class ClaimInPassage:
    """One claim of a sentence: the match, the wording of its clauses, the verdict on it."""

    match: ClaimMatch
    wording: Wording
    weighed: Weighed
    summary: ClaimSummary


@dataclass(frozen=True)
class Passage:
    """One sentence audited. `at` counts in the text at hand, `known_at` in the known document."""

    at: str
    text: str
    language: str
    match: str
    known_at: str | None
    kind: str
    claims: tuple[ClaimInPassage, ...]
    wording: Wording | None
    verdict: str | None
    why: tuple[str, ...]
    suggest: str | None
    attribution: Attribution | None
    sources: tuple[SourceFound, ...]
    amounts: tuple[AmountFound, ...]
    defects: tuple[DefectFound, ...]
    commercial: tuple[str, ...]
    perhaps: tuple[ClaimMatch, ...]
    paragraph: int
    start: int
    end: int
    lacks: str | None = None
    """Why nothing is offered for print where something else should stand, in words; None where nothing is amiss."""
    decision: str | None = None
    """The verdict that people wrote for this very sentence; shown, never read."""

    @property
    def certainty(self) -> str | None:
        worst = self.worst
        return (worst.summary.certainty_word or worst.summary.basis_word) if worst else None

    @property
    def worst(self) -> ClaimInPassage | None:
        return min(self.claims, key=lambda c: SEVERITY.index(c.weighed.word), default=None)

    @property
    def studies(self) -> tuple[str, ...]:
        """The studies behind the verdict: those people rested their judgement on, then the others that count."""
        found = [s for c in self.claims for s in c.summary.studies if s.in_body or s.counted]
        return tuple(dict.fromkeys(s.id for s in sorted(found, key=lambda s: not s.in_body)))


@dataclass(frozen=True)
class Audit:
    """One document audited on one day."""

    article: Article
    document: str | None
    """Id of the known document that the text is a version of."""
    language: str
    as_of: dt.date
    country: str | None
    context: str
    passages: tuple[Passage, ...]
    contradictions: tuple[tuple[str, tuple[str, ...]], ...]
    gone: tuple[str, ...]

    @property
    def is_excerpt(self) -> bool:
        """Whether somebody asks for a sentence or two, and not for a document."""
        return len(self.passages) <= EXCERPT

    @property
    def missing_lists(self) -> tuple[str, ...]:
        return tuple(p.at for p in self.passages if p.verdict == "incomplete")

    @property
    def counts(self) -> Mapping[str, int]:
        found = Counter(p.verdict for p in self.passages if p.verdict)
        return {word: found[word] for word in VERDICTS if found[word]}
