"""What programs read from the site: everything that the pages show, as JSON, each kind with a JSON Schema.

`api/claims.json` holds the same values as `rlsevidence show --format json`. Nothing here has to be asked of a server.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from .. import __version__
from ..judgement.summary_plain import format_summary
from ..language import say
from ..model import Appraisal, Certainty, Document, Record, Study
from ..model.base import Frozen
from ..reporting import TABLES
from ..reporting.as_csv import write_sheet_csv
from ..synthesis.flow import Flow, find_faults
from .api_shapes import ClaimShape, FlowShape, IndexShape, ParagraphShape, TableShape

if TYPE_CHECKING:
    from ..workspace import Workspace

DRAFT = "https://json-schema.org/draft/2020-12/schema"
SHAPES: dict[str, Any] = {
    "claims": list[ClaimShape],
    "studies": list[Study],
    "records": list[Record],
    "documents": list[Document],
    "appraisals": list[Appraisal],
    "certainty": list[Certainty],
    "flow": FlowShape,
    "table": TableShape,
    "draft": list[ParagraphShape],
    "index": IndexShape,
}
"""Kind -> the shape of its files."""


@dataclass(frozen=True)
class ApiFile:
    """One file below api/: its path, its kind (a key of SHAPES), its language if it has one, and what it holds."""

    path: str
    kind: str
    value: Any
    language: str | None = None
    table: str | None = None

    def describe(self, language: str) -> str:
        """What it holds, in a language of the pages."""
        held = say(f"api.{self.kind}", language)
        if self.table:
            family = "table" if self.table in _TITLED else "checklist"
            held = f"{held}: {say(f'{family}.title.{self.table}', language)}"
        return f"{held} ({self.language})" if self.language else held


_TITLED = frozenset(TABLES) - {"prisma", "prisma-s", "swim"}


def list_api(review: Workspace) -> tuple[ApiFile, ...]:
    """Every file, the index last."""
    made = (*_list_kinds(review), *_list_tables(review))
    entries = [
        {"path": f.path, "holds": f.describe("en"), "schema": f"schemas/{f.kind}.schema.json"}
        for f in made
        if not f.path.endswith(".csv")
    ]
    about = {"made_on": review.today.isoformat(), "version": __version__, "files": entries}
    return (*made, ApiFile("index.json", "index", about))


def _list_kinds(review: Workspace) -> Iterator[ApiFile]:
    evidence = review.evidence
    yield ApiFile("claims.json", "claims", [format_summary(s) for s in review.summaries])
    yield ApiFile("studies.json", "studies", _dump(evidence.studies.values()))
    yield ApiFile("records.json", "records", _dump(evidence.records.values()))
    yield ApiFile("documents.json", "documents", _dump(review.shown.documents.values()))
    yield ApiFile("appraisals.json", "appraisals", _dump(evidence.appraisals))
    yield ApiFile("certainty.json", "certainty", _dump(review.settled.judged.values()))
    yield ApiFile("flow.json", "flow", _plain_flow(review.flow))
    for language in evidence.topic.languages:
        paragraphs = [
            {
                "section": p.section,
                "language": language,
                "pieces": [{"text": piece.text, "target": piece.target} for piece in p.pieces],
            }
            for p in review.draft(language)
        ]
        yield ApiFile(f"draft.{language}.json", "draft", paragraphs, language)


def _list_tables(review: Workspace) -> Iterator[ApiFile]:
    for language in review.evidence.topic.languages:
        for name in TABLES:
            sheet = review.table(name, language)
            yield ApiFile(f"tables/{name}.{language}.json", "table", sheet.to_plain(), language, name)
            yield ApiFile(f"tables/{name}.{language}.csv", "table", write_sheet_csv(sheet), language, name)


def _dump(items: Iterable[Frozen]) -> list[Any]:
    return [item.model_dump(mode="json", by_alias=True) for item in items]


def _plain_flow(flow: Flow) -> dict[str, Any]:
    return {
        "boxes": {name: list(ids) for name, ids in flow.boxes.items()},
        "not_searched": [s for s, n in (*flow.databases.items(), *flow.citations.items()) if n is None],
        "faults": [
            {"box": f.box, "found": f.found, "expected": f.expected, "ids": list(f.ids)} for f in find_faults(flow)
        ],
    }


def write_api(files: Sequence[ApiFile]) -> dict[str, bytes]:
    """Path below the site -> bytes, schemas included."""
    out = {f"api/{f.path}": (f.value if isinstance(f.value, str) else _write(f.value)).encode("utf-8") for f in files}
    for kind, schema in build_api_schemas().items():
        out[f"api/schemas/{kind}.schema.json"] = _write(schema).encode("utf-8")
    return out


def build_api_schemas() -> dict[str, Any]:
    """Kind -> its JSON Schema. More keys than it names may be there: keys are added, never renamed."""
    made = {}
    for kind, shape in SHAPES.items():
        schema = TypeAdapter(shape).json_schema(by_alias=True, mode="serialization")
        made[kind] = {"$schema": DRAFT, "title": kind, **_open(schema)}
    return made


def _open(value: Any) -> Any:
    """The schema without a ban on further keys."""
    if isinstance(value, dict):
        return {k: _open(v) for k, v in value.items() if not (k == "additionalProperties" and v is False)}
    return [_open(v) for v in value] if isinstance(value, list) else value


def _write(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
