"""What a sentence that people wrote says of how sure it is, and how many: read by words of each language. Pure.

The words stand in the catalogues (`prose.*`), so that a further language brings its own. What cannot be decided is left
alone: a number in words that the catalogue does not list, a count in a sentence that tells of a review, a word of doubt
that stands over a clause of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from ..language import has_text, say
from ..model import CERTAINTY_LEVELS, Claim
from .strength import find_words
from .wording import RANK, allow_level

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_]|\d)")
_AFTER = 3
"""So many words after the verb may a word of doubt stand and still take it back: 'lindrar kanske'."""
_NEAR = 2
"""So many words before a doubt may what takes it away stand: 'not very uncertain', 'was still very uncertain'."""
_DIGITS = r"(?<![\w.,])\d{1,3}(?:[ ,\u00a0]\d{3})+(?!\d)|(?<![\w.,])\d+"


@dataclass(frozen=True)
class Counted:
    """A number in a text: the words it stands in, and what it comes to."""

    words: str
    number: int


def split_sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text.strip()) if part]


def list_terms(group: str, language: str) -> tuple[str, ...]:
    """The words of a group of the catalogue; none where the language brings none of its own."""
    key = f"prose.{group}"
    if not has_text(key, language):
        return ()
    return _split_terms(say(key, language))


@lru_cache(maxsize=512)
def _split_terms(listed: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in listed.split(",") if word.strip() not in ("", "-"))


@cache
def _compile(group: str, language: str) -> re.Pattern[str] | None:
    words = list_terms(group, language)
    return re.compile(rf"(?<!\w)(?:{_join(words)})(?!\w)", re.IGNORECASE) if words else None


def _join(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(w).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for w in words)


# ---------------------------------------------------------------- how sure


def find_lacking(text: str, level: str, language: str) -> tuple[str, ...]:
    """The words of which the first sentence, which makes the claim, must hold one at this level; empty where it does.

    High certainty needs none, and neither does a language without words of its own. The doubt of the lowest level must
    stand: 'not very uncertain', 'only for children very uncertain', 'was very uncertain' and a question say that
    there is none.
    """
    needed = _compile(f"needs.{level}", language)
    sentences = split_sentences(text)
    if needed is None:
        return ()
    first = sentences[0] if sentences else ""
    found = list(needed.finditer(first))
    if level == "very_low":
        found = [] if first.endswith("?") else [m for m in found if not _is_undone(first[: m.start()], language)]
    return () if found else list_terms(f"needs.{level}", language)


def _is_undone(before: str, language: str) -> bool:
    """Whether what stands before a doubt takes it away: it denies it, sets it in the past or keeps it to a few."""
    false, trials = _compile("denies_not", language), _compile("only_trial", language)
    said = false.sub("…", before) if false is not None else before
    said = trials.sub("…", said) if trials is not None else said
    # 'No trial …, so it is very uncertain' denies another thing.
    clause = (split_clauses(said, language) or [""])[-1]
    near = " ".join(clause.split()[-_NEAR:])
    return (
        has_words("denies", near, language)
        or has_words("undoes", near, language)
        or has_words("keeps_to", clause, language)
    )


@cache
def _levels(language: str) -> tuple[re.Pattern[str], dict[str, str]] | None:
    """Words that one level alone uses, the longest first, so that 'very low' is not read as 'low'."""
    owner = {term.casefold(): level for level in CERTAINTY_LEVELS for term in list_terms(f"only.{level}", language)}
    if not owner:
        return None
    words = tuple(sorted(owner, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{_join(words)})(?!\w)", re.IGNORECASE), owner


def find_other_level(text: str, levels: Collection[str], language: str, *, reasons: bool = False) -> str | None:
    """The first words in a text that only a level of certainty uses which is none of `levels`.

    `reasons`: the text argues and does not state, so 'probably' may stand over anything in it and says no level.
    """
    known = _levels(language)
    free = _compile("needs.moderate", language) if reasons else None
    for match in known[0].finditer(text) if known else ():
        level = known[1][re.sub(r"\s+", " ", match[0]).casefold()] if known else ""
        if level not in levels and not (free and free.fullmatch(match[0])):
            return match[0]
    return None


def find_too_firm(text: str, level: str, language: str) -> str | None:
    """The words of the first sentence that are firmer than the level allows and over which no doubt stands.

    At very low certainty a question of the same clause may stand over them: 'very uncertain whether it greatly eases'.
    """
    sentences = split_sentences(text)
    allowed = allow_level(level)
    if not sentences or allowed is None:
        return None
    for clause in split_clauses(sentences[0], language):
        for rung in ("emphatic", "strong"):
            if RANK[rung] <= RANK[allowed]:
                continue
            for word in find_words(clause, rung, language):
                before, after = _part(clause, clause.find(word), len(word))
                open_to = _is_asked(before, after, language) or _is_denied(before, after, language, reach=None)
                if level != "very_low" or not open_to:
                    return word
    return None


def find_strong(text: str, language: str) -> str | None:
    """The first strong word anywhere in a text, but for one that is denied: 'proves nothing', 'not yet proven'."""
    back = _compile("takes_back", language)
    for word in find_words(text, "strong", language):
        after = text[text.find(word) + len(word) :].split()[:1]
        if back is None or not back.search(" ".join(after)):
            return word
    return None


def find_proof(text: str, language: str) -> str | None:
    """The first words anywhere in a text that call the claim proven or a cure, but for those that are denied."""
    pattern, back = _compile("proves", language), _compile("takes_back", language)
    for sentence in split_sentences(text) if pattern is not None else ():
        for match in pattern.finditer(sentence) if pattern is not None else ():
            before, after = _part(sentence, match.start(), len(match[0]))
            if back is not None and back.search(" ".join(after.split()[:1])):
                continue
            asked = _is_asked(before, after, language) or sentence.endswith("?")
            if not asked and not _is_denied(before, after, language, reach=None):
                return match[0]
    return None


def find_sure(text: str, language: str) -> str | None:
    """The first word that makes sure or takes in everybody; None where there is none, or where it is denied."""
    pattern = _compile("sure", language)
    for match in pattern.finditer(text) if pattern is not None else ():
        if not _is_denied(*_part(text, match.start(), len(match[0])), language):
            return match[0]
    return None


def find_plain_verb(text: str, claim: Claim, level: str, language: str) -> str | None:
    """The first verb of effect, the claim's own or any other, that the text states with no doubt over it; None else.

    The doubt must govern it in the same clause: a question before it ('whether'), a modal verb before its infinitive
    ('may'), an adverb before or right after it ('perhaps'). High certainty needs none.
    """
    if _compile(f"needs.{level}", language) is None:
        return None
    plain, bare = _list_verbs(claim, language)
    for place, sentence in enumerate(split_sentences(text)):
        for clause in split_clauses(_mask(sentence, language), language):
            # Beside the sentence that makes the claim, its own verb may tell of other things ('raises the cost').
            words = plain if place == 0 else list_terms("effects", language)
            for form, verbs in (("plain", words), ("bare", bare)):
                for match in match_words(verbs, clause):
                    before, after = _part(clause, match.start(), len(match[0]))
                    if _is_stated(before, after, form, language):
                        return match[0]
    return None


def find_effect(text: str, claim: Claim, level: str, language: str) -> str | None:
    """The first verb of effect of a text that may be printed which is firmer than the level; None else.

    At very low certainty a verb with a word of doubt is too firm as well ('may ease'): it must be asked whether it
    does, or denied that it is known. At every other level it is held as a verb of any text is (see `find_plain_verb`).
    """
    stated = find_plain_verb(text, claim, level, language)
    if stated is not None or level != "very_low" or _compile("needs.very_low", language) is None:
        return stated
    plain, bare = _list_verbs(claim, language)
    doubts = (*list_terms("modals", language), *list_terms("hedges", language))
    for sentence in split_sentences(text):
        for clause in split_clauses(_mask(sentence, language), language):
            after_doubt = list_terms("effects_after_modal", language) if any(match_words(doubts, clause)) else ()
            for match in match_words((*plain, *bare, *after_doubt), clause):
                before, after = _part(clause, match.start(), len(match[0]))
                said = " ".join(before.split()[-_DOUBTED:])
                doubted = has_words("modals", said, language) or has_words("hedges", f"{said} … {after}", language)
                if doubted and not _is_asked(before, after, language) and not _is_denied(before, after, language):
                    return match[0]
    return None


_DOUBTED = 5
"""So many words before a verb may a word of doubt stand that is its own."""


def find_advice(text: str, level: str, language: str) -> str | None:
    """The first words that tell people to take what so little speaks for, with no doubt over them; None else.

    'Very uncertain. Everyone should take it': where certainty is low or very low a recommendation is firmer than the
    level, however doubtful the sentence beside it is. One that is asked, denied or only possible is none.
    """
    if level not in ("low", "very_low"):
        return None
    other, commands = _compile("no_advice", language), _list(("commands",), language)
    for sentence in split_sentences(other.sub("…", text) if other is not None else text):
        for clause in split_clauses(sentence, language):
            begin = re.match(rf"(?:{commands})(?!\w)", clause, re.IGNORECASE) if commands else None
            begun: tuple[re.Match[str], ...] = (begin,) if begin else ()
            for match in (*begun, *match_words(list_terms("advises", language), clause)):
                before, after = _part(clause, match.start(), len(match[0]))
                near = " ".join(after.split()[:2])
                if not has_words("denies", near, language) and _is_stated(before, near, "plain", language):
                    return match[0]
    return None


def split_clauses(sentence: str, language: str) -> list[str]:
    """The clauses over which no doubt of another one stands: 'but', 'although' and the like begin a new one."""
    turns, begins, joins = (list_terms(group, language) for group in ("turns", "begins", "joins"))
    return [part.strip() for part in _compile_breaks(turns, begins, joins).split(sentence) if part.strip()]


@lru_cache(maxsize=64)
def _compile_breaks(turning: tuple[str, ...], beginning: tuple[str, ...], joining: tuple[str, ...]) -> re.Pattern[str]:
    turns, begins, joins = (_join(tuple(sorted(w, key=len, reverse=True))) for w in (turning, beginning, joining))
    marks = [r"[;:()–—?!]", r"\s-\s", r"\.\s"]
    if turns:
        marks.append(rf"(?<!\w)(?:{turns})(?!\w)")
    if begins:
        # ', it eases' and ', and it eases' state something of their own.
        marks.append(rf",\s+(?:(?:{joins})\s+)?(?=(?:{begins})\s)" if joins else rf",\s+(?=(?:{begins})\s)")
    return re.compile("|".join(marks), re.IGNORECASE)


def _list(groups: tuple[str, ...], language: str) -> str:
    words = sorted((w for group in groups for w in list_terms(group, language)), key=len, reverse=True)
    return _join(tuple(words))


def _list_verbs(claim: Claim, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Verbs that state an effect, finite and bare, with the claim's own."""
    parts = claim.phrases.parts.get(language) if claim.phrases is not None else None
    own = (parts, parts.no_difference, parts.opposite) if parts is not None else ()
    bare = {p.infinitive for p in own if p is not None}
    # A short one ('has', 'is') is an auxiliary of other verbs too: 'no trial has been found'.
    finite = {p.finite for p in own if p is not None and len(p.finite) > _AFTER} - bare
    return (*list_terms("effects", language), *sorted(finite)), list_terms("effects_base", language)


