"""An order for what nobody has decided, learnt from what they have: words and pairs of words, a linear model. Pure.

The method is that of ASReview's ELAS u4 (asreview.nl, 2025): TF-IDF of words and pairs of words with a linear
classifier in which the few included records weigh as much more as they are fewer. In place of its support vector
machine stands the least-squares one (Suykens & Vandewalle, Neural Processing Letters 1999;9:293): the same linear
score with squared error, solved from the products of the records with each other, so that learning anew after every
decision costs milliseconds. `tests/benchmarks/ranking.py` sets the two side by side.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from .table import Row

if TYPE_CHECKING:
    import numpy as np

RIDGE = 1.0
"""Weight of the penalty beside the squared errors. Ours; flat between 0.3 and 3 on the sets it was tried on."""
SHOWN = 5
"""Words by which a record is said to stand high."""


@dataclass(frozen=True)
class Ranked:
    """One undecided record: `score` (higher: more like what was included; no probability), the `words` that raise it
    most, and whether it was put in at random, so that the queue also learns where it does not look."""

    id: str
    score: float
    words: tuple[str, ...]
    random: bool = False

    def to_plain(self) -> dict[str, Any]:
        return {"id": self.id, "score": round(self.score, 6), "words": list(self.words), "random": self.random}


def need_library() -> None:
    """UsageError that names the extra when scikit-learn is not there."""
    try:
        import sklearn  # noqa: F401
    except ImportError:
        raise UsageError(
            "ranking needs scikit-learn, which is not installed: pip install 'rlsevidence[ranking]'"
        ) from None


def weigh_words(texts: Sequence[str]) -> tuple[Any, list[str]]:
    """TF-IDF of words and pairs of words: a sparse matrix (records x terms, rows of length 1) and the terms."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_df=0.95 if len(texts) > 20 else 1.0)
    try:
        matrix = vectors.fit_transform(texts)
    except ValueError:
        # No record has a word: nothing can be told apart, so all get the same one.
        return TfidfVectorizer(analyzer=lambda _: ["-"]).fit_transform(texts), ["-"]
    return matrix, list(vectors.get_feature_names_out())


def learn(products: np.ndarray, included: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights of the decided records (m,) and an offset, from their products with each other (m x m) and their labels.

    Solves (K + RIDGE * W^-1) a + b = y with sum(a) = 0, where y is 1 or -1 and W weighs an included record by how many
    excluded stand against it.
    """
    import numpy as np

    m = len(included)
    y = np.where(included, 1.0, -1.0)
    share = max(1, int(included.sum()))
    weight = np.where(included, max(1.0, (m - share) / share), 1.0)
    system = np.empty((m + 1, m + 1))
    system[:m, :m] = products
    system[np.arange(m), np.arange(m)] += RIDGE / weight
    system[m, :m] = system[:m, m] = 1.0
    system[m, m] = 0.0
    solved = np.linalg.solve(system, np.append(y, 0.0))
    return solved[:m], float(solved[m])


def rank_undecided(rows: Sequence[Row], *, explore: float = 0.0, seed: int = 1) -> tuple[Ranked, ...]:
    """The undecided rows, best first. `explore`: the share of places (0 to 1) that go to rows drawn at random.

    The order is the same for the same rows and seed. Rows need an included and an excluded one among them
    (`table.need_both`).
    """
    import numpy as np

    matrix, terms = weigh_words([r.text for r in rows])
    decided = np.array([i for i, r in enumerate(rows) if r.included is not None], dtype=int)
    open_ = np.array([i for i, r in enumerate(rows) if r.included is None], dtype=int)
    if not len(open_):
        return ()
    known = matrix[decided]
    weights, offset = learn((known @ known.T).toarray(), np.array([bool(rows[i].included) for i in decided]))
    model = np.asarray(known.T @ weights).ravel()
    scores = np.asarray(matrix[open_] @ model).ravel() + offset
    order = sorted(range(len(open_)), key=lambda i: (-scores[i], int(open_[i])))
    ranked = [Ranked(rows[open_[i]].id, float(scores[i]), explain_score(matrix[open_[i]], model, terms)) for i in order]
    return mix(ranked, explore, seed)


def explain_score(vector: Any, model: np.ndarray, terms: Sequence[str]) -> tuple[str, ...]:
    """The words of one record (a row of the matrix) that raise its score most, at most SHOWN.

    A term that begins or ends with a word such as 'of' says nothing to a reader, nor does one that shares a word with
    one that is named already; both count in the score all the same.
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    shares = ((float(value * model[column]), column) for column, value in zip(vector.indices, vector.data, strict=True))
    named: list[str] = []
    seen: set[str] = set()
    for _, term in sorted(((share, terms[column]) for share, column in shares if share > 0), reverse=True):
        words = term.split()
        if words[0] in ENGLISH_STOP_WORDS or words[-1] in ENGLISH_STOP_WORDS or seen & set(words):
            continue
        named.append(term)
        seen |= set(words)
        if len(named) == SHOWN:
            break
    return tuple(named)


def mix(ranked: Sequence[Ranked], explore: float, seed: int, start: int = 0) -> tuple[Ranked, ...]:
    """Every 1/explore-th place goes to a row drawn at random from those that stand lower.

    `start`: how many have been read before. Places are counted from there, and what is drawn for a place does not
    depend on where the queue is cut, so that an order learnt anew after each decision still comes to them.
    """
    if explore <= 0:
        return tuple(ranked)
    step = max(2, round(1 / explore))
    left, mixed = list(ranked), list[Ranked]()
    while left:
        place = start + len(mixed)
        if place % step == step - 1 and len(left) > 1:
            found = left.pop(random.Random(f"{seed}/{place}").randrange(1, len(left)))
            mixed.append(Ranked(found.id, found.score, found.words, True))
        else:
            mixed.append(left.pop(0))
    return tuple(mixed)
