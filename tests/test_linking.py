"""Links between records: nothing decided is lost, everything can be taken back, and everybody reads through them."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rlsevidence import open_workspace, store
from rlsevidence.check import check_evidence
from rlsevidence.cli import main
from rlsevidence.decisions import settle
from rlsevidence.errors import UsageError
from rlsevidence.exchange.linking import link_by_rule, list_differences, list_proposals, make_link
from rlsevidence.exchange.said_pmids import note_pmids
from rlsevidence.judgement.readings import judge_readings
from rlsevidence.model import Evidence, Link, Record, Tag, Verification
from rlsevidence.model.linked import apply_links
from rlsevidence.model.links import SAME_RECORD, SAME_STUDY, find_aliases, settle_links
from rlsevidence.panel.screening import ScreenSession
from rlsevidence.panel.session import ReviewSession
from rlsevidence.synthesis.flow import count_flow, find_faults

NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
TRIAL, SECOND, BEFORE = "pubmed:90000001", "doi:10.9999/invented.1b", "pubmed:90000002"
LONE = "pubmed:90000007"


@pytest.fixture
def folder(tiny: Path, tmp_path: Path) -> Path:
    shutil.copytree(tiny / "evidence", tmp_path / "w" / "evidence")
    return tmp_path / "w" / "evidence"


def row(a: str, b: str, relation: str = SAME_RECORD, who: str = "anna", on: str = "2026-02-01") -> Link:
    return Link(record=a, same_as=b, relation=relation, reviewer=who, decided_on=on, why="Invented reason")


def twice(a: str, b: str) -> list[Link]:
    """What joins two that look like two articles: the invented records differ in title and year."""
    return [row(a, b), row(a, b, who="cia")]


HELD = [
    # rows, what holds, why
    ([row("own:000000000001", LONE)], SAME_RECORD, "a person says so"),
    (
        [row("own:000000000001", LONE), row(LONE, "own:000000000001", "withdrawn", "bo", "2026-02-02")],
        None,
        "taken back",
    ),
    ([row(LONE, BEFORE, who="rule")], SAME_RECORD, "the rule says so"),
    (
        [row(LONE, BEFORE, who="rule"), row(LONE, BEFORE, "different", on="2026-01-01")],
        "different",
        "a person outranks",
    ),
    ([row(LONE, BEFORE, "withdrawn"), row(LONE, BEFORE, who="rule", on="2026-03-01")], None, "no rule undoes an undo"),
    ([row(LONE, BEFORE), row(LONE, BEFORE, "different", "bo")], None, "two people disagree"),
    ([row(LONE, BEFORE, "different"), row(LONE, BEFORE, on="2026-02-03")], SAME_RECORD, "a changed mind"),
    ([row(LONE, BEFORE, "withdrawn"), row(LONE, BEFORE, SAME_STUDY, on="2026-02-03")], SAME_STUDY, "said anew"),
    ([row(LONE, BEFORE, "withdrawn"), row(BEFORE, LONE)], None, "of one moment, taking back holds"),
]


@pytest.mark.parametrize(("rows", "relation", "why"), HELD, ids=[h[2] for h in HELD])
def test_what_holds_of_a_pair(rows: list[Link], relation: str | None, why: str) -> None:
    for order in (rows, rows[::-1]):
        (held,) = settle_links(order).values()
        assert held.relation == relation, why


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=8), st.randoms())
def test_which_id_holds_does_not_depend_on_the_order_of_rows(pairs: list[tuple[str, str]], random: Any) -> None:
    names = dict(zip("abcdef", ("own:000000000001", "url:https://example.org/1", "nct:NCT99900001", "doi:10.9999/a",
                                "pubmed:90000001", "pubmed:90000002"), strict=True))  # fmt: skip
    rows = [row(names[a], names[b]) for a, b in pairs if a != b]
    first = find_aliases(settle_links(rows), {})[0]
    random.shuffle(rows)
    assert find_aliases(settle_links(rows), {})[0] == first
    assert not set(first) & set(first.values()), "whatever holds gives way to nothing"
    for one in rows:
        assert first.get(one.record, one.record) == first.get(one.same_as, one.same_as)


IDS = [TRIAL, SECOND, BEFORE, LONE, "nct:NCT99900001", "url:https://example.org/invented-authority", "pubmed:90000099"]
ONE = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS), st.sampled_from((SAME_RECORD, SAME_STUDY, "different")))


@given(st.lists(ONE, max_size=5))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_link_loses_no_row_and_taken_back_leaves_no_trace(tiny: Path, drawn: list[tuple[str, str, str]]) -> None:
    plain = store.load(tiny)
    rows = [row(a, b, relation, who) for a, b, relation in drawn if a != b for who in ("anna", "cia")]
    linked = apply_links(replace(plain, links=tuple(rows)))
    for name in ("tags", "screening"):
        before, after = getattr(plain, name), getattr(linked, name)
        assert len(before) == len(after)
        for one, two in zip(before, after, strict=True):
            same = {k: v for k, v in two.to_plain().items() if k not in ("record", "stood_on", "linked_on")}
            assert same == {k: v for k, v in one.to_plain().items() if k != "record"}
            assert getattr(two, "stood_on", two.record) == one.record
            assert two.record in linked.records
    assert set(linked.linked) | set(linked.records) >= set(plain.records)
    assert all(i in linked.records for s in linked.studies.values() for i in s.reports)
    reported = {i for s in plain.studies.values() for i in s.reports}
    assert {linked.resolve_id(i) for i in reported} <= {i for s in linked.studies.values() for i in s.reports}
    assert not list(find_faults(count_flow(settle(linked))))
    back = [row(r.record, r.same_as, "withdrawn", "bo", "2026-03-01") for r in rows]
    gone = apply_links(replace(plain, links=(*rows, *back)))
    assert replace(gone, links=()) == plain


def test_linked_records_are_read_as_one_and_places_stay_right(folder: Path) -> None:
    store.add_links(folder, [row(SECOND, LONE, who="cia")])
    before = {f: f.read_bytes() for f in folder.rglob("*") if f.is_file()}
    made = make_link(
        folder, store.load(folder), SECOND, "90000007", relation=SAME_RECORD, reviewer="anna", why="x", now=NOW
    )
    assert (made.holds, made.carried) == (LONE, {"tags": 1, "screening": 1})
    changed = {f.name for f in folder.rglob("*") if f.is_file() and before.get(f) != f.read_bytes()}
    assert changed == {"links.tsv"}, "only a row is added"
    evidence = store.load(folder)
    assert SECOND not in evidence.records
    assert evidence.records[LONE].doi == "10.9999/invented.1b", "what one is silent about the other says"
    assert evidence.studies["invented-trial"].reports == (TRIAL, LONE)
    lines = (folder / "records.jsonl").read_text(encoding="utf-8").split("\n")
    for number, record in enumerate((*evidence.records, *evidence.linked)):
        line = evidence.places.line("records.jsonl", (number,))
        assert json.loads(lines[line - 1])["id"] == record
    flow = count_flow(settle(evidence))
    assert SECOND in flow.boxes["duplicates"]
    assert sum(map(len, flow.boxes.values()))  # and the boxes add up
    assert not list(find_faults(flow))


def test_one_persons_different_rows_are_both_kept_and_none_is_counted(folder: Path) -> None:
    values = dict(zip(Tag.model_fields, ("insomnia-improvement", LONE, "disputes", "direct", (), "abstract", "screener",
                                         "anna", "2026-01-12", ""), strict=True))  # fmt: skip
    store.add_tags(folder, [Tag.model_validate(values)])
    store.add_links(folder, [row(SECOND, LONE, who="cia", on="2026-11-28")])
    made = make_link(folder, store.load(folder), SECOND, LONE, relation=SAME_RECORD, reviewer="bo", why="x", now=NOW)
    said, screened = made.differs
    assert "include on doi:10.9999/invented.1b (2026-01-11), unsure on pubmed:90000007" in screened
    assert "anna says inconclusive on doi:10.9999/invented.1b (2026-01-12), disputes on pubmed:90000007" in said
    evidence = store.load(folder)
    assert settle(evidence).decisions["insomnia-improvement", LONE].state == "conflict"
    found = [p for p in check_evidence(evidence, today=dt.date(2026, 11, 29)) if p.rule == "consensus-missing"]
    assert [(p.path, LONE in p.found) for p in found] == [("screening.tsv", True), ("tags.tsv", True)]
    later = Tag.model_validate({**values, "decided_on": "2026-11-29T13:00:00Z"})
    store.add_tags(folder, [later])
    evidence = store.load(folder)
    assert settle(evidence).decisions["insomnia-improvement", LONE].stance == "disputes"
    assert len(list_differences(evidence)) == 1, "the screening rows still differ"
    assert len(evidence.tags) == len(store.load_part(folder, "tags")) == 13


def test_an_exclusion_as_duplicate_of_the_other_does_not_leave_both_out(folder: Path) -> None:
    (first,) = [s for s in store.load_part(folder, "screening") if s.record == SECOND]
    gone = first.model_copy(update={"record": LONE, "decision": "exclude", "reason": "duplicate", "stage": "full_text"})
    store.add_screening(folder, [gone])
    store.add_links(folder, twice(SECOND, LONE))
    state = settle(store.load(folder)).screening[LONE]
    assert state.decision == "conflict" or state.decision in ("include", None)
    assert all(r.reason != "duplicate" for r in state.rows)


def test_a_pmid_is_accepted_before_its_record_has_come(folder: Path) -> None:
    make_link(folder, store.load(folder), SECOND, "90000099", relation=SAME_RECORD, reviewer="cia", why="x", now=NOW)
    evidence = store.load(folder)
    assert evidence.records["pubmed:90000099"].pmid == "90000099"
    assert evidence.studies["invented-trial"].reports == (TRIAL, "pubmed:90000099")
    assert count_flow(settle(evidence)).duplicates == count_flow(settle(store.load(folder.parent))).duplicates
    assert "pubmed:90000099" in evidence.absent
    assert not [p for p in check_evidence(evidence, today=dt.date(2026, 11, 29)) if "90000099" in str(p)]


def test_reports_of_one_study_are_joined_and_two_studies_never_counted_together(folder: Path) -> None:
    store.add_links(folder, [row(LONE, TRIAL, SAME_STUDY), row(BEFORE, SECOND, SAME_STUDY)])
    evidence = store.load(folder)
    assert LONE in evidence.studies["invented-trial"].reports
    both = evidence.studies["invented-trial"].counts_with, evidence.studies["invented-before-after"].counts_with
    assert "invented-trial" in both[1] or "invented-before-after" in both[0]
    assert LONE in evidence.records, "a report of its own all the same"


REFUSED = [
    ({"reviewer": "nobody"}, "no person 'nobody'"),
    ({"a": "pubmed:9"}, None),
    ({"a": "doi:10.9999/none"}, "no record 'doi:10.9999/none'"),
    ({"a": "what"}, "expected a record id such as"),
    ({"a": TRIAL, "b": TRIAL}, "expected two records"),
    ({"relation": None}, "no link that could be taken back"),
    ({"why": None}, "say why you hold it, with --why"),
    ({"why": None, "relation": "different"}, "say why you hold it, with --why"),
    ({"why": None, "relation": SAME_STUDY}, "say why you hold it, with --why"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED)
def test_what_cannot_be_linked_is_refused_and_nothing_written(
    changes: dict[str, Any], message: str | None, folder: Path
) -> None:
    asked: dict[str, Any] = {"a": BEFORE, "b": LONE, "relation": SAME_RECORD, "reviewer": "anna", "why": "x", **changes}
    one, other = asked.pop("a"), asked.pop("b")
    if message is None:
        make_link(folder, store.load(folder), one, other, now=NOW, dry_run=True, **asked)
    else:
        with pytest.raises(UsageError) as caught:
            make_link(folder, store.load(folder), one, other, now=NOW, **asked)
        assert message in str(caught.value)
    assert not (folder / "links.tsv").exists()


def add_record(folder: Path, **changes: Any) -> Record:
    records = dict(store.load_part(folder, "records"))
    plain = {
        **records[BEFORE].to_plain(),
        "pmid": None,
        "doi": None,
        "verification": "partial",
        "unverified": ["title"],
    }
    record = Record.model_validate({**plain, "origin": "import:x.ris", **changes})
    store.save_records(folder, {**records, record.id: record})
    return record


def test_an_identifier_that_turns_up_is_proposed_and_a_decided_pair_is_not_asked_again(folder: Path) -> None:
    own = add_record(folder, id="own:0123456789ab", volume="1", pages="12-9", title="Before and after, SLEEP "
                     "with magnesium in restless legs: Invented record")  # fmt: skip
    assert not [p for p in list_proposals(store.load(folder)) if own.id in (p.a, p.b)], "other words"
    own = add_record(
        folder,
        id="own:0123456789ab",
        title="INVENTED RECORD: sleep before & after magnesium in restless legs".replace("&", "and"),
    )
    (asked,) = [p for p in list_proposals(store.load(folder)) if own.id in (p.a, p.b)]
    assert (asked.kind, asked.relation) == ("safe", SAME_RECORD)
    assert "the same title" in asked.why
    (made,) = link_by_rule(folder, store.load(folder), [asked], NOW)
    assert made.reviewer == "rule"
    evidence = store.load(folder)
    assert evidence.resolve_id(own.id) == BEFORE
    assert list_proposals(evidence) == tuple(p for p in list_proposals(evidence) if own.id not in (p.a, p.b))
    make_link(folder, evidence, own.id, BEFORE, relation=None, reviewer="anna", why=None, now=NOW)
    evidence = store.load(folder)
    assert own.id in evidence.records
    assert not [p for p in list_proposals(evidence) if own.id in (p.a, p.b)], "a person has looked at it"


def test_a_pmid_found_in_pubmed_waits_in_the_list(folder: Path) -> None:
    (asked,) = [
        p for p in list_proposals(store.load(folder), [(SECOND, "90000099", "the same DOI")]) if p.kind == "pmid"
    ]
    assert (asked.a, asked.b, asked.why) == (SECOND, "pubmed:90000099", "PubMed has it: the same DOI")


def test_the_command_lists_links_and_takes_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--workspace", str(folder.parent)]
    before = open_workspace(folder.parent).evidence
    own = add_record(folder, id="own:0123456789ab")
    assert main(["link", *where]) == 0
    assert f"{own.id} and {BEFORE}: one, by rule" in capsys.readouterr().out
    assert any(t.kind == "link" and own.id in t.ids for t in open_workspace(folder.parent).todo)
    assert main(["link", own.id, BEFORE, *where]) == 2
    assert "--reviewer WHO" in capsys.readouterr().err
    assert main(["link", own.id, BEFORE, "--reviewer", "anna", "--dry-run", *where]) == 0
    assert not (folder / "links.tsv").exists()
    assert main(["link", own.id, BEFORE, "--reviewer", "anna", *where]) == 0
    assert f"read as {BEFORE} from now on" in capsys.readouterr().out
    assert main(["check", *where]) == 0, capsys.readouterr().out
    assert main(["fmt", "--check", *where]) == 0
    capsys.readouterr()
    assert main(["link", "--format", "json", *where]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(k["relation"], k["rows"][0]["reviewer"]) for k in told["links"]] == [(SAME_RECORD, "anna")]
    assert main(["link", own.id, BEFORE, "--undo", "--reviewer", "bo", *where]) == 0
    after = store.load(folder)
    assert own.id in after.records
    assert {i: r for i, r in after.records.items() if i != own.id} == before.records
    assert main(["link", own.id, *where]) == 2


BAD = [
    ("doi:10.9999/none\tpubmed:90000001\tsame_record\tanna\t2026-02-01\tx", "record: found 'doi:10.9999/none'"),
    ("pubmed:90000001\tpubmed:90000002\tsame\tanna\t2026-02-01\tx", "same_record, same_study, different or withdrawn"),
    ("pubmed:90000001\tpubmed:90000002\tdifferent\tnobody\t2026-02-01\tx", "reviewer: found 'nobody'"),
    ("pubmed:90000001\tpubmed:90000002\tdifferent\tanna\t2027-02-01\tx", "decided_on: found '2027-02-01'"),
    ("pubmed:90000001\tpubmed:90000001\tdifferent\tanna\t2026-02-01\tx", "another record than the first"),
    ("pubmed:90000001\tpubmed:90000002\tdifferent\tanna\t2026-02-01\t", "why: found ''"),
    ("pubmed:90000001\tpubmed:90000002\tdifferent\tanna\t2026-02-01\tx\n"
     "pubmed:90000001\tpubmed:90000002\tsame_study\tbo\t2026-02-01\tx", "anna different; bo same_study"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), BAD)
def test_check_names_the_line_of_a_bad_link(
    line: str, message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = "record\tsame_as\trelation\treviewer\tdecided_on\twhy\n"
    (folder / "links.tsv").write_text(f"{header}{line}\n", encoding="utf-8")
    assert main(["check", "--workspace", str(folder.parent)]) == 1
    said = capsys.readouterr().out
    assert "links.tsv:" in said
    assert message in said


def test_a_link_that_cannot_be_read_withholds_what_could_rest_on_it(folder: Path) -> None:
    good = f"{SECOND}\t{LONE}\tsame_record\tanna\t2026-02-01\tx\n"
    header = "record\tsame_as\trelation\treviewer\tdecided_on\twhy\n"
    bad = f"{SECOND}\t{BEFORE}\tsame\tanna\t2026-02-01\tx\n"
    (folder / "links.tsv").write_text(header + good + bad, encoding="utf-8")
    assert set(settle(store.load(folder)).withheld) == {"insomnia-improvement"}
    (folder / "links.tsv").write_text("record\twho\n" + good, encoding="utf-8")
    evidence = store.load(folder)
    assert set(settle(evidence).withheld) == set(evidence.claims)


def test_an_evidence_read_through_links_is_not_written_as_a_whole(folder: Path, tmp_path: Path) -> None:
    store.add_links(folder, twice(SECOND, LONE))
    evidence: Evidence = store.load(folder)
    with pytest.raises(ValueError, match="stand apart"):
        store.save(evidence, tmp_path / "out")


def test_panels_know_after_a_link_what_people_decided_before_it(folder: Path) -> None:
    (old,) = [s for s in store.load_part(folder, "screening") if s.record == SECOND and s.reviewer == "anna"]
    (tag,) = [t for t in store.load_part(folder, "tags") if t.record == SECOND and t.reviewer == "anna"]
    (apart,) = [s for s in store.load_part(folder, "screening") if s.record == LONE]
    rest = [s for s in store.load_part(folder, "screening") if s is not apart and s != apart]
    (folder / "screening.tsv").write_text(store.format_table(rest, type(apart)), encoding="utf-8")
    before = ScreenSession(open_workspace(folder.parent), "anna")
    assert LONE in before.list_queue()
    store.add_links(folder, twice(SECOND, LONE))
    review = open_workspace(folder.parent)
    screen, session = ScreenSession(review, "anna"), ReviewSession(review, "anna")
    mine = screen.own(LONE)
    assert mine is not None
    assert (mine.decision, mine.reason, mine.decided_on) == (old.decision, old.reason, old.decided_on)
    assert LONE not in screen.list_queue()
    assert screen.count() == before.count() | {"left": before.count()["left"] - 1}
    assert screen.estimate().aside + screen.estimate().relevant == before.estimate().aside + before.estimate().relevant
    said = session.own((tag.claim, LONE)).row
    assert said is not None
    assert (said.stance, said.decided_on) == (tag.stance, tag.decided_on)
    screen.decide(LONE, "exclude", "wrong-population")
    assert screen.own(LONE).decision == "exclude"  # type: ignore[union-attr]
    screen.undo()
    assert screen.own(LONE).decision == old.decision  # type: ignore[union-attr]


def article_of(entered: Record, pmid: str, **changes: Any) -> Record:
    """What PubMed gives under `pmid`: the article that was entered, but for `changes`."""
    values = {
        "id": f"pubmed:{pmid}",
        "pmid": pmid,
        "verification": "pubmed",
        "unverified": (),
        "origin": "import:pubmed",
    }
    return entered.model_copy(update={**values, **changes})


def save_more(folder: Path, *more: Record) -> None:
    store.save_records(folder, {**store.load_part(folder, "records"), **{r.id: r for r in more}})


def test_a_mistyped_pmid_does_not_turn_a_trial_into_another_article(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--workspace", str(folder.parent)]
    make_link(folder, store.load(folder), SECOND, "90000099", relation=SAME_RECORD, reviewer="anna", why="x", now=NOW)
    waiting = store.load(folder).records["pubmed:90000099"]
    assert waiting.verification == "partial", "PubMed has not been asked yet"
    assert "pmid" in waiting.unverified
    with pytest.raises(UsageError, match="anna has said already"):
        make_link(folder, store.load(folder), SECOND, "90000099", relation=SAME_RECORD, reviewer="anna", why="x",
                  now=NOW)  # fmt: skip
    entered = store.load_part(folder, "records")[SECOND]
    other = {"title": "Invented survey of teaspoons", "doi": "10.9999/teaspoons", "authors": ("Sked S",), "year": 2003}
    save_more(folder, article_of(entered, "90000099", **other))
    evidence = store.load(folder)
    assert evidence.records[SECOND] == entered
    assert evidence.studies["invented-trial"].reports == (TRIAL, SECOND)
    assert main(["check", *where]) == 1
    said = capsys.readouterr().out
    assert "[link-doubtful]" in said
    for part in (entered.title, "Invented survey of teaspoons", "2003", "10.9999/teaspoons", str(entered.doi)):
        assert part in said
    made = make_link(folder, evidence, SECOND, "90000099", relation=SAME_RECORD, reviewer="bo", why="x", now=NOW,
                     dry_run=True)  # fmt: skip
    assert made.holds == "pubmed:90000099", "a second person has looked at both"
    assert main(["link", SECOND, "90000099", "--undo", "--reviewer", "bo", *where]) == 0
    assert "takes back what was said by anna (2026-11-29)" in capsys.readouterr().out
    assert not store.load(folder).unapplied


def test_a_link_between_two_that_look_like_two_articles_says_so_at_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--workspace", str(folder.parent)]
    assert main(["link", SECOND, LONE, "--reviewer", "anna", "--why", "x", *where]) == 0
    said = capsys.readouterr().out
    assert "are read apart: it looks like another article: title, year differ" in said
    assert "from now on" not in said
    assert main(["link", SECOND, LONE, "--reviewer", "anna", "--why", "looked at both", *where]) == 0
    assert f"read as {LONE} from now on" in capsys.readouterr().out


def test_two_people_who_accept_a_number_that_is_not_here_have_seen_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong PMID accepted twice before its record has come: when it comes, the two are read apart."""
    where, number = ["--workspace", str(folder.parent)], "pubmed:90000077"
    for who in ("anna", "bo"):
        assert main(["link", SECOND, number, "--reviewer", who, "--why", "x", *where]) == 0
        said = capsys.readouterr().out
        assert f"{number} is not here: nobody has seen what PubMed has under that number" in said
        assert "from now on" not in said
    assert store.load(folder).resolve_id(SECOND) == number, "as long as nothing speaks against it"
    add_record(folder, id=number, pmid="90000077", title="Invented record of quite another matter", year=1987)
    evidence = store.load(folder)
    assert evidence.unapplied, "what two people guessed is one guess"
    assert evidence.resolve_id(SECOND) == SECOND
    assert main(["link", SECOND, number, "--reviewer", "anna", "--why", "seen both", *where]) == 0
    assert f"read as {number} from now on" in capsys.readouterr().out


