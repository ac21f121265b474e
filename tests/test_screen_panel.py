"""Screening, without a browser: the order, each decision on disk at once, undo, lists, what may be missed, stops.

The same session stands behind the panel in JupyterLab (test_screen_browser.py) and the terminal.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rlsevidence as rls
from invented_screening import give_records, name_record
from rlsevidence import cli, store
from rlsevidence.decisions import list_holding
from rlsevidence.errors import UsageError
from rlsevidence.finishing import list_problems
from rlsevidence.language import list_texts
from rlsevidence.model import Link, Screening
from rlsevidence.panel import ScreenPanel, ScreenSession
from rlsevidence.panel.screen_terminal import read_numbers
from rlsevidence.screening import Row
from rlsevidence.screening.estimate import estimate, find_chance, needs_draws, trace
from rlsevidence.screening.keys import assign_keys
from rlsevidence.screening.learner import EXPLORE, Learner
from rlsevidence.screening.ranker import mix
from rlsevidence.screening.said import describe_settled, say_estimate
from rlsevidence.screening.sequence import (
    BELOW,
    DRAWN,
    OUT_OF_ORDER,
    UNOPENED,
    Read,
    drop_mark,
    list_unopened,
    read_in_order,
)
from rlsevidence.screening.stopping import allow_missed, bound_missed, chance_of_missing, chance_of_more

N, RELEVANT = 40, 8


@pytest.fixture
def workspace(tiny_dir: Path) -> Path:
    give_records(tiny_dir.parent, N, RELEVANT)
    return tiny_dir.parent


def tick() -> Callable[[], dt.datetime]:
    """A clock that goes on a second at each look."""
    seconds = itertools.count()
    return lambda: dt.datetime(2026, 11, 29, 8, tzinfo=dt.UTC) + dt.timedelta(seconds=next(seconds))


def start(workspace: Path, reviewer: str = "anna", language: str | None = None) -> ScreenSession:
    return ScreenSession(rls.open_workspace(workspace), reviewer, language=language, now=tick())


def read_rows(workspace: Path, record: str | None = None) -> list[Screening]:
    rows = store.load(workspace / "evidence").screening
    return [r for r in rows if record is None or r.record == record]


def is_hit(session: ScreenSession, record: str) -> bool:
    return "magnesium" in session.records[record].title


def read_all(session: ScreenSession, most: int) -> list[str]:
    """Read in the order of the queue, as an honest reader would; what was read."""
    read = []
    for _ in range(most):
        if not session.order:
            break
        record = session.list_queue()[0]
        hit = is_hit(session, record)
        session.decide(record, "include" if hit else "exclude", "eligible" if hit else "wrong-population")
        read.append(record)
        if session.is_due:
            session.learn()
    return read


# ---------------------------------------------------------------- keys and order


def test_each_reason_has_a_key_and_every_new_reason_leaves_out() -> None:
    keys = assign_keys(["wrong-design", "eligible", "own-reason", "background", *(f"more-{i}" for i in range(10))])
    named = {k.reason: (k.key, k.decision) for k in keys}
    assert named["eligible"] == ("a", "include")
    assert named["background"] == ("s", "include")
    assert named["wrong-design"] == ("1", "exclude")
    assert named["own-reason"] == ("2", "exclude")
    assert named["more-8"] == ("", "exclude"), "more reasons than keys: a button without one"
    used = [k.key for k in keys if k.key]
    assert len(used) == len(set(used))


def test_no_key_of_a_reason_is_one_of_the_panels_own() -> None:
    from rlsevidence import panel
    from rlsevidence.screening.keys import DIGITS, LETTERS

    script = (Path(panel.__file__).parent / "screen.js").read_text(encoding="utf-8")
    own = set(
        re.findall(r"\b([a-z]): \(\) =>|\b(m): toggleMaybe|\b(l): toggleList", script.replace("u: () =>", "u: () =>"))
    )
    assert {"j", "k", "u"} <= {x for found in own for x in found if x}
    assert not {x for found in own for x in found if x} & set(LETTERS + DIGITS)


def test_the_queue_orders_by_what_was_decided_and_leaves_nothing_out(workspace: Path) -> None:
    session = start(workspace)
    waiting = {r for r in session.records if session.waits(r)}
    assert set(session.list_queue()) == waiting
    # The invented review has included records on the subject and one that is left out: nothing on bridges yet.
    read = read_all(session, 12)
    assert len(set(read)) == 12
    assert set(session.list_queue()) == waiting - set(read)
    hits = [r for r in session.list_queue() if is_hit(session, r)]
    assert session.list_queue()[: len(hits)] == hits or len(session.drawn) > 0
    first = next(r for r in session.list_queue() if r not in session.drawn)
    if hits:
        assert is_hit(session, first)
        assert set(session.explain(first)) & {"magnesium", "trial", "restless legs", "sleep", "placebo", "randomised"}


def test_one_place_in_ten_goes_to_chance_also_when_the_order_is_learnt_after_each_decision() -> None:
    texts = {f"r{i}": ("magnesium legs" if i % 4 == 0 else "bridge river") + f" w{i}" for i in range(120)}
    learner, labels, drawn = Learner(texts), {"r0": True, "r1": False}, []
    for n in range(60):
        waiting = [r for r in texts if r not in labels]
        learnt = learner.learn(labels)
        assert learnt is not None
        top = mix(learnt.rank(waiting), EXPLORE, 1, n)[0]
        drawn.append(top.random)
        labels[top.id] = int(top.id[1:]) % 4 == 0
    assert sum(drawn) == 6
    assert [i for i, d in enumerate(drawn) if d] == [9, 19, 29, 39, 49, 59]


def test_what_another_decided_of_a_record_does_not_move_it_for_me(workspace: Path) -> None:
    """Bo lets a record in, or leaves it out: for Anna it stands in the same place, and beside the same others."""
    seen = []
    file = workspace / "evidence" / "screening.tsv"
    anna = start(workspace, "anna")
    read_all(anna, 8)
    left = anna.list_queue()
    before = file.read_bytes()
    for decision in ("include", "exclude"):
        file.write_bytes(before)
        bo = start(workspace, "bo")
        bo.decide(left[3], decision, "eligible")
        for other in left[5:9]:
            bo.decide(other, "exclude", "wrong-population")
        again = start(workspace, "anna")
        second = [r for r in again.order if r in {left[3], *left[5:9]}]
        seen.append((again.order.index(left[3]), second, again.explain(left[3])))
        assert again.has_learnt
    assert seen[0] == seen[1]


# ---------------------------------------------------------------- deciding


def test_a_decision_is_a_row_on_disk_before_anything_else_happens(workspace: Path) -> None:
    session = start(workspace)
    row = session.decide(name_record(1), "exclude", "wrong-population", note="Made up.")
    assert read_rows(workspace, row.record) == [row]
    assert (row.reviewer, row.role, row.basis, row.stage) == ("anna", "screener", "abstract", "title_abstract")
    assert store.format_folder(workspace / "evidence", write=False) == []
    assert [str(p) for p in list_problems(workspace / "evidence") if p.path.startswith("screening")] == []
    assert session.decide(name_record(2), "unsure", "eligible", basis="full-text").stage == "full_text"


REFUSED = [
    (("maybe", "eligible", None), "decision: found 'maybe'", "a decision that is none"),
    (("exclude", "ugly", None), "reason: found 'ugly'", "a reason that is none"),
    (("exclude", "wrong-design", "rumour"), "Choose what was read", "a depth that is none"),
]


@pytest.mark.parametrize(("asked", "said", "why"), REFUSED)
def test_what_check_would_refuse_is_not_written(
    asked: tuple[str, str, str | None], said: str, why: str, workspace: Path
) -> None:
    session = start(workspace)
    before = (workspace / "evidence" / "screening.tsv").read_bytes()
    with pytest.raises(UsageError, match=said):
        session.decide(name_record(1), asked[0], asked[1], basis=asked[2])
    assert (workspace / "evidence" / "screening.tsv").read_bytes() == before, why


def test_a_list_is_set_aside_and_taken_back_at_one_stroke(workspace: Path) -> None:
    session = start(workspace)
    before = session.list_queue()
    chosen = before[:5]
    rows = session.set_aside(chosen, "wrong-population")
    assert {r.basis for r in rows} == {"title"}, "a list shows titles, so no more was read"
    assert all(r.note == UNOPENED for r in rows)
    assert not set(chosen) & set(session.list_queue())
    assert {r.record for r in session.undo()} == set(chosen)
    assert set(session.list_queue()) == set(before)
    assert all(list_holding(read_rows(workspace, r)) == [] for r in chosen)
    with pytest.raises(UsageError, match="Mark records first"):
        session.set_aside([], "wrong-population")


@pytest.mark.parametrize("older", [False, True])
def test_undo_leaves_what_the_same_person_decided_since_in_another_window(older: bool, workspace: Path) -> None:
    record = name_record(3)
    if older:
        start(workspace).decide(record, "unsure", "eligible")
    first, second = rls.screen("anna", workspace), start(workspace)
    first.act({"do": "filter", "shown": "all", "words": record})
    press(first, do="decide", decision="include", reason="eligible")
    second.refresh()
    last = second.decide(record, "exclude", "wrong-population")
    before = (workspace / "evidence" / "screening.tsv").read_bytes()
    press(first, do="undo")
    assert (first.status["role"], "in another window" in first.status["text"]) == ("alert", True)
    assert (workspace / "evidence" / "screening.tsv").read_bytes() == before
    assert start(workspace).own(record) == last
    press(first, do="undo")
    assert first.status["text"] == "Nothing to undo in this session.", "the next undo is about what was before it"
    second.undo()
    assert getattr(start(workspace).own(record), "decision", "") == "include"


def test_undo_of_a_list_leaves_the_one_that_was_changed_since(workspace: Path) -> None:
    session, other = start(workspace), start(workspace)
    chosen = session.list_queue()[:3]
    session.set_aside(chosen, "wrong-population")
    other.refresh()
    other.decide(chosen[1], "include", "eligible")
    assert [r.record for r in session.undo()] == [chosen[0], chosen[2]]
    assert getattr(session.own(chosen[1]), "decision", "") == "include"


def test_a_list_with_a_record_decided_meanwhile_is_not_written_at_all(workspace: Path) -> None:
    anna = start(workspace)
    chosen = anna.list_queue()[:3]
    anna.decide(chosen[1], "include", "eligible")
    before = (workspace / "evidence" / "screening.tsv").read_bytes()
    with pytest.raises(UsageError, match="decided meanwhile"):
        anna.set_aside(chosen, "wrong-population")
    assert (workspace / "evidence" / "screening.tsv").read_bytes() == before


def test_another_is_hidden_until_one_has_decided_and_a_conflict_is_settled_by_name(workspace: Path) -> None:
    from rlsevidence.panel.screen_card import build_screen_card

    record = name_record(4)
    anna, bo = start(workspace, "anna"), start(workspace, "bo")
    anna.decide(record, "include", "eligible", note="Secret so far.")
    bo.refresh()
    assert record in bo.list_queue(), "one person's decision is not the end"
    card = build_screen_card(bo, record)
    assert card["hidden"]
    assert "Secret" not in json.dumps(card)
    with pytest.raises(UsageError, match="do not disagree"):
        bo.reveal(record)
    bo.decide(record, "exclude", "wrong-outcome")
    assert [o["who"] for o in build_screen_card(bo, record)["others"]] == ["anna"]
    cia = start(workspace, "cia")
    assert record not in cia.list_queue()
    assert cia.list_queue("conflict") == [record]
    assert build_screen_card(cia, record)["others"] == []
    cia.reveal(record)
    assert cia.decide(record, "include", "eligible").role == "consensus"
    assert cia.list_queue("conflict") == []
    cia.undo()
    assert cia.state(record) == "conflict"


def test_a_key_for_the_next_card_replaces_nothing_on_one_that_stays(workspace: Path) -> None:
    """The card stays so that the other's decision is seen; whoever does not look presses on."""
    panel = ScreenPanel(start(workspace, "bo"))
    record = str(panel.record)
    start(workspace, "anna").decide(record, "include", "eligible")
    out = {"do": "decide", "record": record, "decision": "exclude", "reason": "wrong-outcome", "basis": "abstract"}
    panel.act(out)
    assert panel.record == record, "the other's decision is seen"
    other = {**out, "reason": "wrong-population"}
    panel.act(other)
    assert (panel.record, panel.status["role"]) == (record, "alert"), "asked first"
    assert [r.reason for r in read_rows(workspace, record) if r.reviewer == "bo"] == ["wrong-outcome"]
    panel.act(other)
    assert [r.reason for r in read_rows(workspace, record) if r.reviewer == "bo"][-1] == "wrong-population"
    rows = len(read_rows(workspace, record))
    panel.act(other)
    assert panel.record != record, "the same once more only goes on"
    assert len(read_rows(workspace, record)) == rows
    panel.act({"do": "go", "by": -1})
    assert panel.record == record
    panel.act({**out, "decision": "unsure"})
    assert panel.status["role"] == "status", "whoever comes back means it"


