"""Projects of ASReview: the layouts of versions 0, 1, 2 and 3, with labels, notes, tags, whose they are and when.

The layouts are those of github.com/asreview/asreview: `asreview/state/sql_converter.py` at 3c558ef (version 0),
`asreview/state/sqlstate.py` at 022422c (version 1) and `asreview/database/database.py` (versions 2 and 3); the projects
are written here and their records invented.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from invented import FIRST_PMID
from review import make_review, seed
from rlsevidence import store
from rlsevidence.errors import EvidenceError
from rlsevidence.exchange.asreview_labels import say_moment, say_tags
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.reading import read_entries

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
RIS = "".join(
    f"TY  - JOUR\nTI  - Invented project record {i}\nAU  - Sand, Anna\nPY  - 2020\nDO  - 10.9999/one.{i}\n"
    f"AB  - Nobody took part in {i}.\nER  - \n"
    for i in range(4)
)
TAGS = [{"id": "arms", "name": "Arms", "values": [{"id": "two", "name": "Two arms"}, {"id": "one", "name": "One"}]}]
STATE = """
create table results (record_id integer, label integer, classifier text, query_strategy text, balance_strategy text,
  feature_extraction text, training_set integer, labeling_time integer, notes text, custom_metadata_json text);
create table record_table (record_id int);
create table last_probabilities (proba real);
create table last_ranking (record_id integer, ranking int, classifier text, query_strategy text, balance_strategy text,
  feature_extraction text, training_set integer, time integer);
