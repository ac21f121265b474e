"""The form of an appraisal: each domain with what to answer first, its judgement and support, and their sum. Pure.

The domains stand in vocabulary.yaml and the rule of each tool in `model.appraisal_tools`; the questions to think of are
our own words, since the tools' text is licensed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..errors import UsageError
from ..language.words import name_word
from ..layout import own_name, part_path
from ..model import Appraisal, Evidence, Study
from ..model.appraisal_tools import PROMPTS, allowed_judgements, domain_group, propose_overall
from .fields import Choice, Field, Maker, Section, read_kind
from .form import Beside, tidy_texts


@dataclass(frozen=True)
class AppraisalForm:
    """One person's appraisal of one study with one tool."""

    maker: Maker
    study: Study
    tool: str
    reviewer: str
    today: dt.date
    beside: Beside
    start: Mapping[str, Any] | None = None
    anew: bool = False

    part = "appraisals"

    @property
    def path(self) -> str:
        return part_path("appraisals", own_name(f"{self.study.id}.{self.tool}", self.reviewer))

    @property
    def title(self) -> str:
        tool = name_word(self.maker.evidence.vocabulary, "tool", self.tool, self.maker.language)
        return self.maker.say("title.appraisal", study=self.study.label, tool=tool)

    @property
    def domains(self) -> tuple[str, ...]:
        return tuple(self.maker.evidence.vocabulary[domain_group(self.tool)])

    @property
    def begin(self) -> Mapping[str, Any]:
        if self.start is not None:
            return self.start
        return {
            "study": self.study.id,
            "result": "",
            "tool": self.tool,
            "read": "",
            "role": "screener",
            "reviewers": [self.reviewer],
            "decided_on": self.today,
            "domains": {domain: {"judgement": "", "support": ""} for domain in self.domains},
            "overall": "",
            "why": "",
            "checked_by": None,
            "by": self.reviewer,
        }

    def list_sections(self, value: Mapping[str, Any]) -> tuple[Section, ...]:
        say = self.maker.say
        return (
            Section("about", say("section.about"), (self._result, self._read)),
            *(self._domain(domain, value) for domain in self.domains),
            self._overall(value),
        )

    def tidy(self, value: dict[str, Any]) -> dict[str, Any]:
        for domain in self.domains:
            tidy_texts(value, ("domains", domain, "support"), empty="")
            judged = (value.get("domains") or {}).get(domain)
            if isinstance(judged, dict) and isinstance(judged.get("answers"), dict):
                judged["answers"] = {n: text for n, text in sorted(judged["answers"].items()) if text}
                if not judged["answers"]:
                    del judged["answers"]
        tidy_texts(value, ("why",), empty="")
        if value.get("result") == []:
            value["result"] = ""  # none chosen is not all of them
        return value

    @cached_property
    def _result(self) -> Field:
        own = tuple(Choice(r.id, r.measure, about=r.when or "") for r in self.study.results)
        field = self.maker.field(("result",), read_kind(tuple[str, ...]), "appraisal.result")
        return replace(field, kind="many", choices=own, needed=True, all_word=self.maker.say("all_results"))

    @cached_property
    def _read(self) -> Field:
        vocabulary, language = self.maker.evidence.vocabulary, self.maker.language
        deepest = name_word(vocabulary, "read", self.study.read, language)
        why = self.maker.say("closed.read", read=deepest)
        closed = {word: why for word in vocabulary["read"] if word != self.study.read}
        return replace(self._take("read"), choices=self.maker.choices("read", closed))

    def _take(self, name: str) -> Field:
        info = Appraisal.model_fields[name]
        return self.maker.field((name,), read_kind(info.annotation, tuple(info.metadata)), f"appraisal.{name}")

    def _judgements(self, closed: Mapping[str, str]) -> tuple[Choice, ...]:
        words = allowed_judgements(self.tool)
        found = {c.word: c for c in self.maker.choices("judgement", closed)}
        return tuple(found[w] for w in words if w in found)

    @property
    def _low_closed(self) -> Mapping[str, str]:
        # What an abstract leaves out cannot be judged to be in order.
        return {} if self.study.read == "full-text" else {"low": self.maker.say("closed.low")}

    def _domain(self, domain: str, value: Mapping[str, Any]) -> Section:
        word = self.maker.evidence.vocabulary[domain_group(self.tool)][domain]
        asked = {str(n): f"ask.{PROMPTS.get(self.tool)}.{domain}.{n}" for n in range(1, 10)}
        answers = tuple(
            Field(("domains", domain, "answers", n), "text", self.maker.texts[key])
            for n, key in asked.items()
            if key in self.maker.texts
        )
        judgement = Field(
            ("domains", domain, "judgement"),
            "choice",
            self.maker.say("field.appraisal.judgement"),
            needed=True,
            choices=self._judgements(self._low_closed),
        )
        support = Field(
            ("domains", domain, "support"),
            "texts",
            self.maker.say("field.appraisal.support"),
            self.maker.texts["help.appraisal.support"],
            needed=True,
        )
        language = self.maker.language
        title = word.name.in_language(language)
        return Section(domain, title, (*answers, judgement, support), notes=(word.means.in_language(language),))

    def _overall(self, value: Mapping[str, Any]) -> Section:
        found = {d: (value.get("domains") or {}).get(d, {}).get("judgement") or "" for d in self.domains}
        notes: tuple[str, ...] = ()
        closed = dict(self._low_closed)
        closed["not_applicable"] = self.maker.say("closed.not_applicable")
        vocabulary, language = self.maker.evidence.vocabulary, self.maker.language
        if all(found.values()):
            proposed, allowed = propose_overall(self.tool, found)
            name = name_word(vocabulary, "judgement", proposed, language)
            notes = (self.maker.say("proposed.overall", judgement=name),)
            if len(allowed) > 1:
                other = name_word(vocabulary, "judgement", allowed[-1], language)
                notes += (self.maker.say("proposed.raise", judgement=other),)
            why = self.maker.say("closed.overall", judgement=name)
            closed = {word: why for word in allowed_judgements(self.tool) if word not in allowed} | {
                word: said for word, said in closed.items() if word not in allowed
            }
        else:
            left = sum(not word for word in found.values())
            notes = (self.maker.say("proposed.not_yet", left=left),)
            closed |= {w: self.maker.say("closed.not_yet") for w in allowed_judgements(self.tool)}
        overall = replace(self._take("overall"), choices=self._judgements(closed))
        return Section("overall", self.maker.say("section.overall"), (overall, self._take("why")), notes=notes)


