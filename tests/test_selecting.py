"""What a selected piece of text says of the fields of a group or a result; what can be read two ways is not taken."""

from __future__ import annotations

import pytest

from rlsevidence.forms.selecting import list_bound, list_group_names, read_selection

TWO = {"herb": ("herb",), "placebo": ("placebo",)}
ARM, RESULT = ("arms", "@herb", "amount"), ("results", "@sleep", "p")

ARMS = [
    (
        "300 mg elemental magnesium a day, as the citrate, for 8 weeks",
        {"amount": "300", "unit": "mg/day", "amount_is": "elemental", "duration": "8 weeks"},
    ),
    ("12.4 mmol daily over 6 weeks", {"amount": "12.4", "unit": "mmol/day", "duration": "6 weeks"}),
    ("12.4 mmol magnesium daily for 6 weeks (n = 40", {"amount": "12.4", "unit": "mmol/day", "duration": "6 weeks"}),
    ("250 mg", {"amount": "250", "unit": "mg"}),
    ("250 mg or 500 mg a day for 4 weeks", {"duration": "4 weeks"}),
    ("0.8 mmol/l in serum", {}),
    ("0.8 mg/dl in serum", {}),
    ("for 4 weeks and then for 8 weeks", {}),
    ("nobody got anything", {}),
]

RESULTS = [
    (
        "At 8 weeks the mean was 62.0 points (standard deviation 11.0) with herb and 56.0 points (standard deviation "
        "11.2) with placebo: a difference of 6.0 points, 95 % interval 2.0 to 10.0, p = 0.004.",
        {
            "values.herb.mean": "62.0",
            "values.herb.sd": "11.0",
            "values.placebo.mean": "56.0",
            "values.placebo.sd": "11.2",
            "estimate.value": "6.0",
            "estimate.ci_low": "2.0",
            "estimate.ci_high": "10.0",
            "estimate.level": "95",
            "p": "0.004",
            "when": "8 weeks",
        },
    ),
    (
        "placebo 5.1 ± 2.0, herb 4.0 ± 1.9",
        {
            "values.placebo.mean": "5.1",
            "values.placebo.sd": "2.0",
            "values.herb.mean": "4.0",
            "values.herb.sd": "1.9",
        },
    ),
    ("58 on herb and 57 on placebo", {"values.herb.n": "58", "values.placebo.n": "57"}),
    ("herb (n = 58), placebo (n = 57)", {"values.herb.n": "58", "values.placebo.n": "57"}),
    (
        "odds ratio 0.52 (95% CI 0.30–0.91; p < 0.02)",
        {
            "estimate.measure": "OR",
            "estimate.value": "0.52",
            "estimate.ci_low": "0.30",
            "estimate.ci_high": "0.91",
            "estimate.level": "95",
            "p": "< 0.02",
        },
    ),
    (
        "standardised mean difference -0.4 (95% CI -0.8 to -0.1)",
        {
            "estimate.measure": "SMD",
            "estimate.value": "-0.4",
            "estimate.ci_low": "-0.8",
            "estimate.ci_high": "-0.1",
            "estimate.level": "95",
        },
    ),
    # Which group is whose is not said, or may be read in two ways: nothing is taken.
    ("62.0 (SD 11.0) and 56.0 (SD 11.2)", {}),
    ("herb 62.0 (SD 11.0) placebo 56.0 (SD 11.2) herb", {}),
    ("62.0 (SD 11.0) with herb or placebo", {}),
    ("p = 0.03 and p = 0.2", {}),
    ("95% CI 1 to 2, and 95% CI 3 to 4", {}),
]


def shown(text: str, at: tuple[str, ...]) -> dict[str, str]:
    found = read_selection(text, at, TWO)
    for one in found:
        printed = text[one.start : one.end]
        assert one.value in (printed.strip(), printed.lstrip("= ")) or one.at[-1] in ("unit", "measure", "amount_is")
    assert len({one.at for one in found}) == len(found)
    return {".".join(one.at[2:]): one.value for one in found}


@pytest.mark.parametrize(("text", "expected"), ARMS)
def test_a_selection_fills_a_group(text: str, expected: dict[str, str]) -> None:
    assert shown(text, ARM) == expected


@pytest.mark.parametrize(("text", "expected"), RESULTS)
def test_a_selection_fills_a_result(text: str, expected: dict[str, str]) -> None:
    assert shown(text, RESULT) == expected


