"""The sentence an editor may print: the claim's phrases, joined as its certainty or basis and its direction allow.

Source of the forms: GRADE guidelines 26 on informative statements (J Clin Epidemiol 2020;119:126): high certainty
states, moderate says 'probably', low 'may', very low 'very uncertain whether', and no direction is shown without its
certainty. The claim's own statement, which is worded as the article means it, is never printed with a doubt set before
it. A harm that is documented is stated at every level ('can cause'): what its level leaves in doubt is its size.
What cannot be said well is not said: `Offer.lacks` names why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from ..language import format_number, has_text, say
from ..model import GRADABLE_KINDS, GRADED_KINDS, Claim, Evidence, PhraseParts, Phrases, Predicate
from ..model.grade import RATINGS
from .strength import asks_whether, find_doubt, find_too_strong, knows_words, list_numbers, says_can
from .wording import allow_level


class Judged(Protocol):
    """What a sentence needs to know of a claim's summary."""

    @property
    def claim(self) -> Claim: ...
    @property
    def certainty_word(self) -> str | None: ...
    @property
    def basis_word(self) -> str | None: ...
    @property
    def direction(self) -> str | None: ...
    @property
    def waits(self) -> bool: ...
    @property
    def stopped(self) -> tuple[str, str | None] | None: ...
    @property
    def figure(self) -> float | None: ...


LEVELS = ("high", "moderate", "low", "very_low")
WAYS = ("for", "no_difference", "opposite", "open")
"""Which way the results go, as the claim sees it. Very low certainty allows no direction: its sentences are one."""

LACKS = (
    "judgement",
    "unread",
    "waits",
    "retracted",
    "stale",
    "unrecorded",
    "phrases",
    "language",
    "limits",
    "advice",
    "open",
    "question",
    "sourced",
    "documented",
    "direction",
    "figure",
    "number",
    "strength",
)
"""Why no sentence is offered; each has a text of its own (`sentence.lacks.*`)."""
MENDED_BY_PHRASES = frozenset(LACKS) - {
    "judgement",
    "unread",
    "waits",
    "retracted",
    "stale",
    "unrecorded",
    "open",
    "sourced",
    "documented",
}
"""What somebody who writes the claim's phrases can mend; the others are a matter of the judgement."""
_TEMPLATES = (
    *("high", "moderate", "low", "very_low", "open", "contested", "unsupported", "whether"),
    *("size.moderate", "size.low"),
)
WARNS = ("harm", "dose")
"""Kinds of claim whose sentence never goes without advice: doubt about a harm must not read as an all-clear."""
PROMISES = "effect"
"""Kind of claim whose sentence needs advice where it agrees with a benefit: who reads of help may try it."""


@dataclass(frozen=True)
class Offer:
    """A sentence for one state of the evidence in one language; or, where there is none, why: a word of LACKS."""

    sentence: str | None
    lacks: str | None = None
    found: str | None = None
    """The word or number that stopped it, where one did."""
    advice: str | None = field(default=None, compare=False)
    """The end of the sentence that says what to do, for a page that lets the answer come first."""
    details: str | None = field(default=None, compare=False)
    """What stands in a box beside the sentence and is no part of it."""

    @property
    def answer(self) -> str | None:
        """The sentence without its advice."""
        if self.sentence is None or self.advice is None:
            return self.sentence
        return self.sentence.removesuffix(self.advice).rstrip()


def needs_advice(claim: Claim) -> bool:
    """Whether no sentence on the claim goes without advice on safety: it warns, or it promises a benefit."""
    promises = claim.phrases is not None and claim.phrases.agrees_with == "benefit" and claim.kind == PROMISES
    return claim.kind in WARNS or promises


def is_documented(claim: Claim) -> bool:
    """Whether the claim tells of a harm that is known to occur; of a benefit nothing is ever taken as documented."""
    phrases = claim.phrases
    return phrases is not None and bool(phrases.documented_by) and claim.kind == phrases.agrees_with == "harm"


