"""The answers -> every file of a new workspace, as text. Pure but for what ships with the package."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from .. import __version__
from ..audit.article import Article
from ..layout import BY_FIELD, PARTS, SCHEMAS, part_path
from ..model import Document, Frozen, Protocol, Search, Topic, Vocabulary
from ..store import format_item, format_table
from ..store.schemas import build_schemas, format_editor_settings
from .article_draft import draft_document, name_documents
from .asked import Asked
from .explain import format_explained
from .shipped import list_requirements, read_notebooks, read_starter, read_starter_value

Plain = dict[str, Any]


@dataclass(frozen=True)
class GivenArticle:
    """An article to be split, and the language it is in; None when nobody has said."""

    article: Article
    language: str | None


def build_files(asked: Asked, articles: Sequence[GivenArticle], today: dt.date) -> dict[str, str]:
    """Path in the workspace -> text, for every file of it. Folders without a file yet hold an empty `.gitkeep`."""
    vocabulary = _vocabulary(asked)
    words = cast(Vocabulary, BY_FIELD["vocabulary"].validator.validate_python(vocabulary))
    names = name_documents(a.article for a in articles)
    evidence = {
        "vocabulary.yaml": format_item(vocabulary, read_starter("vocabulary.yaml")),
        "topic.yaml": _topic(asked, names, words),
        "protocol.yaml": _protocol(asked, today, words),
        "concepts.yaml": _concepts(asked),
        "people.tsv": "",
        part_path("searches", f"pubmed-{_slug(asked)}"): _search(asked, words),
        **{
            part_path("documents", name): _document(given, name, words)
            for name, given in zip(names, articles, strict=True)
        },
        "README.md": read_starter("evidence-README.md").replace("{table}", "\n".join(_list_parts())),
        "CHANGES.md": read_starter("CHANGES.md"),
        **{f"{SCHEMAS}/{name}": text for name, text in build_schemas(words).items()},
    }
    for part in PARTS:
        if part.optional or part.field == "runs":
            continue
        if part.form == "tsv":
            evidence[part.pattern] = format_table([], cast(type[Frozen], part.model))
        elif part.form == "jsonl":
            evidence[part.pattern] = ""
        elif part.is_folder and not any(path.startswith(f"{part.folder}/") for path in evidence):
            evidence[f"{part.folder}/.gitkeep"] = ""
    return {
        **{f"evidence/{path}": text for path, text in evidence.items()},
        **{f"notebooks/{name}": text for name, text in read_notebooks().items()},
        "README.md": _readme(asked),
        "environment.yml": _environment(asked),
        ".gitignore": read_starter("gitignore"),
        ".gitattributes": read_starter("gitattributes"),
        ".vscode/settings.json": format_editor_settings(),
    }


def _slug(asked: Asked) -> str:
    return f"{asked.exposure_word}-{asked.condition_word}"[:60].strip("-")


def _names(asked: Asked, code: str) -> dict[str, str]:
    """Exposure and condition in one language, in another where they have not been named in it."""
    first = {"exposure": asked.exposure, "condition": asked.condition}
    return {key: texts.get(code) or next(iter(texts.values())) for key, texts in first.items()}


def _say(asked: Asked, key: str) -> dict[str, str]:
    """One text of texts.yaml in each language in which exposure and condition are named; in the first otherwise."""
    texts = read_starter_value("texts.yaml")
    named = [c for c in asked.languages if c in asked.exposure and c in asked.condition] or [asked.languages[0]]
    return {code: texts[code][key].format(**_names(asked, code)) for code in named}


def _vocabulary(asked: Asked) -> Plain:
    """The starter's words in the languages of the workspace, with the exposure and the condition among them."""
    starter = read_starter_value("vocabulary.yaml")
    own = {
        "compound": {asked.exposure_word: {"name": dict(asked.exposure), "means": _say(asked, "exposure_means")}},
        "condition": {asked.condition_word: {"name": dict(asked.condition), "means": _say(asked, "condition_means")}},
    }
    return {
        group: {
            **own.get(group, {}),
            **{
                word: {key: _in_languages(texts, asked.languages) for key, texts in entry.items()}
                for word, entry in words.items()
                if word not in own.get(group, {})
            },
        }
        for group, words in starter.items()
    }


