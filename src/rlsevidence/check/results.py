"""Results of studies: numbers that cannot be, and tags that no result bears out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..judgement.asserted import NO_DIFFERENCE, find_asserted
from ..judgement.contrary import SIDED, is_contrary
from ..judgement.shown import list_shown_by, list_signs
from ..judgement.signs import OPEN, SILENT
from ..layout import part_path
from ..synthesis.effects import RATIOS
from ..synthesis.result_effects import LEAST_LEVEL
from ..synthesis.two_groups import is_number
from .rules import Context, Found, Said, rule


@rule(
    "ratio-positive", "A ratio of nothing or less has no logarithm: a limit printed as 0 was rounded, or is no ratio."
)
def _ratios(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        for i, result in enumerate(study.results):
            e = result.estimate
            if e is None or e.measure not in RATIOS:
                continue
            for field, number in (("value", e.value), ("ci_low", e.ci_low), ("ci_high", e.ci_high)):
                if number is not None and number <= 0:
                    expected = (
                        f"above 0, as every {e.measure} is, with its digits, or null and a note of what is printed"
                    )
                    loc = ("results", i, "estimate", field)
                    yield part_path("studies", study.id), loc, f"results[{i}].estimate.{field}", number, expected


@rule("estimate-level", "The width of an interval means nothing without its level, which is in per cent.")
def _levels(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        for i, result in enumerate(study.results):
            level = result.estimate.level if result.estimate else None
            if level is not None and not LEAST_LEVEL <= level < 100:
                loc = ("results", i, "estimate", "level")
                expected = f"per cent, from {LEAST_LEVEL} to below 100, such as 95"
                yield part_path("studies", study.id), loc, f"results[{i}].estimate.level", level, expected


@rule("events-of-people", "More events than people, or fewer than none, were counted wrongly.")
def _events(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        for i, result in enumerate(study.results):
            values = result.values or {}
            groups = {name: v for name, v in values.items() if isinstance(v, Mapping)} or {"": values}
            for name, group in groups.items():
                events, people = group.get("events"), group.get("n")
                if not is_number(events):
                    continue
                most = people if is_number(people) else None
                if events < 0 or (most is not None and events > most):
                    at = (name, "events") if name else ("events",)
                    field = ".".join((f"results[{i}].values", *at))
                    expected = f"a count from 0 to the {most} people" if most is not None else "a count of 0 or more"
                    yield part_path("studies", study.id), ("results", i, "values", *at), field, events, expected


@rule(
    "tag-beyond-result",
    "What is equal, not significant or too small to matter bears no tag out: it leaves the question open.",
    across=True,
)
def _beyond_result(context: Context) -> Iterator[Found]:
    evidence = context.evidence
    rows = {id(item): row for row, item in enumerate(evidence.tags)}
    for decision in context.settled.decisions.values():
        study = evidence.studies.get(evidence.study_of.get(decision.record, ""))
        claim = evidence.claims.get(decision.claim)
        if study is None or claim is None or decision.stance != "supports" or claim.kind not in SIDED:
            continue
        if claim.kind == "harm" and (claim.phrases is None or claim.phrases.agrees_with is None):
            continue  # nobody says which side it takes
        signs, shown = list_signs(study, claim), list_shown_by(study, claim.id, evidence)
        nothing = all(one.is_nothing or one.value == 0 for one in shown)
        left_open = (OPEN in signs or shown) and nothing and all(sign in (OPEN, SILENT) for sign in signs)
        if find_asserted(claim) == NO_DIFFERENCE or not left_open or is_contrary(study, claim, decision.stance):
            continue
        said = f"{decision.claim} {decision.record}: {decision.stance}"
        expected = (
            f"inconclusive, or a result in studies/{study.id}.yaml that bears it out: those for this claim are equal, "
            "not significant or leave no room for what matters"
        )
        yield "tags.tsv", (rows[id(decision.rows[-1])],), "stance", Said(said), expected
