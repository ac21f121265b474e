"""Studies by the names that a language has for them. Pure."""

from __future__ import annotations

from dataclasses import replace

from .evidence import Evidence
from .studies import Study


def speak_labels(evidence: Evidence, language: str | None) -> Evidence:
    """The evidence with each study's label in `language`, where it has one; the same object where none has."""
    spoken = {i: _speak(s, language) for i, s in evidence.studies.items() if language and language in s.label_in}
    return replace(evidence, studies={**evidence.studies, **spoken}) if spoken else evidence


def _speak(study: Study, language: str) -> Study:
    known = {AS_ENTERED: study.label, **study.label_in}
    return study.model_copy(update={"label": study.label_in[language], "label_in": known})


def find_label(study: Study) -> str:
    """The label as it stands in the study's file, whatever language it is spoken in now."""
    return study.label_in.get(AS_ENTERED, study.label)


AS_ENTERED = "label"
"""Key of the label as it was entered, beside the codes of languages; it stands in no file."""
