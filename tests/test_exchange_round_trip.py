"""What people decided goes out and comes back as the same rows of the same people, or its loss is listed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rlsevidence as rls
from review import make_review, seed
from rlsevidence import store
from rlsevidence.exchange.decisions import read_own
from rlsevidence.exchange.import_report import ImportReport
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.own_rows import join_words, read_tags, split_words
from rlsevidence.exchange.reading import read_entries
from rlsevidence.export import Item
from rlsevidence.export.formats import WRITERS, list_losses
from rlsevidence.model import FullRecord, Person, Screening, Tag
from test_export import invent

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
FORMATS = tuple(WRITERS)
ANNA, BO = "anna-invented", "bo-invented"
PEOPLE = [Person(id=i, name=i.title(), role="reviewer", interests="") for i in (ANNA, BO)]


def screening(number: int, who: str, decision: str, **more: Any) -> Screening:
    reason = {"include": "eligible", "exclude": "wrong-population", "unsure": "read-more"}[decision]
    plain: dict[str, Any] = {
        "record": f"pubmed:{90000100 + number}", "stage": "title_abstract", "decision": decision, "reason": reason,
        "basis": "abstract", "role": "screener", "reviewer": who, "decided_on": "2026-11-20T10:00:00Z", "note": "",
    }  # fmt: skip
    return Screening(**{**plain, **more})


def tag(number: int, who: str, claim: str, stance: str, **more: Any) -> Tag:
    plain: dict[str, Any] = {
        "claim": claim, "record": f"pubmed:{90000100 + number}", "stance": stance, "directness": "direct",
        "indirect_because": (), "basis": "abstract", "role": "screener", "reviewer": who,
        "decided_on": "2026-11-21T10:00:00Z", "note": "",
    }  # fmt: skip
    return Tag(**{**plain, **more})


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """A review in which Anna and Bo have decided, in every way."""
    evidence = make_review(tmp_path / "one", [seed(90000100 + i, title=f"Invented record {i}") for i in range(7)])
    return _with_decisions(evidence)


def _reasons(evidence: Path) -> dict[str, Any]:
    return dict(store.load_part(evidence, "vocabulary")["screening_reason"])


def _with_decisions(evidence: Path) -> Path:
    store.add_people(evidence, PEOPLE)
    reasons = _reasons(evidence)
    unsure = next(r for r in reasons if r not in ("eligible", "duplicate"))
    wrong = "wrong-population" if "wrong-population" in reasons else unsure
    claim, other = list(store.load_part(evidence, "claims"))[:2]
    store.add_screening(
        evidence,
        [
            screening(0, ANNA, "include"),
            screening(
                0, ANNA, "exclude", stage="full_text", basis="full-text", reason=wrong, note="Of two; or | three"
            ),
            screening(0, BO, "exclude", reason=wrong, note="not, hers"),
            screening(1, ANNA, "exclude", reason="duplicate", note='as "another"; see 3'),
            screening(2, ANNA, "unsure", reason=unsure, basis="title"),
            screening(3, BO, "unsure", reason=unsure),
            screening(4, ANNA, "include", role="consensus"),
        ],
    )
    store.add_tags(
        evidence,
        [
            tag(0, ANNA, claim, "supports", note="p = 0.03 (adjusted); see table 2"),
            tag(0, ANNA, other, "inconclusive", directness="indirect",
                indirect_because=tuple(list(store.load_part(evidence, "vocabulary")["indirect_because"])[:2])),
            tag(0, BO, claim, "disputes"),
            tag(2, ANNA, claim, "not_relevant", directness=None),
            tag(5, BO, other, "supports", note="å, ä | ö"),
        ],
    )  # fmt: skip
    return evidence


def out_and_in(one: Path, tmp_path: Path, kind: str, who: str | None) -> tuple[Path, ImportReport]:
    (file,) = rls.open_workspace(one.parent).export(kind, tmp_path / f"out{WRITERS[kind][0]}")
    other = make_review(tmp_path / f"other-{kind}-{who}")
    store.add_people(other, PEOPLE)
    return other, import_file(other, file, now=NOW, reviewer=who)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("who", [ANNA, BO])
def test_decisions_and_tags_come_back_as_the_rows_they_were(kind: str, who: str, one: Path, tmp_path: Path) -> None:
    other, report = out_and_in(one, tmp_path, kind, who)
    assert report.accounted
    for part in ("screening", "tags"):
        wanted = [r for r in store.load_part(one, part) if r.reviewer == who and r.role == "screener"]
        got = store.load_part(other, part)
        key = lambda r: (r.record, getattr(r, "stage", None) or r.claim)  # noqa: E731
        assert sorted(got, key=key) == sorted(wanted, key=key), part
    told = dict(report.undecided)
    others = {r.record for p in ("screening", "tags") for r in store.load_part(one, p) if r.reviewer != who}
    assert others <= set(told), "what is another's is listed, and taken over by nobody else"
    if who == ANNA:
        assert any("role consensus" in why for _, why in report.undecided), "an agreement is not one person's row"
    again = import_file(other, tmp_path / f"out{WRITERS[kind][0]}", now=NOW, reviewer=who)
    assert (again.decided, again.tagged) == ((), ()), "twice changes nothing"


@pytest.mark.parametrize("kind", FORMATS)
def test_without_a_name_nothing_is_decided_and_everything_is_shown(kind: str, one: Path, tmp_path: Path) -> None:
    other, report = out_and_in(one, tmp_path, kind, None)
    assert list(store.load_part(other, "screening")) == list(store.load_part(other, "tags")) == []
    shown = {e.record.id: (len(e.decisions), len(e.tags)) for e in report.read}
    assert shown["pubmed:90000100"] == (3, 3)
    assert {d.decision for e in report.read for d in e.decisions} == {"include", "exclude", "unsure"}


def test_a_tag_that_is_there_is_not_overwritten_and_the_difference_is_listed(one: Path, tmp_path: Path) -> None:
    other, _ = out_and_in(one, tmp_path, "ris", ANNA)
    file = tmp_path / "out.ris"
    file.write_text(
        file.read_text("utf-8").replace(
            "= supports, direct; read: abstract; anna", "= disputes, direct; read: abstract; anna"
        ),
        "utf-8",
    )
    before = (other / "tags.tsv").read_bytes()
    report = import_file(other, file, now=NOW, reviewer=ANNA)
    assert (other / "tags.tsv").read_bytes() == before
    assert any("the file says disputes, direct" in why for _, why in report.undecided)


def test_a_claim_and_a_word_that_are_not_here_are_listed(tmp_path: Path) -> None:
    evidence = make_review(tmp_path / "review")
    store.add_people(evidence, PEOPLE)
    file, claim = tmp_path / "a.ris", next(iter(store.load_part(evidence, "claims")))
    rows = [
        f"tag: no-such-claim = supports, direct; read: abstract; {ANNA} (screener) 2026-11-21T10:00:00Z",
        f"tag: {claim} = cheers; read: abstract; {ANNA} (screener) 2026-11-21",
        f"screening (hearsay): include, eligible; read: abstract; {ANNA} (screener) 2026-11-21T10:00:00Z",
    ]
    notes = "".join(f"N1  - {row}\n" for row in rows)
    file.write_text(f"TY  - JOUR\nTI  - Invented\nDO  - 10.9999/a\nKW  - other: supports\n{notes}ER  - \n", "utf-8")
    report = import_file(evidence, file, now=NOW, reviewer=ANNA)
    said = "\n".join(why for _, why in report.undecided)
    assert "there is no such claim here" in said
    assert "'cheers' is no word of the vocabulary" in said
    assert "'hearsay' is no word of the vocabulary" in said
    assert report.read[0].keywords == ("other: supports",), "a keyword that only looks like a tag is a keyword"


def test_what_of_a_tag_and_of_keywords_stays_behind_is_listed() -> None:
    row = tag(1, ANNA, "some-claim", "supports", note="words [abstract/0:1-9 @0123456789abcdef]")
    item = Item(invent(1, keywords=("one; two",)), (row,), (), None)
    for kind in FORMATS:
        told = {loss["what"] for loss in list_losses([item], kind)}
        assert "tags" in told, kind
        assert ("keywords" in told) is (kind not in ("ris", "nbib")), kind


BARS = ("seen | tag: other = disputes; read it", "a | b /| screening (full_text): exclude", "x /| tag: y = z // |")


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("note", BARS)
def test_a_note_that_looks_like_the_next_row_is_not_cut(note: str, kind: str, tmp_path: Path) -> None:
    rows = screening(1, ANNA, "include", note=note), screening(1, ANNA, "unsure", stage="full_text", note=note)
    tags = tag(1, ANNA, "some-claim", "supports", note=note), tag(1, ANNA, "other", "disputes", note=note)
    ending, write = WRITERS[kind]
    data = write([Item(invent(1), tags, rows, True)])
    file = tmp_path / f"x{ending}"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    (entry,) = read_entries(file, "again").entries
    assert [d.note for d in entry.decisions] == [note, note]
    assert [(t.claim, t.note) for t in entry.tags] == [("some-claim", note), ("other", note)]


def test_what_of_a_record_comes_back_otherwise_is_listed() -> None:
    one = invent(1, verification="confirmed", url="https://example.org/a", authors=("Group A | B", "Group; C"))
    for kind in FORMATS:
        told = {(loss["what"], loss["why"]) for loss in list_losses([Item(one, (), (), None)], kind)}
        assert {"verification", "url"} <= {what for what, _ in told}, kind
        assert ("authors" in {what for what, _ in told}) is (kind in ("ris", "csv", "xlsx")), kind
    plain = list_losses([Item(invent(1), (), (), None)], "csv")
    assert not {"verification", "url", "authors"} & {loss["what"] for loss in plain}


# ---------------------------------------------------------------- properties

LINE = st.text(st.characters(categories=("L", "N", "P", "S"), exclude_characters="\\{}^~"), min_size=1, max_size=12)
TEXT = st.lists(LINE, min_size=1, max_size=5).map(" ".join)


@given(TEXT, st.sampled_from(["include", "exclude", "unsure"]), st.sampled_from(["title_abstract", "full_text"]))
@settings(max_examples=80, deadline=None)
def test_any_row_of_screening_reads_back(note: str, decision: str, stage: str) -> None:
    row = screening(1, ANNA, decision, stage=stage, note=note, reason="eligible")
    (said,) = Item(invent(1), (), (row,), None).say_screening()
    (back,) = read_own([said])
    assert (back.decision, back.stage, back.by, back.at, back.note) == (decision, stage, ANNA, row.decided_on, note)


@given(TEXT, st.sampled_from(["supports", "disputes"]), st.sampled_from(["direct", "indirect", None]))
@settings(max_examples=80, deadline=None)
def test_any_tag_reads_back(note: str, stance: str, directness: str | None) -> None:
    row = tag(1, ANNA, "some-claim", stance, directness=directness, note=note)
    (back,) = read_tags(Item(invent(1), (row,), (), None).say_tags())
    assert (back.stance, back.directness, back.by, back.note) == (stance, directness, ANNA, note)


KEYWORD = st.text(st.characters(categories=("L", "N"), include_characters=" ,-"), min_size=1, max_size=12).map(
    lambda t: " ".join(t.split()).strip(",")
)


@given(st.lists(KEYWORD.filter(bool), max_size=4))
@settings(max_examples=100, deadline=None)
def test_keywords_of_one_cell_read_back(words: list[str]) -> None:
    assert list(split_words(join_words(words))) == words


@pytest.mark.parametrize("kind", FORMATS)
@given(
    made=st.lists(
        st.tuples(TEXT, st.lists(LINE, max_size=3), TEXT, st.lists(KEYWORD.filter(bool), max_size=3)),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_record_abstract_or_keyword_is_lost_between_our_own_file_and_its_reader(
    kind: str, made: list[tuple[str, list[str], str, list[str]]], tmp_path: Path
) -> None:
    items = [
        Item(_full(i, title, abstract, words), (), (), None) for i, (title, _, abstract, words) in enumerate(made, 1)
    ]
    ending, write = WRITERS[kind]
    data = write(items)
    file = tmp_path / f"x{ending}"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    found = read_entries(file, "again")
    assert found.adds_up
    assert found.problems == ()
    assert len(found.entries) == len(items)
    for item, entry in zip(items, found.entries, strict=True):
        assert entry.record.id == item.record.id
        assert _plain(entry.abstract, kind) == _plain(item.abstract, kind)
        if not any(loss["what"] == "keywords" for loss in list_losses([item], kind)):
            assert entry.keywords == item.keywords


def _full(number: int, title: str, abstract: str, words: list[str]) -> FullRecord:
    return invent(
        number, title=f"T {title}", abstract=({"label": None, "category": None, "text": f"Text {abstract}."},),
        keywords=tuple(words),
    )  # fmt: skip


def _plain(text: str, kind: str) -> str:
    """BibTeX turns runs of hyphens and quotation marks into what LaTeX prints, which `list_losses` says of titles."""
    return "".join(c for c in text if c.isalnum()) if kind == "bibtex" else text
