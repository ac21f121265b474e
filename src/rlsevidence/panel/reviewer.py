"""Who decides, and in which language they are spoken to."""

from __future__ import annotations

from ..errors import UsageError
from ..workspace import Workspace


def check_reviewer(review: Workspace, reviewer: str) -> None:
    """UsageError for somebody who is not in people.tsv."""
    people = [p.id for p in review.evidence.people]
    if reviewer not in people:
        raise UsageError(
            f"no reviewer {reviewer!r} in people.tsv; there are: {', '.join(people)}. A decision needs a name; to "
            f"join: rlsevidence new person {reviewer} --name 'Your Name'"
        )


def choose_language(review: Workspace, language: str | None) -> str:
    """`language`, or English, or the workspace's first; UsageError for one that it does not have."""
    languages = review.evidence.topic.languages
    if language is None:
        return "en" if "en" in languages else languages[0]
    if language not in languages:
        raise UsageError(f"no language {language!r}; there are: {', '.join(languages)}")
    return language
