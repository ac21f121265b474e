"""Answers to the two questions that each notebook ends with: what can be said to them, and what the workspace says.

An answer is one among several that hold, to be opened once one has one's own. What it says of this workspace is counted
from it, and left out where there is nothing to count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..decisions import StudyInClaim
from ..judgement.claim_summary import ClaimSummary
from ..judgement.domains import HIGH_RISK, SMALL, UNCONTROLLED
from ..judgement.sentences import offer_sentence
from ..judgement.what_if import find_pivots
from ..language.words import Words
from ..model import RANDOMISED_DESIGNS, DoseLimit
from ..workspace import Workspace
from .exercises import find_lesson_claim

RARE = 1000
"""One in how many meets the harm of the question."""
TRIAL = 100
"""People in the trial of the question."""
NO_CASE = 3
"""The rule of three: no case among n people still fits, at 95 per cent, a rate of up to about 3 in n."""


class Said(NamedTuple):
    """Who answers, and in which voice."""

    review: Workspace
    voice: Words

    @property
    def lead(self) -> ClaimSummary | None:
        """The claim that the exercises begin with: the first headline claim that GRADE rates."""
        return find_lesson_claim(self.review.summaries)

    def title(self, summary: ClaimSummary) -> str:
        return self.voice.read(summary.claim.title)


def _gone_too_far(said: Said) -> dict[str, object] | None:
    of_document = [s for s in said.review.summaries if s.gap != "not_applicable"]
    return {"n": sum(s.gap == "over" for s in of_document), "all": len(of_document)} if of_document else None


def _judged(said: Said) -> dict[str, object] | None:
    judged = [s for s in said.review.summaries if s.certainty is not None]
    low = sum(s.certainty_word in ("low", "very_low") for s in judged)
    return {"low": low, "checked": sum(s.is_checked for s in judged), "all": len(judged)} if judged else None


def _unread(said: Said) -> dict[str, object] | None:
    trials = said.review.trials
    return {"n": len(said.review.evidence.unread), "m": sum(not t.reports for t in trials), "all": len(trials)}


def _searched(said: Said) -> dict[str, object] | None:
    day = said.review.last_pull
    return {"date": day.isoformat() if day else said.voice.say("site.answer.no_search")}


def _open_tags(said: Said) -> dict[str, object] | None:
    tags = said.review.evidence.tags
    word = said.voice.name("stance", "inconclusive")
    return {"n": sum(t.stance == "inconclusive" for t in tags), "all": len(tags), "word": word} if tags else None


def _wording(said: Said) -> dict[str, object] | None:
    found = next((s for s in said.review.summaries if s.claim.headline and s.strongest_wording), None)
    if found is None or found.strongest_wording is None or found.allowed_wording is None:
        return None
    return {
        "claim": said.title(found),
        "wording": said.voice.name("wording", found.strongest_wording),
        "allowed": said.voice.name("allowed_wording", found.allowed_wording),
    }


def _verdicts(*words: str) -> Callable[[Said], dict[str, object] | None]:
    def count(said: Said) -> dict[str, object] | None:
        documents = said.review.evidence.documents.values()
        found = [s.verdict.word for d in documents for s in d.sentences if s.verdict]
        names = ", ".join(said.voice.name("verdict_word", word) for word in words)
        return {"n": sum(word in words for word in found), "all": len(found), "words": names} if found else None

    return count


def _pivots(said: Said) -> dict[str, object] | None:
    if said.lead is None:
        return None
    studies = said.review.evidence.studies
    names = [studies[study].label for study, _ in find_pivots(said.review.settled, said.lead.claim.id)]
    return {"claim": said.title(said.lead), "studies": ", ".join(names) or said.voice.say("site.answer.nobody")}


def _trial(said: Said) -> dict[str, object] | None:
    trial = said.review.new_trial(said.lead.claim.id) if said.lead else None
    if said.lead is None or trial is None or not trial.people:
        return None
    return {"claim": said.title(said.lead), "people": trial.people}


def _counted(weak: Callable[[StudyInClaim], bool]) -> Callable[[Said], dict[str, object] | None]:
    def count(said: Said) -> dict[str, object] | None:
        lead = said.lead
        if lead is None or not lead.counted:
            return None
        weak_ones = sum(weak(s) for s in lead.counted)
        return {"claim": said.title(lead), "n": weak_ones, "all": len(lead.counted), "limit": SMALL}

    return count


def _limits(said: Said) -> dict[str, object] | None:
    """The kind of upper level that most authorities give, and how far apart they are."""
    table = said.review.evidence.dose_limits
    kinds: dict[tuple[str, str], list[DoseLimit]] = defaultdict(list)
    for limit in table.limits if table else ():
        if limit.kind == "upper_level":
            kinds[limit.counts, limit.unit].append(limit)
    if table is None or not kinds:
        return None
    (counts, unit), found = max(kinds.items(), key=lambda item: (len(item[1]), item[0]))
    values = [limit.value_mg for limit in found]
    names = table.words.get("counts", {})
    return {
        "authorities": len({limit.authority for limit in found}),
        "low": said.voice.number(min(values)),
        "high": said.voice.number(max(limit.value_mg_high or limit.value_mg for limit in found)),
        "unit": said.voice.unit(unit),
        "counts": said.voice.read(names[counts]).rstrip(".") if counts in names else counts,
    }


def _harms(said: Said) -> dict[str, object] | None:
    counted = [s.study for summary in said.review.summaries if summary.claim.kind == "harm" for s in summary.counted]
    people = max((s.population.n or 0 for s in counted if s.design in RANDOMISED_DESIGNS), default=0)
    return {"people": people, "rate": said.voice.number(float(f"{NO_CASE * RARE / people:.2g}"))} if people else None


def _withdrawn(said: Said) -> dict[str, object] | None:
    records = said.review.evidence.records.values()
    return {"n": sum(r.is_retracted for r in records), "all": len(records)}


def _multiverse(said: Said) -> dict[str, object] | None:
    tried = said.review.multiverse(said.lead.claim.id) if said.lead else None
    if said.lead is None or tried is None:
        return None
    shares = {"share": round(100 * tried.holds_level), "both": round(100 * tried.holds)}
    return {"claim": said.title(said.lead), "n": tried.universes, **shares}


def _hedged(said: Said) -> dict[str, object] | None:
    allowed = [s.allowed_wording for s in said.review.summaries if s.allowed_wording]
    return (
        {"n": sum(word in ("hedged", "very_uncertain") for word in allowed), "all": len(allowed)} if allowed else None
    )


def _steps(said: Said) -> dict[str, object] | None:
    lead = said.lead
    steps = lead.certainty.downgrades if lead and lead.certainty else None
    names = [said.voice.name("grade_domain", domain) for domain, step in (steps or {}).items() if step.steps]
    return {"claim": said.title(lead), "domains": ", ".join(names)} if lead and names else None


def _printable(said: Said) -> dict[str, object] | None:
    sentence = offer_sentence(said.lead, said.voice.language).sentence if said.lead else None
    return {"sentence": sentence} if sentence else None


Here = Callable[[Said], dict[str, object] | None]
_HERE: dict[str, tuple[Here | None, Here | None]] = {
    "start_here": (_gone_too_far, _judged),
    "search_and_pull": (_unread, _searched),
    "screen_and_tag": (_open_tags, None),
    "claims_at_a_glance": (_wording, _verdicts("incomplete", "supported_with_limits")),
    "one_claim": (_pivots, _trial),
    "risk_of_bias_and_certainty": (
        _counted(lambda s: s.risk_of_bias in HIGH_RISK),
        _counted(lambda s: s.study.design in UNCONTROLLED),
    ),
    "safety_and_dose": (_limits, _harms),
    "what_changed": (_searched, _withdrawn),
    "what_if": (_multiverse, _counted(lambda s: s.study.population.n is not None and s.study.population.n < SMALL)),
    "audit_a_document": (_verdicts("overstated"), _hedged),
    "five_positive_studies": (_steps, _printable),
}
NAMES = tuple(_HERE)
"""The notebooks that have answers, by the name of their file without its number."""


def describe_answers(review: Workspace, name: str, voice: Words) -> Iterator[tuple[str, str]]:
    """(what can be said, what is counted here or '') for each of the two questions of one of NAMES."""
    said = Said(review, voice)
    chance = round(100 * (1 - 1 / RARE) ** TRIAL)
    for number, here in enumerate(_HERE[name], 1):
        key = f"site.answer.{name}.{number}"
        counted = here(said) if here else None
        general = voice.say(key, chance=chance, trial=TRIAL, rare=RARE, rule=NO_CASE)
        yield general, voice.say(f"{key}.here", **counted) if counted else ""
