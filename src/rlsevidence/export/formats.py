"""Every format that an export can have, and what each cannot hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..citing import cite
from ..citing.items import find_address
from ..decisions import Settled
from ..errors import UsageError
from ..model import Evidence, FullRecord, Record
from ..tagging.anchors import drop_anchor
from ..unknown import tell_unknown
from .analysis import EFFECTS, Left, list_effects, write_metafor, write_robvis
from .bundle import write_bundle
from .cells import is_formula
from .choose import Asked, Item, list_items
from .references import write_bibtex, write_csl, write_medline, write_references, write_ris
from .revman import write_revman
from .tables import CELL, tabulate, write_package, write_parquet, write_records_csv, write_records_xlsx

WRITERS: Mapping[str, tuple[str, Callable[[Sequence[Item]], str | bytes]]] = {
    "ris": (".ris", write_ris),
    "bibtex": (".bib", write_bibtex),
    "csl-json": (".json", write_csl),
    "csv": (".csv", write_records_csv),
    "xlsx": (".xlsx", write_records_xlsx),
    "nbib": (".nbib", write_medline),
}
SHOWS_DOCUMENTS = ("tables", "parquet", "bundle")
"""Formats with a table of the documents' sentences."""
FORMATS = (*WRITERS, "references", "tables", "parquet", "revman", "metafor", "robvis", "bundle")
"""Names of the formats: records first, then the review."""

BESIDE = ("mesh", "publication_types", "integrity", "dates", "seen_at", "organisation", "unverified")
"""Fields of a record that not every format has a place for."""
PARTED = ("csv", "xlsx", "bibtex", "csl-json")
"""Formats that have all keywords in one text."""
HOLDS: Mapping[str, frozenset[str]] = {"nbib": frozenset({"mesh", "publication_types"})}


@dataclass(frozen=True)
class Export:
    """What goes out: file name -> content (one file for records, several for the review), how many records it holds,
    and what it could not hold, each with how many records that concerns."""

    files: Mapping[str, str | bytes]
    records: int
    losses: tuple[Mapping[str, Any], ...]


def export_review(
    format: str,
    settled: Settled,
    records: Sequence[Record | FullRecord],
    counted: Mapping[str, frozenset[str]],
    asked: Asked,
    *,
    root: Path,
    today: str,
    style: str = "vancouver",
    language: str = "en",
    history: Mapping[str, str] = MappingProxyType({}),
    shown: Evidence | None = None,
) -> Export:
    """One format of the review. UsageError for a format or a claim that there is not.

    `shown`: the evidence as its tables show it, without wordings that are kept back.
    """
    evidence = settled.evidence
    if format not in FORMATS:
        raise UsageError(tell_unknown("format", format, FORMATS))
    if asked.claim is not None and asked.claim not in evidence.claims:
        raise UsageError(tell_unknown("claim", asked.claim, evidence.claim_titles))
    items = list_items(settled, records, counted, asked)
    if format in WRITERS:
        ending, write = WRITERS[format]
        kept = [i for i in items if format != "nbib" or i.record.pmid]
        return Export({f"records{ending}": write(kept)}, len(kept), list_losses(items, format))
    if format == "references":
        return Export(write_references(cite([i.record for i in items], style, language), language), len(items), ())
    claims = [asked.claim] if asked.claim else list(evidence.claims)
    chosen = None
    if not asked.is_all:
        chosen = frozenset(study for i in items if (study := settled.study_of.get(i.record.id)))
    studies = [s for s in evidence.studies.values() if chosen is None or s.id in chosen]
    if format == "metafor":
        files, left = write_metafor(studies, claims)
    elif format == "revman":
        files, left = write_revman(evidence, studies, claims)
    elif format == "robvis":
        files, left = write_robvis(evidence, chosen)
    else:
        if not asked.is_all:
            raise UsageError(f"{format} holds the whole review: leave out --claim, --stance, --counted and --screened")
        effects, left = list_effects(studies, claims)
        title, licence = evidence.topic.title.in_language("en"), evidence.topic.licence
        if format == "parquet":
            return Export(write_parquet(shown or evidence, title, licence), len(records), ())
        files = write_package(shown or evidence, title, {"effects": (EFFECTS, effects)}, licence)
        if format == "bundle":
            data = write_bundle(root, files, today=today, more=history)
            return Export({"review.zip": data}, len(records), ())
    return Export(dict(files), len(items), group_losses(left))


