"""How large an effect is, for the tables of a paper: one line an outcome of a claim, or why there is none. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..language.words import Words
from ..model import Certainty, Study
from ..synthesis.claim_pool import MIXED, PooledClaim, pool_claim
from ..synthesis.effects import RATIOS
from .absolute import compute_absolute
from .sheet import Cell, join
from .voice import Voice


@dataclass(frozen=True)
class Estimate:
    """One outcome of a claim as a table prints it.

    `relative`: a ratio with its interval; `without` and `with_it`: people out of 1,000, or the difference of means
    under `with_it`. A text says 'not estimable, because …' where nothing gives it.
    `studies`: ids of those that it rests on.
    """

    outcome: str | None
    when: str
    studies: tuple[str, ...]
    people: str
    relative: str
    without: str
    with_it: str
    how: Cell


def list_estimates(studies: Sequence[Study], claim: str, certainty: Certainty | None, words: Voice) -> list[Estimate]:
    """Every outcome that randomised comparisons of `studies` measured for the claim; else one line that says why."""
    found = [p for p in pool_claim(studies, claim) if p.better != MIXED and math.isfinite(p.low)]
    if not found:
        why = words.say("table.not-estimable", why=explain_missing(studies, claim, words))
        short = words.say("table.not-estimable-short")
        return [Estimate(None, "", tuple(s.id for s in studies), say_people(studies, words), short, "", why, Cell(""))]
    by_id = {s.id: s for s in studies}
    return [_print(pooled, certainty, by_id, claim, words) for pooled in found]


def count_people(studies: Sequence[Study]) -> tuple[int | None, bool]:
    """People in the studies that say how many, None where none does; whether all of them say it."""
    numbers = [s.population.n for s in studies]
    known = [n for n in numbers if n is not None]
    return (sum(known) if known else None), bool(known) and len(known) == len(numbers)


def has_more_arms(studies: Sequence[Study]) -> bool:
    """Whether any of the studies has arms beside the two that are compared."""
    return any(len(s.arms) > 2 for s in studies)


def say_people(studies: Sequence[Study], words: Words) -> str:
    """'97', 'at least 97' where a study does not say how many it has, 'unknown' where none does."""
    people, is_all = count_people(studies)
    if people is None:
        return words.say("table.people-unknown")
    return str(people) if is_all else words.say("table.people-at-least", n=people)


def _print(
    found: PooledClaim, certainty: Certainty | None, studies: Mapping[str, Study], claim: str, words: Voice
) -> Estimate:
    effect, low, high = found.report()
    how = Cell(words.say("table.pooled", n=len(found.studies)))
    if not found.pooled:
        how = _say_single(studies[found.studies[0]], found, claim, words)
    # Of more than two arms it is not known here how many people stand in this comparison, only that it is no more
    # than all of them.
    people = words.say("table.people-unknown")
    if found.people is not None:
        several = has_more_arms([studies[s] for s in found.studies])
        people = words.say("table.people-at-most", n=found.people) if several else str(found.people)
    without = with_it = relative = ""
    if found.scale in RATIOS:
        relative = f"{found.scale} " + say_interval("table.interval", (effect, low, high), 2, words)
        risks = [r for r in (certainty.baseline_risks if certainty else ()) if r.outcome == found.outcome]
        if risks:
            made = compute_absolute(found.scale, effect, low, high, risks[0].per_1000)
            without = words.number(round(made.without, 1))
            with_it = say_interval("table.absolute", (made.with_it, made.with_low, made.with_high), 0, words)
        else:
            with_it = words.say("table.not-estimable", why=words.say("table.no-baseline"))
    else:
        # A difference of means stands where the absolute effect does; a relative one there is not.
        places = count_decimals(effect, low, high)
        key, ends = "table.lower", (-effect, -high, -low)
        if effect > 0:
            key, ends = "table.higher", (effect, low, high)
        elif effect == 0:
            key, ends = "table.zero-difference", (effect, low, high)
        name = words.say("table.md", unit=words.unit(found.unit)) if found.unit else found.scale
        with_it = f"{name}: {say_interval(key, ends, places, words)}"
    return Estimate(found.outcome, found.when, found.studies, people, relative, without, with_it, how)


def _say_single(study: Study, found: PooledClaim, claim: str, words: Voice) -> Cell:
    """What one trial compared, measured and wrote beside its result."""
    own = [
        r
        for r in study.results
        if claim in r.claims and r.outcome == found.outcome and r.estimate and r.estimate.measure == found.scale
    ]
    said = [Cell(words.say("table.single", study=study.label))]
    if len(own) == 1:
        said += [words.measure(own[0].measure), words.write(own[0].note)]
        if own[0].better in ("lower", "higher"):
            said.append(Cell(words.say(f"table.better.{own[0].better}")))
    return join(said, "; ")


def say_interval(key: str, ends: tuple[float, float, float], places: int, words: Words) -> str:
    """An effect with its interval, `places` digits behind the sign."""
    n, low, high = (_round(x, places, words) for x in ends)
    return words.say(key, n=n, low=low, high=high)


def _round(value: float, places: int, words: Words) -> str:
    text = f"{value:.{places}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace(".", words.say("number.decimal"))


def count_decimals(*values: float) -> int:
    """Digits behind the sign that three digits of the smallest value need: 0 from a hundred up, at most 2."""
    size = min((abs(v) for v in values if v), default=1.0)
    return max(0, min(2, 2 - math.floor(math.log10(size))))


def explain_missing(studies: Sequence[Study], claim: str, words: Words) -> str:
    """Why the studies give no effect for the claim, those with the same reason together."""
    if not studies:
        return words.say("table.why.no-studies")
    reasons: dict[str, list[str]] = {}
    for study in studies:
        reasons.setdefault(_find_reason(study, claim), []).append(study.label)
    return "; ".join(words.say(key, studies=", ".join(labels)) for key, labels in reasons.items())


def _find_reason(study: Study, claim: str) -> str:
    own = [r for r in study.results if claim in r.claims]
    if not own:
        return "table.why.no-results"
    if any(r.kind == "between-arms" and r.estimate and r.estimate.ci_low is not None for r in own):
        return "table.why.apart" if study.is_randomised else "table.why.not-randomised"
    if all(r.kind == "association" for r in own):
        return "table.why.association"
    if all(r.kind in ("before-after", "proportion") for r in own):
        return "table.why.uncontrolled"
    if all(r.kind == "direction-only" for r in own):
        return "table.why.direction"
    return "table.why.interval" if study.is_randomised else "table.why.not-randomised"
