"""Which claim a sentence makes: by what it speaks of, what it says of that, and its words. Pure.

Everything that belongs to a topic comes from the evidence: titles and statements of the claims, what certainty says of
them, how documents were paraphrased, the concepts of concepts.yaml. A match names the words that made it and how sure
it is; a weak one is none, since a verdict on the wrong claim is worse than no verdict.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model import Claim, Condition, Evidence, Exposure
from .lexicon import read_lexicon
from .terms import compile_terms, list_stems, list_words, small_words, stem

WEIGHTS = {"statement": 1.0, "title": 1.0, "terms": 0.9, "says": 0.85, "pico": 0.5, "summary": 0.45, "suggest": 0.45}
"""How much a word counts by where it stands. Ours: what the claim says itself first, what is said about it after."""
CONCEPT, RELATION = 1.2, 0.9
"""How much a shared concept and a shared relation count beside a word. Ours."""
SURE, ENOUGH = 0.34, 0.22
"""Confidence from which a match stands by itself, and from which it is shown as a possibility only. Ours; found by
leaving out each paraphrase of the documents in turn."""
GRAVE_SURE = 0.5
"""Confidence that 'contradicted' and 'unsupported' take. Ours: the gravest words want the surest match."""
SECOND = 0.86
"""A second claim of the same sentence must come this close to the first."""
LACKING = 0.7
"""What is left of the confidence where a sentence speaks of no concept of a group that the claim needs. Ours."""
NAMED_ONLY = 0.5
"""What is left where all that a sentence shares with a claim is the topic's name and that it helps. Ours: 'X cures
cancer' is no claim about muscles."""
OWN = 0.6
"""From which rarity among the claims (0 to 1) a concept is a claim's own. Ours."""
NEEDS = {
    "effect": ("effect",),
    "association": ("cause", "lack", "effect"),
    "dose": ("dose",),
    "harm": ("harm", "safe", "avoid", "excess", "lack"),
}
"""What a sentence must say to make a claim of a kind: at least one of these relations."""


@dataclass(frozen=True)
class ClaimMatch:
    """A claim that a sentence makes. `confidence` runs from 0 to 1; `words` are those of the sentence that did it."""

    claim: str
    confidence: float
    words: tuple[str, ...]
    by: str = "words"
    """'document' where people said so of this very sentence, 'words' where the rules found it."""


@dataclass(frozen=True)
class Features:
    """What a sentence speaks of: feature -> the words that carry it."""

    carried: Mapping[str, frozenset[str]]
    relations: frozenset[str]
    concepts: frozenset[str]


