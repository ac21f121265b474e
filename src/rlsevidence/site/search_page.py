"""The page that searches, and what it searches."""

from __future__ import annotations

import json

from .frame import Frame, Page
from .search import KINDS, format_index, list_entries
from .terms import GLOSSARY


def make_search(frame: Frame, index: str) -> Page:
    kinds = {kind: frame.say(f"search_kind.{kind}") for kind in KINDS}
    kb = -(-len(index.encode("utf-8")) // 1000)
    title = frame.say("search_title")
    return frame.render("search.html.j2", "search.html", title, kinds=json.dumps(kinds), index_kb=kb)


def make_index(frame: Frame) -> str:
    """The script with what the search page searches."""
    titles = {name: title for name, (title, _) in frame.titles.items()}
    entries = list_entries(frame.review, frame.language, frame.document_path, GLOSSARY, titles)
    return format_index(entries, frame.review)
