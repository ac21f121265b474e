"""Durations, units and countries as people enter them, in another language: what the catalogues and Babel know. Pure.

Numbers carry over as they are. What is not recognised stays as it was entered: nothing is guessed.
"""

from __future__ import annotations

import re
from functools import cache

from . import FIRST, format_number, has_text, say, say_number

PERIOD = re.compile(r"(?P<first>\d+(?:\.\d+)?)(?:\s*[-–]\s*(?P<last>\d+(?:\.\d+)?))?\s+(?P<unit>[a-z]+?)s?", re.I)
_FRACTION = re.compile(r"(?<![\w.,])(\d*)\.(\d+)(?![\w.,]*\d)")
PERIODS = frozenset({"minute", "hour", "day", "night", "week", "month", "year"})
"""Units of time that the catalogues name: `period.day` and so on."""


OTHERWISE = {
    "turkey": "TR",
    "usa": "US",
    "uk": "GB",
    "holland": "NL",
    "czech republic": "CZ",
    "korea": "KR",
    "hong kong": "HK",
}
"""Names in use that CLDR does not give."""


def say_duration(text: str, language: str) -> str:
    """'8 weeks' as '8 veckor', '40-52 weeks' as '40–52 veckor'; what is no number of a unit of time as it is."""
    match = PERIOD.fullmatch(text.strip())
    if match is None or match["unit"].lower() not in PERIODS:
        return text
    first, last = float(match["first"]), float(match["last"] or match["first"])
    word = _name_period(match["unit"].lower(), last, language)
    start = format_number(first, language)
    return f"{start}–{format_number(last, language)} {word}" if match["last"] else f"{start} {word}"


def say_when(text: str, language: str) -> str:
    """A time as 'after 4-6 weeks' or 'single sample' in `language`; words that no catalogue has as they are."""
    if has_text(f"when.{text}", language):
        return say(f"when.{text}", language)
    after = text.removeprefix("after ")
    if after != text and (time := say_duration(after, language)) != after:
        return say("when.after", language, time=time)
    return say_duration(text, language)


AGES = (
    (re.compile(r"(\d+) years and over"), "from"),
    (re.compile(r"over (\d+) years"), "over"),
    (re.compile(r"(\d+) to under (\d+) years"), "under"),
    (re.compile(r"(\d+)\s*[-–]\s*(\d+) years"), "span"),
)
"""How ages are entered, and the text of the catalogues that says each."""


def say_people(age: str | None, sex: str | None, language: str) -> str:
    """'19-64 years', 'women' as 'kvinnor, 19–64 år'; 'all' of a sex is left out, other words stay as they are."""
    said = [_say_group(part, language) for part in (age, sex) if part and part != "all"]
    return ", ".join(said)


def _say_group(text: str, language: str) -> str:
    for pattern, key in AGES:
        if found := pattern.fullmatch(text):
            first, last = found[1], found[found.re.groups]
            return say(f"ages.{key}", language, first=first, last=last)
    return say(f"ages.{text}", language) if has_text(f"ages.{text}", language) else text


def _name_period(unit: str, number: float, language: str) -> str:
    # A part of a whole takes the form of several.
    return say_number(f"period.{unit}", int(number) if number == int(number) else 2, language)


def say_p(text: str, language: str) -> str:
    """A p-value as printed, with the decimal sign of `language`: '<.05' as '<0,05'. English stays as it was printed."""
    sign = say("number.decimal", language)
    if sign == ".":
        return text
    text = _FRACTION.sub(lambda found: f"{found[1] or '0'}{sign}{found[2]}", text)
    # Two values where no one is told: '<0.05 and >0.05'.
    return re.sub(r"(?<=\d) and (?=[<>=]?\d)", f" {say('table.and', language)} ", text)


def name_unit(text: str, language: str) -> str:
    """'mg/day' as 'mg/dag', 'points' as 'poäng'; a unit that no catalogue names as it is."""
    if has_text(f"unit.{text}", language):
        return say(f"unit.{text}", language)
    first, of, what = text.partition(" of ")
    if of:
        return say("unit.of", language, unit=name_unit(first, language), what=what)
    amount, slash, per = text.rpartition("/")
    return f"{name_unit(amount, language)}/{_name_period(per, 1, language)}" if slash and per in PERIODS else text


def name_country(text: str, language: str) -> str:
    """Countries by the names that CLDR has: 'Germany, Austria' as 'Tyskland, Österrike'. Others as they are."""
    if language == FIRST:
        return text
    parts = re.split(r"(\s*,\s*|\s+and\s+)", text)
    named: list[str] = []
    for i, part in enumerate(parts):
        said = f" {say('table.and', language)} " if part.strip() == "and" else part
        if i % 2 == 0 and (said := _name_one(part, language) or "") == "":
            return text
        named.append(said)
    return "".join(named)


@cache
def find_language(code: str) -> str:
    """'swe', as databases give it, as 'sv', as pages do (BCP 47); '' where CLDR knows no shorter one for it."""
    from babel.core import get_global

    found = get_global("language_aliases").get(code.lower(), code.lower() if len(code) == 2 else "")
    return found if len(found) == 2 else ""


@cache
def find_script(code: str) -> str:
    """The script in which a language is mostly written, such as 'Latn'; '' where CLDR does not say."""
    from babel.core import get_global

    parts = get_global("likely_subtags").get(code, "").split("_")
    return parts[1] if len(parts) > 1 else ""


@cache
def _name_one(name: str, language: str) -> str | None:
    from babel import Locale, UnknownLocaleError

    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return None
    return territories.get(_list_codes().get(name.strip().casefold(), ""))


@cache
def _list_codes() -> dict[str, str]:
    """The English name of a country -> its code, alternative names included."""
    from babel import Locale

    names = {name.casefold(): code for code, name in Locale.parse("en").territories.items()}
    return names | OTHERWISE
