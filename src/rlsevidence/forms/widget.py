"""A form in JupyterLab: draws what the session describes and sends each change on; it holds no truth itself.

Every change is answered by its number once it is on disk; what is not answered is said to be unsaved in the browser,
so that a kernel that ended, or a second window, can take nothing from anybody in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import Any

import anywidget
import traitlets

from .. import clock
from ..errors import RlsEvidenceError
from ..language import list_texts
from ..panel.answering import answer
from .edits import ChangedMeanwhileError, look_up
from .session import FormSession, choose_plain
from .writer import to_json


def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


class FormPanel(anywidget.AnyWidget):
    """The widget. `view` is what is shown, `ack` the answer to the last change, `status` what was said last."""

    _esm = _read("form.js")
    _css = _read("form.css")
    strings = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)
    languages = traitlets.Dict().tag(sync=True)
    plain = traitlets.Unicode("en").tag(sync=True)
    """The language of a text that does not say in which it is."""
    desk = traitlets.Bool(False).tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    ack = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)

    def __init__(self, session: FormSession | None, languages: Mapping[str, str], language: str, **traits: Any) -> None:
        self.session = session
        self._said = 0
        known = {"strings": list_texts("form.", language), "lang": language, "languages": dict(languages)}
        super().__init__(**known, plain=choose_plain(languages), **traits)
        self.on_msg(self._receive)
        if session is not None:
            self.view = self.look()

    def _receive(self, _widget: Any, message: Any, _buffers: Any) -> None:
        self.act(message)

    @property
    def doings(self) -> Mapping[str, Callable[[Mapping[str, Any]], None]]:
        """What the browser can ask for, by name."""
        changes = dict.fromkeys(("set", "add", "remove", "take", "together"), self._change)
        return {**changes, "finish": self._finish, "look": lambda _: self._show()}

    def act(self, message: Mapping[str, Any]) -> None:
        """Do what the browser asks for; a mistake is said in `status`, never raised into the void of the kernel."""
        answer(self.doings, message, self.say, self.strings["not_saved"])

    def look(self) -> dict[str, Any]:
        """What there is to see, read from disk."""
        return {"screen": "form", **self.session.look()} if self.session else {}

    def _change(self, message: Mapping[str, Any]) -> None:
        assert self.session is not None, "there is a form to change"
        answer = {"n": message.get("n"), "tab": message.get("tab"), "ok": False, "changed": False, "value": None}
        said = ""
        try:
            if message.get("do") == "together":
                right = self.session.change_together(message.get("edits") or ())
            elif message.get("do") == "take":
                right, names = self.session.take(message)
                answer["taken"] = list(names)
                said = self._tell_taken(names) if len(names) > 1 else ""
            else:
                right = self.session.change(message)
        except (RlsEvidenceError, OSError) as error:
            if isinstance(error, ChangedMeanwhileError):
                answer |= {"changed": True, "value": to_json(error.now)}
            self._show()
            self.ack = answer
            raise
        at = tuple(str(step) for step in message.get("at") or ())
        answer |= {"ok": True, "value": to_json(look_up(self.session.value, at))}
        self._show()
        self.ack = answer
        self.say(
            (said or self.strings["saved"]) if right else self.strings["saved_no_number"],
            "status" if right else "alert",
        )

    def _tell_taken(self, names: Sequence[str]) -> str:
        """What one selection filled, field by field: a person sees what was saved in their name."""
        assert self.session is not None, "there is a form to change"
        found = [f for s in self.session.look()["sections"] for f in s["fields"] if f["name"] in names]
        called = [{c["word"]: c["name"] for c in f["choices"]}.get(f["value"], f["value"]) for f in found]
        what = "; ".join(f"{f['label']}: {name}" for f, name in zip(found, called, strict=True))
        return str(self.strings["taken_together"]).format(what=what)

    def _finish(self, _message: Mapping[str, Any]) -> None:
        assert self.session is not None, "there is a form to finish"
        done = self.session.finish(clock.read_today())
        self._show()
        if done.lacking:
            self.say(self.strings["stays_draft"].format(n=self.view["lacks"] or len(done.lacking)), "alert")
        else:
            self.say(self.strings["counts" if done.counts else "kept_own"].format(path=done.path))

    # What is said comes after what is shown, as in the review panel.
    def say(self, text: str, role: str = "status") -> None:
        self._said += 1
        self.status = {"text": text, "role": role, "n": self._said}

    def _show(self) -> None:
        self.view = self.look()


__all__ = ["FormPanel"]
