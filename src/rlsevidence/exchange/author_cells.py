"""Authors in one cell of a table -> their names, family name first: databases write them in many orders. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from .people import BODY, ET_AL, STOPS, is_nobody

GIVEN_FIRST = ("author/s", "authorships.author.display_name")
"""Columns of authors (Lens; OpenAlex) in which each name begins with the given one: 'Anna von Sand'."""
INITIALS_FIRST = re.compile(r"((?:[^\W\d_]\.[- ]?){1,4}|[^\W\d_]{1,4} )\s*([^\W\d_][^,;]*[^\W\d_])")
"""'AG Sand' and 'A. G. von Sand', as Google Scholar and IEEE write names, where the first word is in capitals."""


def split_authors(said: str) -> list[str]:
    """The names in one cell. PubMed separates by commas and ends in a stop; others by semicolons, bars or 'and'."""
    text = ET_AL.sub("", " ".join(said.split()))
    if ";" in text or "|" in text:
        return [_turn_name(name) for name in re.split(r"\s*[;|]\s*", text)]
    if BODY.search(text) and re.search(r"\b(?:of|for|för|für)\b", text) and not INITIALS.search(text):
        return [text]  # 'Ministry of Food, Health and Trade'
    if re.search(r"\band\b", text) and not text.endswith(" and"):
        return re.split(r"\s*,?\s+and\s+", text)
    named = [p.strip() for p in text.split(",")]
    if len(named) > 1 and all(re.fullmatch(rf"[^\W\d_].*\s{STOPS.pattern}", p) for p in named):
        return named
    # Scopus of earlier years: 'Sand, A., Berg, B.B.', a family name and its initials in turn.
    if len(named) > 2 and len(named) % 2 == 0 and all(bool(STOPS.fullmatch(p)) == i % 2 for i, p in enumerate(named)):
        return [f"{family}, {given}" for family, given in zip(named[::2], named[1::2], strict=True)]
    if len(named) > 1 and all(_begins(p) and not _ends(p) for p in named):
        return [_turn_name(name, bare=True) for name in named]
    if len(named) > 2 and all(re.fullmatch(r"[^\W\d_]+(?:[ .'’-]+[^\W\d_]{2,})+", p) for p in named):
        return named  # 'Anna Sand, Bo von Berg, Carl Öst': names in full, of which none is a lone family name
    parts = [p.strip() for p in text.rstrip(".").split(",")]
    if len(parts) > 1 and all(
        re.fullmatch(r"[^\W\d_].*\s[^\W\d_a-zåäö]{1,4}(?:\s(?:Jr|Sr|\d\w\w))?", p) for p in parts
    ):
        return parts
    if "," not in text and text.endswith(".") and _ends(text):
        return [text[:-1]]
    return [_turn_name(text)]


INITIALS = re.compile(r"\s[^\W\d_a-zß-öø-ÿ]{1,3}\.?(?:,|\s|$)")
FAMILY_FIRST = re.compile(r"[^\W\d_].*\s([^\W\d_]{1,4})\.?")


def _begins(name: str) -> re.Match[str] | None:
    """Whether a name begins with initials."""
    found = INITIALS_FIRST.fullmatch(name)
    return found if found and found[1].isupper() else None


def _ends(name: str) -> bool:
    """Whether a name ends with initials."""
    found = FAMILY_FIRST.fullmatch(name)
    return found is not None and found[1].isupper()


def _turn_name(name: str, bare: bool = False) -> str:
    """'A. Sand' as 'Sand, A.'; 'AG Sand' too where it is sure (`bare`) that the capitals are no family's name."""
    found = _begins(name)
    if found and (bare or "." in found[1]) and not _ends(name):
        return f"{found[2]}, {found[1].strip()}"
    return name


PARTICLES = re.compile(r"(?:.* )?(?=(?:van|von|de|der|den|di|da|du|la|le|af|av|al|el|ter|ten|zu) )")


GIVEN_LISTS = frozenset({"venue", "takeaway", "consensus link"})
"""Columns of tables (Elicit, Consensus, Semantic Scholar) whose authors are 'Anna Sand, Bo von Berg'."""


def split_given(said: str) -> list[str]:
    """The names in such a cell; a part of one word alone is no name, and then the cell is read as any other."""
    parts = [p.strip() for p in said.split(",")]
    return [_turn_given(p) for p in parts] if all(" " in p for p in parts) else split_authors(said)


def _turn_given(name: str) -> str:
    """'Anna von Sand' as 'von Sand, Anna'; one that has a comma, or no second word, as it stands."""
    if "," in name or " " not in name or any(c.isdigit() for c in name):
        return name
    at = PARTICLES.match(name)
    given, family = (name[: at.end()].strip(), name[at.end() :]) if at and at.end() else name.rsplit(" ", 1)
    return f"{family}, {given}"


def choose_reading(names: Collection[str], column: str) -> str:
    """How the cells of authors are to be read, by the column's name and those beside it: 'given', 'list', 'initials'
    (as Publish or Perish has them), or '' where the cell itself must tell."""
    if "gsrank" in names:
        return "initials"
    if column in GIVEN_FIRST:
        return "given"
    return "list" if GIVEN_LISTS & set(names) else ""


def read_authors(said: str, reading: str) -> list[str]:
    """The names in one cell."""
    if is_nobody(said):
        return []
    if reading == "list":
        return split_given(said)
    found = split_authors(said)
    if reading == "given":
        return [_turn_given(name) for name in found]
    return [_turn_name(name, bare=True) for name in found] if reading == "initials" else found
