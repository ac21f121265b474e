"""Two records with one identifier: whether they are one work, what one fills in of the other, where they differ. Pure.

An identifier can be shared by what is two works: all abstracts of a supplement under its one DOI, reports on one page,
a number that a program has mistyped. Of two such works each stays a record; what is one is filled in, never written
over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..model import Record
from ..pubmed.merge import agree, show_value
from .duplicates import IDENTIFIERS, list_identifiers
from .entry import FILLED, TRACKED
from .faces import LONG_TITLE, Face, family_of, fold, is_untitled, same_journal
from .matching import STUDY_NEAR, may_be_translated, title_likeness
from .own import make_own_id

SAID = {
    "title": "title",
    "authors": "authors",
    "year": "year",
    "journal": "journal",
    "volume": "volume",
    "issue": "issue",
    "pages": "pages",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
}
"""Fields that are held against each other -> what a report calls them."""


def find_clash(known: Record, record: Record, field: str, titles: Sequence[str] = ()) -> str:
    """Why two records that share the identifier `field` are two works; empty where they may be one.

    A registration is its number, whatever its title has become. Of others the title speaks, and where it is another
    one only the same place in print, or a translation of the same people, makes them one. A title that many works have
    ('Editorial') says nothing: there people and place do. `titles`: others that the record goes by; where by one of
    them the two may be one, they may.
    """
    called = (record, *(record.model_copy(update={"title": title}) for title in titles))
    whys = [_clash(known, one, field) for one in called]
    return whys[0] if all(whys) else ""


def _clash(known: Record, record: Record, field: str) -> str:
    if field != "pmid" and known.pmid and record.pmid and known.pmid != record.pmid:
        return "another PMID"
    a, b = Face(known), Face(record)
    if "registration" in (a.kind, b.kind) or not a.title or not b.title:
        return ""
    others = have_nobody_in_common(known, record)
    page = a.page == b.page if a.page and b.page else None
    years = abs(known.year - record.year) if known.year and record.year else 0
    why = [
        said
        for said, holds in (
            ("another title", not _is_one_title(a, b)),
            ("other authors", others),
            ("another first page", page is False),
            ("another year", years > 0),
        )
        if holds
    ]
    if "notice" in (a.kind, b.kind) and a.kind != b.kind and a.title != b.title:
        return "; ".join(["a notice and what it is on", *why])
    if why[:1] == ["another title"] and known.doi and record.doi and known.doi != record.doi:
        return "; ".join([*why, "another DOI"])
    if why[:1] == ["another title"]:
        volume = a.volume != b.volume if a.volume and b.volume else False
        placed = bool(page) and not volume and not others
        translated = may_be_translated(a, b) and not others and page is not False
        return "" if placed or translated else "; ".join(why)
    named = min(len(a.words), len(b.words)) >= LONG_TITLE
    apart = (others and (page is False or years > 1)) if named else (others or page is False)
    altered = a.title != b.title and not _holds(a, b) and page is False
    return "; ".join(why) if apart or altered else ""


def _is_one_title(a: Face, b: Face) -> bool:
    """Whether two titles are one, perhaps shortened, with a word before it or with slips of the pen."""
    if a.title == b.title or _holds(a, b):
        return True
    return a.numbers == b.numbers and title_likeness(a, b) >= STUDY_NEAR


def _holds(a: Face, b: Face) -> bool:
    """Whether one title stands within the other, and is more than the name of a kind."""
    short, long = sorted((a, b), key=lambda face: len(face.words))
    return len(short.words) > 1 and f" {short.title} " in f" {long.title} "


def have_nobody_in_common(a: Record, b: Record) -> bool:
    """Whether two lists of authors share no name, in whatever order programs have put its parts."""
    one, two = (
        {w for name in r.authors for w in (family_of(name), *(p for p in fold(name).split() if len(p) > 2)) if w}
        for r in (a, b)
    )
    return bool(one and two) and one.isdisjoint(two)


# ---------------------------------------------------------------- each by itself


def set_apart(record: Record, field: str) -> Record | None:
    """The record without an identifier that stands for another work, known by what else it has; the identifier stays
    as an address. None where nothing is left to know it by."""
    pages = {
        "pmid": f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/",
        "doi": f"https://doi.org/{record.doi}",
        "pmcid": f"https://pmc.ncbi.nlm.nih.gov/articles/{record.pmcid}/",
        "url": record.url or "",
    }
    seen = [*record.seen_at, *([] if TRACKED.search(pages[field]) else [pages[field]])]
    left = record.model_copy(update={field: None, "seen_at": tuple(dict.fromkeys(filter(None, seen)))})
    key = f"pubmed:{left.pmid}" if left.pmid else f"doi:{left.doi}" if left.doi else None
    key = key or (f"url:{left.url}" if left.url else None)
    key = key or make_own_id(
        left.title, left.authors, str(left.year) if left.year else None, left.journal, left.volume, left.pages
    )
    unverified = tuple(n for n in left.unverified if n != field)
    return left.model_copy(update={"id": key, "unverified": unverified}) if key else None


class Here(Protocol):
    """The records that are here, by what they are found by."""

    def find(self, field: str, value: str) -> str | None: ...

    def get(self, name: str) -> Record | None: ...


def part(
    record: Record, here: Here, is_its_own: Callable[[str, Record], bool], titles: Sequence[str] = ()
) -> tuple[Record, tuple[str, ...]]:
    """The record without the identifiers that stand here for another work, and of each what became of it.

    `is_its_own`: whether what goes by an identifier of this field is that work, whatever it is called, given the record
    that is known by it; a registration's number and CENTRAL's always are. `titles`: see `find_clash`.
    """
    told = []
    for field, value in list_identifiers(record):
        at = here.find(field, value)
        known = here.get(at) if at else None
        if known is None or field in ("id", "central") or is_its_own(field, known):
            continue
        why = find_clash(known, record, field, titles)
        if why and (left := set_apart(record, field)) is not None:
            record = left
            told.append(
                f"the {call(field)} {value} stands for another work, {known.id} ({why}): {record.title[:60]!r} comes in"
                f" by itself, as {record.id}"
            )
    return record, tuple(told)


def call(field: str) -> str:
    """What a report calls an identifier: 'DOI', 'PMID', 'address'."""
    return IDENTIFIERS[field].removeprefix("the same ")


# ---------------------------------------------------------------- one record of two


@dataclass(frozen=True)
class Differs:
    """A field on which what comes in says something else than the record that is here, which stays as it is."""

    record: str
    field: str
    here: str
    file: str


def join(before: Record, theirs: Record, is_free: Callable[[str, str], bool]) -> tuple[Record, tuple[Differs, ...]]:
    """`before` with its empty fields filled, and where the two differ.

    Only what is known second-hand is filled in from a file, and marked so; notices of a publication are added to any
    record. `is_free`: whether no other record has an identifier, by field and value.
    """
    filled: dict[str, Any] = {}
    found: list[Differs] = []
    for name in FILLED:
        ours, given = getattr(before, name), getattr(theirs, name)
        if given in (None, ()) or (name == "title" and is_untitled(given)):
            continue
        # A body that publishes stands where files have authors, and is nobody's family name.
        if name == "authors" and before.organisation is not None and not ours:
            continue
        if ours in (None, ()) or (name == "title" and is_untitled(ours)):
            if before.verification == "partial" and _may_fill(before, name, given, is_free):
                filled[name] = given
            elif before.verification == "partial" and name in SAID:
                found.append(Differs(before.id, SAID[name], "nothing", show_value(given)))
        elif name in SAID and not _agree(name, ours, given):
            found.append(Differs(before.id, SAID[name], show_value(ours), show_value(given)))
    if before.verification == "partial" and theirs.abstract_sha256:
        if before.abstract_sha256 is None:
            filled["abstract_sha256"] = theirs.abstract_sha256
        elif before.abstract_sha256 != theirs.abstract_sha256:
            found.append(Differs(before.id, "abstract", "one", "another one, kept in the file"))
    changes = dict(filled)
    if named := [n for n in FILLED if n in filled and n not in before.unverified]:
        changes["unverified"] = (*before.unverified, *named)
    have = {(n.kind, n.by) for n in before.integrity}
    if notices := [n for n in theirs.integrity if n.kind not in {k for k, _ in have}]:
        changes["integrity"] = (*before.integrity, *notices)
    return (before.model_copy(update=changes) if changes else before), tuple(found)


def list_filled(before: Record, after: Record) -> tuple[str, ...]:
    """What a report calls the fields that were filled."""
    names = {**SAID, "language": "language", "abstract_sha256": "abstract", "integrity": "notice"}
    return tuple(said for name, said in names.items() if getattr(before, name) != getattr(after, name))


def _may_fill(before: Record, name: str, value: Any, is_free: Callable[[str, str], bool]) -> bool:
    """Whether a field can be filled: an identifier stands in one record, and the id of a record stays what it is."""
    if name == "doi" and not before.id.startswith(("pubmed:", "own:")):
        return False
    return name not in ("doi", "pmcid") or is_free(name, value)


def _agree(name: str, ours: Any, given: Any) -> bool:
    if name == "authors":
        return [family_of(a) for a in ours] == [family_of(a) for a in given]
    if name == "journal":
        return same_journal(ours, given) is True or agree(name, ours, given)
    if name == "title":
        return fold(ours) == fold(given)
    if name in ("volume", "issue"):
        return _bare(ours) == _bare(given)
    return agree(name, ours, given)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold()).lstrip("0")
