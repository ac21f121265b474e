"""What a text rests on, in a few short hashes, so that a later change under it is seen and named. Pure.

A prose text, an editor's verdict on a sentence and a sign-off were written for one state of the evidence. That state is
written down as `name=value` pairs in one line (`rests_on` of readings.tsv):

    level       the level of certainty, or the rating, as its word        direction  the finding, as its word
    steps       where the grading starts, and the steps of each domain
    body        the studies of the body and those that inform it, how deep the body was read, and which studies are
                counted beside the claim and why
    studies     what those studies are: design, depth, whom they concern, arms with duration and route, results with
                the claims that they bear on, harms; under an appraisal the whole study
    appraisals  every judgement of risk of bias of those studies, with what was read for it
    tags        stance, directness and depth of what people decided on their records
    tool        an appraisal: the domains of its tool as the vocabulary words them
    figure      the authority's own figure that the claim's phrases name
    asked       what the claim says and asks (statement, question, kind); under a verdict on a sentence also the printed
                sentence, by its fingerprint, and how it words the claim
    scale       what the vocabulary says that the levels and ratings mean
    unread      studies that are known and that nobody has read, with what is told of them
    told        all that is said of those studies, finding and caveats too
    text        the words themselves

The last two matter to a sign-off alone, which covers nothing but what was signed. A row from before there was a part
says nothing of it (LATER) and is not held to it, until `reread --record` has put that down beside what still holds.

A tag is named by the record that it was written for, and a file by the ids that stand in it, so that a link alone
changes nothing.

A value is the first 12 hexadecimal digits of the SHA-256 of the parts as JSON with sorted keys. It is taken of what the
files mean and not of their bytes: layout, the order of keys and comments change nothing, and neither does a field that
a later version of the program brings, as long as it holds its default. Lists whose order says nothing are sorted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from ..decisions import Settled
from ..layout import appraisal_name
from ..model import (
    Appraisal,
    Certainty,
    Claim,
    Evidence,
    Frozen,
    Multilingual,
    Prose,
    Sentence,
    Study,
    UnreadStudy,
    read_prose,
)
from ..model.appraisal_tools import domain_group
from ..model.links import MovedTag
from ..model.spoken import find_label
from ..tagging.untranslated import find_plain_language
from .sentences import find_figure
from .shown import find_smallest_change

DIGITS = 12
TEXT, TOLD = "text", "told"
SIGNED_PARTS = (TOLD, TEXT)
"""The parts that only a sign-off is held to."""
LATER = ("asked", "scale", "unread")
"""Parts that rows of earlier versions do not have."""
JUDGED = ("level", "direction", "steps", "body", "studies", "appraisals", "tags")
THRESHOLD = "threshold"
"""The smallest changes that the protocol says matter, for the outcomes under a claim: what its steps were held against.
Rows from before it are not held to it, nor asked to be completed; whoever reads or signs off anew covers it."""
PARTS = (*JUDGED, "tool", "figure", *LATER, THRESHOLD, *SIGNED_PARTS)
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
    return _hash(_write(value))


def _write(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))


def _hash(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:DIGITS]


class _Written:
    """What texts of one evidence rest on together, each written once: most studies stand under several claims."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._described: dict[str, str] = {}
        self._whole: dict[str, str] = {}
        self._groups: dict[str, str] = {}
        self.scale = digest(_describe_scale(evidence))

    def describe_group(self, group: str) -> str:
        """The digest of the words of a group of the vocabulary."""
        if group not in self._groups:
            words = self._evidence.vocabulary.get(group, {})
            self._groups[group] = digest({name: _plain(word) for name, word in words.items()})
        return self._groups[group]

    def describe(self, studies: Iterable[Study]) -> str:
        """The digest of what texts can speak of in `studies`."""
        return _hash(f"[{','.join(self._describe_one(study) for study in studies)}]")

    def tell(self, studies: Iterable[Study]) -> str:
        """The digest of all that their files say."""
        return _hash(f"[{','.join(map(self._tell_one, studies))}]")

    def tell_one(self, study: Study) -> str:
        return _hash(self._tell_one(study))

    def _describe_one(self, study: Study) -> str:
        if study.id not in self._described:
            self._described[study.id] = _write(_describe_study(study))
        return self._described[study.id]

    def _tell_one(self, study: Study) -> str:
        if study.id not in self._whole:
            self._whole[study.id] = _write(_describe_whole(self._evidence, study))
        return self._whole[study.id]


