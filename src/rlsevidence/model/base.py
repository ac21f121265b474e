"""What every noun is built from: frozen values, strict scalars, words of the vocabulary, texts in two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, Strict, StringConstraints
from pydantic_core import CoreSchema

Int = Annotated[int, Strict()]
Number = Annotated[int, Strict()] | Annotated[float, Strict()]
"""A number as it was reported: 95 stays 95 and 95.0 stays 95.0, since one digit more would claim precision."""
Flag = Annotated[bool, Strict()]
Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Json = (
    Any  # a value of the evidence files whose shape differs from study to study; read with care, never summed blindly
)

LANGUAGES = ("en", "sv")


class Frozen(BaseModel):
    """A value that cannot be changed; an unknown key is an error, because it is most often a misspelt one."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False)

    def to_plain(self) -> dict[str, Any]:
        """The value as it stands in the files: plain mappings and lists, keys that were never given left out."""
        return self.model_dump(by_alias=True, exclude_unset=True)


@dataclass(frozen=True)
class Word:
    """Marks a field whose value must be a word of one group of `evidence/vocabulary.yaml`.

    The model does not know the words: `check` compares with the vocabulary that is loaded, and the JSON Schemas list
    its words, so a word is defined in one place only.
    """

    group: str

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler(core)
        schema["x-vocabulary"] = self.group
        return schema


class Bilingual(Frozen):
    """One text in English and in Swedish. Neither may be empty."""

    en: Text
    sv: Text

    def in_language(self, language: str) -> str:
        """The text in `language` ('en' or 'sv'); KeyError for any other."""
        return {"en": self.en, "sv": self.sv}[language]


RECORD_ID = r"^(pubmed:[1-9]\d{0,8}|doi:10\.\d{4,9}/\S+|nct:NCT\d{8}|url:https?://\S+)$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
MOMENT = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z)?$"

RecordId = Annotated[str, StringConstraints(pattern=RECORD_ID)]
Slug = Annotated[str, StringConstraints(pattern=SLUG)]
PartialDate = Annotated[str, StringConstraints(pattern=DATE)]
Moment = Annotated[str, StringConstraints(pattern=MOMENT)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

Vocabulary = Mapping[str, Mapping[str, Bilingual]]
"""Group of words -> word -> what it means, in both languages, in the order of the file."""

__all__ = [
    "LANGUAGES",
    "RECORD_ID",
    "SLUG",
    "Bilingual",
    "Field",
    "Flag",
    "Frozen",
    "Int",
    "Json",
    "Moment",
    "Number",
    "PartialDate",
    "RecordId",
    "Sha256",
    "Slug",
    "Text",
    "Vocabulary",
    "WebAddress",
    "Word",
]
