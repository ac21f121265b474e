"""What the exercises of one claim come to, said outright: why studies that favour it may show little. Pure."""

from __future__ import annotations

from ..judgement.claim_summary import ClaimSummary
from ..judgement.domains import HIGH_RISK, SMALL, UNCONTROLLED
from ..language.words import Words

MINUTES = {"bias": 5, "certainty": 6, "wording": 4}
"""An exercise of each kind on the path; with the notebook's parts in mind, which takes as long as all of them."""
METHOD = 5


def describe_lesson(summary: ClaimSummary | None, voice: Words) -> str:
    """Of the counted studies that favour the claim: how many have each weakness. '' where none favours it."""
    favour = [s for s in summary.counted if s.stance == "supports"] if summary else []
    if summary is None or summary.certainty_word is None or not favour:
        return ""
    people = [s.study.population.n for s in favour]
    return voice.say(
        "site.learn_lesson",
        n=len(favour),
        indirect=sum(s.directness == "indirect" for s in favour),
        uncontrolled=sum(s.study.design in UNCONTROLLED for s in favour),
        biased=sum(s.risk_of_bias in HIGH_RISK for s in favour),
        few=sum(n is not None and n < SMALL for n in people),
        limit=SMALL,
        unread=sum(s.study.read != "full-text" for s in favour),
        level=voice.name("certainty", summary.certainty_word),
    )
