"""An abstract and a claim, each read once: sentences with their cues and words, what a claim asks. Pure."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from .cues import CueMatch, find_matches, find_negations
from .lexicon import read_lexicon
from .once import once
from .said import Said, find_said
from .sentences import Passage, Sentence, split_passages
from .words import list_stems, list_words, stem

NEGATIVE = ("no-difference", "no-association", "no-evidence", "failed", "not-significant", "not-needed")
ASSERTING = ("significant", "association", "effective", "feasible", "improve", "recommend")
POLAR = (
    *("significant", "association", "effective", "feasible", "improve", "confirm", "recommend"),
    *("different", "similar", "increase", "decrease", "worsen"),
)
"""Cues whose negation means something of its own."""

_MARKED = tuple(
    (name, f"cue:{name}")
    for name in (
        *("hedge", "contrast", "partial", "more-research", "unclear", "recommend", "confirm", "significant"),
        *("significant-negated", "did-not", "no-plain", "concern", "negative", "assert"),
    )
)
"""Cues that tell something of a statement wherever they stand."""

ROLE_WEIGHTS = {"conclusion": 1.0, "results": 0.9, "body": 0.85, "title": 0.7, "aim": 0.3, "methods": 0.3}
"""How much a sentence counts for a statement, by the part of the report that it stands in."""
_PREFIXES = ("un", "in", "im", "non", "dis", "non-", "ir", "il")


_P_SMALL = re.compile(r"\b[pP]\s*[<=≤]\s*0?\.0[0-4]\d*|\b[pP]\s*<\s*0?\.05\b")
_P_LARGE = re.compile(r"\b[pP]\s*[=>]\s*(?:0?\.(?:0[5-9]|[1-9])\d*)|\b[nN]\.?[sS]\.?\b")


class _ReadSentence(NamedTuple):
    sentence: Sentence
    cues: tuple[CueMatch, ...]
    stems: frozenset[str]


class ReadSentence(_ReadSentence):
    """A sentence with its cues and the stems of its content words. What every claim asks of it is found once."""

    @once
    def told(self) -> Mapping[str, float]:
        """The cues it has, those that are negated under a name of their own, and a few that stand for several."""
        return _tell(self)

    @once
    def words(self) -> tuple[tuple[str, int, int, bool], ...]:
        """(stem, start, end, whether a negation governs it) of each content word."""
        scopes, words = find_negations(self.sentence.text), list_words(self.sentence.text)
        if not scopes:
            return tuple([(w, s, e, False) for w, s, e in words])
        return tuple([(w, s, e, any(a < s < b for a, b in scopes)) for w, s, e in words])

    @once
    def places(self) -> Mapping[str, tuple[tuple[int, int], ...]]:
        """Stem -> (start, end) of each of its words."""
        places: dict[str, tuple[tuple[int, int], ...]] = {}
        for word, start, end in list_words(self.sentence.text):
            before = places.get(word)
            places[word] = ((start, end),) if before is None else (*before, (start, end))
        return places

    @once
    def ways(self) -> dict[Hashable, dict[str, float]]:
        """The words of a claim that stand here, and how they are to be taken -> the ways that are said of them; filled
        when first asked."""
        return {}

    @once
    def against(self) -> dict[Hashable, tuple[float, float, float, float, float, float]]:
        """The same with the manner of a claim -> how these ways stand to its own; filled when first asked."""
        return {}

    @once
    def of_others(self) -> dict[str | None, frozenset[str]]:
        """How good and bad are to be taken -> the ways that are said to a claim of whose words it has none; filled when
        first asked."""
        return {}

    @once
    def said(self) -> tuple[Said, ...]:
        """The words that say how things hang together."""
        return find_said(self.sentence.text)

    @once
    def cue_marks(self) -> tuple[str, ...]:
        """The cues it has that tell something of any statement, as features are named."""
        told = self.told
        return tuple([key for name, key in _MARKED if name in told])

    @once
    def marks(self) -> tuple[tuple[str, bool], ...]:
        """What a sentence of results shows at a glance, and whether this one does."""
        text = self.sentence.text
        return (
            *((name, name in self.told) for name in ("negative", "assert", "similar", "different")),
            ("p-small", bool(_P_SMALL.search(text))),
            ("p-large", bool(_P_LARGE.search(text))),
        )


class _Reading(NamedTuple):
    sentences: tuple[ReadSentence, ...]
    conclusions: tuple[ReadSentence, ...]
    concludes: bool
    results: tuple[ReadSentence, ...]


class Reading(_Reading):
    """An abstract, read once; every claim is then weighed against it.

    `concludes` is false when no sentence is a conclusion: then the last two stand in for one.
    """

    @once
    def ends(self) -> tuple[tuple[str, float], ...]:
        """Whether the last sentence leaves it open, and whether it divides, as features."""
        ways = {said.way for said in self.sentences[-1].said}
        return tuple((f"last:{way}", 1.0) for way in ("open", "divided") if way in ways)

    @once
    def stems(self) -> frozenset[str]:
        """The stems of all sentences."""
        return frozenset().union(*[read.stems for read in self.sentences])

    @once
    def unspoken(self) -> dict[Hashable, Any]:
        """The manner of a claim -> what is judged of one of whose words it has none; filled when first asked."""
        return {}

    @once
    def from_afar(self) -> dict[Hashable, Any]:
        """The manner of a claim -> what each sentence says to one of whose words it has none; filled when first
        asked."""
        return {}

    @once
    def heard(self) -> dict[str | None, Hashable]:
        """How good and bad are to be taken -> all that it says to claims of whose words it has none; filled when first
        asked."""
        return {}

    @once
    def by_role(self) -> tuple[ReadSentence, ...]:
        """The sentences, those first that count most by where they stand."""
        return tuple(sorted(self.sentences, key=lambda read: -ROLE_WEIGHTS[read.sentence.role]))


def read_abstract(passages: Sequence[Passage]) -> Reading:
    """Split an abstract and find the cues of the sentences that state results or conclusions."""
    split = split_passages(passages)
    told = [s for s in split if s.role in ("results", "conclusion", "body", "title")]
    read = tuple(ReadSentence(s, find_matches(s.text), list_stems(s.text)) for s in (told or split))
    conclusions = tuple(r for r in read if r.sentence.role == "conclusion")
    concludes = bool(conclusions)
    if not conclusions:
        conclusions = read[-2:]
    chosen = {id(r) for r in conclusions}
    return Reading(read, conclusions, concludes, tuple(r for r in read if id(r) not in chosen))


@cache
def load_questions() -> Mapping[str, re.Pattern[str]]:
    """Kinds of question -> one pattern over the words of a claim."""
    return {
        name: re.compile(r"(?<!\w)(?:" + "|".join(entry["terms"]) + r")(?!\w)", re.I)
        for name, entry in read_lexicon("questions.toml").items()
    }


@dataclass(frozen=True)
class ReadClaim:
    """A claim or question: its content words in order, the kinds of question it puts."""

    text: str
    stems: tuple[str, ...]
    kinds: frozenset[str]
    is_question: bool
    predicate: frozenset[str]

    @once
    def opposites(self) -> frozenset[str]:
        """Words that deny one of the claim's by a prefix: 'unsafe' for 'safe'."""
        return frozenset(p + s for s in self.stems for p in _PREFIXES) - set(self.stems)

    @once
    def bared(self) -> frozenset[str]:
        """The claim's own words without such a prefix."""
        return frozenset(s[len(p) :] for s in self.stems for p in _PREFIXES if s.startswith(p))


