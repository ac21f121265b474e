"""What the queues of both panels learn from: the records' texts, and what this review has decided on them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from ..decisions import ScreeningDecision
from ..model import FullRecord, Record
from ..screening.learner import Learner

NEEDED = ("sklearn", "threadpoolctl")
"""What the extra `ranking` installs."""


def open_learner(records: Mapping[str, Record | FullRecord]) -> Learner | None:
    """A learner over titles and abstracts; None where the library of the extra `ranking` is not installed."""
    return Learner({i: join_text(r) for i, r in records.items()}) if all(map(find_spec, NEEDED)) else None


def list_labels(states: Mapping[str, ScreeningDecision]) -> dict[str, bool]:
    """Record id -> let in, without what is in conflict, or what people are unsure of."""
    words = {"include": True, "exclude": False}
    return {r: words[s.decision] for r, s in states.items() if s.decision in words}


def join_text(record: Record | FullRecord) -> str:
    sections = record.abstract if isinstance(record, FullRecord) else ()
    return " ".join((record.title, *(s.text for s in sections)))
