"""YAML 1.2 text <-> plain values, with the line of every key, and one canonical way to write.

ruamel.yaml reads it: a bare `NO` stays a word and a key written twice is an error. Canonical text means that two people
who make the same change get the same bytes: keys in the order of the model, short mappings on one line, the rest in
blocks, lines of about 110 characters. Comments are kept, because people explain their choices in them.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.emitter import Emitter
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.scalarbool import ScalarBoolean
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString, SingleQuotedScalarString

from ..errors import Problem
from ..model import Loc

WIDTH = 110
FLOW_WIDTH = 96
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
"""What nobody can see and most programs stumble over; tabs and line ends are seen to where they may stand."""


COMMENT = re.compile(r"#|^[ \t\r]*$(?!\Z)", re.MULTILINE)
"""What a text may have that is to be kept when it is laid out anew: a comment, or an empty line, which sets apart."""


ANOTHER_READING = re.compile(
    r"(?:yes|no|on|off)|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[-+]?[0-9][0-9_,]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?0[xob][0-9a-f_]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ ]+)[0-9].*)?",
    re.IGNORECASE,
)
"""A text that readers of YAML 1.1 take for something else: 'no' for false, '2016:15' for 120975 (base 60), 010 for 8.
It stands in quotation marks. Not so `y` and `n`, which the programs in use leave alone."""


class _AliasError(MarkedYAMLError):
    """An alias: it would hide a value from whoever reads the place, and can hold itself."""


class _Composer(Composer):
    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.parser.check_event(AliasEvent):
            event = self.parser.peek_event()
            raise _AliasError(problem=f"the alias *{event.anchor}", problem_mark=event.start_mark)
        return super().compose_node(parent, index)


class _Constructor(RoundTripConstructor):
    def construct_yaml_timestamp(self, node: Any, values: Any = None) -> Any:
        try:
            return super().construct_yaml_timestamp(node, values)
        except ValueError:  # 2026-02-30: kept as text, so that the model can say where it stands
            return node.value


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_timestamp)


class _Emitter(Emitter):
    """Leaves a key on its line: ruamel.yaml breaks one of about 110 characters, and cannot read that again."""

    def write_plain(self, text: Any, split: Any = True) -> None:
        wide = self.best_width
        self.best_width = wide if split else len(text) + WIDTH
        super().write_plain(text, split)
        self.best_width = wide


VALID = "valid YAML 1.2 (a text that holds ': ' or ' #' stands in quotation marks)"


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.Composer = _Composer
    yaml.Constructor = _Constructor
    yaml.Emitter = _Emitter
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    yaml.default_flow_style = False
    # 'null' in full: an empty place after a colon looks forgotten, and unknown is something we say.
    # Equal values give equal bytes, whether or not they are one object.
    yaml.representer.ignore_aliases = lambda _: True
    yaml.representer.add_representer(type(None), lambda r, _: r.represent_scalar("tag:yaml.org,2002:null", "null"))
    return yaml


KEPT = 20_000
"""Characters of a text that is worth keeping once it was parsed or laid out: all that people write is shorter; the
ledger of a large import is not, and would be held for as long as the process lives."""


def parse_yaml(text: str, path: str) -> tuple[Any, dict[Loc, int], list[Problem]]:
    """The plain value of `text`, the line (from 1) of every key and item, and what is wrong with the text as YAML.

    The value is None when the text does not parse. Problems are returned and not raised, so that all faults of a
    folder can be listed at once. What is returned is the caller's own, also where the same text was parsed before.
    """
    value, lines, problems = (_parse if len(text) <= KEPT else _parse.__wrapped__)(text)
    return _copy(value), dict(lines), [replace(problem, path=path) for problem in problems]


_last: dict[str, Any] = {}
"""The text that was parsed last, and its tree with the comments: who reads a file to change it lays it out next. A tree
is given away once, since laying it out marks the comments as written."""


@lru_cache(maxsize=1024)  # some three times what a review holds, in files of a few kilobytes
def _parse(text: str) -> tuple[Any, dict[Loc, int], list[Problem]]:
    """As `parse_yaml`, the problems without a path: a process that opens a review again parses only what is new."""
    problems = [
        Problem("", number, "text", "control-character", found, "text without tabs or control characters")
        for number, line in enumerate(text.split("\n"), 1)
        for found in ([repr("\t")] if "\t" in line else []) + [repr(c) for c in CONTROL.findall(line)[:1]]
    ]
    if problems:
        return None, {}, problems
    try:
        tree = _yaml().load(text)
        _last.clear()
        if len(text) <= KEPT:
            _last[text] = tree
    except MarkedYAMLError as error:
        return None, {}, [_describe_fault(error)]
    except (YAMLError, ValueError) as error:
        return None, {}, [Problem("", 0, "text", "yaml-syntax", " ".join(str(error).split()), VALID)]
    lines: dict[Loc, int] = {(): 1}
    return _plain(tree, (), lines), lines, []


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value


def _describe_fault(error: MarkedYAMLError) -> Problem:
    line = error.problem_mark.line + 1 if error.problem_mark else 0
    if isinstance(error, _AliasError):
        return Problem("", line, "text", "yaml-alias", str(error.problem), "the value, written out")
    if "duplicate key" in str(error.problem):
        key = re.search(r'found duplicate key "([^"]*)"', str(error.problem))
        name = key.group(1) if key else "key"
        return Problem("", line, name, "key-twice", "the key a second time", "each key once in a mapping")
    return Problem("", line, "text", "yaml-syntax", _describe(error), VALID)


def _describe(error: MarkedYAMLError) -> str:
    what = " ".join(str(error.problem or error.context).split())
    begins = f", {error.context} on line {error.context_mark.line + 1}" if error.problem and error.context_mark else ""
    return f"text that breaks here ({what}{begins})"


def _plain(node: Any, loc: Loc, lines: dict[Loc, int]) -> Any:
    if isinstance(node, CommentedMap):
        for key in node:
            lines[(*loc, key)] = node.lc.key(key)[0] + 1
        return {_plain_key(key): _plain(value, (*loc, key), lines) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        for index in range(len(node)):
            lines[(*loc, index)] = node.lc.item(index)[0] + 1
        return [_plain(value, (*loc, index), lines) for index, value in enumerate(node)]
    return _plain_scalar(node)


def _plain_key(key: Any) -> Any:
    return str(key) if isinstance(key, str) else key


def _plain_scalar(value: Any) -> Any:
    # ruamel's round-trip loader gives subclasses that remember how the scalar was written; the model wants the value.
    if isinstance(value, ScalarBoolean):
        return bool(value)
    for kind in (bool, str, int, float):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value


def format_yaml(value: Mapping[str, Any], keep: str | None = None) -> str:
    """Canonical text of `value` (mappings, sequences, strings, numbers, booleans, dates, None), ending in a newline.

    `keep` is the text that stood there before: its comments are kept, at the keys and items that still exist.
    Formatting the result again gives the same bytes.
    """
    told = repr(value)
    return (_format if len(told) + len(keep or "") <= KEPT else _format.__wrapped__)(_Given(told, value), keep)


@dataclass(frozen=True)
class _Given:
    """A value to be written, told from others by how it reads: 1 is not 1.0 and not true."""

    told: str
    value: Mapping[str, Any] = field(compare=False)


@lru_cache(maxsize=1024)
def _format(given: _Given, keep: str | None) -> str:
    """As `format_yaml`: a process that writes a folder again lays out only what is new."""
    old = (_last.pop(keep, None) or _yaml().load(keep)) if keep and COMMENT.search(keep) else None
    tree = _styled(given.value, old, indent=0, top=True)
    out = io.StringIO()
    _yaml().dump(tree, out)
    return _tidy(out.getvalue())


def _tidy(text: str) -> str:
    """Without white space at line ends, and with one newline at the end."""
    return "\n".join(line.rstrip(" ") for line in text.rstrip("\n").split("\n")) + "\n"


def _styled(value: Any, old: Any, indent: int, *, top: bool = False) -> Any:
    """`value` as a tree of ruamel nodes in canonical style, with the comments of `old` where the places match."""
    if isinstance(value, Mapping):
        new = CommentedMap()
        was = old if isinstance(old, CommentedMap) else None
        for key, item in value.items():
            new[key] = _styled(item, was.get(key) if was is not None else None, indent + 2)
        if was is not None:
            for key, comment in was.ca.items.items():
                if key in new:
                    new.ca.items[key] = comment
            new.ca.comment = was.ca.comment
            new.ca.end = was.ca.end
        if not top and not new.ca.items and not new.ca.end and _fits(value, indent):
            new.fa.set_flow_style()
            for key, item in new.items():
                new[key] = _quoted(item)
        else:
            new.fa.set_block_style()
        return new
    if isinstance(value, Sequence) and not isinstance(value, str):
        seq = CommentedSeq()
        was_seq = old if isinstance(old, CommentedSeq) else None
        places = [_find_old(was_seq, value, index) for index in range(len(value))]
        for place, item in zip(places, value, strict=True):
            seq.append(_styled(item, was_seq[place] if was_seq is not None and place is not None else None, indent + 2))
        if was_seq is not None:
            for index, place in enumerate(places):
                if place is not None and place in was_seq.ca.items:
                    seq.ca.items[index] = was_seq.ca.items[place]
            seq.ca.comment = was_seq.ca.comment
            seq.ca.end = was_seq.ca.end
        if not seq.ca.items and not seq.ca.end and _fits(value, indent):
            seq.fa.set_flow_style()
            seq[:] = [_quoted(item) for item in seq]
        else:
            seq.fa.set_block_style()
        return seq
    return _styled_text(value) if isinstance(value, str) else value


def _styled_text(text: str) -> Any:
    """Lines as lines where nothing would be lost by it; what cannot be seen in quotation marks, as an escape."""
    if "\t" in text or "\r" in text or CONTROL.search(text):
        return DoubleQuotedScalarString(text)
    if "\n" not in text:
        # ruamel.yaml leaves a '?' or a ':' that begins a text in a flow collection bare, and then reads it as a key's.
        doubtful = text.startswith(("?", ":")) or ANOTHER_READING.fullmatch(text)
        return SingleQuotedScalarString(text) if doubtful else text
    lines = text.removesuffix("\n").split("\n")
    # White space at the end of a line, or at the start of the first, would not survive as a block.
    plain = lines[0] == lines[0].lstrip() and lines[-1] != "" and all(line == line.rstrip() for line in lines)
    return LiteralScalarString(text) if plain and lines[0] else DoubleQuotedScalarString(text)


def _quoted(item: Any) -> Any:
    """A text of a flow collection, in quotation marks where it holds a '?': readers of YAML 1.1 take it for a key's."""
    return SingleQuotedScalarString(item) if type(item) is str and "?" in item else item


def _find_old(old: CommentedSeq | None, new: Sequence[Any], index: int) -> int | None:
    """Where the new item at `index` stood: by its `id` or `at` when it has one, as an equal item, or by its place."""
    if old is None:
        return None
    item = new[index]
    for name in ("id", "at"):
        if isinstance(item, Mapping) and name in item:
            return next((i for i, o in enumerate(old) if isinstance(o, Mapping) and o.get(name) == item[name]), None)
    if index < len(old) and (len(old) == len(new) or old[index] == item):
        return index
    return next((i for i, o in enumerate(old) if o == item), None)


def _fits(value: Mapping[Any, Any] | Sequence[Any], indent: int) -> bool:
    """Whether a collection of plain scalars fits on one line in flow style."""
    items = list(value.values()) if isinstance(value, Mapping) else list(value)
    if any(isinstance(i, (Mapping, list, tuple)) and i for i in items):
        return False
    keys = [str(k) for k in value] if isinstance(value, Mapping) else []
    texts = [str(i) for i in items]
    if any("\n" in t for t in texts):
        return False
    return indent + sum(len(t) + 4 for t in texts) + sum(len(k) + 2 for k in keys) <= FLOW_WIDTH
