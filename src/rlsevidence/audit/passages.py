"""Documents audited, sentence by sentence: what each claims, how firmly, what the evidence allows. Pure.

Verdicts are proposals of rules. What people decided stands beside them (`decision`) and is never read to make one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..judgement.claim_summary import ClaimSummary
from ..judgement.wording import RANK
from ..model import GRADED_KINDS, Evidence, Sentence
from .amounts import AmountFound, find_amounts
from .article import Article, Paragraph
from .audited import Audit, ClaimInPassage, Passage
from .claim_match import GRAVE_SURE, SURE, ClaimIndex, ClaimMatch
from .defects import find_defects
from .discredit import SUPPORT, takes_back
from .health_claims import check_commercial
from .known import EXCERPT, Found, find_known
from .lexicon import read_lexicon
from .nearness import is_near
from .saying import Teller
from .sources import check_attribution, find_sources
from .split import SentenceFound, find_sentences, fingerprint
from .terms import compile_terms, find_languages, list_words, small_words, tell_language
from .texts import tell
from .told import is_told
from .tongue import Spelling, learn_spelling
from .weigh import SEVERITY, Weighed, weigh
from .wording import Wording, is_advice, read_wording

REPORTED_KINDS = ("claim", "list-lead-in")


@dataclass(frozen=True)
class Auditor:
    """What documents are held against: the evidence with its summaries, read once for any number of documents."""

    evidence: Evidence
    summaries: Mapping[str, ClaimSummary]
    as_of: dt.date
    country: str | None = None
    context: str = "editorial"
    as_new: bool = False
    """Whether known documents are left out of sight, so that every sentence is found by the rules alone."""
    index: ClaimIndex = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", ClaimIndex(self.evidence))

    def audit(self, article: Article) -> Audit:
        """The audit of one document."""
        languages = tuple(dict.fromkeys([*self.evidence.topic.languages, "sv", "en"]))
        language = self._tell_language(article.text, languages)
        found = find_sentences(p.text for p in article.paragraphs)
        own = [tell_language(s.text, languages, language) for s in found]
        known = None if self.as_new else find_known(found, own, self.evidence)
        about = self._speaks_of_topic(article)
        passages = tuple(self._read(article, found, number, own[number], known, about) for number in range(len(found)))
        return Audit(
            article,
            known.document.id if known else None,
            language,
            self.as_of,
            self.country,
            self.context,
            passages,
            tuple(_find_contradictions(passages)),
            known.gone if known else (),
        )

    @cached_property
    def _spelling(self) -> Spelling:
        return learn_spelling(self.evidence)

    def _tell_language(self, text: str, languages: Sequence[str]) -> str:
        """By its small words; by spelling where they leave it open, as in a headline; else the workspace's first."""
        found = find_languages(text, languages)
        return found[0] if len(found) == 1 else self._spelling.tell(text, found, self.evidence.topic.languages[0])

    def _speaks_of_topic(self, article: Article) -> bool:
        """Whether the document is about the topic: it names both the exposure and the condition."""
        exposure, condition = self.index.names
        return bool(exposure.search(article.text) and condition.search(article.text))

    def _read(
        self,
        article: Article,
        found: Sequence[SentenceFound],
        number: int,
        language: str,
        known: Found | None,
        about: bool,
    ) -> Passage:
        here, teller = found[number], Teller(self.evidence, language)
        commercial = about and self.context == "commercial"
        paragraph = article.paragraphs[here.paragraph]
        match, old = known.places.get(number, ("new", None)) if known else ("new", None)
        wording = read_wording(here.text)
        exposure, condition = self.index.names
        context = paragraph.text if about else ""
        if about and not (exposure.search(context) and condition.search(context)):
            earlier = [article.paragraphs[i].text for i in range(max(0, here.paragraph - 2), here.paragraph)]
            context = " ".join([article.title or "", *earlier, context])
        leads = _announces_list(article, found, number)
        alike = match == "edited" and len(found) <= EXCERPT and old is not None and not is_near(old, here.text)
        matches = self._match(here.text, language, context if about else "", old, alike)
        sure = tuple(m for m in matches if m.confidence >= SURE)
        kind = self._find_kind(here.text, paragraph, wording, leads, sure, None if alike else old)
        amounts: tuple[AmountFound, ...] = ()
        # A level is a level also in a sentence that stands alone and names no condition.
        if (about or self._is_on_topic(here.text) or self._speaks_of_amounts(sure)) and kind != "question":
            warns = wording.negated or wording.precaution or _warns(here.text)
            amounts = find_amounts(here.text, self.evidence, self.country, language, warns)
            # To advise too much is a claim, in whatever form: a headline, or beside other advice.
            if old is None and kind not in REPORTED_KINDS and any(a.advised and a.side == "above" for a in amounts):
                kind = "claim"
            amounts = amounts if kind in REPORTED_KINDS else ()
            sure = self._add_dose(sure, amounts)
        sources = find_sources(here.text, paragraph.links if _only(found, here) else (), self.evidence)
        # A sentence that people read and linked says what they linked it to; any other has to say it itself.
        read = old is not None and (old.fingerprint == fingerprint(here.text) or is_near(old, here.text))
        claims = (
            tuple(self._weigh(m, here.text, wording, amounts, None if read else language) for m in sure)
            if kind in REPORTED_KINDS
            else ()
        )
        if any(c.weighed.word in SUPPORT for c in claims):
            claims = tuple(c for c in claims if c.weighed.why != "untold")  # it says another claim, with all its words
        # The gravest words are kept for matches that leave little doubt.
        claims = tuple(
            c
            for c in claims
            if c.weighed.word not in ("contradicted", "unsupported") or c.match.confidence >= GRAVE_SURE
        )
        verdict, why = self._decide(kind, leads, claims, wording, matches, here.text, about, context, language, amounts)
        attribution = None
        if wording.reported and claims and kind == "claim":
            attribution = check_attribution(
                here.text, sources, [c.summary for c in claims], wording.negated, self.evidence
            )
            why = (*why, teller.explain(attribution))
        why = (*teller.tell_sources(sources), *why)
        suggest, lacks = teller.suggest(verdict, claims, amounts)
        return Passage(
            here.at,
            here.text,
            language,
            match,
            old.at if old else None,
            kind,
            claims,
            wording if kind in REPORTED_KINDS and (claims or verdict) else None,
            verdict,
            why,
            suggest,
            attribution,
            sources,
            amounts,
            find_defects(here.text, self.evidence, language, language),
            check_commercial(here.text, wording, language, self.evidence, self.index) if commercial else (),
            tuple(m for m in matches if m.claim not in {c.match.claim for c in claims}),
            here.paragraph,
            here.start,
            here.end,
            lacks,
            old.verdict.word if old and old.verdict and match in ("same", "moved") else None,
        )

    def _match(
        self, text: str, language: str, context: str, old: Sentence | None, alike: bool
    ) -> tuple[ClaimMatch, ...]:
        """`alike`: the sentence was looked up by itself and is only like `old`: it makes the claims it makes itself."""
        own = self.index.match(text, language, context)
        if old is None or alike:
            return own
        words = tuple(c.cue for c in old.claims)
        return tuple(
            ClaimMatch(c.claim, 1.0, (c.cue,) if c.cue in words else (), "document")
            for c in old.claims
            if c.claim in self.summaries
        )

    def _find_kind(
        self,
        text: str,
        paragraph: Paragraph,
        wording: Wording,
        leads: bool,
        sure: Sequence[ClaimMatch],
        old: Sentence | None,
    ) -> str:
        if paragraph.kind == "heading" and not sure:
            return "heading"
        if wording.question:
            return "question"
        if leads:
            return "list-lead-in"
        if old is not None and old.kind in ("advice", "introduction"):
            return old.kind
        # 'Ask a doctor before you take it' warns of a harm where it names what is taken; elsewhere it is advice.
        warns = bool(sure) and self.summaries[sure[0].claim].claim.kind == "harm"
        harms = warns and bool(self.index.names[0].search(text))
        if is_advice(text) and not (harms and old is None):
            return "advice" if old is None or not sure else "claim"
        if sure or (old is None and self._is_on_topic(text) and self._says_more(text)):
            return "claim"
        return "claim" if self._is_on_topic(text) and self.index.read(text, "").relations else "other"

    def _says_more(self, text: str) -> bool:
        """Whether a text has a word beside the names of the topic and small words: 'About X' says nothing of X."""
        for name in self.index.names:
            text = name.sub(" ", text)
        small = small_words("en") | small_words("sv")
        return any(word not in small for word in list_words(text))

    def _is_on_topic(self, text: str) -> bool:
        """Whether a text names the exposure or the condition: whatever it says of them nobody may have read."""
        return any(name.search(text) for name in self.index.names)

    def _add_dose(self, sure: tuple[ClaimMatch, ...], amounts: Sequence[AmountFound]) -> tuple[ClaimMatch, ...]:
        """An amount that is advised makes the claim on amounts, whatever else the sentence says."""
        doses = [c.id for c in self.evidence.claims.values() if c.kind == "dose" and c.id in self.summaries]
        if not doses or not any(a.advised and a.side for a in amounts):
            return sure
        # An amount leaves no doubt of what is spoken of, however few of the claim's words stand beside it.
        own = next((m.claim for m in sure if m.claim in doses), doses[0])
        rest = tuple(m for m in sure if m.claim != own)
        return (*rest, ClaimMatch(own, 1.0, tuple(a.printed for a in amounts), "amount"))

    def _speaks_of_amounts(self, sure: Sequence[ClaimMatch]) -> bool:
        return any(self.summaries[m.claim].claim.kind == "dose" for m in sure)

    def _weigh(
        self, match: ClaimMatch, text: str, whole: Wording, amounts: Sequence[AmountFound], language: str | None
    ) -> ClaimInPassage:
        """`language`: None where people have linked this very sentence, so that what it says is known."""
        summary = self.summaries[match.claim]
        wording = read_wording(text, match.words) if match.by == "words" else whole
        weighed = weigh(summary, wording, text)
        if summary.claim.kind == "dose" and not summary.withheld:
            advised = [a for a in amounts if a.side and a.advised]
            for side, word in (
                ("above", "contradicted"),
                ("unsure", "not_checkable"),
                ("below", "supported_with_limits"),
            ):
                if any(a.side == side for a in advised):
                    weighed = Weighed(word, f"dose_{side}")
                    break
            else:
                if any(a.limit is not None and a.high == a.limit.value_mg for a in amounts):
                    weighed = Weighed("supported", "dose_level")  # the sentence warns of just what the authority does
        own = [w for w in match.words if not any(name.search(w) for name in self.index.names)]
        doubts = weighed.why in ("says_uncertain", "low_fits", "too_uncertain")
        if weighed.word in SUPPORT and takes_back(text, own if match.by == "words" else (), doubts):
            weighed = Weighed("not_checkable", "takes_back")
        elif weighed.word in SUPPORT and language is not None:
            printed = [a.printed for a in amounts]
            if not is_told(text, summary.claim, language, self.index.names, printed):
                weighed = Weighed("not_reviewed", "untold")
        return ClaimInPassage(match, wording, weighed, summary)

    def _decide(
        self,
        kind: str,
        leads: bool,
        claims: Sequence[ClaimInPassage],
        wording: Wording,
        matches: Sequence[ClaimMatch],
        text: str,
        about: bool,
        context: str,
        language: str,
        amounts: Sequence[AmountFound],
    ) -> tuple[str | None, tuple[str, ...]]:
        if leads and (claims or about):
            return "incomplete", (tell("list_missing", language),)
        if kind != "claim":
            return None, ()
        if not claims:
            if not (about or self._is_on_topic(text)):
                return None, ()
            if wording.personal:
                return "not_checkable", (tell("personal", language),)
            if matches:
                title = self.evidence.claims[matches[0].claim].title.in_language(language)
                return "not_reviewed", (tell("perhaps", language, claim=title),)
            return "not_reviewed", (tell("not_matched", language),)
        worst = min(claims, key=lambda c: SEVERITY.index(c.weighed.word))
        return worst.weighed.word, tuple(
            dict.fromkeys(Teller(self.evidence, language).say_claim(c, amounts) for c in claims)
        )


