"""A slip at a form, a panel or the desk is told with what to do, in a notebook and in a terminal alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence import cli, store
from rlsevidence.errors import UsageError
from rlsevidence.forms.queue import tell_unscreened
from rlsevidence.language import say
from rlsevidence.model import GRADE_DOMAINS
from rlsevidence.panel.screen_terminal import screen_in_terminal
from rlsevidence.panel.screening import ScreenSession

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("name", ["extract", "appraise", "judge", "settle", "desk", "review", "screen"])
def test_who_is_at_work_must_be_told(tiny: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"reviewer='anna'.*--reviewer in a terminal; there are: anna, bo, cia"):
        getattr(rls, name)(folder=tiny)


OPENED: dict[str, Callable[..., Any]] = {
    "no record ''": rls.extract,
    "no study ''": rls.appraise,
    "no claim ''": rls.judge,
    "nothing to settle in ''": rls.settle,
}


@pytest.mark.parametrize("said", OPENED)
def test_what_is_to_be_opened_must_be_told(tiny: Path, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        OPENED[said](reviewer="anna", folder=tiny)


def test_a_study_that_is_not_there_is_told_of_in_a_terminal_in_its_words(tiny: Path, capsys: Capture) -> None:
    assert cli.main(["appraise", "invented-trail", "--reviewer", "bo", "--workspace", str(tiny)]) == 2
    told = capsys.readouterr().err
    assert "did you mean invented-trial" in told
    assert "rlsevidence extract RECORD --reviewer WHO" in told


@pytest.mark.parametrize("typed", ['["sleep"]', "[sleep]", "[ 'sleep' ]", "sleep", "1"])
def test_a_list_is_set_as_it_is_printed(tiny: Path, capsys: Capture, typed: str) -> None:
    own = ["--workspace", str(tiny)]
    assert cli.main(["appraise", "invented-trial", "--reviewer", "bo", "--set", f"result={typed}", "--show", *own]) == 0
    assert '  result = ["sleep"]\n' in capsys.readouterr().out
    held = store.read_draft(tiny / "evidence", "appraisals/invented-trial.rob2.bo.yaml")
    assert held is not None
    assert held["result"] == ["sleep"]


def test_a_list_with_a_word_that_is_none_changes_nothing(tiny: Path, capsys: Capture) -> None:
    asked = ["judge", "insomnia-improvement", "--reviewer", "cia", "--workspace", str(tiny)]
    assert cli.main([*asked, "--set", "body=[invented-trial, nobody]"]) == 2
    assert "found 'nobody', expected one of" in capsys.readouterr().err
    assert store.load(tiny / "evidence").drafts == ()


def test_what_the_rules_propose_is_shown_domain_by_domain(tiny: Path, capsys: Capture) -> None:
    asked = ["judge", "insomnia-improvement", "--reviewer", "cia", "--workspace", str(tiny), "--show"]
    assert cli.main(asked) == 0
    parts = capsys.readouterr().out.split("\n\n")
    for domain in GRADE_DOMAINS:
        (part,) = [p for p in parts if f"downgrades.{domain}.steps" in p]
        assert "| The rules propose" in part, domain


def test_the_help_of_screening_in_a_terminal_names_only_what_a_terminal_has(tiny: Path) -> None:
    said: list[str] = []
    lines = iter(["?", "q"])
    session = ScreenSession(rls.open_workspace(tiny), "bo")
    heard: list[int] = []

    def ask(_: str) -> str:
        heard.append(len(said))
        return next(lines)

    screen_in_terminal(session, shown="undecided", words="", ask=ask, say=said.append, width=90)
    told = said[heard[0]]
    assert "q quit" in told
    assert not {"Escape", "button", "Shift"} & set(told.replace(".", " ").replace(",", " ").split())
    assert max(map(len, told.splitlines())) <= 90


def test_the_desk_and_the_estimate_explain_each_others_number(tiny: Path) -> None:
    """bo decided one record before anna read it in full: neither asks bo again."""
    review = rls.open_workspace(tiny)
    session = ScreenSession(review, "bo")
    waiting = session.list_queue()
    fresh = [r for r in waiting if r not in review.settled.screening]
    assert 0 < len(fresh) < len(waiting)
    desk = rls.desk("bo", tiny)
    told = tell_unscreened(desk.maker, review.settled, "bo")
    assert told.startswith(f"Records that wait for you to screen them: {len(waiting)} ")
    assert f"the estimate of what is missed counts: {len(fresh)};" in told
    assert f"for you as a second: {len(waiting) - len(fresh)})" in told
    assert f"Records that nobody has decided: {len(fresh)}. {len(waiting) - len(fresh)} more" in session.say_stop()


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_desk_says_what_waits_in_names_and_in_its_language(tiny: Path, capsys: Capture, language: str) -> None:
    protocol = tiny / "evidence" / "protocol.yaml"
    protocol.write_text(protocol.read_text(encoding="utf-8").replace("  rct: rob2\n", ""), encoding="utf-8")
    asked = ["desk", "--reviewer", "bo", "--workspace", str(tiny), "--language", language, "--format", "json"]
    assert cli.main(asked) == 0
    groups = {g["id"]: g["items"] for g in json.loads(capsys.readouterr().out)["groups"]}
    evidence = rls.open_workspace(tiny).evidence
    assert "unappraised" not in groups, "the protocol names no tool, so that nothing is to be filled in"
    (bare,) = groups["no-tool"]
    assert (bare["what"], bare["open"]) == (f"Invented retracted trial 2017 {say('notice.retracted', 'en')}", {})
    assert ("protocol names no tool" in bare["why"]) is (language == "en")
    for kind in ("full-text", "single", "unphrased"):
        for item in groups[kind]:
            assert not any(name in item["what"] + item["why"] for name in (*evidence.claims, *evidence.studies))
    assert len(groups["full-text"]) == len({item["what"] for item in groups["full-text"]}), "each stands once"


def test_show_prints_what_stands_beside_a_field_of_the_form(tiny: Path, capsys: Capture) -> None:
    asked = ["extract", "invented-trial", "--reviewer", "cia", "--workspace", str(tiny)]
    arm = {"compound": "magnesium", "salt": "citrate", "amount": "2000", "unit": "mg/day", "amount_is": "salt"}
    given = [part for name, value in arm.items() for part in ("--set", f"arms.magnesium.{name}={value}")]
    assert cli.main([*asked, "--add", "arms=magnesium", *given]) == 0
    capsys.readouterr()
    assert cli.main([*asked, "--show"]) == 0
    beside = capsys.readouterr().out.partition("arms.magnesium.amount = ")[2].partition("arms.magnesium.unit")[0]
    assert len(beside.splitlines()) > 1, beside
    assert "agnesium" in beside