def test_a_record_is_found_by_id_doi_and_words_of_its_title(workspace: Path) -> None:
    session = start(workspace)
    target = name_record(5)
    assert session.list_queue("all", target) == [target]
    assert session.list_queue("all", target.partition(":")[2]) == [target]
    assert target in session.list_queue("all", session.records[target].title.upper())
    with pytest.raises(UsageError, match="no filter"):
        session.list_queue("best")


# ---------------------------------------------------------------- what may be missed

labels = st.lists(st.booleans(), min_size=1, max_size=40)


@given(labels, st.integers(1, 30), st.integers(0, 8))
def test_the_bound_is_the_least_number_that_the_rule_lets_pass(found: list[bool], more: int, allowed: int) -> None:
    total = len(found) + more
    most, likely = bound_missed(found, total), bound_missed(found, total, 0.5)
    assert 0 <= likely <= most <= more
    assert chance_of_more(found, total, most) < 0.05
    if most:
        assert chance_of_more(found, total, most - 1) >= 0.05
    assert chance_of_more(found, total, allowed + 1) <= chance_of_more(found, total, allowed) + 1e-12


@given(labels, st.integers(1, 30), st.sampled_from([0.8, 0.9, 0.95]))
def test_the_rule_stops_exactly_where_the_interval_keeps_the_promise(
    found: list[bool], more: int, promised: float
) -> None:
    total = len(found) + more
    stops = chance_of_missing(found, total, promised) < 0.05
    allowed = allow_missed(sum(found), promised)
    assert stops == (allowed is not None and bound_missed(found, total) <= allowed)


