"""One person at one form: what stands in the draft, each change written at once, and the end of it.

The browser is a face of this; so is a test. Nothing is kept here that is not on disk: a kernel that ends loses nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .. import store
from ..check import can_be_right
from ..errors import NOTICES, UNFINISHED, Problem, UsageError, show
from ..finishing import Finished, finish_draft
from ..printed import find_cut
from ..store.schemas import schema_name
from ..workspace import Workspace
from .consensus import ConsensusForm
from .edits import EMPTY, UNSEEN, Address, Edit, apply_edit, format_address, look_up
from .faults_said import tell_problem
from .fields import Field, parse_value
from .form import Form, describe, list_items, list_missing_in, say_either, tell_missing
from .selecting import Taken, find_part, list_bound, list_group_names, read_selection
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
            **describe(self.form, self.value, self.review.today),
            "finished": None if self.finished is None else self.finished.path,
            # What is only to be filled in stands at its field.
            "problems": [tell_problem(p, self.form.maker) for p in self.problems if p.rule not in NOTICES],
        }

    def change(self, message: Mapping[str, Any], *, strict: bool = False) -> bool:
        """One change as the browser sends it: {at, do, value, was, place}; false where a number is none.

        The value is written all the same, as it was typed; with `strict` it is not, nor is one that the model does not
        take: for where it can be asked for again at once. UsageError where nothing was written.
        """
        edits, right = self._read_change(message, strict=strict)
        self._write(edits)
        return right

    def change_together(self, messages: Iterable[Mapping[str, Any]]) -> bool:
        """Several changes that a person makes in one act: all of them are written, or none. As `change` otherwise."""
        read = [self._read_change(message, strict=False) for message in messages]
        self._write([edit for edits, _ in read for edit in edits])
        return all(right for _, right in read)

    def take(self, message: Mapping[str, Any]) -> tuple[bool, tuple[str, ...]]:
        """What a person selected in the text, for the field at `at` and those beside it that it speaks of as well.

        `message`: {at, text, was, place: {at, start}}, `start` in code points; all of `text` goes into the field where
        it says nothing more. A field that says something already stays as it is, but for the one at `at`. (whether all
        numbers are numbers, the names of the fields written). UsageError, and nothing written, for text that is not
        there, that cuts a number, and for what is not one number where the field takes one.
        """
        at: Address = tuple(str(step) for step in message.get("at") or ())
        text, place = str(message.get("text") or ""), message.get("place") or {}
        passage = next((p for p in self.form.beside.passages if p.at == place.get("at")), None)
        start = int(place.get("start") or 0)
        if passage is None or not text or passage.text[start : start + len(text)] != text:
            raise UsageError(self.form.maker.say("select_first"))

        cut = find_cut(passage.text, start, start + len(text))
        if cut:
            raise UsageError(self.form.maker.say("cuts_number", number=cut))

        def change(one: Address, value: object, begin: int, end: int) -> dict[str, Any]:
            was = message.get("was", UNSEEN) if one == at else look_up(self.value, one)
            kept = f"[{passage.at}:{begin}-{end} @{passage.digest}]"
            return {"do": "set", "at": one, "value": value, "was": was, "place": kept}

        said = read_selection(text, at, self._name_groups(at))
        if any(found.at == at for found in said):
            self._refuse_halves(at, said)
        changes = [
            change(found.at, found.value, start + found.start, start + found.end)
            for found in said
            if self._is_right(found.value, found.at) and (found.at == at or self._is_free(found.at, found.value))
        ]
        # A selection that says nothing of the field that it was made for is for that field alone.
        if not any(c["at"] == at for c in changes):
            value, begin = self._take_whole(at, text)
            self._refuse_part(at, passage.text, start + begin, start + begin + len(value))
            changes = [change(at, value, start + begin, start + begin + len(value))]
        elif at[:1] == ("results",) and self._is_free((*at[:2], "where"), ""):
            # Where it was read is where it was taken from; a place of its own it has none.
            where = passage.at.replace("/", " ") if passage.at.startswith("page/") else passage.at.partition("/")[0]
            changes.append({"do": "set", "at": (*at[:2], "where"), "value": where})
        # What the field can never hold is not taken; another field that it speaks of says so itself.
        read = [self._read_change(one, strict=one["at"] == at) for one in changes]
        self._write([edit for edits, _ in read for edit in edits])
        return all(right for _, right in read), tuple(format_address(c["at"]) for c in changes)

    def _take_whole(self, at: Address, text: str) -> tuple[str, int]:
        """(all that was selected, where it begins in that): of a number nothing is left out to make one of the rest.

        UsageError where the field takes a number and the selection is not one, or can be either of two.
        """
        field, say = self._find(at), self.form.maker.say
        ends = " \t\n\u00a0" if field is None or field.kind != "number" else " \t\n\u00a0([)]"
        begin = len(text) - len(text.lstrip(ends))
        value = text.strip(ends) if field is None or field.kind != "number" else text.strip(ends).rstrip(",;:)]")
        if field is not None and field.kind == "number":
            said = self._say_either(value, field)
            if said or not parse_value("number", value, whole=field.whole)[1]:
                raise UsageError(said or say("no_one_number", found=value, right=say(f"right_{_name_right(field)}")))
        return value, begin

    def _refuse_part(self, at: Address, text: str, start: int, end: int) -> None:
        """UsageError for a number field where what was selected is a part of a range, a share, a spread or a name."""
        field = self._find(at)
        whole = find_part(field.kind, at[-1], text, start, end) if field is not None else ""
        if whole:
            raise UsageError(self.form.maker.say("cuts_number", number=whole))

    def _say_either(self, value: Any, field: Field) -> str:
        """Of digits that can be read in two ways: both."""
        return say_either(self.form.maker, value) if field.kind == "number" and not field.whole else ""

    def _read_change(self, message: Mapping[str, Any], *, strict: bool) -> tuple[list[Edit], bool]:
        at: Address = tuple(str(step) for step in message.get("at") or ())
        doing = str(message.get("do") or "set")
        value, right = message.get("value"), True
        field = self._find(at) if doing == "set" else None
        if doing == "add" and (listed := self._find(at)) is not None:
            _refuse_no_list(listed, [value])
        if field is not None:
            self._refuse_closed(field, value)
            _refuse_no_list(field, value)
            optional = not field.needed
            value, right = parse_value(field.kind, value, optional=optional, whole=field.whole)
        edits = self._unfold(at, field)
        edits += [Edit(at, doing, value, message.get("was", UNSEEN))]
        edits += self._place(at, field, message) if doing == "set" else []
        if field is not None and isinstance(self.form, ConsensusForm):
            edits += self.form.note_choice(field.at, self.value)
        if strict and field is not None:
            self._refuse_wrong(field, edits, value, right)
        return edits, right

    def _write(self, edits: Iterable[Edit]) -> None:
        self._begin()
        self.value = write_edits(self.review.folder, self.form.path, edits, self.form.tidy)
        self.problems = ()

    def _is_free(self, at: Address, value: str) -> bool:
        """Whether the form asks for the field, nothing stands there, and it can hold the value."""
        field = self._find(at)
        if field is None or look_up(self.value, at) not in EMPTY:
            return False
        return field.kind != "choice" or any(c.word == value and not c.closed for c in field.choices)

    def _refuse_halves(self, at: Address, said: Sequence[Taken]) -> None:
        """UsageError where a field that goes with the one at `at`, as a unit with its amount, says something else."""
        for other in list_bound(at, said):
            field, here = self._find(other.at), look_up(self.value, other.at)
            if here in EMPTY or field is None:
                continue
            found = parse_value(field.kind, other.value, whole=field.whole)[0]
            if found != here:
                told = self.form.maker.say("other_half", name=field.label, here=str(here), found=other.value)
                raise UsageError(told)

    def _is_right(self, value: str, at: Address) -> bool:
        """Whether the value of a field that takes a number is one."""
        field = self._find(at)
        return field is None or field.kind != "number" or parse_value("number", value, whole=field.whole)[1]

    def _name_groups(self, at: Address) -> dict[str, tuple[str, ...]]:
        """The groups whose numbers a result holds, and what a text calls them."""
        kind = (look_up(self.value, at[:2]) or {}).get("kind") if at[:1] == ("results",) else None
        if kind == "before-after":
            return {"before": ("before", "baseline"), "after": ("after",)}
        return list_group_names(list_items(self.value, "arms"))

    def finish(self, today: dt.date) -> Finished:
        """The draft tried against the whole workspace; finished where nothing is lacking, in the form or there."""
        self.look()
        missing = list_missing_in(self.form, self.value, today)
        if missing:
            # Each by the name that its field goes by, and in the words that stand there.
            told = tell_missing(self.form, self.value, missing)
            path = self.form.path
            self.problems = tuple(Problem(path, 0, name, UNFINISHED, "nothing", said) for name, said in told.items())
            return Finished(path, False, self.problems)
        self._begin()
        changes: dict[str, Any] = {"decided_on": today} if "decided_on" in self.value else {}
        if isinstance(settled := self.value.get("settled"), Mapping) and "by" in settled:
            changes["settled"] = {**settled, "decided_on": today}
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
            right = self.form.maker.say("right_one_of", those=known)
            raise UsageError(f"{field.label}: {self.form.maker.say('wrong', found=repr(value), right=right)}")
        if choice.closed:
            raise UsageError(f"{choice.name}: {choice.closed}")

    def _refuse_wrong(self, field: Field, edits: Sequence[Edit], value: Any, right: bool) -> None:
        """UsageError for what is no number, and for what the model says is wrong; what is only lacking is let be."""
        if not right:
            if said := self._say_either(value, field):
                raise UsageError(f"{field.label}: {said}")
            expected = self.form.maker.say(f"right_{_name_right(field)}")
            raise UsageError(f"{field.label}: {self.form.maker.say('wrong', found=repr(value), right=expected)}")
        if value in EMPTY or field.kind in ("texts", "rows"):
            return
        tried: dict[str, Any] = dict(self.value)
        for edit in edits:
            tried = apply_edit(tried, edit)
        tried = self.form.tidy(tried)
        never = [p for p in list_missing_in(self.form, tried, self.review.today) if not can_be_right(p)]
        told = tell_missing(self.form, tried, never)
        said = next((told[n] for n in told if re.sub(r"\[\d+\]$", "", n) == format_address(field.at)), "")
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


def _name_right(field: Field) -> str:
    return "whole" if field.whole else "pair" if field.kind == "pair" else "number"


def _refuse_no_list(field: Field, value: Any) -> None:
    """UsageError for what is no list where one is written; the forms could show nothing with it."""
    if field.kind not in ("many", "lines", "rows") or value in (None, ""):
        return
    plain = field.kind != "rows"
    if not isinstance(value, list) or (plain and not all(isinstance(item, str) for item in value)):
        raise UsageError(f"{field.label}: found {show(value)}, expected a list{' of texts' if plain else ''}")


def choose_plain(languages: Iterable[str]) -> str:
    """The language of a text that does not say in which it is: English where there is English, else the first."""
    codes = list(languages)
    return "en" if "en" in codes else codes[0]


__all__ = ["FormSession", "choose_plain"]
