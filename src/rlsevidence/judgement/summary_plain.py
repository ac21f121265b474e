"""One claim's summary as programs read it. Pure."""

from __future__ import annotations

from typing import Any

from ..model import (
    read_prose,
)
from .claim_summary import ClaimSummary
from .proposals import format_proposal
from .sentences import offer_sentence


def format_summary(summary: ClaimSummary) -> dict[str, Any]:
    """The summary as `show --format json` prints it: plain values, keys that programs rely on."""
    offers = {language: offer_sentence(summary, language) for language in summary.languages}
    phrases = summary.claim.phrases
    return {
        "claim": summary.claim.id,
        "kind": summary.claim.kind,
        "title": summary.claim.title.model_dump(),
        "headline": summary.claim.headline,
        "as_of": summary.as_of.isoformat(),
        "as_of_by": summary.clock,
        "undated": list(summary.undated),
        "judged_by": summary.judged_by,
        "certainty": summary.certainty_word,
        "basis": summary.basis_word,
        "direction": summary.direction,
        "studies": [
            {
                "id": s.id,
                "label": s.study.label,
                "design": s.study.design,
                "stance": s.stance,
                "directness": s.directness,
                "counted": s.counted,
                "why": s.why,
                "n": s.study.population.n,
                "in_body": s.in_body,
                "risk_of_bias": s.risk_of_bias,
                "read": s.study.read,
                "year": s.year,
            }
            for s in summary.studies
        ],
        "unread": [
            {
                "id": u.id,
                "n": u.n,
                "design": u.design,
                "directness": u.directness,
                "said": u.said,
                "what": u.what.model_dump(),
            }
            for u in summary.unread
        ],
        "counts": {
            "stance": dict(summary.by_stance),
            "design": dict(summary.by_design),
            "directness": dict(summary.by_directness),
            "risk_of_bias": dict(summary.by_risk_of_bias),
            "participants": summary.participants,
            "studies_without_number": summary.participants_unknown,
        },
        "reasons": (
            [
                {"domain": domain, "steps": step.steps, "why": read_prose(step.why, "en")}
                for domain, step in (summary.certainty.downgrades or {}).items()
            ]
            if summary.certainty
            else []
        ),
        "summary": summary.certainty.summary.model_dump() if summary.certainty else None,
        "directions": [
            {
                "outcome": t.outcome,
                "kind": t.family,
                "better": list(t.better),
                "worse": list(t.worse),
                "unclear": list(t.unclear),
                "sign_test_p": t.p,
                "why_not_pooled": t.why_not_pooled,
            }
            for t in summary.tally_directions()
        ],
        "proposal": format_proposal(summary.proposal, summary.certainty) if summary.proposal else None,
        "sentence": {language: offer.sentence for language, offer in offers.items()},
        "sentence_details": {language: offer.details for language, offer in offers.items()},
        "sentence_lacks": {language: offer.lacks for language, offer in offers.items()},
        "sentence_written_by": phrases.written_by if phrases else None,
        "sentence_checked_by": phrases.checked_by if phrases else None,
        "wording": [
            {
                "document": p.document,
                "at": p.at,
                "strength": p.strength,
                "cue": p.cue,
                "gap": p.gap,
                "allowed": summary.allowed_wording,
                "verdict": p.verdict,
                "suggest": p.suggest.model_dump() if p.suggest else None,
                "suggest_kept_back": p.kept_back,
            }
            for p in summary.passages
        ],
        "allowed_wording": summary.allowed_wording,
        "gap": summary.gap,
        "newer": list(summary.newer),
        "judgement_waits": summary.pending.to_plain() if summary.pending else None,
        "judged_apart": [{"who": who.split(", "), "level": word} for who, word in summary.apart],
        "changed_since_settled": list(summary.changed_since),
        "stale": [found.to_plain() for found in summary.stale],
        "signed_off": summary.signed.to_plain() if summary.signed else None,
        "withheld": [p.to_plain() for p in summary.withheld],
        "waiting": {
            "unscreened": summary.waiting.unscreened,
            "unchecked": summary.waiting.unchecked,
            "full_text": summary.waiting.full_text,
            "conflicts": summary.waiting.conflicts,
            "suggested": summary.waiting.suggested,
            "untagged_studies": list(summary.waiting.untagged),
            "known_unread": [one.to_plain() for one in summary.waiting.known],
        },
        "last_search": summary.last_search.on.isoformat() if summary.last_search.on else None,
        "last_search_age_days": summary.last_search.age_days,
    }
