"""What a selected piece of text says of the fields of one group or one result, all at once. Pure.

Only what stands there in so many words is read: an amount with its unit, a time, an interval, a p-value, the numbers of
each group where each is named beside its own. Where a text can be read in two ways nothing is taken of it; nor is a
part of a number, of a range or of a product.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..printed import BOUNDS, DASHES, MINUS, POINTS, SIGNS, UNSIGNED, find_cut, find_printed, find_whole, stands_alone
from .edits import ITEM, Address

_N = rf"[{SIGNS}]?{UNSIGNED}"
_TIME_WORDS = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?)"
_TIME = rf"(?P<time>{_N}[\s-](?:hours?|days?|nights?|weeks?|months?|years?))\b"
_FOR = re.compile(rf"\b(?:for|over|during)\s{_TIME}", re.I)
# Words that make another dose of an amount: none of them is passed over as if it were the name of a compound.
_NO_NAME = (
    r"(?:a|an|the|as|per|each|every|once|twice|thrice|times?|daily|nightly|weekly|monthly|hourly|alternate|other|second|"
    r"third|half|double|single|divided|split|two|three|four|five|six|morning|evening|nights?|bedtime|bid|tid|qid|qd|qds|"
    r"od|kg|kilo\w*|body\w*|weight|d|day|days|weeks?|months?|h|hours?|or|and|to|of|on|at|in|for|if|when|with|by|from|than|"
    r"less|more|most|least|max\w*|min\w*|up|under|over|below|above|about|around|approx\w*|nearly|almost|circa|ca|some|"
    r"between|not|no|never|without|instead|either|plus|minus|tablets?|capsules?|pills?|sachets?|doses?|units?|drops?|"
    r"then|initial\w*|first|final|increas\w*|reduc\w*|titrat\w*|target|total|cumulative|mean|median|average)\b"
)
_NAME = rf"(?!{_NO_NAME})[^\W\d_]+(?:-[^\W\d_]+)*"
_DOSE = re.compile(
    rf"\s*(?:(?:the\s+)?{_NAME}(?:\s+(?:group|arm))?\s*[:,]?\s+)?(?:(?:received|got|took|(?:was|were)\s+given|dose\s+of)\s+)?"
    rf"(?P<amount>{_N})\s?(?P<unit>(?-i:mg|g|mmol|mEq|IU|µg|μg|mcg))\b"
    rf"(?P<stated>\s+(?:of\s+)?elemental\b)?(?:\s+(?:of\s+)?{_NAME}){{0,2}}"
    r"(?P<daily>\s?/\s?(?:day|d)\b|\s+(?:once\s+)?(?:(?:a|per|each|every)\s+day|daily)\b)?"
    rf"(?:,?\s+as\s+(?:the\s+|an?\s+)?{_NAME})?(?:,?\s+(?:for|over|during)\s{_TIME})?"
    # By keyboard a selection ends at a number, such as how many there were.
    r"(?:\s*\(\s*n\s?=\s?\d+\s*\)?)?\s*[.,;]?\s*",
    re.I,
)
"""The few plain forms of a dose, from end to end of a selection: an amount, its unit, of what, a day, how long."""
_AT = re.compile(rf"\b(?:at|after)\s{_TIME}", re.I)
_P = re.compile(rf"\bp(?:[- ]value)?\s?(?:was\s|of\s)?(?P<p>[={BOUNDS}]?\s?0?[.,{POINTS}]\d+)", re.I)
_INTERVAL = re.compile(
    rf"(?P<level>\d\d(?:[.,{POINTS}]\d+)?)\s?%\s?(?:CI|confidence interval|interval)\b[\s:,=(\[]*(?:of|from|was)?\s*"
    rf"(?P<low>{_N})\s*(?:to|–|—|-|,|;|and)\s*(?P<high>{_N})",
    re.I,
)
_MEASURE = (
    r"(?:(?:standardi[sz]ed )?mean difference|odds ratio|risk ratio|relative risk|hazard ratio|rate ratio|"
    r"difference|(?-i:SMD|MD|OR|RR|HR))\b"
)
_NAMED = re.compile(rf"\b{_MEASURE}", re.I)
_VALUE = re.compile(
    rf"\b(?P<measure>{_MEASURE})(?:\s*\((?-i:SMD|MD|OR|RR|HR)\))?(?:\s+between\s+(?:the\s+)?(?:two\s+)?groups)?"
    rf"\s*(?:[:=,(]|(?:of|was|is)\b)?\s*(?P<value>{_N})(?![\w%])(?!\s%)"
    rf"(?P<unit>\s+(?:points?|units?|{_TIME_WORDS}|min|h))?(?=\s*(?:$|[,;.:)(\[]|(?:at|after)\s))",
    re.I,
)
"""Between a measure's name and its number stands nothing but what joins them, and behind it nothing that it counts."""
_NOT_FOUND = re.compile(
    r"\b(?:no|not|nor|without|log|ln|logarithm\w*|detect\w*|expect\w*|assum\w*|anticipat\w*|hypothe\w*|minim\w*|smallest|"
    r"important|least|most|if|than|power\w*|standard error|SE|SD|variance|reciprocal|inverse|threshold|margin)\b"
    r"[^.;]*$",
    re.I,
)
"""Before a measure's name: what was not found, was only planned, or is another measure than the name says."""
_MEASURES = {
    "mean difference": "MD",
    "odds ratio": "OR",
    "risk ratio": "RR",
    "relative risk": "RR",
    "hazard ratio": "HR",
    **{word.casefold(): word for word in ("MD", "SMD", "OR", "RR", "HR")},
}
_SPREAD = re.compile(
    rf"(?P<mean>{_N})\s*(?:[^\W\d]+\s+|%\s*)?"
    rf"(?:[(\[,]\s*(?:standard deviation|SD|s\.d\.)\s*[=:]?\s*|±\s*|\+/-\s*)(?P<sd>{_N})\s*[)\]]?",
    re.I,
)
_PEOPLE = r"(?:\s+(?:people|patients|participants|adults|women|men|children|volunteers))?"

