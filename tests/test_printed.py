"""A number is read where it can be read in one way, and all of it; what cannot is none, and no part of it is one."""

from __future__ import annotations

from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence import store
from rlsevidence.errors import UsageError
from rlsevidence.forms import FormPanel
from rlsevidence.forms.answers import find_stop, list_stops, read_answer
from rlsevidence.forms.selecting import find_part, read_selection
from rlsevidence.forms.study_form import ARM, RESULT
from rlsevidence.printed import find_cut, find_printed, read_printed
from test_forms import fields, put, take

READ: dict[str, float | None] = {
    "48": 48,
    "−3·8": -3.8,
    "–3·8": -3.8,
    "-0,4": -0.4,
    "·001": 0.001,
    ".05": 0.05,
    "0,180": 0.18,
    "1 234": 1234,
    "1\u2009234,5": 1234.5,
    "1,234.5": 1234.5,
    "1.234,5": 1234.5,
    "1,234,567": 1234567,
    "5×10^3": 5000,
    "5 × 10⁻³": 0.005,
    "1e-4": 0.0001,
    "95 %": 95,
    "Sixty-four": 64,
    "12–15": None,
    "12-15": None,
    "12 or 15": None,
    "23/48": None,
    "1.5–2.5": None,
    "−6·3 to −1·3": None,
    "‹·001": None,
    "< 5": None,
    "~48": None,
    "48a": None,
    "48 people": None,
    "5×103": None,
    "5 million": None,
    "12.05.2024": None,
    "0.3,0.9": None,
    "001": None,
    "1_000": None,
    "٤٨": None,
    "1e999": None,
    "nan": None,
    "sixty-odd": None,
    "twenty-first": None,
    "dozen": None,
}


@pytest.mark.parametrize("text", READ)
def test_a_number_is_read_whole_or_not_at_all(text: str) -> None:
    found = read_printed(text)
    assert found.value == READ[text]
    assert found.either == ()


def test_three_digits_behind_a_comma_are_thousands_of_people_and_asked_about_elsewhere() -> None:
    assert read_printed("1,180", whole=True).value == 1180
    assert read_printed("1,180").value is None
    assert read_printed("1,180").either == (1180, 1.18)
    assert read_printed("−1,180").either == (-1180, -1.18)
    assert read_printed("95 %", whole=True).value is None, "a share is no number of people"


MARKED = {
    "a fall of −3·8 points (95% CI −6·3 to −1·3; p‹·001)": ["−3·8", "95%", "−6·3", "−1·3", "‹·001"],
    "1 234 people, 1,180 of them women, 12–15 mg": ["1 234", "1,180", "12", "15"],
    "5×10^3 cells and 5 million more": ["5×10^3", "5 million"],
    "48a of 100mg on the 21st, B12 and SF-36": ["100"],
    "sixty-odd, the twenty-first, ten and a half, several hundred": [],
    "Forty adults, two hundred and ten, a twelve-week trial": ["Forty", "two hundred and ten", "twelve"],
    "−3\u00a0·8, 0•05, 12\u00ad34, 1  234, 1\n234, minus 5 and 12,34,567": [],
    "0.30,0.91; 5.2 +/- 1.1; 62.0 ± 11.0": ["0.30", "0.91", "5.2", "1.1", "62.0", "11.0"],
}


@pytest.mark.parametrize("text", MARKED)
def test_marks_cover_whole_numbers(text: str) -> None:
    assert [text[p.start : p.end] for p in find_printed(text) if p.marked] == MARKED[text]


def test_a_part_of_a_number_is_told_with_the_whole() -> None:
    text = "of −3·8 in 1 234 people, sixty-odd of them, 95 % of 12–15"
    for part, whole in {"3·8": "−3·8", "8 in": "−3·8", "234": "1 234", "sixty": "sixty-odd", "5 %": "95 %"}.items():
        at = text.index(part)
        assert find_cut(text, at, at + len(part)) == whole
    for part in ("−3·8", "1 234 people", "95", "12", "15", "12–15", "people"):
        at = text.index(part)
        assert find_cut(text, at, at + len(part)) == ""