def _in_languages(texts: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    return {c: texts[c] for c in texts if c in languages} or dict(texts)


def _topic(asked: Asked, documents: Sequence[str], vocabulary: Vocabulary) -> str:
    value = {
        "title": dict(asked.title),
        "short": _say(asked, "short"),
        "question": _say_all(asked, "question"),
        "lead": _say(asked, "lead"),
        "languages": list(asked.languages),
        "exposure": {
            "word": asked.exposure_word,
            "name": dict(asked.exposure),
            "concept": asked.exposure_word,
        },
        "condition": {
            "word": asked.condition_word,
            "name": dict(asked.condition),
            "short": dict(asked.condition),
            "concept": asked.condition_concept,
        },
        "jurisdictions": [],
        "documents": list(documents),
        "substance": None,
    }
    about = (
        "What this workspace is about. Pages, notebooks, figures and commands learn their topic here and nowhere else. "
        "The review's method stands in protocol.yaml; the words that records are known by in concepts.yaml."
    )
    return format_explained(value, Topic, vocabulary, about=about)


def _say_all(asked: Asked, key: str) -> dict[str, str]:
    """A text of texts.yaml that names nothing, in every language of the workspace."""
    texts = read_starter_value("texts.yaml")
    return {code: texts[code][key] for code in asked.languages}


def _protocol(asked: Asked, today: dt.date, vocabulary: Vocabulary) -> str:
    starter = read_starter_value("protocol.yaml")
    given = {"title": next(iter(asked.title.values())), "dated": today, "question": _say(asked, "protocol")}
    wording = {
        key: _in_languages(item, asked.languages) if isinstance(item, dict) else item
        for key, item in starter["wording"].items()
    }
    strategies = {**starter["information_sources"], "strategies": [f"pubmed-{_slug(asked)}"]}
    held = {**starter, **given, "wording": wording, "information_sources": strategies}
    # What only people can write for a report is not begun for them.
    value = {name: held[name] for name, field in Protocol.model_fields.items() if field.is_required() or name in held}
    about = (
        "The protocol of a living review: what is asked, what is let in, what counts, how it is judged and how it is "
        "said. null is what is still to be written. What stands here already is how the program works; change what "
        "your review does otherwise. Later a change here is a change of method and gets a line under changes."
    )
    return format_explained(value, Protocol, vocabulary, about=about, written=read_starter("protocol.yaml"))


def _concepts(asked: Asked) -> str:
    value = {
        asked.exposure_word: {
            "mesh": [],
            "terms": _terms(asked.exposure),
            "why": "The exposure under its own name. Its MeSH headings, other names and spellings belong here.",
        },
        asked.condition_concept: {
            "mesh": [],
            "terms": _terms(asked.condition),
            "why": "The condition under its own name. Its MeSH headings, other names and abbreviations belong here.",
        },
    }
    head = (
        "# Concepts that a record may speak of: how each is recognised, in MeSH headings and in words, and why a term\n"
        "# stands here. A term is a regular expression over whole words, matched without regard to case. Tune it to\n"
        "# find rather than to be sure: a person decides, and what is not proposed is not seen.\n"
    )
    return format_item(value, head + format_item(value))


def _terms(texts: Mapping[str, str]) -> list[str]:
    """The names as terms: what has a meaning of its own in a regular expression stands for itself."""
    return list(dict.fromkeys(_escape(text) for text in texts.values()))


def _escape(text: str) -> str:
    return "".join(f"\\{c}" if c in r"\.^$*+?{}[]|()" else c for c in text)


def _search(asked: Asked, vocabulary: Vocabulary) -> str:
    exposure, condition = _names(asked, "en")["exposure"], _names(asked, "en")["condition"]
    value = {
        "id": f"pubmed-{_slug(asked)}",
        "title": f"{exposure} in {condition}",
        "source": "pubmed",
        "purpose": None,
        "claims": [],
        "default": True,
        "interval_months": 3,
        "query": None,
        "blocks": [
            {"concept": condition, "terms": [_tiab(condition)], "why": None},
            {"concept": exposure, "terms": [_tiab(exposure)], "why": None},
        ],
        "limits": "None.",
        "known_items": [],
        "rationale": None,
        "status": "not yet written",
        "written_by": None,
        "peer_reviewed_by": None,
        "draft": True,
    }
    about = "A search strategy, to be written: MeSH headings and more words in each block, then the query."
    return format_explained(value, Search, vocabulary, about=about)


def _tiab(text: str) -> str:
    plain = text.replace('"', "").replace("[", "").replace("]", "")
    return f'"{plain}"[tiab]' if " " in plain or not plain.isalnum() else f"{plain}[tiab]"


def _document(given: GivenArticle, name: str, vocabulary: Vocabulary) -> str:
    value = draft_document(given.article, name, given.language)
    about = (
        "An article under review, sentence by sentence. The printed text belongs to its publisher and is not kept: a "
        "sentence is known by its fingerprint or, once edited, by its terms. For each, says is a paraphrase in each "
        "language of the workspace, kind what it does, claims what it asserts: {claim: id, wording: a word, cue: at "
        "most four printed words}. Take the line draft away when every sentence has been read."
    )
    return format_explained(value, Document, vocabulary, about=about)


def _list_parts() -> Iterator[str]:
    for part in PARTS:
        noun = part.model or cast(type[Frozen], part.item)
        about = " ".join((noun.__doc__ or "").split("\n\n")[0].split())
        may = " (only where it is wanted)" if part.optional and part.field != "concepts" else ""
        yield f"| `{part.pattern.replace('{name}', '<id>')}` | {about}{may} |"


def _readme(asked: Asked) -> str:
    code = asked.languages[0]
    text = read_starter(f"README.{code}.md")
    title = asked.title.get(code) or next(iter(asked.title.values()))
    for key, value in {"title": title, "slug": _slug(asked), **_names(asked, code)}.items():
        text = text.replace(f"{{{key}}}", value)
    return text


def _environment(asked: Asked) -> str:
    lines = [
        "# The program and what it needs. Where rlsevidence is not in your package index, write the path of its folder",
        "# or wheel in place of the last line.",
        f"name: {json.dumps(_slug(asked))}",
        "channels:",
        "  - conda-forge",
        "  - nodefaults",
        "dependencies:",
        "  - python >=3.11",
        *(f"  - {json.dumps(need)}" for need in list_requirements()),
        "  - pip",
        "  - pip:",
        f"      - rlsevidence=={__version__}",
    ]
    return "\n".join(lines) + "\n"
