"""The queue of one person: what waits, in the order that decisions teach, with a few drawn at random. Pure.

Where lists hide records (see `estimate.needs_draws`), chance alone orders all that nobody has opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from .learner import EXPLORE, Learner, Learnt
from .ranker import Ranked, mix

SEED = 1
"""Of what is drawn at random. One for all: chance has to be repeatable, not secret."""


@dataclass(frozen=True)
class Queue:
    """`order`: the records that wait; `drawn`: those of them that chance put there; `learnt`: how many decisions the
    order was learnt from, None where there was nothing to learn from yet; `sample`: the records that chance alone has
    ordered, first in the queue."""

    order: tuple[str, ...] = ()
    drawn: frozenset[str] = frozenset()
    learnt: int | None = None
    sample: frozenset[str] = frozenset()
    _models: Mapping[str, Learnt] = field(default_factory=dict)

    def explain(self, record: str) -> tuple[str, ...]:
        """The words that raise a record most; empty where its place was not learnt."""
        model = self._models.get(record)
        return model.explain(record) if model else ()


def order_queue(
    learner: Learner | None,
    labels: Mapping[str, bool],
    fresh: Sequence[str],
    second: Sequence[str] = (),
    *,
    done: int = 0,
) -> Queue:
    """First `fresh`, which nobody has decided, by all `labels` (record id -> let in); then `second`, which only others
    have.

    Those are ordered without any decision on one of themselves, so that no place tells what somebody else thought of
    it. Where there is nothing to learn from, records stay as they come. `done`: how many this person has decided, so
    that the places for chance come round.
    """
    blind = {r: hit for r, hit in labels.items() if r not in set(second)}
    ranked: list[Ranked] = []
    models: dict[str, Learnt] = {}
    for group, known in ((fresh, labels), (second, blind)):
        model = learner.learn(known) if learner and group else None
        ranked += model.rank(group) if model else [Ranked(r, 0.0, ()) for r in group]
        if model:
            models |= dict.fromkeys(group, model)
    mixed = mix(ranked, EXPLORE if models else 0.0, SEED, done)
    drawn = frozenset(r.id for r in mixed if r.random)
    return Queue(tuple(r.id for r in mixed), drawn, len(labels) if models else None, _models=models)


def draw_queue(sample: Collection[str], rest: Sequence[str], *, learnt: int) -> Queue:
    """All of `sample` in an order of chance, then `rest` as it comes. `learnt`: how many decisions there were.

    The order is one for all people and moments, and does not move when records leave it: so nobody can draw again, and
    what is read from the top is drawn without return from what is left.
    """
    return Queue((*sorted(sample, key=_cast), *rest), learnt=learnt, sample=frozenset(sample))


def _cast(record: str) -> str:
    return hashlib.sha256(f"{SEED}/{record}".encode()).hexdigest()


__all__ = ["Queue", "draw_queue", "order_queue"]
