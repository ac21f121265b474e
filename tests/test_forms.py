"""Forms without a browser: what they ask, what they choose for nobody, what is on disk after each change, the end.

The same sessions stand behind the forms in JupyterLab (driven in test_forms_browser.py).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from conftest import REPO, TODAY
from rlsevidence import cli, store
from rlsevidence.decisions.versions import Version, list_makers
from rlsevidence.errors import NOTICES, EvidenceError, UsageError
from rlsevidence.finishing import list_problems
from rlsevidence.forms import FormPanel, agreement
from rlsevidence.forms.agreed import measure_agreed, measure_domains
from rlsevidence.forms.consensus import align
from rlsevidence.forms.fields import KINDS, Maker, parse_value, read_kind
from rlsevidence.forms.queue import find_plain
from rlsevidence.forms.study_form import ARM, ELSEWHERE, RESULT
from rlsevidence.forms.terminal import name_command
from rlsevidence.language import say
from rlsevidence.model import GRADE_DOMAINS, Appraisal, Arm, Certainty, Frozen, Population, Result, Study
from rlsevidence.model.appraisal_tools import PROMPTS, TOOLS, domain_group
from rlsevidence.scaffold import sign_off
from rlsevidence.tagging import queue
from test_panel import give_abstract


def fields(panel: FormPanel) -> dict[str, dict[str, Any]]:
    return {f["name"]: f for s in panel.view["sections"] for f in s["fields"]}


def put(panel: FormPanel, *at: str, value: Any, do: str = "set", **more: Any) -> None:
    """One change as the browser sends it; it must be answered as written."""
    panel.act({"do": do, "at": list(at), "value": value, "n": 1, "tab": "t", **more})
    assert panel.ack["ok"], panel.status


def refuse(panel: FormPanel, *at: str, value: Any, do: str = "set", **more: Any) -> str:
    panel.act({"do": do, "at": list(at), "value": value, "n": 2, "tab": "t", **more})
    assert not panel.ack["ok"]
    assert panel.status["role"] == "alert"
    return str(panel.status["text"])


def closed(field: dict[str, Any]) -> set[str]:
    return {c["word"] for c in field["choices"] if c["closed"]}


# ---------------------------------------------------------------- described from the model


@pytest.mark.parametrize("model", [Study, Appraisal, Certainty])
def test_every_field_of_the_model_has_a_kind(model: type[Frozen]) -> None:
    known = {*KINDS, "model", "items", "mapping", "flag"}
    for name, info in model.model_fields.items():
        assert read_kind(info.annotation, tuple(info.metadata)).name in known, name


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize(
    ("model", "name"), [(Study, "study"), (Arm, "arm"), (Result, "result"), (Population, "study.population")]
)
def test_every_field_of_an_extraction_has_a_label(language: str, model: type[Frozen], name: str) -> None:
    """A field that the model gains and the catalogues do not know would end the form where it is drawn."""
    fields = list(
        Maker.of(store.load(Path(__file__).parent / "tiny" / "evidence"), language).fields(
            model, (name,), name, ELSEWHERE
        )
    )
    assert fields
    assert all(field.label for field in fields)


NUMBERS = [
    ("12,5", False, (12.5, True)),
    ("12.50", False, (12.5, True)),
    ("40", True, (40, True)),
    ("40.5", True, (40.5, False)),
    ("\u22123", False, (-3, True)),
    ("about 3", False, ("about 3", False)),
    ("nan", False, ("nan", False)),
    ("", False, (None, True)),
    (None, True, (None, True)),
]


@pytest.mark.parametrize(("raw", "whole", "wanted"), NUMBERS)
def test_numbers_as_people_type_them(raw: str | None, whole: bool, wanted: tuple[Any, bool]) -> None:
    found = parse_value("number", raw, whole=whole)
    assert (repr(found[0]), found[1]) == (repr(wanted[0]), wanted[1])


def test_two_numbers() -> None:
    assert parse_value("pair", "4 9,5") == ([4, 9.5], True)
    assert parse_value("pair", "4") == ("4", False)
    assert parse_value("pair", "") == (None, True)


# ---------------------------------------------------------------- appraisal


@pytest.fixture
def appraisal(tiny: Path) -> FormPanel:
    return rls.appraise("invented-trial", reviewer="bo", folder=tiny)


def judge_all(panel: FormPanel, word: str, *others: tuple[str, str]) -> None:
    for section in panel.view["sections"]:
        for field in section["fields"]:
            at = field["at"]
            if at[-1] == "judgement":
                put(panel, *at, value=dict(others).get(at[1], word))
            elif at[-1] == "support":
                put(panel, *at, "en", value="Invented for this domain.")
                put(panel, *at, "sv", value="Påhittat för domänen.")


def test_an_appraisal_begins_with_nothing_chosen(appraisal: FormPanel, tiny: Path) -> None:
    found = fields(appraisal)
    assert {f["value"] for f in found.values()} <= {"", None}
    assert all(bool(f["lacks"]) == (".answers." not in name) for name, f in found.items()), (
        "answers help, and are not asked for"
    )
    assert closed(found["read"]) == {"title", "abstract", "second-hand"}, "as the study was read"
    assert closed(found["overall"]) == {"low", "some_concerns", "high"}, "first every domain"
    assert all(found[f"domains.{d}.answers.1"]["label"].endswith("?") for d in ("randomisation", "selection"))
    assert store.load(tiny / "evidence").drafts == (), "who only looks leaves nothing behind"
    put(appraisal, "why", "en", value="Begun.")
    (draft,) = store.load(tiny / "evidence").drafts
    assert draft.path == "appraisals/invented-trial.rob2.bo.yaml"


@pytest.mark.parametrize("tool", [t for t in TOOLS if t.startswith("rob")])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_domain_has_something_to_think_of(tool: str, language: str, evidence_dir: Path) -> None:
    from rlsevidence.language import list_texts

    texts = list_texts("form.", language)
    for domain in store.load(evidence_dir).vocabulary[domain_group(tool)]:
        numbers = [n for n in range(1, 10) if f"ask.{PROMPTS[tool]}.{domain}.{n}" in texts]
        assert numbers == list(range(1, len(numbers) + 1)), domain
        assert numbers, domain


def test_answers_to_prompts_are_kept_with_the_judgement_and_compared(tiny: Path) -> None:
    """What a judgement rests on: in the file of the one who judged, at a second reader, and in the consensus."""
    at = ("domains", "missing_data", "answers", "1")
    first = rls.appraise("invented-trial", reviewer="bo", folder=tiny)
    put(first, *at, value="two of forty left, both for reasons of their own")
    put(first, "domains", "selection", "answers", "1", value="said once, and taken back")
    put(first, "domains", "selection", "answers", "1", value="")
    (draft,) = store.load(tiny / "evidence").drafts
    assert draft.plain["domains"]["missing_data"]["answers"] == {
        "1": "two of forty left, both for reasons of their own"
    }
    assert "answers" not in draft.plain["domains"]["selection"], "what was taken back leaves nothing"
    again = rls.appraise("invented-trial", reviewer="bo", folder=tiny)
    assert fields(again)[".".join(at)]["value"].startswith("two of forty")
    judge_all(again, "low", ("missing_data", "some_concerns"))
    for name, value in (("read", "full-text"), ("overall", "some_concerns")):
        put(again, name, value=value)
    put(again, "result", value="sleep", do="add")
    put(again, "why", "en", value="Invented.")
    again.act({"do": "finish"})
    assert again.view["finished"], again.status
    (mine,) = [a for a in store.load(tiny / "evidence").appraisals if a.by == "bo"]
    assert mine.domains["missing_data"].answers == {"1": "two of forty left, both for reasons of their own"}
    consensus = rls.settle("appraisals", "invented-trial.rob2", reviewer="cia", folder=tiny)
    said = fields(consensus)[".".join(at)]
    assert [text for _, _, text in said["both"]].count("two of forty left, both for reasons of their own") == 1


def test_the_rule_of_the_tool_opens_what_may_be_judged(appraisal: FormPanel) -> None:
    judge_all(appraisal, "low")
    assert closed(fields(appraisal)["overall"]) == {"some_concerns", "high"}
    put(appraisal, "overall", value="low")
    put(appraisal, "domains", "selection", "judgement", value="high")
    assert closed(fields(appraisal)["overall"]) == {"low", "some_concerns"}
    assert "high" in fields(appraisal)["overall"]["lacks"], "low was chosen before and is not open any more"
    assert "come to: high" in refuse(appraisal, "overall", value="low")
    put(appraisal, "domains", "selection", "judgement", value="some_concerns")
    put(appraisal, "domains", "deviations", "judgement", value="some_concerns")
    assert closed(fields(appraisal)["overall"]) == {"low"}, "several concerns may be judged as high"


def test_low_is_closed_without_the_full_text(tiny: Path) -> None:
    panel = rls.appraise("invented-before-after", reviewer="bo", folder=tiny)
    assert "low" in closed(fields(panel)["domains.confounding.judgement"])
    assert "full text" in refuse(panel, "domains", "confounding", "judgement", value="low")


def test_a_whole_appraisal_is_finished_beside_that_of_another(appraisal: FormPanel, tiny: Path) -> None:
    before = list_problems(tiny / "evidence")
    appraisal.act({"do": "finish"})
    assert appraisal.view["finished"] is None
    assert (appraisal.view["lacks"], appraisal.view["problems"]) == (14, []), "what is lacking stands at its field"
    assert "stays a draft: 14" in appraisal.status["text"]
    judge_all(appraisal, "low", ("missing_data", "some_concerns"))
    put(appraisal, "result", value="sleep", do="add")
    put(appraisal, "read", value="full-text")
    put(appraisal, "overall", value="some_concerns")
    put(appraisal, "why", "en", value="Invented.")
    appraisal.act({"do": "finish"})
    assert appraisal.view["finished"] == "appraisals/invented-trial.rob2.bo.yaml", appraisal.view["problems"]
    own = [a for a in store.load(tiny / "evidence").appraisals if a.by == "bo"]
    assert [(a.overall, a.reviewers) for a in own] == [("some_concerns", ("bo",))]
    left = {p.rule: p for p in list_problems(tiny / "evidence") if p not in before}
    assert set(left) <= {"unfinished", "stale", "unsettled"}, left
    assert "1 without sv" in left["unfinished"].found, "a translation is asked for, and keeps nothing from counting"
    with pytest.raises(Exception, match="is finished"):
        rls.appraise("invented-trial", reviewer="bo", folder=tiny)


def test_all_results_alike_is_a_choice_and_no_default(appraisal: FormPanel) -> None:
    put(appraisal, "result", value="sleep", do="add")
    put(appraisal, "result", value="sleep", do="remove")
    assert fields(appraisal)["result"]["value"] == ""
    put(appraisal, "result", value=None)
    assert fields(appraisal)["result"]["lacks"] == ""


def test_who_and_what_must_be_there(tiny: Path) -> None:
    with pytest.raises(UsageError, match="no reviewer 'dora'"):
        rls.appraise("invented-trial", reviewer="dora", folder=tiny)
    with pytest.raises(UsageError, match="no study 'nobody'"):
        rls.appraise("nobody", reviewer="bo", folder=tiny)
    with pytest.raises(UsageError, match="takes for it rob2, not robins-i"):
        rls.appraise("invented-trial", reviewer="bo", folder=tiny, tool="robins-i")
    with pytest.raises(UsageError, match="which tool"):
        rls.appraise("invented-review", reviewer="bo", folder=tiny)


def test_two_windows_write_to_one_draft(appraisal: FormPanel, tiny: Path) -> None:
    other = rls.appraise("invented-trial", reviewer="bo", folder=tiny)
    put(appraisal, "why", "en", value="Mine.", was=None)
    put(other, "domains", "selection", "judgement", value="high", was=None)
    assert "written meanwhile" in refuse(other, "why", "en", value="Yours.", was=None)
    assert (other.ack["changed"], other.ack["value"]) == (True, "Mine.")
    appraisal.act({"do": "look"})
    assert fields(appraisal)["domains.selection.judgement"]["value"] == "high"
    assert fields(appraisal)["why"]["value"] == {"en": "Mine."}


# ---------------------------------------------------------------- extraction


RECORD = "pubmed:90000008"
TRIAL: list[tuple[tuple[str, ...], Any]] = [
    (("design",), "rct"),
    (("read",), "abstract"),
    (("comparator",), "placebo"),
    (("population", "who"), "invented adults"),
    (("population", "n"), "40"),
    (("arms", "@given", "compound"), "magnesium"),
    (("arms", "@given", "amount"), "12,4"),
    (("arms", "@given", "unit"), "mmol/day"),
    (("arms", "@given", "amount_is"), "elemental"),
    (("results", "@sleep", "outcome"), "sleep"),
    (("results", "@sleep", "measure"), "invented sleep scale"),
    (("results", "@sleep", "kind"), "between-arms"),
    (("results", "@sleep", "better"), "higher"),
    (("results", "@sleep", "where"), "abstract"),
    (("finding", "en"), "Invented finding."),
    (("finding", "sv"), "Påhittat fynd."),
    (("facts_from",), ["https://example.org/invented"]),
    (("verification",), "confirmed"),
]


@pytest.fixture
def extraction(tiny: Path) -> FormPanel:
    give_abstract(tiny)
    return rls.extract(RECORD, reviewer="bo", folder=tiny, name="invented-new")


def fill(panel: FormPanel) -> None:
    put(panel, "arms", value=dict(ARM), do="add")
    put(panel, "arms", "@group", "id", value="given")
    put(panel, "arms", value={**ARM, "id": "other"}, do="add")
    put(panel, "results", value=dict(RESULT), do="add")
    put(panel, "results", "@result", "id", value="sleep")
    for at, value in TRIAL:
        put(panel, *at, value=value)
    put(panel, "population", "conditions", value="rls", do="add")
    put(panel, "results", "@sleep", "claims", value="insomnia-improvement", do="add")


def test_an_extraction_begins_with_nothing_chosen(extraction: FormPanel) -> None:
    found = fields(extraction)
    assert {n for n, f in found.items() if f["value"] not in (None, "", [], {})} == {"label", "reports"}
    assert [c["word"] for c in found["design"]["choices"]]
    assert all(c["means"] for c in found["design"]["choices"])
    assert found["population.n"]["lacks"] == "", "may stay not recorded"
    assert found["population.baseline.scale"]["lacks"] == ""
    assert found["verification"]["lacks"]
    passages = extraction.view["beside"]["passages"]
    assert [p["at"] for p in passages] == ["abstract/0", "abstract/1", "abstract/2"]
    assert "12.4 mmol" in passages[0]["text"]


def test_the_dose_is_computed_beside_what_is_typed(extraction: FormPanel, tiny: Path) -> None:
    fill(extraction)
    (told,) = fields(extraction)["arms.given.amount"]["beside"]
    assert "301.4 mg of magnesium itself" in told
    put(extraction, "arms", "@given", "unit", value="drops")
    (told,) = fields(extraction)["arms.given.amount"]["beside"]
    assert told.startswith("Cannot be converted to magnesium")
    put(extraction, "arms", "@given", "amount", value="")
    assert fields(extraction)["arms.given.amount"]["beside"] == []
    held = store.read_draft(tiny / "evidence", "studies/invented-new.bo.yaml")
    assert held is not None
    assert set(held["arms"][0]) == set(ARM), "what was computed is written nowhere"


def test_people_who_are_in_no_arm_are_doubted(extraction: FormPanel) -> None:
    fill(extraction)

    def notes() -> list[str]:
        return next(list(s["notes"]) for s in extraction.view["sections"] if s["id"] == "people")

    put(extraction, "design", value="rct")
    arms = [s["id"] for s in extraction.view["sections"] if s["id"].startswith("arms.")]
    for arm in arms:
        put(extraction, "arms", arm.removeprefix("arms."), "n", value="60")
    whole = 60 * len(arms)
    put(extraction, "population", "n", value=str(whole))
    assert notes() == []
    put(extraction, "population", "n", value="1200")
    assert notes()[0].startswith(f"Doubt: 1200 people in the study, but {whole} in its arms")
    put(extraction, "population", "n", value="12")
    assert notes() == [f"Doubt: 12 people in the study, but {whole} in its arms."]
    put(extraction, "arms", arms[0].removeprefix("arms."), "n", value="")
    put(extraction, "population", "n", value="1200")
    assert notes() == [], "an arm of unknown size bounds nothing"
    put(extraction, "design", value="case-control")
    put(extraction, "population", "n", value="12")
    assert notes() == [], "groups of other designs may leave people out"


def test_a_result_against_what_the_record_is_tagged_as_is_doubted(tiny: Path) -> None:
    give_abstract(tiny)
    table = tiny / "evidence" / "tags.tsv"
    row = f"insomnia-improvement\t{RECORD}\tsupports\tdirect\t\tabstract\tscreener\tbo\t2026-01-12\t"
    head, *rows = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([head, *sorted([*rows, row])]) + "\n", encoding="utf-8")
    panel = rls.extract(RECORD, reviewer="bo", folder=tiny, name="invented-new")
    fill(panel)

    def doubts() -> list[str]:
        section = next(s for s in panel.view["sections"] if s["id"] == "results.@sleep")
        return [n for n in section["notes"] if n.startswith("Doubt:")]

    put(panel, "results", "@sleep", "estimate", "measure", value="MD")
    for name, value in (("value", "-2.1"), ("ci_low", "-3.2"), ("ci_high", "-1.0"), ("level", "95")):
        put(panel, "results", "@sleep", "estimate", name, value=value)
    (said,) = doubts()
    assert "insomnia-improvement" in said
    put(panel, "results", "@sleep", "better", value="lower")
    assert doubts() == [], "the same side"
    put(panel, "results", "@sleep", "better", value="higher")
    put(panel, "results", "@sleep", "estimate", "ci_high", value="0.4")
    put(panel, "results", "@sleep", "estimate", "value", value="-1.4")
    assert doubts() == [], "the interval takes in no effect"


def test_the_effect_and_its_doubts_are_shown_as_they_are_typed(extraction: FormPanel) -> None:
    fill(extraction)

    def notes() -> list[str]:
        return next(list(s["notes"]) for s in extraction.view["sections"] if s["id"] == "results.@sleep")

    assert notes() == ["No effect size: no two groups with a mean, a deviation and a number of people could be read."]
    for group, mean in (("given", "80"), ("other", "74")):
        for cell, value in (("n", "20"), ("mean", mean), ("sd", "8")):
            put(extraction, "results", "@sleep", "values", group, cell, value=value)
    assert notes()[0] == "MD 6, 95 % interval 1.04 to 11"
    put(extraction, "results", "@sleep", "p", value="0.9")
    assert any(n.startswith("Doubt:") for n in notes()), "p does not go with the numbers"
    for group in ("given", "other"):
        for cell in ("n", "mean", "sd"):
            put(extraction, "results", "@sleep", "values", group, cell, value="")
    assert fields(extraction)["results.sleep.values.given.n"]["value"] is None
    put(extraction, "results", "@sleep", "estimate", "measure", value="OR")
    assert fields(extraction)["results.sleep.estimate.value"]["lacks"]
    for name, value in (("value", "2"), ("ci_low", "1"), ("ci_high", "4"), ("level", "95")):
        put(extraction, "results", "@sleep", "estimate", name, value=value)
    assert notes()[0] == "OR 2, 95 % interval 1 to 4"
    for name in ("measure", "value", "ci_low", "ci_high", "level"):
        put(extraction, "results", "@sleep", "estimate", name, value=None)
    assert fields(extraction)["results.sleep.estimate.value"]["lacks"] == "", "nothing known of it is null again"


def test_a_number_keeps_the_place_it_was_taken_from(extraction: FormPanel, tiny: Path) -> None:
    place = "[abstract/0:99-101 @0123456789abcdef]"
    put(extraction, "population", "n", value="40", place=place)
    assert fields(extraction)["population.n"]["place"] == place
    put(extraction, "population", "n", value="41")
    assert fields(extraction)["population.n"]["place"] == "", "another number stands in no such place"
    put(extraction, "population", "n", value="about 40")
    assert "no number" in extraction.status["text"]
    assert "a whole number" in fields(extraction)["population.n"]["lacks"], "kept as typed, and said to be wrong"


def test_a_whole_extraction_counts_from_the_moment_it_is_finished(extraction: FormPanel, tiny: Path) -> None:
    before = list_problems(tiny / "evidence")
    fill(extraction)
    place = "[abstract/0:99-101 @0123456789abcdef]"
    put(extraction, "population", "n", value="40", place=place)
    extraction.act({"do": "finish"})
    assert extraction.view["finished"] == "studies/invented-new.yaml", extraction.view["problems"]
    study = store.load(tiny / "evidence").studies["invented-new"]
    assert (study.extracted_by, study.by, study.draft, study.population.n) == ("bo", None, False, 40)
    assert study.places == {"population.n": place}
    assert not (tiny / "evidence" / "studies" / "invented-new.bo.yaml").exists()
    assert [p for p in list_problems(tiny / "evidence") if p not in before] == []
    # One's own, made alone, may be changed: the draft begins with it.
    again = rls.extract("invented-new", reviewer="bo", folder=tiny)
    assert fields(again)["population.n"]["value"] == 40
    # Another person begins with nothing, and sees nothing of it.
    other = rls.extract(RECORD, reviewer="anna", folder=tiny)
    assert other.view["path"] == "studies/invented-new.anna.yaml"
    assert fields(other)["population.n"]["value"] is None
    assert "Invented finding" not in repr(other.view)


def test_ones_own_text_is_read_and_kept_nowhere(tiny: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("Invented methods.\n\nForty invented people got 250 mg a day.\n", encoding="utf-8")
    panel = rls.extract(RECORD, reviewer="bo", folder=tiny, text=own)
    passages = panel.view["beside"]["passages"]
    assert [p["at"] for p in passages][-2:] == ["text/1", "text/2"]
    assert "250 mg" in passages[-1]["text"]
    assert not any("Invented methods" in f.read_text(encoding="utf-8") for f in tiny.rglob("*") if f.is_file())


def test_a_record_that_is_not_there_and_a_name_that_is_taken(tiny: Path) -> None:
    with pytest.raises(UsageError, match="no record 'pubmed:1'"):
        rls.extract("pubmed:1", reviewer="bo", folder=tiny)
    with pytest.raises(UsageError, match="already a report of invented-trial"):
        rls.extract("pubmed:90000001", reviewer="bo", folder=tiny, name="another")
    with pytest.raises(UsageError, match="cannot be an id"):
        rls.extract(RECORD, reviewer="bo", folder=tiny, name="Not an id")


def test_a_study_that_is_begun_is_known_by_its_name(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the desk prints it: one's own draft, another's, one finished and not settled; and what is near is told."""
    put(rls.extract("pubmed:90000008", reviewer="bo", folder=tiny, name="begun-2020"), "design", value="rct")
    command = name_command("drafts", {"do": "extract", "part": "studies", "name": "begun-2020"}, "bo").split()
    assert cli.main([*command[1:], "--show", "--workspace", str(tiny)]) == 0
    assert "design = rct" in capsys.readouterr().out
    mine = rls.extract("begun-2020", reviewer="bo", folder=tiny)
    assert fields(mine)["design"]["value"] == "rct", "one goes on where one was"
    other = rls.extract("begun-2020", reviewer="anna", folder=tiny)
    assert other.view["path"] == "studies/begun-2020.anna.yaml"
    assert fields(other)["reports"]["value"] == ["pubmed:90000008"]
    assert fields(other)["design"]["value"] == "", "and sees nothing of another's"
    with pytest.raises(UsageError, match=r"did you mean begun-2020\?"):
        rls.extract("begun-202", reviewer="bo", folder=tiny)
    put(mine, "reports", value=[])
    with pytest.raises(UsageError, match="names no record that is here"):
        rls.extract("begun-2020", reviewer="bo", folder=tiny)