_TOGETHER = (
    ("amount", "unit", "amount_is"),
    ("measure", "value"),
    ("ci_low", "ci_high", "level"),
    ("mean", "sd"),
)
"""Fields of one group, one estimate that say one thing together: half of it beside another's half says another."""

_NOT_ALL = re.compile(
    r"(?:\b(?:of|than|about|around|nearly|almost|approximately|least|most|to|some|over|under|above|below|another|other|"
    r"further|minus|plus|not)\s+(?:the\s+|all\s+)?|/\s*)$",
    re.I,
)
"""Before a number of people: what makes it the whole of a share, a bound, or some of them."""

_OTHER_TIME = re.compile(
    r"\b(?:before|baseline|pre|pretreatment|initially|initial|start|entry|change[sd]?|fell|fall|rose|decreased?|"
    r"increased?|reduction|reduced|improved|SEM|SE|s\.e\.m\.|standard errors?)(?!\w)",
    re.I,
)
"""Beside a mean: what makes it another one than the group's at the end, or its spread another than a deviation."""
_SIGN = f"-+{MINUS}{DASHES}"


@dataclass(frozen=True)
class Taken:
    """One value for the field at `at`, as printed; `start` and `end`: code points within what was selected."""

    at: Address
    value: str
    start: int
    end: int


def read_selection(text: str, at: Address, groups: Mapping[str, Sequence[str]]) -> tuple[Taken, ...]:
    """What `text` says of the group, or of the result, that the field at `at` belongs to; nothing of another.

    `groups`: id of each group whose numbers a result holds -> what it is called in a text.
    """
    if at[:1] == ("arms",) and len(at) == 3:
        return tuple(_read_arm(text, at[:2], groups))
    if at[:1] == ("results",) and len(at) > 2:
        return tuple(_read_result(text, at[:2], groups))
    return ()


def list_bound(at: Address, found: Iterable[Taken]) -> tuple[Taken, ...]:
    """Those of `found` without which what was found for the field at `at` means something else."""
    kin = next((names for names in _TOGETHER if at[-1:] and at[-1] in names), ())
    return tuple(one for one in found if one.at != at and one.at[:-1] == at[:-1] and one.at[-1] in kin)


