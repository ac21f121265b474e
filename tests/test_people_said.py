"""Who decided, as readers are told it: names, never ids, and the first entry as what it is."""

from __future__ import annotations

import pytest

from rlsevidence.judgement.people_said import name_people
from rlsevidence.language.words import Words
from rlsevidence.model import Person

PEOPLE = (
    Person(id="seed", name="Seed entry", role="initial entry", interests=""),
    Person(id="anna", name="Invented Anna", role="reviewer", interests=""),
)


@pytest.mark.parametrize(
    ("ids", "language", "said"),
    [
        (("anna",), "en", "Invented Anna"),
        (("seed",), "sv", "den första inmatningen (ingen namngiven person)"),
        (("seed",), "en", "the first entry (no named person)"),
        (("seed", "anna"), "en", "the first entry (no named person), Invented Anna"),
        (("bo",), "en", "bo"),
    ],
)
def test_people_are_named_and_the_first_entry_is_said_to_be_nobody(ids, language, said):
    assert name_people(ids, PEOPLE, Words(language)) == said


def test_one_study_without_a_number_is_said_in_the_singular():
    words = Words("sv")
    assert words.say_number("site.people_known", 1, known=600) == "600 personer kända; 1 studie anger inget antal"
    assert words.say_number("site.people_known", 2, known=600) == "600 personer kända; 2 studier anger inget antal"
