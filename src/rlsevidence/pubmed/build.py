"""A full record from its parts, whichever format they were read from: one place where ids, notices and hashes are made.

Pure. Parts are text that has been read already, so nothing is validated a second time: 20,000 records are read while
pydantic would still be checking 5,000.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypedDict, Unpack

from ..errors import EvidenceError
from ..model import (
    AbstractSection,
    Correction,
    DataBank,
    Frozen,
    FullRecord,
    Grant,
    Integrity,
    MeshHeading,
    OtherAbstract,
    RecordDates,
)
from ..model.titles import is_marked_withdrawn

INTEGRITY = {
    "RetractionIn": "retracted",
    "RetractedandRepublishedIn": "retracted",
    "PartialRetractionIn": "concern",
    "ExpressionOfConcernIn": "concern",
    "ErratumIn": "corrected",
    "CorrectedandRepublishedIn": "corrected",
}
"""PubMed's kind of link to another publication -> the kind of notice that it is about this one.

A retraction of a part is no withdrawal, and more than a correction: it is shown as a concern, for a person to weigh.
"""
DOI = re.compile(r"10\.\d{4,9}/\S+")
PMCID = re.compile(r"PMC[0-9]+(?!\w)")
PMID = re.compile(r"[1-9][0-9]{0,8}")

_fields_of: dict[type[Frozen], frozenset[str]] = {}
_set = object.__setattr__


def construct(model: type[Frozen], values: dict[str, Any]) -> Any:
    """`model.model_construct(**values)` for values that are complete and right, without its look at every field."""
    fields = _fields_of.get(model)
    if fields is None:
        fields = _fields_of[model] = frozenset(model.model_fields)
    made = model.__new__(model)
    _set(made, "__dict__", values)
    _set(made, "__pydantic_fields_set__", fields)
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made


def fold(text: str | None) -> str | None:
    """`text` with white space folded, also the kinds that only Unicode knows; None when nothing is left."""
    if not text:
        return None
    if text.isascii() and not ("\n" in text or "  " in text or "\t" in text or "\r" in text or text != text.strip()):
        return text  # most texts: looking is several times as fast as splitting
    return " ".join(text.split()) or None


NO_LANGUAGE = re.compile(
    r"(?:language )?(?:unknown|undetermined|undefined|unspecified|other|misc|und|mis|zxx|xxx|n[./]?[da]\.?|none|null"
    r"|not (?:known|specified|stated|available|reported|given)|okänt|ospecificerat|[-?.]+)",
    re.I,
)
"""What files and ISO 639-2 (und, mis, zxx) have where nobody knows the language, or there is none."""


def read_language(said: str) -> str | None:
    """A language as it is called, without what programs set round its name; None where they say that it is unknown."""
    text = re.sub(r"\s*[(\[]\d+[)\]]\s*$", "", " ".join(said.split()))
    text = re.sub(r"^language\s*:\s*|(?<=\w)\s+language$", "", text, flags=re.I)
    return None if not text or NO_LANGUAGE.fullmatch(text) else text


BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}


def clean_doi(text: str | None) -> str | None:
    """The DOI in `text`, in lower case, as DOIs are compared, without what stands behind it; None when there is none.

    Behind it may stand a stop, PubMed's mark of the kind ('[doi]') and a bracket that was opened before it.
    """
    match = DOI.search("".join(text.split())) if text else None
    found, before = (match[0].lower() if match else ""), ""
    while found != before:
        before = found
        found = found.removesuffix("[doi]").rstrip(".,;:\"'|")
        if found.endswith(tuple(BRACKETS)) and found.count(found[-1]) > found.count(BRACKETS[found[-1]]):
            found = found[:-1]
    return found if found and not found.endswith("/") else None


def clean_pmcid(text: str | None) -> str | None:
    """'PMC123' out of 'PMC123' or 'PMC123 [Available on 01/01/20]'; None for anything else."""
    match = PMCID.match(text) if text else None
    return match[0] if match else None


def list_further_pmcids(said: str, own: str | None) -> Iterator[str]:
    """That PMC's numbers stand beside the record's own one, where some do."""
    if further := [n for n in dict.fromkeys(PMCID.findall(said)) if n != own]:
        yield say_further("PMCIDs", further)


def list_unread_ids(holder: Any, ids: Mapping[str, str | None], got: FullRecord) -> Iterator[str]:
    """What of a record's identifiers is none, or is a further one. `holder`: its Article or Book, with ELocationIDs."""
    for kind, name, value in (("doi", "DOI", got.doi), ("pmc", "PMCID", got.pmcid)):
        if (said := ids.get(kind)) and not value:
            yield say_unread(name, said)
    located = () if holder is None else holder.iterchildren("ELocationID")
    dois = [text for e in located if e.get("EIdType") == "doi" and (text := fold(e.text))]
    yield from (say_unread("DOI", text) for text in dois if not clean_doi(text))
    if further := [doi for doi in dict.fromkeys(filter(None, map(clean_doi, dois))) if doi != got.doi]:
        yield say_further("DOIs", further)
    yield from list_further_pmcids(ids.get("pmc") or "", got.pmcid)


UNREAD = ("no ", "further ")
"""How `say_unread` and `say_further` begin."""


def say_further(what: str, found: Iterable[str]) -> str:
    """That identifiers stand beside the one that a record holds."""
    return f"further {what}, which one record has no place for: {', '.join(found)}"


