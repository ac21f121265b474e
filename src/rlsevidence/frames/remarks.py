"""What an effect had to assume, what looks odd in it and why there is none, in a reader's language. Pure.

The computing modules say it in English, in a wording of their own that each pattern here meets whole.
"""

from __future__ import annotations

import re

from ..language import FIRST, say

SEVERAL = "; "
"""Between remarks on one effect."""
_PATTERNS = {
    "direction": r"only the direction could be read",
    "interval": r"no interval could be read",
    "groups": r"no two groups with a mean, a deviation and a number of people could be read",
    "correlation": r"correlation between the two times assumed to be (?P<r>\S+)",
    "quartiles": r"mean and standard deviation from median and quartiles, as if the values were normal \(Wan 2014\)",
    "lopsided": r"the quartiles are lopsided \(skew (?P<skew>\S+)\): a mean misleads here",
    "standard_error": r"standard deviations of (?P<one>\S+) and (?P<other>\S+): one may be a standard error",
    "p": r"the interval gives p (?P<found>\S+), the source says (?P<said>.+)",
    "deviations": (
        r"these deviations give p (?P<found>\S+), the source says (?P<said>.+): they look like standard errors"
    ),
    "outside": r"a mean of (?P<mean>\S+) lies outside the scale (?P<low>\S+) to (?P<high>\S+)",
    "impossible": r"a standard deviation of (?P<sd>\S+) is impossible on (?P<low>\S+) to (?P<high>\S+)",
    "middle": r"the estimate does not lie in the middle of its interval on the scale of the model",
}


def tell_remarks(remarks: str, language: str) -> tuple[str, bool]:
    """(the remarks in `language`, whether all of them are); one that no pattern meets stays as it is."""
    if language == FIRST:
        return remarks, True
    told = [_tell(one, language) for one in remarks.split(SEVERAL)] if remarks else []
    return SEVERAL.join(text for text, _ in told), all(known for _, known in told)


def _tell(remark: str, language: str) -> tuple[str, bool]:
    for key, pattern in _PATTERNS.items():
        if found := re.fullmatch(pattern, remark):
            # Numbers of a remark are written as the computing modules write them, with a point.
            sign = say("number.decimal", language)
            values = {name: value.replace(".", sign) for name, value in found.groupdict().items()}
            return say(f"remark.{key}", language, **values), True
    return remark, False
