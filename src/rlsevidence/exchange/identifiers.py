"""Identifiers and years as files have them -> the record's own, and what of them is not read, to be told. Pure.

The one place for all readers. A cell is read where it says an identifier in a plain way: with a label, as an address,
with what databases and spreadsheets set round it. Anything else is told by its line and stays in the file only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from ..pubmed.dates import YEAR
from .registries import find_central

BEGINS = re.compile(r"(?<![\d.])10\.\d{4,9}(?:\.\d+)*\s*/\s*(?=\S)", re.I)
"""The beginning of a DOI: its prefix and the stroke, with something after it."""
ESCAPED = re.compile(r"(10\.\d{4,9}(?:\.\d+)*)%2F", re.I)
LABEL = re.compile(r"https?://\S*$|\b(?:urn:|info:)?(?:doi)\b[:=\s]*|\bdoi$|[\W_]+", re.I)
"""What stands before a DOI and says nothing more: an address, 'doi:', 'urn:doi:'."""
MARK = re.compile(r"\[(?:doi|pii|pubmed|medline|indexed for medline)\]|\(doi\)", re.I)
"""What databases set after an identifier."""
BROKEN = re.compile(r"(?:[/.(_:-]\s+(?=\S))|(?:(?<=\S)\s+(?=[/._)]\S))")
"""White space within a DOI that a line was broken at."""
TAIL = re.compile(
    r"[?&]\w+=\S*$|\?$|(?:#|%23)(?:[a-z]|[!:/])[^\s#]*$|/(?:abstract|full|fulltext|full-text|pdf|epdf|summary)$", re.I
)
"""What an address has after a DOI: what is asked for, a place on the page, a form of the text."""
PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}

PMID = re.compile(r"(?:(?:PMID|PubMed(?:[ -]?ID)?|MEDLINE|NLM)[:= #]*)*0*([1-9]\d{0,8})(?:\.0+)?", re.I)
"""PubMed's number alone, with its label, with a zero before it, or with the stop that spreadsheets set after it."""
GROUPED = re.compile(r"\d{1,3}(?:([ \u00a0\u202f,.'’])\d{3})(?:\1\d{3})+")
"""A number in groups of three, as spreadsheets show it."""
POWER = re.compile(r"([1-9])[.,](\d{1,8})E\+?0*([1-8])", re.I)
"""A number as a power of ten; with as many digits as that has it is exact, with fewer it may be rounded."""
PUBMED_PAGE = re.compile(
    r"https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed|europepmc\.org/(?:article|abstract)"
    r"/MED)/0*([1-9]\d{0,8})/?(?:[?#]\S*)?",
    re.I,
)
"""The page of a record in PubMed, or Europe PMC's of the same: the record is that one, under its PMID."""
ANY_PAGE = re.compile(r"https?://\S*?/0*([1-9]\d{0,8})/?", re.I)
PMCID = re.compile(r"\bPMC[ :-]*(\d{1,9})(?:\.\d+)?\b", re.I)


@dataclass(frozen=True)
class Identified:
    """A record's identifiers, and what a person should know of how they were read."""

    doi: str | None
    pmid: str | None
    pmcid: str | None
    told: tuple[str, ...]


def identify_entry(got: Mapping[str, Any]) -> Identified:
    """The identifiers that `doi`, `pmid` and `pmcid` of an entry say. One that stands in another's place, with its
    label, is read where its own place is empty."""
    told: list[str] = []
    said_doi = "" if find_central(got["doi"]) else got["doi"] or ""
    dois, left_doi = read_dois(said_doi)
    pmids, left_pmid = read_pmids(got["pmid"] or "")
    pmcids, left_pmcid = read_pmcids(got["pmcid"] or "")
    if not dois and left_pmid and (moved := read_dois(got["pmid"])[0]):
        dois, left_pmid = moved, ""
    if not pmids and left_doi and re.search("pmid|pubmed", left_doi, re.I):
        pmids, left_doi = read_pmids(said_doi)
    if not pmcids and left_pmid and (moved := read_pmcids(left_pmid)[0]):
        pmcids, left_pmid = moved, ""
    for name, found, left, what in (
        ("DOI", dois, left_doi, said_doi),
        ("PMID", pmids, left_pmid, got["pmid"]),
        ("PMCID", pmcids, left_pmcid, got["pmcid"]),
    ):
        if len(found) > 1:
            told.append(f"further {name}s, which one record has no place for: {', '.join(found[1:])}")
        if left:
            more = f"; {found[0]} is read of {what[:80]!r}" if found else ""
            told.append(f"no {name} is told from {left[:60]!r}{more or '; it stays in the file only'}")
    if not pmids and (page := PUBMED_PAGE.fullmatch((got["url"] or "").strip())):
        pmids = (page[1],)
    if (url := got["url"]) and not re.fullmatch(r"https?://\S+", url):
        if not dois and (moved := read_dois(url)[0]):
            dois = moved
        elif not dois or dois[0] not in url.lower():
            told.append(f"no address is told from {url[:60]!r}; it stays in the file only")
    if pmids and (GROUPED.search(got["pmid"] or "") or POWER.search(got["pmid"] or "")):
        told.append(f"the PMID {pmids[0]} is told from {got['pmid'][:60]!r}")
    return Identified(dois[0] if dois else None, pmids[0] if pmids else None, pmcids[0] if pmcids else None, (*told,))


