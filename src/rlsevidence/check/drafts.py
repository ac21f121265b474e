"""What a draft still lacks, and where: the one answer that `todo`, the desk, the form and `finish` all give. Pure.

Three kinds of places: what does not fit the model; what a rule of the workspace finds in it, looked at as if it counted
already; and what a person must choose where the model would let it be.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from ..decisions import settle
from ..decisions.versions import list_versions
from ..errors import UNFINISHED, UNSETTLED, Problem, show
from ..judgement.proposals import needs_body, propose
from ..layout import BY_FIELD, appraisal_name, part_path
from ..model import CERTAINTY_LEVELS, Appraisal, Certainty, Evidence, Loc, Study
from ..model.appraisal_tools import allowed_judgements, propose_overall
from ..model.grade import add_levels
from ..schema_problems import list_schema_problems
from .partial import build_partial
from .possible import LEVEL, is_level, list_ratios_below
from .rules import RULES, Context, list_words
from .settling import list_undecided
from .words import list_raw_problems

MODULES: Mapping[str, tuple[str, ...]] = {
    "studies": ("studies", "possible", "results", "own", "references"),
    "appraisals": ("appraisals", "references"),
    "certainty": ("certainty", "departures", "prose", "references"),
}
"""Part -> the modules whose rules look at one item of it."""
WHOLE_ONLY = ("grade-complete", "summary-wording", "summary-level", "summary-strength", "summary-people")
"""Rules that would speak of what is only not written yet."""
NEVER_RIGHT = frozenset(
    {"word", "where", "reference", "judgement", "places", "tool-for-design"}
    | {"people-in-it", "estimate-level", "p-value", "possible-value"}
)
"""Rules by which a value is wrong whatever else the draft comes to say; so is what the model itself does not take."""
ABOVE, AT_LEAST, OF_INTERVAL = "schema-greater-than", "schema-greater-than-equal", "estimate-level"
STEPS = (0, 1, 2)
NOTHING = ("null", "nothing", "''", "[]", "{}", show({}))
"""What an empty place is called in a message."""


def list_missing(
    evidence: Evidence, field: str, path: str, plain: Mapping[str, Any], today: dt.date
) -> tuple[Problem, ...]:
    """Every place of a draft that is still to be filled or is wrong, one problem a place; none where it is whole.

    `field`: the part that it belongs to; `plain`: what stands in the file `path`. The problems go by the names of their
    rules, and their lines are those of the file where its places are known.
    """
    value = {key: item for key, item in plain.items() if key not in ("draft",)}
    found = [*_list_unfit(evidence, field, path, value)]
    whole = not found
    by = value.get("by")
    found += _list_by_rules(evidence, field, path, value, today, whole=whole)
    found += _list_asked(evidence, field, path, value)
    found += _list_estimates(evidence, path, value) if field == "studies" else []
    if by == "consensus":
        found += _list_undecided(evidence, field, path, value)
    places: dict[str, Problem] = {}
    for problem in found:
        # Of several at one place, what nothing else in the draft can make right.
        if problem.field not in places or (can_be_right(places[problem.field]) and not can_be_right(problem)):
            places[problem.field] = problem
    return tuple(places.values())


def can_be_right(problem: Problem) -> bool:
    """Whether something else in the draft may still make the value right that a problem is about."""
    return not (problem.rule in NEVER_RIGHT or problem.rule.startswith("schema-"))


def _list_unfit(evidence: Evidence, field: str, path: str, value: Mapping[str, Any]) -> Iterator[Problem]:
    part = BY_FIELD[field]
    try:
        part.validator.validate_python(value)
    except ValidationError as error:
        yield from list_schema_problems(error, path, evidence.places)
    if part.model is not None:
        yield from list_raw_problems(path, part.model, value, evidence.places, evidence.vocabulary)


def _list_by_rules(
    evidence: Evidence, field: str, path: str, value: Mapping[str, Any], today: dt.date, *, whole: bool
) -> Iterator[Problem]:
    """What rules find in it, put where it would count."""
    placed = _place(evidence, field, value)
    if placed is None:
        return
    trial, target = placed
    context = Context(trial, today)
    for one in RULES.values():
        if one.breaches.__module__.rpartition(".")[2] not in MODULES[field]:
            continue
        if one.name == UNSETTLED or (one.name in WHOLE_ONLY and not whole):
            continue  # nobody settles what is not finished
        for problem in one.find(context):
            if problem.path == target:
                yield replace(problem, path=path, line=evidence.places.line(path, read_loc(problem.field)))


def _place(evidence: Evidence, field: str, value: Mapping[str, Any]) -> tuple[Evidence, str] | None:
    """(the evidence with the draft in it as if it counted, the path that it then has)."""
    alone = {key: item for key, item in value.items() if key != "by"}
    if field == "studies" and isinstance(alone.get("id"), str):
        study = build_partial(Study, alone)
        if study is not None:
            return replace(evidence, studies={**evidence.studies, study.id: study}), part_path(field, study.id)
    if field == "appraisals":
        made = build_partial(Appraisal, alone)
        if made is not None and made.study and made.tool:
            others = tuple(a for a in evidence.appraisals if (a.study, a.tool) != (made.study, made.tool))
            return replace(evidence, appraisals=(*others, made)), part_path(field, appraisal_name(made))
    if field == "certainty" and alone.get("claim") in evidence.claims:
        judged = build_partial(Certainty, _as_judged(evidence, alone))
        if judged is not None:
            return replace(evidence, certainty={judged.claim: judged}), part_path(field, judged.claim)
    return None


def _as_judged(evidence: Evidence, value: Mapping[str, Any]) -> dict[str, Any]:
    """A judgement whose level is what its steps come to while nobody has said it, and whose rating is one or none."""
    judged = dict(value)
    if "downgrades" in judged and judged.get("overall") not in CERTAINTY_LEVELS:
        judged["overall"] = find_level(value)
    basis = judged.get("basis")
    rating = basis.get("rating") if isinstance(basis, Mapping) else None
    if rating not in evidence.vocabulary.get("basis_rating", {}):
        judged["basis"] = None
    return judged


def find_level(value: Mapping[str, Any]) -> str | None:
    """What the steps of a judgement add up to; None until the start and each domain are chosen."""
    taken, given = (list((value.get(name) or {}).values()) for name in ("downgrades", "upgrades"))
    down = [step.get("steps") for step in taken if isinstance(step, Mapping)]
    up = [step.get("steps") or 0 for step in given if isinstance(step, Mapping)]
    start, whole = value.get("starts_at"), [n for n in (*down, *up) if n in STEPS and not isinstance(n, bool)]
    if start not in ("high", "low") or len(whole) < len(taken) + len(given):
        return None
    return add_levels(start, whole[: len(down)], whole[len(down) :])


def _list_estimates(evidence: Evidence, path: str, value: Mapping[str, Any]) -> Iterator[Problem]:
    """Ratios that are not above 0, and levels that are none, in estimates that may lack the rest as yet."""
    results = value.get("results")
    for i, result in enumerate(results if isinstance(results, (list, tuple)) else ()):
        estimate = result.get("estimate") if isinstance(result, Mapping) else None
        if not isinstance(estimate, Mapping):
            continue
        wrong: list[tuple[str, str, float, str]] = []
        for name, found in list_ratios_below(estimate):
            least = name == "ci_low"
            said = "a number of at least 0, in a ratio" if least else "a number above 0, since it is a ratio"
            wrong.append((name, AT_LEAST if least else ABOVE, found, said))
        level = estimate.get("level")
        if isinstance(level, (int, float)) and not is_level(level):
            wrong.append(("level", OF_INTERVAL, level, LEVEL))
        for name, rule, found, said in wrong:
            line = evidence.places.line(path, ("results", i, "estimate", name))
            yield Problem(path, line, f"results[{i}].estimate.{name}", rule, show(found), said)


# ---------------------------------------------------------------- what is chosen by a person, and never by silence


def _list_asked(evidence: Evidence, field: str, path: str, value: Mapping[str, Any]) -> Iterator[Problem]:
    asked = {"certainty": _ask_judgement, "appraisals": _ask_overall}.get(field)
    for name, expected in asked(evidence, value) if asked else ():
        found = value.get(name)
        line = evidence.places.line(path, (name,))
        yield Problem(path, line, name, UNFINISHED, "nothing" if found in (None, "", []) else show(found), expected)


def _ask_judgement(evidence: Evidence, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if value.get("claim") not in evidence.claims:
        return
    if value.get("basis") is None:
        if value.get("starts_at") is None:
            yield "starts_at", "high or low"
        if value.get("overall") is None:
            yield "overall", list_words(CERTAINTY_LEVELS)
    if not value.get("body") and needs_body(propose(settle(evidence), str(value["claim"]))):
        yield "body", "the studies that the judgement rests on"


def _ask_overall(evidence: Evidence, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The overall judgement that the tool's rule allows."""
    tool, domains = str(value.get("tool") or ""), value.get("domains")
    judged = (
        {name: str(one.get("judgement") or "") for name, one in (domains or {}).items() if isinstance(one, Mapping)}
        if isinstance(domains, Mapping)
        else {}
    )
    if not judged or any(word not in allowed_judgements(tool) for word in judged.values()):
        return
    allowed = propose_overall(tool, judged)[1]
    if value.get("overall") not in (*allowed, "", None):
        yield "overall", f"{list_words(allowed)}, as the domains come to"


def _list_undecided(evidence: Evidence, field: str, path: str, value: Mapping[str, Any]) -> Iterator[Problem]:
    """What all have a value for has one in the end: a difference is settled, and not dropped."""
    name = path.partition("/")[2].removesuffix(".consensus.yaml")
    for at in list_undecided(list_versions(evidence, field, name), value, evidence.topic.languages):
        line = evidence.places.line(path, read_loc(at))
        yield Problem(path, line, at, UNFINISHED, "nothing", "what the differing values are settled as")


def read_loc(field: str) -> Loc:
    """`results[0].p` as `('results', 0, 'p')`."""
    return tuple(int(step) if step.isdigit() else step for step in re.findall(r"[\w-]+", field))
