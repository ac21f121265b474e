"""What Web of Science's tagged files have otherwise than RIS. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

WOS_LINE = re.compile(r"^([A-Z][A-Z0-9])(?: (.*))?$")
WOS_TAGS = {"PT": "TY", "SO": "JO", "BP": "SP", "DI": "DO", "DE": "KW", "ID": "KW", "DT": "M3", "PM": "AN"}
"""Web of Science's tags -> those of RIS. `AF` are the people of `AU` with their names in full."""
WOS_FRAME = frozenset({"FN", "VR", "EF"})
"""What stands round the records of Web of Science."""


def settle_wos(fields: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The fields of a record of Web of Science as RIS has them. Authors are those with their names in full where these
    stand; the number of an article is its page where it has no other."""
    tags = {tag for tag, text in fields if text}
    for tag, text in fields:
        if tag == "AF":
            yield "AU", text
        if tag == "CA":  # bodies among the authors
            yield from (("AU", part.strip()) for part in text.split(";") if part.strip())
        if tag == "AR" and "SP" not in tags:
            yield "SP", text
        elif tag == "KW":
            yield from ((tag, part.strip()) for part in text.split(";"))
        elif tag != "CA" and (tag != "AU" or "AF" not in tags):
            yield tag, text
