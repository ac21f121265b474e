"""How Cochrane CENTRAL writes its records: its own tags, and RIS that has them under a number for each record. Pure."""

from __future__ import annotations

import re

CENTRAL_LINE = re.compile(r"^([A-Z][A-Z0-9]{1,2}): ?(.*)$")
CENTRAL_START = re.compile(r"^\s{0,4}Record #\d+ of \d+\s*$")
CENTRAL_ABOVE = re.compile(r"^\s{0,4}(?:Provider|Content|Database)\s?:", re.I)
"""What CENTRAL writes above a record of its RIS, under the record's number."""
CENTRAL_TAGS = {
    "ID": "AN",
    "YR": "PY",
    "DOI": "DO",
    "PM": "AN",
    "US": "UR",
    "KY": "KW",
    "PT": "M3",
    "NO": "IS",
    "PG": "SP",
}
"""CENTRAL's tags -> those of RIS."""
CENTRAL_RIS_TAGS = {**CENTRAL_TAGS, "XR": "C3"}
"""The same in CENTRAL's own RIS, which has PubMed's number under XR."""
