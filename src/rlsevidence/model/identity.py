"""One record held against PubMed's, field by field: the same, another form of the same, or a real difference. Pure.

Rules of form are few and stated: what they do not cover is a difference, and a person decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .about import ANOTHER, KIND, tell_kind
from .records import FullRecord, Record
from .titles import BEGINNING, WORDS, tell_titles

FIELDS = (
    "pmid", "doi", "pmcid", "title", "authors", "organisation", "year", "journal",
    "volume", "issue", "pages", "language", "publication_types",
)  # fmt: skip
"""What is compared, in this order. Addresses, origin and flags are ours alone; the rest is PubMed's alone."""
KINDS = ("same", "form", "differs", "new", "absent")
"""`form`: another way to write the same; `new`: PubMed has it and we do not; `absent`: the other way round."""
TAKEN = "another record here has it"
"""Why an identifier of PubMed's record is a difference: accepted, two records would be one publication."""
YEARS = 3
"""More years than these between two records are no slip and no print after the web. Ours."""
DOI_AT = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", re.I)
LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
"""Letters that Unicode does not take apart into a letter and a mark."""
GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "μ": "mu", "ω": "omega"}
SMALL = frozenset(["of", "the", "and", "for", "in", "on", "a", "an", "der", "die", "das", "und"])
MARKUP = re.compile(r"</?(?:i|b|u|sub|sup|em|strong)>", re.I)


@dataclass(frozen=True)
class FieldCheck:
    """One field of one record: `kind` is a word of `KINDS`, `why` what makes the two forms of one thing, or not.

    `here` and `pubmed` are as they are shown, empty where there is nothing.
    """

    field: str
    kind: str
    here: str
    pubmed: str
    why: str = ""

    @property
    def is_harmless(self) -> bool:
        """Whether nothing that stands here would come to say something else."""
        return self.kind in ("same", "form", "new")

    @property
    def is_held(self) -> bool:
        """Whether it is a difference so grave that it is accepted for itself only, by its name."""
        if self.kind != "differs":
            return False
        if self.field in ("pmid", "doi", "pmcid") or self.why in (KIND, TAKEN, BEGINNING):
            return True
        if self.field == "authors":
            return _is_other_people(self.here.split("; "), self.pubmed.split("; "))
        if self.field == "year":
            return abs(int(self.here) - int(self.pubmed)) > YEARS
        return self.field == "title" and not self.why

    @property
    def is_poorer(self) -> bool:
        """Whether PubMed's form says less than ours: names with fewer initials, a title in capitals or in brackets."""
        if self.kind != "form":
            return False
        if self.field == "authors":
            pairs = zip(self.here.split("; "), self.pubmed.split("; "), strict=False)
            return any(len(_spelt(a)) > len(_spelt(b)) for a, b in pairs)
        cries = self.pubmed == self.pubmed.upper() and self.here != self.here.upper()
        opens = self.pubmed.startswith("[") and not self.here.startswith("[")
        return self.field == "title" and (cries or opens)


