"""What takes a side back that weights gave: words of the sentence itself that state no finding, or the other one. Pure.

Weights see which words stand near a claim's things, and not always how the sentence holds them together. Each rule here
reads one way of holding them, takes a support for no more than the sentence says, and is named in the answer. None
makes a support.
"""

from __future__ import annotations

import re

from .findings import FindingSentence
from .said import find_said
from .sentences import Sentence
from .statements import Statement

NO_FINDING = re.compile(
    r"\b(?:it (?:has|had) been|(?:has|have|had)(?: \w+)? been|is|are|was|were) (?:\w+ )?"
    r"(?:suggested|claimed|proposed|postulated|speculated|hypothesi[sz]ed|believed|thought|said|advertised|promoted)\b"
    r"|\b(?:people|patients|parents|clinicians|doctors|women|men|users|many|some|we) (?:\w+ )?"
    r"(?:believe|expect|think|claim|hope|hypothesi[sz]ed?|suspect|assume)\b"
    r"|\b(?:further|larger|more|future|additional|better|new)(?: [\w-]+){0,3} (?:studies|trials|research|work|data)\b"
    r"(?: \w+){0,3} (?:need|require|should|warrant|must|will|are to|determine|establish|clarify|confirm)"
    r"|\bwhether\b[^.;]{3,120}\b(?:remains?|is (?:still )?(?:unknown|unclear|uncertain|not known)|has (?:not|never))"
    r"|\b(?:aim(?:s|ed)?|objective|purpose|sought|intend(?:s|ed)?|plan(?:s|ned)?)\b[^.;]{0,40}"
    r"\b(?:to|was|is) (?:test|assess|determine|examine|investigate|evaluate|find|compare|explore|see|whether)"
    r"|\b(?:protocol|rationale)\b[^.;]{0,40}\b(?:describes?|of a|for a|presents?)",
    re.I,
)
"""What others say, what is hoped, planned or still to be found out. Where a finding is told too, the sentence with
it is the one that speaks most."""
ASIDE = re.compile(
    r"^(?:although|though|while|whereas|despite|in spite of|contrary to|in contrast (?:to|with)|unlike)\b[^;]*?,\s+"
    r"(?P<main>[^,].*)$",
    re.I | re.S,
)
"""A clause that yields to the one after it: the latter is what the sentence says."""
AS_GOOD = re.compile(
    r"\b(?:as|equally) (?:\w+ ){0,2}as\b|\bequal(?:ly)?\b|\bnon-?inferior|\bequivalent|\bno (?:worse|less \w+) than\b",
    re.I,
)
ALIKE = re.compile(
    r"\b(?:not|never) differ|\bno (?:\w+ )?(?:difference|change|effect)|\bsimilar|\bthe same\b|\bequal|\bas \w+ as\b",
    re.I,
)
"""A claim that things are alike is borne out by numbers that leave no difference."""
LESS = re.compile(
    r"(?<!non)(?<!non-)(?<!not )\binferior to\b|\bless (?:\w+ )?(?:effective|efficacious|safe|often|benefit\w*)\b"
    r"|\b(?:more (?:\w+ )?(?:effective|efficacious)|better|greater(?: \w+){1,3}|superior)\b[^.;]{0,40}\b(?:than|to)\b"
    r"|\bworse\b",
    re.I,
)
DENIED = re.compile(r"\b(?:not|no|never|neither|nor|without|non)\b", re.I)
CROSSED = re.compile(
    r"(?:CI|confidence interval)[^\d\u2212-]{0,12}(?P<low>[-\u2212]\s?\d+(?:\.\d+)?)\s*(?:to|,|;|\u2013|\u2014)\s*"
    r"(?P<high>\+?\d+(?:\.\d+)?)",
    re.I,
)
"""An interval of a difference from below nothing to above it."""


def find_other(claim: Statement, text: str) -> tuple[str, str] | None:
    """(the stance that holds in place of a support, the rule), or None where the sentence bears the support out."""
    if NO_FINDING.search(text):
        return "inconclusive", "temper:no-finding"
    if AS_GOOD.search(claim.text) and (less := LESS.search(text)) and not DENIED.search(text[: less.start()]):
        return "disputes", "temper:not-as-good"
    if claim.kind in ("directed", "often", "exists") and not ALIKE.search(claim.text):
        main = ASIDE.match(text)
        if main is not None and (ways := [s.way for s in find_said(main["main"])]) and set(ways) <= {"none", "open"}:
            return "disputes", "temper:main-clause"
        told = {s.way for s in find_said(text)} & {"up", "down", "good", "bad"}
        if told == {"bad"} and claim.ways & {"down", "good"} and "bad" not in claim.ways:
            return "disputes", "temper:worse"
        if _is_not_shown(text):
            return "disputes", "temper:not-shown"
    return None


def _is_not_shown(text: str) -> bool:
    """Whether all the numbers beside what it says leave no difference: no interval or p-value that shows one."""
    read = FindingSentence(Sentence(0, 0, len(text), text, "body"), 1.0)
    marks = {name for name, _, _ in (*read.p_values, *read.intervals)}
    crossed = any(float(_plain(m["high"])) > 0 for m in CROSSED.finditer(text))
    return (crossed or bool(marks & {"crosses", "p-large"})) and not marks & {"p-small", "above", "below"}


def _plain(number: str) -> str:
    return number.replace("\u2212", "-").replace(" ", "")
