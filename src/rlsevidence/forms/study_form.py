"""The form of an extraction: people, arms and results, the dose and the effect computed beside what is typed. Pure.

What was computed is shown and never written: the file holds what the source says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from ..decisions import Decision, settle
from ..exposure.amounts import Measure, convert_arm, find_measure
from ..judgement.contrary import is_contrary
from ..language import format_number
from ..layout import own_name, part_path
from ..model import Arm, Estimate, Population, Record, Result, Study, bound_people
from ..synthesis.effects import RATIOS
from ..synthesis.result_effects import NoEffect, compute_effect
from .edits import Address, look_up
from .fields import Field, Kind, Maker, Section
from .form import Beside, list_items, tidy_group, tidy_texts

ARM: Mapping[str, Any] = {
    "id": "group",
    **dict.fromkeys(("n", "compound", "salt", "amount", "unit", "amount_is", "route", "duration", "with")),
}
RESULT: Mapping[str, Any] = {
    "id": "result",
    "outcome": "",
    "measure": "",
    "unit": None,
    "better": None,
    "kind": "",
    **dict.fromkeys(("values", "estimate", "p", "when")),
    "where": "",
    "claims": [],
}
POPULATION: Mapping[str, Any] = {
    "who": "",
    "n": None,
    "conditions": [],
    **dict.fromkeys(("severity", "baseline", "country")),
}
FIRST = ("label", "reports", "design", "read", "comparator", "registration")
LAST = ("facts_from", "funding", "conflicts", "counts_with", "verification", "notes")
ELSEWHERE = frozenset(
    {"id", "population", "extracted_by", "extracted_with", "checked_by", "settled", "by", "places", "draft"}
)
"""Fields that have a section of their own, or that no form asks for."""
TEXTS = ("finding", "harms", "caveats")
CELLS = ("n", "mean", "sd", "median", "iqr")
"""What is known of one group: the keys that an effect is computed from."""
GROUPED = {"before-after": ("before", "after"), "between-arms": None}
"""Kind of a result -> the groups whose numbers are asked for; None: those of the arms."""
RATES = ("proportion", "pooled")
"""Kinds of result that may be a share of other people than the study's."""
REQUIRED = {"baseline": {"scale": "", "value": None}, "estimate": {"measure": "", "value": None}}
OPTIONAL = {"estimate": ("ci_low", "ci_high", "level")}
ALIKE_SHOWN = 3


