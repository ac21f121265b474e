"""Lists in JSON -> entries: CSL-JSON, Zotero's own, EPPI-Reviewer's. Pure."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import EvidenceError, Problem
from ..pubmed.build import fold
from .author_cells import split_authors
from .entry import Entry, Told, keep_entries, note_outside
from .eppi import PLACED as EPPI_PLACED
from .eppi import is_reference, name_codes, read_reference
from .json_items import iter_items, looks_whole, read_text
from .own_rows import split_words
from .people import name_body, short_name, tell_of_cut, turn_name
from .texts import Text

# ---------------------------------------------------------------- CSL-JSON


Shapes = Mapping[str, tuple[type, ...]]
"""Field -> what its value must be."""
TEXT, LIST, OBJECT = (str, int, float), (list,), (dict,)
SHAPES: dict[str, Shapes] = {
    "CSL-JSON": {**dict.fromkeys(("title", "container-title", "DOI", "URL", "abstract", "note", "keyword"), TEXT),
                 "author": LIST, "issued": OBJECT},
    "Zotero": {**dict.fromkeys(("title", "date", "publicationTitle", "DOI", "url", "abstractNote", "extra"), TEXT),
               "creators": LIST, "tags": LIST, "notes": LIST},
    "EPPI-Reviewer": {**dict.fromkeys(("Title", "ParentTitle", "Year", "Abstract", "DOI", "Authors", "URL"), TEXT),
                      "Codes": LIST},
}  # fmt: skip
WORDS: dict[type, str] = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "an object"}


def read_csl(text: Text, file: Path, origin: str, told: Told) -> Iterator[Entry]:
    """The records of a list in JSON, whose kind they tell themselves. What is no record goes to `told`.

    EvidenceError where nothing in it is one.
    """
    listed, before, value = _find_list(text, told)
    is_record = is_reference if before.endswith(EPPI_LIST) else looks_whole
    kinds = Counter(
        ("itemType" in i.value, "title" in i.value or "type" in i.value, is_record(i.value))
        for i in iter_items(listed(), is_record)
        if i.value is not None
    )
    if not any(kind[2] for kind in kinds) and not CUT.match(text.head):
        _refuse(text, file)
    zotero = sum(n for kind, n in kinds.items() if kind[0])
    form = "EPPI-Reviewer" if is_record is is_reference else "Zotero" if zotero * 2 > kinds.total() else "CSL-JSON"
    told.form = form

    def items() -> Iterator[tuple[int, Mapping[str, Any]]]:
        for item in iter_items(listed(), is_record):
            line, fault = item.line + before.count("\n"), (item.found, item.expected)
            if item.value is not None:
                if not (wrong := _find_wrong(item.value, form)):
                    yield line, item.value
                    continue
                fault = wrong
            elif item.outside:
                if not before and not item.found.startswith(("}", ",")):
                    note_outside(told, line, item.found)
                continue
            told.broken.append(Problem(str(file), line, "record", "import-json", *fault))

    if form == "Zotero":
        yield from _read_zotero(items(), file, origin, told)
    elif form == "EPPI-Reviewer":
        yield from _read_eppi(items(), value, file, origin, told)
    else:
        yield from keep_entries(_made(items(), told, CSL_PLACED, _from_csl), file, origin, told)


CUT = re.compile(
    r'\s*(?:\{\s*"items"\s*:\s*)?\[\s*\{.*?"(?:title|itemType)"\s*:'
    r'|\s*\{.*?"References"\s*:\s*\[\s*\{.*?"Title"\s*:',
    re.S,
)
"""How a list of references begins, of which none may be whole."""
EPPI_LIST = '"References"'
HOLDERS = re.compile(r'("items"|"References")\s*:\s*(?=\[)')


def _find_list(text: Text, told: Told) -> tuple[Callable[[], Iterator[str]], str, Any]:
    """The pieces of the list of records, what stands before it, and the object that holds the list, if one does."""
    start = text.head.lstrip()[:1]
    if start != "{":
        return text.pieces, "", {}
    whole = text.whole()
    if not (found := HOLDERS.search(whole)):
        # One record that stands alone, as some programs copy it.
        return (lambda: iter([whole])), "", {}
    before = whole[: found.end()]
    try:
        value = json.loads(whole)
    except json.JSONDecodeError as error:
        value = _load_before(before)
        if error.msg == "Extra data":
            note_outside(told, error.lineno, " ".join(whole[error.pos :].split())[:60])
    return (lambda: iter([whole[found.end() :]])), before.rstrip(" \t\r\n:"), value


def _load_before(before: str) -> Any:
    """What an object says before its broken list: EPPI-Reviewer names its codes there."""
    try:
        return json.loads(f"{before}[]}}")
    except ValueError:
        return {}


def _refuse(text: Text, file: Path) -> None:
    try:
        json.loads(text.whole())
    except ValueError as error:
        raise EvidenceError(f"{file}: found what is no JSON ({error}), expected CSL-JSON") from None
    raise EvidenceError(f"{file}: found JSON without references, expected CSL-JSON: a list of items with a title")


def _find_wrong(item: Mapping[str, Any], form: str) -> tuple[str, str] | None:
    """The first field of another shape than the format has: what was found, what is right."""
    if form == "Zotero" and "itemType" not in item:
        return "an object without itemType", "an item of Zotero"
    if form == "CSL-JSON" and not ("title" in item or "type" in item):
        return f"an object with {', '.join(list(item)[:4]) or 'nothing'}", "a reference with a title or a type"
    for name, kinds in SHAPES[form].items():
        value = item.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, kinds)) and value not in ("", []):
            word = WORDS.get(type(value), "true or false")
            return f"{name}: {word}", f"{WORDS[kinds[0]]}"
    parts = (item.get("issued") or {}).get("date-parts") if form == "CSL-JSON" else None
    if parts and not (isinstance(parts, list) and isinstance(parts[0], list)):
        return "issued: date-parts that are no list of lists", "[[2020, 5, 31]]"
    return None


def _made(
    items: Iterable[tuple[int, Mapping[str, Any]]],
    told: Told,
    placed: frozenset[str],
    make: Callable[[Mapping[str, Any]], dict[str, Any]],
) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, item in items:
        told.unplaced.update(key for key, v in item.items() if key not in placed and v)
        yield line, make(item)


CSL_PLACED = frozenset(
    {
        "type",
        "title",
        "author",
        "issued",
        "container-title",
        "volume",
        "issue",
        "page",
        "language",
        "DOI",
        "PMID",
        "PMCID",
    }
    | {"URL", "id", "citation-key", "abstract", "keyword", "note", "annote"}
    | {"externalIds", "authors", "year", "venue", "paperId"}
)


def _family(author: Mapping[str, Any]) -> str:
    """The family name with the particles that CSL keeps apart from it: 'von Sand'."""
    parts = (author.get(key) for key in ("dropping-particle", "non-dropping-particle", "family"))
    return " ".join(str(p).strip() for p in parts if p)


def _from_csl(item: Mapping[str, Any]) -> dict[str, Any]:
    text = partial(read_text, item)

    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    raw = (item.get("issued") or {}).get("raw") or (item.get("issued") or {}).get("literal")
    # Zotero keeps PubMed's numbers in lines of its own among the notes.
    notes = [n.partition(":") for n in str(item.get("note") or "").split("\n")]
    extra = {key.strip().lower(): value.strip() for key, _, value in notes}
    bodies = {a["literal"] for a in item.get("author") or () if isinstance(a, dict) and a.get("literal")}
    authors = [
        a.get("literal") or ", ".join(filter(None, (_family(a), a.get("given"), a.get("suffix"))))
        for a in item.get("author") or ()
        if isinstance(a, dict)
    ]
    beside = {str(k).casefold(): str(v) for k, v in _object(item, "externalIds").items() if v}
    authors += [name if "," in name else turn_name(" ".join(name.split())) for name in _named(item)]
    return {
        "title": text("title"),
        "authors": tuple(filter(None, (name_body(a) if a in bodies else short_name(a) for a in authors if a))),
        "doubts": tell_of_cut(authors),
        "year": str(parts[0][0]) if parts and parts[0] else raw or text("year"),
        "journal": text("container-title") or text("venue"),
        "volume": text("volume"),
        "issue": text("issue"),
        "pages": text("page"),
        "language": text("language"),
        "doi": text("DOI") or beside.get("doi"),
        "pmid": text("PMID") or extra.get("pmid") or beside.get("pubmed"),
        "pmcid": text("PMCID") or extra.get("pmcid") or _pmc(beside.get("pubmedcentral")),
        "url": text("URL"),
        "types": ("Preprint",) if "preprint" in str(item.get("genre", "")).lower() else (),
        "kinds": (str(item.get("genre") or ""), str(item.get("status") or "")),
        "abstract": text("abstract") or "",
        "keywords": split_words(str(item.get("keyword") or "")),
        "said": tuple(
            filter(None, (fold(n) for key in ("note", "annote") for n in str(item.get(key) or "").split("\n")))
        ),
    }


def _object(item: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = item.get(name)
    return value if isinstance(value, dict) else {}


def _named(item: Mapping[str, Any]) -> Iterator[str]:
    """The names under `authors`, as Semantic Scholar has them: 'Anna Sand', alone or as the `name` of an object."""
    listed = item.get("authors")
    if isinstance(listed, str):
        listed = split_authors(listed)
    for one in listed if isinstance(listed, list) else ():
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and name.strip():
            yield name


def _pmc(number: str | None) -> str | None:
    return f"PMC{number}" if number and number.isdigit() else number


# ---------------------------------------------------------------- EPPI-Reviewer's JSON


def _read_eppi(
    items: Iterable[tuple[int, Mapping[str, Any]]], value: Any, file: Path, origin: str, told: Told
) -> Iterator[Entry]:
    codes = name_codes(value)
    yield from keep_entries(_made(items, told, EPPI_PLACED, lambda i: read_reference(i, codes)), file, origin, told)


# ---------------------------------------------------------------- Zotero's own JSON

ZOTERO_PLACED = frozenset(
    {"itemType", "title", "creators", "date", "publicationTitle", "volume", "issue", "pages", "language", "DOI", "PMID",
     "PMCID", "url", "abstractNote", "tags", "notes", "extra", "key", "itemKey", "itemID", "citationKey", "uri",
     "version", "libraryID", "select"}
)  # fmt: skip


def _read_zotero(
    items: Iterable[tuple[int, Mapping[str, Any]]], file: Path, origin: str, told: Told
) -> Iterator[Entry]:
    """Items as Zotero and Better BibTeX write them: like CSL-JSON to look at, with everything under other names."""
    alone = 0

    def records() -> Iterator[tuple[int, Mapping[str, Any]]]:
        nonlocal alone
        for line, item in items:
            if item["itemType"] in ("attachment", "note", "annotation"):
                alone += 1
            else:
                yield line, item

    yield from keep_entries(_made(records(), told, ZOTERO_PLACED, _from_zotero), file, origin, told)
    if alone:
        told.note(f"{alone} attachments and notes that stand alone are no records: left out")


def _from_zotero(item: Mapping[str, Any]) -> dict[str, Any]:
    text = partial(read_text, item)

    given = [c for c in item.get("creators") or () if isinstance(c, dict)]
    main = [c for c in given if c.get("creatorType", "author") == "author"] or given
    people = [(c.get("name"), ", ".join(filter(None, (c.get("lastName"), c.get("firstName"))))) for c in main]
    names = [name_body(str(body)) if body else short_name(person) for body, person in people]
    extra = {
        k.strip().lower(): v.strip() for k, _, v in (x.partition(":") for x in str(item.get("extra") or "").split("\n"))
    }
    words = [w.get("tag") if isinstance(w, dict) else w for w in item.get("tags") or ()]
    said = [n.get("note") if isinstance(n, dict) else n for n in item.get("notes") or ()]
    notes = [re.sub(r"<[^>]*>", " ", str(n)) for n in said if n] + [str(item.get("extra") or "")]
    return {
        "title": text("title"),
        "authors": tuple(str(n) for n in names if n),
        "doubts": tell_of_cut(str(body or person) for body, person in people),
        "year": text("date"),
        "journal": text("publicationTitle"),
        **{key: text(key) for key in ("volume", "issue", "pages", "language")},
        "doi": text("DOI") or extra.get("doi"),
        "pmid": text("PMID") or extra.get("pmid"),
        "pmcid": text("PMCID") or extra.get("pmcid"),
        "url": text("url"),
        "types": ("Preprint",) if item.get("itemType") == "preprint" else (),
        "abstract": text("abstractNote") or "",
        "keywords": tuple(str(w) for w in words if w),
        "said": tuple(filter(None, map(fold, notes))),
    }
