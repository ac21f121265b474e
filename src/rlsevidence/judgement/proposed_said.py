"""What marks a rating that no person's judgement stands behind, in every place that names one. Pure."""

from __future__ import annotations

from ..language.words import Words
from .claim_summary import ClaimSummary


def mark_proposed(rating: str, summary: ClaimSummary, voice: Words) -> str:
    """The rating as it may be shown: as what the rules propose where no judgement counts, else as it is."""
    return voice.say("rating.by_rules", rating=rating) if summary.judged_by == "rules" else rating


def say_allowed(summary: ClaimSummary, voice: Words) -> str:
    """How strongly a sentence on the claim may be worded, as it is said in every place: of what sources disagree on
    only that they do, of what no good source bears out only that; not judged where no judgement counts."""
    if summary.judged_by == "rules":
        return voice.say("site.not_judged")
    if summary.basis_word in ("contested", "unsupported"):
        return voice.say(
            {"contested": "site.allows_disagree", "unsupported": "site.allows_no_source"}[summary.basis_word]
        )
    return (
        voice.name("allowed_wording", summary.allowed_wording)
        if summary.allowed_wording
        else voice.say("site.not_judged")
    )


def say_unprinted(summary: ClaimSummary, voice: Words) -> str:
    """What stands where a sentence would: that no judgement counts, and why (one waits, nobody had judged then, nobody
    has, it cannot be read); or, of a claim that is judged, that no sentence is offered, and what stops it."""
    if summary.withheld:
        return voice.say("site.withheld_lead")
    why = summary.stopped[0] if summary.stopped else "other"
    if summary.waits and why != "retracted":
        return voice.say("site.judged_waits")
    if summary.waits or summary.certainty is not None:
        return voice.say(f"site.stopped_{why}")
    return voice.say("site.nobody_judged_then" if summary.clock else "site.nobody_judged")
