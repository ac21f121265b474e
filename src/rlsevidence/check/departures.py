"""A verdict above what the rules propose: argued for, domain by domain, in every language in which it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..judgement.arguments import ARGUMENT, REASON, find_lack
from ..judgement.departures import Departure, find_departure
from ..judgement.grade import GradeProposal
from ..judgement.proposals import Proposal, propose
from ..layout import appraisal_name, part_path
from ..model import GRADE_DOMAINS, Certainty, Multilingual, Prose
from ..model.grade import GRADE_UPGRADES
from .rules import Context, Found, Said, list_words, rule

PLACES = (*GRADE_DOMAINS, *GRADE_UPGRADES, "starts_at", "basis")
ABOVE = ("supported", "supported_with_limits")
"""Verdicts on a sentence that let it stand."""


def _list_departures(context: Context) -> Iterator[tuple[Certainty, Proposal, Departure]]:
    evidence, settled = context.evidence, context.settled
    for certainty in evidence.certainty.values():
        if certainty.claim not in evidence.claims or certainty.claim in settled.withheld:
            continue
        proposal = propose(settled, certainty.claim)
        departure = find_departure(proposal, certainty)
        if departure is not None:
            yield certainty, proposal, departure


@rule(
    "departs-because",
    "A verdict above what the rules propose needs its argument in each domain in which less is taken off.",
    across=True,
)
def _argued(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        path, given = part_path("certainty", certainty.claim), certainty.departs_because or {}
        for name in given:
            if name not in PLACES:
                yield path, ("departs_because", name), f"departs_because.{name}", name, list_words(PLACES)
    for certainty, proposal, departure in _list_departures(context):
        path, given = part_path("certainty", certainty.claim), certainty.departs_because or {}
        typed = certainty.overall in (None, departure.decided)
        level = departure.decided if typed else f"{departure.decided}, which the steps give"
        above = f"{level}, {departure.levels} above {departure.proposed or 'nothing to rate'}"
        for place in departure.where:
            if place == "overall":
                continue  # no argument makes steps add up to more: `grade-adds-up` names it
            # In every language in which the verdict is printed.
            printed = tuple(certainty.summary.texts) or context.evidence.topic.languages
            lacking = [code for code in printed if place in given and code not in given[place].texts]
            if place in given and not lacking:
                continue
            languages = " and ".join(lacking or printed)
            yield (
                path,
                ("departs_because",),
                f"departs_because.{place}",
                Said(f"nothing in {' or '.join(lacking)}" if lacking else f"{above}, and no argument"),
                f"in {languages}, why not as the rules propose ({describe_proposed(proposal, place)})",
            )


@rule(
    "says-why",
    "A text that lets a verdict go further says something; that it is long enough is all that a rule can see of it.",
    across=True,
)
def _says_why(context: Context) -> Iterator[Found]:
    for certainty, _, departure in _list_departures(context):
        yield from _list_empty_arguments(certainty, departure)
    for appraisal in context.evidence.appraisals:
        path = part_path("appraisals", appraisal_name(appraisal))
        for domain, judged in appraisal.domains.items():
            if judged.judgement == "low":
                at = ("domains", domain, "support")
                yield from _list_short(path, at, judged.support, "a reason for low risk of bias")
    for document, sentence in context.evidence.sentences:
        if sentence.verdict is not None and sentence.verdict.word in ABOVE:
            path, row = part_path("documents", document.id), document.sentences.index(sentence)
            for _, loc, field, said, expected in _list_short(
                path,
                ("sentences", row, "verdict", "why"),
                sentence.verdict.why,
                "a reason for letting the sentence stand",
            ):
                yield path, loc, field.replace(f"sentences.{row}", sentence.at), said, expected


def _list_empty_arguments(certainty: Certainty, departure: Departure) -> Iterator[Found]:
    path, given = part_path("certainty", certainty.claim), certainty.departs_because or {}
    own = _list_reasons(certainty)
    for place in departure.where:
        for code, text in given[place].texts.items() if place in given else ():
            others = [other.texts.get(code, "") for name, other in given.items() if name != place]
            lack = find_lack(text, code, ARGUMENT, others)
            if lack is not None:
                at = ("departs_because", place, code)
                expected = (
                    f"an argument of at least {ARGUMENT} different words, of its own for this domain, why not as the"
                    " rules propose"
                )
                yield path, at, ".".join(at), Said(lack), expected
        if place in own:
            yield from _list_short(path, *own[place], "a reason for going above the rules")


def _list_reasons(certainty: Certainty) -> Mapping[str, tuple[tuple[str, ...], Prose]]:
    """Place of a departure -> where its reason stands, and the reason."""
    found: dict[str, tuple[tuple[str, ...], Prose]] = {}
    for group, steps in (("downgrades", certainty.downgrades), ("upgrades", certainty.upgrades)):
        found |= {name: ((group, name, "why"), step.why) for name, step in (steps or {}).items()}
    if certainty.basis is not None:
        found["basis"] = (("basis", "why"), certainty.basis.why)
    return found


def _list_short(path: str, at: tuple[str | int, ...], prose: Prose, what: str) -> Iterator[Found]:
    texts = prose.texts if isinstance(prose, Multilingual) else {"en": prose}
    for code, text in texts.items():
        lack = find_lack(text, code, REASON)
        if lack is not None:
            loc = (*at, code) if isinstance(prose, Multilingual) else at
            yield path, loc, ".".join(map(str, loc)), Said(lack), f"{what}, of at least {REASON} different words"


def describe_proposed(proposal: Proposal, place: str) -> str:
    """What the rules propose at a place of a departure, and why."""
    grade = proposal.grade
    if grade is None:
        return f"{proposal.word}: {proposal.basis.why}" if proposal.basis else "nothing"
    if grade.level is None:
        return "nothing: there is no study to rate"
    if place == "basis":
        taken = ", ".join(f"{s.domain} {s.steps}" for s in grade.downgrades if s.steps) or "nothing taken off"
        return f"{grade.level}: its studies are rated by GRADE, from {grade.starts_at}, {taken}"
    if place == "starts_at":
        return f"{grade.starts_at}: no randomised comparison in the body"
    if place in GRADE_UPGRADES and not any(s.domain == place for s in grade.upgrades):
        return f"0: {_refuse_upgrade(grade)}"
    step = next(s for s in (*grade.downgrades, *grade.upgrades) if s.domain == place)
    return f"{step.steps}: {step.why}"


def _refuse_upgrade(grade: GradeProposal) -> str:
    if grade.starts_at == "high":
        return "a body that starts high has none"
    if any(step.steps for step in grade.downgrades):
        return "none beside steps that are taken off"
    return "nothing that was read of the body speaks for one"
