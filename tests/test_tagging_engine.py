"""The text engine: sentences with their places, cues, stance, direction, design, numbers, and the model's arithmetic.

Every text here is invented.
"""

from __future__ import annotations

import json
import math
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlsevidence.cli import main
from rlsevidence.store import load
from rlsevidence.tagging import direction, readings, stance, training
from rlsevidence.tagging.cues import find_matches, load_families
from rlsevidence.tagging.design import find_design, judge_design
from rlsevidence.tagging.lexicon import read_topic
from rlsevidence.tagging.linear import LinearModel, format_model, load_model
from rlsevidence.tagging.numbers import find_numbers
from rlsevidence.tagging.sentences import Passage, find_role, split_labelled, split_passages, split_text

# ---------------------------------------------------------------- sentences

SPLITS = [
    ("One. Two.", ["One.", "Two."], "the plain case"),
    ("It fell from 33.7 to 21.6. Then it rose.", ["It fell from 33.7 to 21.6.", "Then it rose."], "a decimal point"),
    ("Zinc vs. placebo, e.g. in adults.", ["Zinc vs. placebo, e.g. in adults."], "abbreviations"),
    ("Smith et al. found none. We did.", ["Smith et al. found none.", "We did."], "et al."),
    ("It rose (p < .05). 12 dropped out.", ["It rose (p < .05).", "12 dropped out."], "a bracket, then a number"),
    ("Does it help? No!", ["Does it help?", "No!"], "other ends"),
    ("No end", ["No end"], "nothing at the end"),
    ("  ", [], "nothing at all"),
    ("Räv åt ägg. Även öl.", ["Räv åt ägg.", "Även öl."], "letters beyond ASCII"),
]


@pytest.mark.parametrize(("text", "expected", "why"), SPLITS)
def test_sentences(text: str, expected: list[str], why: str) -> None:
    assert [text[a:b] for a, b in split_text(text)] == expected, why


@given(st.text(alphabet=st.sampled_from("aB. ?!\n1,()é;-"), max_size=80))
def test_sentences_cover_every_character_once(text: str) -> None:
    spans = split_text(text)
    assert all(a < b for a, b in spans)
    assert all(x[1] <= y[0] for x, y in pairwise(spans))
    kept = "".join(text[a:b] for a, b in spans)
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", text)


ROLES = [
    ("RESULTS", "results"),
    ("CONCLUSIONS", "conclusion"),
    ("RESULTS AND CONCLUSIONS", "conclusion"),
    ("MAIN OUTCOME MEASURES", "methods"),
    ("AIMS", "aim"),
    ("Interpretation", "conclusion"),
    ("INVENTED", "body"),
]


@pytest.mark.parametrize(("label", "role"), ROLES)
def test_section_labels_tell_the_role(label: str, role: str) -> None:
    assert find_role(label) == role
    if role != "body":
        assert {s.role for s in split_passages([Passage(label, "Something was seen. It was red.")])} == {role}


def test_without_labels_the_sentence_that_concludes_is_found() -> None:
    text = "We gave a made-up salt. Legs moved less. In conclusion, it may help. More work is needed."
    assert [s.role for s in split_passages([Passage(None, text)])] == ["body", "body", "conclusion", "conclusion"]


def test_labels_inside_one_text_become_sections() -> None:
    found = split_labelled("TITLE: \nMade-up salt\n\nABSTRACT.RESULTS:: It rose. CONCLUSION: It helps.")
    assert [(p.label, p.text.strip()) for p in found] == [
        ("TITLE", "Made-up salt"),
        ("RESULTS", "It rose."),
        ("CONCLUSION", "It helps."),
    ]


# ---------------------------------------------------------------- cues

NEGATION = [
    ("Pain did not improve.", "improve", True, "did not"),
    ("It is not associated with pain.", "association", True, "the negation stands within the cue"),
    ("No deaths occurred; sleep improved.", "improve", False, "a semicolon ends what is negated"),
    ("Pain did not change but sleep improved.", "improve", False, "so does but"),
    ("It not only improved sleep.", "improve", False, "not only is no negation"),
    ("It failed to improve sleep.", "improve", True, "failed to"),
    ("Sleep improved.", "improve", False, "none"),
]


