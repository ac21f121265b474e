"""Figures as SVG: every figure can be drawn, its words fit, nothing in it can leave its element."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import rlsevidence as rls
from rlsevidence import cli, figures
from rlsevidence.figures.svg import can_draw, draw_svg
from rlsevidence.figures.svg_axes import list_ticks, make_axis
from rlsevidence.figures.svg_marks import SYMBOLS, draw_mark
from rlsevidence.figures.svg_text import SOFT, fit_lines, fit_text, measure_width, read_plain
from rlsevidence.figures.svg_traces import cut_line, mix_colour
from test_figures import CASES

SVG = "{http://www.w3.org/2000/svg}"


def plain(drawn: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(drawn.figure.to_json())
    found["layout"].pop("title", None)
    return found


def read(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def list_words(root: ElementTree.Element) -> str:
    return " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("narrow", [False, True])
def test_every_figure_of_ours_is_drawn(review: rls.Workspace, name: str, narrow: bool) -> None:
    draw, why = CASES[name]
    figure = plain(draw(review, "sv"))
    assert can_draw(figure), why
    width = 300 if narrow else 720
    root = read(draw_svg(figure, width, narrow=narrow))
    marks = [e for kind in ("path", "rect", "circle") for e in root.iter(SVG + kind)]
    assert len(marks) > sum(t.get("meta") != "key" for t in figure["data"])
    assert all(float(text.get("font-size", "0")) >= 12 for text in root.iter(f"{SVG}text"))
    words = list_words(root)
    for trace in figure["data"]:
        if trace.get("name") and trace.get("showlegend", True) and trace.get("type") != "heatmap":
            missing = set(read_plain(trace["name"]).split()) - set(words.split())
            assert not missing or figure["layout"].get("showlegend") is False, trace["name"]
    assert draw_svg(figure, width, narrow=narrow) == draw_svg(figure, width, narrow=narrow)


@pytest.mark.parametrize("name", CASES)
def test_every_mark_lies_within_the_figure(review: rls.Workspace, name: str) -> None:
    root = read(draw_svg(plain(CASES[name][0](review, "en")), 900))
    height = float(root.get("height", "0"))
    for circle in root.iter(f"{SVG}circle"):
        assert 0 <= float(circle.get("cx", "-1")) <= 900
        assert 0 <= float(circle.get("cy", "-1")) <= height
    lines = [e for kind in ("text", "tspan") for e in root.iter(f"{SVG}{kind}") if e.get("y")]
    assert lines
    for span in lines:
        assert -2 <= float(span.get("y", "0")) <= height + 2


@pytest.mark.parametrize("symbol", sorted(SYMBOLS))
def test_every_symbol_has_an_outline_of_its_own(symbol: str) -> None:
    others = {s: draw_mark(50, 50, s, 12, "#000000") for s in SYMBOLS}
    assert [s for s, drawn in others.items() if drawn == others[symbol]] == [symbol]
    assert draw_mark(50, 50, f"{symbol}-open", 12, "#000000") != others[symbol] or symbol.startswith("line-")
    read(others[symbol])


@pytest.mark.parametrize(
    ("trace", "why"),
    [
        ({"type": "pie", "values": [1, 2]}, "no pies"),
        ({"type": "bar", "x": ["a"], "y": [1]}, "upright bars"),
        ({"x": [1], "y": [1], "marker": {"symbol": "bowtie"}}, "a symbol without an outline here"),
        ({"x": {"bdata": "AAA=", "dtype": "f8"}, "y": [1]}, "numbers packed by the library"),
    ],
)
def test_what_is_not_drawn_here_is_left_to_the_library(trace: dict[str, Any], why: str) -> None:
    assert not can_draw({"data": [trace], "layout": {}}), why


def test_words_cannot_become_markup() -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(1)">&lt;b onload=x&gt; a"b'
    figure = {
        "data": [
            {"x": [1], "y": [1], "mode": "markers+text", "name": evil, "text": [evil], "hovertemplate": "%{text}"}
        ],
        "layout": {
            "annotations": [{"x": 1, "y": 1, "text": evil}],
            "yaxis": {"tickvals": [1], "ticktext": [evil]},
            "xaxis": {"title": {"text": evil}},
            "showlegend": True,
        },
    }
    svg = draw_svg(figure, 720, title=evil)
    root = read(svg)
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {"svg", "rect", "text", "tspan", "path", "circle", "title"}
    assert not any(name.startswith("on") for e in root.iter() for name in e.attrib)
    assert "<b onload=x>" in "".join(root.itertext()), "what was escaped is shown as it was meant"


def test_ticks_and_places() -> None:
    log = make_axis({"type": "log"}, [1, 100], 0, 200, upwards=False)
    assert log.place(10) == pytest.approx(100)
    assert [v for v, _ in list_ticks({"type": "log"}, log, str)] == [1, 2, 5, 10, 20, 50, 100]
    names = make_axis({"autorange": "reversed"}, ["a", "b", "a"], 0, 100, upwards=True)
    assert (names.place("a"), names.place("b")) == (pytest.approx(25), pytest.approx(75))
    zero = make_axis({"rangemode": "tozero"}, [5, 10], 0, 100, upwards=False)
    assert zero.low == 0
    flat = make_axis({}, [3, 3], 0, 100, upwards=False)
    assert flat.place(3) == pytest.approx(50)
    given = make_axis({"range": [0, 10], "dtick": 5}, [], 0, 100, upwards=False)
    assert list_ticks({"range": [0, 10], "dtick": 5, "ticksuffix": " %"}, given, "{:g}".format) == [
        (0, "0 %"),
        (5, "5 %"),
        (10, "10 %"),
    ]


def test_text_breaks_between_words_and_keeps_its_looks() -> None:
    text = "<b>one two</b> three <span style='color:#52606d'>four five six</span>"
    broken = fit_text(text, 12, 70)
    assert all(measure_width(line, 12) <= 75 for line in broken.split("<br>"))
    assert read_plain(broken).replace(",", "") == read_plain(text)
    assert fit_text("short", 12, 100) == "short"
    assert fit_text("n\u00a0=\u00a0187 records", 12, 70) == "n\u00a0=\u00a0187<br>records", "a number keeps its name"
    assert fit_text("a very-long-hyphened-word", 12, 70) == "a<br>very-long-hyphened-word", "a word stays whole"
    parts = fit_text("a <b>very-long-hyphened-word</b>", 12, 70, anywhere=True).split("<br>")
    assert all(measure_width(part, 12) <= 70 for part in parts), "unless it has to be broken, after a hyphen first"
    assert [part[-1] for part in parts[1:-1]] == ["-"] * (len(parts) - 2)
    text = f"head<br>one two{SOFT}three four"
    assert fit_lines(text, 12, 200) == "head<br>one two<br>three four"
    assert fit_lines(text, 12, 45) == "head<br>one<br>two<br>three<br>four"
    assert mix_colour("Blues", 0) == (247, 251, 255)
    assert mix_colour([[0, "rgb(0,0,0)"], [1, "rgb(100,200,50)"]], 0.5) == (50, 100, 25)


def test_a_line_ends_where_the_labels_of_the_other_axis_begin() -> None:
    axis = make_axis({"range": [0, 10]}, [], 100, 200, upwards=False)
    assert cut_line([(50, 0), (150, 100), (160, 90), (240, 50)], axis) == [
        [(100, 50), (150, 100), (160, 90), (200, 70)],
    ]
    assert cut_line([(0, 0), (50, 9)], axis) == []
    assert cut_line([(150, 0), (250, 100), (250, 200), (150, 300)], axis) == [
        [(150, 0), (200, 50)],
        [(200, 250), (150, 300)],
    ]


def test_labels_of_rows_go_above_them_on_a_narrow_page(review: rls.Workspace) -> None:
    figure = plain(CASES["plot_directions"][0](review, "en"))
    label = read_plain(figure["layout"]["yaxis"]["ticktext"][0]).split()[0]

    def find(narrow: bool) -> tuple[float, float, float]:
        root = read(draw_svg(figure, 300 if narrow else 720, narrow=narrow))
        text = next(t for t in root.iter(f"{SVG}text") if "".join(t.itertext()).startswith(label))
        span = next(e for e in text.iter() if e.get("y"))
        mark = next(e for e in root.iter(f"{SVG}path") if e.find(f"{SVG}title") is not None)
        top = float(mark.get("d", "").removeprefix("M").split()[1].partition("L")[0])
        return float(span.get("x", "0")), float(span.get("y", "0")), top

    x, y, mark = find(narrow=True)
    assert x < 20
    assert y < mark, "the words stand above their mark, from the left edge"
    wide_x, wide_y, wide_mark = find(narrow=False)
    assert wide_x > 100
    assert abs(wide_y - wide_mark) < 30


# ---------------------------------------------------------------- from the command line


def test_every_figure_can_be_written_from_the_command_line() -> None:
    from rlsevidence.cli.draw import list_figures

    assert {f"plot_{name.replace('-', '_')}" for name in list_figures()} == set(CASES)


@pytest.mark.parametrize(("name", "claim"), [("claims-at-a-glance", None), ("directions", "insomnia-improvement")])
def test_a_figure_is_written_as_a_file(
    name: str, claim: str | None, tmp_path: Path, repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["figure", name, "--workspace", str(repo), *(["--claim", claim] if claim else [])]
    (tmp_path / "made").mkdir()
    for ending in ("svg", "html", "json"):
        out = tmp_path / "made" / f"x.{ending}"
        assert cli.main([*asked, "--language", "sv", "--out", str(out)]) == 0
        assert capsys.readouterr().out == f"{out}\n"
        text = out.read_text(encoding="utf-8")
        if ending == "json":
            assert {"data", "layout"} <= set(json.loads(text))
        elif ending == "svg":
            assert "tillförlitlighet" in list_words(read(text))
        else:
            assert "<table" in text
            assert "<svg" in text
            assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pie", "--out", "x.svg"], "there are: albatross, claims-at-a-glance"),
        (["forest", "--out", "x.svg"], "is of one claim: --claim CLAIM; there are: "),
        (["forest", "--claim", "nothing", "--out", "x.svg"], "no claim 'nothing'; there are: "),
        (["flow", "--claim", "insomnia-improvement", "--out", "x.svg"], "leave --claim out"),
        (["flow", "--out", "x.gif"], "x.gif: expected a name that ends in .png, .svg, .html, .json"),
        (["flow", "--language", "qq", "--out", "x.svg"], "no language 'qq'; there are: sv, en"),
    ],
)
def test_a_figure_that_cannot_be_written_says_why(
    arguments: list[str], said: str, repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["figure", *arguments, "--workspace", str(repo)]) == 2
    found = capsys.readouterr()
    assert said in found.err
    assert found.out == ""


# ---------------------------------------------------------------- what a reader must not be led to


def axes_of(drawn: Any) -> list[Any]:
    return [drawn.figure.layout[name] for name in drawn.figure.layout if name.startswith("xaxis")]


def test_every_axis_of_effects_holds_the_value_of_no_effect(review: rls.Workspace) -> None:
    seen = 0
    for claim in review.evidence.claims:
        for axis in axes_of(figures.plot_forest(review.judged(claim))):
            if axis.visible is False or axis.range is None:
                continue
            low, high = axis.range
            assert low < 0 < high, claim  # log10(1) is 0 too
            seen += 1
    assert seen > 3


def test_the_line_of_no_effect_is_drawn_over_the_grid_and_apart_from_the_labels(review: rls.Workspace) -> None:
    svg = figures.plot_forest(review.judged("mild-moderate-relief")).to_svg(language="sv")
    lines = list(re.finditer(r"<(?:line|path|polyline)[^>]*stroke-dasharray[^>]*>", svg))
    assert lines
    grid = [m.start() for m in re.finditer("#e4e7eb", svg)]
    assert grid
    assert max(grid) < lines[0].start()
    assert svg.index("Gorantla") > lines[0].start()
    narrow = draw_svg(figures.plot_forest(review.judged("mild-moderate-relief")).spec.to_plain(), 340, narrow=True)
    label = narrow.rindex("<g ", 0, narrow.index("Gorantla"))
    assert narrow[label:].startswith('<g paint-order="stroke" stroke="#ffffff"')


def test_an_effect_of_something_else_is_not_said_to_favour_the_treatment(review: rls.Workspace) -> None:
    svg = figures.plot_forest(review.judged("insomnia-improvement")).to_svg(language="en", titled=True)
    words = " ".join(re.sub(r"<[^>]*>", " ", svg).split())
    assert "another intervention than the claim's" in words.replace("&#x27;", "'")
    assert "favours the treatment" not in words


@pytest.mark.parametrize(("language", "said"), [("sv", "6,67 (2,33; 11)"), ("en", "6.67 (2.33; 11)")])
def test_effects_are_written_in_the_language(review: rls.Workspace, language: str, said: str) -> None:
    drawn = figures.plot_forest(review.judged("mild-moderate-relief"), language=language)
    assert said in drawn.to_svg(language=language)
    assert drawn.figure.layout.separators[0] == said[1], "Plotly writes its ticks so too"
    assert f"p: 0{said[1]}006" in drawn.to_svg(language=language)
    albatross = figures.plot_albatross(review.judged("mild-moderate-relief"), language=language)
    assert f"p = 0{said[1]}006" in albatross.to_svg(language=language)


def test_words_at_the_right_edge_have_room(review: rls.Workspace) -> None:
    svg = figures.plot_claims_at_a_glance(review.summaries, language="sv").to_svg(language="sv")
    wide = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
    places = [
        float(x) for x in re.findall(r'<t(?:ext|span)[^>]* x="([\d.]+)"[^>]*>(?:<tspan[^>]*>)?går för långt', svg)
    ]
    assert places
    assert max(places) + measure_width("<b>går för långt</b>", 12) < wide - 12
