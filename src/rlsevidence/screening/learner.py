"""The ranker for one sitting: texts are weighed once, the order is learnt anew as decisions come. Pure.

Two people screen each for themselves. A record that only somebody else has decided waits for this person, and its place
must not tell what the other thought: its score comes from what would have been learnt without it, which the
least-squares machine gives in closed form (Cawley & Talbot, Neural Networks 2004;17:1467).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .ranker import Ranked, bordered, explain_score, labels_to_signs, mix, weigh_words

if TYPE_CHECKING:
    import numpy as np

EXPLORE = 0.1
"""The share of places that go to records drawn at random."""
EVERY = 60
"""Decisions up to which each is learnt from at once; after that it is learnt anew when a sixtieth more is decided."""


class Learner:
    """`texts`: record id -> title and abstract, of all records of the review."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)
        self._place = {record: i for i, record in enumerate(self._texts)}

    @cached_property
    def _weighed(self) -> tuple[Any, list[str]]:
        return weigh_words(list(self._texts.values()))

    def rank(
        self, labels: Mapping[str, bool], waiting: Sequence[str], *, seed: int = 1, start: int = 0
    ) -> tuple[Ranked, ...]:
        """`waiting` in the order that `labels` teach, best first, one in ten drawn at random; empty where there is
        nothing to learn from (no record let in, or none left out).

        A record of `waiting` that stands in `labels` is scored without its own. `start`: how many were read before, so
        that the places for chance come round.
        """
        import numpy as np

        labels = {r: hit for r, hit in labels.items() if r in self._place}
        if len(set(labels.values())) < 2 or not waiting:
            return ()
        matrix, _ = self._weighed
        known = matrix[[self._place[r] for r in labels]]
        truth = np.array(list(labels.values()))
        system = bordered((known @ known.T).toarray(), truth)
        signs = np.append(labels_to_signs(truth), 0.0)
        asked = [r for r in waiting if r in labels]
        inverse = np.linalg.inv(system) if asked else None
        solved = np.linalg.solve(system, signs) if inverse is None else inverse @ signs
        weights, offset = solved[:-1], float(solved[-1])
        model = np.asarray(known.T @ weights).ravel()
        scores = dict(zip(waiting, self._score(waiting, model, offset), strict=True))
        if inverse is not None:
            scores.update(leave_one_out(list(labels), asked, signs, weights, inverse))
        order = sorted(range(len(waiting)), key=lambda i: (-scores[waiting[i]], i))
        self._model = model
        ranked = [Ranked(waiting[i], scores[waiting[i]], ()) for i in order]
        return mix(ranked, EXPLORE, seed, start)

    def _score(self, records: Sequence[str], model: np.ndarray, offset: float) -> list[float]:
        import numpy as np

        matrix, _ = self._weighed
        return [float(s) for s in np.asarray(matrix[[self._place[r] for r in records]] @ model).ravel() + offset]

    def explain(self, record: str) -> tuple[str, ...]:
        """The words that raise a record most in what was learnt last; empty before anything has been."""
        model = getattr(self, "_model", None)
        if model is None:
            return ()
        matrix, terms = self._weighed
        return explain_score(matrix[self._place[record]], model, terms)


def leave_one_out(
    labelled: Sequence[str], asked: Collection[str], signs: np.ndarray, weights: np.ndarray, inverse: np.ndarray
) -> dict[str, float]:
    """Record -> its score in the machine learnt without it: y_i - a_i / (C^-1)_ii."""
    wanted = set(asked)
    return {
        record: float(signs[i] - weights[i] / inverse[i, i]) for i, record in enumerate(labelled) if record in wanted
    }


def due(decided: int, learnt: int) -> bool:
    """Whether to learn anew, `learnt` decisions having been learnt from the last time."""
    return decided - learnt >= max(1, learnt // EVERY)
