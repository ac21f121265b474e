"""Agreement against published numbers and against counting by hand; undefined below two reviewers."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence.cli import main
from rlsevidence.decisions import summarise_decisions
from rlsevidence.model import Tag
from rlsevidence.tagging.agreement import (
    Agreement,
    compare_reviewers,
    list_contested,
    measure_agreement,
    score_concerns,
)

WORDS = ("supports", "disputes", "inconclusive", "not_relevant")


def make_tag(record: int, reviewer: str, stance: str, role: str = "screener", on: str = "2026-01-10") -> Tag:
    return Tag(
        claim="invented-claim", record=f"pubmed:{90000000 + record}", stance=stance, directness="direct",
        indirect_because=(), basis="abstract", role=role, reviewer=reviewer, decided_on=on, note="",
    )  # fmt: skip


def table(counts: dict[tuple[str, str], int], words: tuple[str, ...] = ("yes", "no")) -> Agreement:
    return measure_agreement(None, "a", "b", [pair for pair, n in counts.items() for _ in range(n)], words)


def test_two_by_two_by_hand() -> None:
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed 0.7; kappa expects 0.5*0.6 + 0.5*0.4 = 0.5, so 0.4.
    found = table({("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15})
    assert found.percent is not None
    assert found.kappa is not None
    assert found.ac1 is not None
    assert found.percent.value == pytest.approx(0.7)
    assert found.kappa.value == pytest.approx(0.4)
    # Shares of yes (0.5 + 0.6) / 2 = 0.55; AC1 expects 2 * 0.55 * 0.45 = 0.495.
    assert found.ac1.value == pytest.approx((0.7 - 0.495) / 0.505)


def test_kappas_variance_in_closed_form_for_equal_margins() -> None:
    # With both margins one half, kappa = 2p - 1 and the large-sample variance is 4p(1-p)/n.
    n, p = 100, 0.8
    found = table({("yes", "yes"): 40, ("no", "no"): 40, ("yes", "no"): 10, ("no", "yes"): 10})
    assert found.kappa is not None
    assert found.kappa.low is not None
    half = 1.959963984540054 * math.sqrt(4 * p * (1 - p) / n)
    assert found.kappa.low == pytest.approx(found.kappa.value - half, rel=1e-9)


def test_kappa_collapses_where_one_word_prevails_and_ac1_does_not() -> None:
    # The paradox that AC1 was made for: 118 and 2 agreements, 5 disagreements, of 125 (Gwet's own example).
    found = table({("yes", "yes"): 118, ("yes", "no"): 5, ("no", "yes"): 2, ("no", "no"): 0})
    assert found.percent is not None
    assert found.kappa is not None
    assert found.ac1 is not None
    assert found.percent.value == pytest.approx(0.944)
    assert found.kappa.value == pytest.approx(-0.0234, abs=5e-4)
    assert found.ac1.value == pytest.approx(0.9408, abs=5e-4)


@pytest.mark.parametrize("measure", ["kappa", "ac1"])
def test_intervals_hold_the_truth_about_as_often_as_they_say(measure: str) -> None:
    # Two raters who agree with a known probability: the share of intervals that hold the large-sample value.
    rng, words = random.Random(7), ("a", "b", "c")

    def draw(n: int) -> Agreement:
        pairs = []
        for _ in range(n):
            first = rng.choices(words, (5, 3, 2))[0]
            pairs.append((first, first if rng.random() < 0.6 else rng.choices(words, (5, 3, 2))[0]))
        return measure_agreement(None, "x", "y", pairs, words)

    truth = getattr(draw(60_000), measure).value
    held = [getattr(draw(150), measure) for _ in range(400)]
    assert 0.91 <= sum(i.low <= truth <= i.high for i in held) / len(held) <= 0.985


def test_below_two_reviewers_nothing_is_agreement() -> None:
    assert compare_reviewers([make_tag(i, "anna", "supports") for i in range(5)], WORDS) == []
    assert compare_reviewers([make_tag(1, "anna", "supports"), make_tag(2, "bo", "supports")], WORDS) == []
    empty = measure_agreement(None, "anna", "bo", [], WORDS)
    assert (empty.n, empty.percent, empty.kappa, empty.ac1) == (0, None, None, None)


@pytest.mark.parametrize("second", ["supports", "disputes"])
def test_one_pair_has_a_share_and_neither_kappa_nor_ac1(second: str) -> None:
    one = measure_agreement(None, "anna", "bo", [("supports", second)], WORDS)
    assert (one.n, one.kappa, one.ac1) == (1, None, None)
    assert one.percent is not None
    assert one.percent.value == (second == "supports")


def test_one_word_throughout_leaves_kappa_undefined_and_never_one() -> None:
    rows = [make_tag(i, who, "supports") for i in range(6) for who in ("anna", "bo")]
    overall = compare_reviewers(rows, WORDS)[0]
    assert overall.n == 6
    assert overall.kappa is None
    assert overall.ac1 is not None
    assert overall.percent is not None
    assert overall.percent.low is not None
    assert overall.percent.low < 0.7


def test_only_independent_decisions_that_hold_are_compared() -> None:
    rows = [
        make_tag(1, "anna", "disputes"),
        make_tag(1, "anna", "supports", on="2026-01-11"),  # a changed mind
        make_tag(1, "bo", "supports"),
        make_tag(2, "anna", "supports"),
        make_tag(2, "bo", "disputes"),
        make_tag(2, "bo", "supports", role="consensus", on="2026-01-12"),
        make_tag(3, "anna", "supports"),
        make_tag(3, "bo", "disputes"),
        make_tag(3, "bo", "disputes", role="withdrawn", on="2026-01-12"),
    ]
    overall = compare_reviewers(rows, WORDS)[0]
    assert overall.table == {("supports", "supports"): 1, ("supports", "disputes"): 1}
    assert [a.claim for a in compare_reviewers(rows, WORDS)] == [None, "invented-claim"]


def test_what_is_contested_shows_both_arguments() -> None:
    rows = [make_tag(1, "anna", "supports"), make_tag(1, "bo", "disputes"), make_tag(2, "anna", "supports")]
    contested = list_contested(rows)
    assert [(c.record, [a.stance for a in c.arguments]) for c in contested] == [
        ("pubmed:90000001", ["supports", "disputes"])
    ]
    assert contested[0].to_plain()["arguments"][1]["reviewer"] == "bo"


def test_recall_counts_what_people_found_and_precision_only_what_they_decided() -> None:
    decisions = summarise_decisions(
        [make_tag(1, "anna", "supports"), make_tag(2, "anna", "not_relevant"), make_tag(3, "anna", "disputes")]
    )
    suggested = [("invented-claim", f"pubmed:{90000000 + i}") for i in (1, 2, 9)]
    overall = score_concerns(suggested, decisions)[0]
    assert (overall.recall, overall.precision, overall.undecided) == (0.5, 0.5, 1)
    nothing = score_concerns([], {})[0]
    assert (nothing.recall, nothing.precision) == (None, None)


def test_the_commands_table_and_json(tiny_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = str(tiny_dir.parent)
    assert main(["agreement", "--workspace", workspace, "--format", "json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert set(plain) == {"reviewers", "suggestions", "concerns", "contested", "made_alone", "joint", "changed"}
    # Anna and Bo both judged one pair of the tiny review, and differ on it.
    assert [(r["claim"], r["n"], r["percent"]["value"]) for r in plain["reviewers"]] == [
        (None, 1, 0.0),
        ("insomnia-improvement", 1, 0.0),
    ]
    assert main(["agreement", "--workspace", workspace]) == 0
    text = capsys.readouterr().out
    assert "anna and bo" in text
    assert "Contested: 0" in text
    frame = rls.open_workspace(tiny_dir).agreement()
    assert list(frame["who"].unique()) == ["anna, bo"]


def test_where_one_person_decided_everything_the_table_is_empty(real_dir: Path) -> None:
    assert rls.open_workspace(real_dir).agreement().empty