def fold_words(text: str) -> str:
    """The words of `text` for comparing: no case, accents, punctuation or markup."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain))


def fold_letters(text: str) -> str:
    """As `fold_words`, with markup out, letters of other alphabets spelt in plain ones, and Greek letters by name."""
    plain = MARKUP.sub("", text).casefold().translate(LETTERS)
    plain = "".join(GREEK.get(c, c) for c in unicodedata.normalize("NFKC", plain))
    return fold_words(plain)


def compare_fields(here: Record, pubmed: Record) -> tuple[FieldCheck, ...]:
    """Every field of `FIELDS`, in that order. `pubmed` may be a full record: its other titles and dates help."""
    return tuple(_compare(field, here, pubmed) for field in FIELDS)


def _compare(field: str, here: Record, pubmed: Record) -> FieldCheck:
    ours, theirs = getattr(here, field), getattr(pubmed, field)
    if field == "organisation":
        # PubMed names a body among the authors; that it has no such field says nothing.
        named = [a for a in pubmed.authors if ours and fold_letters(a) == fold_letters(ours)]
        theirs = named[0] if named else None
        if not ours:
            return FieldCheck(field, "same", "", "")
    is_body = field == "authors" and not ours and here.organisation and len(theirs) == 1
    if is_body and fold_letters(theirs[0]) == fold_letters(here.organisation or ""):
        return FieldCheck(field, "form", "", show(theirs), "the body stands here as the organisation")
    shown = show(ours), show(theirs)
    if field == "publication_types" and (kind := tell_kind(here, pubmed, is_same_place=_is_same_place(here, pubmed))):
        return FieldCheck(field, "differs", *shown, kind)
    if field == "title" and ours.startswith("[") and ours != theirs and not _same_title(here, pubmed):
        return FieldCheck(field, "new", *shown, "the title had not been seen")
    if ours in (None, ()) or theirs in (None, ()):
        kind = "same" if shown == ("", "") else "new" if ours in (None, ()) else "absent"
        return FieldCheck(field, kind, *shown)
    if ours == theirs:
        return FieldCheck(field, "same", *shown)
    why = FORMS[field](here, pubmed) if field in FORMS else ""
    return FieldCheck(field, "form", *shown, why) if why else FieldCheck(field, "differs", *shown, _hint(field, *shown))


def show(value: Any) -> str:
    """A value as it is shown and kept in the ledger: one line, nothing for nothing."""
    if value in (None, ()):
        return ""
    return "; ".join(value) if isinstance(value, tuple) else " ".join(str(value).split())


def _hint(field: str, ours: str, theirs: str) -> str:
    """What kind of difference it looks like, to help a person; it decides nothing."""
    if field == "authors":
        mine, yours = ours.split("; "), theirs.split("; ")
        return "the same names in another order" if sorted(map(_name, mine)) == sorted(map(_name, yours)) else ""
    if field == "title":
        return tell_titles(ours, theirs, fold_letters)
    return ""


def _is_same_place(here: Record, pubmed: Record) -> bool:
    """Whether both say where the publication stands, and say the same: the DOI, or without one the pages."""
    if here.doi and pubmed.doi:
        return bool(_doi(here, pubmed))
    return bool(here.pages and pubmed.pages and same_pages(here.pages, pubmed.pages))


# ---------------------------------------------------------------- forms of one thing


def _doi(here: Record, pubmed: Record) -> str:
    a, b = (DOI_AT.sub("", str(r.doi)).strip().casefold() for r in (here, pubmed))
    return "the same DOI, written otherwise" if a == b else ""


def _same_title(here: Record, pubmed: Record) -> str:
    theirs = [pubmed.title, getattr(pubmed, "vernacular_title", None) or ""]
    ours = here.title
    if fold_words(ours) == fold_words(theirs[0]):
        return "case, punctuation or accents"
    if fold_letters(ours) == fold_letters(theirs[0]):
        return "markup, or letters of another alphabet"
    if fold_letters(ours).replace(" ", "") == fold_letters(theirs[0]).replace(" ", ""):
        return "hyphens and spaces"
    if theirs[1] and fold_letters(ours) == fold_letters(theirs[1]):
        return "the title in its own language, which PubMed keeps beside the English one"
    return ""


def _name(name: str) -> str:
    return fold_letters(name)


def _is_other_people(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether the first author, or more than half of ours, is nowhere among theirs."""
    there = {_family(name) for name in theirs}
    met = [_family(name) in there for name in ours]
    return not met[0] or 2 * sum(met) < len(met)


def _family(name: str) -> str:
    return _spelt(name).rpartition(" ")[0] or _spelt(name)


def _spelt(name: str) -> str:
    """German and Scandinavian names are written with ä, ö, ü or with ae, oe, ue."""
    return re.sub(r"(?<=[aou])e", "", fold_letters(name).replace("aa", "a"))


def _authors(here: Record, pubmed: Record) -> str:
    ours, theirs = here.authors, pubmed.authors
    if len(ours) > len(theirs):
        return ""
    pairs = list(zip(ours, theirs, strict=False))
    if all(_name(a) == _name(b) for a, b in pairs):
        return "the first authors only" if len(ours) < len(theirs) else "accents or punctuation"
    if all(_spelt(a) == _spelt(b) for a, b in pairs):
        return "letters spelt otherwise"
    if all(_same_person(a, b) for a, b in pairs):
        return "more or fewer initials"
    return ""


def _same_person(ours: str, theirs: str) -> bool:
    """One family name, and initials of which one begins the other: 'Smith J' and 'Smith JA'."""
    if _spelt(ours) == _spelt(theirs):
        return True
    (a, _, first), (b, _, second) = (_spelt(n).rpartition(" ") for n in (ours, theirs))
    return (
        bool(a)
        and a == b
        and len(min(first, second, key=len)) > 0
        and (first.startswith(second) or second.startswith(first))
    )


def _year(here: Record, pubmed: Record) -> str:
    online = pubmed.published_online if isinstance(pubmed, FullRecord) else None
    return "the year it came out online; the issue is of another" if online and online[:4] == str(here.year) else ""


def _journal(here: Record, pubmed: Record) -> str:
    ours, theirs = _journal_words(str(here.journal)), _journal_words(str(pubmed.journal))
    if ours == theirs:
        return "case, punctuation or a subtitle"
    return (
        "the abbreviation"
        if abbreviates(" ".join(theirs), " ".join(ours)) or abbreviates(" ".join(ours), " ".join(theirs))
        else ""
    )