UNSAID = [
    "MD −3·8·1",
    "odds ratio ranged 0.5–2.5",
    "mean difference of 3 to 5 points",
    "odds ratio 2.5×10^3/4",
    "herb 23/48 on herb and 21/47 on placebo",
    "herb (n = 1.5–2)",
    "5–12.3 (SD 4.5) herb, 6 (SD 1) placebo",
    "p = 0.03–0.05",
]


@pytest.mark.parametrize("text", UNSAID)
def test_no_part_of_a_range_or_a_share_is_a_value(text: str) -> None:
    found = read_selection(text, ("results", "@sleep", "p"), {"herb": ("herb",), "placebo": ("placebo",)})
    assert [one for one in found if one.at[-1] not in ("measure",)] == []
    for dose in ("5–10 mg a day", "2 × 250 mg", "5 to 10 mg", "1.5×10^6 IU"):
        assert [one for one in read_selection(dose, ("arms", "@herb", "amount"), {}) if one.at[-1] == "amount"] == []


def test_a_raised_point_is_read_with_its_sign() -> None:
    text = "mean difference −3·8 (95% CI −6·3 to −1·3; p‹·001)"
    found = {one.at[-1]: one.value for one in read_selection(text, ("results", "@sleep", "p"), {})}
    assert found == {"measure": "MD", "value": "−3·8", "ci_low": "−6·3", "ci_high": "−1·3", "level": "95", "p": "‹·001"}


# ---------------------------------------------------------------- in the form, and in the terminal

ODD = "12–15, 23/48, −3·8, 5×10^3, ‹·001, 48a, 1 234, 1,180, −6·3 to −1·3, sixty-odd, twenty-first, 48 people"


@pytest.fixture
def odd(tiny: Path) -> FormPanel:
    own = tiny / "odd.txt"
    own.write_text(f"{ODD}\n", encoding="utf-8")
    panel = rls.extract("pubmed:90000008", reviewer="bo", folder=tiny, name="invented-new", text=own)
    put(panel, "arms", do="add", value={**ARM, "id": "herb"})
    put(panel, "results", do="add", value={**RESULT, "id": "sleep"})
    return panel


NEVER = ("12–15", "23/48", "‹·001", "48a", "sixty-odd", "twenty-first", "48 people", "−6·3 to −1·3", "3·8", "234")


@pytest.mark.parametrize("at", [("population", "n"), ("results", "@sleep", "estimate", "value")])
def test_what_is_not_one_number_is_not_taken(odd: FormPanel, tiny: Path, at: tuple[str, ...]) -> None:
    name = ".".join(step.removeprefix("@") for step in at)
    for text in NEVER:
        take(odd, *at, text=text)
        assert not odd.ack["ok"], text
        assert odd.status["role"] == "alert"
        assert fields(odd)[name]["value"] is None, text
        assert fields(odd)[name]["place"] == ""


def test_a_whole_number_is_taken_as_it_is(odd: FormPanel) -> None:
    for text, n in {"1 234": 1234, "1,180": 1180, "5×10^3": 5000}.items():
        take(odd, "population", "n", text=text, was=fields(odd)["population.n"]["value"])
        assert odd.ack["ok"], odd.status
        assert fields(odd)["population.n"]["value"] == n
    value = ("results", "@sleep", "estimate", "value")
    take(odd, *value, text=" −3·8")
    assert fields(odd)["results.sleep.estimate.value"]["value"] == -3.8
    kept = fields(odd)["results.sleep.estimate.value"]["place"]
    take(odd, *value, text="1,180", was=-3.8)
    assert "1180 or 1.18" in odd.status["text"]
    assert fields(odd)["results.sleep.estimate.value"]["place"] == kept
    begin, end = (int(n) for n in kept.partition(":")[2].split()[0].split("-"))
    assert ODD[begin:end] == "−3·8"


def test_the_marks_of_a_form_are_the_numbers_that_it_takes(odd: FormPanel) -> None:
    passage = odd.view["beside"]["passages"][-1]
    marked = [passage["text"][a:b] for a, b in passage["marks"]]
    assert marked == ["12", "15", "23", "48", "−3·8", "5×10^3", "‹·001", "1 234", "1,180", "−6·3", "−1·3", "48"]


