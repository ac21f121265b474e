"""What the page of a document needs to find a sentence that somebody types: words of language, names of the topic."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..audit.lexicon import read_lexicon
from ..audit.terms import fold, list_words, small_words
from ..model import Condition, Exposure, Topic


def list_finding_words(topic: Topic) -> str:
    """As JSON: `small` words that tell sentences apart from none, words to `pass` over between two wordings of one
    sentence, those that put first are `asking`, `endings` of one word by language, `names` that stand for one thing
    (the longer first), each with the word it is read as, and the `topic`'s words, which every sentence may hold."""
    lexicon = read_lexicon("nearness")
    names = {name: short for named in (topic.exposure, topic.condition) for name, short in _list_names(named)}
    several = sorted((n for n in names if " " in n), key=lambda n: (-len(n), n))
    return json.dumps(
        {
            "small": sorted({w for code in topic.languages for w in small_words(code)}),
            "pass": lexicon["pass"]["terms"],
            "asking": lexicon["asking"]["terms"],
            "endings": {code: lexicon.get(f"endings-{code}", {"terms": []})["terms"] for code in topic.languages},
            "names": [[name, names[name]] for name in several],
            "topic": sorted({w for name in (*names, *names.values()) for w in list_words(name) if len(w) > 2}),
        },
        ensure_ascii=False,
    )


def _list_names(named: Exposure | Condition) -> Iterable[tuple[str, str]]:
    """Each name of an exposure or a condition, and the one word that it is read as."""
    short = named.short.texts.values() if isinstance(named, Condition) else ()
    word = fold(named.word)
    for text in (*named.name.texts.values(), *short):
        yield fold(text), word
        # A long name is often cut: its last word ('syndrome', 'disease') is left out.
        if len(parts := fold(text).split()) > 2:
            yield " ".join(parts[:-1]), word
