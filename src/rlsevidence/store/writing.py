"""Writing the evidence: canonical (the same value gives the same bytes), atomic and locked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from ruamel.yaml.error import YAMLError

from ..errors import EvidenceError, Problem
from ..layout import BY_FIELD, PARTS, SCHEMAS, appraisal_name, part_path
from ..model import (
    Appraisal,
    Certainty,
    Evidence,
    Frozen,
    Link,
    Person,
    Reading,
    Record,
    Screening,
    ScreeningStop,
    SearchRun,
    Study,
    Tag,
    Verification,
)
from ..model.seals import Remembered, find_gone, seal_row
from .disk import append_line, workspace_lock, write_atomic
from .jsonltext import format_records, format_run
from .reading import read_item
from .tabletext import MENDED_BY_FMT, format_table, parse_table
from .texts import read_text
from .yamltext import format_yaml, parse_yaml


def format_item(item: Frozen | Mapping[str, Any], keep: str | None = None) -> str:
    """Canonical YAML of one value; the comments of `keep`, the text that stood there, stay."""
    plain = item.to_plain() if isinstance(item, Frozen) else _plain(item)
    return format_yaml(_plain(plain), keep)


def _plain(value: Any) -> Any:
    if isinstance(value, Frozen):
        return _plain(value.to_plain())
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def save(evidence: Evidence, folder: Path | str) -> list[str]:
    """Write the whole evidence folder, canonically. Returns the paths whose bytes changed.

    Files whose bytes are already right are not touched; files of items that are gone are not removed, because
    removing a decision is for a person. ValueError for an evidence that is read through links: what it joins stands
    apart in the files.
    """
    if evidence.linked:
        raise ValueError("records that are linked stand apart in the files; write parts, not the whole")
    root = Path(folder)
    changed: list[str] = []
    with workspace_lock(root):
        for path, text in _texts(evidence, root):
            file = root / path
            if not file.exists() or file.read_bytes() != text.encode():
                write_atomic(file, text)
                changed.append(path)
    return changed


def _texts(evidence: Evidence, root: Path) -> Iterator[tuple[str, str]]:
    for part in PARTS:
        value = getattr(evidence, part.field)
        if part.form == "tsv" and part.optional and not value:
            continue
        if part.form == "tsv":
            if value or not part.optional:
                yield part.pattern, format_table(value, cast(type[Frozen], part.model))
        elif part.field == "records":
            yield part.pattern, format_records(value.values())
        elif part.field == "runs":
            if value:
                yield part.pattern, "".join(format_run(run) for run in value)
        elif part.is_folder:
            items = value if part.field == "appraisals" else value.values()
            for item in items:
                name = appraisal_name(item) if part.field == "appraisals" else getattr(item, str(part.key))
                path = part_path(part.field, name)
                yield path, _format_over(root, path, item)
        elif value is not None or not part.optional:
            yield part.pattern, _format_over(root, part.pattern, value)


def save_records(folder: Path, records: Mapping[str, Record]) -> bool:
    """Write `records.jsonl`; true when its bytes changed."""
    return _save_text(folder, part_path("records"), format_records(records.values()))


def save_study(folder: Path, study: Study) -> bool:
    return _save_item(folder, part_path("studies", study.id), study)


def save_appraisal(folder: Path, appraisal: Appraisal) -> bool:
    return _save_item(folder, part_path("appraisals", appraisal_name(appraisal)), appraisal)


def save_certainty(folder: Path, certainty: Certainty) -> bool:
    return _save_item(folder, part_path("certainty", certainty.claim), certainty)


def _save_item(folder: Path, path: str, item: Frozen) -> bool:
    with workspace_lock(folder):
        return _write_if_changed(folder / path, _format_over(folder, path, item))


def _format_over(folder: Path, path: str, item: Frozen | Mapping[str, Any]) -> str:
    """Canonical YAML of `item` with the comments of the file that stands at `path`, if one does.

    EvidenceError when that file is not YAML: somebody may be in the middle of changing it.
    """
    problems: list[Problem] = []
    keep = read_text(folder, path, problems) if (folder / path).exists() else None
    if keep is not None or not problems:
        try:
            return format_item(item, keep)
        except YAMLError:
            problems += parse_yaml(keep or "", path)[2]
    raise EvidenceError(f"{path} must be mended before it can be written:", problems)


def _save_text(folder: Path, path: str, text: str) -> bool:
    with workspace_lock(folder):
        return _write_if_changed(folder / path, text)


def _write_if_changed(file: Path, text: str) -> bool:
    data = text.encode()
    # What differs in length need not be read to be known as different.
    if file.is_file() and file.stat().st_size == len(data) and file.read_bytes() == data:
        return False
    del data
    write_atomic(file, text)
    return True


def save_new(folder: Path, path: str, text: str) -> None:
    """Write a file that must not exist yet, such as a scaffold. EvidenceError when it does."""
    with workspace_lock(folder):
        file = folder / path
        if file.exists():
            raise EvidenceError(f"{path} is already there; open it, or choose another name")
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(file, text)


def save_text(folder: Path, path: str, text: str, *, was: str) -> bool:
    """Write a whole file that said `was` (nothing, for a file that was not there); true when its bytes changed.

    EvidenceError when it says something else by now: somebody has changed it meanwhile.
    """
    with workspace_lock(folder):
        file = folder / path
        now = file.read_bytes().decode("utf-8") if file.is_file() else ""
        if now != was:
            raise EvidenceError(f"{path} has been changed meanwhile; nothing has been written, try again")
        return _write_if_changed(file, text)


def save_schemas(folder: Path, schemas: Mapping[str, str]) -> list[str]:
    """Write the JSON Schemas to `schemas/`; returns the paths whose bytes changed.

    Others that stand there are removed.
    """
    changed = []
    with workspace_lock(folder):
        for name, text in schemas.items():
            if _write_if_changed(folder / SCHEMAS / name, text):
                changed.append(f"{SCHEMAS}/{name}")
        for file in sorted((folder / SCHEMAS).glob("*.schema.json")):
            if file.name not in schemas:
                file.unlink()
                changed.append(f"{SCHEMAS}/{file.name}")
    return changed


def add_tags(folder: Path, rows: Sequence[Tag]) -> None:
    """Add decisions to `tags.tsv`. Rows are only ever added; a row that is there already stays once."""
    _add_rows(folder, "tags", rows)


def add_screening(folder: Path, rows: Sequence[Screening]) -> None:
    """Add decisions to `screening.tsv`, as `add_tags` does."""
    _add_rows(folder, "screening", rows)


def add_verifications(folder: Path, rows: Sequence[Verification]) -> None:
    """Add decisions on fields of records to `verifications.tsv`, which begins with the first of them."""
    _add_rows(folder, "verifications", rows)


def add_stops(folder: Path, rows: Sequence[ScreeningStop]) -> None:
    """Add decisions to stop, or to go on, to `screening-stops.tsv`, as `add_tags` does; the file is begun by the
    first."""
    _add_rows(folder, "stops", rows)


def add_readings(folder: Path, rows: Sequence[Reading]) -> None:
    """Add rows to `readings.tsv`, as `add_tags` does, and their seals; the tables are begun where there are none yet.

    Where nothing has been sealed yet, all the rows that stand there are.
    """
    with workspace_lock(folder):
        if (folder / BY_FIELD["seals"].pattern).exists():
            sealed = list(rows)
        else:
            sealed = [*_read_rows(folder, "readings"), *rows]
        # The seals come first: a row that was never written is missed, and a row without a seal is nobody's.
        _add_rows(folder, "seals", list(map(seal_row, sealed)))
        _add_rows(folder, "readings", rows)


def give_back_readings(folder: Path, remembered: Remembered) -> tuple[Reading, ...]:
    """Add the rows and seals that git has and that are gone from the files; the rows that were.

    A row that nothing sealed in git is given back without a seal: nobody knows who wrote it.
    """
    with workspace_lock(folder):
        here = _read_rows(folder, "readings")
        gone = set(find_gone(here, map(seal_row, remembered.rows)))
        rows = [row for row in remembered.rows if seal_row(row) in gone]
        if remembered.seals:
            _add_rows(folder, "seals", remembered.seals)
        if rows:
            _add_rows(folder, "readings", rows)
    return tuple(rows)


def add_people(folder: Path, rows: Sequence[Person]) -> None:
    """Add people to `people.tsv`, as `add_tags` does."""
    _add_rows(folder, "people", rows)


def add_links(folder: Path, rows: Sequence[Link]) -> None:
    """Add decisions to `links.tsv`, which begins with the first one, as `add_tags` does."""
    _add_rows(folder, "links", rows)


def _add_rows(folder: Path, field: str, rows: Sequence[Frozen]) -> None:
    part = BY_FIELD[field]
    with workspace_lock(folder):
        if part.optional and not rows and not (folder / part.pattern).exists():
            return
        old = _read_rows(folder, field)
        _write_if_changed(folder / part.pattern, format_table([*old, *rows], cast(type[Frozen], part.model)))


def _read_rows(folder: Path, field: str) -> list[Any]:
    """The rows of a table, none where it may be missing and is. EvidenceError where a row cannot be read."""
    part = BY_FIELD[field]
    problems: list[Problem] = []
    begins = part.optional and not (folder / part.pattern).exists()
    text = None if begins else read_text(folder, part.pattern, problems)
    old, _, faults = (
        parse_table(text, part.pattern, cast(type[Frozen], part.model)) if text is not None else ([], {}, [])
    )
    broken = [p for p in (*problems, *faults) if p.rule not in MENDED_BY_FMT]
    if broken:
        raise EvidenceError(f"{part.pattern} must be mended before a decision can be added:", broken)
    return list(old)


def append_run(folder: Path, run: SearchRun) -> None:
    """Append one line to the ledger of searches and make sure that it is on disk. The ledger is never rewritten."""
    with workspace_lock(folder):
        append_line(folder / part_path("runs"), format_run(run))


def transform(folder: Path, path: str, change: Callable[[Frozen], Frozen]) -> bool:
    """Read one YAML item, change it, write it back, under the lock; true when its bytes changed."""
    part = next(p for p in PARTS if (p.is_folder and path.startswith(p.folder + "/")) or p.pattern == path)
    with workspace_lock(folder):
        problems: list[Problem] = []
        item = read_item(folder, path, part, problems)
        if item is None:
            raise EvidenceError(f"{path} cannot be changed as it stands:", problems)
        return _write_if_changed(folder / path, _format_over(folder, path, change(item)))


def read_draft(folder: Path, path: str) -> dict[str, Any] | None:
    """What stands in a draft, dates as dates; None when the file is not there, or is finished.

    EvidenceError when it is no YAML.
    """
    if not (folder / path).is_file():
        return None
    value = _read_plain(folder, path)
    return value if value.get("draft") is True else None


def change_draft(folder: Path, path: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """Read a draft as it stands on disk by now, change it and write it, all under the lock; what it then says.

    So two who write to one draft never undo what the other has written. EvidenceError when it is not there, is no
    YAML, or is finished; whatever `change` raises leaves the file as it was.
    """
    with workspace_lock(folder):
        if not (folder / path).is_file():
            raise EvidenceError(f"{path} is not there any more; nothing has been written")
        was = _read_plain(folder, path)
        if was.get("draft") is not True:
            raise EvidenceError(f"{path} has been finished meanwhile; nothing has been written")
        now = change(was)
        _write_if_changed(folder / path, _format_over(folder, path, now))
        return now


def _read_plain(folder: Path, path: str) -> dict[str, Any]:
    problems: list[Problem] = []
    text = read_text(folder, path, problems)
    value, _, faults = parse_yaml(text, path) if text is not None else (None, {}, [])
    if not isinstance(value, dict):
        raise EvidenceError(f"{path} cannot be changed as it stands:", [*problems, *faults])
    return value


def put_item(folder: Path, path: str, item: Mapping[str, Any], *, was: str, away: str | None = None) -> None:
    """Write a whole item over what said `was` (nothing: a file that was not there), then remove the file `away`.

    In that order, so that an end in between leaves one file too many and never one too few. EvidenceError when it
    says something else by now.
    """
    with workspace_lock(folder):
        save_text(folder, path, format_item(item, was or None), was=was)
        if away is not None and away != path:
            (folder / away).unlink(missing_ok=True)
