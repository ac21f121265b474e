"""The desk speaks one language: every kind of thing that waits is said in it, none in the English of the list."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

import rlsevidence as rls
from attempts import CLAIM, TRIAL, make
from conftest import REPO
from rlsevidence.decisions import Settled, settle
from rlsevidence.forms.desk_lines import tell_line
from rlsevidence.forms.fields import Maker
from rlsevidence.forms.queue import list_waiting
from rlsevidence.language import list_texts
from rlsevidence.tagging.queue import KINDS, Todo

TODAY = dt.date(2026, 11, 30)
ELSEWHERE = {"unfinished", "settle", "known-unread", "included", "unappraised"}
"""Kinds that the desk makes from the evidence itself, each with a form: never from the list's own words."""
RECORD = "pubmed:90000001"


@pytest.fixture(scope="module")
def review() -> rls.Workspace:
    return rls.Workspace(REPO / "evidence", TODAY)


@pytest.fixture(scope="module")
def disputed(review: rls.Workspace) -> tuple[Settled, Todo]:
    """Two who decided the same pair otherwise, and the thing to do that comes of it."""
    from rlsevidence.tagging.queue import todo

    evidence = review.evidence
    row = next(t for t in evidence.tags if t.claim == CLAIM and t.stance == "supports")
    other = make(row, reviewer=evidence.people[0].id if row.reviewer != evidence.people[0].id else "bo",
                 stance="disputes", decided_on="2026-11-29")  # fmt: skip
    people = (*evidence.people, make(evidence.people[0], id="bo", name="Invented Bo"))
    settled = settle(replace(evidence, people=people, tags=(*evidence.tags, make(other, reviewer="bo"))))
    return settled, next(t for t in todo(settled, ()) if t.kind == "conflict")


def list_items(review: rls.Workspace, disputed: tuple[Settled, Todo]) -> dict[str, list[tuple[Settled, Todo]]]:
    """One thing of each kind at least: what waits in the shipped review, and by hand what does not wait there."""
    found: dict[str, list[tuple[Settled, Todo]]] = {"conflict": [disputed]}
    for item in review.todo:
        found.setdefault(item.kind, []).append((review.settled, item))
    record, studies = review.evidence.studies[TRIAL].reports[0], (TRIAL, CLAIM)
    for item in (
        Todo("unreadable", "mend certainty/x.yaml", "it cannot be read", ("certainty/x.yaml", CLAIM), 1),
        Todo("unreadable", "mend people.tsv", "it cannot be read", ("people.tsv",), 1),
        Todo("retracted", TRIAL, "carries it", studies, 1),
        Todo("notice", f"{record}: concern by {RECORD}", "PubMed says so", (record, "concern"), 1),
        Todo("judge-again", f"judge {CLAIM} again", "judged before", (CLAIM, TRIAL), 1),
        Todo("untagged-study", f"tag {TRIAL}", "entered", (TRIAL, record), 1),
        Todo("conflict", f"screening: {record}", "reviewers disagree", (record,), 1),
        Todo(
            "sign-off", f"sign off certainty/{CLAIM}.yaml", "it counts then", (CLAIM,), 1,
            {"part": "certainty", "name": CLAIM, "n": 2, "decided": "low", "proposed": None},
        ),
        Todo("reread", f"read certainty/{CLAIM} again", "changed", (f"certainty/{CLAIM}", CLAIM), 1),
        Todo("reread", "read documents/article#5.2 again", "changed", ("documents/article#5.2", CLAIM), 1),
        Todo("broken-anchor", f"{CLAIM}: {record}", "the quote", (CLAIM, record), 1),
        Todo("link", f"{record} and {RECORD}", "the same title; rlsevidence link", (record, RECORD), 1),
        Todo("unchecked", f"read the phrases of claims/{CLAIM}.yaml", "one person", (CLAIM,), 1,
             {"part": "claims", "name": CLAIM}),
        Todo("unchecked", f"check certainty/{CLAIM}.yaml", "one person", (CLAIM,), 1,
             {"part": "certainty", "name": CLAIM}),
        Todo("translate", f"write 2 texts of studies/{TRIAL}.yaml in sv", "written in en only", (TRIAL,), 1,
             {"n": 2, "path": f"studies/{TRIAL}.yaml", "into": "sv"}),
        Todo("unphrased", f"write phrases in claims/{CLAIM}.yaml", "without phrases", (CLAIM,), 1),
    ):  # fmt: skip
        found.setdefault(item.kind, []).append((review.settled, item))
    return found