# ---------------------------------------------------------------- certainty


@pytest.fixture
def certainty(tiny: Path) -> FormPanel:
    return rls.judge("insomnia-improvement", reviewer="bo", folder=tiny)


def judge_as(panel: FormPanel, steps: dict[str, int], finding: str = "unclear") -> None:
    for study in ("invented-trial", "invented-before-after"):
        put(panel, "body", value=study, do="add")
    put(panel, "read", value="abstract")
    put(panel, "starts_at", value="high")
    for domain in GRADE_DOMAINS:
        put(panel, "downgrades", domain, "steps", value=steps.get(domain, 0))
        for code in ("en", "sv"):
            put(panel, "downgrades", domain, "why", code, value=f"Invented as {code}.")
    put(panel, "direction", "finding", value=finding)
    for code in ("en", "sv"):
        put(panel, "direction", "why", code, value=f"Invented {code}.")


def lines(panel: FormPanel, section: str) -> str:
    return "\n".join(next(s["notes"] for s in panel.view["sections"] if s["id"] == section))


def test_a_judgement_begins_with_nothing_chosen(certainty: FormPanel) -> None:
    assert all(f["value"] in (None, "", [], {}) for f in fields(certainty).values())
    assert "propose two steps down" in lines(certainty, "imprecision")
    assert closed(fields(certainty)["starts_at"]) == {"high", "low"}, "first the body"
    assert closed(fields(certainty)["overall"]) == {"high", "moderate", "low", "very_low"}
    assert "anna" not in repr(certainty.view), "what others have judged is not shown"
    assert "One study had nobody to compare with" not in repr(certainty.view)
    assert [name for name, _ in certainty.view["beside"]["facts"]][:2] == [
        "Invented trial 2021",
        "Invented before and after 2018",
    ]


