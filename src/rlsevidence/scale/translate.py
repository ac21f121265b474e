"""The tree of a query -> what a record must be, with every term that cannot be translated named. Pure.

What PubMed does with a term by itself (mapping untagged words, taking the words of an unknown phrase apart) cannot be
known here, so such a term is refused where it can be seen, and the differences that cannot be seen are in DIFFERENCES.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field

from .fields import (
    DATA_BANK,
    DATES,
    HEADINGS,
    IDENTIFIER,
    LANGUAGE,
    LANGUAGES,
    PMID,
    QUALIFIERS,
    REFUSED,
    TYPES,
    WORDS,
)
from .mesh import Mesh, Tree
from .predicates import (
    AllOf,
    AnyOf,
    Dated,
    HasAbstract,
    HasDoi,
    HasPmid,
    Heading,
    InDataBank,
    InLanguage,
    Near,
    OfType,
    Predicate,
    Qualifier,
    Without,
    Words,
)
from .syntax import Joined, Node, Range, Refusal, RefusedError, Term, parse_query
from .words import STOPWORDS, fold_words

STEM = 4
"""The fewest letters before an asterisk that PubMed takes."""
DIFFERENCES = (
    "a quoted phrase that PubMed's index of phrases does not have is taken apart by PubMed, and kept whole here",
    "where PubMed parts words at apostrophes and signs is not written down: here each parts words",
    "a date of publication that names a span of months is filed by PubMed under its first month, here under January",
    "books stand in PubMed and not in its files",
)
"""How PubMed's answer can differ from that of the same query here, where nothing in the query shows it."""

_DATE = re.compile(r"(\d{4})(?:[/-](\d{1,2})(?:[/-](\d{1,2}))?)?")
_NEAR = re.compile(r"(.+):~(\d+)")


@dataclass(frozen=True)
class Translation:
    """A query, its tree and what a record must be."""

    query: str
    tree: Node
    predicate: Predicate
    mesh: Mesh = field(repr=False, compare=False)

    def part(self, node: Node) -> Predicate:
        """What a part of the tree asks."""
        return _Translator(self.mesh, []).node(node)


def translate(query: str, mesh: Mesh) -> Translation:
    """What `query` asks of a record. RefusedError with everything in it that cannot be translated, in its order."""
    tree = parse_query(query)
    refusals: list[Refusal] = []
    predicate = _Translator(mesh, refusals).node(tree)
    if refusals:
        raise RefusedError(*refusals)
    return Translation(query, tree, predicate, mesh)


class _Refused(Exception):
    """One term that cannot be translated."""

    def __init__(self, found: str, expected: str) -> None:
        self.found, self.expected = found, expected


_NOTHING = AnyOf(())


