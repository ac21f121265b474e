"""How the steps of GRADE add up. The one place where they do: for what people decided and for what rules propose.

Source: the GRADE handbook (Schünemann et al., 2013), section 5: randomised evidence starts high, other evidence low,
five domains take steps down, three give steps up, the floor is very low and the ceiling high.
"""

from __future__ import annotations

from collections.abc import Iterable

from .decisions import CERTAINTY_LEVELS, Certainty

GRADE_UPGRADES = ("large_effect", "dose_response", "opposing_confounding")


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
