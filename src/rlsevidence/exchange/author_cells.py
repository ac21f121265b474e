"""Authors in one cell of a table -> their names, family name first: databases write them in many orders. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from .author_signs import clean_listing, keep_whole, may_be_two, tell_of_gap
from .people import BODY, ET_AL, GROUP, STOPS, SUFFIX, is_nobody, short_name, tell_of_cut

GIVEN_FIRST = ("author/s", "authorships.author.display_name")
"""Columns of authors (Lens; OpenAlex) in which each name begins with the given one: 'Anna von Sand'."""
INITIALS_FIRST = re.compile(r"((?:[^\W\d_]\.[- ]?){1,4}|[^\W\d_]{1,4} )\s*([^\W\d_][^,;]*[^\W\d_])")
"""'AG Sand' and 'A. G. von Sand', as Google Scholar and IEEE write names, where the first word is in capitals."""


LISTED = re.compile(r"\[\s*(?:\"[^\"]*\"|'.*?'(?=\s*[,\]]))(?:\s*,\s*(?:\"[^\"]*\"|'.*?'(?=\s*[,\]])))*\s*,?\s*\]")
"""A list as Python and JSON write it: ['Sand, Anna', "O'Neil, Bo"]."""
QUOTED = re.compile(r"\"([^\"]*)\"|'(.*?)'(?=\s*[,\]])")


def split_authors(said: str) -> list[str]:
    """The names in one cell. PubMed separates by commas and ends in a stop; others by semicolons, bars or 'and'."""
    return split_in_doubt(said)[0]


def split_in_doubt(said: str) -> tuple[list[str], bool]:
    """The names in one cell, and whether it may be read otherwise too."""
    if LISTED.fullmatch(said.strip()):
        return [name for one, other in QUOTED.findall(said) if (name := (one or other).strip())], False
    text = _drop_stop(ET_AL.sub("", " ".join(clean_listing(said).split())))
    if "//" in text and "://" not in text:
        text = re.sub(r"\s*//\s*", "; ", text)  # EndNote's tables
    if ";" in text or "|" in text:
        listed = [part for part in re.split(r"\s*[;|]\s*", text) if part]
        mixed = are_mixed(listed)
        read = ([keep_whole(part)] if mixed and may_be_two(part) else _split_short(part) for part in listed)
        return [name for names in read for name in names], mixed
    if BODY.search(text) and re.search(r"\b(?:of|for|för|für)\b", text) and not INITIALS.search(text):
        return [text], False  # 'Ministry of Food, Health and Trade'
    if joined := _split_joined(text):
        return joined
    named = _join_suffixes([p.strip() for p in text.split(",")])
    if len(named) > 1 and all(re.fullmatch(rf"[^\W\d_].*\s{STOPS.pattern}(?: {SUFFIX.pattern})?", p) for p in named):
        return named, False
    # Scopus of earlier years: 'Sand, A., Berg, B.B.', a family name and its initials in turn.
    if len(named) > 2 and len(named) % 2 == 0 and all(_is_initials(p) == i % 2 for i, p in enumerate(named)):
        return _pair(named), False
    if len(named) > 1 and all(_begins(_drop_suffix(p)) and not _ends(_drop_suffix(p)) for p in named):
        return [_turn_name(name, bare=True) for name in named], False
    if len(named) > 2 and all(WHOLE.fullmatch(p) for p in named):
        return named, False  # 'Anna Sand, Bo von Berg, Carl Öst': in full, of which none is a lone family name
    parts = _join_suffixes([p.strip() for p in text.rstrip(".").split(",")])
    if len(parts) > 1 and all(_is_pubmed(p) or BODY.search(p) for p in parts) and any(map(_is_pubmed, parts)):
        return parts, False
    if "," not in text and text.endswith(".") and _ends(text):
        return [text[:-1]], False
    if len(named) > 2 and not (BODY.search(text) or GROUP.search(text) or any(map(SUFFIX.fullmatch, named))):
        # 'Sand, Anna, Berg, Bo' are two; of an uneven number of words each may be one.
        return (_pair(named) if len(named) % 2 == 0 else [_turn_name(p) for p in named if p]), True
    if any(map(SUFFIX.fullmatch, named)) and sum(map(bool, map(WHOLE.fullmatch, named))) > 1:
        return [_turn_name(text)], True
    # 'Anna Sand, Bo Berg' may be two, and 'Sand Berg, Anna Maria' is one.
    two = len(named) == 2 and all(WHOLE.fullmatch(p) and not BODY.search(p) for p in named)
    return [_turn_name(text)], two and not re.search(r"(?:^|\s)[a-zåäöß-ÿ]", named[0])


def are_mixed(listed: list[str]) -> bool:
    """Whether some of the names between semicolons have no comma, and others one that may part two people."""
    return any(map(may_be_two, listed)) and any(WHOLE.fullmatch(p) and not BODY.search(p) for p in listed)


def _split_joined(text: str) -> tuple[list[str], bool] | None:
    """The names in a list whose last one stands after 'and', 'och' or '&'; None where nothing is joined so."""
    parts = re.split(r"\s*,?\s+(?:and|och|&)\s+", text)
    if len(parts) < 2 or not all(parts):
        return None
    if any(part == part.lower() for part in parts):
        return [text], True  # a part without a capital is nobody: '… and neurology associations'
    if not re.search(r"\band\b", text) and not all(map(_is_person, parts)):
        return None if BODY.search(text) else ([text], True)  # 'Sand & Berg' may be a firm
    commas = [part.split(", ") for part in parts[:-1]]
    apart = "," not in parts[-1] and all(" " in p.strip() for pieces in commas for p in pieces)
    names, doubtful = list[str](), False
    for part in parts:
        found, doubt = ([_turn_name(p.strip()) for p in part.split(",")], False) if apart else split_in_doubt(part)
        names += found
        doubtful |= doubt
    return names, doubtful


def _is_person(name: str) -> bool:
    """Whether words look like a person's name: with a comma, with initials, or two words that are no body's."""
    return not BODY.search(name) and ("," in name or " " in name.strip())


def _is_pubmed(name: str) -> bool:
    return re.fullmatch(rf"[^\W\d_].*\s[^\W\d_a-zåäö]{{1,4}}(?:\s{SUFFIX.pattern})?", name) is not None


def _split_short(part: str) -> list[str]:
    """The names between two semicolons: several where each is a family name with initials, beside a group."""
    named = _join_suffixes([p.strip() for p in part.split(",")])
    if len(named) > 1 and _is_short(named[0]) and all(_is_short(p) or LONE.fullmatch(p) for p in named):
        return [p.rstrip(".") for p in named]
    return [_turn_name(part.rstrip(".") if len(named) == 1 and _is_pubmed(part.rstrip(".")) else part)]


def _join_suffixes(pieces: list[str]) -> list[str]:
    """The pieces of a list, a suffix between commas beside the name or the initials before it: 'Sand A', 'Jr' as
    'Sand A Jr'. In one name of three pieces it stays apart."""
    joined: list[str] = []
    for piece in pieces:
        after = joined and SUFFIX.fullmatch(piece)
        many = len(pieces) > 3 and (SHORT.fullmatch(joined[-1]) if joined else None)
        if after and (_is_short(joined[-1]) or many or (len(pieces) > 2 and _begins(joined[-1]))):
            joined[-1] += f" {piece}"
        else:
            joined.append(piece)
    return joined


def _drop_suffix(name: str) -> str:
    head, _, last = name.rpartition(" ")
    return head if head and SUFFIX.fullmatch(last) else name


def _is_initials(piece: str) -> bool:
    """Whether a piece is initials, perhaps with a suffix."""
    return SHORT.fullmatch(_drop_suffix(piece)) is not None


def _is_short(name: str) -> bool:
    """Whether a piece is a family's name with initials, perhaps with a suffix: 'Sand A', 'van Ek BC Jr.'"""
    name = _drop_suffix(name)
    return _ends(name) and re.match(r"\S*[^\W\d_]{2}", name) is not None