def test_the_interval_holds_the_number_that_is_missed() -> None:
    """Two hundred orders in which finds thin out: the bound must hold about as often as it says."""
    import random

    held = 0
    for seed in range(200):
        draw = random.Random(seed)
        order = [hit for _, hit in sorted((draw.random() ** (2.5 if i < 30 else 1), i < 30) for i in range(300))]
        at = draw.randrange(60, 280)
        held += sum(order[at:]) <= bound_missed(order[:at], 300)
    assert held >= 190


def pmid(letter: str) -> str:
    return f"pubmed:900001{ord(letter)}"


def screened(letter: str, decision: str, moment: str, **more: str) -> Screening:
    given = {"stage": "title_abstract", "reason": "eligible", "basis": "title", "role": "screener"}
    return Screening(
        record=pmid(letter), decision=decision, decided_on=moment, **{**given, "reviewer": "anna", "note": "", **more}
    )


def at(second: int) -> str:
    return f"2026-11-29T08:00:{second:02d}Z"


READ = [
    ([], Read((), 0, 0, 4), "nothing"),
    ([("a", "include", at(1)), ("b", "exclude", at(0))], Read((False, True), 0, 0, 4), "by time, not by name"),
    ([("a", "include", "2026-11-28"), ("b", "exclude", "2026-11-28")], Read((), 1, 1, 2), "a bare day has no order"),
    ([("a", "unsure", at(1))], Read((True,), 0, 0, 4), "unsure is not left out"),
    ([("x", "include", at(1))], Read((), 0, 0, 4), "a record that is not there"),
]


@pytest.mark.parametrize(("rows", "expected", "why"), READ)
def test_what_was_read_in_order(rows: list[tuple[str, str, str]], expected: Read, why: str) -> None:
    assert read_in_order([screened(*row) for row in rows], [*map(pmid, "abcd")]) == expected, why


def test_what_was_looked_for_set_aside_or_taken_back_is_no_sample() -> None:
    rows = [
        screened("a", "exclude", at(1), note=f"Why. {OUT_OF_ORDER}"),
        screened("b", "include", at(2), note=OUT_OF_ORDER),
        screened("c", "exclude", at(3)),
        screened("c", "exclude", at(4), role="withdrawn"),
        screened("d", "exclude", at(5)),
        screened("d", "include", at(6), note=OUT_OF_ORDER),
    ]
    assert read_in_order(rows, [*map(pmid, "abcde")]) == Read((True,), 1, 1, 3), (
        "a changed mind stays where it was first read"
    )
    assert read_in_order(rows, [*map(pmid, "abcde")], until=at(5)) == Read((False,), 1, 1, 3)
    settled = [screened("a", "include", at(1)), screened("a", "exclude", at(2), reviewer="bo")]
    assert read_in_order(settled, [*map(pmid, "ab")]).found == (True,), "in conflict: kept as a find"
    settled.append(screened("a", "exclude", at(3), reviewer="cia", role="consensus"))
    assert read_in_order(settled, [*map(pmid, "ab")]).found == (False,)


def test_what_was_taken_back_does_not_decide_where_a_record_stands(workspace: Path) -> None:
    session = start(workspace)
    read_all(session, 3)
    chosen = session.list_queue()[:4]
    session.set_aside(chosen, "wrong-population")
    session.undo()
    for record in chosen:
        session.decide(record, "exclude", "wrong-population")
    assert session.estimate().read == 7, "a list taken back, then read one by one in order"
    rows = [
        screened("a", "include", at(1)),
        screened("a", "exclude", at(3), role="consensus", note=OUT_OF_ORDER),
        screened("a", "exclude", at(4), role="withdrawn"),
        screened("a", "include", at(5)),
        screened("b", "exclude", at(2)),
    ]
    read = read_in_order(rows, [*map(pmid, "ab")])
    assert read.found == (True, False), "what an undo says again stands where it was first said"


