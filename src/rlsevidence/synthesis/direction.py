"""Direction of effect, study by study, where nothing may be pooled: in the manner of SWiM. Pure.

Source: Campbell et al., BMJ 2020;368:l6890 (SWiM) and Boon and Thomson, Res Synth Methods 2021;12:29 (effect
direction). The sign test counts directions, never 'significant' results, and asks only whether either direction is as
likely; it says nothing of size or of trust. Differences between groups and changes within one group are kept apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model import Study
from .comparable import FAMILIES
from .distributions import sign_test_p
from .effects import read_p
from .result_effects import NoEffect, compute_effect


@dataclass(frozen=True)
class Direction:
    """One study's direction for one outcome. `way`: better, worse or unclear for the people in it.

    `read_from`: 'effect' when numbers gave it, 'tag' when only a person's reading of the study did. `p`: the least
    favourable p-value among its results, None unless each has a plain one; `bound`: only a bound was printed.
    """

    study: str
    outcome: str
    family: str
    way: str
    read_from: str
    n: int | None
    p: float | None
    bound: bool


@dataclass(frozen=True)
class Tally:
    """Directions of the studies of one outcome and family, with the sign test over those that have one."""

    outcome: str
    family: str
    better: tuple[str, ...]
    worse: tuple[str, ...]
    unclear: tuple[str, ...]
    p: float | None
    why_not_pooled: str


TAGGED: Mapping[str, Mapping[str, str]] = {
    "benefit": {"supports": "better", "disputes": "worse"},
    "harm": {"supports": "worse", "disputes": "better"},
    "no_difference": {"disputes": "worse"},
}
"""What a claim asserts -> stance -> the way it stands for. That nothing differs is no direction."""


def read_directions(
    studies: Iterable[tuple[Study, str | None]], claim: str, asserted: str = "benefit"
) -> tuple[Direction, ...]:
    """One direction per study, outcome and family, from (study, its stance).

    A study with several results for an outcome has a direction only when they agree. Where no number can be read, the
    stance that people tagged stands in, by what the claim asserts (a key of TAGGED): supports is better and disputes
    worse for a benefit.
    """
    found = []
    for study, stance in studies:
        groups: dict[tuple[str, str], list[tuple[str, str, float | None, bool]]] = {}
        for result in study.results:
            if claim not in result.claims:
                continue
            family = result.kind if result.kind in FAMILIES else "between-arms" if study.is_randomised else "other"
            effect = compute_effect(study, result)
            p, bound = _read_plain(result.p)
            if isinstance(effect, NoEffect) or effect.aligned is None:
                way = TAGGED[asserted].get(stance or "", "unclear")
                groups.setdefault((result.outcome, family), []).append((way, "tag", p, bound))
            else:
                way = "better" if effect.aligned > 0 else "worse" if effect.aligned < 0 else "unclear"
                groups.setdefault((result.outcome, family), []).append((way, "effect", p, bound))
        for (outcome, family), ways in groups.items():
            measured = [w for w in ways if w[1] == "effect"] or ways
            agreed = {w[0] for w in measured}
            way = agreed.pop() if len(agreed) == 1 else "unclear"
            # The least favourable p of a study, and none when one of its results has no number: picking the one that
            # was printed would pick the significant one.
            p, bound = None, False
            if all(w[2] is not None for w in measured):
                _, _, p, bound = max(measured, key=lambda w: w[2] or 0)
            n = study.population.n_analysed or study.population.n
            found.append(Direction(study.id, outcome, family, way, measured[0][1], n, p, bound))
    return tuple(sorted(found, key=lambda d: (d.outcome, d.family, d.study)))


_PLAIN = re.compile(r"^\s*[pP]?\s*[<=≤]*\s*[01]?[.,]\d+\s*$")


def _read_plain(text: str | None) -> tuple[float | None, bool]:
    """A p that is a number and nothing else: one of several arms at once, or of a trend, answers another question."""
    return read_p(text) if text and _PLAIN.match(text) else (None, False)


def tally_directions(directions: Iterable[Direction]) -> tuple[Tally, ...]:
    """The directions of each outcome and family, with a two-sided sign test."""
    groups: dict[tuple[str, str], list[Direction]] = {}
    for d in directions:
        groups.setdefault((d.outcome, d.family), []).append(d)
    return tuple(_tally(outcome, family, own) for (outcome, family), own in sorted(groups.items()))


def _tally(outcome: str, family: str, own: list[Direction]) -> Tally:
    by_way: Mapping[str, tuple[str, ...]] = {
        way: tuple(d.study for d in own if d.way == way) for way in ("better", "worse", "unclear")
    }
    better, worse = len(by_way["better"]), len(by_way["worse"])
    if family == "before-after":
        why = "changes within one group are not effects of treatment"
    elif family != "between-arms":
        why = "not a comparison of randomised groups"
    elif sum(d.read_from == "effect" for d in own) < 2:
        why = "fewer than two comparisons with an effect that could be read"
    else:
        why = "not the same measure, unit and time in two studies, or without an interval"
    p = sign_test_p(better, better + worse)
    return Tally(outcome, family, by_way["better"], by_way["worse"], by_way["unclear"], p, why)
