"""Numbers of a study held against each other: who was analysed against who took part, and what its finding says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ..counted import say_count
from ..layout import part_path
from ..model import Evidence, Frozen, Loc, Multilingual, Result, Study
from .rules import Context, Found, rule

NUMBER = re.compile(r"(?<![^\W\d_])(?<![^\W\d_]-)(?<![\d.,])\d+(?:[.,]\d+)?")
"""A number in a text, and not one that belongs to a name, such as beta-2 or B12."""
GROUPED = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f](?=\d{3}(?!\d))")
COMMA_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
"""The marks between thousands: a space, and where the decimals stand after a point also a comma."""
NO_FACTS = frozenset({"id", "reports", "finding", "facts_from", "places", "counts_with", "extracted_by", "checked_by"})
"""Fields of a study that hold no fact of it: what the finding is held against is everything else."""


@rule("analysed-of-all", "Nobody can be analysed who took no part: a smaller whole makes losses disappear.")
def _analysed(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        path, whole = part_path("studies", study.id), study.population.n
        if whole is not None and (study.population.n_analysed or 0) > whole:
            expected = f"at most the {say_count(whole, 'person', 'people')} of population.n"
            yield path, ("population", "n_analysed"), "population.n_analysed", study.population.n_analysed, expected
        if not study.is_primary:
            continue
        arms = {arm.id: arm.n for arm in study.arms}
        for i, result in enumerate(study.results):
            for key, n in _list_sizes(result):
                most, of = (arms[key], f"arm {key}") if arms.get(key) is not None else (whole, "population.n")
                if most is not None and n > most:
                    field = f"results[{i}].values.{f'{key}.' if key else ''}n"
                    loc: Loc = ("results", i, "values", *([key] if key else []), "n")
                    yield path, loc, field, n, f"at most the {say_count(most, 'person', 'people')} of {of}"


def _list_sizes(result: Result) -> Iterator[tuple[str, int]]:
    """(key of the group, or '' for the whole result; its `n`) in the values of a result."""
    for key, value in (result.values or {}).items():
        if key == "n" and type(value) is int:
            yield "", value
        elif isinstance(value, Mapping) and type(n := value.get("n")) is int:
            yield key, n


@rule(
    "finding-numbers",
    "What a study found is said in numbers that stand in its results, people or notes, the same in every language.",
    across=True,
)
def _finding_numbers(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        path = part_path("studies", study.id)
        known = frozenset(_list_known(context.evidence, study))
        said = {code: list_printed(text, code) for code, text in study.finding.texts.items()}
        first = next(iter(said))
        strange = set()
        for code, numbers in said.items():
            for printed, number in numbers:
                if not any(_is_rounded(one, number, printed) for one in known):
                    strange.add(code)
                    expected = "a number that stands in its results, people, arms, notes or caveats"
                    yield path, ("finding", code), f"finding.{code}", printed, expected
        for code, numbers in said.items():
            if strange or sorted(n for _, n in numbers) == sorted(n for _, n in said[first]):
                continue
            found = ", ".join(printed for printed, _ in numbers) or "no number"
            expected = f"the numbers of finding.{first}: {', '.join(p for p, _ in said[first]) or 'none'}"
            yield path, ("finding", code), f"finding.{code}", found, expected


@lru_cache(maxsize=32768)  # each text of every study, of which an edit changes one
def list_printed(text: str, language: str) -> tuple[tuple[str, float], ...]:
    """(as printed, its value) of every number in a text of `language`."""
    text = GROUPED.sub("", text)
    if language == "en":
        text = COMMA_GROUPED.sub("", text)
    return tuple((m[0], float(m[0].replace(",", "."))) for m in NUMBER.finditer(text))


def _is_rounded(known: float, number: float, printed: str) -> bool:
    """Whether `known`, with as few decimals as were printed, is the number; 17.36 is 'about 17', and no 17.1."""
    decimals = len(re.split("[.,]", printed)[1]) if re.search("[.,]", printed) else 0
    return known == number or (abs(known - number) <= 0.5 * 10**-decimals + 1e-9 and not float(known).is_integer())


def _list_known(evidence: Evidence, study: Study) -> Iterator[float]:
    """The numbers that a study's file and its records' titles and years hold, without their signs."""
    for name in type(study).model_fields:
        if name not in NO_FACTS:
            yield from _list_numbers(getattr(study, name), "en")
    for record in (evidence.records[r] for r in study.reports if r in evidence.records):
        yield from _list_numbers((record.title, record.year), "en")


def _list_numbers(value: object, language: str) -> Iterator[float]:
    if isinstance(value, Multilingual):
        for code, text in value.texts.items():
            yield from _list_numbers(text, code)
    elif isinstance(value, Frozen):
        for name in type(value).model_fields:
            yield from _list_numbers(getattr(value, name), language)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _list_numbers(str(key).replace("_", " "), language)
            yield from _list_numbers(item, language)
    elif isinstance(value, str):
        yield from (number for _, number in list_printed(value, language))
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield abs(float(value))
    elif isinstance(value, Iterable):
        for item in value:
            yield from _list_numbers(item, language)
