"""What a person types for a field, read as the changes that the form's session takes. Pure.

The terminal's questions and `--set` of the command line are read by the same rules; what is right for a field is
decided by the form and the model, as it is in JupyterLab.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import UsageError, show
from ..printed import find_cut
from ..unknown import find_near
from .refused import AnswerError, Nothing
from .selecting import find_part

ALL = "*"
"""Chooses 'all alike', where a field has that."""
RULES = "rules"
"""Who offers a text that nobody has written."""
EXACTLY = "="
"""Before a text: as it stands, whatever it looks like; alone: nothing."""
Described = Mapping[str, Any]
"""A field, or a section, as `form.describe` lays it out."""


@dataclass(frozen=True)
class Stop:
    """One question: a field, of a text in one language (`code`), or a list that can grow (`field` None, `adds`)."""

    name: str
    section: Described
    field: Described | None = None
    code: str = ""
    adds: str = ""

    @property
    def at(self) -> list[str]:
        return [*self.field["at"], *([self.code] if self.code else [])] if self.field else [self.adds]

    def value(self, plain: str) -> Any:
        """What stands there; of a text that says no language, that of the language `plain`."""
        found = self.field["value"] if self.field else None
        if not self.code:
            return found
        texts = {plain: found} if isinstance(found, str) and found else found
        return texts.get(self.code) if isinstance(texts, Mapping) else None


def name_version(who: str, names: Mapping[str, str]) -> str:
    """'Invented Anna (anna)': by whom a version was made, with what `--take` and `w` know it by."""
    name = names.get(who, who)
    return who if name == who else f"{name} ({who})"


def list_stops(view: Described, languages: Sequence[str]) -> list[Stop]:
    """Every question of a form, in its order."""
    return [stop for section in view["sections"] for stop in _stops_of(section, languages)]


def _stops_of(section: Described, languages: Sequence[str]) -> Iterator[Stop]:
    for field in section["fields"]:
        codes = languages if field["kind"] == "texts" else [""]
        yield from (Stop(".".join(filter(None, (field["name"], c))), section, field, c) for c in codes)
    if section["adds"]:
        yield Stop(".".join(section["adds"]), section, adds=section["adds"][-1])


def find_stop(stops: Sequence[Stop], name: str) -> Stop:
    """UsageError for a name that no question has, with those that come near."""
    found = next((s for s in stops if s.name == name), None)
    if found is not None:
        return found
    under = [s.name for s in stops if s.name.startswith(f"{name}.") or s.name.rpartition(".")[2] == name]
    if under:
        raise AnswerError("no_field_under", name=repr(name), those=", ".join(under))
    # All of a form's names are too many to be read: those that may have been meant, or where they stand.
    near = find_near(name, [s.name for s in stops])
    if near:
        raise AnswerError("no_field_near", name=repr(name), those=", ".join(near))
    raise AnswerError("no_field", name=repr(name), n=len(stops))


def find_take(stops: Sequence[Stop], name: str) -> Stop:
    """The question of a field as a whole: of a text, that of its first language, since all of it is taken."""
    return next((s for s in stops if s.field is not None and s.field["name"] == name), None) or find_stop(stops, name)


def show_value(value: Any) -> str:
    """A value as `--set` reads it."""
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict, tuple)) else str(value)


def read_answer(stop: Stop, typed: str, view: Described, plain: str) -> list[dict[str, Any]]:
    """The changes that an answer comes to; none where it says what stands there. UsageError where it is no answer."""
    field = stop.field
    if field is None:
        return [add_item(stop, typed)]
    kind, now = field["kind"], stop.value(plain)
    if kind == "many":
        return _choose_several(stop, typed)
    change: dict[str, Any] = {"do": "set", "at": stop.at, "was": now}
    if kind == "choice":
        return [{**change, "value": None if typed == EXACTLY else find_choice(field, typed)["word"]}]
    if kind in ("lines", "rows"):
        return [{**change, "value": _read_list(stop, typed)}]
    typed, place = _split_place(field, typed, view)
    text = typed.removeprefix(EXACTLY)
    return [{**change, "value": text, **({"place": place} if place else {})}]


def add_item(stop: Stop, typed: str) -> dict[str, Any]:
    """A group, or a result, under the id that was typed."""
    return {"do": "add", "at": [stop.adds], "value": {**stop.section["begin"], "id": typed}}


def add_value(stop: Stop, typed: str, plain: str) -> dict[str, Any]:
    """One more word, line or item; UsageError for a field that holds one thing only."""
    kind = stop.field["kind"] if stop.field else ""
    if stop.field is None:
        return add_item(stop, typed)
    if kind == "many":
        return {"do": "add", "at": stop.at, "value": find_choice(stop.field, typed)["word"]}
    if kind in ("lines", "rows"):
        rows = list(stop.value(plain) or ())
        one = read_json(typed) if kind == "rows" else typed
        return {"do": "set", "at": stop.at, "was": rows, "value": [*rows, one]}
    raise AnswerError("add_to_one", name=stop.name)


def drop_item(view: Described, name: str) -> dict[str, Any]:
    """An item of a list taken away, with all that stands in it."""
    items = [s["item"] for s in view["sections"] if s["item"]]
    names = [".".join(step.removeprefix("@") for step in at) for at in items]
    if name not in names:
        if not names:
            raise AnswerError("nothing_to_drop", name=repr(name))
        raise AnswerError("no_such_item", name=repr(name), those=", ".join(names))
    return {"do": "remove", "at": items[names.index(name)]}


def list_offers(stop: Stop) -> dict[str, Any]:
    """What may be taken as it stands: what each of several people has put there, and the text that rules have."""
    field = stop.field or {}
    both = {name: value for name, value, _ in field.get("both") or ()}
    return {**both, **({RULES: field["offer"]} if field.get("offer") else {})}


def take_from(stop: Stop, who: str) -> dict[str, Any]:
    """What one of several people, or the rules, would put into a field."""
    both = list_offers(stop)
    if who not in both:
        if not both:
            raise AnswerError("nothing_to_take")
        raise AnswerError("take_from", who=who or Nothing("nobody"), those=", ".join(both))
    assert stop.field is not None, "where people differ there is a field"
    return {"do": "set", "at": stop.field["at"], "was": stop.field["value"], "value": both[who]}


# ---------------------------------------------------------------- choices


def number_choices(field: Described) -> list[tuple[int, Described]]:
    """Each choice with the number that picks it: words that are numbers go by themselves."""
    choices = field["choices"]
    own = all(isinstance(c["word"], int) for c in choices)
    return [(c["word"] if own else n, c) for n, c in enumerate(choices, 1)]


def find_choice(field: Described, typed: str) -> Described:
    """By its number, its word or its name. UsageError with all there are."""
    numbered, wanted = number_choices(field), typed.strip().casefold()
    for number, choice in numbered:
        if wanted in (str(number), str(choice["word"]).casefold(), choice["name"].casefold()):
            return choice
    known = ", ".join(f"{n} ({c['word']})" if n != c["word"] else str(n) for n, c in numbered)
    raise AnswerError("choice", label=field["label"], found=repr(typed), those=known or Nothing("none_yet"))


def _choose_several(stop: Stop, typed: str) -> list[dict[str, Any]]:
    """Exactly the choices named, each addition and removal by itself, as a tick in JupyterLab is."""
    field = stop.field
    assert field is not None
    now = list(field["value"] or ())
    if typed == ALL and field["all_word"]:
        return [{"do": "set", "at": stop.at, "value": None, "was": field["value"]}]
    if typed == EXACTLY:
        # Where people differ, nothing is an answer too.
        nothing = [{"do": "set", "at": stop.at, "value": [], "was": now}] if field["both"] and not now else []
        return nothing or [{"do": "remove", "at": stop.at, "value": word} for word in now]
    if typed.startswith("[") and typed.endswith("]"):
        # A list as `--show` prints it, or as files hold it.
        inner = typed[1:-1].strip()
        return _choose_several(stop, ", ".join(_read_words(typed)) if inner else EXACTLY)
    try:
        wanted = [find_choice(field, typed)["word"]]
    except UsageError:
        # Names have spaces in them; numbers and words have none.
        between = r"\s*,\s*" if re.search(r",\s*[^\W\d]", typed) else r"[,\s]+"
        wanted = [find_choice(field, part)["word"] for part in re.split(between, typed) if part]
    added = [{"do": "add", "at": stop.at, "value": word} for word in wanted if word not in now]
    return added + [{"do": "remove", "at": stop.at, "value": word} for word in now if word not in wanted]


def _read_words(typed: str) -> list[str]:
    """`["a", "b"]` or `[a, b]`: its words."""
    try:
        return [str(word) for word in json.loads(typed)]
    except ValueError:
        return [word.strip().strip("'\"") for word in typed[1:-1].split(",") if word.strip()]


# ---------------------------------------------------------------- lists and texts


def _read_list(stop: Stop, typed: str) -> list[Any]:
    """`-2` takes the second away, `=` all; a JSON list is the whole; any other line is one more."""
    assert stop.field is not None
    rows = list(stop.field["value"] or ())
    if typed == EXACTLY:
        return []
    if re.fullmatch(r"-\d+", typed):
        place = int(typed[1:])
        if not 1 <= place <= len(rows):
            raise AnswerError("line_number", label=stop.field["label"], found=typed, last=len(rows) or 1)
        return rows[: place - 1] + rows[place:]
    if typed.startswith("["):
        found = read_json(typed)
        return found if isinstance(found, list) else [found]
    return [*rows, read_json(typed) if stop.field["kind"] == "rows" else typed.removeprefix(EXACTLY)]


def read_json(typed: str) -> Any:
    """A JSON object or list; any other text as it stands."""
    if typed[:1] not in ("{", "["):
        return typed
    try:
        return json.loads(typed)
    except ValueError as error:
        raise AnswerError("json", found=show(typed), example='{"en": "..."}', error=error) from None


# ---------------------------------------------------------------- where it was taken from


def _split_place(field: Described, typed: str, view: Described) -> tuple[str, str]:
    """`120 @page/1` -> ('120', where it stands there): the second time it stands there is `@page/1#2`."""
    asked = re.fullmatch(r"(.*\S)\s+@([a-z]+/\d+)(?:#(\d+))?", typed, re.S)
    if asked is None or not field["taken"]:
        return typed, ""
    value, at, which = asked[1].removeprefix(EXACTLY), asked[2], int(asked[3] or 0)
    passages = {p["at"]: p for p in view["beside"]["passages"]}
    if at not in passages:
        known = ", ".join("@" + a for a in passages)
        raise AnswerError("passage", found=f"@{at}", those=known or Nothing("no_text"))
    passage = passages[at]
    whole = rf"(?<![\w.,]){re.escape(value)}(?!\w|[.,]\d)"
    found = [m.start() for m in re.finditer(whole, passage["text"])]
    cut = [find_cut(passage["text"], i, i + len(value)) for i in found]
    if found and all(cut):
        raise AnswerError("only_part", found=repr(value), whole=repr(cut[0]), at=at)
    found = [i for i, part in zip(found, cut, strict=True) if not part]
    if not found or which > len(found):
        raise AnswerError("stands_times", found=repr(value), n=len(found), at=at)
    if len(found) > 1 and not which:
        around = "; ".join(f"#{n} ...{_around(passage['text'], i, len(value))}..." for n, i in enumerate(found, 1))
        raise AnswerError("say_which", found=repr(value), n=len(found), at=at, around=around)
    start = found[which - 1 if which else 0]
    if part := find_part(field["kind"], field["at"][-1], passage["text"], start, start + len(value)):
        raise AnswerError("only_part", found=repr(value), whole=repr(part), at=at)
    return asked[1], f"[{at}:{start}-{start + len(value)} @{passage['digest']}]"


def _around(text: str, at: int, length: int) -> str:
    return " ".join(text[max(0, at - 25) : at + length + 25].split())


__all__ = [
    "Stop",
    "add_value",
    "drop_item",
    "find_stop",
    "find_take",
    "list_offers",
    "list_stops",
    "number_choices",
    "read_answer",
    "show_value",
    "take_from",
]
