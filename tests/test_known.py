"""A study that a person has let in and nobody has read stands first in what waits, and is named wherever its claim is.

Its size is what a registry or its own text says, or unknown; nothing is made up to put it in order.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from attempts import make
from faults import TINY
from rlsevidence import cli, store
from rlsevidence.cli.text import format_claim
from rlsevidence.decisions import settle
from rlsevidence.forms import desk
from rlsevidence.judgement.known_said import NAMED, describe_known
from rlsevidence.judgement.summary_plain import format_summary
from rlsevidence.language.words import Words
from rlsevidence.model import Evidence, Registered, SuggestedTag
from rlsevidence.site.pages import PageMaker
from rlsevidence.tagging.known import Known, list_known
from rlsevidence.tagging.queue import todo

TODAY = dt.date(2026, 11, 30)
CLAIM = "insomnia-improvement"
NEW = "pubmed:90000050"
TITLE = "Invented large randomised trial of magnesium for sleep in restless legs syndrome in 1,200 adults"
NAME = "invented-large-trial"


def add_line(tiny: Path, name: str, line: str) -> None:
    file = tiny / "evidence" / name
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    kept = [head, *sorted([*rows, line])] if name.endswith(".tsv") else sorted([head, *rows, line])
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")


def let_in(tiny: Path) -> None:
    """The record, and the row of who lets it in."""
    lines = (tiny / "evidence" / "records.jsonl").read_text(encoding="utf-8").splitlines()
    old = next(json.loads(line) for line in lines if json.loads(line)["id"] == "pubmed:90000001")
    new = {**old, "id": NEW, "pmid": NEW.partition(":")[2], "doi": None, "title": TITLE,
           "publication_types": ["Journal Article", "Randomized Controlled Trial"]}  # fmt: skip
    add_line(tiny, "records.jsonl", json.dumps(new, ensure_ascii=False))
    add_line(tiny, "screening.tsv", f"{NEW}\ttitle_abstract\tinclude\teligible\ttitle\tscreener\tanna\t2026-11-28\t")


def enter(tiny: Path) -> None:
    """The study, extracted by a person."""
    folder = tiny / "evidence" / "studies"
    text = (folder / "invented-trial.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("id: invented-trial\n", f"id: {NAME}\n"),
        ("Invented trial 2021", "Invented large trial"),
        ("reports: [pubmed:90000001, doi:10.9999/invented.1b]", f"reports: [{NEW}]"),
        ("registration: nct:NCT99900001", "registration: null"),
        ("n: 40\n", "n: 1200\n"),
        ("n: 20\n", "n: 600\n"),
        ("counts_with: [invented-review]", "counts_with: []"),
        ("checked_by: bo", "checked_by: null"),
    ):
        assert old in text
        text = text.replace(old, new)
    (folder / f"{NAME}.yaml").write_text(text, encoding="utf-8")


def tag(tiny: Path) -> None:
    """Tagged to the claim, as direct and against it."""
    add_line(tiny, "tags.tsv", f"{CLAIM}\t{NEW}\tdisputes\tdirect\t\tabstract\tscreener\tanna\t2026-11-29\t")


def look(tiny: Path, language: str = "en") -> dict[str, Any]:
    """What todo begins with, and what the terminal, the page, the front page and the desk say."""
    review = rls.Workspace(tiny / "evidence", TODAY)
    summary = review.summary(CLAIM)
    pages = PageMaker(review, language)
    groups = desk(reviewer="bo", folder=tiny, language=language).view["groups"]
    return {
        "first": review.todo[0],
        "terminal": " ".join(format_claim(summary, language).split()),
        "page": pages.claim(summary).text,
        "index": pages.index().text,
        "desk": {g["title"]: [i["what"] for i in g["items"]] for g in groups},
        "first_group": groups[0]["title"],
        "json": format_summary(summary),
        "allowed": summary.allowed_wording,
    }


@pytest.mark.parametrize(
    ("language", "known", "people", "group"),
    [
        ("en", "known, not yet read", "prints “1,200 adults”", "Known, not yet read"),
        ("sv", "ännu inte lästa", "står ”1,200 adults”", "Kända, ännu inte lästa"),
    ],
)
def test_before_it_is_read_it_stands_first_and_is_named(
    language: str, known: str, people: str, group: str, tiny: Path
) -> None:
    before = look(tiny, language)
    assert before["first"].kind != "known-unread"
    assert TITLE not in before["page"]
    let_in(tiny)
    seen = look(tiny, language)
    assert (seen["first"].kind, seen["first"].what) == ("known-unread", f"read {NEW}")
    assert seen["first"].why.startswith("Invented large randomised trial")
    assert "rct, '1,200 adults' in its abstract or title, may concern " in seen["first"].why
    assert f"{CLAIM} (direct)" in seen["first"].why
    for where in ("terminal", "page", "index"):
        assert known in seen[where], where
        assert TITLE in seen[where], where
        assert people in seen[where], where
    assert seen["first_group"] == group
    assert seen["desk"][group] == [TITLE[:90]]
    (told,) = seen["json"]["waiting"]["known_unread"]
    assert (told["record"], told["people"], told["people_said"], told["design"]) == (NEW, 1200, "printed", "rct")
    assert seen["allowed"] == before["allowed"], "what nobody has read changes no verdict"


def test_from_one_step_to_the_next_it_never_leaves_the_top(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    let_in(tiny)
    at = ["--workspace", str(tiny)]
    assert cli.main(["todo", "--format", "json", *at]) == 0
    assert json.loads(capsys.readouterr().out)[0]["ids"][0] == NEW
    enter(tiny)
    entered = look(tiny)
    assert (entered["first"].kind, entered["first"].what) == ("untagged-study", f"tag {NAME}")
    assert "entered, proposed for this claim and tagged by nobody" in entered["terminal"]
    assert NAME in entered["page"]
    assert "not yet read" not in entered["page"]
    tag(tiny)
    tagged = look(tiny)
    assert (tagged["first"].kind, tagged["first"].ids[0]) == ("judge-again", CLAIM)
    assert NAME in tagged["first"].why
    assert NAME in tagged["terminal"]
    assert NAME in tagged["page"]


def test_tagged_before_it_is_entered_it_is_known_all_the_same(tiny: Path) -> None:
    """The panel tags records; a tag on one that nobody has entered counts no people and changes nothing."""
    let_in(tiny)
    tag(tiny)
    seen = look(tiny)
    assert (seen["first"].kind, seen["first"].ids) == ("known-unread", (NEW, CLAIM, *seen["first"].ids[2:]))
    assert f"tagged to {CLAIM} (direct)" in seen["first"].why
    assert TITLE in seen["terminal"]
    assert seen["json"]["waiting"]["known_unread"][0]["people"] == 1200, "its own text still says how many"


def test_a_draft_of_it_takes_it_from_its_own_list_and_from_nobody_elses(tiny: Path) -> None:
    let_in(tiny)
    panel = rls.extract(NEW, reviewer="bo", folder=tiny, name=NAME)
    panel.act({"do": "set", "at": ["population", "who"], "value": "invented people"})
    assert "Known, not yet read" not in look(tiny)["desk"], "bo's own draft stands among what bo has begun"
    groups = desk(reviewer="anna", folder=tiny).view["groups"]
    assert "Known, not yet read" in [g["title"] for g in groups]
    assert look(tiny)["first"].kind == "known-unread", "a draft is counted nowhere"


# ---------------------------------------------------------------- the order


EVIDENCE = store.load(TINY / "evidence")


def with_records(*records: dict[str, Any], reason: str = "eligible") -> Evidence:
    """The invented review with further records let in, as `fields` of the first trial's record."""
    old, row = EVIDENCE.records["pubmed:90000001"], EVIDENCE.screening[0]
    new = [make(old, doi=None, trial=None, **{"publication_types": (), **fields}) for fields in records]
    rows = [make(row, record=r.id, decision="include", reason=reason, decided_on="2026-11-28") for r in new]
    return replace(
        EVIDENCE,
        records={**EVIDENCE.records, **{r.id: r for r in new}},
        screening=(*EVIDENCE.screening, *rows),
    )


