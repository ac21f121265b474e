"""The PRISMA flow: exclusions stand at the stage they were made at, boxes add up, and texts stand in their boxes."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

import rlsevidence as rls
from rlsevidence import cli
from rlsevidence.decisions import settle
from rlsevidence.figures.flow import plot_flow, table_flow
from rlsevidence.figures.flow_boxes import FlowBox, list_boxes
from rlsevidence.model import Screening
from rlsevidence.reporting.facts import Facts
from rlsevidence.reporting.flow_drawing import anchor, draw_flow, list_contents
from rlsevidence.synthesis.flow import Flow, count_flow, find_faults


@pytest.fixture(scope="module")
def review(repo: Path) -> rls.Workspace:
    return rls.open_workspace(repo)


def boxes_of(flow: Flow) -> dict[str, FlowBox]:
    return {box.name: box for box in list_boxes(flow)}


def decide(record: str, stage: str) -> Screening:
    return Screening(
        record=record,
        stage=stage,
        decision="exclude",
        reason="wrong_population",
        basis="full-text",
        role="reviewer",
        reviewer="invented",
        decided_on="2026-11-29",
        note="",
    )


def leave_out(review: rls.Workspace, record: str) -> Flow:
    """The flow when somebody has left `record` out in full text, after all that is decided."""
    evidence = replace(review.evidence, screening=(*review.evidence.screening, decide(record, "full_text")))
    return count_flow(settle(evidence))


def test_what_is_left_out_in_full_text_stands_beside_the_full_text(review: rls.Workspace) -> None:
    before = review.flow
    study_of = review.settled.study_of
    record = next(
        r for r in before.boxes["included"] if r in study_of and len(review.evidence.studies[study_of[r]].reports) == 1
    )
    flow = leave_out(review, record)
    assert flow.excluded == before.excluded, "nothing more was left out on title and abstract"
    assert flow.excluded_full_text == {"wrong_population": 1}
    assert flow.boxes["excluded-full-text:wrong_population"] == (record,)
    assert not list(find_faults(flow))
    drawn = boxes_of(flow)
    assert drawn["excluded"].lines == boxes_of(before)["excluded"].lines
    assert drawn["excluded-after"].lines[0] == "n = 1"
    assert len(drawn["excluded-after"].lines) == 2, "with its reason"
    assert not drawn["excluded-after"].faint
    assert drawn["studies:read"].lines[0] == f"n = {flow.full_text_read + 1}", "it was assessed"
    assert drawn["let-through"].lines[0] == boxes_of(before)["let-through"].lines[0]
    listed = {one.name: [i for i, *_ in one.items] for one in list_contents(flow, review.evidence, "en")}
    assert listed["excluded-after"] == [record]
    assert record in listed["studies:read"]
    assert record not in listed["excluded"]
    assert "Excluded after full text" in set(table_flow(flow)["stage"])


def test_the_report_counts_both_stages(review: rls.Workspace) -> None:
    before = Facts(review.settled, ()).excluded
    row = decide(review.flow.boxes["included"][0], "full_text")
    evidence = replace(review.evidence, screening=(*review.evidence.screening, row))
    assert Facts(settle(evidence), ()).excluded == before + 1


@pytest.mark.parametrize("box", ["let-through", "excluded-full-text:wrong_population"])
def test_a_record_that_is_lost_between_the_stages_is_found(review: rls.Workspace, box: str) -> None:
    flow = leave_out(review, review.flow.boxes["included"][0])
    broken = replace(flow, boxes={**flow.boxes, box: flow.boxes[box][1:]})
    assert "let-through" in {fault.box for fault in find_faults(broken)}


def test_every_drawn_number_is_that_of_its_list(review: rls.Workspace) -> None:
    for flow in (review.flow, leave_out(review, review.flow.boxes["included"][0])):
        for box in list_boxes(flow):
            said = [int(line[4:]) for line in box.lines if re.fullmatch(r"n = \d+", line)]
            held = {i for name in box.holds for i in flow.boxes[name]}
            assert said in ([], [len(held)]), box.name


def test_duplicates_are_removed_before_screening(review: rls.Workspace) -> None:
    record = review.flow.boxes["included"][0]
    rows = tuple(
        r.model_copy(update={"decision": "exclude", "reason": "duplicate"}) if r.record == record else r
        for r in review.evidence.screening
    )
    flow = count_flow(settle(replace(review.evidence, screening=rows)))
    drawn = boxes_of(flow)
    assert drawn["duplicates"].lines == (f"n = {review.flow.duplicates + 1}",)
    assert drawn["screened"].lines[0] == f"n = {review.flow.screened - review.flow.duplicates - 1}"
    assert drawn["all"].lines == boxes_of(review.flow)["all"].lines
    names = [box.name for box in list_boxes(flow)]
    assert names.index("duplicates") < names.index("screened")


def test_nobody_is_said_to_have_sought_a_full_text(review: rls.Workspace) -> None:
    assert "sought is not recorded" in " ".join(boxes_of(review.flow)["studies:wanted"].lines)
    assert "is sought" not in " ".join(b.head for b in list_boxes(review.flow))


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("searches", [0, 7, 25])
def test_every_line_stands_inside_its_box(review: rls.Workspace, language: str, searches: int) -> None:
    names = [f"pubmed-invented-search-of-a-long-name-{n}" for n in range(searches)]
    flow = replace(
        review.flow,
        databases=dict.fromkeys(names, None),
        sources=dict.fromkeys(names, "pubmed"),
        boxes={**review.flow.boxes, **{f"identified:{s}": () for s in names}},
    )
    root = etree.fromstring(draw_flow(flow, language).encode())
    space = "{http://www.w3.org/2000/svg}"
    rects, texts = list(root.iter(f"{space}rect")), list(root.iter(f"{space}text"))
    spans = [tuple(float(r.get(k)) for k in ("x", "y", "width", "height")) for r in rects]
    assert len(spans) == len(list_boxes(flow))
    for text in texts:
        x, y = float(text.get("x")), float(text.get("y"))
        held = [s for s in spans if s[0] < x < s[0] + s[2] and s[1] + 13 <= y <= s[1] + s[3] - 4]
        assert len(held) == 1, text.text
    low = float(root.get("viewBox").split()[3])
    assert max(y + height for _, y, _, height in spans) < low
    for i, (x, y, width, height) in enumerate(spans):
        for x2, y2, width2, height2 in spans[i + 1 :]:
            apart = x + width <= x2 or x2 + width2 <= x or y + height <= y2 or y2 + height2 <= y
            assert apart, "no two boxes overlap"
    for line in root.iter(f"{space}line"):
        end = float(line.get("x2")), float(line.get("y2"))
        assert any(
            s[0] - 0.1 <= end[0] <= s[0] + s[2] + 0.1 and s[1] - 0.1 <= end[1] <= s[1] + s[3] + 0.1 for s in spans
        ), "every arrow ends at a box"
    assert plot_flow(flow, language=language).figure.layout.height > 20 * searches


@pytest.mark.parametrize("language", ["en", "sv"])
def test_boxes_of_a_file_lead_to_the_pages(repo: Path, tmp_path: Path, language: str) -> None:
    shutil.copytree(repo / "tests" / "tiny" / "evidence", tmp_path / "evidence")
    out = tmp_path / "pictures" / "flow.svg"
    out.parent.mkdir()
    command = ["flow", "--workspace", str(tmp_path), "--language", language, "--out"]
    assert cli.main([*command, str(out)]) == 0
    led = re.findall('<a href="([^"]*)"', out.read_text(encoding="utf-8"))
    review = rls.open_workspace(tmp_path)
    listed = [f"../build/site/{language}/flow.html#{anchor(b.name)}" for b in list_boxes(review.flow) if b.holds]
    assert led == listed
    assert cli.main([*command, str(tmp_path / "flow.html")]) == 0
    assert "build/site" not in (tmp_path / "flow.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("width", [330, 720])
def test_the_figure_of_a_narrow_page_holds_its_lines_too(review: rls.Workspace, language: str, width: int) -> None:
    space = "{http://www.w3.org/2000/svg}"
    root = etree.fromstring(plot_flow(review.flow, language=language).to_svg(width, language=language).encode())
    # The first is the paper.
    rects = [[float(r.get(k)) for k in ("x", "y", "width", "height")] for r in list(root.iter(f"{space}rect"))[1:]]
    assert len(rects) == len(list_boxes(review.flow))
    texts = list(root.iter(f"{space}text"))
    within = 0
    for text in texts:
        spots = [(float(t.get("x")), float(t.get("y"))) for t in text.iter() if t.get("x")]
        (_, y, _, height), *_ = (
            s
            for s in rects
            if s[0] < spots[0][0] < s[0] + s[2] and s[1] < spots[-1][1] + 20 and spots[-1][1] < s[1] + s[3] + 20
        )
        assert y + 9 <= spots[0][1], "".join(text.itertext())
        assert spots[-1][1] <= y + height - 2, "".join(text.itertext())
        within += 1
    assert within == len(rects)
