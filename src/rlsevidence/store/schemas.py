"""JSON Schemas of the evidence files, from the model and the vocabulary, for editors that complete and underline."""

from __future__ import annotations

import json
from typing import Any, cast

from ..layout import PARTS, SCHEMAS
from ..model import Frozen, Vocabulary

DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAMES = {
    "claims": "claim",
    "documents": "document",
    "searches": "search",
    "runs": "run",
    "records": "record",
    "studies": "study",
    "appraisals": "appraisal",
}


def schema_name(field: str) -> str:
    """The file name of the schema of a part."""
    return f"{NAMES.get(field, field.replace('_', '-'))}.schema.json"


def build_schemas(vocabulary: Vocabulary) -> dict[str, str]:
    """File name -> schema text, for every YAML and JSON file of the evidence. Tables have no schema."""
    schemas = {}
    for part in PARTS:
        if part.form == "tsv":
            continue
        if part.model is None:
            schema = part.validator.json_schema(by_alias=True)
            item = cast(type[Frozen], part.item)
            about = (item.__doc__ or "").strip().split("\n")[0]
        else:
            schema = part.model.model_json_schema(by_alias=True)
            about = (part.model.__doc__ or "").strip().split("\n")[0]
        whole = {
            "$schema": DRAFT,
            **_with_words(schema, vocabulary),
            "title": part.pattern.format(name="<id>"),
            "description": about,
        }
        schemas[schema_name(part.field)] = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return schemas


def format_editor_settings() -> str:
    """`.vscode/settings.json`: which schema belongs to which YAML file."""
    parts = [part for part in PARTS if part.form == "yaml"]
    schemas = {
        f"./evidence/{SCHEMAS}/{schema_name(part.field)}": f"evidence/{part.pattern.format(name='*')}" for part in parts
    }
    return json.dumps({"yaml.schemas": schemas}, indent=2) + "\n"


def _with_words(value: Any, vocabulary: Vocabulary) -> Any:
    """The schema with the vocabulary's words, and what they mean, where the model says that a word stands."""
    if isinstance(value, list):
        return [_with_words(item, vocabulary) for item in value]
    if not isinstance(value, dict):
        # YAML writes dates without quotation marks; editors then see a date, which is text to JSON Schema.
        return value
    if "x-vocabulary" in value:
        words = vocabulary.get(value["x-vocabulary"], {})
        listed = {k: v for k, v in value.items() if k != "x-vocabulary"}
        meaning = "\n".join(f"{word}: {text.means.in_language('en')}" for word, text in words.items())
        return {**listed, "enum": list(words), "description": meaning}
    return {key: _with_words(item, vocabulary) for key, item in value.items()}
