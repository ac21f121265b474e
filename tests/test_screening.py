"""The queue that learns: what it reads, what it orders, what a replay measures, and when it may stop."""

from __future__ import annotations

import json
import math
import random
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlsevidence import cli
from rlsevidence.errors import EvidenceError
from rlsevidence.screening import Row, chance_of_missing, parse_rows, rank_undecided, replay, summarise_runs
from rlsevidence.screening.replay import find_stop, measure

HEADER = "id,title,abstract,label_included\n"
SUBJECTS = ("dreamgrass", "sleep", "trial", "placebo", "randomised")
OTHERS = ("bridge", "concrete", "steel", "load", "river", "tunnel")


def invent(n: int, included: int, seed: int = 1, undecided: bool = False) -> list[Row]:
    """Invented records: the included share some words, and every one has words of its own."""
    draw = random.Random(seed)
    rows = []
    for i in range(n):
        hit = i < included
        words = [draw.choice(SUBJECTS if hit else OTHERS) for _ in range(6)] + [draw.choice(SUBJECTS + OTHERS)]
        rows.append(Row(f"r{i}", f"Invented record {i}", " ".join(words), None if undecided and i % 3 == 0 else hit))
    draw.shuffle(rows)
    return rows


THREE = [True, False, None]
READ = [
    (HEADER + "a,T,B,1\nb,T2,,0\nc,,B3,\n", THREE, "the plain form; title or abstract may be empty"),
    ("\ufeff" + HEADER + "a,T,B,1.0\nb,T,B,0.0\nc,T,B,\n", THREE, "a mark at the start, labels as pandas writes"),
    ("ID;Title;Abstract;Label_Included;x\na;T;B, with comma;1;y\nb;T;B;0;y\nc;T;B;;y\n", THREE, "Excel in Swedish"),
    ("label_included\ttitle\tid\tabstract\n1\tT\ta\tB\n0\tT\tb\tB\n-1\tT\tc\tB\n", THREE, "tabs, any order, -1"),
    (HEADER + 'a,"T, with\nline",B,TRUE\n\nb,T,B,false\nc,T,B,NaN\n', THREE, "quoted lines, empty lines, words"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "labels", "why"), READ)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_table_is_read_as_people_save_it(text: str, labels: list[bool | None], why: str, encoding: str) -> None:
    data = text.replace("\ufeff", "").replace("T2", "Ömt").encode(encoding) if encoding != "utf-8" else text.encode()
    assert [r.included for r in parse_rows(data, "x.csv")] == labels, why


REFUSED = [
    ("", "empty", "nothing at all"),
    ("id,title,abstract\na,b,c\n", "x.csv:1 label_included", "a column that is missing is named"),
    (HEADER + "a,T,B,yes\n", "x.csv:2 label_included: found yes, expected 1, 0 or nothing", "a label that is none"),
    (HEADER + "a,T,B,1\na,T,B,0\n", "x.csv:3 id: found a, expected an id of its own; line 2", "an id twice"),
    (HEADER + ",T,B,1\n", "x.csv:2 id: found nothing", "no id"),
    (HEADER + "a,T\n", "x.csv:2 row: found 2 cells, expected 4", "a row that breaks off"),
]


@pytest.mark.parametrize(("text", "said", "why"), REFUSED)
def test_what_cannot_be_used_is_named_by_its_line(text: str, said: str, why: str) -> None:
    with pytest.raises(EvidenceError) as error:
        parse_rows(text.encode(), "x.csv")
    assert said in str(error.value), why


def test_the_undecided_that_read_like_the_included_come_first_and_say_why() -> None:
    rows = invent(120, 24, undecided=True)
    truth = {r.id: int(r.id[1:]) < 24 for r in rows}
    ranked = rank_undecided(rows)
    assert {r.id for r in ranked} == {r.id for r in rows if r.included is None}, "it orders and never excludes"
    first = [truth[r.id] for r in ranked]
    assert all(first[: sum(first)]), "invented so that they can be told apart"
    assert set(ranked[0].words) & set(SUBJECTS)
    assert [r.score for r in ranked] == sorted((r.score for r in ranked), reverse=True)
    assert rank_undecided(rows) == ranked, "the same rows, the same order"


def test_some_places_go_to_rows_drawn_at_random_and_none_is_lost() -> None:
    rows = invent(90, 20, undecided=True)
    plain, mixed = rank_undecided(rows), rank_undecided(rows, explore=0.1, seed=3)
    assert sorted(r.id for r in mixed) == sorted(r.id for r in plain)
    assert [i for i, r in enumerate(mixed) if r.random] == list(range(9, len(mixed) - 1, 10))
    assert mixed != rank_undecided(rows, explore=0.1, seed=4)


def test_rows_without_a_word_are_ranked_all_the_same() -> None:
    rows = [Row("a", "", "", True), Row("b", "", "", False), Row("c", "", "", None)]
    assert [r.id for r in rank_undecided(rows)] == ["c"]


# ---------------------------------------------------------------- the measures

MEASURED = [
    # labels as read, WSS@95, WSS@100, ATD, recall after a tenth: by hand
    ("1100000000", 0.95 - 0.2, 1 - 0.2, 0.15, 0.5),
    ("0000000011", 0.95 - 1.0, 0.0, 0.95, 0.0),
    ("1000000001", 0.95 - 1.0, 0.0, 0.55, 0.5),
    ("0100000000", 0.95 - 0.2, 1 - 0.2, 0.2, 0.0),
    ("1" * 19 + "0" * 80 + "1", 0.95 - 0.19, 0.0, (190 + 100) / 20 / 100, 0.5),
]


