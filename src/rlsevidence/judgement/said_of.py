"""What each clause of a text says of its claim, and whether low or very low certainty lets it. Pure.

It does not ask which words are too firm, of which there is no end, but which clauses may speak of the claim at all:
the doubt of it, what was studied, and caution; at low certainty also what a word of possibility governs. Any other
clause that names what is taken or done together with what it is to act on is refused, whatever its verb. The forms
stand in each language's catalogue (`prose.clause.*`); a language without them judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..language import keep_answers
from ..model import Claim
from .asked_said import asks_aside, list_answered, split_asked
from .claim_names import (
    ACTED,
    SHORT,
    THING,
    Names,
    compile_plain,
    is_closed,
    list_names,
    names_acted,
    names_any,
    names_both,
    names_thing,
)
from .prose_words import compile_group, has_words, join_groups, list_terms, match_words, split_sentences

LEVELS = ("low", "very_low")
HARM = "harm"
"""A kind of claim that itself is caution: what may be held against it is only a word of benefit."""
_NEAR = 3
"""So many words before a doubt or a possibility may stand what takes it away: 'no longer very uncertain'."""


def find_said(text: str, claim: Claim, level: str, language: str) -> str | None:
    """The first clause of a text that says more of its claim than the level lets; None where none does."""
    if level not in LEVELS or compile_group("clause.doubts", language) is None:
        return None
    names = list_names(claim, language)
    for question, answer in list_answered(split_sentences(text), language):
        if _is_answered(question, answer, claim, names, language):
            return f"{question} {answer}".rstrip(" .!")
    sentences = [*_list_sentences(text, language)]
    for sentence in sentences:
        # 'Dreamgrass: evening unease.' states nothing with a verb, and says it all the same.
        if len(sentence.split()) <= SHORT and is_closed(sentence, names, language) and names_both(sentence, names):
            return sentence.rstrip(" .!")
    units = [unit for sentence in sentences for unit in _split(sentence, language)]
    clauses = [clause for unit in units for clause in unit]
    doubted = any(_is_doubt(clause, names, language) or _is_unshown(clause, language) for clause in clauses)
    asked = False
    for unit in units:
        open_to, was_asked = False, asked
        for clause in unit:
            asked = _is_asked(clause, names, language, after=asked)
            open_to = open_to or asked
            if not (asked or _is_let(clause, claim, names, level, language, doubted=doubted)):
                return clause
            # Beside its doubt 'it' is the thing itself: 'uncertain whether it eases, and still it outdoes the rest'.
            if (was_asked or open_to) and not asked and claim.kind != HARM and _acts(clause, language):
                return clause
            # 'Whether there is anybody whom it fails': what hangs on a question may take its answer for granted too.
            hangs = open_to and not asked and names_thing(clause, names, language)
            if hangs and has_words("clause.presumed", clause, language):
                return clause
            # 'Whether it eases so quickly', 'until morning': what is short and hangs on it only says how.
            if open_to and not asked and len(clause.split()) <= _NEAR and has_words("clause.manner", clause, language):
                return clause
        # 'Those who take it sleep': the two sides stand in two clauses, of which one hangs on the other.
        whole = " ".join(unit)
        if len(unit) > 1 and not (open_to or _is_let(whole, claim, names, level, language, doubted=doubted)):
            return whole
    return None


def _is_answered(question: str, answer: str, claim: Claim, names: Names, language: str) -> bool:
    """Whether a question and its answer say together what neither says alone: 'Evening unease? Dreamgrass.'"""
    doubts = compile_group("clause.doubts", language)
    if _is_unshown(answer, language) or has_words("denies", answer, language) or (doubts and doubts.search(answer)):
        return False
    if has_words("clause.answers", answer, language) and _speaks(question, claim, names, language):
        return True
    return names_thing(answer, names, language) and names_acted(question, names, language)


def leave_doubts_out(text: str, claim: Claim, level: str, language: str) -> str:
    """A text without the clauses that are the doubt of the claim itself; the sentences stay as many as they were."""
    if compile_group("clause.doubts", language) is None:
        return text
    names, asked, said = list_names(claim, language), False, []
    for sentence in _list_sentences(text, language):
        clauses, kept = [clause for unit in _split(sentence, language) for clause in unit], []
        for clause in clauses:
            asked = _is_asked(clause, names, language, after=asked)
            governed = level == "low" and _is_governed(clause, claim, names, language)
            kept += [] if asked or governed else [clause]
        # A number stands for a sentence that was nothing but doubt: which sentence is the first matters.
        said.append(sentence if len(kept) == len(clauses) else ("; ".join(kept) or "0") + ".")
    return " ".join(said)


def _is_asked(clause: str, names: Names, language: str, *, after: bool) -> bool:
    """Whether a clause is a doubt, or the second question of the one before it: 'whether it eases, and whether …'."""
    if _is_doubt(clause, names, language):
        return True
    return after and _begins_question(clause, language) and not _presumes(clause, names, language)


# ---------------------------------------------------------------- clauses


def _list_sentences(text: str, language: str) -> Iterator[str]:
    """Sentences and lines of a list, without words that only look like an effect and without open questions."""
    other, opens = compile_group("no_effect", language), join_groups(("clause.questions",), language)
    for line in text.splitlines():
        for sentence in split_sentences(other.sub("…", line) if other is not None else line):
            asked = sentence.endswith("?") and re.match(rf"(?:{opens})(?!\w)", sentence, re.IGNORECASE)
            # 'Does it help?' leaves it open; 'do you know how well it helps?' does not.
            if (
                not asked
                or sum(map(len, _split(sentence, language))) > 1
                or has_words("clause.presumed", sentence, language)
            ):
                yield sentence


@lru_cache(maxsize=1024)
def _split(sentence: str, language: str) -> tuple[tuple[str, ...], ...]:
    """The clauses of a sentence, those together that hang on one another; one that stands within another (', which …,'
    or in brackets) comes after it."""
    within: list[str] = []

    def take(match: re.Match[str]) -> str:
        within.append(match[0].strip(" ,()"))
        return " "

    who = join_groups(("clause.relative",), language)
    outer = re.sub(rf"\([^()]*\)|,\s+(?:{who})\s[^,;:.]*,", take, sentence, flags=re.IGNORECASE)
    breaks, asks = join_groups(("clause.breaks",), language), join_groups(("clause.asks",), language)
    soft = join_groups(("clause.soft",), language)
    marks = rf"[;:–—!?]|\s-\s|^\s*-\s|\.\s|\.$|(?<!\w)(?:{breaks})(?!\w)"
    hangs = rf"(?<!\w)(?!(?:{asks})(?!\w))(?:{soft})(?!\w)"
    units = [
        re.split(hangs, own, flags=re.IGNORECASE)
        for piece in (outer, *within)
        for part in re.split(marks, piece, flags=re.IGNORECASE)
        for spliced in _split_spliced(part, language)
        for own in _split_joined(spliced, language)
    ]
    stripped = (tuple(p.strip(" ,.…") for p in unit if p.strip(" ,.…")) for unit in units)
    return tuple(unit for unit in stripped if unit)


def _split_spliced(part: str, language: str) -> list[str]:
    """', it …' begins a clause of its own, but not after what only opens one: 'in a small study, people …'."""
    begins, opens = join_groups(("clause.begins",), language), join_groups(("clause.opens",), language)
    if opens and re.match(rf"\s*(?:{opens})\s", part, re.IGNORECASE):
        return [part]
    return re.split(rf",\s+(?=(?:{begins})\s)", part, flags=re.IGNORECASE) if begins else [part]


def _split_joined(part: str, language: str) -> list[str]:
    """', and …' states something of its own, but within a question, where it may join what is asked."""
    joins, asks = join_groups(("joins",), language), compile_group("clause.asks", language)
    asked = asks is not None and asks.search(part)
    return [part] if asked or not joins else re.split(rf",\s+(?:{joins})\s", part, flags=re.IGNORECASE)


# ---------------------------------------------------------------- what a clause says


def _list_well(claim: Claim, language: str) -> tuple[str, ...]:
    """Words that state an effect by themselves: the claim's own verb, and those of the language."""
    parts = claim.phrases.parts.get(language) if claim.phrases is not None else None
    own = {parts.finite, parts.infinitive} if parts is not None and claim.kind != HARM else set()
    # A short one ('has', 'is') is an auxiliary of other verbs too.
    own = {w for w in own if len(w) > _NEAR and not compile_plain(language).fullmatch(w)}
    return (*sorted(own), *_list_effects(language))


