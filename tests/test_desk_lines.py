"""The desk speaks one language: every kind of thing that waits is said in it, none in the English of the list."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import rlsevidence as rls
from attempts import CLAIM, TRIAL, make
from conftest import REPO
from rlsevidence.decisions import Settled, settle
from rlsevidence.forms.desk_lines import tell_line
from rlsevidence.forms.desk_panel import DeskPanel
from rlsevidence.forms.doors import PANELS, find_door
from rlsevidence.forms.fields import Maker
from rlsevidence.forms.queue import list_waiting
from rlsevidence.forms.terminal import name_command
from rlsevidence.language import list_texts
from rlsevidence.tagging.todos import KINDS, Todo

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
        Todo("parted", f"{RECORD}: came with the DOI 10.9999/x", f"it stands for {record}", (record, RECORD), 1,
             {"identifier": "DOI 10.9999/x"}),
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
        what, why = tell(settled, item, "sv").split(" | ")
        assert what.startswith(f"{number} text{'er' if number != '1' else ''} (")
        assert (path in what, path in why) == (False, True)
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


IN_A_FILE = {"unreadable", "notice", "unread", "link", "parted", "watch", "unphrased"}
"""Kinds that neither a form nor a panel does: a file is mended, or a verb of the terminal says what two records are."""
OPENED_ELSEWHERE = ELSEWHERE | {"reread", "translate", "sign-off", "unchecked"}


def test_every_kind_opens_the_form_or_the_panel_that_does_it(
    review: rls.Workspace, disputed: tuple[Settled, Todo]
) -> None:
    for kind, items in list_items(review, disputed).items():
        if kind in OPENED_ELSEWHERE:
            continue
        doors = [(item, find_door(settled, item, "somebody-else")) for settled, item in items]
        assert any(door for _, door in doors) != (kind in IN_A_FILE), kind
        for item, door in doors:
            if not door:
                continue
            command = name_command(kind, door, "somebody-else")
            verb, about = command.split()[1], door["name"] or door["claim"]
            assert verb == door["do"], command
            assert any(about.startswith(one) for one in item.ids), (kind, door, item.ids)
            if verb in PANELS:
                assert list_texts("form.", "sv")[f"open.{verb}"] != list_texts("form.", "en")[f"open.{verb}"]


def test_a_text_to_write_in_another_language_opens_its_form_or_says_its_file(review: rls.Workspace) -> None:
    for path, door in (
        (f"studies/{TRIAL}.yaml", {"do": "extract", "part": "studies", "name": TRIAL}),
        (f"appraisals/{TRIAL}.rob2.yaml", {"do": "appraise", "part": "appraisals", "name": f"{TRIAL}.rob2"}),
        (f"certainty/{CLAIM}.yaml", {"do": "judge", "part": "certainty", "name": CLAIM}),
        (f"claims/{CLAIM}.yaml", {}),
    ):
        item = Todo("translate", "write", "in one language only", (TRIAL,), 1, {"n": 1, "path": path, "into": "sv"})
        assert find_door(review.settled, item, "seed") == door
        # Somebody else's form would judge anew: their words are put into another language in the file, which is named.
        assert find_door(review.settled, item, "somebody-else") == {}
        what, why = tell_line(Maker.of(review.evidence, "sv"), review.settled, item)
        assert path not in what
        assert path in why


def test_each_text_that_is_older_than_its_ground_opens_beside_what_its_claims_have_now(tmp_path: Path) -> None:
    """A judged sentence and a claim's phrases too, and a reading is put down there."""
    root = tmp_path / "herb"
    shutil.copytree(REPO / "tests/herb", root)
    for text in ("documents/dreamgrass-article#2.1", "claims/unease-relief"):
        part, _, name = text.partition("/")
        item = Todo("reread", f"read {text} again", "changed", (text, "unease-relief"), 1)
        review = rls.open_workspace(root)
        for language in ("en", "sv"):
            groups = list_waiting(
                Maker.of(review.evidence, language), review.settled, [item], "ada", missing=review.missing
            )
            (waiting,) = next(g.items for g in groups if g.id == "reread")
            assert waiting.open == {"do": "read", "part": part, "name": name}
            assert (text in waiting.what, bool(waiting.opens)) == (False, True)
            desk = DeskPanel(review, "ada", language)
            desk.act({**waiting.open, "open": "read", "do": "open"})
            assert desk.view["screen"] == "read", desk.status
            shown = " ".join(said for section in desk.view["sections"] for _, said in section["facts"])
            assert {"en": "very uncertain whether dreamgrass", "sv": "mycket osäkert om drömgräs"}[language] in shown
        assert name_command("reread", waiting.open, "ada") == f"rlsevidence reread {text} --reviewer ada"
        desk.act({"do": "reread"})
        new = set(rls.open_workspace(root).evidence.readings) - set(review.evidence.readings)
        assert {(r.text, r.act, r.reviewer) for r in new} == {(text, "read", "ada")}, desk.status
    desk.act({"do": "open", "open": "read", "part": "documents", "name": "dreamgrass-article#9.9"})
    assert "dreamgrass-article#9.9" in str(desk.status)


def test_nobody_is_asked_to_be_their_own_second_reader(review: rls.Workspace) -> None:
    item = next(i for i in review.todo if i.kind == "single")
    (who,) = {t.reviewer for t in review.evidence.tags if t.claim == item.ids[0]}
    assert find_door(review.settled, item, who) == {}
    assert find_door(review.settled, item, "somebody-else")["claim"] == item.ids[0]


def test_the_swedish_desk_quotes_as_swedish_does(review: rls.Workspace) -> None:
    drawn = list_waiting(Maker.of(review.evidence, "sv"), review.settled, review.todo, "seed", missing=review.missing)
    said = " ".join(f"{item.what} {item.why}" for group in drawn for item in group.items)
    assert "\u201d" in said
    assert "\u201c" not in said


@pytest.mark.parametrize("who", ["anna", "cia"])
def test_a_study_to_read_in_full_opens_in_its_form(who: str, tiny: Path) -> None:
    """Whoever extracted it mends their own; anybody else begins theirs."""
    desk = DeskPanel(rls.open_workspace(tiny), who, "en")
    item = Todo("full-text", "read invented-trial in full", "only its abstract has been read", ("invented-trial",), 1)
    door = find_door(rls.open_workspace(tiny).settled, item, who)
    desk.act({**door, "open": door["do"], "do": "open"})
    assert desk.view["screen"] == "form", desk.status


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_desk_opens_a_panel_at_the_record_or_the_claim(language: str, tiny: Path) -> None:
    desk = DeskPanel(rls.open_workspace(tiny), "cia", language)
    record, claim = "pubmed:90000001", "insomnia-improvement"
    for message, title in (
        ({"open": "screen", "name": record, "shown": "all"}, "title.screen"),
        ({"open": "tag", "name": record, "claim": claim, "shown": "all"}, "title.tag"),
        ({"open": "tag", "name": "", "claim": claim, "shown": "undecided"}, "title.tag"),
    ):
        desk.act({"do": "open", **message})
        assert desk.view["screen"] == "panel", desk.status
        assert desk.view["title"] == list_texts("form.", language)[title]
        assert desk.inner is not None
        assert desk.inner.filters["words"] == message["name"]
        assert desk.inner.filters.get("claim") == message.get("claim")
        if message["name"]:
            assert desk.inner.card["record"] == record
        desk.act({"do": "desk"})
        assert desk.view["screen"] == "desk"
        assert desk.inner is None
