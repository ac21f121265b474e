"""Results of studies: numbers that cannot be, and tags that no result bears out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..judgement.asserted import NO_DIFFERENCE, find_asserted
from ..judgement.contrary import SIDED, is_contrary
from ..judgement.shown import list_shown_by, list_signs
from ..judgement.signs import CLEAR, OPEN, SILENT, find_contradiction, find_unread, has_strange_words, says_significant
from ..judgement.told import COMPARING
from ..layout import part_path
from ..synthesis.effects import RATIOS
from ..synthesis.two_groups import is_number
from .possible import LEVEL, is_level
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
            if level is not None and not is_level(level):
                loc = ("results", i, "estimate", "level")
                yield part_path("studies", study.id), loc, f"results[{i}].estimate.level", level, LEVEL


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
                    expected = (
                        f"a count from 0 to {most}, as many as are in the group"
                        if most is not None
                        else "a count of 0 or more"
                    )
                    yield part_path("studies", study.id), ("results", i, "values", *at), field, events, expected


@rule("result-agrees", "A result whose interval, test and numbers say different things was copied wrongly somewhere.")
def _agrees(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        for i, result in enumerate(study.results):
            field = find_contradiction(study, result)
            if field is None:
                continue
            expected = (
                "below 0.05, as its own interval has it, which leaves out no effect"
                if field == "p"
                else "the side that its own estimate is on"
            )
            found = getattr(result, field)
            yield part_path("studies", study.id), ("results", i, field), f"results[{i}].{field}", found, expected


@rule("values-read", "A number written as text, or words for a direction that are none, are read by nobody.")
def _unread(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        for i, result in enumerate(study.results):
            at = find_unread(study, result)
            if at is None:
                continue
            found: object = result.values
            for name in at:
                found = found[name] if isinstance(found, Mapping) else None
            expected = "words, such as 'lower with placebo'" if at == ("direction",) else "a number, or null"
            field = ".".join((f"results[{i}].values", *at))
            yield part_path("studies", study.id), ("results", i, "values", *at), field, found, expected


@rule(
    "tag-beyond-result",
    "What is equal, not significant, too small to matter, across no effect or the opposite bears no tag out.",
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
        other = -1 if find_asserted(claim) == "benefit" else 1
        sides = [OPEN if one.is_nothing or not one.side else one.side if one.turn(claim) else CLEAR for one in shown]
        found = {*signs, *sides} - {SILENT}
        if find_asserted(claim) == NO_DIFFERENCE or not found or not found <= {OPEN, other}:
            continue
        used = [r for r in study.results if claim.id in r.claims]
        if study.design not in COMPARING and not shown and any(has_strange_words(study, r) for r in used):
            continue  # it carries no level, and what it tells need not have a side
        # Where a test found something, an interval that ends at no effect may be rounded, or rest on what was assumed.
        tested = any(says_significant(r) for r in used)
        room = any(not one.is_nothing and one.value for one in shown)
        if is_contrary(study, claim, decision.stance) or (tested and room and other not in found):
            continue
        said = f"{decision.claim} {decision.record}: {decision.stance}"
        nothing = "are equal, not significant, cannot be read, take in no effect or leave no room for what matters"
        why = "point the other way" if other in found else nothing
        expected = f"inconclusive, or a result in studies/{study.id}.yaml that bears it out: those for this claim {why}"
        yield "tags.tsv", (rows[id(decision.rows[-1])],), "stance", Said(said), expected