def list_tools(evidence: Evidence, study: Study) -> tuple[str, ...]:
    """The tools that the protocol names for the design of a study, of those whose domains are known here."""
    wanted: list[str] = re.findall(r"[\w-]+", evidence.protocol.appraisal_tools.get(study.design, ""))
    known = [t for t in evidence.vocabulary.get("tool", {}) if domain_group(t) in evidence.vocabulary]
    return tuple(t for t in dict.fromkeys(wanted) if t in known)


def choose_tool(evidence: Evidence, study: Study, tool: str | None) -> str:
    """The tool for a study: the one given, or the one that the protocol names for its design.

    UsageError where it names none, or several, and none is given; and for a tool that it does not name.
    """
    named, wanted = list_tools(evidence, study), evidence.protocol.appraisal_tools.get(study.design, "")
    known = [t for t in evidence.vocabulary.get("tool", {}) if domain_group(t) in evidence.vocabulary]
    if tool is None:
        if len(named) == 1:
            return named[0]
        raise UsageError(
            f"which tool? The protocol takes for {study.design}: {wanted or 'nothing'}; give one of them with "
            f"--tool, or tool= in JupyterLab: {', '.join(named or known)}"
        )
    if tool not in known:
        raise UsageError(f"no tool {tool!r} with domains in vocabulary.yaml; there are: {', '.join(known)}")
    if wanted and tool not in named:
        raise UsageError(f"{study.id} is a {study.design}: the protocol takes for it {wanted}, not {tool}")
    return tool
