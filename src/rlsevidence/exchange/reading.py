"""Files of other databases -> records, each with what it rests on: PubMed XML and MEDLINE, RIS and its kin, CSV and its
kin, CSL-JSON. The kind is told by what stands in the file, never by its name.

Nothing is guessed: a field that the file does not have stays unknown, every field is marked as known second-hand, so
that a pull fills it from PubMed where PubMed has the record; what has no place in a record is counted and said.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from ..counted import say_count
from ..decoding import find_conflict
from ..errors import EvidenceError, Problem
from ..model import FullRecord
from ..pubmed.build import UNREAD, fold
from ..pubmed.parse import BrokenXmlError, parse_file
from .archives import LOG, holds_workbook, open_archive
from .asreview import is_first_version, is_project, list_data_sets, open_first_version, read_project
from .asreview_labels import Decision
from .author_cells import split_authors
from .author_signs import tell_of_doubt
from .ebsco_xml import is_ebsco
from .endnote_xml import is_endnote
from .entry import (
    FILLED,
    FURTHER,
    OUTSIDE,
    Entry,
    FileRead,
    Told,
    drop_nobody,
    find_record_fault,
    keep_entries,
    note_outside,
)
from .further import read_mods_file, read_proquest_file, read_rdf_file, read_refworks_file, read_registry_file
from .json_lists import read_csl
from .people import short_name
from .proquest import is_proquest
from .pubmed_pieces import read_pubmed_pieces, say_fault
from .pubmed_text import TAG, read_medline_text
from .references import name_broken, read_bibtex_file, read_ebsco_file, read_endnote_file, read_tagged_file
from .refworks import is_refworks
from .tables import CSV_COLUMNS, WOS_MARKS, count_before, read_table
from .tagged import find_dialect, is_ovid
from .texts import Text, blank_lines, open_text
from .workbooks import read_workbook
from .xml_pieces import Broken
from .zotero_rdf import is_zotero_rdf

__all__ = [
    "CSV_COLUMNS",
    "FILLED",
    "KINDS",
    "Entry",
    "FileRead",
    "Told",
    "read_entries",
    "short_name",
    "split_authors",
    "stream_entries",
]


def read_entries(file: Path, origin: str) -> FileRead:
    """The entries of a file that can become records, and what is wrong with the others.

    EvidenceError when the file as a whole cannot be read.
    """
    told = Told()
    return told.as_read(list(stream_entries(file, origin, told)))


def stream_entries(file: Path, origin: str, told: Told) -> Iterator[Entry]:
    """As `read_entries`, one entry after the other; `told` is complete once the last one has been taken.

    Of a tagged text, a table, a list of JSON and PubMed's files memory holds a record at a time. BibTeX, EndNote's XML,
    workbooks and projects are read whole, as their libraries do.
    """
    try:
        with file.open("rb") as stream:
            first = stream.read(4)
    except OSError as error:
        raise EvidenceError(f"{file}: {error.strerror or error}") from None
    packed = first[:2] == b"\x1f\x8b"
    if packed and gzip_begins_with_markup(file):
        yield from _read_pubmed(file, origin, told, packed=True)
    elif first == b"PK\x03\x04" and is_project(file):
        yield from (_read_first_version if is_first_version(file) else _read_project)(file, origin, told)
    elif first == b"PK\x03\x04":
        yield from (read_workbook if holds_workbook(file) else _read_archive)(file, origin, told)
    else:
        text = open_text(file, packed=packed)
        if text is None:
            raise EvidenceError(f"{file}: found bytes that are no text, expected {KINDS}")
        told.encoding = text.encoding
        if text.said:
            told.note(text.said)
        yield from _read_text(text, file, origin, told, packed)


TWICE = re.compile("Ã[\u00a4\u00a5\u00b6\u00a9\u00a8\u00bc\u0084\u0085\u0096\u201e\u2026\u2013]")
"""Letters of UTF-8 that were read as Windows-1252 and written as UTF-8 again."""


def _read_text(text: Text, file: Path, origin: str, told: Told, packed: bool) -> Iterator[Entry]:
    if text.in_conflict and (marks := find_conflict(text.whole())):
        raise EvidenceError(
            f"{file}:{marks[0]} found git's marks of a conflict (lines {', '.join(map(str, marks))}),"
            " expected a file that was merged to its end"
        )
    if TWICE.search(text.head):
        told.note("letters such as 'Ã¶' look as if they had been encoded twice: they are kept as they stand")
    before = _count_before(text.head)
    for line, words in _list_before(text.head, before):
        note_outside(told, line, words)
    yield from _choose(blank_lines(text, before) if before else text, file, origin, told, packed)
    if text.cut and told.form in NO_END and not text.head.lstrip().startswith(("<?", "<P", "<M")):
        told.note(f"line {text.cut}: the file ends within this line; its last record may have been cut off", OUTSIDE)


NO_END = frozenset({"PubMed", "EndNote", "CENTRAL", "Ovid", "CSV", "RefWorks", "ProQuest"})
"""Forms in which nothing says that the last record is whole."""
STARTS = re.compile(
    r"<\?xml\b|<(?:xml|records|rec|PubmedArticleSet|PubmedArticle|MedlineCitationSet|Trials_downloaded_from_ICTRP)[\s>]"
    r"|<(?:rdf:RDF|(?:\w+:)?mods(?:Collection)?|ANZCTR_Trial)[\s>]"
    r"|\[\s*(?:\{|$)|\{\s*(?:\"|$)|@[A-Za-z]+\s*[{(]"
)
"""How a file of XML, JSON or BibTeX begins, in a line of its own."""


def _count_before(head: str) -> int:
    """How many lines of free text stand above the beginning of XML, JSON or BibTeX."""
    lines = head.split("\n")[:40]
    first = next((i for i, line in enumerate(lines) if line.strip() and not line.startswith("%")), 0)
    if STARTS.match(lines[first].lstrip()) or find_dialect(lines) or any(TAG.match(line) for line in lines):
        return 0
    found = next((i for i, line in enumerate(lines) if STARTS.match(line)), 0)
    return found if found and not count_before("\n".join(lines[:found])) else 0


def _list_before(head: str, number: int) -> list[tuple[int, str]]:
    """(line, text) of such lines; those that BibTeX takes for remarks are none."""
    lines = enumerate(head.split("\n")[:number], 1)
    return [(n, line.strip()) for n, line in lines if line.strip() and not line.startswith("%")]


def _choose(text: Text, file: Path, origin: str, told: Told, packed: bool) -> Iterator[Entry]:
    """The entries as the reader finds them that the beginning of the text speaks for."""
    start = text.head[:4096].lstrip()
    if start.startswith("<") and is_endnote(text.head):
        return read_endnote_file(text.whole(), file, origin, told)
    root = re.sub(r"<\?xml[^>]*\?>|<!--.*?-->", "", start, flags=re.S).lstrip().lower()
    root = DOCTYPE.sub("", root).lstrip()
    if root.startswith("<rdf:rdf") and is_zotero_rdf(text.head):
        return read_rdf_file(text, file, origin, told)
    if root.startswith(("<trials_downloaded_from_ictrp", "<anzctr_trial")):
        return read_registry_file(text, file, origin, told)
    if re.match(r"<(?:\w+:)?mods(?:collection)?[\s>]", root):
        return read_mods_file(text, file, origin, told)
    if other := next((name for mark, name in OTHERS.items() if root.startswith(mark)), None):
        raise EvidenceError(f"{file}: found {other}, expected {KINDS}; export the same as RIS or CSL-JSON")
    if start.startswith("<") and is_ebsco(text.head):
        return read_ebsco_file(text.whole(), file, origin, told)
    if start.startswith("<") and not is_ovid(start):
        return _read_pubmed(file, origin, told, packed=packed, text=text if text.head.startswith("\n") else None)
    if re.match(r"(?:(?!TY {0,3}-).*\n){0,20}?PMID *- ", start):
        return read_medline_text(text.split(), file, origin, told, cut=bool(text.cut))
    if (dialect := find_dialect(text.starts())) is not None:
        return read_tagged_file(text.split(), dialect, file, origin, told)
    if is_refworks(text.starts()):
        return read_refworks_file(text, file, origin, told)
    if start[:1] in "[{" and start:
        return read_csl(text, file, origin, told)
    if re.match(r"(?:%[^\n]*\n|\s)*@\w+\s*[{(]", start):
        return read_bibtex_file(text.whole(), file, origin, told)
    if is_proquest(text.head):
        return read_proquest_file(text, file, origin, told)
    header = re.sub(r"^sep=.[ \t]*\n\s*", "", start).split("\n", 1)[0].lower()
    if set(header.split("\t")) >= WOS_MARKS:
        return read_table(text, file, origin, told, "\t")
    if count_before(start):
        return read_table(text, file, origin, told)
    if any(name in header for name in CSV_COLUMNS["title"]) and any(mark in header for mark in ",;\t"):
        return read_table(text, file, origin, told)
    found = text.head.strip()[:40] or "nothing"
    raise EvidenceError(f"{file}: found {found!r}, expected {KINDS}")


DOCTYPE = re.compile(r"^<!doctype(?!\s+html)[^>\[]*(?:\[.*?\])?\s*>", re.S)
OTHERS = {
    "<rdf:rdf": "RDF that is not Zotero's",
    "<!doctype html": "a web page",
    "<html": "a web page",
}
"""Markup that reference managers and browsers save, and that holds records in another form than those read here."""
KINDS = (
    "PubMed XML, MEDLINE (.nbib), RIS or CSV with a title column, EndNote (XML, %0), CENTRAL, Ovid, EBSCOhost's XML, "
    "Web of Science, RefWorks, ProQuest, BibTeX, CSL-JSON, Zotero's RDF or JSON, MODS, EPPI-Reviewer's JSON, Excel, an "
    "ASReview project, Rayyan's archive or a trial registry's table or XML"
)


def gzip_begins_with_markup(file: Path) -> bool:
    """Whether what is packed is XML, which is read as it streams, or text."""
    try:
        with gzip.open(file) as stream:
            head = stream.read(64)
    except (OSError, EOFError, zlib.error):
        return True  # the reader of XML says what is wrong with it
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or head[:2] in (b"\xff\xfe", b"\xfe\xff")


def _read_pubmed(
    file: Path, origin: str, told: Told, *, packed: bool = False, text: Text | None = None
) -> Iterator[Entry]:
    """PubMed's XML. Where it is broken, its records are read one by one, and a broken one is refused by itself.

    `text`: what is read instead of the file where that begins with something else.
    """
    told.form = "PubMed"
    number = 0

    def tell(said: str) -> None:
        if said.startswith(UNREAD):
            told.note(f"record {told.started + 1}: {said}", FURTHER)

    try:
        if text is not None:
            raise BrokenXmlError("text above the XML")
        for full in parse_file(file, tell, partial(note_outside, told)):
            if fault := find_record_fault(full.to_record()):
                raise BrokenXmlError(say_fault(fault))
            number += 1
            yield _confirm(full, number, origin, told)
        return
    except BrokenXmlError as error:
        text, why = text or open_text(file, packed=packed), str(error).removeprefix(f"{file}: ")
        found, place, unread = list[Broken](), 0, list[str]()
        for read in read_pubmed_pieces(text, unread.append) if text else ():
            heard, place = [s for s in unread if s.startswith(UNREAD)], place + 1
            unread.clear()
            if isinstance(read, Broken):
                place -= read.outside
                found.append(read)
                continue
            number -= 1
            if number < 0:  # the others came before the break
                for said in heard:
                    told.note(f"record {place}: {said}", FURTHER)
                yield _confirm(read, told.started + 1, origin, told)
        if not told.started and all(b.outside for b in found):
            raise
        name_broken(found, file, told)
        if told.broken or (text and text.head.startswith("\n")):
            return
        if text and text.said:
            told.note(text.said)
            return
    except EvidenceError as error:
        if not told.started:
            raise
        why = str(error).removeprefix(f"{file}: ")
    at = re.search(r"\bline (\d+)", why)
    told.broken.append(Problem(str(file), int(at[1]) if at else 1, "file", "import-xml", why, "whole XML"))


def _list_beside(full: FullRecord) -> tuple[tuple[str, object], ...]:
    """(element, what stands in it) that PubMed's own record has a place for, and a record of this program has not."""
    vernacular = full.vernacular_title if full.vernacular_title != full.title else None
    return (
        ("OtherAbstract", full.other_abstracts),
        ("VernacularTitle", vernacular),
        ("DataBankList", full.databanks),
        ("GrantList", full.grants),
    )


