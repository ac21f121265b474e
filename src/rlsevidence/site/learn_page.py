"""The path through the exercises."""

from __future__ import annotations

from .exercises import find_lesson_claim
from .frame import Frame, Page
from .lesson import METHOD, MINUTES, describe_lesson


def count_minutes(frame: Frame) -> int:
    """How long the path through the exercises takes; 0 where there are none."""
    kinds = {e.kind for e in frame.exercises}
    return sum(MINUTES[kind] for kind in kinds) + METHOD if kinds else 0


def make_learn(frame: Frame) -> Page:
    exercises = frame.exercises
    # The first of each kind is of the lesson: why favourable studies can be weak evidence.
    path = [next((e for e in exercises if e.kind == kind), None) for kind in MINUTES]
    return frame.render(
        "learn.html.j2",
        "learn.html",
        frame.say("learn_title"),
        exercises=exercises,
        steps=[(e, MINUTES[e.kind]) for e in path if e],
        method=METHOD,
        minutes=count_minutes(frame),
        lesson=describe_lesson(find_lesson_claim(frame.review.summaries), frame.words),
        stories=[(name, *title) for name, title in frame.titles.items() if name[:3] == "10_"],
    )
