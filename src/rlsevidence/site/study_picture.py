"""What was done in a study, as a picture: the people, what each group got for how long, and when it was measured. Pure.

It is not drawn to scale: durations are recorded in words. Whoever does not see it has the same in a sentence and a
table.
"""

from __future__ import annotations

import re

from markupsafe import Markup

from ..language.words import Words
from ..model import Arm, Prose, Study
from .boxes import draw_narrow, draw_wide, escape_text, join_lines
from .charts import WIDE, Chart, Picture
from .render import format_dose

_TIME = re.compile(r"(after )?(\d+(?:-\d+)?) (hour|day|week|month|year)s?")


def picture_study(study: Study, voice: Words) -> Chart | None:
    """The picture of a study whose groups are recorded; None where there is none to draw."""
    if not study.arms:
        return None
    people, split, measured = say_people(study, voice), _say_split(study, voice), _say_measured(study, voice)
    arms = [_say_arm(arm, voice) for arm in study.arms]
    text = " ".join([f"{people}; {split}.", *(f"{'; '.join(lines)}." for lines in arms), f"{measured}."])
    columns = tuple(voice.say(f"site.{key}") for key in ("arm", "n_people", "amount", "duration"))
    unknown = voice.say("site.not_recorded")
    rows = tuple(
        (
            _name(arm, voice),
            unknown if arm.n is None else str(arm.n),
            format_dose(arm, voice),
            say_time(arm.duration, voice) if arm.duration else unknown,
        )
        for arm in study.arms
    )
    boxes = (
        f"<b>{escape_text(people)}</b><br>{escape_text(split)}",
        [join_lines(lines) for lines in arms],
        escape_text(measured),
    )
    wide, narrow = draw_wide(*boxes), draw_narrow(*boxes)
    picture = Picture(Markup(wide), Markup(narrow), WIDE)
    return Chart(f"arms-{study.id}", voice.say("site.picture_groups"), text, columns, rows, picture)


def say_time(text: Prose, voice: Words) -> str:
    """A stretch of time such as '8 weeks' in the language of the page; other words as they were written."""
    said = voice.read(text)
    found = _TIME.fullmatch(said.strip())
    if not found:
        return said
    time = voice.say(f"site.time_{found[3]}" if found[2] == "1" else f"site.time_{found[3]}s", n=found[2])
    return voice.say("site.time_after", time=time) if found[1] else time


def is_stretch(text: Prose, voice: Words) -> bool:
    """Whether it is a stretch of time that is said in every language."""
    return _TIME.fullmatch(voice.read(text).strip()) is not None


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


def _name(arm: Arm, voice: Words) -> str:
    """What a group got; its own name where the vocabulary only says 'other'."""
    own = arm.id.replace("-", " ")
    if arm.compound in (None, "other"):
        return own
    name = voice.name("compound", arm.compound)
    return f"{name} ({voice.name('salt', arm.salt)})" if arm.salt else name


def _say_arm(arm: Arm, voice: Words) -> list[str]:
    lines = [_name(arm, voice)]
    if arm.n is not None:
        lines.append(voice.say("site.picture_people", n=arm.n))
    if arm.amount is not None:
        lines.append(format_dose(arm, voice))
    lines.append(say_time(arm.duration, voice) if arm.duration else voice.say("site.picture_no_time"))
    return lines


def _say_measured(study: Study, voice: Words) -> str:
    times = dict.fromkeys(say_time(r.when, voice) for r in study.results if r.when)
    said = ", ".join(times) if times else voice.say("site.not_recorded")
    return f"{voice.say('site.picture_measured')}: {said}"