@keep_answers(64)
def _list_effects(language: str) -> tuple[str, ...]:
    groups = ("effects", "effects_base", "effects_after_modal", "clause.well", "clause.firm")
    return tuple(word for group in groups for word in list_terms(group, language))


def _find_well(clause: str, claim: Claim, language: str) -> re.Match[str] | None:
    return next(match_words(_list_well(claim, language), clause), None)


def _speaks(clause: str, claim: Claim, names: Names, language: str) -> bool:
    """Whether a clause says something of what the claim is about: it names both sides, or an effect."""
    both = names_thing(clause, names, language) and names_acted(clause, names, language)
    return (both and claim.kind != HARM) or _find_well(clause, claim, language) is not None


# ---------------------------------------------------------------- what may be said


def _is_doubt(clause: str, names: Names, language: str) -> bool:
    """Whether a clause is the doubt itself: 'it is very uncertain whether …', 'whether … is not known', or a doubt
    with nothing beside it but what was studied. What stands around it may hold no other word than such."""
    doubts, asks = compile_group("clause.doubts", language), compile_group("clause.asks", language)
    for match in doubts.finditer(clause) if doubts is not None and asks is not None else ():
        before, after = clause[: match.start()], clause[match.end() :]
        begun = asks.match(before) if asks is not None else None
        if begun is not None:
            near = " ".join(before.split()[-_NEAR:])
            asked = before[begun.end() :]
            if is_closed(after, names, language) and not has_words("clause.undoes", near, language):
                return not _presumes(asked, names, language)
            continue
        if not is_closed(before, names, language) or _is_undone(before, language):
            continue
        question = asks.search(after) if asks is not None else None
        if question is None:
            return is_closed(after, names, language)
        if is_closed(after[: question.start()], names, language):
            return not _presumes(after[question.end() :], names, language)
    return False


