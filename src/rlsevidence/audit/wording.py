"""How firmly a sentence speaks, clause by clause, by a lexicon of cues that anyone can read. Pure.

The scale is that of evidence/vocabulary.yaml: hedged < reported < plain < strong < emphatic. Beside it stand what a
reader must know to weigh a sentence: whether it denies, asks, quotes, tells of one's own or says itself that nobody
knows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from .lexicon import read_lexicon
from .terms import compile_terms

STRENGTHS = ("hedged", "reported", "plain", "strong", "emphatic")
_LADDER = ("hedged", "probably", "reported", "plain", "strong", "emphatic")


@dataclass(frozen=True)
class Wording:
    """`strength` is a word of the vocabulary; `level` the word that judgement weighs ('very_uncertain' where the
    sentence says itself that nobody knows, 'probably' where it says so). `cue`: the words that settled it."""

    strength: str
    level: str
    cue: str | None
    negated: bool = False
    question: bool = False
    quoted: bool = False
    personal: bool = False
    conditional: bool = False
    reported: bool = False
    precaution: bool = False
    use: bool = False

    @property
    def says_uncertain(self) -> bool:
        return self.level == "very_uncertain"


@cache
def find_cue(name: str) -> re.Pattern[str]:
    """The pattern of one group of cues."""
    return compile_terms(read_lexicon("cues")[name]["terms"])


def read_wording(text: str, about: Collection[str] = ()) -> Wording:
    """The wording of a sentence; `about` are the words that matter (of one claim), so that other clauses do not."""
    clauses = _split_clauses(text)
    chosen = [c for c in clauses if any(word in c.folded for word in about)] if about else []
    # A clause that says nothing of anything (an example, an enumeration) has no firmness of its own.
    main = [c for c in clauses if not find_cue("boundary").match(c.text.lstrip())]
    if chosen and not any(c in main for c in chosen):
        chosen = main  # the words stand in a clause that hangs on the main one
    looked_at = chosen or [c for c in clauses if _says_something(c.text)] or main or clauses
    found = [_read_clause(c) for c in looked_at]
    strongest = max(found, key=lambda f: _LADDER.index(f[0]))
    strength, cue = strongest
    uncertain = find_cue("uncertain").search(text)
    reported = find_cue("reported").search(text)
    level = strength
    if uncertain and strength not in ("strong", "emphatic"):
        strength, level, cue = "hedged", "very_uncertain", uncertain[0]
    elif uncertain:  # 'no strong evidence': the cue of strength stands within the doubt
        level, strength, cue = "very_uncertain", "hedged", uncertain[0]
    if strength == "probably":
        strength = "hedged"
    quoted = bool(re.search(r"[\"“”»«]", text)) and bool(re.search(r"[\"“”»«].{12,}", text))
    return Wording(
        strength,
        level,
        cue,
        negated=any(_denies(c.text) for c in looked_at) and not uncertain,
        question=text.rstrip("\"'”’») ").endswith("?"),
        quoted=quoted or bool(re.match(r"\s*[–—-]\s", text)),
        personal=bool(find_cue("personal").search(text)),
        conditional=bool(find_cue("conditional").search(text)),
        reported=bool(reported) or level == "reported",
        precaution=bool(find_cue("precaution").search(text)),
        use=bool(find_cue("use").search(text)),
    )


def is_advice(text: str) -> bool:
    """Whether what the sentence comes to is advice about care: its first main clause says what to do."""
    clauses = _split_clauses(text)
    main = [c for c in clauses if not (find_cue("boundary").match(c.text) or find_cue("conditional").match(c.text))]
    return bool(find_cue("advice").search((main or clauses)[0].text))


@dataclass(frozen=True)
class _Clause:
    """One clause, with the cues that stand over it from an earlier one."""

    text: str
    over: tuple[tuple[str, str], ...]

    @property
    def folded(self) -> str:
        return self.text.casefold()


def _split_clauses(text: str) -> list[_Clause]:
    """The clauses of a sentence. A cue that stands over what follows is handed on until the sentence turns ('but')."""
    cuts = {0, len(text)}
    # 'X som dropp kan ...': before anything is said, 'som' begins no clause.
    cuts |= {
        m.start()
        for m in find_cue("boundary").finditer(text)
        if text[: m.start()].rstrip().endswith(",") or _is_said(text[: m.start()])
    }
    cuts |= {m.start() for m in find_cue("new-predicate").finditer(text)}
    # A comma parts clauses unless it stands in a number or a short enumeration.
    cuts |= {m.end() for m in re.finditer(r"[,;:–—]\s", text) if len(text[m.end() :].split()) > 3}
    places = sorted(cuts)
    found: list[_Clause] = []
    over: list[tuple[str, str]] = []
    for start, end in itertools.pairwise(places):
        part = text[start:end]
        if not part.strip():
            continue
        if find_cue("turn").match(part):
            over = []
        hanging = find_cue("relative").match(part) and found and find_cue("hedged").search(found[-1].text)
        found.append(_Clause(part, (*over, ("hedged", hanging[0])) if hanging else tuple(over)))
        for name, word in (("hedged-matrix", "hedged"), ("reported", "reported"), ("strong", "strong")):
            match = find_cue(name).search(part)
            if match and not _denied(part, match):
                over.append((word, match[0]))
    return found


@cache
def _relations() -> tuple[re.Pattern[str], ...]:
    return tuple(compile_terms(group["terms"]) for group in read_lexicon("relations").values())


def _is_said(text: str) -> bool:
    """Whether a beginning of a sentence says something already, cautiously or not."""
    return _says_something(text) or bool(find_cue("hedged").search(text) or find_cue("hedged-matrix").search(text))


def _says_something(text: str) -> bool:
    return any(pattern.search(text) for pattern in _relations())


def _read_clause(clause: _Clause) -> tuple[str, str | None]:
    text = clause.text
    own: dict[str, str] = {}
    for name in ("hedged", "hedged-matrix", "probably", "reported", "strong", "emphatic"):
        match = find_cue(name).search(text)
        if match and not (name in ("strong", "emphatic") and _denied(text, match)):
            own[name.removesuffix("-matrix")] = match[0]
    for word, cue in clause.over:
        own.setdefault(word, cue)
    if "strong" in own:
        return "strong", own["strong"]
    if "emphatic" in own and "hedged" in own:
        return "plain", own["emphatic"]  # 'can be extremely': each takes from the other
    if "emphatic" in own:
        return "emphatic", own["emphatic"]
    for word in ("reported", "probably", "hedged"):
        if word in own and not (word == "reported" and "hedged" in own and _hedges_report(clause, own)):
            return word, own[word]
    return "plain", None


def _hedges_report(clause: _Clause, own: dict[str, str]) -> bool:
    """'Studies suggest': the report itself is hedged. 'A study showed that it may' stays a report."""
    return bool(find_cue("hedged-matrix").search(clause.text)) or ("hedged", own["hedged"]) in clause.over


def _denied(text: str, match: re.Match[str]) -> bool:
    """Whether a negation stands shortly before a cue, so that it says the opposite."""
    before = text[max(0, match.start() - 30) : match.start()]
    return bool(
        re.search(r"(?<!\w)(?:inte|ej|inga|ingen|inget|aldrig|not|no|never|n't)(?:\s+\w+){0,2}\s*$", before, re.I)
    )


def _denies(text: str) -> bool:
    """Whether the clause denies what it speaks of."""
    spared = [m.span() for m in find_cue("no-negation").finditer(text)]
    return any(not any(a <= m.start() < b for a, b in spared) for m in find_cue("negation").finditer(text))
