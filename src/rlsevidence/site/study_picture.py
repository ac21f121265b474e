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
from ..model import Arm, Prose, Study
from .boxes import draw_narrow, draw_wide, escape_text, join_lines
from .charts import WIDE, Chart, Picture
from .render import format_dose, mark_language

_TIME = re.compile(r"(after )?(\d+(?:-\d+)?) (hour|day|week|month|year)s?")


Mark = Callable[[str], str]
"""What becomes of words that stand as people entered them: the mark of their language, in text and in the picture."""


def picture_study(study: Study, voice: Words, plain: str = "en") -> Chart | None:
    """The picture of a study whose groups are recorded; None where there is none to draw.

    `plain`: the language of texts that do not say theirs.
    """
    if not study.arms:
        return None

    def mark(text: str) -> str:
        return mark_language(text, voice.language, plain)

    def mark_words(text: str) -> str:
        # Each word by itself: lines are broken between them, and no mark may go on over the end of one.
        return Markup(" ").join(mark(word) for word in text.split())

    people, split = say_people(study, voice), _say_split(study, voice)
    lines = [[escape(part) for part in _say_arm(arm, voice, mark)] for arm in study.arms]
    parts = [escape(f"{people}; {split}"), *(Markup("; ").join(own) for own in lines)]
    text = Markup(". ").join([*parts, escape(_say_measured(study, voice, mark))]) + "."
    columns = tuple(voice.say(f"site.{key}") for key in ("arm", "n_people", "amount", "duration"))
    unknown = voice.say("site.not_recorded")
    rows = tuple(
        (
            _name(arm, voice, mark),
            unknown if arm.n is None else str(arm.n),
            format_dose(arm, voice),
            _say_time(arm.duration, voice, mark) if arm.duration else unknown,
        )
        for arm in study.arms
    )
    boxes = (
        f"<b>{escape_text(people)}</b><br>{escape_text(split)}",
        [join_lines(_say_arm(arm, voice, mark_words)) for arm in study.arms],
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


def _name(arm: Arm, voice: Words, mark: Mark) -> str:
    """What a group got; its own name where the vocabulary only says 'other'."""
    own = arm.id.replace("-", " ")
    if arm.compound in (None, "other"):
        return voice.say(f"site.arm.{own}") if has_text(f"site.arm.{own}", voice.language) else mark(own)
    name = voice.name("compound", arm.compound)
    return f"{name} ({voice.name('salt', arm.salt)})" if arm.salt else name


def _say_arm(arm: Arm, voice: Words, mark: Mark) -> list[str]:
    lines = [_name(arm, voice, mark)]
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