def test_the_body_opens_what_may_be_chosen(certainty: FormPanel) -> None:
    put(certainty, "body", value="invented-before-after", do="add")
    assert closed(fields(certainty)["starts_at"]) == {"high"}
    assert closed(fields(certainty)["read"]) == {"full-text"}
    put(certainty, "body", value="invented-trial", do="add")
    assert closed(fields(certainty)["starts_at"]) == {"low"}


# ---------------------------------------------------------------- several fields in one act

SENTENCE = (
    "At 8 weeks the mean was 62.0 points (standard deviation 11.0) with herb and 56.0 points (standard deviation 11.2) "
    "with placebo: a difference of 6.0 points, 95 % interval 2.0 to 10.0, p = 0.004."
)


def take(panel: FormPanel, *at: str, text: str, was: Any = None) -> None:
    """What is selected in the text, as the browser sends it."""
    (passage,) = [p for p in panel.view["beside"]["passages"] if text in p["text"]]
    place = {"at": passage["at"], "start": passage["text"].index(text)}
    panel.act(
        {"do": "take", "at": list(at), "text": text, "value": text, "was": was, "place": place, "n": 1, "tab": "t"}
    )


@pytest.fixture
def reading(tiny: Path) -> FormPanel:
    own = tiny / "own.txt"
    own.write_text(f"Invented. They got 250 mg daily for 8 weeks.\n\n{SENTENCE}\n", encoding="utf-8")
    panel = rls.extract("pubmed:90000008", reviewer="bo", folder=tiny, name="invented-new", text=own)
    for name in ("herb", "placebo"):
        put(panel, "arms", do="add", value={**ARM, "id": name})
    put(panel, "results", do="add", value={**RESULT, "id": "sleep"})
    put(panel, "results", "@sleep", "kind", value="between-arms")
    return panel


