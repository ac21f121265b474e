"""What was done in a study, as a picture: the people, what each group got for how long, and when it was measured. Pure.

It is not drawn to scale: durations are recorded in words. Whoever does not see it has the same in a sentence and a
table.
"""

from __future__ import annotations

import html
import re

from markupsafe import Markup

from ..figures.svg_marks import draw_arrow, draw_box
from ..figures.svg_text import draw_text, fit_text, measure_height
from ..language.words import Words
from ..model import Arm, Prose, Study
from .charts import NARROW, WIDE, Chart, Picture
from .render import format_dose

INK, SOFT, EDGE, FILL, FAINT = "#1f2933", "#52606d", "#8a8f98", "#e6f1f9", "#f5f7fa"
SIZE = 13
_TIME = re.compile(r"(after )?(\d+(?:-\d+)?) (hour|day|week|month|year)s?")


def picture_study(study: Study, voice: Words) -> Chart | None:
    """The picture of a study whose groups are recorded; None where there is none to draw."""
    if not study.arms:
        return None
    people, split, measured = _say_people(study, voice), _say_split(study, voice), _say_measured(study, voice)
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
    boxes = (f"<b>{_plain(people)}</b><br>{_plain(split)}", [_join(lines) for lines in arms], _plain(measured))
    wide, narrow = _draw_wide(*boxes), _draw_narrow(*boxes)
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


def _say_people(study: Study, voice: Words) -> str:
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


def _join(lines: list[str]) -> str:
    return "<br>".join([f"<b>{_plain(lines[0])}</b>", *(_plain(line) for line in lines[1:])])


def _plain(text: str) -> str:
    return html.escape(text, quote=False)


def _fit(text: str, width: float) -> str:
    """Lines of at most `width` pixels, each of which keeps its own look."""
    return "<br>".join(_fit_line(line, width) for line in text.split("<br>"))


def _fit_line(line: str, width: float) -> str:
    bold = line.startswith("<b>")
    fitted = fit_text(line.removeprefix("<b>").removesuffix("</b>"), SIZE * (1.1 if bold else 1), width)
    return "<br>".join(f"<b>{part}</b>" for part in fitted.split("<br>")) if bold else fitted


def _draw_in(x0: float, y0: float, x1: float, height: float, text: str, fill: str) -> str:
    y = y0 + (height - measure_height(text, SIZE)) / 2
    return draw_box(x0, y0, x1, y0 + height, fill, EDGE, 1.5) + draw_text(
        x0 + 10, y, text, size=SIZE, colour=INK, place="below"
    )


def _draw_wide(people: str, arms: list[str], measured: str) -> str:
    """Left to right: people, groups, measurement."""
    gap, pad = 14, 18
    left, middle, right = _fit(people, 150), [_fit(a, 240) for a in arms], _fit(measured, 126)
    heights = [measure_height(a, SIZE) + pad for a in middle]
    total = sum(heights) + gap * (len(arms) - 1)
    side = max(measure_height(left, SIZE), measure_height(right, SIZE)) + pad
    high = max(total, side)
    out = [_draw_in(8, (high - side) / 2 + 8, 178, side, left, FAINT)]
    out.append(_draw_in(566, (high - side) / 2 + 8, WIDE - 8, side, right, FAINT))
    y = (high - total) / 2 + 8
    for text, height in zip(middle, heights, strict=True):
        out.append(_draw_in(238, y, 506, height, text, FILL))
        out.append(draw_arrow(178, high / 2 + 8, 236, y + height / 2, SOFT, 1.5))
        out.append(draw_arrow(506, y + height / 2, 564, high / 2 + 8, SOFT, 1.5))
        y += height + gap
    return _wrap(out, WIDE, high + 16)


def _draw_narrow(people: str, arms: list[str], measured: str) -> str:
    """Top to bottom, for a narrow page."""
    y, out = 6.0, []
    texts = [(people, FAINT), *((a, FILL) for a in arms), (measured, FAINT)]
    for number, (text, fill) in enumerate(texts):
        fitted = _fit(text, NARROW - 40)
        height = measure_height(fitted, SIZE) + 16
        out.append(_draw_in(6, y, NARROW - 6, height, fitted, fill))
        y += height
        beside = 0 < number < len(texts) - 2
        if number < len(texts) - 1:
            # Groups stand side by side in truth: no arrow leads from one to the next.
            if not beside:
                out.append(draw_arrow(NARROW / 2, y + 1, NARROW / 2, y + 20, SOFT, 1.5))
            y += 8 if beside else 22
    return _wrap(out, NARROW, y + 6)


def _wrap(parts: list[str], width: float, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:.0f}" width="{width:g}"'
        f" height=\"{height:.0f}\" font-family=\"'Segoe UI', 'DejaVu Sans', Arial, sans-serif\">{''.join(parts)}</svg>"
    )
