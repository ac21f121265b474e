"""Tables of figures: what can be recomputed is recomputed."""

from __future__ import annotations

from collections.abc import Iterator

from .rules import Context, Found, Said, rule


@rule("salt-computed", "The share of magnesium follows from the formula; a typed one can be wrong by a digit.")
def _salts(context: Context) -> Iterator[Found]:
    salts = context.evidence.salts
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
        share = salt.composition.get("Mg", 0) * salts.atomic_weights["Mg"] / mass
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
    for i, limit in enumerate(doses.limits):
        for field in ("counts", "kind"):
            word = getattr(limit, field)
            if word not in doses.words.get(field, {}):
                yield (
                    "dose-limits.yaml",
                    ("limits", i, field),
                    f"limits[{i}].{field}",
                    word,
                    ", ".join(doses.words.get(field, {})),
                )
    for i, item in enumerate(interactions.interactions):
        for field in ("group", "strength"):
            word = getattr(item, field)
            if word not in interactions.words.get(field, {}):
                yield (
                    "interactions.yaml",
                    ("interactions", i, field),
                    f"interactions[{i}].{field}",
                    word,
                    ", ".join(interactions.words.get(field, {})),
                )


@rule("dose-range", "The upper end of a range lies above the lower.")
def _ranges(context: Context) -> Iterator[Found]:
    for i, limit in enumerate(context.evidence.dose_limits.limits):
        if limit.value_mg_high is not None and limit.value_mg_high <= limit.value_mg:
            yield (
                "dose-limits.yaml",
                ("limits", i, "value_mg_high"),
                f"limits[{i}].value_mg_high",
                limit.value_mg_high,
                f"more than {limit.value_mg}",
            )
    for i, item in enumerate(context.evidence.interactions.interactions):
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
            if len(set(texts)) < len(texts):
                yield (
                    "vocabulary.yaml",
                    (group, word),
                    f"{group}.{word}",
                    Said("the same text twice"),
                    "a text of its own in each language",
                )
