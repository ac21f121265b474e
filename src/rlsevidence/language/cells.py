"""Notebooks in another language: each paragraph and each cell of code by its source, in a PO file of their own.

The keys are the English texts themselves, since they stand in the notebooks and nowhere else: whoever changes a
paragraph has untranslated it, and the page shows it in English, marked, until somebody has said it anew. A translated
cell of code differs from its source in its texts alone. `notebooks/<code>.po` beside the catalogues, or in
`evidence/language/notebooks/` of a workspace for its own notebooks.
"""

from __future__ import annotations

import ast
import copy
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from . import FIRST, list_folders

_OWN = re.compile(r'<details lang="(\w+)">\s*<summary>.*?</summary>\s*(.*?)\s*</details>', re.DOTALL)
"""A part of a cell that stands in the notebook in another language already."""
_PROSE = re.compile(r"[A-Za-z]{2,}[,:]? +[A-Za-z]|[A-Za-z]{3,}:|^\s*[A-Za-z]{3,}, *$")
_ASKS = ("open_workspace", "exercises")
"""Calls of the package that take a language; so does every one of its figures."""


@dataclass(frozen=True)
class Translated:
    """A notebook (nbformat 4) in `language`, which is FIRST where nothing of it is translated.

    `left`: ids of cells of which some part is still in the first language.
    """

    notebook: dict[str, Any]
    language: str
    left: tuple[str, ...] = ()


def translate_notebook(notebook: Mapping[str, Any], language: str) -> Translated:
    """The notebook with its cells in `language`; what has no translation stays, its paragraphs marked as English."""
    made = copy.deepcopy(dict(notebook))
    known = _read_cells(language) if language != FIRST else {}
    sources = {cell["id"]: "".join(cell["source"]) for cell in made["cells"]}
    if not any(part in known for source in sources.values() for part in (source, *split_paragraphs(source))):
        return Translated(made, FIRST, tuple(sources) if language != FIRST else ())
    left = []
    for cell in made["cells"]:
        source = sources[cell["id"]]
        if cell["cell_type"] == "markdown":
            cell["source"], whole = _translate_text(source, language, known)
        else:
            cell["source"] = ask_for(known.get(source, source), language)
            whole = source in known or not has_prose(source)
        if not whole:
            left.append(cell["id"])
    return Translated(made, language, tuple(left))


def list_translatable(notebook: Mapping[str, Any], language: str) -> Iterator[str]:
    """Every text of the notebook that a catalogue in `language` is to hold, in the order of its cells."""
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield from (p for p in split_paragraphs(source) if not _is_own(source, p, language))
        elif has_prose(source):
            yield source


def list_translations(language: str) -> Mapping[str, str]:
    """Text -> its translation, of every notebook; empty for a language that has none."""
    return _read_cells(language)


def split_paragraphs(source: str) -> tuple[str, ...]:
    """The paragraphs, lists and headings of a cell of text, without what it says in other languages."""
    return tuple(p for p in re.split(r"\n{2,}", _OWN.sub("", source)) if p.strip())


def _is_own(source: str, paragraph: str, language: str) -> bool:
    """Whether the cell itself says this paragraph in `language`: all but its heading then is."""
    return not paragraph.startswith("#") and any(found[1] == language for found in _OWN.finditer(source))


def _translate_text(source: str, language: str, known: Mapping[str, str]) -> tuple[str, bool]:
    """The text, and whether all of it is translated."""
    said, whole = [], True
    for paragraph in split_paragraphs(source):
        if _is_own(source, paragraph, language):
            continue
        if paragraph in known:
            said.append(known[paragraph])
        else:
            whole = False
            said.append(f'<div lang="{FIRST}">\n\n{paragraph}\n\n</div>')
    said += [found[2] for found in _OWN.finditer(source) if found[1] == language]
    return "\n\n".join(said), whole


def has_prose(source: str) -> bool:
    """Whether a cell of code holds texts or comments for people. Words of files and names of columns are none."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return True
    words = [t.string for t in tokens if t.type == tokenize.STRING or t.type == tokenize.COMMENT]
    return any(_PROSE.search(re.sub(r"\{[^}]*\}", "", w).strip("\"'f# ")) for w in words)


def ask_for(source: str, language: str) -> str:
    """A cell of code whose calls of the package ask for `language`, where they do not say which they want."""
    try:
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except SyntaxError:
        return source
    lines = source.split("\n")
    wanted = [c for c in calls if _takes_language(c) and not any(k.arg == "language" for k in c.keywords)]
    for call in sorted(wanted, key=lambda c: (c.end_lineno or 0, c.end_col_offset or 0), reverse=True):
        number = (call.end_lineno or 1) - 1
        line = lines[number].encode("utf-8")
        before, after = line[: (call.end_col_offset or 1) - 1], line[(call.end_col_offset or 1) - 1 :]
        comma = b", " if call.args or call.keywords else b""
        lines[number] = (before + comma + f'language="{language}"'.encode() + after).decode("utf-8")
    return "\n".join(lines)


def _takes_language(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    return name.startswith("rls.figures.plot_") or name in {f"rls.{asked}" for asked in _ASKS}


def strip_texts(source: str) -> str:
    """What a cell of code does, without its texts and comments: the same for a cell and its translation."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            node.values = sorted((v for v in node.values if isinstance(v, ast.FormattedValue)), key=ast.dump)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def _read_cells(language: str) -> Mapping[str, str]:
    return _load(tuple(folder / "notebooks" / f"{language}.po" for folder in list_folders()))


@cache
def _load(files: tuple[Path, ...]) -> Mapping[str, str]:
    from babel.messages.pofile import read_po

    found: dict[str, str] = {}
    for file in reversed(files):  # what stands first says it
        if file.is_file():
            for message in read_po(io.BytesIO(file.read_bytes()), ignore_obsolete=True):
                if isinstance(message.id, str) and message.id and isinstance(message.string, str) and message.string:
                    found[message.id] = message.string
    return found
