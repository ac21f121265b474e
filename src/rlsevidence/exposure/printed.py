"""An amount as it stands on a pack or in an article, read as the substance itself: every reading, none chosen. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..model import DoseLimit, Salt
from .amounts import ElementalDose, Measure, convert_dose

_AMOUNT = re.compile(
    r"^\s*(?P<amount>\d+(?:[.,]\d+)?)\s*(?P<unit>mmol|meq|mg|g)\b(?:\s*/?\s*(?:a|per|om)?\s*(?:day|dag(?:en)?)\b)?"
    r"\s*(?:of\s+|av\s+)?(?P<rest>.*?)\s*$",
    re.IGNORECASE,
)
_UNITS = {"mmol": "mmol", "meq": "mEq", "mg": "mg", "g": "g"}
_STATED = re.compile(r"elemental", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """One thing the amount can mean, with what it then is in mg of the substance itself."""

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


def read_dose(text: str, measure: Measure) -> DoseText:
    """'250 mg of a salt of NAME', '12.4 mmol', '350 mg NAME': every reading, in mg of the substance itself.

    A weight beside a salt's name may be that of the salt or of the substance in it, unless 'elemental' says which.
    ValueError, with what was expected, for anything else.
    """
    match = _AMOUNT.match(text)
    if match is None:
        raise ValueError(f"found {text!r}, expected an amount such as '250 mg {measure.name}' or '12.4 mmol'")
    amount, unit = float(match["amount"].replace(",", ".")), _UNITS[match["unit"].lower()]
    if amount <= 0:
        raise ValueError(f"found {text!r}, expected an amount above 0")
    rest = re.sub(r"[(),]", " ", match["rest"]).strip()
    forms = () if _is_itself(rest, measure) else _find_forms(rest, measure)
    if not forms and not _is_itself(rest, measure):
        known = ", ".join(sorted({s.name.in_language("en") for s in measure.forms}))
        raise ValueError(
            f"found {rest!r}, expected {measure.name}" + (f" or one of its salts: {known}" if known else "")
        )
    own = convert_dose(amount, unit, "elemental", None, measure)
    if own is None:
        raise ValueError(f"found {match['unit']!r}, expected mg or g: salts.yaml gives no way to convert the unit")
    readings = [Reading("elemental", own)]
    if forms and unit in ("mg", "g") and not _STATED.search(rest):
        weight = amount * (1000 if unit == "g" else 1)
        shares = sorted(f.fraction for f in forms)
        said = f"{shares[0]:.1%}" if shares[0] == shares[-1] else f"{shares[0]:.1%} to {shares[-1]:.1%}"
        how = f"weight of the salt, of which {said} is {measure.name}"
        readings.insert(0, Reading("salt", ElementalDose(weight * shares[0], weight * shares[-1], how)))
    return DoseText(text, amount, unit, forms[0].salt if forms else None, tuple(readings))


def _is_itself(rest: str, measure: Measure) -> bool:
    """Whether `rest` names the substance and no form of it, or nothing at all."""
    plain = " ".join(word for word in rest.casefold().split() if not _STATED.match(word))
    return plain in ("", *measure.names)


_WATER = re.compile(r"\s*(mono|di|tri|tetra|penta|hexa|hepta|octa)?hydrate?$")


def _find_forms(rest: str, measure: Measure) -> tuple[Salt, ...]:
    """The forms that `rest` may name, in any language; the longest name wins.

    A name with its water is that form; without it, every form of the salt.
    """
    plain = _plain(rest)
    names: dict[str, list[Salt]] = {}
    for form in measure.forms:
        same = [f for f in measure.forms if _family(f) == _family(form)]
        for name in form.name.texts.values():
            names.setdefault(_plain(name), [form])
            names.setdefault(_WATER.sub("", name.lower().split(",")[0].split("(")[0].strip()), same)
        for common in form.common_names.values():
            for name in common:
                names.setdefault(name.lower().split("(")[0].strip(), same)
        if form.salt != "other":
            for own in measure.names:
                names |= {f"{own} {form.salt}": same, f"{own}{form.salt}": same}
                if own in plain:
                    names[form.salt] = same
    found = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain)]
    return tuple(names[max(found, key=len)]) if found else ()


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[(),]", " ", name.lower()).split())


def _family(form: Salt) -> str:
    """What a salt is called without its water; `other` holds several salts, so their own names tell them apart."""
    if form.salt != "other":
        return form.salt
    return _WATER.sub("", form.name.in_language("en").lower().split(",")[0].split("(")[0].strip())


def compare_limits(dose: DoseText, limits: Iterable[DoseLimit]) -> tuple[tuple[DoseLimit, str], ...]:
    """Every upper level with 'above', 'below' or 'unsure' (the readings lie on both sides), lowest level first.

    An upper level for supplements says nothing of what food holds, so the count it concerns must be shown beside it.
    """
    levels = [x for x in limits if x.kind == "upper_level"]
    return tuple(
        (x, "above" if dose.low > x.value_mg else "below" if dose.high <= x.value_mg else "unsure")
        for x in sorted(levels, key=lambda x: (x.value_mg, x.authority))
    )
