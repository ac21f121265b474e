"""What is known of a study without groups of treatment, as a picture: whom it concerns, how it was made, what came out.

Only recorded fields and what the vocabulary says of a design are drawn; what is not recorded is said to be so. An arrow
leads forward in time, and only a cohort has one: other designs are joined by lines. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from ..language.words import Words
from ..model import Result, Study
from .boxes import draw_narrow, draw_wide, join_lines
from .charts import WIDE, Chart, Picture
from .study_picture import is_stretch, say_people, say_time

MOST = 6
"""Outcomes named in the picture; the table below it has all."""
POOLING = ("systematic-review", "meta-analysis")
_COUNTED_AS = ("studies", "trials")
"""Names of recorded numbers that count what was put together."""


def picture_design(study: Study, voice: Words) -> Chart | None:
    """The picture of a study that records no groups; None where it does (`picture_study` draws those)."""
    if study.arms:
        return None
    people, made, found = _say_people(study, voice), _say_made(study, voice), _say_found(study, voice)
    text = " ".join(f"{'; '.join(line.rstrip('.') for line in lines)}." for lines in (people, made, found))
    columns = tuple(voice.say(f"site.{key}") for key in ("outcome", "result_kind", "when", "picture_studies"))
    if study.design not in POOLING:
        columns = columns[:-1]
    rows = dict.fromkeys(tuple(_list_cells(result, voice))[: len(columns)] for result in study.results)
    boxes = (join_lines(people), [join_lines(made)], join_lines(found))
    forward = study.design == "cohort"
    wide, narrow = draw_wide(*boxes, arrows=forward), draw_narrow(*boxes, arrows=forward)
    picture = Picture(Markup(wide), Markup(narrow), WIDE)
    return Chart(f"arms-{study.id}", voice.say("site.picture_design"), text, columns, tuple(rows), picture)


def _say_people(study: Study, voice: Words) -> list[str]:
    """How many, and with what: never who they were beyond the words of the vocabulary, which every language has."""
    known = study.population.n is not None
    lines = [say_people(study, voice)] if study.is_primary or study.design in POOLING or known else []
    about = [voice.name("condition", word) for word in study.population.conditions]
    key = "site.picture_with" if study.is_primary else "site.picture_about"
    lines.append(voice.say(key, what=", ".join(about)) if about else voice.say("site.picture_whom_unknown"))
    return lines


def _say_made(study: Study, voice: Words) -> list[str]:
    means = voice.vocabulary.get("design", {}).get(study.design)
    lines = [voice.name("design", study.design), *([voice.read(means.means)] if means else [])]
    if not study.is_primary:
        lines.append(voice.say("site.picture_took_over" if study.design in POOLING else "site.picture_no_measure"))
        return lines
    if study.comparator != "not-applicable":
        lines.append(voice.say("site.picture_beside", what=voice.name("comparator", study.comparator)))
    if study.design == "cohort":
        lines.append(voice.say("site.picture_forward", time=_say_when(study, voice)))
    elif study.design == "cross-sectional":
        lines.append(voice.say("site.picture_once"))
    else:
        lines.append(f"{voice.say('site.when')}: {_say_when(study, voice)}")
    return lines


def _say_when(study: Study, voice: Words) -> str:
    """Stretches of time that are recorded as such; other words about time stand with the results, as written."""
    written = [r.when for r in study.results if r.when]
    times = dict.fromkeys(say_time(when, voice) for when in written if is_stretch(when, voice))
    if times:
        return ", ".join(times)
    return voice.say("site.picture_time_in_words" if written else "site.not_recorded")


def _say_found(study: Study, voice: Words) -> list[str]:
    if not study.results:
        return [voice.say("site.picture_no_results")]
    said = dict.fromkeys(_say_result(study, result, voice) for result in study.results)
    lines = [voice.say("site.picture_outcomes"), *list(said)[:MOST]]
    return [*lines, voice.say("site.picture_more", n=len(said) - MOST)] if len(said) > MOST else lines


def _say_result(study: Study, result: Result, voice: Words) -> str:
    text = f"{voice.name('outcome', result.outcome)}: {voice.name('result_kind', result.kind)}"
    if study.design not in POOLING:
        return text
    return f"{text}, {_say_studies(result, voice)}"


def _say_studies(result: Result, voice: Words) -> str:
    found = [(key, (result.values or {}).get(key)) for key in _COUNTED_AS]
    known = [voice.say(f"site.picture_n_{key}", n=n) for key, n in found if isinstance(n, int)]
    return known[0] if known else voice.say("site.picture_n_unknown")


def _list_cells(result: Result, voice: Words) -> Iterator[str]:
    yield voice.name("outcome", result.outcome)
    yield voice.name("result_kind", result.kind)
    if not result.when:
        yield voice.say("site.not_recorded")
    else:
        known = is_stretch(result.when, voice)
        yield say_time(result.when, voice) if known else voice.say("site.picture_time_in_words")
    yield _say_studies(result, voice)