def group_losses(left: Sequence[Left]) -> tuple[Mapping[str, Any], ...]:
    """What was left out for the same reason together, the most frequent reason first; `which` names each."""
    grouped: dict[str, list[str]] = {}
    for which, why in left:
        grouped.setdefault(why, []).append(which)
    return tuple(
        {"what": "left out", "records": len(those), "why": why, "which": those}
        for why, those in sorted(grouped.items(), key=lambda g: (-len(g[1]), g[0]))
    )


def list_losses(items: Sequence[Item], format: str) -> tuple[Mapping[str, Any], ...]:
    """What a format of records cannot hold, with how many records it concerns and why."""
    found: Counter[tuple[str, str]] = Counter()
    for item in items:
        r = item.record
        if format == "nbib" and not r.pmid:
            found["record", "the format begins with a PMID, and it has none: left out"] += 1
            continue
        for field in BESIDE:
            value = getattr(r, field)
            filled = any(v is not None for v in value.model_dump().values()) if field == "dates" else bool(value)
            if filled and field not in HOLDS.get(format, frozenset()):
                why = "the format has no place for it"
                if field == "organisation" and not r.authors:
                    why = "written as an author, and read back as one"
                    if format in ("csv", "xlsx") and "," in str(value):
                        why = "written as an author; its comma may be read as that before given names"
                found[field, why] += 1
        if r.verification != "partial":
            found["verification", "read back as partial: a file is no word of the source"] += 1
        if format == "nbib" and find_address(r):
            found["url", "the format has no place for it"] += 1
        elif r.url and r.prefix != "url":
            registered = "written as the page of the registry, and read back as the registration alone"
            found["url", registered if r.prefix == "nct" else "read back among the addresses where it was seen"] += 1
        if format in ("ris", "csv", "xlsx") and any(set(";|" if format != "ris" else ";") & set(n) for n in r.authors):
            found["authors", "one has a semicolon or a bar in it, by which readers part them"] += 1
        if any(drop_anchor(t.note) != t.note for t in item.tags):
            found["tags", "the place of the quote that a tag rests on stays here"] += 1
        if format in PARTED and any(set(";|") & set(word) for word in item.keywords):
            found["keywords", "one has a semicolon or a bar in it, by which readers part them"] += 1
        if format in ("ris", "csv", "xlsx", "bibtex", "csl-json") and item.abstract:
            found["abstract", "its sections are run together, labels in capitals"] += 1
        if format == "bibtex":
            said = (r.title, r.journal or "", *r.authors)
            if any(set("{}^") & set(text) for text in said):
                found[
                    "text", "braces and ^ are written as LaTeX; readers drop the braces, may take ^ for an accent"
                ] += 1
            if any("--" in text for text in (*said, find_address(r))):
                found["text", "LaTeX has -- for a dash, and readers may put one there, in addresses too"] += 1
        if format in ("csv", "xlsx"):
            row = tabulate(item)
            if format == "csv" and any(map(is_formula, row.values())):
                found["cells", "a cell begins like a formula: an apostrophe stands before it"] += 1
            if format == "xlsx" and any(len(str(v)) > CELL for v in row.values() if v is not None):
                found["cells", f"longer than {CELL} characters, which a cell can hold: cut"] += 1
    return tuple({"what": what, "records": n, "why": why} for (what, why), n in sorted(found.items()))
