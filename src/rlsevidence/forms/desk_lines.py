"""What the desk says of each kind of thing that waits, in the language of its reader. Pure.

The workspace's list (`tagging.queue`) is in English; here each of its kinds is said anew from what it is about. What
people wrote (titles of records, what is expected of a page) stays as they wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..decisions import Settled
from ..judgement.people_said import name_people
from ..judgement.readings import judge_readings
from ..judgement.readings_said import describe_sign_off, describe_stale
from ..language import list_texts
from ..language.words import Words
from ..layout import part_path
from ..model import CERTAINTY_LEVELS
from ..tagging.doubted import may_be_filled_in
from ..tagging.todos import Todo
from .consensus import name_part
from .fields import Maker
from .text_read import TEXTS, name_text


class Line(NamedTuple):
    """What waits, and why."""

    what: str
    why: str


TITLE = 90
"""Letters of a record's title that a line has room for."""


UNCHECKED = {
    "certainty": "unchecked_certainty",
    "studies": "unchecked_studies",
    "appraisals": "unchecked_appraisals",
}
"""Part of the evidence -> what is said of what one person made of it alone."""


def tell_line(maker: Maker, settled: Settled, item: Todo) -> Line:
    """One thing of the workspace's list, said in the language of `maker`. KeyError for a kind that nothing is said
    of."""
    return _Teller(maker, settled, item).tell()


