"""Projects of ASReview (`.asreview`): an archive with a database of records and of what was decided on them.

Source of the form: files that ASReview 3.0 wrote (tables `record` and `results`). Versions before 2 keep it otherwise
and are refused by name.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
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
            if "results.db" not in archive.namelist():
                raise EvidenceError(
                    f"{file}: found an ASReview project without results.db, expected one of version 2 or later"
                )
            database = Path(folder) / "results.db"
            database.write_bytes(archive.read("results.db"))
            with sqlite3.connect(database) as connection:
                connection.row_factory = sqlite3.Row
                rows = connection.execute("select * from record order by record_id").fetchall()
                found = connection.execute("select * from results where label is not null").fetchall()
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


def _list(value: object) -> list[str]:
    """Names as ASReview keeps them: a JSON list, or one text."""
    if value is None or value == "":
        return []
    try:
        parsed = json.loads(str(value))
    except ValueError:
        return [str(value)]
    return [str(v) for v in parsed] if isinstance(parsed, list) else [str(parsed)]
