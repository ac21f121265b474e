"""Every function that a notebook calls says in one line what it takes, where it is called with something else."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from faults import TINY
from rlsevidence.called import tell_slips
from rlsevidence.errors import UsageError
from rlsevidence.forms import agreement

OPEN = {name: getattr(rls, name) for name in rls._LAZY if name not in ("Workspace", "figures")}
DRAWN = {f"figures.{n}": getattr(rls.figures, n) for n in rls.figures.__all__ if n != "Drawn"}
DONE = {
    f"Workspace.{name}": method
    for kind in rls.Workspace.__mro__
    for name, method in vars(kind).items()
    if inspect.isfunction(method) and not name.startswith("_")
}
EVERY: dict[str, Callable[..., Any]] = {**OPEN, **DRAWN, **DONE, "agreement": agreement}
LEFT = {
    "Workspace.judged_by.judge",
    "load.more_links",
    "load.without_links",
    "figures.plot_coverage.rows",
    "figures.table_coverage.rows",
}
"""What the program gives itself, and nobody types in a notebook."""
TOLD_BY_ITSELF = {"say", "report", "chosen", "choices", "options"}
"""What runs on anything, or is checked by the names of its options."""


class Nothing:
    """What no function takes."""


@pytest.mark.parametrize("name", EVERY)
def test_a_slip_is_told_in_one_line(name: str) -> None:
    function = EVERY[name]
    parameters = {n: p for n, p in inspect.signature(function).parameters.items() if n != "self"}
    first = [Nothing()] if name.startswith("Workspace.") else []
    for key in parameters:
        if key in TOLD_BY_ITSELF or f"{name}.{key}" in LEFT:
            continue
        given = {n: Nothing() for n, p in parameters.items() if p.default is p.empty and n not in TOLD_BY_ITSELF}
        with pytest.raises(UsageError, match="expected") as told:
            function(*first, **{**given, key: Nothing()})
        assert "\n" not in str(told.value)
    if all(p.kind is not p.VAR_KEYWORD for p in parameters.values()):
        with pytest.raises(UsageError, match="no_such_option|missing"):
            function(*first, no_such_option=1)


def test_each_slip_says_what_to_give() -> None:
    cases: tuple[tuple[Callable[[], object], str], ...] = (
        (lambda: rls.judge(None, "bo", TINY), "judge: claim: found null, expected the id of a claim"),  # type: ignore[arg-type]
        (lambda: rls.judge("x", reviewer=3, folder=TINY), "judge: reviewer: found 3, expected your id"),  # type: ignore[arg-type]
        (lambda: rls.appraise(["x"], "bo", TINY), "appraise: study: found .'x'., expected the id of a study"),  # type: ignore[arg-type]
        (lambda: rls.extract(["x"], "bo", TINY), "extract: record: .*pubmed:12345678"),  # type: ignore[arg-type]
        (lambda: rls.extract(True, "bo", TINY), "extract: record: found true"),
        (lambda: rls.extract("x", "bo", TINY, text=5), "extract: text: found 5, expected the file of a text"),  # type: ignore[arg-type]
        (lambda: rls.review("bo", claim="x"), "review: .*'claim'; it takes reviewer, folder, language"),  # type: ignore[call-arg]
        (lambda: rls.figures.plot_forest(), "plot_forest: .*'summary'; it takes summary, language"),  # type: ignore[call-arg]
        (lambda: rls.figures.plot_claims_at_a_glance(["x"]), "review.summaries"),  # type: ignore[list-item]
    )
    for slip, said in cases:
        with pytest.raises(UsageError, match=said):
            slip()


def test_what_is_right_goes_through_as_it_was(tiny: Path) -> None:
    assert (
        rls.extract(90000008, reviewer="bo", folder=tiny, name="by-number").view["path"] == "studies/by-number.bo.yaml"
    )
    assert rls.extract("PMID: 90000008", "bo", str(tiny), name="by-number").view["screen"] == "form"

    @tell_slips
    def given(day: str | None, *names: str, most: int = 3, **rest: object) -> tuple[object, ...]:
        return day, names, most, rest

    assert given(None, "a", most=4, other=1) == (None, ("a",), 4, {"other": 1})
    assert given.__name__ == "given"
    with pytest.raises(UsageError, match="given: most: found '4', expected a whole number"):
        given("x", most="4")  # type: ignore[arg-type]
