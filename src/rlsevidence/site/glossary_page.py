"""The words of the review, explained."""

from __future__ import annotations

from .frame import Frame, Page
from .search import name_term
from .terms import GLOSSARY


def make_glossary(frame: Frame) -> Page:
    vocabulary = frame.evidence.vocabulary
    groups = [(g, frame.say(f"glossary.{g}"), vocabulary[g]) for g in GLOSSARY if g in vocabulary]
    return frame.render("glossary.html.j2", "glossary.html", frame.say("glossary_title"), groups=groups, term=name_term)
