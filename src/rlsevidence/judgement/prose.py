"""What a sentence that people wrote says of how sure it is: read by words of each language. Pure.

The words stand in the catalogues (`prose.*`), so that a further language brings its own. What cannot be decided is left
alone: a word of doubt that stands over a clause of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from ..language import keep_answers
from ..model import CERTAINTY_LEVELS, Claim
from .prose_words import compile_group, has_words, join_groups, join_terms, list_terms, match_words, split_sentences
from .strength import find_words
from .wording import RANK, allow_level

_AFTER = 3
"""So many words after the verb may a word of doubt stand and still take it back: 'lindrar kanske'."""
_NEAR = 2
"""So many words before a doubt may what takes it away stand: 'not very uncertain', 'was still very uncertain'."""


def find_lacking(text: str, level: str, language: str) -> tuple[str, ...]:
    """The words of which the first sentence, which makes the claim, must hold one at this level; empty where it does.

    High certainty needs none, and neither does a language without words of its own. The doubt of the lowest level must
    stand: 'not very uncertain', 'only for children very uncertain', 'was very uncertain' and a question say that
    there is none.
    """
    needed = compile_group(f"needs.{level}", language)
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
    false, trials = compile_group("denies_not", language), compile_group("only_trial", language)
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
    return re.compile(rf"(?<!\w)(?:{join_terms(words)})(?!\w)", re.IGNORECASE), owner


def find_other_level(text: str, levels: Collection[str], language: str, *, reasons: bool = False) -> str | None:
    """The first words in a text that only a level of certainty uses which is none of `levels`.

    `reasons`: the text argues and does not state, so 'probably' may stand over anything in it and says no level.
    """
    known = _levels(language)
    free = compile_group("needs.moderate", language) if reasons else None
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
    back = compile_group("takes_back", language)
    for word in find_words(text, "strong", language):
        after = text[text.find(word) + len(word) :].split()[:1]
        if back is None or not back.search(" ".join(after)):
            return word
    return None


def find_proof(text: str, language: str) -> str | None:
    """The first words anywhere in a text that call the claim proven or a cure, but for those that are denied."""
    pattern, back = compile_group("proves", language), compile_group("takes_back", language)
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
    pattern = compile_group("sure", language)
    for match in pattern.finditer(text) if pattern is not None else ():
        if not _is_denied(*_part(text, match.start(), len(match[0])), language):
            return match[0]
    return None


def find_plain_verb(text: str, claim: Claim, level: str, language: str) -> str | None:
    """The first verb of effect, the claim's own or any other, that the text states with no doubt over it; None else.

    The doubt must govern it in the same clause: a question before it ('whether'), a modal verb before its infinitive
    ('may'), an adverb before or right after it ('perhaps'). High certainty needs none.
    """
    if compile_group(f"needs.{level}", language) is None:
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
    if stated is not None or level != "very_low" or compile_group("needs.very_low", language) is None:
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


@keep_answers(4096)
def find_advice(text: str, level: str, language: str) -> str | None:
    """The first words that tell people to take what so little speaks for, with no doubt over them; None else.

    'Very uncertain. Everyone should take it': where certainty is low or very low a recommendation is firmer than the
    level, however doubtful the sentence beside it is. One that is asked, denied or only possible is none.
    """
    if level not in ("low", "very_low"):
        return None
    other, commands = compile_group("no_advice", language), join_groups(("commands",), language)
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


@keep_answers(4096)  # every rule on what a text says begins here
def split_clauses(sentence: str, language: str) -> tuple[str, ...]:
    """The clauses over which no doubt of another one stands: 'but', 'although' and the like begin a new one."""
    turns, begins = join_groups(("turns",), language), join_groups(("begins",), language)
    joins = join_groups(("joins",), language)
    marks = [r"[;:()–—?!]", r"\s-\s", r"\.\s"]
    if turns:
        marks.append(rf"(?<!\w)(?:{turns})(?!\w)")
    if begins:
        # ', it eases' and ', and it eases' state something of their own.
        marks.append(rf",\s+(?:(?:{joins})\s+)?(?=(?:{begins})\s)" if joins else rf",\s+(?=(?:{begins})\s)")
    parts = (part.strip() for part in re.split("|".join(marks), sentence, flags=re.IGNORECASE))
    return tuple(part for part in parts if part)


def _list_verbs(claim: Claim, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Verbs that state an effect, finite and bare, with the claim's own."""
    parts = claim.phrases.parts.get(language) if claim.phrases is not None else None
    own = (parts, parts.no_difference, parts.opposite) if parts is not None else ()
    bare = {p.infinitive for p in own if p is not None}
    # A short one ('has', 'is') is an auxiliary of other verbs too: 'no trial has been found'.
    finite = {p.finite for p in own if p is not None and len(p.finite) > _AFTER} - bare
    return (*list_terms("effects", language), *sorted(finite)), list_terms("effects_base", language)


