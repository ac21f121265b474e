"""What several people have made of one thing, each alone: where they differ, and the act that settles it. Pure.

A consensus is a draft of its own and in a name of its own. It begins with what all agree on; what they differ in is
open, with each one's own beside it, and nobody's is taken before it is chosen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..check.settling import LISTS, align_values, flatten, is_same, is_taken_out, list_to_settle
from ..decisions.versions import SETTLED, Version, list_alone, list_makers, list_people
from ..finishing import CONSENSUS
from ..judgement.people_said import name_people
from ..language.words import Words, name_word
from ..layout import own_name, part_path
from ..model.settlement import NEITHER
from ..reporting.differences import name_place
from .edits import EMPTY, ITEM, Address, Edit, apply_edit, format_address, look_up
from .fields import Field, Kind, Maker, Section
from .form import Beside, Form, list_items


@dataclass(frozen=True)
class ConsensusForm:
    """The form in which `settler` settles what `versions` differ in. `inner`: the form that each of them filled."""

    inner: Form
    name: str
    versions: tuple[Version, ...]
    settler: str
    today: dt.date

    anew = False

    @property
    def part(self) -> str:
        return self.inner.part

    @property
    def path(self) -> str:
        return part_path(self.part, own_name(self.name, CONSENSUS))

    @property
    def title(self) -> str:
        makers = [name for who, name in self.names.items() if who != SETTLED]
        who = self.maker.say("and").join(filter(None, (", ".join(makers[:-1]), makers[-1])))
        # Who settled it before did not make one of these.
        who = "; ".join(filter(None, (who, self.names.get(SETTLED, ""))))
        return self.maker.say("title.consensus", what=self.inner.title, who=who)

    @property
    def names(self) -> Mapping[str, str]:
        """Those who made each of the versions, as a version names them -> by their names."""
        evidence = self.maker.evidence
        voice = Words(self.maker.language, evidence.vocabulary)
        found = {v.who: name_people(list_people(v), evidence.people, voice) for v in self.versions}
        if SETTLED in found:
            found[SETTLED] = self.maker.say("settled_by", who=found[SETTLED])
        return found

    @property
    def maker(self) -> Maker:
        return self.inner.maker

    @property
    def beside(self) -> Beside:
        return self.inner.beside

    @property
    def begin(self) -> Mapping[str, Any]:
        first = self.versions[0].value
        merged: dict[str, Any] = {**first, **self._names(), "checked_by": None, "by": CONSENSUS}
        alone = list(dict.fromkeys(w for v in self.versions for w in list_alone(v.value)))
        merged["settled"] = {"by": self.settler, "decided_on": self.today, "between": alone, "differed": {}}
        merged.pop("places", None)
        for other in self.versions[1:]:
            for name in LISTS:
                there = {at for at, _ in list_items(merged, name)}
                for at, item in list_items(other.value, name):
                    # What was taken out when it was settled comes back only where somebody has changed it since.
                    known = any(place.startswith(f"{format_address(at)}.") for place in self._places)
                    if at not in there and (known or not self._is_again):
                        merged = apply_edit(merged, Edit((name,), "add", dict(item)))
        blanked = list(self._differing(merged))
        for field in blanked:
            merged = apply_edit(merged, Edit(field.at, "set", blank(field)))
        # What no form asks for yet, or ever, is nobody's before it is chosen either.
        for place in set(self._places) - {format_address(field.at) for field in blanked}:
            merged = apply_edit(merged, Edit(_read_place(place), "remove"))
        return self.inner.tidy(merged)

    @property
    def _is_again(self) -> bool:
        """Whether it was settled before: then it begins as it stands, and only what has changed since is open."""
        return self.versions[0].who == SETTLED

    @cached_property
    def _places(self) -> Mapping[str, tuple[Any, ...]]:
        """Place in which the versions differ -> what each has there, whether a form asks for it or not."""
        return list_to_settle(self.versions, self.maker.evidence.topic.languages)

    def _names(self) -> dict[str, Any]:
        makers = list(dict.fromkeys(w for v in self.versions for w in list_makers(v.value)))
        if self.part == "studies":
            return {"extracted_by": self.settler, "extracted_with": [w for w in makers if w != self.settler]}
        everybody = list(dict.fromkeys([*makers, self.settler]))
        return {"reviewers": everybody, **({"role": "consensus"} if self.part == "appraisals" else {})}

    def _differing(self, value: Mapping[str, Any]) -> Iterator[Field]:
        for section in self.inner.list_sections(value):
            yield from (field for field in section.fields if not self.agree_on(field.at))

    def note_choice(self, at: Address, value: Mapping[str, Any]) -> tuple[Edit, ...]:
        """That a field in which people differ was looked at: nothing may be what is chosen for it."""
        if "settled" not in value or self.agree_on(at):
            return ()
        return (Edit(("settled", "differed", format_address(at)), "set", NEITHER),)

    def _is_compared_by(self, at: Address) -> bool:
        """Whether it is the id by which a group or a result is found in what each has; it stays until then."""
        return at[-1] == "id" and any(look_up(v.value, at) is not None for v in self.versions)

    def agree_on(self, at: Address) -> bool:
        """Whether all have the same there; of ids, which were brought into line, there is nothing to agree on."""
        if at[-1] == "id":
            return True
        if self._is_again:
            return format_address(at) not in self._places
        found = [look_up(v.value, at) for v in self.versions]
        return all(is_same(found[0], other) for other in found[1:])

    def list_sections(self, value: Mapping[str, Any]) -> tuple[Section, ...]:
        """The inner form's, and one for what people differ in that it does not ask for as the draft stands."""
        own = self.inner.list_sections(value)
        asked = {format_address(field.at) for section in own for field in section.fields}
        # A group or a result that was taken out takes its places with it.
        left = {at for at in self._places if at not in asked and not is_taken_out(at, self._flatten(value))}
        fields = tuple(self._make_field(at, each) for at, each in self._places.items() if at in left)
        more = (Section("more", self.maker.say("section.more"), fields),) if fields else ()
        return tuple(self._beside(section) for section in (*own, *more))

    def _flatten(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        return flatten(value, self.maker.evidence.topic.languages)

    def _make_field(self, at: str, each: tuple[Any, ...]) -> Field:
        """A field for a place that the form has none for, of the kind that what people put there is."""
        every = [one for one in each if one not in EMPTY]
        held = next((one for one in every if isinstance(one, Mapping)), every[0])
        kind = Kind("text", optional=True)
        if isinstance(held, Mapping):
            kind = Kind("texts", optional=True)
        elif isinstance(held, list):
            kind = Kind("rows" if any(isinstance(one, Mapping) for one in held) else "lines", optional=True)
        elif isinstance(held, (int, float)) and not isinstance(held, bool):
            kind = Kind("number", optional=True, whole=isinstance(held, int))
        voice = Words(self.maker.language, self.maker.evidence.vocabulary)
        return self.maker.field(_read_place(at), kind, "study.notes", name_place(voice, self.part, self.name, at))

    def _beside(self, section: Section) -> Section:
        fields = []
        for field in section.fields:
            if self._is_compared_by(field.at):
                continue
            both: tuple[tuple[str, Any, str], ...] = ()
            if not self.agree_on(field.at):
                found = [(v.who, look_up(v.value, field.at)) for v in self.versions]
                places = [(v.value.get("places") or {}).get(format_address(field.at), "") for v in self.versions]
                both = tuple(
                    (who, own, self._tell_with_place(field, own, place))
                    for (who, own), place in zip(found, places, strict=True)
                )
            # What all have a value for has one in the end: a difference is settled, and not dropped.
            held = bool(both) and all(own not in EMPTY for _, own, _ in both)
            fields.append(replace(field, both=both, needed=field.needed or held))
        differ = sum(bool(f.both) for f in fields)
        note = () if not fields else (self.maker.say("differ", n=differ, of=len(fields)),)
        return replace(section, fields=tuple(fields), notes=(*section.notes, *note), together=(), together_said="")

    def tidy(self, value: dict[str, Any]) -> dict[str, Any]:
        return self.inner.tidy(value)

    def _tell_with_place(self, field: Field, value: Any, place: str) -> str:
        told = self.tell(field, value)
        return f"{told} ({self.maker.say('taken_from', place=place)})" if place else told

    def tell(self, field: Field, value: Any) -> str:
        """What somebody has put into a field, in words."""
        return tell_value(self.maker, field, value)


def _read_place(at: str) -> Address:
    """`arms.treated.n` as the address of a field."""
    first, *rest = at.split(".")
    return (first, f"{ITEM}{rest[0]}", *rest[1:]) if first in LISTS and rest else (first, *rest)


def tell_value(maker: Maker, field: Field, value: Any) -> str:
    """The value of a field as people read it: names of words, texts with their language."""
    if value in EMPTY:
        return field.all_word if field.all_word and value is None else maker.say("not_recorded")
    names = {c.word: c.name for c in field.choices}
    if field.kind == "choice":
        return names.get(value, str(value))
    if isinstance(value, Mapping):
        order = [code for code in maker.evidence.topic.languages if code in value]
        return "\n".join(f"{code}: {value[code]}" for code in dict.fromkeys((*order, *value)))
    if isinstance(value, list):
        return (
            "\n".join(tell_value(maker, replace(field, kind="text"), item) for item in value)
            if field.kind
            in (
                "rows",
                "lines",
            )
            else ", ".join(str(names.get(item, item)) for item in value)
        )
    return str(value)


def blank(field: Field) -> Any:
    """Nothing, as a field says it that nobody has filled."""
    if field.kind in ("many", "rows", "lines"):
        return "" if field.all_word else []
    if field.kind in ("choice", "text", "texts") and field.needed:
        return ""
    return None


def align(versions: Sequence[Version]) -> tuple[Version, ...]:
    """Versions in which the same group, or result, goes by the same id: by id where it is the same, else in order."""
    values = align_values([v.value for v in versions])
    return tuple(replace(version, value=value) for version, value in zip(versions, values, strict=True))


def name_part(maker: Maker, part: str, name: str) -> str:
    """What a thing is called on the desk."""
    evidence, language = maker.evidence, maker.language
    if part == "certainty":
        return maker.say("title.certainty", claim=evidence.claims[name].title.in_language(language))
    study, _, tool = name.partition(".")
    label = evidence.studies[study].label if study in evidence.studies else study
    if part == "studies":
        return maker.say("title.study", study=label)
    called = name_word(evidence.vocabulary, "tool", tool, language)
    return maker.say("title.appraisal", tool=called, study=label)