def test_the_curve_ends_with_the_estimate_of_now() -> None:
    read = Read(tuple(i % 9 == 0 for i in range(90)), 2, 3, 120)
    points = trace(read)
    assert points[-1] == estimate(read)
    assert [p.read for p in points] == sorted({p.read for p in points})
    assert len(points) <= 46
    assert all((p.recall or 0) <= (p.recall_likely or 0) <= 1 for p in points)
    assert trace(Read((), 1, 0, 5)) == ()


def test_setting_records_aside_by_title_does_not_make_the_rule_stop(workspace: Path) -> None:
    """A hundred 'obviously not' at one stroke are no sample of what is left: the estimate must not fall for them."""
    session = start(workspace)
    read_all(session, 6)
    before = session.estimate()
    bridges = [r for r in session.list_queue() if not is_hit(session, r)][-15:]
    session.set_aside(bridges, "wrong-population")
    after = session.estimate()
    assert (after.read, after.relevant) == (before.read, before.relevant)
    assert (after.total, after.left, after.aside) == (before.total, before.left, before.aside), "nobody has opened them"
    assert (after.unopened, after.drawn, after.enough) == (len(bridges), 0, False)
    assert after.most == after.left, "each may be a find until chance has drawn some"
    plain = chance_of_missing([True] * 6 + [False] * 15, before.total)
    assert after.chance > plain


def test_the_urn_keeps_what_a_list_sets_aside_once_the_reading_has_begun() -> None:
    """Six finds, then fifty without one; a list of the last hundred is set aside before, or after, they were read."""
    last = [f"pubmed:9100{i:04d}" for i in range(100)]
    records = [*(f"pubmed:9000{i:04d}" for i in range(160)), *last]

    def rows(ids: Sequence[str], moments: Sequence[str], found: int = 0, note: str = "") -> list[Screening]:
        given = screened("a", "exclude", at(0), note=note)
        decided = ["include"] * found + ["exclude"] * len(ids)
        return [
            given.model_copy(update={"record": i, "decided_on": m, "decision": d})
            for i, m, d in zip(ids, moments, decided, strict=False)
        ]

    read = rows(records[:56], [at(i + 1) for i in range(56)], found=6)
    early, late, bare = (
        read_in_order([*read, *rows(last, [moment] * 100, note=OUT_OF_ORDER)], records)
        for moment in (at(0), at(59), "2026-12-02")
    )
    assert {r.total for r in (early, late, bare)} == {160}
    assert (early.below, late.below) == (0, 100), "what left before was never drawn from"
    assert bare.below == 100, "a bare day, after the reading had begun"
    kept, plain = estimate(late), estimate(read_in_order(read, records))
    assert kept.chance == plain.chance, "a list set aside is no evidence of what is left"
    assert estimate(early).chance < kept.chance


def test_what_was_passed_over_may_be_a_find_each(workspace: Path) -> None:
    """Every relevant record from the third on is passed over, all others are decided: nothing may look finished."""
    panel = rls.screen("anna", workspace)
    skipped: list[str] = []
    let_in: list[str] = []
    for _ in range(80):
        record, hit = panel.card.get("record"), "magnesium" in panel.card.get("plain_title", "")
        if record is None or record in skipped or not panel._session.waits(record):
            break
        if hit and len(let_in) == 3:
            skipped.append(record)
            press(panel, do="go", by=1)
        else:
            press(panel, do="decide", decision="include" if hit else "exclude", reason="eligible")
            let_in += [record] if hit else []
    assert panel.missed["now"]["read"] >= 3
    assert len(skipped) >= 5
    assert sorted(panel._session.list_queue()) == sorted(skipped), "all others were decided"
    now = panel.missed["now"]
    assert (now["left"], now["most"], now["enough"]) == (len(skipped), len(skipped), False)
    assert f"each may be a find: {len(skipped)}." in panel.missed["said"]
    assert panel.place["skipped"] == len(skipped)
    press(panel, do="stop")
    assert "say why" in panel.status["text"]
    # Started anew nothing is forgotten, and what was passed over counts as read in order once it is decided.
    again = start(workspace)
    assert again.estimate().most == len(skipped)
    again.stop("Invented reason.")
    assert [str(p) for p in list_problems(workspace / "evidence") if p.path == "screening-stops.tsv"] == []
    read_all(again, 40)
    assert again.estimate().left == 0
    assert again.estimate().enough


def test_reading_around_records_at_the_end_leaves_the_urn_as_it_was() -> None:
    """400 read in order, 69 more below eight that were passed over: the urn is that of 477, not of 408."""
    found = (*(True,) * 12, *(False,) * 388)
    around = estimate(Read(found, 0, 69, 408, below=69))
    assert around.most == min(8, bound_missed(found, 477))
    assert around.chance == chance_of_more(found, 477, allow_missed(12, 0.95))
    assert not around.enough
    assert estimate(Read(found, 0, 69, 408)).enough, "as it would be, were they no part of the urn"
    assert estimate(Read(found, 8, 69, 400, below=77)).enough, "nothing is left"


def test_the_terminal_passes_over_and_says_so(workspace: Path) -> None:
    said = run_terminal(workspace, ["j", "2", "e", "k", "k", "2", "2 in order"])
    assert "Passed over undecided: 1." in said
    assert "each may be a find: 1." in said
    rows = [r for r in read_rows(workspace) if r.decided_on.startswith("2026-11-29T08")]
    notes = [r.note for r in sorted(rows, key=lambda r: r.decided_on)]
    assert notes[:2] == [BELOW, ""]
    run_terminal(workspace, ["2", "u", "2"], reviewer="bo")
    assert [r.note for r in read_rows(workspace) if r.reviewer == "bo" and r.decided_on > "2026-11-29T08"] == [""] * 3
    assert drop_mark(f"Seen. {BELOW}") == "Seen."


# ---------------------------------------------------------------- lists that nobody has opened