def is_sourced(claim: Claim) -> bool:
    """Whether a source of the review answers the claim's question: its phrases name one, or an authority's figure."""
    phrases = claim.phrases
    return phrases is not None and (phrases.figure is not None or bool(phrases.answered_by))


def needs_word(claim: Claim, way: str) -> bool:
    """Whether what is said of results that go this way stands only with words of its own beside it.

    That a harm does not show must say of whom; that what was promised makes things worse, that one should not take it.
    """
    if claim.kind == "harm":
        return way in ("no_difference", "opposite")
    return way == "opposite" and needs_advice(claim)


def find_way(direction: str | None, phrases: Phrases) -> str:
    """How a direction of the results relates to the claim: a word of WAYS.

    A claim that something is safe agrees with results that show no difference.
    """
    if direction is not None and direction == phrases.agrees_with:
        return "for"
    if direction == "no_difference":
        return direction
    return "opposite" if direction is not None and direction == _find_opposite(phrases) else "open"


def _find_opposite(phrases: Phrases) -> str | None:
    return {"harm": "benefit", "benefit": "harm", "no_difference": "harm"}.get(phrases.agrees_with or "")


def write_sentence(
    claim: Claim, level: str | None, rating: str | None, direction: str | None, language: str, figure: float | None
) -> Offer:
    """The sentence for a level with a direction, or for a rating; `figure` is the authority's own, where it has one."""
    allowed = allow_level(level, rating)
    if allowed is None:
        return Offer(None, "judgement")
    phrases = claim.phrases
    if phrases is None:
        return Offer(None, "phrases")
    parts = phrases.parts.get(language)
    known = knows_words(language) and all(has_text(f"sentence.{name}", language) for name in _TEMPLATES)
    if parts is None or not known:
        return Offer(None, "language")
    if needs_advice(claim) and parts.advice is None:
        return Offer(None, "advice")
    way = find_way(direction, phrases)
    if lack := _find_unsayable(claim, parts, level, rating, way, language):
        return Offer(None, lack)
    affirms = rating in ("established", "accepted") or (level not in (None, "very_low") and way == "for")
    if rating == "accepted" and parts.limits is None and "accepted" not in parts.beside:
        return Offer(None, "limits")
    against = _find_against(parts, level, way)
    if against is not None and against.beside is None and needs_word(claim, way):
        return Offer(None, "limits" if way == "no_difference" else "advice")
    aside, fact = parts.beside.get(level or rating or ""), None
    core = _write_core(parts, level, rating, way, language)
    if is_documented(claim):
        if word := _find_unstated(parts, language):
            return Offer(None, "documented", word)
        # The fact stands at every level, which is held to what the sentence says of its size.
        affirms, fact = True, _join(parts, parts, "high", parts.finite, language)
        core, aside = _write_size(parts, level, rating, way, aside, language)
    whole = " ".join(filter(None, (fact, core)))
    if not whole:
        return Offer(None, "direction")
    word_of_way = against.beside if against is not None else None
    told = (aside, parts.limits if affirms else None, word_of_way, parts.at_risk, parts.advice)
    beside = " ".join(filter(None, told))
    sentence, advice = f"{whole} {beside}".strip(), parts.advice
    # An amount that authorities do not bear out must not stay in a reader's mind, however it is hedged.
    borne_out = rating not in ("contested", "unsupported") and claim.kind != "dose"
    if not borne_out and (said := list_numbers(sentence) & _list_claimed(claim)):
        return Offer(None, "number", min(said))
    held, free = (core, f"{fact or ''} {beside}") if core is not None else (whole, beside)
    if word := find_too_strong(held, free, allowed, language):
        return Offer(None, "strength", word)
    details = parts.details
    if "{figure}" in f"{sentence} {details}":
        if figure is None:
            return Offer(None, "figure")
        shown = format_number(figure, language)
        sentence = sentence.replace("{figure}", shown)
        advice, details = advice and advice.replace("{figure}", shown), details and details.replace("{figure}", shown)
    return Offer(sentence, advice=advice, details=details)


