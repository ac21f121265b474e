"""An article -> its document file, sentence by sentence, with nothing decided yet. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from ..audit.article import Article
from ..audit.split import find_sentences, fingerprint
from .asked import make_slug

MOST_TERMS = 3
"""Words by which an edited sentence is known again. They are single words: no text of the article is kept."""
_WORD = re.compile(r"[^\W\d_]{4,}")


def draft_document(article: Article, name: str, language: str | None) -> dict[str, Any]:
    """The plain value of `documents/<name>.yaml`, marked as a draft. `language`: of the article, null when not told."""
    sentences = find_sentences(p.text for p in article.paragraphs)
    often = Counter(word for s in sentences for word in _list_words(s.text))
    return {
        "id": name,
        "title": article.title or PurePath(article.name).stem,
        "language": language,
        "sentences": [
            {
                "at": s.at,
                "says": None,
                "fingerprint": fingerprint(s.text),
                "terms": _choose_terms(s.text, often),
                "kind": None,
                "claims": [],
                "defects": [],
                "verdict": None,
            }
            for s in sentences
        ],
        "draft": True,
    }


def name_documents(articles: Iterable[Article]) -> list[str]:
    """An id for each, from the name of its file; a number behind it where two would be the same."""
    names: list[str] = []
    for article in articles:
        base = name = make_slug(PurePath(article.name).stem, "article")
        number = 1
        while name in names:
            number += 1
            name = f"{base}-{number}"
        names.append(name)
    return names


def _list_words(text: str) -> set[str]:
    return {w.casefold() for w in _WORD.findall(text)}


def _choose_terms(text: str, often: Counter[str]) -> list[str]:
    """The rarest words in the article, the longest among equals, in the order of the sentence."""
    # A sentence of short words only ('Gör så här:') is known by those; one without any word by its signs.
    found = _WORD.findall(text) or re.findall(r"\w+", text) or text.split()
    words = list(dict.fromkeys(w.casefold() for w in found))
    chosen = sorted(words, key=lambda w: (often[w], -len(w), w))[:MOST_TERMS]
    return [w for w in words if w in chosen]
