"""Projects in the layout of ASReview 2: records in one database, decisions in one per review."""

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
