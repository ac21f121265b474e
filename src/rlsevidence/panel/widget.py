"""The review panel in JupyterLab: shows one record and one claim, sends each decision on, and holds no truth itself.

    import rlsevidence

    rlsevidence.review(reviewer="your-id")

Everything that is decided goes through `ReviewSession` and is on disk before the panel says 'Saved'. The browser gets
plain values and puts text in as text only, so that nothing in a record can run.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from ..errors import UsageError
from ..language import list_texts
from ..language.words import name_word
from ..model import Tag
from ..tagging.cards import Pair, has_abstract
from .answering import Stay, answer
from .assets import read_asset
from .session import ReviewSession


def _standing(language: str) -> dict[str, str]:
    """Why a record stands where it does, as the screening panel says it."""
    texts = list_texts("screen.", language)
    return {key: texts[key] for key in ("why", "drawn")}


class ReviewPanel(anywidget.AnyWidget):
    """The widget. `card` is what is shown (empty when the queue is), `status` what was said last."""

    _esm = read_asset("common.js") + read_asset("panel.js")
    _css = read_asset("panel.css")
    strings = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)
    reviewer = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    claims: Any = traitlets.List().tag(sync=True)
    card = traitlets.Dict().tag(sync=True)
    place = traitlets.Dict().tag(sync=True)
    progress = traitlets.Dict().tag(sync=True)
    filters = traitlets.Dict().tag(sync=True)
    readable = traitlets.Bool(True).tag(sync=True)
    status = traitlets.Dict().tag(sync=True)

    def __init__(self, session: ReviewSession) -> None:
        self._session = session
        self._said = 0
        self._stay = Stay()
        evidence = session.review.evidence
        language = session.language
        groups = (
            "stance",
            "directness",
            "indirect_because",
            "read",
            "screening_decision",
            "screening_reason",
            "design",
        )
        super().__init__(
            strings={**list_texts("panel.", language), **_standing(language)},
            lang=language,
            reviewer=session.reviewer,
            words={
                **{g: {w: m.means.in_language(language) for w, m in evidence.vocabulary[g].items()} for g in groups},
                "names": {
                    w: name_word(evidence.vocabulary, "design", w, language) for w in evidence.vocabulary["design"]
                },
            },
            claims=[{"id": c.id, "title": c.title.in_language(language)} for c in evidence.claims.values()],
            filters={"claim": None, "shown": "undecided", "words": ""},
            readable=any(has_abstract(r) for r in session.records.values()),
        )
        self._queue: list[Pair] = session.list_queue()
        self._at = 0
        self.on_msg(self._receive)
        self._show()

    # The one way in: {"do": name, ...}. Answers come as changed traits.
    def _receive(self, _widget: Any, message: Any, _buffers: Any) -> None:
        self.act(message)

    def act(self, message: dict[str, Any]) -> None:
        """Do what the browser asks for; a mistake is said in `status`, never raised into the void of the kernel."""
        doings = {
            "decide": self._decide,
            "accept": self._accept,
            "screen": self._screen,
            "undo": self._undo,
            "reveal": self._reveal,
            "go": self._go,
            "filter": self._filter,
            "refresh": self._refresh,
        }
        if message.get("do") not in ("decide", "accept"):
            self._stay.end()
        answer(doings, message, self._say, self.strings["not_saved"])

    @property
    def pair(self) -> Pair | None:
        """Claim and record that are shown; None when the queue is empty."""
        return self._queue[self._at] if self._queue else None

    def _decide(self, message: dict[str, Any]) -> None:
        pair = self._expect(message)
        if self._stays(pair, message):
            return
        row = self._session.decide(
            pair,
            str(message.get("stance")),
            directness=message.get("directness"),
            because=message.get("because") or (),
            basis=message.get("basis"),
            note=str(message.get("note") or ""),
        )
        self._say_decided(pair, row, message)

    def _stays(self, pair: Pair, message: dict[str, Any]) -> bool:
        """Whether the message is none for a card that stays: it goes on, or is asked for once more."""
        if self._stay.is_same(message):
            self._stay.end()
            self._advance(pair)
            self._say(self.strings["decided_so"])
            return True
        if self._stay.asks(message):
            self._say(self.strings["asks_once_more"], "alert")
            return True
        return False

    def _accept(self, message: dict[str, Any]) -> None:
        pair = self._expect(message)
        if self._stays(pair, message):
            return
        row = self._session.accept(pair, basis=message.get("basis"), note=str(message.get("note") or ""))
        self._say_decided(pair, row, message)

    def _say_decided(self, pair: Pair, row: Tag, message: dict[str, Any]) -> None:
        others = self._session.own(pair).others
        said = f"{self.strings['saved']}: {self._word('stance', row.stance)}"
        if row.directness:
            said += f", {self._word('directness', row.directness).lower()}"
        if others and row.role != "consensus":
            # Now that one's own is made, the other's may be seen: stay, so that it is.
            differ = any(o.stance != row.stance or o.directness != row.directness for o in others)
            said += f". {self.strings['others_differ' if differ else 'others_agree']}"
            self._stay.begin(message)
            self._show()
            self._say(said)
            return
        self._stay.end()
        self._advance(pair)
        self._say(said)

    def _screen(self, message: dict[str, Any]) -> None:
        pair = self._expect(message)
        row = self._session.screen(
            pair[1],
            str(message.get("decision")),
            str(message.get("reason")),
            stage=str(message.get("stage") or "title_abstract"),
            basis=str(message.get("basis") or self.card["basis"]),
            note=str(message.get("note") or ""),
        )
        self._show()
        self._say(f"{self.strings['saved']}: {self._session.name_row(row)}")

    def _undo(self, _message: dict[str, Any]) -> None:
        taken = self._session.undo()
        if taken is None:
            self._say(self.strings["nothing_to_undo"], "alert")
            return
        what = self._session.name_row(taken)
        pair = next((p for p in self._session.pairs if p == (getattr(taken, "claim", p[0]), taken.record)), None)
        self._requeue(pair)
        self._say(f"{self.strings['undone']}: {what}")

    def _reveal(self, message: dict[str, Any]) -> None:
        self._session.reveal(self._expect(message))
        self._show()
        self._say(self.strings["settling"])

    def _go(self, message: dict[str, Any]) -> None:
        self._session.refresh()
        if self._queue:
            self._at = max(0, min(len(self._queue) - 1, self._at + int(message.get("by", 1))))
        self._show()

    def _filter(self, message: dict[str, Any]) -> None:
        keep = self.pair
        self._session.refresh()
        claim, shown = message.get("claim"), str(message.get("shown", "undecided"))
        words = str(message.get("words") or "")
        self._queue = self._session.list_queue(claim, shown, words)
        self.filters = {"claim": claim, "shown": shown, "words": words}
        self._at = self._queue.index(keep) if keep in self._queue else 0
        self._show()
        self._say(f"{len(self._queue)} {self.strings['in_queue']}")

    def _refresh(self, _message: dict[str, Any]) -> None:
        self._session.refresh()
        self._show()

    def _expect(self, message: dict[str, Any]) -> Pair:
        """The pair the message is about. A decision for a card that no longer shows is refused, not misfiled."""
        pair = self.pair
        meant = (message.get("claim"), message.get("record"))
        if pair is None or meant != pair:
            raise UsageError(self.strings["moved_on"])
        return pair

    def _advance(self, pair: Pair) -> None:
        """On to the next card that this reviewer has not decided; the decided one stays in the queue behind."""
        following = range(self._at + 1, len(self._queue))
        undecided = [i for i in following if self._session.own(self._queue[i]).row is None]
        if undecided:
            self._at = undecided[0]
        elif self._at + 1 < len(self._queue):
            self._at += 1
        self._show()

    def _requeue(self, pair: Pair | None) -> None:
        if pair is not None:
            if pair not in self._queue:
                self._queue.insert(self._at, pair)
            self._at = self._queue.index(pair)
        self._show()

    def _word(self, group: str, word: str) -> str:
        return str(self.strings.get(f"{group}:{word}", word))

    # What is said comes after what is shown: who hears 'saved' and presses the next key must find the next card there,
    # or what is chosen is chosen on a card that is about to be replaced.
    def _say(self, text: str, role: str = "status") -> None:
        # The number makes two equal sentences two events, so that a screen reader says both.
        self._said += 1
        self.status = {"text": text, "role": role, "n": self._said}

    def _show(self) -> None:
        pair = self.pair
        self.progress = self._session.progress()
        self.place = {"at": self._at + 1 if pair else 0, "of": len(self._queue)}
        self.card = self._session.card(pair) if pair else {}


__all__ = ["ReviewPanel"]
