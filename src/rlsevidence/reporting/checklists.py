"""PRISMA 2020, PRISMA-S and SWiM, each item with where it is answered, or that it needs a person. Pure.

What an item asks for is said in our own words. Sources: Page et al., BMJ 2021;372:n71 (27 items, 42 with their parts);
Rethlefsen et al., Syst Rev 2021;10:39 (16 items); Campbell et al., BMJ 2020;368:l6890 (9 items).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..errors import UsageError
from ..unknown import tell_unknown
from .begun import is_as_begun
from .facts import Facts
from .sheet import Cell, Sheet, make_rows
from .voice import Voice

STATUSES = ("captured", "stated", "person", "none")
KEYS = ("item", "asks", "status", "where", "answer")


@dataclass(frozen=True)
class Answer:
    """Who answered an item (a word of STATUSES), where it stands, and what it comes to."""

    status: str
    where: str
    what: str | Cell


Answerer = Callable[[Facts, Voice], Answer]


def say(key: str, where: str, status: str = "captured") -> Answerer:
    """An answer that needs no number."""
    return lambda facts, words: Answer(status, where, words.say(f"answer.{key}"))


def state(place: str) -> Answerer:
    """Stated, where the protocol has something at `place`, such as synthesis.pooling."""
    where = f"protocol.yaml: {place}"

    def answer(facts: Facts, words: Voice) -> Answer:
        value: object = facts.evidence.protocol
        for part in place.split("."):
            value = value.get(part) if isinstance(value, Mapping) else getattr(value, part, None)
        if not value:
            return Answer("person", where, words.say("answer.person"))
        if is_as_begun(place, value):
            return Answer("captured", where, words.say("answer.as-begun"))
        return Answer("stated", where, words.say("answer.protocol"))

    return answer


def write(field: str) -> Answerer:
    """What people write under `report` of the protocol."""

    def answer(facts: Facts, words: Voice) -> Answer:
        where = f"protocol.yaml: report.{field}"
        text = getattr(facts.evidence.protocol.report, field, None)
        if text is None:
            return Answer("person", where, words.say("answer.person"))
        return Answer("stated", where, words.write(text))

    return answer


def _quote(words: Voice, key: str, **written: str | int) -> Cell:
    """A text of ours with what people wrote in its places, which keeps its language."""
    tongue = words.find_language(words.plain)
    parts = tuple((text, tongue) for text in written.values() if tongue and isinstance(text, str))
    return Cell(words.say(key, **written), parts=parts)


def _title(facts: Facts, words: Voice) -> Answer:
    title = facts.evidence.protocol.title
    named = "systematic review" in title.casefold() or "systematisk översikt" in title.casefold()
    key = "title" if named else "not-systematic"
    return Answer("stated" if named else "person", "protocol.yaml: title", _quote(words, f"answer.{key}", title=title))


def _questions(facts: Facts, words: Voice) -> Answer:
    headline = len(facts.evidence.protocol.headline_claims)
    what = words.say("answer.questions", n=len(facts.evidence.claims), headline=headline)
    return Answer("stated" if facts.evidence.claims else "person", "protocol.yaml: question; claims/", what)


def _eligibility(facts: Facts, words: Voice) -> Answer:
    groups = [g for g in facts.evidence.protocol.eligibility.values() if isinstance(g, Mapping)]
    empty = sum(value is None for group in groups for value in group.values())
    if empty:
        return Answer("person", "protocol.yaml: eligibility", words.say("answer.groups-empty", n=empty))
    return Answer("stated", "protocol.yaml: eligibility", words.say("answer.groups", n=len(groups)))


def _sources(facts: Facts, words: Voice) -> Answer:
    n = len(facts.evidence.searches)
    if facts.last_search is None:
        return Answer("person", "searches/", words.say("answer.never", n=n))
    what = words.say("answer.searched", done=facts.searches_run, n=n, day=facts.last_search)
    return Answer("captured", "searches/runs.jsonl", what)


def _strategies(facts: Facts, words: Voice) -> Answer:
    n = len(facts.evidence.searches)
    return Answer("captured" if n else "person", "table searches", words.say("answer.strategies", n=n))


def when_run(answerer: Answerer) -> Answerer:
    """The answer once a search has been run; until then that none has."""

    def answer(facts: Facts, words: Voice) -> Answer:
        if facts.last_search is None:
            return Answer("person", "searches/", words.say("answer.never", n=len(facts.evidence.searches)))
        return answerer(facts, words)

    return answer


def when_judged(answerer: Answerer) -> Answerer:
    """The answer once a claim has been judged; until then that nobody has."""

    def answer(facts: Facts, words: Voice) -> Answer:
        n, checked = facts.judged
        if n:
            return answerer(facts, words)
        what = words.say("answer.judged", n=n, all=len(facts.summaries), checked=checked)
        return Answer("person", "claims", what)

    return answer


def when_measured(answerer: Answerer) -> Answerer:
    """The answer once a study has an effect with an interval; until then that none has."""
    return lambda facts, words: (answerer if facts.measures else _measures)(facts, words)


def _selection(facts: Facts, words: Voice) -> Answer:
    what = words.say("answer.screened", n=facts.flow.screened, all=facts.identified, two=facts.screened_by_two)
    status = "captured" if facts.flow.screened else "person"
    return Answer(status, "protocol.yaml: selection_and_extraction; screening.tsv", what)


def _collection(facts: Facts, words: Voice) -> Answer:
    what = words.say("answer.extracted", checked=facts.studies_checked, n=len(facts.evidence.studies))
    status = "captured" if facts.evidence.studies else "person"
    return Answer(status, "protocol.yaml: selection_and_extraction; studies/", what)


def _outcomes(facts: Facts, words: Voice) -> Answer:
    what = words.say("answer.outcomes", n=len(facts.evidence.protocol.outcomes))
    return Answer("stated" if facts.evidence.protocol.outcomes else "person", "protocol.yaml: outcomes", what)


def _appraisal(where: str) -> Answerer:
    def answer(facts: Facts, words: Voice) -> Answer:
        n, _, checked = facts.appraised
        primary = facts.flow.boxes["studies:primary"]
        held = {a.study for a in facts.evidence.appraisals if a.by is None}
        done = sum(study in held for study in primary)
        what = words.say("answer.appraised", n=n, studies=done, primary=len(primary), checked=checked)
        return Answer("captured" if n else "person", where, what)

    return answer


def _measures(facts: Facts, words: Voice) -> Answer:
    if not facts.measures:
        return Answer("person", "studies/", words.say("answer.no-measures"))
    return Answer("captured", "studies/; method page", words.say("answer.measures", those=", ".join(facts.measures)))


def _reporting_bias(facts: Facts, words: Voice) -> Answer:
    what = words.say("answer.bias-domain", n=facts.graded)
    return Answer("captured" if facts.graded else "person", "table evidence-profile", what)


def _certainty(facts: Facts, words: Voice) -> Answer:
    n, checked = facts.judged
    what = words.say("answer.judged", n=n, all=len(facts.summaries), checked=checked)
    return Answer("captured" if n else "person", "tables summary-of-findings, evidence-profile", what)


def _flow(facts: Facts, words: Voice) -> Answer:
    if facts.faults:
        boxes = ", ".join(dict.fromkeys(f.box for f in facts.faults))
        return Answer("person", "flow", words.say("answer.flow-fault", boxes=boxes))
    flow = facts.flow
    what = words.say("answer.flow", identified=facts.identified, excluded=facts.excluded, studies=flow.included_studies)
    return Answer("captured" if facts.identified else "person", "flow", what)


def _excluded(facts: Facts, words: Voice) -> Answer:
    what = words.say("answer.excluded", n=facts.excluded, full=facts.excluded_after_reading)
    return Answer("captured" if facts.identified else "person", "table excluded", what)


def _studies(facts: Facts, words: Voice) -> Answer:
    n = facts.flow.included_studies
    return Answer("captured" if n else "person", "table characteristics", words.say("answer.studies", n=n))


def _results(facts: Facts, words: Voice) -> Answer:
    n, effects = facts.results
    what = words.say("answer.results", n=n, effects=effects)
    return Answer("captured" if n else "person", "studies/; export tables", what)


def _pooled(facts: Facts, words: Voice) -> Answer:
    if not facts.pooled:
        return Answer("captured", "claims", words.say("answer.not-pooled"))
    return Answer("captured", "claims", words.say("answer.pooled", n=facts.pooled))


def _registered(facts: Facts, words: Voice) -> Answer:
    where = facts.evidence.protocol.registered
    if where:
        return Answer("stated", "protocol.yaml: registered", words.say("answer.registered", where=where))
    return Answer("person", "protocol.yaml: registered", words.say("answer.not-registered"))


def _version(facts: Facts, words: Voice) -> Answer:
    protocol = facts.evidence.protocol
    what = words.say("answer.version", version=protocol.version, day=protocol.dated.isoformat())
    return Answer("captured", "protocol.yaml", what)


def _changes(facts: Facts, words: Voice) -> Answer:
    what = words.say_number("answer.changes", facts.amendments)
    return Answer("captured", "table amendments; protocol.yaml: changes", what)


def _interests(facts: Facts, words: Voice) -> Answer:
    n, every = facts.interests, len(facts.evidence.people)
    status = "captured" if every and n == every else "person"
    return Answer(status, "people.tsv", words.say("answer.interests", n=n, all=every))


def _databases(facts: Facts, words: Voice) -> Answer:
    sources = dict.fromkeys(s.source for s in facts.evidence.searches.values())
    those = ", ".join(words.name("search_source", s) for s in sources)
    return Answer("captured" if those else "person", "searches/", words.say("answer.databases", those=those or "0"))


def _registries(facts: Facts, words: Voice) -> Answer:
    wanted = facts.list_source("registers") or "0"
    what = _quote(words, "answer.registries", n=len(facts.registrations), those=wanted)
    return Answer("person", "table registrations; protocol.yaml: information_sources", what)


def _pages(facts: Facts, words: Voice) -> Answer:
    what = words.say("answer.pages", n=facts.flow.other_methods, seed=facts.seeded, files=facts.from_files)
    return Answer("captured", "records.jsonl: origin", what)


def _web_sites(facts: Facts, words: Voice) -> Answer:
    """An origin says that a record came from public pages, and not which were browsed: that a person must say."""
    return Answer("person", "records.jsonl: origin", words.say("answer.web-sites", seed=facts.seeded))


def _reviewed(facts: Facts, words: Voice) -> Answer:
    searches = facts.evidence.searches.values()
    n = sum(s.peer_reviewed_by is not None for s in searches)
    status = "captured" if searches and n == len(searches) else "person"
    return Answer(status, "searches/: peer_reviewed_by", words.say("answer.reviewed", n=n, all=len(searches)))


def _counts(facts: Facts, words: Voice) -> Answer:
    what = words.say("answer.counts", n=facts.from_searches, other=facts.flow.other_methods)
    return Answer("captured", "flow", what)


def _duplicates(facts: Facts, words: Voice) -> Answer:
    return Answer("captured", "flow", words.say("answer.duplicates", n=facts.flow.duplicates))


def _directions(facts: Facts, words: Voice) -> Answer:
    n = sum(bool(s.tally_directions()) for s in facts.summaries)
    return Answer("captured", "claims", words.say("answer.directions", n=n))


CHECKLISTS: Mapping[str, Mapping[str, Answerer]] = {
    "prisma": {
        "1": _title,
        "2": write("abstract"),
        "3": write("rationale"),
        "4": _questions,
        "5": _eligibility,
        "6": _sources,
        "7": when_run(_strategies),
        "8": _selection,
        "9": _collection,
        "10a": _outcomes,
        "10b": when_measured(say("assumptions", "studies/; export tables")),
        "11": _appraisal("protocol.yaml: appraisal_tools; appraisals/"),
        "12": _measures,
        "13a": state("synthesis"),
        "13b": when_measured(say("assumptions", "studies/; export tables")),
        "13c": when_judged(say("shown", "claims")),
        "13d": state("synthesis.pooling"),
        "13e": state("synthesis.subgroups"),
        "13f": when_judged(say("multiverse", "whatif --multiverse")),
        "14": state("synthesis.missing_results"),
        "15": state("certainty"),
        "16a": _flow,
        "16b": _excluded,
        "17": _studies,
        "18": _appraisal("table risk-of-bias"),
        "19": _results,
        "20a": when_judged(say("shown", "claims")),
        "20b": when_judged(_pooled),
        "20c": write("heterogeneity"),
        "20d": when_judged(say("multiverse", "whatif --multiverse")),
        "21": _reporting_bias,
        "22": _certainty,
        "23a": write("interpretation"),
        "23b": write("limits_of_evidence"),
        "23c": write("limits_of_review"),
        "23d": write("implications"),
        "24a": _registered,
        "24b": _version,
        "24c": _changes,
        "25": write("support"),
        "26": _interests,
        "27": say("material", "export bundle; CITATION.cff"),
    },
    "prisma-s": {
        "1": when_run(_databases),
        "2": when_run(say("one-by-one", "searches/")),
        "3": _registries,
        "4": _web_sites,
        "5": write("citation_searching"),
        "6": write("contacts"),
        "7": _pages,
        "8": when_run(_strategies),
        "9": when_run(say("limits", "searches/: limits")),
        "10": write("filters"),
        "11": write("prior_work"),
        "12": say("living", "searches/: interval_months; news"),
        "13": _sources,
        "14": _reviewed,
        "15": _counts,
        "16": _duplicates,
    },
    "swim": {
        "1": _eligibility,
        "2": when_judged(_directions),
        "3": state("synthesis.otherwise"),
        "4": when_judged(say("order", "claims")),
        "5": state("synthesis.subgroups"),
        "6": state("certainty"),
        "7": when_judged(say("shown", "claims")),
        "8": when_judged(_directions),
        "9": write("limits_of_synthesis"),
    },
}
"""Checklist -> item -> who answers it."""


def make_checklist(name: str, facts: Facts, words: Voice) -> Sheet:
    """One checklist, filled in. UsageError for another name."""
    if name not in CHECKLISTS:
        raise UsageError(tell_unknown("checklist", name, CHECKLISTS))
    rows: list[dict[str, Cell | str | None]] = []
    tally: Counter[str] = Counter()
    for item, answerer in CHECKLISTS[name].items():
        answer = answerer(facts, words)
        tally[answer.status] += 1
        rows.append(
            {
                "item": item,
                "asks": words.say(f"checklist.{name}.{item}"),
                "status": words.say(f"checklist.status.{answer.status}"),
                # Names of files, of their fields and of tables are English words.
                "where": Cell(answer.where, language=None if words.language == "en" else "en"),
                "answer": answer.what,
            }
        )
    counted = {status: tally[status] for status in STATUSES}
    return Sheet(
        name=name,
        language=words.language,
        title=words.say(f"checklist.title.{name}"),
        about=words.say("checklist.about"),
        keys=KEYS,
        columns=tuple(words.say(f"checklist.column.{key}") for key in KEYS),
        rows=make_rows(KEYS, rows),
        remarks=(words.say("checklist.tally", **counted), words.say("checklist.credit")),
    )
