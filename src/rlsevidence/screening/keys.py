"""Which key stands for which decision and reason. Pure: the reasons are the vocabulary's, in its order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

LETS_IN = frozenset({"eligible", "eligible-indirect", "background", "registration"})
"""Reasons with which a record is let in; every other one, a workspace's own too, leaves it out."""
LETTERS, DIGITS = "asdfgh", "1234567890"
"""Keys of what lets a record in, and of what leaves it out. A reason beyond them has a button and no key."""
MAYBE = "m"
"""The key before a reason that makes the decision 'unsure'; a shift together with the reason's key does the same."""


@dataclass(frozen=True)
class Key:
    """`key` is empty where there are more reasons than keys."""

    key: str
    decision: str
    reason: str

    def to_plain(self) -> dict[str, str]:
        return asdict(self)


def assign_keys(reasons: Iterable[str]) -> tuple[Key, ...]:
    """A key for each reason, those that let in first; the order of the reasons stays."""
    known = list(reasons)
    let_in = [r for r in known if r in LETS_IN]
    left_out = [r for r in known if r not in LETS_IN]
    return tuple(
        Key(keys[i] if i < len(keys) else "", decision, reason)
        for keys, decision, group in ((LETTERS, "include", let_in), (DIGITS, "exclude", left_out))
        for i, reason in enumerate(group)
    )


__all__ = ["MAYBE", "Key", "assign_keys"]
