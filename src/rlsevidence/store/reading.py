"""Reading `evidence/`: every fault of form at once, with its line, and everything else all the same.

What is only out of canonical form is read as it stands. A draft, and a file that cannot be read, are kept apart:
neither is counted, and a verdict that could rest on an unreadable file is withheld (see `decisions`), so that no
verdict is stronger than its evidence only because a file of it is broken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from ..called import tell_slips
from ..errors import UNFINISHED, EvidenceError, Problem
from ..language import add_folder
from ..layout import BY_FIELD, LANGUAGE, PARTS, PROSE, SCHEMAS, Part, appraisal_name, own_name
from ..model import Broken, Certainty, Draft, Evidence, Frozen, Link, Loc, Own, Places, Study
from ..model.described import describe_field
from ..model.linked import apply_links
from ..schema_problems import format_loc, list_schema_problems
from .disk import write_atomic
from .jsonltext import parse_jsonl
from .migrate import MOVED, migrate
from .parsed import ParsedTexts
from .place import evidence_folder
from .remembered import read_remembered
from .tabletext import MENDED_BY_FMT, parse_table
from .texts import list_conflicts, read_text
from .yamltext import parse_yaml

NOTHING_LEFT_OUT = MENDED_BY_FMT | {"stranger", "id-twice", UNFINISHED}
"""Rules of form whose breaches leave no item out of what `read` gives."""
NEEDED = frozenset({"vocabulary", "topic", "protocol", "records", "screening", "tags"})
"""Parts without which nothing can be said of any claim; the others are missed only by what rests on them."""
EMPTY: Mapping[str, Any] = {
    "people": (),
    "runs": (),
    "stops": (),
    "concepts": {},
    "verifications": (),
    "hand_searches": (),
    "fact_checks": (),
    "links": (),
    "readings": (),
    "seals": (),
}
"""What stands for a part that is not there, or cannot be read; None for the tables that a workspace may do without."""


Rows = tuple[Sequence[Any], Mapping[Loc, int], Sequence[Problem]]
LONGEST = 250_000
"""Characters of a table that a process holds read: some thousand rows. Of a large import it keeps none."""


@tell_slips
def load(
    folder: Path | str | None = None,
    *,
    more_links: Sequence[Link] = (),
    without_links: Container[tuple[str, str]] = (),
) -> Evidence:
    """The evidence folder as one frozen value, drafts and unreadable files named in it.

    `folder` is an evidence folder or a workspace; None looks upwards from the current folder. Raises EvidenceError,
    with every fault of form, when one of the files cannot be read on which every verdict rests. Faults of sense
    (dangling references, steps that do not add up) are the business of `check`. `more_links`: rows to be tried;
    `without_links`: pairs that are read as if nobody had said anything of them.
    """
    path = evidence_folder(folder)
    evidence, problems = read(path, more_links=more_links, without_links=without_links)
    if evidence is None:
        faults = sorted(p for p in problems if p.rule not in NOTHING_LEFT_OUT)
        raise EvidenceError(f"{path} cannot be read as a whole, so nothing is said of it yet:", faults)
    return evidence


def load_part(folder: Path, name: str) -> Any:
    """One part of the evidence folder, read alone and so much faster than all of it: `records`, `runs`, `tags`, ...

    EvidenceError when any of it cannot be read.
    """
    part = BY_FIELD[name]
    reading = _Reading(folder, ParsedTexts(None))
    value = reading.read_part(part)
    faults = sorted(p for p in reading.problems if p.rule not in NOTHING_LEFT_OUT)
    if faults or value is None:
        raise EvidenceError(f"{folder} cannot be read:", faults)
    return value


def read(
    folder: Path, *, more_links: Sequence[Link] = (), without_links: Container[tuple[str, str]] = ()
) -> tuple[Evidence | None, list[Problem]]:
    """What can be read of `folder`, and every fault of form.

    The value is None when a part is unreadable on which everything rests.
    """
    add_folder(folder / LANGUAGE)
    texts = ParsedTexts(folder.resolve().parent / ".rlsevidence" / "cache" / "yaml.json")
    reading = _Reading(folder, texts)
    fields = {part.field: reading.read_part(part) for part in PARTS}
    if changed := texts.texts():
        # A folder that nobody may write to can still be read.
        with suppress(OSError):
            write_atomic(*changed)
    problems = [*reading.problems, *_list_strangers(folder), *list_conflicts(folder)]
    if any(fields[name] is None for name in NEEDED):
        return None, problems
    # The topic says in which order its documents come; one that it does not name stands after them.
    order = {name: place for place, name in enumerate(fields["topic"].documents)}
    fields["documents"] = dict(sorted(fields["documents"].items(), key=lambda item: order.get(item[0], len(order))))
    evidence = replace(
        Evidence(**fields),
        drafts=tuple(reading.drafts),
        own=tuple(reading.own),
        places=Places(reading.lines),
    )
    evidence = replace(evidence, remembered=read_remembered(folder, evidence))
    # The one place where links are applied: whoever reads the evidence reads through them.
    links = tuple(row for row in (*evidence.links, *more_links) if row.pair not in without_links)
    whole = replace(evidence, links=links, broken=tuple(_name_broken(reading.left_out, evidence)))
    return apply_links(whole), problems


def read_raw(folder: Path, path: str) -> tuple[type[Frozen], Any, Places] | None:
    """A YAML file with one item that `read` left out, as it stands: its model, plain value and lines.

    None when it is no YAML at all.
    """
    part = next((p for p in PARTS if p.is_folder and path.startswith(p.folder + "/")), None)
    text = read_text(folder, path, [])
    if part is None or part.model is None or text is None:
        return None
    value, lines, faults = parse_yaml(text, path)
    return None if faults else (part.model, value, Places({path: lines}))


def read_item(folder: Path, path: str, part: Part, problems: list[Problem]) -> Any:
    """One YAML item, drafts as they stand among the problems; None when it does not fit its model."""
    reading = _Reading(folder, ParsedTexts(None))
    item = reading.read_yaml(path, part)
    problems += reading.problems
    return item


@dataclass
class _LeftOut:
    """Text that `read` could make nothing of: a whole file, or the lines of a table that do not fit."""

    path: str
    text: str
    problems: list[Problem]


@dataclass
class _Reading:
    """One reading of the folder: what it finds beside the values."""

    folder: Path
    texts: ParsedTexts
    lines: dict[str, Mapping[Loc, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    left_out: list[_LeftOut] = field(default_factory=list)
    own: list[Own] = field(default_factory=list)

    def read_part(self, part: Part) -> Any:
        """The value of a part; None when it cannot be read, or need not be there and is not."""
        if part.is_folder:
            return self._read_folder(part)
        if not (self.folder / part.pattern).exists() and (part.optional or part.field == "runs"):
            return EMPTY.get(part.field)
        value = {"yaml": self.read_yaml, "jsonl": self._read_jsonl, "tsv": self._read_tsv}[part.form](
            part.pattern, part
        )
        return EMPTY.get(part.field) if value is None and part.field not in NEEDED else value

    def _read_folder(self, part: Part) -> Any:
        items: dict[str, Any] = {}
        for path in list_items(self.folder, part):
            file = self.folder / path
            item = self.read_yaml(path, part)
            if item is None:
                continue
            name = appraisal_name(item) if part.field == "appraisals" else getattr(item, str(part.key))
            by = item.by if isinstance(item, (Study, Certainty)) else None
            if by is not None and own_name(name, by) == file.name.removesuffix(".yaml"):
                self.own.append(Own(path, part.field, name, by, item))
                continue
            name = own_name(name, by) if by is not None else name
            if name != file.name.removesuffix(".yaml"):
                key = "study and tool" if part.field == "appraisals" else str(part.key)
                expected = f"{file.stem!r}, as the file is named"
                fault = Problem(path, 1, key, "file-name", repr(name), expected)
                self.problems.append(fault)
                self.left_out.append(_LeftOut(path, file.read_text(encoding="utf-8"), [fault]))
                continue
            items[name] = item
        return tuple(items.values()) if part.field == "appraisals" else items

    def read_yaml(self, path: str, part: Part) -> Any:
        faults: list[Problem] = []
        item = self._parse_yaml(path, part, faults)
        self.problems += faults
        grave = [f for f in faults if f.rule not in NOTHING_LEFT_OUT]
        if item is None and grave:
            try:
                text = (self.folder / path).read_bytes().decode("utf-8", errors="replace")
            except OSError:
                text = ""  # not there, or not to be read: its name is all that is known of it
            self.left_out.append(_LeftOut(path, text, grave))
        return item

    def _parse_yaml(self, path: str, part: Part, problems: list[Problem]) -> Any:
        text = read_text(self.folder, path, problems)
        if text is None:
            return None
        if not text.strip():
            expected = "keys and values; `rlsevidence new` starts a file"
            problems.append(Problem(path, 1, "file", "empty-file", "nothing", expected))
            return None
        if held := self.texts.take(text, part.field):
            item, self.lines[path] = held
            return item
        value, self.lines[path], faults = self.texts.parse(text, path)
        problems += faults
        if faults:
            return None
        value, old = migrate(part.field, value)
        for loc, said in old:
            line = Places(self.lines).line(path, loc)
            problems.append(
                Problem(path, line, format_loc(loc), "old-form", said, "the new form (rlsevidence fmt writes it)")
            )
        if part.is_folder and isinstance(value, dict) and value.get("draft") is True:
            draft = Draft(path, part.field, Path(path).stem, value, self._list_missing(value, path, part))
            self.drafts.append(draft)
            problems += draft.missing
            return None
        try:
            item = part.validator.validate_python(value)
        except ValidationError as error:
            problems += list_schema_problems(error, path, Places(self.lines))
            return None
        if not old:
            self.texts.hold(text, part.field, item, self.lines[path])
        return item

    def _list_missing(self, value: Any, path: str, part: Part) -> tuple[Problem, ...]:
        """What a draft still lacks; a draft that lacks nothing is only to be finished."""
        line = Places(self.lines).line(path, ("draft",))
        try:
            part.validator.validate_python(value)
        except ValidationError as error:
            faults = list_schema_problems(error, path, Places(self.lines))
            return tuple(_as_unfinished(p, part) for p in faults)
        name, kind = Path(path).stem, cast(type[Frozen], part.model).__name__.lower()
        return (
            Problem(path, line, "draft", UNFINISHED, "true", f"rlsevidence finish {kind} {name}, once it is right"),
        )

    def _read_jsonl(self, path: str, part: Part) -> Any:
        model = cast(type[Frozen], part.model)
        text = read_text(self.folder, path, self.problems)
        if text is None:
            return None
        items, where, faults = _parse_rows(parse_jsonl, text, path, model)
        self.lines[path] = where
        self._note_rows(path, text, faults)
        return tuple(items) if part.field == "runs" else self._by_id(items, path, where)

    def _by_id(self, items: Sequence[Any], path: str, where: Mapping[Loc, int]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        ids = [item.id for item in items]
        for index, item in enumerate(items):
            line = where[(index,)]
            if item.id in found:
                self.problems.append(Problem(path, line, "id", "id-twice", repr(item.id), "each id once"))
            elif index and item.id < ids[index - 1]:
                expected = "records sorted by id (rlsevidence fmt sorts them)"
                said = f"{item.id!r} after {ids[index - 1]!r}"
                self.problems.append(Problem(path, line, "id", "sorted", said, expected))
            found[item.id] = item
        return found

    def _read_tsv(self, path: str, part: Part) -> Any:
        text = read_text(self.folder, path, self.problems)
        if text is None:
            return None
        rows, where, faults = _parse_rows(parse_table, text, path, cast(type[Frozen], part.model))
        self.lines[path] = where
        self._note_rows(path, text, faults)
        return tuple(rows)

    def _note_rows(self, path: str, text: str, faults: Sequence[Problem]) -> None:
        self.problems += faults
        grave = [f for f in faults if f.rule not in NOTHING_LEFT_OUT]
        lines = text.split("\n")
        for number in sorted({f.line for f in grave}):
            said = lines[number - 1] if 0 < number <= len(lines) else ""
            self.left_out.append(_LeftOut(path, said, [f for f in grave if f.line == number]))


def _parse_rows(parse: Callable[[str, str, type[Frozen]], Rows], text: str, path: str, model: type[Frozen]) -> Rows:
    """As `parse`; the rows cannot be changed, so that a text that was read before need not be read again."""
    if len(text) > LONGEST:
        return parse(text, path, model)
    return _hold_rows(parse, text, path, model)


@lru_cache(maxsize=32)  # the tables of two or three workspaces
def _hold_rows(parse: Callable[[str, str, type[Frozen]], Rows], text: str, path: str, model: type[Frozen]) -> Rows:
    return parse(text, path, model)


def _as_unfinished(problem: Problem, part: Part) -> Problem:
    """A place of a draft that is still to be filled, with what belongs there in the words of the model."""
    loc: Loc = tuple(int(s) if s.isdigit() else s for s in re.findall(r"[\w-]+", problem.field))
    empty = problem.found in ("null", "nothing", "''", "[]")
    said = describe_field(part.model, loc) if empty and part.model else None
    return replace(problem, rule=UNFINISHED, expected=_within(said) if said else problem.expected)


def _within(said: str) -> str:
    """A description as it reads within a sentence."""
    first = said[:1].lower() if said[1:2].islower() or said[1:2] == " " else said[:1]
    return first + said[1:].rstrip(".")


def list_items(folder: Path, part: Part) -> list[str]:
    """The paths of a part with one file per item, those included that stand where an earlier version had them."""
    here = [f"{part.folder}/{file.name}" for file in sorted((folder / part.folder).glob("*.yaml"))]
    moved = [old for old, new in MOVED.items() if new.startswith(f"{part.folder}/") and (folder / old).is_file()]
    return [*here, *moved]


def _name_broken(left_out: Iterable[_LeftOut], evidence: Evidence) -> Iterable[Broken]:
    """What could not be read, with every id of the workspace that stands in its text or its name."""
    ids = (*evidence.records, *evidence.studies, *evidence.claims)
    for item in left_out:
        yield Broken(item.path, tuple(item.problems), frozenset(i for i in ids if i in item.text or i in item.path))


def _list_strangers(folder: Path) -> list[Problem]:
    """Files that no part claims: most often a slip of the file's name, and then silently not read."""
    problems = []
    known = {p.pattern for p in PARTS} | PROSE | set(MOVED)
    folders = {p.folder for p in PARTS if p.is_folder}
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        top = path.partition("/")[0]
        if file.is_dir() or path in known or top == SCHEMAS or file.name.startswith("."):
            continue
        if top == LANGUAGE and file.suffix == ".po" and path.count("/") == 1:
            continue
        if top in folders and path.count("/") == 1 and path.endswith(".yaml"):
            continue
        listed = "a file that evidence/README.md lists, under the name it has there"
        expected = f"{file.stem}.yaml" if top in folders and file.suffix == ".yml" else listed
        problems.append(Problem(path, 0, "file", "stranger", "a file that nothing reads", expected))
    return problems
