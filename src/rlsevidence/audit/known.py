"""Sentences of a known document found again: the same, edited, moved, or gone. Pure.

The printed text is not kept, so an edited sentence is known by the few words kept for it, by what it says in the
language of the text at hand, and by its place among the others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Document, Evidence, Sentence
from .split import SentenceFound, fingerprint
from .terms import fold, list_stems, list_words

KNOWN_SAME = 0.1
"""Share of a document's sentences that must stand unchanged for a text to be that document. Ours."""
KNOWN_ALIKE = 0.4
"""Share that must be alike, in order, where fewer are unchanged (a translation, a thorough edit). Ours."""
EXCERPT = 2
"""Up to so many sentences are looked up one by one: somebody asks for a sentence, not for a document. Ours."""
ALIKE = 0.36
"""From which likeness a sentence in its place is an edited one; out of place it takes ALIKE_MOVED. Ours."""
ALIKE_MOVED = 0.62


@dataclass(frozen=True)
class Found:
    """Where the sentences of a known document stand now: index of the text's sentence -> (match, sentence)."""

    document: Document
    places: dict[int, tuple[str, Sentence]]
    gone: tuple[str, ...]


def find_known(sentences: Sequence[SentenceFound], languages: Sequence[str], evidence: Evidence) -> Found | None:
    """The document that the text is a version of; None when it is none. `languages`: of each sentence."""
    prints: dict[str, list[int]] = {}
    for index, sentence in enumerate(sentences):
        prints.setdefault(fingerprint(sentence.text), []).append(index)
    best: Found | None = None
    for document in evidence.documents.values():
        look = _find_excerpt if len(sentences) <= EXCERPT else _find
        found = look(document, sentences, languages, prints)
        if found and (best is None or len(found.places) > len(best.places)):
            best = found
    return best


def _find(
    document: Document, sentences: Sequence[SentenceFound], languages: Sequence[str], prints: dict[str, list[int]]
) -> Found | None:
    if not document.sentences:
        return None
    same: dict[int, int] = {}
    free = {k: list(v) for k, v in prints.items()}
    for number, known in enumerate(document.sentences):
        if standing := free.get(known.fingerprint):
            same[number] = standing.pop(0)
    rest_known = [n for n in range(len(document.sentences)) if n not in same]
    taken = set(same.values())
    rest_text = [i for i in range(len(sentences)) if i not in taken]
    alike = {
        (n, i): score
        for n in rest_known
        for i in rest_text
        if (score := _likeness(document.sentences[n], sentences[i].text, languages[i], document.language)) >= ALIKE
    }
    aligned = _align(rest_known, rest_text, alike, same)
    share = len(document.sentences)
    if len(same) < max(2, KNOWN_SAME * share) and len(aligned) + len(same) < max(3, KNOWN_ALIKE * share):
        return None
    places: dict[int, tuple[str, Sentence]] = {}
    in_order = _longest_rising([same[n] for n in sorted(same)])
    for number, index in same.items():
        places[index] = ("same" if index in in_order else "moved", document.sentences[number])
    for number, index in aligned.items():
        places[index] = ("edited", document.sentences[number])
    left = sorted(((s, n, i) for (n, i), s in alike.items() if s >= ALIKE_MOVED), reverse=True)
    used = set(aligned)
    for _, number, index in left:
        if number not in used and index not in places:
            used.add(number)
            places[index] = ("moved", document.sentences[number])
    gone = tuple(s.at for n, s in enumerate(document.sentences) if n not in same and n not in used)
    return Found(document, places, gone)


def _find_excerpt(
    document: Document, sentences: Sequence[SentenceFound], languages: Sequence[str], prints: dict[str, list[int]]
) -> Found | None:
    """Sentences looked up by themselves: by fingerprint, or as the one that they are most like, if they are very."""
    places: dict[int, tuple[str, Sentence]] = {}
    for known in document.sentences:
        for index in prints.get(known.fingerprint, ()):
            places.setdefault(index, ("same", known))
    for index, sentence in enumerate(sentences):
        if index in places:
            continue
        scored = [
            (_likeness(k, sentence.text, languages[index], document.language), k.at, k) for k in document.sentences
        ]
        best = max(scored, default=None, key=lambda s: s[0])
        if best is not None and best[0] >= ALIKE_MOVED and len(list_words(sentence.text)) > 4:
            places[index] = ("edited", best[2])
    return Found(document, places, ()) if places else None


def _likeness(known: Sentence, text: str, language: str, own: str) -> float:
    """0 to 1: how many of the kept words stand there, and how far it says what the sentence was paraphrased as."""
    from rapidfuzz import fuzz

    words = list_words(text)
    folded = fold(text)
    hits = 0.0
    if language == own:
        for term in known.terms:
            wanted = fold(term)
            if wanted in folded or any(len(w) > 4 and fuzz.ratio(w, wanted) >= 82 for w in words):
                hits += 1
        hits /= len(known.terms)
    says = set(list_stems(known.says.in_language(language), known.says.written_in(language)))
    here = set(list_stems(text, language))
    common = len(says & here)
    overlap = common / max(1, min(len(says), len(here))) * min(1.0, common / 2)
    return 0.65 * hits + 0.35 * overlap if language == own else 0.95 * overlap


def _align(
    known: Sequence[int], text: Sequence[int], alike: dict[tuple[int, int], float], same: dict[int, int]
) -> dict[int, int]:
    """The pairs that keep the order of both and add up to the most likeness; places between same sentences count.

    A pair that would cross a sentence found the same is no neighbour of it, so it adds less.
    """
    best: list[list[float]] = [[0.0] * (len(text) + 1) for _ in range(len(known) + 1)]
    anchors = sorted(same.items())

    def weight(n: int, i: int) -> float:
        score = alike.get((n, i), 0.0)
        if score and anchors:
            before = [b for a, b in anchors if a < n][-1:]
            after = [b for a, b in anchors if a > n][:1]
            if (before and i < before[0]) or (after and i > after[0]):
                return score * 0.5
        return score

    pairs = {(n, i): weight(n, i) for n, i in alike}
    for a, n in enumerate(known, 1):
        for b, i in enumerate(text, 1):
            best[a][b] = max(best[a - 1][b], best[a][b - 1], best[a - 1][b - 1] + pairs.get((n, i), -1.0))
    found: dict[int, int] = {}
    a, b = len(known), len(text)
    while a and b:
        if best[a][b] == best[a - 1][b]:
            a -= 1
        elif best[a][b] == best[a][b - 1]:
            b -= 1
        else:
            if pairs[known[a - 1], text[b - 1]] >= ALIKE:
                found[known[a - 1]] = text[b - 1]
            a, b = a - 1, b - 1
    return found


def _longest_rising(values: Sequence[int]) -> set[int]:
    """The values of one longest rising run: those that have kept their order."""
    tails: list[int] = []
    back: dict[int, int | None] = {}
    for value in values:
        place = bisect_left(tails, value)
        back[value] = tails[place - 1] if place else None
        tails[place : place + 1] = [value]
    kept: set[int] = set()
    last: int | None = tails[-1] if tails else None
    while last is not None:
        kept.add(last)
        last = back[last]
    return kept
