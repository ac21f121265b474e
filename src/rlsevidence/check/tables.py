"""Tables of figures: what can be recomputed is recomputed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .rules import Context, Found, Said, rule


@rule("salt-computed", "The share of the substance follows from the formula; a typed one can be wrong by a digit.")
def _salts(context: Context) -> Iterator[Found]:
    salts, substance = context.evidence.salts, context.evidence.topic.substance
    if salts is None or substance is None:
        return
    if substance.symbol not in salts.atomic_weights:
        yield (
            "salts.yaml",
            ("atomic_weights",),
            "atomic_weights",
            Said(f"no {substance.symbol}"),
            ("the weight of the substance of topic.yaml"),
        )
        return
    for i, salt in enumerate(salts.salts):
        unknown = [e for e in salt.composition if e not in salts.atomic_weights]
        if unknown:
            yield (
                "salts.yaml",
                ("salts", i, "composition"),
                f"salts[{i}].composition",
                unknown[0],
                "an element under atomic_weights",
            )
            continue
        mass = sum(salts.atomic_weights[e] * n for e, n in salt.composition.items())
        share = salt.composition.get(substance.symbol, 0) * salts.atomic_weights[substance.symbol] / mass
        if abs(mass - salt.molar_mass) > 0.0015:
            yield (
                "salts.yaml",
                ("salts", i, "molar_mass"),
                f"salts[{i}].molar_mass",
                salt.molar_mass,
                f"{mass:.3f}, from the composition",
            )
        if abs(share - salt.fraction) > 0.00006:
            yield (
                "salts.yaml",
                ("salts", i, "fraction"),
                f"salts[{i}].fraction",
                salt.fraction,
                f"{share:.4f}, from the composition",
            )


@rule("own-words", "Words that a table defines for itself are defined in it.")
def _own_words(context: Context) -> Iterator[Found]:
    doses, interactions = context.evidence.dose_limits, context.evidence.interactions
    defined = doses.words if doses else {}
    for i, limit in enumerate(doses.limits if doses else ()):
        for field in ("counts", "kind"):
            word = getattr(limit, field)
            if word not in defined.get(field, {}):
                yield (
                    "dose-limits.yaml",
                    ("limits", i, field),
                    f"limits[{i}].{field}",
                    word,
                    ", ".join(defined.get(field, {})),
                )
    defined = interactions.words if interactions else {}
    for i, item in enumerate(interactions.interactions if interactions else ()):
        for field in ("group", "strength"):
            word = getattr(item, field)
            if word not in defined.get(field, {}):
                yield (
                    "interactions.yaml",
                    ("interactions", i, field),
                    f"interactions[{i}].{field}",
                    word,
                    ", ".join(defined.get(field, {})),
                )


@rule("dose-range", "The upper end of a range lies above the lower.")
def _ranges(context: Context) -> Iterator[Found]:
    doses, interactions = context.evidence.dose_limits, context.evidence.interactions
    for i, limit in enumerate(doses.limits if doses else ()):
        if limit.value_mg_high is not None and limit.value_mg_high <= limit.value_mg:
            yield (
                "dose-limits.yaml",
                ("limits", i, "value_mg_high"),
                f"limits[{i}].value_mg_high",
                limit.value_mg_high,
                f"more than {limit.value_mg}",
            )
    for i, item in enumerate(interactions.interactions if interactions else ()):
        s = item.spacing
        if s and s.hours_low is not None and s.hours_high is not None and s.hours_high < s.hours_low:
            loc = ("interactions", i, "spacing", "hours_high")
            yield (
                "interactions.yaml",
                loc,
                f"interactions[{i}].spacing.hours_high",
                s.hours_high,
                f"at least {s.hours_low}",
            )


@rule("languages", "Both languages say something of their own.")
def _languages(context: Context) -> Iterator[Found]:
    for group, words in context.evidence.vocabulary.items():
        for word, meaning in words.items():
            texts = list(meaning.means.texts.values())
            # A name that is its own meaning may be a proper name, which is the same in each.
            if meaning.means is not meaning.name and len(set(texts)) < len(texts):
                yield (
                    "vocabulary.yaml",
                    (group, word),
                    f"{group}.{word}",
                    Said("the same text twice"),
                    "a text of its own in each language",
                )


@rule("substance", "A table of amounts counts something, and topic.yaml says what.")
def _substance(context: Context) -> Iterator[Found]:
    evidence = context.evidence
    if evidence.topic.substance is None:
        for path, table in (("dose-limits.yaml", evidence.dose_limits), ("salts.yaml", evidence.salts)):
            if table is not None:
                expected = f"what {path} counts (substance: name, symbol, unit), or no {path}"
                yield "topic.yaml", ("substance",), "substance", None, expected


@rule("pattern", "A term is a regular expression, and one that does not compile finds nothing.")
def _patterns(context: Context) -> Iterator[Found]:
    evidence = context.evidence
    for name, concept in evidence.concepts.items():
        for i, term in enumerate(concept.terms):
            if why := _find_fault(term):
                yield "concepts.yaml", (name, "terms", i), f"{name}.terms[{i}]", term, why
    topic = evidence.topic
    listed = [("better", way, getattr(topic.better, way)) for way in ("lower", "higher")]
    if topic.substance:
        listed.append(("substance", "forms", topic.substance.forms))
    for part, field, terms in listed:
        for i, term in enumerate(terms):
            if why := _find_fault(term):
                yield "topic.yaml", (part, field, i), f"{part}.{field}[{i}]", term, why


def _find_fault(term: str) -> str | None:
    try:
        pattern = re.compile(term)
    except re.error as error:
        return f"a regular expression ({error})"
    return "a term that needs at least one character" if pattern.match("") else None
