"""One way of saying things: every text of the program by its key, a catalogue file a language.

A catalogue is a gettext PO file, `<code>.po`, read as Babel reads it (see `plain_po`): kept, already installed with
JupyterLab, with editors for translators and plural forms of every language built in. Keys stand where gettext has the
English text, because the same English word is not the same word everywhere, and because an English text must be free to
change without its translations being lost in silence. Fluent was looked at: better at grammar within a sentence, but
its Python runtime would be a new dependency for what these short texts do not need.

A text with one count has gettext's plural forms, or says the form in place: `{n} {n:study|studies}`, for texts with
several counts; the forms stand in the order of the language's own plural rule.

A third language is a file: beside the others here, or in `evidence/language/` of a workspace. What it does not say yet
is said in English. Names and meanings of controlled words are no part of this: they stand in vocabulary.yaml.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from ..errors import UsageError
from .plain_po import Entries, read_plainly

FIRST = "en"
"""What is said in this language when a catalogue has no text of its own."""
SHIPPED = Path(__file__).resolve().parent
_folders: list[Path] = [SHIPPED]
_forgets: list[Callable[[], None]] = []
_P = ParamSpec("_P")
_T = TypeVar("_T")


class Text(str):
    """A text that chooses, when its places are filled, the forms that go with the numbers: `{n:study|studies}`."""

    __slots__ = ("language",)
    language: str

    @classmethod
    def of(cls, text: str, language: str) -> Text:
        made = cls(text)
        made.language = language
        return made

    def format(self, *values: object, **named: object) -> str:
        """As `str.format`; most texts have no forms to choose from, and need no more."""
        if "|" not in self:
            return str.format(self, *values, **named)
        catalogue = _load(self.language)
        return _Forms(catalogue.plural if catalogue else lambda n: int(n != 1)).vformat(self, values, named)


class _Forms(string.Formatter):
    def __init__(self, plural: Callable[[int], int]) -> None:
        self.plural = plural

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" not in format_spec:
            return str(super().format_field(value, format_spec))
        forms = format_spec.split("|")
        try:
            number = int(str(value))
        except ValueError:
            return forms[-1]  # 2.5, or a number that somebody has laid out
        return forms[min(self.plural(number), len(forms) - 1)]


@dataclass(frozen=True)
class Catalogue:
    """The texts of one language: key -> text, or its plural forms; `plural` chooses a form for a number."""

    language: str
    texts: Mapping[str, str | tuple[str, ...]]
    plural: Callable[[int], int]


def add_folder(folder: Path) -> None:
    """Look for catalogues also in `folder` (a workspace's own languages); what the program ships comes first."""
    if folder.is_dir() and folder.resolve() not in _folders:
        _folders.append(folder.resolve())
        _load.cache_clear()
        for forget in _forgets:
            forget()


def keep_answers(number: int) -> Callable[[Callable[_P, _T]], Callable[_P, _T]]:
    """Keep the last `number` answers of a pure function of texts and catalogues, until another folder is added."""

    def keep(answer: Callable[_P, _T]) -> Callable[_P, _T]:
        kept = lru_cache(maxsize=number)(answer)
        _forgets.append(kept.cache_clear)
        return cast("Callable[_P, _T]", kept)

    return keep


def list_folders() -> tuple[Path, ...]:
    """Where catalogues are looked for, in this order."""
    return tuple(_folders)


def list_languages() -> tuple[str, ...]:
    """Codes of the languages that have a catalogue."""
    return tuple(sorted({file.stem for folder in _folders for file in folder.glob("*.po")}))


def read_catalogue(language: str) -> Catalogue:
    """The catalogue of `language`; UsageError, with those there are, when it has none."""
    found = _load(language)
    if found is None:
        known = ", ".join(list_languages())
        raise UsageError(f"no catalogue for the language {language!r}; there are: {known} (see rlsevidence.language)")
    return found


@cache
def _load(language: str) -> Catalogue | None:
    from gettext import c2py

    for folder in _folders:
        file = folder / f"{language}.po"
        if file.is_file():
            entries = _read(file.read_bytes())
            texts: dict[str, str | tuple[str, ...]] = {}
            for key, said in entries.texts.items():
                if isinstance(said, tuple) and all(said):
                    texts[key] = tuple(Text.of(form, language) for form in said)
                elif isinstance(said, str) and said:
                    texts[key] = Text.of(said, language)
            return Catalogue(language, texts, c2py(entries.plural))
    return None


def _read(data: bytes) -> Entries:
    """The entries of a catalogue, those without a text too: what is plain, plainly, and everything else with Babel."""
    with suppress(UnicodeDecodeError):
        if found := read_plainly(data.decode()):
            return found
    from babel.messages.pofile import read_po

    # Babel knows no locale for an invented language, and needs none: the plural rule stands in the file.
    catalogue = read_po(BytesIO(data), ignore_obsolete=True)
    texts: dict[str, str | tuple[str, ...]] = {}
    for message in catalogue:
        key = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
        if key:
            said = message.string or ""
            texts[key] = tuple(said) if isinstance(said, (list, tuple)) else said
    return Entries(texts, catalogue.plural_expr)


def say(key: str, language: str, /, *values: object, **named: object) -> str:
    """The text `key` in `language`, its places filled with `values`; KeyError for a key that no catalogue has."""
    text = _find(key, language)[0]
    return (text if isinstance(text, str) else text[0]).format(*values, **named)


def say_number(key: str, number: int, language: str, /, **values: object) -> str:
    """As `say`, in the form that goes with `number`, which fills the place `{n}`."""
    text, catalogue = _find(key, language)
    chosen = text if isinstance(text, str) else text[catalogue.plural(number)]
    return chosen.format(n=number, **values)


def _find(key: str, language: str) -> tuple[str | tuple[str, ...], Catalogue]:
    for code in (language, FIRST):
        catalogue = _load(code)
        if catalogue is not None and key in catalogue.texts:
            return catalogue.texts[key], catalogue
    raise KeyError(key)


def has_text(key: str, language: str) -> bool:
    """Whether the language's own catalogue says it, so that no other language has to."""
    catalogue = _load(language)
    return catalogue is not None and key in catalogue.texts


def list_texts(prefix: str, language: str) -> dict[str, str]:
    """Every text whose key begins with `prefix`, without it: what a script in the browser is given."""
    found: dict[str, str] = {}
    for code in (FIRST, language):
        catalogue = _load(code)
        for key, text in (catalogue.texts if catalogue else {}).items():
            if key.startswith(prefix) and isinstance(text, str):
                found[key.removeprefix(prefix)] = text
    return found


def format_number(value: float, language: str) -> str:
    """A number with all the digits that it has, and the decimal sign of the language."""
    return f"{value:.10g}".replace(".", say("number.decimal", language))