def test_a_selection_fills_all_that_it_says_and_tells_each(reading: FormPanel, tiny: Path) -> None:
    take(reading, "results", "@sleep", "values", "herb", "mean", text=SENTENCE)
    assert reading.ack["ok"], reading.status
    assert len(reading.ack["taken"]) == 11
    held = store.read_draft(tiny / "evidence", "studies/invented-new.bo.yaml")
    assert held is not None
    result = held["results"][0]
    assert result["values"] == {"herb": {"mean": 62.0, "sd": 11.0}, "placebo": {"mean": 56.0, "sd": 11.2}}
    assert result["estimate"] == {"measure": "", "value": 6.0, "ci_low": 2.0, "ci_high": 10.0, "level": 95}
    assert (result["p"], result["when"]) == ("0.004", "8 weeks")
    assert result["where"] == "text"
    assert set(reading.ack["taken"]) == {*held["places"], "results.sleep.where"}, "each number has its place"
    passage = next(p for p in reading.view["beside"]["passages"] if SENTENCE in p["text"])
    for name, place in held["places"].items():
        begin, end = (int(n) for n in place.partition(":")[2].split()[0].split("-"))
        printed = passage["text"][begin:end].lstrip("= ")
        assert printed == str(fields(reading)[name]["value"]) or float(printed) == fields(reading)[name]["value"]
    assert all(text in reading.status["text"] for text in ("62.0", "0.004", "8 weeks")), "what was saved is said"