def _find_unsayable(
    claim: Claim, parts: PhraseParts, level: str | None, rating: str | None, way: str, language: str
) -> str | None:
    """A word of LACKS for what may not be said in this state, whatever the words; None where it may.

    Results that point no way at high or moderate certainty are a judgement to be looked at again. What sources disagree
    on, or do not answer, somebody has to say: asked as a whole, it puts what is settled in doubt. What a source here
    answers is not without one. A harm that is known to occur is never denied, nor is it asked whether it occurs: below
    what lets it be stated outright, the question is how often or how much.
    """
    if level in ("high", "moderate") and way == "open":
        return "open"
    if rating in ("contested", "unsupported") and parts.question is None:
        return "question"
    if rating == "unsupported" and is_sourced(claim):
        return "sourced"
    if not is_documented(claim):
        return None
    if level not in (None, "very_low") and way in ("no_difference", "opposite"):
        return "documented"
    asked = rating in ("contested", "unsupported") or level not in (None, "high")
    if asked and (parts.question is None or asks_whether(parts.question, language)):
        return "question"
    return None


def write_documented(claim: Claim, level: str | None, direction: str | None, language: str) -> tuple[str, str] | None:
    """What may be stated outright of a documented harm, and what has to follow: that its size is in doubt as its level
    says.

    None where nothing may: a judgement that does not find the harm, a level without doubt, phrases that say more.
    """
    parts = claim.phrases.parts.get(language) if claim.phrases is not None else None
    if parts is None or direction != "harm" or level not in ("moderate", "low", "very_low"):
        return None
    if not is_documented(claim) or not knows_words(language) or _find_unstated(parts, language):
        return None
    if parts.question is None or asks_whether(parts.question, language):
        return None
    fact = _join(parts, parts, "high", parts.finite, language)
    size, _ = _write_size(parts, level, None, "for", None, language)
    return None if size is None or find_too_strong(fact, "", "plain", language) else (fact, size)


def _write_core(parts: PhraseParts, level: str | None, rating: str | None, way: str, language: str) -> str | None:
    """The part that makes the claim, with its full stop; None where the results go a way for which nothing is said."""
    question = parts.question or say(
        "sentence.whether", language, subject=parts.subject, finite=parts.finite, object=parts.object
    )
    if rating in ("contested", "unsupported") or level == "very_low":
        return _begin(say(f"sentence.{rating or level}", language, question=question))
    if level is not None and way == "open":
        return _begin(say("sentence.open", language, question=question))
    said = parts if level is None or way == "for" else _find_against(parts, level, way)
    if said is None:
        return None
    finite, form = said.finite, level or "high"
    placed = {"moderate": said.probably, "low": said.maybe}.get(form)
    if placed is not None:
        finite, form = placed, "high"
    return _join(parts, said, form, finite, language)


def _find_against(parts: PhraseParts, level: str | None, way: str) -> Predicate | None:
    """What is said of the subject where results do not go the claim's way; None where they do or nothing is written."""
    if level in (None, "very_low"):
        return None
    return {"no_difference": parts.no_difference, "opposite": parts.opposite}.get(way)


def _join(parts: PhraseParts, said: Predicate | PhraseParts, form: str, finite: str, language: str) -> str:
    named = {"subject": parts.subject, "finite": finite, "infinitive": said.infinitive, "object": said.object}
    return _begin(say(f"sentence.{form}", language, **named))


def _find_unstated(parts: PhraseParts, language: str) -> str | None:
    """The words for which a documented harm cannot be stated at every level: they doubt it, or say more than 'can'."""
    doubt = find_doubt(" ".join((parts.subject, parts.finite, parts.object)), language)
    return doubt or (None if says_can(parts.finite, language) else parts.finite)


