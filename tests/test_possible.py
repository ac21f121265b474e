"""What no study can have is refused in the form, in the terminal and by `finish`, and `check` names it in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence import store
from rlsevidence.check.possible import list_ratios_below
from rlsevidence.errors import UsageError
from rlsevidence.forms import FormPanel
from rlsevidence.printed import is_p_value
from test_forms import RECORD, fields, fill, give_abstract, put, take

P_VALUES = [
    "0.03",
    "<.05",
    "< 0,05",
    "ns",
    "n.s.",
    "not significant",
    ".00 (as printed)",
    "0.0458 and 0.0139",
    "1",
    "0",
    "<0.05 and >0.05",
    "reported as significant; value not seen",
    "<=0.05",
    "0.001 (three arms at once)",
    "1e-5",
    "‹·001",
    "p = 0.03",
    "P for trend = 0.03",
    "0.01*",
    "<5×10^-8",
    "<10^-4",
    "0.05–0.10",
    "NS (p>0.05)",
    "1,000",
]
NONE = ["0.003x", "p = 1.2", "3", "-0.2", "−0·2", "5 %", "abc", "1.2", "12", "<5", "p", "0.03.1", "two", "0.5 people"]


@pytest.mark.parametrize("text", P_VALUES)
def test_a_p_value_is_read_as_printed(text: str) -> None:
    assert is_p_value(text)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_p_value(text: str) -> None:
    assert not is_p_value(text)


def test_a_ratio_is_above_nothing_and_a_difference_may_be_anything() -> None:
    ratio = {"measure": "OR", "value": -2, "ci_low": -3, "ci_high": 0}
    assert dict(list_ratios_below(ratio)) == {"value": -2, "ci_low": -3, "ci_high": 0}
    assert dict(list_ratios_below({**ratio, "value": 0.1, "ci_low": 0, "ci_high": 1})) == {}, "no event rounds to 0"
    assert dict(list_ratios_below({**ratio, "measure": "MD"})) == {}


@pytest.fixture
def whole(tiny: Path) -> FormPanel:
    """An extraction that lacks nothing, its result an odds ratio."""
    give_abstract(tiny)
    panel = rls.extract(RECORD, reviewer="bo", folder=tiny, name="invented-new")
    fill(panel)
    for name, value in (("measure", "OR"), ("value", "0.5"), ("ci_low", "0.2"), ("ci_high", "0.9"), ("level", "95")):
        put(panel, "results", "@sleep", "estimate", name, value=value)
    put(panel, "results", "@sleep", "p", value="0.03")
    return panel


IMPOSSIBLE: dict[tuple[str, ...], tuple[str, str]] = {
    ("population", "n"): ("0", "at least 1"),
    ("arms", "@given", "n"): ("0", "at least 1"),
    ("results", "@sleep", "estimate", "value"): ("-2", "above 0"),
    ("results", "@sleep", "estimate", "ci_low"): ("-0.1", "at least 0"),
    ("results", "@sleep", "estimate", "level"): ("-95", "per cent"),
    ("results", "@sleep", "p"): ("3", "from 0 to 1"),
}


@pytest.mark.parametrize("at", IMPOSSIBLE, ids=[".".join(at) for at in IMPOSSIBLE])
def test_nothing_impossible_is_taken_or_finished(at: tuple[str, ...], whole: FormPanel, tiny: Path) -> None:
    assert whole.session is not None
    name = ".".join(step.removeprefix("@") for step in at)
    typed, said = IMPOSSIBLE[at]
    before = fields(whole)[name]["value"]
    with pytest.raises(UsageError, match=said):
        whole.session.change({"at": list(at), "do": "set", "value": typed}, strict=True)
    whole.act({"do": "look"})
    assert fields(whole)[name]["value"] == before, "the terminal asks again"
    put(whole, *at, value=typed)
    assert said in fields(whole)[name]["lacks"], "the form keeps what was typed, and says that it is wrong"
    whole.act({"do": "finish"})
    assert whole.view["finished"] is None
    assert not (tiny / "evidence" / "studies" / "invented-new.yaml").exists()


@pytest.mark.parametrize(("name", "typed", "said"), [("level", "0.95", "per cent"), ("ci_high", "-1", "above 0")])
def test_an_estimate_that_has_no_value_yet_is_looked_at(whole: FormPanel, name: str, typed: str, said: str) -> None:
    assert whole.session is not None
    put(whole, "results", "@sleep", "estimate", "value", value=None)
    with pytest.raises(UsageError, match=said):
        whole.session.change({"at": ["results", "@sleep", "estimate", name], "value": typed}, strict=True)


def test_a_selection_that_is_no_p_value_is_not_taken(tiny: Path) -> None:
    own = tiny / "own.txt"
    own.write_text("Invented: p = 1.2, or 7 in all, and ns.\n", encoding="utf-8")
    panel = rls.extract("pubmed:90000008", reviewer="bo", folder=tiny, name="invented-new", text=own)
    result: dict[str, Any] = {"id": "sleep", "kind": "", "where": "", "claims": []}
    put(panel, "results", do="add", value=result)
    for text in ("1.2", "7", "7 in all"):
        take(panel, "results", "@sleep", "p", text=text)
        assert not panel.ack["ok"]
        assert "from 0 to 1" in panel.status["text"]
    take(panel, "results", "@sleep", "p", text="ns")
    held = store.read_draft(tiny / "evidence", "studies/invented-new.bo.yaml")
    assert held is not None
    assert held["results"][0]["p"] == "ns"