def test_a_selection_writes_over_nothing_but_the_field_it_was_made_for(reading: FormPanel) -> None:
    put(reading, "arms", "@herb", "unit", value="mmol/day")
    put(reading, "arms", "@herb", "amount", value="9")
    take(reading, "arms", "@herb", "amount", text="250 mg daily for 8 weeks", was=9)
    assert not reading.ack["ok"], "an amount goes with its unit, or not at all"
    assert "mmol/day" in reading.status["text"]
    put(reading, "arms", "@herb", "unit", value="mg/day", was="mmol/day")
    put(reading, "arms", "@herb", "route", value="oral")
    take(reading, "arms", "@herb", "amount", text="250 mg daily for 8 weeks", was=9)
    found = fields(reading)
    assert [found[f"arms.herb.{name}"]["value"] for name in ("amount", "unit", "duration")] == [
        250,
        "mg/day",
        "8 weeks",
    ]
    assert found["arms.placebo.amount"]["value"] is None
    put(reading, "arms", "@herb", "amount", value="8")
    take(reading, "arms", "@herb", "amount", text="250 mg daily", was=9)
    assert reading.ack["changed"], "what another window has written meanwhile is asked about"


def test_a_selection_that_says_nothing_more_is_the_field_s_alone(reading: FormPanel) -> None:
    take(reading, "population", "who", text="They got 250 mg daily")
    assert fields(reading)["population.who"]["value"] == "They got 250 mg daily"
    reading.act(
        {"do": "take", "at": ["population", "who"], "text": "not there", "place": {"at": "text/1", "start": 0}, "n": 1}
    )
    assert not reading.ack["ok"]


def test_the_rules_judgement_and_reason_are_one_act_of_a_person(certainty: FormPanel, tiny: Path) -> None:
    def offered(panel: FormPanel) -> dict[str, Any]:
        return {s["id"]: s["together"] for s in panel.view["sections"] if s["together"]}

    assert not offered(certainty), "of another body it would say what is not so"
    for study in ("invented-trial", "invented-before-after"):
        put(certainty, "body", value=study, do="add")
    found = offered(certainty)
    assert set(found) == {*GRADE_DOMAINS, "direction"}
    edits = [{"do": "set", "at": at, "value": value, "was": None} for at, value in found["imprecision"]]
    certainty.act({"do": "together", "at": edits[0]["at"], "edits": edits, "n": 1, "tab": "t"})
    assert certainty.ack["ok"], certainty.status
    held = store.read_draft(tiny / "evidence", "certainty/insomnia-improvement.bo.yaml")
    assert held is not None
    judged = held["downgrades"].pop("imprecision")
    assert judged["steps"] == 2
    assert set(judged["why"]) == {"en", "sv"}
    assert all(d == {"steps": None, "why": ""} for d in held["downgrades"].values()), "and nothing else is judged"
    assert set(offered(certainty)) == {*GRADE_DOMAINS, "direction"} - {"imprecision"}
    # One of them written meanwhile: none of them is.
    edits = [{"do": "set", "at": at, "value": value, "was": None} for at, value in found["inconsistency"]]
    put(certainty, "downgrades", "inconsistency", "why", "en", value="Invented.")
    certainty.act({"do": "together", "at": edits[0]["at"], "edits": edits, "n": 1, "tab": "t"})
    assert not certainty.ack["ok"]
    assert fields(certainty)["downgrades.inconsistency.steps"]["value"] is None


def test_whatever_waits_has_a_name_at_the_desk() -> None:
    for kind in queue.KINDS:
        for language in ("en", "sv"):
            assert say(f"form.todo.{kind}", language)


def test_a_level_above_the_rules_asks_for_its_argument(certainty: FormPanel) -> None:
    judge_as(certainty, {"risk_of_bias": 1, "imprecision": 2})
    assert closed(fields(certainty)["overall"]) == {"high", "moderate", "low"}
    assert not [n for n in fields(certainty) if n.startswith("departs_because")]
    assert "mycket osäkert" in "".join(fields(certainty)["summary"]["beside"])
    put(certainty, "downgrades", "imprecision", "steps", value=1)
    assert closed(fields(certainty)["overall"]) == {"high", "moderate", "very_low"}
    asked = fields(certainty)["departs_because.imprecision"]
    assert asked["lacks"]
    assert "1 below yours" in lines(certainty, "overall")
    assert "second person" not in lines(certainty, "overall")
    put(certainty, "downgrades", "risk_of_bias", "steps", value=0)
    assert {n for n in fields(certainty) if n.startswith("departs_because")} == {
        "departs_because.imprecision",
        "departs_because.risk_of_bias",
    }
    assert "second person" in lines(certainty, "overall")
    put(certainty, "direction", "finding", value="benefit")
    assert "probably" in "".join(fields(certainty)["summary"]["beside"])


def test_a_judgement_talked_up_without_an_argument_is_not_finished(certainty: FormPanel, tiny: Path) -> None:
    judge_as(certainty, {"risk_of_bias": 1, "imprecision": 1})
    put(certainty, "overall", value="low")
    put(certainty, "summary", "en", value="Magnesium may improve sleep a little.")
    put(certainty, "summary", "sv", value="Magnesium kan möjligen förbättra sömnen något.")
    certainty.act({"do": "finish"})
    assert certainty.view["finished"] is None
    assert fields(certainty)["departs_because.imprecision"]["lacks"]
    put(certainty, "departs_because", "imprecision", "en", value="Invented argument that a gap so small says enough.")
    certainty.act({"do": "finish"})
    assert "here too (sv)" in fields(certainty)["departs_because.imprecision"]["lacks"], "in each language"
    put(certainty, "departs_because", "imprecision", "sv", value="Påhittat skäl att en så liten skillnad säger nog.")
    certainty.act({"do": "finish"})
    assert certainty.view["finished"] == "certainty/insomnia-improvement.bo.yaml", certainty.view["problems"]
    evidence = store.load(tiny / "evidence")
    (own,) = evidence.own
    assert (own.name, own.by, own.field) == ("insomnia-improvement", "bo", "certainty")
    assert evidence.certainty["insomnia-improvement"].overall == "very_low", "what counted still counts"


