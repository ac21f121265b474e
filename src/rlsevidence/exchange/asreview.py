"""Projects of ASReview (`.asreview`): an archive with a database of records and of what was decided on them.

Source of the form: files that ASReview 3.0 wrote (tables `record` and `results` in one database), and the code of
ASReview 2, which keeps `record` in `data_store.db` and `results` in a `results.db` per review. Versions before 2 keep
it otherwise and are refused by name.
"""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from ..errors import EvidenceError
from .decisions import Decided

FIELDS = ("title", "abstract", "authors", "keywords", "year", "doi", "url")


def is_project(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return "project.json" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def read_project(file: Path) -> Iterator[tuple[int, dict[str, Any], tuple[Decided, ...], tuple[str, ...]]]:
    """(row from 1, fields, decisions, notes) of every record. A record that was given at the start counts as decided.

    EvidenceError for a project of another form.
    """
    try:
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory() as folder:
            names = archive.namelist()
            store = next((n for n in ("results.db", "data_store.db") if n in names), None)
            if store is None:
                raise EvidenceError(
                    f"{file}: found an ASReview project without results.db or data_store.db,"
                    " expected one of version 2 or later"
                )
            reviews = [n for n in names if re.fullmatch(r"reviews/[^/]+/results\.db", n)]
            local = Path(folder) / "database"
            rows = _ask(archive, store, local, "select * from record order by record_id")
            found = [
                row
                for name in ([store] if store == "results.db" else reviews)
                for row in _ask(archive, name, local, "select * from results where label is not null")
            ]
    except (OSError, zipfile.BadZipFile, sqlite3.Error) as error:
        raise EvidenceError(f"{file}: found an ASReview project that cannot be read ({error})") from None
    # Several people in one project are told apart by number only: whose a decision is has to be said by somebody.
    people = {row["user_id"] for row in found if "user_id" in row.keys()}  # noqa: SIM118
    labels: dict[Any, list[sqlite3.Row]] = {}
    for row in found:
        labels.setdefault(row["record_id"], []).append(row)
    for number, row in enumerate(rows, 1):
        given = {key: row[key] for key in FIELDS if key in row.keys()}  # noqa: SIM118
        for key in ("authors", "keywords"):
            given[key] = _list(given.get(key))
        own = labels.get(row["record_id"], [])
        decisions = tuple(
            Decided(
                "include" if int(label["label"]) == 1 else "exclude",
                f"user {label['user_id']}" if len(people) > 1 else None,
                None,
                f"ASReview label {int(label['label'])}",
            )
            for label in own
        )
        yield number, given, decisions, tuple(str(label["note"]) for label in own if label["note"])


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
