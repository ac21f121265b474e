"""Durations, units and countries in another language than the one in which they were entered."""

from __future__ import annotations

import pytest

from rlsevidence.language.measures import OTHERWISE, PERIODS, name_country, name_unit, say_duration, say_p

DURATIONS = {
    "8 weeks": ("8 veckor", "several"),
    "1 year": ("1 år", "one"),
    "1 week": ("1 vecka", "one, another word than several"),
    "40-52 weeks": ("40–52 veckor", "from and to"),
    "40 – 52 weeks": ("40–52 veckor", "a dash with spaces"),
    "1.5 hours": ("1,5 timmar", "a part takes the form of several, and the sign of the language"),
    "0 days": ("0 dagar", "none"),
    "once before anaesthesia": ("once before anaesthesia", "no number: as it was entered"),
    "8 fortnights": ("8 fortnights", "a unit that nobody named: as it was entered"),
    "8 weeks, then 4": ("8 weeks, then 4", "more than a duration: as it was entered"),
    "": ("", "nothing"),
}


@pytest.mark.parametrize("text", list(DURATIONS))
def test_durations_in_swedish(text: str) -> None:
    expected, reason = DURATIONS[text]
    assert say_duration(text, "sv") == expected, reason


def test_every_unit_of_time_has_one_and_several() -> None:
    for unit in PERIODS:
        one, several = say_duration(f"1 {unit}", "sv"), say_duration(f"2 {unit}s", "sv")
        assert unit not in one.split(), unit
        assert unit not in several.split(), unit
        assert say_duration(f"2 {unit}s", "en") == f"2 {unit}s"


UNITS = {
    "mg/day": ("mg/dag", "an amount for a time"),
    "times/week": ("gånger/vecka", "both parts have a name"),
    "mg/kg": ("mg/kg", "what is written alike everywhere"),
    "percent": ("procent", "a word"),
    "points": ("poäng", "a word"),
    "furlongs": ("furlongs", "a unit that no catalogue names stays"),
}


@pytest.mark.parametrize("text", list(UNITS))
def test_units_in_swedish(text: str) -> None:
    expected, reason = UNITS[text]
    assert name_unit(text, "sv") == expected, reason
    assert name_unit(text, "en") == text


COUNTRIES = {
    "Germany": ("Tyskland", "one"),
    "Germany, Austria, Switzerland": ("Tyskland, Österrike, Schweiz", "a list"),
    "United States and Denmark": ("USA och Danmark", "two with 'and'"),
    "Austria, Germany, Spain and Sweden": ("Österrike, Tyskland, Spanien och Sverige", "a list that ends with 'and'"),
    "Turkey": ("Turkiet", "a name that CLDR has given up"),
    "European Union": ("Europeiska unionen", "a union"),
    "Germany, Atlantis": (
        "Germany, Atlantis",
        "one is not known: none is translated, so that no list is of two tongues",
    ),
    "Bosnia and Herzegovina": ("Bosnia and Herzegovina", "an 'and' within a name: as it was entered"),
}


@pytest.mark.parametrize("text", list(COUNTRIES))
def test_countries_in_swedish(text: str) -> None:
    expected, reason = COUNTRIES[text]
    assert name_country(text, "sv") == expected, reason
    assert name_country(text, "en") == text, "in the language of entry nothing is changed"


def test_other_names_of_countries_are_known_to_the_library() -> None:
    assert all(name_country(name, "sv") != name for name in OTHERWISE)


def test_a_language_without_names_leaves_everything_as_it_is() -> None:
    assert name_country("Germany", "xx") == "Germany"
    assert name_unit("percent", "xx") == "percent"


@pytest.mark.parametrize(
    ("printed", "swedish"),
    [
        ("0.07", "0,07"),
        ("<0.001", "<0,001"),
        ("<.05", "<0,05"),
        (".00 (as printed)", "0,00 (as printed)"),
        ("<0.05 and >0.05", "<0,05 och >0,05"),
        ("0,07", "0,07"),
        ("not significant", "not significant"),
        ("table 1.2.3", "table 1.2.3"),
    ],
)
def test_p_values_have_the_decimal_sign_of_the_page(printed: str, swedish: str) -> None:
    assert say_p(printed, "sv") == swedish
    assert say_p(printed, "en") == printed
