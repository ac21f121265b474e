"""What an effect had to assume, and what looks odd in it, in every language: no remark of the program is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence.frames.remarks import tell_remarks
from rlsevidence.synthesis.effects import Group, doubt_p, doubt_scale, doubt_sd
from rlsevidence.synthesis.remarks import remark
from rlsevidence.synthesis.result_effects import EffectRow, tabulate_effects


def test_every_remark_on_the_effects_of_the_evidence_is_told_in_swedish(repo: Path) -> None:
    review = rls.open_workspace(repo)
    remarks = {r for c in review.evidence.claims for row in _rows(review, c) for r in (*row.assumed, *row.doubt)}
    assert len(remarks) >= 6
    for one in remarks:
        told, whole = tell_remarks([one], "sv")
        assert whole, one
        assert told != one
        assert tell_remarks([one], "en") == (one, True)


def _rows(review: rls.Workspace, claim: str) -> tuple[EffectRow, ...]:
    return tabulate_effects([s.study for s in review.judged(claim).counted], claim)


@pytest.mark.parametrize(
    "remarks",
    [
        doubt_p(1.0, 0.2, "0.9"),
        doubt_scale(Group(50, 5, 20), 0, 40),
        doubt_scale(Group(20, 35, 20), 0, 40),
        doubt_sd(Group(10, 1, 20), Group(12, 1, 20), "0.5"),
    ],
)
def test_a_doubt_is_told_with_its_numbers(remarks: tuple[str, ...]) -> None:
    assert remarks
    for one in remarks:
        told, whole = tell_remarks([one], "sv")
        assert whole, one
        assert told != one


def test_what_no_words_are_known_for_stays_and_says_so() -> None:
    assert tell_remarks([remark("remark.direction"), "invented remark"], "sv") == (
        "bara riktningen gick att läsa; invented remark",
        False,
    )
    assert tell_remarks([remark("remark.correlation", r="0.5")], "sv") == (
        "korrelationen mellan de två tidpunkterna antas vara 0,5",
        True,
    )
    assert tell_remarks([], "sv") == ("", True)
