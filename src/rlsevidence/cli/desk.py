"""Verbs of the researcher's desk in a terminal: desk, extract, appraise, judge, settle."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .. import clock
from ..errors import UsageError
from ..language import say as tell
from ..workspace import Workspace
from .asking import is_terminal
from .common import open_review, print_json, say

if TYPE_CHECKING:
    from ..forms.form import Form
    from ..forms.session import FormSession

Opened = tuple[str, Mapping[str, str]]
"""The group that something waiting stands in, and what opens it."""


def desk(args: Namespace) -> int:
    """What waits for a person; on a terminal, opened by number."""
    review = open_review(args)
    language = review.choose_language(args.language)
    if args.format == "text" and is_terminal():
        return _sit_down(review, args.reviewer, language, args.find)
    from ..forms.opening import make_maker
    from ..forms.queue import list_waiting, tell_unscreened, to_plain
    from ..forms.terminal import name_command
    from ..panel.reviewer import check_reviewer

    check_reviewer(review, args.reviewer)
    if args.format == "text":
        _print_desk(review, args.reviewer, language, args.find)
        return 0
    maker = make_maker(review, language)
    groups = list_waiting(
        maker, review.settled, review.todo, args.reviewer, args.find, missing=review.missing, known=review.known
    )
    plain = to_plain(groups)
    for group in plain:
        for item in group["items"]:
            item["command"] = name_command(group["id"], item["open"], args.reviewer)
    print_json({"to_screen": tell_unscreened(maker, review.settled, args.reviewer), "groups": plain})
    return 0


def _print_desk(review: Workspace, reviewer: str, language: str, words: str) -> dict[int, Opened]:
    """The list on the screen; number -> (group, what opens it)."""
    from ..forms.opening import make_maker
    from ..forms.queue import list_waiting, tell_unscreened
    from ..forms.terminal import format_desk, number_waiting
    from ..language import list_texts
    from ..panel.lines import wrap
    from .text import terminal_width

    maker = make_maker(review, language)
    groups = list_waiting(
        maker, review.settled, review.todo, reviewer, words, missing=review.missing, known=review.known
    )
    name = next(p.name for p in review.evidence.people if p.id == reviewer)
    print(maker.say("title.desk", who=name))
    if unscreened := tell_unscreened(maker, review.settled, reviewer):
        print("\n".join([*wrap(unscreened, terminal_width(), ""), f"     rlsevidence screen --reviewer {reviewer}"]))
    print("\n".join(format_desk(groups, reviewer, terminal_width())) or list_texts("terminal.", language)["empty_desk"])
    return {n: (group.id, item.open) for n, group, item in number_waiting(groups)}


def _sit_down(review: Workspace, reviewer: str, language: str, words: str) -> int:
    """The list, and what is opened from it, until the person leaves."""
    from ..forms.desk_panel import join, open_waiting
    from ..forms.doors import PANELS
    from ..forms.opening import make_maker
    from ..forms.terminal import name_command
    from ..language import list_texts
    from ..panel.reviewer import check_reviewer
    from ..workspace import open_workspace

    said = list_texts("terminal.", language)
    if reviewer not in {p.id for p in review.evidence.people}:
        maker = make_maker(review, language)
        print(maker.say("join_why", who=reviewer))
        name = join(maker, review, reviewer, _ask_line(f"{maker.say('your_name')}: ") or "")
        print(maker.say("joined", name=name))
    while True:
        review = open_workspace(review.root)
        check_reviewer(review, reviewer)
        numbered = _print_desk(review, reviewer, language, words)
        line = _ask_line(f"\n{said['open']} > ")
        if line is None or line == "q":
            return 0
        if line.startswith("/"):
            words = line[1:].strip()
            continue
        kind, opened = numbered.get(int(line) if line.isascii() and line.isdigit() else 0, ("", {}))
        if not kind:
            continue
        if opened.get("do") in (None, "read", *PANELS):
            command = name_command(kind, opened, reviewer)
            print(said["by_command"].format(command=command) if command else said["elsewhere"])
            continue
        try:
            _walk(review, open_waiting(review, opened, reviewer, language))
        except UsageError as error:
            print(f"! {error}")


def _ask_line(question: str) -> str | None:
    """None at the end of the input."""
    try:
        return input(question).strip()
    except EOFError:
        return None


# ---------------------------------------------------------------- one form


def extract(args: Namespace) -> int:
    from ..forms.opening import open_study

    review = open_review(args)
    options = {"name": args.name, "text": args.text, "language": args.language}
    return _fill(review, open_study(review, args.id, args.reviewer, **options), args)


def appraise(args: Namespace) -> int:
    from ..forms.opening import open_appraisal

    review = open_review(args)
    form = open_appraisal(review, args.id, args.reviewer, tool=args.tool, language=args.language)
    return _fill(review, form, args)


def judge(args: Namespace) -> int:
    from ..forms.opening import open_certainty

    review = open_review(args)
    return _fill(review, open_certainty(review, args.id, args.reviewer, language=args.language), args)


def settle(args: Namespace) -> int:
    from ..forms.desk_panel import open_consensus
    from ..panel.reviewer import check_reviewer

    review = open_review(args)
    check_reviewer(review, args.reviewer)
    form = open_consensus(review, args.part, args.id, args.reviewer, language=args.language)
    return _fill(review, form, args)


def _fill(review: Workspace, form: Form, args: Namespace) -> int:
    """Ask field by field, or do what options say."""
    from ..forms.session import FormSession

    if not (args.edits or args.finish or args.show):
        if args.format == "json":
            raise UsageError("--format json: goes with --show, --set, --add, --take, --drop or --finish")
        return _walk(review, form)
    session = FormSession(review, form)
    made = _apply(session, args.edits or ())
    if args.edits:
        view = session.look()
        saved = tell("terminal.changes_saved", form.maker.language, n=made, path=view["path"])
        say(f"{saved}; {form.maker.say('is_draft', n=view['lacks'])}")
    code = _finish(session) if args.finish else 0
    if args.show:
        _print_form(session, args.format)
    return code


def _walk(review: Workspace, form: Form) -> int:
    from ..forms.session import FormSession
    from ..forms.terminal import fill_in_terminal
    from .text import terminal_width

    session = FormSession(review, form)
    made = fill_in_terminal(session, ask=input, say=print, width=terminal_width(), today=clock.read_today())
    say(tell("terminal.answers_saved", form.maker.language, n=made))
    return 0


def _apply(session: FormSession, asked: Sequence[tuple[str, str]]) -> int:
    """Do `--set`, `--add`, `--take` and `--drop` in their order, each on disk before the next; returns how many.

    UsageError at the first that cannot be; those before it are saved, and it says how many.
    """
    from ..forms.answers import add_value, drop_item, find_stop, find_take, list_stops, read_answer, take_from
    from ..forms.refused import AnswerError, tell_refused
    from ..forms.session import choose_plain

    languages = list(session.review.evidence.topic.languages)
    plain = choose_plain(languages)
    made = 0
    for doing, text in asked:
        view: dict[str, Any] = session.look()
        name, equals, value = text.partition("=")
        try:
            if doing == "drop":
                changes = [drop_item(view, text)]
            elif not equals:
                wanted = "FIELD=WHO" if doing == "take" else "FIELD=VALUE"
                raise AnswerError("option", option=f"--{doing}", found=repr(text), wanted=wanted)
            elif doing == "take":
                changes = [take_from(find_take(list_stops(view, languages), name), value)]
            else:
                stop = find_stop(list_stops(view, languages), name)
                if doing == "add":
                    changes = [add_value(stop, value, plain)]
                else:
                    listed = stop.field is not None and stop.field["kind"] in ("lines", "rows")
                    if listed and value and not value.startswith(("[", "=", "-")):
                        raise AnswerError("one_line", name=name)
                    changes = read_answer(stop, value or "=", view, plain)
            for change in changes:
                session.change(change, strict=True)
        except UsageError as error:
            language = session.form.maker.language
            saved = tell("form.refused.saved_before", language, n=made)
            raise UsageError(f"--{doing} {text}: {tell_refused(error, language)} ({saved})") from None
        made += 1
    return made


def _finish(session: FormSession) -> int:
    from ..forms.terminal import say_finished

    done = session.finish(clock.read_today())
    print("\n".join(say_finished(done, session.form.maker)))
    return 1 if done.lacking else 0


def _print_form(session: FormSession, form: str) -> None:
    """Every field by the name that --set takes, with its value and what it lacks."""
    from ..forms.answers import list_stops, name_version, show_value
    from ..forms.session import choose_plain
    from ..forms.writer import to_json
    from ..panel.lines import wrap
    from .text import terminal_width

    view = session.look()
    if form == "json":
        print_json(to_json(view))
        return
    languages = list(session.review.evidence.topic.languages)
    plain, heading = choose_plain(languages), ""
    print(view["title"])
    for stop in list_stops(view, languages):
        if stop.section["title"] != heading:
            heading = stop.section["title"]
            print(f"\n{heading}")
            # What the rules propose for the part, and in a consensus how far people differ.
            for note in stop.section["notes"]:
                print("\n".join(wrap(note, terminal_width(), "  | ")))
        if stop.field is None:
            print(f"  --add {stop.name}=ID")
            continue
        value = stop.value(plain)
        lacks = f"  ({stop.field['lacks']})" if stop.field["lacks"] else ""
        print(f"  {stop.name} = {show_value(value)}{lacks}")
        if ".answers." in f".{stop.name}":
            print("\n".join(wrap(stop.field["label"], terminal_width(), "      ")))
        for line in stop.field["beside"]:
            print("\n".join(wrap(line, terminal_width(), "      ")))
        # What each has, once a field: of a text, under its first language.
        if stop.code in ("", languages[0]):
            for who, _, told in stop.field["both"]:
                print("\n".join(wrap(f"{name_version(who, view['names'])}: {told}", terminal_width(), "      ")))
        if stop.field["offer"].get(stop.code):
            print("\n".join(wrap(f"rules: {stop.field['offer'][stop.code]}", terminal_width(), "      ")))
