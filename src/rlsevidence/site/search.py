"""What can be found on the pages of a language, as one small script: a file that a page from a folder can load.

An entry is (kind, title, text, path below the language's folder, words of the other languages). The browser searches;
nothing is asked of a network.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..judgement.sentences import propose_sentence
from ..language.words import Words
from ..model import Multilingual, Prose
from .render import cite

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..workspace import Workspace

Entry = tuple[str, str, str, str, str]
KINDS = ("claim", "study", "sentence", "term", "notebook")


def list_entries(
    review: Workspace,
    language: str,
    document_path: Callable[[str], str],
    groups: Sequence[str],
    notebooks: Mapping[str, str],
) -> Iterator[Entry]:
    """Every claim, study, sentence, term of the glossary (`groups` of the vocabulary) and notebook (name -> title)."""
    evidence = review.evidence
    voice = Words(language, evidence.vocabulary)
    for s in review.summaries:
        texts = [voice.read(s.claim.statement), propose_sentence(s, language) or ""]
        texts += [voice.read(s.certainty.summary)] if s.certainty else []
        texts += [voice.say(f"site.{s.stale_words.name_mark()}")] if s.stale_words else []
        other = _elsewhere(language, s.claim.title, s.claim.statement)
        yield "claim", voice.read(s.claim.title), " ".join(texts), f"claims/{s.claim.id}.html", other
    for study in evidence.studies.values():
        records = [evidence.records[r] for r in study.reports if r in evidence.records]
        text = [voice.name("design", study.design), voice.read(study.finding)]
        text += [f"{record.title} {cite(record)}" for record in records]
        numbers = " ".join(str(r.pmid) for r in records if r.pmid)
        path = f"studies/{study.id}.html"
        yield "study", study.label, " ".join(text), path, f"{_elsewhere(language, study.finding)} {numbers}".strip()
    for document, sentence in evidence.sentences:
        verdict = sentence.verdict
        text = [voice.name("verdict_word", verdict.word), voice.read(verdict.why)] if verdict else []
        old = next(filter(None, (s.find_stale(document.id, sentence.at) for s in review.summaries)), None)
        text += [voice.say(f"site.{old.name_mark('verdict')}")] if old and verdict else []
        path = f"{document_path(document.id)}#s{sentence.at.replace('.', '-')}"
        title = f"{sentence.at} {voice.read(sentence.says)}"
        yield "sentence", title, " ".join(text), path, " ".join((_elsewhere(language, sentence.says), *sentence.terms))
    for group in groups:
        for word, entry in evidence.vocabulary.get(group, {}).items():
            other = _elsewhere(language, entry.name)
            path = f"glossary.html#{name_term(group, word)}"
            yield "term", voice.read(entry.name), voice.read(entry.means), path, other
    for name, title in notebooks.items():
        yield "notebook", title, "", f"notebooks/{name}.html", ""


def name_term(group: str, word: str) -> str:
    """The id of a term on the glossary's page."""
    return f"term-{group}-{word}".replace("_", "-")


def _elsewhere(language: str, *texts: Prose) -> str:
    """The same texts in the other languages: what a reader may type although the page speaks another."""
    found = (
        t for text in texts if isinstance(text, Multilingual) for code, t in text.texts.items() if code != language
    )
    return " ".join(found)


def format_index(entries: Iterator[Entry]) -> str:
    """The script that a page loads."""
    listed = json.dumps(list(entries), ensure_ascii=False, separators=(",", ":"))
    return f"window.searchIndex = {listed};\n"
