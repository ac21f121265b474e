"""A verdict above what the rules propose: argued for, domain by domain, in every language in which it is printed."""

from __future__ import annotations

from collections.abc import Iterator

from ..judgement.departures import find_departure
from ..judgement.proposals import Proposal, propose
from ..layout import part_path
from ..model import GRADE_DOMAINS
from ..model.grade import GRADE_UPGRADES
from .rules import Context, Found, Said, list_words, rule

PLACES = (*GRADE_DOMAINS, *GRADE_UPGRADES, "starts_at", "basis")


@rule(
    "departs-because",
    "A verdict above what the rules propose needs its argument in each domain in which less is taken off.",
    across=True,
)
def _argued(context: Context) -> Iterator[Found]:
    evidence, settled = context.evidence, context.settled
    for certainty in evidence.certainty.values():
        path, given = part_path("certainty", certainty.claim), certainty.departs_because or {}
        for name in given:
            if name not in PLACES:
                yield path, ("departs_because", name), f"departs_because.{name}", name, list_words(PLACES)
        if certainty.claim not in evidence.claims or certainty.claim in settled.withheld:
            continue
        proposal = propose(settled, certainty.claim)
        departure = find_departure(proposal, certainty)
        if departure is None:
            continue
        above = f"{departure.decided}, {departure.levels} above {departure.proposed or 'nothing to rate'}"
        for place in departure.where:
            # In every language in which the verdict is printed.
            printed = certainty.summary.texts
            lacking = [code for code in printed if place in given and code not in given[place].texts]
            if place in given and not lacking:
                continue
            languages = " and ".join(lacking or printed)
            yield (
                path,
                ("departs_because",),
                f"departs_because.{place}",
                Said(f"nothing in {' or '.join(lacking)}" if lacking else f"{above}, and no argument"),
                f"in {languages}, why not as the rules propose ({_propose(proposal, place)})",
            )


def _propose(proposal: Proposal, place: str) -> str:
    grade = proposal.grade
    if grade is None or place == "basis":
        why = proposal.basis.why if proposal.basis else "there is no study to rate"
        return f"{proposal.word or 'nothing'}: {why}"
    if place == "starts_at":
        return f"{grade.starts_at}"
    step = next((s for s in (*grade.downgrades, *grade.upgrades) if s.domain == place), None)
    return f"{step.steps}: {step.why}" if step else "0"