def match_words(words: Collection[str], clause: str) -> Iterator[re.Match[str]]:
    """Where any of `words` stands in a clause, the longest first; an asterisk is any ending."""
    if words:
        yield from _compile_words(tuple(words)).finditer(clause)


@lru_cache(maxsize=512)
def _compile_words(words: tuple[str, ...]) -> re.Pattern[str]:
    listed = _join(tuple(sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)


def _mask(sentence: str, language: str) -> str:
    """The sentence without words that only look like verbs of effect: 'no cure', 'stop taking'."""
    other = _compile("no_effect", language)
    return other.sub("…", sentence) if other is not None else sentence


def _part(clause: str, start: int, length: int) -> tuple[str, str]:
    return clause[:start], clause[start + length :]


def has_words(group: str, text: str, language: str) -> bool:
    """Whether a text has a word of a group of the catalogue (`prose.*`)."""
    words = _compile(group, language)
    return words is not None and words.search(text) is not None


def _is_stated(before: str, after: str, form: str, language: str) -> bool:
    """Whether a verb between two parts of its clause is stated: under no question, denial or doubt, or beside words
    that take a doubt away again ('certainly', 'has been shown to')."""
    if _is_asked(before, after, language) or _is_denied(before, after, language):
        return False
    near = " ".join(after.split()[:_AFTER])
    if _is_sure(f"{before} … {near}", language):
        return True
    hedged = has_words("hedges", before, language) or has_words("hedges", _cut(after, language), language)
    modal = _compile("modals", language)
    doubts = list(modal.finditer(before)) if modal is not None else []
    if form == "bare":
        last = before.split()[-2:]
        return not (hedged or doubts or not before.strip() or has_words("to", " ".join(last), language))
    # 'may be bought and eases': a modal governs an infinitive; a finite verb only through 'it may be that'.
    return not (hedged or (doubts and has_words("that", before[doubts[0].end() :], language)))


def _cut(after: str, language: str) -> str:
    """So much after a verb as a doubt may stand in: 'eases it and may be bought' doubts another verb."""
    joins = _compile("joins", language)
    near = " ".join(after.split(",")[0].split()[:_AFTER])
    return joins.split(near)[0] if joins is not None else near


def _is_sure(text: str, language: str) -> bool:
    pattern, denial = _compile("sure", language), _compile("denies", language)
    for match in pattern.finditer(text) if pattern is not None else ():
        if denial is None or not denial.search(" ".join(text[: match.start()].split()[-_AFTER:])):
            return True
    return False


def _is_asked(before: str, after: str, language: str) -> bool:
    """Whether a verb stands in a question: 'uncertain whether it eases', 'whether it eases is uncertain'."""
    for group in ("asks_freely", "asks_where_unknown"):
        pattern = _compile(group, language)
        for match in pattern.finditer(before) if pattern is not None else ():
            asked = before[match.end() :]
            unknown = before[: match.start()] + " … " + after
            open_to = group == "asks_freely" or bool(
                find_words(unknown, "very_uncertain", language) or has_words("needs.very_low", unknown, language)
            )
            if open_to and not _is_complete(asked, language):
                return True
    return False


def _is_complete(asked: str, language: str) -> bool:
    """Whether a question ends before the verb does: 'how much and the tablet eases'."""
    amounts, joins = _list(("asks_amount",), language), _list(("joins",), language)
    return bool(amounts) and re.match(rf"\s+(?:{amounts})\s*(?:,|\s(?:{joins or ','})\s)", asked, re.I) is not None


def _is_denied(before: str, after: str, language: str, *, reach: int | None = 4) -> bool:
    """Whether a verb is denied: 'does not ease', 'no trial shows that it eases', 'that it eases is not shown'."""
    false = _compile("denies_not", language)
    said = false.sub("…", before) if false is not None else before
    if reach is None:
        return has_words("denies", said, language)
    joins, that = _compile("joins", language), _compile("that", language)
    near = joins.split(" ".join(said.split()[-reach:]))[-1] if joins is not None else said
    if has_words("denies", near, language):
        return True
    if that is None:
        return False
    through = list(that.finditer(said))
    if through and has_words("denies", joins.split(said[: through[-1].start()])[-1] if joins else said, language):
        return True
    return bool(that.match(said.strip())) and has_words("denies", after, language)


# ---------------------------------------------------------------- how many


@cache
def _numbers(language: str) -> dict[str, int]:
    """Word -> number: 'two=2' of the catalogue."""
    pairs = (term.split("=") for term in list_terms("numbers", language))
    return {word.strip(): int(number) for word, number in pairs}


@cache
def _counting(group: str, language: str) -> re.Pattern[str] | None:
    things, words = list_terms(group, language), _numbers(language)
    if not things:
        return None
    spelled = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    number = rf"{_DIGITS}|(?<![\w-])(?:{spelled})" if spelled else _DIGITS
    between = r"(?:\s+(?!(?:of|av|and|och|to|till)\s)[^\W\d]+){0,2}" if group != "people" else ""
    return re.compile(rf"({number}){between}\s+(?:{_join(things)})(?!\w)", re.IGNORECASE)


def list_counts(text: str, group: str, language: str) -> Iterator[Counted]:
    """Numbers of `people`, `trials` or `studies` in a text: '97 people', 'two small trials', '1 234 personer'.

    Counts of trials and studies are left alone in a sentence that tells of a review: they are those of the review.
    """
    pattern = _counting(group, language)
    if pattern is None:
        return
    reviews, rough = _compile("reviews", language), _compile("rough", language)
    for sentence in split_sentences(text):
        if group != "people" and reviews is not None and reviews.search(sentence):
            continue
        for match in pattern.finditer(sentence):
            said = match[1]
            if rough is not None and rough.search(" ".join(sentence[: match.start()].split()[-1:])):
                continue  # 'fewer than 120 people' names no number that anybody has
            known = _numbers(language).get(said.casefold())
            yield Counted(match[0], known if known is not None else int(re.sub(r"\D", "", said)))


def find_only(text: str, language: str) -> str | None:
    """The words that call a trial the only one; None where there are none, or where a review is told of."""
    pattern, reviews = _compile("only_trial", language), _compile("reviews", language)
    for sentence in split_sentences(text):
        if pattern is not None and (found := pattern.search(sentence)) and not (reviews and reviews.search(sentence)):
            return found[0]
    return None
