"""What is known and not yet read, in a reader's language. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ..language.words import Words
from ..tagging.known import PRINTED, Known

NAMED = 5
"""So many are named; of the rest there is a number."""


def describe_known(known: Sequence[Known], voice: Words) -> str:
    """Titles with design and size, and how many more; what could change most first. Empty where there is nothing."""
    said = [_describe(one, voice) for one in known[:NAMED]]
    if left := len(known) - NAMED:
        said += [voice.say_number("known.more", left)] if left > 0 else []
    return "; ".join(said)


def _describe(one: Known, voice: Words) -> str:
    design = voice.name("design", one.design) if one.design else voice.say("known.no_design")
    return voice.say(
        "known.item", title=one.title.rstrip("."), design=design, size=describe_size(one, voice), record=one.record
    )


def describe_size(one: Known, voice: Words) -> str:
    """How many people, with who says so; or that nobody does."""
    if one.people is None or one.said is None:
        return voice.say("known.people.unknown")
    if one.said == PRINTED:
        return voice.say("known.people.printed", words=one.words)
    return voice.say_number(f"known.people.{one.said}", one.people)
