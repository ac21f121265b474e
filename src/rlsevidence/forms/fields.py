"""What a form asks, described from the model and the vocabulary: fields, choices with their meanings. Pure.

Nothing here chooses for anybody: a field has the value that stands in the draft, and none where none stands.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Union, get_args, get_origin

from ..language import list_texts, say_number
from ..model import Evidence, Frozen, Multilingual, Word
from ..model.base import RECORD_ID, SLUG
from ..printed import read_printed
from .edits import Address

KINDS = (
    "text",
    "number",
    "choice",
    "many",
    "texts",
    "rows",
    "lines",
    "pair",
)
"""What a field takes: a line, a number, one word, several words, a text in each language, several of those, several
lines, two numbers."""


TYPED = frozenset({"id", "label", "registration", "note", "where", "direction", "conflicts", "funding"})
"""Texts that are written, and never taken from what was read."""


@dataclass(frozen=True)
class Choice:
    """One thing to choose. `closed`: why it cannot be chosen here; empty when it can. `about`: facts beside it."""

    word: str | int
    name: str
    means: str = ""
    closed: str = ""
    about: str = ""


@dataclass(frozen=True)
class Field:
    """One field. `needed`: it may not stay empty, where others may stay 'not recorded'. `beside`: what is computed
    from it and shown with it; `ask`: what to think of before it is answered; `taken`: a value may be selected in what
    was read.
    """

    at: Address
    kind: str
    label: str
    help: str = ""
    needed: bool = False
    whole: bool = False
    choices: tuple[Choice, ...] = ()
    beside: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    taken: bool = False
    all_word: str = ""
    """For 'many': what choosing none of them, and all alike, is called; it stands as null."""
    both: tuple[tuple[str, Any, str], ...] = ()
    """Where people differ: who, what each has put there, and that in words."""
    offer: Mapping[str, str] = field(default_factory=dict)
    """A text by language that rules have, and that a person may take as it stands; nothing takes it for anybody."""
    offered: str = ""
    """What is offered, where it is not the rules' own words; empty where it is."""


@dataclass(frozen=True)
class Section:
    """Fields that belong together. `item`: the address of the item of a list that they are; `adds`: the list that
    grows here, with what an item begins as."""

    id: str
    title: str
    fields: tuple[Field, ...] = ()
    item: Address | None = None
    adds: Address | None = None
    begin: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    together: tuple[tuple[Address, Any], ...] = ()
    """What a person may put into several fields of the section in one act; nothing puts it there for anybody."""
    together_said: str = ""
    """What that is, in words."""

    def offer_together(self, judged: tuple[Address, Any], why: tuple[Address, Any], said: str) -> Section:
        """A judgement with its reason as one act; the section as it is where there is no reason to give."""
        return replace(self, together=(judged, why), together_said=said) if why[1] else self


@dataclass(frozen=True)
class Kind:
    """What an annotation of the model comes to."""

    name: str
    group: str | None = None
    optional: bool = False
    whole: bool = False
    model: type[Frozen] | None = None
    items: bool = False
    slugs: bool = False


def read_kind(annotation: Any, metadata: tuple[Any, ...] = ()) -> Kind:
    """What kind of field an annotation makes. ValueError for one that no form knows."""
    options, words = _unwrap(annotation, metadata)
    optional = type(None) in options
    options = [o for o in options if o is not type(None)]
    group = next((w.group for w in words if isinstance(w, Word)), None)
    plain = {o if isinstance(o, type) else get_origin(o) for o in options}
    if tuple in plain:
        inner = read_kind(get_args(next(o for o in options if get_origin(o) is tuple))[0])
        if inner.group or inner.slugs:
            return Kind("many", inner.group, optional, slugs=inner.slugs)
        if inner.model is not None and inner.name == "model":
            return Kind("items", None, optional, model=inner.model, items=True)
        return Kind("rows" if inner.name == "texts" else "lines", None, optional)
    if group is not None:
        return Kind("choice", group, optional)
    if Multilingual in plain:
        return Kind("texts", None, optional)
    models = [o for o in options if isinstance(o, type) and issubclass(o, Frozen)]
    if models:
        return Kind("model", None, optional, model=models[0])
    if bool in plain:
        return Kind("flag", None, optional)
    if plain <= {int, float}:
        return Kind("number", None, optional, whole=float not in plain)
    if plain == {str}:
        patterns = {getattr(w, "pattern", None) for w in words}
        return Kind("text", None, optional, slugs=bool(patterns & {SLUG, RECORD_ID}))
    if Mapping in plain or dict in plain or types.MappingProxyType in plain or len(plain) == 1:
        return Kind("mapping", None, optional)
    raise ValueError(f"no form knows {annotation}")


