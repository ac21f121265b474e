"""What stands round the names in a list of authors and is no part of any: marks, addresses, titles, odd separators.

What can be read in one way only is cleaned before the list is taken apart; a name that still holds such a thing is kept
as it stands (`short_name`), and a person is told. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .people import BODY, GROUP, PARTICLE, has_many_names, holds_signs, is_number

INITIALS = r"(?<![^\W\d_])[^\W\d_a-zß-öø-ÿ]{1,3}(?:\.(?:[- ]?[^\W\d_]\.)*)?"
"""Initials at the end of a name: 'A', 'AB', 'A.', 'B. C.'."""
CLOSED = r"(?:\d{1,2}|[a-z*†‡§¶])"
TITLE = r"(?:(?:Dr|Prof|Professor|Docent|Mr|Mrs|Ms)\b\.?\s+)+(?=[^\W\d_])"
ALONE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\\([,;&])"), r"\1"),
    (re.compile(r"(?<=[^\s,;])(?<!\sand)\t+(?=\S)(?!and\s)"), "; "),
    (re.compile(r"\s*[<(\[]?\s*(?:e-?mail:?\s*)?(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+\s*[>)\]]?", re.I), ""),
    (
        re.compile(
            r"\s*[(\[<]?\s*(?:ORCID(?:\s*iD)?\s*[:=]?\s*)?(?:https?://)?(?:orcid\.org/)?"
            r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]\s*[)\]>]?",
            re.I,
        ),
        "",
    ),
    (
        re.compile(
            r"\s*[(\[](?:(?:the )?corresponding(?: author)?|authors?|aut|(?:co-?)?first author|senior author"
            r"|equal contribution|deceased|korresponderande författare|författare)[)\]]",
            re.I,
        ),
        "",
    ),
    (re.compile(rf"(?<=[\w.])\s*[(\[]{CLOSED}(?:\s*[,;]\s*{CLOSED})*[)\]]"), ""),
    (re.compile(r"(?<=[^\W\d_])\s+\(((?:[^\W\d_a-zß-öø-ÿ]\.[ -]?){1,4}|[A-ZÅÄÖ])\)"), r" \1"),
    (re.compile(rf"({INITIALS})[*†‡§¶⁰¹²³⁴-⁹]+\s+(?=[^\W\d_]{{2}})"), r"\1; "),
    (re.compile(r"(?<=[^\W_.])[*†‡§¶⁰¹²³⁴-⁹]+|(?<=[^\W\d_]\.)[*†‡§¶⁰¹²³⁴-⁹]+"), ""),
    (re.compile(rf"({INITIALS})\d{{1,2}}(?:,\s?\d{{1,2}})*(?=\s*(?:[,;|&]|$|and\s|och\s))"), r"\1"),
    (re.compile(rf"({INITIALS})\d{{1,2}}(?:,\s?\d{{1,2}})*\s+(?=[^\W\d_]{{2}})"), r"\1; "),
    (re.compile(r"\s*[,;]?\s*(?:…|\.\.\.)\s*[,;]?\s*(?:(?:&|and)\s+)?(?=\w)"), "; "),
    (re.compile(r"[,;\s]*(?:…|\.\.\.)$"), ""),
    (re.compile(r"\s*[,;]?\s+on behalf of\s+(?:the\s+)?", re.I), "; "),
    (re.compile(rf"({INITIALS}),?\s+(?:y|et|en|und|og|e)\s+(?=[^\W\d_a-zß-öø-ÿ])"), r"\1 and "),
)
"""What is read in one way only, and what stands for it. Marks between two names part them."""
NUMBERED = re.compile(r"(?<=[^\W\d_][^\W\d_])\d{1,2}(?:,\s?\d{1,2})*(?=\s*(?:[,;|&]|$))")
NUMBERED_APART = re.compile(rf"({INITIALS}) \d{{1,2}}(?=\s*(?:[,;|&]|$))")
"""Numbers behind names, which are marks where several names have one."""
PARTING = re.compile(r"\s+[/+]\s+|\s*[•·●∙‣]\s*|(?<=[A-Z.])/(?=[^\W\d_]{2})")
ELLIPSIS = re.compile(r"…|\.\.\.")


def clean_listing(text: str) -> str:
    """A list of authors, or one name, without what stands round the names; what may be a part of one stays."""
    if is_number(text):
        return text
    ends = text.rstrip().endswith(";")
    for pattern, instead in ALONE:
        if not (BODY.search(text) and r"\d{1,2}" in pattern.pattern):  # a body may be called 'Group A1'
            text = pattern.sub(instead, text)
    text = NUMBERED.sub("", text) if len(NUMBERED.findall(text)) > 1 else text
    text = NUMBERED_APART.sub(r"\1", text) if len(NUMBERED_APART.findall(text)) > 1 else text
    if re.match(TITLE, text):
        text = re.sub(rf",\s*(?={TITLE})", "; ", text)
    text = re.sub(rf"(^|[,;|&]\s*|\band\s+|\boch\s+){TITLE}", r"\1", text)
    parts = [part.strip() for part in PARTING.split(text)]
    if len(parts) > 1 and all(map(_may_be_named, filter(None, parts))) and "://" not in text:
        text = "; ".join(filter(None, parts))
    bare = text.strip(" ;")
    return f"{bare};" if ends and ";" not in bare else bare  # a semicolon behind one name says that it is one


def tell_of_gap(text: str) -> tuple[str, ...]:
    """That a list leaves authors out in its middle, where it does."""
    return ("the list of authors is cut off in the file ('…')",) if ELLIPSIS.search(text) else ()


def _may_be_named(part: str) -> bool:
    """Whether what stands between two signs may be a person's whole name, or several."""
    words = part.replace(",", " ").split()
    return len(words) > 1 and not (BODY.search(part) or GROUP.search(part) or re.search(r"[\d<>()\[\]]", part))