@pytest.mark.parametrize("other", ["pubmed:90000077", "doi:10.9999/another", "nct:NCT99999999"])
def test_a_link_carries_sign_offs_along(other: str, folder: Path) -> None:
    """Of a study, its appraisal and the judgement on it; and linking takes no stale mark away."""
    before = store.load(folder)
    signed = judge_readings(settle(before)).signed
    assert {text.partition("/")[0] for text in signed} >= {"studies", "appraisals", "certainty"}
    study = before.studies["invented-trial"]
    for record in study.reports:
        linked = apply_links(replace(before, links=(*twice(record, other),)))
        assert linked.aliases
        found = judge_readings(settle(linked))
        assert {text: s.holds for text, s in found.signed.items()} == {text: s.holds for text, s in signed.items()}
        assert found.stale == {}
        assert found.unrecorded == ()
        changed = study.model_copy(update={"reports": (*linked.studies[study.id].reports, BEFORE)})
        after = judge_readings(settle(replace(linked, studies={**linked.studies, study.id: changed})))
        assert not after.signed[f"studies/{study.id}"].holds, "a change of the file itself is seen as before"


def test_what_differs_from_pubmed_is_flagged_until_somebody_decides(folder: Path) -> None:
    entered = store.load_part(folder, "records")[SECOND].model_copy(
        update={"volume": "12", "journal": "Invented J", "verification": "partial", "unverified": ("volume", "journal")}
    )
    save_more(folder, entered, article_of(entered, "90000099", volume="21", doi=None))
    store.add_links(folder, [row(SECOND, "pubmed:90000099")])
    read = store.load(folder).records["pubmed:90000099"]
    assert (read.volume, read.verification, read.unverified) == ("21", "partial", ("volume",))
    said = {"here": "12", "pubmed": "21", "pmid": "90000099", "reviewer": "anna", "decided_on": "2026-11-29"}
    decided = Verification.model_validate({"record": SECOND, "field": "volume", "decision": "accept", **said})
    store.add_verifications(folder, [decided])
    assert store.load(folder).records["pubmed:90000099"].verification == "pubmed"


