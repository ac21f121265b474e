"""Records as reference managers read them: RIS, MEDLINE (.nbib), BibTeX and CSL-JSON. Pure.

What a format has no place for is not hidden in some other field: `formats.list_losses` counts it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from ..citing import Bibliography
from ..citing.items import dot_initials, find_address, find_kind, list_authors, make_csl, split_name
from ..exchange.own_rows import join_words
from ..language import say
from .cells import write_csv
from .choose import Item


def _flat(text: str) -> str:
    return " ".join(text.split())


def _words(item: Item) -> tuple[str, ...]:
    """Keywords, and the tags as keywords, for formats that have one list of them."""
    return (*item.keywords, *(f"{t.claim}: {t.stance}" for t in item.tags))


# ---------------------------------------------------------------- RIS


RIS_TYPES = {"article": "JOUR", "report": "RPRT", "page": "ELEC", "preprint": "UNPB"}
"""Kinds of work -> types of RIS; any other is GEN."""
BIBTEX_TYPES = {"article": "article", "report": "techreport"}
"""Kinds of work -> entries of BibTeX; any other is misc."""


def write_ris(items: Iterable[Item]) -> str:
    """RIS, with ASReview's labels and every decision in N1, keywords and tags in KW."""
    return "\n".join(_ris(item) for item in items)


def _ris(item: Item) -> str:
    r = item.record
    lines = [("TY", RIS_TYPES.get(find_kind(r), "GEN")), ("ID", r.id), ("TI", r.title)]
    for name in list_authors(r):
        parts = split_name(name)
        # Two commas are EndNote's sign of a body that has a comma in its name.
        said = f"{parts[0]}, {dot_initials(parts[1])}{', ' + parts[2] if parts[2] else ''}" if parts else None
        lines.append(("AU", said or name.replace(",", ",,", 1)))
    start, _, end = (r.pages or "").partition("-")
    lines += [
        ("PY", str(r.year) if r.year else ""),
        ("JO", r.journal or ""),
        ("VL", r.volume or ""),
        ("IS", r.issue or ""),
        *(
            [("SP", start), ("EP", end)]
            if start and end and "-" not in end and start != end
            else [("SP", r.pages or "")]
        ),
        ("LA", r.language or ""),
        ("DO", r.doi or ""),
        *([("AN", r.pmid), ("DB", "PubMed")] if r.pmid else []),
        ("C2", r.pmcid or ""),
        ("UR", find_address(r)),
        ("AB", item.abstract),
        *(("KW", k) for k in item.keywords),
        *(("KW", f"{t.claim}: {t.stance}") for t in item.tags),
        ("N1", item.label),
        *(("N1", said) for said in (*item.say_notices(), *item.say_screening(), *item.say_tags())),
    ]
    return "".join(f"{tag}  - {_flat(value)}\n" for tag, value in lines if value) + "ER  - \n"


# ---------------------------------------------------------------- MEDLINE


def write_medline(items: Iterable[Item]) -> str:
    """MEDLINE text of the records that have a PMID, which the format begins with."""
    return "\n".join(_medline(item) for item in items if item.record.pmid)


def _medline(item: Item) -> str:
    r = item.record
    published = r.dates.published
    lines = [
        ("PMID", r.pmid or ""),
        ("TI", r.title),
        *(("AU" if split_name(name) else "CN", name) for name in list_authors(r)),
        ("LA", r.language or ""),
        *(("PT", kind) for kind in r.publication_types),
        ("DP", _medline_date(published) if published else str(r.year) if r.year else ""),
        ("TA", r.journal or ""),
        ("VI", r.volume or ""),
        ("IP", r.issue or ""),
        ("PG", r.pages or ""),
        ("AID", f"{r.doi} [doi]" if r.doi else ""),
        ("PMC", r.pmcid or ""),
        *(("MH", "/".join([f"{'*' if h.major and not h.qualifiers else ''}{h.term}", *_qualify(h)])) for h in r.mesh),
        *(("OT", k) for k in item.keywords),
        ("AB", item.abstract),
        ("GN", item.label),
        *(("GN", said) for said in (*item.say_notices(), *item.say_screening(), *item.say_tags())),
    ]
    return "".join(f"{tag:<4}- {_flat(value)}\n" for tag, value in lines if value)


