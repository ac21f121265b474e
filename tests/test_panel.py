"""A reviewer at work, without a browser: decisions on disk at once, undo, what is hidden, conflict and consensus.

The same session stands behind the panel in JupyterLab (driven in test_panel_browser.py) and the terminal.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rlsevidence as rls
from invented import Article, format_set
from rlsevidence import store
from rlsevidence.decisions import list_holding, moment_key, settle, summarise_decisions
from rlsevidence.errors import UsageError
from rlsevidence.language import list_texts
from rlsevidence.model import Tag
from rlsevidence.panel import ReviewPanel
from rlsevidence.panel.session import ReviewSession
from rlsevidence.pubmed.archive import Archive
from rlsevidence.screening.sequence import OUT_OF_ORDER, read_in_order
from rlsevidence.tagging.anchors import drop_anchor, find_anchor, find_broken_anchors, make_anchor
from rlsevidence.tagging.cards import SHOWN, cut_runs, find_records, has_abstract, list_bases, list_pairs

CLAIM, RECORD = "insomnia-improvement", "pubmed:90000008"
ABSTRACT = [
    ("METHODS", "Forty invented adults with restless legs got 12.4 mmol magnesium daily for 6 weeks (n = 40)."),
    ("RESULTS", "Sleep efficiency was higher with magnesium than with placebo (p < 0.01)."),
    ("CONCLUSIONS", "Magnesium improved sleep in people with restless legs and was effective."),
]


TITLE = "Invented magnesium trial in restless legs with <script>alert(1)</script>"


def give_abstract(workspace: Path, abstract: list[tuple[str, str]] | None = None) -> None:
    """Put an invented answer of PubMed for RECORD into the local archive, and its hash into the record."""
    article = Article(90000008, title=TITLE, abstract=abstract or ABSTRACT, types=("Randomized Controlled Trial",))
    archive = Archive(workspace)
    digest = archive.add(format_set([article]), "efetch", ["90000008"], at="2026-01-20T08:00:00Z", cycle="invented")
    full = archive.parse(digest)[0]
    folder = workspace / "evidence"
    records = dict(store.load(folder).records)
    kept = {"abstract_sha256": full.abstract_sha256, "title": full.title}
    records[RECORD] = records[RECORD].model_copy(update=kept)
    store.save_records(folder, records)


@pytest.fixture
def workspace(tiny_dir: Path) -> Path:
    give_abstract(tiny_dir.parent)
    return tiny_dir.parent


def start(workspace: Path, reviewer: str = "anna") -> ReviewSession:
    return ReviewSession(rls.open_workspace(workspace), reviewer)


def read_tags(workspace: Path) -> list[Tag]:
    return [t for t in store.load(workspace / "evidence").tags if (t.claim, t.record) == (CLAIM, RECORD)]


# ---------------------------------------------------------------- deciding


def test_a_decision_is_a_row_on_disk_before_anything_else_happens(workspace: Path) -> None:
    session = start(workspace)
    row = session.decide((CLAIM, RECORD), "supports", note="Made up.", directness="direct")
    assert read_tags(workspace) == [row]
    assert (row.reviewer, row.role, row.basis, row.directness) == ("anna", "screener", "abstract", "direct")
    assert store.format_folder(workspace / "evidence", write=False) == []


def test_a_changed_mind_is_a_later_row(workspace: Path) -> None:
    session = start(workspace)
    first = session.decide((CLAIM, RECORD), "supports", directness="direct")
    second = session.decide((CLAIM, RECORD), "inconclusive", directness="direct")
    # The day is fixed in tests, so both fall on the same moment of the clock: the later must sort later all the same.
    assert moment_key(second.decided_on) > moment_key(first.decided_on)
    assert len(read_tags(workspace)) == 2
    decision = summarise_decisions(read_tags(workspace))[CLAIM, RECORD]
    assert (decision.state, decision.stance) == ("single", "inconclusive")


REFUSED = [
    ({"stance": "support"}, "stance", "a word that is no stance"),
    (
        {"stance": "supports", "directness": "direct", "basis": "title"},
        "title",
        "a title says nothing of what was found",
    ),
    ({"stance": "supports", "directness": "indirect"}, "which part", "indirect in what?"),
    ({"stance": "supports", "directness": "direct", "because": ["outcome"]}, "no part", "direct and yet other"),
    ({"stance": "supports", "directness": "indirect", "because": ["colour"]}, "colour", "a part that is none"),
    ({"stance": "supports", "basis": "rumour"}, "basis", "a basis that is none"),
    ({"stance": "supports"}, "Choose directness", "a directness that nobody chose would make evidence stronger unseen"),
    ({"stance": "inconclusive"}, "Choose directness", "nor is it guessed where nothing is concluded"),
]


@pytest.mark.parametrize(("given", "said", "why"), REFUSED)
def test_what_check_would_refuse_is_refused_before_it_is_written(
    given: dict[str, object], said: str, why: str, workspace: Path
) -> None:
    session = start(workspace)
    with pytest.raises(UsageError, match=said):
        session.decide((CLAIM, RECORD), **given)  # type: ignore[arg-type]
    assert read_tags(workspace) == [], why


def test_only_people_who_stand_in_people_tsv_decide(workspace: Path) -> None:
    with pytest.raises(UsageError, match=r"nobody.*anna, bo, cia"):
        start(workspace, "nobody")


def test_what_the_panel_writes_passes_check(workspace: Path) -> None:
    from rlsevidence.finishing import list_problems

    session = start(workspace)
    session.screen(RECORD, "include", "eligible", stage="title_abstract", basis="abstract")
    session.decide((CLAIM, RECORD), "supports", directness="direct")
    session.undo()
    session.decide((CLAIM, RECORD), "disputes", directness="indirect", because=["outcome", "population"])
    assert [str(p) for p in list_problems(workspace / "evidence") if p.path in ("tags.tsv", "screening.tsv")] == []


def test_what_the_tagging_panel_screens_is_no_part_of_the_estimate(workspace: Path) -> None:
    """Its records stand in the order of tagging: no sample of what the screening queue has left."""
    session = start(workspace)
    session.screen(RECORD, "include", "eligible", stage="title_abstract", basis="abstract", note="Why.")
    evidence = store.load(workspace)
    (row,) = (s for s in evidence.screening if s.record == RECORD and "T" in s.decided_on)
    assert row.note == f"Why. {OUT_OF_ORDER}"
    read = read_in_order([row], [RECORD])
    assert (read.found, read.given) == ((), 1)


# ---------------------------------------------------------------- undo


def test_undo_of_a_first_decision_withdraws_it_and_keeps_both_rows(workspace: Path) -> None:
    session = start(workspace)
    session.decide((CLAIM, RECORD), "supports", directness="direct")
    assert session.undo() is not None
    assert [t.role for t in read_tags(workspace)] == ["screener", "withdrawn"]
    assert summarise_decisions(read_tags(workspace)) == {}
    assert session.own((CLAIM, RECORD)).row is None
    assert (CLAIM, RECORD) in session.list_queue()
    session.decide((CLAIM, RECORD), "disputes", directness="direct")
    assert summarise_decisions(read_tags(workspace))[CLAIM, RECORD].stance == "disputes"


def test_undo_of_a_changed_mind_restores_the_earlier_decision_by_a_later_row(workspace: Path) -> None:
    session = start(workspace)
    session.decide((CLAIM, RECORD), "supports", note="First.", directness="direct")
    session.decide((CLAIM, RECORD), "disputes", directness="direct")
    session.undo()
    rows = read_tags(workspace)
    assert len(rows) == 3
    held = list_holding(rows)
    assert [(t.stance, drop_anchor(t.note)) for t in held] == [("supports", "First.")]


def test_undo_goes_back_step_by_step_and_then_says_so(workspace: Path) -> None:
    session = start(workspace)
    session.decide((CLAIM, RECORD), "supports", directness="direct")
    session.screen(RECORD, "include", "eligible", stage="title_abstract", basis="abstract")
    assert type(session.undo()).__name__ == "Screening"
    assert type(session.undo()).__name__ == "Tag"
    assert session.undo() is None


def test_undo_leaves_what_the_same_person_decided_since_in_another_window(workspace: Path) -> None:
    first, second = start(workspace), start(workspace)
    first.decide((CLAIM, RECORD), "supports", directness="direct")
    first.screen(RECORD, "include", "eligible", stage="title_abstract", basis="abstract")
    second.refresh()
    last = second.decide((CLAIM, RECORD), "disputes", directness="direct")
    assert type(first.undo()).__name__ == "Screening", "that was not changed"
    with pytest.raises(UsageError, match="in another window"):
        first.undo()
    assert list_holding(read_tags(workspace)) == [last]
    assert first.undo() is None


# ---------------------------------------------------------------- two reviewers


def test_anothers_decision_is_hidden_until_ones_own_is_made(workspace: Path) -> None:
    start(workspace, "anna").decide((CLAIM, RECORD), "supports", note="Secret so far.", directness="direct")
    bo = start(workspace, "bo")
    before = bo.card((CLAIM, RECORD))
    assert before["hidden"]
    assert before["others"] == []
    assert "Secret" not in json.dumps(before)
    bo.decide((CLAIM, RECORD), "disputes", directness="direct")
    after = bo.card((CLAIM, RECORD))
    assert not after["hidden"]
    assert [(o["reviewer"], o["stance"]) for o in after["others"]] == [("anna", "supports")]


def test_a_key_for_the_next_card_replaces_nothing_on_one_that_stays(workspace: Path) -> None:
    panel = ReviewPanel(start(workspace, "bo"))
    assert panel.pair is not None
    claim, record = panel.pair
    start(workspace, "anna").decide(panel.pair, "supports", directness="direct")
    said = {"do": "decide", "claim": claim, "record": record, "stance": "disputes", "directness": "direct"}
    panel.act(said)
    assert panel.pair == (claim, record)

    def mine() -> list[str | None]:
        return [t.stance for t in read_tags(workspace) if (t.claim, t.record, t.reviewer) == (claim, record, "bo")]

    other = {**said, "stance": "inconclusive"}
    panel.act(other)
    assert (mine(), panel.status["role"]) == (["disputes"], "alert"), "asked first"
    panel.act(said)
    assert panel.pair != (claim, record), "the same once more only goes on"
    assert mine() == ["disputes"]
    panel.act({"do": "go", "by": -1})
    panel.act(other)
    assert mine()[-1] == "inconclusive", "whoever comes back means it"


def test_a_conflict_is_a_state_that_a_consensus_row_ends(workspace: Path) -> None:
    start(workspace, "anna").decide((CLAIM, RECORD), "supports", directness="direct")
    start(workspace, "bo").decide((CLAIM, RECORD), "disputes", directness="direct")
    cia = start(workspace, "cia")
    assert cia.list_queue(shown="conflict") == [(CLAIM, RECORD)]
    assert cia.card((CLAIM, RECORD))["others"] == []
    cia.reveal((CLAIM, RECORD))
    assert {o["stance"] for o in cia.card((CLAIM, RECORD))["others"]} == {"supports", "disputes"}
    assert cia.decide((CLAIM, RECORD), "inconclusive", directness="direct").role == "consensus"
    decision = summarise_decisions(read_tags(workspace))[CLAIM, RECORD]
    assert (decision.state, decision.stance) == ("consensus", "inconclusive")
    cia.undo()
    assert summarise_decisions(read_tags(workspace))[CLAIM, RECORD].state == "conflict"


def test_nothing_can_be_peeked_at_by_settling_where_there_is_no_conflict(workspace: Path) -> None:
    start(workspace, "anna").decide((CLAIM, RECORD), "supports", directness="direct")
    bo = start(workspace, "bo")
    with pytest.raises(UsageError, match="do not disagree"):
        bo.reveal((CLAIM, RECORD))
    assert bo.card((CLAIM, RECORD))["others"] == []


def test_two_open_sessions_see_each_others_rows_and_lose_none(workspace: Path) -> None:
    anna, bo = start(workspace, "anna"), start(workspace, "bo")
    anna.decide((CLAIM, RECORD), "supports", directness="direct")
    bo.decide((CLAIM, RECORD), "supports", directness="direct")
    anna.refresh()
    assert anna.own((CLAIM, RECORD)).others[0].reviewer == "bo"
    assert len(read_tags(workspace)) == 2


def test_branches_merged_by_union_lose_nothing_and_agree_on_what_holds(workspace: Path) -> None:
    file = workspace / "evidence" / "tags.tsv"
    base = file.read_text(encoding="utf-8")
    anna = start(workspace, "anna")
    anna.decide((CLAIM, RECORD), "supports", directness="direct")
    anna.undo()
    ours = file.read_text(encoding="utf-8")
    file.write_text(base, encoding="utf-8")
    start(workspace, "bo").decide((CLAIM, RECORD), "disputes", directness="direct")
    theirs = file.read_text(encoding="utf-8")
    # What git's union driver leaves: both sides' lines, in no order.
    lines = [*ours.splitlines(), *(x for x in theirs.splitlines() if x not in ours.splitlines())]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    store.format_folder(workspace / "evidence")
    assert len(read_tags(workspace)) == 3
    decision = summarise_decisions(read_tags(workspace))[CLAIM, RECORD]
    assert (decision.state, decision.stance) == ("single", "disputes")


def test_a_session_reads_a_file_that_a_merge_left_unsorted(workspace: Path) -> None:
    file = workspace / "evidence" / "tags.tsv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([head, *reversed(rows), rows[0]]) + "\n", encoding="utf-8")
    store.format_folder(workspace / "evidence")
    session = start(workspace)
    file.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    assert session.refresh()
    session.decide((CLAIM, RECORD), "supports", directness="direct")
    assert len(read_tags(workspace)) == 1


# ---------------------------------------------------------------- cards, queue, anchors


def test_a_card_shows_the_sentence_in_the_abstract_and_every_character_of_it(workspace: Path) -> None:
    card = start(workspace).card((CLAIM, RECORD))
    texts = ["".join(run["text"] for run in section["runs"]) for section in card["abstract"]]
    assert texts == [text for _, text in ABSTRACT]
    marked = "".join(r["text"] for s in card["abstract"] for r in s["runs"] if "sentence" in r["kind"])
    assert marked == ABSTRACT[2][1]
    assert card["suggestion"]["stance"] == "supports"
    assert 0 < card["suggestion"]["confidence"] <= 1
    assert card["design"] == "rct"
    assert {n["kind"] for n in card["numbers"]} >= {"dose", "people", "duration", "p-value"}
    assert card["links"][0]["to"] == "https://pubmed.ncbi.nlm.nih.gov/90000008/"


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(-2, 32), st.integers(-2, 32), st.sampled_from("ab")), max_size=4),
)
def test_runs_add_up_to_the_text(text: str, spans: list[tuple[int, int, str]]) -> None:
    assert "".join(r["text"] for r in cut_runs(text, spans)) == text


def test_the_queue_leaves_out_what_screening_left_out_and_ends_with_broad_sources(workspace: Path) -> None:
    session = start(workspace)
    queue = session.list_queue(shown="all")
    assert sorted(queue) == sorted(session.pairs)
    first = [has_abstract(session.records[r]) for _, r in queue]
    assert first == sorted(first, reverse=True), "what can be read here comes first"
    assert queue[0][1] == RECORD
    session.screen(RECORD, "exclude", "wrong-outcome", stage="title_abstract", basis="abstract")
    again = start(workspace)
    assert RECORD not in {r for _, r in again.pairs}
    assert list_pairs(settle(again.review.evidence), again.suggestions.values()) == again.pairs


def test_what_nobody_has_screened_stands_in_the_order_that_screening_teaches(workspace: Path) -> None:
    session = start(workspace)
    assert session.unscreened.order == (RECORD,)
    assert session.unscreened.learnt is not None
    card = session.card((CLAIM, RECORD))
    assert set(card["words"]) & {"magnesium", "restless legs", "restless", "sleep", "trial"}
    screened = next(p for p in session.pairs if p[1] != RECORD)
    assert session.card(screened)["words"] == [], "where a person has decided, no place is learnt"


def change(record: Any, **fields: object) -> Any:
    return type(record).model_validate(record.model_dump() | fields)


FOUND = [
    ("pubmed:90000008", True, "an id"),
    ("90000008", True, "a PMID"),
    ("PMID: 90000008", True, "a PMID as people copy it"),
    ("invented RESTLESS", True, "words of the title, any case"),
    ("invented zinc", False, "every word has to stand there"),
    ("9000000", False, "part of a PMID is none"),
    ("doi:", False, "what stands before an id is no id, also of a record without one"),
]


@pytest.mark.parametrize(("words", "there", "why"), FOUND)
def test_a_record_is_found_by_what_people_have_of_it(words: str, there: bool, why: str, workspace: Path) -> None:
    session = start(workspace)
    assert (RECORD in find_records(words, session.records.values())) is there, why
    assert (RECORD in {r for _, r in session.list_queue(shown="all", words=words)}) is there, why


@pytest.mark.parametrize(
    "address", ["10.5555/Invented.1", "https://doi.org/10.5555/invented.1", "doi:10.5555/invented.1"]
)
def test_a_doi_finds_in_each_of_its_forms(address: str, workspace: Path) -> None:
    session = start(workspace)
    record = change(session.records[RECORD], doi="10.5555/invented.1")
    assert find_records(address, [record]) == {RECORD}


def test_a_depth_that_the_record_cannot_have_is_no_choice(workspace: Path) -> None:
    session = start(workspace)
    record = session.records[RECORD]
    assert "abstract" in list_bases(record)
    bare = change(record, abstract=())
    assert list_bases(bare) == ["title", "full-text", "second-hand"]
    session.records = {**session.records, RECORD: bare}
    with pytest.raises(UsageError, match="no abstract"):
        session.decide((CLAIM, RECORD), "supports", directness="direct", basis="abstract")
    assert read_tags(workspace) == []


REGISTERED, OTHER = "nct:NCT99900001", "deficiency-contributes"


@pytest.mark.parametrize(
    "words",
    ["NCT99900001", "nct:nct99900001", "https://clinicaltrials.gov/study/NCT99900001", "registration randomised"],
)
def test_a_record_that_no_rule_proposes_is_opened_and_tagged_to_any_claim(words: str, workspace: Path) -> None:
    session = start(workspace)
    session.pairs = [p for p in session.pairs if p[1] != REGISTERED]
    asked = session.list_queue(words=words)
    assert {(c, REGISTERED) for c in session.review.evidence.claims} <= set(asked)
    assert session.list_queue(OTHER, "all", words) == [(OTHER, REGISTERED)]
    panel = ReviewPanel(session)
    message(panel, do="filter", claim=OTHER, shown="undecided", words=words)
    assert (panel.card["claim"], panel.card["record"]) == (OTHER, REGISTERED)
    message(panel, do="decide", claim=OTHER, record=REGISTERED, stance="inconclusive", directness="direct")
    assert (OTHER, REGISTERED) in {(t.claim, t.record) for t in store.load(workspace / "evidence").tags}
    message(panel, do="undo")
    assert (panel.card["claim"], panel.card["record"]) == (OTHER, REGISTERED)


def test_what_is_looked_for_by_words_of_many_titles_shows_what_is_proposed_first(workspace: Path) -> None:
    session = start(workspace)
    queue = session.list_queue(shown="all", words="invented")
    proposed = [p in session.pairs for p in queue]
    assert proposed == sorted(proposed, reverse=True)


def test_after_a_search_without_hits_no_key_saves(workspace: Path) -> None:
    before = (workspace / "evidence" / "tags.tsv").read_bytes()
    said = run_terminal(workspace, ["/no such title", "s0", "a", "x", "in eligible", "b abstract", "c"])
    assert (workspace / "evidence" / "tags.tsv").read_bytes() == before
    assert said.count(f"! {list_texts('panel.', 'en')['no_card']}") == 6
    found = run_terminal(workspace, ["/no such title", f"/{RECORD}", "i0"])
    assert "Saved" in found
    panel = ReviewPanel(start(workspace))
    shown = dict(panel.card)
    message(panel, do="filter", claim=None, shown="all", words="no such title")
    message(
        panel, do="decide", claim=shown["claim"], record=shown["record"], stance="inconclusive", directness="direct"
    )
    assert (panel.card, panel.status["role"]) == ({}, "alert")


def test_a_registration_without_abstract_is_not_judged_on_one(workspace: Path) -> None:
    before = (workspace / "evidence" / "tags.tsv").read_bytes()
    said = run_terminal(workspace, ["/NCT99900001", "b abstract"])
    assert f"! {list_texts('panel.', 'en')['basis_impossible']}" in said
    session = start(workspace)
    with pytest.raises(UsageError, match="no abstract"):
        session.decide((OTHER, REGISTERED), "supports", directness="direct", basis="abstract")
    assert (workspace / "evidence" / "tags.tsv").read_bytes() == before


def test_accepting_takes_stance_and_directness_or_asks(workspace: Path) -> None:
    session = start(workspace)
    proposed = session.suggestions[CLAIM, RECORD]
    assert (proposed.stance, proposed.directness) == ("supports", "direct")
    session.suggestions = {(CLAIM, RECORD): proposed.model_copy(update={"directness": None})}
    with pytest.raises(UsageError, match="Choose directness"):
        session.accept((CLAIM, RECORD))
    assert read_tags(workspace) == []
    session.suggestions = {(CLAIM, RECORD): proposed}
    assert session.accept((CLAIM, RECORD), note="Agreed.").directness == "direct"


def test_undo_speaks_in_names_and_not_in_words_of_the_file(workspace: Path) -> None:
    panel = ReviewPanel(start(workspace))
    panel.act({"do": "filter", "claim": CLAIM, "shown": "all", "words": RECORD})
    message(panel, do="decide", stance="not_relevant")
    panel.act({"do": "undo"})
    assert panel.status["text"] == f"Taken back: Not relevant, {TITLE[:59].rstrip()}…"


def test_progress_adds_up(workspace: Path) -> None:
    session = start(workspace)
    before = session.progress()[""]
    assert before["done"] + before["left"] == len(session.pairs)
    session.decide((CLAIM, RECORD), "supports", directness="direct")
    after = session.progress()[""]
    assert (after["done"], after["left"]) == (before["done"] + 1, before["left"] - 1)


def test_a_decision_on_an_abstract_keeps_the_place_of_its_sentence_and_no_text(workspace: Path) -> None:
    row = start(workspace).decide((CLAIM, RECORD), "supports", note="As seen.", directness="direct")
    anchor = find_anchor(row.note)
    assert anchor is not None
    assert anchor.field == "abstract/2"
    assert ABSTRACT[2][1][anchor.start : anchor.end] == ABSTRACT[2][1]
    assert drop_anchor(row.note) == "As seen."
    assert "improved" not in (workspace / "evidence" / "tags.tsv").read_text(encoding="utf-8").split("As seen.")[1][:60]


def test_a_changed_abstract_breaks_the_anchor_and_todo_lists_it(workspace: Path) -> None:
    start(workspace).decide((CLAIM, RECORD), "supports", directness="direct")
    evidence = store.load(workspace / "evidence")
    assert list(find_broken_anchors(evidence.tags, evidence.records)) == []
    give_abstract(workspace, abstract=[("CONCLUSIONS", "Magnesium did not improve sleep after all.")])
    review = rls.open_workspace(workspace)
    broken = list(find_broken_anchors(review.evidence.tags, review.evidence.records))
    assert [b.why for b in broken] == ["PubMed's text has changed since"]
    assert [t.kind for t in review.todo if t.kind == "broken-anchor"] == ["broken-anchor"]


@given(st.integers(0, 40), st.integers(0, 9999), st.integers(0, 9999))
def test_anchors_survive_being_written_and_read(section: int, start_at: int, end: int) -> None:
    anchor = make_anchor(f"abstract/{section}", start_at, end, "0123456789abcdef" * 4)
    assert find_anchor(f"Before {anchor} after.") == anchor
    assert drop_anchor(f"Before {anchor} after.") == "Before after."


MOMENTS = ["2026-01-12", "2026-01-12T00:00:00Z", "2026-01-12T00:00:00.000001Z", "2026-01-12T00:00:01Z", "2026-01-13"]


def test_moments_sort_by_time_and_not_by_spelling() -> None:
    assert sorted(MOMENTS, key=moment_key) == MOMENTS
    assert sorted(MOMENTS) != MOMENTS


# ---------------------------------------------------------------- the widget


def message(panel: ReviewPanel, **what: object) -> None:
    panel.act({"claim": panel.card.get("claim"), "record": panel.card.get("record"), **what})


def test_the_panel_decides_moves_on_and_takes_back(workspace: Path) -> None:
    panel = ReviewPanel(start(workspace))
    panel.act({"do": "filter", "claim": CLAIM, "shown": "undecided"})
    while panel.card["record"] != RECORD:
        panel.act({"do": "go", "by": 1})
    message(panel, do="decide", stance="supports", directness="direct")
    assert panel.status["text"] == "Saved: Supports, direct"
    assert [t.stance for t in read_tags(workspace)] == ["supports"]
    panel.act({"do": "undo"})
    assert panel.card["record"] == RECORD
    assert panel.card["own"] is None


def test_a_key_pressed_for_a_card_that_has_gone_is_refused_not_misfiled(workspace: Path) -> None:
    panel = ReviewPanel(start(workspace))
    before = (workspace / "evidence" / "tags.tsv").read_bytes()
    panel.act({"do": "decide", "stance": "supports", "claim": "stomach-upset", "record": "pubmed:90000099"})
    assert panel.status["role"] == "alert"
    assert (workspace / "evidence" / "tags.tsv").read_bytes() == before


@pytest.mark.parametrize("shown", SHOWN)
def test_every_filter_shows_a_queue_or_says_that_it_is_empty(shown: str, workspace: Path) -> None:
    panel = ReviewPanel(start(workspace))
    panel.act({"do": "filter", "claim": None, "shown": shown})
    assert bool(panel.card) == (panel.place["of"] > 0)


def test_every_word_that_can_be_chosen_has_its_name_on_the_buttons(workspace: Path) -> None:
    vocabulary = start(workspace).review.evidence.vocabulary
    for group in ("stance", "directness", "indirect_because", "read", "screening_decision", "integrity_kind"):
        prefix = {"integrity_kind": "integrity"}.get(group, group)
        assert {f"{prefix}:{w}" for w in vocabulary[group]} <= set(list_texts("panel.", "en")), group


def test_every_string_that_the_browser_asks_for_is_there() -> None:
    from rlsevidence import panel

    script = (Path(panel.__file__).parent / "panel.js").read_text(encoding="utf-8")
    asked = set(re.findall(r'\bt\("([a-z_]+)"', script))
    assert asked
    assert asked <= {*list_texts("panel.", "en"), "why", "drawn"}
    assert "innerHTML" not in script


def test_the_panel_is_one_name_away(workspace: Path) -> None:
    with pytest.raises(UsageError, match="nobody"):
        rls.review("nobody", workspace)
    assert isinstance(rls.review("anna", workspace), ReviewPanel)


# ---------------------------------------------------------------- the terminal


def run_terminal(workspace: Path, lines: list[str], reviewer: str = "anna", shown: str = "all") -> str:
    from rlsevidence.panel.terminal import review_in_terminal

    said: list[str] = []
    left = iter(lines)

    def ask(prompt: str) -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    session = start(workspace, reviewer)
    session.pairs = [p for p in session.pairs if p == (CLAIM, RECORD)]
    review_in_terminal(session, claim=None, shown=shown, ask=ask, say=said.append, width=100)
    return "\n".join(said)


TERMINAL = [
    (
        ["s1 small and unblinded"],
        ("supports", "indirect", ("population",), "small and unblinded"),
        "letter, part, note",
    ),
    (["i0"], ("inconclusive", "direct", (), ""), "no part differs"),
    (["a"], ("supports", "direct", (), ""), "as suggested"),
    (["x"], ("not_relevant", None, (), ""), "set aside"),
    (
        ["nonsense", "b rumour", "out because", "d", "d0"],
        ("disputes", "direct", (), ""),
        "mistakes keep the card",
    ),
]


@pytest.mark.parametrize(("lines", "expected", "why"), TERMINAL)
def test_the_terminal_writes_the_same_rows(
    lines: list[str], expected: tuple[object, ...], why: str, workspace: Path
) -> None:
    said = run_terminal(workspace, lines)
    row = read_tags(workspace)[-1]
    assert (row.stance, row.directness, row.indirect_because, drop_anchor(row.note)) == expected, why
    assert f">>{ABSTRACT[2][1]}<<" in said.replace("\n", " ").replace("  ", " ").replace("  ", " ")
    assert said.count("! ") == len(lines) - 1


def test_the_terminal_hides_and_settles_as_the_panel_does(workspace: Path) -> None:
    start(workspace, "anna").decide((CLAIM, RECORD), "supports", note="Secret.", directness="direct")
    said = run_terminal(workspace, ["d0"], "bo")
    before, _, after = said.partition("Saved: Disputes")
    assert "Secret" not in before
    assert "anna: Supports" in after
    run_terminal(workspace, ["c", "b full-text", "i0 in the middle"], "cia", "conflict")
    row = next(t for t in read_tags(workspace) if t.reviewer == "cia")
    assert (row.role, row.basis, row.stance) == ("consensus", "full-text", "inconclusive")


# ---------------------------------------------------------------- several processes

WRITER = """
import sys
from rlsevidence import store
from rlsevidence.model import Tag
folder, who, many = sys.argv[1], sys.argv[2], int(sys.argv[3])
from pathlib import Path
for i in range(many):
    store.add_tags(Path(folder), [Tag(claim="insomnia-improvement", record=f"pubmed:{91000000 + i}", stance="supports",
        directness="direct", indirect_because=(), basis="abstract", role="screener", reviewer=who,
        decided_on=f"2026-01-20T10:00:00.{i:06d}Z", note="Invented.")])
    print(i, flush=True)
