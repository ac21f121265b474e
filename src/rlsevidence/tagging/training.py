"""Training and honest scoring of the small linear models: cross-validation by group, calibration, plain measures.

Used by the benchmark script and its tests, never by the review itself; the weights that it yields ship as numbers.
Everything here is deterministic and needs numpy only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from .linear import LinearModel, confide

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Recipe:
    """How one model is made: its classes, the penalty of `fit`, and how much more the rows of a class count."""

    classes: tuple[str, ...]
    penalty: float
    emphasis: Mapping[str, float]


@dataclass(frozen=True)
class Scores:
    """Measures of predictions. `calibration_error`: mean gap between confidence and accuracy over ten equal bins.

    `surest_half`: accuracy on the half with the highest confidence. `by_class`: class -> (precision, recall, F1).
    `confusion`: (truth, prediction) -> how many.
    """

    n: int
    accuracy: float
    macro_f1: float
    surest_half: float
    calibration_error: float
    by_class: Mapping[str, tuple[float, float, float]]
    confusion: Mapping[tuple[str, str], int]


def fit(
    rows: Sequence[Mapping[str, float]],
    labels: Sequence[str],
    classes: Sequence[str],
    *,
    penalty: float,
    emphasis: Mapping[str, float] | None = None,
    steps: int = 300,
) -> LinearModel:
    """Fit a softmax model by accelerated gradient descent on the mean log loss + penalty/2 x squared weights / n.

    Each feature is divided by the root of its spread first, so that rare ones are held back more, and the scale is
    folded back.
    `emphasis` weighs the rows of a class. Deterministic.
    """
    names = sorted({name for row in rows for name in row})
    table = to_matrix(rows, names)
    target = np.array([[float(label == c) for c in classes] for label in labels])
    weight = np.array([(emphasis or {}).get(label, 1.0) for label in labels])
    weight = weight / weight.mean()
    mean, spread = table.mean(axis=0), table.std(axis=0)
    # Full scaling would let a cue that stands in three abstracts weigh as much as one that stands in three hundred.
    spread = np.where(spread < 1e-9, np.inf, spread**0.5)
    x = (table - mean) / spread
    n = len(rows)
    coefficients = np.zeros((x.shape[1], len(classes)))
    bias = np.zeros(len(classes))
    # The largest curvature of the loss bounds the step.
    step = 1.0 / (0.5 * np.linalg.norm(x, 2) ** 2 / n * weight.max() + penalty / n + 0.5)
    ahead, ahead_bias, momentum = coefficients.copy(), bias.copy(), 1.0
    for _ in range(steps):
        residual = (softmax(x @ ahead + ahead_bias) - target) * weight[:, None] / n
        new = ahead - step * (x.T @ residual + penalty / n * ahead)
        new_bias = ahead_bias - step * residual.sum(axis=0)
        following = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = new + (momentum - 1) / following * (new - coefficients)
        ahead_bias = new_bias + (momentum - 1) / following * (new_bias - bias)
        coefficients, bias, momentum = new, new_bias, following
    scaled = coefficients / spread[:, None]
    intercept = bias - mean @ scaled
    return LinearModel(
        tuple(classes),
        tuple(intercept.tolist()),
        {name: tuple(scaled[i].tolist()) for i, name in enumerate(names)},
    )


def fit_confidence(probabilities: Matrix, labels: Sequence[str], classes: Sequence[str]) -> tuple[float, float]:
    """Slope and intercept by which held-out probabilities of the chosen class say how often it is right.

    Logistic regression of 'right' on the log odds, by Newton's method, with a light pull towards (1, 0).
    """
    most = np.clip(probabilities.max(axis=1), 1e-6, 1 - 1e-6)
    right = np.array([classes[i] == x for i, x in zip(probabilities.argmax(axis=1), labels, strict=True)], dtype=float)
    x = np.column_stack([np.log(most / (1 - most)), np.ones(len(most))])
    prior = np.array([1.0, 0.0])

    def loss(line: npt.NDArray[np.float64]) -> float:
        return float((np.logaddexp(0, x @ line) - right * (x @ line)).sum() + ((line - prior) ** 2).sum())

    line = prior
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ line, -500, 500)))
        gradient = x.T @ (p - right) + 2.0 * (line - prior)
        curvature = (x * (p * (1 - p))[:, None]).T @ x + 2.0 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        # A whole step may leap over the minimum, and then ever further away.
        while loss(line - step) > loss(line) and np.abs(step).max() > 1e-9:
            step = step / 2
        line = line - step
    return float(max(line[0], 0.0)), float(line[1])


def make_folds(labels: Sequence[str], groups: Sequence[str], folds: int, seed: int) -> npt.NDArray[np.int64]:
    """The fold of each row; rows of a group stay together, and the first label of each group is spread evenly."""
    first: dict[str, str] = {}
    for group, label in zip(groups, labels, strict=True):
        first.setdefault(group, label)
    random = np.random.default_rng(seed)
    fold: dict[str, int] = {}
    for label in sorted(set(first.values())):
        members = sorted(g for g, own in first.items() if own == label)
        random.shuffle(members)
        fold |= {g: i % folds for i, g in enumerate(members)}
    return np.array([fold[g] for g in groups])


def cross_validate(
    rows: Sequence[Mapping[str, float]],
    labels: Sequence[str],
    groups: Sequence[str],
    recipe: Recipe,
    *,
    folds: int = 10,
    seed: int = 0,
) -> tuple[Matrix, npt.NDArray[np.float64]]:
    """Probabilities of every row from a model that has not seen its group, and the confidence in each choice.

    The line of the confidence is fitted without the fold it is used for.
    """
    fold = make_folds(labels, groups, folds, seed)
    found = np.zeros((len(rows), len(recipe.classes)))
    for number in range(folds):
        train = np.flatnonzero(fold != number).tolist()
        test = np.flatnonzero(fold == number).tolist()
        model = fit(
            [rows[i] for i in train],
            [labels[i] for i in train],
            recipe.classes,
            penalty=recipe.penalty,
            emphasis=recipe.emphasis,
        )
        found[test] = predict_all(model, [rows[i] for i in test])
    confidence = np.zeros(len(rows))
    for number in range(folds):
        others, own = fold != number, fold == number
        line = fit_confidence(found[others], [x for x, o in zip(labels, others, strict=True) if o], recipe.classes)
        confidence[own] = [confide(float(p), line) for p in found[own].max(axis=1)]
    return found, confidence


def train(
    rows: Sequence[Mapping[str, float]], labels: Sequence[str], groups: Sequence[str], recipe: Recipe
) -> LinearModel:
    """The model on all rows, with the line of confidence that held-out predictions ask for."""
    fold = make_folds(labels, groups, 10, 0)
    held = np.zeros((len(rows), len(recipe.classes)))
    for number in range(10):
        learn, test = np.flatnonzero(fold != number).tolist(), np.flatnonzero(fold == number).tolist()
        model = fit([rows[i] for i in learn], [labels[i] for i in learn], recipe.classes,
                    penalty=recipe.penalty, emphasis=recipe.emphasis)  # fmt: skip
        held[test] = predict_all(model, [rows[i] for i in test])
    whole = fit(rows, labels, recipe.classes, penalty=recipe.penalty, emphasis=recipe.emphasis)
    kept = {name: weight for name, weight in whole.weights.items() if max(map(abs, weight)) >= 5e-4}
    return replace(whole, weights=kept, confidence=fit_confidence(held, labels, recipe.classes))


def score(labels: Sequence[str], found: tuple[Matrix, npt.NDArray[np.float64]], classes: Sequence[str]) -> Scores:
    """Measures of what `cross_validate` found against the truth."""
    probabilities, confidence = found
    said = [classes[i] for i in probabilities.argmax(axis=1)]
    return score_labels(labels, said, classes, confidence)


def score_labels(
    labels: Sequence[str],
    said: Sequence[str],
    classes: Sequence[str],
    confidence: npt.NDArray[np.float64] | None = None,
) -> Scores:
    """Measures of bare predictions; without `confidence` the two measures of it are not a number."""
    right = np.array([a == b for a, b in zip(labels, said, strict=True)], dtype=float)
    by_class = {}
    for name in classes:
        both = sum(a == b == name for a, b in zip(labels, said, strict=True))
        true, claimed = list(labels).count(name), list(said).count(name)
        precision, recall = both / claimed if claimed else 0.0, both / true if true else 0.0
        by_class[name] = (precision, recall, 2 * both / (true + claimed) if true + claimed else 0.0)
    confusion: dict[tuple[str, str], int] = {}
    for pair in zip(labels, said, strict=True):
        confusion[pair] = confusion.get(pair, 0) + 1
    half, error = float("nan"), float("nan")
    if confidence is not None:
        order = np.argsort(-confidence, kind="stable")
        half = float(right[order[: max(1, len(order) // 2)]].mean())
        bins = [b for b in np.array_split(order, 10) if len(b)]
        error = float(sum(len(b) * abs(confidence[b].mean() - right[b].mean()) for b in bins) / len(order))
    macro = sum(f for _, _, f in by_class.values()) / len(classes)
    return Scores(len(right), float(right.mean()), macro, half, error, by_class, confusion)


def softmax(scores: Matrix) -> Matrix:
    """Rows of scores -> rows of probabilities."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Matrix = shifted / shifted.sum(axis=1, keepdims=True)
    return result


def to_matrix(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> Matrix:
    """Rows of named values as a table with one column a name, 0 where a row has none."""
    column = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name, value in row.items():
            if name in column:
                table[i, column[name]] = value
    return table


def predict_all(model: LinearModel, rows: Sequence[Mapping[str, float]]) -> Matrix:
    """Probabilities of every row, in the order of the model's classes."""
    names = list(model.weights)
    table = to_matrix(rows, names) @ np.array([model.weights[n] for n in names])
    return softmax(table + np.array(model.intercept))