class _Translator:
    def __init__(self, mesh: Mesh, refusals: list[Refusal]) -> None:
        self.mesh, self.refusals = mesh, refusals

    def node(self, node: Node) -> Predicate:
        # A strategy is a long chain to the left: walked, not recursed into; parentheses alone make it deep.
        chain: list[tuple[str, Node]] = []
        while isinstance(node, Joined):
            chain.append((node.operator, node.right))
            node = node.left
        made = self.leaf(node)
        for operator, right in reversed(chain):
            made = _join(operator, made, self.node(right))
        return made

    def leaf(self, node: Term | Range) -> Predicate:
        try:
            return self.range(node) if isinstance(node, Range) else self.term(node)
        except _Refused as refused:
            self.refusals.append(Refusal(node.at, refused.found, refused.expected))
            return _NOTHING

    def term(self, term: Term) -> Predicate:
        tag, text = term.tag, term.text
        if not text:
            raise _Refused("an empty term", "words within the quotation marks")
        if text.startswith("#"):
            raise _Refused(f"{text!r}", "the search itself: numbers of a search history mean nothing here")
        if text.lower() == "hasabstract" and tag in (None, "text", "text word", "tw", "filter", "sb"):
            return HasAbstract()
        if tag is None:
            raise _Refused(
                f"{_show(term)} without a tag",
                "a tag such as [tiab] or [mh] behind it: PubMed maps untagged words by tables of its own",
            )
        if tag in REFUSED:
            raise _Refused(_show(term), f"a tag that can be asked here: [{tag}] asks for {REFUSED[tag]}")
        if (near := _NEAR.fullmatch(tag)) and near[1] in WORDS:
            return self.near(term, WORDS[near[1]], int(near[2]))
        if tag in DATES:
            first, _, last = text.partition(":")
            return self.dated(term, first, last or first)
        for known, read in (
            (WORDS, self.words),
            (HEADINGS, self.heading),
            (QUALIFIERS, self.qualifier),
            (TYPES, self.of_type),
            (LANGUAGE, self.language),
            (PMID, self.pmid),
            (IDENTIFIER, self.doi),
            (DATA_BANK, self.data_bank),
        ):
            if tag in known:
                return read(term, tag)
        raise _Refused(_show(term), f"a tag of PubMed's that is known here: [{tag}] is none")

    # ------------------------------------------------------------ words

    def words(self, term: Term, tag: str) -> Predicate:
        text = term.text
        cut = text.endswith("*")
        if "*" in text.rstrip("*") or "?" in text:
            raise _Refused(_show(term), "an asterisk at the end only")
        if not term.quoted and any(w in ("and", "or", "not", "&", "|") for w in text.lower().split()):
            raise _Refused(_show(term), "operators in capitals (AND, OR, NOT), or quotation marks around a phrase")
        words = fold_words(text)
        if not words:
            raise _Refused(_show(term), "a letter or a digit in it")
        if cut and len(words.split()[-1]) < STEM:
            raise _Refused(_show(term), f"at least {STEM} letters before the asterisk")
        if not cut and words in STOPWORDS:
            raise _Refused(_show(term), "a word that PubMed does not pass over (it is one of its stopwords)")
        if not (cut or term.quoted) and " " in text:
            raise _Refused(
                _show(term),
                "quotation marks for a phrase, or a tag at each word: PubMed decides between the two by its index",
            )
        return Words(WORDS[tag], f" {words}" if cut else f" {words} ")

    def near(self, term: Term, field: str, between: int) -> Predicate:
        words = fold_words(term.text).split()
        if "*" in term.text or len(words) != 2 or not term.quoted:
            raise _Refused(_show(term), "two whole words in quotation marks: what more of them mean is not laid down")
        return Near(field, (words[0], words[1]), between)

    # ------------------------------------------------------------ MeSH

    def heading(self, term: Term, tag: str) -> Predicate:
        broad, major = HEADINGS[tag]
        tree = self.mesh.headings
        if tree is None:
            raise _Refused(_show(term), "the MeSH tree file (--mesh mtrees<year>.bin), to know what lies under it")
        name = tree.find(term.text)
        if name is not None:
            return Heading(tree.explode(name) if broad else frozenset({name}), None, major)
        heading, slash, qualifier = term.text.rpartition("/")
        name = tree.find(heading) if slash else None
        if name is None:
            raise _Refused(_show(term), f"a heading of the MeSH file{_perhaps(tree, heading or term.text)}")
        names = tree.explode(name) if broad else frozenset({name})
        return Heading(names, self.qualifiers_of(term, qualifier, broad), major)

    def qualifier(self, term: Term, tag: str) -> Predicate:
        return Qualifier(self.qualifiers_of(term, term.text, QUALIFIERS[tag]))

    def qualifiers_of(self, term: Term, text: str, broad: bool) -> frozenset[str]:
        tree = self.mesh.qualifiers
        if tree is None:
            raise _Refused(
                _show(term), "NLM's file of qualifiers too (--mesh qual<year>.xml): PubMed takes in narrower ones"
            )
        name = tree.find(text) or tree.find(re.sub(r"\band\b", "&", text))
        if name is None:
            raise _Refused(_show(term), f"a qualifier of the MeSH file{_perhaps(tree, text)}")
        return tree.explode(name) if broad else frozenset({name})

    def of_type(self, term: Term, tag: str) -> Predicate:
        name = " ".join(term.text.lower().split())
        if not TYPES[tag]:
            return OfType(frozenset({name}))
        tree = self.mesh.headings
        if tree is None:
            raise _Refused(
                _show(term),
                "the MeSH tree file (--mesh mtrees<year>.bin), to know what lies under it, or [pt:noexp]",
            )
        found = tree.find(name)
        if found is None:
            raise _Refused(_show(term), f"a publication type of the MeSH file{_perhaps(tree, name)}")
        return OfType(tree.explode(found))

    # ------------------------------------------------------------ the rest

    def language(self, term: Term, tag: str) -> Predicate:
        name = term.text.lower()
        code = name if name in LANGUAGES.values() else LANGUAGES.get(name)
        if code is None:
            raise _Refused(_show(term), "a language of PubMed's table, such as english or eng")
        return InLanguage(code)

    def pmid(self, term: Term, tag: str) -> Predicate:
        if not term.text.isdecimal():
            raise _Refused(_show(term), "a PMID: digits only")
        return HasPmid(term.text)

    def doi(self, term: Term, tag: str) -> Predicate:
        if not term.text.startswith("10."):
            raise _Refused(_show(term), "a DOI, such as 10.1000/182; other identifiers are not kept")
        return HasDoi(term.text.lower())

    def data_bank(self, term: Term, tag: str) -> Predicate:
        return InDataBank(term.text.lower())

    # ------------------------------------------------------------ dates

    def range(self, found: Range) -> Predicate:
        tag = found.last.tag or found.first.tag
        if tag not in DATES or found.first.tag not in (None, tag):
            raise _Refused(
                f"{_show(found.first)} : {_show(found.last)}", "two dates with the same tag, such as [dp] or [crdt]"
            )
        return self.dated(Term(found.last.text, found.last.quoted, tag, found.at), found.first.text, found.last.text)

    def dated(self, term: Term, first: str, last: str) -> Predicate:
        days = []
        for text in (first, last):
            match = _DATE.fullmatch(text.strip())
            month, day = (int(match[2] or 1), int(match[3] or 1)) if match else (0, 0)
            if match is None or not 1 <= month <= 12 or not 1 <= day <= monthrange(max(1, int(match[1])), month)[1]:
                hint = "; a span up to today moves with the day" if "last " in text.lower() else ""
                raise _Refused(f"{text.strip()!r} as a date", f"2024, 2024/05 or 2024/05/13{hint}")
            days.append((match[1], month, day, match[2] is not None, match[3] is not None))
        (y1, m1, d1, _, _), (y2, m2, d2, has_month, has_day) = days
        end_month = m2 if has_month else 12
        end_day = d2 if has_day else monthrange(max(1, int(y2)), end_month)[1]
        start, end = f"{y1}-{m1:02d}-{d1:02d}", f"{y2}-{end_month:02d}-{end_day:02d}"
        if start > end:
            raise _Refused(f"{first.strip()!r} to {last.strip()!r}", "the earlier date first")
        return Dated(DATES[term.tag or ""], start, end)


def _join(operator: str, left: Predicate, right: Predicate) -> Predicate:
    """Left to right, as PubMed does; a run of one operator becomes one flat value."""
    if operator == "NOT":
        return Without(left, right)
    if operator == "AND":
        return AllOf(tuple(p for side in (left, right) for p in (side.parts if isinstance(side, AllOf) else (side,))))
    return AnyOf(tuple(p for side in (left, right) for p in (side.parts if isinstance(side, AnyOf) else (side,))))


def _show(term: Term) -> str:
    text = f'"{term.text}"' if term.quoted else term.text
    return f"{text}[{term.tag}]" if term.tag is not None else text


def _perhaps(tree: Tree, text: str) -> str:
    names = tree.like(text)
    return f" (perhaps {' or '.join(names)})" if names else ""
