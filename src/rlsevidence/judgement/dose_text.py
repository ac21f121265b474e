"""An amount as it stands on a pack or in an article, read as elemental magnesium: every reading, none chosen. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..model import DoseLimit, Evidence, Salts
from .dose import ElementalDose, convert_dose

_AMOUNT = re.compile(
    r"^\s*(?P<amount>\d+(?:[.,]\d+)?)\s*(?P<unit>mmol|meq|mg|g)\b(?:\s*/?\s*(?:a|per|om)?\s*(?:day|dag(?:en)?)\b)?"
    r"\s*(?:of\s+|av\s+)?(?P<rest>.*?)\s*$",
    re.IGNORECASE,
)
_UNITS = {"mmol": "mmol", "meq": "mEq", "mg": "mg", "g": "g"}
_ELEMENT = re.compile(r"^(elemental(t)?\s+)?magnesium(\s*\(elemental(t)?\))?$|^mg2\+$|^$", re.IGNORECASE)
_STATED = re.compile(r"elemental", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """One thing the amount can mean, with what it then is in mg of elemental magnesium."""

    meaning: str
    dose: ElementalDose


@dataclass(frozen=True)
class DoseText:
    """`text` with its readings. `low` to `high` span them all; `salt` is None when none was named."""

    text: str
    amount: float
    unit: str
    salt: str | None
    readings: tuple[Reading, ...]

    @property
    def low(self) -> float:
        return min(r.dose.low for r in self.readings)

    @property
    def high(self) -> float:
        return max(r.dose.high for r in self.readings)


def read_dose(text: str, salts: Salts) -> DoseText:
    """'250 mg magnesium oxide', '12.4 mmol', '350 mg magnesium': every reading, in mg of elemental magnesium.

    A weight beside a salt's name may be that of the salt or of the magnesium in it, unless 'elemental' says which.
    ValueError, with what was expected, for anything else.
    """
    match = _AMOUNT.match(text)
    if match is None:
        raise ValueError(f"found {text!r}, expected an amount such as '250 mg magnesium oxide' or '12.4 mmol'")
    amount, unit = float(match["amount"].replace(",", ".")), _UNITS[match["unit"].lower()]
    if amount <= 0:
        raise ValueError(f"found {text!r}, expected an amount above 0")
    rest = re.sub(r"[(),]", " ", match["rest"]).strip()
    salt = None if _ELEMENT.match(rest) else _find_salt(rest, salts)
    if salt is None and not _ELEMENT.match(rest):
        known = ", ".join(sorted({s.salt for s in salts.salts}))
        raise ValueError(f"found {rest!r}, expected magnesium or one of its salts: {known}")
    meanings = (
        ["elemental"] if unit in ("mmol", "mEq") or salt is None or _STATED.search(rest) else ["salt", "elemental"]
    )
    readings = []
    for meaning in meanings:
        dose = convert_dose(amount, unit, meaning, salt, salts)
        if dose is not None:
            readings.append(Reading(meaning, dose))
    return DoseText(text, amount, unit, salt, tuple(readings))


def _find_salt(rest: str, salts: Salts) -> str | None:
    """The salt whose name stands in `rest`, in either language; the longest name wins."""
    plain = " ".join(rest.lower().split())
    names: dict[str, str] = {}
    for s in salts.salts:
        for name in (s.name.en, s.name.sv, *s.common_names.get("en", ()), *s.common_names.get("sv", ())):
            names[re.sub(r"\s*[(,].*", "", name.lower())] = s.salt
        names[f"magnesium {s.salt}"] = s.salt
        if "magnesi" in plain:
            names[s.salt] = s.salt
        names[f"magnesium{s.salt}"] = s.salt
    found = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain)]
    return names[max(found, key=len)] if found else None


def compare_limits(dose: DoseText, evidence: Evidence) -> tuple[tuple[DoseLimit, str], ...]:
    """Every upper level with 'above', 'below' or 'unsure' (the readings lie on both sides), lowest level first.

    An upper level for supplements says nothing of what food holds, so the count it concerns must be shown beside it.
    """
    levels = [x for x in evidence.dose_limits.limits if x.kind == "upper_level"]
    return tuple(
        (x, "above" if dose.low > x.value_mg else "below" if dose.high <= x.value_mg else "unsure")
        for x in sorted(levels, key=lambda x: (x.value_mg, x.authority))
    )
