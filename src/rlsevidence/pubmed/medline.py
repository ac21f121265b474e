"""MEDLINE text (.nbib) -> FullRecord: the same record that the XML gives, as far as the format holds it.

What the text cannot say: the UI of MeSH headings, the qualifier of a star that stands before the heading, NLM's
categories of the sections of an abstract, sections whose label is not in capitals, the version of the record, how it
was indexed, where authors stand among groups, and a grant whose number holds a slash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from ..errors import EvidenceError
from ..model import AbstractSection, Correction, DataBank, FullRecord, Grant, MeshHeading, OtherAbstract
from .build import build_record, clean_doi, clean_pmcid, list_further_pmcids, say_further, say_unread, section
from .dates import format_date, parse_medline_date

TAG = re.compile(r"^([A-Z][A-Z0-9]{1,3}) *- ?(.*)$")
LABEL = re.compile(r"(?:(?<=^)|(?<=[.?!)\]%] ))([A-Z][A-Z0-9 ,/&()'-]{2,60}): (?=\S)")
CORRECTIONS = {
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "CRF": "CorrectedandRepublishedFrom",
    "CRI": "CorrectedandRepublishedIn",
    "DDIN": "AssociatedPublication",
    "DRIN": "AssociatedPublication",
    "ECF": "ExpressionOfConcernFor",
    "ECI": "ExpressionOfConcernIn",
    "EFR": "ErratumFor",
    "EIN": "ErratumIn",
    "ORI": "OriginalReportIn",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RPF": "RepublishedFrom",
    "RPI": "RepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "RRI": "RetractedandRepublishedIn",
    "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}
"""MEDLINE's tag -> the name that the XML has for the same link."""
CITED = re.compile(r"PMID: *([1-9][0-9]{0,8})(?!\w)")
"""The number of another publication, at the end of how it is cited."""
STAMPS = ("CRDT", "DA", "DEP", "LR", "MHDA")
"""Tags of whole days."""
Fields = list[tuple[str, str]]


def parse_medline(stream: BinaryIO, *, name: str = "the text") -> Iterator[FullRecord]:
    """Records of MEDLINE text, one after the other. EvidenceError, with the line, for what is not MEDLINE."""
    for number, fields in _split(stream, name):
        try:
            yield _record(fields)
        except EvidenceError as error:
            raise EvidenceError(f"{name}:{number} {error}") from None


def _split(stream: BinaryIO, name: str) -> Iterator[tuple[int, Fields]]:
    fields: Fields = []
    first = 1
    for number, raw in enumerate(stream, 1):
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise EvidenceError(f"{name}:{number} byte {error.start} is not UTF-8") from None
        if not line.strip():
            if fields:
                yield first, fields
                fields = []
            continue
        match = TAG.match(line)
        if match:
            if match[1] == "PMID" and any(tag == "PMID" for tag, _ in fields):
                yield first, fields
                fields = []
            if not fields:
                first = number
            fields.append((match[1], match[2].strip()))
        elif line.startswith("      ") and fields:
            tag, value = fields[-1]
            fields[-1] = (tag, f"{value} {line.strip()}")
        elif line.strip().isdigit() and not fields:
            continue  # some exports number their records
        else:
            raise EvidenceError(f"{name}:{number} found {line[:40]!r}, expected a tag such as 'PMID- '")
    if fields:
        yield first, fields


def _record(fields: Fields) -> FullRecord:
    many: dict[str, list[str]] = {}
    for tag, value in fields:
        if value := " ".join(value.split()):
            many.setdefault(tag, []).append(value)

    def one(tag: str) -> str | None:
        return many.get(tag, [None])[0]

    def several(tag: str) -> list[str]:
        return many.get(tag, [])

    published = parse_medline_date(one("DP") or "") or _stamp(one("DEP"))
    title, book = one("TI"), one("BTI")
    mesh = tuple(map(_mesh, several("MH")))
    authors = tuple(" ".join(value.split()) for tag, value in fields if tag in ("AU", "CN") and value)
    return build_record(
        pmid=one("PMID"),
        doi=_doi([*several("AID"), *several("LID")]),
        pmcid=clean_pmcid(one("PMC")),
        title=title or book,
        # Those who edited a book made the whole of it, not each of its chapters.
        authors=authors or (() if title else tuple(several("ED"))),
        year=int(published[:4]) if published else None,
        journal=one("TA") or one("JT") or (book if title else one("PB")),
        volume=one("VI"),
        issue=one("IP"),
        pages=one("PG"),
        languages=tuple(several("LA")),
        publication_types=tuple(several("PT")),
        mesh=mesh,
        created=_stamp(one("CRDT")) or _stamp(one("DA")),
        revised=_stamp(one("LR")),
        indexed=_stamp(one("MHDA")) if mesh else None,
        published=published,
        abstract=split_sections(one("AB")),
        keywords=tuple(text.lstrip("*") for text in several("OT")),
        databanks=_databanks(several("SI")),
        grants=tuple(map(_grant, several("GR"))),
        comments_corrections=tuple(
            _correction(CORRECTIONS[tag], " ".join(value.split()))
            for tag, value in fields
            if tag in CORRECTIONS and value
        ),
        vernacular_title=one("TT"),
        other_abstracts=tuple(_other_abstracts(fields)),
        published_online=_stamp(one("DEP")),
        major_qualifiers=tuple(_starred(several("MH"))),
    )