def _begins_question(clause: str, language: str) -> bool:
    asks, joins = join_groups(("clause.asks",), language), join_groups(("joins",), language)
    return bool(re.match(rf"(?:(?:{joins})\s+)?(?:{asks})(?!\w)", clause, re.IGNORECASE))


def _is_undone(before: str, language: str) -> bool:
    return has_words("clause.undoes", " ".join(before.split()[-_NEAR:]), language)


def _presumes(asked: str, names: Names, language: str) -> bool:
    """Whether a question takes the answer for granted: whether anything else eases it, whether one can be without."""
    # 'Whether other things than X ease it' doubts a claim that is not about X.
    others = match_words(list_terms("clause.excludes", language), asked)
    beside = any(names_thing(_take(asked[m.start() :]), names, language) for m in others)
    if beside or has_words("clause.presumed", asked, language):
        return True
    for own, mark in names.own:
        asked = re.sub(rf"(?<!\w){re.escape(own)}(?!\w)", f" {mark} ", asked, flags=re.IGNORECASE)
    return any(
        asks_aside(
            one, _list_after(one, names, language), lambda text: is_closed(text, names, language, names.told), language
        )
        for one in split_asked(asked, language)
    )


def _list_after(asked: str, names: Names, language: str) -> str:
    """What stands in a question after the last word on the claim: its object, what is taken where that comes later, or
    the verb where the object is left out; empty where the question has none of them."""
    words = [(m.end(), m[0]) for m in re.finditer(rf"[{THING}{ACTED}]|[^\W_]+(?:-[^\W_]+)*", asked)]
    ends = [end for end, word in words if word == ACTED]
    ends = ends or [end for end, word in words if names_acted(word, names, language)]
    things = [end for end, word in words if word == THING or names_any(names.thing, word)]
    if ends and not any(end < max(ends) for end in things):
        ends += things
    ends = ends or [m.end() for m in match_words(_list_effects(language), asked)]
    return asked[max(ends) :] if ends else ""


def _take(text: str) -> str:
    """The first words of a text, as far as a comma: what 'other than' goes with."""
    return " ".join(re.split(r",", text)[0].split()[: _NEAR + 2])


def _is_governed(clause: str, claim: Claim, names: Names, language: str) -> bool:
    """Whether a word of possibility stands over all that a clause says of the claim: before its verb, in its own
    clause, and not denied ('not just possible')."""
    for match in match_words(list_terms("clause.hedges", language), clause):
        before, after = clause[: match.start()], clause[match.end() :]
        # The month, 'not only possible', and 'could not ask for more', which is no possibility.
        turned = match[0].casefold() in list_terms("clause.able", language) and has_words(
            "denies", _first(after), language
        )
        if turned or (match[0].istitle() and before.strip()) or _is_undone(before, language):
            continue
        well = _find_well(after, claim, language)
        own = _find_verb(clause, claim, language)
        inverted = own is not None and own.end() <= match.start() and names_acted(after, names, language)
        if _states(before, claim, names, language) and not inverted:
            continue
        first = min((m.start() for m in (well, _find_acted(after, names, language)) if m is not None), default=None)
        if first is None:
            first = len(after) if names_thing(after, names, language) else None
        if first is not None and not _is_parted(after[:first], names, language):
            return True
    return False


def _first(text: str) -> str:
    return "".join(text.split()[:1])


def _find_verb(clause: str, claim: Claim, language: str) -> re.Match[str] | None:
    parts = claim.phrases.parts.get(language) if claim.phrases is not None else None
    return next(match_words((parts.finite,), clause), None) if parts is not None else None


