"""What a file of another database comes to: entries that can become records, and the faults of the others. Pure."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..errors import Problem
from ..model import FullRecord, Integrity, Record
from ..pubmed.build import hash_abstract, read_language
from ..pubmed.dates import YEAR
from ..schema_problems import find_fault
from .abstracts import split_abstract
from .author_signs import tell_of_doubt
from .decisions import Decided, read_notes, read_own
from .identifiers import PUBMED_PAGE, Identified, identify_entry, read_dois, tell_of_year
from .own import make_own_id
from .own_rows import SaidTag, read_tags
from .people import is_nobody, is_number
from .registries import find_central, page_in_central

REGISTRATION = re.compile(r"https?://(?:www\.)?clinicaltrials\.gov/(?:ct2/show|show|study)/(NCT\d{8})\b", re.I)
"""The page of a registration: the record is that registration, under its number."""
TRACKED = re.compile(r"[?&;](utm_\w+|fbclid|gclid|mc_cid|mc_eid|jsessionid|sessionid|_ga|cmpid)=", re.I)
NO_ABSTRACT = re.compile(r"\W*no abstract(?: is)?(?: available)?\W*", re.I)
"""What databases write where there is no abstract; no suggestion may rest on it."""
FILLED = ("title", "authors", "year", "journal", "volume", "issue", "pages", "language", "doi", "pmcid")


@dataclass(frozen=True)
class Entry:
    """One entry of a file. `place` is its line or its number; `full` is there when PubMed itself wrote the file."""

    place: int
    record: Record
    full: FullRecord | None = None
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    decisions: tuple[Decided, ...] = ()
    said: tuple[str, ...] = ()
    """Notes that stand in the file."""
    tags: tuple[SaidTag, ...] = ()


@dataclass(frozen=True)
class FileRead:
    """What a file holds: `started` entries, of which each is among `entries` or among `problems`.

    `notes`: what a person should know of how it was read; `unplaced`: field -> in how many entries it says something
    that a record has no place for. The file itself is kept whole.
    """

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    started: int
    notes: tuple[str, ...] = ()
    unplaced: Mapping[str, int] | None = None
    form: str = ""
    encoding: str = "UTF-8"
    between: tuple[tuple[int, str], ...] = ()
    """Lines that stand between or outside the records: the first one's number, and the start of the text."""
    not_records: tuple[tuple[str, int], ...] = ()
    """Parts of the file that hold no records, and how many rows each has."""

    @property
    def adds_up(self) -> bool:
        return self.started == len(self.entries) + len(self.problems)


# ---------------------------------------------------------------- to records


def list_decided(got: Mapping[str, Any], said: Sequence[str]) -> tuple[Decided, ...]:
    """The decisions of an entry: those of its notes and its labels. Beside our own rows a label is only their sum."""
    labels = () if read_own(said) else got.get("decisions", ())
    # What a reader has taken from a note already it knows more of, such as its stage.
    taken = {(d.decision, d.said) for d in labels}
    noted = [d for d in read_notes(said) if (d.decision, d.said) not in taken]
    # A reason that names no stage is that of the one exclusion beside it, if that is nobody's who is named.
    stages = {(d.stage, d.usual) for d in (*labels, *noted) if d.decision == "exclude" and d.stage and d.by is None}
    if len(stages) == 1:
        ((stage, usual),) = stages
        noted = [d if d.stage or d.by else replace(d, stage=stage, usual=usual) for d in noted]
    return tuple(dict.fromkeys((*labels, *noted)))


def drop_tags(keywords: Sequence[str], tags: Sequence[SaidTag]) -> tuple[str, ...]:
    """Keywords without those that only repeat a tag of the same entry, as our own exports write them."""
    repeated = {f"{t.claim}: {t.stance}" for t in tags}
    return tuple(k for k in keywords if k not in repeated)


@dataclass
class Told:
    """What is told of a file while its entries are read, one after the other; complete once the last of them is.

    `broken`: faults that stand outside the entries, each of which counts as one that was started; `rank` of a note
    puts it after those of a lower one, whenever it was made.
    """

    form: str = ""
    encoding: str = "UTF-8"
    started: int = 0
    faults: list[Problem] = field(default_factory=list)
    broken: list[Problem] = field(default_factory=list)
    unplaced: Counter[str] = field(default_factory=Counter)
    between: list[tuple[int, str]] = field(default_factory=list)
    not_records: list[tuple[str, int]] = field(default_factory=list)
    """Parts of the file that hold no records, and how many rows each has: they are no entries of it."""
    people: Mapping[str, str] = field(default_factory=dict)
    """What may head a person's column of decisions -> whose it is; see `reviewer_columns`."""
    _notes: list[tuple[int, str]] = field(default_factory=list)

    def note(self, text: str, rank: int = 0) -> None:
        self._notes.append((rank, text))

    def count_notes(self) -> int:
        """How many notes there are by now, for `place_notes`."""
        return len(self._notes)

    def place_notes(self, since: int, where: str) -> None:
        """Set `where` before those notes from the number `since` on that name a line."""
        self._notes[since:] = [(r, f"{where}{t}" if t.startswith("line") else t) for r, t in self._notes[since:]]

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(text for _, text in sorted(self._notes, key=lambda note: note[0]))

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.faults, *self.broken)

    def as_read(self, entries: Iterable[Entry]) -> FileRead:
        """All of a file at once."""
        kept = tuple(entries)
        return FileRead(
            kept,
            self.problems,
            self.started + len(self.broken),
            self.notes,
            dict(sorted(self.unplaced.items())),
            self.form,
            self.encoding,
            tuple(self.between),
            tuple(self.not_records),
        )