def test_a_field_of_neither_takes_the_text_as_it_stands() -> None:
    assert read_selection("300 mg a day for 8 weeks", ("population", "who"), TWO) == ()


def test_groups_are_called_by_id_and_by_what_only_they_got() -> None:
    arms = [(("arms", "@high-dose"), {"compound": "herb"}), (("arms", "@low"), {"compound": "herb"})]
    assert list_group_names(arms) == {"high-dose": ("high dose",), "low": ("low",)}
    arms = [(("arms", "@treated"), {"compound": "herb"}), (("arms", "@control"), {"compound": "placebo"})]
    assert list_group_names(arms) == {"treated": ("treated", "herb"), "control": ("control", "placebo")}


NO_DOSE = [
    "300 mg three times a day",
    "300 mg twice daily",
    "300 mg per kg per day",
    "300 mg once a week for each day worked",
    "less than 300 mg daily",
    "up to 300 mg daily",
    "300 mg every second day",
    "300 mg every 2 days",
    "300 mg nightly",
    "300 mg daily in two doses",
    "300 mg tablets daily",
    "300 mg daily, 5 days a week",
    "placebo 300 mg daily",
]


@pytest.mark.parametrize("text", NO_DOSE)
def test_a_dose_in_another_rhythm_a_multiple_or_a_bound_is_not_taken(text: str) -> None:
    assert "amount" not in shown(text, ARM)
    assert "unit" not in shown(text, ARM)


NO_VALUE = [
    "MD at week 8 −3.8 (95% CI −6.3 to −1.3)",
    "MD between the 2 groups was −3.8",
    "difference (n = 89): −3.8",
    "difference in 48 patients −3.8",
    "difference vs B12 3.8",
    "RR at 12 months 0.8",
    "odds ratio for 1-point change 0.8",
    "no difference at 8 weeks",
    "MD 8 weeks −3.8",
    "MD −3.8, −2.1",
    "difference 3.8 ± 1.2",
    "log odds ratio 0.5",
    "mean difference was not 3.8 but OR 2",
    "powered to detect a difference of 3.8",
]


@pytest.mark.parametrize("text", NO_VALUE)
def test_a_number_that_is_not_the_effect_is_not_taken_for_it(text: str) -> None:
    assert not {"estimate.value", "estimate.measure"} & shown(text, RESULT).keys()


@pytest.mark.parametrize(
    "text", ["MD −3.8", "MD: −3.8 points (95% CI −6.3 to −1.3)", "mean difference (MD) was −3.8 at 8 weeks; p = 0.003"]
)
def test_a_plain_effect_is_taken(text: str) -> None:
    assert shown(text, RESULT)["estimate.value"] == "−3.8"


def test_an_amount_goes_with_its_unit() -> None:
    found = read_selection("0.3 g daily", ARM, TWO)
    assert [one.value for one in list_bound(ARM, found)] == ["g/day"]


@pytest.mark.parametrize(
    "text",
    [
        "44 of 48 patients on herb",
        "48 patients on herb or placebo",
        "48 patients on herb and placebo",
        "no more than 44 patients on herb",
        "44 patients in herb-fed trials",
        "herb or placebo (n = 44)",
        "herb was better than placebo, and all of (n = 44)",
    ],
)
def test_people_of_more_than_one_group_or_the_whole_of_a_share_are_no_group_s(text: str) -> None:
    assert "values.herb.n" not in shown(text, RESULT)


@pytest.mark.parametrize(
    "text",
    [
        "herb before 20.1 (SD 3.0)",
        "herb −15.1 (SD −3.2)",
        "herb 15.1 (SD 0)",
        "herb 15.1 ± 3.2 (SEM)",
        "herb fell 5.1 ± 2",
    ],
)
def test_a_mean_before_or_of_a_change_and_a_spread_that_is_none_are_not_taken(text: str) -> None:
    assert shown(text, RESULT) == {}


def test_the_mean_before_is_taken_for_before() -> None:
    found = read_selection(
        "before 20.1 (SD 3.0), after 15.1 (SD 3.2)", RESULT, {"before": ("before",), "after": ("after",)}
    )
    assert [one.value for one in found if one.at[-1] == "mean"] == ["20.1", "15.1"]
