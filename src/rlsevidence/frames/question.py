"""The question side: claims, what documents say, search strategies and their runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model import Evidence, read_prose
from .table import WORD, B, N, Row, S, Table, join, list_columns


def _claims(ev: Evidence) -> Iterable[Row]:
    for c in ev.claims.values():
        p = c.pico
        yield {
            "claim": c.id,
            "kind": c.kind,
            "headline": c.headline,
            "status": c.status,
            "title_en": c.title.in_language("en"),
            "title_sv": c.title.texts.get("sv"),
            "statement_en": c.statement.in_language("en"),
            "statement_sv": c.statement.texts.get("sv"),
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
            "says_sv": s.says.texts.get("sv"),
            "claims": join(c.claim for c in s.claims),
            "defects": len(s.defects),
            "verdict": v.word if v else None,
            "why_en": v.why.in_language("en") if v else None,
            "why_sv": v.why.texts.get("sv") if v else None,
            "suggest_en": v.suggest.in_language("en") if v and v.suggest else None,
            "suggest_sv": v.suggest.texts.get("sv") if v and v.suggest else None,
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


def _searches(ev: Evidence) -> Iterable[Row]:
    for s in ev.searches.values():
        yield {
            "search": s.id,
            "title": read_prose(s.title, "en"),
            "source": s.source,
            "purpose": read_prose(s.purpose, "en"),
            "claims": join(s.claims),
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
            "warnings": join(r.warnings),
            "translation": r.translation,
            "why_failed": r.why_failed,
        }


TABLES: Mapping[str, Table] = {
    "claims": Table(
        "one claim",
        list_columns(
            claim=(S, "its id"),
            kind=(S, WORD + "claim_kind"),
            headline=(B, "whether the protocol names it as a headline claim"),
            status=(S, WORD + "claim_status"),
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
        list_columns(
            document=(S, "document id"),
            at=(S, "paragraph.sentence"),
            kind=(S, WORD + "sentence_kind"),
            says_en=(S, "our paraphrase, English"),
            says_sv=(S, "our paraphrase, Swedish"),
            claims=(S, "claims it asserts, separated by '; '"),
            defects=(N, "translation defects"),
            verdict=(S, WORD + "verdict_word; missing when not written"),
            why_en=(S, "why, English"),
            why_sv=(S, "why, Swedish"),
            suggest_en=(S, "wording that a person suggested, English; what may be printed today stands on the pages"),
            suggest_sv=(S, "wording that a person suggested, Swedish; what may be printed today stands on the pages"),
        ),
        _sentences,
    ),
    "passages": Table(
        "one claim in one sentence of a document",
        list_columns(
            document=(S, "document id"),
            at=(S, "paragraph.sentence"),
            claim=(S, "claim id"),
            wording=(S, WORD + "wording"),
            cue=(S, "at most four printed words"),
            verdict=(S, "verdict of the sentence"),
        ),
        _passages,
    ),
    "searches": Table(
        "one search strategy",
        list_columns(
            search=(S, "its id"),
            title=(S, "title"),
            source=(S, WORD + "search_source"),
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
        list_columns(
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
}
