"""Tables of studies: their characteristics, their risk of bias, trials registered and without results. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..citing.items import find_address
from ..decisions import Settled
from ..judgement.people_said import name_people
from ..language import has_text
from ..language.measures import name_country
from ..model import Appraisal, Arm, Evidence, Study
from ..model.appraisal_tools import domain_group
from .sheet import Cell, Footnotes, Sheet, join, make_rows
from .voice import Voice

STUDIES = (
    "study", "design", "country", "people", "amount", "comparator", "outcomes", "finding", "funding", "conflicts",
    "read", "record",
)  # fmt: skip
BIAS = ("study", "appraisal", "domains", "overall", "read", "by")
ONGOING = ("registration", "study", "people", "status", "record")


def make_characteristics(studies: Sequence[Study], words: Voice) -> Sheet:
    """A row a study, with what nobody has seen left as unknown."""
    rows = [_describe(study, words) for study in studies]
    unchecked = sum(not s.seen_by_two for s in studies)
    return _sheet("characteristics", STUDIES, rows, words, unchecked=unchecked, all=len(studies))


def _describe(study: Study, words: Voice) -> dict[str, Cell | str | None]:
    people = study.population
    unknown = words.say("table.not-known")
    number = words.say_number("table.year-people", people.n) if people.n is not None else unknown
    outcomes = dict.fromkeys(words.name("outcome", r.outcome) for r in study.results)
    return {
        "study": Cell(study.label, study=study.id, cites=study.reports),
        "design": words.name("design", study.design),
        "country": _say_country(people.country, words) if people.country else unknown,
        "people": join((words.measure(people.who), number), "; "),
        "amount": join((say_arm(arm, words) for arm in study.arms), "; ") if study.arms else words.say("table.none"),
        "comparator": words.name("comparator", study.comparator),
        "outcomes": ", ".join(outcomes) or words.say("table.none"),
        "finding": words.write(study.finding),
        "funding": words.write(study.funding) if study.funding else unknown,
        "conflicts": words.write(study.conflicts) if study.conflicts else unknown,
        "read": words.name("read", study.read),
        "record": Cell(", ".join(study.reports), record=study.reports[0]),
    }


def _say_country(text: str, words: Voice) -> Cell:
    said = name_country(text, words.language)
    # A name that is the same in both languages is taken for one of this language.
    return Cell(said, language=words.find_language(text) if said == text and "and" in text.split() else None)


def say_arm(arm: Arm, words: Voice) -> Cell:
    """One arm in a line: what, how much, how, for how long; what is not known is left out."""
    # Where no word of the vocabulary names what was given, what was written beside it does.
    what = words.write(arm.note) if arm.note else _name_arm(arm.id, words)
    if arm.compound and arm.compound != "other":
        what = Cell(words.name("compound", arm.compound))
    if arm.salt and arm.salt != "other":
        what = Cell(words.name("salt", arm.salt))
    amount = f"{words.number(float(arm.amount))} {words.unit(arm.unit or '')}".strip() if arm.amount is not None else ""
    if amount and arm.amount_is:
        amount += f" ({words.name('amount_is', arm.amount_is)})"
    route = words.name("route", arm.route) if arm.route and arm.route != "other" else ""
    duration = words.last(arm.duration) if arm.duration else ""
    size = f"n = {arm.n}" if arm.n is not None else ""
    beside = join((words.say("site.arm_with"), words.write(arm.given_with)), " ") if arm.given_with else ""
    return join((what, beside, amount, route, duration, size))


def _name_arm(id_: str, words: Voice) -> Cell:
    """A group by the catalogue's name, as the pages have it, else by its id, which is in the language of the files."""
    key = f"site.arm.{id_.replace('-', ' ')}"
    return Cell(words.say(key)) if has_text(key, words.language) else Cell(id_, language=words.find_language(id_))


def make_bias(settled: Settled, studies: Sequence[Study], words: Voice) -> Sheet:
    """A row an appraisal: every domain with its judgement, the overall one, how deep it was read and by whom.

    What one person thinks beside the appraisal that holds is left out.
    """
    ids = {s.id for s in studies}
    appraisals = [a for a in settled.evidence.appraisals if a.study in ids and a.by is None]
    notes = Footnotes()
    rows = [_appraise(a, settled.evidence, notes, words) for a in appraisals]
    unchecked = sum(not a.seen_by_two for a in appraisals)
    return _sheet("risk-of-bias", BIAS, rows, words, notes, unchecked=unchecked, all=len(appraisals))


def _appraise(appraisal: Appraisal, evidence: Evidence, notes: Footnotes, words: Voice) -> dict[str, Cell | str | None]:
    study = evidence.studies.get(appraisal.study)
    group = domain_group(appraisal.tool)
    domains = "; ".join(
        f"{words.name(group, d)}: {words.name('judgement', j.judgement)}" for d, j in appraisal.domains.items()
    )
    return {
        "study": Cell(
            study.label if study else appraisal.study, study=appraisal.study, cites=study.reports[:1] if study else ()
        ),
        "appraisal": words.name("tool", appraisal.tool),
        "domains": domains,
        "overall": Cell(words.name("judgement", appraisal.overall), notes=(words.note(notes, appraisal.why),)),
        "read": words.name("read", appraisal.read),
        "by": name_people(appraisal.reviewers, evidence.people, words),
    }


def make_ongoing(evidence: Evidence, words: Voice) -> Sheet:
    """Registered trials without results: those entered as such, and registrations that no report has come of."""
    rows: list[dict[str, Cell | str | None]] = []
    for study in evidence.studies.values():
        registrations = [r for r in (study.registration, *study.reports) if r and r.startswith("nct:")]
        only_registered = study.design == "registry-entry" or set(study.reports) <= set(registrations)
        if only_registered and not study.results:
            rows.append(_register(study, registrations, evidence, words))
    return _sheet("ongoing", ONGOING, rows, words)


def _register(
    study: Study, registrations: Sequence[str], evidence: Evidence, words: Voice
) -> dict[str, Cell | str | None]:
    first = next(iter(registrations), study.reports[0])
    record = evidence.records.get(first)
    number = words.say_number("table.year-people", study.population.n) if study.population.n is not None else ""
    return {
        "registration": Cell(first.partition(":")[2], record=first, cites=(first,)),
        "study": Cell(study.label, study=study.id),
        "people": join((words.measure(study.population.who), number), "; "),
        "status": words.write(study.finding),
        "record": find_address(record) if record else "",
    }


def _sheet(
    name: str,
    keys: tuple[str, ...],
    rows: Iterable[dict[str, Cell | str | None]],
    words: Voice,
    notes: Footnotes | None = None,
    *,
    unchecked: int = 0,
    all: int = 0,
) -> Sheet:
    made = make_rows(keys, list(rows))
    remarks = [words.say("table.not-checked", n=unchecked, all=all)] if unchecked else []
    if not made:
        remarks.append(words.say("table.nothing"))
    return Sheet(
        name=name,
        language=words.language,
        title=words.say(f"table.title.{name}"),
        about=words.say(f"table.about.{name}"),
        keys=keys,
        columns=tuple(words.say(f"table.column.{key}") for key in keys),
        rows=made,
        notes=tuple(notes.notes) if notes else (),
        remarks=tuple(remarks),
    )
