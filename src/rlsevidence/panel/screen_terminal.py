"""Screening in a terminal: one record at a time, one key and return for each decision. Needs no browser.

The same session as the panel's: every decision is on disk before the next record shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..errors import UsageError
from ..language import list_texts
from ..screening.keys import MAYBE
from ..screening.said import say_estimate
from ..tagging.cards import has_abstract
from .lines import format_abstract, format_conflict, format_integrity, format_place, format_source, wrap
from .screen_card import build_listing, build_screen_card
from .screening import LISTED, ScreenSession


def screen_in_terminal(
    session: ScreenSession, *, shown: str, words: str, ask: Callable[[str], str], say: Callable[[str], None], width: int
) -> int:
    """Go through the queue until it ends or the person quits; returns how many decisions hold that were made here.

    `ask` gives one line (EOFError ends it), `say` prints. A mistake is said and the record stays.
    """
    return _Screening(session, shown, words, ask, say, width).run()


class _Screening:
    def __init__(
        self,
        session: ScreenSession,
        shown: str,
        words: str,
        ask: Callable[[str], str],
        say: Callable[[str], None],
        width: int,
    ) -> None:
        self.session, self.ask, self.say, self.width = session, ask, say, width
        self.texts = {**list_texts("panel.", session.language), **session.texts}
        self.shown, self.words, self.at, self.made = shown, words, 0, 0
        self.basis: str | None = None
        self.queue = session.list_queue(shown, words)

    @property
    def in_order(self) -> bool:
        return self.shown == "undecided" and not self.words.strip()

    @property
    def above(self) -> list[str]:
        """What stands above the record that shows, where the queue is gone through in its order."""
        return self.queue[: self.at] if self.in_order else []

    def run(self) -> int:
        self.say(self.texts["in_queue"].format(n=len(self.queue)) + " " + self.texts["terminal_help"])
        if not any(has_abstract(r) for r in self.session.records.values()):
            self.say(self.texts["nothing_to_read"])
        self.say(self.say_order())
        while self.at < len(self.queue):
            self.session.refresh()
            record = self.queue[self.at]
            self.say("\n".join(format_screen_card(build_screen_card(self.session, record), self.session, self.width)))
            try:
                line = self.ask(f"[{self.at + 1}/{len(self.queue)}] > ").strip()
            except EOFError:
                break
            if line == "q":
                break
            try:
                self.obey(record, line)
            except UsageError as error:
                self.say(f"! {error}")
        return self.made

    def say_order(self) -> str:
        if self.session.queue.sample:
            return self.texts["order_sample"].format(unopened=len(self.session.unopened)) + "."
        return self.texts["order_learnt" if self.session.has_learnt else "order_plain"] + "."

    def obey(self, record: str, line: str) -> None:
        """Do one line."""
        command, _, rest = line.partition(" ")
        simple: dict[str, Callable[[], None]] = {
            "": lambda: self.move(1),
            "j": lambda: self.move(1),
            "k": lambda: self.move(-1),
            "?": lambda: self.say("\n".join(wrap(self.texts["terminal_help"], self.width, ""))),
            "u": self.undo,
            "c": lambda: self.session.reveal(record),
            "e": lambda: self.say("\n".join(format_missed(self.session, self.width, self.above))),
            "b": lambda: self.read(record, rest.strip()),
            "l": lambda: self.list(rest),
        }
        if command in simple:
            simple[command]()
        elif line.startswith("/"):
            self.find(line[1:].strip())
        else:
            self.decide(record, command, rest)

    def move(self, by: int) -> None:
        self.at, self.basis = max(0, self.at + by), None

    def find(self, words: str) -> None:
        found = self.session.list_queue("all" if words else "undecided", words)
        self.say(self.texts["found"].format(n=len(found)))
        if found:
            self.queue, self.at, self.words, self.shown = found, 0, words, "all" if words else "undecided"

    def read(self, record: str, word: str) -> None:
        bases = build_screen_card(self.session, record)["bases"]
        if word not in bases:
            raise UsageError(f"b: {', '.join(bases)}")
        self.basis = word
        self.say(f"{self.texts['basis']}: {self.texts[f'read:{word}']}")

    def undo(self) -> None:
        taken = self.session.undo()
        if not taken:
            self.say(self.texts["nothing_to_undo"])
            return
        self.made -= len(taken)
        back = [r.record for r in taken]
        rest = [r for r in self.queue if r not in back]
        self.at = sum(r not in back for r in self.queue[: self.at])
        self.queue = [*rest[: self.at], *back, *rest[self.at :]]
        what = self.session.name_row(taken[0]) if len(taken) == 1 else self.texts["several"].format(n=len(taken))
        self.say(f"{self.texts['undone']}: {what}")

    def decide(self, record: str, command: str, note: str) -> None:
        maybe = len(command) > 1 and command.startswith(MAYBE)
        pressed = command.removeprefix(MAYBE) if maybe else command
        key = next((k for k in self.session.keys if k.key and k.key == pressed), None)
        if key is None:
            raise UsageError(self.texts["no_command"].format(line=f"{command!r}"))
        decision = "unsure" if maybe else key.decision
        above = self.above
        row = self.session.decide(
            record, decision, key.reason, basis=self.basis, note=note, found=not self.in_order, above=above
        )
        self.made += 1
        self.say(f"{self.texts['saved']}: {self.session.name_row(row)}")
        if skipped := self.session.list_skipped(above):
            self.say(f"  {self.texts['order_skipped'].format(skipped=len(skipped))}")
        for other in self.session.others(record):
            self.say(f"  {other.reviewer}: {self.session.say_decision(other)}")
        self.move(1)
        self.learn()

    def learn(self) -> None:
        if self.session.is_due:
            before = bool(self.session.queue.sample)
            self.session.learn()
            if bool(self.session.queue.sample) != before:
                self.say(self.say_order())
            if self.in_order:
                passed = self.queue[: self.at]
                self.queue = [*passed, *(r for r in self.session.order if r not in set(passed))]

    def list(self, rest: str) -> None:
        """`l`: the next by title; `l 1 3 5-8 REASON`: leave those out at one stroke."""
        listing = build_listing(self.session, self.queue, self.at, LISTED)
        if not listing and self.session.queue.sample:
            raise UsageError(self.texts["sample_singly"])
        if not rest.strip():
            for number, item in enumerate(listing, 1):
                drawn = f" ({self.texts['drawn']})" if item["drawn"] else ""
                self.say(f"{number:>4}  {item['title']}{drawn}")
            self.say(self.texts["list_how"])
            return
        *numbers, pressed = rest.split()
        key = next((k for k in self.session.keys if pressed in (k.key, k.reason) and k.decision == "exclude"), None)
        if key is None:
            raise UsageError(self.texts["list_how"])
        chosen = [listing[i - 1]["record"] for i in read_numbers(numbers, len(listing))]
        rows = self.session.set_aside(chosen, key.reason)
        self.made += len(rows)
        gone = {r.record for r in rows}
        self.queue = [r for r in self.queue if r not in gone]
        reason = self.session.name("screening_reason", key.reason)
        self.say(self.texts["aside_done"].format(n=len(rows), reason=reason))
        self.learn()


def read_numbers(words: Sequence[str], most: int) -> list[int]:
    """`1 3 5-8` as numbers from 1 to `most`. UsageError for anything else."""
    chosen: list[int] = []
    for word in words:
        first, dash, last = word.partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise UsageError(f"{word!r} is no number of the list, nor a range such as 5-8")
        chosen += range(int(first), int(last if dash else first) + 1)
        if not 1 <= int(first) <= int(last if dash else first) <= most:
            raise UsageError(f"{word!r}: the list goes from 1 to {most}")
    return chosen


def format_screen_card(card: dict[str, Any], session: ScreenSession, width: int) -> list[str]:
    """One record as lines; words of a concept stand between asterisks."""
    texts = {**list_texts("panel.", session.language), **session.texts}

    lines = ["", "-" * min(width, 60), *format_integrity(card, texts)]
    lines += [*format_source(card, _join(card["title"]), width), *format_place(card, texts, width)]
    lines += [*format_abstract(card, texts, _join, width), ""]
    for decision, name in (("include", texts["include"]), ("exclude", texts["exclude"])):
        named = [
            f"{k.key}: {session.name('screening_reason', k.reason)}" for k in session.keys if k.decision == decision
        ]
        lines += wrap(f"{name}  " + "; ".join(named), width, "")
    if card["own"]:
        lines += wrap(f"{texts['yours']}: {card['own']['said']}", width, "")
    if card["hidden"]:
        lines += wrap(texts["hidden"], width, "")
    lines += [f"{other['who']}: {other['said']}" for other in card["others"]]
    return [*lines, *format_conflict(card, texts)]


def _join(runs: Sequence[Mapping[str, str]]) -> str:
    return "".join(f"*{run['text']}*" if run["kind"] else run["text"] for run in runs)


def format_missed(session: ScreenSession, width: int, above: Sequence[str] = ()) -> list[str]:
    """The estimate of now, the rule, and whether the screening has been stopped; `above`: what stands above in the
    queue, of which what is undecided was passed over."""
    skipped = len(session.list_skipped(above))
    said = (say_estimate(session.estimate(), session.language, skipped), session.texts["rule"], session.say_stop())
    return [line for text in said for line in wrap(text, width, "")]


__all__ = ["format_missed", "read_numbers", "screen_in_terminal"]
