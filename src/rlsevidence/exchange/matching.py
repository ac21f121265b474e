"""Two records set beside each other: what speaks for one record, what against, and what follows. Pure.

Reasons come first, and the score is only their sum: it orders what is asked and decides nothing. What decides is which
reasons are there (`Pair.verdict`). Sources of the rules: which fields tell duplicates is measured by Hair et al.
(ASySD, BMC Biol 2023;21:189) and Wagner (BibDedupe, JOSS 2024;9:6318); that several reports of one study are linked,
and not removed, is the Cochrane Handbook, 4.6.2.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from ..counted import say_count
from ..model import Record
from .faces import LONG_TITLE, Face, same_journal

SAFE, ASK, STUDY, APART = "safe", "ask", "same_study", "apart"
"""What two records are held to be: one by rule, perhaps one, two reports of one study, two."""
NEAR = 0.9
"""How like two titles are from which they may be one: 1 is letter for letter, folded."""
STUDY_NEAR = 0.8


@dataclass(frozen=True)
class Pair:
    """Two records and what they are to each other. `score` 0 to 1: the share of what could agree that does."""

    a: str
    b: str
    verdict: str
    score: float
    reasons: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reasons in one line."""
        said = ", ".join(self.reasons)
        return f"{said}; but {', '.join(self.against)}" if self.against else said


def compare(a: Face, b: Face) -> Pair:
    """What two records are to each other, with every reason on both sides."""
    reasons: list[str] = []
    against: list[str] = []
    one, two = a.record, b.record
    for name, said in (("pmid", "PMID"), ("doi", "DOI"), ("pmcid", "PMCID"), ("url", "address")):
        x, y = getattr(one, name), getattr(two, name)
        if x and y:
            (reasons if x == y else against).append(f"the same {said}" if x == y else f"another {said}")
    if a.central and b.central:
        same = a.central == b.central
        (reasons if same else against).append(f"{'the same' if same else 'another'} number in CENTRAL")
    like = title_likeness(a, b)
    cut = min(len(a.words), len(b.words)) >= LONG_TITLE and (a.title.startswith(b.title) or b.title.startswith(a.title))
    numbers = a.numbers == b.numbers or (cut and a.numbers[: len(b.numbers)] == b.numbers[: len(a.numbers)])
    if a.title and a.title == b.title:
        reasons.append("the same title")
    elif cut:
        reasons.append("one title is the beginning of the other")
    elif like >= NEAR:
        reasons.append(f"titles alike ({like:.2f})")
    if not numbers:
        against.append("other numbers in the title")
    first = a.family == b.family if a.family and b.family else None
    shared = a.families & b.families
    if first:
        reasons.append("the same first author")
    elif first is not None:
        (reasons if shared else against).append("an author in common" if shared else "other authors")
    years = abs(one.year - two.year) if one.year and two.year else None
    if years is not None:
        (reasons if years == 0 else against).append(
            "the same year" if years == 0 else f"{say_count(years, 'year')} apart"
        )
    journal = same_journal(one.journal, two.journal)
    if journal is not None:
        (reasons if journal else against).append("the same journal" if journal else "another journal")
    volume = a.volume == b.volume if a.volume and b.volume else None
    if volume is not None:
        (reasons if volume else against).append("the same volume" if volume else "another volume")
    page = a.page == b.page if a.page and b.page else None
    if page is not None:
        (reasons if page else against).append("the same first page" if page else "another first page")
    weighed: list[tuple[float | None, float]] = [
        (like if a.title and b.title else None, 4.0),
        (first, 2.0),
        (None if years is None else years == 0, 1.0),
    ]
    weighed += [(journal, 1.0), (volume, 1.0), (page, 2.0)]
    asked = [(float(value), weight) for value, weight in weighed if value is not None]
    score = round(sum(v * w for v, w in asked) / sum(w for _, w in asked), 3)
    if a.kind != b.kind:
        against.append(f"{a.kind} and {b.kind}")
    facts = _Facts(like, cut, numbers, first, bool(shared), years, journal, volume, page)
    return Pair(one.id, two.id, _decide(a, b, facts, reasons, against), score, tuple(reasons), tuple(against))


@dataclass(frozen=True)
class _Facts:
    like: float
    cut: bool
    numbers: bool
    first: bool | None
    shared: bool
    years: int | None
    journal: bool | None
    volume: bool | None
    page: bool | None