def split_pubmed(said: str) -> list[str]:
    """The names in a cell of PubMed's own table: persons with commas between, bodies after semicolons, a stop."""
    names: list[str] = []
    for part in " ".join(said.split()).removesuffix(".").split(";"):
        pieces = _join_suffixes([p.strip() for p in part.split(",") if p.strip()])
        if not any(map(_is_short, pieces)) and (BODY.search(part) or GROUP.search(part)):
            names.append(part.strip().replace(", ", ",, ", 1))  # a body with a comma in its name
        else:
            names += pieces
    return names


def _drop_stop(text: str) -> str:
    """A cell without the stop at its end, where that ends no initial and no shortened word."""
    return text[:-1] if re.search(r"[^\W\d_A-ZÅÄÖ][^\W\d_]{3,}\.$", text) else text


def _pair(named: list[str]) -> list[str]:
    return [f"{family}, {given}" for family, given in zip(named[::2], named[1::2], strict=True)]


def tell_of_authors(said: str, reading: str) -> tuple[str, ...]:
    """What a person should know of how a cell of authors is read."""
    told = tell_of_cut([said]) or tell_of_gap(said)
    if not reading and not is_nobody(said):
        names, doubtful = split_in_doubt(said)
        if doubtful:
            # As the record has them: 'Ann Sand BB' tells that two names were taken for one.
            shown = "; ".join(filter(None, map(short_name, names)))[:120]
            shown += ", as one author" if len(names) == 1 else f", as {len(names)} authors"
            told += (f"the authors {said.strip()[:80]!r} may be read in several ways; read as: {shown}",)
    return told


