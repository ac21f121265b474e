"""Every table of the evidence as a pandas frame, with documented columns and dtypes.

Unknown is missing (`<NA>`), never zero, 'no' or an empty word. Controlled words are plain strings, so that frames of
different workspaces can be put together; `describe` says what each column holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from .evidence import Evidence

Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: its dtype ('string', 'Int64', 'Float64', 'boolean') and what it holds."""

    dtype: str
    holds: str


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns in order, and how its rows are listed."""

    row_is: str
    columns: Mapping[str, Column]
    rows: Callable[[Evidence], Iterable[Row]]


S, N, F, B = "string", "Int64", "Float64", "boolean"


def _columns(**described: tuple[str, str]) -> dict[str, Column]:
    return {name: Column(dtype, holds) for name, (dtype, holds) in described.items()}


def frame(evidence: Evidence, name: str) -> pd.DataFrame:
    """The table `name`; UsageError, with the tables there are, when there is no such table."""
    import pandas as pd

    table = _find(name)
    data = pd.DataFrame(list(table.rows(evidence)), columns=list(table.columns), dtype="object")
    return data.astype({column: described.dtype for column, described in table.columns.items()})


def describe(name: str) -> pd.DataFrame:
    """The columns of a table: column, dtype, holds."""
    import pandas as pd

    rows = [(column, c.dtype, c.holds) for column, c in _find(name).columns.items()]
    return pd.DataFrame(rows, columns=["column", "dtype", "holds"])


def _find(name: str) -> Table:
    if name not in TABLES:
        raise UsageError(f"no table {name!r}; there are: {', '.join(TABLES)}")
    return TABLES[name]


def _join(values: Iterable[str]) -> str | None:
    return "; ".join(values) or None


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


# ---------------------------------------------------------------- rows


def _claims(ev: Evidence) -> Iterable[Row]:
    for c in ev.claims.values():
        p = c.pico
        yield {
            "claim": c.id,
            "kind": c.kind,
            "headline": c.headline,
            "status": c.status,
            "title_en": c.title.in_language("en"),
            "title_sv": c.title.in_language("sv"),
            "statement_en": c.statement.in_language("en"),
            "statement_sv": c.statement.in_language("sv"),
            "population": p.population if p else None,
            "intervention": (p.intervention or p.exposure) if p else None,
            "comparator": p.comparator if p else None,
            "outcome": p.outcome if p else None,
        }


def _sentences(ev: Evidence) -> Iterable[Row]:
    for d, s in ev.sentences:
        v = s.verdict
        yield {
            "document": d.id,
            "at": s.at,
            "kind": s.kind,
            "says_en": s.says.in_language("en"),
            "says_sv": s.says.in_language("sv"),
            "claims": _join(c.claim for c in s.claims),
            "defects": len(s.defects),
            "verdict": v.word if v else None,
            "why_en": v.why.in_language("en") if v else None,
            "why_sv": v.why.in_language("sv") if v else None,
            "suggest_en": v.suggest.in_language("en") if v and v.suggest else None,
            "suggest_sv": v.suggest.in_language("sv") if v and v.suggest else None,
        }


def _passages(ev: Evidence) -> Iterable[Row]:
    for d, s in ev.sentences:
        for c in s.claims:
            yield {
                "document": d.id,
                "at": s.at,
                "claim": c.claim,
                "wording": c.wording,
                "cue": c.cue,
                "verdict": s.verdict.word if s.verdict else None,
            }


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
            "authors": _join(r.authors),
            "organisation": r.organisation,
            "year": r.year,
            "journal": r.journal,
            "volume": r.volume,
            "issue": r.issue,
            "pages": r.pages,
            "language": r.language,
            "publication_types": _join(r.publication_types),
            "mesh": _join(h.term for h in r.mesh),
            "integrity": _join(n.kind for n in r.integrity),
            "created": r.dates.created,
            "revised": r.dates.revised,
            "indexed": r.dates.indexed,
            "published": r.dates.published,
            "origin": r.origin,
            "verification": r.verification,
            "unverified": _join(r.unverified),
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
            "reports": _join(s.reports),
            "registration": s.registration,
            "who": p.who,
            "n": p.n,
            "n_analysed": p.n_analysed,
            "conditions": _join(p.conditions),
            "severity": p.severity,
            "baseline": p.baseline.value if p.baseline else None,
            "baseline_scale": p.baseline.scale if p.baseline else None,
            "country": p.country,
            "comparator": s.comparator,
            "results": len(s.results),
            "finding_en": s.finding.in_language("en"),
            "finding_sv": s.finding.in_language("sv"),
            "counts_with": _join(s.counts_with),
            "funding": s.funding,
            "conflicts": s.conflicts,
            "verification": s.verification,
            "extracted_by": s.extracted_by,
            "checked_by": s.checked_by,
        }


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
                "with": a.given_with,
                "note": a.note,
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
                "values": _json(r.values),
                "effect": e.measure if e else None,
                "value": e.value if e else None,
                "ci_low": e.ci_low if e else None,
                "ci_high": e.ci_high if e else None,
                "level": e.level if e else None,
                "p": r.p,
                "when": r.when,
                "where": r.where,
                "claims": _join(r.claims),
                "note": r.note,
            }


def _tags(ev: Evidence) -> Iterable[Row]:
    for t in ev.tags:
        yield {
            **t.model_dump(exclude={"indirect_because"}),
            "indirect_because": _join(t.indirect_because),
            "note": t.note or None,
        }


def _screening(ev: Evidence) -> Iterable[Row]:
    for s in ev.screening:
        yield {**s.model_dump(), "note": s.note or None}


def _appraisals(ev: Evidence) -> Iterable[Row]:
    for a in ev.appraisals:
        common = {
            "study": a.study,
            "tool": a.tool,
            "read": a.read,
            "role": a.role,
            "reviewers": _join(a.reviewers),
            "decided_on": a.decided_on.isoformat(),
            "checked_by": a.checked_by,
        }
        for domain, d in a.domains.items():
            yield {**common, "domain": domain, "judgement": d.judgement, "support": d.support}
        yield {**common, "domain": "overall", "judgement": a.overall, "support": a.why}


def _certainty(ev: Evidence) -> Iterable[Row]:
    for c in ev.certainty.values():
        common = {
            "claim": c.claim,
            "overall": c.overall,
            "basis": c.basis.rating if c.basis else None,
            "starts_at": c.starts_at,
            "direction": c.direction.finding if c.direction else None,
            "body": _join(c.body),
            "read": c.read,
            "reviewers": _join(c.reviewers),
            "decided_on": c.decided_on.isoformat(),
            "checked_by": c.checked_by,
        }
        if c.basis:
            yield {**common, "domain": "basis", "steps": None, "why": c.basis.why}
        for domain, step in (c.downgrades or {}).items():
            yield {**common, "domain": domain, "steps": -step.steps, "why": step.why}
        for domain, step in (c.upgrades or {}).items():
            yield {**common, "domain": domain, "steps": step.steps, "why": step.why}


def _searches(ev: Evidence) -> Iterable[Row]:
    for s in ev.searches.values():
        yield {
            "search": s.id,
            "title": s.title,
            "source": s.source,
            "purpose": s.purpose,
            "claims": _join(s.claims),
            "default": s.default,
            "interval_months": s.interval_months,
            "query": " ".join(s.query.split()),
            "first_pass": s.first_pass,
            "known_items": len(s.known_items),
            "status": s.status,
            "peer_reviewed_by": s.peer_reviewed_by,
        }


def _runs(ev: Evidence) -> Iterable[Row]:
    for r in ev.runs:
        yield {
            "run": r.run,
            "search": r.search,
            "at": r.at,
            "outcome": r.outcome,
            "count": r.count,
            "fetched": r.fetched,
            "gained": len(r.gained),
            "lost": len(r.lost),
            "warnings": _join(r.warnings),
            "translation": r.translation,
            "why_failed": r.why_failed,
        }


def _people(ev: Evidence) -> Iterable[Row]:
    for p in ev.people:
        yield {**p.model_dump(), "interests": p.interests or None}


def _dose_limits(ev: Evidence) -> Iterable[Row]:
    for x in ev.dose_limits.limits if ev.dose_limits else ():
        yield {
            "authority": x.authority,
            "jurisdiction": x.jurisdiction,
            "year": x.year,
            "kind": x.kind,
            "counts": x.counts,
            "age": x.applies_to.age,
            "sex": x.applies_to.sex,
            "value_mg": x.value_mg,
            "value_mg_high": x.value_mg_high,
            "unit": x.unit,
            "record": x.record,
            "note_en": x.note.in_language("en") if x.note else None,
            "note_sv": x.note.in_language("sv") if x.note else None,
        }


def _salts(ev: Evidence) -> Iterable[Row]:
    for s in ev.salts.salts if ev.salts else ():
        yield {
            "id": s.id,
            "salt": s.salt,
            "formula": s.formula,
            "molar_mass": s.molar_mass,
            "fraction": s.fraction,
            "name_en": s.name.in_language("en"),
            "name_sv": s.name.in_language("sv"),
        }


def _interactions(ev: Evidence) -> Iterable[Row]:
    for x in ev.interactions.interactions if ev.interactions else ():
        sp = x.spacing
        yield {
            "id": x.id,
            "medicine_en": x.medicine.in_language("en"),
            "medicine_sv": x.medicine.in_language("sv"),
            "group": x.group,
            "strength": x.strength,
            "used_for_condition": x.used_for_condition,
            "effect_en": x.effect.in_language("en"),
            "effect_sv": x.effect.in_language("sv"),
            "hours_low": sp.hours_low if sp else None,
            "hours_high": sp.hours_high if sp else None,
            "records": _join(x.records),
        }


def _vocabulary(ev: Evidence) -> Iterable[Row]:
    for group, words in ev.vocabulary.items():
        for word, meaning in words.items():
            yield {
                "group": group,
                "word": word,
                **{
                    f"{part}_{code}": getattr(meaning, part).in_language(code)
                    for part in ("name", "means")
                    for code in ("en", "sv")
                },
            }


# ---------------------------------------------------------------- the tables

_WORD = "a word of vocabulary.yaml: "

TABLES: Mapping[str, Table] = {
    "claims": Table(
        "one claim",
        _columns(
            claim=(S, "its id"),
            kind=(S, _WORD + "claim_kind"),
            headline=(B, "whether the protocol names it as a headline claim"),
            status=(S, _WORD + "claim_status"),
            title_en=(S, "short title, English"),
            title_sv=(S, "short title, Swedish"),
            statement_en=(S, "the proposition, English"),
            statement_sv=(S, "the proposition, Swedish"),
            population=(S, "PICO: population"),
            intervention=(S, "PICO: intervention or exposure"),
            comparator=(S, "PICO: comparator"),
            outcome=(S, "PICO: outcome"),
        ),
        _claims,
    ),
    "sentences": Table(
        "one sentence of a document",
        _columns(
            document=(S, "document id"),
            at=(S, "paragraph.sentence"),
            kind=(S, _WORD + "sentence_kind"),
            says_en=(S, "our paraphrase, English"),
            says_sv=(S, "our paraphrase, Swedish"),
            claims=(S, "claims it asserts, separated by '; '"),
            defects=(N, "translation defects"),
            verdict=(S, _WORD + "verdict_word; missing when not written"),
            why_en=(S, "why, English"),
            why_sv=(S, "why, Swedish"),
            suggest_en=(S, "wording that may be printed, English"),
            suggest_sv=(S, "wording that may be printed, Swedish"),
        ),
        _sentences,
    ),
    "passages": Table(
        "one claim in one sentence of a document",
        _columns(
            document=(S, "document id"),
            at=(S, "paragraph.sentence"),
            claim=(S, "claim id"),
            wording=(S, _WORD + "wording"),
            cue=(S, "at most four printed words"),
            verdict=(S, "verdict of the sentence"),
        ),
        _passages,
    ),
    "records": Table(
        "one bibliographic record",
        _columns(
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
            integrity=(S, _WORD + "integrity_kind, separated by '; '"),
            created=(S, "date it entered PubMed"),
            revised=(S, "date of last revision"),
            indexed=(S, "date MeSH was added"),
            published=(S, "date of publication as far as given"),
            origin=(S, "seed, a search or an import"),
            verification=(S, _WORD + "record_verification"),
            unverified=(S, "fields known only second-hand"),
            study=(S, "study it is a report of"),
        ),
        _records,
    ),
    "studies": Table(
        "one study, the unit of counting",
        _columns(
            study=(S, "its id"),
            label=(S, "short name"),
            design=(S, _WORD + "design"),
            primary=(B, "whether it can be counted"),
            read=(S, _WORD + "read"),
            reports=(S, "record ids"),
            registration=(S, "record id of the registration"),
            who=(S, "who was studied"),
            n=(N, "people"),
            n_analysed=(N, "people analysed"),
            conditions=(S, _WORD + "condition"),
            severity=(S, "severity"),
            baseline=(F, "severity at the start, on baseline_scale"),
            baseline_scale=(S, "scale of the severity at the start"),
            country=(S, "country"),
            comparator=(S, _WORD + "comparator"),
            results=(N, "number of results entered"),
            finding_en=(S, "what it shows, our words"),
            finding_sv=(S, "the same in Swedish"),
            counts_with=(S, "studies not to be counted beside it"),
            funding=(S, "funding"),
            conflicts=(S, "conflicts of interest"),
            verification=(S, _WORD + "record_verification"),
            extracted_by=(S, "person"),
            checked_by=(S, "second person; missing when nobody has"),
        ),
        _studies,
    ),
    "arms": Table(
        "one arm of a study",
        _columns(
            study=(S, "study id"),
            arm=(S, "arm id"),
            n=(N, "people"),
            compound=(S, _WORD + "compound"),
            salt=(S, _WORD + "salt"),
            amount=(F, "amount, in unit"),
            unit=(S, "unit as stated"),
            amount_is=(S, _WORD + "amount_is"),
            route=(S, _WORD + "route"),
            duration=(S, "duration"),
            **{"with": (S, "what else was given")},
            note=(S, "note"),
        ),
        _arms,
    ),
    "results": Table(
        "one result of a study",
        _columns(
            study=(S, "study id"),
            result=(S, "result id"),
            outcome=(S, _WORD + "outcome"),
            measure=(S, "what was measured"),
            unit=(S, "unit"),
            better=(S, _WORD + "better"),
            kind=(S, _WORD + "result_kind"),
            values=(S, "values as reported, JSON"),
            effect=(S, _WORD + "estimate_measure"),
            value=(F, "estimate"),
            ci_low=(F, "lower limit"),
            ci_high=(F, "upper limit"),
            level=(F, "confidence level, per cent"),
            p=(S, "p as printed"),
            when=(S, "when"),
            where=(S, "where it was read"),
            claims=(S, "claims it speaks to"),
            note=(S, "note"),
        ),
        _results,
    ),
    "tags": Table(
        "one person's decision on one record for one claim",
        _columns(
            claim=(S, "claim id"),
            record=(S, "record id"),
            stance=(S, _WORD + "stance"),
            directness=(S, _WORD + "directness"),
            indirect_because=(S, _WORD + "indirect_because"),
            basis=(S, _WORD + "read"),
            role=(S, _WORD + "role"),
            reviewer=(S, "person"),
            decided_on=(S, "date or UTC time"),
            note=(S, "note"),
        ),
        _tags,
    ),
    "screening": Table(
        "one person's decision to let a record in",
        _columns(
            record=(S, "record id"),
            stage=(S, _WORD + "screening_stage"),
            decision=(S, _WORD + "screening_decision"),
            reason=(S, _WORD + "screening_reason"),
            basis=(S, _WORD + "read"),
            role=(S, _WORD + "role"),
            reviewer=(S, "person"),
            decided_on=(S, "date or UTC time"),
            note=(S, "note"),
        ),
        _screening,
    ),
    "appraisals": Table(
        "one domain of one appraisal, and one row for the overall judgement",
        _columns(
            study=(S, "study id"),
            tool=(S, _WORD + "tool"),
            domain=(S, "domain of the tool, or overall"),
            judgement=(S, _WORD + "judgement"),
            support=(S, "what it rests on"),
            read=(S, _WORD + "read"),
            role=(S, _WORD + "role"),
            reviewers=(S, "people"),
            decided_on=(S, "date"),
            checked_by=(S, "second person"),
        ),
        _appraisals,
    ),
    "certainty": Table(
        "one domain of the judgement of one claim (steps down are negative), or its basis",
        _columns(
            claim=(S, "claim id"),
            overall=(S, _WORD + "certainty"),
            basis=(S, _WORD + "basis_rating"),
            starts_at=(S, _WORD + "grade_start"),
            domain=(S, _WORD + "grade_domain or grade_upgrade, or basis"),
            steps=(N, "steps, down negative"),
            why=(S, "reason"),
            direction=(S, _WORD + "direction"),
            body=(S, "studies it rests on"),
            read=(S, _WORD + "read"),
            reviewers=(S, "people"),
            decided_on=(S, "date"),
            checked_by=(S, "second person"),
        ),
        _certainty,
    ),
    "searches": Table(
        "one search strategy",
        _columns(
            search=(S, "its id"),
            title=(S, "title"),
            source=(S, _WORD + "search_source"),
            purpose=(S, "what it must find"),
            claims=(S, "claims it serves"),
            default=(B, "whether every pull runs it"),
            interval_months=(N, "months between runs"),
            query=(S, "the query, on one line"),
            first_pass=(S, "limit of the first pass"),
            known_items=(N, "records it must find"),
            status=(S, "status"),
            peer_reviewed_by=(S, "person who reviewed the strategy"),
        ),
        _searches,
    ),
    "runs": Table(
        "one run of a search",
        _columns(
            run=(S, "its id"),
            search=(S, "search id"),
            at=(S, "UTC time"),
            outcome=(S, "done or failed"),
            count=(N, "PubMed's count"),
            fetched=(N, "records fetched"),
            gained=(N, "records gained"),
            lost=(N, "records lost"),
            warnings=(S, "PubMed's warnings"),
            translation=(S, "PubMed's own reading of the query"),
            why_failed=(S, "why it failed"),
        ),
        _runs,
    ),
    "people": Table(
        "one person who decides",
        _columns(
            id=(S, "id"),
            name=(S, "name"),
            role=(S, "role"),
            interests=(S, "declared interests; missing when not declared"),
        ),
        _people,
    ),
    "dose_limits": Table(
        "one figure of one authority",
        _columns(
            authority=(S, "authority"),
            jurisdiction=(S, "where it holds"),
            year=(N, "year"),
            kind=(S, "defined in dose-limits.yaml"),
            counts=(S, "what is counted; defined in dose-limits.yaml"),
            age=(S, "ages"),
            sex=(S, "sex"),
            value_mg=(F, "figure"),
            value_mg_high=(F, "upper end of a range"),
            unit=(S, "unit"),
            record=(S, "record id"),
            note_en=(S, "note"),
            note_sv=(S, "note, Swedish"),
        ),
        _dose_limits,
    ),
    "salts": Table(
        "one form of the substance",
        _columns(
            id=(S, "its id"),
            salt=(S, _WORD + "salt"),
            formula=(S, "formula"),
            molar_mass=(F, "g/mol"),
            fraction=(F, "share that is the substance, by mass"),
            name_en=(S, "name"),
            name_sv=(S, "name, Swedish"),
        ),
        _salts,
    ),
    "interactions": Table(
        "one medicine beside the substance",
        _columns(
            id=(S, "its id"),
            medicine_en=(S, "medicine"),
            medicine_sv=(S, "medicine, Swedish"),
            group=(S, "defined in interactions.yaml"),
            strength=(S, "what it rests on; defined in interactions.yaml"),
            used_for_condition=(B, "whether it is used for the condition under study"),
            effect_en=(S, "effect"),
            effect_sv=(S, "effect, Swedish"),
            hours_low=(F, "hours apart, at least"),
            hours_high=(F, "hours apart, at most"),
            records=(S, "record ids"),
        ),
        _interactions,
    ),
    "vocabulary": Table(
        "one controlled word",
        _columns(
            group=(S, "group"),
            word=(S, "word"),
            name_en=(S, "name, English"),
            name_sv=(S, "name, Swedish"),
            means_en=(S, "meaning, English"),
            means_sv=(S, "meaning, Swedish"),
        ),
        _vocabulary,
    ),
}
