"""Wording against what the evidence allows: the rules' verdict on one claim as one sentence words it. Pure.

Source of the scale: `judgement.wording`, and the table 'Wording against certainty'. No person's verdict is read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..judgement.claim_summary import ClaimSummary
from ..judgement.sentences import is_documented
from ..judgement.strength import mentions_can
from .lexicon import read_lexicon
from .terms import compile_terms
from .wording import Wording, find_cue, read_wording

SEVERITY = (
    "contradicted",
    "unsupported",
    "overstated",
    "incomplete",
    "understated",
    "not_reviewed",
    "not_checkable",
    "supported_with_limits",
    "supported",
)
"""Verdicts, gravest first: a sentence has the gravest of its claims."""
FIRM = ("plain", "strong", "emphatic")


@dataclass(frozen=True)
class Weighed:
    """A verdict with the key of its reason in `texts`."""

    word: str
    why: str


def weigh(summary: ClaimSummary, wording: Wording, text: str) -> Weighed:
    """The verdict on a sentence that makes the claim of `summary`."""
    if summary.withheld:
        return Weighed("not_reviewed", "withheld")
    if wording.personal:
        return Weighed("not_checkable", "personal")
    if summary.certainty_word is None and summary.basis_word is None:
        return Weighed("not_reviewed", "not_judged")
    if summary.waits and summary.certainty_word is None:
        # That the rules find no source is no finding while a person's judgement waits.
        return Weighed("not_reviewed", "waits")
    if _opposes(summary, wording, text):
        return _weigh_denial(summary, wording)
    if summary.claim.kind == "harm" and wording.says_uncertain and _is_known(summary):
        return Weighed("not_reviewed", "doubts_known")
    if _denies_something(summary, wording, text):
        return Weighed("not_checkable", "denies")
    if summary.certainty_word is not None:
        return _weigh_graded(summary, wording, text)
    return _weigh_basis(summary, wording)


def _is_known(summary: ClaimSummary) -> bool:
    """Whether a harm is held for known, so that to call it unproven is no caution: 'there is no evidence that ...'."""
    known = summary.certainty_word in ("high", "moderate") or summary.basis_word in ("established", "accepted")
    return known or is_documented(summary.claim)


def _weigh_graded(summary: ClaimSummary, wording: Wording, text: str) -> Weighed:
    certainty, level, kind = summary.certainty_word, wording.level, summary.claim.kind
    supports = summary.by_stance.get("supports", 0)
    if level == "very_uncertain":
        if certainty == "very_low":
            return Weighed("supported", "says_uncertain")
        return (
            Weighed("supported_with_limits", "low_fits")
            if certainty == "low"
            else Weighed("understated", "too_uncertain")
        )
    if _points_away(summary):
        firm = certainty in ("high", "moderate")
        return Weighed("contradicted", "against") if firm else Weighed("overstated", "very_low")
    if (
        certainty in ("very_low", "low")
        and kind == "harm"
        and wording.precaution
        and level not in ("strong", "emphatic")
    ):
        return Weighed("supported_with_limits", "precaution")
    if kind == "harm" and level not in ("strong", "emphatic") and _states_documented(summary, text):
        return Weighed("supported_with_limits", "documented")
    if certainty in ("very_low", "low") and wording.use and not _finds(("effect",), text):
        return Weighed("supported_with_limits", "only_use")
    match certainty, level:
        case "very_low", "hedged":
            if wording.use:
                return Weighed("supported_with_limits", "only_use")
            hides = supports < len(summary.counted) or not supports
            return (
                Weighed("overstated", "very_low_hides") if hides else Weighed("supported_with_limits", "very_low_fits")
            )
        case "very_low", _:
            if not supports and level in FIRM:
                return Weighed("unsupported", "none_supports")
            return Weighed("overstated", "very_low")
        case "low", "hedged":
            return Weighed("supported_with_limits", "low_fits")
        case "low", _:
            return Weighed("overstated", "low_over")
        case "moderate", "hedged":
            return Weighed("understated", "under")
        case "moderate", "probably":
            return Weighed("supported", "fits")
        case "moderate", "reported":
            return Weighed("supported_with_limits", "fits")
        case "moderate", _:
            return Weighed("overstated", "moderate_over")
        case _, "hedged" | "probably":
            return Weighed("understated", "under")
        case _, "emphatic":
            return Weighed("overstated", "size")
    return Weighed("supported", "fits")


def _states_documented(summary: ClaimSummary, text: str) -> bool:
    """Whether a text says that a documented harm can occur, and no more: whatever the level, that much is known."""
    phrases = summary.claim.phrases
    if phrases is None or not is_documented(summary.claim) or summary.direction != phrases.agrees_with:
        return False
    return any(mentions_can(text, code) for code in phrases.parts)


def _weigh_basis(summary: ClaimSummary, wording: Wording) -> Weighed:
    level = wording.level
    match summary.basis_word:
        case "established":
            if level == "very_uncertain":
                return Weighed("understated", "too_uncertain")
            return Weighed("overstated", "size") if level == "emphatic" else Weighed("supported", "established")
        case "accepted":
            if level == "very_uncertain":
                return Weighed("understated", "too_uncertain")
            if level in ("strong", "emphatic"):
                return Weighed("overstated", "accepted_over")
            return Weighed("supported_with_limits", "accepted")
        case "contested":
            fits = level in ("hedged", "very_uncertain")
            return Weighed("supported_with_limits", "contested_fits") if fits else Weighed("overstated", "contested")
    if level == "very_uncertain":
        return Weighed("supported", "says_uncertain")
    return Weighed("unsupported" if level in FIRM else "overstated", "unsupported")


def _weigh_denial(summary: ClaimSummary, wording: Wording) -> Weighed:
    """A sentence that says the opposite of the claim."""
    certainty, basis = summary.certainty_word, summary.basis_word
    if certainty is not None:
        firm = certainty in ("high", "moderate")
        if _points_away(summary):
            fits = firm or wording.level in ("hedged", "very_uncertain")
            return Weighed("supported" if firm else "supported_with_limits" if fits else "overstated", "fits")
        if firm and summary.direction in ("benefit", "harm"):
            return Weighed("contradicted", "against")
        return Weighed("overstated", "denies_too_much")
    if basis in ("established", "accepted"):
        return Weighed("contradicted", "against")
    if basis == "contested":
        return Weighed("overstated", "contested")
    return Weighed("supported_with_limits", "unsupported")


def _points_away(summary: ClaimSummary) -> bool:
    """Whether the judged direction speaks against the claim."""
    if summary.claim.kind in ("effect", "association"):
        return summary.direction == "no_difference" or (summary.claim.kind == "effect" and summary.direction == "harm")
    return False


def _opposes(summary: ClaimSummary, wording: Wording, text: str) -> bool:
    """Whether the sentence says the opposite of the claim: safe of what harms, harmful of what is safe, or a denial."""
    claim = summary.claim
    statements = list(claim.statement.texts.values())
    if claim.kind == "harm" and not wording.conditional and find_cue("permission").search(text):
        # 'People with X can take it' of a claim that tells them not to, or to ask first.
        return any(_finds(("avoid",), s) for s in statements)
    if claim.kind in ("harm", "dose"):
        here = _valence(text)
        claims = {v for s in statements for v in _valence(s)}
        return len(here) == 1 and len(claims) == 1 and here != claims and not wording.precaution
    if claim.kind in ("effect", "association"):
        return (wording.negated and not wording.conditional) or (wording.negated and _denies_verb(text))
    return False


def _denies_something(summary: ClaimSummary, wording: Wording, text: str) -> bool:
    """Whether the sentence denies where the claim doesn't, so that it can't be told what is left of the claim."""
    if not wording.negated or wording.precaution or _finds(("avoid",), text):
        return False
    statements = summary.claim.statement.texts.values()
    if summary.claim.kind in ("effect", "association"):
        return False  # read by `_opposes`, verb by verb
    if summary.claim.kind in ("harm", "dose") and _valence(text):
        return False
    return not any(read_wording(s).negated for s in statements)


_NO = r"(?<!\w)(?:inte|ej|aldrig|inga|ingen|inget|not|no|never|n't|isn't|aren't)"


def _denies_verb(text: str) -> bool:
    """Whether a verb of effect or cause itself is denied: 'hjälper inte', 'does not help'."""
    for name in ("effect", "cause"):
        for match in compile_terms(read_lexicon("relations")[name]["terms"]).finditer(text):
            around = text[max(0, match.start() - 18) : match.end() + 14]
            if re.search(_NO + r"(?!\w)", around, re.I):
                return True
    return False


def _valence(text: str) -> set[str]:
    """'harm' and 'safe' as far as the text says so; a denied word counts as its opposite."""
    found = set()
    for name, other in (("safe", "harm"), ("harm", "safe")):
        for match in compile_terms(read_lexicon("relations")[name]["terms"]).finditer(text):
            before = text[max(0, match.start() - 22) : match.start()]
            denied = re.search(_NO + r"(?:\s+\w+){0,2}\s*$", before, re.I)
            found.add(other if denied else name)
    if compile_terms(read_lexicon("relations")["avoid"]["terms"]).search(text):
        found.add("harm")
    return found


def _finds(names: tuple[str, ...], text: str) -> bool:
    return any(compile_terms(read_lexicon("relations")[n]["terms"]).search(text) for n in names)