def _doi(values: list[str]) -> str | None:
    found = (clean_doi(v.removesuffix("[doi]")) for v in values if v.endswith("[doi]"))
    return next(filter(None, found), None)


def _stamp(text: str | None) -> str | None:
    """'2020/03/05 06:00' and '20200305' as an ISO date; a day that no calendar has is unknown, not its year."""
    match = re.match(r"(\d{4})[/-]?(\d{2})[/-]?(\d{2})(?!\d)", text or "")
    found = format_date(match[1], match[2], match[3]) if match else None
    return found if found and len(found) == len("2020-03-05") else None


def _marked_dois(fields: Fields) -> Iterator[str]:
    yield from (v.removesuffix("[doi]") for tag, v in fields if tag in ("AID", "LID") and v.endswith("[doi]"))


def list_unread(fields: Fields) -> Iterator[str]:
    """What stands under tags of identifiers and days and is none, so that the record has nothing of it."""
    dois = [doi for v in _marked_dois(fields) if (doi := clean_doi(v))]
    own = _doi([*(v for t, v in fields if t == "AID"), *(v for t, v in fields if t == "LID")])
    if further := [doi for doi in dict.fromkeys(dois) if doi != own]:
        yield say_further("DOIs", further)
    numbers = next((v for t, v in fields if t == "PMC"), "")
    yield from list_further_pmcids("; ".join(v for t, v in fields if t == "PMC"), clean_pmcid(numbers))
    for tag, value in fields:
        if tag in CORRECTIONS and (more := CITED.findall(value)[1:]):
            yield say_further(f"PMIDs under {tag}", more)
        elif tag in CORRECTIONS and "PMID:" not in value and (doi := clean_doi(value)):
            yield f"no place in a record for the DOI under {tag}: {doi}"
    for tag, value in fields:
        if tag == "PMC" and not clean_pmcid(value):
            yield say_unread("PMCID", value)
        elif tag in ("AID", "LID") and value.endswith("[doi]") and not clean_doi(value.removesuffix("[doi]")):
            yield say_unread("DOI", value)
        elif tag in STAMPS and not _stamp(value):
            yield say_unread("day", value, tag)
        elif tag == "DP" and not parse_medline_date(value):
            yield say_unread("year", value)
        elif tag in CORRECTIONS and "PMID:" in value and not CITED.search(value):
            yield say_unread("PMID", value, tag)


def _mesh(text: str) -> MeshHeading:
    term, *qualifiers = text.split("/")
    return MeshHeading.model_construct(
        ui=None, term=term.lstrip("*"), major="*" in text, qualifiers=tuple(q.lstrip("*") for q in qualifiers)
    )


def _starred(values: list[str]) -> Iterator[str]:
    for value in values:
        term, *qualifiers = value.split("/")
        yield from (f"{term.lstrip('*')}/{q[1:]}" for q in qualifiers if q.startswith("*"))


def split_sections(text: str | None) -> tuple[AbstractSection, ...]:
    """Sections by the labels in capitals that are run into the text; one section when it does not begin with one."""
    if not text:
        return ()
    labels = list(LABEL.finditer(text))
    if not labels or labels[0].start() != 0:
        return (section(None, None, text),)
    ends = [m.start() for m in labels[1:]] + [len(text)]
    return tuple(
        section(m[1], None, words)
        for m, end in zip(labels, ends, strict=True)
        if (words := text[m.end() : end].strip())
    )


def _databanks(values: list[str]) -> tuple[DataBank, ...]:
    banks: dict[str, list[str]] = {}
    for value in values:
        bank, _, accession = value.partition("/")
        banks.setdefault(bank, [])
        if accession:
            banks[bank].append(accession)
    return tuple(DataBank.model_construct(name=bank, accessions=tuple(numbers)) for bank, numbers in banks.items())


def _grant(text: str) -> Grant:
    """number/acronym/agency/country; the acronym may be left out, and the number may hold a slash itself."""
    parts = text.split("/")
    if len(parts) < 3:
        return Grant.model_construct(id=None, agency=parts[0] or None, country=parts[1] if len(parts) > 1 else None)
    number = "/".join(parts[:-3]) if len(parts) > 3 else parts[0]
    return Grant.model_construct(id=number or None, agency=parts[-2] or None, country=parts[-1] or None)


def _correction(kind: str, text: str) -> Correction:
    match = CITED.search(text)
    source = re.sub(r"\.?\s*PMID: *\d+.*$", "", text).rstrip()
    return Correction.model_construct(type=kind, pmid=match[1] if match else None, source=source or None)


def _other_abstracts(fields: Fields) -> Iterator[OtherAbstract]:
    """OAB holds 'who made it: text'; the OABL that follows its language."""
    for index, (tag, value) in enumerate(fields):
        if tag != "OAB":
            continue
        kind, _, text = " ".join(value.split()).partition(": ")
        language = next((v for t, v in fields[index + 1 : index + 2] if t == "OABL"), "eng")
        if sections := split_sections(text):
            yield OtherAbstract.model_construct(type=kind, language=language, sections=sections)