def test_a_claim_that_grade_does_not_rate_has_a_basis(tiny: Path) -> None:
    panel = rls.judge("stomach-upset", reviewer="bo", folder=tiny, language="sv")
    assert "basis.rating" in fields(panel)
    assert "downgrades.imprecision.steps" not in fields(panel)
    put(panel, "basis", "rating", value="established")
    assert fields(panel)["departs_because.basis"]["lacks"]
    with pytest.raises(UsageError, match="no claim 'nobody'"):
        rls.judge("nobody", reviewer="bo", folder=tiny)


def test_ones_own_judgement_may_be_changed(tiny: Path) -> None:
    panel = rls.judge("stomach-upset", reviewer="anna", folder=tiny)
    assert fields(panel)["basis.rating"]["value"] == "accepted"
    put(panel, "basis", "why", "en", value="An invented authority names it, looked at again.")
    panel.act({"do": "finish"})
    assert panel.view["finished"] == "certainty/stomach-upset.yaml", panel.view["problems"]
    held = store.load(tiny / "evidence").certainty["stomach-upset"]
    assert held.decided_on.isoformat() == TODAY
    assert held.by is None


# ---------------------------------------------------------------- two people on one study


def appraise_whole(tiny: Path, who: str, selection: str, overall: str) -> None:
    panel = rls.appraise("invented-trial", reviewer=who, folder=tiny)
    judge_all(panel, "low", ("missing_data", "some_concerns"), ("selection", selection))
    put(panel, "result", value="sleep", do="add")
    put(panel, "read", value="full-text")
    put(panel, "overall", value=overall)
    put(panel, "why", "en", value=f"Invented by {who}.")
    panel.act({"do": "finish"})
    assert panel.view["finished"], panel.view["problems"]


@pytest.fixture
def two(tiny: Path) -> Path:
    """Two people who each appraised one trial alone, nobody before them."""
    (tiny / "evidence" / "appraisals" / "invented-trial.rob2.yaml").unlink()
    cia = rls.appraise("invented-trial", reviewer="cia", folder=tiny)  # so that nobody is the only one
    put(cia, "why", "en", value="Begun.")
    appraise_whole(tiny, "bo", "high", "high")
    appraise_whole(tiny, "anna", "low", "some_concerns")
    return tiny


def test_what_two_people_made_alone_is_settled_by_a_third_act(two: Path) -> None:
    evidence = store.load(two / "evidence")
    assert sorted(a.by or "" for a in evidence.appraisals if a.study == "invented-trial") == ["anna", "bo"]
    (waits,) = [t for t in rls.open_workspace(two).todo if t.kind == "settle"]
    assert waits.what == "settle appraisals/invented-trial.rob2.yaml"
    with pytest.raises(UsageError, match="still a draft of yours"):
        rls.settle("appraisals", "invented-trial.rob2", reviewer="cia", folder=two)
    (two / "evidence" / "appraisals" / "invented-trial.rob2.cia.yaml").unlink()
    panel = rls.settle("appraisals", "invented-trial.rob2", reviewer="cia", folder=two)
    found = fields(panel)
    assert found["domains.randomisation.judgement"]["value"] == "low", "what both say is taken"
    selection = found["domains.selection.judgement"]
    assert selection["value"] == "", "what they differ in is taken from nobody"
    assert [(who, said) for who, _, said in selection["both"]] == [("anna", "low"), ("bo", "high")]
    assert found["domains.deviations.support"]["both"] == []
    assert "They differ in 1 of 4 fields." in lines(panel, "selection")
    put(panel, "domains", "selection", "judgement", value="high")
    put(panel, "overall", value="high")
    put(panel, "why", value={"en": "Invented by both."})
    panel.act({"do": "finish"})
    assert panel.view["finished"] == "appraisals/invented-trial.rob2.yaml", panel.view["problems"]
    evidence = store.load(two / "evidence")
    by = {a.by: a for a in evidence.appraisals if a.study == "invented-trial"}
    assert set(by) == {None, "anna", "bo"}, "what each made stays"
    assert (by[None].role, by[None].reviewers) == ("consensus", ("anna", "bo", "cia"))
    settled = by[None].settled
    assert settled is not None
    assert (settled.by, settled.between) == ("cia", ("anna", "bo"))
    assert dict(settled.differed) == {"domains.selection.judgement": "bo", "overall": "bo", "why": "neither"}
    assert not [t for t in rls.open_workspace(two).todo if t.kind == "unchecked" and "invented-trial.rob2" in t.what]
    with pytest.raises(UsageError, match="nothing to settle"):
        rls.settle("appraisals", "invented-trial.rob2", reviewer="cia", folder=two)
    assert [p for p in list_problems(two / "evidence") if p.rule not in NOTICES] == []


def test_agreement_domain_by_domain(two: Path) -> None:
    found = measure_domains(store.load(two / "evidence"))
    by = {one.what: one.agreement for one in found if one.of == "rob2"}
    assert {d for d, a in by.items() if a.percent and a.percent.value < 1} == {"selection", "overall"}
    assert all((a.first, a.second, a.n) == ("anna", "bo", 1) for a in by.values())
    table = agreement(two).set_index("what")
    assert (table.loc["selection", "percent"], table.loc["deviations", "percent"]) == (0.0, 1.0)


def test_groups_and_results_that_two_people_name_otherwise_are_the_same_ones() -> None:
    one = {"arms": [{"id": "given", "n": 20}, {"id": "placebo", "n": 20}], "results": []}
    other = {
        "arms": [{"id": "treated", "n": 21}, {"id": "placebo", "n": 20}],
        "results": [],
        "places": {"arms.treated.n": "x"},
    }
    first, second = align([Version("a", "", one), Version("b", "", other)])
    assert [a["id"] for a in second.value["arms"]] == ["given", "placebo"]
    assert second.value["places"] == {"arms.given.n": "x"}
    assert first.value == one


def test_two_extractions_are_settled_field_by_field(tiny: Path) -> None:
    give_abstract(tiny)
    for who, people in (("bo", "40"), ("anna", "41")):
        panel = rls.extract(RECORD, reviewer=who, folder=tiny, name="invented-new")
        fill(panel)
        put(panel, "population", "n", value=people)
        panel.act({"do": "finish"})
        assert panel.view["finished"], panel.view["problems"]
    assert [o.by for o in store.load(tiny / "evidence").own] == ["anna"], "the first counts, the second waits beside it"
    panel = rls.settle("studies", "invented-new", reviewer="cia", folder=tiny)
    assert [n for n, f in fields(panel).items() if f["both"]] == ["population.n"]
    told = [t for t in rls.open_workspace(tiny).todo if t.kind == "unchecked" and "invented-new" in t.what]
    assert [t.why for t in told] == ["extracted by one person"], "until it is settled"
    assert fields(panel)["population.n"]["value"] is None
    panel.act({"do": "finish"})
    assert panel.view["finished"] is None, "a difference that nobody has settled is not dropped"
    put(panel, "population", "n", value=41)
    panel.act({"do": "finish"})
    assert panel.view["finished"] == "studies/invented-new.yaml", panel.view["problems"]
    study = store.load(tiny / "evidence").studies["invented-new"]
    assert (study.population.n, study.extracted_by, study.extracted_with) == (41, "cia", ("bo", "anna"))
    assert study.settled is not None
    assert (study.settled.by, study.settled.between) == ("cia", ("bo", "anna"))
    assert study.settled.decided_on.isoformat() == TODAY
    assert dict(study.settled.differed) == {"population.n": "anna"}, "whose was taken, and nothing that all agreed on"
    review = rls.open_workspace(tiny)
    assert [t for t in review.todo if t.kind == "unchecked" and "invented-new" in t.what] == []
    by = {one.what: one.agreement for one in measure_agreed(review.evidence) if one.of == "extraction"}
    numbers = by["number"]
    assert (numbers.first, numbers.second, numbers.kappa) == ("anna", "bo", None)
    assert numbers.percent is not None
    assert round(numbers.percent.value * numbers.n) == numbers.n - 1, "one number of them differs"
    assert by["choice"].percent is not None
    assert by["choice"].percent.value == 1
    assert [p for p in list_problems(tiny / "evidence") if p.rule not in NOTICES] == []
    with pytest.raises(UsageError, match="second reader is another person"):
        sign_off(study, "anna", store.load(tiny / "evidence").people)