def say_unread(what: str, said: str, tag: str = "") -> str:
    """That what stands where a DOI, a PMCID, a PMID, a day or a year should is none: the record has nothing of it."""
    stays = "unknown" if what in ("day", "year") else "in the file only"
    return f"no {what} is told from {said[:60]!r}{f' under {tag}' if tag else ''}; it stays {stays}"


def section(label: str | None, category: str | None, text: str) -> AbstractSection:
    made: AbstractSection = construct(AbstractSection, {"label": label, "category": category, "text": text})
    return made


def hash_abstract(abstract: tuple[AbstractSection, ...]) -> str | None:
    """SHA-256 of labels and texts, None without an abstract. When it changes, what was tagged was another text."""
    if not abstract:
        return None
    text = "\n".join(f"{s.label or ''}\t{s.text}" for s in abstract)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def list_notices(
    corrections: tuple[Correction, ...], types: tuple[str, ...], noted_on: str | None, title: str | None = None
) -> tuple[Integrity, ...]:
    """Notices about the record itself: from the links to other publications, the publication types and the title."""
    found = [
        Integrity.model_construct(kind=INTEGRITY[c.type], by=_name_notice(c.pmid), noted_on=noted_on)
        for c in corrections
        if c.type in INTEGRITY
    ]
    # The publication type says it too, and sometimes only the type or the title does.
    is_withdrawn = "Retracted Publication" in types or is_named_withdrawn(title, types)
    if is_withdrawn and not any(n.kind == "retracted" for n in found):
        found.append(Integrity.model_construct(kind="retracted", by=None, noted_on=noted_on))
    return tuple(dict.fromkeys(found))


def _name_notice(pmid: str | None) -> str | None:
    return f"pubmed:{pmid}" if pmid and PMID.fullmatch(pmid) else None


def is_named_withdrawn(title: str | None, types: tuple[str, ...]) -> bool:
    """Whether the title says that the article is withdrawn. The notice that withdraws one may bear the same title."""
    is_notice = "Retraction of Publication" in types or "Retraction Notice" in types
    return bool(title and is_marked_withdrawn(title)) and not is_notice


class Parts(TypedDict, total=False):
    """The parts of a record; what is left out is not recorded. `languages` in the source's order."""

    pmid: str | None
    doi: str | None
    pmcid: str | None
    title: str | None
    authors: tuple[str, ...]
    year: int | None
    journal: str | None
    volume: str | None
    issue: str | None
    pages: str | None
    languages: tuple[str, ...]
    publication_types: tuple[str, ...]
    mesh: tuple[MeshHeading, ...]
    created: str | None
    revised: str | None
    indexed: str | None
    published: str | None
    abstract: tuple[AbstractSection, ...]
    keywords: tuple[str, ...]
    databanks: tuple[DataBank, ...]
    grants: tuple[Grant, ...]
    comments_corrections: tuple[Correction, ...]
    vernacular_title: str | None
    version: str | None
    indexing_method: str | None
    other_abstracts: tuple[OtherAbstract, ...]
    published_online: str | None
    major_qualifiers: tuple[str, ...]


_EMPTY: dict[str, Any] = {name: () if "tuple" in str(kind) else None for name, kind in Parts.__annotations__.items()}


def build_record(**parts: Unpack[Parts]) -> FullRecord:
    """A record from its parts. EvidenceError without a PMID that can be one: it could not be found again."""
    p = {**_EMPTY, **parts}
    pmid = p["pmid"]
    if not pmid:
        raise EvidenceError("a record without a PMID")
    if not PMID.fullmatch(pmid):
        raise EvidenceError(f"found the PMID {pmid[:40]!r}, expected one to nine digits, the first of them not 0")
    corrections, types, abstract = p["comments_corrections"], p["publication_types"], p["abstract"]
    integrity: tuple[Integrity, ...] = ()
    if corrections or "Retracted Publication" in types or is_named_withdrawn(p["title"], types):
        integrity = list_notices(corrections, types, p["revised"] or p["created"], p["title"])
    record: FullRecord = construct(
        FullRecord,
        {
            "id": f"pubmed:{pmid}",
            "pmid": pmid,
            "doi": p["doi"],
            "pmcid": p["pmcid"],
            "url": None,
            # PubMed gives no title to a few records; the brackets say that this is not one.
            "title": p["title"] or p["vernacular_title"] or "[no title in PubMed]",
            "authors": p["authors"],
            "organisation": None,
            "year": p["year"],
            "journal": p["journal"],
            "volume": p["volume"],
            "issue": p["issue"],
            "pages": p["pages"],
            "language": ",".join(filter(None, map(read_language, p["languages"]))) or None,
            "publication_types": types,
            "mesh": p["mesh"],
            "integrity": integrity,
            "dates": construct(
                RecordDates,
                {
                    "created": p["created"],
                    "revised": p["revised"],
                    "indexed": p["indexed"],
                    "published": p["published"],
                },
            ),
            "abstract_sha256": hash_abstract(abstract),
            "origin": "pubmed",
            "verification": "pubmed",
            "unverified": (),
            "seen_at": (),
            "trial": None,
            "abstract": abstract,
            "keywords": p["keywords"],
            "databanks": p["databanks"],
            "grants": p["grants"],
            "comments_corrections": corrections,
            "vernacular_title": p["vernacular_title"],
            "version": p["version"],
            "indexing_method": p["indexing_method"],
            "other_abstracts": p["other_abstracts"],
            "published_online": p["published_online"],
            "major_qualifiers": p["major_qualifiers"],
        },
    )
    return record


def format_record(record: FullRecord) -> str:
    """The record as `parse --format jsonl` prints it: the keys of records.jsonl, then everything else it holds."""
    return record.model_dump_json()
