"""MEDLINE text (.nbib) -> FullRecord: the same record that the XML gives, as far as the format holds it.

What the text cannot say: UI of MeSH headings, NLM categories and, where labels are run into the text, exact sections of
the abstract; ISO date parts of a publication date written in words; the order of grants' fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from ..errors import EvidenceError
from ..model import AbstractSection, Correction, DataBank, FullRecord, Grant, MeshHeading
from .build import DOI, build_record
from .dates import YEAR, format_date, parse_medline_date

TAG = re.compile(r"^([A-Z][A-Z0-9]{1,3}) *- ?(.*)$")
LABEL = re.compile(r"(?:(?<=^)|(?<=\. )|(?<=\.\) ))([A-Z][A-Z0-9 ,/&()'-]{2,60}): (?=\S)")
CORRECTIONS = {
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "EIN": "ErratumIn",
    "EFR": "ErratumFor",
    "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor",
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
    "RPI": "RetractedandRepublishedIn",
    "RPF": "RetractedandRepublishedFrom",
    "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom",
    "SPIN": "SummaryForPatientsIn",
    "ORI": "OriginalReportIn",
    "PRIN": "PartialRetractionIn",
    "DDIN": "AssociatedDataset",
}
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
        if value:
            many.setdefault(tag, []).append(" ".join(value.split()))

    def one(tag: str) -> str | None:
        return many.get(tag, [None])[0]

    published = one("DP")
    year = YEAR.search(published or one("DEP") or "")
    title = one("TI") or one("BTI")
    dates = {tag: _stamp(one(tag)) for tag in ("CRDT", "MHDA", "LR")}
    mesh = tuple(_mesh(text) for text in many.get("MH", ()))
    return build_record(
        pmid=one("PMID"),
        doi=_doi(many),
        pmcid=one("PMC"),
        title=title,
        vernacular=one("TT"),
        authors=_authors(fields),
        year=int(year[0]) if year else None,
        published=parse_medline_date(published) if published else _stamp(one("DEP")),
        journal=one("TA") or one("JT") or (one("BTI") if one("TI") else one("PB")),
        volume=one("VI"),
        issue=one("IP"),
        pages=one("PG"),
        languages=tuple(many.get("LA", ())),
        types=tuple(many.get("PT", ())),
        mesh=mesh,
        created=dates["CRDT"],
        revised=dates["LR"],
        indexed=dates["MHDA"] if mesh else None,
        abstract=_abstract(one("AB")),
        keywords=tuple(text.lstrip("*") for text in many.get("OT", ())),
        databanks=_databanks(many.get("SI", ())),
        grants=tuple(_grant(text) for text in many.get("GR", ())),
        corrections=tuple(
            _correction(CORRECTIONS[tag], " ".join(value.split()))
            for tag, value in fields
            if tag in CORRECTIONS and value
        ),
        version=None,
        indexing_method=None,
    )


def _authors(fields: Fields) -> tuple[str, ...]:
    return tuple(" ".join(value.split()) for tag, value in fields if tag in ("AU", "CN") and value)


def _doi(many: dict[str, list[str]]) -> str | None:
    for tag in ("AID", "LID"):
        for value in many.get(tag, ()):
            if value.endswith("[doi]") and (match := DOI.search(value.removesuffix("[doi]").replace(" ", ""))):
                return match[0].lower()
    return None


def _stamp(text: str | None) -> str | None:
    """'2020/03/05 06:00' and '20200305' as an ISO date."""
    match = re.match(r"(\d{4})[/-]?(\d{2})[/-]?(\d{2})", text or "")
    return format_date(match[1], match[2], match[3]) if match else None


def _mesh(text: str) -> MeshHeading:
    term, *qualifiers = text.split("/")
    return MeshHeading.model_construct(
        ui=None, term=term.lstrip("*"), major="*" in text, qualifiers=tuple(q.lstrip("*") for q in qualifiers)
    )


def _abstract(text: str | None) -> tuple[AbstractSection, ...]:
    """Sections by the labels in capitals that MEDLINE runs into the text; one section when there are none."""
    if not text:
        return ()
    labels = list(LABEL.finditer(text))
    if not labels or labels[0].start() != 0:
        return (AbstractSection.model_construct(label=None, category=None, text=text),)
    ends = [m.start() for m in labels[1:]] + [len(text)]
    return tuple(
        AbstractSection.model_construct(label=m[1], category=None, text=text[m.end() : end].strip())
        for m, end in zip(labels, ends, strict=True)
    )


def _databanks(values: list[str] | tuple[str, ...]) -> tuple[DataBank, ...]:
    banks: dict[str, list[str]] = {}
    for value in values:
        bank, _, accession = value.partition("/")
        banks.setdefault(bank, [])
        if accession:
            banks[bank].append(accession)
    return tuple(DataBank.model_construct(name=bank, accessions=tuple(numbers)) for bank, numbers in banks.items())


def _grant(text: str) -> Grant:
    parts = text.split("/")
    if len(parts) >= 3:
        # number/acronym/agency/country, where the number itself may hold a slash
        return Grant.model_construct(id=parts[0] or None, agency=parts[-2] or None, country=parts[-1] or None)
    return Grant.model_construct(id=None, agency=parts[0] or None, country=parts[1] if len(parts) > 1 else None)


def _correction(kind: str, text: str) -> Correction:
    match = re.search(r"PMID: (\d+)", text)
    source = re.sub(r"\s*PMID: \d+.*$", "", text).rstrip()
    return Correction.model_construct(type=kind, pmid=match[1] if match else None, source=source or None)