# ---------------------------------------------------------------- DOIs


def read_dois(said: str) -> tuple[tuple[str, ...], str]:
    """The DOIs in a cell, in small letters, each once; and what in it is none, empty where nothing is left."""
    text = BROKEN.sub(lambda m: m[0].strip(), unquote(said) if ESCAPED.search(said) else said)
    starts = list[int]()
    for match in BEGINS.finditer(text):
        # '10.9999/10.9998/x' is one DOI, and no second one begins within its words.
        if not starts or re.search(r"[\s;,|]|https?:", text[starts[-1] : match.start()], re.I):
            starts.append(match.start())
    left = [text[: starts[0]] if starts else text]
    found = []
    for start, end in zip(starts, [*starts, len(text)][1:], strict=True):
        doi, rest = _cut(text[start:end])
        found.append(doi)
        left.append(rest)
    words = " ".join(w for part in left if re.search(r"[^\W_]", w := LABEL.sub(" ", MARK.sub(" ", part)).strip()))
    if not found and re.search(r"[^\W_]", said):
        return (), said.strip()
    return tuple(dict.fromkeys(found)), " ".join(words.split())


def _cut(text: str) -> tuple[str, str]:
    """A DOI at the beginning of `text`, without what stands after it, and the words after it."""
    begun = BEGINS.match(text)
    at = begun.end() if begun else 0
    first, _, rest = text[at:].partition(" ")
    doi = re.sub(r"\s", "", text[:at]) + first.strip()
    doi = re.sub(r"[;,|]\s*(?:https?://\S*|(?:urn:)?doi[:=]?)$", "", doi, flags=re.I)
    if marked := MARK.search(doi):
        doi = doi[: marked.start()]
    before = ""
    while before != doi:
        before = doi
        doi = TAIL.sub("", doi.rstrip(".,;:|\"'”’*"))
        closing = doi[-1:]
        if closing in PAIRS and doi.count(closing) > doi.count(PAIRS[closing]):
            doi = doi[:-1]
    # An address may lead to the next one: its words are no part of either.
    return doi.lower(), re.sub(r"[;,|]?\s*https?://\S*$", "", rest)


# ---------------------------------------------------------------- PubMed's and PMC's numbers


def read_pmids(said: str) -> tuple[tuple[str, ...], str]:
    """PubMed's numbers in a cell, each once; and what in it is none.

    A number that a spreadsheet may have rounded (9.00005E+07, and not 9.0000551E+07, which has all digits), one with a
    sign and one of ten digits are none.
    """
    # Embase sets the address of the same number after it, in brackets.
    text = re.sub(r"(?<=\d)\s*\(https?://\S*?/\d+/?\)", "", MARK.sub(" ", said)).strip().rstrip(".,;")
    if not text:
        return (), ""
    if number := _read_pmid(text):
        return (number,), ""
    found, left = list[str](), list[str]()
    for part in filter(None, re.split(r"\s*[;,|]\s*|\s+(?:and|och)\s+|\s+(?=PMID|https?:)", text)):
        if number := _read_pmid(part):
            found.append(number)
        else:
            left.append(part)
    return tuple(dict.fromkeys(found)), "; ".join(left) if found else said.strip()


def _read_pmid(text: str) -> str | None:
    if GROUPED.fullmatch(text):
        text = re.sub(r"\D", "", text)
    if (power := POWER.fullmatch(text)) and len(power[2]) == int(power[3]):
        return f"{power[1]}{power[2]}"
    match = PMID.fullmatch(text) or PUBMED_PAGE.fullmatch(text) or ANY_PAGE.fullmatch(text)
    return match[1] if match else None


def read_pmcids(said: str) -> tuple[tuple[str, ...], str]:
    """PMC's numbers in a cell, as 'PMC123', each once; all of the cell where it has none."""
    found = tuple(dict.fromkeys(f"PMC{number}" for number in PMCID.findall(said)))
    return found, "" if found else said.strip()


# ---------------------------------------------------------------- years

DOUBT = re.compile(r"\?|~|\b(?:in press|under tryckning|forthcoming|circa|ca|submitted|accepted|approx\w*)\b", re.I)


def tell_of_year(said: str | None) -> Iterator[str]:
    """What a person should know of the year that is told from a text: that it is none, one of several, or doubtful."""
    if not said:
        return
    years = dict.fromkeys(YEAR.findall(said))
    if not years:
        yield f"no year is told from {said[:40]!r}; it stays unknown"
    elif len(years) > 1 or DOUBT.search(said):
        yield f"the year {next(iter(years))} is told from {said[:40]!r}"
