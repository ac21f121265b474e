"""EBSCOhost's XML (CINAHL, APA PsycInfo, ...): the fields of each record. Nothing outside the file is fetched. Pure.

Elements as in a recorded answer of EBSCOhost (rec/header/controlInfo with jinfo, pubinfo and artinfo), which public
programs hold as a sample, such as the type provider of EBSCOProvider.fs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .xml_pieces import Broken, read_whole, text_of_element

PLACES = {
    "title": ("artinfo/tig/atl", "bkinfo/btl"),
    "journal": ("jinfo/jtl",),
    "volume": ("pubinfo/vid",),
    "issue": ("pubinfo/iid",),
    "pages": ("artinfo/ppf",),
    "doi": ("artinfo/ui[@type='doi']",),
    "pmid": ("artinfo/ui[@type='pmid']",),
    "abstract": ("artinfo/ab",),
    "language": ("language",),
}
"""Field -> where it stands under controlInfo, the first that says something."""
PLACED = frozenset(
    {"atl", "btl", "jtl", "vid", "iid", "ppf", "ui", "ab", "language", "au", "subj", "keyword", "dt", "issn", "jid"}
)
UNSAID = frozenset({"formats", "maglogo", "holdings", "fmt", "i", "b", "u", "em", "sup", "sub"})
"""What is of EBSCO's own pages, and markup within a text."""


@dataclass(frozen=True)
class EbscoRecord:
    """One record: its line, its fields, authors, subjects, and the names of elements that had no place."""

    line: int
    fields: dict[str, str]
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    unplaced: tuple[str, ...]


def is_ebsco(text: str) -> bool:
    head = re.sub(r"<\?xml[^>]*\?>|<!--.*?-->", "", text[:4096], flags=re.S).lstrip()
    return re.match(r"(?:<records\b[^>]*>\s*)?<rec\b[^>]*>\s*(?:<(?!header)[^>]*>[^<]*)*<header\b", head) is not None


def read_ebsco(text: str) -> tuple[list[EbscoRecord], list[Broken]]:
    """The records of the file, and what of it is broken."""
    return read_whole(text, ("rec",), ("records",), _read)


def _read(record: Any, line: int) -> EbscoRecord:
    info = record.find("header/controlInfo")
    if info is None:
        return EbscoRecord(line, {}, (), (), ())

    def texts(*paths: str) -> tuple[str, ...]:
        return tuple(t for path in paths for e in info.findall(path) if (t := text_of_element(e)))

    fields = {field: found[0] for field, paths in PLACES.items() if (found := texts(*paths))}
    day = info.find("pubinfo/dt")
    if day is not None and (year := day.get("year") or text_of_element(day)):
        fields["year"] = year
    for other in texts("artinfo/ui[@type='other']"):
        if re.fullmatch(r"PMC\d+", other):
            fields["pmcid"] = other
    more = (
        {e.tag for e in info.iter() if isinstance(e.tag, str) and not len(e) and text_of_element(e)} - PLACED - UNSAID
    )
    return EbscoRecord(
        line,
        fields,
        texts("artinfo/aug/au", "artinfo/aug/cau"),
        tuple(dict.fromkeys(texts("artinfo/sug/subj", "artinfo/keyword"))),
        tuple(sorted(more)),
    )
