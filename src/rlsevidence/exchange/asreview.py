"""Projects of ASReview (`.asreview`): an archive with the records, and a database of what was decided on them.

Sources of the forms, all in github.com/asreview/asreview: versions 2 and 3, `asreview/database/database.py`,
`asreview/data/record.py` (tables `record` and `results`: in one `results.db`, or in `data_store.db` and a `results.db`
per review) and `asreview/project/schema.py` (the names of tags); version 1, `asreview/state/sqlstate.py` at 022422c (a
`results.sql` per review beside the data set itself) and `asreview/project/migration/v1v2.py`; versions before 1
(`labeled.json` and `result.json` beside the data set), `asreview/state/sql_converter.py` at 3c558ef, which makes
version 1 of them.
"""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import EvidenceError
from .asreview_labels import Decision, Label, read_tag_names, say_moment, say_tags, tell

FIELDS = ("title", "abstract", "authors", "keywords", "year", "doi", "url")
OWN = frozenset({"record_id", "dataset_row", "dataset_id", "duplicate_of", "group_id", "notes", "included", *FIELDS})
"""Columns of a record that are read, or that are ASReview's own."""
MANY = "select * from results"
RESULTS = re.compile(r"reviews/[^/]+/results\.sql")
BEFORE_ONE = "labeled.json"


@dataclass(frozen=True)
class ProjectRecord:
    """One record of a project: its row from 1, its fields, what was decided and noted on it, and the names of columns
    that say something and have no place."""

    row: int
    fields: Mapping[str, Any]
    said: Decision
    unplaced: tuple[str, ...]


@dataclass(frozen=True)
class FirstVersion:
    """A project of version 1 or before: its data set on disk, and per record of it, in their order, what was decided
    and noted.

    `records`: how many records the project counted in the data set, None where it keeps no list of them; `changed`:
    labels that were changed later on; `unknown`: labels of records that are none of that list.
    """

    data: Path
    name: str
    said: Mapping[int, Decision]
    records: int | None
    simulated: bool
    changed: int
    unknown: int


