"""How far people agree who extracted, appraised or judged the same, each alone: before anything was settled. Pure.

What is chosen from words has kappa and AC1 beside the share of agreement; of numbers, texts and lists the share alone
can be told, since nobody can say how often chance would have made them the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import Any

from ..check.settling import EMPTY, align_values, flatten, is_same
from ..check.words import word_fields
from ..decisions.versions import list_changed_ever, list_makers, list_settled, to_plain
from ..model import GRADE_DOMAINS, Arm, Estimate, Evidence, Population, Result, Study
from ..tagging.agreement import Agreement, measure_agreement

EXTRACTION, APPRAISAL, CERTAINTY = "extraction", "appraisal", "certainty"
KINDS = ("choice", "number", "text", "list")
"""Kinds of fields of an extraction; what people wrote in their own words is no field to agree on."""
OWN_WORDS = frozenset({"finding", "harms", "caveats", "notes", "label", "label_in", "verification"})
Pairs = dict[tuple[str, str, str], list[tuple[str, str]]]
"""(what, first person, second person) -> what each said, thing by thing."""


@dataclass(frozen=True)
class Agreed:
    """`what`: a domain, or a kind of field; `of`: a tool of appraisal, 'extraction' or 'certainty'."""

    of: str
    what: str
    agreement: Agreement

    def to_plain(self) -> dict[str, Any]:
        return {"of": self.of, "what": self.what, **self.agreement.to_plain()}


def measure_agreed(evidence: Evidence) -> tuple[Agreed, ...]:
    """Extractions by kind of field, appraisals and certainty domain by domain, for each two people who made one."""
    return (*_extractions(evidence), *measure_domains(evidence), *_certainty(evidence))


def count_joint(evidence: Evidence) -> Mapping[str, int]:
    """How many extractions, appraisals and judgements carry several names and nobody's own beside them: made
    together, or settled without what each had made. They are left out everywhere here, since nobody can tell who said
    what first; that they name two people is no agreement."""
    parts: dict[str, list[tuple[str, Any]]] = {
        EXTRACTION: [("studies/" + s.id, s) for s in evidence.studies.values()],
        APPRAISAL: [(f"appraisals/{a.study}.{a.tool}", a) for a in evidence.appraisals if a.by is None],
        CERTAINTY: [("certainty/" + c.claim, c) for c in evidence.certainty.values()],
    }
    found = {}
    for kind, items in parts.items():
        several = [name for name, item in items if len(list_makers(item.to_plain())) > 1]
        found[kind] = sum(not _has_own(evidence, *name.split("/", 1)) for name in several)
    return found


def count_changed(evidence: Evidence) -> Mapping[str, int]:
    """How many extractions, appraisals and judgements their makers have changed since they were settled: left out too,
    since nobody can tell any more what each alone had said before."""
    names = [(o.field, o.name) for o in evidence.own]
    names += [("appraisals", f"{a.study}.{a.tool}") for a in evidence.appraisals if a.by is not None]
    kinds = {"studies": EXTRACTION, "appraisals": APPRAISAL, "certainty": CERTAINTY}
    found = dict.fromkeys(kinds.values(), 0)
    for part, name in dict.fromkeys(names):
        found[kinds[part]] += len(list_changed_ever(evidence, part, name))
    return found


def _has_own(evidence: Evidence, part: str, name: str) -> bool:
    beside = any((o.field, o.name) == (part, name) for o in evidence.own)
    return beside or (part == "appraisals" and any(a.by and f"{a.study}.{a.tool}" == name for a in evidence.appraisals))


def measure_domains(evidence: Evidence) -> tuple[Agreed, ...]:
    """Appraisals by tool and domain; 'overall' after the domains. A consensus is nobody's own and stays out."""
    words = tuple(evidence.vocabulary["judgement"])
    own: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for a in evidence.appraisals:
        # What one person made before anybody else did has no `by`, and is that person's own all the same.
        who = a.by or (a.reviewers[0] if len(a.reviewers) == 1 and a.role != "consensus" else None)
        if who is not None and who not in list_changed_ever(evidence, "appraisals", f"{a.study}.{a.tool}"):
            own.setdefault((a.tool, a.study), {}).setdefault(who, a.to_plain())
    found = []
    for tool in sorted({tool for tool, _ in own}):
        pairs: Pairs = {}
        for key, by in sorted(own.items()):
            if key[0] == tool:
                _pair(
                    pairs,
                    by,
                    lambda plain: (
                        {d: str(j["judgement"]) for d, j in plain["domains"].items()}
                        | {"overall": str(plain["overall"])}
                    ),
                )
        found += [Agreed(tool, what, m) for what, m in _measure(pairs, lambda _: words)]
    return tuple(found)


