"""JSON lines <-> values, with the line of every value: one JSON object a line, each key once, no NaN."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from ..errors import Problem
from ..model import Frozen, Loc, Places, Record, SearchRun
from ..schema_problems import list_schema_problems

ONE_OBJECT = "one JSON object"


def parse_jsonl(text: str, path: str, model: type[Frozen]) -> tuple[list[Any], dict[Loc, int], list[Problem]]:
    """The values of `text`, the line of each, and what is wrong. Values that do not fit the model are left out."""
    items: list[Any] = []
    problems: list[Problem] = []
    where: dict[Loc, int] = {(): 1}
    for number, line in enumerate(_lines(text), 1):
        try:
            value = json.loads(line, object_pairs_hook=_refuse_twice, parse_constant=_refuse_constant)
        except _KeyTwiceError as error:
            problems.append(Problem(path, number, error.key, "key-twice", "the key a second time", "each key once"))
            continue
        except RecursionError:
            problems.append(Problem(path, number, "line", "json-syntax", "brackets nested too deep", ONE_OBJECT))
            continue
        except ValueError as error:
            problems.append(Problem(path, number, "line", "json-syntax", _describe(error, line), ONE_OBJECT))
            continue
        try:
            item = model.model_validate(value)
        except ValidationError as error:
            problems += list_schema_problems(error, path, Places({path: {(): number}}))
            continue
        where[(len(items),)] = number
        items.append(item)
    return items, where, problems


def _lines(text: str) -> Iterator[str]:
    """Lines one after the other: a list of them would be the whole text a second time."""
    start, end = 0, len(text) - text.endswith("\n")
    while start <= end and text:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield text[start:stop]
        start = stop + 1


class _KeyTwiceError(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _KeyTwiceError(next(k for k in keys if keys.count(k) > 1))
    return value


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name}, which is no number of JSON")


def _describe(error: ValueError, line: str) -> str:
    if not line.strip():
        return "an empty line"
    if isinstance(error, json.JSONDecodeError):  # its own message counts lines within the line
        why = error.msg[:1].lower() + error.msg[1:].removesuffix(" at")
        return f"text that breaks at character {error.pos + 1} ({why})"
    return str(error)


def format_records(records: Iterable[Record]) -> str:
    """Canonical `records.jsonl`: one record a line, every key (`trial` only where there is one), sorted by id."""
    return "".join(format_record(r) for r in sorted(records, key=lambda record: record.id))


def format_record(record: Record) -> str:
    """The line of one record, its newline with it."""
    plain = record.model_dump(mode="json", exclude={"trial"} if record.trial is None else None)
    if record.trial is not None and not record.trial.other_references:
        del plain["trial"]["other_references"]
    return json.dumps(plain, ensure_ascii=False) + "\n"


def parse_record(line: str) -> Record:
    """The record of one line. ValueError, of whatever kind, when it holds none; `parse_jsonl` says what is wrong."""
    value = json.loads(line, object_pairs_hook=_refuse_twice, parse_constant=_refuse_constant)
    return Record.model_validate(value)


def format_run(run: SearchRun) -> str:
    """One line of the ledger of searches."""
    return json.dumps(run.model_dump(mode="json"), ensure_ascii=False) + "\n"