def test_a_record_in_a_list_is_left_until_somebody_opens_it() -> None:
    ids = [*map(pmid, "abcdef")]
    rows = [
        screened("a", "include", at(1)),
        *(screened(letter, "exclude", at(2), note=UNOPENED) for letter in "bcde"),
        screened("b", "exclude", at(3), reviewer="bo"),
        screened("c", "include", at(4), note=f"Invented. {DRAWN}"),
        screened("d", "exclude", at(5), note=OUT_OF_ORDER),
    ]
    assert read_in_order(rows, ids, until=at(2)) == Read((True,), 0, 0, 6, 0, unopened=4, listed_after=1)
    now = read_in_order(rows, ids)
    assert now == Read((True, False, True), 0, 1, 5, 1, unopened=1, listed_after=1, draws=(2,))
    assert list_unopened(rows, ids) == {pmid("e")}
    undone = [*rows, screened("e", "exclude", at(6), role="withdrawn")]
    assert read_in_order(undone, ids).unopened == 0
    assert list_unopened(undone, ids) == frozenset()
    assert drop_mark(f"Invented. {DRAWN}") == "Invented."
    assert drop_mark(UNOPENED) == ""


def test_an_empty_queue_is_no_end_while_lists_are_unopened() -> None:
    """Twenty finds, then a long stretch without one, and all else put away by titles: nothing has been shown of it."""
    found = (*(True,) * 20, *(False,) * 400)
    read = Read(found, 0, 0, 520, unopened=100, listed_after=420)
    now = estimate(read)
    assert (now.left, now.most, now.chance, now.enough) == (100, 100, 1.0, False)
    assert estimate(replace(read, unopened=0)).enough, "as it would be, were they the end of the order"
    assert needs_draws(read, waiting=True), "the order has done its work"
    assert needs_draws(replace(read, found=found[:60]), waiting=False), "nothing else waits"
    assert not needs_draws(replace(read, found=found[:60]), waiting=True)
    assert not needs_draws(replace(read, unopened=0), waiting=False)
    # One more may be missed of 100 that are left: by hand, none of n drawn has to be likelier than 1 in 20 no more.
    drawn = next(n for n in range(1, 100) if (100 - n) * (99 - n) / (100 * 99) < 0.05)
    for n in (drawn - 1, drawn):
        places = tuple(range(420, 420 + n))
        after = Read((*found, *(False,) * n), 0, 0, 520, unopened=100 - n, listed_after=420, draws=places)
        assert estimate(after).enough == (n == drawn)
        assert not estimate(replace(after, draws=())).enough, "what was not drawn at random is no sample"


def test_the_curve_before_a_list_is_that_of_then() -> None:
    read = Read(tuple(i % 9 == 0 for i in range(80)), 0, 0, 300, unopened=40, listed_after=60, draws=(70, 71))
    before = Read(read.found, 0, 0, 300)
    kept = {p.read: p for p in trace(read)}
    assert kept[60].most == {p.read: p for p in trace(before)}[60].most
    assert (kept[60].unopened, kept[80].unopened, kept[80].drawn) == (0, 40, 2)
    assert kept[80] == estimate(read)


def test_the_promise_holds_where_lists_hide_finds() -> None:
    """Two hundred times lists hide more finds than the promise allows. As decisions they would break it each time."""
    import random

    broken = {"decisions": 0, "unopened": 0}
    for seed in range(200):
        draw = random.Random(seed)
        hidden = [True] * draw.randrange(3, 9) + [False] * 60
        draw.shuffle(hidden)
        start = (*(True,) * 40, *(False,) * 100)
        decided = Read(start, 0, len(hidden), 140, below=len(hidden))
        broken["decisions"] += estimate(decided).enough and 40 / (40 + sum(hidden)) < 0.95
        for n in range(len(hidden) + 1):
            places = tuple(range(140, 140 + n))
            read = Read((*start, *hidden[:n]), 0, 0, 140 + len(hidden), 0, len(hidden) - n, 140, places)
            if find_chance(read) < 0.05:
                break
        broken["unopened"] += read.relevant / (40 + sum(hidden)) < 0.95
    assert broken["decisions"] == 200
    # One look at the sample would break it 10 times; it is looked at after each draw, which adds a few.
    assert broken["unopened"] <= 18


def test_what_lists_hide_is_drawn_and_read_one_by_one_before_a_stop(workspace: Path) -> None:
    """A list that takes two finds with it by mistake: the queue offers them again, and the stop tells how many."""
    session = start(workspace)
    read_all(session, 4)
    hits = [r for r in session.list_queue() if is_hit(session, r)][-2:]
    others = [r for r in session.list_queue() if not is_hit(session, r)][-12:]
    put = [*others, *hits]
    assert len(put) == 14
    session.set_aside(put, "wrong-population")
    assert set(session.list_queue("unopened")) == set(put) == session.unopened
    sampled = False
    while not sampled:
        record = session.list_queue()[0]
        assert record not in put, "the order comes first"
        session.decide(record, "include" if is_hit(session, record) else "exclude", "eligible")
        if session.is_due:
            session.learn()
        sampled = bool(session.queue.sample)
    assert not session.estimate().enough
    assert "opened by nobody, so that each may be a find: 14." in session_said(session)
    with pytest.raises(UsageError, match="would not stop yet"):
        session.stop()
    queue = session.list_queue()
    assert set(put) <= set(queue), "all that nobody has opened comes again"
    assert start(workspace).list_queue()[: len(queue)] == queue, "nobody draws twice"
    with pytest.raises(UsageError, match="never set aside in a list"):
        session.set_aside(queue[:3], "wrong-population")
    # Who looks for one, or passes one over, has not drawn it.
    looked_for = session.decide(queue[-1], "exclude", "wrong-population", found=True)
    passed = session.decide(queue[2], "exclude", "wrong-population", above=queue[:2])
    assert (looked_for.note, passed.note) == (OUT_OF_ORDER, BELOW)
    drawn = session.decide(queue[0], "include" if is_hit(session, queue[0]) else "exclude", "eligible")
    assert drawn.note == DRAWN
    assert session.estimate().drawn == 1
    session.undo()
    assert session.estimate().drawn == 0
    assert queue[0] in session.list_queue()
    row = session.stop("Invented: the money ran out.")
    assert row.unopened == len(session.unopened) > 0
    assert f"each may be a find: {row.unopened}." in session.say_stop()
    assert [str(p) for p in list_problems(workspace / "evidence") if p.path == "screening-stops.tsv"] == []
    session.go_on()
    read_all(session, 40)
    assert session.unopened == frozenset()
    assert session.estimate().left == 0
    assert all(getattr(session.own(r), "decision", "") == "include" for r in hits if r not in (queue[-1], queue[2]))


def session_said(session: ScreenSession) -> str:
    return say_estimate(session.estimate(), "en")