def _decide(a: Face, b: Face, f: _Facts, reasons: list[str], against: list[str]) -> str:
    if "the same PMID" in reasons or ("the same DOI" in reasons and "another PMID" not in against):
        return SAFE if a.kind == b.kind or "the same PMID" in reasons else ASK
    if "the same number in CENTRAL" in reasons and "another PMID" not in against:
        return SAFE if a.kind == b.kind else ASK
    if "another PMID" in against:
        return STUDY if _same_study(a, b, f) else APART
    if "notice" in (a.kind, b.kind) and a.kind != b.kind:
        return APART
    if a.kind != b.kind:
        return STUDY if _same_study(a, b, f) else APART
    if not f.numbers:
        return APART
    titled = f.like >= NEAR or f.cut
    named = min(len(a.words), len(b.words)) >= LONG_TITLE
    apart = f.journal is False or f.volume is False or f.page is False
    placed = bool(f.page) and f.volume is not False and f.journal is not False
    if not titled:
        # A translated title shares nothing with the original one; where and by whom it was printed it does.
        where = f.page and f.volume and f.journal is not False and f.years == 0
        return ASK if where and (f.first or (f.first is None and f.journal)) and may_be_translated(a, b) else APART
    if (f.first is False and not f.shared) or (f.years is not None and f.years > 1):
        return APART
    if f.page is False and f.volume is False:
        return APART
    if "another DOI" in against:
        # One of the two may be wrong, or a translation's; other words, or another place, and they are two works.
        return ASK if a.title == b.title and (named or placed) and f.page is not False else APART
    if "another number in CENTRAL" in against:
        apart = True  # CENTRAL has them as two: it may have one twice, which a person sees
    if named and not apart and f.first and f.years is not None and a.numbers == b.numbers and says_the_same(a, b):
        exact = a.title == b.title
        if placed and (f.volume or f.journal) and (f.years == 0 or exact):
            return SAFE
        if exact and f.years == 0 and (f.journal or f.volume):
            return SAFE
    if f.page is False and f.volume and not (exact_title(a, b) and named):
        return APART
    kind_of_title = a.title == b.title and f.first and f.years == 0 and not apart  # 'Editorial', or the name of a book
    return ASK if named or placed or kind_of_title else APART


def exact_title(a: Face, b: Face) -> bool:
    """Whether the folded titles are the same."""
    return a.title == b.title


ARTICLES = frozenset(("a", "an", "the"))
SPELLINGS = (
    (re.compile("ae|oe"), "e"),
    (re.compile(r"is(?=(?:e[ds]?|ing|ations?)\b)"), "iz"),
    (re.compile(r"our(?=s?\b)"), "or"),
    (re.compile(r"yz(?=e[ds]?\b)"), "ys"),
    (re.compile(r"(?<=[a-z]{3})(?<!s)s\b"), ""),
)
"""British and American spelling, and one or several of a thing: what makes no other title."""
DESIGN = frozenset(
    ["randomised", "randomized", "controlled", "clinical", "trial", "study", "placebo", "double", "single", "blind",
     "blinded", "masked", "open", "label", "parallel", "group", "groups", "multicentre", "multicenter", "crossover",
     "cross", "over", "pilot", "prospective", "retrospective", "cohort", "case", "control", "systematic", "review",
     "meta", "analysis", "report", "series", "with", "of", "and", "in", "a", "an", "the"]
)  # fmt: skip
"""Words of a subtitle that names a design and nothing else, which some databases leave out."""


def says_the_same(a: Face, b: Face) -> bool:
    """Whether two titles that are alike say the same, word for word but for spelling, articles, hyphens, a subtitle
    that names the design, or the end of one that was visibly cut off. 'Men' and 'women' are one letter or two apart."""
    one, two = (re.sub(r"\s+", "", _spell(face.words)) for face in (a, b))
    if one == two:
        return True
    short, long = sorted((a, b), key=lambda face: len(face.words))
    if not long.title.startswith(short.title):
        return False
    return short.is_cut or set(long.words[len(short.words) :]) <= DESIGN


def _spell(words: Iterable[str]) -> str:
    text = " ".join(w for w in words if w not in ARTICLES)
    for found, put in SPELLINGS:
        text = found.sub(put, text)
    return text


