"""What every form has: a draft with its path, sections of fields, what is lacking, and what to read beside it. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..check import NOTHING, list_missing
from ..errors import Problem
from ..printed import find_printed, read_printed
from .edits import EMPTY, ITEM, Address, format_address, look_up
from .faults_said import tell_fault
from .fields import Field, Maker, Section
from .writer import to_json


@dataclass(frozen=True)
class Passage:
    """One piece of what was read: its place ('abstract/2', 'page/3'), a heading, the text. `digest`: the beginning of
    the SHA-256 of the whole text, by which a number that was taken from it is found again."""

    at: str
    heading: str
    text: str
    digest: str


@dataclass(frozen=True)
class Beside:
    """What is to be read beside a form: a heading, passages, and facts as (name, what is known)."""

    title: str
    passages: tuple[Passage, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


class Form(Protocol):
    """One kind of form for one thing. `part`: the part of the evidence; `path`: the draft; `begin`: what it begins as,
    with nothing chosen in it."""

    @property
    def part(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def begin(self) -> Mapping[str, Any]: ...
    @property
    def anew(self) -> bool:
        """Whether this person's own earlier one has been settled, so that a new one may take its place."""
        ...

    @property
    def maker(self) -> Maker: ...
    @property
    def beside(self) -> Beside: ...

    def list_sections(self, value: Mapping[str, Any]) -> tuple[Section, ...]:
        """The fields, as the draft stands."""
        ...

    def tidy(self, value: dict[str, Any]) -> dict[str, Any]:
        """The draft as it is to stand after a change: empty groups as null, and nothing chosen for anybody."""
        ...


def describe(form: Form, value: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    """The form as a browser, or a test, reads it: sections of fields, each with its value and what it lacks."""
    lacking = tell_missing(form, value, list_missing_in(form, value, today))
    used: set[str] = set()
    sections = []
    for section in form.list_sections(value):
        fields = [_describe(form, field, value, lacking, used) for field in section.fields]
        sections.append({**vars(section), "fields": fields, "lacks": sum(f["lacking"] for f in fields)})
    others = [f"{name}: {said}" for name, said in lacking.items() if name not in used]
    # Of a consensus: who has what, by their names; what is taken is taken by the id.
    names = dict(getattr(form, "names", {}))
    shown = to_json({"sections": sections, "beside": form.beside})
    if any(field.taken for section in form.list_sections(value) for field in section.fields):
        for passage in shown["beside"]["passages"]:
            passage["marks"] = [[p.start, p.end] for p in find_printed(passage["text"]) if p.marked]
    lacks = sum(s["lacks"] for s in sections) + len(others)
    return {"title": form.title, "path": form.path, **shown, "lacks": lacks, "others": others, "names": names}


def _describe(
    form: Form, field: Field, value: Mapping[str, Any], lacking: Mapping[str, str], used: set[str]
) -> dict[str, Any]:
    name, found = format_address(field.at), look_up(value, field.at)
    own = [key for key in lacking if key not in used and (key == name or key.startswith((f"{name}.", f"{name}[")))]
    used.update(own)
    said = "; ".join(dict.fromkeys(lacking[key] for key in own))
    if own:
        # Chosen when it was open, and closed by what was chosen since: the form knows better words for it.
        said = next((c.closed for c in field.choices if field.kind == "choice" and c.word == found), "") or said
        if field.kind == "number" and not field.whole:
            said = say_either(form.maker, found) or said
    places = value.get("places")
    return {
        **vars(field),
        "name": name,
        "value": found,
        "lacks": said,
        "lacking": len(own),
        "place": (places or {}).get(name, ""),
    }


def say_either(maker: Maker, value: Any) -> str:
    """What digits can be, as '1,180' can be thousands or a decimal fraction; empty where they are one number."""
    either = read_printed(value).either if isinstance(value, str) else ()
    if not either:
        return ""
    one, other = (f"{n:.{len(value)}g}" for n in either)
    return maker.say("either_number", found=value, one=one, other=other)


def list_missing_in(form: Form, value: Mapping[str, Any], today: dt.date) -> tuple[Problem, ...]:
    """The places that are to be filled or mended: what `todo`, the desk and `finish` count as well."""
    return list_missing(form.maker.evidence, form.part, form.path, value, today)


def tell_missing(form: Form, value: Mapping[str, Any], missing: Iterable[Problem]) -> dict[str, str]:
    """Field, such as `arms.treated.n` -> what it lacks, in words of the form's language."""
    said = {}
    for problem in missing:
        if problem.found in NOTHING:
            told = form.maker.say("lacks")
        elif problem.rule == "departs-because" and problem.expected.startswith("in "):
            # What the rules propose there, and why, stands above the field.
            one = re.fullmatch(r"nothing in (.+)", problem.found)
            told = form.maker.say("lacks_argument_in", which=one[1]) if one else form.maker.say("lacks_argument")
        else:
            told = tell_fault(problem, form.maker)
        said[name_field(problem.field, value)] = told
    return said


def name_field(field: str, value: Any) -> str:
    """`arms[0].n` of a message as `arms.treated.n`: an item by its id, where it has one."""
    steps = []
    for step in re.findall(r"\[\d+\]|[^.\[\]]+", field):
        if step.startswith("["):
            place = int(step[1:-1])
            item = value[place] if isinstance(value, list) and place < len(value) else None
            name = item.get("id") if isinstance(item, Mapping) else None
            steps.append(str(name) if name else step)
            value = item
        else:
            steps.append(step)
            value = value.get(step) if isinstance(value, Mapping) else None
    return ".".join(steps).replace(".[", "[")


def tidy_texts(value: dict[str, Any], at: Address, *, empty: Any) -> None:
    """Languages without a text go; a text in none becomes `empty`. What is not there is left alone."""
    holder, last = look_up(value, at[:-1]) if len(at) > 1 else value, at[-1]
    if isinstance(holder, dict) and isinstance(holder.get(last), dict):
        texts = {code: text for code, text in holder[last].items() if isinstance(text, str) and text.strip()}
        holder[last] = texts or empty


def tidy_group(value: dict[str, Any], at: Address) -> None:
    """A group of which nothing is known becomes null."""
    holder, last = look_up(value, at[:-1]) if len(at) > 1 else value, at[-1]
    if isinstance(holder, dict) and isinstance(holder.get(last), dict):
        group = holder[last]
        if all(item in EMPTY for item in group.values()):
            holder[last] = None


def list_items(value: Mapping[str, Any], name: str) -> list[tuple[Address, Mapping[str, Any]]]:
    """The items of a list that have an id, with their addresses."""
    items = value.get(name)
    return [
        ((name, f"{ITEM}{item['id']}"), item)
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, Mapping) and isinstance(item.get("id"), str)
    ]
