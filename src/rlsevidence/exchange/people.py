"""Names of people and bodies, as databases write them -> as PubMed has them: 'van Sand TA Jr', 'The Invented Group'.
Words for 'nobody' are no names. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

STOPS = re.compile(r"(?:[^\W\d_]\.[- ]?){1,4}")
"""Initials with their stops, as Scopus and Rayyan write them: 'B.B.'."""
NOBODY = re.compile(
    r"no[ _]?(?:known )?authors?(?: names?)?(?: (?:are |is )?(?:available|listed|given|provided|specified|stated))?"
    r"|authors?(?: names?)? (?:not (?:available|listed|given|provided|specified|stated)|unknown|unlisted)"
    r"|unknown(?: authors?)?|anon(?:ymous|yme?|ymt|ym)?|not (?:available|applicable|specified|known)"
    r"|n[./]a\.?|none|null|nan|undefined|<na>|s\. ?n\.|sine nomine|okänd(?: författare)?|författare (?:saknas|okänd)"
    r"|-+|–|—|\?+|et al\.?|others",
    re.I,
)
"""What databases and programs write where there is no author, without brackets round it."""
ET_AL = re.compile(r"[,;]?\s*\b(?:et\.? al\b\.?|and others|m\. ?fl\b\.?|med flera)$", re.I)
GROUP = re.compile(r"(?<!\S)(and|of|for|on|the|och|för|i|&|et|für|und)(?!\S)")
"""Words that stand after the comma in the name of a body ('Ministry of Food, Health and Trade'), in no given name."""
BODY = re.compile(
    r"^The\s|\b(?:Organi[sz]ation|Group|Consortium|Committee|Association|Society|Institutet?|Ministry|University|College"
    r"|Foundation|Network|Investigators|Collaborat(?:ion|ors|ive)|Council|Agency|Administration|Departments?|Cent(?:er|re)s?"
    r"|Federation|Academy|Hospital|Commission|Initiative|Panel|Register|Registry|Union|Board|Service|Inc|Ltd|GmbH"
    r"|Collaborators|Office|Task Force|Team|gruppen|föreningen|myndigheten|styrelsen|verket)\b",
)
"""Words of bodies: a name that holds one has no given name, in whatever order its words stand."""
SUFFIX = re.compile(r"(?:(?i:Jr|Sr|Jnr|Snr|[2-5](?:nd|rd|th|d))|I{2,3}|IV)\.?")
"""Numbers of kings stand in capitals: 'Ii' is a name."""
PARTICLE = re.compile(
    r"(?:van|von|vom|zu|zum|zur|de|del|della|der|den|des|di|da|das|do|dos|du|la|le|las|los|af|av|al|el|bin|ibn|ben"
    r"|ter|ten|te|'t|y|e)"
)


def tell_of_cut(names: Iterable[str]) -> tuple[str, ...]:
    """That a list of authors is cut off, by the words that say so: they are nobody's name, and more people are."""
    for name in map(str.strip, names):
        found = ET_AL.search(name)
        if found or name.lower() == "others":
            return (f"the list of authors is cut off in the file ({(found[0] if found else name).strip(' ,;')!r})",)
    return ()


def is_nobody(name: str) -> bool:
    """Whether a name is a word for 'no author'. 'NA' is one, 'Na' is a family's name."""
    plain = name.strip().strip("[](){}.,; ").strip()
    return plain == "NA" or not plain or NOBODY.fullmatch(plain) is not None


NUMBER = re.compile(
    r"(?:NCT|ISRCTN|EUCTR|EUCT|CTIS|ACTRN|ChiCTR|JPRN|jRCT|UMIN|CTRI|DRKS|IRCT|NTR|NL|TCTR|KCT|PACTR|RBR|SLCTR|LBCTR|RPCEC)"
    r"[-:/ ]?(?=[-\w/]*\d)[-\w/.]{3,}",
    re.I,
)


def is_number(name: str) -> bool:
    """Whether what stands among authors is the number of a registration, as CENTRAL has it there."""
    return len(re.findall(r"\d", name)) > 2 and NUMBER.fullmatch(name.strip()) is not None


SIGNS = re.compile(r"[/+•●*<>()\[\]\\=@…†‡§¶|{}\"]|\d|https?:|\bORCID\b")
"""What stands in nobody's name."""


def holds_signs(name: str) -> bool:
    """Whether what stands as a name holds signs, digits or an address; a suffix may be '3rd'."""
    return SIGNS.search(" ".join(w for w in name.replace(",", " ").split() if not SUFFIX.fullmatch(w))) is not None


def has_many_names(given: str) -> bool:
    """Whether a given name has more parts than anybody's."""
    words = [w for w in re.findall(r"[^\W\d_]+", given) if not PARTICLE.fullmatch(w)]
    return len(words) > 4 and not UNBROKEN.search(given)