UNCLOSED, OUTSIDE, FURTHER, UNDATED = 1, 2, 3, 4
"""Ranks of notes: a record without an end, lines outside of records, what one record cannot hold, an unknown year."""


def note_outside(told: Told, line: int, words: str, number: int = 1) -> None:
    """Tell of `number` lines from `line` on that stand outside any record and are left out."""
    at = f"line {line}" if number == 1 else f"lines {line}-{line + number - 1}"
    told.note(f"{at}: outside any record, left out: {words[:60]!r}", OUTSIDE)
    told.between.append((line, words))


def keep_entries(made: Iterable[tuple[int, Mapping[str, Any]]], file: Path, origin: str, told: Told) -> Iterator[Entry]:
    """The entries of (place, fields) that can become records; the others go to `told`."""
    for place, got in made:
        told.started += 1
        numbers = [n for n in got["authors"] if is_number(n)]
        got = _as_meant(got)
        ids = identify_entry(got)
        record, problem = _make_record(got, ids, origin)
        if record is None:
            told.faults.append(Problem(str(file), place, *problem))
            continue
        labels = tuple(f"{got.get('words_of', 'keywords')}: {w}" for w in got.get("keywords") or () if is_label(w))
        said = (*(got.get("said") or ()), *labels)
        abstract = got.get("abstract") or ""
        abstract = "" if NO_ABSTRACT.fullmatch(abstract) else abstract
        if numbers:
            named = ", ".join(numbers)
            told.note(
                f"line {place}: among the authors stands a registration's number, nobody's name: {named}", FURTHER
            )
        doubts = tuple(got.get("doubts", ()))
        for unread in (*ids.told, *doubts, *tell_of_doubt(got["authors"], doubts)):
            told.note(f"line {place}: {unread}", FURTHER)
        for doubt in tell_of_year(got["year"]):
            told.note(f"line {place}: {doubt}", UNDATED)
        sections = split_abstract(abstract)
        if sections:
            record = record.model_copy(update={"abstract_sha256": hash_abstract(sections)})
        if notice := _say_retracted(got):
            record = record.model_copy(update={"integrity": (Integrity(kind="retracted", by=None, noted_on=None),)})
            told.note(f"line {place}: entered as retracted, as the file says so: {notice[:60]!r}", FURTHER)
        tags = read_tags(said)
        words = drop_tags(got.get("keywords") or (), tags)
        if words and not abstract:
            told.unplaced[got.get("words_of", "keywords")] += 1  # this machine keeps them beside an abstract only
        yield Entry(place, record, None, abstract, words, list_decided(got, said), said, tags)


MARKED = re.compile(r"[!#@*~+_^?]+\s*\w.*|\w[\w.-]{1,19}: \S.*|ASReview_\w+", re.I | re.S)
LABEL_WORDS = frozenset(
    {"include", "included", "includes", "exclude", "excluded", "excludes", "maybe", "kanske", "unsure", "osäker",
     "oklar", "oklart", "uncertain", "undecided", "conflict", "irrelevant", "fulltext",
     *(stem + end for stem in ("inkludera", "exkludera") for end in ("", "s", "d", "t", "de"))}
)  # fmt: skip
LABEL_PHRASES = ("to read", "att läsa", "läs igen", "read again", "full text")


def is_label(word: str) -> bool:
    """Whether a keyword is shown as a note: with a mark or a name before it, or with a word of screening, it may be
    what somebody decided and no subject of the work."""
    text = word.strip().casefold()
    if text.isalpha():
        return text in LABEL_WORDS  # as most keywords are
    if MARKED.fullmatch(text) or not LABEL_WORDS.isdisjoint(re.findall(r"[^\W_]+", text)):
        return True
    return any(phrase in text for phrase in LABEL_PHRASES)


RETRACTED = re.compile(r"retracted(?: (?:publication|article|paper|document))?", re.I)
RETRACTED_TITLE = re.compile(r"\W*RETRACTED(?: (?:ARTICLE|PAPER|PUBLICATION))?\s*[:\]]")


def _say_retracted(got: Mapping[str, Any]) -> str:
    """The words that say that the work itself is retracted: its kind, or what its publisher set before its title. A
    retraction is the notice of one, about another work."""
    words = (*got.get("kinds", ()), *(w for w in got.get("keywords") or () if " " in w.strip()))
    kind = next((w.strip() for w in words if RETRACTED.fullmatch(w.strip())), "")
    title = RETRACTED_TITLE.match(got["title"] or "")
    return kind or (title[0].strip() if title else "")


