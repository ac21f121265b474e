"""Rows of the readings that git has, so that a table that was deleted, emptied or replaced is missed all the same.

Only what a commit holds is a witness: without git, without a repository, or where git does not know the file, nothing
is remembered, and whoever asks has to say so. Texts are read as they are in git, through no filter of a configuration.
"""

from __future__ import annotations

import subprocess
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from ..layout import BY_FIELD, appraisal_name
from ..model import Evidence, Frozen, Reading, Seal
from ..model.seals import Remembered, seal_row
from .tabletext import parse_table

Row = TypeVar("Row", bound=Frozen)

SECONDS = 20
COMMITS = 500
"""So many commits that changed the table are gone through, newest first, for a text of which nothing stands there."""
_ROWS, _SEALS = BY_FIELD["readings"].pattern, BY_FIELD["seals"].pattern


def read_remembered(folder: Path, evidence: Evidence) -> Remembered:
    """What the commit that is checked out has of both tables, and what earlier ones had of texts without a row by now.

    `asked` is false where no git answered.
    """
    found = _read_blobs(folder, [f"HEAD:./{_ROWS}", f"HEAD:./{_SEALS}", "HEAD^{commit}"])
    if found is None:
        return Remembered()
    rows, seals = _parse(found[0], Reading), _parse(found[1], Seal)
    told = {(row.text, row.claim) for row in (*evidence.readings, *rows)}
    earlier = _read_history(folder, [key for key in _list_texts(evidence) if key not in told])
    known = {seal_row(row) for row in (*rows, *earlier)}
    named = tuple(row for row in _list_taken_out(folder, found[2], found[0]) if seal_row(row) not in known)
    return Remembered((*rows, *earlier, *named), seals, found[0] is not None, found[1] is not None, asked=True)


def _list_texts(evidence: Evidence) -> Iterator[tuple[str, str | None]]:
    """What of the evidence has to have a row, by the names that rows have for it."""
    yield from ((f"certainty/{claim}", claim) for claim in evidence.certainty)
    yield from ((f"claims/{claim.id}", claim.id) for claim in evidence.claims.values() if claim.phrases is not None)
    for document, sentence in evidence.sentences:
        if sentence.verdict is not None:
            yield from ((f"documents/{document.id}#{sentence.at}", said.claim) for said in sentence.claims)
    # What a study or an appraisal says rests on nothing; only that somebody has signed it off has a row.
    yield from ((f"studies/{study.id}", None) for study in evidence.studies.values() if study.checked_by)
    yield from ((f"appraisals/{appraisal_name(a)}", None) for a in evidence.appraisals if a.checked_by)


def _read_history(folder: Path, texts: Collection[tuple[str, str | None]]) -> tuple[Reading, ...]:
    """The rows that git last had of each of `texts`, of which nothing stands in the files and none in HEAD."""
    wanted: set[tuple[str, str | None]] = set(texts)
    found: list[Reading] = []
    said = _run(folder, ["log", f"-{COMMITS}", "--format=%H", "--", f"./{_ROWS}"]) if wanted else None
    commits = said.decode("ascii", "replace").split() if said else []
    for text in _read_blobs(folder, [f"{commit}:./{_ROWS}" for commit in commits]) or ():
        rows = [row for row in _parse(text, Reading) if (row.text, row.claim) in wanted]
        found += rows
        wanted -= {(row.text, row.claim) for row in rows}
        if not wanted:
            break
    return tuple(found)


_taken_out: dict[tuple[Path, str], tuple[Reading, ...]] = {}
"""What a folder's history took out, by its commit, which holds all that was before it: asked for once a process, since
it takes git longer than reading all of the evidence again."""
_MOST = 16


def _list_taken_out(folder: Path, commit: str | None, now: str | None) -> tuple[Reading, ...]:
    """Rows in a person's name that some commit took out of the table, whatever it put in their place."""
    header = (now or "").partition("\n")[0]
    # The text of a commit names what it was made of and when, so no two have the same.
    key = folder.resolve(), commit or ""
    if not header or key in _taken_out:
        return _taken_out[key] if header else ()
    found = _read_taken_out(folder, header)
    if commit and found is not None:
        if len(_taken_out) >= _MOST:
            _taken_out.clear()
        _taken_out[key] = found
    return found or ()


def _read_taken_out(folder: Path, header: str) -> tuple[Reading, ...] | None:
    """As `_list_taken_out`; None where no git answers.

    Rows are only ever added, so a name that is gone was taken out by hand. Rows in nobody's name may be put down anew
    by who keeps the table: nobody's reading is lost by it, and the texts stay marked as read by nobody.
    """
    command = ["log", f"-{COMMITS}", "-m", "-p", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv"]
    said = _run(folder, [*command, "--format=", "--", f"./{_ROWS}"])
    if said is None:
        return None
    lines = said.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    out = {line[1:] for line in lines if line.startswith("-") and not line.startswith("--- ")} - {header}
    # A row of other columns is of an earlier version, and says nothing here.
    rows = _parse("\n".join([header, *sorted(one for one in out if one.count("\t") == header.count("\t"))]), Reading)
    return tuple(row for row in rows if row.reviewer is not None)


def _parse(text: str | None, model: type[Row]) -> tuple[Row, ...]:
    """The rows that can be read: what an earlier version wrote in other columns says nothing here."""
    return tuple(parse_table(text, "git", model)[0]) if text else ()


def _read_blobs(folder: Path, names: Sequence[str]) -> tuple[str | None, ...] | None:
    """The text of each, None for one that is not there; None in place of all where no git answers."""
    given = "".join(f"{name}\n" for name in names).encode()
    answer = _run(folder, ["cat-file", "--batch"], given) if names else b""
    return None if answer is None else tuple(_split(answer))


def _split(answer: bytes) -> Iterator[str | None]:
    """What `git cat-file --batch` prints: a line `hash kind size` before each, or `name missing` alone."""
    while answer:
        head, _, answer = answer.partition(b"\n")
        if head.rpartition(b" ")[2].isdigit():
            size = int(head.rpartition(b" ")[2])
            yield answer[:size].decode("utf-8", "replace").replace("\r\n", "\n")
            answer = answer[size + 1 :]
        else:
            yield None


def _run(folder: Path, command: Sequence[str], given: bytes = b"") -> bytes | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *command], input=given, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
