"""Abstracts that came with imports, on this machine only: what PubMed's archive is for records of other databases.

They belong to publishers, so none of them goes into the evidence; its records hold a hash.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import store
from ..model import AbstractSection, FullRecord, Record
from ..pubmed.medline import split_sections

FILE = Path("imports") / "abstracts.jsonl"


@dataclass(frozen=True)
class Texts:
    """The abstract of a record and its keywords, as a file gave them."""

    abstract: tuple[AbstractSection, ...]
    keywords: tuple[str, ...]


def split_abstract(text: str) -> tuple[AbstractSection, ...]:
    """Sections by labels in capitals, as in MEDLINE; one section where there are none."""
    return split_sections(" ".join(text.split()) or None)


BATCH = 200
"""Lines that are written at once: each time waits for the disk."""


def keep_abstracts(local: Path, texts: Iterable[tuple[str, tuple[str, tuple[str, ...]]]]) -> None:
    """Add abstract and keywords of records, by id; a text that is there already is not added again."""
    have = {line["id"]: _digest(line) for line in _read_lines(local)}
    (local / FILE).parent.mkdir(parents=True, exist_ok=True)
    waiting: list[str] = []
    for name, (text, keywords) in texts:
        line = {"id": name, "abstract": " ".join(text.split()), "keywords": list(keywords)}
        if text and have.get(name) != _digest(line):
            waiting.append(json.dumps(line, ensure_ascii=False) + "\n")
        if len(waiting) >= BATCH:
            store.append_line(local / FILE, "".join(waiting))
            waiting.clear()
    if waiting:
        store.append_line(local / FILE, "".join(waiting))


def read_abstracts(local: Path) -> dict[str, Texts]:
    """Every abstract that an import brought, by record id; the latest of a record. A line that was cut off is passed
    over: the file it came from is kept, and importing it again adds what is missing."""
    return {line["id"]: Texts(split_abstract(line["abstract"]), tuple(line["keywords"])) for line in _read_lines(local)}


def _read_lines(local: Path) -> Iterator[dict[str, Any]]:
    """The lines of the cache that are whole, one at a time: memory holds none of the others."""
    try:
        with (local / FILE).open(encoding="utf-8") as stream:
            for line in stream:
                with contextlib.suppress(ValueError):
                    yield json.loads(line)
    except OSError:
        return


def _digest(line: Mapping[str, Any]) -> bytes:
    """What tells one text from another in sixteen bytes, so that no text has to be held to compare with."""
    said = json.dumps([line["abstract"], line["keywords"]], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()[:16]


def complete(record: Record, texts: Texts | None) -> Record | FullRecord:
    """The record with the abstract that an import brought, where there is one."""
    if texts is None or isinstance(record, FullRecord):
        return record
    return FullRecord.model_construct(
        **{name: getattr(record, name) for name in Record.model_fields},
        abstract=texts.abstract,
        keywords=texts.keywords,
        databanks=(),
        grants=(),
        comments_corrections=(),
        vernacular_title=None,
        version=None,
    )