def keep_whole(name: str) -> str:
    """A name as `short_name` leaves it as it stands: two commas are EndNote's sign of one that is not taken apart."""
    return name if ",," in name else name.replace(",", ",,", 1)


def may_be_two(name: str) -> bool:
    """Whether 'Nguyen Thi Ha, Tran Van Ba' may be two people: several words in full on either side of one comma."""
    pieces = [piece.split() for piece in name.split(",")]
    if len(pieces) != 2 or re.search("[;|]", name) or BODY.search(name) or GROUP.search(name):
        return False
    return all(len(words) > 1 and all(_is_full(w) for w in words) for words in pieces)


def is_long_pair(name: str) -> bool:
    """Whether one of the two sides has three words or more. 'García Márquez, Gabriel José' is how one person stands in
    forms that give each a line; a longer one alone in its record may be two."""
    return may_be_two(name) and any(len(side.split()) > 2 for side in name.split(","))


def _is_full(word: str) -> bool:
    """Whether a word is a name in full: no initial, no particle."""
    letters = re.sub(r"[\W\d_]", "", word)
    return len(letters) > 1 and letters[0].isupper() and not letters.isupper() and not PARTICLE.fullmatch(word)


def list_in_doubt(names: Iterable[str]) -> Iterator[str]:
    """The names in a record that hold what no name does, or more than one name: digits, signs, an address, a title, a
    word that joins two people. A body may be called so."""
    for name in names:
        if is_number(name) or BODY.search(name):
            continue
        if holds_signs(name) or re.match(TITLE, name) or _joins(name) or _is_kept(name):
            yield name


def _is_kept(name: str) -> bool:
    """Whether a name still has its comma, and is no body's."""
    _, comma, rest = name.partition(", ")
    return bool(comma) and not GROUP.search(name) and (may_be_two(name) or has_many_names(rest))


def _joins(name: str) -> bool:
    sides = re.split(r"\s+(?:and|och|y|et|en|und|og|&|\+)\s+", name)
    return len(sides) > 1 and all(1 < len(s.split()) < 5 and all(w[:1].isupper() for w in s.split()) for s in sides)


def tell_of_doubt(names: Iterable[str], told: Iterable[str]) -> Iterator[str]:
    """What a person should know of such names, besides what is `told` already."""
    said = " ".join(told)
    for name in list_in_doubt(names):
        if name[:60] not in said or "several ways" not in said:
            yield f"the author {name[:80]!r} may be read in several ways; it is kept as it stands"
