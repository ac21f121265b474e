"""What the rules propose for claims that GRADE does not rate: how well founded they are, by who says so. Pure.

The scale is ours: agreement among authorities, guidelines and reviews, and primary studies only where none of them
speaks. It never borrows GRADE's words, and like every proposal it is made without looking at people's judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..decisions import StudyInClaim
from ..language.reasons import Named, Part, Reason, because
from ..model import Certainty, Claim
from .grade import Difference

WEIGHTY = frozenset({"authority", "guideline", "label", "systematic-review", "meta-analysis"})
SPOKEN = 3
"""Sources that must agree before a statement is established. Ours."""


@dataclass(frozen=True)
class BasisProposal:
    """A rating (established, accepted, contested, unsupported) and the sources it rests on."""

    claim: str
    body: tuple[str, ...]
    rating: str
    reason: Reason

    @property
    def why(self) -> str:
        """The reason in English."""
        return self.reason.english


def propose_basis(claim: Claim, studies: Sequence[StudyInClaim]) -> BasisProposal:
    """The rating that the sources beside a claim come to. Sources of which only the title was read do not speak.

    - contested: a weighty source supports and another disputes
    - established: at least three support, none disputes, and silence is not the rule
    - accepted: an authority, guideline or review supports and nothing disputes
    - unsupported: none does, whatever a single study found
    """
    heard = [s for s in studies if s.study.read != "title" and s.stance is not None]
    weighty = [s for s in heard if s.study.design in WEIGHTY]
    reviews = [s for s in heard if s.study.design == "narrative-review"]
    voices = weighty if any(s.stance != "inconclusive" for s in weighty) else [*weighty, *reviews]
    if not any(s.stance != "inconclusive" for s in voices):
        voices = [*voices, *(s for s in heard if s.counted)]
    supports = [s for s in voices if s.stance == "supports"]
    disputes = [s for s in voices if s.stance == "disputes"]
    silent = len(voices) - len(supports) - len(disputes)
    if supports and disputes:
        rating = "contested"
    # A primary study alone, with every authority and review leaving it open, founds no general statement.
    elif disputes or not any(not s.counted for s in supports):
        rating = "unsupported"
    # Sources known only from another's account keep a statement from being called textbook knowledge.
    elif sum(s.study.read != "second-hand" for s in supports) >= SPOKEN and len(supports) > silent:
        rating = "established"
    else:
        rating = "accepted"
    designs: Part = tuple(Named("design", d) for d in sorted({s.study.design for s in voices}))
    reason = because(
        "reason.basis.counts",
        supports=len(supports),
        open=silent,
        disputes=len(disputes),
        kinds=designs or because("reason.basis.no_source"),
    )
    body = tuple(sorted(s.id for s in (*supports, *disputes)))
    return BasisProposal(claim.id, body, rating, reason)


def compare_basis(proposal: BasisProposal, certainty: Certainty) -> tuple[Difference, ...]:
    """Where a person's rating departs from the proposal."""
    if certainty.basis is None or certainty.basis.rating == proposal.rating:
        return ()
    return (Difference("basis", proposal.rating, certainty.basis.rating),)
