"""A small linear model over named cues: numbers in a file, a sum one can follow, a probability that was calibrated.

Nothing here needs numpy, which a process that only suggests would wait for as long as for all the rest.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from .once import once

Marks = tuple[str, ...]
Amounts = tuple[tuple[str, float], ...]
_Marked = tuple[tuple[float, ...], tuple[list[tuple[float, str]], ...]]
"""What marks give together: the scores of the classes, and for each the marks that speak most for it."""
_KEPT = 20_000
_Row = tuple[float, float, float, tuple[float, ...]]


@dataclass(frozen=True)
class LinearModel:
    """Softmax over classes: score = intercept + sum of weight x value.

    `weights`: feature -> one number a class, in the order of `classes`. Features that are not listed weigh nothing.
    `confidence`: slope and intercept of the line, on the scale of log odds, from the probability of the chosen class to
    the chance that it is right (Platt 1999), fitted on held-out predictions.
    """

    classes: tuple[str, ...]
    intercept: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]
    confidence: tuple[float, float] = (1.0, 0.0)

    def confide(self, probability: float) -> float:
        """The chance that a choice made with this probability is right."""
        return confide(probability, self.confidence)

    def predict(self, features: Mapping[str, float]) -> dict[str, float]:
        """Class -> what the weights give it. They add up to 1; for the chance to be right see `confide`."""
        scores = self._score_three(features) if len(self.classes) == 3 else self._score(features)
        # Plain arithmetic: for three classes it is several times as fast as arrays.
        most = max(scores)
        powers = [math.exp(x - most) for x in scores]
        whole = sum(powers)
        return {name: p / whole for name, p in zip(self.classes, powers, strict=True)}

    def _score(self, features: Mapping[str, float]) -> list[float]:
        scores = list(self.intercept)
        for name, value in features.items():
            weight = self.weights.get(name)
            if weight is not None and value:
                for i, w in enumerate(weight):
                    scores[i] += value * w
        return scores

    def _score_three(self, features: Mapping[str, float]) -> list[float]:
        """The same sums in the same order, without an inner loop: nearly every model here has three classes."""
        one, two, three = self.intercept
        find = self.weights.get
        for name, value in features.items():
            if value and (weight := find(name)):
                first, second, third = weight
                one += value * first
                two += value * second
                three += value * third
        return [one, two, three]

    def choose(self, features: Mapping[str, float], limit: int = 5) -> tuple[str, float, tuple[str, ...]]:
        """The likeliest class, what the weights give it, and the features that spoke most for it: as `predict` and
        `explain` say, each feature looked up once."""
        if len(self.classes) != 3:
            odds = self.predict(features)
            chosen = max(self.classes, key=lambda name: odds[name])
            return chosen, odds[chosen], tuple(name for name, _ in self.explain(features, chosen, limit))
        find = self._rows.get
        told = [(value, row, name) for name, value in features.items() if value and (row := find(name))]
        one, two, three = self.intercept
        for value, (first, second, third, _), _ in told:
            one += value * first
            two += value * second
            three += value * third
        place, chance = _choose(one, two, three)
        gains = [(-gain, name) for value, row, name in told if (gain := value * row[3][place]) > 0]
        gains.sort()
        return self.classes[place], chance, tuple([name for _, name in gains[:limit]])

    def choose_marked(self, marks: Marks, amounts: Amounts, limit: int = 5) -> tuple[str, float, tuple[str, ...]]:
        """As `choose`, of features that are there (with the value 1) and features with an amount, each once.

        The same marks come back in text after text: what they give together is added up once.
        """
        if len(self.classes) != 3:
            return self.choose({**dict.fromkeys(marks, 1.0), **dict(amounts)}, limit)
        known = self._marked.get((marks, limit))
        if known is None:
            if len(self._marked) >= _KEPT:
                self._marked.clear()
            known = self._marked[marks, limit] = self._add_marks(marks, limit)
        one, two, three = known[0]
        find = self._rows.get
        told = [(value, row, name) for name, value in amounts if (row := find(name))]
        for value, (first, second, third, _), _ in told:
            one += value * first
            two += value * second
            three += value * third
        place, chance = _choose(one, two, three)
        gains = [(-gain, name) for value, row, name in told if (gain := value * row[3][place]) > 0]
        gains += known[1][place]
        gains.sort()
        return self.classes[place], chance, tuple([name for _, name in gains[:limit]])

    def _add_marks(self, marks: Marks, limit: int) -> _Marked:
        sums = list(self.intercept)
        gains: list[list[tuple[float, str]]] = [[], [], []]
        for name in marks:
            row = self._rows.get(name)
            if row is None:
                continue
            for place, (weight, gain) in enumerate(zip(row[:3], row[3], strict=True)):
                sums[place] += weight
                if gain > 0:
                    gains[place].append((-gain, name))
        return tuple(sums), tuple(sorted(own)[:limit] for own in gains)

    @once
    def _marked(self) -> dict[tuple[Marks, int], _Marked]:
        return {}

    @once
    def kept(self) -> dict[Hashable, Any]:
        """What was chosen by these weights, for whoever has a key to what decides it; filled there."""
        return {}

    @once
    def _rows(self) -> Mapping[str, _Row]:
        """Feature -> its weight for each of three classes, and its gain for each."""
        gains = [self._gains[name] for name in self.classes]
        return {
            name: (first, second, third, tuple([gain[name] for gain in gains]))
            for name, (first, second, third) in self.weights.items()
        }

    def explain(self, features: Mapping[str, float], chosen: str, limit: int = 5) -> list[tuple[str, float]]:
        """The features that spoke most for `chosen`: (feature, how much more it gives it than the other classes)."""
        find = self._gains[chosen].get
        found = [(-gain, name) for name, value in features.items() if value and (gain := value * find(name, 0.0)) > 0]
        found.sort()
        return [(name, -gain) for gain, name in found[:limit]]

    @once
    def _gains(self) -> Mapping[str, Mapping[str, float]]:
        """Class -> feature -> its weight for the class over its mean weight for the others."""
        return {
            chosen: {
                name: weight[place] - sum(w for i, w in enumerate(weight) if i != place) / (len(self.classes) - 1)
                for name, weight in self.weights.items()
            }
            for place, chosen in enumerate(self.classes)
        }


def _choose(one: float, two: float, three: float) -> tuple[int, float]:
    """The place of the likeliest of three classes by their scores, and its probability."""
    most = max(one, two, three)
    powers = math.exp(one - most), math.exp(two - most), math.exp(three - most)
    whole = powers[0] + powers[1] + powers[2]
    odds = [power / whole for power in powers]
    place = odds.index(max(odds))
    return place, odds[place]


def confide(probability: float, line: tuple[float, float]) -> float:
    """The chance to be right, 0 to 1, from a probability and the line of its log odds."""
    p = min(max(probability, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-(line[0] * math.log(p / (1 - p)) + line[1])))


def load_model(name: str) -> LinearModel:
    """The model that ships as `lexicons/<name>-weights.json`."""
    plain = json.loads(
        resources.files(__package__).joinpath("lexicons", f"{name}-weights.json").read_text(encoding="utf-8")
    )
    return LinearModel(
        tuple(plain["classes"]),
        tuple(plain["intercept"]),
        {feature: tuple(numbers) for feature, numbers in plain["weights"].items()},
        tuple(plain["confidence"]),
    )


def format_model(model: LinearModel, provenance: Mapping[str, object]) -> str:
    """The file of a model: numbers by feature, and where they come from. No text of the data is in it."""
    plain = {
        "provenance": dict(provenance),
        "classes": model.classes,
        "intercept": [round(x, 4) for x in model.intercept],
        "confidence": [round(x, 4) for x in model.confidence],
        "weights": {k: [round(x, 4) for x in v] for k, v in sorted(model.weights.items())},
    }
    text = json.dumps(plain, indent=1, ensure_ascii=False)
    # One feature a line: a diff of two trainings can be read.
    return _fold_lists(text) + "\n"


def _fold_lists(text: str) -> str:
    return re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: "[" + " ".join(m[1].split()) + "]", text)