def may_be_translated(a: Face, b: Face) -> bool:
    """Whether one title may be a translation of the other, by its brackets or the languages of the two."""
    if a.is_translated or b.is_translated:
        return True
    languages = {r.language.casefold()[:2] for r in (a.record, b.record) if r.language}
    return len(languages) == 2 or bool(languages - {"en"})


def _same_study(a: Face, b: Face, f: _Facts) -> bool:
    kinds = {a.kind, b.kind}
    if "notice" in kinds or len(kinds) == 1 or not f.numbers:
        return False
    if f.years is not None and f.years > 5:
        return False
    if f.first is False and not f.shared:
        return False
    return f.like >= STUDY_NEAR or f.cut


def title_likeness(a: Face, b: Face) -> float:
    """0 to 1. Titles of which hardly a word is shared are not compared letter by letter."""
    if not a.words or not b.words:
        return 0.0
    if a.title == b.title:
        return 1.0
    one, two = set(a.words), set(b.words)
    if 2 * len(one & two) < 0.5 * (len(one) + len(two)):
        return round(len(one & two) / len(one | two), 3)
    first, second = sorted((a.title, b.title))  # its ratio depends on the order
    return _compare_titles(first, second)


@lru_cache(maxsize=8192)  # records that are matched again most often have the titles that they had
def _compare_titles(first: str, second: str) -> float:
    return round(SequenceMatcher(None, first, second, autojunk=False).ratio(), 3)


# ---------------------------------------------------------------- which are set beside each other

BLOCK = 60
"""More records than these under one key say that the key tells nothing; the others still find a true pair."""


def block_keys(face: Face) -> set[int]:
    """Keys of which two records that are one nearly always share at least one, as hashes, which take little room and
    are the same on every day."""
    return {_hash("\x1f".join(key)) for key in _name_keys(face)}


def _hash(key: str) -> int:
    """A number of 64 bits, with its sign, as databases keep them."""
    raw = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(raw, "little", signed=True)


def _name_keys(face: Face) -> Iterator[tuple[str, ...]]:
    record, words = face.record, face.words
    for field in ("pmid", "doi", "pmcid", "url"):
        if value := getattr(record, field):
            yield field, value
    if words:
        yield "begin", " ".join(words[:LONG_TITLE])
        yield "end", " ".join(words[-LONG_TITLE:])
        rare = sorted(words, key=lambda w: (-len(w), w))[:4]
        yield "long", *sorted(rare)
    if face.central:
        yield "central", face.central
    if face.page and face.volume:
        yield "place", face.volume, face.page
    if face.family and record.year:
        for year in (record.year, record.year + 1):
            yield "author", face.family, str(year)
    if face.family and face.page:
        yield "page", face.family, face.page


def find_pairs(records: Iterable[Record], beside: Iterable[Record] | None = None) -> Iterator[tuple[Face, Face]]:
    """Pairs worth comparing among `records`, or of each of `records` and each of `beside`; each once."""
    old = [Face(r) for r in beside] if beside is not None else []
    blocks: dict[int, list[Face]] = {}
    for face in old:
        for key in block_keys(face):
            blocks.setdefault(key, []).append(face)
    for record in records:
        face = Face(record)
        met: dict[str, Face] = {}
        for key in block_keys(face):
            own = blocks.setdefault(key, [])
            if len(own) <= BLOCK:
                met |= {other.record.id: other for other in own}
            own.append(face)
        for name, other in met.items():
            if name != record.id and is_worth_comparing(other, face):
                yield other, face


def is_worth_comparing(a: Face, b: Face) -> bool:
    """PubMed tells its own records apart; what is left to find among them are reports of one study."""
    return not (a.record.pmid and b.record.pmid and a.record.pmid != b.record.pmid and a.kind == b.kind)


def match(records: Mapping[str, Record]) -> list[Pair]:
    """Every pair of `records` that is not plainly two, surest first."""
    return sort_pairs(compare(a, b) for a, b in find_pairs(records.values()))


def sort_pairs(pairs: Iterable[Pair]) -> list[Pair]:
    """Those that are not plainly two, surest first."""
    order = {SAFE: 0, ASK: 1, STUDY: 2}
    return sorted((p for p in pairs if p.verdict != APART), key=lambda p: (order[p.verdict], -p.score, p.a, p.b))