def _warns(text: str) -> bool:
    """Whether the sentence speaks of harm: then its amounts are warned of, not advised."""
    relations = read_lexicon("relations")
    harm = compile_terms(relations["harm"]["terms"]).search(text)
    return bool(harm) and not compile_terms(relations["safe"]["terms"]).search(text)


def _only(found: Sequence[SentenceFound], here: SentenceFound) -> bool:
    """Whether the sentence is the last of its paragraph: a link at the end is said of it."""
    return here == [s for s in found if s.paragraph == here.paragraph][-1]


def _announces_list(article: Article, found: Sequence[SentenceFound], number: int) -> bool:
    """Whether the sentence announces a list that does not follow."""
    here = found[number]
    last = number + 1 == len(found) or found[number + 1].paragraph != here.paragraph
    if not (last and re.search(r":\W*$", here.text[-6:])):
        return False
    rest = article.paragraphs[here.paragraph + 1 :]
    if not rest:
        return True
    following = rest[0]
    if following.kind == "heading":  # a heading over a list is one thing, the next chapter another
        return len(rest) == 1 or rest[1].kind not in ("item", "cell")
    if following.kind in ("item", "cell"):
        return False
    # A line of a few words without a full stop is an item too, whatever the form made of it.
    return len(following.text.split()) > 8 or bool(re.search(r"[.!?:]\W*$", following.text[-6:]))


def _find_contradictions(passages: Sequence[Passage]) -> list[tuple[str, tuple[str, ...]]]:
    """Claims that the document words cautiously in one place and as certain in another, or affirms and denies."""
    places: dict[str, list[tuple[str, Wording, str]]] = {}
    for passage in passages:
        if passage.kind != "claim":
            continue
        for claim in passage.claims:
            if claim.summary.claim.kind in GRADED_KINDS and not claim.wording.personal:
                places.setdefault(claim.match.claim, []).append((passage.at, claim.wording, passage.text))
    found = []
    for claim_id, said in places.items():
        ranks = [RANK[w.level] for _, w, _ in said]
        denials = {w.negated for _, w, _ in said}
        if (min(ranks) <= RANK["hedged"] and max(ranks) >= RANK["plain"]) or len(denials) == 2:
            found.append((claim_id, tuple(at for at, _, _ in said)))
    return found
