"""How far reviewers agree, and suggestions with people: percent, Cohen's kappa, Gwet's AC1, with intervals. Pure.

Computed from each reviewer's own decisions; consensus rows are not independent and stay out. Below two reviewers, or
without a pair that both decided, everything is None: nothing to agree on is not agreement.

Sources: Cohen 1960 with the large-sample variance of Fleiss, Cohen and Everitt 1969; Gwet 2008 (AC1 and its variance
for two raters); percent agreement with Wilson's interval. Intervals are cut at -1 and 1.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from ..decisions import Decision, list_holding, summarise_decisions
from ..model import SuggestedTag, Tag
from .anchors import drop_anchor

Pair = tuple[str, str]
Z = 1.959963984540054
"""The normal quantile of 95 % intervals."""


@dataclass(frozen=True)
class Interval:
    """A value with its 95 % interval; the bounds are None where the sample gives none."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Agreement:
    """Two who judged the same `n` pairs. `kappa` and `ac1` are None below two pairs, kappa also with one word: what
    chance would have made of a single pair, nobody can tell.

    `table`: (word of the first, word of the second) -> how many.
    """

    claim: str | None
    first: str
    second: str
    n: int
    percent: Interval | None
    kappa: Interval | None
    ac1: Interval | None
    table: Mapping[tuple[str, str], int]

    def to_plain(self) -> dict[str, Any]:
        plain = asdict(self)
        plain["table"] = [{"first": a, "second": b, "n": n} for (a, b), n in sorted(self.table.items())]
        return plain


@dataclass(frozen=True)
class Contested:
    """A pair on which reviewers disagree, both arguments side by side."""

    claim: str
    record: str
    arguments: tuple[Tag, ...]

    def to_plain(self) -> dict[str, Any]:
        return {
            "claim": self.claim,
            "record": self.record,
            "arguments": [
                {
                    "reviewer": t.reviewer,
                    "stance": t.stance,
                    "directness": t.directness,
                    "indirect_because": list(t.indirect_because),
                    "basis": t.basis,
                    "note": drop_anchor(t.note),
                }
                for t in self.arguments
            ],
        }


def measure_agreement(
    claim: str | None, first: str, second: str, pairs: Sequence[tuple[str, str]], words: Sequence[str]
) -> Agreement:
    """Agreement of two lists of words given as pairs. `words`: all that could have been chosen (AC1 needs it)."""
    n = len(pairs)
    table = Counter(pairs)
    if not n:
        return Agreement(claim, first, second, 0, None, None, None, {})
    observed = sum(count for (a, b), count in table.items() if a == b) / n
    return Agreement(
        claim,
        first,
        second,
        n,
        _wilson(observed, n),
        _kappa(table, n) if n > 1 else None,
        _ac1(table, n, words) if n > 1 else None,
        dict(table),
    )


def _wilson(share: float, n: int) -> Interval:
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def _kappa(table: Mapping[tuple[str, str], int], n: int) -> Interval | None:
    words = sorted({w for pair in table for w in pair})
    p = {(a, b): table.get((a, b), 0) / n for a in words for b in words}
    row = {a: sum(p[a, b] for b in words) for a in words}
    column = {b: sum(p[a, b] for a in words) for b in words}
    observed = sum(p[a, a] for a in words)
    expected = sum(row[a] * column[a] for a in words)
    if expected >= 1 - 1e-12:
        return None  # both used one and the same word throughout: chance alone would agree, and kappa is 0/0
    kappa = (observed - expected) / (1 - expected)
    # Fleiss, Cohen and Everitt 1969: the variance that holds when kappa is not 0.
    first = sum(p[a, a] * ((1 - expected) - (row[a] + column[a]) * (1 - observed)) ** 2 for a in words)
    second = (1 - observed) ** 2 * sum(p[a, b] * (column[a] + row[b]) ** 2 for a in words for b in words if a != b)
    third = (observed * expected - 2 * expected + observed) ** 2
    return _interval(kappa, (first + second - third) / (n * (1 - expected) ** 4))


def _ac1(table: Mapping[tuple[str, str], int], n: int, words: Sequence[str]) -> Interval | None:
    many = len(set(words) | {w for pair in table for w in pair})
    if many < 2:
        return None
    known = sorted({w for pair in table for w in pair})
    share = {w: sum(c * ((a == w) + (b == w)) for (a, b), c in table.items()) / (2 * n) for w in known}
    observed = sum(c for (a, b), c in table.items() if a == b) / n
    expected = sum(s * (1 - s) for s in share.values()) / (many - 1)
    ac1 = (observed - expected) / (1 - expected)
    # Gwet 2008: the variance of the linearised contributions of each subject.
    total = 0.0
    for (a, b), count in table.items():
        agrees = float(a == b)
        chance = sum(((a == w) + (b == w)) / 2 * (1 - share[w]) for w in known) / (many - 1)
        own = (agrees - expected) / (1 - expected) - 2 * (1 - ac1) * (chance - expected) / (1 - expected)
        total += count * (own - ac1) ** 2
    return _interval(ac1, total / (n * (n - 1)))


def _interval(value: float, variance: float) -> Interval:
    half = Z * math.sqrt(max(variance, 0.0))
    return Interval(value, max(-1.0, value - half), min(1.0, value + half))


