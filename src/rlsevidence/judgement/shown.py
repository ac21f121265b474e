"""What the results of a study with an interval show for a claim: on which side, and whether it matters. Pure.

Where groups were compared, a change within one of them shows nothing more: it would have come without treatment too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ..model import Claim, Evidence, Result, Study
from ..synthesis.effects import RATIOS
from ..synthesis.result_effects import NoEffect, compute_effect, read_groups
from .asserted import find_asserted
from .contrary import KINDS
from .signs import BETTER, CLEAR, OPEN, WORSE, Sign, has_strange_words, read_interval, read_sign

COMPARED = frozenset({"between-arms", "association"})
ASSOCIATION = "association"
SMALL_RATIO = 1.25
"""A risk, odds or hazard no more than this many times the other, nor less than one such part of it, matters little.
GRADE guidelines 6, J Clin Epidemiol 2011;64:1283, takes a quarter more or less as what matters; this is a bit less."""
SMALL_STANDARD = 0.2
"""Standard deviations below which a difference matters little, where nothing else is set. Ours."""
SMALL_SHARE = 0.02
"""Difference of two shares of people below which it matters little that more fared better. Ours."""
SMALL_CORRELATION = 0.1
"""Correlation below which it matters little: Cohen, Statistical Power Analysis, 1988, calls 0.1 small."""
LOOSE = frozenset({"RD", "r"})
"""Measures whose small effects bear no benefit out, and are no proof of none: a hundredth of many people is many."""


@dataclass(frozen=True)
class Shown:
    """One effect with its interval, on the logarithm for ratios: above 0 is better where `aligned`, else as reported.

    `room`: the smallest effect that matters on that scale; None where nobody can tell. `is_open`: that the result as a
    whole (`read_sign`) leaves open on which side it is. `is_own_room`: that the room is that of its own deviations.
    """

    kind: str
    outcome: str
    measure: str
    aligned: bool
    value: float
    low: float
    high: float
    room: float | None = None
    is_open: bool = False
    is_own_room: bool = False

    @property
    def is_loose(self) -> bool:
        """Whether a small effect bears no benefit out, and is no proof of none."""
        return self.is_own_room or self.measure in LOOSE

    @property
    def side(self) -> int:
        """The sign of all that the interval holds; 0 where it takes in no effect, or another number speaks against."""
        if self.is_open:
            return 0
        return 1 if self.low > 0 else -1 if self.high < 0 else 0

    @property
    def is_nothing(self) -> bool:
        """Whether no effect that matters is left, either way. Where a share of people fare worse that is never so, nor
        where the room is the study's own."""
        if (self.measure == "RD" or self.is_own_room) and self.side < 0:
            return False
        return self.room is not None and -self.room < self.low and self.high < self.room

    def is_told_either_way(self, claim: Claim) -> bool:
        """Whether an association, which may be told either way round, is what the claim says: then no sign tells."""
        return claim.kind == self.kind == ASSOCIATION

    def turn(self, claim: Claim) -> int | None:
        """1 where what is better supports a claim that takes a side, -1 where what is worse does; None where the sign
        tells nothing: nobody says which way is better, or it may be told either way."""
        if not self.aligned or self.is_told_either_way(claim):
            return None
        return -1 if find_asserted(claim) == "harm" else 1

    def bears_out(self, claim: Claim) -> bool:
        """Whether this may be told as showing what a claim says that takes a side: wholly on its side, and not too
        small to matter. Where nobody says which side is better it shows none.

        An interval that takes in no effect shows no side, whatever its measure and however much room it leaves.
        """
        if self.is_nothing or not self.side:
            return False
        if self.is_told_either_way(claim):
            return True
        return self.turn(claim) == self.side


