"""What a record must be to be found: frozen values that say yes or no to a `View`. Pure; can be sent to a worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .view import WORD_FIELDS, View


class Predicate(Protocol):
    def holds(self, view: View) -> bool: ...


@dataclass(frozen=True)
class Words:
    """Words side by side in one field: `needle` is ' word word ', without its last space where it is cut short (*)."""

    field: str
    needle: str

    def holds(self, view: View) -> bool:
        return self.needle in WORD_FIELDS[self.field](view)


@dataclass(frozen=True)
class Near:
    """Two words in one field, in any order, with at most `between` words between them."""

    field: str
    words: tuple[str, str]
    between: int

    def holds(self, view: View) -> bool:
        for part in WORD_FIELDS[self.field](view).split("\n"):
            words = part.split()
            places = [[i for i, w in enumerate(words) if w == wanted] for wanted in self.words]
            if any(a != b and abs(a - b) <= self.between + 1 for a in places[0] for b in places[1]):
                return True
        return False


@dataclass(frozen=True)
class Heading:
    """A MeSH heading out of `names`, with a qualifier out of `qualifiers` unless None; as a major topic if `major`."""

    names: frozenset[str]
    qualifiers: frozenset[str] | None = None
    major: bool = False

    def holds(self, view: View) -> bool:
        for name in self.names & view.headings.keys():
            is_major, qualifiers = view.headings[name]
            if self.qualifiers is None:
                if is_major or not self.major:
                    return True
            elif self.major:
                if any((name, q) in view.major_qualifiers for q in self.qualifiers):
                    return True
            elif self.qualifiers & qualifiers:
                return True
        return False


@dataclass(frozen=True)
class Qualifier:
    """A qualifier out of `names` at any heading."""

    names: frozenset[str]

    def holds(self, view: View) -> bool:
        return any(self.names & qualifiers for _, qualifiers in view.headings.values())


@dataclass(frozen=True)
class OfType:
    """A publication type out of `names`."""

    names: frozenset[str]

    def holds(self, view: View) -> bool:
        return bool(self.names & view.types)


@dataclass(frozen=True)
class InLanguage:
    code: str

    def holds(self, view: View) -> bool:
        return self.code in view.languages


@dataclass(frozen=True)
class Dated:
    """A date of `kind` from `first` to `last`, ISO days, both included."""

    kind: str
    first: str
    last: str

    def holds(self, view: View) -> bool:
        return any(self.first <= day <= self.last for day in view.dates(self.kind))


@dataclass(frozen=True)
class HasPmid:
    pmid: str

    def holds(self, view: View) -> bool:
        return view.record.pmid == self.pmid


@dataclass(frozen=True)
class HasDoi:
    doi: str

    def holds(self, view: View) -> bool:
        return view.record.doi == self.doi


@dataclass(frozen=True)
class InDataBank:
    """A data bank, or an accession number of any, in lower case."""

    name: str

    def holds(self, view: View) -> bool:
        for bank in view.record.databanks:
            numbers = [n.lower() for n in bank.accessions]
            if self.name in (bank.name.lower(), *numbers, *(f"{bank.name.lower()}/{n}" for n in numbers)):
                return True
        return False


@dataclass(frozen=True)
class HasAbstract:
    def holds(self, view: View) -> bool:
        return bool(view.record.abstract)


@dataclass(frozen=True)
class AllOf:
    parts: tuple[Predicate, ...]

    def holds(self, view: View) -> bool:
        return all(part.holds(view) for part in self.parts)


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Predicate, ...]

    def holds(self, view: View) -> bool:
        return any(part.holds(view) for part in self.parts)


@dataclass(frozen=True)
class AnyWords:
    """Any of many `Words` of one field, asked at once."""

    field: str
    needles: tuple[str, ...]

    def holds(self, view: View) -> bool:
        text = WORD_FIELDS[self.field](view)
        return any(needle in text for needle in self.needles)


@dataclass(frozen=True)
class Without:
    """The first and not the second."""

    wanted: Predicate
    unwanted: Predicate

    def holds(self, view: View) -> bool:
        return self.wanted.holds(view) and not self.unwanted.holds(view)


def gather(predicate: Predicate) -> Predicate:
    """The same, to be asked faster: headings of one OR become one set, words of one field one question."""
    if isinstance(predicate, Without):
        return Without(gather(predicate.wanted), gather(predicate.unwanted))
    if isinstance(predicate, AllOf):
        return AllOf(tuple(map(gather, predicate.parts)))
    if not isinstance(predicate, AnyOf):
        return predicate
    names: set[str] = set()
    needles: dict[str, list[str]] = {}
    rest: list[Predicate] = []
    for part in predicate.parts:
        if isinstance(part, Heading) and part.qualifiers is None and not part.major:
            names |= part.names
        elif isinstance(part, Words):
            needles.setdefault(part.field, []).append(part.needle)
        else:
            rest.append(gather(part))
    # Headings are few and quickly looked up, texts are long.
    headings = (Heading(frozenset(names)),) if names else ()
    return AnyOf((*headings, *rest, *(AnyWords(field, tuple(found)) for field, found in needles.items())))
