"""Amounts of the substance in one unit: mg of the substance itself, as an interval where something is not known.

Which substance it is stands in topic.yaml. Factors come from `evidence/salts.yaml` (standard atomic weights): mg per
mmol and per mEq, and for each form the share of its weight that is the substance, with and without water apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from ..model import Arm, Evidence, Salt, Substance

_UNIT = re.compile(r"^(mg|g|mmol|mEq)(/day)?( of (?P<of>.+))?$")


@dataclass(frozen=True)
class ElementalDose:
    """mg of the substance itself, `low` to `high`; equal when nothing is in doubt.

    `how` says in English what was assumed. For other languages `case` names it ('moles', 'stated', 'salt', 'unclear'),
    and `shares` are the least and the greatest share of the substance in the salt, or the mg of one unit.
    """

    low: float
    high: float
    how: str
    case: str = ""
    shares: tuple[float, ...] = ()


@dataclass(frozen=True)
class Measure:
    """What amounts are counted in: the substance, the word of the vocabulary for it, and the forms it comes in.

    `conversion` has mg per mmol and per mEq; without a table of forms there is none, and only weights can be read.
    """

    substance: Substance
    compound: str
    forms: tuple[Salt, ...]
    conversion: dict[str, float]

    @property
    def name(self) -> str:
        return self.substance.name.in_language("en")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Everything that the substance itself is called, in lower case."""
        said = (*self.substance.name.texts.values(), *self.substance.also_called)
        return tuple(dict.fromkeys(name.casefold() for name in said))


def find_measure(evidence: Evidence) -> Measure | None:
    """What this workspace counts amounts in; None where its exposure is no substance with amounts."""
    substance, salts = evidence.topic.substance, evidence.salts
    if substance is None:
        return None
    return Measure(
        substance,
        evidence.topic.exposure.word,
        salts.salts if salts else (),
        {key: float(value) for key, value in salts.conversion.items()} if salts else {},
    )


def convert_dose(
    amount: float, unit: str, amount_is: str | None, salt: str | None, measure: Measure
) -> ElementalDose | None:
    """`amount` in `unit` as the substance itself; None when the unit, or the form, cannot be converted.

    'elemental' needs no form; 'salt' uses the lowest and highest share among the forms of that salt; 'unclear' (or
    null) spans both readings, because the reader must not be told the smaller or the larger number by chance.
    """
    match = _UNIT.match(unit)
    if match is None or (match["of"] and match["of"].casefold() not in measure.names):
        return None
    if match[1] in ("mmol", "mEq"):
        factor = measure.conversion.get("mg_per_mmol" if match[1] == "mmol" else "mg_per_meq")
        if factor is None:
            return None
        return ElementalDose(
            amount * factor, amount * factor, f"{amount:g} {match[1]} x {factor:g} mg", "moles", (factor,)
        )
    weight = amount * (1000 if match[1] == "g" else 1)
    if amount_is == "elemental" or match["of"]:
        return ElementalDose(weight, weight, f"stated as {measure.name}", "stated")
    shares = sorted(s.fraction for s in measure.forms if s.salt == salt)
    if salt in (None, "several", "other") or not shares:
        return None
    low, high = weight * shares[0], weight * shares[-1]
    ends = tuple(dict.fromkeys((shares[0], shares[-1])))
    forms = f"{shares[0]:.1%}" if shares[0] == shares[-1] else f"{shares[0]:.1%} to {shares[-1]:.1%}"
    if amount_is == "salt":
        return ElementalDose(low, high, f"weight of the {salt}, of which {forms} is {measure.name}", "salt", ends)
    how = f"unclear: weight of the {salt} ({forms} {measure.name}) or of {measure.name} itself"
    return ElementalDose(low, weight, how, "unclear", ends)


def convert_arm(arm: Arm, measure: Measure) -> ElementalDose | None:
    """The dose of one arm a day; None for arms without the substance, without an amount, or with one that has
    no reading."""
    if arm.compound != measure.compound or arm.amount is None or arm.unit is None:
        return None
    return convert_dose(arm.amount, arm.unit, arm.amount_is, arm.salt, measure)
