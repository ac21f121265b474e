"""Which verdicts could rest on a file, or a row, that cannot be read. Pure.

A verdict that leaves out what cannot be read could be stronger than its evidence. So where it cannot be told what rests
on a broken file, more is withheld rather than less.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from ..model import Broken, Evidence


def find_withheld(
    evidence: Evidence, relevant: Mapping[str, frozenset[str]], study_of: Mapping[str, str]
) -> Mapping[str, tuple[Broken, ...]]:
    """Claim -> what is broken that its verdict could rest on. A claim whose own file is broken stands among them.

    `relevant`: claim -> the records that people hold to speak to it; `study_of`: record -> the study it is part of.
    """
    found: dict[str, list[Broken]] = {}
    for broken in evidence.broken:
        for claim in sorted(_concerned(broken, evidence, relevant, study_of)):
            found.setdefault(claim, []).append(broken)
    return {claim: tuple(items) for claim, items in found.items()}


def _concerned(
    broken: Broken, evidence: Evidence, relevant: Mapping[str, frozenset[str]], study_of: Mapping[str, str]
) -> set[str]:
    folder, _, rest = broken.path.rpartition("/")
    stem = PurePosixPath(rest).stem

    def of_records(records: frozenset[str] | set[str]) -> set[str]:
        return {claim for claim, own in relevant.items() if own & records}

    def of_study(study: str) -> set[str]:
        judged = {c.claim for c in evidence.certainty.values() if study in (*c.body, *c.informed_by)}
        return judged | of_records({r for r, s in study_of.items() if s == study})

    if folder == "studies":
        # A record that no readable study reports may be one of this study's, cut off with the rest of the file.
        drafted = {
            record
            for draft in evidence.drafts
            if draft.field == "studies" and isinstance(reports := draft.plain.get("reports"), list)
            for record in reports
        }
        orphans = {r for own in relevant.values() for r in own} - set(study_of) - drafted
        named = broken.ids & evidence.records.keys()
        return of_study(stem) | of_records(orphans | named) | (broken.ids & evidence.claims.keys())
    if folder == "appraisals":
        studies = {stem.partition(".")[0], *(broken.ids & evidence.studies.keys())}
        return {claim for study in studies for claim in of_study(study)}
    if folder == "unread":
        # A trial that is known and unread costs a body something; of which claims only the file says.
        return set(broken.ids & evidence.claims.keys()) or set(evidence.claims)
    if folder == "certainty":
        named_claims = {stem} & evidence.claims.keys() or broken.ids & evidence.claims.keys()
        return set(named_claims) or set(evidence.claims) - set(evidence.certainty)
    if folder == "claims":
        return {stem}
    if broken.path == "tags.tsv":
        return set(broken.ids & evidence.claims.keys()) or set(evidence.claims)
    if broken.path == "screening.tsv":
        records = broken.ids & evidence.records.keys()
        return of_records(records) if records else set(evidence.claims)
    if broken.path == "links.tsv":
        # What two records are to each other is not known: they may be counted twice, or stand for one another.
        records = broken.ids & evidence.records.keys()
        return of_records(records) if records else set(evidence.claims)
    if broken.path == "records.jsonl":
        # The record that is broken is not among those that could be read: tags and studies name it in vain.
        known = evidence.records.keys()
        of_lost = {claim for claim, own in relevant.items() if own - known}
        lost_studies = {s for r, s in study_of.items() if r not in known}
        return of_lost | {claim for study in lost_studies for claim in of_study(study)}
    # People, searches, documents and tables of figures carry no verdict.
    return set()
