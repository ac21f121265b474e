"""Claims that state something, set against evidence: invented statements written before the rules, and the rules.

The table of tests/stance holds 202 statements with what a person would say of each. The rules were mended while looking
at every second row, beginning with the first; the rows between were only counted.
"""

from __future__ import annotations

import csv
import json
import random
from functools import cache
from pathlib import Path

import pytest

from benchmarks.statements import FORMS, deny, label_prompt, make_from_prompts, make_from_questions
from rlsevidence.tagging.readings import read_abstract, read_claim
from rlsevidence.tagging.said import WAYS, find_said
from rlsevidence.tagging.sentences import Passage
from rlsevidence.tagging.stance import PROPOSE_AT, STANCES, StanceJudgement, judge
from rlsevidence.tagging.statements import read_statement
from rlsevidence.tagging.training import score_labels

TABLE = Path(__file__).parent / "stance" / "statements.tsv"
KINDS = {
    "plain", "no-difference", "negated-claim", "negated-evidence", "double-negation", "comparison", "association",
    "safety", "number", "hedged", "mixed", "off-topic-outcome", "off-topic-subject", "other-people", "reversed-roles",
    "whole",
}  # fmt: skip


def read_table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS = read_table()


@cache
def judge_text(claim: str, evidence: str) -> StanceJudgement:
    return judge(read_claim(claim), read_abstract([Passage(None, evidence)]))


def test_the_table_has_every_kind_and_every_stance() -> None:
    assert len(ROWS) >= 200
    assert {row["kind"] for row in ROWS} == KINDS
    assert {row["stance"] for row in ROWS} == set(STANCES)
    assert len({(row["claim"], row["evidence"]) for row in ROWS}) == len(ROWS)
    for stance in STANCES:
        assert sum(row["stance"] == stance for row in ROWS) >= 50


@pytest.mark.parametrize("begin", [0, 1], ids=["rows the rules were mended on", "rows only counted"])
def test_most_invented_statements_are_judged_as_a_person_would(begin: int) -> None:
    rows = ROWS[begin::2]
    said = [judge_text(row["claim"], row["evidence"]).stance for row in rows]
    found = score_labels([row["stance"] for row in rows], said, STANCES)
    assert found.accuracy >= 0.78, found
    assert found.macro_f1 >= 0.77, found
    assert min(f1 for _, _, f1 in found.by_class.values()) >= 0.68, found


def test_what_is_proposed_is_right_and_a_false_support_is_rare() -> None:
    proposed: dict[str, list[bool]] = {stance: [] for stance in STANCES}
    for row in ROWS:
        found = judge_text(row["claim"], row["evidence"])
        if found.is_proposed:
            proposed[found.stance].append(found.stance == row["stance"])
    assert len(proposed["supports"]) >= 20
    assert sum(proposed["supports"]) / len(proposed["supports"]) >= 0.95
    assert len(proposed["disputes"]) >= 50
    assert sum(proposed["disputes"]) / len(proposed["disputes"]) >= 0.95


@pytest.mark.parametrize("kind", ["off-topic-outcome", "off-topic-subject", "hedged", "mixed", "other-people"])
def test_evidence_that_does_not_answer_proposes_no_support(kind: str) -> None:
    rows = [row for row in ROWS if row["kind"] == kind and row["stance"] == "inconclusive"]
    wrong = [
        row["claim"]
        for row in rows
        if (found := judge_text(row["claim"], row["evidence"])).is_proposed and found.stance == "supports"
    ]
    assert rows
    assert wrong == []


POLARITY = [
    ("Oskarine lowers fever.", "Oskarine lowered fever.", "supports"),
    ("Oskarine lowers fever.", "Oskarine did not lower fever.", "disputes"),
    ("Oskarine lowers fever.", "Oskarine raised fever.", "disputes"),
    ("Oskarine does not lower fever.", "Oskarine lowered fever.", "disputes"),
    ("Oskarine does not lower fever.", "Oskarine did not lower fever.", "supports"),
    ("Oskarine lowers fever.", "Fever did not differ between oskarine and placebo.", "disputes"),
    ("Oskarine has no effect on fever.", "Fever did not differ between oskarine and placebo.", "supports"),
    ("Oskarine lowers fever.", "Oskarine lowered blood pressure.", "inconclusive"),
    ("Oskarine is better than zorvane for fever.", "Oskarine was better than zorvane for fever.", "supports"),
    ("Oskarine is better than zorvane for fever.", "Zorvane was better than oskarine for fever.", "disputes"),
]


@pytest.mark.parametrize(("claim", "evidence", "stance"), POLARITY)
def test_either_polarity_on_either_side(claim: str, evidence: str, stance: str) -> None:
    assert judge_text(claim, evidence).stance == stance


READ = [
    ("Velorin lowers blood pressure.", "directed", {"velorin"}, {"blood", "pressur"}),
    ("Velorin does not lower blood pressure.", "none", {"velorin"}, {"blood", "pressur"}),
    ("Quillane is safe.", "unharmed", {"quillan"}, set()),
    ("The cause of Marlo syndrome is unknown.", "open", {"caus", "marlo", "syndrom"}, set()),
    ("Low folinate levels are linked to gout.", "exists", {"low", "folinat", "level"}, {"gout"}),
    ("In people with gout, velorin lowers blood pressure.", "directed", {"velorin"}, {"blood", "pressur"}),
]


