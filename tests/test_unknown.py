"""A name that nothing has: what is near is named, nothing is taken for it, and every verb that takes a name says so."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from rlsevidence.cli import main
from rlsevidence.cli.parser import build_parser
from rlsevidence.unknown import FEW, find_near, tell_unknown

CLAIM, STUDY, RECORD, SEARCH = "insomnia-improvement", "invented-trial", "nct:NCT99900001", "invented-safety"
ASKED: dict[str, tuple[str, str, str]] = {
    "show CLAIM": ("show insomnia", CLAIM, "a part of the name"),
    "show --document": ("show --document invented-artikel", "invented-article", "another spelling"),
    "sentences CLAIM": ("sentences insomnia-improvment", CLAIM, "a slip of the pen"),
    "history CLAIM": ("history sleep", CLAIM, "a word of the title"),
    "whatif CLAIM": ("whatif sömn", CLAIM, "a word of the title in Swedish"),
    "whatif --without": ("whatif --without invented-trail", STUDY, "letters changed about"),
    "whatif --retracted": ("whatif --retracted Invented_Trial", STUDY, "other letters"),
    "figure NAME": ("figure forrest --claim insomnia-improvement --out {out}/x.svg", "forest", "a letter too many"),
    "figure --claim": ("figure forest --claim insomnia --out {out}/x.svg", CLAIM, "a part of the name"),
    "suggest --claim": ("suggest --claim insomnia", CLAIM, "a part of the name"),
    "suggest --explain": ("suggest --explain nct:NCT99900002 stomach-upset", RECORD, "a digit"),
    "pull SEARCH": ("pull --dry-run invented-saftey", SEARCH, "letters changed about"),
    "verify RECORD": ("verify --offline nct99900001", RECORD, "without what stands before it"),
    "verify --reviewer": ("verify --offline --reviewer ana --accept pubmed:90000001", "anna", "a letter too few"),
    "tag --claim": ("tag --claim insomnia --reviewer anna", CLAIM, "a part of the name"),
    "tag --reviewer": ("tag --reviewer ana", "anna", "a letter too few"),
    "extract ID": ("extract invented-trail --reviewer anna --show", STUDY, "letters changed about"),
    "appraise ID": ("appraise invented-trail --reviewer anna --show", STUDY, "letters changed about"),
    "judge ID": ("judge insomnia --reviewer anna --show", CLAIM, "a part of the name"),
    "settle ID": ("settle certainty insomnia --reviewer anna --show", CLAIM, "a part of the name"),
    "export --claim": ("export ris --claim insomnia", CLAIM, "a part of the name"),
    "table --claim": ("table summary-of-findings --claim insomnia", CLAIM, "a part of the name"),
    "new OF": ("new certainty insomnia", CLAIM, "a part of the name"),
    "finish ID": ("finish claim insomnia", CLAIM, "a part of the name"),
    "sign-off ID": ("sign-off certainty insomnia --reviewer bo", CLAIM, "a part of the name"),
    "sign-off --reviewer": ("sign-off certainty insomnia-improvement --reviewer ana", "anna", "a letter too few"),
    "reread CLAIM|TEXT": ("reread insomnia --reviewer bo", CLAIM, "a part of the name"),
    "reread --reviewer": ("reread insomnia-improvement --reviewer ana", "anna", "a letter too few"),
    "import --search": ("import {out}/none.ris --search invented-saftey", SEARCH, "letters changed about"),
    "import --reviewer": ("import {out}/none.ris --reviewer ana", "anna", "a letter too few"),
    "link RECORD": ("link nct:NCT99900011 pubmed:90000001 --reviewer anna", RECORD, "a digit"),
    "link --reviewer": ("link pubmed:90000002 pubmed:90000001 --reviewer ana", "anna", "a letter too few"),
    "desk --reviewer": ("desk --reviewer ana --format json", "anna", "a letter too few"),
    "screen --reviewer": ("screen --reviewer ana", "anna", "a letter too few"),
    "extract --reviewer": ("extract invented-trial --reviewer ana --show", "anna", "a letter too few"),
    "appraise --reviewer": ("appraise invented-trial --reviewer ana --show", "anna", "a letter too few"),
    "judge --reviewer": ("judge stomach-upset --reviewer ana --show", "anna", "a letter too few"),
    "settle --reviewer": ("settle certainty stomach-upset --reviewer ana --show", "anna", "a letter too few"),
}
"""What takes a name -> (a line with a name that nothing has, what was meant, how it differs)."""

NAMED = {"CLAIM", "STUDY", "RECORD", "SEARCH", "WHO", "CLAIM|TEXT", "OF"}
NAMES = {"--claim", "--document", "--search", "id"}
ELSEWHERE = {
    "scan --search": "asks for files of PubMed first",
    "pull --as": "a name of a search that is to be",
}


@pytest.mark.parametrize("what", list(ASKED))
def test_what_may_have_been_meant_is_named_and_nothing_is_taken_for_it(
    what: str, tiny_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line, meant, _ = ASKED[what]
    (tmp_path / "none.ris").write_text("TY  - JOUR\nTI  - Invented\nER  - \n", encoding="utf-8")
    before = {p: p.read_bytes() for p in sorted(tiny_dir.rglob("*")) if p.is_file()}
    words = [word.format(out=tmp_path) for word in line.split()]
    assert main([*words, "--workspace", str(tiny_dir.parent)]) == 2, what
    said = capsys.readouterr()
    assert said.out == ""
    assert meant in said.err.partition("you mean ")[2], said.err
    assert {p: p.read_bytes() for p in sorted(tiny_dir.rglob("*")) if p.is_file()} == before
    assert not (tmp_path / "x.svg").exists()


def test_every_verb_that_takes_a_name_is_asked() -> None:
    (verbs,) = [a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction)]
    taking = set()
    for verb, parser in verbs.choices.items():
        for action in parser._actions:
            option = action.option_strings[-1] if action.option_strings else ""
            metavar = action.metavar if isinstance(action.metavar, str) else ""
            if metavar in NAMED or option in NAMES or (not option and action.dest == "id"):
                taking.add(f"{verb} {option or metavar or action.dest.upper()}")
    assert taking <= set(ASKED) | set(ELSEWHERE), sorted(taking - set(ASKED) - set(ELSEWHERE))


NEAR = {
    "insomnia": (("insomnia-improvement",), "a part of a name"),
    "INSOMNIA IMPROVEMENT": (("insomnia-improvement",), "the same in other letters"),
    "sleep": (("insomnia-improvement",), "a word of a title"),
    "sömn": (("insomnia-improvement",), "a word of a title in another language"),
    "upset": (("stomach-upset",), "the end of a name"),
    "xyzzy": ((), "nothing"),
    "": ((), "nothing is asked"),
    "12": ((), "a number that stands in a title alone"),
}


@pytest.mark.parametrize("name", list(NEAR))
def test_near(name: str) -> None:
    known = {"insomnia-improvement": "Magnesium and sleep Sömn", "stomach-upset": "Stomach of 12"}
    expected, why = NEAR[name]
    assert find_near(name, known) == expected, why


def test_of_numbers_the_next_one_alone_is_near() -> None:
    known = ["pubmed:90000001", "pubmed:90000002", "pubmed:12345678"]
    assert set(find_near("pubmed:90000003", known)) == {"pubmed:90000001", "pubmed:90000002"}
    assert find_near("pubmed:55555555", known) == ()


def test_few_names_are_listed_and_many_counted() -> None:
    assert tell_unknown("claim", "x", ["aaaa", "bbbb"]) == "no claim 'x'; there are: aaaa, bbbb"
    assert tell_unknown("claim", "x", []) == "no claim 'x'; there are: none yet"
    many = tell_unknown("claim", "x", [f"name-{i:03}" for i in range(FEW + 1)])
    assert many == f"no claim 'x'; none of the {FEW + 1} is called so or nearly so"
