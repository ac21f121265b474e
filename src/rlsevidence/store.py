"""The only reader and writer of `evidence/`.

Reading lists every fault of form at once, with its line. Writing is canonical (the same value gives the same bytes),
atomic (a reader sees the old file or the new one, never a half) and locked against other writers on this machine.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError
from ruamel.yaml.error import YAMLError

from .errors import EvidenceError, Problem, UsageError
from .jsonltext import format_records, format_run, parse_jsonl
from .layout import BY_FIELD, PARTS, PROSE, SCHEMAS, Part, appraisal_name, part_path
from .model import (
    Appraisal,
    Certainty,
    Evidence,
    Frozen,
    Loc,
    Places,
    Record,
    Screening,
    SearchRun,
    Study,
    Tag,
    VocabularyWord,
)
from .parsed import Parsed, ParsedTexts
from .schema_problems import format_loc, list_schema_problems
from .tabletext import MENDED_BY_FMT, format_table, parse_table, table_columns
from .yamltext import format_yaml, parse_yaml

_VOCABULARY = TypeAdapter(dict[str, dict[str, VocabularyWord]])
Parse = Callable[[str, str], Parsed]
LOCK_SECONDS = 60.0
NOTHING_LEFT_OUT = MENDED_BY_FMT | {"stranger", "id-twice"}
"""Rules of form whose breaches leave no item out of what `read` gives."""


# ---------------------------------------------------------------- where the workspace is


def find_workspace(start: Path | None = None) -> Path:
    """The folder that holds `evidence/`: `start` (or the current folder) or the nearest parent.

    UsageError if none does.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if _is_evidence(folder / "evidence"):
            return folder
    raise UsageError(f"no evidence/ folder in {here} or above it; go to the workspace or name it with --workspace DIR")


def _is_evidence(folder: Path) -> bool:
    # Any of the three will do: a folder that has lost one of them is still the one to be checked.
    return any((folder / name).is_file() for name in ("protocol.yaml", "vocabulary.yaml", "records.jsonl"))


def evidence_folder(folder: Path | str | None = None) -> Path:
    """`folder` itself when it is an evidence folder, its `evidence/` when it is a workspace; searched for when None."""
    if folder is None:
        return find_workspace() / "evidence"
    path = Path(folder)
    for candidate in (path, path / "evidence"):
        if _is_evidence(candidate):
            return candidate
    raise UsageError(f"{path} is not a workspace: it holds no evidence/ with protocol.yaml, nor is it that folder")


def local_folder(folder: Path) -> Path:
    """`.rlsevidence/` of the workspace that `folder` (its evidence folder) belongs to; made when it is not there."""
    local = folder.resolve().parent / ".rlsevidence"
    local.mkdir(exist_ok=True)
    return local


# ---------------------------------------------------------------- reading


def load(folder: Path | str | None = None) -> Evidence:
    """Everything in the evidence folder as one frozen value.

    `folder` is an evidence folder or a workspace; None looks upwards from the current folder. Raises EvidenceError
    with every fault of form when any file does not parse or does not fit the model. Faults of sense (dangling
    references, steps that do not add up) are the business of `check`.
    """
    path = evidence_folder(folder)
    evidence, problems = read(path)
    if problems or evidence is None:
        # A verdict that leaves out what cannot be read could be stronger than its evidence: so nothing is shown at all.
        raise EvidenceError(f"{path} cannot be read as a whole, so nothing is said of it yet:", sorted(problems))
    return evidence


def load_part(folder: Path, field: str) -> Any:
    """One part of the evidence folder, read alone and so much faster than all of it: `records`, `runs`, `tags`, ...

    EvidenceError with every fault of form.
    """
    problems: list[Problem] = []
    part = BY_FIELD[field]
    value = _readers(parse_yaml)[part.form](folder, part, {}, problems)
    if problems or value is None:
        raise EvidenceError(f"{folder} cannot be read:", sorted(problems))
    return value


