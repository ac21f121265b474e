"""A list of references and the keys by which a text names them, by a CSL processor (citeproc-py).

The two styles that ship are our own; any other `.csl` file can be named instead. citeproc-py prints the title of a work
without an author twice where a style says so by cs:substitute, as those of the public collection do.
"""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..language import say
from ..model import Record
from .items import make_csl, split_name

FOLDER = Path(__file__).resolve().parent / "styles"
STYLES = tuple(sorted(file.stem for file in FOLDER.glob("*.csl")))
"""Names of the styles that ship."""
MANY = 500
"""Records of a list that is not held: it would be for as long as the process lives."""
DOUBLED = re.compile(r"([.?!])(</i>)?\.(?=\s|$)")


ADDRESS = re.compile(
    r"(?P<doi>\bdoi:\s?(?P<id>10\.\d{4,9}/[^\s<]+))|(?P<pmid>\bPMID:\s?(?P<number>\d{1,9})\b)|(?P<url>https?://[^\s<]+)"
)


def split_links(text: str) -> tuple[tuple[str, str | None], ...]:
    """The parts of an entry, each with the address that it leads to: a DOI to its resolver, a PMID to PubMed's page, an
    address to itself.

    A sign that ends the sentence is no part of an address. The parts make up the text again.
    """
    parts: list[tuple[str, str | None]] = []
    end = 0
    for match in ADDRESS.finditer(text):
        shown = match[0].rstrip(".,;")
        parts.append((text[end : match.start()], None))
        if match["pmid"]:
            target = f"https://pubmed.ncbi.nlm.nih.gov/{match['number']}/"
        else:
            target = shown if match["url"] else f"https://doi.org/{shown.partition(':')[2].strip()}"
        parts.append((shown, target))
        end = match.start() + len(shown)
    return tuple(part for part in (*parts, (text[end:], None)) if part[0])


@dataclass(frozen=True)
class Reference:
    """One entry of the list. `key`: how a text names it, '(2)' or '(Testsson, 2024)'; `markup`: HTML with <i> only."""

    record: str
    key: str
    markup: str

    @property
    def text(self) -> str:
        """The entry without markup."""
        return html.unescape(self.markup.replace("<i>", "").replace("</i>", ""))

    @property
    def linked(self) -> str:
        """The markup with a link on each DOI and address. Escaped as the markup is."""
        return "".join(
            f'<a href="{target.replace(chr(34), "&quot;")}" rel="noopener">{part}</a>' if target else part
            for part, target in split_links(self.markup)
        )


@dataclass(frozen=True)
class Bibliography:
    """The entries in the order of the style."""

    style: str
    entries: tuple[Reference, ...]

    def key(self, record: str) -> str | None:
        """How a text names a record; None for one that is not in the list."""
        return next((entry.key for entry in self.entries if entry.record == record), None)

    def to_text(self) -> str:
        """One entry a line."""
        return "".join(f"{entry.text}\n" for entry in self.entries)


def cite(records: Iterable[Record], style: str = "vancouver", language: str = "en") -> Bibliography:
    """The references of `records`, numbered in the order given where the style numbers.

    `style`: one of STYLES or the path of a CSL file. UsageError for a style that there is not or that cannot be read.
    """
    chosen = tuple({r.id: r for r in records}.values())
    path = FOLDER / f"{style}.csl" if style in STYLES else Path(style)
    if not path.is_file():
        raise UsageError(f"no style {style!r}; there are: {', '.join(STYLES)}, or the path of a .csl file")
    with warnings.catch_warnings():
        # It warns of fields that it does not know, which are for other programs.
        warnings.simplefilter("ignore")
        # Styles that ship stay as they are; a file of one's own may be edited between two calls.
        held = style in STYLES and len(chosen) <= MANY
        made = (_process if held else _process.__wrapped__)(chosen, path, language)
        return Bibliography(style, made)


@lru_cache(maxsize=64)  # the pages of a study cite its reports in each style, and the same again in the next build
def _process(records: tuple[Record, ...], path: Path, language: str) -> tuple[Reference, ...]:
    from citeproc import CitationStylesStyle

    try:
        style = CitationStylesStyle(str(path), locale=find_locale(language), validate=False)
    except Exception as error:  # lxml and citeproc-py raise of many kinds at a file that is no style
        raise UsageError(f"{path}: not a CSL style that can be read: {error}") from None
    entries = _run(style, records, [""] * len(records), language)
    if letters := _letter_years(entries, records):
        entries = _run(style, records, [letters.get(r.id, "") for r in records], language)
    return entries