@dataclass(frozen=True)
class StudyForm:
    """One person's extraction of one study. `record`: the report that it begins from."""

    maker: Maker
    record: Record
    study: str
    label: str
    reviewer: str
    beside: Beside
    start: Mapping[str, Any] | None = None
    anew: bool = False

    part = "studies"

    @property
    def path(self) -> str:
        return part_path("studies", own_name(self.study, self.reviewer))

    @property
    def title(self) -> str:
        return self.maker.say("title.study", study=self.label)

    @property
    def begin(self) -> Mapping[str, Any]:
        if self.start is not None:
            return self.start
        return {
            "id": self.study,
            "label": self.label,
            "reports": [self.record.id],
            "registration": None,
            "design": "",
            "read": "",
            "population": dict(POPULATION),
            "arms": [],
            "comparator": "",
            "results": [],
            "harms": None,
            "finding": {},
            "caveats": [],
            "counts_with": [],
            "funding": None,
            "conflicts": None,
            "facts_from": [],
            "verification": "",
            "extracted_by": self.reviewer,
            "checked_by": None,
            "by": self.reviewer,
        }

    @cached_property
    def measure(self) -> Measure | None:
        return find_measure(self.maker.evidence)

    def list_sections(self, value: Mapping[str, Any]) -> tuple[Section, ...]:
        say = self.maker.say
        own = {f.at[0]: f for f in self.maker.fields(Study, (), "study", ELSEWHERE)}
        own["reports"] = self._reports(own["reports"], value)
        people = tuple(self.maker.fields(Population, ("population",), "study.population"))
        return (
            Section("study", say("section.study"), tuple(own[name] for name in FIRST)),
            Section("people", say("section.people"), people, notes=tuple(self.tell_people(value))),
            *(self._arm(at, arm) for at, arm in list_items(value, "arms")),
            Section("add-arm", say("add_arm"), adds=("arms",), begin=ARM),
            *(self._result(at, result, value) for at, result in list_items(value, "results")),
            Section("add-result", say("add_result"), adds=("results",), begin=RESULT),
            Section("texts", say("section.texts"), tuple(own[name] for name in TEXTS)),
            self._sources(tuple(own[name] for name in LAST), value),
        )

    def _sources(self, fields: tuple[Field, ...], value: Mapping[str, Any]) -> Section:
        """With the address of the record to be taken as that of what was read, while none is given."""
        made = Section("sources", self.maker.say("section.sources"), fields)
        pubmed = f"https://pubmed.ncbi.nlm.nih.gov/{self.record.pmid}/" if self.record.pmid else None
        address = f"https://doi.org/{self.record.doi}" if self.record.doi else pubmed or self.record.url
        if address is None or value.get("facts_from"):
            return made
        told = self.maker.say("together_address", address=address)
        return replace(made, together=((("facts_from",), [address]),), together_said=told)

    def tidy(self, value: dict[str, Any]) -> dict[str, Any]:
        _complete(value, ("population", "baseline"), "baseline")
        for at, result in list_items(value, "results"):
            tidy_texts(value, (*at, "note"), empty=None)
            tidy_texts(value, (*at, "estimate", "note"), empty=None)
            _complete(value, (*at, "estimate"), "estimate")
            groups = result.get("values")
            if isinstance(groups, dict):
                for name in [n for n, g in groups.items() if isinstance(g, dict)]:
                    groups[name] = {key: cell for key, cell in groups[name].items() if cell not in (None, "")}
                kept = {name: group for name, group in groups.items() if group not in ({}, None, "")}
                look_up(value, at)["values"] = kept or None
        for arm, _ in list_items(value, "arms"):
            tidy_texts(value, (*arm, "note"), empty=None)
        for name in ("harms", "funding", "conflicts"):
            tidy_texts(value, (name,), empty=None)
        tidy_texts(value, ("finding",), empty={})
        if value.get("places") == {}:
            del value["places"]
        return value

    def _reports(self, field: Field, value: Mapping[str, Any]) -> Field:
        """The records of the study, one a line, with what each is; and which other records may report the same."""
        records, say = self.maker.evidence.records, self.maker.say
        ids = [i for i in value.get("reports") or () if isinstance(i, str)]
        told = []
        for i in ids:
            of = self.maker.evidence.study_of.get(i)
            if i not in records:
                told.append(say("report.unknown", record=i))
            elif of not in (None, self.study):
                told.append(say("report.taken", record=i, study=self.maker.evidence.studies[str(of)].label))
            else:
                told.append(say("report.is", record=i, title=records[i].title, year=records[i].year or "–"))
        told += [say("report.maybe", record=r.id, title=r.title) for r in self._list_alike(ids)[:ALIKE_SHOWN]]
        return replace(field, kind="lines", needed=True, choices=(), beside=tuple(told))

    def _list_alike(self, ids: Sequence[str]) -> list[Record]:
        """Records of no study yet with the first author of this one and three long words of its title."""
        evidence = self.maker.evidence
        free = (r for r in evidence.records.values() if r.id not in ids and r.id not in evidence.study_of)
        return [r for r in free if _is_alike(self.record, r)]

    def tell_people(self, value: Mapping[str, Any]) -> Iterator[str]:
        """What makes one doubt the number of people: more or fewer than the arms hold."""
        whole = look_up(value, ("population", "n"))
        sizes = [arm.get("n") if isinstance(arm.get("n"), int) else None for _, arm in list_items(value, "arms")]
        fewest, most = bound_people(str(value.get("design") or ""), sizes)
        if isinstance(whole, int) and fewest > whole:
            yield self.maker.say("people.fewer", n=whole, total=fewest)
        elif isinstance(whole, int) and most is not None and most < whole:
            yield self.maker.say("people.more", n=whole, total=most)

    # ------------------------------------------------------------ arms

    def _arm(self, at: Address, arm: Mapping[str, Any]) -> Section:
        fields = tuple(self.maker.fields(Arm, at, "arm"))
        told = self.tell_dose(arm)
        beside = tuple(replace(f, beside=(told,)) if told and f.at[-1] == "amount" else f for f in fields)
        title = self.maker.say("section.arm", name=at[-1].removeprefix("@"))
        return Section(".".join(at), title, beside, item=at)

    def tell_dose(self, plain: Mapping[str, Any]) -> str:
        """The amount of an arm as the substance itself; empty where there is nothing to convert."""
        if self.measure is None or plain.get("amount") is None or plain.get("compound") != self.measure.compound:
            return ""
        try:
            arm = Arm.model_validate(plain)
        except ValidationError:
            return ""
        name = self.measure.substance.name.in_language(self.maker.language)
        dose = convert_arm(arm, self.measure)
        if dose is None:
            return self.maker.say("dose.none", name=name)
        low, high = (format_number(round(x, 1), self.maker.language) for x in (dose.low, dose.high))
        if low == high:
            return self.maker.say("dose.one", amount=low, name=name, how=dose.how)
        return self.maker.say("dose.between", low=low, high=high, name=name, how=dose.how)

    # ------------------------------------------------------------ results

    def _result(self, at: Address, result: Mapping[str, Any], value: Mapping[str, Any]) -> Section:
        rate = result.get("kind") in RATES or result.get("who")
        leave = frozenset() if rate else frozenset({"result.who"})
        fields = list(self.maker.fields(Result, at, "result", leave))
        place = next(i for i, f in enumerate(fields) if f.at[-1] == "kind") + 1
        fields[place:place] = self._values(at, result, value)
        title = self.maker.say("section.result", name=at[-1].removeprefix("@"))
        notes = tuple(self.tell_effect(result, value)) if result.get("kind") else ()
        return Section(".".join(at), title, tuple(fields), item=at, notes=notes)

    def _values(self, at: Address, result: Mapping[str, Any], value: Mapping[str, Any]) -> Iterator[Field]:
        kind = result.get("kind")
        if kind == "direction-only":
            yield self.maker.field((*at, "values", "direction"), Kind("text", optional=True), "result.direction")
            return
        if kind not in GROUPED:
            return
        groups = GROUPED[kind] or [at_arm[-1].removeprefix("@") for at_arm, _ in list_items(value, "arms")]
        for group in groups:
            for cell in CELLS:
                label = self.maker.say(
                    f"field.result.values.{cell}", group=self.maker.texts.get(f"time.{group}", group)
                )
                form = Kind("pair" if cell == "iqr" else "number", optional=True, whole=cell == "n")
                field = self.maker.field((*at, "values", group, cell), form, f"result.values.{cell}", label)
                yield field

    def tell_effect(self, plain: Mapping[str, Any], value: Mapping[str, Any]) -> Iterator[str]:
        """The effect of a result as it stands, with what was assumed and what makes one doubt it."""
        language, say = self.maker.language, self.maker.say
        result = _read_result(plain)
        known: dict[str, Any] = {name: str(value.get(name) or "") for name in ("design", "comparator")}
        known["arms"] = ()  # of two groups, one is known by its name
        effect = compute_effect(Study.model_construct(**known), result)
        if isinstance(effect, NoEffect):
            yield say("effect.none", why=effect.why)
            return
        interval = effect.interval()
        numbers = [effect.yi, *(interval or ())]
        if effect.measure in RATIOS:
            numbers = [math.exp(x) for x in numbers]
        shown = [format_number(float(f"{x:.3g}"), language) for x in numbers]
        if interval is None:
            yield say("effect.bare", measure=effect.measure, effect=shown[0])
        else:
            yield say("effect.interval", measure=effect.measure, effect=shown[0], low=shown[1], high=shown[2])
        yield from (say("effect.assumed", what=what) for what in effect.assumptions)
        yield from (say("effect.doubt", what=what) for what in effect.warnings)
        results = tuple(_read_result(other) for _, other in list_items(value, "results"))
        study = Study.model_construct(**known, results=results)
        for claim, stance in self._list_stances(value):
            if claim in result.claims and is_contrary(study, self.maker.evidence.claims[claim], stance):
                yield say(f"effect.against.{stance}", claim=claim)

    def _list_stances(self, value: Mapping[str, Any]) -> list[tuple[str, str]]:
        """(claim, stance) as people have tagged the reports of this study."""
        reports = {i for i in value.get("reports") or () if isinstance(i, str)}
        found = {(d.claim, d.stance or "") for d in self.decisions.values() if d.record in reports}
        return sorted(pair for pair in found if pair[0] in self.maker.evidence.claims)

    @cached_property
    def decisions(self) -> Mapping[tuple[str, str], Decision]:
        """What people have tagged; asked for once a result has an effect."""
        return settle(self.maker.evidence).decisions


def _read_result(plain: Mapping[str, Any]) -> Result:
    """A result as far as it is typed."""
    try:
        estimate = Estimate.model_validate(plain["estimate"]) if plain.get("estimate") else None
    except ValidationError:
        estimate = None  # half typed
    return Result.model_construct(**{**RESULT, **plain, "estimate": estimate})


def _is_alike(one: Record, other: Record) -> bool:
    if not one.authors or not other.authors:
        return False
    same = one.authors[0].split()[0].casefold() == other.authors[0].split()[0].casefold()
    return same and len(_long_words(one.title) & _long_words(other.title)) >= 3


def _long_words(text: str) -> set[str]:
    return set(re.findall(r"\w{5,}", text.casefold()))


def _complete(value: dict[str, Any], at: Address, name: str) -> None:
    """A group of which something is known has all of its keys; one of which nothing is known is null."""
    tidy_group(value, at)
    holder = look_up(value, at[:-1])
    group = holder.get(at[-1]) if isinstance(holder, dict) else None
    if isinstance(group, dict) and isinstance(holder, dict):
        whole = {**REQUIRED[name], **dict.fromkeys(OPTIONAL.get(name, ()))}
        holder[at[-1]] = {**whole, **group}
