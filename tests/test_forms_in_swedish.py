"""A form in another language than English says what is wrong in that language, whatever rule found it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence import cli
from rlsevidence.check import RULES
from rlsevidence.check.drafts import MODULES
from rlsevidence.errors import UNSETTLED, Problem
from rlsevidence.forms.faults_said import tell_fault, tell_problem
from rlsevidence.forms.opening import make_maker
from rlsevidence.language import has_text, list_texts, say
from rlsevidence.panel.why_said import say_why
from rlsevidence.schema_problems import EXPECTED
from test_forms import fields

OF_FORMS = sorted(
    name
    for name, one in RULES.items()
    if name != UNSETTLED and one.breaches.__module__.rpartition(".")[2] in {m for ms in MODULES.values() for m in ms}
)
SHAPES = ["word", "unfinished", "schema-greater-than-equal", "schema-string-pattern-mismatch"]
Capture = pytest.CaptureFixture[str]


def test_every_rule_of_forms_says_what_is_right_in_every_language() -> None:
    names = [*OF_FORMS, *SHAPES, *(f"schema-{kind.replace('_', '-')}" for kind in EXPECTED)]
    lacking = [(n, code) for n in names for code in ("en", "sv") if not has_text(f"form.rule.{n}", code)]
    assert lacking == []
    assert len(names) > 70
    english, swedish = (list_texts("form.rule.", code) for code in ("en", "sv"))
    assert [n for n in english if english[n] == swedish[n] and n != "schema-string-type"] == []


@pytest.mark.parametrize("rule", OF_FORMS)
def test_no_word_of_the_english_message_stands_in_a_swedish_form(rule: str, tiny: Path) -> None:
    problem = Problem(
        "studies/x.yaml", 3, "body", rule, "no study or quite another",
        "the studies that it rests on, with at least 5 different words; the rules would take name-2020 and other-2021",
    )  # fmt: skip
    review = rls.open_workspace(tiny)
    swedish = make_maker(review, "sv")
    for said in (tell_fault(problem, swedish), tell_problem(problem, swedish)):
        assert not re.search(r"\b(the|that|with|found|expected|different|would|and)\b", said), said
    assert problem.expected in tell_fault(problem, make_maker(review, "en"))


def test_what_the_rules_would_take_is_named_in_swedish_too(tiny: Path) -> None:
    maker = make_maker(rls.open_workspace(tiny), "sv")
    expected = "the studies that it rests on; the rules would take name-2020 and other-2021"
    said = tell_fault(Problem("certainty/x.yaml", 1, "body", "body-named", "no study", expected), maker)
    assert said.endswith("reglerna skulle ta: name-2020 och other-2021")
    number = Problem("studies/x.yaml", 1, "n", "schema-greater-than-equal", "-3", "a number of at least 0")
    assert tell_fault(number, maker) == "väntat: ett tal som är minst 0"


@pytest.mark.parametrize(("language", "said"), [("en", "expected a whole number"), ("sv", "väntade ett heltal")])
def test_a_number_that_is_none_is_refused_in_the_language_of_the_form(language: str, said: str, tiny: Path) -> None:
    words = ["extract", "invented-trial", "--reviewer", "bo", "--set", "population.n=many", "--language", language]
    from contextlib import redirect_stderr
    from io import StringIO

    with redirect_stderr(StringIO()) as told:
        assert cli.main([*words, "--workspace", str(tiny)]) == 2
    assert said in told.getvalue()


@pytest.mark.parametrize(("language", "said"), [("en", "1 change saved in"), ("sv", "1 ändring sparad i")])
def test_what_was_saved_is_told_in_the_language_of_the_form(
    language: str, said: str, tiny: Path, capsys: Capture
) -> None:
    words = ["judge", "insomnia-improvement", "--reviewer", "cia", "--set", "read=abstract", "--language", language]
    assert cli.main([*words, "--workspace", str(tiny)]) == 0
    assert said in capsys.readouterr().err


def test_low_where_nobody_says_what_was_read_has_no_gap_in_its_message(tiny: Path) -> None:
    for language in ("en", "sv"):
        panel = rls.appraise("invented-trial", reviewer="bo", folder=tiny, language=language)
        told = str([f["lacks"] for f in fields(panel).values()])
        assert "read is  " not in told
        domain = next(n for n in fields(panel) if n.endswith(".judgement")).split(".")
        panel.act({"do": "set", "at": domain, "value": "low", "n": 1, "tab": "t"})
        told = str([f["lacks"] for f in fields(panel).values()]) + str(panel.status)
        assert "read is  " not in told
        assert language == "en" or "anything but" not in told


def test_every_reason_of_a_suggestion_is_said_in_swedish(evidence_dir: Path) -> None:
    review = rls.open_workspace(evidence_dir)
    vocabulary = review.evidence.vocabulary
    assert len(review.all_suggestions) > 500
    for one in review.all_suggestions:
        said = say_why(one.why, "sv", vocabulary)
        assert "It has words" not in said
        assert "Only the title" not in said, one.why
        assert say_why(one.why, "en", vocabulary) == one.why
    whole = (
        "It has words that may concern dreamgrass ('tea of dreamgrass') and unease ('unease'). Its conclusion is read"
        " as supports, with confidence 0.83. The outcome (unease) is read as decrease, which supports the claim."
        " The two readings differ: read the abstract with care."
    )
    told = say_why(whole, "sv", vocabulary)
    assert "'tea of dreamgrass', 'unease'" in told
    assert "minskning, vilket stöder" in told
    assert not re.search(r"\b(its|with|which|read)\b", told.casefold())
    assert say_why("Because the model says so.", "sv", vocabulary) == "Because the model says so."
    title = "Only the title is at hand, so no stance is proposed."
    assert say_why(title, "sv", vocabulary) == say("panel.why.title", "sv")


ENGLISH = re.compile(r"\b(found|expected|here|there|takes|before|saved|command|reviewers?|title says|did you|covers)\b")


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--set design=good", "finns inte att välja; ska vara något av 1 (rct)"),
        ("--set population.nn=40", "inget fält 'population.nn' här; menade du population.n"),
        ("--set n=40", "inget fält 'n' här; det finns: population.n"),
        ("--set zzzz=40", "inget fält 'zzzz' här, och inget av de"),
        ("--set design", "ska vara FIELD=VALUE"),
        ("--add design=rct", "skriv --set design=..."),
        ("--drop arms.none", "inget att ta bort som 'arms.none'"),
        ("--set facts_from=https://example.org/x", "skriv --add facts_from=..."),
        ("--set caveats=[x", "är inte JSON"),
        ("--set population.n=40 @page/9", "finns inte; ska vara något av"),
        ("--set population.n=77 @abstract/0", "finns inte"),
        ("--take design=bo", "inget att ta där"),
    ],
)
def test_a_wrong_option_is_refused_in_swedish(option: str, said: str, tiny: Path, capsys: Capture) -> None:
    doing, value = option.split(" ", 1)
    asked = [
        "extract",
        "pubmed:90000003",
        "--reviewer",
        "bo",
        "--language",
        "sv",
        "--workspace",
        str(tiny),
        doing,
        value,
    ]
    assert cli.main(asked) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "0 ändringar före den är sparade" in told
    assert not ENGLISH.search(told.replace(option, "")), told


def test_a_misspelt_field_names_a_few_and_not_all(tiny: Path, capsys: Capture) -> None:
    asked = ["extract", "pubmed:90000003", "--reviewer", "bo", "--workspace", str(tiny), "--set", "population.nn=40"]
    assert cli.main(asked) == 2
    told = capsys.readouterr().err
    assert "did you mean population.n" in told
    assert told.count(",") <= 4