# ---------------------------------------------------------------- the desk


def groups(panel: FormPanel) -> dict[str, Any]:
    return {g["id"]: g for g in panel.view["groups"]}


def test_a_person_whom_nobody_knows_may_join_at_the_desk(tiny: Path) -> None:
    panel = rls.desk(reviewer="dora", folder=tiny)
    assert "dora" in panel.view["join"]
    panel.act({"do": "join", "name": " "})
    assert panel.status["role"] == "alert"
    panel.act({"do": "join", "name": "invented  BO"})
    assert panel.status["role"] == "alert"
    assert "as bo" in panel.status["text"], "one person has one id"
    panel.act({"do": "join", "name": "Invented Dora"})
    assert panel.view["join"] == ""
    assert [p.name for p in store.load(tiny / "evidence").people if p.id == "dora"] == ["Invented Dora"]


def test_the_desk_shows_what_waits_for_this_person_and_opens_it(tiny: Path) -> None:
    panel = rls.desk(reviewer="bo", folder=tiny)
    found = groups(panel)
    assert "drafts" not in found
    waiting = found["unchecked"]["items"][0]
    panel.act({**waiting["open"], "open": waiting["open"]["do"], "do": "open"})
    assert panel.view["screen"] == "read"
    told = repr(panel.view["sections"])
    assert "('" not in "".join(said for s in panel.view["sections"] for _, said in s["facts"]), told
    assert panel.view["made"]
    panel.act({"do": "sign"})
    assert panel.view["signed"] == "Invented Bo"
    panel.act({"do": "desk"})
    panel.act({"do": "open", "open": "judge", "part": "certainty", "name": "insomnia-improvement"})
    assert panel.view["screen"] == "form"
    put(panel, "body", value="invented-trial", do="add")
    panel.act({"do": "desk"})
    (draft,) = groups(panel)["drafts"]["items"]
    assert draft["open"] == {"do": "judge", "part": "certainty", "name": "insomnia-improvement"}
    assert "drafts" not in groups(rls.desk(reviewer="anna", folder=tiny)), "another's draft is theirs"


def test_nobody_is_offered_their_own_work_to_sign_off(tiny: Path) -> None:
    evidence = store.load(tiny / "evidence")
    for who in ("anna", "bo", "cia"):
        for kind in ("unchecked", "sign-off"):
            for item in groups(rls.desk(reviewer=who, folder=tiny)).get(kind, {"items": []})["items"]:
                if not item["open"]:
                    # Phrases of a claim have no form; whoever wrote them is not asked.
                    claim = next(c for c in evidence.claims.values() if f"claims/{c.id}.yaml" in item["what"])
                    assert claim.phrases
                    assert claim.phrases.written_by != who
                    continue
                plain = find_plain(evidence, item["open"]["part"], item["open"]["name"])
                assert plain is not None
                assert who not in list_makers(plain)


def test_the_desk_shows_nobody_what_another_made_of_what_they_are_making(tiny: Path) -> None:
    panel = rls.desk(reviewer="bo", folder=tiny)
    panel.act({"do": "find", "words": "extraction review"})
    assert "Extraction: Invented review 2022" in repr(panel.view["groups"])
    put(rls.extract("invented-review", reviewer="bo", folder=tiny), "population", "who", value="invented people")
    panel.act({"do": "find", "words": "extraction review"})
    assert "Invented review 2022" not in repr(panel.view["groups"])
    panel.act({"do": "open", "open": "read", "part": "studies", "name": "invented-review"})
    assert "finish it before you see" in panel.status["text"]
    assert panel.view["screen"] == "desk"
    own = rls.desk(reviewer="anna", folder=tiny)
    own.act({"do": "open", "open": "read", "part": "studies", "name": "invented-trial"})
    own.act({"do": "sign"})
    assert "second reader is another person" in own.status["text"]


def test_everything_of_the_real_review_that_a_form_does_opens(real_dir: Path) -> None:
    panel = rls.desk(reviewer="newcomer", folder=real_dir.parent)
    panel.act({"do": "join", "name": "Invented Newcomer"})
    opened = set()
    for group in panel.view["groups"]:
        assert group["number"] == len(group["items"]) or group["more"]
        for item in group["items"][:1]:
            if item["open"]:
                panel.act({**item["open"], "open": item["open"]["do"], "do": "open"})
                assert panel.view["screen"] in ("form", "read", "panel"), (item, panel.status)
                opened.add(item["open"]["do"])
                panel.act({"do": "desk"})
    assert "read" in opened
    panel.act({"do": "find", "words": "no such words anywhere"})
    assert sum(g["number"] for g in panel.view["groups"]) == 0


def test_who_judged_before_may_judge_again_and_it_is_settled_anew(tiny: Path) -> None:
    """Anna and Bo judged it together; Bo judges again, which counts once it is settled."""
    for round_, steps in enumerate(({"risk_of_bias": 1, "imprecision": 2}, {"risk_of_bias": 2, "imprecision": 2})):
        panel = rls.judge("insomnia-improvement", reviewer="bo", folder=tiny)
        if round_ == 0:
            judge_as(panel, steps)
        else:
            assert fields(panel)["downgrades.risk_of_bias.steps"]["value"] == 1, "one's own earlier one begins it"
            for domain, number in steps.items():
                put(panel, "downgrades", domain, "steps", value=number)
        put(panel, "overall", value="very_low")
        put(panel, "summary", "en", value="The evidence is very uncertain about whether magnesium improves sleep.")
        put(panel, "summary", "sv", value="Det är mycket osäkert om magnesium förbättrar sömnen.")
        panel.act({"do": "finish"})
        assert panel.view["finished"] == "certainty/insomnia-improvement.bo.yaml", panel.view["problems"]
        if round_ == 1:
            break
        with pytest.raises(EvidenceError, match="is finished"):
            rls.judge("insomnia-improvement", reviewer="bo", folder=tiny)
        panel = rls.settle("certainty", "insomnia-improvement", reviewer="cia", folder=tiny)
        assert [who for who, _, _ in fields(panel)["direction.why"]["both"]] == ["anna, bo", "bo"]
        for field in fields(panel).values():
            if field["both"]:
                put(panel, *field["at"], value=field["both"][1][1])
        panel.act({"do": "finish"})
        lacking = [name for name, field in fields(panel).items() if field["lacks"]]
        assert panel.view["finished"] == "certainty/insomnia-improvement.yaml", lacking
        held = store.load(tiny / "evidence").certainty["insomnia-improvement"]
        assert held.reviewers == ("anna", "bo", "cia")
        written = [r for r in store.load(tiny / "evidence").readings if r.text == "certainty/insomnia-improvement"]
        assert written[-1].reviewer == "cia", "who settled it wrote it, and nobody who did nothing that day"
        assert held.checked_by is None, "who signed off the earlier one has not seen this one"


