"""One thing that waits for a person, its kinds, and what it weighs. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = (
    "unreadable",
    "retracted",
    "notice",
    "judge-again",
    "untagged-study",
    "known-unread",
    "conflict",
    "settle",
    "sign-off",
    "reread",
    "choose-directness",
    "broken-anchor",
    "unread",
    "link",
    "parted",
    "full-text",
    "included",
    "watch",
    "unscreened",
    "untagged",
    "unappraised",
    "unfinished",
    "unphrased",
    "unsure",
    "single",
    "unchecked",
    "translate",
)
"""In the order in which they are worth doing: what could change a verdict first, what only confirms one last."""


@dataclass(frozen=True)
class Todo:
    """One thing to do: its kind, what it is about, why, and the ids it touches.

    `values`: what `what` and `why` tell beside the ids, for whoever says them in another language.
    """

    kind: str
    what: str
    why: str
    ids: tuple[str, ...]
    weight: int
    values: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def to_plain(self) -> dict[str, Any]:
        return {"kind": self.kind, "what": self.what, "why": self.why, "ids": self.ids, "weight": self.weight}


def weigh_claims(headline: Container[str], claims: Iterable[str]) -> int:
    """What a thing weighs that touches `claims`: a headline claim as much as three others."""
    return sum(3 if c in headline else 1 for c in set(claims))
