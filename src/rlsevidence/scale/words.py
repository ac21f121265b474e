"""Text -> the words that a search sees. Pure; the same for queries and records, so that both meet.

Upper case, accents and marks do not count; a mark between letters parts words, so that 'cross-over' is the phrase
'cross over', 'Crohn's' is 'crohn s' and 'Ca2+' is 'ca2'. Source: PubMed's user guide on hyphens and special characters;
how PubMed itself cuts a possessive is not written there, which is a difference that `scan` states.
"""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile(r"[\W_]+")
_ASCII = {i: chr(i).lower() if chr(i).isalnum() else " " for i in range(128)}

_STOPWORDS = (
    "a about again all almost also although always among an and another any are as at be because been before being"
    " between both but by can could did do does done due during each either enough especially etc for found from"
    " further had has have having here how however i if in into is it its itself just kg km made mainly make may mg"
    " might ml mm most mostly must nearly neither no nor obtained of often on our overall perhaps pmid quite rather"
    " really regarding seem seen several should show showed shown shows significantly since so some such than that"
    " the their theirs them then there therefore these they this those through thus to upon use used using various"
    " very was we were what when which while with within without would"
)
STOPWORDS = frozenset(_STOPWORDS.split())
"""Words that PubMed passes over where they stand alone (its user guide, 'Stopwords')."""


def fold_words(text: str) -> str:
    """The words of `text`, one space between them, '' when there is none."""
    if text.isascii():  # most texts, at a third of the price
        return " ".join(text.translate(_ASCII).split())
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _MARKS.sub(" ", text.lower()).strip()


def join_fields(*texts: str) -> str:
    """Texts as one to search in: ' words \\n words ', so that a phrase is found within a field and never across two."""
    return "\n".join(f" {words} " for text in texts if (words := fold_words(text)))
