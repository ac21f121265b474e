"""A text that is older than its ground, as the desk shows it to whoever reads it again. Pure.

A judged sentence of a document, or what may be printed of a claim, stands beside what its claims have now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..decisions import Settled
from ..judgement.claim_summary import ClaimSummary
from ..judgement.readings import judge_readings
from ..judgement.readings_said import describe_stale
from ..judgement.sentences import offer_sentence
from ..language import list_texts
from ..language.words import Words
from ..model import CERTAINTY_LEVELS, Claim, Multilingual, Sentence
from .fields import Maker

TEXTS = ("documents", "claims")
"""Parts of the evidence whose texts are read again here, and are made in no form."""
Fact = tuple[str, str]


def find_sentence(settled: Settled, name: str) -> Sentence | None:
    """The judged sentence of `name`, `document#at`; None where there is none."""
    document, _, at = name.partition("#")
    found = settled.evidence.documents.get(document)
    return next((s for s in found.sentences if s.at == at and s.verdict), None) if found else None


def is_text(settled: Settled, part: str, name: str) -> bool:
    """Whether there is such a text to read."""
    if part == "documents":
        return find_sentence(settled, name) is not None
    claim = settled.evidence.claims.get(name) if part == "claims" else None
    return claim is not None and claim.phrases is not None


def name_text(maker: Maker, part: str, name: str) -> str:
    """What a text is called on the desk."""
    evidence, language = maker.evidence, maker.language
    if part == "claims" and name in evidence.claims:
        return maker.say("what.phrases_of", claim=evidence.claims[name].title.in_language(language))
    document, _, at = name.partition("#")
    if part == "documents" and document in evidence.documents and at:
        title = evidence.documents[document].title
        said = title if isinstance(title, str) else title.in_language(language)
        return maker.say("what.sentence", at=at, document=said)
    return maker.say("what.reread", text=f"{part}/{name}")


def describe_text(
    maker: Maker, settled: Settled, summarise: Callable[[str], ClaimSummary], part: str, name: str
) -> dict[str, Any]:
    """What the desk shows of it: {screen, title, path, sections, made, signed, own, stale}."""
    voice = Words(maker.language, settled.evidence.vocabulary)
    sentence = find_sentence(settled, name) if part == "documents" else None
    made: str | None
    if sentence is not None:
        assert sentence.verdict is not None, "only judged sentences are found"
        sections = list(_tell_sentence(maker, voice, sentence))
        claims, made = dict.fromkeys(c.claim for c in sentence.claims), sentence.verdict.decided_by
    else:
        claim = settled.evidence.claims[name]
        sections, claims = list(_tell_phrases(maker, claim)), {name: None}
        made = claim.phrases.written_by if claim.phrases else None
    now = [_tell_now(maker, voice, summarise(c)) for c in claims if c in settled.evidence.claims]
    sections.append({"title": maker.say("text.now"), "facts": now})
    people = {p.id: p.name for p in settled.evidence.people}
    return {
        "screen": "read",
        "title": name_text(maker, part, name),
        "path": f"{part}/{name.partition('#')[0]}.yaml",
        "sections": [s for s in sections if s["facts"]],
        "made": people.get(made, made) if made else maker.say("not_recorded"),
        "signed": "",
        "own": True,  # nobody signs these off here
        "stale": _tell_stale(settled, voice, f"{part}/{name}"),
    }


def _tell_sentence(maker: Maker, voice: Words, sentence: Sentence) -> Iterator[dict[str, Any]]:
    yield {"title": maker.say("text.says"), "facts": _list_languages(sentence.says)}
    verdict = sentence.verdict
    if verdict is None:
        return
    word = voice.name("verdict_word", verdict.word)
    yield {"title": f"{maker.say('text.verdict')}: {word}", "facts": _list_languages(verdict.why)}
    if verdict.suggest is not None:
        yield {"title": maker.say("text.suggest"), "facts": _list_languages(verdict.suggest)}


def _tell_phrases(maker: Maker, claim: Claim) -> Iterator[dict[str, Any]]:
    """The words of each language, as its sentences are joined of them."""
    for language, parts in claim.phrases.parts.items() if claim.phrases else ():
        said = [parts.subject, parts.finite, parts.object, parts.question, parts.limits, parts.at_risk, parts.advice]
        facts = [(_name_language(language), " / ".join(filter(None, said)))]
        yield {"title": maker.say("text.phrases"), "facts": facts}


def _list_languages(text: Multilingual) -> list[Fact]:
    return [(_name_language(code), said) for code, said in text.texts.items()]


def _name_language(code: str) -> str:
    return list_texts("language.", code)["name"]


def _tell_now(maker: Maker, voice: Words, summary: ClaimSummary) -> Fact:
    """A claim with its level now, and the sentence that it allows, where there is one."""
    word = summary.certainty_word or summary.basis_word
    level = voice.name("certainty" if word in CERTAINTY_LEVELS else "basis_rating", word) if word else ""
    said = [level or voice.say("site.not_judged"), offer_sentence(summary, maker.language).sentence]
    return summary.claim.title.in_language(maker.language), ": ".join(filter(None, said))


def _tell_stale(settled: Settled, voice: Words, text: str) -> str:
    """What has changed under a text since it was read, for each claim once; empty where nothing has."""
    found, said = judge_readings(settled), []
    for key in dict.fromkeys((*found.stale, *found.altered, *found.renamed)):
        if key[0] == text:
            said.append(
                describe_stale(found.stale[key], voice) if key in found.stale else voice.say("sentence.stale.altered")
            )
    return " ".join(dict.fromkeys(said))


__all__ = ["TEXTS", "describe_text", "is_text", "name_text"]
