"""No English of ours in a Swedish figure: titles, axes, legends, what hovers, and the columns of its table."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence.cli.draw import list_figures
from rlsevidence.language import list_texts

ROOT = Path(__file__).resolve().parents[1]


def _texts(value: object) -> Iterator[str]:
    """Every text of a figure that is shown, without colours, names of marks and the like."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key in ("text", "hovertext", "name", "title", "ticktext", "label", "data", "layout") or not isinstance(
                part, (str, list, tuple)
            ):
                yield from _texts(part)
            elif key in ("annotations", "shapes"):
                yield from _texts(list(part))
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)


def _strings(value: object) -> Iterator[str]:
    """Every text that people wrote, wherever it stands in the evidence."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _strings(part)


@pytest.fixture(scope="module")
def english_only() -> dict[str, str]:
    """Pieces of the English texts that stand nowhere in the Swedish ones -> the key that they come from."""
    groups = ("figure.", "reason.", "unit.")
    catalogue = {
        language: {f"{g}{key}": text for g in groups for key, text in list_texts(g, language).items()}
        for language in ("en", "sv")
    }
    swedish = " ".join(catalogue["sv"].values()).casefold()
    found = {}
    for key, text in catalogue["en"].items():
        for piece in re.split(r"\{[^}]*\}", text):
            words = " ".join(piece.split()).strip(" .,:;()").casefold()
            if len(words) > 3 and not re.search(rf"(?<!\w){re.escape(words)}(?!\w)", swedish):
                found[words] = key
    return found


@pytest.mark.parametrize("name", sorted(list_figures()))
def test_a_swedish_figure_has_no_english_of_ours(name: str, english_only: dict[str, str]) -> None:
    """Titles, axes, legends, what hovers, and the names of columns; what people wrote in English is theirs."""
    review = rls.open_workspace(ROOT)
    of_claim, draw = list_figures()[name]
    evidence = review.evidence
    parts = (*evidence.studies.values(), *evidence.appraisals, *evidence.records.values(), evidence.dose_limits)
    whole = {t for part in parts for t in _strings(part.model_dump())}
    # A figure may leave off what stands after a comma.
    cut = {t.partition(", ")[0] for t in whole}
    theirs = sorted((t for t in whole | cut if len(t) > 3), key=len, reverse=True)
    found = []
    for claim in ("insomnia-improvement", "safe-daily-dose", "deficiency-contributes") if of_claim else ("",):
        drawn = draw(review, claim, "sv")
        texts = {drawn.title, drawn.text, *map(str, drawn.table.columns), *_texts(drawn.spec.to_plain())}
        assert len(texts) > 3
        for text in texts:
            shown = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
            for own in (t for t in theirs if t in shown):
                shown = shown.replace(own, " ")
            low = shown.casefold()
            found += [
                (key, shown[:120])
                for words, key in english_only.items()
                if words in low and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", low)
            ]
    assert found == []


def test_the_heads_and_p_values_of_a_swedish_forest_are_swedish() -> None:
    """The exposure of an association is named in the head of its panel; a p-value stands in the table as printed."""
    review = rls.open_workspace(ROOT)
    drawn = rls.figures.plot_forest(review.summary("deficiency-contributes"), language="sv")
    shown = " ".join(_texts(drawn.figure.to_dict()))
    measures = {r.measure.partition(",")[0] for s in review.evidence.studies.values() for r in s.results}
    named = [m for m in measures if re.search(r"\bRLS against\b", m)]
    assert named
    assert [m for m in named if m in shown] == []
    for claim in ("mild-moderate-relief", "insomnia-improvement", "deficiency-contributes"):
        p_values = rls.figures.table_forest(review.summary(claim), language="sv").iloc[:, 7].dropna()
        assert [p for p in p_values if re.search(r"\d?\.\d", p)] == []