@pytest.mark.parametrize(("text", "family", "negated", "why"), NEGATION)
def test_negation_reaches_what_it_governs(text: str, family: str, negated: bool, why: str) -> None:
    found = [m.negated for m in find_matches(text) if m.family == family]
    assert found == [negated], why


ABSENT = [
    ("There was no significant difference between groups.", "no-difference"),
    ("Scores did not differ.", "no-difference"),
    ("The change was not statistically significant.", "not-significant"),
    ("Ferritin was unrelated to symptoms.", "no-association"),
    ("The salt failed to reduce cramps.", "failed"),
    ("These data do not support its use.", "no-evidence"),
    ("Routine testing is unnecessary.", "not-needed"),
    ("The effect remains unclear.", "unclear"),
    ("Further research is needed.", "more-research"),
    ("It may help.", "hedge"),
]


@pytest.mark.parametrize(("text", "family"), ABSENT)
def test_cues_are_found_with_their_place(text: str, family: str) -> None:
    found = [m for m in find_matches(text) if m.family == family]
    assert found
    assert load_families()[family].pattern.fullmatch(text[found[0].start : found[0].end])


def test_every_cue_family_says_why_and_leans_only_on_stances() -> None:
    for family in load_families().values():
        assert family.why.strip()
        assert set(family.lean) <= set(stance.STANCES)


# ---------------------------------------------------------------- stance

CLAIM = "In people with restless legs, magnesium relieves the symptoms."
STANCES = [
    (CLAIM, "Magnesium significantly relieved symptoms of restless legs and is effective.", "supports"),
    (CLAIM, "Magnesium did not relieve symptoms of restless legs; there was no significant difference.", "disputes"),
    ("Is the made-up test necessary?", "The made-up test is unnecessary and can be omitted.", "disputes"),
    ("Is the made-up test as good as the old one?", "The made-up test was comparable to the old one.", "supports"),
    ("Are grey socks associated with cramps?", "Grey socks were associated with cramps.", "supports"),
    ("Are grey socks associated with cramps?", "Grey socks were not associated with cramps.", "disputes"),
]


@pytest.mark.parametrize(("claim", "conclusion", "expected"), STANCES)
def test_plain_conclusions_are_read_as_a_person_would(claim: str, conclusion: str, expected: str) -> None:
    reading = readings.read_abstract([Passage("METHODS", "Forty were asked."), Passage("CONCLUSION", conclusion)])
    found = stance.judge(readings.read_claim(claim), reading)
    assert found.stance == expected
    assert found.sentence is not None
    assert found.sentence.section == 1
    assert found.rules
    assert stance.judge_by_rules(readings.read_claim(claim), reading)[0] == expected


def test_the_rules_alone_leave_an_open_question_open() -> None:
    conclusion = "Whether magnesium helps remains unclear, evidence is conflicting and it may depend on age."
    reading = readings.read_abstract([Passage("CONCLUSION", conclusion)])
    assert stance.judge_by_rules(readings.read_claim(CLAIM), reading)[0] == "inconclusive"


def test_without_an_abstract_there_is_no_sentence() -> None:
    found = stance.judge(readings.read_claim(CLAIM), readings.read_abstract([]))
    assert found.sentence is None
    assert found.confidence < 0.7


def test_without_a_conclusion_the_other_weights_are_used() -> None:
    results = [Passage("RESULTS", "Symptoms fell. Magnesium relieved restless legs (p < 0.01).")]
    reading = readings.read_abstract(results)
    assert not reading.concludes
    assert stance.judge(readings.read_claim(CLAIM), reading).stance == "supports"


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_gets_a_stance_with_a_probability_and_a_true_span(claim: str, text: str) -> None:
    found = stance.judge(readings.read_claim(claim), readings.read_abstract([Passage(None, text)]))
    assert found.stance in stance.STANCES
    assert 0 < found.confidence < 1
    if found.sentence:
        assert text[found.sentence.start : found.sentence.end] == found.sentence.text


# ---------------------------------------------------------------- direction