def read(folder: Path) -> tuple[Evidence | None, list[Problem]]:
    """What can be read of `folder`, and every fault of form.

    Items that do not fit the model are left out; the value is None when a file that there is only one of is broken.
    """
    problems: list[Problem] = []
    lines: dict[str, Mapping[Loc, int]] = {}
    fields: dict[str, Any] = {}
    texts = ParsedTexts(folder.resolve().parent / ".rlsevidence" / "cache" / "yaml.json")
    readers = _readers(texts.parse)
    for part in PARTS:
        fields[part.field] = readers[part.form](folder, part, lines, problems)
    if changed := texts.texts():
        # A folder that nobody may write to can still be read.
        with suppress(OSError):
            write_atomic(*changed)
    problems += _list_strangers(folder)
    if any(value is None for value in fields.values()):
        return None, problems
    # The topic says in which order its documents come; one that it does not name stands after them.
    order = {name: place for place, name in enumerate(fields["topic"].documents)}
    fields["documents"] = dict(sorted(fields["documents"].items(), key=lambda item: order.get(item[0], len(order))))
    return replace(Evidence(**fields), places=Places(lines)), problems


def read_raw(folder: Path, path: str) -> tuple[type[Frozen], Any, Places] | None:
    """A YAML file with one item that `read` left out, as it stands: its model, plain value and lines.

    None when it is no YAML at all.
    """
    part = next((p for p in PARTS if p.is_folder and path.startswith(p.folder + "/")), None)
    text = _read_text(folder, path, [])
    if part is None or part.model is None or text is None:
        return None
    value, lines, faults = parse_yaml(text, path)
    return None if faults else (part.model, value, Places({path: lines}))


def _readers(parse: Parse) -> Mapping[str, Callable[..., Any]]:
    """Form of a part -> its reader: (folder, part, lines, problems) -> value, None when it cannot be read."""
    return {"yaml": partial(_read_yaml_part, parse), "jsonl": _read_jsonl_part, "tsv": _read_tsv_part}


def _read_text(folder: Path, path: str, problems: list[Problem]) -> str | None:
    """The text with line ends of one newline and without a byte order mark; None when there is no text to read."""
    file = folder / path
    if not file.is_file():
        problems.append(Problem(path, 0, "file", "file-missing", "no such file", "a file of this name"))
        return None
    try:
        data = file.read_bytes()
    except OSError as error:
        problems.append(Problem(path, 0, "file", "file-unreadable", str(error.strerror), "a file that may be read"))
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{data[error.start]:02x}"
        problems.append(Problem(path, line, "text", "encoding", found, "UTF-8 (save the file as UTF-8)"))
        return None
    mend = "(rlsevidence fmt mends it)"
    if text.startswith("\ufeff"):
        problems.append(
            Problem(path, 1, "text", "byte-order-mark", "a byte order mark", f"UTF-8 that begins with the text {mend}")
        )
    if "\r\n" in text:
        line = text.count("\n", 0, text.index("\r\n")) + 1
        problems.append(Problem(path, line, "text", "line-ends", "line ends of Windows", f"line ends of Unix {mend}"))
    text = _normalise(text)
    if text and not text.endswith("\n"):
        line = text.count("\n") + 1
        problems.append(
            Problem(path, line, "text", "line-ends", "no newline at the end", f"a newline at the end {mend}")
        )
    return text


