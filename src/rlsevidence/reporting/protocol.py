"""The protocol: in the order of PROSPERO's form, and beside its first version. Pure.

Source of the order: the registration form of PROSPERO with its 40 fields (Centre for Reviews and Dissemination, York);
their names here are ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..judgement.people_said import name_people
from ..language import FIRST, has_text
from ..language.measures import name_country
from ..model import Evidence, Protocol
from .sheet import Cell, Sheet, join, make_rows
from .voice import Voice

FIELDS = tuple(str(n) for n in range(1, 41))
PROSE = frozenset({"1", "16", "19", "20", "21", "22", "26", "27", "28", "29", "38"})
"""Fields filled with what people wrote in the protocol, in the language in which they wrote it."""


@dataclass(frozen=True)
class FirstProtocol:
    """The protocol as it was first entered: what stood in the file, and the commit and day that brought it."""

    plain: Mapping[str, Any]
    commit: str
    day: str


def make_protocol(evidence: Evidence, words: Voice) -> Sheet:
    """A row a field; one that the protocol does not have says that it needs a person."""
    rows: list[dict[str, Cell | str | None]] = []
    for number in FIELDS:
        held = _FILL[number](evidence.protocol, evidence, words) if number in _FILL else ""
        if isinstance(held, str):
            held = Cell(held, language=words.find_language(held) if held and number in PROSE else None)
        person = words.say("checklist.status.person")
        rows.append({"field": f"{number}. {words.say(f'prospero.{number}')}", "holds": held if held.text else person})
    keys = ("field", "holds")
    return Sheet(
        name="protocol",
        language=words.language,
        title=words.say("table.title.protocol"),
        about=words.say("table.about.protocol"),
        keys=keys,
        columns=tuple(words.say(f"table.column.{key}") for key in keys),
        rows=make_rows(keys, rows),
    )


def _prose(value: Any, words: Voice, depth: int = 0) -> str:
    """What people wrote as lines: maps as 'name: text', lists as items, multilingual texts in the language."""
    if isinstance(value, Mapping):
        if words.language in value and all(isinstance(v, str) for v in value.values()):
            return str(value[words.language])
        return "\n".join(f"{'  ' * depth}{_name(k, words)}: {_prose(v, words, depth + 1)}" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(_prose(v, words, depth) for v in value)
    return "" if value is None else _name_word(str(value), words)


def _name(key: str, words: Voice) -> str:
    """A key of the file as a reader reads it: a controlled word, a key that the catalogue names, or what it says."""
    if has_text(f"protocol.key.{key}", FIRST):
        return words.say(f"protocol.key.{key}")
    return _name_word(key, words).replace("_", " ")


def _name_word(text: str, words: Voice) -> str:
    """The name of a controlled word; any other text as it is."""
    return next((words.name(group, text) for group in ("design", "tool") if text in words.list_words(group)), text)


def _group(field: str) -> Callable[[Protocol, Evidence, Voice], str]:
    """A field of every group of the eligibility criteria, such as population."""

    def fill(protocol: Protocol, evidence: Evidence, words: Voice) -> str:
        found = {
            name: group[field]
            for name, group in protocol.eligibility.items()
            if isinstance(group, Mapping) and group.get(field)
        }
        return _prose(found, words)

    return fill


def _outcomes(main: bool) -> Callable[[Protocol, Evidence, Voice], Cell]:
    def fill(protocol: Protocol, evidence: Evidence, words: Voice) -> Cell:
        headline = {
            r.outcome
            for s in evidence.studies.values()
            for r in s.results
            if set(r.claims) & set(protocol.headline_claims)
        }
        chosen = [o for o in protocol.outcomes if (o.outcome in headline) is main]
        lines = ((o.outcome, join(words.measure(one) for one in o.measures)) for o in chosen)
        return join((join((words.name("outcome", outcome), those), ": ") for outcome, those in lines), "\n")

    return fill


def _stage(protocol: Protocol, evidence: Evidence, words: Voice) -> str:
    done = any(run.outcome == "done" for run in evidence.runs)
    parts = {
        "searches": done,
        "screening": bool(evidence.screening),
        "extraction": bool(evidence.studies),
        "bias": bool(evidence.appraisals),
        "certainty": bool(evidence.certainty),
    }
    said = {True: words.say("prospero.begun"), False: words.say("prospero.not-begun")}
    return "; ".join(f"{words.say(f'prospero.stage.{name}')}: {said[begun]}" for name, begun in parts.items())


def _entitle(protocol: Protocol, evidence: Evidence, words: Voice) -> Cell:
    """The title in every language that it has, each marked as its own."""
    texts = evidence.topic.title.texts.items()
    named = [(f"{code}: ", Cell(text, language=None if code == words.language else code)) for code, text in texts]
    return join((join(one, "") for one in named), "; ")


def _name_people(protocol: Protocol, evidence: Evidence, words: Voice) -> Cell:
    """Everybody with what they do here, as they wrote it."""
    tongue = words.find_language(words.plain)
    named = ((name_people([x.id], evidence.people, words), x.role) for x in evidence.people)
    return join((join((name, Cell(role, language=tongue)), ": ") for name, role in named), "; ")


def _say_interests(protocol: Protocol, evidence: Evidence, words: Voice) -> Cell:
    tongue = words.find_language(words.plain)
    told = [(x.name, x.interests) for x in evidence.people if x.interests.strip()]
    return join((join((name, Cell(said, language=tongue)), ": ") for name, said in told), "; ")


_FILL: Mapping[str, Callable[[Protocol, Evidence, Voice], Cell | str]] = {
    "1": lambda p, e, w: p.title,
    "2": _entitle,
    "3": lambda p, e, w: p.dated.isoformat(),
    "5": _stage,
    "11": _name_people,
    "12": lambda p, e, w: w.write(p.report.support if p.report else None),
    "13": _say_interests,
    "15": lambda p, e, w: w.write(p.question),
    "16": lambda p, e, w: _prose(p.information_sources, w),
    "17": lambda p, e, w: ", ".join(f"evidence/searches/{s}.yaml" for s in e.searches),
    "18": lambda p, e, w: w.write(e.topic.condition.name),
    "19": _group("population"),
    "20": lambda p, e, w: "\n".join(filter(None, (_group("intervention")(p, e, w), _group("exposure")(p, e, w)))),
    "21": _group("comparator"),
    "22": _group("designs"),
    "24": _outcomes(True),
    "25": _outcomes(False),
    "26": lambda p, e, w: _prose(p.selection_and_extraction, w),
    "27": lambda p, e, w: _prose(p.appraisal_tools, w),
    "28": lambda p, e, w: _prose({k: v for k, v in p.synthesis.items() if k != "subgroups"}, w),
    "29": lambda p, e, w: _prose(p.synthesis.get("subgroups"), w),
    "31": lambda p, e, w: ", ".join(e.topic.languages),
    "32": lambda p, e, w: name_country(", ".join(e.topic.jurisdictions), w.language),
    "33": lambda p, e, w: p.registered or "",
    "34": lambda p, e, w: "evidence/protocol.yaml",
    "36": lambda p, e, w: join((w.write(x) for x in (e.topic.exposure.name, e.topic.condition.name)), "; "),
    "38": lambda p, e, w: _prose(p.living, w),
}


def make_amendments(evidence: Evidence, first: FirstProtocol | None, now: Mapping[str, Any], words: Voice) -> Sheet:
    """What differs from the first version, field by field, and the changes that people declared.

    `now`: what stands in the file today. Without a history in git only the declared changes can be given.
    """
    keys = ("where", "before", "now")
    rows: list[dict[str, Cell | str | None]] = []
    declared = evidence.protocol.changes
    for change in declared:
        rows.append(
            {
                "where": words.say("table.declared", day=change.on.isoformat()),
                "before": "",
                "now": Cell(change.what, language=words.find_language(change.what)),
            }
        )
    remarks = []
    if first is None:
        remarks.append(words.say("table.no-history"))
    else:
        remarks.append(words.say("table.first-version", commit=first.commit, day=first.day))
        differing = [d for d in _differ(first.plain, now, "") if not d[0].startswith("changes")]
        for where, before, after in differing:
            place = ": ".join(_name(part, words) for part in where.split("."))
            language = words.find_language(str(after or before))
            rows.append(
                {
                    "where": place,
                    "before": Cell(_show(before), language=language),
                    "now": Cell(_show(after), language=language),
                }
            )
        later = [c for c in declared if c.on.isoformat() > first.day]
        if differing and not later:
            remarks.append(words.say("table.undeclared", n=len(differing)))
    return Sheet(
        name="amendments",
        language=words.language,
        title=words.say("table.title.amendments"),
        about=words.say("table.about.amendments"),
        keys=keys,
        columns=tuple(words.say(f"table.column.{key}") for key in keys),
        rows=make_rows(keys, rows),
        remarks=tuple(remarks),
    )


def _differ(before: Any, after: Any, where: str) -> Iterator[tuple[str, Any, Any]]:
    """Each leaf that differs, with its path."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            yield from _differ(before.get(key), after.get(key), f"{where}.{key}" if where else str(key))
    elif before != after:
        yield where, before, after


def _show(value: Any) -> str:
    return (
        "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    )
