"""Why a record is suggested, in the language of its reader: what `tagging.suggest` writes in English, said anew. Pure.

A reason that some other engine gives in its own words stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..language import say
from ..language.words import name_word
from ..model import Vocabulary

PLAIN = "en"
SENTENCES: Mapping[str, str] = {
    "words": r"It has words that may concern (?P<those>.+?)(?:; it is a source on a whole topic \('(?P<topic>.+?)'\), "
    r"which may cover the claim without naming it)?\.",
    "topic": r"It is a source on a whole topic \('(?P<topic>.+?)'\), which may cover the claim without naming it\.",
    "title": r"Only the title is at hand, so no stance is proposed\.",
    "read": r"Its (?P<role>conclusion|text) is read as (?P<stance>\w+), with confidence (?P<sure>[\d.]+)\.",
    "unplain": r"Its (?P<role>conclusion|text) is not plain enough to propose a stance: read it\.",
    "outcome": r"The outcome \((?P<outcome>.+?)\) is read as (?P<went>[\w ]+), which (?P<agrees>\w+) the claim\.",
    "differ": r"The two readings differ: read the abstract with care\.",
}
"""Sentence -> how it is written; each is said anew from what it holds."""


def say_why(why: str, language: str, vocabulary: Vocabulary) -> str:
    """The reason in `language`; as it is where that is English, or where not all of it is ours."""
    if language == PLAIN:
        return why
    said, left = [], why.strip()
    while left:
        found = next(((key, m) for key, form in SENTENCES.items() if (m := re.match(form, left))), None)
        if found is None:
            return why
        key, match = found
        said.append(_say(key, match.groupdict(), language, vocabulary))
        left = left[match.end() :].strip()
    return " ".join(said)


def _say(key: str, told: Mapping[str, str | None], language: str, vocabulary: Vocabulary) -> str:
    given = {name: value or "" for name, value in told.items()}
    if "those" in given:
        # The concepts have English ids; the words of the record that told of them are its own.
        given["those"] = ", ".join(f"'{words}'" for words in re.findall(r"\('(.+?)'\)", given["those"]))
        key = "words_topic" if given["topic"] else key
    if "role" in given:
        given["role"] = say(f"panel.why.role.{given['role']}", language)
    if "stance" in given:
        given["stance"] = name_word(vocabulary, "stance", given["stance"], language).lower()
    if "went" in given:
        given["went"] = say(f"panel.why.went.{given['went'].replace(' ', '_')}", language)
        given["agrees"] = say(f"panel.why.agrees.{given['agrees']}", language)
    return say(f"panel.why.{key}", language, **given)
