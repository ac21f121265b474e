"""What of a record is compared with another's: titles, names, journals and pages as databases write them. Pure."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from ..model import Record
from .registries import find_central

PREPRINT_DOI = re.compile(r"^10\.(1101|21203|2139|20944|31234|31219|31222|48550|26434|12688|2196/preprints)\b")
PREPRINT_JOURNAL = re.compile(r"\b(bio|med|chem|psy|psych|ar)rxiv\b|arxiv|research square|preprints?\b|\bssrn\b", re.I)
REGISTRATION = "Clinical Trial Registration"
ABSTRACT_TYPE = re.compile(r"meeting abstract|congress|conference|proceeding", re.I)
ABSTRACT_JOURNAL = re.compile(r"\b(suppl(ement)?|abstracts?|proceedings|congress|conference|annual meeting)\b", re.I)
ABSTRACT_PAGES = re.compile(r"^(S|A|P|OP|PS|PP|EP)[-. ]?\d", re.I)
SUPPLEMENT = re.compile(r"suppl", re.I)
NOTICE = re.compile(
    r"^(author s? ?(correction|reply|response)|authors (reply|response)|errat(um|a)|corrigend(um|a)|corrections?"
    r"|retract|retraction|withdrawn|withdrawal|expression of concern|comments? (on|to)|commentary|reply|response to|re"
    r"|letter|editorial|in reply|invited|in response|addendum|publisher|rebuttal|discussion)\b"
)
NOTICE_END = re.compile(
    r"\b(errat(um|a)|corrigend(um|a)|correction|reply|author s reply|comment|commentary|response|retraction|retracted"
    r"|addendum|letter|discussion|rebuttal)$"
)
NOTICE_TYPE = re.compile(r"erratum|correction|retraction of|retraction notice|^comment$|^letter$|editorial|reply", re.I)
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10"}
COUNTED = re.compile(r"\b(part|parts|study|phase|volume|chapter|paper|report|stage|series|no|number|section|step)$")
WORDS_FOR = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
}
GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "µ": "mu",
    "π": "pi",
    "σ": "sigma",
    "τ": "tau",
    "φ": "phi",
    "χ": "chi",
    "ω": "omega",
    "θ": "theta",
}
SPELT = str.maketrans({"ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ı": "i", "ð": "d", "þ": "th", **GREEK})
TAGS = re.compile(r"</?[a-z][a-z0-9]*(\s[^<>]*)?/?>", re.I)
SMALL = frozenset(
    ["of", "the", "and", "for", "in", "on", "a", "an", "der", "die", "das", "und", "de", "et", "la", "le", "des", "och"]
)
LONG_TITLE = 5
"""Words from which a title names one piece of work rather than a kind ('Authors' reply', 'Editorial')."""


def fold(text: str) -> str:
    """The words of `text` for comparing: no markup, entities, case, accents or punctuation; Greek letters by name."""
    plain = html.unescape(html.unescape(text)) if "&" in text else text
    plain = TAGS.sub("", plain) if "<" in plain else plain
    if plain.isascii():
        return " ".join(re.findall(r"\w+", plain.lower()))
    plain = unicodedata.normalize("NFKD", plain).casefold().translate(SPELT)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain))


UNTITLED = re.compile(
    r"\W*(no title( (available|given|found|in\b.*))?|(title )?not available|untitled|unknown title|ingen titel)\W*",
    re.I,
)


def is_untitled(title: str) -> bool:
    """Whether what stands in the place of a title says that there is none, as databases and `import` write it."""
    return UNTITLED.fullmatch(title) is not None


def first_family(record: Record) -> str:
    """The family name of the first author, folded, umlauts spelt out or not alike; empty where there is none."""
    return family_of(record.authors[0]) if record.authors else ""


def family_of(name: str) -> str:
    """'van der Berg AB Jr' as 'vanderberg'; a group's name whole."""
    family, comma, _ = html.unescape(name).partition(",")
    words = fold(family).split()
    plain = family.split()
    while not comma and len(words) > 1 and len(plain) > 1 and _is_initials(plain[-1]):
        words, plain = words[:-1], plain[:-1]
    return re.sub("([aou])e", r"\1", "".join(words))


def _is_initials(word: str) -> bool:
    bare = re.sub(r"[^\w]", "", word)
    return (len(bare) <= 4 and bare.isupper()) or bare in ("Jr", "Sr") or len(bare) <= 1 or "." in word


def journal_key(name: str | None) -> str:
    """The first letters of the words that matter: 'Journal of Sleep Research' and 'J Sleep Res.' alike."""
    return "".join(w[0] for w in _journal_words(name)) if name else ""


def _journal_words(name: str) -> list[str]:
    bare = re.sub(r"\([^()]*\)|[:=;].*$", " ", html.unescape(name))
    return [w for w in fold(bare).split() if w not in SMALL]


