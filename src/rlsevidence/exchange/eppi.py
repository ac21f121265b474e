"""EPPI-Reviewer's JSON: references with the codes that people gave them, which stand apart under numbers. Pure.

Shape: a public export, web-maintenance/eppi_export_162.json of github.com/infoqualitylab/Empirical-Retraction-Lit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ..pubmed.build import fold
from .decisions import Decided
from .json_items import read_text
from .own_rows import split_words
from .people import short_name, tell_of_cut

PLACED = frozenset(
    {"Codes", "Outcomes", "ItemId", "Title", "ParentTitle", "ShortTitle", "Year", "Month", "Volume", "Pages", "Issue",
     "URL", "Abstract", "Comments", "Authors", "DOI", "Keywords", "ItemStatus", "ItemStatusTooltip", "QuickCitation",
     "DateCreated", "CreatedBy", "DateEdited", "EditedBy", "OldItemId", "TypeName"}
)  # fmt: skip
"""Fields of a reference that a record or its notes have a place for, or that are EPPI-Reviewer's own."""
SCREENS = {"include": "include", "exclude": "exclude"}


def is_reference(value: object) -> bool:
    """Whether an object is a reference; outcomes, which stand in one, have a title as well."""
    return isinstance(value, dict) and "Title" in value and "OutcomeId" not in value


def name_codes(value: Mapping[str, Any]) -> dict[Any, tuple[str, str]]:
    """AttributeId -> (what the code is called, its type): 'Include' and 'Exclude' are those of screening."""
    found: dict[Any, tuple[str, str]] = {}

    def walk(holder: Any) -> None:
        attributes = holder.get("Attributes") if isinstance(holder, dict) else None
        for one in (attributes or {}).get("AttributesList") or ():
            found[one.get("AttributeId")] = (fold(one.get("AttributeName") or "") or "", one.get("AttributeType") or "")
            walk(one)

    for codes in value.get("CodeSets") or ():
        walk(codes)
    return found


def read_reference(item: Mapping[str, Any], codes: Mapping[Any, tuple[str, str]]) -> dict[str, Any]:
    """The fields of a reference; its codes as notes, and those of screening as decisions of nobody who is named."""

    text = partial(read_text, item)

    said, decided = [], []
    for code in _codes(item):
        name, kind = codes.get(code.get("AttributeId"), (f"code {code.get('AttributeId')}", ""))
        more = fold(str(code.get("AdditionalText") or ""))
        words = f"{name}: {more}" if more else name
        said.append(f"code: {words}")
        if word := SCREENS.get(kind.strip().casefold()):
            reason = re.sub(r"^exclu\w*(?: on)?\W*", "", name, flags=re.I) if word == "exclude" else None
            decided.append(Decided(word, None, reason or None, words))
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


def _codes(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from (code for code in item.get("Codes") or () if isinstance(code, dict))
