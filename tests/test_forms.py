"""Forms without a browser: what they ask, what they choose for nobody, what is on disk after each change, the end.

The same sessions stand behind the forms in JupyterLab (driven in test_forms_browser.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence import store
from rlsevidence.errors import UsageError
from rlsevidence.finishing import list_problems
from rlsevidence.forms import FormPanel
from rlsevidence.forms.fields import KINDS, parse_value, read_kind
from rlsevidence.model import Appraisal, Certainty, Frozen, Study
from rlsevidence.model.appraisal_tools import TOOLS, domain_group


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
                put(panel, *at, "en", value="Invented.")
                put(panel, *at, "sv", value="Påhittat.")


def test_an_appraisal_begins_with_nothing_chosen(appraisal: FormPanel, tiny: Path) -> None:
    found = fields(appraisal)
    assert {f["value"] for f in found.values()} == {""}
    assert all(f["lacks"] for f in found.values())
    assert closed(found["read"]) == {"title", "abstract", "second-hand"}, "as the study was read"
    assert closed(found["overall"]) == {"low", "some_concerns", "high"}, "first every domain"
    assert all(found[f"domains.{d}.judgement"]["ask"] for d in ("randomisation", "deviations", "selection"))
    (draft,) = store.load(tiny / "evidence").drafts
    assert draft.path == "appraisals/invented-trial.rob2.bo.yaml"


@pytest.mark.parametrize("tool", [t for t in TOOLS if t.startswith("rob")])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_domain_has_something_to_think_of(tool: str, language: str, evidence_dir: Path) -> None:
    from rlsevidence.forms.appraisal_form import ASKED
    from rlsevidence.language import list_texts

    texts = list_texts("form.", language)
    for domain in store.load(evidence_dir).vocabulary[domain_group(tool)]:
        assert f"ask.{ASKED[tool]}.{domain}.1" in texts, domain


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
    assert appraisal.view["problems"], "what is lacking is said"
    judge_all(appraisal, "low", ("missing_data", "some_concerns"))
    put(appraisal, "result", value="sleep", do="add")
    put(appraisal, "read", value="full-text")
    put(appraisal, "overall", value="some_concerns")
    put(appraisal, "why", "en", value="Invented.")
    appraisal.act({"do": "finish"})
    assert appraisal.view["finished"] == "appraisals/invented-trial.rob2.bo.yaml", appraisal.view["problems"]
    own = [a for a in store.load(tiny / "evidence").appraisals if a.by == "bo"]
    assert [(a.overall, a.reviewers) for a in own] == [("some_concerns", ("bo",))]
    (left,) = [p for p in list_problems(tiny / "evidence") if p not in before]
    assert "1 without sv" in left.found, "a translation is asked for, and keeps nothing from counting"
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
