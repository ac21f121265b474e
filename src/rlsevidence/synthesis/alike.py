"""Studies that may be one trial under two names, known by their numbers: titles and journals can differ. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from ..model import Study
from .result_effects import NoEffect, compute_effect

NEAR = 1e-6
"""Share by which two effects and variances may differ and still be the same numbers."""


def list_alike_studies(studies: Iterable[Study]) -> Iterator[tuple[Study, Study]]:
    """Pairs, later id first, with the same design, people, people per arm and one equal effect of equal variance.

    Pairs of which one names the other in `counts_with` are left out: they are never counted together.
    """
    groups: dict[tuple[str, int, tuple[int, ...]], list[Study]] = {}
    for study in studies:
        sizes = [arm.n for arm in study.arms if arm.n is not None]
        if study.is_primary and study.population.n is not None and sizes and len(sizes) == len(study.arms):
            groups.setdefault((study.design, study.population.n, tuple(sorted(sizes))), []).append(study)
    for group in groups.values():
        ordered = sorted(group, key=lambda s: s.id) if len(group) > 1 else ()
        effects = {s.id: tuple(_list_effects(s)) for s in ordered}
        for i, one in enumerate(ordered):
            for other in ordered[:i]:
                if one.id in other.counts_with or other.id in one.counts_with:
                    continue
                if any(_is_equal(a, b) for a in effects[one.id] for b in effects[other.id]):
                    yield one, other


def _list_effects(study: Study) -> Iterator[tuple[str, float, float]]:
    for result in study.results:
        effect = compute_effect(study, result)
        if not isinstance(effect, NoEffect) and effect.vi is not None:
            yield effect.measure, effect.yi, effect.vi


def _is_equal(one: tuple[str, float, float], other: tuple[str, float, float]) -> bool:
    near = all(math.isclose(a, b, rel_tol=NEAR, abs_tol=1e-12) for a, b in zip(one[1:], other[1:], strict=True))
    return one[0] == other[0] and near
