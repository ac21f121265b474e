"""Lines of RIS whose tag is glued to what it says, or parted from it by another sign: 'VL-3', 'DO: 10...'. Pure.

What stands above such a line tells whether it can be a field: nobody's name goes on with 'DO-10...', but a text may go
on with 'T2-weighted'. In a text that runs on it is a field where what it says is what its tag has, and else is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DASHES = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
"""What stands for a hyphen where a program or a person has made it prettier: dashes, and the sign of minus."""
TAGS = frozenset(
    re.findall(
        r"\w\w",
        "A1A2A3A4ABADANAUAVBTC1C2C3C4C5C6C7C8CACNCPCTCYDADBDIDODPEDEPERETIDISJ1J2JAJFJOKWL1L2L3L4LALBLKM1M2M3"
        "N1N2NVOPPAPBPPPYRIRNRPSESNSPSTSVT1T2T3TATITTTYU1U2U3U4U5URVLVOY1Y2",
    )
)
"""The tags of RIS."""
LONG_TAGS = {"DOI": "DO", "PMID": "ID", "PMCID": "C2", "PMC": "C2", "ISSN": "SN", "ISBN": "SN", "URL": "UR"}
"""Tags that are no tags of RIS, and that some repositories write all the same."""
NO_WORDS = frozenset({"TY", "TI", "AU", "PY", "Y1", "DO", "JO", "JF", "JA", "VL", "UR", "SN", "KW", "PB", "CY", "LA"})
"""Tags that nobody's text runs on with: 'T2- and' and 'AB- ' may stand at the beginning of a line of an abstract."""
LINE = re.compile(
    rf"\s{{0,4}}([A-Za-z][A-Za-z0-9]|DOI|PMID|PMC(?:ID)?|ISSN|ISBN|URL|doi|pmid|pmcid)(\s{{0,3}})([-:={DASHES}])(\s*)"
    r"(\S.*?)\s*"
)
DOI = re.compile(r"(?:https?://\S*|doi\s*:?\s*)?10\.\d{4,9}/\S+.*", re.I)
PAGE = re.compile(r"(?:https?://|www\.)\S+.*", re.I)
YEAR = re.compile(r"(?:1[6-9]|20)\d\d(?:\s*[/.-].*|\s+[A-Za-z]{3,9}\.?(?: \d{1,2})?)?")
PERSON = re.compile(r"[^\W\d_][\w’' -]*,\s*[^\W\d_a-zß-öø-ÿ].*|(?:[a-z]+ )*[^\W\d_]\S+ [A-ZÅÄÖ]{1,3}")
SHAPES = {
    **dict.fromkeys(("DO", "DI"), DOI),
    **dict.fromkeys(("UR", "L1", "L2", "L3", "L4", "LK"), PAGE),
    **dict.fromkeys(("PY", "Y1", "Y2", "DA"), YEAR),
    **dict.fromkeys(("AU", "A1"), PERSON),
    "SN": re.compile(r"\d{4}-?\d{3}[\dXx]\b.*|97[89][\d-]{10,14}"),
    "TY": re.compile(r"[A-Z]{3,6}"),
    "C2": re.compile(r"(?:PMC)?\d{5,9}", re.I),
    "ID": re.compile(r"(?:PMID:? ?)?\d{5,9}", re.I),
    "AN": re.compile(r"(?:PMID|PUBMED|WOS|CN-|L?\d{6}).*", re.I),
}
"""What stands under a tag and is no word of a running text."""
NUMBERS = {
    **dict.fromkeys(("VL", "VO", "IS"), re.compile(r"[A-Za-z]?\d{1,4}(?:[-/]\d{1,4})?(?: ?\(?(?:Suppl|Pt).*)?", re.I)),
    **dict.fromkeys(("SP", "EP"), re.compile(rf"[A-Za-z]{{0,2}}\d{{1,9}}(?:[-{DASHES}][A-Za-z]{{0,2}}\d{{1,9}})?")),
}
"""Numbers, as some words have them too: 'SP-1'."""
TEXTS = frozenset({"AB", "N2", "N1", "X", "Z", "T"})
TITLES = frozenset({"TI", "T1"})
PEOPLE = frozenset({"AU", "A1", "A2", "A3", "A4", "ED"})
ADDRESSES = frozenset({"AD", "C1", "RP", "PB", "CY", "EM"})
"""Fields of places, whose lines may begin with a country and a postal code: 'SE-123 45'."""


