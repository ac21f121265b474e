"""Formats of reference managers -> entries: RIS and its kin, EndNote's and EBSCOhost's XML, BibTeX. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import Problem
from ..pubmed.build import fold
from .author_lines import read_lines
from .bibtex import read_bibtex, split_names
from .decisions import holds_decision, read_notes
from .ebsco_xml import EbscoRecord, read_ebsco
from .endnote_xml import XmlRecord, is_pubmeds, read_endnote
from .entry import FURTHER, OUTSIDE, UNCLOSED, Entry, Told, keep_entries, note_outside
from .identifiers import PMCID, PUBMED_PAGE
from .own_rows import split_rows, split_words
from .people import name_body, short_name, tell_of_cut
from .registries import find_central
from .tagged import Outside, Tagged, list_tags, read_tagged
from .xml_pieces import Broken

# ---------------------------------------------------------------- RIS and its kin

PLACED = frozenset(
    {
        "TY", "TI", "T1", "CT", "ST", "AU", "A1", "PY", "Y1", "DA", "JO", "JF", "JA", "J1", "J2", "T2", "BT",
        "VL", "IS", "SP", "EP", "LA", "DO", "AN", "DB", "DP", "C2", "C3", "UR", "L3", "SO",
    }
)  # fmt: skip
"""Tags that a record has a place for."""
IN_PART = frozenset(
    {"AN", "BT", "C2", "C3", "CT", "DA", "DB", "DP", "ID", "J1", "J2", "JA", "JF", "JO", "L3", "ST", "T2"}
)
"""Those of them of which a record takes the first, or a part: what of them it does not have is told as well."""
KEPT = frozenset({"AB", "N2", "KW", "N1", "ID", "RN", "PA"})
"""Tags that go to the cache of this machine, or are shown as notes and decisions."""
CUSTOM = frozenset({"C1", "C4", "C5", "C6", "C7", "C8", "U1", "U2", "U3", "U4", "U5"})
"""Tags that each program and person uses as they like: what of them is a decision is shown as notes are."""
NAMED = {
    "SN": "ISSN",
    "PB": "publisher",
    "M3": "type",
}


def read_tagged_file(lines: Iterable[str], dialect: str, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = {"ris": "RIS", "central": "CENTRAL", "refer": "EndNote", "wos": "Web of Science", "ovid": "Ovid"}[
        dialect
    ]
    outside: list[Outside] = []

    def made() -> Iterator[tuple[int, dict[str, Any]]]:
        for record in read_tagged(lines, dialect, outside):
            if not record.closed:
                said = f"line {record.line}: the record has no ER; it is taken to end at {record.closed_by}"
                told.note(said, UNCLOSED)
            if record.lost:
                told.note(f"line {record.line}: a record begins here without its first line: a second title", UNCLOSED)
            got, more = _from_tagged(record)
            if record.doubtful:
                line, words = record.doubtful
                told.note(
                    f"line {line}: after an empty line, taken for part of the text above: {words[:60]!r}", OUTSIDE
                )
            for line, words in record.perhaps:
                told.note(f"line {line}: looks like a field, taken for part of the text above: {words[:60]!r}", OUTSIDE)
            if record.titles:
                more.append(f"further titles, which one record has no place for: {'; '.join(record.titles)}")
            for said in more:
                told.note(f"line {record.line}: {said}", FURTHER)
            told.unplaced.update(
                NAMED.get(t, t)
                for t in list_tags(record)
                if t not in PLACED and t not in KEPT and not _is_said(record, t, got)
            )
            told.unplaced.update(t for t in sorted(IN_PART) if any(not _is_told(x, got) for x in record.all(t)))
            yield record.line, got

    yield from keep_entries(made(), file, origin, told)
    for line, number, words in outside:
        note_outside(told, line, words, number)


def _is_custom(tag: str) -> bool:
    return tag in CUSTOM or tag.startswith("%")


def _is_said(record: Tagged, tag: str, got: Mapping[str, Any]) -> bool:
    """Whether all that stands under a tag of one's own is shown among the notes, or is the record's identifier."""
    return _is_custom(tag) and all(holds_decision(text) or _is_told(text, got) for text in record.all(tag))


TOLD = ("title", "journal", "year", "language", "doi", "pmid", "pmcid", "central", "url")


def _is_told(text: str, got: Mapping[str, Any]) -> bool:
    """Whether a record says what stands under a tag: the same, or the identifier that is in it."""
    plain = (fold(text) or "").casefold()
    values = {name: str(got[name]).casefold() for name in TOLD if got.get(name)}
    if plain in values.values() or plain.rstrip("/") == values.get("year", "")[:4]:
        return True
    return any(
        re.search(rf"(?<!\w){re.escape(values[n])}(?!\w)", plain) for n in ("doi", "pmid", "pmcid") if n in values
    )


OVID_SOURCE = re.compile(
    r"(?P<journal>.{2,150}?)\.\s+(?P<volume>[\w ]{1,20}?)?(?:\s?\((?P<issue>(?!pp)[^()]{1,30})\))?"
    r"(?:\s?\(pp (?P<printed>[\w-]+)\)|:(?P<pages>[\w-]+))?,\s(?P<year>\d{4})\b.*",
    re.S,
)
"""As Ovid has it: 'Invent J. 29(1):1-4, 2020 Jan.' or 'Invented Journal. 28(3) (pp 12-19), 2019. Date of ...'."""
SOURCE = re.compile(
    r"(?P<journal>[^,;:]{2,120}?)(?:, (?P<year>\d{4}))?"
    r"(?:, (?P<volume>[\w ]{1,20})?(?:\((?P<issue>[^()]{1,20})\))?)?(?:, (?P<pages>[A-Za-z]?\d[\w‐–-]*))?\.?"
)
"""Where a work was printed, in one line, as CENTRAL has it: 'Journal of X, 2019, 28(3), 12-19'; or the journal."""


def _read_source(text: str | None) -> dict[str, str]:
    """Journal, year, volume, issue and pages of such a line; nothing where it is another kind of line."""
    plain = fold(text or "") or ""
    known = plain and not read_notes((plain,))
    found = (OVID_SOURCE.fullmatch(plain) or SOURCE.fullmatch(plain)) if known else None
    given = {name: value.strip() for name, value in found.groupdict().items() if value} if found else {}
    if "printed" in given:
        given["pages"] = given.pop("printed")
    if "pages" in given:
        given["pages"] = re.sub("[‐–]", "-", given["pages"])
    return given


OWN_PMID = re.compile(
    r"(?:[A-Za-z][\w ]{0,40}:\s*)?(?:PMID|PUBMED(?: ID)?)[: ]\s*(?:NLM|MEDLINE:)?(\d{1,9})(?:\s*[\[(][^\])]*[\])])?\W*",
    re.I,
)
"""A piece of a note that is PubMed's number and nothing else: 'PMID: 12345678 [PubMed]'."""
SEVERAL_PMIDS = re.compile(r"PMIDs?[: ]\s*\d{5,9}(?:\s*[,;]\s*\d{5,9})+\W*", re.I)
LABELLED = re.compile(r"\s*[A-Z][\w /()-]{1,40}:\s*\S")
"""How a note begins that a program wrote, field by field: 'Accession Number: 123. Language: English.'"""
ANOTHER = re.compile(
    r"\b(comment|errat|corrig|correct|repl(y|ies)|respon|retract|withdr|republish|updat|cite|citing|see\b|compare"
    r"|refer|original|expression of|summary|related|companion|preprint|translation|published|discuss|letter|editorial"
    r"|kommentar|rättelse|svar)",
    re.I,
)
"""What says that the numbers after it are those of another work."""


