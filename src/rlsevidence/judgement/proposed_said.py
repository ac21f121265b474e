"""What marks a rating that no person's judgement stands behind, in every place that names one. Pure."""

from __future__ import annotations

from ..language.words import Words
from .claim_summary import ClaimSummary


def mark_proposed(rating: str, summary: ClaimSummary, voice: Words) -> str:
    """The rating as it may be shown: as what the rules propose where no judgement counts, else as it is."""
    return voice.say("rating.by_rules", rating=rating) if summary.judged_by == "rules" else rating


def say_unjudged(summary: ClaimSummary, voice: Words) -> str:
    """In one sentence that no judgement counts here, and why: one waits, nobody had judged then, or nobody has."""
    if summary.waits:
        return voice.say("site.judged_waits")
    return voice.say("site.nobody_judged_then" if summary.clock else "site.nobody_judged")