def _confirm(full: FullRecord, place: int, origin: str, told: Told) -> Entry:
    told.started += 1
    record = full.to_record()
    told.unplaced.update(name for name, value in _list_beside(full) if value)
    for doubt in tell_of_doubt(record.authors, ()):
        told.note(f"record {place}: {doubt}", FURTHER)
    said = {"origin": origin, "verification": "confirmed", "authors": drop_nobody(record.authors)}
    return Entry(place, record.model_copy(update=said), full)


def _read_archive(file: Path, origin: str, told: Told) -> Iterator[Entry]:
    with open_archive(file) as archive:
        for name, unpacked in archive.files:
            yield from _read_inner(unpacked, f"{file}/{name}", origin, told)
            told.note(f"read from {name} in the archive, as {told.form}")
        if left := [n for n in archive.left if not LOG.fullmatch(n)]:
            told.note(f"files of the archive left out: {', '.join(left)}")
        if any(LOG.fullmatch(n) for n in archive.left):
            told.note("the log of decisions in the archive is left out: what it comes to stands in the articles' notes")


def _read_inner(inner: Path, name: str, origin: str, told: Told) -> Iterator[Entry]:
    """The entries of a file that was unpacked from another one; faults are said by its `name` there."""
    faults, broken = len(told.faults), len(told.broken)
    try:
        yield from stream_entries(inner, origin, told)
    except EvidenceError as error:
        raise EvidenceError(str(error).replace(str(inner), name)) from None
    told.faults[faults:] = [replace(p, path=name) for p in told.faults[faults:]]
    told.broken[broken:] = [replace(p, path=name) for p in told.broken[broken:]]