def _plain(item: Frozen, *without: str) -> Any:
    return item.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=set(without) or None)


# ---------------------------------------------------------------- a claim


def describe_claim(settled: Settled, claim: str) -> RestsOn:
    """What the text of a judgement rests on: the judgement as it stands in its file, and what lies under it."""
    return _describe_claim(settled, claim, settled.evidence.certainty.get(claim), _Written(settled.evidence))


def _describe_claim(settled: Settled, claim: str, certainty: Certainty | None, written: _Written) -> RestsOn:
    evidence = settled.evidence
    beside = settled.studies(claim)
    named = {s.id for s in beside} | set((*certainty.body, *certainty.informed_by) if certainty else ())
    studies = [evidence.studies[name] for name in sorted(named) if name in evidence.studies]
    phrases = evidence.claims[claim].phrases if claim in evidence.claims else None
    figure = {"figure": digest(find_figure(evidence, evidence.claims[claim]))} if phrases and phrases.figure else {}
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
        "studies": written.describe(studies),
        "appraisals": digest(_describe_appraisals(evidence, {study.id for study in studies})),
        "tags": digest(sorted(_describe_tags(settled, claim))),
        **figure,
        **_describe_thresholds(evidence, claim, studies),
        "asked": digest(_describe_question(evidence, claim)),
        "scale": written.scale,
        "unread": digest(
            [_describe_unread(evidence, u) for _, u in sorted(evidence.unread.items()) if claim in u.claims]
        ),
        TOLD: written.tell(studies),
    }


def _describe_thresholds(evidence: Evidence, claim: str, studies: Sequence[Study]) -> RestsOn:
    """Each number that the protocol sets for an outcome of the studies' results; nothing where it sets none."""
    outcomes = {r.outcome for study in studies for r in study.results if claim in r.claims}
    found = {name: value for name in sorted(outcomes) if (value := find_smallest_change(evidence, name)) is not None}
    return {THRESHOLD: digest(found)} if found else {}


def _describe_unread(evidence: Evidence, one: UnreadStudy) -> Any:
    """What is told of it; what is still to be seen in one language, since putting that into another tells no more."""
    language = find_plain_language(evidence)
    return {**_plain(one, "notes"), "unseen": [read_prose(text, language) for text in one.unseen]}


def _describe_question(evidence: Evidence, claim: str) -> Any:
    found = evidence.claims.get(claim)
    if found is None:
        return None
    return _as_written(
        evidence, f"claims/{claim}", [found.kind, _plain_text(found.statement), _plain_or_none(found.pico)]
    )


def _describe_scale(evidence: Evidence) -> Any:
    """Every level and rating as the vocabulary words it: one means nothing without the others."""
    groups = ("certainty", "basis_rating")
    return [{name: _plain(word) for name, word in evidence.vocabulary.get(group, {}).items()} for group in groups]


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
    # What absolute effects are worked out from; a judgement without any says nothing of it.
    risks = [_plain(risk) for risk in certainty.baseline_risks]
    return [certainty.starts_at, down, up, *([risks] if risks else [])]


def _describe_study(study: Study) -> Any:
    """What of a study a text can speak of; our own words about it are the business of a sign-off.

    Its reports are not: which records tell of it stands in `body` and `tags`, and a link may rename them.
    """
    people = study.population
    return {
        "id": study.id,
        "design": study.design,
        "read": study.read,
        "people": [people.n, people.n_analysed],
        # What makes it direct or indirect.
        "who": [people.who, sorted(people.conditions), people.severity, _plain_or_none(people.baseline)],
        "arms": sorted((_plain(arm, "note") for arm in study.arms), key=lambda arm: arm["id"]),
        "comparator": study.comparator,
        "counts_with": sorted(study.counts_with),
        "results": sorted(
            ([r.id, sorted(r.claims), _plain(r, "id", "measure", "where", "note", "claims")] for r in study.results),
            key=lambda r: r[0],
        ),
        "harms": _plain_text(study.harms),
    }


def _plain_or_none(item: Frozen | None) -> Any:
    return None if item is None else _plain(item)


def _plain_text(text: Prose | None) -> Any:
    return text.model_dump(mode="json") if isinstance(text, Multilingual) else text


def _describe_whole(evidence: Evidence, study: Study) -> Any:
    """All that a file says of a study, with its records under the names that the file has for them."""
    key = f"studies/{study.id}"
    said = {**_plain(study, "checked_by", "reports", "label_in"), "label": find_label(study)}
    return [sorted(_as_written(evidence, key, list(study.reports))), _as_written(evidence, key, said)]


