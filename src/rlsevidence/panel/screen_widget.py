"""The screening panel in JupyterLab: shows one record, sends each decision on, and holds no truth itself.

    import rlsevidence

    rlsevidence.screen(reviewer="your-id")

The next record shows before anything is learnt from the last decision, so that learning never keeps anybody waiting.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from ..errors import UsageError
from ..language import list_texts
from ..screening.said import make_path, say_estimate
from ..tagging.cards import has_abstract
from .answering import Stay, answer
from .assets import read_asset
from .screen_card import build_listing, build_screen_card
from .screening import LISTED, ScreenSession


class ScreenPanel(anywidget.AnyWidget):
    """The widget. `card` is what is shown (empty when the queue is), `listing` the list that can be set aside at one
    stroke (empty while it is closed), `missed` the estimate and its curve, `status` what was said last."""

    _esm = read_asset("common.js") + read_asset("screen.js")
    _css = read_asset("panel.css") + read_asset("screen.css")
    strings = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)
    reviewer = traitlets.Unicode("").tag(sync=True)
    choices: Any = traitlets.List().tag(sync=True)
    card = traitlets.Dict().tag(sync=True)
    listing: Any = traitlets.List().tag(sync=True)
    place = traitlets.Dict().tag(sync=True)
    progress = traitlets.Dict().tag(sync=True)
    filters = traitlets.Dict().tag(sync=True)
    missed = traitlets.Dict().tag(sync=True)
    readable = traitlets.Bool(True).tag(sync=True)
    status = traitlets.Dict().tag(sync=True)

    def __init__(self, session: ScreenSession) -> None:
        self._session = session
        self._said = 0
        self._stay = Stay()
        evidence, language = session.review.evidence, session.language
        meaning = evidence.vocabulary["screening_reason"]
        super().__init__(
            strings={**list_texts("panel.", language), **session.texts},
            lang=language,
            reviewer=session.reviewer,
            choices=[
                {
                    **key.to_plain(),
                    "name": session.name("screening_reason", key.reason),
                    "means": meaning[key.reason].means.in_language(language),
                }
                for key in session.keys
            ],
            filters={"shown": "undecided", "words": ""},
            readable=any(has_abstract(r) for r in session.records.values()),
        )
        self._queue: list[str] = session.list_queue()
        self._at = 0
        self.on_msg(self._receive)
        self._show()
        self._show_missed()

    def _receive(self, _widget: Any, message: Any, _buffers: Any) -> None:
        self.act(message)

    def act(self, message: dict[str, Any]) -> None:
        """Do what the browser asks for; a mistake is said in `status`, never raised into the void of the kernel."""
        doings = {
            "decide": self._decide,
            "list": self._list,
            "aside": self._set_aside,
            "undo": self._undo,
            "reveal": self._reveal,
            "go": self._go,
            "filter": self._filter,
            "stop": self._stop,
            "go_on": self._go_on,
        }
        if message.get("do") != "decide":
            self._stay.end()
        answer(doings, message, self._say, self.strings["not_saved"])

    @property
    def record(self) -> str | None:
        """The record that is shown; None when the queue is empty."""
        return self._queue[self._at] if self._at < len(self._queue) else None

    @property
    def _in_order(self) -> bool:
        return self.filters["shown"] == "undecided" and not self.filters["words"].strip()

    @property
    def _above(self) -> list[str]:
        """What stands above the record that shows, where the queue is gone through in its order."""
        return self._queue[: self._at] if self._in_order else []

    def _decide(self, message: dict[str, Any]) -> None:
        record = self._expect(message)
        if self._stay.is_same(message):
            self._stay.end()
            self._advance()
            self._show()
            self._say(self.strings["decided_so"])
            return
        if self._stay.asks(message):
            self._say(self.strings["asks_once_more"], "alert")
            return
        settling = record in self._session.revealed
        row = self._session.decide(
            record,
            str(message.get("decision")),
            str(message.get("reason")),
            basis=message.get("basis") or None,
            note=str(message.get("note") or ""),
            found=not self._in_order,
            above=self._above,
        )
        said = f"{self.strings['saved']}: {self._session.name_row(row)}"
        others = self._session.others(record)
        if others and not settling:
            # Now that one's own is made, the other's may be seen: stay, so that it is.
            differ = any(o.decision != row.decision for o in others)
            said += f". {self.strings['others_differ' if differ else 'others_agree']}"
            self._stay.begin(message)
        else:
            self._stay.end()
            self._advance()
        self._show()
        self._say(said)
        self._go_on_learning()

    def _list(self, message: dict[str, Any]) -> None:
        """Open the list, or close it."""
        self._session.refresh()
        opened = build_listing(self._session, self._queue, self._at, LISTED) if message.get("open") else []
        self.listing = opened
        if message.get("open") and not opened:
            self._say(self.strings["sample_singly" if self._session.queue.sample else "empty"])

    def _set_aside(self, message: dict[str, Any]) -> None:
        asked = [str(r) for r in message.get("records") or ()]
        rows = self._session.set_aside(asked, str(message.get("reason")))
        gone = {r.record for r in rows}
        self._queue = [r for r in self._queue if r not in gone]
        self._at = min(self._at, max(0, len(self._queue) - 1))
        self._go_on_learning()
        self.listing = build_listing(self._session, self._queue, self._at, LISTED)
        self._show()
        reason = self._session.name("screening_reason", rows[0].reason)
        self._say(self.strings["aside_done"].format(n=len(rows), reason=reason))

    def _undo(self, _message: dict[str, Any]) -> None:
        taken = self._session.undo()
        if not taken:
            self._say(self.strings["nothing_to_undo"], "alert")
            return
        back = [r.record for r in taken]
        rest = [r for r in self._queue if r not in back]
        # Where the one that shows stands, so that this one, which nobody passed over, comes after what is taken back.
        at = min(sum(r not in back for r in self._queue[: self._at]), len(rest))
        self._queue, self._at = [*rest[:at], *back, *rest[at:]], at
        if self.listing:
            self.listing = build_listing(self._session, self._queue, self._at, LISTED)
        self._show()
        what = self._session.name_row(taken[0]) if len(taken) == 1 else self.strings["several"].format(n=len(taken))
        self._say(f"{self.strings['undone']}: {what}")
        self._show_missed()

    def _reveal(self, message: dict[str, Any]) -> None:
        self._session.reveal(self._expect(message))
        self._show()
        self._say(self.strings["settling"])

    def _go(self, message: dict[str, Any]) -> None:
        self._session.refresh()
        if self._queue:
            self._at = max(0, min(len(self._queue) - 1, self._at + int(message.get("by", 1))))
        self._show()
        self._show_missed()

    def _filter(self, message: dict[str, Any]) -> None:
        self._session.refresh()
        shown, words = str(message.get("shown", "undecided")), str(message.get("words") or "")
        keep = self.record
        self._queue = self._session.list_queue(shown, words)
        self.filters = {"shown": shown, "words": words}
        # Who comes back to the order goes on at its top: going on below would pass over what has come above since.
        self._at = self._queue.index(keep) if keep in self._queue and not self._in_order and not words else 0
        self.listing = []
        self._show()
        self._show_missed()
        self._say(self.strings["found"].format(n=len(self._queue)))

    def _stop(self, message: dict[str, Any]) -> None:
        self._session.stop(str(message.get("note") or ""))
        self._show_missed()
        self._say(self.strings["stop_saved"])

    def _go_on(self, message: dict[str, Any]) -> None:
        self._session.go_on(str(message.get("note") or ""))
        self._show_missed()
        self._say(self.strings["go_on_saved"])

    def _expect(self, message: dict[str, Any]) -> str:
        """The record the message is about. A decision for one that no longer shows is refused, not misfiled."""
        record = self.record
        if record is None or message.get("record") != record:
            raise UsageError(self.strings["moved_on"])
        return record

    def _advance(self) -> None:
        """On to the next record that waits; what was decided stays in the queue behind."""
        following = range(self._at + 1, len(self._queue))
        waiting = [i for i in following if self._session.waits(self._queue[i])]
        if waiting:
            self._at = waiting[0]
        elif self._at + 1 < len(self._queue) or self._in_order:
            self._at += 1

    def _go_on_learning(self) -> None:
        """The order anew, where it is due, behind the record that shows: what somebody is reading stays."""
        if self._session.is_due:
            self._session.learn()
            if self._in_order:
                passed = self._queue[: self._at + 1]
                self._queue = [*passed, *(r for r in self._session.order if r not in set(passed))]
                self.place = self._describe_place()
        self._show_missed()

    def _say(self, text: str, role: str = "status") -> None:
        # The number makes two equal sentences two events, so that a screen reader says both.
        self._said += 1
        self.status = {"text": text, "role": role, "n": self._said}

    def _describe_place(self) -> dict[str, Any]:
        return {
            "at": self._at + 1 if self.record else 0,
            "of": len(self._queue),
            "learnt": self._session.has_learnt,
            "in_order": self._in_order,
            "sampling": bool(self._session.queue.sample),
            "unopened": len(self._session.unopened),
            "skipped": len(self._session.list_skipped(self._above)),
        }

    def _show(self) -> None:
        self.progress = self._session.count()
        self.place = self._describe_place()
        self.card = build_screen_card(self._session, self.record) if self.record else {}

    def _show_missed(self) -> None:
        session, points = self._session, self._session.trace()
        now = session.estimate()
        self.missed = {
            "now": now.to_plain(),
            "said": say_estimate(now, session.language, len(session.list_skipped(self._above))),
            "points": make_path(points),
            "stopped": session.holding_stop is not None,
            "stop": session.say_stop(),
        }


__all__ = ["ScreenPanel"]
