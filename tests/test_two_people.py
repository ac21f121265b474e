"""Two people and one study: what each made alone is never lost, whoever settles it, and every reader is told whose."""

from __future__ import annotations

import random
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from conftest import TODAY
from rlsevidence import cli, store
from rlsevidence.decisions.versions import list_open
from rlsevidence.errors import NOTICES
from rlsevidence.finishing import list_problems
from rlsevidence.forms import FormPanel
from rlsevidence.forms.agreed import count_changed, count_joint, measure_agreed
from rlsevidence.forms.study_form import ARM
from rlsevidence.language import say
from rlsevidence.language.words import Words
from rlsevidence.model import Study
from rlsevidence.model.evidence import Own
from rlsevidence.reporting.differences import list_differences
from rlsevidence.site.pages import PageMaker
from test_forms import fields, fill, put
from test_panel import RECORD, give_abstract

STUDY = "invented-new"
TYPED = {"population.age": "age", "population.country": "country", "funding": "funding", "population.n": "n"}
Capture = pytest.CaptureFixture[str]


def problems(tiny: Path) -> list[Any]:
    return [p for p in list_problems(tiny / "evidence") if p.rule not in NOTICES]


def type_in(panel: FormPanel, name: str, value: Any) -> None:
    put(panel, *name.split("."), value=value)


def extract(tiny: Path, who: str, said: dict[str, Any], *, finish: bool = True) -> None:
    panel = rls.extract(RECORD, reviewer=who, folder=tiny, name=STUDY)
    if not fields(panel)["design"]["value"]:
        fill(panel)
    for name, value in said.items():
        type_in(panel, name, value)
    if finish:
        panel.act({"do": "finish"})
        assert panel.view["finished"], panel.view["problems"]


def settle(tiny: Path, who: str, choose: Any) -> Study:
    """`choose`: (name, [what each has]) -> what is to stand."""
    panel = rls.settle("studies", STUDY, reviewer=who, folder=tiny)
    for name, field in fields(panel).items():
        if field["both"]:
            type_in(panel, name, choose(name, [value for _, value, _ in field["both"]]))
    panel.act({"do": "finish"})
    assert panel.view["finished"] == f"studies/{STUDY}.yaml", panel.view["problems"]
    return store.load(tiny / "evidence").studies[STUDY]


def read_everything(tiny: Path) -> str:
    return "\n".join(f.read_text(encoding="utf-8") for f in sorted((tiny / "evidence" / "studies").glob("*.yaml")))


@pytest.fixture
def house(tiny: Path) -> Path:
    give_abstract(tiny)
    with (tiny / "evidence" / "people.tsv").open("a", encoding="utf-8") as people:
        people.write("dora\tInvented Dora\treads\tnone declared\n")
    return tiny


def test_an_extraction_changed_after_the_consensus_is_settled_again(house: Path, capsys: Capture) -> None:
    extract(house, "anna", {"population.age": "Invented age anna", "funding": "Invented funding"})
    extract(house, "bo", {"population.age": "Invented age bo", "funding": "Invented funding"})
    first = settle(house, "cia", lambda name, had: had[0])
    assert first.settled is not None
    assert set(first.settled.made) == {"anna", "bo"}
    assert list_open(store.load(house / "evidence")) == ()
    extract(house, "bo", {"funding": "Invented funding, read once more"})
    evidence = store.load(house / "evidence")
    assert list_open(evidence) == (("studies", STUDY),)
    assert evidence.studies[STUDY].funding == "Invented funding", "what was settled stands until it is settled again"
    (waits,) = [t for t in rls.open_workspace(house).todo if t.kind == "settle"]
    assert "changed by bo since it was settled" in waits.why
    for language, said in (
        ("en", "changed by Invented Bo since it was settled: Funding"),
        ("sv", "ändrat av Invented Bo sedan det avgjordes: Finansiering"),
    ):
        assert cli.main(["desk", "--reviewer", "cia", "--language", language, "--workspace", str(house)]) == 0
        assert said in " ".join(capsys.readouterr().out.split())
    panel = rls.settle("studies", STUDY, reviewer="cia", folder=house)
    assert [who for who, _, _ in fields(panel)["funding"]["both"]] == ["consensus", "anna", "bo"]
    assert panel.view["names"]["consensus"] == "settled by Invented Cia"
    assert lacking(panel) == ["funding"]
    asked: dict[str, list[Any]] = {}

    def newer(name: str, had: list[Any]) -> Any:
        asked[name] = had
        return had[-1]

    second = settle(house, "cia", newer)
    assert asked == {"funding": ["Invented funding", "Invented funding", "Invented funding, read once more"]}
    assert second.settled is not None
    assert dict(second.settled.differed) == {"population.age": "anna", "funding": "bo"}, (
        "what is not open stays settled"
    )
    assert second.population.age == "Invented age anna"
    assert second.funding == "Invented funding, read once more"
    assert list_open(store.load(house / "evidence")) == ()
    assert problems(house) == []


