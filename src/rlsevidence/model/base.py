"""What every noun is built from: frozen values, strict scalars, words of the vocabulary, texts in several languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    Strict,
    StringConstraints,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

Int = Annotated[int, Strict()]
Number = Annotated[int, Strict()] | Annotated[float, Strict()]
"""A number as it was reported: 95 stays 95 and 95.0 stays 95.0, since one digit more would claim precision."""
Flag = Annotated[bool, Strict()]
Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Json = (
    Any  # a value of the evidence files whose shape differs from study to study; read with care, never summed blindly
)


_GIVEN: dict[frozenset[str], set[str]] = {}
_ALL: dict[type, set[str]] = {}
"""The names of all fields of a class, as a value that was given them all holds them."""
_new = object.__new__
_put_values, _put_given, _put_extra, _put_private = (
    BaseModel.__dict__[f"__{slot}__"].__set__
    for slot in ("dict", "pydantic_fields_set", "pydantic_extra", "pydantic_private")
)
"""What a model holds, slot by slot: half the time of setting it by name."""


class Frozen(BaseModel):
    """A value that cannot be changed; an unknown key is an error, because it is most often a misspelt one."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    def model_post_init(self, _: Any) -> None:
        """Hold the names of the fields that were given once for all values that were given the same ones.

        A set of its own is a third of a record's memory. Nothing changes it in place: a copy gets a set of its own.
        """
        given = self.__pydantic_fields_set__
        object.__setattr__(self, "__pydantic_fields_set__", _GIVEN.setdefault(frozenset(given), given))

    @classmethod
    def of_checked(cls, values: dict[str, Any]) -> Self:
        """A value made of parts that are what its fields say, without looking again: a fifth of the time.

        For values that this program makes by the ten thousand. Every field is given, in order; nothing from outside.
        """
        made = _new(cls)
        given = _ALL.get(cls)
        if given is None:
            names = set(cls.model_fields)
            given = _ALL[cls] = _GIVEN.setdefault(frozenset(names), names)
        _put_values(made, values)
        _put_given(made, given)
        _put_extra(made, None)
        _put_private(made, None)
        return made

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


class Multilingual(Frozen):
    """One text in one or more languages, by language code: `{en: …, sv: …}`. None may be empty.

    Which languages a workspace wants stands in topic.yaml; a text that lacks one is asked for, and shown in the first
    language it has until then.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Text] = Field(init=False)

    @model_validator(mode="before")
    @classmethod
    def _check_codes(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            if not value:
                raise PydanticCustomError("no_text", "a text in at least one language, such as {en: ..., sv: ...}")
            for code in value:
                if not (isinstance(code, str) and _CODE.fullmatch(code)):
                    raise PydanticCustomError("language_code", "language codes as keys, such as {en: ..., sv: ...}")
        return value

    @property
    def texts(self) -> Mapping[str, str]:
        """Language code -> text, in the order of the file."""
        return self.__pydantic_extra__ or {}

    def written_in(self, language: str) -> str:
        """The code of the language that `in_language` answers in: `language`, or the first one there is."""
        return language if language in self.texts else next(iter(self.texts))

    def in_language(self, language: str) -> str:
        """The text in `language`; in the first language there is when nobody has written it in that one yet."""
        return self.texts[self.written_in(language)]


Prose = Multilingual | Text
"""What people wrote to explain something: in several languages, or a plain text, which is English where the workspace
has English and in its first language otherwise. The other languages are asked for by `todo`."""


def read_prose(text: Multilingual | str, language: str) -> str:
    """The text in `language`, or the first there is of it."""
    return text if isinstance(text, str) else text.in_language(language)


RECORD_ID = r"^(pubmed:[1-9]\d{0,8}|doi:10\.\d{4,9}/\S+|nct:NCT\d{8}|url:https?://\S+|own:[0-9a-f]{12})$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
PMID = r"^[1-9]\d{0,8}$"
DOI = r"^10\.\d{4,9}/\S+$"
PMCID = r"^PMC\d+$"
ADDRESS = r"^https?://\S+$"
SHA256 = r"^[0-9a-f]{64}$"
AT = r"^\d+\.\d+$"
LANGUAGE = r"^[a-z]{2,3}$"
_CODE = re.compile(LANGUAGE)
OUTCOME = r"^(done|failed)$"
ACT = r"^(recorded|written|read|signed-off)$"
RESTS_ON = r"^[a-z]+=[a-z0-9_-]+( [a-z]+=[a-z0-9_-]+)*$"
SEAL = r"^[0-9a-f]{12}$"
READING_OF = r"^(certainty|claims|studies|appraisals|documents)/[a-z0-9.-]+(#\d+\.\d+)?$"
DECISION = r"^(accept|keep)$"
CHECKED = r"^(agreed|differs|not-found)$"
WATCHED = r"^(upper-level|label|guideline|register|page)$"
MOMENT = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z)?$"

RecordId = Annotated[str, StringConstraints(pattern=RECORD_ID)]
Slug = Annotated[str, StringConstraints(pattern=SLUG)]


def _refuse_impossible(text: str) -> str:
    """Refuse what no calendar or clock has, such as 2026-02-30; the pattern has seen to the form."""
    try:
        dt.datetime.fromisoformat(text if len(text) >= 10 else f"{text}-01-01"[:10])
    except ValueError:
        raise PydanticCustomError("impossible_date", "a date that exists") from None
    return text


def _refuse_numbers(value: Any) -> Any:
    """Refuse numbers and times where a day is wanted: pydantic would read 0 as 1970-01-01."""
    if type(value) is dt.date:
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return _refuse_impossible(value)
    raise PydanticCustomError("date_type", "a date")


Day = Annotated[dt.date, BeforeValidator(_refuse_numbers)]
PartialDate = Annotated[str, StringConstraints(pattern=DATE), AfterValidator(_refuse_impossible)]
Moment = Annotated[str, StringConstraints(pattern=MOMENT), AfterValidator(_refuse_impossible)]
WebAddress = Annotated[str, StringConstraints(pattern=ADDRESS)]
Sha256 = Annotated[str, StringConstraints(pattern=SHA256)]


class VocabularyWord(Frozen):
    """One controlled word: the short name that pages show, and what it means in a sentence.

    A name that says it all, such as what a result measured, is its meaning: `means` may be left out.
    """

    name: Multilingual
    means: Multilingual = Field(default_factory=lambda data: data["name"])


Vocabulary = Mapping[str, Mapping[str, VocabularyWord]]
"""Group of words -> word -> its name and meaning, in the order of the file."""

__all__ = [
    "RECORD_ID",
    "SLUG",
    "Day",
    "Field",
    "Flag",
    "Frozen",
    "Int",
    "Json",
    "Moment",
    "Multilingual",
    "Number",
    "PartialDate",
    "RecordId",
    "Sha256",
    "Slug",
    "StringConstraints",
    "Text",
    "Vocabulary",
    "VocabularyWord",
    "WebAddress",
    "Word",
]
