"""What people decided elsewhere is read in every way of writing it, and shown whole where it is not understood."""

from __future__ import annotations

import pytest

from rlsevidence.exchange.decisions import list_remarks, read_notes


@pytest.mark.parametrize(
    "said",
    [
        '{"Anna Berg": "Excluded", "Bo Ek": "Included"}',
        "{'Anna Berg'=>'Excluded', 'Bo Ek'=>'Included'}",
        '{"Anna Berg" => "Excluded","Bo Ek" => "Included"}',
    ],
)
def test_rayyan_in_other_signs(said: str) -> None:
    note = f"RAYYAN-INCLUSION: {said}"
    assert [(d.by, d.decision) for d in read_notes([note])] == [("Anna Berg", "exclude"), ("Bo Ek", "include")]
    assert list_remarks([note]) == ()


def test_a_name_with_quotation_marks_stays_whole() -> None:
    (one,) = read_notes(['RAYYAN-INCLUSION: {"Anna "Ann" Berg"=>"Included"}'])
    assert one.by == 'Anna "Ann" Berg'


@pytest.mark.parametrize(
    "said",
    [
        '{"Anna Berg"=>"Not sure"}',
        '{"Bo Ek"=>"Undecided", "Anna"=>"Included"}',
        "{Anna Berg, Included}",
        '{"A"=>["x"]}',
    ],
)
def test_what_rayyan_says_and_nobody_understands_is_shown(said: str) -> None:
    note = f"RAYYAN-INCLUSION: {said}"
    assert list_remarks([note]) == (note,)


@pytest.mark.parametrize(
    "reason", ["Wrong comparator (placebo; usual care)", "Wrong dose (a; b) or form", "Wrong (dose"]
)
def test_a_reason_of_covidence_is_not_cut_within_brackets(reason: str) -> None:
    note = f"Exclusion reason: {reason}; "
    (one,) = read_notes([note])
    assert (one.reason, one.said) == (reason, f"Exclusion reason: {reason}")
    assert list_remarks([note]) == ()