@pytest.mark.parametrize("seed", range(2))
def test_nothing_that_anybody_typed_is_lost(house: Path, seed: int) -> None:
    dice = random.Random(seed)
    typed: set[str] = set()

    def say(who: str) -> dict[str, Any]:
        said: dict[str, Any] = {name: f"Invented {key} {who}" for name, key in TYPED.items() if key != "n"}
        said["population.n"] = str(dice.randrange(1000, 9000))
        typed.update(str(v) for v in said.values())
        return said

    def choose(name: str, had: list[Any]) -> Any:
        own = str(dice.randrange(1000, 9000)) if name == "population.n" else f"Invented {name} of turn {len(typed)}"
        picked = dice.choice([*map(str, had), own])
        typed.add(picked)
        return picked

    def check() -> None:
        text = read_everything(house)
        assert [value for value in sorted(typed) if value not in text] == []
        assert problems(house) == []

    if seed % 2:
        extract(house, "anna", say("anna"), finish=False)
        extract(house, "bo", say("bo"))
        assert STUDY not in store.load(house / "evidence").studies, "somebody else has begun it"
        check()
        extract(house, "anna", {})
    else:
        extract(house, "anna", say("anna"))
        extract(house, "bo", say("bo"))
    check()
    first = settle(house, "cia", choose)
    check()
    assert first.settled is not None
    assert (first.settled.between, first.settled.by) == (("anna", "bo"), "cia")
    assert set(first.settled.differed) == set(TYPED)
    # A fourth person, and a second consensus over the first.
    extract(house, "dora", say("dora"))
    check()
    second = settle(house, dice.choice(["anna", "bo"]), choose)
    check()
    assert second.settled is not None
    assert set(second.settled.between) == {"anna", "bo", "dora"}, "who only settled it made nothing alone"
    assert second.settled.earlier == first.settled
    assert list_open(store.load(house / "evidence")) == ()
    # Taken back, each has what they had, and it waits to be settled again.
    (house / "evidence" / "studies" / f"{STUDY}.yaml").unlink()
    typed.clear()
    for own in store.load(house / "evidence").own:
        assert isinstance(own.item, Study)
        typed.update((str(own.item.population.n), str(own.item.population.age), str(own.item.funding)))
    assert len(typed) == 9
    assert list_open(store.load(house / "evidence")) == (("studies", STUDY),)
    third = settle(house, "cia", choose)
    check()
    assert third.settled is not None
    assert third.settled.earlier is None


def test_who_alone_made_what_stands_may_still_mend_it(house: Path) -> None:
    extract(house, "anna", {"population.n": "40"})
    extract(house, "bo", {"population.n": "41"})
    extract(house, "anna", {"population.n": "42"})
    evidence = store.load(house / "evidence")
    assert evidence.studies[STUDY].population.n == 42
    assert [o.by for o in evidence.own] == ["bo"]
    settled = settle(house, "cia", lambda name, had: had[0]).settled
    assert settled is not None
    assert dict(settled.differed) == {"population.n": "anna"}