def _run(style: Any, records: Sequence[Record], letters: Sequence[str], language: str) -> tuple[Reference, ...]:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    # The processor folds the ids that it is given; numbers cannot collide when folded.
    items = [{**_guard(make_csl(r)), "id": str(i)} for i, r in enumerate(records)]
    for item, letter in zip(items, letters, strict=True):
        if item["type"] == "document":
            item["type"] = "article"  # citeproc-py does not know the former, and to it neither means a journal
        first, dash, last = item.get("page", "").partition("-")
        if dash and len(first) != len(last):
            # citeproc-py shortens 1-10 to 1-0: what is not of one length is given as it is.
            item["page"] = f"{first}{_DASH}{last}"
        if letter:
            item["year-suffix"] = letter
    for item, record in zip(items, records, strict=True):
        kinds = {notice.kind for notice in record.integrity}
        if kind := next((k for k in ("retracted", "concern") if k in kinds), None):
            item["title"] = f"{item['title'].rstrip('.')} {say(f'notice.{kind}', language)}"
        if _has_more_authors(record):
            item["author"] = [*item["author"], {"literal": _MORE}]
    et_al, joined = _find_term(style, "et-al", "et al."), _find_term(style, "and", "and")
    made = CitationStylesBibliography(style, CiteProcJSON(items), formatter.html)
    citations = [Citation([CitationItem(str(i))]) for i in range(len(records))]
    for citation in citations:
        made.register(citation)
    made.sort()
    entries = zip(made.keys, made.bibliography(), strict=True)
    keys = [
        _say_more(_strip(str(made.cite(c, lambda item: None))), f" {et_al}", joined)
        if _has_more_authors(r)
        else _strip(str(made.cite(c, lambda item: None)))
        for c, r in zip(citations, records, strict=True)
    ]
    return tuple(
        Reference(
            records[int(k)].id,
            _release(html.unescape(keys[int(k)]), html=False),
            _close(_say_more(str(entry), f", {et_al}", joined).split()),
        )
        for k, entry in entries
    )


_MORE = "\ue020"


def _find_term(style: Any, name: str, otherwise: str) -> str:
    """A word of the style in the language of the page."""
    term = style.root.get_term(name)
    return otherwise if term is None else str(term.findtext("{*}single") or term.text or otherwise)


def _has_more_authors(record: Record) -> bool:
    """Whether one author is known of a record whose authors were not seen in full. Where the title is second-hand too,
    all of the record came from another program, which says nothing of its list of authors."""
    if len(record.authors) != 1 or "authors" not in record.unverified or "title" in record.unverified:
        return False
    return split_name(record.authors[0]) is not None or " " not in record.authors[0]


def _say_more(text: str, et_al: str, joined: str) -> str:
    """The sign that stands as a second author, with what the style puts before it, as the style's 'et al.'."""
    return re.sub(rf",?\s*(?:(?:&(?:amp;|#38;)?|{re.escape(joined)})\s*)?{_MORE}", lambda _: et_al, text)


def _letter_years(entries: Sequence[Reference], records: Sequence[Record]) -> dict[str, str]:
    """A letter for the year of each record whose key another one has too, in the order of the list.

    citeproc-py does not do this (disambiguate-add-year-suffix); a style prints it where it has `year-suffix`.
    """
    dated = {r.id for r in records if r.year}
    same: dict[str, list[str]] = {}
    for entry in entries:
        if entry.record in dated:
            same.setdefault(entry.key, []).append(entry.record)
    return {
        record: chr(ord("a") + i) for group in same.values() if 1 < len(group) <= 26 for i, record in enumerate(group)
    }


def _close(words: Sequence[str]) -> str:
    # citeproc-py does not fold the point that a style adds to a title that ends a sentence by itself. Addresses may end
    # in several.
    folded = (word if "://" in word else DOUBLED.sub(r"\1\2", word) for word in words)
    return _release(_strip(" ".join(folded)), html=True)


_GUARDS = {"<": "\ue000", ">": "\ue001", "&": "\ue002"}
_DASH = "\ue010"
_TAG = re.compile(r"<(?!/?i>)[^>]*>")


def _guard(value: Any) -> Any:
    """The values with signs of HTML replaced: citeproc-py takes tags in a title for markup and lets them through."""
    if isinstance(value, str):
        return "".join(_GUARDS.get(c, c) for c in value)
    if isinstance(value, dict):
        return {k: _guard(v) for k, v in value.items()}
    return [_guard(v) for v in value] if isinstance(value, list) else value


def _strip(markup: str) -> str:
    """Only the italics of what the processor made: what is written stays, whatever else a style asks for goes."""
    return _TAG.sub("", markup)


def _release(text: str, *, html: bool) -> str:
    text = text.replace(_DASH, "–")
    for sign, guard in _GUARDS.items():
        text = text.replace(guard, escape(sign, quote=True) if html else sign)
    return text


def find_locale(language: str) -> str:
    """The locale of the processor for a language of ours: sv-SE for sv; English where it has none."""
    import citeproc

    folder = Path(citeproc.__file__).parent / "data" / "locales"
    known = sorted(file.stem.removeprefix("locales-") for file in folder.glob("locales-*.xml"))
    fitting = [name for name in known if name.partition("-")[0] == language]
    usual = f"{language}-{ {'en': 'US', 'sv': 'SE'}.get(language, language.upper()) }".replace(" ", "")
    return usual if usual in fitting else (fitting or ["en-US"])[0]
