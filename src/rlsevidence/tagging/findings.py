"""What each sentence of an abstract tells of a direction, whoever asks: read once, asked by every claim. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from .cues import CueMatch, find_matches
from .lowered import LowerPattern, fold
from .once import once
from .sentences import Passage, Sentence, split_passages
from .words import Contents, list_stems, list_words

NONE = ("no-difference", "no-association", "not-significant", "similar", "no-evidence", "failed")
TELLING = frozenset((*NONE, "increase", "decrease", "improve", "worsen", "significant"))
_ROLE_WEIGHT = {"results": 1.0, "conclusion": 0.8, "body": 0.8, "title": 0.5, "aim": 0.15, "methods": 0.15}
LEAST_ROLE = 0.3
"""Below it a sentence states no finding, whatever it says."""
_BASELINE = LowerPattern(r"\bat (?:baseline|entry|enrol\w*)|\bbaseline (?:\w+ ){0,4}(?:were|was|did|characteristics)")
_NOT_A_FINDING = LowerPattern(
    r"\b(?:were|was) (?:randomly |randomi[sz]ed|assigned|allocated|divided|enrolled|recruited|measured|assessed|"
    r"evaluated|recorded)|\b(?:aim|objective|purpose|hypothesi[sz]\w*|to (?:compare|evaluate|assess|investigate|"
    r"determine|examine))\b|"
    r"\b(?:has|have) been (?:shown|reported|used|suggested)|\bwe (?:randomly |assigned|compared|investigated|evaluated|"
    r"assessed|examined|tested|studied|aimed|hypothesi)|this (?:study|trial|analysis) (?:explor|evaluat|compar|assess|"
    r"investigat|examin|aim)",
)
_COMPARATIVES = frozenset(["greater", "more", "larger", "higher", "less", "smaller", "fewer", "lower", "most"])
_CARRIED = re.compile(
    r" (?:\w+ ){0,2}?(?:reductions?|decreases?|declines?|loss|fall|drop|improvements?|effective\w*|efficacious|"
    r"beneficial|likely|rapid\w*|increases?|deteriorat\w+|worsening|severe|benefits?)\b",
    re.I,
)
_TURNED = re.compile(r"\b(?:less|smaller|fewer|lower|least) (?:\w+ ){0,2}$", re.I)
_INTERVAL = re.compile(
    r"\b(?:HR|OR|RR|hazard ratio|odds ratio|relative risk|risk ratio|rate ratio)\b[^.;()]{0,40}?[(\[]?[^;()]{0,12}?"
    r"(\d+\.\d+)[^;]{0,25}?(?:CI|confidence interval)[^\d]{0,10}(\d+\.\d+)\s*(?:-|–|—|to|,|;)\s*(\d+\.\d+)",
    re.I,
)
_PAIR = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:%|[a-zA-Z/]{1,8})?\s*(?:\(?(?:±|\+/-|SD)\s*\d[\d.]*\)?)?[^\d.;]{0,25}?\b"
    r"(?:vs\.?|versus|compared (?:to|with)|and|than)\b[^\d.;]{0,25}?(\d+(?:\.\d+)?)",
    re.I,
)
_P_SMALL = re.compile(r"\b[pP]\s*(?:[<≤]\s*0?\.0[0-5]\d*|=\s*0?\.0[0-4]\d*)")
_P_LARGE = re.compile(r"\b[pP]\s*[=>≥]\s*(?:0?\.(?:0[5-9]|[1-9])\d*)|\b[nN]\.?[sS]\.?\b")
_TWO_NUMBERS = re.compile(r"\d\D(?s:.*)\d")


class _FindingSentence(NamedTuple):
    sentence: Sentence
    role: float


class FindingSentence(_FindingSentence):
    """A sentence as one that may state a finding. `role`: how much its place in the report counts, 0 to 1."""

    @once
    def words(self) -> Contents:
        return list_words(self.sentence.text)

    @once
    def stems(self) -> frozenset[str]:
        return list_stems(self.sentence.text)

    @once
    def cues(self) -> tuple[CueMatch, ...]:
        return find_matches(self.sentence.text)

    @once
    def tells(self) -> bool:
        """Whether it has a cue of what was found."""
        return not TELLING.isdisjoint([cue.family for cue in self.cues])

    @once
    def folded(self) -> str:
        """Its text, to ask for what a pattern cannot do without before the pattern is tried."""
        return fold(self.sentence.text)

    @once
    def is_of_baseline(self) -> bool:
        return _BASELINE.is_in(self.sentence.text)

    @once
    def is_of_method(self) -> bool:
        return _NOT_A_FINDING.is_in(self.sentence.text)

    @once
    def turned_cues(self) -> tuple[tuple[CueMatch, int], ...]:
        """Each cue with 1, or -1 where a word before it turns it: 'greater reduction' and 'more effective' say less and
        better; 'less decline' turns round."""
        text, found = self.sentence.text, []
        for cue in self.cues:
            turn = 1
            if cue.family in ("increase", "decrease"):
                if text[cue.start : cue.end].lower() in _COMPARATIVES and _CARRIED.match(text[cue.end : cue.end + 40]):
                    continue
                turn = self._turn(cue)
            elif cue.family in ("improve", "effective"):
                turn = self._turn(cue)
            found.append((cue, turn))
        return tuple(found)

    def _turn(self, cue: CueMatch) -> int:
        return -1 if _TURNED.search(self.sentence.text[max(0, cue.start - 30) : cue.start]) else 1

    @once
    def intervals(self) -> tuple[tuple[str, int, int], ...]:
        """(where it stands about 1: 'crosses', 'above' or 'below', start, end) of each interval of a ratio."""
        found = []
        told = self.folded
        may = "." in told and ("ci" in told or "confidence interval" in told)
        for match in _INTERVAL.finditer(self.sentence.text) if may else ():
            low, high = float(match[2]), float(match[3])
            name = "crosses" if low <= 1 <= high else "above" if low > 1 else "below"
            found.append((name, match.start(), match.end()))
        return tuple(found)

    @once
    def pairs(self) -> tuple[tuple[bool, int, int], ...]:
        """(whether the first is larger, start, end) of each pair of unlike numbers that are set against each other."""
        found = []
        low = self.folded
        may = "and" in low or "vs" in low or "than" in low or "versus" in low or "compared" in low
        for match in _PAIR.finditer(self.sentence.text) if may and _TWO_NUMBERS.search(low) else ():
            first, second = float(match[1]), float(match[2])
            if first != second:
                found.append((first > second, match.start(), match.end()))
        return tuple(found)

    @once
    def p_values(self) -> tuple[tuple[str, int, int], ...]:
        """('p-small' or 'p-large', start, end) of each p-value."""
        low = self.folded
        may = "<" in low or "=" in low or ">" in low or "≤" in low or "≥" in low or "ns" in low or "n.s" in low
        if not may:
            return ()
        return tuple(
            (name, m.start(), m.end())
            for name, pattern in (("p-small", _P_SMALL), ("p-large", _P_LARGE))
            for m in pattern.finditer(self.sentence.text)
        )


class _Findings(NamedTuple):
    passages: tuple[Passage, ...]


class Findings(_Findings):
    """An abstract as one that states findings; nothing is read before it is asked for."""

    @once
    def text(self) -> str:
        return " ".join(p.text for p in self.passages)

    @once
    def sentences(self) -> tuple[FindingSentence, ...]:
        sentences = split_passages(self.passages)
        found = []
        for place, sentence in enumerate(sentences):
            role = _ROLE_WEIGHT[sentence.role]
            if sentence.role == "body":
                role *= 0.6 + 0.4 * place / len(sentences)  # without labels, findings stand towards the end
            found.append(FindingSentence(sentence, role))
        return tuple(found)

    @once
    def stems(self) -> frozenset[str]:
        """The stems of the sentences that may state a finding."""
        return frozenset().union(*[read.stems for read in self.sentences if read.role >= LEAST_ROLE])

    @once
    def counts(self) -> Mapping[str, int]:
        """Stem -> how many sentences have it."""
        return Counter(chain.from_iterable([read.stems for read in self.sentences]))

    @once
    def overall(self) -> tuple[str, ...]:
        """What the conclusions say on the whole, each once, in their order: 'none' (no difference), 'good' (that the
        intervention does good), 'similar'."""
        said: dict[str, None] = {}
        for read in self.sentences:
            if read.sentence.role != "conclusion":
                continue
            families = {c.family for c in read.cues if not c.negated}
            if not families.isdisjoint(NONE):
                said["none"] = None
            elif not families.isdisjoint(("effective", "improve", "feasible")):
                said["good"] = None
            if "similar" in families:
                said["similar"] = None
        return tuple(said)


def read_findings(passages: Sequence[Passage]) -> Findings:
    """An abstract, to be asked by every claim."""
    return Findings(tuple(passages))