@pytest.fixture
def settled(house: Path) -> Path:
    extract(house, "anna", {"population.n": "40", "population.age": "Invented age of Anna"})
    extract(house, "bo", {"population.n": "41", "population.age": "Invented age of Bo"})
    settle(house, "cia", lambda name, had: had[1] if name == "population.n" else "Invented age of both")
    return house


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_page_names_both_sources_field_by_field(settled: Path, language: str) -> None:
    review = rls.open_workspace(settled)
    study = review.evidence.studies[STUDY]
    words = Words(language, review.evidence.vocabulary)
    number, age = list_differences(review.evidence, "studies", STUDY, study, words)
    assert (number.had, number.taken, number.stands) == ((("anna", "40"), ("bo", "41")), ("bo",), "41")
    assert (age.taken, age.stands) == ((), "Invented age of both")
    text = unescape(PageMaker(review, language).study(study).text)
    for told in (
        number.field,
        "Invented Anna: 40",
        "Invented Bo: 41",
        "Invented Anna: Invented age of Anna",
        "Invented Cia",
        TODAY,
        words.say("site.settled_as", who="Invented Bo"),
        words.say("site.settled_neither"),
        words.say("site.made_alone_settled"),
        words.say("site.settled_by", who="Invented Anna, Invented Bo", settler="Invented Cia", date=TODAY),
    ):
        assert told in text, told
    assert words.say("site.unchecked") not in text.partition("<h2")[0], "two have seen it"


def test_what_each_has_is_shown_beside_the_field_in_a_terminal(house: Path, capsys: Capture) -> None:
    extract(house, "anna", {"population.n": "40"})
    extract(house, "bo", {"population.n": "41"})
    capsys.readouterr()
    assert cli.main(["settle", "studies", STUDY, "--reviewer", "cia", "--show", "--workspace", str(house)]) == 0
    told = capsys.readouterr().out.splitlines()
    at = next(i for i, line in enumerate(told) if line.strip().startswith("population.n ="))
    assert [line.strip() for line in told[at + 1 : at + 3]] == ["Invented Anna (anna): 40", "Invented Bo (bo): 41"]
    assert cli.main(["agreement", "--workspace", str(house)]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip().startswith("extraction")]
    assert [line[1] for line in rows] == ["choice", "number", "text", "list"]
    assert all(line[2:5] == ["anna", "and", "bo"] for line in rows)


def test_an_older_file_without_the_trace_is_not_called_settled(settled: Path) -> None:
    path = settled / "evidence" / "studies" / f"{STUDY}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("settled:")], encoding="utf-8")
    review = rls.open_workspace(settled)
    study = review.evidence.studies[STUDY]
    assert (study.settled, study.extracted_with) == (None, ("anna", "bo"))
    assert problems(settled) == []
    assert list_open(review.evidence) == ()
    page = unescape(PageMaker(review, "en").study(study).text)
    assert "settled" not in page.partition("<h2")[0].partition("<h1")[2]
    assert "each alone" not in page
    assert say("site.unchecked", "en") in page, "names alone are no second pair of eyes"
    assert [t.kind for t in review.todo if t.what == f"check studies/{STUDY}.yaml"] == ["unchecked"]


def test_a_settler_whom_nobody_knows_is_told(settled: Path) -> None:
    path = settled / "evidence" / "studies" / f"{STUDY}.yaml"
    text = path.read_text(encoding="utf-8")
    at = text.index("settled:")
    path.write_text(text[:at] + text[at:].replace("by: cia", "by: nobody"), encoding="utf-8")
    assert {(p.rule, p.field) for p in problems(settled)} == {
        ("reference", "settled.by"),
        ("settled", "settled.by"),
    }


def test_a_second_extraction_calls_its_results_as_it_likes(house: Path) -> None:
    """An appraisal of the first person's names a result by its id; whoever extracts it blinded knows of none."""
    assert any("sleep" in (a.results or ()) for a in store.load(house / "evidence").appraisals)
    panel = rls.extract("invented-trial", reviewer="dora", folder=house)
    fill(panel)
    put(panel, "results", "@sleep", "id", value="night")
    put(panel, "counts_with", value=list(store.load(house / "evidence").studies["invented-trial"].counts_with))
    panel.act({"do": "finish"})
    assert panel.view["finished"] == "studies/invented-trial.dora.yaml", (lacking(panel), panel.view["others"])
    assert problems(house) == []


def test_what_was_changed_after_a_consensus_is_no_agreement_before_it(house: Path, capsys: Capture) -> None:
    def measure() -> set[tuple[str, str]]:
        found = measure_agreed(store.load(house / "evidence"))
        return {(a.agreement.first, a.agreement.second) for a in found if a.what == "text"}

    extract(house, "anna", {"funding": "Invented funding"})
    extract(house, "bo", {"funding": "Another invented funding"})
    settle(house, "cia", lambda name, had: had[0])
    before = measure()
    assert ("anna", "bo") in before
    extract(house, "bo", {"funding": "Invented funding"})
    assert ("anna", "bo") not in measure(), "bo has seen it by then"
    assert count_changed(store.load(house / "evidence"))["extraction"] == 1
    assert cli.main(["agreement", "--workspace", str(house)]) == 0
    assert "1 extraction changed by their maker since" in " ".join(capsys.readouterr().out.split())


