"""One person at one form: what stands in the draft, each change written at once, and the end of it.

The browser is a face of this; so is a test. Nothing is kept here that is not on disk: a kernel that ends loses nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .. import store
from ..errors import NOTICES, UNFINISHED, Problem, UsageError
from ..finishing import Finished, finish_draft
from ..store.schemas import schema_name
from ..workspace import Workspace
from .edits import EMPTY, UNSEEN, Address, Edit, apply_edit, format_address, look_up
from .fields import Field, parse_value
from .form import Form, describe, list_lacking
from .writer import begin_draft, see_draft, write_edits


class FormSession:
    """`value`: the draft as it was last seen on disk."""

    def __init__(self, review: Workspace, form: Form) -> None:
        self.review, self.form = review, form
        self.finished: Finished | None = None
        self.problems: tuple[Problem, ...] = ()
        found = see_draft(review.folder, form.path, settled=form.anew)
        # Who only looks leaves nothing behind: the file is begun by the first change.
        self.begun = found is not None
        self.value: Mapping[str, Any] = form.begin if found is None else found

    def look(self) -> dict[str, Any]:
        """The form as it stands on disk by now."""
        if self.finished is None:
            found = store.read_draft(self.review.folder, self.form.path)
            if found is not None:
                self.value, self.begun = found, True
            elif self.begun:
                raise UsageError(self.form.maker.say("gone", path=self.form.path))
        return {
            **describe(self.form, self.value),
            "finished": None if self.finished is None else self.finished.path,
            # What is only to be filled in stands at its field.
            "problems": [str(p) for p in self.problems if p.rule not in NOTICES],
        }

    def change(self, message: Mapping[str, Any], *, strict: bool = False) -> bool:
        """One change as the browser sends it: {at, do, value, was, place}; false where a number is none.

        The value is written all the same, as it was typed; with `strict` it is not, nor is one that the model does not
        take: for where it can be asked for again at once. UsageError where nothing was written.
        """
        at: Address = tuple(str(step) for step in message.get("at") or ())
        doing = str(message.get("do") or "set")
        value, right = message.get("value"), True
        field = self._find(at) if doing == "set" else None
        if field is not None:
            self._refuse_closed(field, value)
            optional = not field.needed
            value, right = parse_value(field.kind, value, optional=optional, whole=field.whole)
        edits = self._unfold(at, field)
        edits += [Edit(at, doing, value, message.get("was", UNSEEN))]
        edits += self._place(at, field, message) if doing == "set" else []
        if strict and field is not None:
            self._refuse_wrong(field, edits, value, right)
        self._begin()
        self.value = write_edits(self.review.folder, self.form.path, edits, self.form.tidy)
        self.problems = ()
        return right

    def finish(self, today: dt.date) -> Finished:
        """The draft tried against the whole workspace; finished where nothing is lacking, in the form or there."""
        self.look()
        open_ = [f for s in describe(self.form, self.value)["sections"] for f in s["fields"] if f["lacks"]]
        if open_:
            path = self.form.path
            self.problems = tuple(Problem(path, 0, f["name"], UNFINISHED, "nothing", f["lacks"]) for f in open_)
            return Finished(path, False, self.problems)
        self._begin()
        changes = {"decided_on": today} if "decided_on" in self.value else {}
        done = finish_draft(self.review.folder, self.form.path, changes)
        self.problems = done.lacking
        if not done.lacking:
            self.finished = done
        return done

    def _begin(self) -> None:
        if not self.begun:
            schema = schema_name(self.form.part).removesuffix(".schema.json")
            value, anew = self.value, self.form.anew
            self.value = begin_draft(self.review.folder, self.form.path, value, schema, settled=anew)
            self.begun = True

    def _unfold(self, at: Address, field: Field | None) -> list[Edit]:
        """A plain text becomes the text of its language before another language is written beside it."""
        now = look_up(self.value, field.at) if field is not None else None
        if field is None or field.kind != "texts" or at == field.at or not isinstance(now, str) or not now:
            return []
        return [Edit(field.at, "set", {choose_plain(self.review.evidence.topic.languages): now}, now)]

    def _find(self, at: Address) -> Field | None:
        """The field at an address; of a text in one language, the field that holds it."""
        fields = [f for s in self.form.list_sections(self.value) for f in s.fields]
        return next((f for f in fields if f.at == at or (f.kind == "texts" and f.at == at[:-1])), None)

    def _refuse_closed(self, field: Field, value: Any) -> None:
        if field.kind != "choice" or value in (None, ""):
            return
        choice = next((c for c in field.choices if c.word == value), None)
        if choice is None:
            known = ", ".join(str(c.word) for c in field.choices)
            raise UsageError(f"{field.label}: found {value!r}, expected one of {known}")
        if choice.closed:
            raise UsageError(f"{choice.name}: {choice.closed}")

    def _refuse_wrong(self, field: Field, edits: Sequence[Edit], value: Any, right: bool) -> None:
        """UsageError for what is no number, and for what the model says is wrong; what is only lacking is let be."""
        if not right:
            number = "two numbers, such as 3.5 8" if field.kind == "pair" else "a number"
            number = "a whole number" if field.whole else number
            raise UsageError(f"{field.label}: found {value!r}, expected {number}")
        if value in EMPTY or field.kind in ("texts", "rows"):
            return
        tried: dict[str, Any] = dict(self.value)
        for edit in edits:
            tried = apply_edit(tried, edit)
        lacking = list_lacking(self.form, self.form.tidy(tried))
        said = next((lacking[n] for n in lacking if re.sub(r"\[\d+\]$", "", n) == format_address(field.at)), "")
        if said and said != self.form.maker.say("lacks"):
            raise UsageError(f"{field.label}: {said}")

    def _place(self, at: Address, field: Field | None, message: Mapping[str, Any]) -> Sequence[Edit]:
        """Where the value was taken from, kept; gone as soon as another value is typed."""
        if field is None or not field.taken or self.form.part != "studies":
            return ()
        name, place = format_address(at), message.get("place")
        if place:
            return (Edit(("places", name), "set", str(place)),)
        return (Edit(("places", name), "remove"),)


def choose_plain(languages: Iterable[str]) -> str:
    """The language of a text that does not say in which it is: English where there is English, else the first."""
    codes = list(languages)
    return "en" if "en" in codes else codes[0]


__all__ = ["FormSession", "choose_plain"]
