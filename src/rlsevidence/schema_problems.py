"""Turns what pydantic says of a value that does not fit the model into problems with a line, in plain words."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .errors import Problem, show
from .model import Frozen, Loc, Places
from .model.base import (
    ACT,
    ADDRESS,
    AT,
    CHECKED,
    DATE,
    DECISION,
    DOI,
    LANGUAGE,
    MOMENT,
    OUTCOME,
    PMCID,
    PMID,
    READING_OF,
    RECORD_ID,
    RESTS_ON,
    SEAL,
    SHA256,
    SLUG,
    WATCHED,
)
from .model.concepts import WAY
from .model.links import RELATION

SHAPES = {
    r"\S": "text that is not empty",
    RECORD_ID: "a record id such as pubmed:12345678, doi:10.1000/x, nct:NCT01234567, url:https://example.org/"
    " or own:0123456789ab",
    SLUG: "an id of lower-case words joined by hyphens, such as testsson-2020",
    DATE: "a date such as 2026-01-31, 2026-01 or 2026",
    MOMENT: "a date such as 2026-01-31, or a time in UTC such as 2026-01-31T09:30:00Z",
    ADDRESS: "an address that begins with https:// or http:// and holds no space",
    SHA256: "a SHA-256 in 64 hexadecimal digits",
    PMID: "a PMID: digits only, such as 12345678",
    DOI: "a DOI such as 10.1000/x, without https://doi.org/",
    PMCID: "a PMC id such as PMC1234567",
    AT: "paragraph.sentence in quotation marks, such as '5.1'",
    LANGUAGE: "a language code of two or three letters, such as sv",
    OUTCOME: "done or failed",
    ACT: "recorded, written, read or signed-off",
    SEAL: "twelve hexadecimal digits, as the program wrote them",
    RESTS_ON: "what the program wrote there, such as level=low body=0f1e2d3c4b5a",
    READING_OF: "a text, such as certainty/less-pain, claims/less-pain or documents/article#5.1",
    DECISION: "accept or keep",
    CHECKED: "agreed, differs or not-found",
    WATCHED: "upper-level, label, guideline, register or page",
    WAY: "increase or decrease",
    RELATION: "same_record, same_study, different or withdrawn",
}
"""Pattern of the model -> what it asks for, in words."""

EXPECTED = {
    "missing": "this key (null when it is not known)",
    "extra_forbidden": "a key of this kind of file; this one is not known",
    "string_type": "text (in quotation marks when it looks like a number or a date)",
    "string_unicode": "text of whole characters (half of a surrogate pair is none)",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list, such as [a, b] or lines that begin with a hyphen",
    "dict_type": "keys with values, such as {en: ..., sv: ...}",
    "model_type": "keys with values, such as {en: ..., sv: ...}",
    "date_type": "a date such as 2026-01-31",
    "impossible_date": "a date that exists, such as 2026-01-31",
    "string_too_short": "text that is not empty",
    "too_short": "at least one item",
    "no_text": "a text in at least one language, such as {en: ..., sv: ...}",
    "language_code": "language codes as keys, such as {en: ..., sv: ...}",
    "finite_number": "a number (null when it is not known)",
}


def format_loc(loc: Loc) -> str:
    """`('results', 0, 'p')` as `results[0].p`; the whole file as `file`."""
    out = ""
    for step in loc:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else str(step)
    return out or "file"


def list_schema_problems(error: ValidationError, path: str, places: Places) -> list[Problem]:
    """One problem per fault; a value that fits none of several shapes is reported once, by the nearest shape."""
    problems: dict[tuple[int, str], Problem] = {}
    for detail in error.errors(include_url=False):
        loc = _own_loc(detail)
        if detail["type"] == "too_short" and detail["input"]:
            continue  # not short: its items do not fit, which is said of each
        problem = Problem(
            path,
            places.line(path, loc),
            format_loc(loc),
            f"schema-{detail['type'].replace('_', '-')}",
            _found(detail),
            _expected(detail),
        )
        first = problems.setdefault((problem.line, problem.field), problem)
        if first.rule == "schema-int-type" and detail["loc"][-1] == "float":
            problems[problem.line, problem.field] = problem  # a number of either kind: say 'a number'
    return sorted(problems.values())


def find_fault(model: type[Frozen], values: Any) -> tuple[str, str, str] | None:
    """(field, what stands there, what is asked for) of the first thing in `values` that the model has no place for."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        first = list_schema_problems(error, "", Places({"": {(): 1}}))[0]
        return first.field, first.found, first.expected
    return None


def _own_loc(detail: ErrorDetails) -> Loc:
    # pydantic names the branch of a union in the path, as in ('harms', 'Multilingual', 'en'): not a key of the file.
    branches = {model.__name__ for model in Frozen.__subclasses__()} | {"constrained-str", "str", "int", "float"}
    return tuple(step for step in detail["loc"] if step not in branches and "[" not in str(step))


def _found(detail: ErrorDetails) -> str:
    if detail["type"] == "missing":
        return "nothing"
    return show(detail["input"])


def _expected(detail: ErrorDetails) -> str:
    kind = detail["type"]
    context: dict[str, Any] = detail.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return SHAPES.get(context["pattern"], f"text like {context['pattern']}")
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        word = {"greater_than": "above", "greater_than_equal": "of at least", "less_than": "below"}.get(
            kind, "of at most"
        )
        return f"a number {word} {next(iter(context.values()))}"
    return EXPECTED.get(kind, detail["msg"])
