"""Amounts of magnesium in one unit: mg of elemental magnesium, as an interval where something is not known.

Factors come from `evidence/salts.yaml` (standard atomic weights): 24.305 mg per mmol, 12.1525 mg per mEq, and for each
salt the share of its weight that is magnesium, anhydrous and hydrated forms apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..model import Arm, Salts

_UNIT = re.compile(r"^(mg|g|mmol|mEq)(/day)?( of magnesium)?$")


@dataclass(frozen=True)
class ElementalDose:
    """mg of elemental magnesium, from `low` to `high`; equal when nothing is in doubt. `how` says what was assumed."""

    low: float
    high: float
    how: str


def convert_dose(
    amount: float, unit: str, amount_is: str | None, salt: str | None, salts: Salts
) -> ElementalDose | None:
    """`amount` in `unit` as elemental magnesium; None when the unit, or the salt, cannot be converted.

    'elemental' needs no salt; 'salt' uses the lowest and highest share among the forms of that salt; 'unclear' (or
    null) spans both readings, because the reader must not be told the smaller or the larger number by chance.
    """
    match = _UNIT.match(unit)
    if match is None:
        return None
    if match[1] in ("mmol", "mEq"):
        factor = salts.conversion["mg_per_mmol" if match[1] == "mmol" else "mg_per_meq"]
        value = amount * factor
        return ElementalDose(value, value, f"{amount:g} {match[1]} x {factor:g} mg")
    weight = amount * (1000 if match[1] == "g" else 1)
    if amount_is == "elemental" or match[3]:
        return ElementalDose(weight, weight, "stated as magnesium")
    shares = sorted(s.fraction for s in salts.salts if s.salt == salt)
    if salt in (None, "several", "other") or not shares:
        return None
    low, high = weight * shares[0], weight * shares[-1]
    forms = f"{shares[0]:.1%}" if shares[0] == shares[-1] else f"{shares[0]:.1%} to {shares[-1]:.1%}"
    if amount_is == "salt":
        return ElementalDose(low, high, f"weight of the {salt}, of which {forms} is magnesium")
    return ElementalDose(low, weight, f"unclear: weight of the {salt} ({forms} magnesium) or of magnesium itself")


def convert_arm(arm: Arm, salts: Salts) -> ElementalDose | None:
    """The dose of one arm a day; None for arms without magnesium, without an amount, or with one that has
    no reading."""
    if arm.compound != "magnesium" or arm.amount is None or arm.unit is None:
        return None
    return convert_dose(arm.amount, arm.unit, arm.amount_is, arm.salt, salts)