def short_name(name: str) -> str | None:
    """'Testsson, Tea Anna, Jr' as 'Testsson TA Jr'; a name without a comma stays as it is, 'Body,, Part' is one.

    None for nobody. What holds signs that no name has, or more given names than anybody's, stays as it stands: of it no
    initials are made. Particles that stand after the given name and a suffix, wherever it stands, come to their places.
    """
    name = ET_AL.sub("", " ".join(name.split()))
    if is_nobody(name):
        return None
    family, comma, rest = name.rstrip(",").partition(",")
    if not comma:
        family, suffix = _cut_suffix(family)
        if found := re.fullmatch(rf"(.+?)\s({STOPS.pattern})", family):
            family = f"{found[1]} {re.sub(r'[. -]', '', found[2])}"
        return f"{family} {suffix}".strip()
    if rest.startswith(","):
        # Two commas: EndNote's sign of a body that has a comma in its name.
        return f"{family}{rest}"
    if holds_signs(name) or has_many_names(rest):
        return name  # folded into initials it would be somebody else's
    if GROUP.search(rest) or (BODY.search(family) and len(family.split()) > 1 and not _is_given(rest)):
        return f"{family},{rest}"
    given, *more = (part.strip() for part in rest.split(","))
    if SUFFIX.fullmatch(given) and more:
        given, more = more[0], [given, *more[1:]]
    elif SUFFIX.fullmatch(given):
        # 'Sand AB, Jr': what stands before the comma is the whole name.
        (family, given), more = _part_name(family.strip()), [given]
    family, of_family = _cut_suffix(family.strip())
    given, of_given = _cut_suffix(given)
    particles, given = _cut_particles(given)
    suffix = " ".join(filter(None, (of_family, of_given, *(_plain_suffix(m) for m in more))))
    return " ".join(filter(None, (particles, family, _initials(given), suffix))) or None


def _part_name(name: str) -> tuple[str, str]:
    """Family's and given name of a whole one that has no comma: 'Sand A B', 'A. Sand', 'Anna Sand'; a family's alone
    has no given one."""
    words, at = name.split(), len(name.split())
    while at > 1 and _are_initials(words[at - 1]):
        at -= 1
    if at < len(words) and not all(map(_are_initials, words[:at])):
        return " ".join(words[:at]), " ".join(words[at:])
    family, _, given = (turn_name(name) if not name[:1].islower() else name).partition(", ")
    return family, given


def _is_given(rest: str) -> bool:
    """Whether what stands after the comma is initials or a suffix: then even 'Sand Board' is somebody's name."""
    return any(SUFFIX.fullmatch(p) or _are_initials(p) for p in rest.replace(",", " ").split())


def name_body(name: str) -> str | None:
    """The name of a body, which stands as it is; None for nobody. 'Sand, A.' is a person all the same."""
    name = " ".join(name.split())
    if is_nobody(name):
        return None
    family, comma, rest = name.partition(", ")
    initials = re.fullmatch(rf"[^\W\d_]|{STOPS.pattern}|[A-ZÅÄÖÜÉ]{{2}}", rest.strip())
    if comma and initials and len(family.split()) <= 3 and not BODY.search(family):
        return short_name(name)
    return name


def turn_name(name: str) -> str:
    """A name without a comma as 'Family, Given': 'Anna von Sand', and 'Sand AB' as PubMed writes it. A body, and one
    word, stay as they are."""
    words = name.split()
    if len(words) < 2 or BODY.search(name) or is_nobody(name):
        return name
    if found := re.fullmatch(rf"(.+?)\s({STOPS.pattern})", name):
        return name if _are_initials(found[1]) else f"{found[1]}, {found[2]}"
    if SUFFIX.fullmatch(words[-1]) and len(words) > 2:
        return f"{turn_name(' '.join(words[:-1]))}, {words[-1]}"
    if _are_initials(words[-1]) and not _are_initials(words[0], shorter_than=len(words[-1])):
        return f"{' '.join(words[:-1])}, {words[-1]}"
    # The family name begins with the first word in small letters, or is the last word.
    at = next((i for i, w in enumerate(words) if i and w[:1].islower()), len(words) - 1)
    return f"{' '.join(words[at:])}, {' '.join(words[:at])}"


def _are_initials(word: str, shorter_than: int = 3) -> bool:
    """Whether a word is initials: capitals, three at most; of two such words the shorter one is."""
    plain = re.sub(r"[. -]", "", word)
    return plain.isalpha() and plain.isupper() and len(plain) <= max(1, shorter_than)


UNBROKEN = re.compile("[\u1100-\u11ff\u2e80-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Letters of scripts that have no initials: of a given name in them the first one is no name of anybody's."""


def _initials(given: str) -> str:
    if UNBROKEN.search(given):
        return "".join(given.split())
    capitals = re.sub(r"[. -]", "", given)
    parts = re.findall(r"[^\W\d_]+", given)
    return capitals if capitals.isupper() and len(capitals) <= 3 else "".join(p[0].upper() for p in parts)


def _cut_suffix(name: str) -> tuple[str, str]:
    """A name without the suffix at its end, and that: 'Sand Jr.' -> 'Sand', 'Jr'."""
    head, _, last = name.rpartition(" ")
    return (head.rstrip(), _plain_suffix(last)) if head and SUFFIX.fullmatch(last) else (name, "")


def _plain_suffix(text: str) -> str:
    return text.rstrip(".") if SUFFIX.fullmatch(text) else text


def _cut_particles(given: str) -> tuple[str, str]:
    """Particles at the end of a given name, and the rest: 'Anna van der' -> 'van der', 'Anna'."""
    words = given.split()
    at = len(words)
    while at > 1 and PARTICLE.fullmatch(words[at - 1]):
        at -= 1
    return " ".join(words[at:]), " ".join(words[:at])
