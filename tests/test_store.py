"""The only reader and writer of evidence/: the same bytes back, atomic, locked, and nothing touched that is right."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing as mp
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rlsevidence import language, store
from rlsevidence.errors import EvidenceError, Problem, UsageError
from rlsevidence.model import Person, Record, Screening, SearchRun, Tag
from rlsevidence.store import disk, yamltext
from rlsevidence.store.jsonltext import parse_jsonl
from rlsevidence.store.tabletext import format_table, parse_table
from rlsevidence.store.yamltext import parse_yaml

SPAWN = mp.get_context("spawn")
AWKWARD_CELLS = ("NO", "0123", "1e3", "null", "Åsa: 'så' \"där\", och – då", "# not a comment", "=1+1", "a\u00a0b", "")


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


# ---------------------------------------------------------------- load and save


@pytest.mark.parametrize("which", ["tiny_dir", "real_dir"])
def test_load_then_save_gives_the_same_bytes(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    folder: Path = request.getfixturevalue(which)
    before = bytes_of(folder)
    times = {f: f.stat().st_mtime_ns for f in folder.rglob("*")}
    evidence = store.load(folder)
    assert store.save(evidence, folder) == []
    assert bytes_of(folder) == before
    assert {f: f.stat().st_mtime_ns for f in folder.rglob("*")} == times, "a file that is right is not touched"


def test_saved_elsewhere_it_is_the_same_evidence(tiny_dir: Path, tmp_path: Path) -> None:
    evidence = store.load(tiny_dir)
    copy = tmp_path / "copy" / "evidence"
    copy.mkdir(parents=True)
    store.save(evidence, copy)
    assert store.load(copy) == evidence
    assert store.save(evidence, copy) == []


def test_save_writes_only_what_changed_and_removes_nothing(tiny_dir: Path) -> None:
    from dataclasses import replace

    evidence = store.load(tiny_dir)
    study = evidence.studies["invented-authority"].model_copy(update={"checked_by": "bo"})
    others = {k: v for k, v in evidence.studies.items() if k != "invented-retracted"}
    changed = replace(evidence, studies={**others, study.id: study})
    assert store.save(changed, tiny_dir) == ["studies/invented-authority.yaml"]
    assert (tiny_dir / "studies" / "invented-retracted.yaml").is_file()


def test_a_number_stays_as_it_was_reported(tiny_dir: Path) -> None:
    text = (tiny_dir / "studies" / "invented-trial.yaml").read_text(encoding="utf-8")
    assert "value: 4.0," in text
    assert "level: 95}" in text
    assert "amount: 250\n" in text


def test_fmt_twice_is_fmt_once(tiny_dir: Path) -> None:
    folder = tiny_dir
    assert store.format_folder(folder, write=False) == []
    tags = folder / "tags.tsv"
    lines = tags.read_text(encoding="utf-8").splitlines()
    tags.write_bytes(("\ufeff" + "\r\n".join([lines[0], *reversed(lines[1:]), lines[1]])).encode())
    records = folder / "records.jsonl"
    records.write_bytes(b"".join(reversed(records.read_bytes().splitlines(keepends=True))))
    before = bytes_of(folder)
    assert store.format_folder(folder, write=False) == ["records.jsonl", "tags.tsv"]
    assert bytes_of(folder) == before, "--check writes nothing"
    assert store.format_folder(folder) == ["records.jsonl", "tags.tsv"]
    assert store.format_folder(folder) == []
    assert tags.read_text(encoding="utf-8").splitlines() == lines


@pytest.mark.parametrize(
    ("path", "data", "why"),
    [
        ("tags.tsv", b"\xff\xfe", "not UTF-8"),
        ("tags.tsv", b"claim\trecord\n", "another header"),
        ("claims/stomach-upset.yaml", b"id: [", "no YAML"),
        ("claims/stomach-upset.yaml", b"", "empty"),
        ("records.jsonl", b'{"id": 1, "id": 2}\n', "a key twice: one of the two would be lost"),
        ("records.jsonl", b"{}\n", "no record"),
    ],
)
def test_fmt_leaves_alone_what_it_cannot_read(path: str, data: bytes, why: str, tiny_dir: Path) -> None:
    (tiny_dir / path).write_bytes(data)
    assert store.format_folder(tiny_dir) == [], why
    assert (tiny_dir / path).read_bytes() == data


def test_fmt_keeps_both_of_two_records_with_one_id(tiny_dir: Path) -> None:
    records = tiny_dir / "records.jsonl"
    data = records.read_bytes()
    records.write_bytes(data + data.splitlines(keepends=True)[-1].replace(b"Invented advice", b"Another advice"))
    before = records.read_bytes()
    store.format_folder(tiny_dir)
    assert records.read_bytes() == before


def test_load_lists_every_fault_of_form(tiny_dir: Path) -> None:
    (tiny_dir / "claims" / "stomach-upset.yaml").write_text("id: [\n", encoding="utf-8")
    (tiny_dir / "people.tsv").write_text("who\n", encoding="utf-8")
    (tiny_dir / "protocol.yaml").write_text("id: [\n", encoding="utf-8")  # on this everything rests
    with pytest.raises(EvidenceError) as caught:
        store.load(tiny_dir)
    assert [p.path for p in caught.value.problems] == ["claims/stomach-upset.yaml", "people.tsv", "protocol.yaml"]


def test_a_file_that_may_not_be_read_is_a_problem(tiny_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.read_bytes

    def refuse(self: Path) -> bytes:
        if self.name == "salts.yaml":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)  # the owner of a file, who runs the tests, may always read it
    _, problems = store.read(tiny_dir)
    assert [str(p) for p in problems] == [
        "salts.yaml file: found Permission denied, expected a file that may be read [file-unreadable]"
    ]


# ---------------------------------------------------------------- generated values

words = st.text("abcdefghijklmnopqrstuvwxyz-_", min_size=1, max_size=8)
slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6})?", fullmatch=True)
records_ids = st.integers(90_000_001, 90_000_099).map(lambda n: f"pubmed:{n}")
days = st.dates(dt.date(1990, 1, 1), dt.date(2050, 1, 1)).map(dt.date.isoformat)
moments = st.one_of(days, st.datetimes(dt.datetime(1990, 1, 1)).map(lambda t: t.strftime("%Y-%m-%dT%H:%M:%SZ")))
CELL = st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff")
cells = st.one_of(st.sampled_from(AWKWARD_CELLS), st.text(CELL, max_size=30).map(str.strip))
tags = st.builds(
    Tag,
    claim=slugs,
    record=records_ids,
    stance=words,
    directness=st.none() | words,
    indirect_because=st.lists(words, max_size=3).map(tuple),
    basis=words,
    role=words,
    reviewer=slugs,
    decided_on=moments,
    note=cells,
)
people = st.builds(Person, id=slugs, name=cells.filter(bool), role=cells.filter(bool), interests=cells)


@settings(deadline=None)
@given(st.lists(tags, max_size=6))
def test_rows_of_tags_come_back(rows: list[Tag]) -> None:
    text = format_table(rows, Tag)
    back, where, problems = parse_table(text, "tags.tsv", Tag)
    assert problems == []
    assert sorted(back, key=str) == sorted({str(r): r for r in rows}.values(), key=str)
    assert format_table(back, Tag) == text
    assert [where[(i,)] for i in range(len(back))] == list(range(2, len(back) + 2))


@settings(deadline=None)
@given(st.lists(people, max_size=6))
def test_rows_of_people_come_back(rows: list[Person]) -> None:
    back, _, problems = parse_table(format_table(rows, Person), "people.tsv", Person)
    assert problems == []
    assert {p.model_dump_json() for p in back} == {p.model_dump_json() for p in rows}


@pytest.mark.parametrize("note", ["a\tb", "a\nb", "a\rb", "a\x0bb", "a\u2028b"])
def test_a_cell_that_a_table_cannot_hold_is_refused(note: str, tiny_dir: Path) -> None:
    tag = store.load(tiny_dir).tags[0].model_copy(update={"note": note})
    before = bytes_of(tiny_dir)
    with pytest.raises(EvidenceError, match="a cell of a table cannot hold"):
        store.add_tags(tiny_dir, [tag])
    assert bytes_of(tiny_dir) == before


def test_white_space_at_the_edge_of_a_note_is_not_written(tiny_dir: Path) -> None:
    tag = store.load(tiny_dir).tags[0].model_copy(update={"note": " typed with a space "})
    store.add_tags(tiny_dir, [tag])
    assert "typed with a space" in {t.note for t in store.load(tiny_dir).tags}


texts = st.one_of(
    st.sampled_from([*filter(None, AWKWARD_CELLS), "line\nbreak", "tab\t", "a\u2028", "a\x85b", "a\x00"]),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(lambda t: t.strip() != ""),
)
optional = st.none() | texts


@st.composite
def records(draw: st.DrawFn) -> Record:
    pmid = draw(st.integers(90_000_001, 90_000_999))
    values: dict[str, Any] = dict.fromkeys(Record.model_fields)
    for name in ("organisation", "journal", "volume", "issue", "pages", "language"):
        values[name] = draw(optional)
    values |= {
        "id": f"pubmed:{pmid}",
        "pmid": str(pmid),
        "title": draw(texts),
        "authors": draw(st.lists(texts, max_size=3)),
        "year": draw(st.none() | st.integers(1700, 2100)),
        "publication_types": draw(st.lists(texts, max_size=2)),
        "mesh": [{"ui": None, "term": draw(texts), "major": draw(st.booleans()), "qualifiers": []}],
        "integrity": [{"kind": "retracted", "by": None, "noted_on": draw(days)}],
        "dates": {"created": draw(st.none() | days), "revised": None, "indexed": None, "published": None},
        "origin": draw(texts),
        "verification": "pubmed",
        "unverified": [],
        "seen_at": [],
    }
    return Record.model_validate(values)


@settings(deadline=None)
@given(st.lists(records(), max_size=4, unique_by=lambda r: r.id))
def test_records_come_back(items: list[Record]) -> None:
    text = store.format_records(items)
    back, _, problems = parse_jsonl(text, "records.jsonl", Record)
    assert problems == []
    assert back == sorted(items, key=lambda r: r.id)
    assert store.format_records(back) == text


@settings(deadline=None)
@given(st.text(max_size=40) | st.recursive(st.none() | st.floats() | st.text(max_size=4), st.lists).map(json.dumps))
def test_any_line_is_a_record_or_a_problem(line: str) -> None:
    items, _, problems = parse_jsonl(line + "\n", "records.jsonl", Record)
    assert items == []
    assert problems
    assert all(p.line >= 1 for p in problems)


@settings(deadline=None)
@given(label=texts, notes=st.lists(texts, max_size=3))
def test_yaml_items_come_back(label: str, notes: list[str]) -> None:
    study = _STUDY.model_copy(update={"label": label, "notes": tuple(notes), "caveats": tuple(notes)})
    text = store.format_item(study)
    value, _, problems = parse_yaml(text, "x.yaml")
    assert problems == []
    assert type(study).model_validate(value) == study
    assert store.format_item(type(study).model_validate(value), text) == text


_STUDY = store.load(Path(__file__).parent / "tiny").studies["invented-trial"]


# ---------------------------------------------------------------- the ledger


def _run(**changes: Any) -> SearchRun:
    base = {
        "run": "r",
        "search": "invented-rls",
        "at": "2026-02-03T00:00:00Z",
        "outcome": "done",
        "query_sha256": "0" * 64,
        "translation": None,
        "warnings": (),
        "count": 1,
        "fetched": 1,
        "gained": {},
        "lost": {},
        "tools": {},
    }
    return SearchRun.model_validate({**base, **changes})


def test_the_ledger_is_only_ever_added_to(tiny_dir: Path) -> None:
    ledger = tiny_dir / "searches" / "runs.jsonl"
    before = ledger.read_bytes()
    store.append_run(tiny_dir, _run())
    assert ledger.read_bytes().startswith(before)
    assert store.load(tiny_dir).runs[-1] == _run()


def test_a_line_cut_short_is_reported_and_not_built_upon(tiny_dir: Path) -> None:
    ledger = tiny_dir / "searches" / "runs.jsonl"
    with ledger.open("ab") as stream:
        stream.write(b'{"run": "cut')
    store.append_run(tiny_dir, _run())
    evidence, problems = store.read(tiny_dir)
    assert [(p.rule, p.line) for p in problems] == [("json-syntax", 3)]
    assert evidence is not None
    assert evidence.runs[-1] == _run()


# ---------------------------------------------------------------- atomic and locked


def _rewrite(file: str, started: Any) -> None:
    started.set()
    while True:
        for letter in "ab":
            store.write_atomic(Path(file), letter * 200_000)


def test_a_reader_never_meets_half_a_file_and_a_killed_writer_leaves_a_whole_one(tmp_path: Path) -> None:
    file = tmp_path / "whole.txt"
    store.write_atomic(file, "a" * 200_000)
    started = SPAWN.Event()
    writer = SPAWN.Process(target=_rewrite, args=(str(file), started), daemon=True)
    writer.start()
    assert started.wait(60)
    seen = set()
    end = time.monotonic() + 1.0
    while time.monotonic() < end:
        text = file.read_text()
        assert len(text) == 200_000
        seen |= set(text)
        assert len(set(text)) == 1
    assert writer.pid is not None
    os.kill(writer.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    writer.join(10)
    assert seen == {"a", "b"}, "the writer wrote while we read"
    assert len(file.read_text()) == 200_000


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kept.txt"
    store.write_atomic(file, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)  # a full disk cannot be had otherwise
    with pytest.raises(OSError, match="No space"):
        store.write_atomic(file, "new")
    assert file.read_text() == "old"
    assert [f.name for f in tmp_path.iterdir()] == ["kept.txt"]


def test_a_left_temporary_file_is_no_stranger(tiny_dir: Path) -> None:
    (tiny_dir / ".tags.tsv.abc.tmp").write_text("half", encoding="utf-8")
    assert store.read(tiny_dir)[1] == []


def _add(folder: str, reviewer: str, many: int) -> None:
    tag = store.load(folder).tags[0]
    for i in range(many):
        at = f"2026-03-01T00:00:{i:02d}Z"
        store.add_tags(Path(folder), [tag.model_copy(update={"reviewer": reviewer, "decided_on": at})])


def test_two_processes_add_rows_and_none_is_lost(tiny_dir: Path) -> None:
    before = len(store.load(tiny_dir).tags)
    writers = [SPAWN.Process(target=_add, args=(str(tiny_dir), who, 15)) for who in ("anna", "bo")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    assert len(store.load(tiny_dir).tags) == before + 30
    assert store.format_folder(tiny_dir, write=False) == []


def _hold(folder: str, held: Any, let_go: Any) -> None:
    with store.workspace_lock(Path(folder)):
        held.set()
        let_go.wait(60)


def test_a_lock_that_another_holds_is_said_and_ends_with_its_process(
    tiny_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, let_go = SPAWN.Event(), SPAWN.Event()
    other = SPAWN.Process(target=_hold, args=(str(tiny_dir), held, let_go), daemon=True)
    other.start()
    assert held.wait(60)
    monkeypatch.setattr(disk, "LOCK_SECONDS", 0.2)
    with pytest.raises(EvidenceError, match="another rlsevidence has been writing"):
        store.save_records(tiny_dir, {})
    other.kill()
    other.join(10)
    monkeypatch.setattr(disk, "LOCK_SECONDS", 20.0)
    assert store.save_records(tiny_dir, store.load(tiny_dir).records) is False


# ---------------------------------------------------------------- adding and changing


def test_a_row_that_is_there_already_stays_once(tiny_dir: Path) -> None:
    evidence = store.load(tiny_dir)
    before = bytes_of(tiny_dir)
    store.add_tags(tiny_dir, evidence.tags)
    store.add_screening(tiny_dir, evidence.screening)
    assert bytes_of(tiny_dir) == before


@pytest.mark.parametrize("data", [b"\xff", b"who\n", b"", None], ids=["bytes", "header", "empty", "gone"])
def test_nothing_is_added_to_a_broken_table(data: bytes | None, tiny_dir: Path) -> None:
    rows: tuple[Screening, ...] = store.load(tiny_dir).screening
    table = tiny_dir / "screening.tsv"
    table.unlink()
    if data is not None:
        table.write_bytes(data)
    with pytest.raises(EvidenceError, match=r"screening\.tsv must be mended"):
        store.add_screening(tiny_dir, rows[:1])
    assert (table.read_bytes() if table.exists() else None) == data


def test_transform_keeps_comments_and_refuses_a_broken_file(tiny_dir: Path) -> None:
    path = "certainty/stomach-upset.yaml"
    file = tiny_dir / path
    file.write_text(
        "# why\n" + file.read_text(encoding="utf-8").replace("read:", "# how deep\nread:"), encoding="utf-8"
    )
    assert store.transform(tiny_dir, path, lambda c: c.model_copy(update={"checked_by": "bo"}))
    text = file.read_text(encoding="utf-8")
    assert "# why\n" in text
    assert "# how deep\nread:" in text
    assert "checked_by: bo" in text
    assert not store.transform(tiny_dir, path, lambda c: c)
    file.write_text("claim: [\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="cannot be changed"):
        store.transform(tiny_dir, path, lambda c: c)
    study = store.read(tiny_dir)[0]
    assert study is not None


def test_a_broken_file_is_not_written_over(tiny_dir: Path) -> None:
    study = store.load(tiny_dir).studies["invented-trial"]
    file = tiny_dir / "studies" / "invented-trial.yaml"
    file.write_text("id: [ # somebody is typing\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="must be mended"):
        store.save_study(tiny_dir, study)
    assert "somebody is typing" in file.read_text(encoding="utf-8")


def test_save_new_refuses_what_is_there(tiny_dir: Path) -> None:
    store.save_new(tiny_dir, "claims/new.yaml", "id: new\n")
    with pytest.raises(EvidenceError, match="already there"):
        store.save_new(tiny_dir, "claims/new.yaml", "id: new\n")


# ---------------------------------------------------------------- where the workspace is


def test_the_workspace_is_found_from_within_it(tiny: Path) -> None:
    deep = tiny / "evidence" / "studies"
    assert store.find_workspace(deep) == tiny
    assert store.evidence_folder(tiny) == tiny / "evidence"
    assert store.evidence_folder(tiny / "evidence") == tiny / "evidence"


def test_a_workspace_that_has_lost_its_protocol_is_still_one(tiny: Path) -> None:
    (tiny / "evidence" / "protocol.yaml").unlink()
    assert store.find_workspace(tiny) == tiny
    assert [p.path for p in store.read(store.evidence_folder(tiny))[1]] == ["protocol.yaml"]


def test_no_workspace_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--workspace DIR"):
        store.find_workspace(tmp_path)
    (tmp_path / "evidence").mkdir()
    with pytest.raises(UsageError, match="not a workspace"):
        store.evidence_folder(tmp_path)


def test_problems_sort_by_file_and_line() -> None:
    problems = [Problem(path, line, "x", "r", "f", "e") for path, line in (("b", 2), ("a", 10), ("a", 9))]
    assert [(p.path, p.line) for p in sorted(problems)] == [("a", 9), ("a", 10), ("b", 2)]


def test_every_file_that_was_saved_on_windows_is_read_and_mended(tiny_dir: Path) -> None:
    """The ledger too, though nothing else in it is ever rewritten."""
    before = {f: f.read_bytes() for f in tiny_dir.rglob("*") if f.is_file()}
    for file, data in before.items():
        file.write_bytes(data.replace(b"\n", b"\r\n"))
    evidence, problems = store.read(tiny_dir)
    assert evidence is not None, "nothing is silenced"
    assert {p.rule for p in problems} == {"line-ends"}
    store.format_folder(tiny_dir)
    assert {f: f.read_bytes() for f in before} == before


@pytest.mark.parametrize("name", ["CHANGES.md", "OPEN-QUESTIONS.md", "schemas/claim.schema.json", "language/xx.po"])
def test_a_conflict_in_a_file_that_no_part_claims_is_named_with_its_lines(
    name: str, tiny_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_folders", list(language._folders))  # no language of this test's is left behind
    file = tiny_dir / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"one\r\n<<<<<<< HEAD\r\ntwo\r\n=======\r\nthree\r\n>>>>>>> other\r\n")
    found = [p for p in store.read(tiny_dir)[1] if p.rule == "merge-conflict"]
    assert [(p.path, p.line, p.found) for p in found] == [(name, 2, "conflict markers of git in lines 2, 4, 6")]


@pytest.mark.parametrize("length", range(96, 140, 3))
def test_a_long_key_is_written_so_that_it_can_be_read_again(length: int) -> None:
    """A name of the vocabulary is as long as what it names; one of 112 characters was broken within the key."""
    key = ("people of an invented trial, " * 6)[:length].strip()
    value = {"measured": {key: {"name": {"en": key, "sv": "påhittat"}}}}
    text = yamltext.format_yaml(value)
    assert yamltext.parse_yaml(text, "vocabulary.yaml")[0] == value
    assert yamltext.format_yaml(value, text) == text
