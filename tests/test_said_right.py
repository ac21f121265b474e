"""Small things that pages say of records, in the language that they are in and without signs that say nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence import figures
from rlsevidence.figures.flow_boxes import ROWS, list_boxes, place_boxes
from rlsevidence.language import say
from rlsevidence.reporting.flow_drawing import list_contents
from rlsevidence.reporting.voice import find_title_language
from rlsevidence.site.card import write_snippet
from rlsevidence.site.pages import PageMaker
from rlsevidence.site.render import cite

ROOT = Path(__file__).resolve().parents[1]
LETTERS = {"zh": r"[\u4e00-\u9fff]"}
"""Languages told by their letters alone."""


def test_where_a_record_stands_has_no_sign_too_many(review: rls.Workspace) -> None:
    for record in review.evidence.records.values():
        said = cite(record)
        assert not re.search(r"\.\.|, ?\(|, ?,|^\W|\s{2}", said), (record.id, said)
    (record, *_) = (r for r in review.evidence.records.values() if r.journal and len(r.authors) > 3)
    for update, wanted in (
        ({"volume": "7", "issue": "2", "pages": "1-9"}, "J, 7 (2), 1-9. 2001"),
        ({"volume": None, "issue": "2", "pages": None}, "J (2). 2001"),
        ({"volume": "7", "issue": None, "pages": None}, "J, 7. 2001"),
    ):
        one = record.model_copy(update={"journal": "J", "year": 2001, **update})
        assert cite(one) == f"{', '.join(record.authors[:3])} et al. {wanted}"
    alone = record.model_copy(update={"journal": None, "volume": None, "issue": "2", "pages": None, "year": 2001})
    assert cite(alone) == f"{', '.join(record.authors[:3])} et al. 2001"


def test_a_title_is_marked_with_its_own_language(review: rls.Workspace) -> None:
    (made, *_) = review.evidence.records.values()
    for code, title, wanted in (
        ("ger", "Das", "de"),
        ("chi", "[The]", "en"),
        (None, "The", "en"),
        ("per", "The", "en"),
        ("mul", "x", ""),
    ):
        assert find_title_language(made.model_copy(update={"language": code, "title": title})) == wanted
    for language, letters in LETTERS.items():
        found = [r for r in review.evidence.records.values() if re.search(letters, r.title)]
        assert all(find_title_language(r) == language for r in found)
        items = [i for box in list_contents(review.flow, review.evidence, "sv") for i in box.items]
        assert {i[3] for i in items if re.search(letters, i[1])} <= {language}


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_figure_without_the_verdict_does_not_say_where_it_stands(review: rls.Workspace, language: str) -> None:
    where = say("figure.directions.where-certainty", language)
    for summary in review.summaries:
        for verdict in (True, False):
            drawn = figures.plot_directions(summary, language=language, verdict=verdict)
            assert (where in drawn.text) is (verdict and bool(summary.counted))


@pytest.mark.parametrize("language", ["en", "sv"])
def test_what_is_pasted_elsewhere_leads_back_and_keeps_its_colours(review: rls.Workspace, language: str) -> None:
    spoken = review.in_language(language)
    for address in (None, "https://example.org/a/"):
        maker = PageMaker(spoken, language, address=address)
        for summary in spoken.summaries:
            box = write_snippet(summary, spoken.evidence.topic, spoken.today, maker.words)
            boxed = unescape(maker.snippet(summary))
            back = f'href="https://example.org/a/{language}/claims/{summary.claim.id}.html"'
            assert (back in boxed) is (address is not None)
            assert (boxed == unescape(box)) is (address is None)
            names = {"title": spoken.evidence.topic.title.in_language(language), "version": rls.__version__}
            claim = summary.claim.title.in_language(language)
            told = say("site.snippet_from", language, **names, claim=claim, date=spoken.today.isoformat())
            assert (told in boxed) is (address is None), "without an address words say where it comes from"
            assert ("href" in boxed) is (address is not None), "and no link leads nowhere"
            colours = re.findall(r"(?<![-\w])color:[^;\"]+", boxed)
            assert colours
            assert all(c.endswith("!important") for c in colours)


@pytest.mark.parametrize(
    ("counts", "lines"),
    [
        ([3, None], ["s-0: n = 3", "s-1: not searched yet"]),
        ([3, 4, 5, None, None, None], ["3 searches: n = 12", "3 searches: not searched yet"]),
        ([3, *[None] * 7], ["1 search: n = 3", "7 searches: not searched yet"]),
    ],
)
def test_many_searches_of_one_database_are_counted_together(
    review: rls.Workspace, counts: list[int | None], lines: list[str]
) -> None:
    """What ran and what did not never stand in one number, and the box stays as high as the others."""
    searches = {f"pubmed-s-{n}": count for n, count in enumerate(counts)}
    flow = replace(review.flow, databases=searches, sources={}, last={})
    (box,) = [box for box in list_boxes(flow) if box.name == "identified"]
    assert [line.replace("\u00a0", " ") for line in box.lines] == lines
    assert box.holds == tuple(f"identified:{name}" for name in searches)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_box_on_the_right_of_the_flow_is_stretched(review: rls.Workspace, language: str) -> None:
    boxes = list_boxes(review.flow, language=language)
    needed = {box.name: 20.0 * (1 + len(box.lines)) for box in boxes}
    placed = place_boxes(needed, 30)
    for left, rights in ROWS:
        upper, lower = placed.edges[left]
        for name in rights:
            top, bottom = placed.edges[name]
            assert bottom - top == pytest.approx(needed[name])
            assert upper <= top
            assert bottom <= lower