def test_a_review_that_is_only_put_aside_is_not_called_complete(workspace: Path) -> None:
    session = start(workspace)
    put = session.list_queue()
    session.set_aside(put, "wrong-population")
    said = session.say_stop()
    assert "nothing was left unread" not in said
    assert f"opened by nobody: {len(put)}." in said
    settled = rls.open_workspace(workspace).settled
    assert describe_settled(settled, "en") == said
    assert f"inte öppnats av någon: {len(put)}." in describe_settled(settled, "sv")


def test_panel_and_terminal_say_that_chance_has_drawn(workspace: Path) -> None:
    panel = rls.screen("anna", workspace)
    press(panel, do="decide", decision="include", reason="eligible")
    panel.act({"do": "list", "open": True})
    while panel.listing:
        panel.act({"do": "aside", "records": [r["record"] for r in panel.listing], "reason": "wrong-population"})
    assert panel.place["sampling"]
    assert panel.place["unopened"] == panel.missed["now"]["unopened"] == len(panel._session.unopened) > 20
    if not panel.card["sampled"]:  # what showed when the order changed stays, and is no draw
        press(panel, do="decide", decision="exclude", reason="wrong-population")
    assert panel.card["sampled"]
    assert panel.card["listed"]
    panel.act({"do": "list", "open": True})
    assert panel.listing == []
    assert "never set aside in a list" in panel.status["text"]
    said = run_terminal(workspace, ["l", "2", "e"])
    assert "Drawn at random from all that nobody has opened, those put aside in lists among them" in said
    assert "never set aside in a list" in said
    assert "so far" in said
    assert DRAWN in [r.note for r in read_rows(workspace)]


# ---------------------------------------------------------------- stopping


def test_a_stop_is_a_row_with_its_estimate_its_name_and_its_day(workspace: Path) -> None:
    session = start(workspace)
    with pytest.raises(UsageError, match="no estimate"):
        session.stop()
    assert "has not been stopped" in session.say_stop()
    read_all(session, 10)
    with pytest.raises(UsageError, match="would not stop yet"):
        session.stop()
    row = session.stop("Invented: the money ran out.")
    assert store.load(workspace / "evidence").stops == (row,)
    assert (row.reviewer, row.read, row.rule) == ("anna", 10, "callaghan-2020")
    said = session.say_stop()
    assert "before the rule would have stopped" in said
    assert "the money ran out" in said
    assert store.format_folder(workspace / "evidence", write=False) == []
    assert [str(p) for p in list_problems(workspace / "evidence") if p.path == "screening-stops.tsv"] == []
    # Somebody else goes on; what was written then stays right.
    bo = start(workspace, "bo")
    bo.go_on("Found more money.")
    assert bo.holding_stop is None
    with pytest.raises(UsageError, match="not been stopped"):
        bo.go_on()
    read_all(session, 40)
    assert session.estimate().left == 0
    session.stop()
    assert "nothing of them is missed" in session.say_stop()
    assert [s.role for s in store.load(workspace / "evidence").stops] == ["screener", "withdrawn", "screener"]
    assert [str(p) for p in list_problems(workspace / "evidence") if p.path == "screening-stops.tsv"] == []


def test_a_link_made_after_a_stop_is_not_held_against_it(workspace: Path) -> None:
    session, folder = start(workspace), workspace / "evidence"
    read_all(session, 10)
    row = session.stop("Invented reason.")

    def list_said() -> list[str]:
        return [str(p) for p in list_problems(folder) if p.path == "screening-stops.tsv"]

    hit, other = [r for r in store.load(folder).records if session.own(r)][:2]
    link = {"record": hit, "same_as": other, "relation": "same_record", "why": "Invented", "reviewer": "anna"}
    later = [{**link, "decided_on": f"2099-01-0{day}T00:00:00Z"} for day in (1, 2)]
    store.add_links(folder, [Link.model_validate(one) for one in later])
    evidence = store.load(folder)
    assert evidence.resolve_id(hit) == evidence.resolve_id(other), "two decided records are one now"
    assert list_said() == []
    # What was said wrongly is found all the same, while it stands.
    (folder / "screening-stops.tsv").unlink()
    store.add_stops(folder, [row.model_copy(update={"read": 9})])
    assert any("stop-estimate" in said for said in list_said())
    start(workspace, "bo").go_on("Invented.")
    assert list_said() == [], "it was taken back"


TAMPERED = [
    ("read", 20, "stop-estimate"),
    ("relevant", 30, "stop-estimate"),
    ("most", 0, "stop-estimate"),
    ("likely", 0, "stop-estimate"),
    ("unopened", 7, "stop-estimate"),
    ("drawn", 7, "stop-estimate"),
    ("chance", 0.001, "stop-estimate"),
    ("doubt", 0.9, "stop-estimate"),
    ("promised", 0.5, "stop-estimate"),
    ("total", 900, "stop-estimate"),
    ("total", 12, "stop-estimate"),
    ("rule", "my-feeling", "stop-estimate"),
    ("reviewer", "nobody", "reference"),
    ("decided_on", "2099-01-01T00:00:00Z", "future"),
    ("note", "", "stop-early"),
]


@pytest.mark.parametrize(("field", "value", "rule"), TAMPERED)
def test_a_stop_that_says_more_than_its_decisions_give_is_found(
    field: str, value: object, rule: str, workspace: Path
) -> None:
    session = start(workspace)
    read_all(session, 10)
    row = session.stop("Invented reason.")
    assert getattr(row, field) != value, "a change that changes nothing tests nothing"
    file = workspace / "evidence" / "screening-stops.tsv"
    file.unlink()
    store.add_stops(workspace / "evidence", [row.model_copy(update={field: value})])
    found = [p for p in list_problems(workspace / "evidence") if p.path == "screening-stops.tsv"]
    assert rule in {p.rule for p in found}, [str(p) for p in found]
    assert all(p.line == 2 for p in found)


def test_records_that_came_after_a_stop_are_said(workspace: Path) -> None:
    session = start(workspace)
    read_all(session, 40)
    session.stop()
    folder = workspace / "evidence"
    records = dict(store.load(folder).records)
    base = records[name_record(0)]
    for pmid in ("90002001", "90002002"):
        records[f"pubmed:{pmid}"] = base.model_copy(update={"id": f"pubmed:{pmid}", "pmid": pmid})
    store.save_records(folder, records)
    again = start(workspace)
    assert "nobody has screened: 2." in again.say_stop()
    assert [str(p) for p in list_problems(folder) if p.path == "screening-stops.tsv"] == []


