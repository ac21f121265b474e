"""Studies that a judgement does not know: tagged as direct evidence after the claim was judged. Pure."""

from __future__ import annotations

import datetime as dt

from ..model import Evidence
from .decisions import summarise_decisions


def find_newer(evidence: Evidence, claim: str) -> tuple[str, ...]:
    """Primary studies that answer `claim` itself, decided later than its certainty and not in the body it rests on.

    What a page says of the claim was written without them, so a person must judge again. Empty while nobody has judged.
    """
    certainty = evidence.certainty.get(claim)
    if certainty is None:
        return ()
    study_of = evidence.study_of
    found = set()
    for (of, record), decision in summarise_decisions(evidence.tags).items():
        study = evidence.studies.get(study_of.get(record, ""))
        if of != claim or study is None or not study.is_primary or study.id in certainty.body:
            continue
        if decision.directness != "direct" or decision.stance in (None, "not_relevant"):
            continue
        latest = max(dt.date.fromisoformat(row.decided_on[:10]) for row in decision.rows)
        if latest > certainty.decided_on:
            found.add(study.id)
    return tuple(sorted(found))
