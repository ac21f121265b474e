"""The report in Word and the flow as a picture: what is in them, that they hold together, and faults."""

from __future__ import annotations

import io
import json
import os
import re
import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence import cli
from rlsevidence.decisions import settle
from rlsevidence.errors import UsageError
from rlsevidence.reporting import raster
from rlsevidence.reporting.flow_drawing import anchor, draw_flow, list_contents, write_flow_page
from rlsevidence.reporting.report import TABLES
from rlsevidence.synthesis.flow import count_flow, find_faults


@pytest.fixture(scope="module")
def review(repo: Path) -> rls.Workspace:
    return rls.open_workspace(repo)


@pytest.fixture(scope="module")
def tiny(repo: Path) -> rls.Workspace:
    return rls.open_workspace(repo / "tests" / "tiny")


@pytest.fixture(scope="module")
def report(review: rls.Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return review.write_report(tmp_path_factory.mktemp("report") / "review.docx", "sv")


# ---------------------------------------------------------------- the Word file


def test_the_report_holds_all_that_it_should(review: rls.Workspace, report: Path) -> None:
    import docx

    document = docx.Document(str(report))
    text = "\n".join(p.text for p in document.paragraphs)
    assert text.startswith(review.evidence.topic.title.texts["sv"])
    assert "Detta är inte medicinsk rådgivning" in text
    unchecked = sum(s.checked_by is None for s in review.evidence.studies.values())
    assert f"{unchecked} av {len(review.evidence.studies)} studier" in text, "what nobody else has checked is said"
    for claim in review.headline:
        assert review.evidence.certainty[claim].summary.texts["sv"] in text
    assert text.count("inte kontrollerad av en andra person") >= len(review.headline)
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    for name in TABLES:
        assert review.table(name, "sv").title in headings
    assert len(document.tables) == len(TABLES)
    assert len(document.inline_shapes) >= 5
    described = [s._inline.docPr.get("descr") for s in document.inline_shapes]
    assert all(described), "a picture says what it shows to those who do not see it"


def test_a_figure_that_cannot_be_drawn_leaves_no_caption_behind(tiny: rls.Workspace) -> None:
    import docx

    from rlsevidence.figures import plot_claims_at_a_glance, plot_evidence_map
    from rlsevidence.figures.sketch import Sketch
    from rlsevidence.figures.svg import can_draw
    from rlsevidence.reporting.report import _add_figure
    from rlsevidence.reporting.voice import open_voice

    words = open_voice(tiny.evidence, "en")
    drawn = plot_evidence_map(tiny.summaries, language="en")
    shown = plot_claims_at_a_glance(tiny.summaries, language="en")
    assert shown.shows
    assert can_draw(shown.spec.to_plain())
    violin = replace(shown, spec=Sketch())
    violin.spec.add_trace({"type": "violin"})
    document = docx.Document()
    _add_figure(document, violin, words)
    (said,) = [p.text for p in document.paragraphs]
    assert said == f"{shown.title}: the picture cannot be drawn here; it is on the pages."
    assert not document.inline_shapes
    _add_figure(document, replace(drawn, shows=False), words)
    assert document.paragraphs[-1].text == drawn.text, "words that stand alone are kept"
    _add_figure(document, shown, words)
    assert document.paragraphs[-1].text == shown.text
    assert len(document.inline_shapes) == 1


def test_references_are_numbered_once_for_the_whole_file(report: Path) -> None:
    import docx

    document = docx.Document(str(report))
    paragraphs = [p.text for p in document.paragraphs]
    entries = [p for p in paragraphs[paragraphs.index("Referenser") :] if re.match(r"\d+\. ", p)]
    assert [int(e.split(".")[0]) for e in entries] == list(range(1, len(entries) + 1))
    profile = document.tables[TABLES.index("evidence-profile")]
    cited = {int(n) for row in profile.rows[1:] for n in re.findall(r"\d+", row.cells[1].text.rpartition("(")[2])}
    assert cited
    assert max(cited) <= len(entries)


def test_numbers_and_references_are_links_that_lead_somewhere(review: rls.Workspace, report: Path) -> None:
    import docx
    from docx.oxml.ns import qn

    document = docx.Document(str(report))
    marks = [m.get(qn("w:name")) for m in document.element.body.iter(qn("w:bookmarkStart"))]
    assert len(marks) == len(set(marks))
    assert all(re.fullmatch(r"[A-Za-z]\w{,39}", m) for m in marks), "what Word takes as a name"
    links = list(document.element.body.iter(qn("w:hyperlink")))
    inner = [link for link in links if link.get(qn("w:anchor"))]
    assert {link.get(qn("w:anchor")) for link in inner} <= set(marks), "no number leads nowhere"
    drafted = [p.text for paragraph in review.draft("sv") for p in paragraph.pieces if p.target]
    assert len(inner) >= len(drafted) - 2
    numbers = [int(e.get(qn("w:id"))) for e in document.element.body.iter(qn("w:bookmarkStart"))]
    assert len(numbers) == len(set(numbers))
    outer = {document.part.rels[link.get(qn("r:id"))].target_ref for link in links if link.get(qn("r:id"))}
    dois = [r.doi for name in TABLES for r in _cited(review, name) if r.doi]
    assert dois
    assert {f"https://doi.org/{doi}" for doi in dois} <= outer


def _cited(review: rls.Workspace, name: str) -> list[Any]:
    return [review.evidence.records[r.record] for r in review.table(name, "sv").list_references()]


def test_pictures_have_the_dots_that_a_journal_asks_for(report: Path) -> None:
    with zipfile.ZipFile(report) as packed:
        names = [n for n in packed.namelist() if n.endswith(".png")]
        widths = [struct.unpack(">I", packed.read(n)[16:20])[0] for n in names]
    assert names
    # 17.4 cm between the margins at 300 dots to the inch.
    assert min(widths) >= 17.4 / 2.54 * 300


def test_the_same_review_gives_the_same_file(tiny: rls.Workspace, tmp_path: Path) -> None:
    first = tiny.write_report(tmp_path / "a.docx", "en").read_bytes()
    assert tiny.write_report(tmp_path / "b.docx", "en").read_bytes() == first
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        core = packed.read("docProps/core.xml").decode()
    assert "python-docx" not in core
    assert "1980-01-01" in core


def test_the_command_writes_reports_and_drafts(repo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = ["report", "--workspace", str(repo / "tests" / "tiny")]
    for ending in ("docx", "md", "html"):
        assert cli.main([*base, "--out", str(tmp_path / f"r.{ending}")]) == 0
    draft = (tmp_path / "r.md").read_text(encoding="utf-8")
    assert "Drafted by the program" in draft
    pages = Path(os.path.relpath(repo / "tests" / "tiny" / "build" / "site" / "en", tmp_path)).as_posix()
    led = set(re.findall(r"\]\(<(.*?)>\)", draft))
    assert led
    assert all(target.startswith(f"{pages}/") and target.endswith(".html") for target in led), "pages of the site"
    assert f"{pages}/flow.html" in led
    assert "report: flow" in capsys.readouterr().err, "long work says where it is"
    assert cli.main([*base, "--out", str(tmp_path / "r.pages")]) == 2
    assert "expected .docx" in capsys.readouterr().err


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tiny: rls.Workspace, tmp_path: Path) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(UsageError, match=r"pip install 'rlsevidence\[images\]'"):
        raster.write_png("<svg/>")
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(UsageError, match=r"pip install 'rlsevidence\[documents\]'"):
        tiny.write_report(tmp_path / "r.docx")
    assert not (tmp_path / "r.docx").exists()


def test_a_machine_without_fonts_gets_no_picture_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    raster.find_family.cache_clear()
    monkeypatch.setattr(raster, "FAMILIES", ("No Such Font At All",))
    try:
        with pytest.raises(UsageError, match="PNG needs a font"):
            raster.write_png('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    finally:
        monkeypatch.undo()
        raster.find_family.cache_clear()


# ---------------------------------------------------------------- the flow


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_box_leads_to_what_it_counts(review: rls.Workspace, language: str) -> None:
    flow = review.flow
    page = write_flow_page(flow, review.evidence, language, "2026-11-25")
    listed = list_contents(flow, review.evidence, language)
    for one in listed:
        (section,) = re.findall(f'<section id="{anchor(one.name)}">(.*?)</section>', page, flags=re.S)
        assert section.count("<li>") == len(one.items)
        assert f'href="#{anchor(one.name)}"' in page, "the box is a link to its list"
    counts = {one.name: len(one.items) for one in listed}
    assert counts["other_methods"] == flow.other_methods
    assert counts["screened"] == flow.screened - flow.duplicates
    assert counts["excluded"] == sum(flow.excluded.values())
    assert counts["let-through"] == flow.included_records
    assert counts["studies"] == flow.included_studies
    assert counts["studies:wanted"] + counts["studies:read"] == flow.included_studies
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!#|https?://)', page)


def test_a_row_of_the_ledger_is_missed_by_name(tiny: rls.Workspace) -> None:
    assert not list(find_faults(tiny.flow))
    runs = tuple(r for r in tiny.evidence.runs if "pubmed:90000008" not in r.gained)
    assert len(runs) == len(tiny.evidence.runs) - 1
    (fault,) = find_faults(count_flow(settle(replace(tiny.evidence, runs=runs))))
    assert (fault.box, fault.ids, fault.found, fault.expected) == (
        "identified:invented-rls",
        ("pubmed:90000008",),
        1,
        0,
    )


@pytest.mark.parametrize(
    ("box", "change", "named"),
    [
        ("unscreened", lambda ids: ids[1:], "screened"),
        ("included", lambda ids: (*ids, *ids[:1]), "screened"),
        ("studies:primary", lambda ids: ids[1:], "studies"),
        ("studies:read", lambda ids: (*ids, "another"), "studies"),
    ],
)
def test_any_box_that_is_changed_is_found(review: rls.Workspace, box: str, change: Any, named: str) -> None:
    flow = review.flow
    ids = change(flow.boxes[box])
    assert ids != flow.boxes[box]
    broken = replace(flow, boxes={**flow.boxes, box: ids})
    assert named in {f.box for f in find_faults(broken)}


def test_the_drawing_is_xml_and_as_a_picture(review: rls.Workspace) -> None:
    from lxml import etree

    svg = draw_flow(review.flow, "sv", lambda name: f"#{name}")
    root = etree.fromstring(svg.encode())
    texts = "".join(root.itertext())
    assert "Poster som gått vidare" in texts
    assert f"n = {review.flow.included_records}" in texts
    png = raster.write_png(draw_flow(review.flow, "sv"))
    assert png.startswith(b"\x89PNG")


def test_the_command_tells_a_box_that_does_not_add_up(
    repo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    shutil.copytree(repo / "tests" / "tiny" / "evidence", tmp_path / "evidence")
    base = ["flow", "--workspace", str(tmp_path)]
    for ending in ("svg", "png", "html", "json"):
        assert cli.main([*base, "--out", str(tmp_path / f"flow.{ending}")]) == 0
    assert "invented-rls" in json.dumps(json.loads((tmp_path / "flow.json").read_text(encoding="utf-8")))
    ledger = tmp_path / "evidence" / "searches" / "runs.jsonl"
    lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    ledger.write_text("".join(line for line in lines if "90000008" not in line), encoding="utf-8")
    capsys.readouterr()
    assert cli.main([*base, "--format", "json"]) == 1
    assert "the box identified:invented-rls does not add up: 1, and 0 by the other count" in capsys.readouterr().err
