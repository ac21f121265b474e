"""Where everything stands in a workspace: one list of the files of `evidence/` and of the folders beside it."""

from __future__ import annotations

from dataclasses import dataclass

from .model import (
    Appraisal,
    Certainty,
    Claim,
    Document,
    DoseLimits,
    Frozen,
    HealthClaims,
    Interactions,
    Person,
    Protocol,
    Record,
    Salts,
    Screening,
    Search,
    SearchRun,
    Study,
    Tag,
    Topic,
)


@dataclass(frozen=True)
class Part:
    """One kind of file in `evidence/`.

    `field` is the attribute of `Evidence`; `pattern` the path, with `{name}` where there is one file per item;
    `form` is yaml, jsonl or tsv; `key` names the attribute that the file's name (or the line) must equal.
    """

    field: str
    pattern: str
    form: str
    model: type[Frozen] | None
    key: str | None = None

    @property
    def is_folder(self) -> bool:
        return "{name}" in self.pattern

    @property
    def folder(self) -> str:
        return self.pattern.partition("/")[0]


PARTS = (
    Part("vocabulary", "vocabulary.yaml", "yaml", None),
    Part("topic", "topic.yaml", "yaml", Topic),
    Part("protocol", "protocol.yaml", "yaml", Protocol),
    Part("people", "people.tsv", "tsv", Person),
    Part("documents", "documents/{name}.yaml", "yaml", Document, "id"),
    Part("claims", "claims/{name}.yaml", "yaml", Claim, "id"),
    Part("searches", "searches/{name}.yaml", "yaml", Search, "id"),
    Part("runs", "searches/runs.jsonl", "jsonl", SearchRun),
    Part("records", "records.jsonl", "jsonl", Record, "id"),
    Part("studies", "studies/{name}.yaml", "yaml", Study, "id"),
    Part("screening", "screening.tsv", "tsv", Screening),
    Part("tags", "tags.tsv", "tsv", Tag),
    Part("appraisals", "appraisals/{name}.yaml", "yaml", Appraisal),
    Part("certainty", "certainty/{name}.yaml", "yaml", Certainty, "claim"),
    Part("dose_limits", "dose-limits.yaml", "yaml", DoseLimits),
    Part("salts", "salts.yaml", "yaml", Salts),
    Part("interactions", "interactions.yaml", "yaml", Interactions),
    Part("health_claims", "health-claims.yaml", "yaml", HealthClaims),
)

BY_FIELD = {part.field: part for part in PARTS}

PROSE = frozenset({"README.md", "OPEN-QUESTIONS.md", "CHANGES.md"})
"""Files of `evidence/` that are for people only."""
SCHEMAS = "schemas"
"""Folder of `evidence/` with the JSON Schemas that the program writes for editors."""


def part_path(field: str, name: str = "") -> str:
    """The path, relative to `evidence/`, of a part; `name` for parts with one file per item."""
    return BY_FIELD[field].pattern.format(name=name)


def appraisal_name(appraisal: Appraisal) -> str:
    """`<study>.<tool>`, or `<study>.<tool>.<by>` for one person's own, which stands beside those of others."""
    return f"{appraisal.study}.{appraisal.tool}" + (f".{appraisal.by}" if appraisal.by else "")
