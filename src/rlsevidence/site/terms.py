"""Words of the vocabulary that explain themselves where they stand: a link into the glossary that carries its meaning.

Without a script it is a link like any other; with one the meaning is shown on hover, focus and touch (site.js). Once a
section, so that a page is not littered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from markupsafe import Markup, escape

from ..language.words import Words
from .render import Place
from .search import name_term

Name = Callable[[str, str | None], Markup]


def explain_terms(voice: Words, place: Place, groups: Collection[str]) -> Callable[[str], Name]:
    """For one page: section -> what names a word there. The first time in its section the word explains itself.

    `groups`: those of the glossary; words of others, and those whose meaning nobody has written, are only named.
    """
    seen: set[tuple[str, str, str]] = set()

    def choose(section: str) -> Name:
        def name(group: str, word: str | None) -> Markup:
            if word is None:
                return escape(voice.say("site.not_recorded"))
            said = voice.name(group, word)
            term = voice.vocabulary.get(group, {}).get(word)
            if group not in groups or term is None or (section, group, word) in seen:
                return escape(said)
            seen.add((section, group, word))
            link = f"{place.page('glossary.html')}#{name_term(group, word)}"
            return Markup('<a class="term" href="{}" data-means="{}">{}</a>').format(link, voice.read(term.means), said)

        return name

    return choose


GLOSSARY = (
    "certainty",
    "grade_domain",
    "grade_upgrade",
    "basis_rating",
    "direction",
    "wording",
    "verdict_word",
    "claim_kind",
    "stance",
    "directness",
    "indirect_because",
    "design",
    "read",
    "record_verification",
    "judgement",
    "tool",
    "study_term",
    "outcome",
    "result_kind",
    "screening_reason",
    "integrity_kind",
)
"""Groups of the vocabulary shown in the glossary, in the order shown."""