def list_shown_by(study: Study, claim: str, evidence: Evidence | None = None) -> tuple[Shown, ...]:
    """The results of `study` for `claim` that have an interval: comparisons, or changes where nothing was compared.

    Without `evidence` no room for what matters is looked up.
    """
    found = []
    for result in study.results:
        if claim not in result.claims or result.kind not in KINDS | {ASSOCIATION}:
            continue
        effect, interval = compute_effect(study, result), read_interval(study, result)
        if isinstance(effect, NoEffect) or interval is None:
            continue
        value, low, high = interval
        if result.better == "lower":
            value, low, high = -value, -high, -low
        room = find_room(evidence, result.outcome, effect.measure) if evidence else None
        own_room = find_own_room(study, result) if evidence and room is None and effect.measure == "MD" else None
        if room is not None and effect.measure == "RD" and is_in_percent(result, *interval):
            room *= 100
        aligned = result.better in ("higher", "lower")
        is_open = read_sign(study, result) == OPEN
        found.append(
            Shown(
                result.kind,
                result.outcome,
                effect.measure,
                aligned,
                value,
                low,
                high,
                own_room if room is None else room,
                is_open,
                own_room is not None,
            )
        )
    return tuple(s for s in found if s.kind in COMPARED) or tuple(found)


def list_signs(study: Study, claim: Claim) -> tuple[Sign, ...]:
    """What the results of `study` for `claim` say that have no interval: comparisons, or what there is without any.

    Of an association that is the claim no sign tells: then a difference is CLEAR, whichever way.
    """
    used = [r for r in study.results if claim.id in r.claims]
    compared = [r for r in used if r.kind in COMPARED]
    ours = WORSE if find_asserted(claim) == "harm" else BETTER
    found = []
    for result in used:
        if compared and result.kind == "before-after":
            continue
        if read_interval(study, result) is not None and result.kind in KINDS | {ASSOCIATION}:
            continue
        sign = read_sign(study, result)
        either = claim.kind == ASSOCIATION and not (study.is_randomised and result.kind in KINDS)
        if not either and sign == ours and result.estimate is None and has_strange_words(study, result):
            sign = OPEN  # what is not understood goes against a tag at most
        found.append(CLEAR if either and isinstance(sign, int) else sign)
    return tuple(found)


def find_room(evidence: Evidence, outcome: str, measure: str) -> float | None:
    """The smallest effect that matters, on the scale of `measure` (the logarithm for ratios)."""
    if measure in RATIOS:
        return math.log(SMALL_RATIO)
    small = {"SMD": SMALL_STANDARD, "RD": SMALL_SHARE, "r": SMALL_CORRELATION}
    if measure in small:
        return small[measure]
    return find_smallest_change(evidence, outcome)


def find_own_room(study: Study, result: Result) -> float | None:
    """SMALL_STANDARD of the study's own standard deviations, where it prints them for both groups."""
    groups = read_groups(result, study)
    if groups is None:
        return None
    one, other = groups[0]
    room = SMALL_STANDARD * math.sqrt((one.sd**2 + other.sd**2) / 2)
    return room if room > 0 else None


def is_in_percent(result: Result, *ends: float) -> bool:
    """Whether a difference of shares is in per cent: by its unit, or since no share differs by more than 1."""
    unit = (result.unit or "").casefold()
    return any(abs(x) > 1 for x in ends) or "%" in unit or "percent" in unit or "per cent" in unit


def find_smallest_change(evidence: Evidence, outcome: str) -> float | None:
    """The smallest change that matters, as the protocol sets it for an outcome; None where it sets no number."""
    for o in evidence.protocol.outcomes:
        if o.outcome == outcome and isinstance(o.smallest_change_that_matters, (int, float)):
            return float(o.smallest_change_that_matters)
    return None


def find_opposed(studies: Iterable[Study], claim: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """(ids, ids) of studies with an interval wholly on one side, and on the other; None where there is one side.

    Where nobody says which way is better, only signs for the same outcome are held against each other.
    """
    sides: dict[str, tuple[list[str], list[str]]] = {}
    for study in studies:
        for one in list_shown_by(study, claim):
            if one.side:
                ours = sides.setdefault("" if one.aligned else one.outcome, ([], []))[one.side < 0]
                if study.id not in ours:
                    ours.append(study.id)
    return next(((tuple(a), tuple(b)) for a, b in sides.values() if a and b), None)