def lacking(panel: FormPanel) -> list[str]:
    return [name for name, field in fields(panel).items() if field["lacks"]]


def test_what_only_one_has_is_not_dropped_in_silence(house: Path) -> None:
    extract(house, "anna", {"population.country": "Invented land", "population.sex": "invented shares"})
    extract(house, "bo", {"funding": "An invented fund"})
    panel = rls.settle("studies", STUDY, reviewer="cia", folder=house)
    assert lacking(panel) == ["population.country", "population.sex", "funding"]
    type_in(panel, "population.country", None)
    type_in(panel, "population.sex", "invented shares")
    panel.act({"do": "finish"})
    assert panel.view["finished"] is None, "nobody has said that there is no funding"
    assert lacking(panel) == ["funding"]
    type_in(panel, "funding", "An invented fund")
    panel.act({"do": "finish"})
    assert panel.view["finished"], panel.view["problems"]
    study = store.load(house / "evidence").studies[STUDY]
    assert (study.population.country, study.funding) == (None, "An invented fund")
    assert study.settled is not None
    assert dict(study.settled.differed) == {"population.country": "bo", "population.sex": "anna", "funding": "bo"}


def test_numbers_and_notes_that_only_one_has_wait_for_a_choice_too(house: Path) -> None:
    """Whether a form must have a field filled, or shows it at all, has nothing to do with who settles it."""
    panel = rls.extract(RECORD, reviewer="anna", folder=house, name=STUDY)
    fill(panel)
    cells = {f"results.sleep.values.{arm}.{cell}": 7 for arm in ("given", "other") for cell in ("mean", "sd")}
    for name in cells:
        first, item, *rest = name.split(".")
        put(panel, first, f"@{item}", *rest, value="7")
    panel.act({"do": "finish"})
    assert panel.view["finished"], panel.view["problems"]
    with (house / "evidence" / "studies" / f"{STUDY}.yaml").open("a", encoding="utf-8") as file:
        file.write("notes:\n- Invented note of one\n")
    panel = rls.extract(RECORD, reviewer="bo", folder=house, name=STUDY)
    fill(panel)
    panel.act({"do": "finish"})
    assert panel.view["finished"], panel.view["problems"]
    panel = rls.settle("studies", STUDY, reviewer="cia", folder=house)
    assert {"notes", *cells} == set(lacking(panel)) == {n for n, f in fields(panel).items() if f["both"]}
    for number, name in enumerate(cells):
        first, item, *rest = name.split(".")
        put(panel, first, f"@{item}", *rest, value=cells[name] if number else None)
    panel.act({"do": "finish"})
    assert panel.view["finished"] is None
    assert lacking(panel) == ["notes"]
    put(panel, "notes", value=["Invented note of one"])
    panel.act({"do": "finish"})
    assert panel.view["finished"], panel.view["problems"]
    study = store.load(house / "evidence").studies[STUDY]
    assert study.notes == ("Invented note of one",)
    assert study.settled is not None
    assert dict(study.settled.differed) == {"notes": "anna"} | {
        name: "anna" if number else "bo" for number, name in enumerate(cells)
    }


def test_a_group_that_only_one_has_may_be_taken_out_as_a_whole(house: Path) -> None:
    extract(house, "anna", {"population.n": "40"})
    panel = rls.extract(RECORD, reviewer="bo", folder=house, name=STUDY)
    fill(panel)
    put(panel, "population", "n", value="40")
    put(panel, "arms", value={**ARM, "id": "third"}, do="add")
    put(panel, "arms", "@third", "n", value="7")
    put(panel, "arms", "@given", "amount", value="13")
    panel.act({"do": "finish"})
    assert panel.view["finished"], panel.view["problems"]
    panel = rls.settle("studies", STUDY, reviewer="cia", folder=house)
    assert {"arms.third.n", "arms.given.amount"} <= set(lacking(panel))
    put(panel, "arms", "@third", value=None, do="remove")
    assert lacking(panel) == ["arms.given.amount"]
    assert "arms.given.id" not in fields(panel), "by its id it is found in what each has"
    put(panel, "arms", "@given", "amount", value="13")
    panel.act({"do": "finish"})
    assert panel.view["finished"], panel.view["problems"]
    settled = store.load(house / "evidence").studies[STUDY].settled
    assert settled is not None
    assert settled.differed["arms.given.amount"] == "bo"


