"""A verdict cannot go stale in silence: texts, verdicts on sentences and sign-offs are held to what they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from attempts import CLAIM, TRIAL, argued, judge, lowered, make, signed, steps, with_person
from conftest import REPO
from rlsevidence import cli, store
from rlsevidence.check import check_evidence
from rlsevidence.cli.text import count_problems, format_claim
from rlsevidence.decisions import settle
from rlsevidence.errors import STALE, Problem, UsageError
from rlsevidence.finishing import list_problems
from rlsevidence.forms.desk_panel import make_desk
from rlsevidence.judgement.prose import find_lacking, find_plain_verb, find_too_firm
from rlsevidence.judgement.prose_counts import find_only, list_counts
from rlsevidence.judgement.readings import find_depth, judge_readings
from rlsevidence.judgement.rests_on import LATER, PARTS, describe_texts, digest, read_parts, write_parts
from rlsevidence.judgement.summary import summarise_claim
from rlsevidence.language import say
from rlsevidence.model import Evidence
from rlsevidence.reporting.grade import remark
from rlsevidence.reporting.voice import open_voice
from rlsevidence.rereading import reread, sign_off
from rlsevidence.site.pages import PageMaker
from rlsevidence.workspace import open_workspace

TODAY = dt.date(2026, 11, 30)
NEW = "invented-second-trial"


@pytest.fixture(scope="module")
def review() -> rls.Workspace:
    return rls.Workspace(REPO / "evidence", TODAY)


# ---------------------------------------------------------------- the scenario


def second_trial(evidence: Evidence) -> Evidence:
    """A new invented trial, extracted, appraised, tagged and in the body, the level moved from very low to low.

    Of the words only the English lead is changed, and it goes on to count as before.
    """
    old = evidence.studies[TRIAL]
    record = make(
        evidence.records[old.reports[0]], id="pubmed:90000001", pmid="90000001", doi=None, pmcid=None, url=None,
        title="Invented second trial",
    )  # fmt: skip
    trial = make(
        old, id=NEW, label="Invented second trial", reports=["pubmed:90000001"], registration=None, counts_with=[],
        population={**old.population.model_dump(), "n": 120},
        finding={code: text.replace("75", "120") for code, text in old.finding.texts.items()},
    )  # fmt: skip
    body = evidence.certainty[CLAIM].body
    row = next(t for t in evidence.tags if t.claim == CLAIM and t.record in old.reports)
    screened = next(s for s in evidence.screening if s.record in old.reports)
    appraisal = next(a for a in evidence.appraisals if a.study == TRIAL)
    was = evidence.certainty[CLAIM].summary.texts
    grown = replace(
        evidence,
        records=dict(sorted({**evidence.records, record.id: record}.items())),
        studies={**evidence.studies, NEW: trial},
        appraisals=(*evidence.appraisals, make(appraisal, study=NEW)),
        tags=tuple(
            sorted([*evidence.tags, make(row, record=record.id)], key=lambda t: (t.claim, t.record, t.decided_on))
        ),
        screening=tuple(
            sorted([*evidence.screening, make(screened, record=record.id)], key=lambda s: (s.record, s.stage))
        ),
    )
    summary = {
        "en": "Magnesium may relieve mild or moderate RLS. The only trial and two uncontrolled studies had 97 people.",
        "sv": was["sv"],
    }
    return lowered(grown, body=(*body, NEW), summary=summary)


def test_each_thing_that_a_new_trial_leaves_behind_is_named(review: rls.Workspace) -> None:
    found = check_evidence(second_trial(review.evidence), today=TODAY)
    told = {(p.rule, p.field): p.found for p in found}
    path = f"certainty/{CLAIM}.yaml"
    assert "mycket osäkert" in told["summary-level", "summary.sv"]
    assert "97 people" in told["summary-people", "summary.en"]
    assert "97 personer" in told["summary-people", "summary.sv"]
    assert "The only trial" in told["summary-only", "summary.en"]
    assert "very uncertain" in told["verdict-words", "5.2.verdict.why.en"]
    assert "mycket osäker" in told["verdict-words", "5.2.verdict.why.sv"]
    people = next(p for p in found if (p.rule, p.field) == ("summary-people", "summary.en"))
    assert (people.path, people.expected.split()[0]) == (path, "217"), "with the number that is computed"
    stale = [p for p in found if p.rule == STALE]
    assert {p.path for p in stale} >= {path, "documents/magnesium-rls-article.yaml"}
    text = next(p for p in stale if p.path == path)
    assert "level (very_low, now low), steps, body, studies, appraisals, tags" in text.found
    assert "5.2.verdict" in {p.field for p in stale}


def test_pages_todo_and_tables_say_that_the_words_are_older(review: rls.Workspace) -> None:
    changed = second_trial(review.evidence)
    workspace = rls.Workspace(review.folder, TODAY)
    workspace.__dict__["evidence"] = changed
    summary = workspace.summary(CLAIM)
    assert summary.stale_text is not None
    for language, lead, verdict, mark in (
        ("en", "These words are older than the evidence.", "This verdict is older", "text to be read again"),
        ("sv", "De här orden är äldre än evidensen.", "Det här omdömet är äldre", "texten ska läsas på nytt"),
    ):
        pages = PageMaker(workspace, language)
        claim = pages.claim(summary).text
        assert lead in claim
        assert verdict in claim, "beside the sentence's verdict"
        assert verdict in pages.document(next(iter(changed.documents.values()))).text
        index = pages.index().text
        assert mark in index
        assert lead in index, "beside the words on the front page"
        assert ("written for very low" if language == "en" else "skrevs för mycket låg") in format_claim(
            summary, language
        )
        older = say("table.stale", language, n=1, all=1)
        assert older in remark([summary], open_voice(changed, language)), "the table says it too"
    waiting = [t for t in workspace.todo if t.kind == "reread"]
    assert waiting[0].ids == (f"certainty/{CLAIM}", CLAIM), "the headline claim stands first"
    assert "very_low to low" in waiting[0].why


def test_the_shipped_evidence_claims_no_reading_that_did_not_happen(review: rls.Workspace) -> None:
    assert review.evidence.readings
    for row in review.evidence.readings:
        assert row.act != "recorded" or (row.reviewer, row.read) == (None, None)
    assert not judge_readings(review.settled).unrecorded


# ---------------------------------------------------------------- the hash


def test_a_new_layout_changes_nothing(tiny: Path) -> None:
    file = tiny / "evidence" / "certainty" / "stomach-upset.yaml"
    before = describe_texts(settle(store.load(tiny)))
    plain = file.read_text(encoding="utf-8").splitlines()
    file.write_text("# A remark.\n" + "\n".join([plain[0], *reversed(plain[1:])]) + "\n", encoding="utf-8")
    assert describe_texts(settle(store.load(tiny))) == before
    store.format_folder(tiny / "evidence")
    assert describe_texts(settle(store.load(tiny))) == before
    assert not [p for p in list_problems(tiny / "evidence") if p.rule == STALE]


CHANGES: dict[str, tuple[Any, set[str]]] = {
    "a level": (lambda e: judge(e, overall="low", downgrades=steps(e, imprecision=1)), {"level", "steps"}),
    "a step": (lambda e: judge(e, downgrades=steps(e, imprecision=1)), {"steps"}),
    "a direction": (lambda e: judge(e, direction={"finding": "unclear", "why": "Invented."}), {"direction"}),
    "a body": (lambda e: judge(e, body=e.certainty[CLAIM].body[:1]), {"body"}),
    "a reason": (lambda e: judge(e, notes=("Invented.",)), set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_named(change: str, review: rls.Workspace) -> None:
    edit, parts = CHANGES[change]
    found = judge_readings(settle(edit(review.evidence))).stale.get((f"certainty/{CLAIM}", CLAIM))
    assert set(found.changed if found else ()) == parts
    if found:
        assert set(parts) <= set(PARTS)


def test_the_line_that_is_written_is_the_line_that_is_read() -> None:
    parts = {"body": digest([1]), "level": "low", "text": digest("x")}
    assert write_parts(parts) == f"level=low body={digest([1])} text={digest('x')}"
    assert read_parts(write_parts(parts)) == parts
    assert digest({"b": 1, "a": [2]}) == digest({"a": [2], "b": 1})
    assert len(digest(None)) == 12


def test_a_state_that_comes_back_words_and_all_has_been_read(review: rls.Workspace) -> None:
    evidence = review.evidence
    later = lowered(with_person(evidence))
    again = signed(later, act="read")
    assert (f"certainty/{CLAIM}", CLAIM) not in judge_readings(settle(again)).stale
    back = replace(again, certainty=evidence.certainty)
    assert (f"certainty/{CLAIM}", CLAIM) not in judge_readings(settle(back)).stale


# ---------------------------------------------------------------- reading again, signing off


def change_tag(workspace: Path) -> None:
    """The tag under `deficiency-contributes` thought over."""
    file = workspace / "evidence" / "tags.tsv"
    text = file.read_text(encoding="utf-8")
    was = "deficiency-contributes\tpubmed:90000004\tdisputes"
    assert was in text
    file.write_text(text.replace(was, was.replace("disputes", "inconclusive")), encoding="utf-8")


def test_a_person_reads_again_and_the_mark_goes(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--workspace", str(tiny)]
    change_tag(tiny)
    assert cli.main(["check", *at]) == 0, "no fault by itself"
    out = capsys.readouterr().out
    assert "changed since then: tags" in out
    assert out.rstrip().endswith("0 problems; 1 text to read again")
    assert cli.main(["reread", "--record", *at]) == 0
    assert cli.main(["check", *at]) == 0
    assert "[stale]" in capsys.readouterr().out, "recording never takes a change away"
    assert cli.main(["reread", "deficiency-contributes", "--reviewer", "bo", *at]) == 0
    assert "certainty/deficiency-contributes (what it rests on had changed)" in capsys.readouterr().out
    assert list_problems(tiny / "evidence") == []
    row = next(r for r in store.load(tiny).readings if r.act == "read")
    assert (row.reviewer, row.read, row.claim) == ("bo", "abstract", "deficiency-contributes")


@pytest.mark.parametrize("left", ["stale", "unfinished"])
def test_strictly_what_waits_is_an_end_of_its_own(left: str, tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--workspace", str(tiny)]
    assert cli.main(["check", "--strict", *at]) == 0
    assert capsys.readouterr() == ("0 problems\n", "")
    if left == "stale":
        change_tag(tiny)
    else:
        assert cli.main(["new", "study", "pubmed:90000006", "invented-draft", *at]) == 0
    capsys.readouterr()
    assert cli.main(["check", *at]) == 0
    out, err = capsys.readouterr()
    assert "check --strict ends with 1" in err
    assert out.splitlines()[-1].startswith("0 problems; ")
    assert cli.main(["check", "--strict", *at]) == 1
    assert capsys.readouterr() == (out, "")
    assert [cli.main(["check", "--format", "json", *option, *at]) for option in ([], ["--strict"])] == [0, 1]
    assert f'"rule": "{left}"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["deficiency-contributes"], "--reviewer: found nothing"),
        (["deficiency-contributes", "--reviewer", "nobody"], "no person 'nobody' in people.tsv"),
        (["no-such-claim", "--reviewer", "bo"], "no claim 'no-such-claim'"),
        (["documents/invented-article#2.2", "--reviewer", "bo"], "nothing to read again"),
        (["deficiency-contributes", "--reviewer", "bo", "--read", "full-text"], "expected abstract at most"),
        (["deficiency-contributes", "--reviewer", "bo", "--read", "skimmed"], "expected one of"),
        (["--record", "--reviewer", "bo"], "nobody claims to have read"),
        (["deficiency-contributes", "--record"], "expected a claim or a text"),
    ],
)
def test_a_wrong_reading_is_refused(
    arguments: list[str], said: str, tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (tiny / "evidence" / "readings.tsv").read_bytes()
    assert cli.main(["reread", *arguments, "--workspace", str(tiny)]) == 2
    assert said in capsys.readouterr().err
    assert (tiny / "evidence" / "readings.tsv").read_bytes() == before


def test_a_sign_off_covers_what_was_signed_and_no_more(tiny: Path) -> None:
    folder = tiny / "evidence"
    new, row = sign_off(folder, "certainty/stomach-upset.yaml", "cia")
    assert (new, row.reviewer, row.read) == (True, "cia", "full-text")
    assert list_problems(folder) == []
    file = folder / "certainty" / "stomach-upset.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("can cause diarrhoea", "can cause cramps"), encoding="utf-8"
    )
    workspace = rls.Workspace(folder, TODAY)
    found = judge_readings(workspace.settled).signed["certainty/stomach-upset"]
    assert (found.holds, found.changed) == (False, ("text",))
    summary = workspace.summary("stomach-upset")
    assert not summary.is_checked
    for language, said in (("en", "before a later change"), ("sv", "före en senare ändring")):
        assert said in PageMaker(workspace, language).claim(summary).text
        assert said in format_claim(summary, language)
    assert [t.what for t in workspace.todo if t.kind == "reread"] == ["sign certainty/stomach-upset off again"]


def test_nobody_signs_off_own_work_or_deeper_than_was_read(tiny: Path) -> None:
    folder = tiny / "evidence"
    with pytest.raises(UsageError, match="a second reader is another person"):
        sign_off(folder, "certainty/deficiency-contributes.yaml", "anna")
    with pytest.raises(UsageError, match="expected abstract at most"):
        sign_off(folder, "certainty/deficiency-contributes.yaml", "bo", read="full-text")
    with pytest.raises(UsageError, match="has no phrases yet"):
        sign_off(folder, "claims/stomach-upset.yaml", "bo")
    with pytest.raises(UsageError, match="in people"):
        reread(folder, "stomach-upset", "nobody")
    assert list_problems(folder) == []


def test_depth_is_the_least_of_what_was_read(review: rls.Workspace) -> None:
    evidence = review.evidence
    key = (f"certainty/{CLAIM}", CLAIM)
    assert find_depth(evidence, key) == "abstract"
    deeper = judge(evidence, read="full-text")
    assert find_depth(deeper, key) == "abstract", "whatever the judgement says of itself"


def test_the_desk_opens_the_words_and_takes_the_reading(tiny: Path) -> None:
    change_tag(tiny)
    desk = make_desk(open_workspace(tiny), "anna", "en")
    opened = [i["open"] for g in desk.view["groups"] for i in g["items"] if g["id"] == "reread"]
    assert opened[0] == {"do": "read", "part": "certainty", "name": "deficiency-contributes"}
    desk.doings["open"]({"open": "read", "part": "certainty", "name": "deficiency-contributes"})
    assert "Not read again since what it rests on changed (tags)" in desk.view["stale"]
    assert desk.view["own"], "who made it reads it again, and signs nothing off"
    desk.doings["reread"]({})
    assert desk.view["stale"] == ""
    assert list_problems(tiny / "evidence") == []


# ---------------------------------------------------------------- words


def counts(text: str, group: str, language: str) -> list[tuple[str, int]]:
    return [(c.words, c.number) for c in list_counts(text, group, language)]


@pytest.mark.parametrize(
    ("text", "group", "language", "found"),
    [
        ("In 97 people it eased.", "people", "en", [("97 people", 97)]),
        ("Hos 1 234 personer lindrade det.", "people", "sv", [("1 234 personer", 1234)]),
        ("Ten people and tio personer.", "people", "sv", [("tio personer", 10)]),
        ("Seventy-five people took part.", "people", "en", []),
        ("Most have fewer than 120 people.", "people", "en", []),
        ("Two small trials agree.", "trials", "en", [("Two small trials", 2)]),
        ("Två små prövningar är eniga.", "trials", "sv", [("Två små prövningar", 2)]),
        ("A review counts seven trials.", "trials", "en", []),
        ("Three of the four studies agree.", "studies", "en", [("four studies", 4)]),
    ],
)
def test_counts_are_read_where_they_can_be_decided(text: str, group: str, language: str, found: Any) -> None:
    assert counts(text, group, language) == found


@pytest.mark.parametrize(
    ("text", "level", "language", "lacks"),
    [
        ("Magnesium may ease it.", "low", "en", False),
        ("Magnesium eases it. It may be taken at night.", "low", "en", True),
        ("Magnesium kan lindra.", "low", "sv", False),
        ("Magnesium lindrar. Det kan tas på kvällen.", "low", "sv", True),
        ("Det är mycket osäkert om det lindrar.", "very_low", "sv", False),
        ("Magnesium lindrar sannolikt.", "moderate", "sv", False),
        ("Magnesium lindrar.", "high", "sv", False),
        ("Magnesium lindrar.", "moderate", "sv", True),
    ],
)
def test_the_first_sentence_says_how_sure_it_is(text: str, level: str, language: str, lacks: bool) -> None:
    assert bool(find_lacking(text, level, language)) is lacks


@pytest.mark.parametrize(
    ("text", "level", "language", "word"),
    [
        ("Magnesium clearly eases it and may be taken at night.", "low", "en", "clearly"),
        ("Magnesium lindrar bevisligen och kan tas på kvällen.", "low", "sv", "bevisligen"),
        ("It is very uncertain whether magnesium greatly eases it.", "very_low", "en", None),
        ("That it works has not been proven; it may ease.", "low", "en", None),
        ("Magnesium probably eases it.", "moderate", "en", None),
    ],
)
def test_firm_words_are_found_where_no_doubt_stands_over_them(
    text: str, level: str, language: str, word: str | None
) -> None:
    assert find_too_firm(text, level, language) == word


@pytest.mark.parametrize(
    ("text", "language", "verb"),
    [
        ("A magnesium supplement improves sleep and may be bought anywhere.", "en", "improves"),
        ("A magnesium supplement may improve sleep.", "en", None),
        ("Magnesium förbättrar sömnen och kan köpas överallt.", "sv", "förbättrar"),
        ("Magnesium kan förbättra sömnen.", "sv", None),
        ("Magnesium förbättrar kanske sömnen.", "sv", None),
    ],
)
def test_the_claims_own_verb_is_not_stated_without_its_doubt(
    text: str, language: str, verb: str | None, review: rls.Workspace
) -> None:
    claim = review.evidence.claims["insomnia-improvement"]
    assert find_plain_verb(text, claim, "low", language) == verb


def test_only_is_read_in_both_languages() -> None:
    assert find_only("The only trial is small.", "en") == "The only trial"
    assert find_only("Den enda prövningen är liten.", "sv") == "Den enda prövningen"
    assert find_only("A review names the only trial.", "en") is None


def test_what_is_to_be_read_again_is_counted_apart() -> None:
    problems = [Problem("a", 1, "b", rule, "c", "d") for rule in (STALE, STALE, "unfinished", "word")]
    assert count_problems(problems) == "1 problem; 1 place still to be filled; 2 texts to read again"


def test_no_study_rests_on_nothing(review: rls.Workspace) -> None:
    """Every text has every part that can change under it, and no other."""
    wanted = {"level", "direction", "steps", "body", "studies", "appraisals", "tags", *LATER, "told", "text"}

    def list_parts() -> Iterator[tuple[str, set[str]]]:
        yield from ((key[0].partition("/")[0], set(parts)) for key, parts in describe_texts(review.settled).items())

    for folder, parts in list_parts():
        if folder in ("certainty", "documents"):
            assert parts - {"figure"} == wanted
    assert argued(review.evidence)
    assert summarise_claim(review.settled, CLAIM, today=TODAY).stale == ()
