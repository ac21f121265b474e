"""The cells of a table of effects, however a spreadsheet wrote them: separators, decimal signs, headings. Pure."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ..counted import say_count
from ..errors import Problem

SEPARATORS = {";": "semicolons", "\t": "tabs", ",": "commas"}
"""In the order in which they are looked for: a decimal comma makes a comma the weakest sign of a column."""
ALSO_CALLED = {
    "study": ("studie", "author", "trial", "studlab", "slab", "name"),
    "yi": ("y", "effect", "effekt", "estimate", "es", "te", "effect size", "effektstorlek"),
    "vi": ("v", "variance", "varians", "var"),
    "se": ("sei", "sete", "standard error", "std error", "stderr", "std err", "medelfel", "standardfel"),
    "ci_low": ("low", "lower", "ci lb", "ci lower", "lower ci", "95 ci low", "undre", "lci"),
    "ci_high": ("high", "upper", "ci ub", "ci upper", "upper ci", "95 ci high", "övre", "uci"),
    "level": ("ci level", "konfidensgrad"),
    "measure": ("effect measure", "mått", "sm"),
    "ai": ("events 1", "events t", "event e", "tpos"),
    "bi": ("no events 1", "tneg"),
    "n1i": ("n1", "total 1", "n t", "n e"),
    "ci": ("c", "events 2", "events c", "event c", "cpos"),
    "di": ("no events 2", "cneg"),
    "n2i": ("n2", "total 2", "n c"),
    "n": ("ni", "total", "antal"),
    "p": ("p value", "pval", "p värde"),
    "kind": (),
    "outcome": ("utfall",),
    "sample": (),
}
"""Column -> other names that it goes by, in metafor, meta, RevMan and Excel; case, dots and dashes do not count."""
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")


@dataclass(frozen=True)
class Cells:
    """The header by our names, and each row that says something: line, cells by column."""

    separator: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    unknown: tuple[str, ...]


def read_cells(text: str, path: str) -> tuple[Cells, list[Problem]]:
    """The table in `text`; every fault of form once, at the first line that has it."""
    text = text.removeprefix("\ufeff")
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r"sep=(.)\r?", first.strip("\r"))
    skipped = 1 if told else 0
    body = rest if told else text
    separator = told[1] if told else find_separator(body)
    lines = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
    problems: list[Problem] = []
    rows: list[tuple[int, dict[str, str]]] = []
    columns: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    ragged: dict[int, list[int]] = {}
    try:
        header = [name.strip() for name in next(lines, [])]
        columns = tuple(name_column(name) for name in header)
        unknown = tuple(given for given, name in zip(header, columns, strict=True) if name not in ALSO_CALLED and given)
        for name in dict.fromkeys(c for c in columns if c in ALSO_CALLED and columns.count(c) > 1):
            given = [h for h, c in zip(header, columns, strict=True) if c == name]
            problems.append(Problem(path, 1 + skipped, name, "csv", f"{len(given)} columns: {', '.join(given)}", "one"))
        for cells in lines:
            line = lines.line_num + skipped
            if not any(cell.strip() for cell in cells):
                continue
            while len(cells) > len(columns) and not cells[-1].strip():
                cells = cells[:-1]  # a spreadsheet ends every row as far out as its widest one
            if len(cells) != len(columns):
                ragged.setdefault(len(cells), []).append(line)
                continue
            rows.append((line, dict(zip(columns, (c.strip() for c in cells), strict=True))))
    except csv.Error as error:
        found = f"{error}"
        problems.append(Problem(path, lines.line_num + skipped, "row", "csv", found, f"{SEPARATORS.get(separator)}"))
    problems += _list_ragged(ragged, len(columns), separator, path)
    return Cells(separator, columns, tuple(rows), unknown), problems


def _list_ragged(ragged: dict[int, list[int]], wanted: int, separator: str, path: str) -> Iterator[Problem]:
    for number, lines in ragged.items():
        hint = ""
        if number > wanted and separator == ",":
            hint = " (a decimal comma splits a number in two: write 0.5, or separate columns by semicolons)"
        more = f" (and {say_count(len(lines) - 1, 'more row')})" if len(lines) > 1 else ""
        yield Problem(path, lines[0], "row", "csv", f"{number} cells{more}", f"{wanted}, as the header{hint}")


def find_separator(text: str) -> str:
    """What separates columns, by the header: the first of SEPARATORS that stands outside quotation marks."""
    header = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
    return next((sign for sign in SEPARATORS if sign in header), ",")


def name_column(given: str) -> str:
    """Our name of a column; its own, folded, where it is none of ours."""
    folded = _fold(given)
    for name, others in ALSO_CALLED.items():
        if folded == _fold(name) or folded in others:
            return name
    return folded


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFC", name).casefold().replace("%", " ")
    return _SPACES.sub(" ", re.sub(r"[._\-()\[\]]", " ", plain)).strip()


def parse_number(text: str) -> float:
    """A number with a decimal point or comma, a minus of any kind, thousands by spaces; NaN for anything else."""
    plain = _SPACES.sub(" ", text).strip().replace("\u2212", "-").replace("\u2013", "-")
    if re.fullmatch(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?", plain):
        plain = plain.replace(" ", "")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", plain):
        return math.nan
    return float(plain)
