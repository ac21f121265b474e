"""BibTeX: entries, each with its line, and what is broken. With bibtexparser, which names the blocks it cannot read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .author_lines import split_line
from .author_signs import clean_listing, is_long_pair, keep_whole
from .bibtex_joined import join_values
from .people import SUFFIX, turn_name


@dataclass(frozen=True)
class BibEntry:
    """One entry: its line, its kind (`article`), and its fields in small letters, with LaTeX read as letters."""

    line: int
    kind: str
    fields: dict[str, str]


Lines = list[tuple[int, str]]


def read_bibtex(text: str) -> tuple[list[BibEntry], Lines, Lines]:
    """The entries of a BibTeX file, (line, why) of those that cannot be read, and (line, text) of what stands between
    them: neither a @comment nor a line that begins with %. @string macros are filled in."""
    import logging

    from bibtexparser import entrypoint
    from bibtexparser.middlewares import LatexDecodingMiddleware
    from bibtexparser.model import DuplicateBlockKeyBlock, Entry, ImplicitComment, ParsingFailedBlock

    # What is wrong is told with the file's name and line; the library would tell it a second time.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    text = _merge_twice(_part_keys(_mend_keys(join_values(text))))
    # Addresses are no LaTeX: decoded, a bare & or -- in them would change.
    plain = [b for b in entrypoint.parse_string(text).blocks if isinstance(_entry(b), Entry)]
    decode = LatexDecodingMiddleware(keep_braced_groups=True)
    library = entrypoint.parse_string(_read_signs(text), append_middleware=[decode])
    entries: list[BibEntry] = []
    broken: Lines = []
    outside: Lines = []
    broke = ""  # the raw text of the entry right above, where that could not be read
    for block in library.blocks:
        above, broke = broke, str(block.raw) if isinstance(block, ParsingFailedBlock) else ""
        if isinstance(block, ImplicitComment):
            for line, words in _list_words(block.start_line or 0, str(block.comment)):
                # What has fields is an entry that lost its beginning.
                lost = FIELDS.search(words)
                if lost and above and not (TITLED.search(above) and TITLED.search(words)):
                    continue  # the rest of the entry that broke: it is one, and named already
                (broken if lost else outside).append((line, f"{words[:60]!r} outside any entry" if lost else words))
        # Two entries may share a key: that is a fault of their program and loses no record here.
        entry = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock) else block
        if isinstance(entry, Entry):
            given = _entry(plain[len(entries)])
            links = {f.key.lower(): _read_link(str(f.value)) for f in given.fields if f.key.lower() in ("url", "doi")}
            fields = _read_fields(entry, outside) | links
            entries.append(BibEntry((entry.start_line or 0) + 1, entry.entry_type.lower(), fields))
    seen = {id(b) for b in library.blocks}
    for block in library.failed_blocks:
        if id(block) in seen and isinstance(block, DuplicateBlockKeyBlock):
            continue
        said = str(getattr(block, "error", "")) or "no BibTeX"
        broken.append(((block.start_line or 0) + 1, said.split("\n", 1)[0][:160]))
    return entries, broken, outside


FIELDS = re.compile(r"\b(?:title|author)\s*=\s*[{\"]", re.I)
TITLED = re.compile(r"(?<!\w)title\s*=\s*[{\"]", re.I)
BEGUN = re.compile(r"^(\s*@(?!comment\b|string\b|preamble\b)\w+\s*[{(])", re.I | re.M)
PARTED = re.compile(r"\s*([^\s={}\"#]+)(?=,\s*(?:\n|[A-Za-z][\w-]*\s*=))")
KEYLESS = re.compile(r"\s*[A-Za-z][\w-]*\s*=\s*[{\"\w]")


def _mend_keys(text: str) -> str:
    """`text` with a key for each entry that has none, and none with a comma in it ('Sand,T2019', as Scopus writes):
    the library refuses both, and what they hold is clear."""
    made, before = list[str](), 0
    for number, begun in enumerate(BEGUN.finditer(text)):
        at = begun.end()
        made.append(text[before:at])
        before = at
        if KEYLESS.match(text, at):
            made.append(f"without-key.{number},")
        elif (parted := PARTED.match(text, at)) and "," in parted[1]:
            made.append(parted[0].replace(",", "."))
            before = parted.end()
    return "".join([*made, text[before:]])


def _read_fields(entry: Any, outside: Lines) -> dict[str, str]:
    """The fields of an entry. Of a line that is none the library makes part of the next field's name: it is left out,
    and told."""
    fields: dict[str, str] = {}
    for field in entry.fields:
        *stray, key = field.key.lower().split()
        if stray:
            line = (field.start_line or 0) + 1 - field.key.count("\n")
            outside.append((line, " ".join(field.key.split()[:-1])))
        value = _clean(_mark_bodies(key, str(field.value)))
        if key in fields and key in JOINED:
            fields[key] += JOINED[key] + value
        else:
            number = next(n for n in range(1, 1000) if (key if n == 1 else f"{key}-{n}") not in fields)
            fields[key if number == 1 else f"{key}-{number}"] = value
    return fields


def _list_words(start: int, comment: str) -> Iterator[tuple[int, str]]:
    """(line, words) of what stands between two entries, its lines that follow each other as one."""
    begun, words = 0, list[str]()
    for number, line in enumerate([*comment.split("\n"), ""], start + 1):
        plain = line.strip()
        if plain and not plain.startswith("%"):
            begun = begun or number
            words.append(plain)
        elif words:
            yield begun, " ".join(words)
            begun, words = 0, []


JOINED = {"note": " | ", "annote": " | ", "keywords": "; ", "author": " and "}
"""Fields that may stand twice in an entry, and what joins them. Of another the first is taken, further ones are kept
under a number, so that they are said to have no place."""


def _part_keys(text: str) -> str:
    """`text` with another key for each entry whose key stands twice: the library leaves such an entry half read."""
    from bibtexparser import entrypoint
    from bibtexparser.model import DuplicateBlockKeyBlock

    for number, block in enumerate(entrypoint.parse_string(text, parse_stack=[]).blocks):
        if isinstance(block, DuplicateBlockKeyBlock):
            raw = str(block.raw)
            made = re.sub(rf"^(\s*@\w+\s*[{{(]\s*{re.escape(block.key)})", rf"\g<1>.{number}", raw, count=1)
            text = text.replace(raw, made, 1)
    return text


def _merge_twice(text: str) -> str:
    """`text` with each entry that has a field twice written with it once: the library refuses such an entry whole."""
    from bibtexparser import entrypoint
    from bibtexparser.model import DuplicateFieldKeyBlock

    for block in entrypoint.parse_string(text, parse_stack=[]).blocks:
        if not isinstance(block, DuplicateFieldKeyBlock):
            continue
        entry: Any = block.ignore_error_block
        merged: dict[str, str] = {}
        for field in entry.fields:
            key, value = field.key.lower(), str(field.value).strip()
            if key in merged and key in JOINED:
                plain = [v[1:-1] if v[:1] in '{"' else v for v in (merged[key], value)]
                merged[key] = "{" + JOINED[key].join(plain) + "}"
            else:
                number = next(n for n in range(1, 1000) if (key if n == 1 else f"{key}-{n}") not in merged)
                merged[key if number == 1 else f"{key}-{number}"] = value
        made = f"@{entry.entry_type}{{{entry.key}, " + ", ".join(f"{k} = {v}" for k, v in merged.items()) + "}"
        raw = str(block.raw)
        text = text.replace(raw, made + "\n" * max(0, raw.count("\n") - made.count("\n")), 1)
    return text


LOST = {
    "textless": "<", "textgreater": ">", "textbar": "|", "textquotedbl": "''", "textminus": "−", "textleq": "≤",
    "textgeq": "≥", "textalpha": "α", "textbeta": "β", "textgamma": "γ", "textdelta": "δ", "textDelta": "Δ",
    "textkappa": "κ", "textlambda": "λ", "textomega": "ω", "textchi": "χ", "textpi": "π", "textsigma": "σ",
    "degree": "°", "celsius": "°C", "micro": "µ",
}  # fmt: skip
"""Macros that the library does not know and leaves out without a word, which made 'p {\\textless} 0.05' a 'p 0.05'."""
MACRO = re.compile(rf"\\({'|'.join(LOST)})(?![A-Za-z])(?:\{{\}})? ?")
SIGN = re.compile(r"\$\s*(<|>|=|[<>]=|\\[A-Za-z]+)\s*\$")
RAISED = re.compile(r"\$\s*[_^]\s*(?:\{([\w+-]+)\}|(\w))\s*\$")


def _read_signs(text: str) -> str:
    """`text` with such macros as their signs, and single signs of mathematics as text: '$<$', '$\\alpha$', 'H$_2$O'.

    What is longer stays as it stands.
    """
    text = re.sub(r"(?<=\s)&(?=\s)", r"\\&", text)  # without its stroke the library leaves it out
    text = MACRO.sub(lambda m: LOST[m[1]], text)
    return RAISED.sub(lambda m: m[1] or m[2], SIGN.sub(lambda m: f"{{{m[1]}}}", text))


def _entry(block: Any) -> Any:
    """The entry of a block; of one whose key stands twice, the entry all the same."""
    return getattr(block, "ignore_error_block", None) or block


def _read_link(value: str) -> str:
    return re.sub(r"\\([&%#_$~])(?:\{\})?", r"\1", re.sub(r"\\textasciitilde(?:\{\})?", "~", value)).strip("{} ")


def _mark_bodies(key: str, value: str) -> str:
    """A name in braces is a body and has no given name: marked, since braces go next. Within braces at any depth an
    'and' and a comma part nothing: spaces and commas there stand as signs that `split_names` turns back."""
    if key.lower() not in ("author", "editor"):
        return value
    depth, kept = 0, ""
    for sign in " ".join(re.sub(r"(?<=[^\s,])(?<!\sand)\t+(?=\S)(?!and\s)", " and ", value).split()):
        depth = max(0, depth + {"{": 1, "}": -1}.get(sign, 0))
        kept += INNER.get(sign, sign) if depth else sign
    parts = re.split(r"(\s+and\s+)", kept)
    return "".join(f"\0{p}" if _is_braced(p) else p for p in parts)


INNER = {" ": "\1", ",": "\2"}


def _is_braced(name: str) -> bool:
    """Whether one pair of braces holds the whole name."""
    depths, depth = [], 0
    for sign in name:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        depths.append(depth)
    return name.startswith("{") and name.endswith("}") and 0 not in depths[:-1]


def _turn_back(name: str) -> str:
    for sign, mark in INNER.items():
        name = name.replace(mark, sign)
    return name


def _clean(value: str) -> str:
    return re.sub(r"[{}]", "", value).strip()


def split_names(value: str) -> tuple[str, ...]:
    """Names as BibTeX gives them, as 'Family, Given, Jr'; 'First von Last' is turned. A body in braces stays whole,
    behind a sign (NUL) that says that it is one."""
    names = []
    listed_names = re.split(r"\s+and\s+", " ".join(value.split()))
    for said in listed_names:
        name = said if said.startswith("\0") else clean_listing(said)
        if name.startswith("\0"):
            names.append(name)
        elif len(listed_names) == 1 and is_long_pair(name):
            names.append(keep_whole(name))
        elif len(listed := split_line(name)[0]) > 1:
            names += listed
        elif "," in name:
            parts = [p.strip() for p in name.split(",")]
            # BibTeX says 'Family, Jr, Given', the others 'Family, Given, Jr'.
            turned = len(parts) == 3 and not SUFFIX.fullmatch(parts[2])
            names.append(f"{parts[0]}, {parts[2]}, {parts[1]}" if turned else name)
        elif name and name != "others":
            names.append(turn_name(name))
    return tuple(_turn_back(n) for n in names if n.strip("\0"))
