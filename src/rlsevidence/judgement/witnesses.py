"""What tells that nobody's name will do for a text of which nothing is put down: it is older than its ground. Pure.

That nobody claims to have read a text may be put down once, before anything has changed under it. Where the workspace
itself shows that this moment is past, only a person who reads the text can put anything down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..decisions import Settled
from ..model import Evidence
from .rests_on import Key

SIGNED, BEGUN, LATER_GROUND = "signed", "begun", "later"
WITNESSES = {
    SIGNED: "a sign-off under it, which a row of readings.tsv must tell of",
    BEGUN: "a day before readings.tsv was begun, when every text had its row",
    LATER_GROUND: "tags or appraisals under it that are later than it",
}
"""Why a row is missing, or would come too late, in the words of `check`."""


def find_witnesses(settled: Settled, keys: Iterable[Key]) -> Mapping[Key, str]:
    """Those of `keys` of which something else than the readings tells, each with a word of WITNESSES."""
    evidence = settled.evidence
    begun = min((row.decided_on[:10] for row in evidence.readings), default="")
    found: dict[Key, str] = {}
    for key in keys:
        made = find_day(evidence, key)
        if _is_checked(evidence, key):
            found[key] = SIGNED
        elif made is not None and made < begun:
            found[key] = BEGUN
        elif made is not None and any(made < day for day in _list_days(settled, key[1] or "")):
            found[key] = LATER_GROUND
    return found


def find_day(evidence: Evidence, key: Key) -> str | None:
    """The day that a text says it was written or decided on, as ISO 8601; None for phrases, which have none."""
    name, _, at = key[0].partition("#")
    if name == f"certainty/{key[1]}":
        certainty = evidence.certainty.get(key[1] or "")
        return certainty.decided_on.isoformat() if certainty else None
    document = evidence.documents.get(name.partition("/")[2]) if at else None
    verdict = next((s.verdict for s in document.sentences if s.at == at), None) if document else None
    return verdict.decided_on.isoformat() if verdict and verdict.decided_on else None


def _is_checked(evidence: Evidence, key: Key) -> bool:
    folder, _, name = key[0].partition("/")
    if folder == "certainty" and name in evidence.certainty:
        return evidence.certainty[name].checked_by is not None
    claim = evidence.claims.get(name) if folder == "claims" else None
    return claim is not None and claim.phrases is not None and claim.phrases.checked_by is not None


def _list_days(settled: Settled, claim: str) -> Iterable[str]:
    """When people decided on what lies under a claim: its tags, and how biased its studies are."""
    for decision in settled.by_claim.get(claim, {}).values():
        yield from (row.decided_on[:10] for row in decision.rows)
    studies = {s.id for s in settled.studies(claim)} if claim in settled.evidence.claims else set()
    yield from (a.decided_on.isoformat() for a in settled.evidence.appraisals if a.study in studies)
