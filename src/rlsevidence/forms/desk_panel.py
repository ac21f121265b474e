"""The desk of one person: what waits for them, and the form that does it, in one panel."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .. import store
from ..decisions.versions import list_makers, list_versions
from ..errors import UsageError
from ..judgement.people_said import name_people
from ..judgement.readings import judge_readings
from ..judgement.readings_said import describe_stale
from ..language.words import Words
from ..layout import own_name, part_path
from ..model import Person
from ..model.base import SLUG
from ..model.decisions import find_namesake
from ..panel import ReviewPanel, ReviewSession, ScreenPanel, ScreenSession
from ..panel.reviewer import check_reviewer
from ..rereading import SignOffRefusedError, reread, sign_off
from ..unknown import tell_unknown
from ..workspace import Workspace, open_workspace
from .consensus import ConsensusForm, align, name_part, tell_value
from .doors import FORMS, PANELS
from .edits import EMPTY, look_up
from .fields import Maker
from .form import Form
from .opening import name_languages, open_appraisal, open_certainty, open_study
from .queue import find_plain, is_making, list_waiting, tell_unscreened, to_plain
from .session import FormSession
from .text_read import TEXTS, describe_text, is_text
from .widget import FormPanel


class DeskPanel(FormPanel):
    """The desk; `session` is the form that is open, None while the list is shown."""

    def __init__(self, review: Workspace, reviewer: str, language: str) -> None:
        self.review, self.reviewer, self.language = review, reviewer, language
        self.words = ""
        self.inner: ScreenPanel | ReviewPanel | None = None
        self.reading: tuple[str, str] | None = None
        super().__init__(None, name_languages(review, language), language, desk=True)
        self.view = self.look()

    @property
    def doings(self) -> Mapping[str, Callable[[Mapping[str, Any]], None]]:
        return {
            **super().doings,
            "open": self._open,
            "screen": self._screen,
            "desk": self._back,
            "find": self._find,
            "join": self._join,
            "sign": self._sign,
            "reread": self._reread,
        }

    @property
    def maker(self) -> Maker:
        return Maker.of(self.review.evidence, self.language)

    def look(self) -> dict[str, Any]:
        if self.inner is not None:
            title = self.strings["title.screen" if isinstance(self.inner, ScreenPanel) else "title.tag"]
            return {"screen": "panel", "title": title, "panel": self.inner.model_id}
        if self.session is not None:
            return super().look()
        if self.reading is not None:
            return self._describe_reading(*self.reading)
        people = {p.id: p.name for p in self.review.evidence.people}
        if self.reviewer not in people:
            title = self.strings["title.desk"].format(who=self.reviewer)
            return {"screen": "desk", "title": title, "join": self.strings["join_why"].format(who=self.reviewer)}
        groups = list_waiting(
            self.maker,
            self.review.settled,
            self.review.todo,
            self.reviewer,
            self.words,
            missing=self.review.missing,
            known=self.review.known,
        )
        title = self.strings["title.desk"].format(who=people[self.reviewer])
        return {
            "screen": "desk",
            "title": title,
            "join": "",
            "words": self.words,
            "groups": to_plain(groups),
            "to_screen": tell_unscreened(self.maker, self.review.settled, self.reviewer),
        }

    def _refresh(self) -> None:
        self.review = open_workspace(self.review.root)

    def _back(self, _message: Mapping[str, Any]) -> None:
        self.session, self.reading = None, None
        if self.inner is not None:
            self.inner.close()
            self.inner = None
        self._refresh()
        self._show()

    def _screen(self, _message: Mapping[str, Any]) -> None:
        """The screening panel within the desk."""
        self._refresh()
        self._open_panel({"open": "screen"})
        self._show()

    def _open_panel(self, message: Mapping[str, Any]) -> None:
        """The panel of screening or of tagging within the desk, at what the message names."""
        record, claim = str(message.get("name") or ""), str(message.get("claim") or "") or None
        asked = {"do": "filter", "shown": str(message.get("shown") or "undecided"), "words": record, "claim": claim}
        if message["open"] == "screen":
            self.inner = ScreenPanel(ScreenSession(self.review, self.reviewer, language=self.language))
        else:
            self.inner = ReviewPanel(ReviewSession(self.review, self.reviewer, language=self.language))
        if record or claim:
            self.inner.act(asked)

    def _find(self, message: Mapping[str, Any]) -> None:
        self.words = str(message.get("words") or "")
        self._refresh()
        self._show()

    def _join(self, message: Mapping[str, Any]) -> None:
        """A row of people.tsv, so that decisions have a name."""
        name = join(self.maker, self.review, self.reviewer, str(message.get("name") or ""))
        self._refresh()
        self._show()
        self.say(self.strings["joined"].format(name=name))

    def _open(self, message: Mapping[str, Any]) -> None:
        doing, part, name = (str(message.get(key) or "") for key in ("open", "part", "name"))
        self._refresh()
        if doing == "read":
            known = is_text(self.review.settled, part, name) if part in TEXTS else None
            if not (find_plain(self.review.evidence, part, name) if known is None else known):
                raise UsageError(self.strings["gone"].format(path=f"{part}/{name}.yaml"))
            refuse_while_making(self.review, part, name, self.reviewer)
            self.reading = (part, name)
        elif doing in PANELS:
            self._open_panel(message)
        else:
            form = open_waiting(self.review, message, self.reviewer, self.language)
            self.session = FormSession(self.review, form)
        self._show()

    # ------------------------------------------------------------ a second reader

    def _describe_reading(self, part: str, name: str) -> dict[str, Any]:
        if part in TEXTS:
            return describe_text(self.maker, self.review.settled, self.review.summary, part, name)
        plain = find_plain(self.review.evidence, part, name) or {}
        form = open_any(self.review, part, name, self.reviewer, self.language)
        sections = [
            {
                "title": section.title,
                "facts": [
                    (f.label, tell_value(form.maker, f, look_up(plain, f.at)))
                    for f in section.fields
                    if look_up(plain, f.at) not in EMPTY
                ],
            }
            for section in form.list_sections(plain)
        ]
        readings = judge_readings(self.review.settled)
        signed = readings.signed.get(f"{part}/{name}")
        marks = readings.list_marked(name) if part == "certainty" else ()
        stale = next((found for found in marks if found.text == f"{part}/{name}"), None)
        voice = Words(self.language, self.review.evidence.vocabulary)
        return {
            "screen": "read",
            "title": name_part(self.maker, part, name),
            "path": part_path(part, name),
            "sections": [s for s in sections if s["facts"]],
            "made": name_people(list_makers(plain), self.review.evidence.people, voice),
            # A sign-off that a later change has taken back is asked for anew.
            "signed": name_people([signed.by], self.review.evidence.people, voice) if signed and signed.holds else "",
            "own": self.reviewer in list_makers(plain),
            "stale": describe_stale(stale, voice) if stale is not None else "",
        }

    def _sign(self, _message: Mapping[str, Any]) -> None:
        if self.reading is None or self.reading[0] in TEXTS:
            return
        path = part_path(*self.reading)
        try:
            sign_off(self.review.folder, path, self.reviewer)
        except SignOffRefusedError as refused:
            raise UsageError(refused.tell(self.language)) from None
        self._refresh()
        self._show()
        self.say(self.strings["signed"].format(path=path))

    def _reread(self, _message: Mapping[str, Any]) -> None:
        """That this person has read the words on a claim again, beside what they rest on now."""
        if self.reading is None:
            return
        text = part_path(*self.reading).removesuffix(".yaml")
        reread(self.review.folder, text, self.reviewer)
        self._refresh()
        self._show()
        self.say(self.strings["reread_done"].format(path=text))


def join(maker: Maker, review: Workspace, reviewer: str, name: str) -> str:
    """A row of people.tsv for somebody new, so that decisions have a name; the name as it was entered."""
    name = " ".join(name.split())
    if not re.fullmatch(SLUG, reviewer):
        raise UsageError(f"{reviewer!r} cannot be an id; ids are small letters, digits and hyphens")
    if not name:
        raise UsageError(maker.say("name_needed"))
    row = Person(id=reviewer, name=name, role="reviewer", interests="")
    if (found := find_namesake(review.evidence.people, row)) is not None:
        other, near = found
        raise UsageError(maker.say(f"name_taken.{near}", name=other.name, who=other.id))
    store.add_people(review.folder, [row])
    return name


def open_waiting(review: Workspace, waiting: Mapping[str, Any], reviewer: str, language: str | None) -> Form:
    """The form that does what waits. `waiting`: {open or do, part, name}, as the desk lists it."""
    doing = str(waiting.get("open") or waiting.get("do"))
    part, name = str(waiting.get("part")), str(waiting.get("name"))
    if doing == "settle":
        return open_consensus(review, part, name, reviewer, language=language)
    part = next((p for p, form in FORMS.items() if form == doing), part)
    return open_any(review, part, name, reviewer, language)


def open_any(review: Workspace, part: str, name: str, reviewer: str, language: str | None) -> Form:
    """The form of a part of the evidence for one thing."""
    if part == "certainty":
        return open_certainty(review, name, reviewer, language=language)
    if part == "studies":
        return open_study(review, name, reviewer, language=language)
    study, _, tool = name.partition(".")
    return open_appraisal(review, study, reviewer, tool=tool.partition(".")[0] or None, language=language)


def refuse_while_making(review: Workspace, part: str, name: str, reviewer: str) -> None:
    """UsageError while this person is making the same: nobody sees another's before their own is made."""
    if is_making(review.evidence, part, name, reviewer):
        mine = part_path(part, own_name(name, reviewer))
        raise UsageError(f"{mine} is still a draft of yours; finish it before you see what others have made")


