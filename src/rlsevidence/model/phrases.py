"""What a printable sentence on a claim is made of: words for each language, and no verdict.

The certainty, or the basis, decides how the parts are joined, as in GRADE's informative statements (guidelines 26,
J Clin Epidemiol 2020;119:126); the parts themselves hold no degree of doubt or firmness.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from .base import LANGUAGE, Frozen, Slug, Text, Word
from .base import Field as _Field

LanguageCode = Annotated[str, _Field(pattern=LANGUAGE)]


class Predicate(Frozen):
    """What is said of the subject, in the forms that sentences of different firmness need."""

    finite: Text
    """The verb as in a plain sentence: 'eases', 'can cause'."""
    infinitive: Text
    """The verb as after 'may': 'ease', 'cause'."""
    object: Text
    """What follows the verb: whom, what, in which amount. No full stop."""
    probably: Text | None = None
    """The verb with the word for 'probably', where that does not stand at its usual place: 'can probably cause'."""
    maybe: Text | None = None
    """The verb with the word for 'possibly', where 'may' with the infinitive reads badly: 'has possibly'."""
    beside: Text | None = None
    """What a reader must be told beside results that go this way, as whole sentences: who is not covered where no
    harm shows, that one should not take what makes things worse. Such sentences are not offered without it."""


class PhraseParts(Frozen):
    """The parts of a sentence in one language. The first four make the claim, as cautiously as the words go."""

    subject: Text
    """What the sentence is about, in lower case unless it is a name."""
    finite: Text
    """The verb as in a plain sentence: 'eases', 'can cause'."""
    infinitive: Text
    """The verb as after 'may': 'ease', 'cause'."""
    object: Text
    """What follows the verb: whom, what, in which amount. No full stop."""
    probably: Text | None = None
    """The verb with the word for 'probably', where that does not stand at its usual place: 'can probably cause'."""
    maybe: Text | None = None
    """The verb with the word for 'possibly', where 'may' with the infinitive reads badly: 'has possibly'."""
    question: Text | None = None
    """The matter as a question within a sentence ('how often it harms'); without it: whether the subject does. A basis
    that is contested or unsupported says nothing without one: what is settled must not be put in doubt as a whole.
    Of a documented harm it follows the fact and asks only for its size: 'how often this happens'."""
    no_difference: Predicate | None = None
    """What is said where the results point to no difference: 'makes little or no difference to the pain'."""
    opposite: Predicate | None = None
    """What is said where the results point the other way: 'makes the pain worse'."""
    limits: Text | None = None
    """For whom or how far it does not hold, as whole sentences, true at any level that affirms the claim; without
    them, or some beside 'accepted', that gets no sentence."""
    beside: Mapping[str, Text] = {}
    """Level or rating -> what can be said for sure at it, as whole sentences: the authority's own figure, say. Of a
    documented harm, at 'contested' or 'unsupported', it says what is not known in place of 'sources disagree'."""
    at_risk: Text | None = None
    """Who is most at risk, as whole sentences; like the advice it stands at every level."""
    advice: Text | None = None
    """Advice on safety, as whole sentences; it follows the sentence however certain the claim is."""
    details: Text | None = None
    """What belongs in a box beside the sentence, as whole sentences: hours between medicines, further signs, who else
    should ask. It stands at every level and is no part of the sentence, which stays short enough to print."""


class Figure(Frozen):
    """An authority's own figure, found in dose-limits.yaml: the row with these three words. Parts call it {figure}."""

    authority: Text
    kind: Text
    counts: Text
    named: Mapping[LanguageCode, Text] = {}
    """Language code -> the authority as sentences call it ("the Swedish Food Agency"); `authority` where not said."""


class Phrases(Frozen):
    """The parts of a claim's printable sentences in each language, who wrote them, and who has read them since."""

    written_by: Slug
    """Who wrote them: an id of people.tsv."""
    checked_by: Slug | None
    """Who else has read them, for their language and for what they say; null until somebody has."""
    agrees_with: Annotated[str, Word("direction")] | None = None
    """The direction of results with which the claim agrees: harm for a harm, most often benefit for an effect."""
    documented_by: tuple[Slug, ...] = ()
    """Studies, labels or statements that show that the harm occurs, however often: with them the sentence states at
    every level that it can, and doubts how often or how much. It is never called no difference. They stand in
    `rests_on` too."""
    answered_by: tuple[Slug, ...] = ()
    """Studies, labels or statements that answer the question of its parts, however differently: with them it is never
    said that no source was found. They stand in `rests_on` too."""
    rests_on: tuple[Slug, ...] = ()
    """Studies behind what is said beside the claim: limits, figures, advice."""
    figure: Figure | None = None
    """An authority's own figure, in place of one of the claim's."""
    parts: Annotated[Mapping[LanguageCode, PhraseParts], _Field(min_length=1)]
    """Language code -> the parts in that language."""
