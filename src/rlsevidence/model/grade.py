"""How the steps of GRADE add up. The one place where they do: for what people decided and for what rules propose.

Source: the GRADE handbook (Schünemann et al., 2013), section 5: randomised evidence starts high, other evidence low,
five domains take steps down, three give steps up, the floor is very low and the ceiling high.
"""

from __future__ import annotations

from collections.abc import Iterable

from .decisions import CERTAINTY_LEVELS, Certainty

GRADE_UPGRADES = ("large_effect", "dose_response", "opposing_confounding")
RATINGS = ("established", "accepted", "contested", "unsupported")
"""How well founded a claim is that GRADE does not rate, best first."""


def rank_word(word: str | None) -> int:
    """Place of a level or a rating on one ladder of four, from 0; nothing to rate stands on the lowest."""
    if word is None:
        return 0
    return CERTAINTY_LEVELS.index(word) if word in CERTAINTY_LEVELS else len(RATINGS) - 1 - RATINGS.index(word)


def add_levels(starts_at: str, down: Iterable[int], up: Iterable[int] = ()) -> str:
    """The level that a start ('high' or 'low') and steps down and up give, between very_low and high."""
    start = 3 if starts_at == "high" else 1
    return CERTAINTY_LEVELS[max(0, min(3, start - sum(down) + sum(up)))]


def add_steps(certainty: Certainty) -> str:
    """The level that the start and the steps of a judgement give; never above the start without upgrades."""
    return add_levels(
        certainty.starts_at or "low",
        (step.steps for step in (certainty.downgrades or {}).values()),
        (step.steps for step in (certainty.upgrades or {}).values()),
    )