def open_consensus(
    review: Workspace, part: str, name: str, reviewer: str, *, language: str | None = None
) -> ConsensusForm:
    """The form in which `reviewer` settles what people made alone. UsageError where there is nothing to settle, or
    where this person has begun the same and not finished it: nobody sees another's before their own is made."""
    versions = list_versions(review.evidence, part, name)
    if part == "certainty" and name not in review.evidence.claims:
        said = tell_unknown("claim", name, review.evidence.claim_titles, where=" in claims/")
        raise UsageError(f"nothing to settle: {said}")
    if part == "studies" and not versions and name not in review.evidence.studies:
        said = tell_unknown("study", name, review.evidence.study_labels, where=" in studies/")
        raise UsageError(f"nothing to settle: {said}")
    if not versions:
        raise UsageError(f"nothing to settle in {part}/{name}.yaml: fewer than two people have finished it alone")
    refuse_while_making(review, part, name, reviewer)
    inner = open_any(review, part, name, reviewer, language)
    return ConsensusForm(inner, name, align(versions), reviewer, review.today)


def make_desk(review: Workspace, reviewer: str, language: str | None) -> DeskPanel:
    if not reviewer:
        check_reviewer(review, reviewer)  # who is not told at all cannot be offered to join
    return DeskPanel(review, reviewer, review.choose_language(language))


__all__ = ["DeskPanel", "join", "make_desk", "open_consensus", "open_waiting"]
