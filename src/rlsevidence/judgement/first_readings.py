"""What somebody with a library should read first: in the order of what the reading could change. Pure.

A study of which only an abstract was read may turn out to say something else, or nothing; what would move is tried by
leaving it out. A study that is known and unread is tried as it is told, as null, and as the opposite.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ..decisions import Settled, settle
from ..model import CERTAINTY_LEVELS
from .unread import try_unread
from .what_if import Effect, compare_verdicts, leave_out


@dataclass(frozen=True)
class FirstReading:
    """One thing to read. `kind`: study (read as less than the full text) or unread (known only from others).

    `records`: where it is to be found; `claims` rest on it, or would; `moves`: what would change if it fell away, or
    said something else.
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


def list_first_readings(settled: Settled, today: dt.date) -> tuple[FirstReading, ...]:
    """Everything worth reading in full, first what could move most: headline claims before others, then by people.

    A change of scale alone does not count in the order.
    """
    evidence = settled.evidence
    headline = set(evidence.protocol.headline_claims)

    def weigh(claims: Iterable[str]) -> int:
        return sum(3 if c in headline else 1 for c in set(claims))

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
        moves = tuple(e for e in compare_verdicts(settled, without, claims=sorted(claims)) if e.moved)
        found.append(
            FirstReading(name, "study", known.read, known.reports, tuple(sorted(claims)), moves, known.population.n)
        )
    for one in evidence.unread.values():
        tried = [e for t in try_unread(settled, one, today) for e in t.effects if e.moved]
        moves = tuple({e.claim: e for e in tried}.values())
        where = (one.title, *one.told_by) if one.title else one.told_by
        found.append(FirstReading(one.id, "unread", "second-hand", where, one.claims, moves, one.n))

    def place(one: FirstReading) -> tuple[int, int, int, str]:
        moved = weigh(e.claim for e in one.moves if not changes_scale(e))
        return -moved, -weigh(one.claims), -(one.n or 0), one.id

    return tuple(sorted(found, key=place))