def _mask(sentence: str, language: str) -> str:
    """The sentence without words that only look like verbs of effect: 'no cure', 'stop taking'."""
    other = compile_group("no_effect", language)
    return other.sub("…", sentence) if other is not None else sentence


def _part(clause: str, start: int, length: int) -> tuple[str, str]:
    return clause[:start], clause[start + length :]


def _is_stated(before: str, after: str, form: str, language: str) -> bool:
    """Whether a verb between two parts of its clause is stated: under no question, denial or doubt, or beside words
    that take a doubt away again ('certainly', 'has been shown to')."""
    if _is_asked(before, after, language) or _is_denied(before, after, language):
        return False
    near = " ".join(after.split()[:_AFTER])
    if _is_sure(f"{before} … {near}", language):
        return True
    hedged = has_words("hedges", before, language) or has_words("hedges", _cut(after, language), language)
    modal = compile_group("modals", language)
    doubts = list(modal.finditer(before)) if modal is not None else []
    if form == "bare":
        last = before.split()[-2:]
        return not (hedged or doubts or not before.strip() or has_words("to", " ".join(last), language))
    # 'may be bought and eases': a modal governs an infinitive; a finite verb only through 'it may be that'.
    return not (hedged or (doubts and has_words("that", before[doubts[0].end() :], language)))


def _cut(after: str, language: str) -> str:
    """So much after a verb as a doubt may stand in: 'eases it and may be bought' doubts another verb."""
    joins = compile_group("joins", language)
    near = " ".join(after.split(",")[0].split()[:_AFTER])
    return joins.split(near)[0] if joins is not None else near


def _is_sure(text: str, language: str) -> bool:
    pattern, denial = compile_group("sure", language), compile_group("denies", language)
    for match in pattern.finditer(text) if pattern is not None else ():
        if denial is None or not denial.search(" ".join(text[: match.start()].split()[-_AFTER:])):
            return True
    return False


def _is_asked(before: str, after: str, language: str) -> bool:
    """Whether a verb stands in a question: 'uncertain whether it eases', 'whether it eases is uncertain'."""
    for group in ("asks_freely", "asks_where_unknown"):
        pattern = compile_group(group, language)
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
    amounts, joins = join_groups(("asks_amount",), language), join_groups(("joins",), language)
    return bool(amounts) and re.match(rf"\s+(?:{amounts})\s*(?:,|\s(?:{joins or ','})\s)", asked, re.I) is not None


def _is_denied(before: str, after: str, language: str, *, reach: int | None = 4) -> bool:
    """Whether a verb is denied: 'does not ease', 'no trial shows that it eases', 'that it eases is not shown'."""
    false = compile_group("denies_not", language)
    said = false.sub("…", before) if false is not None else before
    if reach is None:
        return has_words("denies", said, language)
    joins, that = compile_group("joins", language), compile_group("that", language)
    near = joins.split(" ".join(said.split()[-reach:]))[-1] if joins is not None else said
    if has_words("denies", near, language):
        return True
    if that is None:
        return False
    through = list(that.finditer(said))
    if through and has_words("denies", joins.split(said[: through[-1].start()])[-1] if joins else said, language):
        return True
    return bool(that.match(said.strip())) and has_words("denies", after, language)