def compare_reviewers(tags: Iterable[Tag], words: Sequence[str]) -> list[Agreement]:
    """For each two reviewers with pairs in common: overall (claim None), then claim by claim. Empty below two."""
    own: dict[Pair, dict[str, str]] = {}
    for pair, rows in _group(tags).items():
        for row in list_holding(rows):
            if row.role != "consensus":
                own.setdefault(pair, {})[row.reviewer] = row.stance
    found = []
    for first, second in combinations(sorted({r for said in own.values() for r in said}), 2):
        both = {pair: (said[first], said[second]) for pair, said in own.items() if first in said and second in said}
        if both:
            found += _by_claim(first, second, both, words)
    return found


def compare_suggestions(
    suggestions: Iterable[SuggestedTag], tags: Iterable[Tag], words: Sequence[str]
) -> list[Agreement]:
    """Suggested stances against what people decided, where both exist; the rules' quality, always on show."""
    decided = {pair: d.stance for pair, d in summarise_decisions(tags).items() if d.stance is not None}
    both: dict[Pair, tuple[str, str]] = {}
    for s in suggestions:
        stance = decided.get((s.claim, s.record))
        if s.stance is not None and stance is not None:
            both[s.claim, s.record] = (s.stance, stance)
    return _by_claim("suggestions", "people", both, words) if both else []


@dataclass(frozen=True)
class ConcernScore:
    """'Concerns this claim', suggested against decided: recall of what people found relevant, precision among decided.

    `undecided`: suggested pairs that nobody has decided, of which nothing is known. None where nothing was decided.
    """

    claim: str | None
    relevant: int
    found: int
    set_aside: int
    undecided: int
    recall: float | None
    precision: float | None


def score_concerns(suggested: Iterable[Pair], decisions: Mapping[Pair, Decision]) -> list[ConcernScore]:
    """Overall (claim None), then by claim, in the order of their names."""
    proposed = set(suggested)
    settled = {p: d for p, d in decisions.items() if d.stance is not None}
    claims: list[str | None] = [None, *sorted({p[0] for p in proposed | set(settled)})]
    scores = []
    for claim in claims:
        mine = {p for p in proposed if claim in (None, p[0])}
        relevant = {p for p, d in settled.items() if claim in (None, p[0]) and d.stance != "not_relevant"}
        aside = {p for p, d in settled.items() if claim in (None, p[0]) and d.stance == "not_relevant"}
        found, wrong = relevant & mine, aside & mine
        scores.append(
            ConcernScore(
                claim,
                len(relevant),
                len(found),
                len(wrong),
                len(mine - relevant - aside),
                len(found) / len(relevant) if relevant else None,
                len(found) / (len(found) + len(wrong)) if found or wrong else None,
            )
        )
    return scores


def list_contested(tags: Iterable[Tag]) -> list[Contested]:
    """What reviewers disagree on and nobody has settled, both arguments side by side."""
    return [Contested(d.claim, d.record, d.rows) for d in summarise_decisions(tags).values() if d.state == "conflict"]


@dataclass(frozen=True)
class AgreementReport:
    """Everything about agreement in one review."""

    reviewers: tuple[Agreement, ...]
    suggestions: tuple[Agreement, ...]
    concerns: tuple[ConcernScore, ...]
    contested: tuple[Contested, ...]

    def to_plain(self) -> dict[str, Any]:
        return {
            "reviewers": [a.to_plain() for a in self.reviewers],
            "suggestions": [a.to_plain() for a in self.suggestions],
            "concerns": [asdict(c) for c in self.concerns],
            "contested": [c.to_plain() for c in self.contested],
        }

    def list_rows(self) -> list[dict[str, Any]]:
        """One row for each two and each claim (None: all claims), with the bounds of the intervals; for a table."""
        rows = []
        for kind, found in (("reviewers", self.reviewers), ("suggestions and people", self.suggestions)):
            for a in found:
                row: dict[str, Any] = {"what": kind, "who": f"{a.first}, {a.second}", "claim": a.claim, "pairs": a.n}
                for name, interval in (("percent", a.percent), ("kappa", a.kappa), ("ac1", a.ac1)):
                    row[name] = interval.value if interval else None
                    row[f"{name}_low"] = interval.low if interval else None
                    row[f"{name}_high"] = interval.high if interval else None
                rows.append(row)
        return rows


ROW_COLUMNS = (
    *("what", "who", "claim", "pairs", "percent", "percent_low", "percent_high"),
    *("kappa", "kappa_low", "kappa_high", "ac1", "ac1_low", "ac1_high"),
)


def summarise_agreement(
    tags: Sequence[Tag], suggestions: Sequence[SuggestedTag], words: Sequence[str]
) -> AgreementReport:
    """Reviewers with each other, suggestions with people, and what is contested.

    `suggestions` must be those made as if nobody had decided: what the rules say must not depend on what people said.
    """
    return AgreementReport(
        tuple(compare_reviewers(tags, words)),
        tuple(compare_suggestions(suggestions, tags, words)),
        tuple(score_concerns(((s.claim, s.record) for s in suggestions), summarise_decisions(tags))),
        tuple(list_contested(tags)),
    )


def _group(tags: Iterable[Tag]) -> dict[Pair, list[Tag]]:
    groups: dict[Pair, list[Tag]] = {}
    for tag in tags:
        groups.setdefault((tag.claim, tag.record), []).append(tag)
    return groups


def _by_claim(first: str, second: str, both: Mapping[Pair, tuple[str, str]], words: Sequence[str]) -> list[Agreement]:
    overall = [measure_agreement(None, first, second, list(both.values()), words)]
    claims = sorted({claim for claim, _ in both})
    return overall + [
        measure_agreement(claim, first, second, [v for (c, _), v in both.items() if c == claim], words)
        for claim in claims
    ]
