"""Who judged or appraised the same differently, each alone, in words; people by their names. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..language.words import Words
from ..model import CERTAINTY_LEVELS, Person
from .people_said import name_people

Apart = Sequence[tuple[str, str | None]]
"""(who, what that came to); people who made one in one file stand together: 'anna, bo'."""


def count_people(apart: Apart) -> int:
    """How many people differ: two who made one together are two."""
    return len({who for together, _ in apart for who in together.split(", ")})


def describe_levels(apart: Apart, voice: Words, people: Iterable[Person] = ()) -> str:
    """'Anna: moderate certainty; Bo: low certainty'."""
    return _tell(apart, voice, people, lambda word: "certainty" if word in CERTAINTY_LEVELS else "basis_rating")


def describe_risks(apart: Apart, voice: Words, people: Iterable[Person] = ()) -> str:
    """'Anna: low; Bo: some concerns', of those who appraised a study."""
    return _tell(apart, voice, people, lambda word: "judgement")


def mark_apart(apart: Apart, voice: Words) -> str:
    """The few words that lead to it where a verdict stands at a glance."""
    return voice.say("sentence.apart.mark", n=count_people(apart))


def mark_unsettled(apart: Apart, changed: Iterable[str], voice: Words) -> str:
    """The same where a judgement may also have been changed since it was settled; '' where neither is so."""
    if apart:
        return mark_apart(apart, voice)
    return voice.say("sentence.apart.changed_mark") if tuple(changed) else ""


def describe_changed(changed: Iterable[str], voice: Words, people: Iterable[Person] = ()) -> str:
    """Who has changed their own since it was settled, and what counts until it is settled again."""
    return voice.say("sentence.apart.changed", who=name_people(tuple(changed), people, voice))


def describe_unsettled(apart: Apart, changed: Iterable[str], voice: Words, people: Iterable[Person] = ()) -> str:
    """All that waits to be settled of one judgement, in words; '' where nothing does."""
    if apart:
        return describe_apart(apart, voice, people)
    who = tuple(changed)
    return describe_changed(who, voice, people) if who else ""


def describe_apart(apart: Apart, voice: Words, people: Iterable[Person] = ()) -> str:
    """That people judged a claim each alone and otherwise, with what each came to and what counts until then."""
    those = describe_levels(apart, voice, people)
    key = "sentence.apart.judged" if len({word for _, word in apart}) > 1 else "sentence.apart.same"
    return voice.say(key, n=count_people(apart), those=those)


def _tell(apart: Apart, voice: Words, people: Iterable[Person], group: Callable[[str], str]) -> str:
    known = tuple(people)
    return "; ".join(
        f"{name_people(who.split(', '), known, voice)}:"
        f" {voice.name(group(word), word) if word else voice.say('form.not_recorded')}"
        for who, word in apart
    )
