"""Whether a question of doubt asks the claim itself, or moves the doubt to something beside it. Pure.

'It is very uncertain whether it eases it faster than tea' takes for granted that it eases. What compares, limits, puts
one time or manner against another, or denies, is therefore no doubt of the claim, and after the last word on the claim
nothing may follow but whom it is for and what was studied. The words stand in each language's catalogue
(`prose.clause.*`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from .prose_words import compile_group, has_words, join_groups

_ASIDE = ("clause.compares", "clause.narrows", "clause.manner")
_VERBS = ("effects", "effects_base", "clause.verbs")
_BARE = 4
"""So many words at most are a bare answer to a question."""


def split_asked(asked: str, language: str) -> list[str]:
    """The questions that 'whether' puts, without what keeps each open: 'it eases it, and whether it …', '… or stops
    it'."""
    joins, then = join_groups(("joins",), language), join_groups(("clause.asks", *_VERBS), language)
    open_to = _leave_open(asked, language)
    return re.split(rf",?\s(?:{joins})\s+(?=(?:{then})(?!\w))", open_to, flags=re.IGNORECASE)


def asks_aside(asked: str, after: str, is_closed: Callable[[str], bool], language: str) -> bool:
    """Whether `asked`, what follows on 'whether' (see `split_asked`), asks something beside the claim; `after` is the
    end of it that stands after the last word on the claim. `is_closed` tells whether a text has only words on what was
    studied."""
    asked, after = _cut_next(asked, language), _cut_next(after, language)
    if any(has_words(group, asked, language) for group in _ASIDE):
        return True
    if has_words("denies", asked, language):
        return True
    whom = compile_group("clause.whom", language)
    met = whom.search(after) if whom is not None else None
    left, joins = after[: met.start()] if met is not None else after, compile_group("clause.besides", language)
    return not is_closed(left) or (joins is not None and joins.search(left) is not None)


def _cut_next(text: str, language: str) -> str:
    """A text as far as ', and …' begins something else: 'and the price varies', but not 'and faster than tea'."""
    joins = join_groups(("joins", "clause.reasons"), language)
    for match in re.finditer(rf",\s+(?:{joins})\s+", text, re.IGNORECASE):
        rest = text[match.end() :]
        first = " ".join(rest.split()[:2])
        opens = join_groups(("clause.opens",), language)
        how = any(has_words(group, first, language) for group in _ASIDE) or re.match(rf"(?:{opens})\s", rest, re.I)
        if not how or has_words("clause.too", first, language):
            return text[: match.start()]
    return text


def _leave_open(text: str, language: str) -> str:
    """A text without what keeps a question open: 'or not', 'better or worse', 'than placebo'."""
    either = join_groups(("clause.either", "clause.excludes_than"), language)
    return re.sub(rf"(?<!\w)(?:{either})(?!\w)", " ", text, flags=re.IGNORECASE) if either else text


def list_answered(sentences: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """Each question with the next sentence, where that is a bare answer: a few words without a verb, or a yes."""
    yes = join_groups(("clause.answers",), language)
    for question, answer in pairwise(sentences):
        if not question.rstrip().endswith("?"):
            continue
        bare = len(answer.split()) <= _BARE or (yes and re.match(rf"(?:{yes})(?!\w)", answer, re.IGNORECASE))
        if bare and not answer.rstrip().endswith("?"):
            yield question, answer


__all__ = ["asks_aside", "list_answered", "split_asked"]
