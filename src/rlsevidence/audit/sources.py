"""Studies that a sentence names, by identifier, name and year, or country; and whether what it reports is so. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..judgement.claim_summary import ClaimSummary
from ..model import Evidence, Record, Study
from .lexicon import read_lexicon
from .terms import fold, list_words

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+")
_PMID = re.compile(r"(?:\bPMID:?\s*|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/)(\d{1,9})", re.I)
_NCT = re.compile(r"\bNCT\d{8}\b", re.I)
_NAMED = re.compile(
    r"(?P<name>[A-ZÅÄÖ][\w’'-]+)"
    r"(?P<others>(?:\s+(?:et al\.?|m\.\s?fl\.|och (?:medarbetare|kollegor)|and (?:colleagues|co-?workers)"
    r"|(?:och|and|&)\s+[A-ZÅÄÖ][\w’'-]+))?),?\s*\(?(?P<year>(?:19|20)\d\d)\)?"
)
_PLURAL = re.compile(
    r"(?<!\w)(?:studier|studierna|forskning\w*|undersökningar|prövningar|studies|research|trials)(?!\w)", re.I
)
_OLD = re.compile(r"(?<!\w)(?:äldre|gammal|gamla|older|old)(?!\w)", re.I)
_RANDOMISED = re.compile(
    r"(?<!\w)(?:randomi[sz]e\w*|placebo\w*|dubbelblind\w*|double[- ]blind|kontrollerad\w*|controlled)", re.I
)
OLD = 10
"""Years after which a study may be called old. Ours."""


@dataclass(frozen=True)
class SourceFound:
    """A source that a sentence names. `record` and `study` are ids where the workspace has them."""

    printed: str
    record: str | None
    study: str | None
    retracted: bool


@dataclass(frozen=True)
class Attribution:
    """Whether a report is `accurate`, `inaccurate` or `unclear`, and the studies that it can rest on."""

    word: str
    studies: tuple[str, ...]


def find_sources(text: str, links: Iterable[str], evidence: Evidence) -> tuple[SourceFound, ...]:
    """The sources named in a sentence or linked from it; retracted ones first."""
    where = " ".join([text, *links])
    by_doi = {r.doi.casefold(): r for r in evidence.records.values() if r.doi}
    by_pmid = {r.pmid: r for r in evidence.records.values() if r.pmid}
    found: dict[str, SourceFound] = {}

    def note(printed: str, record: Record | None) -> None:
        study = evidence.study_of.get(record.id) if record else None
        found.setdefault(
            record.id if record else printed.casefold(),
            SourceFound(printed, record.id if record else None, study, bool(record and record.is_retracted)),
        )

    for match in _DOI.finditer(where):
        doi = match[0].rstrip(").,;”\"'")
        note(doi, by_doi.get(doi.casefold()))
    for match in _PMID.finditer(where):
        note(f"PMID {match[1]}", by_pmid.get(match[1]))
    for match in _NCT.finditer(where):
        note(match[0].upper(), evidence.records.get(f"nct:{match[0].upper()}"))
    for match in _NAMED.finditer(text):
        records = [r for r in evidence.records.values() if _is_by(r, match["name"], int(match["year"]))]
        if records:
            note(match[0].strip(" (,"), records[0])
        elif match["others"] or re.search(r"\(\s*(?:19|20)\d\d\s*\)?$", match[0]):
            note(match[0].strip(" (,"), None)
    for study in _by_country(text, evidence):
        record = evidence.records.get(study.reports[0])
        if record:
            note(study.label, record)
    return tuple(sorted(found.values(), key=lambda s: not s.retracted))


def _is_by(record: Record, name: str, year: int) -> bool:
    if record.year != year or not record.authors:
        return False
    own = re.sub(r"[’']s$|s$", "", fold(name))
    return any(
        fold(a.split(",")[0].rsplit(" ", 1)[0] if "," not in a else a.split(",")[0]) in (fold(name), own)
        for a in record.authors
    )


def _by_country(text: str, evidence: Evidence) -> list[Study]:
    """Studies of the one country that a report names, when there is just one there."""
    if not re.search(r"(?:forskare|studie|prövning|undersökning|researcher|scientist|stud(?:y|ies)|trial)", text, re.I):
        return []
    named = _list_countries(text)
    studies = [
        s
        for s in evidence.studies.values()
        if s.is_primary and s.population.country and any(c in s.population.country for c in named)
    ]
    return studies if len(studies) == 1 else []


def _list_countries(text: str) -> set[str]:
    """The countries that a sentence names, as studies name them."""
    countries = read_lexicon("countries")
    return {countries[w] for w in list_words(text) if w in countries}


def check_attribution(
    text: str, sources: Sequence[SourceFound], summaries: Sequence[ClaimSummary], negated: bool, evidence: Evidence
) -> Attribution:
    """Whether there is such a study and it showed that, for a sentence that reports one.

    A named study answers for itself. Without a name some study must point the same way: at least two where the
    sentence says 'studies', an old one where it says so, a randomised one where it says so.
    """
    wanted = ("disputes", "inconclusive") if negated else ("supports",)
    beside = [s for summary in summaries for s in summary.studies if not s.retracted]
    if any(s.retracted for s in sources):
        return Attribution("inaccurate", tuple(s.study for s in sources if s.retracted and s.study))
    named = [s.study for s in sources if s.study]
    if sources:
        own = [s for s in beside if s.id in named]
        if any(s.stance in wanted for s in own):
            return Attribution("accurate", tuple(s.id for s in own if s.stance in wanted))
        if any(s.stance for s in own) and all(s.stance not in (*wanted, "inconclusive") for s in own):
            return Attribution("inaccurate", tuple(s.id for s in own))
        return Attribution("unclear", tuple(s.id for s in own))
    fit = [s for s in beside if s.stance in wanted and s.study.is_primary and s.study.read != "title"]
    if countries := _list_countries(text):
        there = [
            s for s in fit if s.study.population.country and any(c in s.study.population.country for c in countries)
        ]
        if not there:
            # Where a study was done is often not recorded: then it may be this one, and nobody can say.
            perhaps = [s.id for s in fit if s.study.population.country is None]
            return Attribution("unclear", tuple(dict.fromkeys(perhaps)))
        fit = there
    if _RANDOMISED.search(text):
        fit = [s for s in fit if s.study.is_randomised]
    if _OLD.search(text):
        fit = [
            s
            for summary in summaries
            for s in summary.studies
            if s in fit and s.year and s.year <= summary.as_of.year - OLD
        ]
    direct = [s for s in fit if s.directness == "direct"]
    ids = tuple(dict.fromkeys(s.id for s in direct or fit))
    if fit and not direct:
        return Attribution("unclear", ids)  # in other people, or of something else
    if len(ids) >= (2 if _PLURAL.search(text) else 1):
        return Attribution("accurate", ids)
    if not ids and any(s.stance for s in beside if s.study.is_primary):
        return Attribution("inaccurate", ())
    return Attribution("unclear", ids)
