"""Studies by the names that a language has for them. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .evidence import Evidence
from .studies import Study


def speak_labels(evidence: Evidence, language: str | None) -> Evidence:
    """The evidence with each study's label in `language`, where it has one; the same object where none has."""
    spoken = {i: _speak(s, language) for i, s in evidence.studies.items() if language and language in s.label_in}
    return replace(evidence, studies={**evidence.studies, **spoken}) if spoken else evidence


def mark_labels(evidence: Evidence, say: Callable[[str], str]) -> Evidence:
    """The evidence with a mark behind the label of each study one of whose reports is retracted or under an expression
    of concern, so that no place names such a study without it. `say`: the mark of a kind of notice."""
    marked = {}
    for name, study in evidence.studies.items():
        kinds = {n.kind for r in study.reports if r in evidence.records for n in evidence.records[r].integrity}
        kind = next((k for k in ("retracted", "concern") if k in kinds), None)
        if kind and not study.label.endswith(say(kind)):
            known = {AS_ENTERED: study.label, **study.label_in}
            marked[name] = study.model_copy(update={"label": f"{study.label} {say(kind)}", "label_in": known})
    return replace(evidence, studies={**evidence.studies, **marked}) if marked else evidence


def _speak(study: Study, language: str) -> Study:
    known = {AS_ENTERED: study.label, **study.label_in}
    return study.model_copy(update={"label": study.label_in[language], "label_in": known})


def find_label(study: Study) -> str:
    """The label as it stands in the study's file, whatever language it is spoken in now."""
    return study.label_in.get(AS_ENTERED, study.label)


AS_ENTERED = "label"
"""Key of the label as it was entered, beside the codes of languages; it stands in no file."""