DIRECTIONS = [
    ("Leg movements were lower with magnesium than with placebo.", "leg movements", "decrease", "plain"),
    (
        "Leg movements were significantly more frequent with placebo than with magnesium (p < 0.01).",
        "leg movements",
        "decrease",
        "turned round",
    ),
    ("Sleep quality improved more with magnesium than with placebo.", "sleep quality", "increase", "more is better"),
    ("Pain improved with magnesium compared with placebo.", "pain", "decrease", "less is better"),
    ("Leg movements did not differ between magnesium and placebo.", "leg movements", "no_difference", "no difference"),
    ("Greater reduction of leg movements with magnesium than placebo.", "leg movements", "decrease", "carried"),
]


@pytest.mark.parametrize(("text", "outcome", "expected", "why"), DIRECTIONS)
def test_direction_of_plain_sentences(text: str, outcome: str, expected: str, why: str) -> None:
    abstract = f"METHODS: Adults were randomised. RESULTS: {text}"
    found = direction.judge_direction("magnesium", "placebo", outcome, abstract)
    assert found.direction == expected, why
    assert found.sentence is not None
    assert found.sentence.text == text
    question = direction.read_question("magnesium", "placebo", outcome, abstract)
    assert direction.judge_direction_by_rules(question, split_labelled(abstract)) == expected, why


def test_an_outcome_that_is_not_told_is_not_read_into_the_text() -> None:
    found = direction.judge_direction("magnesium", "placebo", "bone density", "RESULTS: Sleep improved.")
    assert found.direction == "no_difference"


BETTER = [("pain score", "lower"), ("overall survival", "higher"), ("sleep efficiency", "higher"), ("IRLS", None)]


@pytest.mark.parametrize(("outcome", "better"), [*BETTER, ("colour of socks", None)])
def test_which_way_is_better(outcome: str, better: str | None) -> None:
    assert direction.find_better(outcome) == better


def test_the_topic_names_outcomes_of_its_own() -> None:
    topic = load(Path(__file__).parents[1]).topic
    assert direction.find_better("IRLS", topic.better) == "lower"
    assert direction.find_better("magnesium levels", topic.better) == "higher"
    assert direction.find_better("pain score", topic.better) == "lower"


# ---------------------------------------------------------------- design

DESIGNS = [
    ("Made-up salt for cramps: a randomised trial", "Adults were randomly assigned to salt or placebo.", "rct"),
    ("Made-up salt", "A randomised, double-blind, placebo-controlled crossover study with washout.", "crossover-rct"),
    ("Made-up salt for cramps: a meta-analysis", "We searched PubMed. Randomised trials were pooled.", "meta-analysis"),
    ("A systematic review of a made-up salt", "PubMed and Embase were searched for trials.", "systematic-review"),
    ("Salt", "Ten patients took part in an open-label pilot; symptoms were measured before and after.",
     "single-arm-trial"),
    ("Ferritin in a made-up disease: a case-control study", "Cases were compared with controls.", "case-control"),
    ("Cramps in adults", "In this cross-sectional survey 300 adults were asked.", "cross-sectional"),
    ("Cramps", "A cohort of 900 adults was followed for ten years.", "cohort"),
    ("Cramps after a made-up salt: a case report", "A 40-year-old man was admitted.", "case-report"),
    ("Cramps", "We describe a case series of 7 patients.", "case-series"),
    ("Magnesium and a made-up trait", "Two-sample Mendelian randomization was done.", "genetic"),
    ("Magnesium in rats", "Rats were randomly assigned to diets; muscles were studied in vitro.", "laboratory"),
    ("Clinical practice guideline for cramps", "The task force graded evidence.", "guideline"),
    ("Study protocol for a made-up trial", "Adults will be randomised.", "registry-entry"),
    ("Magnesium: a review", "This review summarises how magnesium acts.", "narrative-review"),
    ("Magnesium", "Something.", None),
]  # fmt: skip


@pytest.mark.parametrize(("title", "abstract", "expected"), DESIGNS)
def test_design_from_text_alone(title: str, abstract: str, expected: str | None) -> None:
    found = judge_design(title, abstract)
    assert found.design == expected
    assert bool(found.rules) == (expected is not None)