def _certainty(evidence: Evidence) -> Iterator[Agreed]:
    pairs: Pairs = {}
    for by in _list_own(evidence, "certainty").values():
        _pair(pairs, by, _read_judgement)
    for what, measured in _measure(pairs, lambda what: _list_levels(evidence, what)):
        yield Agreed(CERTAINTY, what, measured)


STEPS = tuple(str(steps) for steps in range(3))


def _list_levels(evidence: Evidence, what: str) -> Sequence[str]:
    """All that could have been chosen: AC1 asks for the whole scale, also for what nobody chose."""
    scales = {"starts_at": "grade_start", "overall": "certainty", "basis": "basis_rating", "direction": "direction"}
    return tuple(evidence.vocabulary[scales[what]]) if what in scales else STEPS


def _read_judgement(plain: Mapping[str, Any]) -> dict[str, str]:
    steps = {d: str((plain.get("downgrades") or {}).get(d, {}).get("steps")) for d in GRADE_DOMAINS}
    said = {
        "starts_at": plain.get("starts_at"),
        **(steps if plain.get("downgrades") else {}),
        "overall": plain.get("overall"),
        "basis": (plain.get("basis") or {}).get("rating"),
        "direction": (plain.get("direction") or {}).get("finding"),
    }
    return {name: str(word) for name, word in said.items() if word is not None}


def _extractions(evidence: Evidence) -> Iterator[Agreed]:
    languages = evidence.topic.languages
    same: Pairs = {}
    for by in _list_own(evidence, "studies").values():
        for first, second in combinations(sorted(by), 2):
            one, other = (flatten(v, languages) for v in align_values([by[first], by[second]]))
            for at in dict.fromkeys((*one, *other)):
                a, b, kind = one.get(at), other.get(at), _kind(at, one.get(at), other.get(at))
                if at.partition(".")[0] in OWN_WORDS or (a in EMPTY and b in EMPTY) or kind not in KINDS:
                    continue
                told = (
                    (str(a or "-"), str(b or "-")) if kind == "choice" else ("same", "same" if is_same(a, b) else "-")
                )
                same.setdefault((kind, first, second), []).append(told)
    for kind, measured in sorted(_measure(same, lambda _: ()), key=lambda found: KINDS.index(found[0])):
        yield Agreed(EXTRACTION, kind, measured if kind == "choice" else replace(measured, kappa=None, ac1=None))


def _kind(at: str, one: Any, other: Any) -> str:
    value = other if one in EMPTY else one
    if isinstance(value, list):
        return "list"
    if at.rpartition(".")[2] in _word_names():
        return "choice"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "number"
    return "text" if isinstance(value, str) else "other"


@cache
def _word_names() -> frozenset[str]:
    models = (Study, Population, Arm, Result, Estimate)
    # The measure of a result is a text, that of an estimate a word: what a result was measured with is no choice.
    return frozenset(name for model in models for name in word_fields(model)) - {"measure"}


def _list_own(evidence: Evidence, part: str) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Name -> who -> what that person made of it alone."""
    own: dict[str, dict[str, Mapping[str, Any]]] = {}
    for item in evidence.own:
        # What somebody has changed since it was settled was made with the others' before them.
        if item.field == part and item.by not in list_changed_ever(evidence, part, item.name):
            own.setdefault(item.name, {})[item.by] = to_plain(item.item.to_plain())
    for name, by in own.items():
        standing = getattr(evidence, part).get(name)
        makers = list_makers(standing.to_plain()) if standing is not None else ()
        if standing is None:
            continue
        plain = to_plain(standing.to_plain())
        changed = list_changed_ever(evidence, part, name)
        for version in list_settled(evidence, part, name, plain):
            if version.who not in changed:
                by.setdefault(version.who, version.value)
        # One file that several made at once, beside what somebody else made alone, is one version of theirs.
        if not plain.get("settled") and not set(makers) & set(by):
            by.setdefault(", ".join(makers), plain)
        elif len(makers) == 1:
            by.setdefault(makers[0], plain)
    return own


def _pair(pairs: Pairs, by: Mapping[str, Mapping[str, Any]], read: Any) -> None:
    for first, second in combinations(sorted(by), 2):
        one, other = read(by[first]), read(by[second])
        for what in one:
            if what in other:
                pairs.setdefault((what, first, second), []).append((one[what], other[what]))


def _measure(pairs: Pairs, words: Callable[[str], Sequence[str]]) -> Iterator[tuple[str, Agreement]]:
    """`words`: what -> all that could have been chosen there; empty where only what was said is known."""
    for (what, first, second), said in pairs.items():
        chosen = words(what) or sorted({word for pair in said for word in pair})
        yield what, measure_agreement(None, first, second, said, chosen)


__all__ = ["Agreed", "count_changed", "count_joint", "measure_agreed", "measure_domains"]
