"""ClinicalTrials.gov: registrations of trials, published or not. Pure.

Sources: the API, version 2, https://clinicaltrials.gov/data-api/api (GET /studies: query.term, fields, sort,
countTotal, pageSize up to 1000, pageToken; the total stands on the first page only; a page may be empty; the last has
no nextPageToken); the names of fields, https://clinicaltrials.gov/data-api/about-api/study-data-structure; the language
of queries, https://clinicaltrials.gov/find-studies/constructing-complex-search-queries. No rate is published there;
ours is one that public users report to be let through.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from ..model import Registered, RegisteredOutcome, RegisteredReference
from ..model.base import PMID
from ..synthesis.registered_twice import find_numbers
from .pages import Ask, Database, Described, Hit, Page, Reader, find_dois, make_record, read_day

FIELDS = (
    "IdentificationModule",
    "StatusModule",
    "SponsorCollaboratorsModule",
    "DescriptionModule",
    "ConditionsModule",
    "DesignModule",
    "ArmsInterventionsModule",
    "OutcomesModule",
    "ReferencesModule",
    "HasResults",
)
"""What is asked for: what a record and its outcomes need. Sites and results would make a page many times as long."""
FROM_THE_TRIAL = ("RESULT", "DERIVED")
"""Kinds of references that come from the trial; what is only named as background does not."""
UNNAMED = "[no measure in ClinicalTrials.gov]"
"""Of a primary outcome of which only the rest stands there."""
TYPE = "Clinical Trial Registration"
NCT = re.compile(r"NCT\d{8}")
read = Reader("ClinicalTrials.gov")


class ClinicalTrials(Database):
    key = "clinicaltrials"
    name = "ClinicalTrials.gov"
    page_size = 1000
    total = "totalCount"
    requests_per_second: ClassVar[float] = 0.8

    def ask(self, part: str, cursor: str | None, number: int, known: bool) -> Ask:
        """One page, last updated first, so that what is new or changed stands on the first."""
        parameters = {
            "query.term": part,
            "fields": "|".join(FIELDS),
            "sort": "LastUpdatePostDate:desc",
            "countTotal": "true",
            "format": "json",
            "pageSize": str(self.page_size),
        }
        return Ask(
            "studies", {**parameters, **({"pageToken": cursor} if cursor else {})}, f"page {number} of the search"
        )

    def read(self, raw: bytes, origin: str) -> Page:
        value = read.parse(raw)
        read.need(value, "studies", list)
        hits = tuple(_hit(row, origin) for row in read.rows(value, "studies"))
        return Page(read.get(value, "totalCount", int), hits, read.get(value, "nextPageToken", str) or None)


def _hit(row: Mapping[str, Any], origin: str) -> Hit:
    protocol = read.need(row, "protocolSection", dict)
    nct = read.need(protocol, "identificationModule.nctId", str)
    if not NCT.fullmatch(nct):
        read.refuse("identificationModule.nctId", nct, "NCT and eight digits")
    posted = read.get(protocol, "statusModule.studyFirstPostDateStruct.date", str)
    submitted = read.get(protocol, "statusModule.studyFirstSubmitDate", str)
    brief = read.text(protocol, "identificationModule.briefTitle")
    official = read.text(protocol, "identificationModule.officialTitle")
    described = Described(
        page=f"https://clinicaltrials.gov/study/{nct}",
        database="ClinicalTrials.gov",
        nct=nct,
        title=brief or official,
        organisation=read.text(protocol, "sponsorCollaboratorsModule.leadSponsor.name"),
        # The year of a registration is that of its first day in the registry.
        year=(read_day(posted) or read_day(submitted) or "")[:4] or None,
        types=(TYPE,),
        created=posted,
        revised=read.get(protocol, "statusModule.lastUpdatePostDateStruct.date", str),
        abstract=read.text(protocol, "descriptionModule.briefSummary") or "",
        trial=_read_trial(row, protocol),
    )
    interventions = (read.text(i, "name") for i in read.rows(protocol, "armsInterventionsModule.interventions"))
    words = (
        *read.texts(protocol, "conditionsModule.conditions"),
        *(name for name in interventions if name),
        *read.texts(protocol, "conditionsModule.keywords"),
    )
    titles = tuple(filter(None, (brief, official, read.text(protocol, "identificationModule.acronym"))))
    return Hit(nct, make_record(described, origin), described.abstract, tuple(dict.fromkeys(words)), titles)


def _read_trial(row: Mapping[str, Any], protocol: Mapping[str, Any]) -> Registered:
    """Status, dates, primary outcomes and publications of a trial, as the registry has them."""
    dates = "statusModule.{}DateStruct.{}"
    kinds = {
        pmid: read.text(reference, "type") or ""
        for reference in read.rows(protocol, "referencesModule.references")
        if re.fullmatch(PMID, pmid := read.get(reference, "pmid", str) or "")
    }
    others = tuple(
        RegisteredReference(kind=kind, doi=next(iter(find_dois(said)), None), citation=said)
        for reference in read.rows(protocol, "referencesModule.references")
        if not re.fullmatch(PMID, read.get(reference, "pmid", str) or "")
        and (kind := read.text(reference, "type") or "") in FROM_THE_TRIAL
        and (said := read.text(reference, "citation"))
    )
    outcomes = (
        (read.text(outcome, "measure") or UNNAMED if outcome else None, read.text(outcome, "timeFrame"))
        for outcome in read.rows(protocol, "outcomesModule.primaryOutcomes")
    )
    count = read.get(protocol, "designModule.enrollmentInfo.count", int)
    return Registered(
        registry="ClinicalTrials.gov",
        status=read.text(protocol, "statusModule.overallStatus"),
        first_posted=read_day(read.get(protocol, dates.format("studyFirstPost", "date"), str)),
        started=read_day(read.get(protocol, dates.format("start", "date"), str)),
        primary_completion=read_day(read.get(protocol, dates.format("primaryCompletion", "date"), str)),
        primary_completion_is=read.text(protocol, dates.format("primaryCompletion", "type")),
        completion=read_day(read.get(protocol, dates.format("completion", "date"), str)),
        completion_is=read.text(protocol, dates.format("completion", "type")),
        enrolment=count if count is not None and count >= 0 else None,
        enrolment_is=read.text(protocol, "designModule.enrollmentInfo.type"),
        study_type=read.text(protocol, "designModule.studyType"),
        phases=tuple(read.texts(protocol, "designModule.phases")),
        primary_outcomes=tuple(RegisteredOutcome(measure=m, time_frame=t) for m, t in outcomes if m),
        has_results=read.get(row, "hasResults", bool),
        results_on=read_day(read.get(protocol, dates.format("resultsFirstPost", "date"), str)),
        references=tuple(p for p, kind in kinds.items() if kind in FROM_THE_TRIAL),
        result_references=tuple(p for p, kind in kinds.items() if kind == "RESULT"),
        other_numbers=_list_numbers(protocol),
        other_references=tuple(dict.fromkeys(others)),
    )


def _list_numbers(protocol: Mapping[str, Any]) -> tuple[str, ...]:
    """The trial's numbers in other registries, and earlier ones in this, out of what it calls secondary ids.

    In the study data structure secondaryIdInfos are ids `other than the organization's or the NCT number` (id, type,
    domain, link) and nctIdAliases those that are obsolete or duplicate. Sponsors put EudraCT numbers into any of them.
    """
    module = "identificationModule"
    said = [
        read.get(protocol, f"{module}.nctId", str) or "",
        read.text(protocol, f"{module}.orgStudyIdInfo.id") or "",
        *(read.text(other, "id") or "" for other in read.rows(protocol, f"{module}.secondaryIdInfos")),
        *read.texts(protocol, f"{module}.nctIdAliases"),
    ]
    own, *others = ([number for _, number in find_numbers(text)] for text in said)
    return tuple(dict.fromkeys(n for numbers in others for n in numbers if n not in own))
