"""`rlsevidence new claim` and `suggest --claim`: a claim with what it needs, tried on the records at hand."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from rlsevidence import cli, store
from rlsevidence.model import Cue, Record
from rlsevidence.tagging.lexicon import Lexicon, Need
from rlsevidence.tagging.suggest import find_cues
from rlsevidence.tagging.trial import try_need
from test_init import talk

GIVEN = [
    "--kind", "effect", "--title", "sv=Påhittat", "--title", "en=Invented",
    "--statement", "sv=Påhittat lindrar.", "--statement", "en=The invented relieves.",
    "--population", "invented people", "--intervention", "magnesium", "--comparator", "placebo", "--outcome", "unrest",
]  # fmt: skip


def new(workspace: Path, *more: str) -> int:
    return cli.main(["new", "claim", "invented-claim", *more, "--workspace", str(workspace)])


def read(workspace: Path) -> dict[str, object]:
    (draft,) = [d for d in store.load(workspace).drafts if d.field == "claims"]
    return dict(draft.plain)


def test_what_is_given_stands_in_the_file_with_every_field_explained(tiny: Path) -> None:
    more = ["--needs", "magnesium", "--needs", "unrest", "--direct", "unrest=outcome", "--supports", "decrease"]
    concept = ["--concept", r"unrest=restless\w*,unrest", "--mesh", "unrest=Psychomotor Agitation"]
    assert new(tiny, *GIVEN, *more, *concept) == 0
    plain = read(tiny)
    assert plain["kind"] == "effect"
    assert plain["title"] == {"en": "Invented", "sv": "Påhittat"}
    assert plain["concerns"] == {
        "all": [["magnesium"], ["unrest"]],
        "direct": {"unrest": "outcome"},
        "reads": {"treated": "magnesium", "compared": "placebo", "outcome": "unrest", "supports": "decrease"},
    }
    concepts = store.load(tiny).concepts
    assert concepts["unrest"].terms == (r"restless\w*", "unrest")
    assert concepts["unrest"].mesh == ("Psychomotor Agitation",)
    lines = (tiny / "evidence" / "claims" / "invented-claim.yaml").read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines):
        if line and not line.lstrip().startswith(("#", "-")):
            assert lines[number - 1].lstrip().startswith("#"), f"{line} is not explained"
    assert cli.main(["fmt", "--check", "--workspace", str(tiny)]) == 0, "both files are canonical"


def test_what_it_would_bring_is_shown_with_the_words_that_did_it(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evidence = store.load(tiny)
    assert new(tiny, *GIVEN, "--needs", "magnesium", "--needs", "sleep") == 0
    shown = capsys.readouterr().err
    lexicon = Lexicon(evidence.concepts, evidence.topic)
    wanted = [r for r in evidence.records.values() if {"magnesium", "sleep"} <= find_cues(r, lexicon).keys()]
    assert wanted, "the workspace has such records"
    assert f"It brings {len(wanted)} of {len(evidence.records)} records." in shown
    for record in wanted:
        assert f"{record.id}  " in shown
        assert find_cues(record, lexicon)["sleep"][0].words in shown
    # The same again, after the file may have been changed by hand.
    assert cli.main(["suggest", "--claim", "invented-claim", "--format", "json", "--workspace", str(tiny)]) == 0
    tried = json.loads(capsys.readouterr().out)
    assert [b["record"] for b in tried["brought"]] == [r.id for r in wanted]
    assert tried["needs_are"] == "listed"


def test_without_needs_they_are_read_from_the_question(tiny: Path) -> None:
    assert new(tiny, *GIVEN[:-1], "sleep quality") == 0
    concerns = read(tiny)["concerns"]
    assert isinstance(concerns, dict)
    assert concerns["all"][0] == ["magnesium"] or "magnesium" in concerns["all"][0]
    assert "sleep" in concerns["all"][1]


def test_with_nothing_given_it_is_a_draft_with_nothing_in_it(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(tiny) == 0
    assert "brings none of" in capsys.readouterr().err
    assert read(tiny)["statement"] == {"en": None, "sv": None}
    assert cli.main(["check", "--workspace", str(tiny)]) == 0


MISTAKES = (
    (["--needs", "nonesuch"], "no concept 'nonesuch'; there are: "),
    (["--kind", "wonder"], "--kind: found 'wonder', expected one of effect"),
    (["--concept", "unrest=[a-"], "expected words as a regular expression has them"),
    (["--concept", "magnesium=mg"], "magnesium is in concepts.yaml already"),
    (["--concept", "No Name=x"], "lower-case words joined by hyphens"),
    (["--concept", "unrest"], "expected a concept, =, and what belongs to it"),
    (["--mesh", "unrest=Heading"], "expected a concept that --concept brings"),
    (["--direct", "sleep=weather", "--needs", "sleep"], "--direct sleep: found 'weather', expected one of"),
    (["--intervention", "a", "--exposure", "b"], "expected one of them"),
    (["--title", "fi=Keksitty"], "found a text in 'fi'"),
    (["--needs", " , "], "expected names with commas between them"),
)


@pytest.mark.parametrize(("given", "said"), MISTAKES, ids=[" ".join(g) for g, _ in MISTAKES])
def test_mistakes_are_said_and_nothing_is_written(
    given: list[str], said: str, tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {p: p.read_bytes() for p in (tiny / "evidence").rglob("*") if p.is_file()}
    assert new(tiny, *given) == 2
    assert said in capsys.readouterr().err
    assert {p: p.read_bytes() for p in (tiny / "evidence").rglob("*") if p.is_file()} == before


def test_options_of_a_claim_are_refused_for_other_kinds(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", "search", "invented-search", "--kind", "effect", "--workspace", str(tiny)]) == 2
    assert "--kind: for `new claim` only" in capsys.readouterr().err


def test_asked_on_a_terminal(tiny: Path) -> None:
    answers = [
        "wonder", "effect",  # asked again after a word that is none
        "Påhittat", "", "", "The invented relieves.",
        "invented people", "magnesium", "placebo", "unrest",
        "magnesium", "unrest", r"restless\w*,unrest", "",
    ]  # fmt: skip
    said = talk(
        [sys.executable, "-m", "rlsevidence", "new", "claim", "invented-claim", "--workspace", str(tiny)], answers
    )
    assert "found 'wonder', expected one of" in said
    plain = read(tiny)
    assert plain["kind"] == "effect"
    assert plain["concerns"] == {"all": [["magnesium"], ["unrest"]]}
    assert store.load(tiny).concepts["unrest"].terms == (r"restless\w*", "unrest")


def record(number: int, title: str) -> Record:
    return next(iter(store.load(Path(__file__).parent / "tiny").records.values())).model_copy(
        update={"id": f"pubmed:{90000900 + number}", "title": title, "mesh": ()}
    )


def test_the_account_of_a_trial_adds_up(tiny: Path) -> None:
    """Brought, lacking one group, lacking more: every record is one of them; what was missed is named."""
    lexicon = Lexicon(store.load(tiny).concepts)
    records = [
        record(1, "Invented: magnesium and insomnia"),
        record(2, "Invented: magnesium alone"),
        record(3, "Invented: insomnia alone"),
        record(4, "Invented: neither"),
    ]
    need = Need((("magnesium",), ("sleep",)), {}, "listed")
    tried = try_need("c", need, lexicon, records, {records[0].id, records[3].id}, {records[3].id})
    assert [(b.record, b.state) for b in tried.brought] == [(records[0].id, "decided")]
    assert tried.nearly == {"sleep": 1, "magnesium": 1}
    assert tried.missed == ((records[3].id, "magnesium; sleep"),)
    assert tried.words == {"magnesium": {"magnesium": 1}, "sleep": {"insomnia": 1}}
    assert tried.silent == ()
    cue = find_cues(records[0], lexicon)["sleep"][0]
    assert isinstance(cue, Cue)


def test_a_concept_that_no_record_speaks_of_is_named(tiny: Path) -> None:
    lexicon = Lexicon(store.load(tiny).concepts)
    tried = try_need("c", Need((("magnesium",), ("sleep",)), {}, "listed"), lexicon, [record(1, "Invented: magnesium")])
    assert tried.silent == ("sleep",)