def is_project(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return "project.json" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def is_first_version(file: Path) -> bool:
    """Whether a project has its decisions in `results.sql`, as version 1 keeps them, or as those before it did."""
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        return BEFORE_ONE in names or any(RESULTS.fullmatch(n) for n in names)


def read_project(file: Path) -> Iterator[ProjectRecord]:
    """Every record of a project of version 2 or later. A record that was given at the start counts as decided.

    EvidenceError for a project of another form.
    """
    try:
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory() as folder:
            names = archive.namelist()
            store = next((n for n in ("results.db", "data_store.db") if n in names), None)
            if store is None:
                raise EvidenceError(
                    f"{file}: found an ASReview project without results.db, data_store.db, results.sql or labeled.json,"
                    " expected one in which somebody has begun to screen"
                )
            reviews = [n for n in names if re.fullmatch(r"reviews/[^/]+/results\.db", n)]
            local = Path(folder) / "database"
            rows = _ask(archive, store, local, "select * from record order by record_id")
            found = [
                row
                for name in ([store] if store == "results.db" else reviews)
                for row in _ask(archive, name, local, MANY)
            ]
            tags = read_tag_names(archive.read("project.json"))
    except (OSError, zipfile.BadZipFile, sqlite3.Error) as error:
        raise EvidenceError(f"{file}: found an ASReview project that cannot be read ({error})") from None
    said = _gather([_label(row, tags) for row in found])
    titles = {row["record_id"]: row["title"] for row in rows}
    for number, row in enumerate(rows, 1):
        own = said.get(row["record_id"], Decision((), ()))
        # What the data set itself said of a record before anybody screened it here.
        more = tuple(f"notes: {note}" for note in _list(_get(row, "notes")))
        if (other := _get(row, "duplicate_of")) is not None:
            more += (f"a duplicate in the project, of its record {other}: {titles.get(other, '')}",)
        if _get(row, "included") is not None and not own.decisions:
            more += (f"included in the data set: {row['included']}",)
        yield ProjectRecord(
            number,
            {**{key: _get(row, key) for key in FIELDS}, **{k: _list(_get(row, k)) for k in ("authors", "keywords")}},
            Decision(own.decisions, (*own.notes, *more)),
            tuple(key for key in row.keys() if key not in OWN and row[key] not in (None, "", "[]")),  # noqa: SIM118
        )


def list_data_sets(file: Path) -> tuple[str, ...]:
    """The data sets that a project holds as they were given; its own records have a part of what stands there."""
    with zipfile.ZipFile(file) as archive:
        return tuple(sorted(n for n in archive.namelist() if re.fullmatch(r"data/[^/]+", n)))


@contextmanager
def open_first_version(file: Path) -> Iterator[FirstVersion]:
    """A project of version 1 or before, its data set unpacked for as long as it is open."""
    try:
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory() as folder:
            try:
                config = json.loads(archive.read("project.json"))
            except ValueError:
                config = None
            config = config if isinstance(config, dict) else {}
            name = str(config.get("dataset_path") or "")
            sets = [n for n in archive.namelist() if re.fullmatch(r"data/[^/]+", n)]
            data = f"data/{name}" if f"data/{name}" in sets else sets[0] if len(sets) == 1 else None
            if data is None:
                raise EvidenceError(
                    f"{file}: found {len(sets)} data sets in the folder data of the project and none named"
                    f" {name or 'in project.json'!r}, expected the one that project.json names"
                )
            local = Path(folder) / "database"
            order: list[Any] | None = None
            labels: list[Label] = []
            changed = 0
            tags = read_tag_names(archive.read("project.json"))
            for state in sorted(filter(RESULTS.fullmatch, archive.namelist())):
                order = order or [
                    int(r["record_id"]) for r in _ask(archive, state, local, "select * from record_table")
                ]
                labels += [_label(row, tags) for row in _ask(archive, state, local, MANY)]
                changed += len(_ask(archive, state, local, "select * from decision_changes"))
            if not labels and BEFORE_ONE in archive.namelist():
                order, labels, changed = _read_before_one(archive, file)
            place = {record: i for i, record in enumerate(order or ())}
            gathered = _gather(labels)
            said = {place[r]: d for r, d in gathered.items() if r in place}
            unknown = sum(r not in place for r in gathered) if order is not None else 0
            unpacked = Path(folder) / "data"
            unpacked.write_bytes(archive.read(data))
            number = len(order) if order is not None else None
            yield FirstVersion(unpacked, data, said, number, config.get("mode") == "simulate", changed, unknown)
    except (OSError, zipfile.BadZipFile, sqlite3.Error) as error:
        raise EvidenceError(f"{file}: found an ASReview project that cannot be read ({error})") from None


def _read_before_one(archive: zipfile.ZipFile, file: Path) -> tuple[list[Any] | None, list[Label], int]:
    """The numbers of the records in their order, None where they are not kept; the labels, of which the last one of a
    record holds; and how many were changed. Whose they are, when they were given and notes were not kept then."""
    try:
        given = json.loads(archive.read(BEFORE_ONE))
        labels = {record: int(label) for record, label in given}
    except (ValueError, TypeError):
        raise EvidenceError(
            f"{file}: found a labeled.json of another form, expected pairs of a record and its label: [[12, 1], [7, 0]]"
        ) from None
    try:
        state = json.loads(archive.read("result.json"))
        order = list(next(iter(state["data_properties"].values()))["record_table"])
    except (KeyError, ValueError, TypeError, AttributeError, StopIteration):
        order = None
    made = [Label(record, label, None, "", (), None) for record, label in labels.items()]
    return order, made, len(given) - len(labels)


def _label(row: sqlite3.Row, tags: Mapping[str, str]) -> Label:
    """A row of results, of any version: `note` or `notes`, `time` or `labeling_time`."""
    label, user = _get(row, "label"), _get(row, "user_id")
    given = _get(row, "tags") or _get(row, "custom_metadata_json")
    return Label(
        row["record_id"],
        None if label is None else int(label),
        None if user is None else int(user),
        " ".join(str(_get(row, "note") or _get(row, "notes") or "").split()),
        say_tags(given, tags),
        say_moment(_get(row, "time") if _get(row, "time") is not None else _get(row, "labeling_time")),
    )


def _gather(labels: Sequence[Label]) -> dict[Any, Decision]:
    # Several people in one project are told apart by number only: whose a decision is has to be said by somebody.
    several = len({label.user for label in labels if label.label is not None}) > 1
    found: dict[Any, list[Label]] = {}
    for label in labels:
        found.setdefault(label.record, []).append(label)
    return {record: tell(own, several=several) for record, own in found.items()}


def _get(row: sqlite3.Row, key: str) -> Any:
    return row[key] if key in row.keys() else None  # noqa: SIM118


def _ask(archive: zipfile.ZipFile, name: str, local: Path, query: str) -> list[sqlite3.Row]:
    local.write_bytes(archive.read(name))
    with closing(sqlite3.connect(local)) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(query).fetchall()


def _list(value: object) -> list[str]:
    """Names as ASReview keeps them: a JSON list, or one text."""
    if value is None or value == "":
        return []
    try:
        parsed = json.loads(str(value))
    except ValueError:
        return [str(value)]
    return [str(v) for v in parsed] if isinstance(parsed, list) else [str(parsed)]