@pytest.mark.parametrize(("claim", "kind", "first", "second"), READ)
def test_a_claim_is_read_for_its_two_things(claim: str, kind: str, first: set[str], second: set[str]) -> None:
    found = read_statement(claim)
    assert (found.kind, set(found.first), set(found.second)) == (kind, first, second)


def test_every_way_is_said_by_some_word() -> None:
    texts = [row["evidence"] for row in ROWS] + [row["claim"] for row in ROWS]
    assert {said.way for text in texts for said in find_said(text)} == set(WAYS)


def test_a_false_support_needs_most_before_it_is_proposed() -> None:
    assert PROPOSE_AT["supports"] == max(PROPOSE_AT.values())
    assert min(PROPOSE_AT.values()) >= 0.5
    assert not judge_text("Velorin lowers blood pressure.", " ").is_proposed


ANOTHER_PAIR = [
    ("another outcome", "Velorin lowers blood pressure.", "Velorin significantly lowered pain (p < 0.001)."),
    ("another treatment", "Velorin lowers blood pressure.", "Oskarine lowered blood pressure (p < 0.001)."),
    ("neither", "Velorin lowers blood pressure.", "Oskarine significantly lowered pain."),
    ("no difference in another", "Velorin lowers blood pressure.", "Pain did not differ between velorin and placebo."),
    ("one word of many", "Velorin lowers resting systolic blood pressure.", "Velorin lowered resting pain markedly."),
]


@pytest.mark.parametrize(("claim", "evidence"), [c[1:] for c in ANOTHER_PAIR], ids=[c[0] for c in ANOTHER_PAIR])
def test_no_side_is_proposed_where_the_sentence_speaks_of_another_pair(claim: str, evidence: str) -> None:
    found = judge_text(claim, evidence)
    assert not found.on_pair
    # However sure: what is sure of something else is no reason for either side.
    for side in ("supports", "disputes"):
        assert not found._replace(stance=side, confidence=0.99).is_proposed
        assert found._replace(stance=side, confidence=0.99, on_pair=True).is_proposed
    assert found._replace(stance="inconclusive", confidence=0.99).is_proposed


def test_a_claim_with_one_thing_and_a_claim_in_other_words_are_still_spoken_of() -> None:
    assert judge_text("Quillane is safe.", "Quillane caused no serious harm and is safe.").on_pair
    assert judge_text("Velorin lowers blood pressure.", "Blood pressure fell with velorin.").on_pair


def test_the_weights_say_where_they_come_from() -> None:
    from rlsevidence.tagging import training

    file = Path(training.__file__).parent / "lexicons" / "statement-weights.json"
    plain = json.loads(file.read_text(encoding="utf-8"))
    assert plain["provenance"]["script"] == "tests/benchmarks/statements.py"
    assert len(file.read_bytes()) < 40_000
    assert all(len(weights) == len(STANCES) for weights in plain["weights"].values())


# ---------------------------------------------------------------- how the training statements are made

LABELS = [
    ("up", "increase", None, "supports"),
    ("down", "increase", None, "disputes"),
    ("down", "no_difference", None, "disputes"),
    ("none", "no_difference", None, "supports"),
    ("none", "decrease", None, "disputes"),
    ("some", "decrease", None, "supports"),
    ("good", "decrease", "lower", "supports"),
    ("good", "increase", "lower", "disputes"),
    ("bad", "decrease", "lower", "disputes"),
    ("bad", "decrease", "higher", "supports"),
]


@pytest.mark.parametrize(("form", "found", "better", "label"), LABELS)
def test_a_finding_labels_a_statement_by_the_rule(form: str, found: str, better: str | None, label: str) -> None:
    assert form in FORMS
    assert label_prompt(form, found, better) == label


def test_statements_are_made_of_either_polarity_and_with_evidence_that_does_not_answer() -> None:
    prompts = [
        {
            "id": str(n), "pmcid": str(n), "intervention": f"madeup{thing}", "comparator": "placebo",
            "outcome": outcome, "label": "decrease",
            "abstract": f"METHODS: Madeup{thing} was given for {outcome}. RESULTS: Madeup{thing} lowered {outcome}. "
            f"Madeup{thing} did not change weight. CONCLUSION: It may help.",
        }
        for n, (thing, outcome) in enumerate([("salt", "pain"), ("root", "fever"), ("leaf", "cough")] * 8)
    ]  # fmt: skip
    cases = make_from_prompts(prompts, random.Random(0))
    assert {case.label for case in cases} == set(STANCES)
    assert {case.sort for case in cases} >= {"prompt:sentence", "prompt:whole", "prompt:other-outcome"}
    lines = [
        {
            "id": n, "claim": f"Does made-up {thing} reduce pain?", "label": "supports",
            "abstract": [
                {"label": "METHODS", "text": f"Pain after {thing} was measured."},
                {"label": "CONCLUSION", "text": f"Made-up {thing} reduced pain."},
            ],
        }
        for n, thing in enumerate(["salt", "root"])
    ]  # fmt: skip
    made = {case.sort: case for case in make_from_questions(lines, random.Random(0))}
    assert made["question:denied"].label == "disputes"
    assert made["question:stranger"].label == "inconclusive"
    assert deny("made-up salt reduce pain.") == "made-up salt not reduce pain."
