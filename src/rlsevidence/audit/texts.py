"""What the audit says in its own words: the texts `audit.…` of the catalogues. Pure."""

from __future__ import annotations

from ..language import say, say_number


def tell(key: str, language: str, **values: object) -> str:
    """The text `audit.KEY` in `language`, filled in; in English where a document's language has no catalogue."""
    return say(f"audit.{key}", language, **values)


def tell_number(key: str, number: int, language: str, **values: object) -> str:
    """As `tell`, in the form that goes with `number`."""
    return say_number(f"audit.{key}", number, language, **values)