def _normalise(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _read_yaml_part(
    parse: Parse, folder: Path, part: Part, lines: dict[str, Mapping[Loc, int]], problems: list[Problem]
) -> Any:
    if not part.is_folder:
        return _read_yaml_file(parse, folder, part.pattern, part, lines, problems)
    items: dict[str, Any] = {}
    for file in sorted((folder / part.folder).glob("*.yaml")):
        path = f"{part.folder}/{file.name}"
        item = _read_yaml_file(parse, folder, path, part, lines, problems)
        if item is None:
            continue
        name = appraisal_name(item) if part.field == "appraisals" else getattr(item, str(part.key))
        if name != file.name.removesuffix(".yaml"):
            field = "study and tool" if part.field == "appraisals" else str(part.key)
            problems.append(Problem(path, 1, field, "file-name", repr(name), f"{file.stem!r}, as the file is named"))
            continue
        items[name] = item
    return tuple(items.values()) if part.field == "appraisals" else items


def _read_yaml_file(
    parse: Parse, folder: Path, path: str, part: Part, lines: dict[str, Mapping[Loc, int]], problems: list[Problem]
) -> Any:
    text = _read_text(folder, path, problems)
    if text is None:
        return None
    if not text.strip():
        problems.append(
            Problem(path, 1, "file", "empty-file", "nothing", "keys and values; `rlsevidence new` starts a file")
        )
        return None
    value, lines[path], faults = parse(text, path)
    problems += faults
    if faults:
        return None
    try:
        return _VOCABULARY.validate_python(value) if part.model is None else part.model.model_validate(value)
    except ValidationError as error:
        problems += list_schema_problems(error, path, Places(lines))
        return None


def _read_jsonl_part(folder: Path, part: Part, lines: dict[str, Mapping[Loc, int]], problems: list[Problem]) -> Any:
    path, model = part.pattern, cast(type[Frozen], part.model)
    if not (folder / path).exists() and part.field == "runs":
        return ()  # no search has been run yet
    text = _read_text(folder, path, problems)
    if text is None:
        return None
    items, where, faults = parse_jsonl(text, path, model)
    lines[path] = where
    problems += faults
    return tuple(items) if part.field == "runs" else _by_id(items, path, where, problems)


def _by_id(items: Sequence[Any], path: str, where: Mapping[Loc, int], problems: list[Problem]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    ids = [item.id for item in items]
    for index, item in enumerate(items):
        line = where[(index,)]
        if item.id in found:
            problems.append(Problem(path, line, "id", "id-twice", repr(item.id), "each id once"))
        elif index and item.id < ids[index - 1]:
            expected = "records sorted by id (rlsevidence fmt sorts them)"
            problems.append(Problem(path, line, "id", "sorted", f"{item.id!r} after {ids[index - 1]!r}", expected))
        found[item.id] = item
    return found


def _read_tsv_part(folder: Path, part: Part, lines: dict[str, Mapping[Loc, int]], problems: list[Problem]) -> Any:
    path, model = part.pattern, cast(type[Frozen], part.model)
    text = _read_text(folder, path, problems)
    if text is None:
        return None
    rows, where, faults = parse_table(text, path, model)
    lines[path] = where
    problems += faults
    return tuple(rows)


def _list_strangers(folder: Path) -> list[Problem]:
    """Files that no part claims: most often a slip of the file's name, and then silently not read."""
    problems = []
    known = {p.pattern for p in PARTS} | PROSE
    folders = {p.folder for p in PARTS if p.is_folder}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        top = path.partition("/")[0]
        if file.is_dir() or path in known or top == SCHEMAS or file.name.startswith("."):
            continue
        if top in folders and path.count("/") == 1 and path.endswith(".yaml"):
            continue
        listed = "a file that evidence/README.md lists, under the name it has there"
        expected = f"{file.stem}.yaml" if top in folders and file.suffix == ".yml" else listed
        problems.append(Problem(path, 0, "file", "stranger", "a file that nothing reads", expected))
    return problems


# ---------------------------------------------------------------- writing


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
    removing a decision is for a person.
    """
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
        if part.form == "tsv":
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
        else:
            yield part.pattern, _format_over(root, part.pattern, value)


def format_folder(folder: Path, *, write: bool = True) -> list[str]:
    """Bring every readable file of `folder` to its canonical form (`rlsevidence fmt`); returns the paths that differ.

    Works file by file, so that one broken file does not keep the others from being formatted; rows of a table are
    sorted, and rows that stand twice (after a merge by union) become one.
    """
    differing: list[str] = []
    with workspace_lock(folder):
        for part in PARTS:
            for path in _paths_of(folder, part):
                data = (folder / path).read_bytes()
                wanted = _canonical(data, path, part)
                if wanted is not None and wanted.encode() != data:
                    differing.append(path)
                    if write:
                        write_atomic(folder / path, wanted)
    return differing


def _paths_of(folder: Path, part: Part) -> list[str]:
    if part.is_folder:
        return [f"{part.folder}/{file.name}" for file in sorted((folder / part.folder).glob("*.yaml"))]
    return [part.pattern] if (folder / part.pattern).is_file() else []


def _canonical(data: bytes, path: str, part: Part) -> str | None:
    """The canonical text of one file; None when it cannot be read (which `check` reports)."""
    try:
        text = _normalise(data.decode("utf-8"))
        if part.form == "yaml":
            value, _, faults = parse_yaml(text, path)
            if faults:
                return None
            return format_item(value if part.model is None else part.model.model_validate(value), text)
        model = cast(type[Frozen], part.model)
        if part.form == "tsv":
            rows, _, faults = parse_table(text, path, model)
            return None if any(f.rule not in MENDED_BY_FMT for f in faults) else format_table(rows, model)
        if part.field == "records":
            records, _, faults = parse_jsonl(text, path, model)
            twice = len({r.id for r in records}) < len(records)
            return None if faults or twice else format_records(records)
        return None  # the ledger is append-only: nothing reorders it
    except (ValidationError, UnicodeDecodeError):
        return None


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
    keep = _read_text(folder, path, problems) if (folder / path).exists() else None
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
    if file.is_file() and file.read_bytes() == text.encode():
        return False
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


def _add_rows(folder: Path, field: str, rows: Sequence[Frozen]) -> None:
    part = BY_FIELD[field]
    model = cast(type[Frozen], part.model)
    with workspace_lock(folder):
        problems: list[Problem] = []
        text = _read_text(folder, part.pattern, problems)
        old, _, faults = parse_table(text, part.pattern, model) if text is not None else ([], {}, [])
        broken = [p for p in (*problems, *faults) if p.rule not in MENDED_BY_FMT]
        if broken:
            raise EvidenceError(f"{part.pattern} must be mended before a decision can be added:", broken)
        _write_if_changed(folder / part.pattern, format_table([*old, *rows], model))


def append_run(folder: Path, run: SearchRun) -> None:
    """Append one line to the ledger of searches and make sure that it is on disk. The ledger is never rewritten."""
    with workspace_lock(folder):
        append_line(folder / part_path("runs"), format_run(run))


def append_line(file: Path, line: str) -> None:
    """Add one line at the end of `file` and make sure that it is on disk; never glued to a line cut short before."""
    with file.open("ab+") as stream:
        stream.seek(0, os.SEEK_END)
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":
                stream.write(b"\n")
        stream.write(line.encode())
        stream.flush()
        os.fsync(stream.fileno())


def clear_leftovers(folder: Path) -> None:
    """Remove what a killed writer left behind: half-written temporary files, and a last ledger line cut short.

    Nobody else is writing while the lock is held, so such a file belongs to nobody; the run of such a line is done
    again by whoever was interrupted.
    """
    with workspace_lock(folder):
        for file in folder.glob(".*.tmp"):
            file.unlink(missing_ok=True)
        ledger = folder / part_path("runs")
        raw = ledger.read_bytes() if ledger.is_file() else b""
        if raw and not raw.endswith(b"\n"):
            write_atomic(ledger, raw[: raw.rfind(b"\n") + 1].decode("utf-8"))


def write_atomic(file: Path, text: str) -> None:
    """Replace `file` by `text` so that a reader, or a crash, meets the old bytes or the new ones and
    nothing between."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextmanager
def workspace_lock(folder: Path) -> Iterator[None]:
    """One writer of this evidence folder at a time on this machine. The lock ends with the process that holds it."""
    lock = FileLock(local_folder(folder) / "evidence.lock", timeout=LOCK_SECONDS, is_singleton=True)
    try:
        with lock:
            yield
    except Timeout:
        raise EvidenceError(
            f"another rlsevidence has been writing to {folder} for over {LOCK_SECONDS:.0f} s; wait for it or end it"
        ) from None


def transform(folder: Path, path: str, change: Callable[[Frozen], Frozen]) -> bool:
    """Read one YAML item, change it, write it back, under the lock; true when its bytes changed."""
    part = next(p for p in PARTS if (p.is_folder and path.startswith(p.folder + "/")) or p.pattern == path)
    with workspace_lock(folder):
        problems: list[Problem] = []
        item = _read_yaml_file(parse_yaml, folder, path, part, {}, problems)
        if item is None:
            raise EvidenceError(f"{path} cannot be changed as it stands:", problems)
        return _write_if_changed(folder / path, _format_over(folder, path, change(item)))


__all__ = [
    "add_screening",
    "add_tags",
    "append_line",
    "append_run",
    "clear_leftovers",
    "evidence_folder",
    "find_workspace",
    "format_folder",
    "format_item",
    "format_loc",
    "format_records",
    "format_run",
    "format_table",
    "load",
    "load_part",
    "local_folder",
    "parse_table",
    "read",
    "save",
    "save_appraisal",
    "save_certainty",
    "save_new",
    "save_records",
    "save_schemas",
    "save_study",
    "table_columns",
    "transform",
    "workspace_lock",
    "write_atomic",
]
