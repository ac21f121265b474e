"""What somebody with a library should read first: in the order of what the reading could change. Pure.

A study of which only an abstract was read may turn out to say something else, or nothing; what would move is tried by
leaving it out. A study that is known and unread is tried with every stance, whatever is told of it. What could move
is held against the verdict that stands, a person's where one counts: a proposal that only comes to what people have
decided already, or stays on the far side of it, changes nothing for anybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from ..decisions import Settled, settle
from ..model import CERTAINTY_LEVELS
from ..model.grade import rank_word
from ..tagging.todos import weigh_claims
from .departures import find_counting, find_pending
from .proposals import propose
from .unread import try_unread
from .what_if import Effect, Verdict, compare_verdicts, leave_out


@dataclass(frozen=True)
class FirstReading:
    """One thing to read. `kind`: study (read as less than the full text) or unread (known only from others).

    `records`: where it is to be found; `claims` rest on it, or would; `moves`: what would change if it fell away, or
    said something else, from the verdict that stands.
    """

    id: str
    kind: str
    read: str
    records: tuple[str, ...]
    claims: tuple[str, ...]
    moves: tuple[Effect, ...]
    n: int | None


def changes_scale(effect: Effect) -> bool:
    """Whether a claim would be rated by GRADE in place of a basis, or the other way: no step up or down."""
    return (effect.before[0] in CERTAINTY_LEVELS) != (effect.after[0] in CERTAINTY_LEVELS)


def find_standing(settled: Settled, claim: str) -> Verdict:
    """The verdict that stands: a person's where it counts, else the rules' proposal. KeyError without such a claim."""
    proposal = propose(settled, claim)
    certainty = find_counting(settled, claim, find_pending(settled, claim, proposal))
    if certainty is None:
        return proposal.verdict
    word = certainty.overall or (certainty.basis.rating if certainty.basis else None)
    return word, certainty.direction.finding if certainty.direction else proposal.direction


def hold_against(standing: Verdict, effect: Effect) -> Effect | None:
    """The effect as a move of the verdict that stands; None where the proposal moves towards it and not beyond."""
    words = (effect.before[0], effect.after[0], standing[0])
    word = standing[0] if _is_between(*words) else effect.after[0]
    sides = (effect.before[1], standing[1])
    direction = standing[1] if effect.after[1] in sides else effect.after[1]
    after = (word, direction)
    return None if after == standing else replace(effect, before=standing, after=after)


def _is_between(was: str | None, now: str | None, stands: str | None) -> bool:
    """Whether a proposal that came from `was` to `now` has not gone past what stands, nor anywhere else."""
    if now in (was, stands):
        return True
    if None in (was, now, stands) or len({w in CERTAINTY_LEVELS for w in (was, now, stands)}) > 1:
        return False
    low, high = sorted((rank_word(was), rank_word(stands)))
    return low <= rank_word(now) <= high


def list_first_readings(settled: Settled, today: dt.date) -> tuple[FirstReading, ...]:
    """Everything worth reading in full, first what could move most: headline claims before others, then by people.

    What could only change its scale stands after what could move on one, and before what moves nothing.
    """
    evidence = settled.evidence
    headline = set(evidence.protocol.headline_claims)

    weigh = partial(weigh_claims, headline)

    standing = {claim: find_standing(settled, claim) for claim in evidence.claims}

    def hold(effects: Iterable[Effect]) -> list[Effect]:
        return [held for e in effects if e.moved and (held := hold_against(standing[e.claim], e)) is not None]

    claims_of: dict[str, list[str]] = {}
    for certainty in evidence.certainty.values():
        for study in certainty.body:
            claims_of.setdefault(study, []).append(certainty.claim)
    found = []
    for name, claims in claims_of.items():
        known = evidence.studies.get(name)
        if known is None or known.read == "full-text":
            continue
        without = settle(leave_out(evidence, [name]))
        moves = tuple(hold(compare_verdicts(settled, without, claims=sorted(claims))))
        found.append(
            FirstReading(name, "study", known.read, known.reports, tuple(sorted(claims)), moves, known.population.n)
        )
    for one in evidence.unread.values():
        tried = hold(e for t in try_unread(settled, one, today) for e in t.effects)
        moves = tuple({e.claim: e for e in tried}.values())
        where = (one.title, *one.told_by) if one.title else one.told_by
        found.append(FirstReading(one.id, "unread", "second-hand", where, one.claims, moves, one.n))

    def place(one: FirstReading) -> tuple[int, int, int, int, str]:
        moved = weigh(e.claim for e in one.moves if not changes_scale(e))
        return -moved, -weigh(e.claim for e in one.moves), -weigh(one.claims), -(one.n or 0), one.id

    return tuple(sorted(found, key=place))
