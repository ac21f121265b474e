"""A form in a terminal: one field at a time, each answer on disk before the next is asked. Needs no browser.

The same session as the form's in JupyterLab, and so the same rules, drafts and blinding; nothing is decided here.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ..errors import NOTICES, UsageError
from ..finishing import Finished
from ..language import list_texts
from ..panel.lines import wrap
from .answers import (
    ALL,
    Described,
    Stop,
    drop_item,
    list_offers,
    list_stops,
    name_version,
    number_choices,
    read_answer,
    take_from,
)
from .doors import PANELS
from .edits import EMPTY
from .faults_said import tell_problem
from .fields import Maker
from .queue import Group, Waiting
from .refused import tell_refused
from .session import FormSession, choose_plain

SIGNED = {"studies": "study", "appraisals": "appraisal", "certainty": "certainty"}
"""Part of the evidence -> what `rlsevidence sign-off` calls one of it."""
DONE_BY = {
    **dict.fromkeys(("untagged", "conflict", "single", "choose-directness"), "tag"),
    **dict.fromkeys(("unscreened", "unsure"), "screen"),
}
"""What no form does, and a verb of its own: kind -> verb."""

Ask = Callable[[str], str]
Say = Callable[[str], None]


def fill_in_terminal(session: FormSession, *, ask: Ask, say: Say, width: int, today: dt.date) -> int:
    """Walk through the fields until the person finishes or leaves; returns how many answers were saved.

    `ask` gives one line (EOFError leaves), `say` prints. A mistake is said and the question stays.
    """
    return _Walk(session, ask, say, width, today).go()


class _Leave(Exception):
    """The person leaves; what was answered is on disk."""


class _Walk:
    def __init__(self, session: FormSession, ask: Ask, say: Say, width: int, today: dt.date) -> None:
        self.session, self.ask, self.say, self.width, self.today = session, ask, say, width, today
        self.languages = list(session.review.evidence.topic.languages)
        self.plain = choose_plain(self.languages)
        self.words = list_texts("terminal.", session.form.maker.language)
        self.form_words = session.form.maker.texts
        self.view: Described = session.look()
        self.stops = list_stops(self.view, self.languages)
        self.place, self.made, self.heading = 0, 0, ""

    def go(self) -> int:
        self._open()
        try:
            while True:
                self._look()
                if self.place >= len(self.stops):
                    if self._end():
                        break
                    continue
                stop = self.stops[self.place]
                self._show(stop)
                try:
                    self._obey(stop, self._read(f"[{self.place + 1}/{len(self.stops)}] > "))
                except UsageError as error:
                    self.say(f"! {tell_refused(error, self.session.form.maker.language)}")
        except _Leave:
            self.say(self.words["left"].format(path=self.session.form.path) if self.session.begun else "")
        return self.made

    # ------------------------------------------------------------ what is shown

    def _open(self) -> None:
        view = self.view
        self.say(f"\n{view['title']}")
        state = self.form_words["is_draft"].format(n=view["lacks"])
        self.say(f"{view['path']} ({state})")
        self._say_beside(with_text=False)
        self.say("\n".join(self._wrap(self.words["help"], "")))
        if self.session.begun:
            self.place = self._first_open(0)
            if 0 < self.place < len(self.stops):
                self.say(self.words["resumes"].format(field=self._label(self.stops[self.place])))

    def _say_beside(self, *, with_text: bool) -> None:
        beside = self.view["beside"]
        lines = self._wrap(beside["title"])
        for name, known in beside["facts"]:
            lines += self._wrap(f"{name}: {known}")
        for note in beside["notes"]:
            lines += self._wrap(note)
        if with_text:
            for passage in beside["passages"]:
                lines += ["", f"  @{passage['at']}  {passage['heading']}".rstrip(), *self._wrap(passage["text"])]
        elif beside["passages"]:
            lines += self._wrap(self.words["text"])
        self.say("\n".join(lines))

    def _show(self, stop: Stop) -> None:
        lines: list[str] = []
        section = stop.section
        if section["id"] != self.heading:
            self.heading = section["id"]
            lines += ["", "-" * min(self.width, 60), section["title"]]
            lines += [line for note in section["notes"] for line in self._wrap(note)]
        lines += ["", *self._describe(stop)]
        self.say("\n".join(lines))

    def _describe(self, stop: Stop) -> Iterator[str]:
        field = stop.field
        if field is None:
            there = [s["title"] for s in self.view["sections"] if (s["item"] or [""])[0] == stop.adds]
            yield from self._wrap("; ".join(there)) if there else []
            yield from self._wrap(self.words["add"].format(what=stop.section["title"]), "")
            return
        yield self._label(stop) + (f" ({field['lacks']})" if field["lacks"] else "")
        for line in field["ask"]:
            yield from self._wrap(line)
        for who, _, said in field["both"]:
            yield from self._wrap(f"{name_version(who, self.view['names'])}: {said}")
        if field["both"]:
            yield from self._wrap(self.words["take"].format(who=", ".join(f"w {who}" for who, _, _ in field["both"])))
        yield from self._wrap(f"{self.words['now']}: {self._tell(stop)}")
        if field["place"]:
            yield from self._wrap(self.form_words["taken_from"].format(place=field["place"]))
        for line in field["beside"]:
            yield from self._wrap(line)
        if field["offer"] and field["value"] in EMPTY:
            yield from self._wrap(f"{field['offered'] or self.words['rules']}: {field['offer'].get(stop.code, '')}")
        if field["kind"] in ("choice", "many"):
            yield from self._list_choices(field)
        if hint := self.words.get(f"kind.{field['kind']}"):
            yield from self._wrap(hint.format(all=f"{ALL}: {field['all_word']}. " if field["all_word"] else ""))

    def _list_choices(self, field: Described) -> Iterator[str]:
        chosen = field["value"] if isinstance(field["value"], list) else [field["value"]]
        for number, choice in number_choices(field):
            mark = "*" if choice["word"] in chosen and chosen != [None] else " "
            said = ". ".join(part.rstrip(".") for part in (choice["means"], choice["about"]) if part)
            closed = f" [{self.words['closed']}: {choice['closed']}]" if choice["closed"] else ""
            head = f"{mark}{number:>3}  {choice['name']}"
            yield from self._wrap(head + (f": {said}" if said else "") + closed, "  ", "        ")

    def _label(self, stop: Stop) -> str:
        if stop.field is None:
            return str(stop.section["title"])
        code = list_texts("language.", stop.code)["name"] if stop.code else ""
        return f"{stop.field['label']}{f' ({code})' if code else ''}{' *' if stop.field['needed'] else ''}"

    def _tell(self, stop: Stop) -> str:
        field, value = stop.field, stop.value(self.plain)
        assert field is not None
        if value in EMPTY:
            return str(field["all_word"]) if field["all_word"] and value is None else self.form_words["not_recorded"]
        names = {c["word"]: c["name"] for c in field["choices"]}
        if isinstance(value, list):
            if field["kind"] in ("lines", "rows"):
                return "; ".join(f"({n}) {_tell_row(row)}" for n, row in enumerate(value, 1))
            return ", ".join(str(names.get(item, item)) for item in value)
        return str(names.get(value, value))

    # ------------------------------------------------------------ what is answered

    def _obey(self, stop: Stop, line: str) -> None:
        command, _, rest = line.partition(" ")
        if line == "":
            self.place += 1
        elif line == "q":
            raise _Leave
        elif line == "b":
            self.place, self.heading = max(0, self.place - 1), ""
        elif line == "?":
            self._explain(stop)
        elif line == "t":
            self._say_beside(with_text=True)
        elif line == "n":
            self.place = self._first_open(self.place + 1)
        elif line == "f":
            self.place = len(self.stops)
        elif line == "x":
            self._drop(stop)
        elif line.startswith("/"):
            self._jump(line[1:].strip())
        elif command == "w" and list_offers(stop):
            self._save(stop, [take_from(stop, rest.strip())])
        else:
            self._answer(stop, line)

    def _answer(self, stop: Stop, line: str) -> None:
        if stop.field is not None and stop.field["kind"] == "rows" and line == "+":
            texts = {code: self._read(f"    {code}: ") for code in self.languages}
            given = {code: text for code, text in texts.items() if text}
            if not given:
                return
            rows = list(stop.field["value"] or ())
            self._save(stop, [{"do": "set", "at": stop.at, "was": rows, "value": [*rows, given]}])
            return
        self._save(stop, read_answer(stop, line, self.view, self.plain))

    def _save(self, stop: Stop, changes: Sequence[Mapping[str, Any]]) -> None:
        for change in changes:
            self.session.change(change, strict=True)
            self.made += 1
        self._look()
        self.say(f"  {self.form_words['saved']}")
        # One line, or one item, more: the list may go on.
        grows = stop.field is None or stop.field["kind"] in ("lines", "rows")
        if stop.field is None:
            self.place = self._find(f"{stop.adds}.", self.place)
        elif not grows:
            self.place = self._find(stop.name, self.place) + 1

    def _find(self, name: str, otherwise: int) -> int:
        """Where a question stands by now; of a list, where the first field of its newest item does."""
        if not name.endswith("."):
            return next((i for i, s in enumerate(self.stops) if s.name == name), otherwise)
        newest = [s["id"] for s in self.view["sections"] if s["item"] and s["id"].startswith(name)]
        return next((i for i, s in enumerate(self.stops) if newest and s.section["id"] == newest[-1]), otherwise)

    def _drop(self, stop: Stop) -> None:
        item = stop.section["item"]
        if not item:
            raise UsageError(self.words["no_item"])
        if self._read(f"  {self.form_words['remove'].format(what=stop.section['title'])} (y) > ") == "y":
            self.session.change(drop_item(self.view, ".".join(s.removeprefix("@") for s in item)))
            self.made += 1
            self.place = next(i for i, s in enumerate(self.stops) if s.section["id"] == stop.section["id"])

    def _explain(self, stop: Stop) -> None:
        lines = self._wrap(stop.field["help"]) if stop.field and stop.field["help"] else []
        lines += self._wrap(f"--set {stop.name}=..." if stop.field else f"--add {stop.name}=...")
        if stop.field and stop.field["taken"] and self.view["beside"]["passages"]:
            lines += self._wrap(self.words["place"].format(at=self.view["beside"]["passages"][0]["at"]))
        self.say("\n".join([*lines, *self._wrap(self.words["help"])]))

    def _jump(self, words: str) -> None:
        wanted = words.casefold().split()
        order = [*range(self.place + 1, len(self.stops)), *range(self.place + 1)]
        for i in order:
            stop = self.stops[i]
            text = f"{stop.name} {self._label(stop)} {stop.section['title']}".casefold()
            if all(part in text for part in wanted):
                self.place = i
                return
        raise UsageError(self.words["not_found"].format(words=words))

    def _first_open(self, start: int) -> int:
        """The first question from `start` on that lacks something; the end where none does."""
        for i in range(start, len(self.stops)):
            field = self.stops[i].field
            if field is not None and field["lacks"]:
                return i
        return len(self.stops)

    # ------------------------------------------------------------ the end

    def _end(self) -> bool:
        self.say("\n" + self.form_words["is_draft"].format(n=self.view["lacks"]))
        line = self._read(f"{self.words['finish']} > ")
        if line == "q":
            raise _Leave
        if line == "b":
            self.place = len(self.stops) - 1
        elif line == "y":
            done = self.session.finish(self.today)
            self.say("\n".join(say_finished(done, self.session.form.maker)))
            if not done.lacking:
                return True
            self._look()
            self.place = min(self._first_open(0), len(self.stops))
        elif line.startswith("/"):
            try:
                self._jump(line[1:])
            except UsageError as error:
                self.say(f"! {tell_refused(error, self.session.form.maker.language)}")
        elif line == "n":
            self.place = self._first_open(0)
        return False

    def _look(self) -> None:
        self.view = self.session.look()
        self.stops = list_stops(self.view, self.languages)

    def _read(self, question: str) -> str:
        try:
            return self.ask(question).strip()
        except EOFError:
            raise _Leave from None

    def _wrap(self, text: str, indent: str = "  ", after: str | None = None) -> list[str]:
        return wrap(text, max(30, self.width), indent, after)


def _tell_row(row: Any) -> str:
    return "; ".join(f"{code}: {text}" for code, text in row.items()) if isinstance(row, Mapping) else str(row)


def say_finished(done: Finished, maker: Maker) -> list[str]:
    """What finishing came to: that it counts, or is kept beside another's, or all that it lacks."""
    if not done.lacking:
        return [maker.say("counts" if done.counts else "kept_own", path=done.path)]
    lines = [maker.say("stays_draft", n=len(done.lacking))]
    return lines + [
        f"  {p.field}: {p.expected}" if p.rule in NOTICES else f"  {tell_problem(p, maker)}" for p in done.lacking
    ]