def _as_written(evidence: Evidence, key: str, plain: Any) -> Any:
    """What a file says, before links put the ids that hold in the place of its own: a link alone changes no text."""
    names = evidence.written_as.get(key)
    return plain if not names else _put_back(plain, names)


def _put_back(plain: Any, names: Mapping[str, tuple[str, ...]]) -> Any:
    if isinstance(plain, str):
        return names.get(plain, (plain,))[0]
    if isinstance(plain, list):
        # Of two ids that are one since, a list that had both shows one.
        wide = [names.get(one, (one,)) if isinstance(one, str) else (_put_back(one, names),) for one in plain]
        return [one for several in wide for one in several]
    if isinstance(plain, dict):
        return {key: _put_back(value, names) for key, value in plain.items()}
    return plain


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
            written_for = min(
                (row.stood_on if isinstance(row, MovedTag) else row.record for row in d.rows), default=record
            )
            yield [written_for, d.stance or "", d.directness or "", list(d.indirect_because), d.basis]


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
    Worked out once for one settled evidence.
    """
    if "texts" not in settled.kept:
        settled.kept["texts"] = MappingProxyType(_describe_texts(settled))
    return cast(Mapping[Key, RestsOn], settled.kept["texts"])


def _describe_texts(settled: Settled) -> dict[Key, RestsOn]:
    evidence, written = settled.evidence, _Written(settled.evidence)
    found: dict[Key, RestsOn] = {}
    bases = {
        claim: _describe_claim(settled, claim, evidence.certainty.get(claim), written)
        for claim in evidence.claims
        if claim not in settled.withheld
    }
    for claim, base in bases.items():
        item = evidence.claims[claim]
        if (certainty := evidence.certainty.get(claim)) is not None:
            found[name_certainty(claim)] = {
                **base,
                TEXT: digest(_as_written(evidence, f"certainty/{claim}", _plain(certainty, "checked_by"))),
            }
        if item.phrases is not None:
            found[name_phrases(claim)] = _describe_phrases(evidence, item, written)
    # A sentence is judged by the level that counts: the lowest, while people who differ have not settled it.
    bases |= {
        claim: _describe_claim(settled, claim, held.written, written)
        for claim, held in settled.holding.items()
        if held.is_own and claim in bases
    }
    for document, sentence in evidence.sentences:
        for claim in dict.fromkeys(c.claim for c in sentence.claims):
            if sentence.verdict is not None and claim in bases:
                key = name_verdict(document.id, sentence.at, claim)
                asked = [_describe_question(evidence, claim), sentence.fingerprint]
                asked.append([_plain(c) for c in sentence.claims if c.claim == claim])
                found[key] = {
                    **bases[claim],
                    "asked": digest(asked),
                    TEXT: digest(_plain_verdict(evidence, document.id, sentence)),
                }
    found |= {name_study(s.id): {TEXT: written.tell_one(s)} for s in evidence.studies.values()}
    for appraisal in evidence.appraisals:
        if appraisal.study in evidence.studies:
            found[name_appraisal(appraisal)] = _describe_appraisal(evidence, appraisal, written)
    return found


def _plain_verdict(evidence: Evidence, document: str, sentence: Sentence) -> Any:
    verdict = _plain(sentence.verdict, "decided_by", "decided_on") if sentence.verdict else None
    return _as_written(evidence, f"documents/{document}", [verdict, [_plain(c) for c in sentence.claims]])


def _describe_phrases(evidence: Evidence, claim: Claim, written: _Written) -> RestsOn:
    """Phrases hold no degree of doubt, so no level lies under them: only the studies and the figure that they name."""
    phrases = claim.phrases
    assert phrases is not None
    named = [evidence.studies[name] for name in sorted(phrases.rests_on) if name in evidence.studies]
    return {
        "direction": phrases.agrees_with or "none",
        "studies": written.describe(named),
        "figure": digest(find_figure(evidence, claim)),
        TOLD: written.tell(named),
        TEXT: digest(_as_written(evidence, f"claims/{claim.id}", _plain(phrases, "checked_by"))),
    }


def _describe_appraisal(evidence: Evidence, appraisal: Appraisal, written: _Written) -> RestsOn:
    study = evidence.studies[appraisal.study]
    return {
        "studies": written.tell_one(study),
        "tool": written.describe_group(domain_group(appraisal.tool)),
        TEXT: digest(_plain(appraisal, "checked_by")),
    }
