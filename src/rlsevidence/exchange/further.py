"""Further formats -> entries: Zotero's RDF, MODS, ProQuest's text, RefWorks. One record is held at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import EvidenceError, Problem
from ..pubmed.build import fold
from .entry import OUTSIDE, Entry, Told, keep_entries
from .mods_xml import read_mods
from .proquest import read_record, split_records
from .references import read_tagged_file
from .refworks import as_ris
from .registered_tables import read_xml_trial
from .texts import Text
from .xml_stream import local, stream_children
from .zotero_rdf import Around, find_around, read_items

Made = Iterator[tuple[int, dict[str, Any]]]


def read_refworks_file(text: Text, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    yield from read_tagged_file(as_ris(text.split()), "ris", file, origin, told)
    told.form = "RefWorks"


def read_rdf_file(text: Text, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = "Zotero RDF"

    def made() -> Made:
        around = Around()
        # Where the file breaks off the second reading says so, after the items that stand before.
        with suppress(EvidenceError):
            find_around(text.pieces(), around)
        for line, got, unplaced in read_items(text.pieces(), around):
            told.unplaced.update(unplaced)
            yield line, _folded(got)

    yield from keep_entries(_until_broken(made, file, told), file, origin, told)


def read_mods_file(text: Text, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = "MODS"
    alone = re.match(r"\s*(?:<\?xml[^>]*\?>|<!--.*?-->|\s)*<(?:\w+:)?mods[\s>]", text.head, re.S) is not None

    def made() -> Made:
        # A file of one record has no collection round it: its own element is set in one, on the same line.
        for record in stream_children(_wrapped(text.pieces()) if alone else text.pieces()):
            if local(record) == "mods":
                got, unplaced = read_mods(record)
                told.unplaced.update(unplaced)
                yield record.sourceline or 1, _folded(got)

    yield from keep_entries(_until_broken(made, file, told), file, origin, told)


def read_registry_file(text: Text, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    """Trials as ICTRP and ANZCTR export them in XML."""
    told.form = "registry XML"
    alone = re.match(r"\s*(?:<\?xml[^>]*\?>|<!--.*?-->|\s)*<ANZCTR_Trial[\s>]", text.head, re.S) is not None

    def made() -> Made:
        for trial in stream_children(_wrapped(text.pieces()) if alone else text.pieces()):
            got, unplaced = read_xml_trial([(local(e), e.text or "") for e in trial.iter() if local(e) and not len(e)])
            told.unplaced.update(unplaced)
            yield trial.sourceline or 1, _folded(got)

    yield from keep_entries(_until_broken(made, file, told), file, origin, told)


def _wrapped(pieces: Iterable[str]) -> Iterator[str]:
    first = True
    for piece in pieces:
        yield re.sub(r"^(\s*(?:<\?xml[^>]*\?>)?)", r"\1<collection>", piece, count=1) if first else piece
        first = False
    yield "</collection>"


def _until_broken(made: Callable[[], Made], file: Path, told: Told) -> Made:
    """The records before the place where the XML breaks off, which is a record refused."""
    number = 0
    try:
        for one in made():
            number += 1
            yield one
    except EvidenceError as error:
        said = str(error)
        at = re.match(r"line (\d+): ", said)
        if not number:
            line = f":{at[1]}" if at else ""
            raise EvidenceError(f"{file}{line} {said[at.end() :] if at else said}") from None
        found = f"{said[at.end() :] if at else said}; nothing after it was read"
        told.broken.append(Problem(str(file), int(at[1]) if at else 1, "file", "import-xml", found, "whole XML"))


def _folded(got: dict[str, Any]) -> dict[str, Any]:
    names = ("title", "year", "journal", "volume", "issue", "pages", "language", "doi", "pmid", "pmcid", "url")
    return {**got, **{name: fold(got[name] or "") for name in names}}


def read_proquest_file(text: Text, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = "ProQuest"
    between: list[tuple[int, str]] = []

    def made() -> Made:
        for record in split_records(text.split(), between):
            got, unplaced = read_record(record)
            told.unplaced.update(unplaced)
            yield record.line, got

    yield from keep_entries(made(), file, origin, told)
    for line, words in between:
        told.note(f"line {line}: outside any record, left out: {words[:60]!r}", OUTSIDE)
        told.between.append((line, words))
