"""An audit as programs and people read it: JSON, terminal, Markdown, SARIF, ClaimReview. Pure."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import Any

from ..judgement.proposed_said import mark_proposed
from ..language.words import Words
from ..model import Evidence
from .amounts import AmountFound
from .audited import Audit, Passage
from .texts import tell, tell_number

MARKS = {
    "contradicted": "✗✗",
    "unsupported": "✗",
    "overstated": "▲",
    "incomplete": "…",
    "understated": "▼",
    "not_reviewed": "?",
    "not_checkable": "–",
    "supported_with_limits": "~",
    "supported": "✓",
}
"""A sign beside each verdict, so that nothing is told by colour alone."""
SCALE = {
    "contradicted": 1,
    "unsupported": 1,
    "overstated": 2,
    "understated": 3,
    "incomplete": 3,
    "supported_with_limits": 4,
    "supported": 5,
}
"""Verdict -> number of ClaimReview; the scale stands in every review. Verdicts without a number get no review."""
_LEVEL = {"contradicted": "error", "unsupported": "error", "overstated": "warning", "understated": "warning"}
_LEVEL |= {"incomplete": "warning", "supported_with_limits": "note", "not_reviewed": "note", "not_checkable": "note"}


def name_verdict(word: str | None, evidence: Evidence, language: str) -> str:
    """What a verdict is called in a language."""
    if word is None:
        return tell("none", language)
    entry = evidence.vocabulary.get("verdict_word", {}).get(word)
    return entry.name.in_language(language) if entry else tell(word, language)


def name_word(group: str, word: str, evidence: Evidence, language: str) -> str:
    entry = evidence.vocabulary.get(group, {}).get(word)
    return entry.name.in_language(language) if entry else word.replace("_", " ")


def describe_audit(audit: Audit) -> dict[str, Any]:
    """The audit as JSON; the keys are described in the README."""
    return {
        "document": audit.article.name,
        "known_document": audit.document,
        "form": audit.article.form,
        "language": audit.language,
        "as_of": audit.as_of.isoformat(),
        "country": audit.country,
        "context": audit.context,
        "verdicts": dict(audit.counts),
        "passages": [describe_passage(p) for p in audit.passages],
        "contradictions": [{"claim": claim, "at": list(at)} for claim, at in audit.contradictions],
        "missing_lists": list(audit.missing_lists),
        "gone": list(audit.gone),
        "notes": list(audit.article.notes),
    }


def describe_passage(p: Passage) -> dict[str, Any]:
    worst = p.worst
    wording = worst.wording if worst else p.wording
    return {
        "at": p.at,
        "text": p.text,
        "language": p.language,
        "match": p.match,
        "known_at": p.known_at,
        "kind": p.kind,
        "claims": [c.match.claim for c in p.claims],
        "matches": [
            {
                "claim": c.match.claim,
                "confidence": c.match.confidence,
                "words": list(c.match.words),
                "by": c.match.by,
                "wording": c.wording.strength,
                "cue": c.wording.cue,
                "verdict": c.weighed.word,
            }
            for c in p.claims
        ],
        "perhaps": [{"claim": m.claim, "confidence": m.confidence, "words": list(m.words)} for m in p.perhaps],
        "wording": wording.strength if wording else None,
        "cue": wording.cue if wording else None,
        "negated": bool(wording and wording.negated),
        "says_uncertain": bool(wording and wording.says_uncertain),
        "quoted": bool(wording and wording.quoted),
        "verdict": p.verdict,
        "attribution": p.attribution.word if p.attribution else None,
        "attributed_to": list(p.attribution.studies) if p.attribution else [],
        "certainty": p.certainty,
        "why": " ".join(p.why) or None,
        "suggest": p.suggest,
        "suggest_lacks": p.lacks,
        "studies": list(p.studies),
        "sources": [
            {"printed": s.printed, "record": s.record, "study": s.study, "retracted": s.retracted} for s in p.sources
        ],
        "amounts": [_describe_amount(a) for a in p.amounts],
        "defects": [{"printed": d.printed, "meant": d.meant, "why": d.why, "known": d.known} for d in p.defects],
        "commercial": list(p.commercial),
        "decision": p.decision,
    }


def _describe_amount(a: AmountFound) -> dict[str, Any]:
    return {
        "printed": a.printed,
        "low_mg": round(a.low, 1),
        "high_mg": round(a.high, 1),
        "side": a.side,
        "authority": a.limit.authority if a.limit else None,
        "jurisdiction": a.limit.jurisdiction if a.limit else None,
        "level_mg": a.limit.value_mg if a.limit else None,
    }


def list_notes(p: Passage, evidence: Evidence, language: str, document: str | None = None) -> list[tuple[str, str]]:
    """(what, said) of everything there is to say of a passage beside its verdict, in reading order.

    `document`: the known one, where a sentence alone is looked up and its place there is news.
    """
    notes: list[tuple[str, str]] = []
    for c in p.claims:
        title = evidence.claims[c.match.claim].title.in_language(language)
        wording = name_word("wording", c.wording.strength, evidence, language)
        cue = f" ({c.wording.cue})" if c.wording.cue else ""
        notes.append((tell("claim", language), f"{title}. {tell('wording', language)}: {wording}{cue}."))
    if p.certainty and p.worst:
        group = "certainty" if p.worst.summary.certainty_word else "basis_rating"
        named = name_word(group, p.certainty, evidence, language)
        notes.append((tell("certainty", language), mark_proposed(named, p.worst.summary, Words(language))))
    notes += [("", line) for line in p.why]
    if p.attribution:
        notes.append((tell("attribution", language), tell(f"{p.attribution.word}_word", language)))
    if p.suggest:
        notes.append((tell("may_print", language), p.suggest))
    elif p.lacks:
        notes.append((tell("no_print", language), f"{p.lacks}."))
    if p.studies and p.verdict not in (None, "supported"):
        notes.append((tell("studies", language), ", ".join(_labels(p.studies, evidence))))
    for d in p.defects:
        key = "defect" if d.meant else "suspicious"
        notes.append(("", tell(key, language, printed=d.printed, meant=d.meant, why=d.why)))
    notes += [("", line) for line in p.commercial]
    if document is not None and p.known_at is not None:
        key = "stands_like" if p.match == "edited" else "stands_at"
        notes.append(("", tell(key, language, document=document, at=p.known_at)))
    if p.decision:
        notes.append(("", tell("decided", language, word=name_verdict(p.decision, evidence, language))))
    return notes


def _labels(ids: tuple[str, ...], evidence: Evidence, most: int = 6) -> list[str]:
    labels = [evidence.studies[i].label for i in ids[:most] if i in evidence.studies]
    return [*labels, f"+{len(ids) - most}"] if len(ids) > most else labels


def list_findings(audit: Audit, evidence: Evidence, language: str) -> list[str]:
    """What is said of the document as a whole."""
    said = []
    for claim, at in audit.contradictions:
        title = evidence.claims[claim].title.in_language(language)
        said.append(tell("contradiction", language, claim=title, places=", ".join(at)))
    if audit.missing_lists:
        said.append(tell("missing_lists", language, places=", ".join(audit.missing_lists)))
    if audit.gone:
        said.append(tell("gone", language, places=", ".join(audit.gone)))
    return said


def count_line(audit: Audit, evidence: Evidence, language: str) -> str:
    counts = ", ".join(f"{MARKS[w]} {n} {name_verdict(w, evidence, language)}" for w, n in audit.counts.items())
    return f"{tell_number('passages', len(audit.passages), language)}: {counts or tell('nothing', language)}"


def is_worth_showing(p: Passage) -> bool:
    return p.verdict is not None or bool(p.defects) or bool(p.sources) or bool(p.commercial)


def format_text(audit: Audit, evidence: Evidence, language: str, width: int = 96) -> str:
    """For a terminal: a screen per passage at most, gravest words marked."""
    lines = [tell("title", language, name=audit.article.heading), tell("as_of", language, day=audit.as_of)]
    lines += [count_line(audit, evidence, language), *list_findings(audit, evidence, language), ""]
    for p in audit.passages:
        if not is_worth_showing(p):
            continue
        mark = MARKS.get(p.verdict or "", " ")
        lines.append(f"{p.at:>5}  {mark} {name_verdict(p.verdict, evidence, language).upper()}")
        lines += textwrap.wrap(f"“{p.text}”", width, initial_indent="       ", subsequent_indent="       ")
        for what, said in list_notes(p, evidence, language, audit.document if audit.is_excerpt else None):
            first = f"{what}: {said}" if what else said
            for part in first.split("\n"):
                lines += textwrap.wrap(part, width, initial_indent="       · ", subsequent_indent="         ")
        lines.append("")
    return "\n".join([*lines, tell("proposal", language), tell("not_advice", language)])


def format_markdown(audit: Audit, evidence: Evidence, language: str) -> str:
    lines = [
        f"# {tell('title', language, name=audit.article.heading)}",
        "",
        tell("as_of", language, day=audit.as_of),
        "",
    ]
    lines += [count_line(audit, evidence, language), ""]
    lines += [f"- {said}" for said in list_findings(audit, evidence, language)]
    for p in audit.passages:
        if not is_worth_showing(p):
            continue
        lines += ["", f"## {p.at} {MARKS.get(p.verdict or '', '')} {name_verdict(p.verdict, evidence, language)}", ""]
        lines += [f"> {_escape(p.text)}", ""]
        for what, said in list_notes(p, evidence, language):
            text = _escape(said).replace("\n", " ")
            lines.append(f"- **{what}:** {text}" if what else f"- {text}")
    return "\n".join([*lines, "", tell("proposal", language), tell("not_advice", language), ""])


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_<>#\[\]|])", r"\\\1", text)


def describe_sarif(audits: tuple[Audit, ...], evidence: Evidence, version: str) -> dict[str, Any]:
    """SARIF 2.1.0, as code review tools show it; the line and column where the document has lines."""
    rules = [
        {
            "id": word,
            "shortDescription": {"text": name_verdict(word, evidence, "en")},
            "fullDescription": {"text": _means(word, evidence)},
        }
        for word in MARKS
    ]
    results = []
    for audit in audits:
        lines = _Lines(audit.article.raw or "")
        for p in audit.passages:
            if p.verdict not in _LEVEL:
                continue
            said = " ".join([*p.why, f"{tell('may_print', p.language)}: {p.suggest}" if p.suggest else ""]).strip()
            location: dict[str, Any] = {"artifactLocation": {"uri": audit.article.name.replace("\\", "/")}}
            region = lines.find(p.text)
            if region:
                location["region"] = {**region, "snippet": {"text": p.text}}
            results.append(
                {
                    "ruleId": p.verdict,
                    "level": _LEVEL[p.verdict],
                    "message": {"text": f"{name_verdict(p.verdict, evidence, p.language)}: {said or p.text}"},
                    "locations": [{"physicalLocation": location, "logicalLocations": [{"name": p.at}]}],
                    "properties": {"claims": [c.match.claim for c in p.claims], "certainty": p.certainty},
                }
            )
    driver = {"name": "rlsevidence", "version": version, "rules": rules}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results, "columnKind": "unicodeCodePoints"}],
    }


def _means(word: str, evidence: Evidence) -> str:
    entry: Any = evidence.vocabulary.get("verdict_word", {}).get(word)
    return str(entry.means.in_language("en")) if entry else tell(word, "en")


class _Lines:
    """Where a sentence stands in the file: sought onwards from the last one found."""

    def __init__(self, raw: str) -> None:
        self._raw, self._from = raw, 0

    def find(self, text: str) -> Mapping[str, int] | None:
        if not self._raw:
            return None
        pattern = re.compile(r"\s+".join(map(re.escape, text.split())))
        match = pattern.search(self._raw, self._from) or pattern.search(self._raw)
        if not match:
            return None
        self._from = match.end()
        start, end = self._place(match.start()), self._place(match.end())
        return {"startLine": start[0], "startColumn": start[1], "endLine": end[0], "endColumn": end[1]}

    def _place(self, offset: int) -> tuple[int, int]:
        before = self._raw[:offset]
        return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def describe_claim_reviews(audit: Audit, evidence: Evidence) -> list[dict[str, Any]]:
    """ClaimReview (schema.org) for each sentence with a verdict whose judgements hold: proposals, which say so."""
    reviews = []
    for p in audit.passages:
        if p.verdict not in SCALE or not p.claims or any(c.summary.stopped for c in p.claims):
            continue  # a rating for others to show cannot rest on what was retracted, or changed since it was read
        reviews.append(
            {
                "@context": "https://schema.org",
                "@type": "ClaimReview",
                "datePublished": audit.as_of.isoformat(),
                "inLanguage": p.language,
                "claimReviewed": p.text,
                "itemReviewed": {
                    "@type": "Claim",
                    "appearance": {"@type": "CreativeWork", "name": audit.article.heading},
                },
                "author": {"@type": "Organization", "name": evidence.topic.title.in_language(p.language)},
                "reviewRating": {
                    "@type": "Rating",
                    "ratingValue": SCALE[p.verdict],
                    "worstRating": 1,
                    "bestRating": 5,
                    "alternateName": name_verdict(p.verdict, evidence, p.language),
                    "ratingExplanation": " ".join(p.why),
                },
                "reviewBody": p.suggest or " ".join(p.why),
                "description": tell("scale", p.language),
                "creativeWorkStatus": "Proposed by rules"
                if p.decision is None
                else "Proposed by rules, decided by people",
            }
        )
    return reviews
