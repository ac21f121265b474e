"""Claims of which nothing can be printed because words are missing, as things to do. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable

from ..tagging.todos import Todo
from .claim_summary import ClaimSummary
from .sentences import MENDED_BY_PHRASES, explain_lack, offer_sentence


def list_unphrased(summaries: Iterable[ClaimSummary], headline: Container[str]) -> tuple[Todo, ...]:
    """A thing to do for each claim that has no printable sentence today, in some language, for want of phrases.

    A claim that nobody has judged is asked for its phrases too: they say nothing of how sure it is.
    """
    found = []
    for summary in summaries:
        claim = summary.claim
        offers = {language: offer_sentence(summary, language) for language in summary.languages}
        lacking = {language: offer for language, offer in offers.items() if offer.lacks in MENDED_BY_PHRASES}
        if claim.phrases is None:
            why = "without phrases no sentence on it is offered for print"
        elif lacking:
            offer = next(iter(lacking.values()))
            why = f"in {', '.join(lacking)}: {explain_lack(offer, claim, 'en')}"
        else:
            continue
        weight = 3 if claim.id in headline else 1
        found.append(Todo("unphrased", f"write phrases in claims/{claim.id}.yaml", why, (claim.id,), weight))
    return tuple(found)
