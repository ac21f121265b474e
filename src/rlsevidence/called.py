"""How a function of a notebook was called, held against what it takes: a slip is told in one line, with what to give.

A wrong kind of thing would else be met deep in the program, by whatever first asks something of it.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from numbers import Integral, Real
from typing import Any, ParamSpec, TypeVar

from .errors import UsageError, show

P = ParamSpec("P")
R = TypeVar("R")

EXPECTED = {
    "reviewer": "your id in people.tsv, such as 'anna'",
    "record": "the id of a record or of a study, such as 'pubmed:12345678', or a PMID",
    "study": "the id of a study, such as 'name-2020'",
    "claim": "the id of a claim, such as 'less-pain'",
    "folder": "the folder of a workspace, or nothing for the one that you are in",
    "text": "the file of a text, such as 'article.pdf'",
    "language": "a language of the workspace, such as 'en'",
    "summary": "what the workspace says of one claim: review.summary('less-pain')",
    "summaries": "what the workspace says of its claims: review.summaries",
    "evidence": "the evidence of a workspace: review.evidence",
    "review": "a workspace: rls.open_workspace()",
    "history": "the history of a verdict: review.history('less-pain')",
    "flow": "the flow of records: review.flow",
    "trials": "registered trials: review.trials",
    "frame": "a table of pandas, such as review.frame('claims')",
    "audit": "an audit: review.audit('article.md')",
}
"""What to give, by the name of what is asked for; of others the kind of thing is told."""


def _is_day(value: Any) -> bool:
    return isinstance(value, (str, Integral)) or type(value).__name__ in ("date", "datetime", "Timestamp")


_KINDS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "str": ("text", lambda v: isinstance(v, str)),
    "int": ("a whole number", lambda v: isinstance(v, Integral) and not isinstance(v, bool)),
    "float": ("a number", lambda v: isinstance(v, Real) and not isinstance(v, bool)),
    "bool": ("True or False", lambda v: isinstance(v, bool)),
    "Path": ("a path", lambda v: isinstance(v, os.PathLike)),
    "dt.date": ("a day, such as datetime.date(2026, 1, 31)", lambda v: type(v).__name__ in ("date", "datetime")),
    "asked.Day": ("a day, such as '2026-01-31', or a year", _is_day),
    "None": ("nothing", lambda v: v is None),
}
_THINGS = frozenset(
    {"Workspace", "Evidence", "ClaimSummary", "Flow", "History", "Claim", "Audit", "Export", "DataFrame"}
    | {"RegisteredTrial", "Link", "Study"}
)
"""Things of this package, and of pandas, that are told by the name of their class: nothing is loaded to tell one."""
_SEVERAL = {"str": "texts", "Path": "paths", "int": "whole numbers"}
_LISTS = re.compile(r"(?:Sequence|Iterable|Collection|tuple|list)\[(\w+)(?:, \.\.\.)?\]")


def tell_slips(function: Callable[P, R]) -> Callable[P, R]:
    """`function`, which says in one line what it takes where it is called with something else. UsageError then."""
    signature = inspect.signature(function)

    @wraps(function)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            given = signature.bind(*args, **kwargs).arguments
        except TypeError as slip:
            takes = [n for n, p in signature.parameters.items() if n != "self" and p.kind is not p.VAR_KEYWORD]
            known = ", ".join(takes) or "nothing"
            raise UsageError(f"{function.__name__}: {slip}; it takes {known}") from None
        for name, value in given.items():
            parameter = signature.parameters[name]
            if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                continue
            wanted = _find_lack(str(parameter.annotation), value)
            if wanted:
                expected = EXPECTED.get(name, wanted)
                raise UsageError(f"{function.__name__}: {name}: found {show(value)}, expected {expected}")
        return function(*args, **kwargs)

    return told


def tell_slips_of(kind: type[R]) -> type[R]:
    """`kind`, its public methods as `tell_slips` makes them."""
    for name, method in list(vars(kind).items()):
        if inspect.isfunction(method) and not name.startswith("_"):
            setattr(kind, name, tell_slips(method))
    return kind


def _find_lack(annotation: str, value: Any) -> str:
    """What an annotation asks for, where `value` is nothing of it; empty where it is, or where nobody can tell."""
    options = [part.strip() for part in annotation.split(" | ")]
    wanted = []
    for option in options:
        name = option.rpartition(".")[2]
        listed = _LISTS.fullmatch(option)
        if option in _KINDS:
            said, fits = _KINDS[option]
        elif name in _THINGS:
            said, fits = f"a {name}", _is_named(name)
        elif listed is not None and (listed[1] in _THINGS or listed[1] in _KINDS):
            said, fits = f"a list of {_SEVERAL.get(listed[1], listed[1])}", _lists(listed[1])
        else:
            return ""
        if fits(value):
            return ""
        wanted += [said] if option != "None" else []
    return " or ".join(wanted)


def _is_named(name: str) -> Callable[[Any], bool]:
    return lambda value: any(kind.__name__ == name for kind in type(value).__mro__)


def _lists(name: str) -> Callable[[Any], bool]:
    fits = _KINDS[name][1] if name in _KINDS else _is_named(name)

    def are(value: Any) -> bool:
        if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
            return False
        # What can be gone through once only is left to whoever goes through it.
        return not isinstance(value, (list, tuple, set, frozenset)) or all(fits(item) for item in value)

    return are


__all__ = ["tell_slips", "tell_slips_of"]
