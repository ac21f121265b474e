"""Frames for reading: controlled words by their names, claims and studies by what they are called. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from ..language import has_text, say
from ..language.measures import name_country, say_people
from ..language.reasons import label_studies
from ..language.words import Words
from ..model import Evidence, Multilingual, Vocabulary, read_prose
from ..synthesis.result_effects import EffectRow
from ..tagging.untranslated import list_reasons
from . import decided, findings, question, reference
from .remarks import tell_remarks
from .table import WORD

if TYPE_CHECKING:
    import pandas as pd

BESIDE: Mapping[str, tuple[str, ...]] = {
    "allowed": ("allowed_wording",),
    "certainty": ("certainty", "basis_rating"),
    "document": ("wording",),
    "gap": ("gap",),
    "verdict": ("verdict_word",),
    "worded": ("wording",),
}
"""Columns that no table of the evidence has -> the groups that their words come from."""
SEVERAL = "; "


@cache
def _groups() -> Mapping[str, tuple[str, ...]]:
    """Column -> the groups that its words may come from, by what the tables say of their columns."""
    found: dict[str, dict[str, None]] = {}
    for tables in (question.TABLES, findings.TABLES, decided.TABLES, reference.TABLES):
        for table in tables.values():
            for name, column in table.columns.items():
                if column.holds.startswith(WORD):
                    said = re.split(r"[,;]", column.holds.removeprefix(WORD))[0]
                    found.setdefault(name, {}).update(dict.fromkeys(said.split(" or ")))
    return {**{name: tuple(groups) for name, groups in found.items()}, **BESIDE}


QUOTED = ("words",)
"""Columns of words out of records, which databases keep in English."""


def tell_frame(frame: pd.DataFrame, evidence: Evidence, language: str) -> pd.DataFrame:
    """`frame` with names for words and ids, its texts in `language` under a heading without the language's code.

    What no group of words has entirely stays as it is. An index with a name becomes columns first.
    """
    shown = frame.reset_index() if any(name is not None for name in frame.index.names) else frame.copy()
    words = Words(language, evidence.vocabulary)
    labels = {study.id: study.label for study in evidence.studies.values()}
    said = list_said(evidence, language)
    for column in shown.columns:
        names = _name_values(str(column), [v for v in shown[column] if isinstance(v, str)], evidence, words)
        if names:
            shown[column] = [names.get(v, v) if isinstance(v, str) else v for v in shown[column].astype(object)]
        elif column in ("why", "support"):
            texts = [said.get(v) or label_studies(v, labels) if isinstance(v, str) else v for v in shown[column]]
            shown[column] = texts
        elif column in ("search", "title", "purpose"):
            shown[column] = [said.get(v, v) if isinstance(v, str) else v for v in shown[column].astype(object)]
    return shown.rename(columns={c: name_column(re.sub(rf"_{language}$", "", str(c)), language) for c in shown.columns})


def name_column(column: str, language: str) -> str:
    """The heading of a column in `language`; the column's own name where the catalogue has none."""
    key = f"column.{column}"
    return say(key, language) if has_text(key, language) else column


def list_said(evidence: Evidence, language: str) -> Mapping[str, str]:
    """What a frame has of a reason in several languages -> the same in `language`."""
    texts = (text for _, found in list_reasons(evidence) for text in found if isinstance(text, Multilingual))
    return {read_prose(text, "en"): text.in_language(language) for text in texts}


def _name_values(column: str, values: list[str], evidence: Evidence, words: Words) -> Mapping[str, str]:
    if column == "jurisdiction":
        return {v: name_country(v, words.language) for v in values}
    if column == "age":
        return {v: say_people(v, None, words.language) for v in values}
    if column == "sex":
        return {v: say_people(None, v, words.language) or words.say("column.sex.all") for v in values}
    if column == "claim":
        return {c.id: words.read(c.title) for c in evidence.claims.values()}
    if column in ("study", "studies", "rests on"):
        labels = {s.id: s.label for s in evidence.studies.values()}
        return {v: ", ".join(labels.get(part, part) for part in v.split(SEVERAL)) for v in values}
    parts = {part for value in values for part in value.split(SEVERAL)}
    groups = _groups().get(column, ())
    if column == "domain":  # each tool has a group of its own
        groups += tuple(g for g in evidence.vocabulary if g.startswith("domain_"))
    # Groups that share a column, such as those of a certainty and of a basis, may stand in it together.
    whole = next((g for g in groups if parts <= words.list_words(g)), None)
    found = {part: g for g in reversed((whole,) if whole else groups) for part in parts if part in words.list_words(g)}
    if found and not any(re.search(r"[_-]", part) for part in parts - set(found)):
        names = {part: words.name(found[part], part) if part in found else part for part in parts}
        return {v: ", ".join(names[part] for part in v.split(SEVERAL)) for v in values}
    for table in (evidence.dose_limits, evidence.interactions):
        meant = table.words.get(column, {}) if table else {}
        if parts and parts <= set(meant):
            return {v: words.read(meant[v]).rstrip(".") for v in values}
    return {}


# ---------------------------------------------------------------- effects

EFFECT_COLUMNS = ("study", "outcome", "results", "comparison", "measure", "effect", "assumed", "doubt")


def tell_effects(rows: Iterable[EffectRow], evidence: Evidence, language: str) -> Iterator[tuple[Any, ...]]:
    """Each result under EFFECT_COLUMNS: the measure spelt out, the effect with its interval as one text.

    Results of which the same is known are one row, with how many they are.
    """
    words, vocabulary = Words(language, evidence.vocabulary), evidence.vocabulary
    for row, number in Counter(rows).items():
        yield (
            evidence.studies[row.study].label,
            words.name("outcome", row.outcome),
            number,
            words.name("result_kind", row.kind),
            tell_measure(row.measure, vocabulary, language) if row.measure else None,
            tell_interval(row.effect, row.low, row.high, language),
            tell_remarks(row.assumed, language)[0] or None,
            tell_remarks(row.doubt, language)[0] or None,
        )


def tell_measure(measure: str, vocabulary: Vocabulary, language: str) -> str:
    """'mean difference (MD)'; what is computed and no source prints is named by the program."""
    known = vocabulary.get("estimate_measure", {}).get(measure)
    name = read_prose(known.name, language) if known else say(f"word.measure.{measure}", language)
    return f"{name} ({measure})"


def tell_interval(effect: float | None, low: float | None, high: float | None, language: str) -> str | None:
    """'6 (-4 to 17)': as many decimals as its interval carries, two digits of its half; None without an effect.

    Without an interval three digits stand, since nothing says how many of them are known.
    """
    if effect is None:
        return None
    if low is None or high is None or high <= low:
        return _write(effect, count_decimals(abs(effect), 3), language)
    decimals = count_decimals((high - low) / 2, 2)
    shown = [_write(x, decimals, language) for x in (effect, low, high)]
    return say("word.measure.interval", language, effect=shown[0], low=shown[1], high=shown[2])


def count_decimals(size: float, digits: int) -> int:
    """Decimals that leave `size` so many significant digits, at most three."""
    if size <= 0:
        return 0

    return min(3, max(0, digits - 1 - math.floor(math.log10(size))))


def _write(value: float, decimals: int, language: str) -> str:
    text = f"{round(value, decimals) + 0.0:.{decimals}f}"
    return text.replace("-", "\N{MINUS SIGN}").replace(".", say("number.decimal", language))
