"""Tables of authority figures: dose limits, salts, interactions, and what EU rules say of health claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from .base import Field as _Field
from .base import Flag, Frozen, Int, Json, Multilingual, Number, RecordId, Slug, Text, WebAddress, Word

Words = Mapping[str, Mapping[str, Multilingual]]


class AppliesTo(Frozen):
    """For whom a level holds; a null age means that the source names none."""

    age: Text | None
    sex: Text


class DoseLimit(Frozen):
    """One figure of one authority, in mg of the substance itself a day unless `unit` says otherwise."""

    authority: Text
    record: RecordId
    value_mg: Annotated[Number, _Field(gt=0)]
    value_mg_high: Annotated[Number, _Field(gt=0)] | None
    unit: Text
    counts: Text
    applies_to: AppliesTo
    jurisdiction: Text
    year: Int | None
    kind: Text
    note: Multilingual | None


class DoseLimits(Frozen):
    """What authorities say about amounts. `counts` and `kind` are defined under `words` in the same file."""

    about: Multilingual
    words: Words
    conflict: Multilingual
    limits: tuple[DoseLimit, ...]


class Salt(Frozen):
    """One form of the substance: molar mass in g/mol and the share of it that is the substance, by mass."""

    id: Slug
    salt: Annotated[str, Word("salt")]
    formula: Text
    composition: Mapping[str, Int]
    molar_mass: Number
    fraction: Number
    name: Multilingual
    common_names: Mapping[str, tuple[Text, ...]]
    note: Multilingual | None


class Salts(Frozen):
    """How much of each form is the substance itself, computed from the formula."""

    about: Multilingual
    atomic_weights: Mapping[str, Number]
    source: Text
    conversion: Mapping[str, Number]
    salts: tuple[Salt, ...]
    hydrates: Multilingual


class Spacing(Frozen):
    """How many hours apart, when a source gives it."""

    hours_low: Number | None
    hours_high: Number | None
    advice: Multilingual


class Interaction(Frozen):
    """One medicine or group of medicines beside the substance. `group` and `strength` are defined in the same file."""

    id: Slug
    medicine: Multilingual
    group: Text
    mechanism: Multilingual | None
    effect: Multilingual
    figures: tuple[Mapping[str, Json], ...] | None
    spacing: Spacing | None
    strength: Text
    used_for_condition: Flag
    records: tuple[RecordId, ...]
    note: Multilingual | None = None


class Interactions(Frozen):
    """Medicines beside the substance. The words of `group` and `strength` are defined under `words` in this file."""

    about: Multilingual
    words: Words
    interactions: tuple[Interaction, ...]


class HealthClaimRules(Frozen):
    """What the rules on health claims in commercial communication allow."""

    scope: Multilingual
    disease_claims: Multilingual
    authorised_topics: tuple[Multilingual, ...]
    conditions: Multilingual
    not_among_them: Multilingual
    consequence: Multilingual
    jurisdiction: Text
    verification: Annotated[str, Word("record_verification")]
    unverified: tuple[Text, ...]
    seen_at: tuple[WebAddress, ...]
    note: Multilingual


class HealthClaims(Frozen):
    """What EU rules say of health claims for the substance, kept apart from what the evidence says."""

    health_claims: HealthClaimRules