def _find_own_pmids(note: str) -> list[str]:
    """PubMed's numbers of the record itself in a note: those that stand alone in their line, or among labelled fields.
    Of what follows a line on another work nobody can tell whose it is."""
    found: list[str] = []
    for line in note.split("\n"):
        if ANOTHER.search(line):
            break
        pieces = (
            re.split(r"[;,|]\s*|\.\s+|\s+(?=PMID\b)", line) if LABELLED.match(line) or OWN_PMID.match(line) else [line]
        )
        if SEVERAL_PMIDS.fullmatch(line.strip()):
            pieces = [f"PMID: {number}" for number in re.findall(r"\d+", line)]
        found += [match[1] for piece in pieces if (match := OWN_PMID.fullmatch(piece.strip()))]
    return found


def _from_tagged(e: Tagged) -> tuple[dict[str, Any], list[str]]:
    """The fields of a record, and what stands in the file beside them that one record cannot hold."""

    def first(*tags: str) -> str | None:
        return fold(e.first(*tags) or "") or None

    start, end = first("SP"), first("EP")
    source = _read_source(e.first("SO"))
    database = " ".join(e.all("DB", "DP")).lower()
    numbers = e.all("AN")
    said = [n for text in e.all("N1", "AN", "ID", "C7", "M1", "M2") for n in _find_own_pmids(text)]
    plain = next((n for n in numbers if n.isdigit()), None)
    urls = [u for u in e.all("UR", "L3") if re.match(r"https?://", u)]
    urls += [u for u in e.all("SO") if re.fullmatch(r"https?://\S+", u)]  # CENTRAL's of a registration
    said += [page[1] for u in urls if (page := PUBMED_PAGE.fullmatch(u))]
    pmid = "; ".join(dict.fromkeys(said)) or None
    types = [t.removesuffix("[doi]").strip() for t in e.all("M3") if re.match(r"10\.\d{4,9}/", t)]  # EndNote's
    given = (
        *e.all("DO"),
        *types,
        *(d for d in e.all("DI") if d.startswith("10.")),
        *(u for u in urls if "doi.org/10." in u),
    )
    central = next(filter(None, map(find_central, (*numbers, *given, *urls))), None)
    urls = [u for u in urls if not find_central(u) and not PUBMED_PAGE.fullmatch(u)]
    if not pmid and (found := re.search(r"PUBMED (\d{1,9})\b", " ".join(e.all("C3")), re.I)):
        pmid = found[1]
    from_embase = "embase" in f"{database} {' '.join(urls)}".lower() or any(
        re.fullmatch(r"L\d+", n) for n in e.all("U2")
    )
    if not pmid and from_embase and re.fullmatch(r"\d{1,9}", first("C5") or ""):
        pmid = first("C5")  # Embase's own number stands in U2, and PubMed's here
    authors, doubts = read_lines(e.all("A1", "AU"))
    second = first("C2") or ""
    if second.isdigit():  # Scopus has PubMed's number there
        if not pmid and "scopus" in database and len(second) <= 9:
            pmid = second
        second = ""
    more = []
    if len(pages := [u for u in urls if "doi.org/10." not in u]) > 1:
        more.append(f"further addresses, which one record has no place for: {', '.join(pages[1:])}")
    if e.all("AB") and any(t not in e.all("AB") for t in e.all("N2")):
        more.append("a second abstract, under N2, is kept in the file only")
    named = first("JO", "JF", "T2", "JA", "J1", "J2", "BT")
    if (other := source.get("journal")) and named and other.casefold() != named.casefold():
        more.append(f"another source, under SO, is kept in the file only: {other[:60]}")
    kind = (first("TY") or "").upper()
    if kind not in ("", "J", "JOUR", "JFULL", "ABST", "JOURNAL ARTICLE"):
        more.append(f"the kind of work, {kind}, is kept in the file only")
    return {
        "title": first("TI", "T1", "CT", "ST"),
        # RefWorks and some journals put all authors under one tag.
        "authors": authors,
        "doubts": doubts,
        "year": first("PY", "Y1", "DA") or source.get("year"),
        "journal": named or source.get("journal"),
        "volume": first("VL") or source.get("volume"),
        "issue": first("IS") or source.get("issue"),
        "pages": (f"{start}-{end}" if start and end and "-" not in start and start != end else start)
        or source.get("pages"),
        "language": first("LA"),
        "doi": "; ".join(d for d in given if not find_central(d)) or None,
        # An accession number is a PMID only where the database says that it is PubMed's.
        "pmid": pmid or (plain if plain and re.search(r"pubmed|medline|\bnlm\b", database) else None),
        "pmcid": second or next((t for t in e.all("C7", "AN", "ID") if PMCID.fullmatch(t)), None),
        "central": central,
        "url": pages[0] if pages else urls[0] if urls else None,
        "types": ("Preprint",) if any("preprint" in t.lower() for t in (*e.all("M3"), kind)) else (),
        "kinds": tuple(e.all("M3")),
        "abstract": " ".join(" ".join(dict.fromkeys(e.all("AB") or e.all("N2"))).split()),
        "keywords": tuple(e.all("KW")),
        "words_of": "KW",
        "said": tuple(
            fold(n)
            for n in (
                *e.all("N1", "RN", "PA"),
                *(() if source else e.all("SO")),
                *(text for text in e.all(*sorted(filter(_is_custom, list_tags(e)))) if holds_decision(text)),
            )
        ),
    }, more


