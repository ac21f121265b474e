"""What a claim's need brings, tried on the records at hand: which records, by which words, and what it misses. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..model import Cue, FullRecord, Record
from .lexicon import Lexicon, Need
from .suggest import find_cues


@dataclass(frozen=True)
class Brought:
    """A record that the need brings. `words`: concept -> the words by which it was found."""

    record: str
    title: str
    words: Mapping[str, tuple[str, ...]]
    state: str
    """decided, or undecided"""


@dataclass(frozen=True)
class Tried:
    """The need of a claim beside the records: what it brings, what did it, what is only nearly met.

    `words`: concept -> word -> in how many of the brought records. `nearly`: group of concepts -> how many records lack
    that group alone. `silent`: concepts of the need that no record speaks of. `missed`: records that a person has
    called relevant to the claim and that the need does not bring, with what they lack.
    """

    claim: str
    groups: tuple[tuple[str, ...], ...]
    source: str
    records: int
    brought: tuple[Brought, ...]
    words: Mapping[str, Mapping[str, int]]
    nearly: Mapping[str, int]
    silent: tuple[str, ...]
    missed: tuple[tuple[str, str], ...]

    def to_plain(self) -> dict[str, Any]:
        return {
            "claim": self.claim,
            "needs": [list(g) for g in self.groups],
            "needs_are": self.source,
            "records": self.records,
            "brought": [
                {
                    "record": b.record,
                    "title": b.title,
                    "words": {k: list(v) for k, v in b.words.items()},
                    "state": b.state,
                }
                for b in self.brought
            ],
            "words": {concept: dict(words) for concept, words in self.words.items()},
            "nearly": dict(self.nearly),
            "silent": list(self.silent),
            "missed": [{"record": record, "lacks": lacks} for record, lacks in self.missed],
        }


def try_need(
    claim: str,
    need: Need,
    lexicon: Lexicon,
    records: Iterable[Record | FullRecord],
    decided: Iterable[str] = (),
    relevant: Iterable[str] = (),
) -> Tried:
    """Hold `need` against every record; nothing is proposed or kept.

    `decided`: ids of records that somebody has tagged for the claim; `relevant`: those of them found relevant.
    """
    settled, wanted = frozenset(decided), frozenset(relevant)
    brought: list[Brought] = []
    missed: list[tuple[str, str]] = []
    nearly: Counter[str] = Counter()
    heard: set[str] = set()
    total = 0
    for record in records:
        total += 1
        found = find_cues(record, lexicon)
        heard.update(found)
        lacking = [" or ".join(group) for group in need.groups if not any(name in found for name in group)]
        if need.groups and not lacking:
            words = {n: _list_words(found[n]) for group in need.groups for n in group if n in found}
            brought.append(Brought(record.id, record.title, words, "decided" if record.id in settled else "undecided"))
            continue
        if len(lacking) == 1:
            nearly[lacking[0]] += 1
        if record.id in wanted:
            missed.append((record.id, "; ".join(lacking) or "a need"))
    counted: dict[str, Counter[str]] = {}
    for item in brought:
        for concept, said in item.words.items():
            counted.setdefault(concept, Counter()).update(word.casefold() for word in said)
    asked = dict.fromkeys(name for group in need.groups for name in group)
    return Tried(
        claim,
        need.groups,
        need.source,
        total,
        tuple(brought),
        {name: dict(counted[name].most_common()) for name in asked if name in counted},
        dict(nearly.most_common()),
        tuple(name for name in asked if name not in heard),
        tuple(missed),
    )


def _list_words(cues: Iterable[Cue]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cue.words for cue in cues))
