"""What several people differed in who made one thing each alone, and how it was settled, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..check.settling import EMPTY, align_values, flatten, is_same, list_to_settle
from ..check.words import word_fields
from ..decisions.versions import find_own, list_changed, list_settled, list_versions, to_plain
from ..language import has_text
from ..language.words import Words
from ..model import GRADE_DOMAINS, Appraisal, Arm, Certainty, Estimate, Evidence, Population, Result, Study
from ..model.appraisal_tools import domain_group
from ..model.settlement import NEITHER

MODELS = {
    "study": Study,
    "study.population": Population,
    "arm": Arm,
    "result": Result,
    "result.estimate": Estimate,
    "appraisal": Appraisal,
    "certainty": Certainty,
}
"""What the label of a field begins with -> the model whose field it is."""
WHY = {"direction.why": "direction.finding", "basis.why": "basis.rating"}
"""Reasons that stand beside a choice -> the field of the choice."""


@dataclass(frozen=True)
class Difference:
    """`field`: what it is called; `had`: each person's id with what they had ('anna, bo' for what two
    had made in one file); `taken`: those whose value stands, none
    where nobody's does; `stands`: what stands; `opened`: who has changed their own there since, so that it is open
    again, `had` having what they have now. `had` has nobody whose own is no longer there."""

    field: str
    had: tuple[tuple[str, str], ...]
    taken: tuple[str, ...]
    stands: str
    opened: tuple[str, ...] = ()


def is_all_kept(evidence: Evidence, part: str, name: str, standing: Study | Appraisal | Certainty) -> bool:
    """Whether what each had made alone stands beside what was settled, so that it can be said that each had."""
    settled = standing.settled
    return settled is not None and all(find_own(evidence, part, name, who) is not None for who in settled.between)


def list_differences(
    evidence: Evidence, part: str, name: str, standing: Study | Appraisal | Certainty, words: Words
) -> tuple[Difference, ...]:
    """Field by field, in the order of the file, what has been opened again among them; none where nothing was settled,
    or they had said the same and say it still."""
    if standing.settled is None:
        return ()
    languages = evidence.topic.languages
    there = {v.who: v.value for v in list_settled(evidence, part, name, to_plain(standing.to_plain()))}
    now, *each = (flatten(v, languages) for v in align_values([to_plain(standing.to_plain()), *there.values()]))
    told, labels, opened = [], _Labels(words, part, name), _list_opened(evidence, part, name)
    differed = standing.settled.differed
    places = dict.fromkeys([*(at for at in now if at in opened or at in differed), *differed, *opened])
    for at in places:
        found = {who: one.get(at) for who, one in zip(there, each, strict=True)}
        had = tuple((who, labels.tell(at, value)) for who, value in found.items())
        if at in differed:
            taken = () if differed[at] == NEITHER else tuple(differed[at].split(", "))
        else:  # they had said the same there
            taken = tuple(who for who, value in found.items() if is_same(value, now.get(at)))
        told.append(Difference(labels.name(at), had, taken, labels.tell(at, now.get(at)), opened.get(at, ())))
    return tuple(told)


def list_changed_since(evidence: Evidence, part: str, name: str, words: Words) -> tuple[str, ...]:
    """Fields, as forms call them, that people have changed in their own since it was settled; none where nobody has."""
    labels = _Labels(words, part, name)
    return tuple(dict.fromkeys(labels.name(at) for at in _list_opened(evidence, part, name)))


def _list_opened(evidence: Evidence, part: str, name: str) -> dict[str, tuple[str, ...]]:
    """Place -> who has changed their own there since it was settled."""
    found: dict[str, tuple[str, ...]] = {}
    versions = list_versions(evidence, part, name)
    standing = next((v for v in versions if v.value.get("settled")), None)
    for who in list_changed(evidence, part, name) if standing is not None else ():
        own = next((v for v in versions if v.who == who), None)
        for at in list_to_settle([standing, own], evidence.topic.languages) if standing and own else ():
            found[at] = (*found.get(at, ()), who)
    return found


def name_place(words: Words, part: str, name: str, at: str) -> str:
    """What a place is called in the form that asks for it; the place itself where no form does."""
    return _Labels(words, part, name).name(at)


@dataclass(frozen=True)
class _Labels:
    words: Words
    part: str
    item: str

    def name(self, at: str) -> str:
        """What a place is called in the form that asks for it; the place itself where no form does."""
        before, key, _ = self._find(at)
        if key is None:
            # Notes may stand in every kind of file.
            return self.words.say("form.field.study.notes") if at == "notes" else at
        group = at.split(".")[-2] if key.startswith("result.values.") else ""
        said = self.words.say(f"form.field.{key}", group=group)
        return f"{before}: {said}" if before else said

    def _find(self, at: str) -> tuple[str, str | None, str]:
        """(what comes before the label, the label's key, the attribute of its model) of a place."""
        first, _, rest = at.partition(".")
        field, before, base = at, "", {"studies": "study", "appraisals": "appraisal"}.get(self.part, "certainty")
        if first in ("arms", "results"):
            before, _, field = rest.partition(".")
            base = "arm" if first == "arms" else "result"
            if field.startswith("values."):
                field = f"values.{field.rpartition('.')[2]}"
        elif first == "domains":
            domain, _, field = rest.partition(".")
            before = self.words.name(domain_group(self.item.partition(".")[2]), domain)
            if field.startswith("answers."):
                before, field = f"{before} {field.removeprefix('answers.')}", "support"
        elif first in ("downgrades", "upgrades", "departs_because"):
            domain, _, field = rest.partition(".")
            group = "grade_domain" if domain in GRADE_DOMAINS else "grade_upgrade"
            before, field = self.words.name(group, domain), field or first
        elif self.part == "certainty" and at in WHY:
            before, field = self.words.say(f"form.field.certainty.{WHY[at]}"), "why"
        key = f"{base}.{field}"
        return before, key if has_text(f"form.field.{key}", "en") else None, field

    def tell(self, at: str, value: Any) -> str:
        """A value as people read it: names of words, a text in the reader's language."""
        if value in EMPTY:
            return self.words.say("form.not_recorded")
        if isinstance(value, bool):
            return self.words.say("site.yes" if value else "site.no")
        if isinstance(value, (int, float)):
            return self.words.number(value)
        if isinstance(value, Mapping):
            return str(value.get(self.words.language) or "; ".join(f"{k}: {v}" for k, v in value.items()))
        if isinstance(value, Sequence) and not isinstance(value, str):
            return ", ".join(self.tell(at, one) for one in value)
        group = self._group(at)
        return self.words.name(group, str(value)) if group else str(value)

    def _group(self, at: str) -> str | None:
        _, key, field = self._find(at)
        if field == "judgement":
            return "judgement"
        if key in ("certainty.basis.rating", "certainty.direction.finding"):
            return "basis_rating" if key.endswith("rating") else "direction"
        base, _, last = (key or "").rpartition(".")
        model = MODELS.get(base)
        return word_fields(model).get(last) if model is not None else None


__all__ = ["Difference", "is_all_kept", "list_changed_since", "list_differences", "name_place"]