@pytest.mark.parametrize(("labels", "wss95", "wss100", "atd", "recall10"), MEASURED)
def test_measures_by_hand(labels: str, wss95: float, wss100: float, atd: float, recall10: float) -> None:
    got = measure([c == "1" for c in labels])
    assert got == pytest.approx({"wss95": wss95, "wss100": wss100, "atd": atd, "recall10": recall10})


def test_a_replay_reads_everything_once_and_beats_chance() -> None:
    rows = invent(150, 20)
    runs = replay(rows, (1, 2))
    assert [r.seed for r in runs] == [1, 2]
    for run in runs:
        assert 0.5 < run.wss95 <= 0.95
        assert run.atd < 0.3
        assert run.stop["promised"] == 0.95
    again = replay(rows, (1,))[0]
    assert (again.wss95, again.stop) == (runs[0].wss95, runs[0].stop), "a seed gives the same run"
    assert summarise_runs(rows, runs)["wss95"] == pytest.approx((runs[0].wss95 + runs[1].wss95) / 2)


# ---------------------------------------------------------------- when to stop


def brute_chance(found: list[bool], total: int, promised: float) -> float:
    """The rule from its words: every stretch of the last records read against its urn, by counting."""
    relevant, least = sum(found), 1.0
    if math.floor(relevant / promised) - relevant >= total - len(found):
        return 0.0  # were all that is left relevant, the recall would be what is promised
    for i in range(1, len(found) + 1):
        late = sum(found[-i:])
        urn = total - (len(found) - i)
        needed = min(urn, math.floor(relevant / promised + 1 - (relevant - late)))
        ways = sum(
            math.comb(needed, x) * math.comb(urn - needed, i - x) for x in range(late + 1) if i - x <= urn - needed
        )
        least = min(least, ways / math.comb(urn, i))
    return least


@given(st.lists(st.booleans(), min_size=1, max_size=25), st.integers(1, 20), st.sampled_from([0.8, 0.9, 0.95]))
def test_the_chance_is_that_of_the_rule(found: list[bool], more: int, promised: float) -> None:
    total = len(found) + more
    if not any(found):
        assert chance_of_missing(found, total, promised) == 1.0
        return
    assert chance_of_missing(found, total, promised) == pytest.approx(brute_chance(found, total, promised), abs=1e-9)


def test_one_urn_by_counting_every_draw() -> None:
    """Ten records, one relevant, found first; six more read without a find: below .95 means one more is there."""
    found, total = [True] + [False] * 6, 10
    urn = range(9)  # what was not read before the last six; one of them would be relevant
    missed = sum(0 not in draw for draw in combinations(urn, 6)) / math.comb(9, 6)
    assert chance_of_missing(found, total) == pytest.approx(missed)


def test_it_stops_once_all_has_been_read_and_not_before_anything_was_found() -> None:
    assert chance_of_missing([False] * 50, 60) == 1.0
    assert chance_of_missing([False] * 60, 60) == 0.0
    labels = [True] * 5 + [False] * 400
    stop = find_stop(labels[2:], labels, [0, 1], 0.95)
    assert stop["recall"] == 1.0
    assert 100 < float(stop["after"] or 0) < 405


def test_the_promise_is_kept_in_invented_screenings() -> None:
    """A hundred orders with a few finds scattered: the promised recall must be reached about as often as promised."""
    kept = 0
    for seed in range(100):
        draw = random.Random(seed)
        weights = [(draw.random() ** (3 if i < 40 else 1), i < 40) for i in range(400)]
        labels = [hit for _, hit in sorted(weights)]
        stop = find_stop(labels, labels, [], 0.95)
        kept += float(stop["recall"] or 0) >= 0.95
    assert kept >= 95


# ---------------------------------------------------------------- the doors


def write_table(path: Path, rows: list[Row]) -> None:
    words = {True: "1", False: "0", None: ""}
    path.write_text(
        HEADER + "".join(f"{r.id},{r.title},{r.abstract},{words[r.included]}\n" for r in rows), encoding="utf-8"
    )


def test_rank_and_simulate_answer_as_programs_expect(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_table(tmp_path / "open.csv", invent(60, 15, undecided=True))
    assert cli.main(["rank", str(tmp_path / "open.csv"), "--format", "jsonl"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 20
    assert {"id", "score", "words"} <= set(lines[0])
    write_table(tmp_path / "done.csv", invent(60, 15))
    assert cli.main(["simulate", str(tmp_path / "done.csv"), "--seeds", "2", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["n"], told["included"], len(told["runs"])) == (60, 15, 2)
    assert set(told["runs"][0]) == {"seed", "wss95", "wss100", "atd", "recall10", "seconds", "stop"}
    assert set(told["runs"][0]["stop"]) == {"after", "recall", "promised"}


def test_nothing_to_learn_from_is_said_with_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_table(tmp_path / "none.csv", [Row("a", "T", "B", None), Row("b", "T", "B", False)])
    for verb in ("rank", "simulate"):
        assert cli.main([verb, str(tmp_path / "none.csv")]) == 2
        assert "nothing to learn from" in capsys.readouterr().err
    assert cli.main(["rank", str(tmp_path / "no-such.csv")]) == 2
    assert cli.main(["simulate", str(tmp_path / "none.csv"), "--promised", "1.5"]) == 2


def test_the_queue_of_a_workspace_is_ordered_by_its_own_decisions(
    tiny_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from rlsevidence import open_workspace

    assert cli.main(["rank", "--workspace", str(tiny_dir.parent), "--format", "jsonl"]) == 0
    ranked = [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()]
    review = open_workspace(tiny_dir.parent)
    decided = {r for r, s in review.settled.screening.items() if s.decision in ("include", "exclude")}
    assert sorted(ranked) == sorted(set(review.evidence.records) - decided)
