"""Whether a sentence takes back what it repeats: denies it, dates it, or discredits those who say it. Pure.

'It was once thought that X', 'X, but they are wrong' and 'it is a myth that X' hold the words of X and do not say X. No
verdict of support is lent to them. A cue counts where what it is said of holds the words of the claim: 'X, but that it
cures everything is a myth' does say X.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from .lexicon import read_lexicon
from .terms import compile_terms, fold, list_words, small_words

SUPPORT = ("supported", "supported_with_limits", "understated")
"""Verdicts that hold a sentence to say what its claim says, or less."""
SHARE = 0.4
"""How many of the claim's words must stand in what a cue is said of, of those the sentence shares with it. Ours."""


def takes_back(text: str, words: Collection[str], doubts: bool) -> bool:
    """Whether the sentence denies, dates or discredits the claim that it shares `words` with.

    `words`: in small letters, without the names of the topic; empty where a claim is known by its whole sentence.
    `doubts`: whether it was weighed as one that says itself that nobody knows; then a doubt takes nothing back.
    """
    folded = fold(text)
    groups = ("denied", "dated") if doubts else ("denied", "dated", "doubted")
    return any(
        _is_said_of(folded, match, words)
        for name in groups
        for match in _find(name).finditer(folded)
        if not _is_spared(folded, match)
    )


@cache
def _find(name: str) -> re.Pattern[str]:
    lexicon = read_lexicon("discredit")
    terms = list(lexicon[name]["terms"])
    for word in ("belief", "held"):
        joined = "(?:" + "|".join(lexicon[word]["terms"]) + ")"
        terms = [term.replace(word.upper(), joined) for term in terms]
    return compile_terms(terms)


@cache
def _before() -> re.Pattern[str]:
    """What spares a cue, ending where it begins."""
    return re.compile(r"(?<!\w)(?:" + "|".join(read_lexicon("discredit")["spared"]["terms"]) + ")")


def _is_spared(text: str, match: re.Match[str]) -> bool:
    """Whether what stands before the cue, in its own clause, turns it round or speaks of those who say otherwise."""
    start = _start_of_clause(text, match.start())
    clause = text[start : _end_of_clause(text, match.end())]
    return bool(_find("otherwise").search(clause) or _before().search(text[start : match.start()]))


def _is_said_of(text: str, match: re.Match[str], words: Collection[str]) -> bool:
    """Whether the words of the claim stand in what the cue is said of."""
    target = _find_target(text, match)
    wanted = [word for word in words if word in text]
    if not target or not wanted:
        return bool(target)
    return sum(word in target for word in wanted) >= SHARE * len(wanted)


def _find_target(text: str, match: re.Match[str]) -> str:
    """What the cue is said of: what follows it, what is told of a belief before it, or what has been said so far.

    Empty where its clause speaks of something else: 'but the label may be wrong'.
    """
    end = _end_of_clause(text, match.end())
    rest = text[match.end() : end]
    onward = _find("onward")
    start = _start_of_clause(text, match.start())
    before = text[start : match.start()]
    # ', a myth that spreads': what stands beside a sentence is said of it.
    held = bool(_find("held").search(match[0]) and rest.strip())
    beside = (
        start > 0
        and not held
        and _points(before)
        and not (_find("pointing").search(before) or _find("clause").search(before))
    )
    if beside:
        return text
    if onward.search(match[0][-6:].strip()) or onward.search(" ".join(rest.split()[:5])):
        return rest
    if held:
        return match[0] + rest  # 'once thought dangerous'
    told = list(_told().finditer(text, 0, match.start()))
    if told and not _points(text[told[-1].end() : match.start()]):
        return text[told[-1].start() : match.start()]
    if start > 0:
        if _find("others").search(before) and not _find("pointing").search(before):
            return ""
        return text if _points(before) or _find("sayer").search(before) or _find("pointing").search(before) else ""
    turn = _find("turn").search(text, match.end())
    return text[: turn.start()] if turn else text


def _points(text: str) -> bool:
    """Whether a stretch names nothing of its own: small words, and adverbs."""
    small = small_words("en") | small_words("sv")
    return all(word in small or word.endswith("ly") or _find("clause").fullmatch(word) for word in list_words(text))


@cache
def _told() -> re.Pattern[str]:
    """'the idea that', 'the claim that'."""
    belief = "|".join(read_lexicon("discredit")["belief"]["terms"])
    return re.compile(rf"(?<!\w)(?:{belief}) (?:that|att|om att|of) ")


def _start_of_clause(text: str, at: int) -> int:
    """Where the clause that holds the place begins."""
    cuts = [m.end() for m in re.finditer(r"[,;:–—(] ?|\. ", text[:at])]
    cuts += [m.start() for m in _find("clause").finditer(text, 0, at)]
    return max(cuts, default=0)


def _end_of_clause(text: str, at: int) -> int:
    """Where the clause that holds the place ends; enumerations of what is said stay in it."""
    found = [m.start() for m in re.finditer(r"[,;:–—)] |[.!?]", text) if m.start() >= at]
    turn = re.search(r"(?<!\w)(?:but|however|yet|although|though|men|dock|fast|även om|trots att)(?!\w)", text[at:])
    return min([*found, *([at + turn.start()] if turn else []), len(text)])
