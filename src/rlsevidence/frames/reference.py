"""What is looked up: figures of authorities, forms of the substance, medicines beside it, words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model import Evidence
from .table import WORD, B, F, N, Row, S, Table, join, list_columns


def _dose_limits(ev: Evidence) -> Iterable[Row]:
    for x in ev.dose_limits.limits if ev.dose_limits else ():
        yield {
            "authority": x.authority,
            "jurisdiction": x.jurisdiction,
            "year": x.year,
            "kind": x.kind,
            "counts": x.counts,
            "age": x.applies_to.age,
            "sex": x.applies_to.sex,
            "value_mg": x.value_mg,
            "value_mg_high": x.value_mg_high,
            "unit": x.unit,
            "record": x.record,
            "note_en": x.note.in_language("en") if x.note else None,
            "note_sv": x.note.texts.get("sv") if x.note else None,
        }


def _salts(ev: Evidence) -> Iterable[Row]:
    for s in ev.salts.salts if ev.salts else ():
        yield {
            "id": s.id,
            "salt": s.salt,
            "formula": s.formula,
            "molar_mass": s.molar_mass,
            "fraction": s.fraction,
            "name_en": s.name.in_language("en"),
            "name_sv": s.name.texts.get("sv"),
        }


def _interactions(ev: Evidence) -> Iterable[Row]:
    for x in ev.interactions.interactions if ev.interactions else ():
        sp = x.spacing
        yield {
            "id": x.id,
            "medicine_en": x.medicine.in_language("en"),
            "medicine_sv": x.medicine.texts.get("sv"),
            "group": x.group,
            "strength": x.strength,
            "used_for_condition": x.used_for_condition,
            "effect_en": x.effect.in_language("en"),
            "effect_sv": x.effect.texts.get("sv"),
            "hours_low": sp.hours_low if sp else None,
            "hours_high": sp.hours_high if sp else None,
            "records": join(x.records),
        }


def _vocabulary(ev: Evidence) -> Iterable[Row]:
    for group, words in ev.vocabulary.items():
        for word, meaning in words.items():
            yield {
                "group": group,
                "word": word,
                **{
                    f"{part}_{code}": getattr(meaning, part).texts.get(code)
                    for part in ("name", "means")
                    for code in ("en", "sv")
                },
            }


TABLES: Mapping[str, Table] = {
    "dose_limits": Table(
        "one figure of one authority",
        list_columns(
            authority=(S, "authority"),
            jurisdiction=(S, "where it holds"),
            year=(N, "year"),
            kind=(S, "defined in dose-limits.yaml"),
            counts=(S, "what is counted; defined in dose-limits.yaml"),
            age=(S, "ages"),
            sex=(S, "sex"),
            value_mg=(F, "figure"),
            value_mg_high=(F, "upper end of a range"),
            unit=(S, "unit"),
            record=(S, "record id"),
            note_en=(S, "note"),
            note_sv=(S, "note, Swedish"),
        ),
        _dose_limits,
    ),
    "salts": Table(
        "one form of the substance",
        list_columns(
            id=(S, "its id"),
            salt=(S, WORD + "salt"),
            formula=(S, "formula"),
            molar_mass=(F, "g/mol"),
            fraction=(F, "share that is the substance, by mass"),
            name_en=(S, "name"),
            name_sv=(S, "name, Swedish"),
        ),
        _salts,
    ),
    "interactions": Table(
        "one medicine beside the substance",
        list_columns(
            id=(S, "its id"),
            medicine_en=(S, "medicine"),
            medicine_sv=(S, "medicine, Swedish"),
            group=(S, "defined in interactions.yaml"),
            strength=(S, "what it rests on; defined in interactions.yaml"),
            used_for_condition=(B, "whether it is used for the condition under study"),
            effect_en=(S, "effect"),
            effect_sv=(S, "effect, Swedish"),
            hours_low=(F, "hours apart, at least"),
            hours_high=(F, "hours apart, at most"),
            records=(S, "record ids"),
        ),
        _interactions,
    ),
    "vocabulary": Table(
        "one controlled word",
        list_columns(
            group=(S, "group"),
            word=(S, "word"),
            name_en=(S, "name, English"),
            name_sv=(S, "name, Swedish"),
            means_en=(S, "meaning, English"),
            means_sv=(S, "meaning, Swedish"),
        ),
        _vocabulary,
    ),
}
