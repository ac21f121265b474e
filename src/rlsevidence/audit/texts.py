"""What the audit says in its own words: the texts `audit.…` of the catalogues. Pure."""

from __future__ import annotations

from ..language import say


def tell(key: str, language: str, **values: object) -> str:
    """The text `audit.KEY` in `language`, filled in; in English where a document's language has no catalogue."""
    return say(f"audit.{key}", language, **values)