def test_what_is_typed_is_read_by_the_same_rules(odd: FormPanel, tiny: Path) -> None:
    put(odd, "results", "@sleep", "estimate", "value", value="1,180")
    assert "1180 or 1.18" in fields(odd)["results.sleep.estimate.value"]["lacks"]
    put(odd, "results", "@sleep", "estimate", "value", value="−3·8")
    assert fields(odd)["results.sleep.estimate.value"]["value"] == -3.8
    stop = find_stop(list_stops(odd.view, ["en"]), "population.n")
    with pytest.raises(UsageError, match="only a part of '−3·8'"):
        read_answer(stop, "8 @text/1", odd.view, "en")
    (change,) = read_answer(stop, "1 234 @text/1", odd.view, "en")
    assert change["place"].startswith(f"[text/1:{ODD.index('1 234')}-")
    assert store.read_draft(tiny / "evidence", "studies/invented-new.bo.yaml") is not None


def test_an_amount_is_not_taken_beside_the_unit_of_another(tiny: Path) -> None:
    own = tiny / "dose.txt"
    own.write_text("They got 0.3 g daily, or 300 mg twice daily.\n", encoding="utf-8")
    panel = rls.extract("pubmed:90000008", reviewer="bo", folder=tiny, name="invented-new", text=own)
    put(panel, "arms", do="add", value={**ARM, "id": "herb", "unit": "mg"})
    amount = ("arms", "@herb", "amount")
    for text, why in {"0.3 g daily": "g/day", "300 mg twice daily": "not a number"}.items():
        take(panel, *amount, text=text)
        assert not panel.ack["ok"]
        assert why in panel.status["text"]
        assert fields(panel)["arms.herb.amount"]["value"] is None
    put(panel, "arms", "@herb", "unit", value="", was="mg")
    take(panel, *amount, text="0.3 g daily")
    assert fields(panel)["arms.herb.amount"]["value"] == 0.3
    assert fields(panel)["arms.herb.unit"]["value"] == "g/day"


PARTS = {
    "12-[15]": "12-15",
    "23/[48]": "23/48",
    "SF-[36]": "SF-36",
    "[48]th": "48th",
    "[48]±3": "48±3",
    "[48] +/- 3": "48 +/- 3",
    "[48]": "",
    "([96])": "",
    "[58] and 57": "",
}


@pytest.mark.parametrize("text", PARTS)
def test_a_part_of_a_range_a_share_or_a_name_is_no_number_of_people(text: str) -> None:
    start, end = text.index("["), text.index("]") - 1
    plain = text.replace("[", "").replace("]", "")
    assert find_part("number", "n", plain, start, end) == PARTS[text]
    assert find_part("text", "who", plain, start, end) == ""


def test_an_end_of_an_interval_and_a_mean_with_its_spread_are_taken_for_their_fields() -> None:
    assert find_part("number", "ci_low", "−6.3 to −1.3", 0, 4) == ""
    assert find_part("number", "mean", "62.0 ± 11.0", 0, 4) == ""
    assert find_part("number", "sd", "62.0 ± 11.0", 7, 11) == ""


BROKEN = {
    "−3\u00a0·8": "3",
    "0•05": "05",
    "1  234": "234",
    "1\n234": "234",
    "12\u00ad34": "34",
    "minus 5": "5",
    "−\n3.8": "3.8",
    "12,34,567": "567",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_number_that_a_page_has_broken_is_cut_as_any_other(text: str) -> None:
    start = text.index(BROKEN[text])
    assert find_cut(text, start, start + len(BROKEN[text])) == text


def test_in_the_terminal_a_part_is_refused_with_the_whole(tiny: Path) -> None:
    own = tiny / "parts.txt"
    own.write_text("A 3\u00a0·9 b 23/48 c (SF-36) d 96 e\n", encoding="utf-8")
    panel = rls.extract("pubmed:90000008", reviewer="bo", folder=tiny, name="invented-new", text=own)
    stop = find_stop(list_stops(panel.view, ["en"]), "population.n")
    for typed in ("3", "48", "36"):
        with pytest.raises(UsageError, match="part of"):
            read_answer(stop, f"{typed} @text/1", panel.view, "en")
    (change,) = read_answer(stop, "96 @text/1", panel.view, "en")
    assert change["value"] == "96"
    for text in ("48", "36"):
        take(panel, "population", "n", text=text)
        assert not panel.ack["ok"]
        assert fields(panel)["population.n"]["value"] is None
