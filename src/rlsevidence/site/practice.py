"""The exercises in a notebook: judge first, then open what people decided. No script, no network, nothing is kept."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from ..called import tell_slips
from ..errors import UsageError
from ..judgement.readings import judge_readings
from ..language import say
from ..language.words import Words
from ..tagging.untranslated import find_plain_language
from ..workspace import Workspace, open_workspace
from .closing import NAMES, describe_answers
from .exercise import Exercise
from .exercises import find_lesson_claim, list_exercises
from .lesson import describe_lesson
from .render import make_environment, speak

KINDS = ("bias", "certainty", "wording")
KEYS = 'data-lm-suppress-shortcuts="true"'
"""JupyterLab's own keys are for cells; here they choose and open. It looks for this mark at what has the focus."""
STYLE = """
.practice fieldset { display: flex; flex-wrap: wrap; gap: .3em 1.2em; margin: .6em 0; }
.practice .facts > div { display: flex; gap: .6em; }
.practice .facts dt { font-weight: 600; min-width: 9em; }
.practice dd { margin: 0; }
.practice h2 { font-size: 1.1em; font-weight: 600; line-height: 1.4; margin: 1.6em 0 .4em; }
.practice h2 .small { display: block; font-size: .85em; font-weight: normal; }
.practice label { min-height: 1.9em; }
.practice summary { cursor: pointer; font-weight: 600; }
.practice p:is(.same, .below, .above, .ruled) { display: none; }
.practice .exercise:has(input:is(.decided, .below, .above):checked) .other { display: none; }
.practice .exercise:has(input.decided:checked) .same { display: block; }
.practice .exercise:has(input.ruled:checked) p.ruled { display: block; }
.practice .exercise:has(input.below:checked) p.below { display: block; }
.practice .exercise:has(input.above:checked) p.above { display: block; }
"""


@dataclass(frozen=True)
class Lesson:
    """What a notebook says outright at its end, under a heading that opens it."""

    title: str
    said: str
    language: str

    def _repr_html_(self) -> str:
        title, said = html.escape(self.title), html.escape(self.said)
        return f'<details class="lesson" lang="{self.language}"><summary>{title}</summary><p>{said}</p></details>'

    def __repr__(self) -> str:
        return self.said


@dataclass(frozen=True)
class Answers:
    """Answers to a notebook's two questions, each closed until it is opened.

    `said`: language -> for each question (what can be said, what is counted here or '').
    """

    said: Mapping[str, tuple[tuple[str, str], ...]]

    def _repr_html_(self) -> str:
        own = next(iter(self.said))
        shown = ""
        for language, answers in self.said.items():
            mark = "" if language == own else f' lang="{language}"'
            for n, answer in enumerate(answers, 1):
                title = html.escape(say("site.answer.title", language, n=n))
                parts = "".join(f"<p>{html.escape(part)}</p>" for part in answer if part)
                shown += f'<details class="lesson"{mark}><summary {KEYS}>{title}</summary>{parts}</details>'
        return f'<div class="answers" lang="{own}">{shown}</div>'

    def __repr__(self) -> str:
        return "\n\n".join(" ".join(part for part in answer if part) for answer in next(iter(self.said.values())))


@dataclass(frozen=True)
class Exercises:
    """What a notebook shows: exercises with their answers closed. `kind` and `about` leave only some of them."""

    items: tuple[Exercise, ...]
    language: str
    review: Workspace
    alone: bool = False
    """Whether the language was asked for, so that no other is shown beside it."""

    def of(self, kind: str, about: str | None = None) -> Self:
        """Those of one kind ('bias', 'certainty', 'wording'), and about one study or claim.

        UsageError, with what there is, for a kind or a subject that no exercise has.
        """
        if kind not in KINDS:
            raise UsageError(f"no exercises of the kind {kind!r}; there are: {', '.join(KINDS)}")
        found = tuple(e for e in self.items if e.kind == kind)
        if about is not None:
            subjects = {e.path.partition("/")[2].removesuffix(".html"): e for e in found}
            if about not in subjects:
                raise UsageError(f"no exercise of the kind {kind!r} is about {about!r}; {', '.join(subjects)} have one")
            found = (subjects[about],)
        return replace(self, items=found)

    def first(self, number: int = 1) -> Self:
        return replace(self, items=self.items[:number])

    def lesson(self) -> Lesson:
        """What the exercises of the first graded claim come to, closed until it is opened."""
        voice = Words(self.language, self.review.evidence.vocabulary)
        said = describe_lesson(find_lesson_claim(self.review.summaries), voice)
        return Lesson(voice.say("site.learn_lesson_title"), said or voice.say("site.learn_none"), self.language)

    def answers(self, notebook: str) -> Answers:
        """Answers to the two questions at the end of a notebook, such as 'one_claim', counted from this workspace.

        In every language of the workspace, unless one was asked for.

        UsageError, with what there is, for another name.
        """
        if notebook not in NAMES:
            raise UsageError(f"no answers for {notebook!r}; there are: {', '.join(NAMES)}")
        others = [code for code in self.review.evidence.topic.languages if code != self.language and not self.alone]
        voices = [Words(code, self.review.evidence.vocabulary) for code in (self.language, *others)]
        return Answers({v.language: tuple(describe_answers(self.review, notebook, v)) for v in voices})

    @cached_property
    def _voice(self) -> dict[str, Any]:
        evidence = self.review.evidence
        return speak(Words(self.language, evidence.vocabulary), find_plain_language(evidence))

    def _repr_html_(self) -> str:
        parts: Any = make_environment((self.language,)).get_template("parts.html.j2").make_module(self._voice)
        t = self._voice["t"]
        shown = "".join(str(parts.exercise(e, n, t)) for n, e in enumerate(self.items, 1))
        shown = shown or f"<p>{t('learn_none')}</p>"
        for tag in ("<input", "<summary"):
            shown = shown.replace(tag, f"{tag} {KEYS}")
        return f'<div class="practice" lang="{self.language}"><style>{STYLE}</style>{shown}</div>'

    def __repr__(self) -> str:
        return f"{len(self.items)} exercises; they are shown in JupyterLab and on the page learn.html"


@tell_slips
def exercises(folder: Path | str | None = None, *, language: str | None = None) -> Exercises:
    """Exercises from the workspace's own data, shown as the last line of a cell: judge, then see what people decided.

    `folder` as for `open_workspace`; `language`: one of the workspace's. UsageError for another.
    """
    review = open_workspace(folder)
    chosen = review.choose_language(language)
    signed = judge_readings(review.settled).signed
    return Exercises(
        list_exercises(review.evidence, review.summaries, chosen, signed), chosen, review, language is not None
    )


__all__ = ["Answers", "Exercises", "exercises"]