def _states(before: str, claim: Claim, names: Names, language: str) -> bool:
    well = _find_well(before, claim, language)
    return well is not None or (names_any(names.thing, before) and names_any(names.acted, before))


def _find_acted(text: str, names: Names, language: str) -> re.Match[str] | None:
    for word in re.finditer(r"[^\W\d_]+", text):
        if names_acted(word[0], names, language):
            return word
    return None


def _is_parted(between: str, names: Names, language: str) -> bool:
    """Whether what stands between a possibility and the effect takes it out of its reach: 'may be bought and …',
    'maybe you know that …'."""
    joins = compile_group("joins", language)
    if joins is not None and joins.search(between):
        return True
    that = compile_group("clause.that", language)
    for match in that.finditer(between) if that is not None else ():
        before, after = between[: match.start()], between[match.end() :]
        # An infinitive may follow the same word: what begins a clause is whom it is about.
        if not is_closed(before, names, language) and _begins_named(after, names, language):
            return True
    # 'As far as one may say, it works': what stands before the comma is another clause.
    before, comma, after = between.rpartition(",")
    return bool(comma and before.strip(" ,")) and _begins_named(after, names, language)


def _begins_named(text: str, names: Names, language: str) -> bool:
    return names_thing(" ".join(text.split()[:_NEAR]), names, language)


def _list_forbidden(clause: str, language: str) -> Iterator[re.Match[str]]:
    """What a clause begins by forbidding or advising to ask, alone or after what it holds for: 'if …, do not take'."""
    forbids = join_groups(("clause.forbids",), language)
    begins = join_groups(("clause.begins", "joins"), language)
    yield from re.finditer(rf"(?:^|,\s+)(?:(?:{begins})\s+)?(?:{forbids})(?!\w)", clause, re.IGNORECASE)


def _acts(clause: str, language: str) -> bool:
    """Whether a clause begins with 'it' and a verb of its own, which is none of those that tell facts beside."""
    joins = join_groups(("clause.begins", "joins", "clause.leads"), language)
    for match in match_words(list_terms("clause.subjects", language), clause):
        lead = clause[: match.start()].strip()
        if lead and not re.fullmatch(rf"(?:(?:{joins})(?:\s+|$))+", lead, re.IGNORECASE):
            continue
        if not any(has_words("clause.facts", word, language) for word in match[0].split()):
            return True
    return False


def _tells_who(clause: str, names: Names, language: str) -> bool:
    """Whether a clause tells that people take or do it: 'some people with the condition take it'."""
    who, take = join_groups(("clause.takers",), language), compile_group("clause.takes", language)
    if take is None or not re.match(rf"(?:{who})(?!\w)", clause, re.IGNORECASE):
        return False
    return any(names_thing(" ".join(clause[m.end() :].split()[:2]), names, language) for m in take.finditer(clause))


def _is_unshown(clause: str, language: str) -> bool:
    """Whether a clause says that nothing was shown: 'no trial shows …', 'it proves nothing'."""
    unshown = compile_group("clause.unshown", language)
    denied = unshown.search(clause) if unshown is not None else None
    return denied is not None and not _is_undone(clause[: denied.start()], language)


def _is_let(clause: str, claim: Claim, names: Names, level: str, language: str, *, doubted: bool) -> bool:
    """Whether a clause says nothing of the claim, or nothing but caution, that nothing was shown, or what was studied;
    at low certainty also what a word of possibility governs."""
    if not _speaks(clause, claim, names, language) or _is_unshown(clause, language):
        return True
    if level == "low" and _is_governed(clause, claim, names, language):
        return True
    cautions = [*match_words(list_terms("clause.cautions", language), clause), *_list_forbidden(clause, language)]
    for match in cautions:
        # 'Do not stop' and 'take none' tell what to leave undone: the next word is no effect.
        rest = re.sub(r"^\s*\w+", "", clause[match.end() :])
        if _find_well(rest, claim, language) is None and _find_well(clause[: match.start()], claim, language) is None:
            return True
    well = _find_well(clause, claim, language)
    if well is None and (has_words("clause.studied", clause, language) or _tells_who(clause, names, language)):
        return True
    # What small studies saw, told as such beside the doubt of it, and not as how things are.
    reports, limited = compile_group("clause.reports", language), has_words("clause.limited", clause, language)
    told = reports.search(clause) if reports is not None else None
    if not (doubted and limited and told is not None):
        return False
    if well is None:
        return True
    now = (*list_terms("effects", language), *list_terms("clause.firm", language))
    present = next(match_words(now, clause), None) or _find_verb(clause, claim, language)
    return told.start() < well.start() and present is None


__all__ = ["find_said", "leave_doubts_out"]
