"""Who decided or entered something, as readers are told it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from ..language.words import Words
from ..model import Person


def name_people(ids: Iterable[str], people: Iterable[Person], voice: Words) -> str:
    """The names of people.tsv in the order of `ids`; an id that does not stand there stays as it is.

    The row of the first entry is nobody and its name means nothing to a reader: it is said in words instead.
    """
    known = {person.id: person for person in people}
    return ", ".join(_name(known.get(one), one, voice) for one in ids)


def _name(person: Person | None, found: str, voice: Words) -> str:
    if person is None:
        return found
    return voice.say("sentence.first-entry") if person.is_first_entry else person.name
