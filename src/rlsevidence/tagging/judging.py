"""The engine on any text: what the verbs `stance`, `direction` and `design` print for lines of JSON. Pure.

Input comes as (file, line number, object); a fault is reported with its file, line and field, all faults at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import EvidenceError, Problem
from .design import judge_design
from .direction import judge_direction
from .readings import read_abstract, read_claim
from .sentences import Passage
from .stance import judge

Line = tuple[str, int, dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """One line of what `stance` is asked: a claim and an abstract."""

    id: str | int
    claim: str
    title: str
    passages: tuple[Passage, ...]


def read_stance_lines(lines: Iterable[Line]) -> list[Asked]:
    """What is asked, line by line. EvidenceError with every fault of every line."""
    checked = _check(lines, {"id": _is_id, "claim": _is_text, "abstract": _is_sections})
    return [
        Asked(
            value["id"],
            value["claim"],
            title if isinstance(title := value.get("title"), str) else "",
            tuple(Passage(s.get("label"), s["text"]) for s in value["abstract"]),
        )
        for value in checked
    ]


def judge_stances(lines: Iterable[Line]) -> Iterator[dict[str, Any]]:
    """{id, claim, title?, abstract: [{label, text}]} -> {id, stance, confidence, proposed, sentence,
    span, rules}.

    `span` is [section, start, end) in code points; `sentence` and `span` are null when there is no abstract. `proposed`
    is false where the confidence is too low to propose the stance: then the abstract is to be read.
    """
    for asked in read_stance_lines(lines):
        found = judge(read_claim(asked.claim), read_abstract(asked.passages))
        at = found.sentence
        yield {
            "id": asked.id,
            "stance": found.stance,
            "confidence": round(found.confidence, 4),
            "proposed": found.is_proposed,
            "sentence": at.text if at else None,
            "span": [at.section, at.start, at.end] if at else None,
            "rules": list(found.rules),
        }


def judge_directions(lines: Iterable[Line]) -> Iterator[dict[str, Any]]:
    """{id, intervention, comparator, outcome, abstract} -> {id, direction, confidence, sentence, rules}."""
    wanted = {"id": _is_id, "intervention": _is_string, "comparator": _is_string, "outcome": _is_text,
              "abstract": _is_string}  # fmt: skip
    for value in _check(lines, wanted):
        found = judge_direction(value["intervention"], value["comparator"], value["outcome"], value["abstract"])
        yield {
            "id": value["id"],
            "direction": found.direction,
            "confidence": round(found.confidence, 4),
            "sentence": found.sentence.text if found.sentence else None,
            "rules": list(found.rules),
        }


def judge_designs(lines: Iterable[Line]) -> Iterator[dict[str, Any]]:
    """{id, title, abstract} -> {id, design, rules}; `design` is null where the text tells none.

    The abstract may be text, sections of {label, text}, or null.
    """
    for value in _check(lines, {"id": _is_id, "title": _is_string, "abstract": _is_any_abstract}):
        given = value["abstract"] or ""
        text = given if isinstance(given, str) else " ".join(s["text"] for s in given)
        found = judge_design(value["title"], text)
        yield {"id": value["id"], "design": found.design, "rules": list(found.rules)}


Test = Callable[[Any], str | None]


def _check(lines: Iterable[Line], wanted: Mapping[str, Test]) -> list[dict[str, Any]]:
    good, problems = [], []
    for path, number, value in lines:
        faults = []
        for field, test in wanted.items():
            if field not in value:
                faults.append(
                    Problem(path, number, field, "key-missing", "no such key", "the keys " + ", ".join(wanted))
                )
            elif expected := test(value[field]):
                faults.append(Problem(path, number, field, "value", repr(value[field])[:60], expected))
        problems += faults
        good.append(value)
    if problems:
        raise EvidenceError("the input cannot be judged:", problems)
    return good


def _is_id(value: Any) -> str | None:
    return None if isinstance(value, (str, int)) and not isinstance(value, bool) else "a string or a whole number"


def _is_string(value: Any) -> str | None:
    return None if isinstance(value, str) else "a string"


def _is_text(value: Any) -> str | None:
    return None if isinstance(value, str) and value.strip() else "a string that is not blank"


def _is_sections(value: Any) -> str | None:
    fine = isinstance(value, list) and all(
        isinstance(s, dict) and isinstance(s.get("text"), str) and isinstance(s.get("label"), (str, type(None)))
        for s in value
    )
    return None if fine else "a list of {label, text}"


def _is_any_abstract(value: Any) -> str | None:
    return None if value is None or isinstance(value, str) or _is_sections(value) is None else "text, sections or null"
