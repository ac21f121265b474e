"""What one language tells, held against the others: every number, every sentence of a warning, every 'do not'.

A text that was mended in one language and forgotten in another, or lost a word on its way, says two things to two
readers. An amount beside an authority's name is that authority's own, in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from ..counted import say_count
from ..judgement.prose_words import compile_group, list_terms, split_sentences
from ..judgement.strength import names_ceiling
from ..language import has_text
from ..layout import part_path
from ..model import Evidence, Loc, Multilingual
from .languages import list_files, list_multilingual
from .numbers import list_printed
from .phrases import SENTENCES
from .rules import Context, Found, Said, rule

AMOUNT = re.compile(r"(?<![\w.,-])(\d+(?:[ \u00a0]\d{3})*(?:[.,]\d+)?)[ \u00a0]mg\b")
APART = frozenset({"vocabulary.yaml"})
"""Files whose texts give names beside their meanings; a name may hold a number as it was printed."""


# ---------------------------------------------------------------- numbers


@rule("numbers-alike", "A number in a text stands in it in every language, in digits or in words.")
def _numbers(context: Context) -> Iterator[Found]:
    for path, value in list_files(context.evidence):
        if path in APART:
            continue
        for loc, text in list_multilingual(value, ()):
            # `finding-numbers` holds the digits of a finding; the words are held here.
            found = _find_lacking(text.texts, words_only=path.startswith("studies/") and loc[:1] == ("finding",))
            if found is not None:
                code, other, printed = found
                name = ".".join(map(str, (*loc, code)))
                yield path, (*loc, code), name, Said(f"no {printed}"), f"the numbers that it has in {other}"


def _find_lacking(texts: Mapping[str, str], *, words_only: bool) -> tuple[str, str, str] | None:
    """(language, another, the number as the other prints it) of the first number that the language lacks."""
    codes = [code for code in texts if has_text("prose.spelled", code)]
    for other in codes:
        printed = _read(texts[other], other)
        for code in codes if printed else ():
            own = _read_any(texts[code], code)
            for word, number in printed:
                if number not in own and not (words_only and word[0].isdigit()):
                    return code, other, word
    return None


@lru_cache(maxsize=32768)
def _read(text: str, language: str) -> tuple[tuple[str, float], ...]:
    """(as printed, its value) of every number in digits, and every one that stands in a word of its own."""
    words, whole = _list_spelled(language), _compile(language, whole=True)
    return (*list_printed(text, language), *((m[0], words[m[1].casefold()]) for m in whole.finditer(text)))


@lru_cache(maxsize=32768)
def _read_any(text: str, language: str) -> frozenset[float]:
    """The numbers of a text, those too with which a longer word begins: 'two-week', 'tvåveckors'."""
    words, start = _list_spelled(language), _compile(language, whole=False)
    spelled = [words[m[1].casefold()] for m in start.finditer(text)]
    pairs = compile_group("spelled_pair", language)
    two = (2.0,) if pairs and pairs.search(text) else ()
    return frozenset((*(number for _, number in list_printed(text, language)), *spelled, *two))


@cache
def _list_spelled(language: str) -> Mapping[str, float]:
    """Word -> number, up to 99: the catalogue has those of one word, and 'twenty-*=20' where tens take a unit."""
    pairs = [term.split("=") for term in list_terms("spelled", language)]
    units = {word: float(n) for word, n in pairs if not word.endswith("*") and float(n) < 10}
    found = dict[str, float]()
    for word, number in pairs:
        if not word.endswith("*"):
            found[word] = float(number)
            continue
        tens = word.removesuffix("*")
        found[tens.rstrip("-")] = float(number)
        found |= {f"{tens}{unit}": float(number) + n for unit, n in units.items()}
    for unit in [word for word, n in found.items() if n == 1]:
        del found[unit]  # 'one' is an article and a pronoun as well
    return found


@cache
def _compile(language: str, *, whole: bool) -> re.Pattern[str]:
    spelled = "|".join(sorted(map(re.escape, _list_spelled(language)), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({spelled})(?![\w-])" if whole else rf"(?<!\w)({spelled})", re.IGNORECASE)


# ---------------------------------------------------------------- warnings


@rule("warnings-alike", "A warning has its sentences in every language, and what one forbids the others forbid.")
def _warnings(context: Context) -> Iterator[Found]:
    for claim in context.evidence.claims.values():
        parts = claim.phrases.parts if claim.phrases is not None else {}
        places = [(name,) for name in SENTENCES] + [
            ("beside", state) for state in dict.fromkeys(s for p in parts.values() for s in p.beside)
        ]
        for place in places:
            texts = {
                code: text
                for code, p in parts.items()
                if (text := p.beside.get(place[1]) if len(place) > 1 else getattr(p, place[0])) is not None
            }
            for code, found, expected in _compare_warnings(texts):
                loc: Loc = ("phrases", "parts", code, *place)
                yield part_path("claims", claim.id), loc, ".".join(map(str, loc)), found, expected


def _compare_warnings(texts: Mapping[str, str]) -> Iterator[tuple[str, str | Said, str]]:
    """(language, found, expected) of what a language lacks that another one says."""
    told = {code: split_sentences(text) for code, text in texts.items()}
    most = max(told, key=lambda code: len(told[code]), default="")
    for code, own in told.items():
        if len(own) < len(told[most]):
            yield code, Said(say_count(len(own), "sentence")), f"as many as in {most}: {len(told[most])}"
            return
    known = [code for code in told if has_text("prose.forbids", code)]
    for i in range(len(told[most]) if known else 0):
        strict = next((code for code in known if _forbids(told[code][i], code)), None)
        for code in known if strict is not None else ():
            heeds = compile_group("heeds", code)
            if not _forbids(told[code][i], code) and not (heeds and heeds.search(told[code][i])):
                yield code, told[code][i], f"what must not be done, as in {strict}: {told[strict or code][i]}"


def _forbids(sentence: str, language: str) -> bool:
    """Whether a sentence denies something, 'unless' aside, which lifts a ban and is none."""
    unless, forbids = compile_group("unless", language), compile_group("forbids", language)
    rest = unless.sub(" ", sentence) if unless else sentence
    return forbids is not None and bool(forbids.search(rest))


# ---------------------------------------------------------------- amounts


@rule(
    "limit-own",
    "An upper limit in a text is that of the authority it is said of: a slip of a digit is a dose that harms.",
    across=True,
)
def _limit(context: Context) -> Iterator[Found]:
    evidence = context.evidence
    if evidence.dose_limits is None:
        return
    own = {
        authority: {
            number
            for row in evidence.dose_limits.limits
            if row.authority == authority and row.kind == "upper_level"
            for number in (row.value_mg, row.value_mg_high)
            if number is not None
        }
        for authority in {row.authority for row in evidence.dose_limits.limits}
    }
    names = _list_names(evidence)
    for path, loc, text in _list_limits(evidence):
        for code, said in text.texts.items():
            for sentence in split_sentences(said):
                named = [a for a, words in names.items() if any(w in sentence.casefold() for w in words) and own[a]]
                if len(named) != 1 or not names_ceiling(sentence, code):
                    continue
                for match in AMOUNT.finditer(sentence):
                    number = float(re.sub(r"[ \u00a0]", "", match[1]).replace(",", "."))
                    if number not in own[named[0]]:
                        shown = ", ".join(f"{n:g}" for n in sorted(own[named[0]]))
                        expected = f"the upper level of {named[0]} in dose-limits.yaml: {shown} mg"
                        yield path, (*loc, code), ".".join(map(str, (*loc, code))), match[0], expected


def _list_names(evidence: Evidence) -> Mapping[str, frozenset[str]]:
    """Authority of dose-limits.yaml -> what it is called, folded: there, and in the phrases of claims."""
    rows = evidence.dose_limits.limits if evidence.dose_limits is not None else ()
    names = {row.authority: {row.authority.casefold()} for row in rows}
    for claim in evidence.claims.values():
        figure = claim.phrases.figure if claim.phrases is not None else None
        if figure is not None and figure.authority in names:
            names[figure.authority] |= {name.removeprefix("the ").casefold() for name in figure.named.values()}
    return {authority: frozenset(words) for authority, words in names.items()}


def _list_limits(evidence: Evidence) -> Iterator[tuple[str, Loc, Multilingual]]:
    """(file, place, text) of what speaks of limits: judgements, and the table of doses itself."""
    for certainty in evidence.certainty.values():
        path = part_path("certainty", certainty.claim)
        yield from ((path, loc, text) for loc, text in list_multilingual(certainty, ()))
    if evidence.dose_limits is not None:
        yield "dose-limits.yaml", ("conflict",), evidence.dose_limits.conflict
