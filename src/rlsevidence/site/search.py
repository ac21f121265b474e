"""What can be found on the pages of a language, as one small script: a file that a page from a folder can load.

An entry is (kind, title, text, path below the language's folder, words of the other languages, concepts that it speaks
of, those among them in its title, identifiers of its reports). The browser searches; nothing is asked of a network.
What means the same for a reader comes from the workspace (`search_words`), so that a word that no page has leads to the
claim that it is about.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ..judgement.sentences import propose_sentence
from ..language import say
from ..language.words import Words
from .render import cite
from .search_words import Subjects, list_against, list_elsewhere, list_endings, list_small, list_spellings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..model import Prose, Record, Study
    from ..workspace import Workspace

Entry = tuple[str, str, str, str, str, list[int], list[int], list[str]]
_REGISTERED = re.compile(r"\b([a-z]{3,9})(\d{8,14})\b")
"""A number of a trial registry: letters, then many digits."""
KINDS = ("claim", "study", "sentence", "term", "page", "notebook")
METHODS = ("certainty", "before_after", "depth", "wording")
"""The parts of the page on the method that the program words itself."""
PAGES = {
    "learn.html": "learn",
    "flow.html": "flow",
    "registry.html": "registry",
    "tables/index.html": "tables",
    "accessibility.html": "access",
}
"""Further pages, and where the catalogue has their titles and first words."""


def list_entries(
    review: Workspace,
    language: str,
    document_path: Callable[[str], str],
    groups: Sequence[str],
    notebooks: Mapping[str, str],
) -> Iterator[Entry]:
    """Every claim, sentence, study, term (`groups` of the vocabulary), page and notebook (name -> title).

    What fits equally well is shown in this order, headline claims before the others.
    """
    evidence = review.evidence
    voice = Words(language, evidence.vocabulary)
    subjects = Subjects(evidence)
    for s in sorted(review.summaries, key=lambda s: not s.claim.headline):
        texts = [voice.read(s.claim.statement), propose_sentence(s, language) or ""]
        texts += [voice.read(s.certainty.summary)] if s.certainty else []
        texts += [voice.say(f"site.{s.stale_words.name_mark()}")] if s.stale_words else []
        speaks, about = subjects.of_claim(s.claim)
        other = " ".join((_elsewhere(language, s.claim.title, s.claim.statement), *subjects.list_phrases(speaks)))
        kind, path = "headline" if s.claim.headline else "claim", f"claims/{s.claim.id}.html"
        yield kind, voice.read(s.claim.title), " ".join(texts), path, other, speaks, about, []
    for document, sentence in evidence.sentences:
        verdict = sentence.verdict
        text = [voice.name("verdict_word", verdict.word), voice.read(verdict.why)] if verdict else []
        old = next(filter(None, (s.find_stale(document.id, sentence.at) for s in review.summaries)), None)
        text += [voice.say(f"site.{old.name_mark('verdict')}")] if old and verdict else []
        path = f"{document_path(document.id)}#s{sentence.at.replace('.', '-')}"
        title, other = voice.read(sentence.says), " ".join((_elsewhere(language, sentence.says), *sentence.terms))
        about = subjects.of_texts((title, other))
        yield "sentence", f"{sentence.at} {title}", " ".join(text), path, other, about, [], []
    for study in evidence.studies.values():
        records = [evidence.records[r] for r in study.reports if r in evidence.records]
        finding = voice.read(study.finding)
        text = [voice.name("design", study.design), finding, *(f"{r.title} {cite(r)}" for r in records)]
        about = subjects.of_texts((finding, *(r.title for r in records)))
        other, numbers = _elsewhere(language, study.finding), list_identifiers(study, records)
        yield "study", study.label, " ".join(text), f"studies/{study.id}.html", other, about, [], numbers
    for group in groups:
        for word, entry in evidence.vocabulary.get(group, {}).items():
            path = f"glossary.html#{name_term(group, word)}"
            yield (
                "term",
                voice.read(entry.name),
                voice.read(entry.means),
                path,
                _elsewhere(language, entry.name),
                [],
                [],
                [],
            )
    yield from _list_pages(review, language)
    for name, title in notebooks.items():
        yield "notebook", title, "", f"notebooks/{name}.html", "", [], [], []


def _list_pages(review: Workspace, language: str) -> Iterator[Entry]:
    """What the program itself explains, in the words of its catalogue."""
    exposure = review.evidence.topic.exposure.name
    others = [code for code in review.evidence.topic.languages if code != language]

    def write(key: str, code: str) -> str:
        return say(f"site.{key}", code, exposure=exposure.in_language(code))

    for key in METHODS:
        title, text = write(f"method_{key}", language), write(f"method_{key}_text", language)
        other = " ".join(write(f"method_{key}", code) for code in others)
        yield "page", title, text, f"method.html#{key.replace('_', '-')}", other, [], [], []
    for path, key in PAGES.items():
        yield (
            "page",
            write(f"{key}_title", language),
            "",
            path,
            " ".join(write(f"{key}_title", c) for c in others),
            [],
            [],
            [],
        )


def list_identifiers(study: Study, records: Iterable[Record]) -> list[str]:
    """What reports of a study and its registration go by, in small letters, as the browser asks for them.

    A DOI, a PMID as digits, "pmc" and digits, a registration's letters and digits, an address without its scheme.
    """
    found: dict[str, None] = {}
    for record in records:
        found.update(dict.fromkeys(str(n).lower() for n in (record.doi, record.pmid, record.pmcid) if n))
        for given in (record.id, record.url):
            found.update(dict.fromkeys(_read_identifier(given) if given else ()))
    found.update(dict.fromkeys(_read_identifier(study.registration) if study.registration else ()))
    return list(found)


def _read_identifier(given: str) -> Iterator[str]:
    scheme, _, rest = given.lower().partition(":")
    if "//" in given:
        yield given.lower().partition("//")[2].removeprefix("www.").rstrip("/")
    elif scheme != "pubmed":
        yield rest
    for letters, digits in _REGISTERED.findall(given.lower()):
        yield letters + digits


def name_term(group: str, word: str) -> str:
    """The id of a term on the glossary's page."""
    return f"term-{group}-{word}".replace("_", "-")


def _elsewhere(language: str, *texts: Prose) -> str:
    return " ".join(list_elsewhere(language, texts))


def format_index(entries: Iterable[Entry], review: Workspace) -> str:
    """The script that a page loads."""
    evidence = review.evidence
    languages = evidence.topic.languages
    index = {
        "entries": list(entries),
        "concepts": Subjects(evidence).list_patterns(),
        "endings": list_endings(languages),
        "small": list_small(languages),
        "against": list_against(languages),
        "spellings": list_spellings(languages),
    }
    return f"window.searchIndex = {json.dumps(index, ensure_ascii=False, separators=(',', ':'))};\n"
