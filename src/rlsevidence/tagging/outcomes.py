"""Which way is better for an outcome, by the names it holds. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from ..model import OutcomeWords
from .lexicon import read_lexicon

NO_WORDS = OutcomeWords()


@cache
def _outcomes(named: OutcomeWords) -> Mapping[str, re.Pattern[str]]:
    more = {"bad": named.lower, "good": named.higher}
    return {
        side: re.compile(r"(?<!\w)(?:" + "|".join([*entry["terms"], *more[side]]) + r")(?!\w)", re.I)
        for side, entry in read_lexicon("outcomes.toml").items()
    }


@lru_cache(maxsize=1024)
def find_better(outcome: str, named: OutcomeWords = NO_WORDS) -> str | None:
    """'higher' or 'lower': which way is better for an outcome, by the names it holds; None when no name is known.

    `named`: the topic's names beside those that hold for any health article.
    """
    longest = {side: sum(len(m[0]) for m in pattern.finditer(outcome)) for side, pattern in _outcomes(named).items()}
    if longest["good"] == longest["bad"]:
        return None
    return "higher" if longest["good"] > longest["bad"] else "lower"
