"""What a text rests on, in a few short hashes, so that a later change under it is seen and named. Pure.

A prose text, an editor's verdict on a sentence and a sign-off were written for one state of the evidence. That state is
written down as `name=value` pairs in one line (`rests_on` of readings.tsv):

    level       the level of certainty, or the rating, as its word        direction  the finding, as its word
    steps       where the grading starts, and the steps of each domain
    body        the studies of the body and those that inform it, how deep the body was read, and which studies are
                counted beside the claim and why
    studies     design, depth, people, arms and results of those studies
    appraisals  every judgement of risk of bias of those studies, with what was read for it
    tags        stance, directness and depth of what people decided on their records
    tool        an appraisal: the domains of its tool as the vocabulary words them
    figure      phrases: the authority's own figure that they name
    text        the words themselves; they matter to a sign-off alone, which covers nothing but what was signed

A value is the first 12 hexadecimal digits of the SHA-256 of the parts as JSON with sorted keys. It is taken of what the
files mean and not of their bytes: layout, the order of keys and comments change nothing, and neither does a field that
a later version of the program brings, as long as it holds its default. Lists whose order says nothing are sorted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..decisions import Settled
from ..layout import appraisal_name
from ..model import Appraisal, Certainty, Claim, Evidence, Frozen, Sentence, Study
from ..model.appraisal_tools import domain_group
from .sentences import find_figure

DIGITS = 12
TEXT = "text"
"""The part that only a sign-off is held to."""
PARTS = ("level", "direction", "steps", "body", "studies", "appraisals", "tags", "tool", "figure", TEXT)
"""The parts of what a text can rest on, in the order in which they are written."""

RestsOn = Mapping[str, str]
Key = tuple[str, str | None]
"""A text, and the claim on whose body it rests, where it rests on one."""


def write_parts(parts: RestsOn) -> str:
    """`level=low body=0f1e2d3c4b5a ...`, in the order of PARTS."""
    return " ".join(f"{name}={parts[name]}" for name in PARTS if name in parts)


def read_parts(text: str) -> RestsOn:
    """What `write_parts` wrote."""
    return dict(part.split("=", 1) for part in text.split())


def digest(value: Any) -> str:
    """The hash of any plain value; the same for the same meaning."""
    said = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()[:DIGITS]


def _plain(item: Frozen, *without: str) -> Any:
    return item.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=set(without) or None)


# ---------------------------------------------------------------- a claim


def describe_claim(settled: Settled, claim: str) -> RestsOn:
    """What every text on `claim` rests on: the judgement as it stands in its file, and what lies under it."""
    evidence = settled.evidence
    certainty = evidence.certainty.get(claim)
    beside = settled.studies(claim)
    named = {s.id for s in beside} | set((*certainty.body, *certainty.informed_by) if certainty else ())
    studies = [evidence.studies[name] for name in sorted(named) if name in evidence.studies]
    return {
        "level": _find_level(certainty),
        "direction": certainty.direction.finding if certainty and certainty.direction else "none",
        "steps": digest(_list_steps(certainty)),
        "body": digest(
            {
                "body": sorted(certainty.body) if certainty else [],
                "informed_by": sorted(certainty.informed_by) if certainty else [],
                "read": certainty.read if certainty else None,
                "beside": sorted((s.id, s.counted, s.reason.key, s.retracted) for s in beside),
            }
        ),
        "studies": digest([_describe_study(study) for study in studies]),
        "appraisals": digest(_describe_appraisals(evidence, {study.id for study in studies})),
        "tags": digest(sorted(_describe_tags(settled, claim))),
    }


def _find_level(certainty: Certainty | None) -> str:
    if certainty is None:
        return "none"
    return certainty.overall or (certainty.basis.rating if certainty.basis else "none")


def _list_steps(certainty: Certainty | None) -> Any:
    if certainty is None:
        return None
    down = {name: step.steps for name, step in (certainty.downgrades or {}).items()}
    # An upgrade of no steps says what no line says.
    up = {name: step.steps for name, step in (certainty.upgrades or {}).items() if step.steps}
    return [certainty.starts_at, down, up]


def _describe_study(study: Study) -> Any:
    """What of a study a text can speak of; its own words are the business of a sign-off."""
    return {
        "id": study.id,
        "design": study.design,
        "read": study.read,
        "reports": sorted(study.reports),
        "people": [study.population.n, study.population.n_analysed],
        "arms": sorted([arm.id, arm.n, arm.compound, arm.salt, arm.amount, arm.unit] for arm in study.arms),
        "comparator": study.comparator,
        "counts_with": sorted(study.counts_with),
        "results": sorted(
            ([r.id, _plain(r, "measure", "where", "note", "claims")] for r in study.results), key=lambda r: r[0]
        ),
    }


def _describe_appraisals(evidence: Evidence, studies: set[str]) -> Any:
    return sorted(
        [
            appraisal_name(a),
            a.read,
            a.role,
            a.overall,
            sorted((name, given.judgement) for name, given in a.domains.items()),
        ]
        for a in evidence.appraisals
        if a.study in studies
    )


def _describe_tags(settled: Settled, claim: str) -> Iterator[Any]:
    for record, d in settled.by_claim.get(claim, {}).items():
        if d.stance != "not_relevant":
            yield [record, d.stance or "", d.directness or "", list(d.indirect_because), d.basis]


# ---------------------------------------------------------------- texts


def name_certainty(claim: str) -> Key:
    return f"certainty/{claim}", claim


def name_phrases(claim: str) -> Key:
    return f"claims/{claim}", claim


def name_verdict(document: str, at: str, claim: str) -> Key:
    return f"documents/{document}#{at}", claim


def name_study(study: str) -> Key:
    return f"studies/{study}", None


def name_appraisal(appraisal: Appraisal) -> Key:
    return f"appraisals/{appraisal_name(appraisal)}", None


def describe_texts(settled: Settled) -> Mapping[Key, RestsOn]:
    """Every text that rests on something, with what it rests on today, in the order of the claims.

    Claims whose verdict is withheld are left out, and with them what is said of them: what lies under it is not known.
    """
    evidence = settled.evidence
    found: dict[Key, RestsOn] = {}
    bases = {claim: describe_claim(settled, claim) for claim in evidence.claims if claim not in settled.withheld}
    for claim, base in bases.items():
        item = evidence.claims[claim]
        if (certainty := evidence.certainty.get(claim)) is not None:
            found[name_certainty(claim)] = {**base, TEXT: digest(_plain(certainty, "checked_by"))}
        if item.phrases is not None:
            found[name_phrases(claim)] = _describe_phrases(evidence, item)
    for document, sentence in evidence.sentences:
        for claim in dict.fromkeys(c.claim for c in sentence.claims):
            if sentence.verdict is not None and claim in bases:
                key = name_verdict(document.id, sentence.at, claim)
                found[key] = {**bases[claim], TEXT: digest(_plain_verdict(sentence))}
    found |= {name_study(s.id): {TEXT: digest(_plain(s, "checked_by"))} for s in evidence.studies.values()}
    for appraisal in evidence.appraisals:
        if appraisal.study in evidence.studies:
            found[name_appraisal(appraisal)] = _describe_appraisal(evidence, appraisal)
    return found


def _plain_verdict(sentence: Sentence) -> Any:
    verdict = _plain(sentence.verdict, "decided_by", "decided_on") if sentence.verdict else None
    return [verdict, [_plain(c) for c in sentence.claims]]


def _describe_phrases(evidence: Evidence, claim: Claim) -> RestsOn:
    """Phrases hold no degree of doubt, so no level lies under them: only the studies and the figure that they name."""
    phrases = claim.phrases
    assert phrases is not None
    named = [evidence.studies[name] for name in sorted(phrases.rests_on) if name in evidence.studies]
    return {
        "direction": phrases.agrees_with or "none",
        "studies": digest([_describe_study(study) for study in named]),
        "figure": digest(find_figure(evidence, claim)),
        TEXT: digest(_plain(phrases, "checked_by")),
    }


def _describe_appraisal(evidence: Evidence, appraisal: Appraisal) -> RestsOn:
    study = evidence.studies[appraisal.study]
    domains = evidence.vocabulary.get(domain_group(appraisal.tool), {})
    return {
        "studies": digest(_describe_study(study)),
        "tool": digest({name: _plain(word) for name, word in domains.items()}),
        TEXT: digest(_plain(appraisal, "checked_by")),
    }


def list_of_claim(settled: Settled, claim: str) -> tuple[Key, ...]:
    """The texts on one claim: its judgement, its phrases, and every sentence that an editor has judged."""
    return tuple(key for key in describe_texts(settled) if key[1] == claim)