def test_two_that_are_different_are_not_made_one_through_a_third(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--workspace", str(folder.parent)]
    a, b, c = SECOND, "pubmed:90000098", "pubmed:90000099"
    entered = store.load_part(folder, "records")[SECOND]
    save_more(folder, article_of(entered, "90000098"), article_of(entered, "90000099"))
    store.add_links(folder, [row(a, b), row(b, c, on="2026-02-02")])
    assert store.load(folder).resolve_id(c) == store.load(folder).resolve_id(a) == b
    capsys.readouterr()
    assert main(["link", a, c, "--as", "different", "--why", "x", "--reviewer", "bo", *where]) == 0
    said = capsys.readouterr().out
    assert "from now on" not in said
    assert f"{b} and {c} are read apart" in said
    evidence = store.load(folder)
    assert evidence.resolve_id(a) == b, "the earlier link holds"
    assert c in evidence.records
    (found,) = [p for p in check_evidence(evidence, today=dt.date(2026, 11, 29)) if p.rule == "link-barred"]
    assert (found.path, found.line) == ("links.tsv", 4)


def test_a_person_is_given_no_reason_that_only_the_joined_record_has(folder: Path) -> None:
    place = {"year": 2001, "journal": "Other J", "volume": "9", "pages": "900"}
    called = {"title": "Another invented title", "authors": ["Nobody X"]}
    own = add_record(folder, id="own:0123456789ab", doi="10.9999/shared.1", **called, **place)
    make_link(folder, store.load(folder), own.id, BEFORE, relation=SAME_RECORD, reviewer="anna", why="seen", now=NOW)
    for relation in (SAME_RECORD, SAME_STUDY, "different"):
        with pytest.raises(UsageError, match="with --why"):
            make_link(folder, store.load(folder), own.id, BEFORE, relation=relation, reviewer="bo", why=None, now=NOW)


WRITTEN_AS = [
    "{doi}", "{DOI}", "doi:{DOI}", "DOI: {doi}", "https://doi.org/{doi}", "http://dx.doi.org/{DOI}", " doi:{doi} ",
    "https://doi.org/{doi}.",
]  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN_AS)
def test_a_record_is_named_by_its_doi_however_that_is_written(written: str, folder: Path) -> None:
    doi = SECOND.removeprefix("doi:")
    text = written.format(doi=doi, DOI=doi.upper())
    made = make_link(
        folder, store.load(folder), text, LONE, relation=SAME_RECORD, reviewer="anna", why="x", now=NOW, dry_run=True
    )
    assert SECOND in (made.row.record, made.row.same_as)