@dataclass(frozen=True)
class Glued:
    """A line that looks like a field: its tag and text, and whether it is one or only to be told."""

    tag: str
    text: str
    is_field: bool


def read_glued(line: str, last: str, glued: bool) -> Glued | None:
    """What a line is that no usual form of RIS fits; None for words.

    `last`: the tag of the field above. `glued`: whether other tags of the record are glued to their text too.
    """
    found = LINE.fullmatch(line)
    if found is None:
        return _suspect(line, last)
    said, _, sign, blank, text = found.groups()
    tag = LONG_TAGS.get(said.upper(), said.upper())
    shaped = tag in SHAPES and SHAPES[tag].fullmatch(text) is not None
    number = tag in NUMBERS and NUMBERS[tag].fullmatch(text) is not None
    if len(said) > 2 and not shaped:
        return _suspect(line, last)
    if said.upper() in ("PMID", "PMC", "PMCID") and text.isdigit():
        text = f"PMID: {text}" if said.upper() == "PMID" else f"PMC{text}"
    name = said.isupper()
    known = tag in TAGS and (name or shaped)
    small = text[:1].islower()
    if last in TEXTS:
        if sign in ":=":
            return Glued(tag, text, False) if shaped and name and len(said) == 2 else None
        if shaped or (glued and known and not small and (number or tag in NO_WORDS)):
            return Glued(tag, text, True)
        return Glued(tag, text, False) if known and (number or text[:1].isupper()) else None
    if last in ADDRESSES:
        sure = shaped or number or (known and not small and tag in NO_WORDS)
        return Glued(tag, text, True) if sure else Glued(tag, text, False) if known and text[:1].isupper() else None
    if last in TITLES:
        sure = shaped or (known and not small and sign not in ":=" and (glued or tag in NO_WORDS))
        return Glued(tag, text, sure) if known or name else None
    if last == "KW":
        sure = shaped or (known and (tag == "KW" or (glued and not small)))
        return Glued(tag, text, sure) if known and (sure or not small) else None
    if known:
        return Glued(tag, text, not small or tag in NO_WORDS)
    return Glued(tag, text, False) if name or blank or sign in ":=" else None


def _suspect(line: str, last: str) -> Glued | None:
    """A line without a tag that is nobody's name or no part of a title: 'Volume: 3', 'PY 2019', 'see 10.9999/x'."""
    words = line.split()
    if not words:
        return None
    labelled = re.search(r"[\d:=]", line) is not None or (len(words) > 1 and words[0] in TAGS)
    placed = re.search(r"\b10\.\d{4,9}/\S|https?://|\bPM(?:ID|C)\W{0,3}\d", line) is not None
    told = (last in PEOPLE and labelled) or (last in TITLES and (placed or (len(words) > 1 and words[0] in TAGS)))
    return Glued("", line.strip(), False) if told else None


def is_line_of_text(line: str, last: str, wide: bool) -> bool:
    """Whether a line that has one blank before its hyphen goes on with the text above it: 'OR - 1.2 was found' in a
    record whose tags have two (`wide`), and in any one an author who is none: 'AU - in gold'."""
    found = LINE.fullmatch(line)
    if found is None or last not in TEXTS or len(found[1]) > 2 or found[2] != " " or found[3] != "-":
        return False
    tag, text = found[1].upper(), found[5]
    if any(tag in shapes and shapes[tag].fullmatch(text) for shapes in (SHAPES, NUMBERS)):
        return False
    return text[:1].islower() if tag in ("AU", "A1") else wide and (tag not in TAGS or text[:1].islower())
