"""Projects in the layouts of ASReview 2 and 3: records in one database, decisions in one per review or in the same one.

The tables of version 3 are those that asreview 3.0.8 makes, `asreview/database/database.py`.
"""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

from rlsevidence.exchange.reading import read_entries


def test_records_and_decisions_of_a_project_of_version_two(tmp_path: Path) -> None:
    for name, script in {
        "data_store.db": "create table record(record_id integer, title text, authors text, keywords text, year int);"
        "insert into record values (0, 'Invented first', '[\"Aa, B\"]', '[]', 2001),"
        " (1, 'Invented second', '[]', '[]', 2002);",
        "reviews/abc/results.db": "create table results(record_id integer, label integer, note text, user_id integer);"
        "insert into results values (0, 1, 'remark', 1), (1, null, null, null);",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            connection.executescript(script)
    file = tmp_path / "x.asreview"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("project.json", "{}")
        for name in ("data_store.db", "reviews/abc/results.db"):
            archive.write(tmp_path / name, name)
    first, second = read_entries(file, "x").entries
    assert (first.record.title, first.record.authors) == ("Invented first", ("Aa B",))
    assert ([d.decision for d in first.decisions], first.said) == (["include"], ("remark",))
    assert (second.record.title, second.decisions) == ("Invented second", ())


VERSION_THREE = """
create table record (dataset_row integer not null, dataset_id varchar not null, title varchar not null,
  abstract varchar not null, authors json not null, keywords json not null, year integer, doi varchar, url varchar,
  included integer, record_id integer not null, duplicate_of integer,
  group_id integer not null generated always as (coalesce(duplicate_of, record_id)) virtual, primary key (record_id));
create table results (record_id integer unique, label integer, classifier text, querier text, balancer text,
  feature_extractor text, training_set integer, time float, note text, tags json, user_id integer);
insert into record (dataset_row, dataset_id, title, abstract, authors, keywords, year, doi, record_id, duplicate_of)
  values (0, 'd', 'Invented first', 'Nobody.', '["Aa, B"]', '["plants"]', 2001, '10.9999/three.0', 0, null),
  (1, 'd', 'Invented again', '', '[]', '[]', 2001, null, 1, 0);
insert into results values (0, 1, 'nb', 'max', 'balanced', 'tfidf', 0, 1796063646.1, 'remark',
  '[{"id": "g", "name": "Group", "values": [{"id": "t", "name": "Tag", "checked": true}]}]', 1);
"""


def test_a_project_of_version_three_tells_of_duplicates_and_of_what_it_keeps_elsewhere(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "results.db")) as connection:
        connection.executescript(VERSION_THREE)
    file = tmp_path / "three.asreview"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("project.json", "{}")
        archive.writestr("data/set.ris", "TY  - JOUR\nTI  - Invented first\nJO  - Inv J\nER  - \n")
        archive.write(tmp_path / "results.db", "results.db")
    found = read_entries(file, "x")
    first, second = found.entries
    assert ([d.decision for d in first.decisions], first.said) == (["include"], ("remark", "tags: Group: Tag"))
    assert second.said == ("a duplicate in the project, of its record 0: Invented first",)
    assert found.unplaced == {}, "what the program works out for itself is nothing that a record lacks"
    assert "they stand in data/set.ris within the project" in "".join(found.notes)
