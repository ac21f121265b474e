"""What was found: records, studies, their arms and results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model import Evidence, Multilingual, Prose, read_prose
from .table import WORD, B, F, N, Row, S, Table, join, list_columns, to_json


def _records(ev: Evidence) -> Iterable[Row]:
    study_of = ev.study_of
    for r in ev.records.values():
        yield {
            "record": r.id,
            "pmid": r.pmid,
            "doi": r.doi,
            "pmcid": r.pmcid,
            "url": r.url,
            "title": r.title,
            "authors": join(r.authors),
            "organisation": r.organisation,
            "year": r.year,
            "journal": r.journal,
            "volume": r.volume,
            "issue": r.issue,
            "pages": r.pages,
            "language": r.language,
            "publication_types": join(r.publication_types),
            "mesh": join(h.term for h in r.mesh),
            "integrity": join(n.kind for n in r.integrity),
            "created": r.dates.created,
            "revised": r.dates.revised,
            "indexed": r.dates.indexed,
            "published": r.dates.published,
            "origin": r.origin,
            "verification": r.verification,
            "unverified": join(r.unverified),
            "study": study_of.get(r.id),
        }


def _studies(ev: Evidence) -> Iterable[Row]:
    for s in ev.studies.values():
        p = s.population
        yield {
            "study": s.id,
            "label": s.label,
            "design": s.design,
            "primary": s.is_primary,
            "read": s.read,
            "reports": join(s.reports),
            "registration": s.registration,
            "who": p.who,
            "n": p.n,
            "n_analysed": p.n_analysed,
            "conditions": join(p.conditions),
            "severity": p.severity,
            "baseline": p.baseline.value if p.baseline else None,
            "baseline_scale": p.baseline.scale if p.baseline else None,
            "country": p.country,
            "comparator": s.comparator,
            "results": len(s.results),
            "finding_en": s.finding.in_language("en"),
            "finding_sv": s.finding.texts.get("sv"),
            "counts_with": join(s.counts_with),
            **_put_languages("funding", s.funding),
            **_put_languages("conflicts", s.conflicts),
            "verification": s.verification,
            "extracted_by": s.extracted_by,
            "checked_by": s.checked_by,
        }


def _put_languages(name: str, text: Prose | None) -> Row:
    """A text as two columns: as it was entered or in English, and in Swedish where somebody has put it that way."""
    swedish = text.texts.get("sv") if isinstance(text, Multilingual) else None
    return {name: None if text is None else read_prose(text, "en"), f"{name}_sv": swedish}


def _arms(ev: Evidence) -> Iterable[Row]:
    for s in ev.studies.values():
        for a in s.arms:
            yield {
                "study": s.id,
                "arm": a.id,
                "n": a.n,
                "compound": a.compound,
                "salt": a.salt,
                "amount": a.amount,
                "unit": a.unit,
                "amount_is": a.amount_is,
                "route": a.route,
                "duration": a.duration,
                **_put_languages("with", a.given_with),
                **_put_languages("note", a.note),
            }


def _results(ev: Evidence) -> Iterable[Row]:
    for s in ev.studies.values():
        for r in s.results:
            e = r.estimate
            yield {
                "study": s.id,
                "result": r.id,
                "outcome": r.outcome,
                "measure": r.measure,
                "unit": r.unit,
                "better": r.better,
                "kind": r.kind,
                "values": to_json(r.values),
                "effect": e.measure if e else None,
                "value": e.value if e else None,
                "ci_low": e.ci_low if e else None,
                "ci_high": e.ci_high if e else None,
                "level": e.level if e else None,
                "p": r.p,
                "when": r.when,
                "who": r.who,
                "where": r.where,
                "claims": join(r.claims),
                **_put_languages("note", r.note),
            }


TABLES: Mapping[str, Table] = {
    "records": Table(
        "one bibliographic record",
        list_columns(
            record=(S, "its id"),
            pmid=(S, "PubMed id"),
            doi=(S, "DOI, lower case"),
            pmcid=(S, "PubMed Central id"),
            url=(S, "address, for records without another identifier"),
            title=(S, "title; in square brackets when nobody has seen it"),
            authors=(S, "authors as seen, separated by '; '"),
            organisation=(S, "body that published it"),
            year=(N, "year of publication"),
            journal=(S, "journal"),
            volume=(S, "volume"),
            issue=(S, "issue"),
            pages=(S, "pages"),
            language=(S, "language code of PubMed"),
            publication_types=(S, "separated by '; '"),
            mesh=(S, "MeSH headings, separated by '; '"),
            integrity=(S, WORD + "integrity_kind, separated by '; '"),
            created=(S, "date it entered PubMed"),
            revised=(S, "date of last revision"),
            indexed=(S, "date MeSH was added"),
            published=(S, "date of publication as far as given"),
            origin=(S, "seed, a search or an import"),
            verification=(S, WORD + "record_verification"),
            unverified=(S, "fields known only second-hand"),
            study=(S, "study it is a report of"),
        ),
        _records,
    ),
    "studies": Table(
        "one study, the unit of counting",
        list_columns(
            study=(S, "its id"),
            label=(S, "short name"),
            design=(S, WORD + "design"),
            primary=(B, "whether it can be counted"),
            read=(S, WORD + "read"),
            reports=(S, "record ids"),
            registration=(S, "record id of the registration"),
            who=(S, "who was studied"),
            n=(N, "people"),
            n_analysed=(N, "people analysed"),
            conditions=(S, WORD + "condition"),
            severity=(S, "severity"),
            baseline=(F, "severity at the start, on baseline_scale"),
            baseline_scale=(S, "scale of the severity at the start"),
            country=(S, "country"),
            comparator=(S, WORD + "comparator"),
            results=(N, "number of results entered"),
            finding_en=(S, "what it shows, our words"),
            finding_sv=(S, "the same in Swedish"),
            counts_with=(S, "studies not to be counted beside it"),
            funding=(S, "funding"),
            funding_sv=(S, "funding, Swedish"),
            conflicts=(S, "conflicts of interest"),
            conflicts_sv=(S, "conflicts of interest, Swedish"),
            verification=(S, WORD + "record_verification"),
            extracted_by=(S, "person"),
            checked_by=(S, "second person; missing when nobody has"),
        ),
        _studies,
    ),
    "arms": Table(
        "one arm of a study",
        list_columns(
            study=(S, "study id"),
            arm=(S, "arm id"),
            n=(N, "people"),
            compound=(S, WORD + "compound"),
            salt=(S, WORD + "salt"),
            amount=(F, "amount, in unit"),
            unit=(S, "unit as stated"),
            amount_is=(S, WORD + "amount_is"),
            route=(S, WORD + "route"),
            duration=(S, "duration"),
            **{"with": (S, "what else was given"), "with_sv": (S, "the same in Swedish, if somebody wrote it")},
            note=(S, "note"),
            note_sv=(S, "note, Swedish"),
        ),
        _arms,
    ),
    "results": Table(
        "one result of a study",
        list_columns(
            study=(S, "study id"),
            result=(S, "result id"),
            outcome=(S, WORD + "outcome"),
            measure=(S, "what was measured"),
            unit=(S, "unit"),
            better=(S, WORD + "better"),
            kind=(S, WORD + "result_kind"),
            values=(S, "values as reported, JSON"),
            effect=(S, WORD + "estimate_measure"),
            value=(F, "estimate"),
            ci_low=(F, "lower limit"),
            ci_high=(F, "upper limit"),
            level=(F, "confidence level, per cent"),
            p=(S, "p as printed"),
            when=(S, "when"),
            who=(S, "whose rate it is"),
            where=(S, "where it was read"),
            claims=(S, "claims it speaks to"),
            note=(S, "note"),
            note_sv=(S, "note, Swedish"),
        ),
        _results,
    ),
}