def test_every_design_that_text_can_tell_has_a_case() -> None:
    from rlsevidence.store import load

    told = {d for _, _, d in DESIGNS if d}
    # What an agency says and what a label says are known by who publishes it, not by its text.
    assert told == set(load(Path(__file__).parents[1]).vocabulary["design"]) - {"authority", "label"}


NOT_RANDOMISED = [
    "A random sample of adults was asked.",
    "Randomised trials are needed.",
    "In this non-randomised study adults were followed.",
    "A random-effects model was used.",
]


@pytest.mark.parametrize("abstract", NOT_RANDOMISED)
def test_the_word_random_alone_makes_no_trial(abstract: str) -> None:
    assert judge_design("Cramps", abstract).design not in ("rct", "crossover-rct")


def test_publication_types_come_first_and_the_text_fills_in() -> None:
    assert find_design(["Randomized Controlled Trial"], "Cramps", "").design == "rct"
    assert find_design(["Randomized Controlled Trial"], "Cramps", "A double-blind crossover.").design == "crossover-rct"
    assert find_design(["Journal Article"], "Cramps: a case-control study", "").design == "case-control"


# ---------------------------------------------------------------- numbers

NUMBERS = [
    ("n = 46", "people", {"number": "46"}),
    ("1,024 women", "people", {"number": "1,024"}),
    ("46 elderly subjects", "people", {"number": "46"}),
    ("500 mg/day of elemental magnesium citrate", "dose", {"number": "500", "unit": "mg", "salt": "magnesium citrate"}),
    ("12.4 mmol magnesium", "dose", {"number": "12.4", "unit": "mmol", "salt": "magnesium"}),
    ("for 8 weeks", "duration", {"number": "8", "unit": "weeks"}),
    ("OR 1.4", "effect", {"number": "1.4"}),
    ("95% CI 1.1 to 1.9", "interval", {"low": "1.1", "high": "1.9"}),
    ("P < 0.05", "p-value", {"number": "0.05"}),
]


FORMS = read_topic(load(Path(__file__).parents[1])).forms


@pytest.mark.parametrize(("words", "kind", "parts"), NUMBERS)
def test_numbers_are_seen_as_printed(words: str, kind: str, parts: dict[str, str]) -> None:
    text = f"Made up: {words}, it was."
    found = [n for n in find_numbers(text, FORMS) if n.kind == kind]
    assert [n.words for n in found] == [words]
    assert dict(found[0].parts) == parts
    assert text[found[0].start : found[0].end] == words


def test_without_a_substance_an_amount_stands_alone() -> None:
    (found,) = find_numbers("Made up: 500 mg/day of elemental magnesium citrate.")
    assert "salt" not in dict(found.parts)
    assert dict(found.parts) == {"number": "500", "unit": "mg"}


@pytest.mark.parametrize("text", ["serum magnesium was 0.8 mg/dl", "one or 12.4 of them"])
def test_a_concentration_is_no_dose_and_or_is_no_odds_ratio(text: str) -> None:
    assert [n.kind for n in find_numbers(text)] == []


# ---------------------------------------------------------------- the model

SHIPPED = {"stance": stance.STANCES, "stance-unconcluded": stance.STANCES, "direction": direction.DIRECTIONS}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_weights_are_numbers_by_cue_with_their_origin(name: str) -> None:
    model = load_model(name)
    assert model.classes == SHIPPED[name]
    file = Path(training.__file__).parent / "lexicons" / f"{name}-weights.json"
    plain = json.loads(file.read_text(encoding="utf-8"))
    assert "MIT" in plain["provenance"]["trained_on"]
    assert all(len(w) == 3 and all(math.isfinite(x) for x in w) for w in model.weights.values())
    # A cue name is made of the lexicons' own words: no text of the data can hide in it.
    assert all(re.fullmatch(r"[a-z:+\-]{3,40}", feature) for feature in model.weights)
    assert format_model(model, plain["provenance"]) == file.read_text(encoding="utf-8")


def test_probabilities_add_up_and_the_explanation_names_what_spoke() -> None:
    model = LinearModel(("yes", "no"), (0.0, 0.0), {"good": (2.0, 0.0), "bad": (0.0, 2.0)})
    odds = model.predict({"good": 1.0, "unknown": 5.0})
    assert odds["yes"] == pytest.approx(1 / (1 + math.exp(-2)))
    assert sum(odds.values()) == pytest.approx(1)
    assert model.explain({"good": 1.0, "bad": 0.5}, "yes") == [("good", 2.0)]


