"""`rlsevidence new` and `sign-off`: an unfilled file never passes as evidence, a filled one does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rlsevidence import cli, store
from rlsevidence.errors import STALE
from rlsevidence.finishing import list_problems
from rlsevidence.store.yamltext import parse_yaml

TODAY = "2026-11-30"

# What is started, the file it makes, and what a person writes into it: the text that stands there -> what is put there.
CASES: dict[str, tuple[list[str], str, dict[str, str]]] = {
    "study": (
        ["study", "pubmed:90000007", "invented-new"],
        "studies/invented-new.yaml",
        {
            "design: ''": "design: case-report",
            "read: ''": "read: abstract",
            "who: ''": "who: one invented person",
            "comparator: ''": "comparator: none",
            "  en: ''": "  en: One invented person slept.",
            "  sv: ''": "  sv: En påhittad person sov.",
            "facts_from: []": "facts_from: [https://example.org/invented]",
            "extracted_by: ''": "extracted_by: anna",
        },
    ),
    "appraisal": (
        ["appraisal", "invented-retracted", "rob2"],
        "appraisals/invented-retracted.rob2.yaml",
        {
            "judgement: ''": "judgement: some_concerns",
            "support: ''": "support: Invented.",
            "overall: ''": "overall: high",
            "why: ''": "why: Invented.",
            "reviewers: []": "reviewers: [anna]",
        },
    ),
    "certainty": (
        ["certainty", "invented-claim"],
        "certainty/invented-claim.yaml",
        {
            "body: []": "body: [invented-authority]",
            "rating: '', why: ''": "rating: contested, why: Invented.",
            "finding: '', why: ''": "finding: unclear, why: Invented.",
            "read: ''": "read: full-text",
            "reviewers: []": "reviewers: [anna]",
            "  en: ''": "  en: Invented.",
            "  sv: ''": "  sv: Påhittat.",
        },
    ),
    "claim": (
        ["claim", "invented-claim"],
        "claims/invented-claim.yaml",
        {
            "kind: null": "kind: practice",
            "title: {sv: null, en: null}": "title: {sv: Påhittat, en: Invented}",
            "statement: {sv: null, en: null}": "statement: {sv: Påhittat., en: Invented.}",
            "pico:\n  # In whom.\n  population: null\n": "pico:\n  # In whom.\n  population: invented people\n",
            "  intervention: null": "  intervention: magnesium",
            "  comparator: null": "  comparator: none",
            "  outcome: null": "  outcome: invented",
            "all: []": "all: [[magnesium]]",
        },
    ),
    "search": (
        ["search", "invented-search"],
        "searches/invented-search.yaml",
        {
            "title: ''": "title: Invented",
            "purpose: ''": "purpose: Invented.",
            "query: ''": "query: (magnesium)",
            "concept: ''": "concept: magnesium",
            "terms: ['']": "terms: [magnesium]",
            "why: ''": "why: Invented.",
            "rationale: ''": "rationale: Invented.",
            "written_by: ''": "written_by: anna",
        },
    ),
}


def start(kind: str, workspace: Path) -> Path:
    arguments, path, _ = CASES[kind]
    assert cli.main(["new", *arguments, "--workspace", str(workspace)]) == 0
    return workspace / "evidence" / path


def fill(kind: str, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for what, by in CASES[kind][2].items():
        assert what in text, what
        text = text.replace(what, by)
    file.write_text(text, encoding="utf-8")


def prepare(kind: str, workspace: Path) -> None:
    """A claim needs a sentence that makes it; a certainty needs a claim, and its body a tag."""
    if kind in ("claim", "certainty"):
        file = workspace / "evidence" / "documents" / "invented-article.yaml"
        text = file.read_text(encoding="utf-8")
        made = "- {claim: stomach-upset, "
        assert made in text
        first = next(line for line in text.split("\n") if made in line)
        both = f"{first}\n{first.replace('stomach-upset', 'invented-claim')}"
        file.write_text(text.replace(first, both, 1), encoding="utf-8")
    if kind == "certainty":
        fill("claim", start("claim", workspace))
        assert cli.main(["finish", "claim", "invented-claim", "--workspace", str(workspace)]) == 0
        evidence = store.load(workspace)
        tag = next(t for t in evidence.tags if t.claim == "stomach-upset")
        store.add_tags(workspace / "evidence", [tag.model_copy(update={"claim": "invented-claim"})])


@pytest.mark.parametrize("kind", list(CASES))
def test_an_unfilled_scaffold_is_a_draft_whose_gaps_are_listed_line_by_line(
    kind: str, tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare(kind, tiny)
    file = start(kind, tiny)
    captured = capsys.readouterr()
    assert captured.out.splitlines()[-1] == str(file)
    assert f"rlsevidence finish {kind}" in captured.err
    text = file.read_text(encoding="utf-8")
    value, _, faults = parse_yaml(text, file.name)
    assert faults == []
    assert isinstance(value, dict)
    problems = [p for p in list_problems(tiny / "evidence") if p.rule != STALE]
    own = [p for p in problems if p.path == CASES[kind][1]]
    assert own, "an unfilled scaffold can never pass as evidence"
    assert problems == own, "and speaks of itself only"
    assert {p.rule for p in own} == {"unfinished"}
    lines = text.split("\n")
    for problem in own:
        assert re.search(r"''|\[\]|null", lines[problem.line - 1]), f"{problem} points at {lines[problem.line - 1]!r}"
        assert problem.expected
    assert cli.main(["check", "--workspace", str(tiny)]) == 0, "unfinished is not broken"
    capsys.readouterr()
    assert cli.main(["finish", kind, file.stem, "--workspace", str(tiny)]) == 1
    assert capsys.readouterr().out.splitlines() == [str(p) for p in own]
    assert file.read_text(encoding="utf-8") == text, "it stays a draft"


@pytest.mark.parametrize("kind", list(CASES))
def test_a_filled_scaffold_passes_and_fmt_keeps_its_comments(kind: str, tiny: Path) -> None:
    prepare(kind, tiny)
    file = start(kind, tiny)
    fill(kind, file)
    assert [p.field for p in list_problems(tiny / "evidence") if p.rule != STALE] == ["draft"]
    assert cli.main(["finish", kind, file.stem, "--workspace", str(tiny)]) == 0
    assert "draft:" not in file.read_text(encoding="utf-8")
    # What was written on a claim before there was an appraisal, or a judgement, is to be read again.
    left = [str(p) for p in list_problems(tiny / "evidence")]
    assert all(line.endswith("[stale]") for line in left)
    assert bool(left) == (kind in ("appraisal", "certainty"))
    comments = [line.strip() for line in file.read_text(encoding="utf-8").split("\n") if line.strip().startswith("#")]
    assert comments[0].startswith("# yaml-language-server: $schema=../schemas/")
    store.format_folder(tiny / "evidence")
    after = file.read_text(encoding="utf-8")
    assert [c for c in comments if c not in after] == []
    assert [str(p) for p in list_problems(tiny / "evidence")] == left
    assert store.format_folder(tiny / "evidence") == []


@pytest.mark.parametrize("kind", list(CASES))
def test_every_field_is_explained_or_speaks_for_itself(kind: str, tiny: Path) -> None:
    prepare(kind, tiny)
    text = start(kind, tiny).read_text(encoding="utf-8")
    words = {"study": "case-control", "appraisal": "randomisation", "certainty": "established", "claim": "mechanism"}
    assert words.get(kind, "pubmed") in text, "the allowed words stand in the file"
    assert max(len(line) for line in text.split("\n")) <= 120


def test_low_is_not_offered_where_only_an_abstract_was_read(tiny: Path) -> None:
    text = start("appraisal", tiny).read_text(encoding="utf-8")
    assert "judgement: some_concerns, high." in text
    assert "low is not open to you" in text


def test_certainty_of_an_effect_is_graded_from_what_was_tagged(tiny: Path) -> None:
    (tiny / "evidence" / "certainty" / "insomnia-improvement.yaml").unlink()
    assert cli.main(["new", "certainty", "insomnia-improvement", "--workspace", str(tiny)]) == 0
    text = (tiny / "evidence" / "certainty" / "insomnia-improvement.yaml").read_text(encoding="utf-8")
    assert "starts_at: high" in text
    tagged = re.sub(r"\s*\n# ", " ", text)
    assert "Tagged to the claim: invented-before-after, invented-trial." in tagged, "a retracted study carries nothing"
    assert "Tagged: invented-review." in tagged


def test_a_half_filled_file_does_not_keep_the_next_from_being_started(tiny: Path) -> None:
    start("study", tiny)
    start("search", tiny)
    start("claim", tiny)


MISTAKES = (
    (["study", "pubmed:90000999"], 2, "no record 'pubmed:90000999'"),
    (["study", "pubmed:90000001"], 2, "already a report of studies/invented-trial.yaml"),
    (["appraisal", "nobody", "rob2"], 2, "no study 'nobody'"),
    (["appraisal", "invented-trial"], 2, "which tool? The protocol takes for rct: rob2"),
    (["appraisal", "invented-trial", "rob3"], 2, "no tool 'rob3'"),
    (["appraisal", "invented-trial", "rob2"], 2, "already there"),
    (["certainty", "nothing"], 2, "no claim 'nothing'"),
    (["claim", "stomach-upset"], 2, "already there"),
    (["search", "invented-rls"], 2, "already there"),
    (["claim", "../../outside"], 2, "lower-case words joined by hyphens"),
    (["claim", "Not A Name"], 2, "lower-case words joined by hyphens"),
    (["study", "pubmed:90000007", "a/b"], 2, "lower-case words joined by hyphens"),
    (["search", ""], 2, "lower-case words joined by hyphens"),
)


@pytest.mark.parametrize(("arguments", "code", "said"), MISTAKES, ids=[" ".join(a) for a, _, _ in MISTAKES])
def test_mistakes_are_said_and_nothing_is_written(
    arguments: list[str], code: int, said: str, tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(tiny.parent.rglob("*.yaml"))
    assert cli.main(["new", *arguments, "--workspace", str(tiny)]) == code
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""
    assert sorted(tiny.parent.rglob("*.yaml")) == before


# ---------------------------------------------------------------- the second reader

SIGNED = (
    (["study", "invented-before-after"], "bo", 0, "checked_by bo"),
    (["study", "invented-trial"], "bo", 0, "it already said so"),
    (["appraisal", "invented-before-after.robins-i"], "cia", 0, "checked_by cia"),
    (["certainty", "stomach-upset"], "bo", 0, "checked_by bo"),
    (["study", "invented-before-after"], "anna", 2, "another person"),
    (["certainty", "insomnia-improvement"], "bo", 2, "another person"),
    (["study", "invented-before-after"], "dora", 2, "there are: anna, bo, cia"),
    (["study", "nobody"], "bo", 2, "studies/nobody.yaml is not there"),
    (["appraisal", "invented-trial"], "bo", 2, "appraisals/invented-trial.yaml is not there"),
)


@pytest.mark.parametrize(("what", "who", "code", "said"), SIGNED, ids=[f"{' '.join(w)} {p}" for w, p, _, _ in SIGNED])
def test_sign_off(
    what: list[str], who: str, code: int, said: str, tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sign-off", *what, "--reviewer", who, "--workspace", str(tiny)]) == code
    captured = capsys.readouterr()
    assert said in (captured.err if code else captured.out)
    assert list_problems(tiny / "evidence") == []
    field = {"study": "studies", "appraisal": "appraisals", "certainty": "certainty"}[what[0]]
    if code == 0:
        assert f"checked_by: {who}\n" in (tiny / "evidence" / field / f"{what[1]}.yaml").read_text(encoding="utf-8")
