"""What a user mistypes at a form is answered with what was meant, in words that can be typed as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlsevidence import cli
from settling import CLAIM, command, judge_alone, make_herb

Capture = pytest.CaptureFixture[str]
JUDGE, EXTRACT = ("judge", CLAIM, "--reviewer"), ("extract", "invented-alm-2019", "--reviewer", "ana")
SAID: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (("appraise", "invented-ek-2015", "--reviewer", "ana", "--tool", "rob2"), ("not rob2",), ()),
    ((*JUDGE, "Invented Ana", "--set", "read=abstract"), ("do you mean ana?",), ("new person",)),
    ((*JUDGE, "ANA", "--set", "read=abstract"), ("do you mean ana?",), ("new person",)),
    ((*JUDGE, "Ana Bj\u00f6rk", "--set", "read=abstract"), ("do you mean ana?",), ()),
    ((*JUDGE, "anna", "--set", "read=abstract"), ("do you mean ana?",), ()),
    (
        (*JUDGE, "\u00c5ke \u00d6berg", "--set", "read=abstract"),
        ("new person ake-oberg --name '\u00c5ke \u00d6berg'",),
        (),
    ),
    ((*JUDGE, "dora", "--set", "read=abstract"), ("new person dora --name 'Your Name'",), ()),
    ((*JUDGE, "ana", "--take", "overall=ben"), ("nothing to take there",), ("one of nobody",)),
    ((*JUDGE, "ana", "--drop", "body.nobody"), ("--set LIST=",), ("none yet",)),
    (("judge", "unease", "--reviewer", "ana", "--show"), ("did you mean unease-relief?",), ()),
    (("judge", "unease-releif", "--reviewer", "ana", "--show"), ("did you mean unease-relief?",), ()),
    (("extract", "10.9999/nowhere", "--reviewer", "ana", "--show"), ("no record",), ()),
)


@pytest.mark.parametrize(("words", "right", "wrong"), SAID, ids=[" ".join(words[1:]) for words, _, _ in SAID])
def test_a_mistake_is_answered_with_what_was_meant(
    words: tuple[str, ...], right: tuple[str, ...], wrong: tuple[str, ...], tmp_path: Path, repo: Path, capsys: Capture
) -> None:
    assert command(make_herb(repo, tmp_path), *words) == 2
    told = capsys.readouterr().err
    assert [one for one in right if one not in told] == [], told
    assert [one for one in wrong if one in told] == [], told


@pytest.mark.parametrize("said", [
    "10.9999/invented.herb.407", "https://doi.org/10.9999/invented.herb.407", "doi:10.9999/INVENTED.herb.407",
    "90000407", "PMID: 90000407", "pubmed:90000407",
])  # fmt: skip
def test_a_record_is_found_by_its_numbers(said: str, tmp_path: Path, repo: Path, capsys: Capture) -> None:
    herb = make_herb(repo, tmp_path)
    assert command(herb, "extract", said, "--reviewer", "ana", "--name", "invented-new-2020", "--show") == 0
    assert 'reports = ["pubmed:90000407"]' in capsys.readouterr().out


def test_what_is_finished_says_when_it_may_be_changed(tmp_path: Path, repo: Path, capsys: Capture) -> None:
    herb = make_herb(repo, tmp_path)
    judge_alone(herb, "ana", direction="harm")
    assert command(herb, *JUDGE, "ana", "--set", "read=abstract") == 2
    assert "until it is settled with another's, after which it may be changed again" in capsys.readouterr().err


def test_which_tool_is_asked_for_as_the_terminal_takes_it(tiny: Path, capsys: Capture) -> None:
    protocol = tiny / "evidence" / "protocol.yaml"
    text = protocol.read_text(encoding="utf-8")
    assert "rct: " in text
    lines = [line for line in text.splitlines() if not line.strip().startswith("rct: ")]
    protocol.write_text("\n".join(lines) + "\n", encoding="utf-8")
    cli.main(["appraise", "invented-trial", "--reviewer", "bo", "--show", "--workspace", str(tiny)])
    told = capsys.readouterr().err
    assert "--tool, or tool= in JupyterLab: " in told