def test_training_learns_what_can_be_learnt_and_says_honestly_when_nothing_can() -> None:
    random = np.random.default_rng(1)
    labels = [str(x) for x in random.choice(["yes", "no"], 200)]
    groups = [str(i) for i in range(200)]
    recipe = training.Recipe(("yes", "no"), 1.0, {})
    told = [{"told": float(x == "yes")} for x in labels]
    noise = [{"noise": float(random.random())} for _ in labels]
    good = training.score(labels, training.cross_validate(told, labels, groups, recipe), recipe.classes)
    bad = training.score(labels, training.cross_validate(noise, labels, groups, recipe), recipe.classes)
    assert good.accuracy > 0.99
    assert bad.accuracy < 0.65
    assert bad.calibration_error < 0.15


def test_rows_of_one_group_are_never_on_both_sides() -> None:
    groups = [str(i // 4) for i in range(80)]
    fold = training.make_folds(["a", "b"] * 40, groups, 5, 0)
    assert all(len({fold[i] for i in range(80) if groups[i] == g}) == 1 for g in set(groups))


def test_scores_by_hand() -> None:
    found = training.score_labels(["a", "a", "b", "b"], ["a", "b", "b", "b"], ("a", "b"))
    assert found.accuracy == 0.75
    assert found.by_class["a"] == (1.0, 0.5, pytest.approx(2 / 3))
    assert found.macro_f1 == pytest.approx((2 / 3 + 0.8) / 2)


# ---------------------------------------------------------------- the verbs

STANCE_LINE = {
    "id": "1",
    "claim": CLAIM,
    "title": "Made up",
    "abstract": [{"label": None, "text": "Made\u2028up. It helps."}],
}
DIRECTION_LINE = {"id": 2, "intervention": "salt", "comparator": "placebo", "outcome": "pain", "abstract": "Pain fell."}
DESIGN_LINE = {"id": "3", "title": "Made up: a case report", "abstract": "A man came."}
VERBS = {
    "stance": (STANCE_LINE, ["id", "stance", "confidence", "proposed", "sentence", "span", "rules"]),
    "direction": (DIRECTION_LINE, ["id", "direction", "confidence", "sentence", "rules"]),
    "design": (DESIGN_LINE, ["id", "design", "rules"]),
}


@pytest.mark.parametrize("verb", VERBS)
def test_one_answer_a_line_in_the_same_order(verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line, keys = VERBS[verb]
    file = tmp_path / "in.jsonl"
    rows = [line, {**line, "id": "last", "extra": 1}]
    file.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows) + "\n\n", encoding="utf-8")
    assert main([verb, str(file)]) == 0
    answers = [json.loads(x) for x in capsys.readouterr().out.split("\n") if x]
    assert [a["id"] for a in answers] == [line["id"], "last"]
    assert all(list(a) == keys for a in answers)


def test_a_span_is_section_start_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps(STANCE_LINE), encoding="utf-8")
    assert main(["stance", str(file)]) == 0
    answer = json.loads(capsys.readouterr().out)
    section, start, end = answer["span"]
    assert STANCE_LINE["abstract"][section]["text"][start:end] == answer["sentence"]  # type: ignore[index]


BAD = [
    ("{", ":1 line"),
    ("[]", ":1 line"),
    ('{"id": 1, "claim": "x"}', ":1 abstract"),
    ('{"id": 1, "claim": " ", "abstract": []}', ":1 claim"),
    ('{"id": null, "claim": "x", "abstract": []}', ":1 id"),
    ('{"id": 1, "claim": "x", "abstract": [{"label": 3, "text": "y"}]}', ":1 abstract"),
]


@pytest.mark.parametrize(("line", "said"), BAD)
def test_bad_input_ends_with_2_and_the_place(
    line: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(line, encoding="utf-8")
    assert main(["stance", str(file)]) == 2
    out = capsys.readouterr()
    assert said in out.err
    assert out.out == ""


def test_a_missing_file_is_a_users_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stance", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl" in capsys.readouterr().err