def tell(settled: Settled, item: Todo, language: str) -> str:
    what, why = tell_line(Maker.of(settled.evidence, language), settled, item)
    return f"{what} | {why}"


def test_every_kind_is_said_in_the_language_of_the_reader(
    review: rls.Workspace, disputed: tuple[Settled, Todo]
) -> None:
    items = list_items(review, disputed)
    assert set(items) | ELSEWHERE == set(KINDS), "a new kind wants a line of its own in desk_lines"
    for kind in set(KINDS) - ELSEWHERE:
        for settled, item in items[kind][:40]:
            english, swedish = (tell(settled, item, language).split(" | ") for language in ("en", "sv"))
            assert english[1] != swedish[1], (kind, english)
            assert item.why not in " ".join(swedish), (kind, "the words of the list")


def test_what_a_line_says_is_true_of_the_thing(review: rls.Workspace, disputed: tuple[Settled, Todo]) -> None:
    items = list_items(review, disputed)
    said = {kind: [tell(s, i, "sv") for s, i in found] for kind, found in items.items() if kind not in ELSEWHERE}
    assert "Invented Bo: " in said["conflict"][0]
    assert review.evidence.studies[TRIAL].label in said["judge-again"][0]
    (waits,) = [(i, tell(s, i, "sv")) for s, i in items["sign-off"] if "levels above" in i.why]
    assert f"{re.findall(r'[0-9]+', waits[0].why)[0]} nivåer över" in waits[1]
    for settled, item in items["translate"]:
        number, path = re.findall(r"write ([0-9]+) texts? of (\S+)", item.what)[0]
        assert tell(settled, item, "sv").startswith(f"{number} text{'er' if number != '1' else ''} i {path}")
    for settled, item in items["unsure"] + items["unscreened"]:
        titles = [settled.evidence.claims[c].title.in_language("sv") for c in item.values["claims"]]
        assert all(title in tell(settled, item, "sv") for title in titles), "the claims that are proposed for it"
    assert any(item.values["claims"] for _, item in items["unsure"])
    assert {tell(s, i, "en").split(" | ")[0] for s, i in items["unsure"]} == {
        f"{review.evidence.records[i.ids[0]].title[:90]} ({i.ids[0]})" for _, i in items["unsure"]
    }


@pytest.mark.parametrize("who", ["seed", "somebody-else"])
def test_no_line_of_the_swedish_desk_is_the_english_one(review: rls.Workspace, who: str) -> None:
    """Group by group and thing by thing, as the desk is drawn for one person; titles that people wrote apart."""
    drawn = {
        language: list_waiting(
            Maker.of(review.evidence, language), review.settled, review.todo, who, missing=review.missing
        )
        for language in ("en", "sv")
    }
    assert [g.id for g in drawn["en"]] == [g.id for g in drawn["sv"]]
    assert len(drawn["en"]) > 5
    labels = set(list_texts("form.todo.", "sv").values())
    for english, swedish in zip(drawn["en"], drawn["sv"], strict=True):
        assert swedish.title in labels
        assert english.title != swedish.title
        for one, other in zip(english.items, swedish.items, strict=True):
            assert one.why != other.why, (english.id, one.what)
            assert not one.opens or one.opens != other.opens