# ---------------------------------------------------------------- nothing is lost

CHILD = """
import sys
from pathlib import Path
import rlsevidence as rls
from rlsevidence.panel import ScreenSession
workspace, reviewer, first, step = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
session = ScreenSession(rls.open_workspace(workspace), reviewer)
print("ready", flush=True)
for number in range(first, 40, step):
    session.decide(f"pubmed:{90001001 + number}", "exclude", "wrong-population")
    print(number, flush=True)
"""


def begin(workspace: Path, reviewer: str, first: int, step: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, str(workspace), reviewer, str(first), str(step)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("after", [0, 3, 11])
def test_a_process_that_is_killed_has_lost_nothing_that_it_said_was_saved(after: int, workspace: Path) -> None:
    child = begin(workspace, "anna", 0, 1)
    assert child.stdout is not None
    said = -1
    for line in child.stdout:
        if line.strip() != "ready":
            said = int(line)
        if said >= after - 1:
            break
    child.send_signal(signal.SIGKILL)
    said = max([said, *(int(line) for line in child.stdout.read().split() if line.isdecimal())])
    child.wait(20)
    made = sorted(r.record for r in read_rows(workspace) if r.record.startswith("pubmed:90001"))
    assert made[: said + 1] == [name_record(n) for n in range(said + 1)]
    assert len(made) - (said + 1) in (0, 1), "one more may have been written than could be said"
    # The lock ended with its holder: the next is not kept waiting.
    assert start(workspace, "bo").decide(name_record(39), "include", "eligible").reviewer == "bo"


@pytest.mark.slow
def test_two_processes_lose_nothing_of_each_other(workspace: Path) -> None:
    children = [begin(workspace, "anna", 0, 2), begin(workspace, "bo", 0, 2)]
    assert [c.wait(240) for c in children] == [0, 0]
    rows = [r for r in read_rows(workspace) if r.record.startswith("pubmed:90001")]
    assert {(r.reviewer, r.record) for r in rows} == {
        (who, name_record(n)) for who in ("anna", "bo") for n in range(0, 40, 2)
    }
    assert store.format_folder(workspace / "evidence", write=False) == []


# ---------------------------------------------------------------- the widget


def press(panel: ScreenPanel, **what: object) -> None:
    panel.act({"record": panel.card.get("record"), **what})


def test_the_panel_decides_goes_on_and_takes_back(workspace: Path) -> None:
    panel = rls.screen("anna", workspace)
    assert isinstance(panel, ScreenPanel)
    first = panel.card["record"]
    press(panel, do="decide", decision="exclude", reason="wrong-population", basis="title")
    assert panel.status["text"].startswith("Saved: excluded (wrong population)")
    assert panel.card["record"] != first
    assert panel.card["own"] is None
    press(panel, do="undo")
    assert panel.status["text"].startswith("Taken back: excluded")
    assert panel.card["record"] == first
    assert panel.place["skipped"] == 0, "the next one was shown, and not passed over"
    press(panel, do="decide", decision="exclude", reason="wrong-population", basis="title")
    assert [r.note for r in read_rows(workspace, first)] == ["", "", ""]
    press(panel, do="undo")
    press(panel, do="undo")
    assert (panel.status["role"], panel.status["text"]) == ("alert", "Nothing to undo in this session.")
    panel.act({"do": "decide", "record": "pubmed:90000099", "decision": "include", "reason": "eligible"})
    assert (panel.status["role"], len(read_rows(workspace, "pubmed:90000099"))) == ("alert", 0)


def test_what_is_learnt_changes_the_order_behind_the_record_that_shows(workspace: Path) -> None:
    panel = rls.screen("anna", workspace)
    for _ in range(8):
        hit = "magnesium" in panel.card["plain_title"]
        reason = "eligible" if hit else "wrong-population"
        press(panel, do="decide", decision="include" if hit else "exclude", reason=reason)
        if panel.card["own"]:
            press(panel, do="go", by=1)
    assert panel.place["learnt"]
    assert panel.missed["now"]["read"] >= 8
    assert panel.missed["points"][-1][0] == panel.missed["now"]["read"]


def test_a_list_in_the_panel(workspace: Path) -> None:
    panel = rls.screen("anna", workspace)
    press(panel, do="list", open=True)
    assert len(panel.listing) == 20
    chosen = [r["record"] for r in panel.listing[:4]]
    panel.act({"do": "aside", "records": chosen, "reason": "wrong-population"})
    assert "4 left out" in panel.status["text"]
    assert len(panel.listing) == 20
    assert not set(chosen) & {r["record"] for r in panel.listing}
    press(panel, do="undo")
    assert set(chosen) <= {r["record"] for r in panel.listing}
    press(panel, do="list", open=False)
    assert panel.listing == []


def test_what_is_decided_after_a_search_says_so(workspace: Path) -> None:
    panel = rls.screen("anna", workspace)
    target = name_record(7)
    panel.act({"do": "filter", "shown": "all", "words": target})
    assert panel.card["record"] == target
    assert not panel.place["in_order"]
    press(panel, do="decide", decision="exclude", reason="wrong-population", note="Seen.")
    assert read_rows(workspace, target)[0].note == f"Seen. {OUT_OF_ORDER}"
    assert panel.card["own"]["note"] == "Seen."


def test_it_says_first_that_there_is_nothing_to_read(tiny_dir: Path) -> None:
    give_records(tiny_dir.parent, 5, 1, abstracts=False)
    assert not rls.screen("anna", tiny_dir.parent).readable


def test_concepts_of_the_evidence_are_marked_in_title_and_abstract(workspace: Path) -> None:
    panel = rls.screen("anna", workspace)
    hit = next(r for r in panel._queue if "magnesium" in panel._session.records[r].title)
    panel.act({"do": "filter", "shown": "all", "words": hit})
    marked = [run for s in panel.card["abstract"] for run in s["runs"] if run["kind"]]
    assert {"magnesium", "restless legs"} & {m["text"] for m in marked}
    whole = "".join(run["text"] for run in panel.card["title"])
    assert whole == panel.card["plain_title"]


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_string_that_the_browser_asks_for_is_there(language: str) -> None:
    from rlsevidence import panel

    script = (Path(panel.__file__).parent / "screen.js").read_text(encoding="utf-8")
    known = {**list_texts("panel.", language), **list_texts("screen.", language)}
    asked = set(re.findall(r'\bt\("([a-z_]+)"', script)) | {f"shown:{s}" for s in ("undecided", "unsure", "all")}
    assert len(asked) > 40
    assert asked <= set(known)
    assert "innerHTML" not in script


def test_without_the_library_the_queue_still_works_and_says_that_it_is_not_ordered(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rlsevidence.panel import learning

    monkeypatch.setattr(learning, "find_spec", lambda name: None)
    session = start(workspace)
    read_all(session, 3)
    assert not session.has_learnt
    assert len(session.list_queue()) > 30
    assert session.explain(session.list_queue()[0]) == ()


# ---------------------------------------------------------------- the desk and the terminal


def test_the_desk_opens_the_screening_and_comes_back(workspace: Path) -> None:
    desk = rls.desk("bo", workspace)
    assert desk.view["to_screen"].startswith("Records that wait for you to screen them")
    desk.act({"do": "screen"})
    assert desk.view["screen"] == "panel"
    assert desk.view["panel"] == desk.inner.model_id
    desk.act({"do": "desk"})
    assert desk.view["screen"] == "desk"
    assert desk.inner is None


def run_terminal(workspace: Path, lines: list[str], reviewer: str = "anna", words: str = "") -> str:
    from rlsevidence.panel.screen_terminal import screen_in_terminal

    said: list[str] = []
    left = iter(lines)

    def ask(prompt: str) -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    shown = "all" if words else "undecided"
    session = start(workspace, reviewer)
    made = screen_in_terminal(session, shown=shown, words=words, ask=ask, say=said.append, width=100)
    return "\n".join([*said, f"made {made}"])


TERMINAL = [
    (["2 seen"], [("exclude", "wrong-population", "abstract", "seen")], "digit and note"),
    (["a"], [("include", "eligible", "abstract", "")], "a letter lets in"),
    (["ma"], [("unsure", "eligible", "abstract", "")], "m before it: unsure"),
    (["b title", "2"], [("exclude", "wrong-population", "title", "")], "what was read"),
    (["2", "u"], [], "undo"),
    (["2", "u", "2 again"], [("exclude", "wrong-population", "abstract", "again")], "undo and once more"),
    (["9"], [], "a key that is none"),
    (["b rumour", "q"], [], "a depth that is none, then quit"),
]


@pytest.mark.parametrize(("lines", "rows", "why"), TERMINAL)
def test_the_terminal_decides_by_one_key(
    lines: list[str], rows: list[tuple[str, str, str, str]], why: str, workspace: Path
) -> None:
    said = run_terminal(workspace, lines, reviewer="cia", words="bridge")
    made = [r for r in list_holding(read_rows(workspace)) if r.decided_on.startswith("2026-11-29T08")]
    assert [(r.decision, r.reason, r.basis, drop_mark(r.note)) for r in made] == rows, said
    assert said.endswith(f"made {len(rows)}")


def test_the_terminal_sets_a_list_aside_and_tells_what_may_be_missed(workspace: Path) -> None:
    said = run_terminal(workspace, ["l", "l 1-3 5 2", "e", "u", "l 30 2", "l 1"])
    assert "4 left out (wrong population)" in said
    assert "records left out together: 4" in said
    assert "the list goes from 1 to 20" in said
    assert "To leave some out" in said
    assert "Mark records first" in said, "a reason and no number"
    assert "Callaghan" in said
    assert said.endswith("made 0")


@pytest.mark.parametrize(("words", "chosen"), [(["1", "3-5"], [1, 3, 4, 5]), (["2"], [2])])
def test_numbers_of_a_list(words: list[str], chosen: list[int]) -> None:
    assert read_numbers(words, 9) == chosen


@pytest.mark.parametrize("word", ["0", "10", "5-3", "a", "1-", "3-12"])
def test_numbers_that_are_none_are_refused(word: str) -> None:
    with pytest.raises(UsageError):
        read_numbers([word], 9)


def test_the_verb_prints_queue_and_estimate_and_keeps_a_stop(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = ["screen", "--workspace", str(workspace), "--reviewer", "anna"]
    assert cli.main([*base, "--queue", "3", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert len(listed) == 3
    assert set(listed[0]) == {"id", "title", "words", "random", "sampled"}
    assert cli.main([*base, "--queue", "3", "--find", "xyzzy"]) == 0
    assert "no record has xyzzy" in capsys.readouterr().err
    read_all(start(workspace), 10)
    assert cli.main([*base, "--estimate", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["read"], told["stop"]) == (10, None)
    assert cli.main([*base, "--stop"]) == 2
    assert "say why" in capsys.readouterr().err
    assert cli.main([*base, "--stop", "Invented reason."]) == 0
    assert "Screening was stopped" in capsys.readouterr().out
    assert cli.main([*base, "--go-on"]) == 0
    assert "has not been stopped" in capsys.readouterr().out
    assert cli.main(["screen", "--workspace", str(workspace), "--reviewer", "nobody"]) == 2


def test_a_table_of_stops_can_be_read_as_a_frame(workspace: Path) -> None:
    session = start(workspace)
    read_all(session, 5)
    row = session.stop("Invented reason.")
    frame = rls.open_workspace(workspace).frame("stops")
    assert list(frame["most"]) == [row.most]
    assert replace(rls.open_workspace(workspace).evidence, stops=()).stops == ()


def test_a_row_of_the_table_is_a_record_and_no_more() -> None:
    assert Row("a", "T", "B", None).text == "T B"


def test_a_stage_that_is_taken_back_leaves_the_other_stage_as_it_was(workspace: Path) -> None:
    session = start(workspace)
    record = name_record(6)
    first = session.decide(record, "include", "eligible")
    session.decide(record, "exclude", "wrong-outcome", basis="full-text")
    assert getattr(session.own(record), "stage", "") == "full_text"
    session.undo()
    assert session.own(record) == first
    assert session.estimate().read == 1
