"""What is known of a new claim -> its file, as a draft, and the concepts that it brings with it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import UsageError
from ..model import GRADABLE_KINDS, Claim, Concept, Concerns, Evidence
from ..model.base import SLUG
from ..store import format_item
from ..tagging.lexicon import Lexicon, Need
from .explain import format_explained

PICO = ("population", "intervention", "exposure", "comparator", "outcome")
MODELINE = "# yaml-language-server: $schema=../schemas/claim.schema.json\n"
ABOUT = "One proposition that can be checked, without any verdict. null is what is still to be written."


@dataclass(frozen=True)
class NewClaim:
    """What has been said of a claim so far; what has not is None or empty.

    `needs`: groups of concepts, of each at least one; `concepts`: terms of concepts that are not there yet.
    """

    id: str
    kind: str | None = None
    title: Mapping[str, str] = field(default_factory=dict)
    statement: Mapping[str, str] = field(default_factory=dict)
    pico: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[tuple[str, ...], ...] = ()
    direct: Mapping[str, str] = field(default_factory=dict)
    supports: str | None = None
    concepts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mesh: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def new_concepts(self) -> dict[str, Concept]:
        """Concept -> how it is recognised, for those that the claim brings."""
        why = f"Asked for by the claim {self.id}. Say here why these terms, and which were left out."
        return {
            name: Concept(mesh=self.mesh.get(name, ()), terms=terms, why=why) for name, terms in self.concepts.items()
        }


def check_claim(evidence: Evidence, new: NewClaim) -> None:
    """UsageError where what has been said cannot stand in the file."""
    if not re.fullmatch(SLUG, new.id):
        raise UsageError(
            f"{new.id!r} cannot be an id; ids are lower-case words joined by hyphens, such as sleep-quality"
        )
    if new.id in evidence.claims or any(d.field == "claims" and d.name == new.id for d in evidence.drafts):
        raise UsageError(f"claims/{new.id}.yaml is already there")
    kinds = list(evidence.vocabulary.get("claim_kind", {}))
    if new.kind is not None and new.kind not in kinds:
        raise UsageError(f"--kind: found {new.kind!r}, expected one of {', '.join(kinds)}")
    if new.pico.get("intervention") and new.pico.get("exposure"):
        raise UsageError(
            "found --intervention and --exposure, expected one of them: what is given, or what is met with"
        )
    for name, terms in new.concepts.items():
        if not re.fullmatch(SLUG, name):
            raise UsageError(f"--concept: found the name {name!r}, expected lower-case words joined by hyphens")
        if name in evidence.concepts:
            raise UsageError(f"--concept: {name} is in concepts.yaml already; change it there")
        for term in terms:
            check_term(name, term)
    for name in new.mesh:
        if name not in new.concepts:
            raise UsageError(f"--mesh: found {name!r}, expected a concept that --concept brings")
    known = [*evidence.concepts, *new.concepts]
    for name in (*(n for group in new.needs for n in group), *new.direct):
        if name not in known:
            raise UsageError(
                f"no concept {name!r}; there are: {', '.join(known) or 'none yet'}"
                f" (--concept '{name}=word, other words?' brings one)"
            )
    parts = list(evidence.vocabulary.get("indirect_because", {}))
    for name, part in new.direct.items():
        if part not in parts:
            raise UsageError(f"--direct {name}: found {part!r}, expected one of {', '.join(parts)}")


def check_term(name: str, term: str) -> None:
    """UsageError where a term is no regular expression."""
    try:
        re.compile(term)
    except re.error as error:
        raise UsageError(
            f"--concept {name}: found {term!r}, expected words as a regular expression has them ({error})"
        ) from None


def build_claim(evidence: Evidence, new: NewClaim) -> tuple[str, Need]:
    """The text of `claims/<id>.yaml`, every field explained, marked as a draft; and its need, listed or read."""
    value: dict[str, Any] = {
        "id": new.id,
        "kind": new.kind,
        "title": _in_order(evidence, new.title),
        "statement": _in_order(evidence, new.statement),
        "pico": _build_pico(new),
        "status": "open",
        "concerns": _build_concerns(new),
        "notes": [],
        "draft": True,
    }
    if new.kind is not None and new.kind not in GRADABLE_KINDS and not new.pico:
        del value["pico"]
    need = find_need(Lexicon({**evidence.concepts, **new.new_concepts}, evidence.topic), value)
    value["concerns"]["all"] = [list(group) for group in need.groups]
    return format_item(value, MODELINE + format_explained(value, Claim, evidence.vocabulary, about=ABOUT)), need


def find_need(lexicon: Lexicon, plain: Mapping[str, Any]) -> Need:
    """What concerns a claim, whose file may be a draft: as it lists it, or else read from its question or its texts."""
    concerns = read_concerns(plain)
    if concerns is not None:
        return Need(concerns.all, concerns.direct, "listed", concerns.reads)
    pico = plain.get("pico") or {}
    if any(pico.values()):
        given = (pico.get("intervention"), pico.get("exposure"))
        asked = (pico.get("population"), pico.get("outcome"))
        return lexicon.read_need(*(" ".join(filter(None, texts)) for texts in (given, asked)))
    return lexicon.read_need(*(" ".join(filter(None, (plain.get(k) or {}).values())) for k in ("title", "statement")))


def add_concepts(evidence: Evidence, new: Mapping[str, Concept], text: str) -> str:
    """`text`, that of concepts.yaml, with the new concepts at its end, every field explained."""
    value = {name: concept.to_plain() for name, concept in {**evidence.concepts, **new}.items()}
    added = []
    for name, concept in new.items():
        lines = format_explained(concept.to_plain(), Concept, evidence.vocabulary).rstrip("\n").split("\n")
        added += [f"{name}:", *(f"  {line}" for line in lines)]
    return format_item(value, text.rstrip("\n") + "\n" + "\n".join(added) + "\n")


def _in_order(evidence: Evidence, texts: Mapping[str, str]) -> dict[str, str | None]:
    """A place for each language of the workspace, filled where something has been said in it."""
    return {code: texts.get(code) for code in evidence.topic.languages}


def _build_pico(new: NewClaim) -> dict[str, str | None]:
    given = "exposure" if new.pico.get("exposure") or new.kind == "association" else "intervention"
    return {key: new.pico.get(key) for key in PICO if key in (given, "population", "comparator", "outcome")}


def _build_concerns(new: NewClaim) -> dict[str, Any]:
    value: dict[str, Any] = {"all": [list(group) for group in new.needs]}
    if new.direct:
        value["direct"] = dict(new.direct)
    if new.supports:
        value["reads"] = {
            "treated": new.pico.get("intervention") or new.pico.get("exposure"),
            "compared": new.pico.get("comparator"),
            "outcome": new.pico.get("outcome"),
            "supports": new.supports,
        }
    return value


def read_concerns(plain: Mapping[str, Any]) -> Concerns | None:
    """What a claim's file, perhaps a draft, lists as its need; None while it lists none that can be read."""
    try:
        return Concerns.model_validate(plain.get("concerns"))
    except ValueError:
        return None