create table decision_changes (record_id integer, new_label integer, time integer);
"""
ROWS = [
    (0, 1, "prior", "2023-04-05 10:11:12.131415", "invented remark", '{"tags": ["arms:two"]}'),
    (2, 0, "max", "2023-04-06 23:59:59.000001", None, '{"tags": null}'),
    (3, None, "max", None, None, None),
]


def database(folder: Path, script: str, *rows: tuple[str, list[tuple[object, ...]]]) -> bytes:
    file = folder / "made.db"
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as made:
        made.executescript(script)
        for query, values in rows:
            made.executemany(query, values)
        made.commit()
    return file.read_bytes()


def project_one(
    folder: Path,
    *,
    data: str = RIS,
    name: str = "set.ris",
    order: tuple[int, ...] = (0, 1, 2, 3),
    mode: str = "oracle",
    changes: int = 0,
) -> Path:
    query = (
        "insert into results (record_id, label, query_strategy, labeling_time, notes, custom_metadata_json)"
        " values (?, ?, ?, ?, ?, ?)"
    )
    state = database(
        folder,
        STATE,
        (query, [(order[r[0]], *r[1:]) for r in ROWS]),
        ("insert into record_table values (?)", [(i,) for i in order]),
        ("insert into decision_changes values (?, ?, ?)", [(order[2], 1, "2023-04-05")] * changes),
    )
    file = folder / "one.asreview"
    config = {"version": "1.6.2", "id": "x", "mode": mode, "name": "x", "dataset_path": name, "tags": TAGS}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("project.json", json.dumps({**config, "reviews": [{"id": "abc"}]}))
        archive.writestr(f"data/{name}", data)
        archive.writestr("reviews/abc/results.sql", state)
        archive.writestr("reviews/abc/settings_metadata.json", "{}")
    return file


def project_two(folder: Path, *, users: tuple[int | None, int | None] = (1, 1)) -> Path:
    record = (
        "create table record (record_id integer, dataset_row int, dataset_id text, duplicate_of int, title text,"
        " abstract text, authors json, notes json, keywords json, year int, doi text, url text, included int,"
        " journal text);"
    )
    results = (
        "create table results (record_id integer, label integer, classifier text, querier text, balancer text,"
        " feature_extractor text, training_set integer, time float, note text, tags json, user_id integer);"
    )
    checked = [{**TAGS[0], "values": [{**v, "checked": v["id"] == "two"} for v in TAGS[0]["values"]]}]
    made = database(
        folder,
        record + results,
        (
            "insert into record values (?, ?, 'd', null, ?, null, '[]', ?, '[]', 2021, null, null, ?, ?)",
            [
                (0, 0, "Invented second version, record 0", "[]", None, None),
                (1, 1, "Invented second version, record 1", '["a note of the data set"]', 1, "Invented Journal"),
                (2, 2, "Invented second version, record 2", "[]", None, None),
            ],
        ),
        (
            "insert into results (record_id, label, time, note, tags, user_id) values (?, ?, ?, ?, ?, ?)",
            [
                (0, 1, 1_700_000_000.5, "a remark", json.dumps(checked), users[0]),
                (2, 0, None, None, "[]", users[1]),
            ],
        ),
    )
    file = folder / "two.asreview"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("project.json", json.dumps({"version": "2.1", "tags": TAGS}))
        archive.writestr("results.db", made)
    return file


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    return make_review(tmp_path / "review", [seed(FIRST_PMID, title="Invented record that is known")])


def test_the_data_set_and_its_labels_notes_and_tags_come_from_version_one(tmp_path: Path) -> None:
    found = read_entries(project_one(tmp_path), "x")
    assert (found.form, found.started, found.adds_up, found.problems) == ("ASReview project", 4, True, ())
    assert [[(d.decision, d.by, d.at) for d in e.decisions] for e in found.entries] == [
        [("include", None, "2023-04-05")],
        [],
        [("exclude", None, "2023-04-06")],
        [],
    ]
    first = found.entries[0]
    assert first.said == ("invented remark", "tags: Arms: Two arms")
    assert (first.abstract, first.record.authors) == ("Nobody took part in 0.", ("Sand A",))
    assert found.notes == ("the data set in data/set.ris was read as RIS",)


def test_labels_go_by_the_numbers_that_the_project_gave_its_records(tmp_path: Path) -> None:
    """A data set may number its records by itself; the state lists those numbers in the order of the data set."""
    data = "record_id,title,doi\n" + "".join(f"{n},Invented numbered {n},10.9999/n.{n}\n" for n in (70, 30, 90, 10))
    found = read_entries(project_one(tmp_path, data=data, name="set.csv", order=(70, 30, 90, 10)), "x")
    told = {e.record.doi: [d.decision for d in e.decisions] for e in found.entries}
    assert told == {"10.9999/n.70": ["include"], "10.9999/n.30": [], "10.9999/n.90": ["exclude"], "10.9999/n.10": []}


def test_a_record_that_is_refused_moves_no_label_to_its_neighbour(tmp_path: Path) -> None:
    data = "title,doi\nInvented a,10.9999/a\n,no identifier\nInvented c,10.9999/c\nInvented d,10.9999/d\n"
    file = project_one(tmp_path, data=data, name="set.csv")
    found = read_entries(file, "x")
    assert [(p.path, p.line) for p in found.problems] == [(f"{file}/data/set.csv", 3)]
    labels = {e.record.doi: [d.decision for d in e.decisions] for e in found.entries}
    assert labels == {"10.9999/a": ["include"], "10.9999/c": ["exclude"], "10.9999/d": []}


def test_where_the_numbers_of_records_differ_no_label_is_given_to_any(tmp_path: Path) -> None:
    found = read_entries(project_one(tmp_path, data=RIS.split("ER  - \n", 1)[1]), "x")
    assert [e.decisions for e in found.entries] == [(), (), ()]
    assert any("counts 4 records in its data set, 3 were found there" in n for n in found.notes)


def test_a_simulation_decides_nothing_and_changes_are_said(tmp_path: Path) -> None:
    simulated = read_entries(project_one(tmp_path, mode="simulate"), "x")
    assert all(not e.decisions for e in simulated.entries)
    assert any("simulation" in n for n in simulated.notes)
    changed = read_entries(project_one(tmp_path, changes=1), "x")
    assert "1 label changed later on: the last ones are read" in changed.notes


def test_a_project_without_labels_and_one_without_data_are_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "zero.asreview"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("project.json", "{}")
        archive.writestr("result.json", "{}")
    with pytest.raises(EvidenceError, match=r"without results\.db, data_store\.db, results\.sql or labeled\.json"):
        read_entries(file, "x")
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("project.json", '{"dataset_path": "gone.csv"}')
        archive.writestr("reviews/a/results.sql", database(tmp_path, STATE))
    with pytest.raises(EvidenceError, match=r"0 data sets .* none named 'gone\.csv'"):
        read_entries(file, "x")
    broken = project_one(tmp_path, data="nothing that is read", name="set.txt")
    with pytest.raises(EvidenceError, match=r"one\.asreview/data/set\.txt: found 'nothing that is read'"):
        read_entries(broken, "x")


def project_zero(
    folder: Path,
    labels: object = ((0, 1), (2, 1), (2, 0)),
    *,
    table: tuple[int, ...] | None = (0, 1, 2, 3),
    data: str = RIS,
    name: str = "set.ris",
    **config: str,
) -> Path:
    """As ASReview 0.19 exports it: a list of labels, and the state of the model with the numbers of the records."""
    file = folder / "zero.asreview"
    state = {"settings": {}, "version": "2.1", "results": []}
    properties = {} if table is None else {"a1": {"record_table": table, "feature_matrix": "x"}}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("project.json", json.dumps({"version": "0.19", "id": "x", "dataset_path": name, **config}))
        archive.writestr(f"data/{name}", data)
        archive.writestr("labeled.json", labels if isinstance(labels, str) else json.dumps(labels))
        archive.writestr("pool.json", "[1, 3]")
        archive.writestr("kwargs.json", "{}")
        archive.writestr("result.json", json.dumps({**state, "data_properties": properties}))
    return file


def test_the_data_set_and_its_labels_come_from_before_version_one(evidence: Path, tmp_path: Path) -> None:
    found = read_entries(project_zero(tmp_path), "x")
    assert (found.form, found.started, found.adds_up, found.problems) == ("ASReview project", 4, True, ())
    assert [[(d.decision, d.by, d.at, d.said) for d in e.decisions] for e in found.entries] == [
        [("include", None, None, "ASReview label 1")], [], [("exclude", None, None, "ASReview label 0")], [],
    ]  # fmt: skip
    assert [e.abstract for e in found.entries] == [f"Nobody took part in {i}." for i in range(4)]
    assert "1 label changed later on: the last ones are read" in found.notes
    who = store.load_part(evidence, "people")[0].id
    report = import_file(evidence, project_zero(tmp_path), now=NOW, reviewer=who, reason="wrong-population")
    rows = {r.record: (r.stage, r.decision) for r in store.load_part(evidence, "screening")}
    assert (report.accounted, rows) == (
        True,
        {"doi:10.9999/one.0": ("title_abstract", "include"), "doi:10.9999/one.2": ("title_abstract", "exclude")},
    )


def test_labels_before_version_one_go_by_the_numbers_of_the_records(tmp_path: Path) -> None:
    data = "record_id,title,doi\n" + "".join(f"{n},Invented numbered {n},10.9999/n.{n}\n" for n in (70, 30, 90))
    file = project_zero(tmp_path, [[90, 1], [70, 0], [5, 1]], table=(70, 30, 90), data=data, name="set.csv")
    found = read_entries(file, "x")
    assert [[d.decision for d in e.decisions] for e in found.entries] == [["exclude"], [], ["include"]]
    assert "1 label of no record of the data set: not taken" in found.notes


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"table": None}, "keeps no list of the records in its data set"),
        ({"table": (0, 1, 2)}, "counts 3 records in its data set, 4 were found there"),
        ({"mode": "simulate"}, "is a simulation"),
    ],
)
def test_where_it_is_not_sure_whose_a_label_is_none_is_given(
    changes: dict[str, Any], note: str, tmp_path: Path
) -> None:
    found = read_entries(project_zero(tmp_path, **changes), "x")
    assert [e.decisions for e in found.entries] == [(), (), (), ()]
    assert any(note in n for n in found.notes), found.notes


@pytest.mark.parametrize("labels", ["no JSON", '{"a": 1}', "[1, 2]", '[["a", "b"]]'])
def test_labels_of_another_form_are_refused_by_name(labels: str, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"found a labeled\.json of another form, expected pairs"):
        read_entries(project_zero(tmp_path, labels), "x")


def test_version_two_has_moments_tags_by_their_names_and_what_has_no_place(tmp_path: Path) -> None:
    found = read_entries(project_two(tmp_path), "x")
    first, second, third = found.entries
    assert [(d.decision, d.by, d.at, d.said) for d in first.decisions] == [
        ("include", None, "2023-11-14T22:13:20Z", "ASReview label 1; a remark; tags: Arms: Two arms")
    ]
    assert first.said == ("a remark", "tags: Arms: Two arms")
    assert (second.decisions, second.said) == ((), ("notes: a note of the data set", "included in the data set: 1"))
    assert [(d.decision, d.at) for d in third.decisions] == [("exclude", None)]
    assert dict(found.unplaced or {}) == {"journal": 1}


def test_rows_are_of_the_reviewer_with_their_day_and_nobody_else_s(evidence: Path, tmp_path: Path) -> None:
    who = store.load_part(evidence, "people")[0].id
    report = import_file(evidence, project_one(tmp_path), now=NOW, reviewer=who, reason="wrong-population")
    rows = {r.record: r for r in store.load_part(evidence, "screening")}
    assert {i: (r.decision, r.reviewer, r.decided_on) for i, r in rows.items()} == {
        "doi:10.9999/one.0": ("include", who, "2023-04-05"),
        "doi:10.9999/one.2": ("exclude", who, "2023-04-06"),
    }
    assert "invented remark; tags: Arms: Two arms" in rows["doi:10.9999/one.0"].note
    assert (len(report.decided), report.undecided, report.accounted) == (2, (), True)
    again = import_file(evidence, project_one(tmp_path), now=NOW, reviewer=who, reason="wrong-population")
    assert (again.decided, again.undecided, again.new) == ((), (), ())


def test_of_two_people_only_the_one_who_is_named_gets_rows(evidence: Path, tmp_path: Path) -> None:
    who = store.load_part(evidence, "people")[0].id
    file = project_two(tmp_path, users=(1, 2))
    without = import_file(evidence, file, now=NOW, reviewer=who, reason="wrong-population")
    assert (without.decided, len(without.undecided)) == ((), 2)
    named = import_file(evidence, file, now=NOW, reviewer=who, called="user 1", reason="wrong-population")
    assert (len(named.decided), [why for _, why in named.undecided]) == (
        1, [f"made by user 2, and not by {who} (--called says what {who} is called in the file): user 2: exclude"]
    )  # fmt: skip


def test_what_is_there_is_kept_and_the_difference_listed(evidence: Path, tmp_path: Path) -> None:
    who = store.load_part(evidence, "people")[0].id
    file = tmp_path / "first.csv"
    file.write_text("title,doi,decision\nInvented project record 0,10.9999/one.0,exclude\n")
    import_file(evidence, file, now=NOW, reviewer=who, reason="wrong-population", stage="title_abstract")
    report = import_file(evidence, project_one(tmp_path), now=NOW, reviewer=who, reason="wrong-population")
    assert report.undecided == (("doi:10.9999/one.0", f"{who} has decided exclude, the file says include"),)
    kept = [r.decision for r in store.load_part(evidence, "screening") if r.record == "doi:10.9999/one.0"]
    assert kept == ["exclude"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('["arms:two", "unknown:x"]', ("Arms: Two arms", "unknown:x")),
        ('{"tags": [{"id": "arms", "values": [{"id": "one"}]}]}', ("arms: one",)),
        ('[{"name": "alone"}]', ("alone",)),
        ('{"odd": 1}', ()),
        ("no JSON", ("no JSON",)),
        ("7", ("7",)),
        (None, ()),
        ("[]", ()),
    ],
)
def test_tags_in_every_form(given: str | None, said: tuple[str, ...]) -> None:
    assert say_tags(given, {"arms:two": "Arms: Two arms"}) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (0, None), (1e30, None), (None, None), ("", None), ("yesterday", None), ("2023-02-31 10:00", None),
        ("2023-02-28T10:00", "2023-02-28"), (1_700_000_000, "2023-11-14T22:13:20Z"),
    ],
)  # fmt: skip
def test_a_moment_that_is_none_stays_unknown(given: object, said: str | None) -> None:
    assert say_moment(given) == said


def test_a_project_is_read_from_memory_written_by_any_program(tmp_path: Path) -> None:
    """The archive may hold folders and files that are not read, as ASReview's own do."""
    file = project_one(tmp_path)
    made = io.BytesIO(file.read_bytes())
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("feature_matrices/", "")
        archive.writestr("feature_matrices/tfidf_feature_matrix.npz", b"PK")
    file.write_bytes(made.getvalue())
    assert len(read_entries(file, "x").entries) == 4
