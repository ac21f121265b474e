"""What was done in a study, as a picture: the people, what each group got for how long, and when it was measured. Pure.

It is not drawn to scale: durations are recorded in words. Whoever does not see it has the same in a sentence and a
table.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from ..language import has_text
from ..language.words import Words
from ..model import Arm, Prose, Study, read_prose
from .boxes import draw_narrow, draw_wide, escape_text, join_lines
from .charts import WIDE, Chart, Picture
from .render import format_dose, mark_language

_TIME = re.compile(r"(after )?(\d+(?:-\d+)?) (hour|day|week|month|year)s?")


Mark = Callable[[Prose], Markup]
"""What becomes of words that stand as people entered them: the mark of their language, in text and in the picture."""


def picture_study(study: Study, voice: Words, plain: str = "en") -> Chart | None:
    """The picture of a study whose groups are recorded; None where there is none to draw.

    `plain`: the language of texts that do not say theirs.
    """
    if not study.arms:
        return None

    def mark(text: Prose) -> Markup:
        return mark_language(text, voice.language, plain)

    def mark_words(text: Prose) -> Markup:
        # Each word by itself: lines are broken between them, and no mark may go on over the end of one.
        own = plain if isinstance(text, str) else text.written_in(voice.language)
        return Markup(" ").join(mark_language(word, voice.language, own) for word in voice.read(text).split())

    people, split = say_people(study, voice), _say_split(study, voice)
    lines = [[escape(part) for part in _say_arm(arm, voice, mark, plain)] for arm in study.arms]
    parts = [escape(f"{people}; {split}"), *(Markup("; ").join(own) for own in lines)]
    text = Markup(". ").join([*parts, escape(_say_measured(study, voice, mark))]) + "."
    columns = tuple(voice.say(f"site.{key}") for key in ("arm", "n_people", "amount", "duration"))
    unknown = voice.say("site.not_recorded")
    rows = tuple(
        (
            Markup("; ").join(escape(part) for part in _say_what(arm, voice, mark, plain)),
            unknown if arm.n is None else str(arm.n),
            format_dose(arm, voice),
            _say_time(arm.duration, voice, mark) if arm.duration else unknown,
        )
        for arm in study.arms
    )
    boxes = (
        f"<b>{escape_text(people)}</b><br>{escape_text(split)}",
        [join_lines(_say_arm(arm, voice, mark_words, plain)) for arm in study.arms],
        escape_text(_say_measured(study, voice, mark_words)),
    )
    wide, narrow = draw_wide(*boxes), draw_narrow(*boxes)
    picture = Picture(Markup(wide), Markup(narrow), WIDE)
    return Chart(f"arms-{study.id}", voice.say("site.picture_groups"), text, columns, rows, picture)


def _say_time(text: Prose, voice: Words, mark: Mark) -> str:
    said = say_time(text, voice)
    return said if is_stretch(text, voice) or said != voice.read(text) else mark(said)


def say_time(text: Prose, voice: Words) -> str:
    """A stretch of time such as '8 weeks' in the language of the page; other words as they were written."""
    said = voice.read(text)
    found = _TIME.fullmatch(said.strip())
    if not found:
        return voice.when(said)
    time = voice.say(f"site.time_{found[3]}" if found[2] == "1" else f"site.time_{found[3]}s", n=found[2])
    return voice.say("site.time_after", time=time) if found[1] else time


def is_stretch(text: Prose, voice: Words) -> bool:
    """Whether it is a stretch of time that is said in every language."""
    said = voice.read(text).strip()
    return _TIME.fullmatch(said) is not None or has_text(f"when.{said}", voice.language)


def say_people(study: Study, voice: Words) -> str:
    """How many people, and how many of them were analysed where that is another number."""
    n, analysed = study.population.n, study.population.n_analysed
    said = voice.say("site.picture_people_unknown") if n is None else voice.say("site.picture_people", n=n)
    return said if analysed in (None, n) else f"{said} ({voice.say('site.n_analysed')}: {analysed})"


def _say_split(study: Study, voice: Words) -> str:
    if study.design == "rct":
        key = "lot"
    elif study.design == "crossover-rct":
        key = "each"
    else:
        key = "one" if study.design == "single-arm-trial" and len(study.arms) == 1 else "none"
    return voice.say(f"site.picture_split_{key}")


def _say_what(arm: Arm, voice: Words, mark: Mark, plain: str) -> list[str]:
    """What a group got, what it got together with that, and what is written of it.

    Where the vocabulary only says 'other' it goes by its own name, which is in the language of the files; a note that
    has that name in it says it in the reader's.
    """
    own, note = arm.id.replace("-", " "), arm.note
    if arm.compound not in (None, "other"):
        name = voice.name("compound", arm.compound)
        lines = [f"{name} ({voice.name('salt', arm.salt)})" if arm.salt else name]
    elif has_text(f"site.arm.{own}", voice.language):
        lines = [voice.say(f"site.arm.{own}")]
    elif note and _holds(read_prose(note, plain), own):
        lines, note = [mark(note)], None
    else:
        lines = [mark(own)]
    if arm.given_with:
        lines.append(Markup("{} {}").format(voice.say("site.arm_with"), mark(arm.given_with)))
    return [*lines, mark(note)] if note else lines


def _holds(note: str, name: str) -> bool:
    """Whether the words of a group's name stand in its note; numbers in it only tell it from others."""
    told = set(re.findall(r"\w+", note.casefold()))
    return {word for word in name.casefold().split() if not word.isdecimal()} <= told


def _say_arm(arm: Arm, voice: Words, mark: Mark, plain: str) -> list[str]:
    lines = _say_what(arm, voice, mark, plain)
    if arm.n is not None:
        lines.append(voice.say("site.picture_people", n=arm.n))
    if arm.amount is not None:
        lines.append(format_dose(arm, voice))
    lines.append(_say_time(arm.duration, voice, mark) if arm.duration else voice.say("site.picture_no_time"))
    return lines


def _say_measured(study: Study, voice: Words, mark: Mark) -> str:
    times = dict.fromkeys(_say_time(r.when, voice, mark) for r in study.results if r.when)
    said = list(times) or [voice.say("site.not_recorded")]
    # What is marked is markup, and what joins it is too.
    whole = Markup if any(isinstance(time, Markup) for time in said) else str
    return whole(f"{voice.say('site.picture_measured')}: ") + whole(", ").join(said)
