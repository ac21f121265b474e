"""Where everything stands in a workspace: one list of the files of `evidence/` and of the folders beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from .model import (
    Appraisal,
    Certainty,
    Claim,
    Concept,
    Document,
    DoseLimits,
    FactCheck,
    Frozen,
    HandSearch,
    HealthClaims,
    Interactions,
    Link,
    Person,
    Protocol,
    Reading,
    Record,
    Salts,
    Screening,
    ScreeningStop,
    Seal,
    Search,
    SearchRun,
    Study,
    Tag,
    Topic,
    UnreadStudy,
    Verification,
    VocabularyWord,
    WatchList,
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
    item: type[Frozen] | None = None
    """For a file that maps words to items: what an item is. `vocabulary.yaml` has groups above its words."""
    optional: bool = False
    """A workspace may do without it; `Evidence` then has None, or nothing, in its place."""

    @property
    def validator(self) -> TypeAdapter[Any]:
        """What turns the plain value of a YAML file into the part's value."""
        return _validator(self)

    @property
    def is_folder(self) -> bool:
        return "{name}" in self.pattern

    @property
    def folder(self) -> str:
        return self.pattern.partition("/")[0]


@cache
def _validator(part: Part) -> TypeAdapter[Any]:
    if part.model is not None:
        return TypeAdapter(part.model)
    words = dict[str, part.item]  # type: ignore[name-defined]
    return TypeAdapter(dict[str, words] if part.field == "vocabulary" else words)


PARTS = (
    Part("vocabulary", "vocabulary.yaml", "yaml", None, item=VocabularyWord),
    Part("topic", "topic.yaml", "yaml", Topic),
    Part("protocol", "protocol.yaml", "yaml", Protocol),
    Part("people", "people.tsv", "tsv", Person),
    Part("documents", "documents/{name}.yaml", "yaml", Document, "id"),
    Part("concepts", "concepts.yaml", "yaml", None, item=Concept, optional=True),
    Part("claims", "claims/{name}.yaml", "yaml", Claim, "id"),
    Part("searches", "searches/{name}.yaml", "yaml", Search, "id"),
    Part("runs", "searches/runs.jsonl", "jsonl", SearchRun),
    Part("hand_searches", "searches/by-hand.tsv", "tsv", HandSearch, optional=True),
    Part("records", "records.jsonl", "jsonl", Record, "id"),
    Part("studies", "studies/{name}.yaml", "yaml", Study, "id"),
    Part("unread", "unread/{name}.yaml", "yaml", UnreadStudy, "id", optional=True),
    Part("screening", "screening.tsv", "tsv", Screening),
    Part("stops", "screening-stops.tsv", "tsv", ScreeningStop, optional=True),
    Part("tags", "tags.tsv", "tsv", Tag),
    Part("verifications", "verifications.tsv", "tsv", Verification, optional=True),
    Part("links", "links.tsv", "tsv", Link, optional=True),
    Part("appraisals", "appraisals/{name}.yaml", "yaml", Appraisal),
    Part("certainty", "certainty/{name}.yaml", "yaml", Certainty, "claim"),
    Part("fact_checks", "fact-checks.tsv", "tsv", FactCheck, optional=True),
    Part("watch", "watch.yaml", "yaml", WatchList, optional=True),
    Part("readings", "readings.tsv", "tsv", Reading, optional=True),
    Part("seals", "readings-seals.tsv", "tsv", Seal, optional=True),
    Part("dose_limits", "dose-limits.yaml", "yaml", DoseLimits, optional=True),
    Part("salts", "salts.yaml", "yaml", Salts, optional=True),
    Part("interactions", "interactions.yaml", "yaml", Interactions, optional=True),
    Part("health_claims", "health-claims.yaml", "yaml", HealthClaims, optional=True),
)

BY_FIELD = {part.field: part for part in PARTS}

PROSE = frozenset({"README.md", "OPEN-QUESTIONS.md", "CHANGES.md"})
"""Files of `evidence/` that are for people only."""
SCHEMAS = "schemas"
"""Folder of `evidence/` with the JSON Schemas that the program writes for editors."""


LANGUAGE = "language"
"""Folder of `evidence/` with catalogues of languages that the program does not ship (`<code>.po`)."""


def part_path(field: str, name: str = "") -> str:
    """The path, relative to `evidence/`, of a part; `name` for parts with one file per item."""
    return BY_FIELD[field].pattern.format(name=name)


def appraisal_name(appraisal: Appraisal) -> str:
    """`<study>.<tool>`, or `<study>.<tool>.<by>` for one person's own, which stands beside those of others."""
    return f"{appraisal.study}.{appraisal.tool}" + (f".{appraisal.by}" if appraisal.by else "")


def appraisal_path(appraisal: Appraisal) -> str:
    """Where the file of an appraisal stands, relative to `evidence/`."""
    return part_path("appraisals", appraisal_name(appraisal))


def own_name(name: str, by: str) -> str:
    """`<name>.<by>`: one person's own file, finished or not, beside the one of that name that counts."""
    return f"{name}.{by}"
