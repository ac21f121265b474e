"""A file that cannot be read stops the verdicts that could rest on it, and only those; a draft stops none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import rlsevidence as rls
from rlsevidence import cli, store
from rlsevidence.decisions import settle
from rlsevidence.judgement.claim_summary import ClaimSummary
from rlsevidence.site.pages import PageMaker

SLEEP, STOMACH, DEFICIENCY = "insomnia-improvement", "stomach-upset", "deficiency-contributes"
ALL = {SLEEP, STOMACH, DEFICIENCY}
TRIAL = "studies/invented-trial.yaml"

Break = Callable[[str], str]


def cut(lines: int) -> Break:
    return lambda text: "".join(text.splitlines(keepends=True)[:lines])


BROKEN: list[tuple[str, Break, set[str], set[str], str]] = [
    (TRIAL, lambda t: t + "id: [\n", {SLEEP}, set(), "YAML that does not parse, its reports still to be seen"),
    (TRIAL, lambda t: t.replace("design: rct", "desing: rct"), {SLEEP}, set(), "a misspelt key"),
    (TRIAL, lambda t: t.replace("n: 40", "n: fourty"), {SLEEP}, set(), "a number that is none"),
    (TRIAL, lambda t: t.replace("id: invented-trial", "id: invented-trail"), {SLEEP}, set(), "a slip in its id"),
    (TRIAL, cut(2), {SLEEP}, set(), "cut off before its reports: the body, and records without a study, tell"),
    (TRIAL, lambda _: "", {SLEEP}, set(), "empty"),
    (TRIAL, lambda t: t.replace("\n", "\n<<<<<<< HEAD\n", 1), {SLEEP}, set(), "a merge that nobody settled"),
    ("appraisals/invented-trial.rob2.yaml", cut(3), {SLEEP}, {DEFICIENCY}, "the risk of bias of a study counted there"),
    (f"certainty/{SLEEP}.yaml", cut(4), {SLEEP}, {STOMACH, DEFICIENCY}, "the judgement of one claim"),
    (f"claims/{STOMACH}.yaml", cut(2), {STOMACH}, {SLEEP, DEFICIENCY}, "the claim itself"),
    (
        "tags.tsv",
        lambda t: t.replace(f"{SLEEP}\t", f"{SLEEP}\tx\t", 1),
        {SLEEP},
        {STOMACH},
        "a row that names its claim",
    ),
    ("tags.tsv", lambda t: t.replace("claim\t", "cliam\t", 1), ALL, set(), "a header: no row can be told"),
    ("screening.tsv", lambda t: t + "x\n", ALL, set(), "a row that names nothing"),
    ("records.jsonl", lambda t: t.replace('"year": ', '"yaer": ', 1), {SLEEP}, set(), "the record of a tag"),
    ("people.tsv", lambda t: t + "x\n", set(), ALL, "people carry no verdict"),
    ("readings.tsv", lambda t: t + "x\n", set(), ALL, "who read what carries no verdict by itself"),
    ("readings-seals.tsv", lambda t: t + "x\n", set(), ALL, "that a row was put down carries no verdict"),
    ("salts.yaml", cut(3), set(), ALL, "a table of figures carries no verdict"),
    ("screening-stops.tsv", lambda _: "x\n", set(), ALL, "when screening stopped changes nothing that was let in"),
    ("verifications.tsv", lambda _: "x\n", set(), ALL, "what was held against PubMed carries no verdict"),
    ("fact-checks.tsv", lambda _: "x\n", set(), ALL, "what was looked up again carries no verdict"),
    ("searches/by-hand.tsv", lambda _: "x\n", set(), ALL, "what was looked for carries no verdict"),
    ("watch.yaml", lambda _: "a: [\n", set(), ALL, "what is to be looked up again carries no verdict"),
    ("unread/invented.yaml", lambda _: "a: [\n", ALL, set(), "a known trial costs a step, of nobody knows which claim"),
    (
        "unread/invented.yaml",
        lambda _: f"id: invented\nclaims: [{SLEEP}]\nunseen: []\n",
        {SLEEP},
        {STOMACH, DEFICIENCY},
        "a known trial costs a step of the claim that it names",
    ),
    ("searches/invented-rls.yaml", cut(3), set(), ALL, "a strategy carries no verdict"),
    ("documents/invented-article.yaml", cut(5), set(), ALL, "what a document says changes no evidence"),
]
"""File, how it is broken, claims that must be withheld, claims that must not be, why."""


@pytest.mark.parametrize(("path", "spoil", "held", "free", "why"), BROKEN, ids=[f"{b[0]} {b[4]}" for b in BROKEN])
def test_what_a_broken_file_withholds(
    path: str, spoil: Break, held: set[str], free: set[str], why: str, tiny_dir: Path
) -> None:
    file = tiny_dir / path
    before, text = store.load(tiny_dir), file.read_text(encoding="utf-8") if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    file.write_text(spoil(text or ""), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != text, "the case changes nothing"
    evidence = store.load(tiny_dir)
    assert path in {b.path for b in evidence.broken}
    found = set(settle(evidence).withheld)
    assert held <= found, why
    assert not found & free, why
    # The point of it all: whatever is shown is what would have been shown with the file in order.
    sound = {s.claim.id: s for s in rls.open_workspace(tiny_dir).summaries}
    if text is None:
        file.unlink()
    else:
        file.write_text(text, encoding="utf-8")
    for summary in rls.open_workspace(tiny_dir).summaries:
        other = sound.get(summary.claim.id)
        if other is None or other.withheld:
            continue
        assert (other.certainty_word, other.basis_word, other.direction) == (
            summary.certainty_word,
            summary.basis_word,
            summary.direction,
        )
        assert [s.id for s in other.counted] == [s.id for s in summary.counted]
    assert store.load(tiny_dir) == before


def test_every_part_is_broken_once() -> None:
    from rlsevidence.layout import PARTS

    whole = {"vocabulary", "topic", "protocol"}  # without these nothing can be said at all: see the test below
    same = {"runs", "concepts", "dose_limits", "interactions", "health_claims"}  # as salts and searches
    told = {part.field for part in PARTS for path, *_ in BROKEN if path.startswith(part.pattern.partition("{")[0])}
    elsewhere = {"links"}  # this workspace has none: `test_linking` breaks one
    assert {part.field for part in PARTS} - whole - same - elsewhere == told


@pytest.mark.parametrize("name", ["vocabulary.yaml", "topic.yaml", "protocol.yaml"])
def test_without_the_frame_nothing_is_said(name: str, tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tiny / "evidence" / name).write_text("a: [\n", encoding="utf-8")
    assert cli.main(["show", "--workspace", str(tiny)]) == 2
    shown = capsys.readouterr()
    assert name in shown.err
    assert shown.out == ""


@pytest.fixture
def broken(tiny: Path) -> Path:
    file = tiny / "evidence" / TRIAL
    file.write_text(file.read_text(encoding="utf-8") + "id: [\n", encoding="utf-8")
    return tiny


def test_show_says_which_verdicts_are_withheld_and_shows_the_others(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = ["show", "--workspace", str(broken)]
    assert cli.main(base) == 0
    said = capsys.readouterr().out
    assert f"cannot be read ({TRIAL})" in " ".join(said.split())
    rows = {line.split()[0 if line[0] != "*" else 1]: line for line in said.splitlines() if line.strip()}
    assert "withheld" in rows[SLEEP]
    assert "withheld" not in rows[DEFICIENCY]
    assert cli.main([*base, SLEEP]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert TRIAL in shown.err
    assert cli.main([*base, DEFICIENCY]) == 0
    capsys.readouterr()
    assert cli.main([*base, "--format", "json"]) == 0
    told = {c["claim"]: c for c in json.loads(capsys.readouterr().out)}
    assert told[SLEEP]["withheld"][0]["path"] == TRIAL
    assert (told[SLEEP]["certainty"], told[SLEEP]["proposal"], told[SLEEP]["studies"]) == (None, None, [])
    assert told[SLEEP]["allowed_wording"] is None
    assert told[DEFICIENCY]["withheld"] == []
    assert told[DEFICIENCY]["certainty"]


@pytest.mark.parametrize("verb", [["history", SLEEP], ["whatif", SLEEP]])
def test_no_other_door_leads_to_a_withheld_verdict(
    verb: list[str], broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*verb, "--workspace", str(broken)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert TRIAL in shown.err


def test_what_if_over_all_claims_leaves_out_the_withheld(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["whatif", "--multiverse", "--format", "json", "--workspace", str(broken)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert SLEEP not in {m["claim"] for m in told["multiverse"]}


@pytest.mark.parametrize("language", ["en", "sv"])
def test_pages_say_so_and_the_others_stand(broken: Path, language: str) -> None:
    review = rls.open_workspace(broken)
    pages = {p.path.partition("/")[2]: p.text for p in PageMaker(review, language).make()}
    own = pages[f"claims/{SLEEP}.html"]
    assert TRIAL in own
    certainty = review.evidence.certainty[SLEEP]
    assert certainty.summary.in_language(language) not in own
    assert TRIAL in pages["index.html"], "every page says that something is broken"
    other = review.evidence.certainty[DEFICIENCY].summary.in_language(language)
    assert other in " ".join(pages[f"claims/{DEFICIENCY}.html"].split())


def test_todo_asks_for_it_first(broken: Path) -> None:
    first = rls.open_workspace(broken).todo[0]
    assert (first.kind, first.ids[0]) == ("unreadable", TRIAL)
    assert SLEEP in first.why


def test_the_sentence_of_today_says_that_it_is_withheld_and_not_that_nobody_has_judged(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sentences", "--today", "--language", "en", "--format", "json", "--workspace", str(broken)]) == 0
    rows = json.loads(capsys.readouterr().out)
    claims = rls.open_workspace(broken).evidence.claims
    assert sorted(row["claim"] for row in rows) == sorted(claims), "one row a claim, whatever stops it"
    (told,) = [row for row in rows if row["claim"] == SLEEP]
    assert (told["sentence"], told["lacks"], told["found"]) == (None, "unread", TRIAL)


def test_a_draft_judgement_is_told_as_no_judgement(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not as one for a lower level: there is none. And today's rows name the claim all the same."""
    file = tiny / "evidence" / "certainty" / f"{SLEEP}.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "draft: true\n", encoding="utf-8")
    review = rls.open_workspace(tiny)
    summary = next(s for s in review.summaries if s.claim.id == SLEEP)
    assert summary.certainty is None
    told = {summary.keeps_back(text.split("/")[1].split("#")[0], text.split("#")[1]) for text in list_verdicts(summary)}
    assert told == {"unjudged"}
    assert cli.main(["sentences", "--today", "--language", "en", "--format", "json", "--workspace", str(tiny)]) == 0
    rows = [row for row in json.loads(capsys.readouterr().out) if row["claim"] == SLEEP]
    assert [(row["sentence"], row["lacks"]) for row in rows] == [(None, "judgement")]


