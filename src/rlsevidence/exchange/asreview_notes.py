"""What ASReview 2 writes into the notes of RIS beside a label: who decided, when, a note, tags. Pure.

'asreview_user_name: "Anna Sand"', 'asreview_time: "2025-03-27 10:11:12"', 'asreview_tag_group_name: 1': in its tables
the same stands in columns.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

LABEL = re.compile(r"(?:(?<=[;,|:\n\['\"])|^)\s*ASReview_(relevant|irrelevant|not_seen)(?=\s*(?:[;,|\n\]'\"]|$))", re.I)
"""A label of ASReview's: a whole field of a note, not a word in somebody's sentence."""
FIELD = re.compile(
    r"(?:(?<=[;|\n])|^)\s*asreview_(?P<name>label|user_name|user_email|time|note|prior|tag_\w+)\s*:\s*"
    r"(?P<said>\"(?:[^\"\\]|\\.)*\"|[^;|\n]*?)\s*(?=[;|\n]|$)",
    re.I,
)
NOTHING = frozenset({"", "null", "none", "nan", "na", "n/a"})
LABELS = {"1": "relevant", "0": "irrelevant", "1.0": "relevant", "0.0": "irrelevant"}


@dataclass(frozen=True)
class Labelled:
    """A label, its words in the file, and the fields that stand beside it: name -> what it says."""

    relevant: bool
    said: str
    fields: Mapping[str, str]

    @property
    def by(self) -> str | None:
        return self.fields.get("user_name") or self.fields.get("user_email")

    @property
    def at(self) -> str | None:
        said = self.fields.get("time", "")
        return say_moment(float(said) if re.fullmatch(r"1\d{9}(\.\d+)?", said) else said)

    @property
    def beside(self) -> tuple[str, ...]:
        """The note and the tags that are set."""
        tags = (
            name for name, said in self.fields.items() if name.lower().startswith("tag_") and said not in ("0", "0.0")
        )
        note = self.fields.get("note")
        return (*([note] if note else ()), *(f"asreview_{name}" for name in tags))


def read_labels(notes: Sequence[str]) -> tuple[Labelled, ...]:
    """The labels in the notes of one record, each with the fields that follow it; a lone one has all of them."""
    found = list[tuple[str, str]]()
    fields = list[tuple[int, str, str]]()
    for kind, name, said in _walk(notes):
        if kind == "label":
            found.append((name, said))
        else:
            fields.append((max(len(found) - 1, 0), name, said))
    lone = len(found) == 1
    return tuple(
        Labelled(label == "relevant", said, _gather((n, s) for of, n, s in fields if lone or of == at))
        for at, (label, said) in enumerate(found)
        if label != "not_seen"
    )


def _walk(notes: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """('label', which, its words) and ('field', name, what it says), in the order of the file."""
    plain = any(LABEL.search(note) for note in notes)
    for note in notes:
        met = [(m.start(), "label", m[1].lower(), m[0].strip()) for m in LABEL.finditer(note)]
        for match in FIELD.finditer(note):
            name, said = match["name"], _plain(match["said"])
            name = name if name.lower().startswith("tag_") else name.lower()
            if name == "label" and not plain and said in LABELS:
                met.append((match.start(), "label", LABELS[said], match[0].strip()))
            elif name != "label" and said:
                met.append((match.start(), "field", name, said))
        yield from (one[1:] for one in sorted(met))


def _gather(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each field once; where one says two things both stand, and no one person is named by two names."""
    made: dict[str, str] = {}
    for name, said in fields:
        made[name] = f"{made[name]} and {said}" if name in made and made[name] != said else said
    return made


def _plain(said: str) -> str:
    """What a field says, without the quotation marks of JSON; empty for nothing."""
    try:
        value = json.loads(said)
    except ValueError:
        value = said
    text = "" if value is None else " ".join(str(value).split())
    return "" if text.casefold() in NOTHING else text


def drop_fields(note: str) -> str:
    """A note without the fields that a decision has taken over or that say nothing; what somebody wrote stays."""

    def keep(match: re.Match[str]) -> str:
        name, said = match["name"].lower(), _plain(match["said"])
        written = name == "note" or ((name == "prior" or name.startswith("tag_")) and said not in ("0", "0.0"))
        return match[0] if said and written else ""

    return FIELD.sub(keep, note)


def say_moment(value: object) -> str | None:
    """When a label was given. Versions 2 and 3 keep seconds since 1970; version 1 the time of day of its own machine,
    of which only the day is sure, as nobody kept the zone."""
    if isinstance(value, int | float) and value > 0:
        try:
            return dt.datetime.fromtimestamp(value, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except (OverflowError, OSError, ValueError):
            return None
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)(?=[ T]|$)", str(value or ""))
    try:
        return dt.date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None
