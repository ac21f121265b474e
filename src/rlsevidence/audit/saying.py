"""Why a sentence has its verdict, what its sources are, what may be printed instead: in its own language. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..judgement.proposed_said import mark_proposed
from ..judgement.sentences import explain_lack, offer_sentence
from ..language import say
from ..language.words import Words
from ..model import Evidence
from .amounts import AmountFound
from .audited import ClaimInPassage
from .sources import Attribution, SourceFound
from .texts import tell
from .weigh import SEVERITY


@dataclass(frozen=True)
class Teller:
    """What is said of a sentence, in its own language."""

    evidence: Evidence
    language: str

    def say_claim(self, claim: ClaimInPassage, amounts: Sequence[AmountFound]) -> str:
        """Why a claim of the sentence has its verdict."""
        summary, key = claim.summary, claim.weighed.why
        if key == "dose_level":
            amount = next(a for a in amounts if a.limit is not None and a.high == a.limit.value_mg)
            return tell("dose_print", self.language, **self._level(amount))
        if key.startswith("dose_"):
            amount = next(a for a in amounts if a.side == key.removeprefix("dose_") and a.advised)
            return tell(key, self.language, amount=amount.printed, mg=_mg(amount), **self._level(amount))
        counts = ", ".join(f"{n} {self._word('stance', stance)}" for stance, n in summary.by_stance.items() if n)
        group = "certainty" if summary.certainty_word else "basis_rating"
        certainty = summary.certainty_word or summary.basis_word or ""
        said = tell(
            key,
            self.language,
            wording=self._word("wording", claim.wording.strength),
            certainty=mark_proposed(self._word(group, certainty), summary, Words(self.language)),
            counts=counts or "0",
        )
        if summary.certainty is not None and claim.weighed.word != "supported":
            said = f"{said} {summary.certainty.summary.in_language(self.language)}"
            if summary.stale_text is not None:
                said = f"{said} {say(f'site.{summary.stale_text.name_mark()}', self.language)}"
        return said

    def _level(self, amount: AmountFound) -> dict[str, object]:
        limit = amount.limit
        tables = self.evidence.dose_limits
        assert limit is not None, "asked of amounts with a level only"
        means = (tables.words if tables else {}).get("counts", {}).get(limit.counts)
        return {
            "authority": limit.authority,
            "country": limit.jurisdiction,
            "level": f"{limit.value_mg:g}",
            "counts": means.in_language(self.language).rstrip(".") if means else limit.counts,
        }

    def _word(self, group: str, word: str) -> str:
        entry = self.evidence.vocabulary.get(group, {}).get(word)
        return entry.name.in_language(self.language) if entry else word.replace("_", " ")

    def explain(self, attribution: Attribution) -> str:
        """Whether those whom the sentence names as its source say what it says."""
        labels = [self.evidence.studies[s].label for s in attribution.studies if s in self.evidence.studies]
        return tell(attribution.word, self.language, studies=", ".join(labels) or "-")

    def tell_sources(self, sources: Sequence[SourceFound]) -> tuple[str, ...]:
        """What is known of each source that the sentence names."""
        said = []
        for source in sources:
            study = self.evidence.studies.get(source.study or "")
            if source.retracted:
                said.append(tell("retracted", self.language, source=source.printed))
            if study:
                said.append(
                    tell(
                        "source_known",
                        self.language,
                        source=study.label,
                        finding=study.finding.in_language(self.language),
                    )
                )
            elif not source.record:
                said.append(tell("source_unknown", self.language, source=source.printed))
        return tuple(said)

    def suggest(
        self, verdict: str | None, claims: Sequence[ClaimInPassage], amounts: Sequence[AmountFound]
    ) -> tuple[str | None, str | None]:
        """What may be printed instead, or why nothing is offered."""
        if not claims or verdict in (None, "supported", "incomplete", "not_reviewed", "not_checkable"):
            return None, None
        worst = min(claims, key=lambda c: SEVERITY.index(c.weighed.word))
        offer = offer_sentence(worst.summary, self.language)
        if worst.weighed.why.startswith("dose_"):
            amount = next(a for a in amounts if a.limit is not None)
            # The claim's own sentence holds one authority's figure; a reader elsewhere is told of theirs.
            if offer.sentence is None or amount.limit is None or amount.limit.value_mg != worst.summary.figure:
                return tell("dose_print", self.language, **self._level(amount)), None
        return offer.sentence, explain_lack(offer, worst.summary.claim, self.language) or None


def _mg(amount: AmountFound) -> str:
    low, high = f"{amount.low:.0f}", f"{amount.high:.0f}"
    return f"{low} mg" if low == high else f"{low}–{high} mg"
