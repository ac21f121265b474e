"""Exercises on the risk of bias of a study: its page is the task, the judgements are the answer. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ..judgement.readings import SignOff
from ..language.words import Words
from ..layout import appraisal_name
from ..model import Appraisal, Evidence, Prose, Study
from ..model.appraisal_tools import TOOLS, domain_group, propose_overall
from .exercise import Exercise, find_terms, put

UNSETTLED = ("unclear", "not_applicable")
SEVERAL = 4
"""Outcomes shown of a study; more only make the task long."""


def list_bias(
    evidence: Evidence, voice: Words, signed: Mapping[str, SignOff], first: Collection[str]
) -> Iterator[Exercise]:
    """Studies from which there is something to learn: what was read settles at least half of what the tool asks.

    Those of `first` come before the others.
    """
    for a in sorted(evidence.appraisals, key=lambda a: a.study not in first):
        study = evidence.studies.get(a.study)
        if study is None or a.by is not None or a.tool not in TOOLS or not a.domains:
            continue
        if 2 * sum(d.judgement in UNSETTLED for d in a.domains.values()) > len(a.domains):
            continue
        group = domain_group(a.tool)
        judged = {d: j.judgement for d, j in a.domains.items()}
        ruled, _ = propose_overall(a.tool, judged)
        none_said = put(voice.say("site.learn_no_reason"), voice)
        words = _list_choices(a)
        texts = [a.why, *(j.support for j in a.domains.values() if j.support)]
        yield Exercise(
            f"bias-{study.id}",
            "bias",
            put(study.label, voice),
            tuple(_list_facts(a, study, voice)),
            tuple((w, voice.name("judgement", w)) for w in words),
            a.overall,
            (
                ("", a.why),
                *((voice.name(group, d), put(voice.name("judgement", w), voice)) for d, w in judged.items()),
            ),
            f"studies/{study.id}.html",
            (held := signed.get(f"appraisals/{appraisal_name(a)}")) is not None and held.holds,
            tuple(voice.name(group, d) for d, w in judged.items() if w == a.overall and len(set(judged.values())) > 1),
            seen=tuple((voice.name(group, d), j.support or none_said) for d, j in a.domains.items()),
            hints=tuple(_list_hints(a, voice)),
            ruled=ruled,
            notes=tuple(_list_notes(judged, voice)),
            terms=(
                *(("judgement", w) for w in words),
                ("tool", a.tool),
                ("design", study.design),
                *find_terms(texts, voice),
            ),
        )


def _list_choices(a: Appraisal) -> tuple[str, ...]:
    """The tool's words but those that nobody may choose here: low is never judged from less than a full text."""
    shut = {"not_applicable"} | ({"low"} if a.read != "full-text" else set())
    return tuple(w for w in TOOLS[a.tool].words if w not in shut or w == a.overall)


def _list_facts(a: Appraisal, study: Study, voice: Words) -> Iterator[tuple[str, Prose]]:
    unknown = put(voice.say("site.not_recorded"), voice)
    people = study.population
    yield "learn_read", put(voice.name("read", a.read), voice)
    yield "learn_tool", put(voice.name("tool", a.tool), voice)
    yield "design", put(voice.name("design", study.design), voice)
    yield "n_people", unknown if people.n is None else put(str(people.n), voice)
    if people.n_analysed is not None:
        yield "n_analysed", put(str(people.n_analysed), voice)
    yield "who", people.who
    yield "comparator", put(voice.name("comparator", study.comparator), voice)
    results = [r for r in study.results if r.id in a.results] or list(study.results)
    measured = dict.fromkeys((r.outcome, r.measure) for r in results)
    for outcome, measure in list(measured)[:SEVERAL]:
        yield "outcome", put(voice.name("outcome", outcome), voice)
        yield "learn_measured", measure
    if not results:
        yield "outcome", unknown
    yield "registration", study.registration or put(voice.say("site.learn_not_seen"), voice)
    if study.funding:
        yield "funding", study.funding
    for caveat in study.caveats:
        yield "caveats", caveat


def _list_hints(a: Appraisal, voice: Words) -> Iterator[str]:
    raised = TOOLS[a.tool].may_raise
    if raised:
        lower, higher = (voice.name("judgement", w) for w in raised)
        yield voice.say("site.learn_rule_worst", lower=lower, higher=higher)
    else:
        yield voice.say("site.learn_rule_doubt")
    if a.read != "full-text":
        yield voice.say("site.learn_rule_low", low=voice.name("judgement", "low"))


def _list_notes(judged: Mapping[str, str], voice: Words) -> Iterator[str]:
    """What may be misread in the judgements: that all are the same, and what unclear means."""
    words = set(judged.values())
    if len(words) == 1 and len(judged) > 1:
        yield voice.say("site.learn_all_same", word=voice.name("judgement", words.pop()))
    elif "unclear" in words:
        yield voice.say("site.learn_unclear", word=voice.name("judgement", "unclear"))