def _qualify(heading: Any) -> list[str]:
    # Which qualifier is the major one is not kept; the star stands at the first.
    return [f"{'*' if heading.major and i == 0 else ''}{q}" for i, q in enumerate(heading.qualifiers)]


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _medline_date(date: str) -> str:
    year, *rest = str(date).split("-")
    return " ".join([year, *([MONTHS[int(rest[0]) - 1]] if rest else []), *(str(int(d)) for d in rest[1:])])


# ---------------------------------------------------------------- BibTeX

SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{c: f"\\{c}" for c in "{}&%$#_"},
}


def write_bibtex(items: Iterable[Item]) -> str:
    """BibTeX in UTF-8; decisions stand in `note`, tags in `keywords`. Titles are braced, so that capitals stay."""
    return "\n".join(_bibtex(item) for item in items)


def _bibtex(item: Item) -> str:
    r = item.record
    names = []
    for name in list_authors(r):
        parts = split_name(name)
        names.append(
            ", ".join(filter(None, (_escape(parts[0]), parts[2], dot_initials(parts[1]))))
            if parts
            else f"{{{_escape(name)}}}"
        )
    notes = [item.label, *item.say_notices(), *item.say_screening(), *item.say_tags()]
    fields = [
        ("title", f"{{{_escape(r.title)}}}"),
        ("author", " and ".join(names)),
        ("year", str(r.year) if r.year else ""),
        *((key, _escape(getattr(r, key) or "")) for key in ("journal", "volume")),
        ("number", _escape(r.issue or "")),
        ("pages", _escape(r.pages or "").replace("-", "--")),
        ("language", _escape(r.language or "")),
        ("doi", _escape_link(r.doi or "")),
        ("pmid", r.pmid or ""),
        ("pmcid", r.pmcid or ""),
        ("url", _escape_link(find_address(r))),
        ("abstract", _escape(item.abstract)),
        ("keywords", _escape(join_words(_words(item)))),
        ("note", _escape(" | ".join(notes))),
    ]
    kept = ",\n".join(f"  {key} = {{{_flat(value)}}}" for key, value in fields if value)
    kind = BIBTEX_TYPES.get(find_kind(r), "misc")
    return f"@{kind}{{{re.sub(r'[^A-Za-z0-9:._/-]', '-', r.id)},\n{kept}\n}}\n"


def _escape(text: str) -> str:
    return "".join(SPECIAL.get(c, c) for c in text)


def _escape_link(text: str) -> str:
    # Bare, these end a column, begin a comment or become a space for readers of LaTeX, and the address is lost.
    return re.sub(r"[&%#~$]", lambda found: SPECIAL[found[0]], text)


# ---------------------------------------------------------------- CSL-JSON


def write_csl(items: Sequence[Item]) -> str:
    """CSL-JSON. Decisions stand in `note`, one a line, tags in `keyword`."""
    return json.dumps([_csl(item) for item in items], ensure_ascii=False, indent=1) + "\n"


def _csl(item: Item) -> dict[str, Any]:
    keywords = _words(item)
    made = {
        **make_csl(item.record),
        "abstract": item.abstract,
        # CSL's own readers part by commas: semicolons only where a keyword has a comma in it.
        "keyword": join_words(keywords) if any(set(",;|") & set(k) for k in keywords) else ", ".join(keywords),
        "note": "\n".join([item.label, *item.say_notices(), *item.say_screening(), *item.say_tags()]),
    }
    return {k: v for k, v in made.items() if v}


# ---------------------------------------------------------------- lists of references


def write_references(made: Bibliography, language: str) -> dict[str, str]:
    """A list of references as text, as HTML, and as a table with the key by which a text names each."""
    items = "\n".join(f"<li>{entry.linked}</li>" for entry in made.entries)
    title = escape(say("table.references", language))
    rows = [{"record": e.record, "key": e.key, "reference": e.text} for e in made.entries]
    return {
        "references.txt": made.to_text(),
        "references.html": f'<!doctype html>\n<html lang="{escape(language, quote=True)}">\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n<h1>{title}</h1>\n<ul>\n{items}\n</ul>\n</html>\n",
        "references.csv": write_csv(("record", "key", "reference"), rows),
    }
