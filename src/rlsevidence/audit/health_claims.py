"""Commercial text beside the rules on health claims: pointers, never advice. Pure."""

from __future__ import annotations

import re

from ..model import Evidence
from .claim_match import ClaimIndex
from .terms import fold, small_words
from .texts import tell
from .wording import Wording


def check_commercial(
    text: str, wording: Wording, language: str, evidence: Evidence, index: ClaimIndex
) -> tuple[str, ...]:
    """What the rules on health claims say of a sentence in commercial text: a pointer, never advice."""
    rules = evidence.health_claims
    if rules is None or wording.question:
        return ()
    rule = rules.health_claims
    exposure, condition = index.names
    features = index.read(text, language)
    said = []
    if condition.search(text) and "effect" in features.relations:
        said.append(
            tell(
                "disease_claim",
                language,
                jurisdiction=rule.jurisdiction,
                rule=rule.disease_claims.in_language(language),
            )
        )
    if exposure.search(text):
        for topic in rule.authorised_topics:
            name = topic.in_language(language)
            stems = [w[:6] for w in fold(name).split() if w not in small_words(language) and len(w) > 3]
            if stems and any(re.search(rf"(?<!\w){re.escape(s)}", fold(text)) for s in stems):
                said.append(
                    tell(
                        "function_claim",
                        language,
                        jurisdiction=rule.jurisdiction,
                        topic=name,
                        rule=rule.conditions.in_language(language),
                    )
                )
                break
    return (*said, tell("not_legal", language)) if said else ()
