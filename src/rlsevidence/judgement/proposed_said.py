"""What marks a rating that no person's judgement stands behind, in every place that names one. Pure."""

from __future__ import annotations

from ..language.words import Words
from .claim_summary import ClaimSummary


def mark_proposed(rating: str, summary: ClaimSummary, voice: Words) -> str:
    """The rating as it may be shown: as what the rules propose where no judgement counts, else as it is."""
    return voice.say("rating.by_rules", rating=rating) if summary.judged_by == "rules" else rating


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
