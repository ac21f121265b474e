"""That a text is older than its evidence, and what a sign-off covers, in a reader's own words. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable

from ..language.words import Words
from ..model import CERTAINTY_LEVELS, Person
from ..tagging.todos import Todo
from .kept_rows import NOBODY
from .people_said import name_people
from .readings import Readings, SignOff, Stale
from .witnesses import WITNESSES


def describe_stale(found: Stale, voice: Words) -> str:
    """What has changed under a text, since when, and for which level it was written."""
    if found.since is None:
        return voice.say(f"sentence.stale.{found.why}")
    act = "recorded" if found.since.act in NOBODY else "read"
    said = voice.say(
        f"sentence.stale.{act}",
        parts=", ".join(voice.name("rests_on", part) for part in found.changed),
        on=found.on,
    )
    if found.levels is None:
        return said
    was, now = (_name_level(word, voice) for word in found.levels)
    return f"{said} {voice.say('sentence.stale.level', was=was, now=now)}"


def _name_level(word: str, voice: Words) -> str:
    if word == "none":
        return voice.say("site.not_judged")
    return voice.name("certainty" if word in CERTAINTY_LEVELS else "basis_rating", word)


def describe_sign_off(sign_off: SignOff, voice: Words, people: Iterable[Person] = ()) -> str:
    """Who signed off, when and on what depth of reading; or that a later change has taken the sign-off back.

    `people`: those of people.tsv, where names are to be said and not ids.
    """
    who = name_people([sign_off.by], people, voice)
    if sign_off.since is None:
        return voice.say("sentence.signed.typed", who=who)
    if sign_off.barred and not sign_off.changed:
        return voice.say(f"sentence.signed.{sign_off.barred}", who=who, on=sign_off.on)
    if not sign_off.holds:
        return voice.say("sentence.signed.before", who=who, on=sign_off.on)
    if sign_off.read is None:
        return voice.say("sentence.signed.holds_words", who=who, on=sign_off.on)
    depth = voice.name("read", sign_off.read)
    return voice.say("sentence.signed.holds", who=who, on=sign_off.on, depth=depth)


def list_to_reread(readings: Readings, headline: Container[str]) -> tuple[Todo, ...]:
    """Texts to be read again, and sign-offs to be given anew, as things to do; those of headline claims weigh most."""
    found = [
        Todo(
            "reread",
            f"read {text} again",
            f"written on {stale.on} or before; since then {', '.join(stale.changed)} changed"
            + (f" ({' to '.join(stale.levels)})" if stale.levels else ""),
            tuple(filter(None, (text, claim))),
            (3 if claim in headline else 1) * (2 if stale.levels else 1),
        )
        for (text, claim), stale in readings.stale.items()
    ]
    found += [
        Todo(
            "reread",
            f"sign {text} off again",
            f"signed off by {signed.by} on {signed.on}, before a later change of {', '.join(signed.changed)}",
            (text,),
            1,
        )
        for text, signed in readings.signed.items()
        if signed.since is not None and signed.changed
    ]
    found += [
        Todo(
            "reread",
            f"read {text} again",
            "a row that says what it rested on, or who read it, is gone or was changed by hand",
            tuple(filter(None, (text, claim))),
            2,
        )
        for text, claim in readings.altered
    ]
    found += [
        Todo(
            "reread",
            f"put down what {text} rests on (rlsevidence reread --record)",
            "nothing is put down of it, so no change under it would be seen",
            tuple(filter(None, (text, claim))),
            1,
        )
        if (text, claim) not in readings.renamed and (text, claim) not in readings.witnessed
        else Todo(
            "reread",
            f"read {text} again",
            "nothing is put down of it, and "
            + (
                "it may be a text that was renamed, moved or rewritten"
                if (text, claim) in readings.renamed
                else f"there is {WITNESSES[readings.witnessed[text, claim]]}"
            ),
            tuple(filter(None, (text, claim))),
            1,
        )
        for text, claim in readings.unrecorded
    ]
    return tuple(found)
