"""The ranker for one sitting: texts are weighed once, the order is learnt anew as decisions come. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .ranker import Ranked, explain_score, learn, weigh_words

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

    def learn(self, labels: Mapping[str, bool]) -> Learnt | None:
        """What `labels` (record id -> let in) teach; None where there is nothing to learn from: no record let in, or
        none left out."""
        import numpy as np
        from threadpoolctl import threadpool_limits

        labels = {r: hit for r, hit in labels.items() if r in self._place}
        if len(set(labels.values())) < 2:
            return None
        matrix, terms = self._weighed
        known = matrix[[self._place[r] for r in labels]]
        # Threads that wait for each other on systems this small cost far more than they bring on a busy machine.
        with threadpool_limits(1):
            weights, offset = learn((known @ known.T).toarray(), np.array(list(labels.values())))
        return Learnt(matrix, terms, self._place, np.asarray(known.T @ weights).ravel(), offset)


class Learnt:
    """One state of the ranker: a weight for each term, and an offset."""

    def __init__(
        self, matrix: Any, terms: list[str], place: Mapping[str, int], model: np.ndarray, offset: float
    ) -> None:
        self._matrix, self._terms, self._place, self._model, self._offset = matrix, terms, place, model, offset

    def rank(self, waiting: Iterable[str]) -> tuple[Ranked, ...]:
        """`waiting`, best first, those of one score in the order that they come in; their words are not looked up."""
        import numpy as np

        records = list(waiting)
        if not records:
            return ()
        rows = self._matrix[[self._place[r] for r in records]]
        scores = np.asarray(rows @ self._model).ravel() + self._offset
        return tuple(Ranked(records[i], float(scores[i]), ()) for i in np.argsort(-scores, kind="stable"))

    def explain(self, record: str) -> tuple[str, ...]:
        """The words that raise a record most."""
        return explain_score(self._matrix[self._place[record]], self._model, self._terms)


def due(decided: int, learnt: int) -> bool:
    """Whether to learn anew, `learnt` decisions having been learnt from the last time."""
    return decided - learnt >= max(1, learnt // EVERY)