_ENDS = frozenset({"ci_low", "ci_high", "low", "high", "min", "max", "iqr", "range"})
_SPREADS = frozenset({"mean", "sd", "se", "value", "median", "change"})


def find_part(kind: str, name: str, text: str, start: int, end: int) -> str:
    """What the number at `start` to `end` of `text` is only a part of, for a field of this kind and name."""
    if kind != "number":
        return ""
    found = find_whole(text, start, end, paired=name in _ENDS, spread=name in _SPREADS) or ""
    # Of two that are told one after the other each was selected as it stands.
    return "" if re.search(r"[0-9]\s(?:and|och)\s", found) else found


def _only(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match, where there is one only: of two nobody has said which."""
    found = list(pattern.finditer(text))
    return found[0] if len(found) == 1 else None


def _take(match: re.Match[str], group: str, at: Address, value: str | None = None) -> Taken:
    # What a page broke into lines is one line.
    printed = " ".join((match[group] if value is None else value).split())
    return Taken(at, printed, match.start(group), match.end(group))


def _read_arm(text: str, arm: Address, groups: Mapping[str, Sequence[str]]) -> Iterator[Taken]:
    own = arm[-1].removeprefix(ITEM)
    named = {group for group, names in groups.items() if any(_says(text, name) for name in names)}
    if named - {own}:
        return
    dose = _DOSE.fullmatch(text)
    if dose is not None and stands_alone(text, *dose.span("amount")):
        yield _take(dose, "amount", (*arm, "amount"))
        yield _take(dose, "unit", (*arm, "unit"), dose["unit"] + ("/day" if dose["daily"] else ""))
        if dose["stated"]:
            yield _take(dose, "stated", (*arm, "amount_is"), "elemental")
    time = _only(_FOR, text)
    if time is not None and not find_cut(text, *time.span("time")):
        yield _take(time, "time", (*arm, "duration"))


def _read_result(text: str, result: Address, groups: Mapping[str, Sequence[str]]) -> Iterator[Taken]:
    yield from _read_groups(text, result, groups)
    interval, p, when = _only(_INTERVAL, text), _only(_P, text), _only(_AT, text)
    estimate = (*result, "estimate")
    value = _find_value(text, [m for m in (interval, p, when) if m is not None])
    if value is not None:
        measure = _MEASURES.get(value["measure"].casefold())
        if "standard" in value["measure"].casefold():
            measure = "SMD"
        if measure is not None:
            yield _take(value, "measure", (*estimate, "measure"), measure)
        yield _take(value, "value", (*estimate, "value"))
    ends = [interval.span(end) for end in ("low", "high")] if interval is not None else []
    if interval is not None and all(stands_alone(text, *end, paired=True) for end in ends):
        yield _take(interval, "low", (*estimate, "ci_low"))
        yield _take(interval, "high", (*estimate, "ci_high"))
        yield _take(interval, "level", (*estimate, "level"))
    if p is not None and stands_alone(text, p.end("p") - len(p["p"].lstrip("= ")), p.end("p")):
        yield _take(p, "p", (*result, "p"), re.sub(r"^=\s?", "", p["p"]))
    if when is not None and not find_cut(text, *when.span("time")):
        yield _take(when, "time", (*result, "when"))


def _find_value(text: str, known: Sequence[re.Match[str]]) -> re.Match[str] | None:
    """The number of the one measure that is named; None where another number stands there that is not of `known`."""
    named = re.sub(r"\(\s*(?:SMD|MD|OR|RR|HR)\s*\)", " ", text)
    found = _only(_VALUE, text)
    if found is None or len(_NAMED.findall(named)) > 1 or not stands_alone(text, *found.span("value")):
        return None
    if _NOT_FOUND.search(text[: found.start()]) or any(m.start() < found.start("value") < m.end() for m in known):
        return None
    end = found.end("value")
    rest = "".join(" " if any(m.start() <= i < m.end() for m in known) else c for i, c in enumerate(text))[end:]
    if re.search(r"\d", rest) or find_printed(rest):
        return None
    # A time is the value only where an interval says at once that it is: else it may be when it was measured.
    timed = found["unit"] is not None and re.search(rf"{_TIME_WORDS}|min|h", found["unit"], re.I) is not None
    close = any(m.re is _INTERVAL and re.fullmatch(r"[\s,;(\[]*", text[found.end() : m.start()]) for m in known)
    return None if timed and not close else found


# ---------------------------------------------------------------- the numbers of each group


def _read_groups(text: str, result: Address, groups: Mapping[str, Sequence[str]]) -> Iterator[Taken]:
    found = list(_SPREAD.finditer(text))
    if not all(stands_alone(text, *m.span(part)) for m in found for part in ("mean", "sd")):
        found = []
    own = {name.casefold() for names in groups.values() for name in names}
    other = any(word.casefold() not in own for word in _OTHER_TIME.findall(text))
    if other or any(not re.search(r"[1-9]", m["sd"]) or m["sd"][0] in _SIGN for m in found):
        found = []
    for group, match in _assign(text, found, groups).items():
        at = (*result, "values", group)
        yield _take(match, "mean", (*at, "mean"))
        yield _take(match, "sd", (*at, "sd"))
    for group, names in groups.items():
        called = "|".join(re.escape(name) for name in names)
        if not called:
            continue
        others = "|".join(re.escape(n) for other, more in groups.items() if other != group for n in more) or r"(?!)"
        joined = r"(?:\s*(?:,|;|/|\+|&)\s*|\s+(?:or|and|and/or|plus|vs\.?|versus)\s+)(?:the\s+)?"
        counted = re.compile(
            rf"(?<![\w.,])(?P<n>{UNSIGNED}){_PEOPLE}\s+(?:on|in|with|got|given|received|took)\s+(?:the\s+)?(?:{called})"
            rf"(?![\w-])(?!{joined}(?:{others})\b)"
            rf"|(?<![\w-])(?:{called})(?:\s+(?:group|arm))?[\s,:]*\(\s*n\s?=\s?(?P<m>{UNSIGNED})\s*\)",
            re.I,
        )
        people = _only(counted, text)
        if people is None:
            continue
        given, before = ("n" if people["n"] else "m"), text[: people.start()]
        shared = given == "m" and re.search(rf"\b(?:{others}){joined}$", before, re.I) is not None
        if shared or _NOT_ALL.search(before):
            continue
        if stands_alone(text, *people.span(given)):
            yield _take(people, given, (*result, "values", group, "n"))


def _assign(text: str, found: Sequence[re.Match[str]], groups: Mapping[str, Sequence[str]]) -> dict[str, re.Match[str]]:
    """Each group with the numbers that it is named beside: all of them after, or all of them before, their numbers."""
    if not found:
        return {}
    ends = [*(m.start() for m in found[1:]), len(text)]
    begins = [0, *(m.end() for m in found[:-1])]
    after = [_name(re.split(r"[.;:]", text[m.end() : end])[0], groups) for m, end in zip(found, ends, strict=True)]
    before = [_name(text[begin : m.start()], groups) for m, begin in zip(found, begins, strict=True)]
    # Read the other way round each would be the neighbour's: where both ways can be read, neither is.
    ways = [w for w in (after, before) if None not in w and len(set(w)) == len(w)]
    if len(ways) != 1:
        return {}
    return {str(name): match for name, match in zip(ways[0], found, strict=True)}


def _name(text: str, groups: Mapping[str, Sequence[str]]) -> str | None:
    """The group that a piece of text names; None for none, and for several."""
    named = [group for group, names in groups.items() if any(_says(text, name) for name in names)]
    return named[0] if len(named) == 1 else None


def _says(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.I) is not None


def list_group_names(arms: Sequence[tuple[Address, Mapping[str, object]]]) -> dict[str, tuple[str, ...]]:
    """Id of each group -> what a text may call it: the id in words, and the compound where no other group got it."""
    compounds = [arm.get("compound") for _, arm in arms]
    names: dict[str, tuple[str, ...]] = {}
    for (at, _), compound in zip(arms, compounds, strict=True):
        group = at[-1].removeprefix(ITEM)
        own = [str(compound).replace("-", " ")] if compound and compounds.count(compound) == 1 else []
        names[group] = tuple(dict.fromkeys([group.replace("-", " "), *own]))
    return names


__all__ = ["Taken", "find_part", "list_bound", "list_group_names", "read_selection"]