# ---------------------------------------------------------------- EndNote XML


def read_endnote_file(text: str, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = "EndNote XML"
    records, broken = read_endnote(text)
    name_broken(broken, file, told)
    told.unplaced.update(_list_unplaced(records))
    yield from keep_entries(((r.line, _from_endnote(r)) for r in records), file, origin, told)


def name_broken(broken: Iterable[Broken], file: Path, told: Told) -> None:
    """Tell of what is broken in XML: a record is refused, plain text between records is left out."""
    for b in broken:
        if b.outside:
            note_outside(told, b.line, b.why)
        else:
            found, _, expected = b.why.removeprefix("found ").partition(", expected ")
            told.broken.append(
                Problem(str(file), b.line, "record", "import-xml", found, expected or "a record of whole XML")
            )


def _from_endnote(record: XmlRecord) -> dict[str, Any]:
    get = record.fields.get
    number = get("accession") or ""
    authors, doubts = read_lines(record.authors)
    return {
        **{k: get(k) for k in ("title", "year", "journal", "volume", "issue", "pages", "language", "doi", "pmcid")},
        "authors": authors,
        "doubts": doubts,
        # An accession number is a PMID only where the database says that it is PubMed's.
        "pmid": number if is_pubmeds(record.fields) and number.isdigit() else None,
        "url": next((u for u in record.urls if re.match(r"https?://", u)), None),
        "types": (),
        "abstract": get("abstract") or "",
        "keywords": record.keywords,
        "said": (*(text for key in ("notes", "research", "label") if (text := get(key))), *record.marked),
    }


def _list_unplaced(records: Iterable[XmlRecord | EbscoRecord]) -> Iterator[str]:
    """Each field without a place once for every record that has it, as their ledger counts them."""
    return (name for record in records for name in set(record.unplaced))


# ---------------------------------------------------------------- EBSCOhost's XML


def read_ebsco_file(text: str, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = "EBSCOhost XML"
    records, broken = read_ebsco(text)
    name_broken(broken, file, told)
    told.unplaced.update(_list_unplaced(records))
    yield from keep_entries(((r.line, _from_ebsco(r)) for r in records), file, origin, told)


def _from_ebsco(record: EbscoRecord) -> dict[str, Any]:
    get = record.fields.get
    names = ("title", "year", "journal", "volume", "issue", "pages", "language", "doi", "pmid", "pmcid")
    authors, doubts = read_lines(record.authors)
    return {
        **{name: get(name) for name in names},
        "authors": authors,
        "doubts": doubts,
        "url": None,
        "types": (),
        "abstract": get("abstract") or "",
        "keywords": record.keywords,
        "said": (),
    }


# ---------------------------------------------------------------- BibTeX

BIB_NOTES = ("note", "annote", "comment")
BIB_MARKS = ("groups", "mendeley-groups", "mendeley-tags", "ranking", "readstatus", "priority", "relevance")
"""What JabRef and Mendeley keep of a person's sorting: shown as notes, by its name."""
BIB_PLACED = frozenset(
    {"title", "author", "year", "date", "journal", "journaltitle", "booktitle", "volume", "number", "issue", "pages",
     "language", "langid", "doi", "pmid", "eprint", "pmcid", "url", "abstract", "keywords", *BIB_NOTES}
)  # fmt: skip


def read_bibtex_file(text: str, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = "BibTeX"
    entries, broken, outside = read_bibtex(text)
    told.unplaced.update(key for e in entries for key, value in e.fields.items() if _is_unplaced(key, value) and value)
    told.unplaced.update("eprint" for e in entries if e.fields.get("eprint") and not _is_pubmed(e.fields))
    told.broken += [Problem(str(file), line, "entry", "import-bibtex", why, "a closed entry") for line, why in broken]
    for line, words in outside:
        note_outside(told, line, words)
    for e in entries:
        if len(pages := e.fields.get("url", "").split()) > 1:
            said = f"further addresses, which one record has no place for: {', '.join(pages[1:])}"
            told.note(f"line {e.line}: {said}", FURTHER)
    yield from keep_entries(((e.line, _from_bibtex(e.fields)) for e in entries), file, origin, told)


def _is_unplaced(key: str, value: str) -> bool:
    return key not in BIB_PLACED and not _is_mark(key, value)


def _is_mark(key: str, value: str) -> bool:
    """Whether a field is what somebody sorted or decided: by its name, or, in a field of one's own, by what it says."""
    return key in BIB_MARKS or key.startswith("comment-") or (key not in BIB_PLACED and holds_decision(value))


def _is_pubmed(fields: Mapping[str, str]) -> bool:
    """Whether the number under `eprint` is PubMed's."""
    return "pubmed" in (fields.get("eprinttype") or fields.get("archiveprefix") or "").lower()


def _bib_notes(fields: Mapping[str, str]) -> Iterator[str]:
    for key, value in fields.items():
        if key in BIB_NOTES:
            yield from split_rows(value)
        elif _is_mark(key, value):
            yield f"{key}: {value}" if key in BIB_MARKS or key.startswith("comment-") else value


def _short_or_body(name: str) -> str | None:
    return name_body(name[1:]) if name.startswith("\0") else short_name(name)


def _from_bibtex(fields: Mapping[str, str]) -> dict[str, Any]:
    def first(*keys: str) -> str | None:
        return next((fold(fields[k]) for k in keys if fields.get(k)), None)

    pubmed = _is_pubmed(fields)
    return {
        "title": first("title"),
        "authors": tuple(filter(None, map(_short_or_body, split_names(fields.get("author", ""))))),
        "doubts": tell_of_cut([" ".join(fields.get("author", "").split())]),
        "year": first("year", "date"),
        "journal": first("journal", "journaltitle", "booktitle"),
        "volume": first("volume"),
        "issue": first("number", "issue"),
        "pages": (first("pages") or "").replace("--", "-").replace("–", "-") or None,
        "language": first("language", "langid"),
        "doi": first("doi"),
        "pmid": first("pmid") or (first("eprint") if pubmed else None),
        "pmcid": first("pmcid"),
        "url": next(iter((first("url") or "").split()), None),
        "types": (),
        "kinds": tuple(filter(None, (first("type"), first("entrysubtype")))),
        "abstract": first("abstract") or "",
        "keywords": split_words(fields.get("keywords", "")),
        "said": tuple(filter(None, map(fold, filter(None, _bib_notes(fields))))),
    }