@pytest.mark.parametrize("written", ["{}", "pubmed:{}", "PMID: {}", "PMID{}", "https://pubmed.ncbi.nlm.nih.gov/{}/"])
def test_a_record_is_named_by_its_pmid_however_that_is_written(written: str, folder: Path) -> None:
    text = written.format(LONE.removeprefix("pubmed:"))
    made = make_link(
        folder, store.load(folder), SECOND, text, relation=SAME_RECORD, reviewer="anna", why="x", now=NOW, dry_run=True
    )
    assert LONE in (made.row.record, made.row.same_as)


def test_what_the_list_proposes_is_what_the_command_accepts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also what only a database said, and also after somebody has taken it back."""
    where = ["--workspace", str(folder.parent)]
    add_record(folder, id="pubmed:90000055", pmid="90000055", title="Invented note on quite another matter", year=1990)
    note_pmids(folder.parent / ".rlsevidence", [(SECOND, "90000055", "a file has it so: the same DOI")])
    (asked,) = [p for p in open_workspace(folder.parent).link_proposals if "90000055" in p.b]
    for who in ("anna", "bo"):
        assert main(["link", SECOND, "90000055", "--reviewer", who, *where]) == 0, capsys.readouterr().err
        (written,) = [r for r in store.load(folder).links if r.reviewer == who]
        assert (written.relation, written.why) == (SAME_RECORD, asked.why)
    assert store.load(folder).resolve_id(SECOND) == "pubmed:90000055"
    assert main(["link", SECOND, "90000055", "--undo", "--reviewer", "anna", *where]) == 0
    assert main(["link", SECOND, "90000055", "--reviewer", "anna", *where]) == 0
    said = [(r.relation, r.why) for r in store.load(folder).links]
    assert said.count((SAME_RECORD, asked.why)) == 3
    assert main(["link", SECOND, LONE, "--reviewer", "anna", *where]) == 2
    assert "nothing proposes" in capsys.readouterr().err


@pytest.mark.parametrize("more", [[], ["--as", "same-study"]])
@pytest.mark.parametrize("turned", [False, True])
def test_a_registration_and_its_report_are_accepted_as_one_study(
    more: list[str], turned: bool, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--workspace", str(folder.parent)]
    registration = add_record(folder, id="nct:NCT99900077", title="Invented registration", year=2015)
    note_pmids(folder.parent / ".rlsevidence", [(registration.id, "90000007", "another database has it")])
    (asked,) = [p for p in open_workspace(folder.parent).link_proposals if registration.id in (p.a, p.b)]
    assert asked.relation == SAME_STUDY
    names = ["NCT99900077", LONE]
    assert main(["link", *(names[::-1] if turned else names), *more, "--reviewer", "anna", *where]) == 0
    evidence = store.load(folder)
    assert [(r.relation, r.why) for r in evidence.links] == [(SAME_STUDY, asked.why)]
    assert not evidence.unapplied
    assert main(["link", *names, "--reviewer", "bo", *where]) == 0, "a second person, without a word more"
    assert {r.relation for r in store.load(folder).links} == {SAME_STUDY}
    capsys.readouterr()
    for said in (["--why", "seen both"], []):
        assert main(["link", *names, "--as", "same-record", *said, "--reviewer", "cia", *where]) == 2
        assert "is a trial's registration and pubmed:90000007 a report" in capsys.readouterr().err
    assert len(store.load(folder).links) == 2


def test_without_a_word_a_registration_and_a_report_are_not_made_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--workspace", str(folder.parent)]
    add_record(folder, id="nct:NCT99900077", title="Invented registration", year=2015)
    for other in (LONE, "90000099"):
        assert main(["link", "NCT99900077", other, "--why", "x", "--reviewer", "anna", *where]) == 0
    assert [r.relation for r in store.load(folder).links] == [SAME_STUDY, SAME_STUDY]


def test_reports_proposed_as_one_study_are_not_called_one_record_for_that_reason(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--workspace", str(folder.parent)]
    before = store.load_part(folder, "records")[BEFORE]
    preprint = add_record(
        folder, id="doi:10.1101/2020.01.01.20000001", doi="10.1101/2020.01.01.20000001", journal="medRxiv",
        title=before.title, publication_types=("Preprint",),
    )  # fmt: skip
    (asked,) = [p for p in open_workspace(folder.parent).link_proposals if preprint.id in (p.a, p.b)]
    assert asked.relation == SAME_STUDY
    names = [preprint.id, BEFORE]
    assert main(["link", *names, "--as", "same-record", "--reviewer", "anna", *where]) == 2
    assert "accept that with --as same-study" in capsys.readouterr().err
    assert main(["link", *names, "--reviewer", "anna", *where]) == 0
    assert [r.relation for r in store.load(folder).links] == [SAME_STUDY]