def _journal_words(text: str) -> list[str]:
    """Words of a journal's name without its subtitle, the place behind it, and small words."""
    name = re.sub(r"\s*\([^)]*\)\s*$", "", re.split(r"\s*[:=]\s+", text)[0]).replace("&", " and ")
    return [w for w in fold_letters(name).split() if w not in SMALL]


def abbreviates(short: str, long: str) -> bool:
    """Whether each word of `short` begins the next word of `long`, small words left out."""
    words = [w for w in fold_words(long).split() if w not in SMALL]
    parts = [w for w in fold_words(short).split() if w not in SMALL]
    return len(parts) == len(words) and all(word.startswith(part) for part, word in zip(parts, words, strict=True))


def _volume(here: Record, pubmed: Record) -> str:
    a, b = (sorted(re.findall(r"[a-z]+|\d+", f"{r.volume or ''} {r.issue or ''}".casefold())) for r in (here, pubmed))
    whole = [w.replace("supplement", "suppl") for w in a] == [w.replace("supplement", "suppl") for w in b]
    return "volume and issue split otherwise" if whole else ""


def same_pages(ours: str, theirs: str) -> bool:
    """'501-505' and '501-5' are the same pages, whatever the dash."""
    return _pages(ours) == _pages(theirs)


def _pages(text: str) -> str:
    text = re.sub(r"^pp?\.\s*", "", text.strip(), flags=re.I)
    match = re.fullmatch(r"([A-Za-z]?)(\d+)\s*[-–—]\s*([A-Za-z]?)(\d+)", text)
    if match is None:
        return text.casefold()
    letter, first, _, last = match.groups()
    return f"{letter}{first}-{first[: len(first) - len(last)] + last if len(last) < len(first) else last}".casefold()


def _types(here: Record, pubmed: Record) -> str:
    ours, theirs = (set(map(fold_words, r.publication_types)) for r in (here, pubmed))
    return "PubMed has more of them, or another order" if ours <= theirs else ""


FORMS: Mapping[str, Callable[[Record, Record], str]] = {
    "doi": _doi,
    "title": _same_title,
    "authors": _authors,
    "organisation": lambda here, pubmed: "PubMed names it among the authors",
    "year": _year,
    "journal": _journal,
    "volume": _volume,
    "issue": _volume,
    "pages": lambda h, p: "a range written otherwise" if same_pages(str(h.pages), str(p.pages)) else "",
    "language": lambda h, p: "case" if str(h.language).casefold() == str(p.language).casefold() else "",
    "publication_types": _types,
}  # fmt: skip
"""Field -> why two different values are one, or nothing."""


# ---------------------------------------------------------------- whether it is the article at all


def doubt_identity(checks: tuple[FieldCheck, ...]) -> str | None:
    """Why the two records may be of different articles, in English; None when they are of one."""
    against = list_doubts(checks)
    if against is None:
        return None
    if not against:
        return "nothing that was seen here can be compared"
    return f"it looks like another article: {', '.join(against)} differ"


def list_doubts(checks: tuple[FieldCheck, ...]) -> tuple[str, ...] | None:
    """Fields that speak for two different articles; none of them where nothing can be compared; None for one article.

    A wrong PMID is a real PMID: it brings somebody else's article, field for field in good order.
    """
    by = {c.field: c for c in checks}
    if another := tuple(c.field for c in checks if c.why in (WORDS, ANOTHER)):
        return another
    told = {f: c for f, c in by.items() if c.kind in ("same", "form", "differs") and c.here and c.pubmed}
    weights = {"doi": 2, "title": 2, "authors": 1, "year": 1, "journal": 1, "pages": 1}
    score, against = 0, []
    for field, weight in weights.items():
        check = told.get(field)
        if check is None:
            continue
        if check.kind in ("same", "form"):
            score += weight
        elif field == "title" and check.why:
            continue  # a slip speaks neither way
        elif field == "authors" and _first(check.here) == _first(check.pubmed):
            score += weight
        elif field == "year" and abs(int(check.here) - int(check.pubmed)) <= 1:
            continue  # online and in print
        else:
            score -= weight
            against.append(field)
    if not told.keys() & weights.keys():
        return ()
    sure = {f for f, c in told.items() if c.kind in ("same", "form")}
    # Two papers of one author in one issue agree in all but title, DOI and pages.
    is_unlike = "title" in against and "doi" not in sure and not {"pages", "authors"} <= sure
    return tuple(against) if score < 0 or is_unlike else None


def _first(names: str) -> str:
    return _spelt(names.split("; ")[0]).split(" ")[0]
