"""The choices that another reviewer could defend, and the protocol's own. What-if changes them one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

OPTIONS: dict[str, tuple[Any, ...]] = {
    "convention": ("design", "robins-i"),
    "directness": ("direct-first", "direct-only", "all"),
    "uncontrolled": (True, False),
    "second_hand": (True, False),
    "high_risk": (True, False),
    "weigh": ("people", "studies"),
    "information_size": (400, 800),
}
"""Choice -> what may be chosen, the protocol's own first."""


@dataclass(frozen=True)
class Choices:
    """How the rules build and weigh a body of evidence. The defaults are the protocol's.

    - convention: `design` starts high with randomised comparisons and else low; ROBINS-I then does not charge
      confounding again. `robins-i` starts high when every study without randomisation has a ROBINS-I appraisal, which
      then counts in full (GRADE guidelines 18, J Clin Epidemiol 2019;111:105). The two are never both applied.
    - directness: `direct-first` takes indirect studies in only when none is direct.
    - uncontrolled, second_hand, high_risk: whether such studies stay in the body.
    - weigh: whether a risk of bias weighs by people or by studies.
    - information_size: people needed before precision is enough (GRADE guidelines 6: 400 as a rule of thumb for means;
      800 has 80 % power for 0.2 standard deviations).
    """

    convention: str = "design"
    directness: str = "direct-first"
    uncontrolled: bool = True
    second_hand: bool = True
    high_risk: bool = True
    weigh: str = "people"
    information_size: int = 400


PROTOCOL = Choices()


def list_universes() -> tuple[Choices, ...]:
    """Every combination of defensible choices, the protocol's first."""
    return tuple(Choices(**dict(zip(OPTIONS, values, strict=True))) for values in product(*OPTIONS.values()))