@cache
def read_claim(text: str) -> ReadClaim:
    """Read a claim once. Of a text with a subtitle ('X: is it Y?') the part that asks tells the kind."""
    parts = [p for p in re.split(r"(?<=[:.?!])\s+|\s--?\s|--", text) if p.strip()]
    asking = next((p for p in parts if p.rstrip().rstrip("\"'").endswith("?")), text)
    kinds = {name for name, pattern in load_questions().items() if pattern.search(asking)}
    asked = {stem(m[0]) for k in kinds - {"alternatives", "denial"} for m in load_questions()[k].finditer(asking)}
    words = tuple(dict.fromkeys(s for s, _, _ in list_words(text)))
    return ReadClaim(text, words, frozenset(kinds), "?" in text, frozenset(asked) & set(words))


def _tell(read: ReadSentence) -> dict[str, float]:
    told: dict[str, float] = {}
    for cue in read.cues:
        name = cue.family
        if name in POLAR and cue.negated:
            told[f"{name}-negated"] = 1.0
        else:
            told[name] = 1.0
    if any(n in told for n in NEGATIVE):
        told["negative"] = 1.0
    if any(n in told for n in ASSERTING):
        told["assert"] = 1.0
    if "hedge" in told and "negative" in told:
        told["hedged-negative"] = 1.0
    if "negative" not in told and "did-not" not in told and "no-plain" not in told:
        told["no-negation"] = 1.0
    return told