# ---------------------------------------------------------------- several reports of one study


def test_a_second_report_is_added_in_the_form(tiny: Path) -> None:
    evidence = store.load(tiny / "evidence")
    free = [r for r in evidence.records.values() if r.id not in evidence.study_of]
    taken = next(iter(evidence.study_of))
    panel = rls.extract(free[0].id, reviewer="bo", folder=tiny)
    found = fields(panel)["reports"]
    assert (found["kind"], found["value"], found["needed"]) == ("lines", [free[0].id], True)
    assert any(free[0].title in line for line in found["beside"])
    put(panel, "reports", value=[free[0].id, free[1].id])
    assert any(free[1].title in line for line in fields(panel)["reports"]["beside"])
    (draft,) = store.load(tiny / "evidence").drafts
    assert draft.plain["reports"] == [free[0].id, free[1].id]
    put(panel, "reports", value=[free[0].id, taken, "pubmed:90009999", "nonsense"])
    said = fields(panel)["reports"]
    assert any("already a report of" in line for line in said["beside"])
    assert any("pubmed:90009999: no such record" in line for line in said["beside"])
    assert "nonsense" in said["lacks"]
    put(panel, "reports", value=[])
    assert fields(panel)["reports"]["lacks"]


def test_what_a_rule_gives_as_its_reason_is_in_the_language_of_the_form(tiny: Path) -> None:
    said = {}
    for language in ("en", "sv"):
        view = rls.judge("insomnia-improvement", reviewer="cia", folder=tiny, language=language).view
        notes = [note for section in view["sections"] for note in section["notes"]]
        said[language] = "\n".join([*notes, *(known for _, known in view["beside"]["facts"])])
        assert "invented-trial" not in said[language], "studies go by their names"
    assert "primary study (randomised trial)" in said["en"]
    assert "Invented trial 2021 some concerns" in said["en"]
    for english in ("primary study", "retracted: shown", "of the people are in", "judged by the randomised"):
        assert english in said["en"]
        assert english not in said["sv"]


def test_the_rules_words_are_offered_where_a_person_judges_alike_and_taken_by_nobody(tiny: Path) -> None:
    panel = rls.judge("insomnia-improvement", reviewer="cia", folder=tiny)
    why = "downgrades.risk_of_bias.why"
    assert all(f["offer"] == {} for f in fields(panel).values()), "nothing before anything is chosen"
    put(panel, "downgrades", "risk_of_bias", "steps", value=1)
    assert fields(panel)[why]["offer"] == {}, "not while the body is another"
    for study in ("invented-trial", "invented-before-after"):
        put(panel, "body", value=study, do="add")
    offer = fields(panel)[why]["offer"]
    assert offer["en"].startswith(
        "100 % of the people are in studies weak enough to take off 1 step or more (Invented trial 2021"
    )
    assert offer["sv"] != offer["en"]
    assert fields(panel)[why]["value"] == "", "offered, and not written"
    put(panel, "downgrades", "risk_of_bias", "steps", value=2)
    assert fields(panel)[why]["offer"] == {}, "for another step it would argue for what was not chosen"
    put(panel, "downgrades", "risk_of_bias", "steps", value=1)
    put(panel, "downgrades", "risk_of_bias", "why", value=offer)
    assert fields(panel)[why]["value"] == offer
    assert fields(panel)["downgrades.imprecision.why"]["value"] == ""


def test_the_sentence_of_the_phrases_is_offered_once_the_level_is_made(tiny: Path) -> None:
    panel = rls.judge("insomnia-improvement", reviewer="cia", folder=tiny)
    assert fields(panel)["summary"]["offer"] == {}
    put(panel, "body", value="invented-trial", do="add")
    put(panel, "starts_at", value="high")
    for domain in GRADE_DOMAINS:
        put(panel, "downgrades", domain, "steps", value={"risk_of_bias": 1, "imprecision": 2}.get(domain, 0))
    offer = fields(panel)["summary"]["offer"]
    assert [f"{code}: {text}" for code, text in offer.items()] == list(fields(panel)["summary"]["beside"])
    assert set(offer) == {"sv", "en"}


def test_a_level_that_waits_for_a_second_person_shows_what_the_page_reads_until_then(tmp_path: Path) -> None:
    root = tmp_path / "herb"
    shutil.copytree(REPO / "tests/herb", root)
    panel = rls.judge("unease-relief", reviewer="ben", folder=root, language="en")
    for choice in fields(panel)["body"]["choices"]:
        if not choice["closed"]:
            put(panel, "body", value=choice["word"], do="add")
    put(panel, "starts_at", value="high")
    for domain in GRADE_DOMAINS:
        put(panel, "downgrades", domain, "steps", value=0)
    put(panel, "direction", "finding", value="benefit")
    said = fields(panel)["summary"]
    signed, until = ([line for line in said["beside"] if line.startswith(start)] for start in ("Once", "Until"))
    assert any("Dreamgrass eases evening unease." in line for line in signed), said["beside"]
    assert any("very uncertain whether dreamgrass eases" in line for line in until), said["beside"]
    assert said["offered"] == "Take the sentence of this judgement", "no words of the rules"
    for domain in ("risk_of_bias", "imprecision"):
        put(panel, "downgrades", domain, "steps", value=1)
    put(panel, "downgrades", "imprecision", "steps", value=2)
    assert not [line for line in fields(panel)["summary"]["beside"] if line.startswith(("Once", "Until"))]


@pytest.mark.parametrize(("number", "right"), [(80, True), (70, True), (71, False)])
def test_a_reason_may_count_the_body_or_those_allotted_by_chance(tiny: Path, number: int, right: bool) -> None:
    folder = tiny / "evidence"
    path = folder / "certainty" / "insomnia-improvement.yaml"
    text = path.read_text(encoding="utf-8")
    body = "[invented-trial, invented-before-after, invented-retracted]"  # 40, 10 and 30 people
    text = text.replace("[invented-trial, invented-before-after]", body)
    path.write_text(text.replace("Fifty people", f"{number} people"), encoding="utf-8")
    said = [p for p in list_problems(folder) if p.rule == "summary-people"]
    assert bool(said) != right, said


def test_a_directness_to_be_chosen_once_more_waits_for_whoever_chose_it(tiny: Path) -> None:
    for who, waits in (("bo", True), ("cia", False)):
        groups = {g["id"] for g in rls.desk(reviewer=who, folder=tiny).view["groups"]}
        assert ("choose-directness" in groups) == waits, who
