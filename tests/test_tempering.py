"""What takes a support back: the sentence states no finding, or the other one. Invented things throughout."""

from __future__ import annotations

import pytest

from rlsevidence.tagging.readings import read_abstract, read_claim
from rlsevidence.tagging.sentences import Passage
from rlsevidence.tagging.stance import TEMPERED, judge
from rlsevidence.tagging.statements import read_statement
from rlsevidence.tagging.tempering import find_other

TAKEN = [
    (
        "Zorvane lowers fever.",
        "It has been suggested that zorvane lowers fever, but the trials disagree.",
        "no-finding",
    ),
    ("Zorvane lowers fever.", "Further trials are needed to establish whether zorvane lowers fever.", "no-finding"),
    ("Zorvane lowers fever.", "Larger studies should determine if zorvane lowers fever.", "no-finding"),
    ("Zorvane lowers fever.", "Many patients expect zorvane to lower fever.", "no-finding"),
    ("Zorvane lowers fever.", "We aimed to test whether zorvane lowers fever.", "no-finding"),
    ("Zorvane lowers fever.", "Whether zorvane lowers fever remains to be shown.", "no-finding"),
    ("Zorvane is as effective as oskarine for cough.", "Zorvane was inferior to oskarine for cough.", "not-as-good"),
    (
        "Zorvane is as good as oskarine for cough.",
        "Oskarine led to greater relief of cough than zorvane.",
        "not-as-good",
    ),
    ("Zorvane lowers fever.", "Although zorvane lowered fever in rats, it had no effect in patients.", "main-clause"),
    ("Zorvane lowers fever.", "Contrary to reports that zorvane lowers fever, we saw no effect.", "main-clause"),
    ("Zorvane lowers fever.", "Fever fell by 0.3 degrees more (95% CI -1.2 to 1.8) with zorvane.", "not-shown"),
    ("Zorvane lowers fever.", "Fever fell by 30% with zorvane and by 29% with placebo (p = 0.82).", "not-shown"),
    (
        "Zorvane raises the risk of gout.",
        "Zorvane raised the risk of gout (HR 1.10, 95% CI 0.85 to 1.42).",
        "not-shown",
    ),
    ("Zorvane reduces nausea.", "Nausea scores worsened with zorvane compared with placebo.", "worse"),
]
KEPT = [
    ("Zorvane lowers fever.", "Zorvane lowered fever compared with placebo (p = 0.01)."),
    ("Zorvane lowers fever.", "Fever fell by 1.2 degrees more with zorvane (95% CI 0.4 to 2.0)."),
    ("Zorvane lowers fever.", "Zorvane lowered fever (p = 0.01) but not cough (p = 0.40)."),
    ("Zorvane raises the risk of gout.", "Zorvane raised the risk of gout (HR 1.50, 95% CI 1.10 to 2.05)."),
    ("Zorvane is as effective as oskarine for cough.", "Zorvane was not inferior to oskarine for cough."),
    ("Zorvane does not lower fever.", "Fever fell by 30% with zorvane and by 29% with placebo (p = 0.82)."),
    ("Zorvane and oskarine have similar effects on cough.", "Cough did not differ between the groups (p = 0.60)."),
    ("Zorvane lowers fever.", "Although the trial was small, zorvane lowered fever."),
    ("Zorvane worsens nausea.", "Nausea worsened with zorvane compared with placebo."),
]


@pytest.mark.parametrize(("claim", "text", "rule"), TAKEN)
def test_a_support_is_taken_back(claim: str, text: str, rule: str) -> None:
    other = find_other(read_statement(claim), text)
    assert other is not None
    assert other[1] == f"temper:{rule}"
    judged = judge(read_claim(claim), read_abstract([Passage(None, text)]))
    assert judged.stance != "supports"
    assert not (judged.rules and judged.rules[0].startswith("temper:")) or judged.confidence == TEMPERED


@pytest.mark.parametrize(("claim", "text"), KEPT)
def test_what_bears_a_claim_out_is_left_alone(claim: str, text: str) -> None:
    assert find_other(read_statement(claim), text) is None


def test_every_rule_has_a_case() -> None:
    assert {rule for _, _, rule in TAKEN} == {"no-finding", "not-as-good", "main-clause", "not-shown", "worse"}