"""


def _write(folder: Path, who: str, many: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), who, str(many)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _written(folder: Path) -> list[Tag]:
    text = (folder / "tags.tsv").read_text(encoding="utf-8")
    rows, _, problems = store.parse_table(text, "tags.tsv", Tag)
    assert problems == []
    return [r for r in rows if r.note == "Invented."]


@pytest.mark.slow
def test_two_processes_write_at_the_same_time_and_all_decisions_are_there(tiny_dir: Path) -> None:
    many = 150
    writers = [_write(tiny_dir, "anna", many), _write(tiny_dir, "bo", many)]
    for writer in writers:
        writer.communicate(timeout=300)
        assert writer.returncode == 0
    rows = _written(tiny_dir)
    assert len(rows) == 2 * many
    assert {(r.reviewer, r.record) for r in rows} == {
        (w, f"pubmed:{91000000 + i}") for w in ("anna", "bo") for i in range(many)
    }


@pytest.mark.slow
def test_a_process_killed_in_mid_write_leaves_a_valid_file_with_all_it_had_said_it_saved(tiny_dir: Path) -> None:
    for wait in (0.0, 0.013, 0.031):
        before = len(_written(tiny_dir))
        writer = _write(tiny_dir, "anna", 5000)
        assert writer.stdout is not None
        for _ in range(20):
            writer.stdout.readline()
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        said = 20 + len(writer.stdout.read().splitlines())
        writer.wait(timeout=30)
        kept = len(_written(tiny_dir))
        # The last write may be on disk without having been said; never the other way round.
        assert kept >= max(before, said)
    other = _write(tiny_dir, "bo", 1)
    other.communicate(timeout=60)
    assert other.returncode == 0, "the lock of a dead process must not hold"
