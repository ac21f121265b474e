"""Exercises from the workspace's own data: judge first, then see what people decided, and why. Pure.

Three kinds: the risk of bias of a study, the certainty of a claim, the wording of a sentence. Nothing is scored and
nothing is kept; people's decisions are answers to compare with, not keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from ..judgement.claim_summary import ClaimSummary
from ..judgement.readings import SignOff
from ..language.words import Words
from ..model import Evidence
from .exercise import Exercise, find_body, spread
from .exercise_bias import list_bias
from .exercise_certainty import list_certainty
from .exercise_wording import list_wording

EACH = 5
"""At most so many of a kind: as many as a sentence has answers, so that each level can have its exercise."""


def list_exercises(
    evidence: Evidence, summaries: Sequence[ClaimSummary], language: str, signed: Mapping[str, SignOff]
) -> tuple[Exercise, ...]:
    """The exercises, the kinds in turn; the same for the same evidence. `signed`: the sign-offs of its texts.

    The first of each kind is of the first claim that is graded, where there is one: together they make one lesson.
    """
    voice = Words(language, evidence.vocabulary)
    lesson = find_lesson_claim(summaries)
    ordered = sorted(summaries, key=lambda s: s is not lesson)
    first = frozenset(s.id for s in find_body(lesson)) if lesson else frozenset()
    kinds = (
        list_bias(evidence, voice, signed, first),
        list_certainty(ordered, voice),
        list_wording(evidence, ordered, voice),
    )
    chosen = [spread(list(found), EACH) for found in kinds]
    return tuple(e for turn in zip_longest(*chosen) for e in turn if e is not None)


def find_lesson_claim(summaries: Sequence[ClaimSummary]) -> ClaimSummary | None:
    """The claim of the lesson: the first that is judged and graded, headline claims before the others."""
    return next((s for s in summaries if s.certainty and s.certainty.overall and not s.withheld), None)