def record(number: int, title: str = "Invented record without a word of design", **fields: Any) -> dict[str, Any]:
    return {"id": f"pubmed:900001{number:02}", "pmid": f"900001{number:02}", "title": title, **fields}


def suggest(number: int, **fields: Any) -> SuggestedTag:
    known = {
        "claim": CLAIM, "record": f"pubmed:900001{number:02}", "concerns": True, "stance": None, "directness": None,
        "indirect_because": (), "basis": "title", "rules": (), "cues": (), "why": "Invented for the order.",
    }  # fmt: skip
    return SuggestedTag.model_validate({**known, **fields})


def people(words: str) -> dict[str, Any]:
    return {"field": "title", "start": 0, "end": 1, "words": words, "rule": "number:people"}


TUPLES = ("phases", "primary_outcomes", "references", "result_references", "other_numbers", "other_references")


def registered(n: int | None, kind: str | None) -> Registered:
    empty = dict.fromkeys(Registered.model_fields)
    return Registered.model_validate(
        {**empty, **dict.fromkeys(TUPLES, ()),
         "registry": "invented", "enrolment": n, "enrolment_is": kind}
    )  # fmt: skip


def test_what_could_change_most_stands_first() -> None:
    evidence = with_records(*(record(n) for n in range(8)))
    told = [
        suggest(0, design="systematic-review", directness="direct", numbers=(people("9,000 people"),)),
        suggest(1, design="rct", directness="indirect", indirect_because=("population",), numbers=(people("n = 900"),)),
        suggest(2, design="case-control", directness="direct", numbers=(people("800 people"),)),
        suggest(3, design="rct", directness="direct"),
        suggest(4, design="rct", numbers=(people("30 people"),)),
        suggest(5, design="rct", directness="direct", numbers=(people("40 people"), people("120 people"))),
        suggest(6, directness="direct", numbers=(people("60 people"),)),
    ]
    found = list_known(settle(evidence), told)
    assert [int(k.record[-2:]) for k in found] == [5, 6, 4, 3, 7, 2, 1, 0]
    assert [k.people for k in found] == [120, 60, 30, None, None, 800, 900, 9000]
    assert [int(k.record[-2:]) for k in found if k.could_change] == [5, 6, 4, 3, 7, 2]
    listed = [t for t in todo(settle(evidence), told) if t.kind in ("known-unread", "included")]
    assert [int(t.ids[0][-2:]) for t in listed] == [5, 6, 4, 3, 7, 2, 1, 0], "todo keeps the order"


