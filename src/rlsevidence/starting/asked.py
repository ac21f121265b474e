"""What a new workspace is asked about, and what follows from the answers. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..errors import UsageError
from ..model.base import LANGUAGE

FIELDS = ("title", "exposure", "condition")
"""What is asked for in each language."""
_FORM = re.compile(r"^\s*([a-z]{2,3})\s*=(.*)$", re.S)


@dataclass(frozen=True)
class Asked:
    """The answers: language codes, the first one first; each text by language, in at least one of them."""

    languages: tuple[str, ...]
    title: Mapping[str, str]
    exposure: Mapping[str, str]
    condition: Mapping[str, str]

    @property
    def exposure_word(self) -> str:
        return make_slug(_english_first(self.exposure), "exposure")

    @property
    def condition_word(self) -> str:
        return make_slug(_english_first(self.condition), "condition")

    @property
    def condition_concept(self) -> str:
        """The concept of the condition; another than the exposure's, also where the two go by one name."""
        word = self.condition_word
        return f"{word}-condition" if word == self.exposure_word else word


def parse_languages(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """`sv,en` -> codes, each once, in that order. UsageError for a language that the program has no words in."""
    codes = tuple(dict.fromkeys(part.strip().lower() for part in re.split(r"[,\s]+", text) if part.strip()))
    if not codes:
        raise UsageError(f"languages: found nothing, expected codes such as {','.join(known)}")
    for code in codes:
        if not re.fullmatch(LANGUAGE, code):
            raise UsageError(f"languages: found {code!r}, expected a code such as {' or '.join(known)}")
        if code not in known:
            raise UsageError(
                f"languages: found {code!r}, in which the program has no words yet; there are: {', '.join(known)}"
            )
    return codes


def parse_texts(field: str, given: Sequence[str], languages: Sequence[str] | None) -> dict[str, str]:
    """`en=text`, once a language, or a text without a language -> text by language.

    A text without one is in the first of `languages`, which must then be known. UsageError for a language twice, for
    one that the workspace does not have, and for an empty text.
    """
    found: dict[str, str] = {}
    for item in given:
        match = _FORM.match(item)
        if not match and not languages:
            raise UsageError(f"{field}: found {item!r} without a language; add --languages, or write {field} as en=…")
        code, text = (match[1], match[2]) if match else ((languages or ("",))[0], item)
        text = " ".join(text.split())
        if languages and code not in languages:
            raise UsageError(f"{field}: found a text in {code!r}, expected {' or '.join(languages)}")
        if code in found:
            raise UsageError(f"{field}: found two texts in {code!r}, expected one in each language")
        if not text or any(unicodedata.category(c).startswith("C") for c in text):
            raise UsageError(f"{field}: found {item!r}, expected a text that can be read")
        found[code] = text
    return found


def make_slug(text: str, otherwise: str) -> str:
    """Lower-case words joined by hyphens, as ids are; `otherwise` where the text has no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or otherwise


def _english_first(texts: Mapping[str, str]) -> str:
    return texts.get("en") or next(iter(texts.values()))
