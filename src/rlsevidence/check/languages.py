"""What is still to be said in a language of the workspace: asked for, and no fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..language import list_languages
from ..layout import PARTS, appraisal_name, part_path
from ..model import Evidence, Frozen, Loc, Multilingual
from .rules import SIMPLE, Context, Found, Said, list_fields, list_words, rule

SHOWN = 6
"""Places that a message names; a file in a new language lacks them all."""


@rule("catalogue", "The pages of a language say what its catalogue says; without one there are none.")
def _catalogues(context: Context) -> Iterator[Found]:
    known = list_languages()
    for i, code in enumerate(context.evidence.topic.languages):
        if code not in known:
            expected = f"a language with a catalogue: {list_words(known)}, or evidence/language/{code}.po"
            yield "topic.yaml", ("languages", i), f"languages[{i}]", code, expected


@rule("label-language", "A study's label is said in languages of the workspace.")
def _labels(context: Context) -> Iterator[Found]:
    languages = context.evidence.topic.languages
    for study in context.evidence.studies.values():
        for code in study.label_in:
            if code not in languages:
                expected = f"a language of topic.yaml: {list_words(languages)}"
                yield part_path("studies", study.id), ("label_in", code), f"label_in.{code}", code, expected


def list_untranslated(evidence: Evidence) -> Iterator[Found]:
    """Texts that lack a language of the workspace: shown in another, and asked for, a line a file and language."""
    for path, value in list_files(evidence):
        texts = list(list_multilingual(value, ()))
        for code in evidence.topic.languages:
            lacking = [loc for loc, text in texts if code not in text.texts]
            if lacking:
                named = ", ".join(".".join(map(str, loc)) for loc in lacking[:SHOWN])
                more = f" and {len(lacking) - SHOWN} more" if len(lacking) > SHOWN else ""
                yield (
                    path,
                    lacking[0],
                    "texts",
                    Said(f"{len(lacking)} without {code}"),
                    f"also in {code}: {named}{more}",
                )


def list_files(evidence: Evidence) -> Iterator[tuple[str, Any]]:
    """(path, value) of every file that can hold texts of people."""
    for part in PARTS:
        value = getattr(evidence, part.field)
        if part.form != "yaml" or value is None:
            continue
        if part.field == "appraisals":
            yield from ((part_path("appraisals", appraisal_name(item)), item) for item in value)
        elif part.is_folder:
            yield from ((part_path(part.field, name), item) for name, item in value.items())
        else:
            yield part.pattern, value


def list_multilingual(value: Any, loc: Loc) -> Iterator[tuple[Loc, Multilingual]]:
    """Every text in several languages within `value`, with its place."""
    if isinstance(value, Multilingual):
        yield loc, value
    elif isinstance(value, Frozen):
        for name, alias in list_fields(type(value)):
            item = getattr(value, name)
            if type(item) not in SIMPLE:
                yield from list_multilingual(item, (*loc, alias))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if type(item) not in SIMPLE:
                yield from list_multilingual(item, (*loc, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            if type(item) not in SIMPLE:
                yield from list_multilingual(item, (*loc, index))
