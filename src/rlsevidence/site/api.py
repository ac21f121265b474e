"""What programs read from the site: the same values as `rlsevidence show --format json`."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..judgement.summary import ClaimSummary, format_summary


def format_claims_json(summaries: Iterable[ClaimSummary]) -> str:
    """All claims as one JSON array, as in `show --format json`."""
    return json.dumps([format_summary(s) for s in summaries], ensure_ascii=False, indent=2) + "\n"