@pytest.mark.parametrize(
    ("trial", "numbers", "expected"),
    [
        (None, (), (None, None, "number of people unknown")),
        (None, ("n = 1 200",), (1200, "printed", "its abstract or title prints “n = 1 200”")),
        (None, ("some patients",), (None, None, "number of people unknown")),
        (registered(300, "ACTUAL"), ("5,000 people",), (300, "registered", "300 people, as registered")),
        (registered(300, "ESTIMATED"), (), (300, "planned", "300 people planned, as registered")),
        (registered(300, None), (), (300, "planned", "300 people planned, as registered")),
        (registered(None, None), ("90 women",), (90, "printed", "its abstract or title prints “90 women”")),
    ],
)
def test_a_size_is_said_by_somebody_or_unknown(
    trial: Registered | None, numbers: tuple[str, ...], expected: tuple[int | None, str | None, str]
) -> None:
    evidence = with_records(record(1))
    one = evidence.records["pubmed:90000101"].model_copy(update={"trial": trial})
    evidence = replace(evidence, records={**evidence.records, one.id: one})
    (known,) = list_known(settle(evidence), [suggest(1, numbers=tuple(people(w) for w in numbers))])
    assert (known.people, known.said) == expected[:2]
    assert expected[2] in describe_known([known], Words("en", evidence.vocabulary))