def _unwrap(annotation: Any, metadata: tuple[Any, ...]) -> tuple[list[Any], list[Any]]:
    """The members of a union, out of their annotations, and everything that the annotations say."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *said = get_args(annotation)
        return _unwrap(inner, (*metadata, *said))
    if origin in (Union, types.UnionType):
        members: list[Any] = []
        words = list(metadata)
        for member in get_args(annotation):
            found, said = _unwrap(member, ())
            members += found
            words += said
        return members, words
    return [annotation], list(metadata)


@dataclass(frozen=True)
class Maker:
    """Makes fields of one workspace in one language. `texts`: the program's own, without their `form.`"""

    evidence: Evidence
    language: str
    texts: Mapping[str, str]

    @classmethod
    def of(cls, evidence: Evidence, language: str) -> Maker:
        return cls(evidence, language, list_texts("form.", language))

    def say(self, key: str, /, **values: object) -> str:
        return self.texts[key].format(**values)

    def say_number(self, key: str, number: int, /, **values: object) -> str:
        """As `say`, in the form that goes with the number."""
        return say_number(f"form.{key}", number, self.language, **values)

    def choices(self, group: str, closed: Mapping[str, str] | None = None) -> tuple[Choice, ...]:
        """The words of a group of vocabulary.yaml; `closed`: word -> why it cannot be chosen."""
        words = self.evidence.vocabulary.get(group, {})
        return tuple(
            Choice(w, v.name.in_language(self.language), v.means.in_language(self.language), (closed or {}).get(w, ""))
            for w, v in words.items()
        )

    def fields(
        self, model: type[Frozen], at: Address, name: str, leave: frozenset[str] = frozenset()
    ) -> Iterator[Field]:
        """The fields of a model at an address, models within it laid flat; `name` begins the keys of their labels.

        Left out: lists of models, mappings (both have fields of their own kind), and the names in `leave`.
        """
        for attribute, info in model.model_fields.items():
            key = info.alias or attribute
            label = f"{name}.{key}"
            if attribute in leave or label in leave:
                continue
            kind = read_kind(info.annotation, tuple(info.metadata))
            if kind.name == "model" and kind.model is not None:
                inner = self.fields(kind.model, (*at, key), label, leave)
                # A group that may be absent asks for nothing until something of it is known.
                yield from (replace(f, needed=False) for f in inner) if kind.optional else inner
            elif kind.name not in ("items", "mapping", "flag"):
                yield self.field((*at, key), kind, label)

    def field(self, at: Address, kind: Kind, label: str, called: str | None = None) -> Field:
        """One field, `called` or labelled by `form.field.<label>`; helped by `form.help.<label>` if there is one."""
        own: tuple[Choice, ...] = ()
        if kind.group:
            own = self.choices(kind.group)
        elif kind.name == "many" and at[-1] == "claims":
            own = tuple(
                Choice(c.id, c.title.in_language(self.language), c.statement.in_language(self.language))
                for c in self.evidence.claims.values()
            )
        elif kind.name == "many" and kind.slugs:
            own = tuple(Choice(s.id, s.label) for s in self.evidence.studies.values())
        return Field(
            at,
            kind.name,
            self.say(f"field.{label}") if called is None else called,
            self.texts.get(f"help.{label}", ""),
            needed=not kind.optional and kind.name not in ("many", "rows", "lines"),
            whole=kind.whole,
            choices=own,
            taken=kind.name == "number" or (kind.name == "text" and at[-1] not in TYPED),
        )


def parse_value(kind: str, raw: Any, *, optional: bool = True, whole: bool = False) -> tuple[Any, bool]:
    """(the value that a form's field holds, whether it is one): numbers as articles print them; empty is null.

    A text that is no number is kept as typed, and is said to be none: nothing that was typed is lost.
    """
    if kind == "number":
        text = "" if raw is None else str(raw).strip()
        if not text:
            return None, True
        number = read_printed(text, whole=whole).value
        return (str(raw), False) if number is None else (number, isinstance(number, int) or not whole)
    if kind == "pair":
        parts = [p for p in str(raw or "").replace(";", " ").replace("–", " ").split() if p]
        found = [parse_value("number", p) for p in parts]
        if not parts:
            return None, True
        return ([v for v, _ in found], True) if len(found) == 2 and all(ok for _, ok in found) else (str(raw), False)
    if kind == "text":
        text = "" if raw is None else str(raw)
        return (None if optional and not text.strip() else text), True
    return raw, True
