"""What every new workspace begins with, so that a checklist does not take it for what people decided. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

BEGUN: Mapping[str, str] = {
    "certainty": "da5411e4349d",
    "synthesis": "ebd171ed369f",
    "synthesis.missing_results": "87c90275ee98",
    "synthesis.otherwise": "7a4c6832648a",
    "synthesis.pooling": "8e0aa1f82563",
}
"""Place in protocol.yaml -> digest of what `rlsevidence init` writes there (a test compares them with its file)."""


def is_as_begun(place: str, value: Any) -> bool:
    """Whether a part of the protocol still says what a new workspace says: how the program works."""
    return BEGUN.get(place) == digest(value)


def digest(value: Any) -> str:
    """Twelve signs that stand for a value of YAML, whatever the order of its keys."""
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, default=lambda v: dict(v))
    return hashlib.sha256(plain.encode()).hexdigest()[:12]