def test_a_registration_that_names_the_article_says_how_many() -> None:
    evidence = with_records(record(1))
    trial = make(registered(240, "ACTUAL"), result_references=("90000101",))
    registration = evidence.records["nct:NCT99900001"].model_copy(update={"trial": trial})
    (known,) = list_known(settle(replace(evidence, records={**evidence.records, registration.id: registration})), ())
    assert (known.people, known.said) == (240, "registered")


@pytest.mark.parametrize(
    ("why", "evidence"),
    [
        ("a registration waits for its results", with_records(record(1), reason="registration")),
        ("a retracted one carries nothing", with_records(
            record(1, integrity=[{"kind": "retracted", "by": None, "noted_on": "2026-11-20"}]))),
    ],
)  # fmt: skip
def test_what_waits_for_nobody_is_not_listed(why: str, evidence: Evidence) -> None:
    assert list_known(settle(evidence), ()) == (), why


def test_what_a_person_holds_to_be_not_relevant_is_not_listed() -> None:
    evidence = with_records(record(1))
    row = make(EVIDENCE.tags[0], claim=CLAIM, record="pubmed:90000101", stance="not_relevant", directness=None,
               indirect_because=(), decided_on="2026-11-29")  # fmt: skip
    assert list_known(settle(replace(evidence, tags=(*evidence.tags, row))), ()) == ()


def test_many_are_counted_and_the_first_named() -> None:
    evidence = with_records(*(record(n, f"Invented trial {n}.") for n in range(NAMED + 3)))
    known = list_known(settle(evidence), ())
    for language, more in (("en", "and 3 more"), ("sv", "och 3 till")):
        said = describe_known(known, Words(language, evidence.vocabulary))
        assert said.count("Invented trial") == NAMED
        assert said.endswith(more)
    assert describe_known((), Words("en", evidence.vocabulary)) == ""


def test_what_is_known_is_told_whole_in_json() -> None:
    known = Known(NEW, TITLE, 2026, {CLAIM: None}, None, None, None, "", tagged=False)
    assert json.loads(json.dumps(known.to_plain()))["claims"] == {CLAIM: None}
    assert known.could_change, "what nobody knows of it speaks against nothing"


def test_the_past_knows_nothing_of_what_is_let_in_today(tiny: Path) -> None:
    let_in(tiny)
    past = rls.Workspace(tiny / "evidence", TODAY).as_of("2022-01-01")
    assert past.known == ()
    assert past.summary(CLAIM).waiting.known == ()


# ---------------------------------------------------------------- the way of working is no fault


def check(tiny: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[dict[str, Any]]]:
    code = cli.main(["check", "--format", "json", *options, "--workspace", str(tiny)])
    return code, json.loads(capsys.readouterr().out)


def test_no_step_from_letting_in_to_judging_again_is_a_fault(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tiny, capsys, "--strict") == (0, [])
    let_in(tiny)
    code, found = check(tiny, capsys)
    assert (code, [(p["rule"], p["found"]) for p in found]) == (0, [("included-untagged", "include, and no tag yet")])
    assert NEW in found[0]["expected"]
    assert check(tiny, capsys, "--strict")[0] == 1
    assert cli.main(["check", "--workspace", str(tiny)]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == "0 problems; 1 record let in and not yet tagged"
    assert "check --strict ends with 1" in said.err
    enter(tiny)
    code, found = check(tiny, capsys)
    assert (code, {p["rule"] for p in found}) == (0, {"included-untagged"})
    tag(tiny)
    code, found = check(tiny, capsys)
    assert (code, {p["rule"] for p in found}) == (0, {"stale"}), "what was written without it is to be read again"


def test_a_record_let_in_that_speaks_to_nothing_is_named_as_that(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    let_in(tiny)
    add_line(tiny, "tags.tsv", f"{CLAIM}\t{NEW}\tnot_relevant\t\t\ttitle\tscreener\tanna\t2026-11-29\t")
    code, found = check(tiny, capsys)
    assert code == 0
    (said,) = [p for p in found if p["rule"] == "included-untagged"]
    assert said["found"] == "include, and tagged as not_relevant alone"
    assert "`exclude` if it speaks to none" in said["expected"]
