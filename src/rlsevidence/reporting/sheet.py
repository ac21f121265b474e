"""A table for a paper as a value: columns, rows, footnotes, and what its cells lead to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..citing import Bibliography, Reference

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Cell:
    """A text, the records, studies or claims that it speaks of, and the footnotes behind it (numbers from 0).

    `language`: of the text where it is not that of the table (people wrote it in another one). A text of several
    languages is that of the table, with what is not in it under `parts`.
    """

    text: str
    record: str | None = None
    study: str | None = None
    claim: str | None = None
    notes: tuple[int, ...] = ()
    language: str | None = None
    cites: tuple[str, ...] = ()
    """Records whose keys stand behind the text."""
    parts: tuple[tuple[str, str], ...] = ()
    """(words of the text, their language) for each that is not in the language of the table, in the text's order."""

    def split(self) -> Iterator[tuple[str, str | None]]:
        """The text from its beginning to its end, in stretches of one language; None is that of the cell."""
        left = self.text
        for words, language in self.parts:
            before, found, after = left.partition(words)
            if found:
                yield from ((before, None),) if before else ()
                yield words, language
                left = after
        if left or not self.parts:
            yield left, None


@dataclass(frozen=True)
class Note:
    """A footnote; `language` as of a Cell."""

    text: str
    language: str | None = None


@dataclass(frozen=True)
class Sheet:
    """One table. `keys` are the names of its columns for programs, `columns` those for readers, in the same order."""

    name: str
    language: str
    title: str
    about: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Note, ...] = ()
    """Footnotes that cells refer to, lettered in this order."""
    remarks: tuple[str, ...] = ()
    """What holds for the whole table, under it: what was not checked, what was left out."""
    references: Bibliography | None = None

    def column(self, key: str) -> tuple[str, ...]:
        """The texts of one column. ValueError for a name that it has not."""
        at = self.keys.index(key)
        return tuple(row[at].text for row in self.rows)

    def list_rows(self) -> list[dict[str, str]]:
        """Rows by the names of columns for programs, footnotes written out behind their text."""
        return [{key: self.write_cell(cell) for key, cell in zip(self.keys, row, strict=True)} for row in self.rows]

    def weigh_columns(self) -> tuple[float, ...]:
        """How much of the width each column needs, the sum being 1: its longest word fits, long texts get more."""
        weights = []
        for at, title in enumerate(self.columns):
            texts = [title, *(self.write_cell(row[at]) for row in self.rows)]
            longest = max(len(word) for text in texts for word in (text.split() or [""]))
            average = sum(map(len, texts)) / len(texts)
            weights.append(max(min(longest, 15) + 4.0, 2.6 * average**0.5))
        return tuple(weight / sum(weights) for weight in weights)

    def list_references(self) -> tuple[Reference, ...]:
        return self.references.entries if self.references else ()

    def frame(self) -> pd.DataFrame:
        """The table for pandas, columns by their names for readers."""
        import pandas

        rows = [[self.write_cell(cell) for cell in row] for row in self.rows]
        return pandas.DataFrame(rows, columns=list(self.columns))

    def to_plain(self) -> dict[str, Any]:
        """The table for programs: keys, columns, rows of cells with their marks and what they speak of."""
        return {
            "name": self.name,
            "language": self.language,
            "title": self.title,
            "about": self.about,
            "columns": [{"key": k, "title": t} for k, t in zip(self.keys, self.columns, strict=True)],
            "rows": [{k: _plain_cell(c) for k, c in zip(self.keys, row, strict=True)} for row in self.rows],
            "notes": [{"mark": letter(i), "text": n.text, "language": n.language} for i, n in enumerate(self.notes)],
            "remarks": list(self.remarks),
            "references": [{"record": r.record, "key": r.key, "text": r.text} for r in self.list_references()],
        }

    def write_cell(self, cell: Cell) -> str:
        """The text, the keys of what it cites, the marks of its footnotes in brackets."""
        marks = "".join(f" [{letter(n)}]" for n in cell.notes)
        return f"{cell.text}{self.write_keys(cell)}{marks}"

    def write_keys(self, cell: Cell) -> str:
        """The keys of what a cell cites, with a space before them; empty where it cites nothing.

        Numbers of one cell stand in one pair of brackets.
        """
        keys = [key for record in cell.cites if self.references and (key := self.references.key(record))]
        inner = [key[1:-1] for key in keys]
        if keys and all(part.isdigit() for part in inner):
            return f" ({','.join(sorted(dict.fromkeys(inner), key=int))})"
        return "".join(f" {key}" for key in dict.fromkeys(keys))


def _plain_cell(cell: Cell) -> dict[str, Any]:
    links = {"record": cell.record, "study": cell.study, "claim": cell.claim, "language": cell.language}
    marks: dict[str, Any] = {"notes": [letter(n) for n in cell.notes]} if cell.notes else {}
    if cell.parts:
        marks["parts"] = [{"text": text, "language": language} for text, language in cell.parts]
    return {"text": cell.text, **marks, **{k: v for k, v in links.items() if v}}


def letter(number: int) -> str:
    """The mark of a footnote: a … z, aa, ab … from 0."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def join(pieces: Iterable[Cell | str], between: str = ", ") -> Cell:
    """One text of several, each of which keeps its language; empty ones are left out."""
    kept = [Cell(piece) if isinstance(piece, str) else piece for piece in pieces]
    kept = [piece for piece in kept if piece.text]
    text = between.join(piece.text for piece in kept)
    languages = {piece.language for piece in kept}
    if len(languages) == 1 and not any(piece.parts for piece in kept):
        return Cell(text, language=languages.pop())
    parts = [part for p in kept for part in (((p.text, p.language),) if p.language else p.parts)]
    return Cell(text, parts=tuple(parts))


@dataclass
class Footnotes:
    """Footnotes while a table is made; the same text gets the same mark."""

    notes: list[Note] = field(default_factory=list)

    def add(self, text: str, language: str | None = None) -> int:
        note = Note(text, language)
        if note not in self.notes:
            self.notes.append(note)
        return self.notes.index(note)


def make_rows(keys: Sequence[str], rows: Sequence[dict[str, Cell | str | None]]) -> tuple[tuple[Cell, ...], ...]:
    """Rows of cells in the order of `keys`; a text becomes a cell, None an empty one. KeyError for one left out."""
    return tuple(
        tuple(value if isinstance(value := row[key], Cell) else Cell(value or "") for key in keys) for row in rows
    )