def same_journal(a: str | None, b: str | None) -> bool | None:
    """Whether two names are one journal's: each word of one begins the next of the other. None where one is missing."""
    if not a or not b:
        return None
    one, two = _journal_words(a), _journal_words(b)
    if "".join(one) == "".join(two):
        return True
    if len(one) != len(two):
        return _acronym(one, two) or _acronym(two, one)
    return all(x.startswith(y) or y.startswith(x) or _squeezed(x, y) for x, y in zip(one, two, strict=True))


def _acronym(short: list[str], long: list[str]) -> bool:
    return len(short) == 1 and len(long) > 2 and short[0] == "".join(w[0] for w in long)


def _squeezed(a: str, b: str) -> bool:
    """'natl' for 'national', 'intl': letters left out within the word, the first one never."""
    short, long = sorted((a, b), key=len)
    letters = iter(long)
    return len(short) > 2 and short[0] == long[0] and all(c in letters for c in short)


def first_page(pages: str | None) -> str:
    """'501-5', 'pp. 501–505' and '501' as '501'; 'e12-e19' as 'e12'."""
    match = re.search(r"[a-z]{0,3}\d+", re.sub(r"^\s*(pp?\.?|pages?)\s*", "", pages or "", flags=re.I).casefold())
    return match[0].lstrip("0") if match else ""


def is_preprint(record: Record) -> bool:
    """Whether a record is a preprint, by its type, its DOI or where it stands."""
    return (
        "Preprint" in record.publication_types
        or bool(record.doi and PREPRINT_DOI.match(record.doi))
        or bool(record.journal and PREPRINT_JOURNAL.search(record.journal))
    )


def kind_of(record: Record) -> str:
    """'registration', 'preprint', 'abstract', 'notice' or 'article': which reports of a study are never one record."""
    if record.prefix == "nct" or REGISTRATION in record.publication_types:
        return "registration"
    if is_preprint(record):
        return "preprint"
    title = fold(record.title)
    types = "; ".join(record.publication_types)
    if NOTICE.match(title) or NOTICE_END.search(title) or any(NOTICE_TYPE.search(t) for t in record.publication_types):
        return "notice"
    if (
        ABSTRACT_TYPE.search(types)
        or bool(record.journal and ABSTRACT_JOURNAL.search(record.journal))
        or bool(ABSTRACT_PAGES.match(record.pages or "") and SUPPLEMENT.search(f"{record.issue} {record.volume}"))
    ):
        return "abstract"
    return "article"


COMPARED = (
    "id", "pmid", "doi", "pmcid", "url", "title", "authors", "year", "journal", "volume", "issue", "pages",
    "language", "publication_types", "seen_at",
)  # fmt: skip
"""The fields of a record that a comparison, and what leads to it, looks at."""


def number_in_central(record: Record) -> str | None:
    """The number that CENTRAL has for the record, which stands in the address of its page there."""
    return next(filter(None, map(find_central, (record.url, *record.seen_at))), None)


@dataclass(frozen=True)
class Face:
    """What of a record is compared, worked out once."""

    record: Record

    @cached_property
    def title(self) -> str:
        """Folded; empty where a record has none."""
        return "" if is_untitled(self.record.title) else fold(re.sub(r"\s*\.{3,}\s*$|…\s*$", "", self.record.title))

    @property
    def is_cut(self) -> bool:
        """Whether the title says that its end is missing."""
        return re.search(r"(\.{3,}|…)\s*$", self.record.title) is not None

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(self.title.split())

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Numbers of the title in their order, also Roman ones and words after 'part', 'phase', 'study' ..."""
        found = []
        for i, word in enumerate(self.words):
            before = " ".join(self.words[max(0, i - 1) : i])
            after = self.words[i + 1] if i + 1 < len(self.words) else ""
            counted = bool(COUNTED.search(before))
            if word.isdigit():
                found.append(word.lstrip("0") or "0")
            elif word in ROMAN and (counted or len(word) > 1 or i == len(self.words) - 1):
                found.append(ROMAN[word])
            elif word in WORDS_FOR and (counted or COUNTED.search(after)):
                found.append(WORDS_FOR[word])
        return tuple(found)

    @cached_property
    def family(self) -> str:
        return first_family(self.record)

    @cached_property
    def families(self) -> frozenset[str]:
        return frozenset(filter(None, map(family_of, self.record.authors)))

    @cached_property
    def page(self) -> str:
        return first_page(self.record.pages)

    @cached_property
    def central(self) -> str | None:
        return number_in_central(self.record)

    @cached_property
    def kind(self) -> str:
        return kind_of(self.record)

    @cached_property
    def volume(self) -> str:
        return re.sub(r"\W*suppl.*$|[^\w]", "", (self.record.volume or "").casefold())

    @cached_property
    def is_translated(self) -> bool:
        return self.record.title.strip().startswith("[")