def _read_project(file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = "ASReview project"
    made = []
    for one in read_project(file):
        given = one.fields
        names = [n for name in given["authors"] for n in split_authors(name)]
        fields = {key: fold(str(given[key])) if given.get(key) else None for key in ("title", "year", "doi", "url")}
        empty = dict.fromkeys(("journal", "volume", "issue", "pages", "language", "pmid", "pmcid"))
        got = {
            **empty,
            **fields,
            "authors": tuple(filter(None, map(short_name, names))),
            "types": (),
            "abstract": " ".join(str(given.get("abstract") or "").split()),
            "keywords": tuple(given["keywords"]),
            "decisions": one.said.decisions,
            "said": one.said.notes,
        }
        told.unplaced.update(one.unplaced)
        made.append((one.row, got))
    if given_sets := list_data_sets(file):
        told.note(
            f"ASReview keeps no journal, pages or notes of a record: they stand in {', '.join(given_sets)} within the"
            " project; unpack it and import it as well"
        )
    yield from keep_entries(made, file, origin, told)


def _read_first_version(file: Path, origin: str, told: Told) -> Iterator[Entry]:
    """The data set within a project of ASReview 1 or before, each record with what was decided on it there.

    Labels stand under the number of a record in its data set. Where the project counts other records than are read
    here it is not sure whose a label is, and none is given to any.
    """
    with open_first_version(file) as project:
        inner = _read_inner(project.data, f"{file}/{project.name}", origin, told)
        held = [(told.started + len(told.broken) - 1, entry) for entry in inner]
        told.note(f"the data set in {project.name} was read as {told.form}")
        told.form = "ASReview project"
        number = told.started + len(told.broken)
        sure = number == project.records
        if not sure:
            counts = (
                "keeps no list of the records in its data set"
                if project.records is None
                else f"counts {say_count(project.records, 'record')} in its data set, {number} were found there"
            )
            told.note(f"the project {counts}: it is not sure which record a label belongs to, and none is taken")
        if sure and project.unknown:
            told.note(f"{say_count(project.unknown, 'label')} of no record of the data set: not taken")
        if project.simulated:
            told.note("the project is a simulation: its labels are those that its data set had before, and nobody's")
        if project.changed:
            told.note(f"{say_count(project.changed, 'label')} changed later on: the last ones are read")
        for at, entry in held:
            yield _with_label(entry, project.said.get(at) if sure else None, simulated=project.simulated)


def _with_label(entry: Entry, said: Decision | None, *, simulated: bool) -> Entry:
    """An entry with what the project says of it; a label there is later than one in the data set."""
    if said is None:
        return entry
    # In a simulation a program gave the labels, at moments that say nothing.
    decided = () if simulated else said.decisions
    return replace(entry, decisions=decided or entry.decisions, said=(*entry.said, *said.notes))