# ---------------------------------------------------------------- the desk


def number_waiting(groups: Sequence[Group]) -> list[tuple[int, Group, Waiting]]:
    """Everything shown, numbered through."""
    shown = [(group, item) for group in groups for item in group.items]
    return [(n, group, item) for n, (group, item) in enumerate(shown, 1)]


def format_desk(groups: Sequence[Group], reviewer: str, width: int) -> Iterator[str]:
    """The list of what waits, each thing with its number and the command that does it."""
    heading = ""
    for number, group, item in number_waiting(groups):
        if group.id != heading:
            heading = group.id
            yield f"\n{group.title} ({group.number})"
        yield f"{number:>3}  {textwrap.shorten(item.what, max(40, width - 5), placeholder=' ...')}"
        yield from wrap(item.why, max(40, width), "     ")
        if command := name_command(group.id, item.open, reviewer):
            yield f"     {command}"
        if item is group.items[-1] and group.more:
            yield f"     {group.more}"


def name_command(kind: str, opened: Mapping[str, str], reviewer: str) -> str:
    """The command that does what a form would; empty where no form does it. `kind`: the group that it stands in."""
    doing, part, name = (opened.get(key, "") for key in ("do", "part", "name"))
    if not doing:
        return f"rlsevidence {DONE_BY[kind]} --reviewer {reviewer}" if kind in DONE_BY else ""
    what = f"{doing} {name}"
    if doing in PANELS:
        what = doing if doing == "tag" or not name else f"{doing} --find {name}"
        claim, shown = opened.get("claim"), opened.get("shown", "undecided")
        what += (f" --claim {claim}" if claim else "") + (f" --show {shown}" if shown != "undecided" else "")
    elif doing == "settle":
        what = f"settle {part} {name}"
    elif doing == "read":
        what = f"reread {part}/{name}" if kind == "reread" else f"sign-off {SIGNED[part]} {name}"
    elif doing == "appraise":
        study, _, tool = name.partition(".")
        what = f"appraise {study} --tool {tool}"
    return f"rlsevidence {what} --reviewer {reviewer}"


__all__ = ["fill_in_terminal", "format_desk", "name_command", "number_waiting", "say_finished"]
