"""What Ovid's files have otherwise than RIS: the names of their fields, and authors in one text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

OVID_START = re.compile(r"^<\d+\. ?>\s*$|^<\d+>\s*$")
OVID_LINE = re.compile(r"^([A-Z][A-Z0-9]) {1,2}- ?(.*)$")
OVID_TAGS = {
    "UI": "UI", "PM": "PM", "PG": "SP", "VI": "VL", "IP": "IS", "IS": "SN", "YR": "PY", "LG": "LA", "PT": "M3",
    "DI": "DO", "JT": "JO", "TA": "JA", "HW": "KW", "MH": "KW", "SH": "KW",
}  # fmt: skip
"""Ovid's own tags -> those of RIS: `IS` is an ISSN there, and `IP` the issue."""
OVID_NAMES = {
    "Unique Identifier": "UI", "Accession Number": "AN", "Title": "TI", "Source": "SO", "Authors": "AU", "Author": "AU",
    "Authors Full Name": "FA", "Author Full Name": "FA",
    "Abstract": "AB", "Digital Object Identifier": "DO", "DOI": "DO", "Publication Type": "M3", "Language": "LA",
    "Year of Publication": "PY", "Database": "DB", "Link to the Ovid Full Text or citation": "XL",
    "PubMed ID": "PM", "PMID": "PM", "Keywords": "KW", "Keyword Heading": "KW", "MeSH Subject Headings": "KW",
}  # fmt: skip
"""The same where a file has the names of its fields in full, each above its text."""

BEFORE_FAMILY = re.compile(
    r"(?<=\S)\.\s+(?=(?:[^\W\d_A-ZÅÄÖ][\w'’]*\s){0,3}[^\W\d_][\w'’-]+(?:\s[^\W\d_][\w'’-]+)?,\s)"
)
"""A stop after which a family's name and its comma begin: 'Oberg, Anna. Ek, Bo C.'"""
WITH_INITIALS = re.compile(r"[^\W\d_][^,]*\s[^\W\d_a-zåäöß-öø-ÿ]{1,4}(?:\s(?:Jr|Sr|Jnr|Snr|[2-5](?:nd|rd|th)))?")
"""A name that ends with initials: 'van der Berg J', 'Sand A Jr'."""


def split_authors(text: str) -> tuple[str, ...]:
    """The names in one field: by semicolons, by a stop and two blanks, by a stop before the next one, or one a line.

    Where nothing separates names within a line, each line is one; else a line's end is a blank.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    joined = "".join(f"{line}{'  ' if line.endswith('.') else ' '}" for line in lines).strip()
    if ";" in joined:
        parts = joined.split(";")
    elif any(len(_split_stops(line)) > 1 for line in lines):
        parts = _split_stops(joined)
    else:
        parts = lines
    return tuple(name for part in parts if (name := " ".join(part.split()).removesuffix(".")))


def _split_stops(text: str) -> list[str]:
    if len(parts := re.split(r"\.\s{2,}", text)) > 1:
        return parts
    if len(parts := BEFORE_FAMILY.split(text)) > 1:
        return parts
    parts = re.split(r"\.\s+", text.removesuffix("."))
    return parts if len(parts) > 1 and all(map(WITH_INITIALS.fullmatch, parts)) else [text]


def settle_ovid(fields: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The fields of a record of Ovid as RIS has them: PubMed's number where it says so, authors each by themselves."""
    database = " ".join(text for tag, text in fields if tag == "DB").lower()
    medline = "medline" in database or not database
    named = any(tag == "AU" for tag, _ in fields)
    fields = [("AU", text) if tag == "FA" and not named else (tag, text) for tag, text in fields]
    for tag, text in fields:
        if tag == "PM" or (tag == "UI" and medline):
            yield "ID", f"PMID: {text.split(' ', 1)[0]}"
        elif tag == "UI":
            yield "AN", text
        elif tag == "AU":
            yield from (("AU", name) for name in split_authors(text))
        elif tag == "KW":
            yield from ((tag, part.strip()) for part in text.split(";") if part.strip())
        else:
            yield tag, text