class ClaimIndex:
    """The claims of a workspace, ready to be compared with sentences. Built once, never changed.

    `without`: (document, sentence) left out, so that a rule can be tried on a paraphrase it has not seen.
    """

    def __init__(self, evidence: Evidence, without: tuple[str, str] | None = None) -> None:
        self._evidence = evidence
        self._topic = evidence.topic
        self._relations = {name: compile_terms(g["terms"]) for name, g in read_lexicon("relations").items()}
        self._concepts = {
            name: compile_terms((*c.terms, *c.lay)) for name, c in evidence.concepts.items() if not c.broad
        }
        self._names = _names(evidence)
        texts = {claim.id: list(_texts(evidence, claim, without)) for claim in evidence.claims.values()}
        self._known = {
            language: frozenset(
                stem(w, language)
                for found in texts.values()
                for text, code, _ in found
                if code == language
                for w in list_words(text)
                if len(w) >= 4 and w not in small_words(language)
            )
            for language in {code for found in texts.values() for _, code, _ in found}
        }
        self._profiles: dict[str, dict[str, float]] = {}
        self._needed: dict[str, frozenset[str]] = {}
        for claim in evidence.claims.values():
            profile: dict[str, float] = defaultdict(float)
            for text, language, place in texts[claim.id]:
                features = self.read(text, language)
                for feature in features.carried:
                    own = feature[:2] not in ("c:", "r:") or place in ("statement", "title", "terms", "says")
                    if own:
                        profile[feature] = max(profile[feature], WEIGHTS[place])
            self._profiles[claim.id] = profile
            statement = [self.read(t, code) for t, code, place in texts[claim.id] if place in ("statement", "title")]
            self._needed[claim.id] = frozenset(r for f in statement for r in f.relations)
        spread = Counter(f for profile in self._profiles.values() for f in profile)
        number = max(1, len(self._profiles))
        self._idf = {f: math.log(1 + number / n) / math.log(1 + number) for f, n in spread.items()}

    @property
    def names(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """What the exposure and the condition are called."""
        return self._names

    def read(self, text: str, language: str) -> Features:
        """What a text speaks of: stems, concepts (`c:`) and relations (`r:`), each with the words that carry it."""
        carried: dict[str, set[str]] = defaultdict(set)
        known = self._known.get(language, frozenset()) if hasattr(self, "_known") else frozenset()
        small = small_words(language)
        for word in list_words(text):
            if word not in small:
                for feature in list_stems(word, language, known):
                    carried[feature].add(word)
        relations, concepts = set(), set()
        for name, pattern in self._relations.items():
            for match in pattern.finditer(text):
                relations.add(name)
                carried[f"r:{name}"].add(match[0].casefold())
        for name, pattern in self._concepts.items():
            for match in pattern.finditer(text):
                concepts.add(name)
                carried[f"c:{name}"].add(match[0].casefold())
        return Features({k: frozenset(v) for k, v in carried.items()}, frozenset(relations), frozenset(concepts))

    def match(self, text: str, language: str, context: str = "") -> tuple[ClaimMatch, ...]:
        """The claims that the sentence makes, surest first; empty when it makes none that is known.

        `context`: what stands around it, from which a sentence that names neither exposure nor condition has them.
        """
        exposure, condition = self._names
        if not (
            exposure.search(text) or condition.search(text) or exposure.search(context) or condition.search(context)
        ):
            return ()
        features = self.read(text, language)
        scored = sorted(
            (self._score(claim, features, text, context) for claim in self._profiles),
            key=lambda m: (-m.confidence, m.claim),
        )
        best = scored[0] if scored else None
        if best is None or best.confidence < ENOUGH:
            return ()
        return tuple(
            m
            for m in scored[:3]
            if m is best or (m.confidence >= max(SURE, SECOND * best.confidence) and self._adds(m, best))
        )

    def _adds(self, match: ClaimMatch, best: ClaimMatch) -> bool:
        """Whether a second claim rests on words that the first does not."""
        return len(set(match.words) - set(best.words)) >= 1

    def _score(self, claim: str, features: Features, text: str, context: str) -> ClaimMatch:
        profile = self._profiles[claim]
        total = gained = 0.0
        words: dict[str, float] = defaultdict(float)
        for feature, carriers in features.carried.items():
            kind = CONCEPT if feature.startswith("c:") else RELATION if feature.startswith("r:") else 1.0
            idf = self._idf.get(feature, 1.0) * kind
            weight = profile.get(feature, 0.0)
            # A word that no claim knows says less against a claim than a word of another claim.
            total += idf if feature in self._idf else 0.45 * kind
            gained += idf * weight
            if weight and idf > 0.25:
                for word in carriers:
                    words[word] += idf * weight
        share = gained / total if total else 0.0
        core = sum(self._idf[f] * w for f, w in profile.items() if w >= 0.85)
        recall = min(1.0, gained / core * 1.6) if core else 0.0
        confidence = 0.62 * share + 0.38 * recall
        kind_of = self._evidence.claims[claim].kind
        own = any(f"c:{c}" in profile and self._idf[f"c:{c}"] > OWN for c in features.concepts)
        if kind_of in NEEDS and not features.relations & set(NEEDS[kind_of]) and not (own and kind_of == "harm"):
            # What names the parties and says nothing of them makes no claim about an effect.
            confidence *= 0.3 if kind_of in ("effect", "association") else 0.55
        exposure, condition = self._names
        pico = self._evidence.claims[claim].pico
        if pico is not None:
            # What is said of the exposure belongs to claims about it, and what is said of other things to the others.
            concerns = bool(exposure.search(f"{pico.intervention or ''} {pico.exposure or ''}"))
            if concerns != bool(exposure.search(text)):
                confidence *= 0.75 if concerns else 0.8
        of_both = exposure.search(text) and condition.search(text)
        if of_both and "effect" in features.relations and "use" not in features.relations:
            # 'X cures Y' says that it works, whatever else the words remind of.
            confidence *= 0.6 if kind_of == "practice" else 1.12 if kind_of == "effect" else 1.0
        if self._lacks(claim, features, context):
            confidence *= LACKING
        if "excess" in self._needed[claim] and not features.relations & {"excess", "dose"}:
            confidence *= LACKING  # what is said of too much is not said of any amount
        if not of_both and not self._has_own(profile, features):
            confidence *= NAMED_ONLY
        if gained < 0.9:
            confidence *= 0.6
        return ClaimMatch(claim, round(min(1.0, confidence), 3), tuple(sorted(words, key=lambda w: -words[w])[:6]))

    def _has_own(self, profile: Mapping[str, float], features: Features) -> bool:
        """Whether the sentence shares a word with the claim that is more than a name of the topic or a word of use."""
        common = {w for r in ("effect", "cause", "use") for w in features.carried.get(f"r:{r}", ())}
        parts = {p for words in common for p in words.split()}
        return any(
            not any(pattern.search(word) for pattern in self._names) and word not in common | parts
            for feature, carriers in features.carried.items()
            if profile.get(feature)
            for word in carriers
        )

    def _lacks(self, claim: str, features: Features, context: str) -> bool:
        """Whether the sentence, with what its surroundings name, speaks of nothing in a group that the claim needs."""
        concerns = self._evidence.claims[claim].concerns
        around = {named.concept for named, pattern in self._named() if pattern.search(context)}
        heard = features.concepts | around
        groups = concerns.all if concerns else ()
        # A source on a whole topic is no word of a sentence: a group that holds such a concept asks for nothing here.
        return any(set(group) <= self._concepts.keys() and not heard & set(group) for group in groups)

    def _named(self) -> Iterable[tuple[Exposure | Condition, re.Pattern[str]]]:
        return zip((self._topic.exposure, self._topic.condition), self._names, strict=True)


def _names(evidence: Evidence) -> tuple[re.Pattern[str], re.Pattern[str]]:
    topic = evidence.topic
    patterns = []
    for named, extra in ((topic.exposure, ()), (topic.condition, tuple(topic.condition.short.texts.values()))):
        concept = evidence.concepts.get(named.concept)
        terms = [re.escape(t) + r"\w*" for t in (*named.name.texts.values(), *extra)]
        # Terms by which records are found are wide for the exposure ('minerals'); its lay ones are not.
        wide = () if concept is None else concept.lay if named is topic.exposure and concept.lay else concept.terms
        patterns.append(compile_terms([*terms, *wide, *(concept.lay if concept else ())]))
    return patterns[0], patterns[1]


def _texts(evidence: Evidence, claim: Claim, without: tuple[str, str] | None) -> Iterable[tuple[str, str, str]]:
    """(text, language, where it stands) of everything that the evidence says a claim is about."""
    for place, value in (("title", claim.title), ("statement", claim.statement)):
        yield from ((text, code, place) for code, text in value.texts.items())
    if claim.pico:
        parts = (claim.pico.population, claim.pico.intervention, claim.pico.exposure, claim.pico.outcome)
        yield from ((part, "en", "pico") for part in parts if part)
    certainty = evidence.certainty.get(claim.id)
    if certainty:
        yield from ((text, code, "summary") for code, text in certainty.summary.texts.items())
    for document, sentence in evidence.sentences:
        if (document.id, sentence.at) == without or [c.claim for c in sentence.claims] != [claim.id]:
            continue
        yield from ((text, code, "says") for code, text in sentence.says.texts.items())
        yield (" ".join(sentence.terms), document.language, "terms")
        if sentence.verdict and sentence.verdict.suggest:
            yield from ((text, code, "suggest") for code, text in sentence.verdict.suggest.texts.items())