def list_verdicts(summary: ClaimSummary) -> list[str]:
    return [stale.text for stale in summary.stale if stale.text.startswith("documents/")]


# ---------------------------------------------------------------- drafts


@pytest.fixture
def drafted(tiny: Path) -> Path:
    """A study that somebody has begun: it has a report that is tagged, and little else."""
    (tiny / "evidence" / "studies" / "begun.yaml").write_text(
        "id: begun\ndraft: true\nlabel: ''\nreports: [pubmed:90000006]\ndesign: rct\nread: null\n", encoding="utf-8"
    )
    return tiny


def test_a_draft_is_listed_and_counted_nowhere(drafted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evidence = store.load(drafted)
    assert [d.name for d in evidence.drafts] == ["begun"]
    assert "begun" not in evidence.studies
    assert settle(evidence).withheld == {}
    assert cli.main(["check", "--workspace", str(drafted), "--format", "json"]) == 0, "unfinished is not broken"
    told = json.loads(capsys.readouterr().out)
    assert {p["rule"] for p in told} == {"unfinished"}
    assert {p["path"] for p in told} == {"studies/begun.yaml"}
    assert {"label", "read", "population"} <= {p["field"] for p in told}
    assert any(t.kind == "unfinished" and t.ids == ("studies/begun.yaml",) for t in rls.open_workspace(drafted).todo)


def test_a_draft_changes_no_verdict_and_stops_none(
    drafted: Path, tiny_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["show", "--workspace", str(drafted), "--format", "json"]) == 0
    with_draft = json.loads(capsys.readouterr().out)
    (drafted / "evidence" / "studies" / "begun.yaml").unlink()
    assert cli.main(["show", "--workspace", str(drafted), "--format", "json"]) == 0
    assert with_draft == json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("folder", ["studies", "appraisals", "certainty", "claims", "documents"])
def test_anything_with_a_file_of_its_own_may_be_a_draft(folder: str, tiny_dir: Path) -> None:
    file = sorted((tiny_dir / folder).glob("*.yaml"))[0]
    before = store.load(tiny_dir)
    file.write_text(file.read_text(encoding="utf-8") + "draft: true\n", encoding="utf-8")
    evidence, problems = store.read(tiny_dir)
    assert evidence is not None
    assert [d.path for d in evidence.drafts] == [f"{folder}/{file.name}"]
    assert {p.rule for p in problems} == {"unfinished"}
    assert evidence.broken == ()
    file.write_text(file.read_text(encoding="utf-8").replace("draft: true", "draft: false"), encoding="utf-8")
    back = store.load(tiny_dir)
    assert back.drafts == ()
    assert {i: s.model_copy(update={"draft": False}) for i, s in back.studies.items()} == before.studies


# ---------------------------------------------------------------- out of form

FORMS: list[tuple[str, Break, str]] = [
    ("people.tsv", lambda t: t + "aaa\tAdded at the end\treviewer\t\n", "the first step of CONTRIBUTING, at the end"),
    ("tags.tsv", lambda t: "\n".join([t.split("\n")[0], *sorted(t.split("\n")[1:-1], reverse=True), ""]), "any order"),
    ("screening.tsv", lambda t: t + t.splitlines()[1] + "\n", "a row twice, after a merge by union"),
    ("records.jsonl", lambda t: "".join(reversed(t.splitlines(keepends=True))), "any order"),
    (TRIAL, lambda t: t.rstrip("\n"), "no newline at the end"),
    ("topic.yaml", lambda t: "\ufeff" + t, "a byte order mark"),
]


@pytest.mark.parametrize(("path", "change", "why"), FORMS, ids=[f"{f[0]} {f[2]}" for f in FORMS])
def test_what_is_only_out_of_form_is_read_as_it_stands(path: str, change: Break, why: str, tiny: Path) -> None:
    file = tiny / "evidence" / path
    text = file.read_text(encoding="utf-8")
    file.write_text(change(text), encoding="utf-8")
    evidence, problems = store.read(tiny / "evidence")
    assert evidence is not None
    assert (evidence.broken, evidence.drafts) == ((), ()), why
    assert problems, "check speaks of it"
    assert cli.main(["show", "--workspace", str(tiny)]) == 0
    store.format_folder(tiny / "evidence")
    assert store.read(tiny / "evidence")[1] == []


@pytest.mark.parametrize("path", ["people.tsv", "records.jsonl", "searches/runs.jsonl", TRIAL, "vocabulary.yaml"])
def test_line_ends_of_windows_are_read_in_every_form_of_file(path: str, tiny: Path) -> None:
    before = store.load(tiny)
    file = tiny / "evidence" / path
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert store.load(tiny) == before
    assert cli.main(["show", "--workspace", str(tiny)]) == 0
