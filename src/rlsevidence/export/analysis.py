"""Effects and appraisals as input for R: metafor and robvis, each with a script that runs there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..model import Evidence, Study
from ..synthesis.result_effects import NoEffect, compute_effect
from .cells import write_csv

EFFECTS: Mapping[str, tuple[str, str]] = {
    "claim": ("string", "claim that the result speaks to, by its id"),
    "study": ("string", "study, by its id"),
    "label": ("string", "name of the study"),
    "outcome": ("string", "outcome, a word of the vocabulary"),
    "kind": ("string", "kind of comparison, a word of the vocabulary; kinds are never put together"),
    "measure": ("string", "effect measure, such as MD or RR"),
    "yi": ("number", "effect; the natural logarithm of it where the measure is a ratio"),
    "vi": ("number", "variance of yi: its standard error squared"),
    "n": ("integer", "people in the study, all arms; empty where it is not known"),
    "better": ("string", "whether lower or higher values are better for people"),
    "assumptions": ("string", "what was taken for granted to compute yi and vi"),
    "doubts": ("string", "what may be wrong with them"),
}
"""Columns of the table of effects -> type and what it holds."""
Left = tuple[str, str]
"""What was left out, and why."""
METAFOR = """# Effects of the review, for the R package metafor: Rscript metafor.R
# Ratios are on the log scale. Only results of one outcome, one measure and one kind of comparison are put together;
# before-and-after changes never stand beside comparisons. Whether studies are alike enough is for people to judge.
library(metafor)
effects <- read.csv("effects.csv", encoding = "UTF-8")
effects <- effects[!is.na(effects$yi) & !is.na(effects$vi) & effects$kind != "pooled", ] # reviews hold their trials
for (one in split(effects, paste(effects$claim, effects$outcome, effects$kind, effects$measure))) {
  cat("\\n", one$claim[1], "|", one$outcome[1], "|", one$kind[1], "|", one$measure[1], ":", nrow(one), "results\\n")
  if (anyDuplicated(one$study)) {
    cat("not pooled: a study stands here more than once\\n")
  } else if (nrow(one) > 1) {
    print(rma(yi, vi, data = one, slab = one$label, method = "REML", test = "adhoc"))
  }
}
"""
ROBVIS = """# Risk of bias of the review, for the R package robvis: Rscript robvis.R
library(robvis)
for (tool in c("ROB2", "ROBINS-I")) {
  file <- paste0(tolower(gsub("-", "", tool)), ".csv")
  if (file.exists(file)) {
    judged <- read.csv(file, check.names = FALSE, encoding = "UTF-8")
    name <- sub(".csv", "", file, fixed = TRUE)
    rob_save(rob_traffic_light(judged, tool = tool), file = paste0(name, "-traffic.png"))
    rob_save(rob_summary(judged, tool = tool, weighted = FALSE), file = paste0(name, "-bars.png"))
  }
}
"""
WORDS = {
    "unclear": "No information",
    "low": "Low",
    "some_concerns": "Some concerns",
    "some-concerns": "Some concerns",
    "high": "High",
    "moderate": "Moderate",
    "serious": "Serious",
    "critical": "Critical",
    "no_information": "No information",
    "no-information": "No information",
}
"""Our word of a judgement -> robvis's."""
TOOLS = {"rob2": "rob2.csv", "robins-i": "robinsi.csv"}


def list_effects(studies: Iterable[Study], claims: Sequence[str]) -> tuple[list[dict[str, object]], list[Left]]:
    """Rows of EFFECTS for each result of `claims` with an effect and a variance, and what was left out, with why."""
    rows: list[dict[str, object]] = []
    left: list[Left] = []
    for study in studies:
        for result in study.results:
            for claim in claims:
                if claim not in result.claims:
                    continue
                found = compute_effect(study, result)
                if isinstance(found, NoEffect) or found.vi is None:
                    why = found.why if isinstance(found, NoEffect) else "no variance"
                    left.append((f"{study.id}, {result.outcome} ({claim})", why))
                    continue
                rows.append(
                    {
                        "claim": claim,
                        "study": study.id,
                        "label": study.label,
                        "outcome": result.outcome,
                        "kind": result.kind,
                        "measure": found.measure,
                        "yi": found.yi,
                        "vi": found.vi,
                        "n": study.population.n,
                        "better": found.better,
                        "assumptions": "; ".join(found.assumptions) or None,
                        "doubts": "; ".join(found.warnings) or None,
                    }
                )
    return sorted(rows, key=lambda r: [str(r[k]) for k in ("claim", "outcome", "kind", "measure", "study")]), left


def write_metafor(studies: Iterable[Study], claims: Sequence[str]) -> tuple[dict[str, str], list[Left]]:
    rows, left = list_effects(studies, claims)
    return {"effects.csv": write_csv(tuple(EFFECTS), rows), "metafor.R": METAFOR}, left


def write_robvis(evidence: Evidence, studies: frozenset[str] | None) -> tuple[dict[str, str], list[Left]]:
    """One table a tool that robvis draws; appraisals by other tools are left out and named."""
    tables: dict[str, list[Mapping[str, object]]] = {}
    left: list[Left] = []
    for a in evidence.appraisals:
        if studies is not None and a.study not in studies:
            continue
        if a.tool not in TOOLS:
            left.append((a.study, f"{a.tool} is no tool that robvis draws"))
            continue
        label = evidence.studies[a.study].label if a.study in evidence.studies else a.study
        judged = {f"D{i}": WORDS.get(d.judgement, d.judgement) for i, d in enumerate(a.domains.values(), 1)}
        tables.setdefault(TOOLS[a.tool], []).append(
            {"Study": label, **judged, "Overall": WORDS.get(a.overall, a.overall)}
        )
    files = {name: write_csv(list(rows[0]), rows) for name, rows in tables.items()}
    return {**files, "robvis.R": ROBVIS}, left