NO_VALUE = frozenset({"none", "na", "n/a", "nan", "null", "undefined", "<na>"})
"""What programs write where they know nothing: it is no volume, no page and no abstract."""
MAY_LACK = ("year", "journal", "volume", "issue", "pages", "language", "doi", "pmid", "pmcid", "url", "abstract")
ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,5});")


def _as_meant(got: Mapping[str, Any]) -> dict[str, Any]:
    """The fields without words for 'nothing', and with letters where a program wrote their HTML entities."""
    made = dict(got)
    for name in MAY_LACK:
        if str(made.get(name) or "").strip().lower() in NO_VALUE:
            made[name] = "" if name == "abstract" else None
    for name in ("title", "journal", "abstract"):
        if made.get(name) and ENTITY.search(made[name]):
            made[name] = " ".join(html.unescape(made[name]).split())
    if made.get("language"):
        made["language"] = read_language(str(made["language"]))
    if made.get("pages"):
        made["pages"] = re.sub(r"\s*(?:--|[‐‑‒–—−])\s*", "-", made["pages"])
    if any(ENTITY.search(n) for n in made["authors"]):
        made["authors"] = tuple(" ".join(html.unescape(n).split()) for n in made["authors"])
    made["authors"] = drop_nobody(made["authors"])
    return made


def drop_nobody(names: Iterable[str]) -> tuple[str, ...]:
    """The names without words for 'no author' and numbers of registrations, whatever form they came in."""
    return tuple(n for n in names if not is_nobody(n) and not is_number(n))


def find_record_fault(record: Record) -> tuple[str, str, str] | None:
    """(field, found, expected) of what keeps a record that was made unlooked-at from being kept; None where nothing
    does. One such record, once written, would keep out all others of its file."""
    return find_fault(Record, record.model_dump())


def _make_record(
    got: Mapping[str, Any], ids: Identified, origin: str
) -> tuple[Record | None, tuple[str, str, str, str]]:
    title = got["title"] or ""
    central = next(filter(None, map(find_central, (got.get("central"), got["doi"], got["url"]))), None)
    doi, pmid, pmcid, url = ids.doi, ids.pmid, ids.pmcid, got["url"]
    if url and not re.fullmatch(r"https?://\S+", url):
        url = None
    if url and (page := PUBMED_PAGE.fullmatch(url)) and page[1] == pmid:
        url = None
    if url and not pmid and not doi:
        doi = next(iter(read_dois(url)[0]), None) if re.match(r"https?://(?:dx\.)?doi\.org/10\.", url, re.I) else None
        url = None if doi else url
    trial = REGISTRATION.match(url) if url and not pmid and not doi else None
    if trial:
        url = None
    key = f"pubmed:{pmid}" if pmid else f"doi:{doi}" if doi else f"nct:{trial[1].upper()}" if trial else None
    seen = [url] if url and (key or central) and not find_central(url) and not TRACKED.search(url) else []
    if central:
        # By its page in CENTRAL a record is known that has nothing else, and found again when it has.
        url = page_in_central(central)
        seen += [url] if key else []
    # Where else a registration stands, whose number is its identifier.
    seen += [u for u in got.get("pages_seen", ()) if re.fullmatch(r"https?://\S+", u) and not TRACKED.search(u)]
    key = key or (f"url:{url}" if url else None)
    year = YEAR.search(got["year"] or "")
    if key is None and title:
        key = make_own_id(title, got["authors"], year[0] if year else None, got["journal"], got["volume"], got["pages"])
    if key is None and pmcid:
        url = f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"
        key = f"url:{url}"
    if key is None:
        found = ", ".join(f"{n} {got[n]!r:.60}" for n in ("authors", "year", "journal", "pages") if got[n])
        wanted = "a title, or a PMID, a DOI, an address or a registration's number, so that it can be found again"
        return None, ("title", "import-id", found or "nothing", wanted)
    title = title or f"[no title in {origin.removeprefix('import:')}]"
    values: dict[str, Any] = {
        "title": title,
        "authors": got["authors"],
        "year": int(year[0]) if year else None,
        "journal": got["journal"],
        "volume": got["volume"],
        "issue": got["issue"],
        "pages": got["pages"],
        "language": got["language"],
        "doi": doi,
        "pmcid": pmcid,
    }
    values |= {
        "id": key,
        "pmid": pmid,
        "url": url if key.startswith("url:") else None,
        "organisation": got.get("organisation"),
        "publication_types": got["types"],
        "mesh": (),
        "integrity": (),
        "dates": {"created": got.get("created"), "revised": None},
        "abstract_sha256": None,
        "origin": origin,
        "verification": "partial",
        "unverified": tuple(f for f in FILLED if values[f] not in (None, ())),
        "seen_at": tuple(seen),
        "trial": got.get("trial"),
    }
    try:
        return Record(**values), ("", "", "", "")
    except ValidationError:
        field, found, expected = find_fault(Record, values) or ("record", "", "")
        return None, (field, "import-value", found, expected)