def _write_size(
    parts: PhraseParts, level: str | None, rating: str | None, way: str, aside: str | None, language: str
) -> tuple[str | None, str | None]:
    """What a sentence on a documented harm leaves in doubt, its size, and what stands beside that; none where firm.

    Sources that all warn do not 'disagree' because the claim as worded is contested: what is written beside that
    rating, or beside 'unsupported', says what is not known and takes the place of it.
    """
    if level == "high" or rating in ("established", "accepted"):
        return None, aside
    if rating is not None and aside is not None:
        return aside, None
    form = f"size.{level}" if level in ("moderate", "low") and way == "for" else rating or level
    if way == "open" and level == "low":
        form = "open"
    return _begin(say(f"sentence.{form}", language, question=parts.question)), aside


def _begin(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _list_claimed(claim: Claim) -> frozenset[str]:
    return frozenset[str]().union(*(list_numbers(text) for text in claim.statement.texts.values()))


def find_figure(evidence: Evidence, claim: Claim) -> float | None:
    """The authority's own figure that the claim's phrases name; None where the tables hold not just one such row."""
    wanted, tables = claim.phrases.figure if claim.phrases else None, evidence.dose_limits
    if wanted is None or tables is None:
        return None
    rows = [
        row.value_mg
        for row in tables.limits
        if (row.authority, row.kind, row.counts) == (wanted.authority, wanted.kind, wanted.counts)
    ]
    return rows[0] if len(rows) == 1 else None


def offer_sentence(summary: Judged, language: str) -> Offer:
    """What the judgement lets an editor print, or why nothing: no rule speaks for people who had not judged then.

    Nothing while a judgement of how well founded a statement is waits: that the rules find no source is no finding
    that there is none. Nothing, either, while a study is retracted that the sentence rests on, or what the judgement
    rests on has changed since anybody read it: who prints the sentence sees no mark beside it.
    """
    stopped = summary.stopped
    graver = stopped is not None and stopped[0] in ("retracted", "unread")
    if summary.waits and summary.basis_word is not None and not graver:
        return Offer(None, "waits")
    if stopped is not None:
        return Offer(None, *stopped)
    return write_sentence(
        summary.claim, summary.certainty_word, summary.basis_word, summary.direction, language, summary.figure
    )


def explain_lack(offer: Offer, claim: Claim, language: str) -> str:
    """Why no sentence is offered, in words; '' where one is."""
    return say(f"sentence.lacks.{offer.lacks}", language, claim=claim.id, found=offer.found) if offer.lacks else ""


def propose_sentence(summary: Judged, language: str) -> str | None:
    """The sentence that may be printed; None where `offer_sentence` says what it lacks."""
    return offer_sentence(summary, language).sentence


@dataclass(frozen=True)
class State:
    """A state that a claim can be in: a level with the way of the results, or a rating."""

    level: str | None = None
    rating: str | None = None
    way: str | None = None

    @property
    def word(self) -> str:
        return self.level or self.rating or ""


def list_states(claim: Claim) -> Iterator[State]:
    """Every state that the claim can be in: GRADE, a basis, or for harms either."""
    if claim.kind in GRADABLE_KINDS:
        safe = claim.phrases is not None and claim.phrases.agrees_with == "no_difference"
        ways = [way for way in WAYS if not (safe and way == "no_difference")]
        yield from (State(level, way=way) for level in LEVELS[:-1] for way in ways)
        yield State(LEVELS[-1])
    if claim.kind not in GRADED_KINDS:
        yield from (State(rating=rating) for rating in RATINGS)


def write_state(claim: Claim, state: State, language: str, figure: float | None) -> Offer:
    """The sentence of a claim in one of the states it can be in."""
    direction = _find_direction(state.way, claim.phrases)
    return write_sentence(claim, state.level, state.rating, direction, language, figure)


def _find_direction(way: str | None, phrases: Phrases | None) -> str | None:
    """A direction that goes this way for the claim; without phrases one is as good as another."""
    if phrases is None or way not in ("for", "opposite"):
        return way if way == "no_difference" else None
    return phrases.agrees_with if way == "for" else _find_opposite(phrases)
