"""Effects as RevMan lays them out: the data rows and the settings of each analysis, by generic inverse variance. Pure.

`study-information.csv` is the first of the files from which RevMan takes studies: a row a study, its characteristics
under `Char:` and their names in RevMan (Covidence's and Cochrane's help pages on importing study data; the names as
programs that read Cochrane's packages have them). References go first, as RIS.

The columns of the settings are those of the data package that RevMan itself writes (version 1, "Analysis data";
Cochrane, RevMan Knowledge Base); those of the data rows are as others list them. Not tried in RevMan. Of a ratio,
`GIV Mean` and `GIV SE` are on the log scale, `Mean`, `CI start` and `CI end` are not.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from statistics import NormalDist

from ..decisions.counting import find_year
from ..model import Arm, Evidence, Study, read_prose
from ..synthesis.effects import RATIOS
from .analysis import Left, list_effects
from .cells import write_csv

DATA_ROWS = (
    "Analysis group", "Analysis number", "Analysis name", "Subgroup", "Applicability", "Study", "Study year",
    "GIV Mean", "GIV SE", "Mean", "CI start", "CI end", "Footnotes",
)  # fmt: skip
SETTINGS = (
    "Analysis group", "Analysis number", "Analysis name", "Analysis group name", "Log-scale data", "Outcome",
    "Effect measure", "Subgroup estimates", "Overall estimates",
)  # fmt: skip
CHARACTERISTICS = ("Methods", "Participants", "Interventions", "Outcomes", "Notes")
"""The characteristics of an included study in RevMan."""
INFORMATION = ("Study", "Study year", *(f"Char: {name}" for name in CHARACTERISTICS))
Z95 = NormalDist().inv_cdf(0.975)


def write_revman(
    evidence: Evidence, studies: Iterable[Study], claims: Sequence[str]
) -> tuple[dict[str, str], list[Left]]:
    """`study-information.csv`, `data-rows.csv`, `overall-estimates-and-settings.csv`; what was left out, with why.

    An analysis is one claim, outcome, kind of comparison and measure; a claim is an analysis group. Pooled results of
    reviews are left out, because they hold their trials; so is an analysis in which a study would stand twice, because
    RevMan would count its people twice. No overall estimate is asked for: whether to pool is for people to judge.
    """
    studies = tuple(studies)
    effects, left = list_effects(studies, claims)
    rows: list[Mapping[str, object]] = []
    settings: list[Mapping[str, object]] = []
    group = 0
    for claim, of_claim in groupby(effects, key=lambda e: e["claim"]):
        number = 0
        for parts, found in groupby(of_claim, key=lambda e: (str(e["outcome"]), str(e["kind"]), str(e["measure"]))):
            outcome, kind, measure = parts
            own = list(found)
            if kind == "pooled":
                left += [(f"{e['study']}, {outcome} ({claim})", "a pooled result holds its trials") for e in own]
                continue
            twice = [study for study, n in Counter(e["study"] for e in own).items() if n > 1]
            if twice:
                names = ", ".join(map(str, twice))
                why = "a study would stand in the analysis more than once: choose one of its results"
                left.append((f"{names}, {outcome}, {kind}, {measure} ({claim})", why))
                continue
            group, number = group + (number == 0), number + 1
            place = {
                "Analysis group": group,
                "Analysis number": number,
                "Analysis name": f"{outcome}, {kind}, {measure}",
            }
            settings.append(
                {
                    **place,
                    "Analysis group name": claim,
                    "Log-scale data": str(measure in RATIOS).upper(),
                    "Outcome": outcome,
                    "Effect measure": measure,
                    "Subgroup estimates": "FALSE",
                    "Overall estimates": "FALSE",
                }
            )
            rows += [{**place, **_data_row(evidence, e)} for e in own]
    files = {
        "study-information.csv": write_csv(INFORMATION, (_describe(evidence, s) for s in studies if s.is_primary)),
        "data-rows.csv": write_csv(DATA_ROWS, rows),
        "overall-estimates-and-settings.csv": write_csv(SETTINGS, settings),
    }
    return files, left


def _describe(evidence: Evidence, study: Study) -> dict[str, object]:
    """One study as RevMan's table of characteristics has it; what nobody has seen is said to be unknown."""
    people = study.population
    number = f"n = {people.n}" if people.n is not None else "number not known"
    arms = [_say_arm(arm) for arm in study.arms]
    unread = "" if study.read == "full-text" else f" Read: {study.read}."
    unchecked = "" if study.seen_by_two else " Not checked by a second person."
    paid = read_prose(study.funding, "en") if study.funding else "not known"
    declared = read_prose(study.conflicts, "en") if study.conflicts else "not known"
    held = (
        f"{study.design}; comparator: {study.comparator}",
        "; ".join(part for part in (people.who, number, people.severity, people.country) if part),
        "; ".join(arms) or "none",
        "; ".join(dict.fromkeys(f"{r.outcome}: {r.measure}" for r in study.results)) or "none entered",
        f"Funding: {paid.rstrip('.')}. Conflicts: {declared.rstrip('.')}.{unread}{unchecked}",
    )
    return {
        "Study": study.label,
        "Study year": find_year(evidence, study),
        **{f"Char: {name}": text for name, text in zip(CHARACTERISTICS, held, strict=True)},
    }


def _say_arm(arm: Arm) -> str:
    """What a group got, and what beside it; its own name where the vocabulary only says 'other'."""
    what = arm.salt or (arm.compound if arm.compound != "other" else None) or arm.id
    beside = f"with {read_prose(arm.given_with, 'en')}" if arm.given_with else None
    note = f"({read_prose(arm.note, 'en')})" if arm.note else None
    parts = (what, beside, arm.amount, arm.unit, arm.route, arm.duration, note)
    return ", ".join(str(part) for part in parts if part is not None)


def _data_row(evidence: Evidence, effect: Mapping[str, object]) -> dict[str, object]:
    mean, error = float(str(effect["yi"])), math.sqrt(float(str(effect["vi"])))
    shown = [mean, mean - Z95 * error, mean + Z95 * error]
    if effect["measure"] in RATIOS:
        shown = [math.exp(x) for x in shown]
    notes = [str(effect[key]) for key in ("assumptions", "doubts") if effect[key]]
    return {
        "Study": effect["label"],
        "Study year": find_year(evidence, evidence.studies[str(effect["study"])]),
        "GIV Mean": mean,
        "GIV SE": error,
        **dict(zip(("Mean", "CI start", "CI end"), shown, strict=True)),
        "Footnotes": "; ".join(notes) or None,
    }