def test_what_one_person_has_is_taken_by_a_command(house: Path, capsys: Capture) -> None:
    extract(house, "anna", {"population.n": "40", "population.country": "Invented land"})
    extract(house, "bo", {"population.n": "41"})
    asked = ["settle", "studies", STUDY, "--reviewer", "cia", "--workspace", str(house)]
    assert cli.main([*asked, "--take", "population.n=dora"]) == 2
    assert "dora: expected one of anna, bo" in capsys.readouterr().err
    assert cli.main([*asked, "--take", "population.n=bo", "--take", "population.country=bo", "--finish"]) == 0
    study = store.load(house / "evidence").studies[STUDY]
    assert (study.population.n, study.population.country) == (41, None)


def test_a_judgement_made_together_is_not_said_to_be_made_alone(tiny: Path, capsys: Capture) -> None:
    """The judgement that stands was made by two at once; one of them has judged anew since."""
    claim = "insomnia-improvement"
    proposed = {"risk_of_bias": 1, "inconsistency": 0, "indirectness": 0, "imprecision": 2, "publication_bias": 0}
    made = [
        "--set",
        "body=[invented-trial, invented-before-after]",
        "--set",
        "read=abstract",
        "--set",
        "starts_at=high",
    ]
    for domain, steps in proposed.items():
        made += ["--set", f"downgrades.{domain}.steps={steps}", "--take", f"downgrades.{domain}.why=rules"]
    made += ["--set", "overall=very_low", "--set", "direction.finding=unclear", "--take", "direction.why=rules"]
    made += ["--set", "summary.en=It is very uncertain whether the invented thing improves sleep."]
    made += ["--set", "summary.sv=Det är mycket osäkert om det påhittade förbättrar sömnen.", "--finish"]
    own = ["--workspace", str(tiny)]
    assert cli.main(["judge", claim, "--reviewer", "bo", *made, *own]) == 0, capsys.readouterr().err
    asked = ["settle", "certainty", claim, "--reviewer", "cia", *own]
    taken = [x for d in proposed for x in ("--take", f"downgrades.{d}.why=bo")]
    taken += ["--take", "direction.why=bo", "--take", "summary=bo"]
    assert cli.main([*asked, *taken, "--finish"]) == 1, "an empty list is not chosen by anybody"
    assert "informed_by" in capsys.readouterr().out
    assert cli.main([*asked, "--set", "informed_by=[]", "--finish"]) == 0
    review = rls.open_workspace(tiny)
    certainty = review.evidence.certainty[claim]
    assert certainty.settled is not None
    assert certainty.settled.replaced is not None
    assert certainty.settled.replaced["informed_by"] == ["invented-review"]
    (summary,) = [s for s in review.summaries if s.claim.id == claim]
    page = unescape(PageMaker(review, "en").claim(summary).text)
    assert "Made by Invented Anna, Invented Bo; settled by Invented Cia" in page
    assert "each alone" not in page


def test_what_was_made_together_is_counted_and_gives_no_agreement(tiny: Path, capsys: Capture) -> None:
    evidence = store.load(tiny / "evidence")
    joint = sum(len(c.reviewers) > 1 for c in evidence.certainty.values())
    assert joint, "the tiny review has judgements in two names"
    assert count_joint(evidence)["certainty"] == joint
    assert cli.main(["agreement", "--workspace", str(tiny)]) == 0
    said = capsys.readouterr().out
    assert f"{joint} judgement" in said.partition("left out:")[2]
    assert "two names under one file are no agreement" in " ".join(said.split())
    claim = next(c.claim for c in evidence.certainty.values() if len(c.reviewers) > 1)
    alone = evidence.certainty[claim].model_copy(update={"reviewers": ("cia",), "by": "cia"})
    own = Own(f"certainty/{claim}.cia.yaml", "certainty", claim, "cia", alone)
    assert count_joint(replace(evidence, own=(*evidence.own, own)))["certainty"] == joint - 1, "that can be compared"
