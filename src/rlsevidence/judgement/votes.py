"""A vote meter, as search services for papers show it, beside what GRADE makes of the same records. Pure.

Here to be seen through: it counts every publication once, whatever it measured, on whom, and how well. The reasons say
what the votes hide. Nothing else in the program uses these numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..language.words import Words
from .claim_summary import ClaimSummary
from .domains import HIGH_RISK, UNCONTROLLED

ANSWERS = {"supports": "yes", "inconclusive": "possibly", "disputes": "no"}
_HIDDEN = {
    "no study of its own (review, guideline, authority)": "votes.hidden.secondary",
    "nobody to compare with": "votes.hidden.uncontrolled",
    "another question (indirect)": "votes.hidden.indirect",
    "high risk of bias": "votes.hidden.biased",
    "fewer than 100 people": "votes.hidden.few",
    "retracted": "votes.hidden.retracted",
}


@dataclass(frozen=True)
class VoteMeter:
    """`votes`: yes, possibly, no, in publications. `hidden`: of the 'yes' votes, how many are of each kind (they
    overlap)."""

    claim: str
    votes: Mapping[str, int]
    hidden: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.votes.values())

    @property
    def shares(self) -> Mapping[str, int]:
        """Per cent, rounded; empty without votes."""
        return {k: round(100 * v / self.total) for k, v in self.votes.items()} if self.total else {}

    def name_shares(self, words: Words) -> Mapping[str, int]:
        """`shares` by the names of the answers."""
        return {words.say(f"votes.{k}"): v for k, v in self.shares.items()}

    def name_hidden(self, words: Words) -> Mapping[str, int]:
        """`hidden` by what each kind is called."""
        return {words.say(_HIDDEN[k]): v for k, v in self.hidden.items()}


def count_votes(summary: ClaimSummary) -> VoteMeter:
    """One vote for each publication that a person tagged to the claim, reviews and all."""
    votes = dict.fromkeys(ANSWERS.values(), 0)
    for s in summary.studies:
        for decision in s.decisions:
            if decision.stance in ANSWERS:
                votes[ANSWERS[decision.stance]] += 1
    yes = [s for s in summary.studies if s.stance == "supports"]
    hidden = {
        "no study of its own (review, guideline, authority)": sum(not s.study.is_primary for s in yes),
        "nobody to compare with": sum(s.study.design in UNCONTROLLED for s in yes),
        "another question (indirect)": sum(s.directness == "indirect" for s in yes),
        "high risk of bias": sum(s.risk_of_bias in HIGH_RISK for s in yes),
        "fewer than 100 people": sum(s.study.is_primary and (s.study.population.n or 0) < 100 for s in yes),
        "retracted": sum(s.retracted for s in yes),
    }
    return VoteMeter(summary.claim.id, votes, {k: v for k, v in hidden.items() if v})
