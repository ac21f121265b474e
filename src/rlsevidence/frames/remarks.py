"""What an effect had to assume, what looks odd in it and why there is none, in a reader's language. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ..language import FIRST, say
from ..synthesis.remarks import Remark

SEVERAL = "; "
"""Between remarks on one effect."""


def tell_remarks(remarks: Sequence[str], language: str) -> tuple[str, bool]:
    """(the remarks in `language`, whether all of them are); one without a text in the catalogues stays as it is."""
    whole = language == FIRST or all(isinstance(one, Remark) for one in remarks)
    return SEVERAL.join(_tell(one, language) for one in remarks), whole


def _tell(remark: str, language: str) -> str:
    if language == FIRST or not isinstance(remark, Remark):
        return remark
    # Numbers of a remark are written as the computing modules write them, with a point.
    sign = say("number.decimal", language)
    return say(remark.key, language, **{name: value.replace(".", sign) for name, value in remark.values.items()})
