"""The form of a judgement of certainty: the body, what the rules propose domain by domain, and the person's own. Pure.

The rules' proposal is shown and chooses nothing. A level above it asks for its argument in each domain in which less is
taken off, while the form is being filled and not only at the end; what others have judged is not shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ..decisions import BASIS_DEPTH, Settled, StudyInClaim
from ..judgement.departures import SIGNED_FROM
from ..judgement.proposals import Proposal, needs_body
from ..language.reasons import Said, label_studies
from ..language.words import Words, name_word
from ..layout import own_name, part_path
from ..model import GRADE_DOMAINS, Certainty, Claim
from ..model.grade import GRADE_UPGRADES, add_levels, rank_word
from .edits import EMPTY, Address
from .fields import Choice, Field, Kind, Maker, Section, read_kind
from .form import Beside, tidy_texts
from .sentence_said import tell_until, write_sentences

STEPS = (0, 1, 2)


@dataclass(frozen=True)
class CertaintyForm:
    """One person's judgement of one claim. `proposal`: the rules', made without anybody's judgement."""

    maker: Maker
    settled: Settled = field(repr=False)
    claim: Claim
    proposal: Proposal
    reviewer: str
    today: dt.date
    start: Mapping[str, Any] | None = None
    anew: bool = False

    part = "certainty"

    @property
    def path(self) -> str:
        return part_path("certainty", own_name(self.claim.id, self.reviewer))

    @property
    def title(self) -> str:
        return self.maker.say("title.certainty", claim=self.claim.title.in_language(self.maker.language))

    @property
    def is_graded(self) -> bool:
        return self.proposal.grade is not None

    @property
    def begin(self) -> Mapping[str, Any]:
        if self.start is not None:
            return self.start
        graded = {
            "starts_at": None,
            "downgrades": {domain: {"steps": None, "why": ""} for domain in GRADE_DOMAINS},
            "upgrades": {},
            "overall": None,
        }
        return {
            "claim": self.claim.id,
            "body": [],
            "informed_by": [],
            **(graded if self.is_graded else {"basis": {"rating": "", "why": ""}}),
            "direction": {"finding": "", "why": ""},
            "read": "",
            "reviewers": [self.reviewer],
            "decided_on": self.today,
            "summary": {},
            "checked_by": None,
            "by": self.reviewer,
        }

    # ------------------------------------------------------------ what lies beside it

    @cached_property
    def studies(self) -> Sequence[StudyInClaim]:
        return self.proposal.studies

    @cached_property
    def beside(self) -> Beside:
        facts = tuple((s.study.label, f"{self._describe(s)}. {self._reason(s.reason)}") for s in self.studies)
        notes = () if facts else (self.maker.say("no_studies"),)
        return Beside(self.claim.statement.in_language(self.maker.language), (), facts, notes)

    def _name(self, group: str, word: str) -> str:
        return name_word(self.maker.evidence.vocabulary, group, word, self.maker.language)

    def _reason(self, reason: Said, language: str | None = None) -> str:
        """What a rule gives as its reason, in the language of the form or another, studies by their labels."""
        labels = {s.id: s.label for s in self.maker.evidence.studies.values()}
        voice = Words(language or self.maker.language, self.maker.evidence.vocabulary)
        return label_studies(reason.said(voice), labels)

    def _offer(self, reason: Said, value: Mapping[str, Any], *, alike: bool) -> dict[str, str]:
        """A rule's reason as a sentence in each language, where the person judges `alike` and of the same studies: of
        another body, or for another step, it would say what is not so."""
        if not alike or set(value.get("body") or ()) != set(self.proposal.body):
            return {}
        said = {code: self._reason(reason, code) for code in self.maker.evidence.topic.languages}
        return {code: f"{text[:1].upper()}{text[1:]}." for code, text in said.items()}

    def _describe(self, s: StudyInClaim) -> str:
        people = s.study.population.n
        bias = self._name("judgement", s.risk_of_bias) if s.risk_of_bias else self.maker.say("not_appraised")
        said = [
            self._name("design", s.study.design),
            self.maker.say("people", n=people) if people is not None else self.maker.say("people_unknown"),
            self._name("stance", s.stance) if s.stance else self.maker.say("in_conflict"),
            self._name("directness", s.directness) if s.directness else "",
            self.maker.say("bias", judgement=bias),
            self._name("read", s.study.read),
        ]
        return ", ".join(part for part in said if part)

    # ------------------------------------------------------------ the fields

    def list_sections(self, value: Mapping[str, Any]) -> tuple[Section, ...]:
        return tuple(self._sections(value))

    def _sections(self, value: Mapping[str, Any]) -> Iterator[Section]:
        say = self.maker.say
        labels = {s.id: s.label for s in self.maker.evidence.studies.values()}
        body = ", ".join(labels.get(s, s) for s in self.proposal.body) or say("nothing")
        yield Section("body", say("section.body"), self._body(value), notes=(say("proposed.body", body=body),))
        if self.is_graded:
            yield self._start(value)
            for domain in GRADE_DOMAINS:
                yield self._domain(domain, value)
            if value.get("starts_at") == "low" and value.get("read") == "full-text":
                yield from (self._upgrade(name, value) for name in GRADE_UPGRADES)
            yield self._overall(value)
        else:
            yield self._basis(value)
        yield self._direction(value)
        yield self._summary(value)

    def _take(self, name: str, *, choices: tuple[Choice, ...] | None = None, needed: bool = True) -> Field:
        info = Certainty.model_fields[name]
        made = self.maker.field((name,), read_kind(info.annotation, tuple(info.metadata)), f"certainty.{name}")
        return replace(made, needed=needed, choices=made.choices if choices is None else choices)

    def _text(self, at: Address, label: str, *, needed: bool = True) -> Field:
        return replace(self.maker.field(at, Kind("texts"), label), needed=needed)

    def _body(self, value: Mapping[str, Any]) -> tuple[Field, ...]:
        counted = tuple(Choice(s.id, s.study.label, about=self._describe(s)) for s in self.studies if s.counted)
        others = tuple(
            Choice(s.id, s.study.label, about=self._describe(s))
            for s in self.studies
            if not s.study.is_primary and not s.retracted
        )
        if not self.is_graded:
            # A basis rests on whoever says it: authorities and reviews as much as studies.
            counted, others = (*counted, *others), others
        return (
            replace(self._take("body", choices=counted), needed=needs_body(self.proposal)),
            self._take("informed_by", choices=others, needed=False),
            self._take("read", choices=self.maker.choices("read", self._too_deep(value))),
        )

    def _too_deep(self, value: Mapping[str, Any]) -> dict[str, str]:
        """Depths that the body as a whole has not been read in: deeper than the least that was read of any of it."""
        known = [s.study.read for s in self._in_body(value) if s.study.read in BASIS_DEPTH]
        shallow = min(known, key=BASIS_DEPTH.index, default=None)
        if shallow is None:
            return {}
        why = self.maker.say("closed.depth", read=self._name("read", shallow))
        return dict.fromkeys(BASIS_DEPTH[BASIS_DEPTH.index(shallow) + 1 :], why)

    def _in_body(self, value: Mapping[str, Any]) -> list[StudyInClaim]:
        chosen = value.get("body") or []
        return [s for s in self.studies if s.id in chosen]

    def _start(self, value: Mapping[str, Any]) -> Section:
        say, body = self.maker.say, self._in_body(value)
        wanted = "high" if any(s.study.is_randomised for s in body) else "low"
        closed = {word: say(f"closed.start.{wanted}") for word in ("high", "low") if word != wanted}
        if not body:
            closed = dict.fromkeys(("high", "low"), say("closed.no_body"))
        grade = self.proposal.grade
        proposed = self._name("grade_start", grade.starts_at) if grade and grade.starts_at else say("nothing")
        start = self._take("starts_at", choices=self.maker.choices("grade_start", closed))
        fields = (start, *self._argument("starts_at", value, start=True))
        return Section("start", say("section.start"), fields, notes=(say("proposed.start", start=proposed),))

    def _steps(self, at: Address, group: str) -> Field:
        names = tuple(Choice(n, self.maker.say(f"steps.{group}.{n}")) for n in STEPS)
        return Field(at, "choice", self.maker.say("field.certainty.steps"), needed=True, choices=names)

    def _domain(self, domain: str, value: Mapping[str, Any]) -> Section:
        word = self.maker.evidence.vocabulary["grade_domain"][domain]
        language, say = self.maker.language, self.maker.say
        step = next((s for s in self._proposed_steps if s.domain == domain), None)
        proposed = say("proposed.none")
        if step is not None:
            proposed = say(
                "proposed.steps", steps=say(f"steps.down.{min(step.steps, 2)}"), why=self._reason(step.reason)
            )
        chosen = ((value.get("downgrades") or {}).get(domain) or {}).get("steps")
        offer = self._offer(step.reason, value, alike=chosen == step.steps) if step is not None else {}
        fields = (
            self._steps(("downgrades", domain, "steps"), "down"),
            replace(self._text(("downgrades", domain, "why"), "certainty.why"), offer=offer),
            *self._argument(domain, value),
        )
        notes = (word.means.in_language(language), proposed)
        made = Section(domain, word.name.in_language(language), fields, notes=notes)
        if step is None or step.steps not in STEPS or chosen not in EMPTY:
            return made
        at, why = ("downgrades", domain), self._offer(step.reason, value, alike=True)
        told = say("together", what=say(f"steps.down.{step.steps}"))
        return made.offer_together(((*at, "steps"), step.steps), ((*at, "why"), why), told)

    @cached_property
    def _proposed_steps(self) -> tuple[Any, ...]:
        return self.proposal.grade.downgrades if self.proposal.grade else ()

    def _upgrade(self, name: str, value: Mapping[str, Any]) -> Section:
        word = self.maker.evidence.vocabulary["grade_upgrade"][name]
        language = self.maker.language
        given = (value.get("upgrades") or {}).get(name) or {}
        fields = (
            replace(self._steps(("upgrades", name, "steps"), "up"), needed=False),
            self._text(("upgrades", name, "why"), "certainty.why", needed=bool(given.get("steps"))),
            *self._argument(name, value),
        )
        return Section(name, word.name.in_language(language), fields, notes=(word.means.in_language(language),))

    def _overall(self, value: Mapping[str, Any]) -> Section:
        say, level = self.maker.say, self.level(value)
        words = tuple(self.maker.evidence.vocabulary["certainty"])
        if level is None:
            closed = dict.fromkeys(words, say("closed.steps_first"))
            notes: tuple[str, ...] = (say("closed.steps_first"),)
        else:
            name = self._name("certainty", level)
            closed = {word: say("closed.level", level=name) for word in words if word != level}
            notes = (say("proposed.level", level=name), *self._above(level))
        choices = self.maker.choices("certainty", closed)
        return Section("overall", say("section.overall"), (self._take("overall", choices=choices),), notes=notes)

    def _above(self, word: str) -> tuple[str, ...]:
        """How far a level or a rating lies above the proposal, and what that asks for; empty where it does not."""
        proposed = self.proposal.word
        levels = rank_word(word) - rank_word(proposed)
        group = "certainty" if self.is_graded else "basis_rating"
        name = self._name(group, proposed) if proposed else self.maker.say("nothing")
        if levels <= 0:
            return (self.maker.say("proposed.rules", level=name),)
        said = (self.maker.say("above.argue", level=name, n=levels),)
        return (*said, self.maker.say("above.sign")) if levels >= SIGNED_FROM else said

    def _argument(self, place: str, value: Mapping[str, Any], *, start: bool = False) -> tuple[Field, ...]:
        """The argument for taking less off than the rules propose; asked for where the level comes out above them."""
        level = self.level(value) if self.is_graded else (value.get("basis") or {}).get("rating")
        given = (value.get("departs_because") or {}).get(place)
        if not level or (rank_word(level) <= rank_word(self.proposal.word) and given in EMPTY):
            return ()
        grade = self.proposal.grade
        if grade is not None:
            down = (value.get("downgrades") or {}).get(place) or {}
            up = (value.get("upgrades") or {}).get(place) or {}
            offered = {s.domain: s.steps for s in grade.upgrades}
            less = (
                (value.get("starts_at"), grade.starts_at) == ("high", "low")
                if start
                else (up.get("steps") or 0) > offered.get(place, 0)
                if place in GRADE_UPGRADES
                else (down.get("steps") or 0) < grade.steps.get(place, 0)
            )
            if not less and given in EMPTY:
                return ()
        made = self._text(("departs_because", place), "certainty.departs_because", needed=rank_word(level) > 0)
        return (replace(made, help=self.maker.say("help.certainty.departs_because")),)

    def _basis(self, value: Mapping[str, Any]) -> Section:
        say, basis = self.maker.say, self.proposal.basis
        rating = (value.get("basis") or {}).get("rating") or ""
        field = replace(
            self.maker.field(("basis", "rating"), Kind("choice", "basis_rating"), "certainty.basis.rating"), needed=True
        )
        notes: tuple[str, ...] = ()
        if basis is not None:
            notes = (
                say("proposed.basis", rating=self._name("basis_rating", basis.rating), why=self._reason(basis.reason)),
            )
        notes += self._above(rating) if rating else ()
        why = self._text(("basis", "why"), "certainty.why")
        return Section("basis", say("section.basis"), (field, why, *self._argument("basis", value)), notes=notes)

    def _direction(self, value: Mapping[str, Any]) -> Section:
        say, grade = self.maker.say, self.proposal.grade
        field = replace(
            self.maker.field(("direction", "finding"), Kind("choice", "direction"), "certainty.direction.finding"),
            needed=True,
        )
        offer: dict[str, str] = {}
        notes: tuple[str, ...] = ()
        chosen = (value.get("direction") or {}).get("finding")
        if grade is not None:
            finding = self._name("direction", grade.direction)
            notes = (say("proposed.direction", direction=finding, why=self._reason(grade.direction_reason)),)
            offer = self._offer(grade.direction_reason, value, alike=chosen == grade.direction)
        why = replace(self._text(("direction", "why"), "certainty.why"), offer=offer)
        made = Section("direction", say("section.direction"), (field, why), notes=notes)
        if grade is None or chosen not in EMPTY:
            return made
        told, judged = (
            self._offer(grade.direction_reason, value, alike=True),
            (("direction", "finding"), grade.direction),
        )
        return made.offer_together(judged, (("direction", "why"), told), say("together", what=finding))

    def _summary(self, value: Mapping[str, Any]) -> Section:
        field = self._take("summary")
        offer = self._propose_sentences(value)
        if len(offer) < len(self.maker.evidence.topic.languages):
            offer = {}
        # It follows from what this person judged, so it is no word of the rules.
        made = replace(field, beside=self.sentences(value), offer=offer, offered=self.maker.say("take_sentence"))
        return Section("summary", self.maker.say("section.summary"), (made,))

    # ------------------------------------------------------------ what it comes to

    def level(self, value: Mapping[str, Any]) -> str | None:
        """What the steps add up to; None until the start and each domain are chosen."""
        down = [(value.get("downgrades") or {}).get(d, {}).get("steps") for d in GRADE_DOMAINS]
        up = [(step or {}).get("steps") or 0 for step in (value.get("upgrades") or {}).values()]
        start = value.get("starts_at")
        if start not in ("high", "low") or any(n not in STEPS for n in down):
            return None
        return add_levels(start, down, up)

    def sentences(self, value: Mapping[str, Any]) -> tuple[str, ...]:
        """The sentence that the judgement lets an editor print, in each language; empty until it is made."""
        level, rating = self._judged(value)
        if level is None and rating is None:
            return (self.maker.say("sentence.not_yet"),)
        found = self._propose_sentences(value).items()
        reads = tuple(self.maker.say("sentence.reads", language=code, sentence=text) for code, text in found)
        if rank_word(level or rating) - rank_word(self.proposal.word) < SIGNED_FROM:
            return reads
        return tell_until(self.maker, self.claim, self.proposal, reads)

    def _judged(self, value: Mapping[str, Any]) -> tuple[str | None, str | None]:
        """The level, or the rating; None until it is made."""
        if self.is_graded:
            return self.level(value), None
        return None, (value.get("basis") or {}).get("rating") or None

    def _propose_sentences(self, value: Mapping[str, Any]) -> dict[str, str]:
        """Language -> the sentence that the claim's phrases make of the judgement; without those that make none."""
        level, rating = self._judged(value)
        if level is None and rating is None:
            return {}
        finding = (value.get("direction") or {}).get("finding") or None
        return write_sentences(self.maker, self.claim, level, rating, finding)

    def tidy(self, value: dict[str, Any]) -> dict[str, Any]:
        for domain in GRADE_DOMAINS:
            tidy_texts(value, ("downgrades", domain, "why"), empty="")
        upgrades = value.get("upgrades")
        if isinstance(upgrades, dict):
            for name in list(upgrades):
                tidy_texts(value, ("upgrades", name, "why"), empty="")
                step = {"steps": None, "why": "", **(upgrades[name] or {})}
                upgrades[name] = step
                if step["steps"] is None and step["why"] in EMPTY:
                    del upgrades[name]
        for at in (("basis", "why"), ("direction", "why")):
            tidy_texts(value, at, empty="")
        tidy_texts(value, ("summary",), empty={})
        given = value.get("departs_because")
        if isinstance(given, dict):
            for place in list(given):
                tidy_texts(value, ("departs_because", place), empty=None)
            value["departs_because"] = {place: text for place, text in given.items() if text not in EMPTY}
            if not value["departs_because"]:
                del value["departs_because"]
        return value
