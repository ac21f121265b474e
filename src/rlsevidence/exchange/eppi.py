"""EPPI-Reviewer's JSON: references with the codes that people gave them, which stand apart under numbers. Pure.

Shape: a public export, web-maintenance/eppi_export_162.json of github.com/infoqualitylab/Empirical-Retraction-Lit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..pubmed.build import fold
from .decisions import Decided
from .json_items import read_text
from .own_rows import split_words
from .people import short_name, tell_of_cut
from .stages import split_stage

PLACED = frozenset(
    {"Codes", "ItemId", "Title", "ParentTitle", "ShortTitle", "Year", "Month", "Volume", "Pages", "Issue",
     "URL", "Abstract", "Comments", "Authors", "DOI", "Keywords", "ItemStatus", "ItemStatusTooltip", "QuickCitation",
     "DateCreated", "CreatedBy", "DateEdited", "EditedBy", "OldItemId", "TypeName"}
)  # fmt: skip
"""Fields of a reference that a record or its notes have a place for, or that are EPPI-Reviewer's own."""
SCREENS = {"include": "include", "exclude": "exclude"}


def is_reference(value: object) -> bool:
    """Whether an object is a reference; outcomes, which stand in one, have a title as well."""
    return isinstance(value, dict) and "Title" in value and "OutcomeId" not in value


@dataclass(frozen=True)
class Code:
    """What a code is called; its type, of which 'Include' and 'Exclude' are those of screening; and the stage that its
    name, or that of a code or set above it, tells."""

    name: str
    kind: str = ""
    stage: str | None = None


def name_codes(value: Mapping[str, Any]) -> dict[Any, Code]:
    """AttributeId -> the code."""
    found: dict[Any, Code] = {}

    def walk(holder: Any, above: str | None) -> None:
        attributes = holder.get("Attributes") if isinstance(holder, dict) else None
        for one in (attributes or {}).get("AttributesList") or ():
            name = fold(one.get("AttributeName") or "") or ""
            stage = split_stage(name)[0] or above
            found[one.get("AttributeId")] = Code(name, one.get("AttributeType") or "", stage)
            walk(one, stage)

    for codes in value.get("CodeSets") or ():
        walk(codes, split_stage(str(codes.get("SetName") or ""))[0] if isinstance(codes, dict) else None)
    return found


def read_reference(item: Mapping[str, Any], codes: Mapping[Any, Code]) -> dict[str, Any]:
    """The fields of a reference; its codes as notes, and those of screening as decisions of nobody who is named."""

    text = partial(read_text, item)

    said, decided = [], []
    for code in _codes(item):
        known = codes.get(code.get("AttributeId")) or Code(f"code {code.get('AttributeId')}")
        name = known.name
        more = fold(str(code.get("AdditionalText") or ""))
        words = f"{name}: {more}" if more else name
        said.append(f"code: {'; '.join((words, *_say_place(code)))}")
        if word := SCREENS.get(known.kind.strip().casefold()):
            reason = re.sub(r"^exclu\w*(?: on)?\W*", "", name, flags=re.I) if word == "exclude" else None
            decided.append(Decided(word, None, reason or None, words, known.stage))
    for key in ("Comments", "ItemStatusTooltip"):
        if value := text(key):
            said.append(f"{key}: {value}")
    return {
        "title": text("Title"),
        "authors": tuple(filter(None, (short_name(n) for n in str(item.get("Authors") or "").split(";") if n.strip()))),
        "doubts": tell_of_cut(str(item.get("Authors") or "").split(";")),
        "year": text("Year"),
        "journal": text("ParentTitle"),
        "volume": text("Volume"),
        "issue": text("Issue"),
        "pages": text("Pages"),
        "language": None,
        "doi": text("DOI"),
        "pmid": None,
        "pmcid": None,
        "url": text("URL"),
        "types": (),
        "abstract": text("Abstract") or "",
        "keywords": split_words("; ".join(str(item.get("Keywords") or "").splitlines())),
        "said": tuple(said),
        "decisions": tuple(dict.fromkeys(decided)),
    }


def _say_place(code: Mapping[str, Any]) -> Iterator[str]:
    """Of which arm a code is, and what of the report people marked for it."""
    if arm := fold(str(code.get("ArmTitle") or "")):
        yield f"arm: {arm}"
    for marked in code.get("ItemAttributeFullTextDetails") or ():
        text = fold(str(marked.get("Text") or "")) if isinstance(marked, dict) else None
        if text:
            yield f"marked in {fold(str(marked.get('DocTitle') or '')) or 'a document'}: {text}"


def _codes(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from (code for code in item.get("Codes") or () if isinstance(code, dict))
