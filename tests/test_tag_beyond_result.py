"""A tag that only equal, insignificant or negligible results stand behind is named; one that has something is not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

import rlsevidence as rls
from faults import TINY
from rlsevidence.check import RULES
from rlsevidence.check.rules import Context
from rlsevidence.model import Evidence, Study

TODAY = dt.date(2026, 11, 30)
OWN = "invented-before-after"


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return rls.Workspace(TINY, TODAY).evidence


def interval(value: float, low: float, high: float, measure: str = "MD") -> dict[str, Any]:
    return {"estimate": {"measure": measure, "value": value, "ci_low": low, "ci_high": high, "level": 95}}


def point(value: float, measure: str = "MD") -> dict[str, Any]:
    return {"estimate": {"measure": measure, "value": value, "ci_low": None, "ci_high": None, "level": None}}


def at_level(level: float, value: float, low: float, high: float, measure: str) -> dict[str, Any]:
    return {"estimate": {**interval(value, low, high, measure)["estimate"], "level": level}}


def groups(one: object, other: object) -> dict[str, Any]:
    return {"kind": "between-arms", "values": {"treated": one, "placebo": other}}


@pytest.mark.parametrize(
    ("result", "rule"),
    [
        ({"p": "0.6"}, "tag-beyond-result"),
        ({"p": "not significant"}, "tag-beyond-result"),
        (groups(10, 10), "tag-beyond-result"),
        (groups({"events": 10, "n": 200}, {"events": 10, "n": 200}), "tag-beyond-result"),
        (groups({"mean": 10, "sd": 5, "n": 200}, {"mean": 10, "sd": 5, "n": 200}), "tag-beyond-result"),
        ({"values": {"direction": "no difference"}, "kind": "direction-only"}, "tag-beyond-result"),
        (interval(1.0, 0.95, 1.05, "RR"), "tag-beyond-result"),
        (interval(0.02, 0.01, 0.03, "SMD"), "tag-beyond-result"),
        (groups(10, 20) | {"p": "0.01"}, "tag-against-result"),
        (groups({"events": 2, "n": 200}, {"events": 10, "n": 200}), "tag-against-result"),
        ({"values": {"direction": "worse with the treatment"}, "kind": "direction-only"}, "tag-against-result"),
        (groups(10, 20), "tag-beyond-result"),  # nobody has tested it, and it is worse
        (point(-3), "tag-beyond-result"),
        (point(0), "tag-beyond-result"),
        (point(0.8, "RR"), "tag-beyond-result"),
        (point(3), None),
        (groups(20, 10), None),
        ({"p": "0.01"}, None),
        ({}, None),
        (interval(16, -1, 33), "tag-beyond-result"),  # there may be something, and nobody knows
        (interval(1.3, 0.9, 1.9, "RR"), "tag-beyond-result"),
        (interval(0.5, 0.3, 0.7, "SMD") | {"p": "0.4"}, "tag-beyond-result"),
        (at_level(50, 0.5, 0.3, 0.7, "SMD"), "tag-beyond-result"),
        (at_level(0.95, 0.5, 0.3, 0.7, "SMD"), "tag-beyond-result"),
        (interval(21, 10, 32), None),
    ],
)
def test_what_is_named(result: dict[str, Any], rule: str | None, evidence: Evidence) -> None:
    plain = evidence.studies[OWN].model_dump(by_alias=True)
    plain["results"] = [{**plain["results"][0], "values": None, "p": None, "estimate": None, **result}]
    study = Study.model_validate(plain)
    context = Context(replace(evidence, studies={**evidence.studies, OWN: study}), TODAY)
    names = ("tag-beyond-result", "tag-against-result")
    found = [name for name in names for p in RULES[name].find(context) if "90000002" in p.found]
    assert found == ([rule] if rule else [])
