"""Further formats -> entries: Zotero's RDF, MODS, ProQuest's text, RefWorks. One record is held at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..pubmed.build import fold
from .entry import Entry, Told, keep_entries, note_outside
from .mods_xml import read_mods
from .proquest import read_record, split_records
from .references import name_broken, read_tagged_file
from .refworks import as_ris
from .registered_tables import read_xml_trial
from .texts import Text
from .xml_pieces import Broken, read_pieces
from .xml_stream import drop_prefixes, local
from .zotero_rdf import find_around, read_items

Made = tuple[int, dict[str, Any], tuple[str, ...]]
"""A record: its line, its fields, and the names of what in it has no place."""


def read_refworks_file(text: Text, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    yield from read_tagged_file(as_ris(text.split()), "ris", file, origin, told)
    told.form = "RefWorks"


def read_rdf_file(text: Text, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = "Zotero RDF"
    items = read_items(text.pieces(), find_around(text.pieces()))
    yield from keep_entries(_told(items, file, told), file, origin, told)


def read_mods_file(text: Text, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = "MODS"

    def read(record: Any, line: int) -> Made:
        return (line, *read_mods(record))

    found = read_pieces(drop_prefixes(text.pieces()), ("mods",), ("modsCollection",), read)
    yield from keep_entries(_told(found, file, told), file, origin, told)


def read_registry_file(text: Text, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    """Trials as ICTRP and ANZCTR export them in XML."""
    told.form = "registry XML"

    def read(trial: Any, line: int) -> Made:
        return (line, *read_xml_trial([(local(e), e.text or "") for e in trial.iter() if local(e) and not len(e)]))

    names, around = ("Trial", "ANZCTR_Trial"), ("Trials_downloaded_from_ICTRP", "ANZCTR_Trials")
    found = read_pieces(drop_prefixes(text.pieces()), names, around, read)
    yield from keep_entries(_told(found, file, told), file, origin, told)


def _told(found: Iterable[Made | Broken], file: Path, told: Told) -> Iterator[tuple[int, dict[str, Any]]]:
    """The records of `found`; what is broken, and what has no place, goes to `told`."""
    for one in found:
        if isinstance(one, Broken):
            name_broken([one], file, told)
        else:
            line, got, unplaced = one
            told.unplaced.update(unplaced)
            yield line, _folded(got)


def _folded(got: dict[str, Any]) -> dict[str, Any]:
    names = ("title", "year", "journal", "volume", "issue", "pages", "language", "doi", "pmid", "pmcid", "url")
    return {**got, **{name: fold(got[name] or "") for name in names}}


def read_proquest_file(text: Text, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    told.form = "ProQuest"
    between: list[tuple[int, str]] = []

    def made() -> Iterator[tuple[int, dict[str, Any]]]:
        for record in split_records(text.split(), between):
            got, unplaced = read_record(record)
            told.unplaced.update(unplaced)
            yield record.line, got

    yield from keep_entries(made(), file, origin, told)
    for line, words in between:
        note_outside(told, line, words)
