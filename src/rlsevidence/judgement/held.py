"""What a pooled result shows: which of its intervals is held against no effect and against what matters. Pure.

Knapp and Hartung's interval takes its width from the spread between the trials. Between two there is one difference,
so Student's t has one degree of freedom (12.7 for 95 %): two equal trials, each of them clear, get an interval that
neither has (Roever, Knapp & Friede, BMC Med Res Methodol 2015;15:99; Jackson et al., Stat Med 2017;36:3923). A second
trial that agrees must not make an answer less certain, so where trials agree (I2 below 50 %) that interval costs no
more than the gravest of the common-effect interval and the trials' own. Of two trials whose own intervals lie wholly on
one side, or leave no room for what matters, that holds however they differ in size, which is charged under
inconsistency: their spread is one difference. The rule is ours.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..language.reasons import Said, because
from ..model import Claim, Evidence, Study
from ..synthesis.claim_pool import MIXED, PooledClaim, pool_claim
from .shown import find_room, find_smallest_change

SPREAD = 50.0
"""I2, in per cent, from which trials differ by more than chance: GRADE guidelines 7 calls 50 to 90 substantial."""
Found = tuple[int, Said | None]


def lies_on_one_side(pool: PooledClaim) -> bool:
    """Whether every trial's own interval lies wholly on the same side of no effect; False where nobody can tell."""
    if pool.better == MIXED:
        return False
    return all(low > 0 for low, _ in pool.own) or all(high < 0 for _, high in pool.own)


def charge_interval(evidence: Evidence, pool: PooledClaim) -> tuple[int, tuple[Said, ...]]:
    """Steps that the interval of a group of results costs in precision, with the reasons; none where it costs none."""
    smallest = find_smallest_change(evidence, pool.outcome)
    steps, why = _charge(pool.low, pool.high, smallest, pool.measure)
    if steps and _is_artefact(evidence, pool):
        instead = [_charge(*ends, smallest, pool.measure) for ends in (pool.common, *pool.own)]
        found, other = max(instead, key=lambda one: one[0])
        if found < steps:
            told = because("reason.imprecision.few", k=len(pool.own), measure=pool.measure)
            return found, (told,) if other is None else (other, told)
    return steps, () if why is None else (why,)


def _charge(low: float, high: float, smallest: float | None, measure: str) -> Found:
    if low <= 0 <= high:  # an interval that ends at no effect takes it in
        if smallest and low < -smallest and high > smallest:
            return 2, because("reason.imprecision.both_ways", measure=measure, smallest=smallest)
        return 1, because("reason.imprecision.crosses", measure=measure)
    if smallest and abs(low) < smallest < abs(high):
        return 1, because("reason.imprecision.small", measure=measure, smallest=smallest)
    return 0, None


def _is_artefact(evidence: Evidence, pool: PooledClaim) -> bool:
    """Whether the pooled interval may be wide only because the trials are few, and not because they differ."""
    if pool.pooled is None:
        return False
    if pool.pooled.i2 < SPREAD:
        return True
    room = find_room(evidence, pool.outcome, pool.scale)
    nothing = room is not None and all(-room < low and high < room for low, high in pool.own)
    return len(pool.own) == 2 and (nothing or lies_on_one_side(pool))


def bear_out(evidence: Evidence, claim: Claim, studies: Iterable[Study], direction: str) -> bool:
    """Whether studies that each show `direction` (benefit or harm) show it together, as one study would have to.

    Many small trials of which every interval takes in no effect may each leave room for what matters, and none of it
    together: then their number is all that speaks, and votes are no result. True where nothing can be pooled.
    """
    pools = pool_claim(studies, claim.id)
    wanted = 1 if direction == "benefit" else -1
    return not pools or any(_shows(evidence, pool, wanted) for pool in pools)


def _shows(evidence: Evidence, pool: PooledClaim, wanted: int) -> bool:
    room = find_room(evidence, pool.outcome, pool.scale)
    if room is not None and -room < pool.low and pool.high < room:
        return False
    if lies_on_one_side(pool):
        return True
    if pool.better not in ("higher", "lower"):  # nobody says which way is better
        return not pool.low <= 0 <= pool.high
    return min(pool.low * wanted, pool.high * wanted) > 0


__all__ = ["SPREAD", "bear_out", "charge_interval", "lies_on_one_side"]