SHORT = re.compile(rf"{STOPS.pattern}|[A-ZÅÄÖÜ]{{1,3}}")
"""Initials, with their stops or without."""
LONE = re.compile(r"(?:[a-zà-öø-ÿ'’]+ ){0,3}[^\W\d_a-zà-öø-ÿ][a-zà-öø-ÿ'’-]+")
"""A family's name alone, in a list of others with initials: 'Li'."""
WHOLE = re.compile(r"[^\W\d_]+(?:[ .'’-]+[^\W\d_]{2,})+")
"""A name of several words, none of which is an initial."""
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
    head, _, last = name.rpartition(" ")
    if head and SUFFIX.fullmatch(last) and _begins(head):
        return f"{_turn_name(head.rstrip(','), bare)}, {last}"
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
    head, _, last = name.rpartition(" ")
    if SUFFIX.fullmatch(last) and " " in head.strip():
        return f"{_turn_given(head.rstrip(', '))}, {last}"
    if "," in name or " " not in name or any(c.isdigit() for c in name):
        return name
    at = PARTICLES.match(name)
    given, family = (name[: at.end()].strip(), name[at.end() :]) if at and at.end() else name.rsplit(" ", 1)
    return f"{family}, {given}"


def choose_reading(names: Collection[str], column: str) -> str:
    """How the cells of authors are to be read, by the column's name and those beside it: 'given', 'list', 'initials'
    (as Publish or Perish has them), 'pubmed' (its own table), or '' where the cell itself must tell."""
    if "journal/book" in names and "citation" in names:
        return "pubmed"
    if "gsrank" in names:
        return "initials"
    if column in GIVEN_FIRST:
        return "given"
    return "list" if GIVEN_LISTS & set(names) else ""


def read_authors(said: str, reading: str) -> list[str]:
    """The names in one cell."""
    if is_nobody(said):
        return []
    if reading == "pubmed":
        return split_pubmed(said)
    if reading == "list":
        return split_given(said)
    found = split_authors(said)
    if reading == "given":
        return [_turn_given(name) for name in found]
    return [_turn_name(name, bare=True) for name in found] if reading == "initials" else found
