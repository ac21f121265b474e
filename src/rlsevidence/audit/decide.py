"""A named person's verdict on one sentence, entered in the document's own file. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from ..errors import UsageError
from ..model import Document, Multilingual, Verdict
from ..unknown import tell_unknown
from .audited import Audit


def decide_verdict(
    document: Document,
    at: str,
    word: str,
    why: str,
    suggest: str | None,
    *,
    language: str,
    by: str,
    on: dt.date,
    people: Collection[str],
    words: Collection[str],
) -> Document:
    """`document` with the verdict of `by` on its sentence `at`. UsageError for a person, place or word unknown here."""
    if by not in people:
        raise UsageError(tell_unknown("reviewer", by, people, where=" in people.tsv"))
    if word not in words:
        raise UsageError(f"found {word!r}, expected one of: {', '.join(words)}")
    if not why.strip():
        raise UsageError("a verdict wants its reason: 'why' is empty")
    if at not in {s.at for s in document.sentences}:
        raise UsageError(f"{document.id} has no sentence {at}")
    verdict = Verdict(
        word=word,
        why=Multilingual.model_validate({language: why}),
        suggest=Multilingual.model_validate({language: suggest}) if suggest else None,
        decided_by=by,
        decided_on=on,
    )
    changed = tuple(s.model_copy(update={"verdict": verdict}) if s.at == at else s for s in document.sentences)
    return document.model_copy(update={"sentences": changed})


def find_place(audit: Audit, at: str) -> str:
    """Where the sentence `at` of an audited text stands in its known document. UsageError when it is in none."""
    passage = next((p for p in audit.passages if p.at == at), None)
    if passage is None:
        raise UsageError(f"the text has no sentence {at}")
    if audit.document is None or passage.known_at is None:
        raise UsageError(
            f"sentence {at} stands in no document of the workspace; enter the text first: "
            "rlsevidence init --article FILE"
        )
    return passage.known_at
