"""Amounts in a sentence against what the authority of one country says, in mg of the substance itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ..counted import is_number_word, read_number
from ..exposure.amounts import Measure, find_measure
from ..exposure.printed import read_dose
from ..model import DoseLimit, Evidence
from .lexicon import read_lexicon
from .often import find_often
from .terms import compile_terms, fold, small_words

_NUMBER = r"\d{1,3}(?:[ \u00a0.,]\d{3})+(?![\d])|\d+(?:[.,]\d+)?"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<low>{_NUMBER})(?:\s*(?:-|–|—|till|to|och|and|eller|or)\s*(?P<high>{_NUMBER}))?[\s-]*"
    r"(?P<unit>mg|milligram(?:me)?s?|g|gram(?:me)?s?|mmol|mEq)(?![\w/])(?P<after>(?:\s+[\w-]+){0,3})",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    r"(?<![\w-])(?P<unit>milligram(?:me)?s?|mg|gram(?:me)?s?)(?![\w/])(?P<after>(?:\s+[\w-]+){0,3})", re.IGNORECASE
)
_HALF = re.compile(r"(?<!\w)(?:half an?|an? half|en halv|ett halvt?|halvt?)[\s-]+(?:of a )?$", re.IGNORECASE)
_LONE = re.compile(r"(?<!\w)an?[\s-]+$", re.IGNORECASE)


@cache
def _cue(name: str) -> re.Pattern[str]:
    return compile_terms(read_lexicon("amounts")[name]["terms"])


@dataclass(frozen=True)
class AmountFound:
    """One amount. `low` to `high` in mg of the substance itself, every reading; `side` of the level: 'above', 'below',
    'unsure', or None where no level of the country applies. `advised`: the sentence calls it safe, or says take it."""

    printed: str
    low: float
    high: float
    limit: DoseLimit | None
    side: str | None
    advised: bool


def list_countries(evidence: Evidence) -> tuple[str, ...]:
    """The countries of the table of limits, those of the topic first."""
    if evidence.dose_limits is None:
        return ()
    there = dict.fromkeys(x.jurisdiction for x in evidence.dose_limits.limits)
    return tuple(dict.fromkeys([*(j for j in evidence.topic.jurisdictions if j in there), *there]))


def find_amounts(
    text: str, evidence: Evidence, country: str | None, language: str, denied: bool
) -> tuple[AmountFound, ...]:
    """The amounts of the exposure in a sentence. `denied`: the sentence warns of them instead of calling them safe."""
    measure = find_measure(evidence)
    if measure is None:
        return ()
    found = []
    for amount in _find_printed(text):
        name = _named(amount.after, text, measure, language)
        if name is None:
            continue
        try:
            readings = [read_dose(f"{number} {amount.unit} {name}", measure) for number in amount.numbers]
        except ValueError:
            continue
        often = find_often(fold(text[: amount.start]), fold(text[amount.end :]))
        low = min(r.low for r in readings) * often.least
        high = max(r.high for r in readings) * often.most
        # The upper end is what a level is held against: a span that reaches over it is not safe.
        least, most = readings[-1].low * often.least, readings[-1].high * often.most
        total = bool(_cue("total").search(text))
        limit = None if total else _find_level(evidence, country)
        side = None
        if limit is not None:
            side = "above" if least > limit.value_mg else "below" if most <= limit.value_mg else "unsure"
            side = side if often.known else "unsure"
        directed = _is_directed(text[: amount.start])
        advised = (directed or (bool(_cue("take").search(text)) and not denied)) and not _cue("studied").search(text)
        found.append(AmountFound(text[amount.start : amount.end], low, high, limit, side, advised))
    return tuple(found)


class _Printed(NamedTuple):
    """An amount as it stands in a text, from `start` to `end`; `after`: the words behind it."""

    start: int
    end: int
    numbers: tuple[str, ...]
    unit: str
    after: str


def _find_printed(text: str) -> Iterator[_Printed]:
    """The amounts of a text in figures, then those in words: '400 mg', 'four hundred milligrams', 'ett gram'."""
    for match in _AMOUNT.finditer(text):
        numbers = tuple(_plain(n) for n in (match["low"], match["high"]) if n)
        yield _Printed(match.start(), match.end("unit"), numbers, _name_unit(match["unit"]), match["after"])
    for match in _IN_WORDS.finditer(text):
        told = _read_before(text[: match.start()])
        if told is not None:
            yield _Printed(told[0], match.end("unit"), (told[1],), _name_unit(match["unit"]), match["after"])


def _name_unit(printed: str) -> str:
    folded = printed.lower()
    return "mg" if folded.startswith("milli") else "g" if folded.startswith("gram") else printed


def _read_before(text: str) -> tuple[int, str] | None:
    """Where the words for a number at the end of a text begin, and the number; None where there are none."""
    if match := _HALF.search(text):
        return match.start(), "0.5"
    lone = _LONE.search(text)
    best = (lone.start(), "1") if lone else None
    words = list(re.finditer(r"[^\W\d_]+", text))
    for word in reversed(words[-8:]):
        if not is_number_word(word[0]) or re.search(r"[^\s\w-]", text[word.start() :]):
            break
        if (number := read_number(text[word.start() :])) is not None:
            best = (word.start(), str(number))
    return best


def _is_directed(before: str) -> bool:
    """Whether the amount is told to be taken in its own clause: 'take 300 mg', also where a harm is named beside it."""
    clause = re.split(r"[;:.]\s|(?<!\w)(?:but|men|however|dock)(?!\w)", before)[-1]
    return bool(_cue("directed").search(clause.strip()))


def _plain(number: str) -> str:
    """'1 000' and '1.000' are a thousand; '2,5' is two and a half."""
    if re.fullmatch(r"\d{1,3}(?:[ \u00a0.,]\d{3})+", number):
        return re.sub(r"\D", "", number)
    return number.replace(",", ".")


def _named(after: str, text: str, measure: Measure, language: str) -> str | None:
    """The name under which the amount is read: a form of the substance, or the substance; None for another's."""
    names = measure.names
    words = [w for w in fold(after).split() if w not in ("av", "of", "elementärt", "elemental", "rent")]
    if words:
        first = words[0]
        if any(first.startswith(n) for n in names):
            return words[0] if first not in names else " ".join(words[:2]) if _is_form(words, measure) else first
        if (
            first not in small_words(language)
            and not _cue("period").match(after.strip())
            and first not in ("dagligen", "daily", "anses")
        ):
            return None  # the amount of something else
    if not any(re.search(rf"(?<!\w){re.escape(n)}", fold(text)) for n in names) and not _cue("period").search(text):
        return None
    forms = re.findall(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})\w+", fold(text))
    for form in forms:
        try:
            read_dose(f"1 mg {form}", measure)
        except ValueError:
            continue
        return str(form)
    return names[0]


def _is_form(words: list[str], measure: Measure) -> bool:
    if len(words) < 2:
        return False
    try:
        read_dose(f"1 mg {words[0]} {words[1]}", measure)
    except ValueError:
        return False
    return True


def _find_level(evidence: Evidence, country: str | None) -> DoseLimit | None:
    """The upper level for adults of the country, or of the next jurisdiction of the topic where it has none."""
    if evidence.dose_limits is None:
        return None
    order = [country] if country else []
    order += [j for j in evidence.topic.jurisdictions if j not in order]
    for jurisdiction in order:
        levels = [
            x
            for x in evidence.dose_limits.limits
            if x.kind == "upper_level"
            and x.jurisdiction == jurisdiction
            and not re.search(r"under|child|1[0-7] ?(?:years|to)|\b[1-9]-", x.applies_to.age or "")
        ]
        if levels:
            return min(levels, key=lambda x: x.value_mg)
    return None