class _Teller(NamedTuple):
    maker: Maker
    settled: Settled
    item: Todo

    def tell(self) -> Line:
        kinds = {
            "unreadable": self.say_unreadable,
            "retracted": self.say_retracted,
            "notice": self.say_notice,
            "judge-again": self.say_judge_again,
            "untagged-study": self.say_study,
            "full-text": self.say_study,
            "conflict": self.say_conflict,
            "sign-off": self.say_sign_off,
            "reread": self.say_reread,
            "choose-directness": self.say_directness,
            "broken-anchor": self.say_pair,
            "unread": self.say_unread,
            "link": self.say_link,
            "parted": self.say_parted,
            "watch": self.say_watched,
            "unscreened": self.say_record,
            "untagged": self.say_record,
            "unsure": self.say_record,
            "unphrased": self.say_claim,
            "single": self.say_claim,
            "unchecked": self.say_unchecked,
            "translate": self.say_translated,
        }
        return kinds[self.item.kind]()

    @property
    def voice(self) -> Words:
        return Words(self.maker.language, self.settled.evidence.vocabulary)

    def say(self, key: str, **values: object) -> str:
        return self.maker.say(key, **values)

    def quote(self, claim: str) -> str:
        found = self.settled.evidence.claims.get(claim)
        return self.say("quoted", text=found.title.in_language(self.maker.language)) if found else claim

    def quote_all(self, claims: Iterable[str]) -> str:
        return ", ".join(self.quote(claim) for claim in claims)

    def label(self, study: str) -> str:
        found = self.settled.evidence.studies.get(study)
        return found.label if found else study

    def title(self, record: str) -> str:
        """A record by its title, with the id that commands and panels find it by."""
        found = self.settled.evidence.records.get(record)
        return f"{found.title[:TITLE]} ({record})" if found else record

    # ------------------------------------------------------------ files and texts

    def say_unreadable(self) -> Line:
        path, *claims = self.item.ids
        why = self.say("why.unreadable", claims=self.quote_all(claims)) if claims else self.say("why.unreadable_bare")
        return Line(self.say("what.unreadable", path=path), why)

    def say_translated(self) -> Line:
        path = self.item.values["path"]
        part, _, name = str(path).removesuffix(".yaml").partition("/")
        if part in TEXTS:
            what = name_text(self.maker, part, name) if part == "documents" else self.quote(name)
        else:
            what = name_part(self.maker, part, name) if part in UNCHECKED else str(path)
        into = list_texts("language.", self.item.values["into"])["name"]
        said = self.say("what.translate", n=self.item.values["n"], what=what, into=into)
        return Line(said, self.say("why.translate", path=path))

    def say_reread(self) -> Line:
        text, claim = self.item.ids[0], next(iter(self.item.ids[1:]), None)
        part, _, name = text.partition("/")
        formed = part in ("certainty", "studies", "appraisals")
        what = name_part(self.maker, part, name) if formed else name_text(self.maker, part, name)
        found, key = judge_readings(self.settled), (text, claim)
        people = self.settled.evidence.people
        if key in found.stale:
            return Line(what, describe_stale(found.stale[key], self.voice))
        signed = found.signed.get(text)
        if claim is None and signed is not None:
            return Line(what, describe_sign_off(signed, self.voice, people))
        mark = "altered" if key in found.altered else "unrecorded"
        return Line(what, self.voice.say(f"sentence.stale.{mark}"))

    def say_unchecked(self) -> Line:
        part, name = self.item.values["part"], self.item.values["name"]
        if part == "claims":
            return Line(
                self.say("what.phrases", claim=self.quote(name), path=part_path("claims", name)),
                self.say("why.unchecked_phrases"),
            )
        return Line(name_part(self.maker, part, name), self.say(f"why.{UNCHECKED[part]}"))

    def say_sign_off(self) -> Line:
        values = self.item.values
        decided, proposed = self._rate(values["decided"]), self._rate(values["proposed"])
        why = self.say("why.sign_off", n=values["n"], decided=decided, proposed=proposed)
        return Line(name_part(self.maker, "certainty", self.item.ids[0]), why)

    def _rate(self, word: str | None) -> str:
        if word is None:
            return self.say("not_recorded")
        return self.voice.name("certainty" if word in CERTAINTY_LEVELS else "basis_rating", word)

    # ------------------------------------------------------------ claims and studies

    def say_claim(self) -> Line:
        return Line(self.quote(self.item.ids[0]), self.say(f"why.{self.item.kind}"))

    def say_notice(self) -> Line:
        record, kind = self.item.ids
        named = self.voice.name("integrity_kind", kind)
        return Line(self.title(record), self.say("why.notice", kind=named, record=record))

    def say_judge_again(self) -> Line:
        claim, *studies = self.item.ids
        judged = self.settled.judged.get(claim)
        those = ", ".join(self.label(s) for s in studies)
        on = judged.decided_on.isoformat() if judged else ""
        return Line(name_part(self.maker, "certainty", claim), self.say("why.judge_again", on=on, those=those))

    def say_study(self) -> Line:
        """A study that is entered and tagged to nothing, or read in part alone."""
        study = self.settled.evidence.studies[self.item.ids[0]]
        if self.item.kind == "untagged-study":
            return Line(study.label, self.say("why.untagged_study", design=self.voice.name("design", study.design)))
        return Line(study.label, self.say("why.full_text", read=self.voice.name("read", study.read)))

    def say_retracted(self) -> Line:
        study, *claims = self.item.ids
        return Line(self.label(study), self.say("why.retracted", claims=self.quote_all(claims)))

    def say_unread(self) -> Line:
        one = self.settled.evidence.unread[self.item.ids[0]]
        voice = self.voice
        size = self.say("people", n=one.n) if one.n else voice.say("known.people.unknown")
        why = self.say(
            "why.unread",
            design=voice.name("design", one.design),
            size=size,
            said=voice.name("direction", one.said),
            unseen=one.tell_unseen(voice.language),
        )
        return Line(self.say("what.unread", study=one.title or one.id), why)

    def say_watched(self) -> Line:
        watch = self.settled.evidence.watch
        one = next(w for w in (watch.watched if watch else ()) if w.id == self.item.ids[0])
        since = self.say("watch_seen", on=one.seen_on.isoformat()) if one.seen_on else self.say("watch_never")
        why = self.say("why.watch", since=since, expected=one.expected, where=one.where)
        return Line(one.what.in_language(self.maker.language), why)

    # ------------------------------------------------------------ records

    def say_record(self) -> Line:
        claims = self.quote_all(self.item.values["claims"])
        about = self.say("may_concern", claims=claims) if claims else self.say("concerns_none")
        return Line(self.title(self.item.ids[0]), self.say(f"why.{self.item.kind}", about=about))

    def say_link(self) -> Line:
        one, other = self.item.ids
        return Line(self.say("what.link", one=self.title(one), other=self.title(other)), self.say("why.link"))

    def say_parted(self) -> Line:
        whose, *records = self.item.ids
        came = self.say("what.parted", records="; ".join(map(self.title, records)), **self.item.values)
        return Line(came, self.say("why.parted", whose=self.title(whose)))

    def say_conflict(self) -> Line:
        if len(self.item.ids) == 1:
            return Line(self.title(self.item.ids[0]), self.say("why.conflict_screening"))
        claim, record = self.item.ids
        rows = self.settled.decisions[claim, record].rows
        people, voice = self.settled.evidence.people, self.voice
        views = "; ".join(f"{name_people([r.reviewer], people, voice)}: {voice.name('stance', r.stance)}" for r in rows)
        return Line(f"{self.quote(claim)}: {self.title(record)}", self.say("why.conflict", views=views))

    def say_pair(self) -> Line:
        claim, record = self.item.ids
        return Line(f"{self.quote(claim)}: {self.title(record)}", self.say("why.broken_anchor"))

    def say_directness(self) -> Line:
        claim, record = self.item.ids
        decision = self.settled.decisions.get((claim, record))
        doubted = [r for r in (decision.rows if decision else ()) if r.directness == "direct"]
        filled = [r for r in doubted if may_be_filled_in(r)]
        who = name_people(
            dict.fromkeys(r.reviewer for r in filled or doubted), self.settled.evidence.people, self.voice
        )
        why = self.say("why.directness_filled" if filled else "why.directness_no_time", who=who)
        return Line(f"{self.quote(claim)}: {self.title(record)}", why)


__all__ = ["Line", "tell_line"]
