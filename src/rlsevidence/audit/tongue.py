"""The language of a text that has no small words: by the letters of words that one language alone has here. Pure.

A headline ("Garlic cures colds") has no articles or prepositions to know it by. What the workspace itself says in
each of its languages tells how their words are spelled: runs of three letters, as in Cavnar and Trenkle, N-gram-based
text categorization (SDAIR 1994), weighed by their likelihood.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..model import Evidence, Multilingual
from .terms import list_words, small_words

ENOUGH = 2.0
"""Natural logarithm of how many times likelier a language must be than the next. Ours: it leaves a lone name open."""
SMOOTH = 0.5
"""What a run of letters that was never seen counts for. Ours."""


@dataclass(frozen=True)
class Spelling:
    """Runs of three letters in the words that only one language has; `shared`: words of several, which tell nothing."""

    runs: Mapping[str, Mapping[str, int]]
    shared: frozenset[str]

    def tell(self, text: str, among: Collection[str], otherwise: str) -> str:
        """The likeliest of these languages; `otherwise` where they are about as likely, or it has no words here."""
        known = {code: self.runs[code] for code in among if self.runs.get(code)}
        said = [run for word in list_words(text) if word not in self.shared for run in _list_runs(word)]
        if otherwise not in known or len(known) < 2 or not said:
            return otherwise
        kinds = len(set[str]().union(*known.values()))
        found = {code: _weigh(said, seen, kinds) for code, seen in known.items()}
        first, second, *_ = sorted(found, key=found.__getitem__, reverse=True)
        return first if found[first] - found[second] >= ENOUGH else otherwise


def learn_spelling(evidence: Evidence) -> Spelling:
    """From what claims and findings say in each language, and from its small words."""
    words: dict[str, set[str]] = {}
    for said in _list_texts(evidence):
        for code, text in said.texts.items():
            words.setdefault(code, set(small_words(code))).update(list_words(text))
    times = Counter(word for own in words.values() for word in own)
    shared = frozenset(word for word, n in times.items() if n > 1)
    runs = {code: Counter(run for w in own - shared for run in _list_runs(w)) for code, own in words.items()}
    return Spelling(runs, shared)


def _list_texts(evidence: Evidence) -> Iterator[Multilingual]:
    for claim in evidence.claims.values():
        yield from (claim.title, claim.statement)
    for study in evidence.studies.values():
        yield study.finding


def _list_runs(word: str) -> Iterator[str]:
    if not word.isdigit():
        framed = f" {word} "
        yield from (framed[i : i + 3] for i in range(len(framed) - 2))


def _weigh(said: Iterable[str], seen: Mapping[str, int], kinds: int) -> float:
    whole = sum(seen.values()) + SMOOTH * kinds
    return sum(math.log((seen.get(run, 0) + SMOOTH) / whole) for run in said)
