"""A strategy written in blocks for PubMed, put clause by clause into the language of another database. Pure.

PubMed's own query stays the reference. What a database cannot say is never left out in silence: each clause tells what
was asked in its place and whether that finds more (wider), less (narrower), or cannot be asked at all (left out).

Sources of the languages: PubMed, https://pubmed.ncbi.nlm.nih.gov/help/#search-tags; Europe PMC,
https://europepmc.org/searchsyntax (TITLE, ABSTRACT, TITLE_ABS, KW, PUB_TYPE, AUTH, JOURNAL; a star ends a word, not a
phrase);
ClinicalTrials.gov, https://clinicaltrials.gov/find-studies/constructing-complex-search-queries (words are sought with
their variants and synonyms in the whole registration; there is no truncation); ISRCTN,
https://www.isrctn.com/page/search-tips (words are sought as they stand in the whole registration, with some other
endings; no synonyms, no truncation) and the programs that `isrctn` names (AND, OR, brackets and phrases).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ..errors import UsageError
from ..model import Multilingual, Prose, Search

TERM = re.compile(r'(?:"(?P<phrase>[^"]+)"|(?P<word>[^\s()"\[\]]+))(?:\[(?P<tag>[^\]]+)\])?')
_ONE = r'(?:"[^"]+"|[^\s()"\[\]]+)(?:\[[^\]]+\])?'
"""A term, where its parts do not matter."""
WHOLE = re.compile(r'(?:"(?P<phrase>[^"]+)"|(?P<word>[^()"\[\]]+?))(?:\s*\[(?P<tag>[^\]]+)\])?')
"""A term that stands by itself: several words before a tag are a phrase without its marks, as PubMed reads them."""
OPERATORS = frozenset({"AND", "OR", "NOT"})
TAGS = {
    "tiab": "tiab",
    "title/abstract": "tiab",
    "tw": "tw",
    "text word": "tw",
    "ti": "ti",
    "title": "ti",
    "ab": "ab",
    "abstract": "ab",
    "mesh": "mesh",
    "mh": "mesh",
    "mesh terms": "mesh",
    "mesh:noexp": "mesh:noexp",
    "mh:noexp": "mesh:noexp",
    "majr": "majr",
    "mesh major topic": "majr",
    "pt": "pt",
    "publication type": "pt",
    "ot": "ot",
    "dp": "dp",
    "pdat": "dp",
    "publication date": "dp",
    "date - publication": "dp",
    "la": "la",
    "lang": "la",
    "language": "la",
    "au": "au",
    "author": "au",
    "ta": "ta",
    "journal": "ta",
    "all": "",
    "all fields": "",
}
"""PubMed's field tags, in lower case -> the one name by which they go here."""


@dataclass(frozen=True)
class Clause:
    """One term and what was asked in its place. `effect`: same, wider, narrower or left_out; `why` unless the same."""

    concept: str
    term: str
    asked: str
    effect: str
    why: str = ""


@dataclass(frozen=True)
class Translation:
    """A strategy in the language of a database: the `query`, and what became of each clause."""

    search: str
    source: str
    query: str
    clauses: tuple[Clause, ...]

    @property
    def not_the_same(self) -> tuple[Clause, ...]:
        return tuple(c for c in self.clauses if c.effect != "same")

    @property
    def unsaid(self) -> tuple[str, ...]:
        """Concepts of which nothing is said, so that the search finds what has nothing to do with them too."""
        asked = {c.concept for c in self.clauses if c.asked}
        return tuple(dict.fromkeys(c.concept for c in self.clauses if c.concept not in {*asked, LIMITS}))

    def format_text(self) -> str:
        """The query, then what of PubMed's it does not say, concept by concept."""
        same = len(self.clauses) - len(self.not_the_same)
        lines = [self.query, "", f"{same} of {len(self.clauses)} clauses say the same as {self.search}."]
        lines += [f"NOTHING OF {c!r} CAN BE SAID: the search finds more, by a whole concept" for c in self.unsaid]
        for effect in ("left_out", "narrower", "wider"):
            found = [c for c in self.clauses if c.effect == effect]
            lines += [f"{effect.replace('_', ' ').capitalize()}: {len(found)}"] if found else []
            lines += [f"  [{c.concept}] {c.term} -> {c.asked or 'nothing'}: {c.why}" for c in found]
        return "\n".join(lines)


@dataclass(frozen=True)
class _Term:
    """A term of PubMed taken apart. `stars`: whether it ends in a star; `tag` '' for a term without one."""

    text: str
    words: str
    tag: str
    stars: bool

    @property
    def is_phrase(self) -> bool:
        return _is_phrase(self.words)


def _is_phrase(words: str) -> bool:
    return not re.fullmatch(r"\w+", words)


LIMITS = "limits"
"""The concept of what stands after the blocks."""
Say = Callable[[_Term], tuple[str, str, str]]


def translate(search: Search, source: str) -> Translation:
    """`search`, whose blocks are PubMed's, for the database `source`.

    A concept of which nothing can be said there is left out as a whole, and each of its clauses says so: the search
    finds more. UsageError for a database that has no translation, a term that is none of PubMed's, and a strategy of
    which nothing can be said.
    """
    if source not in LANGUAGES:
        raise UsageError(f"no translation into {source!r}; there are: {', '.join(LANGUAGES)}")
    if not search.blocks:
        raise UsageError(f"search {search.id!r} has no blocks to translate")
    say, tail_too = LANGUAGES[source]
    clauses: list[Clause] = []
    parts = []
    for block in search.blocks:
        try:
            own = [_clause(block.concept, term, say) for term in block.terms]
        except UsageError as error:
            raise UsageError(f"searches/{search.id}.yaml: block {block.concept!r}: {error}") from None
        said = list({c.asked.casefold(): c.asked for c in reversed(own) if c.asked}.values())[::-1]
        if said:
            parts.append(f"({' OR '.join(said)})")
        clauses += own
    if not parts:
        why = "; ".join(dict.fromkeys(c.why for c in clauses))
        raise UsageError(f"searches/{search.id}.yaml: nothing of its blocks can be said in {source!r} ({why})")
    query = " AND ".join(parts)
    if tail := _tail(search):
        asked, own_clauses = _say_tail(tail, say, tail_too)
        query += f" {asked}" if asked else ""
        clauses += own_clauses
    return Translation(search.id, source, query, tuple(clauses))


def _tail(search: Search) -> str:
    """What stands after the blocks in PubMed's query, such as a limit to people."""
    joined = " AND ".join(f"({' OR '.join(block.terms)})" for block in search.blocks)
    query = " ".join(search.query.split())
    return query.removeprefix(joined).strip() if search.source == "pubmed" and query.startswith(joined) else ""


def _clause(concept: str, term: str, say: Say) -> Clause:
    asked, effect, why = say(_read(term))
    return Clause(concept, term, asked, effect, why)


def _read(term: str) -> _Term:
    match = WHOLE.fullmatch(term.strip())
    if match is None:
        raise UsageError(
            f"found {term!r}, expected a term of PubMed: a word, or a phrase in quotation marks, and a [tag]"
        )
    words, tag = match["phrase"] or match["word"], (match["tag"] or "").strip().lower()
    return _Term(term, words.rstrip("*").strip(), TAGS.get(tag, f"?{tag}" if tag else ""), words.endswith("*"))


def _say_tail(tail: str, say: Say, is_said: bool) -> tuple[str, list[Clause]]:
    """The end of a query term by term.

    Limits that are all joined by AND go one by one: one that cannot be said is left out by itself, and the search finds
    more. With OR or NOT among them, all of it is left out when any of it cannot be said, since NOT turns meanings.
    """
    if not is_said:
        why = "limits after the blocks are for PubMed; a registry holds studies of people only"
        return "", [Clause(LIMITS, tail, "", "left_out", why)]
    clauses = []

    def put(match: re.Match[str]) -> str:
        if match[0] in OPERATORS:
            return match[0]
        clauses.append(_clause(LIMITS, match[0], say))
        return clauses[-1].asked

    asked = TERM.sub(put, tail)
    if re.fullmatch(rf"(?:AND\s+{_ONE}\s*)+", tail):
        return " ".join(f"AND {c.asked}" for c in clauses if c.asked), clauses
    if any(not c.asked for c in clauses):
        return "", [Clause(LIMITS, tail, "", "left_out", "a part of it cannot be said")]
    return asked, clauses


def write_strategy(search: Search, translation: Translation, name: str, called: str) -> Search:
    """A strategy file of the database that says what `search` says: its blocks, the query put into its language, and
    what that does not say under `limits`. Off until it is chosen, and read by nobody yet."""
    effects = list_effects(translation.clauses)
    told = ", ".join(f"{number} {effect.replace('_', ' ')}" for effect, number in effects.items())
    in_pubmed = translation.source == "europepmc"
    return search.model_copy(
        update={
            "id": name,
            "title": _add_words(search.title, f" ({called})"),
            "source": translation.source,
            "default": False,
            "query": translation.query,
            "first_pass": None,
            "broad_query": None,
            "broad_why": None,
            "wanted": (),
            "limits": f"{search.limits} Translated from {search.id}, clause by clause: {told}.",
            # What PubMed holds Europe PMC must find too; a registry holds none of it.
            "known_items": search.known_items if in_pubmed else (),
            "status": "translated, not yet run",
            "peer_reviewed_by": None,
        }
    )


# ---------------------------------------------------------------- the languages

EPMC_FIELDS = {
    "tiab": "TITLE_ABS",
    "ti": "TITLE",
    "ab": "ABSTRACT",
    "ot": "KW",
    "pt": "PUB_TYPE",
    "au": "AUTH",
    "ta": "JOURNAL",
}


def _say_europepmc(term: _Term) -> tuple[str, str, str]:
    quoted = f'"{term.words}"'
    if term.tag in ("mesh", "mesh:noexp", "majr"):
        heading, _, qualifier = term.words.partition("/")
        asked = f'KW:"{heading}"'
        if qualifier:
            return asked, "wider", f"the heading without {qualifier!r}, nor the headings below it"
        if term.tag == "majr":
            return asked, "wider", "the heading whether or not it is a major topic"
        if term.tag == "mesh:noexp":
            return asked, "same", ""
        return asked, "narrower", "the heading itself, without those below it in the tree; preprints have none"
    if term.tag.startswith("?"):
        return "", "left_out", f"no field of Europe PMC is known here for [{term.tag[1:]}]"
    if term.tag in ("au", "ta"):
        star = "*" if term.stars else ""
        return (f'{EPMC_FIELDS[term.tag]}:"{term.words}{star}"', "same", "")
    if term.tag == "la":
        return "", "left_out", "the form in which Europe PMC takes languages is not documented where we looked"
    if term.tag == "dp":
        return _say_years(term)
    if term.tag == "tw":
        word = f"{term.words}*" if term.stars and not term.is_phrase else quoted if term.is_phrase else term.words
        why = "text words are PubMed's names of substances and other fields too; here titles, abstracts, keywords"
        return f"(TITLE_ABS:{word} OR KW:{word})", "narrower", why
    field = f"{EPMC_FIELDS[term.tag]}:" if term.tag else ""
    if term.stars and term.is_phrase:
        both = f'({field}{quoted} OR {field}"{term.words}s")'
        return both, "narrower", "a phrase takes no star: as it stands and with an s"
    if term.stars:
        asked = f"{field}{term.words}*"
    else:
        asked = f"{field}{quoted}" if term.is_phrase or term.tag == "pt" else f"{field}{term.words}"
    if not field:
        return asked, "wider", "a word without a field is sought in the full text too"
    if term.tag == "tiab":
        return asked, "narrower", "without the authors' keywords, which [tiab] seeks in too"
    return asked, "same", ""


YEARS = re.compile(r"(\d{4})((?:/\d{1,2}){0,2})(?::(\d{4})((?:/\d{1,2}){0,2}))?")


def _say_years(term: _Term) -> tuple[str, str, str]:
    found = YEARS.fullmatch(term.words)
    if found is None:
        return "", "left_out", "no year or span of years, such as 2010:2020, can be read in it"
    first, day, last, end = found[1], found[2], found[3] or found[1], found[4]
    whole = not day and not end
    why = "" if whole else "by whole years"
    return f"PUB_YEAR:[{first} TO {last}]", "same" if whole else "wider", why


UNREGISTERED = {
    "pt": "publication type",
    "dp": "date of publication",
    "la": "language",
    "au": "authors",
    "ta": "journal",
}


def _lacks_in_registry(term: _Term, registry: str) -> str | None:
    """Why a register of trials cannot be asked for a term at all; None where it can."""
    if term.tag in UNREGISTERED:
        return f"a registration has no {UNREGISTERED[term.tag]}"
    if term.tag.startswith("?"):
        return f"no field of {registry} is known here for [{term.tag[1:]}]"
    if term.stars and not term.is_phrase:
        return "no truncation: write the endings out as terms of their own"
    return None


def _say_clinicaltrials(term: _Term) -> tuple[str, str, str]:
    if why := _lacks_in_registry(term, "ClinicalTrials.gov"):
        return "", "left_out", why
    heading, _, qualifier = term.words.partition("/") if term.tag.startswith("m") else (term.words, "", "")
    asked = f'"{heading}"' if _is_phrase(heading) else heading
    if term.stars:
        return asked, "narrower", "no truncation: as it stands, with the variants that the registry knows"
    if qualifier:
        return asked, "wider", f"as words of the registration, without {qualifier!r}"
    if term.tag.startswith("m"):
        return asked, "wider", "as words of the registration; there are no headings to be chosen"
    return asked, "wider", "sought in the whole registration, with variants and synonyms"


def _say_isrctn(term: _Term) -> tuple[str, str, str]:
    """Every word stands in quotation marks where the index would take it apart, or join it by OR."""
    if why := _lacks_in_registry(term, "ISRCTN"):
        return "", "left_out", why
    heading, _, qualifier = term.words.partition("/") if term.tag.startswith("m") else (term.words, "", "")
    asked = f'"{heading}"' if _is_phrase(heading) or heading in OPERATORS else heading
    if term.stars:
        return asked, "narrower", "no truncation: as it stands, with the endings that the registry knows"
    if term.tag == "mesh":
        return asked, "narrower", "the heading's own words in the registration, without synonyms or headings below it"
    if qualifier:
        return asked, "wider", f"as words of the registration, without {qualifier!r}"
    if term.tag.startswith("m"):
        return asked, "wider", "as words of the registration; there are no headings to be chosen"
    return asked, "wider", "sought in the whole registration, with some other endings; no synonyms"


WORDLESS = frozenset({"openalex", "crossref"})
"""Databases that are asked for works by their numbers, and have no blocks."""
LANGUAGES: Mapping[str, tuple[Say, bool]] = {
    "europepmc": (_say_europepmc, True),
    "clinicaltrials": (_say_clinicaltrials, False),
    "isrctn": (_say_isrctn, False),
}
"""Database -> how a term is said in it, and whether what stands after the blocks is."""


def list_effects(clauses: Iterable[Clause]) -> dict[str, int]:
    """How many clauses say the same, more, less, or nothing."""
    found = dict.fromkeys(("same", "wider", "narrower", "left_out"), 0)
    for clause in clauses:
        found[clause.effect] += 1
    return found


def _add_words(text: Prose, words: str) -> Prose:
    """The text with `words` behind it, in each language that it is in."""
    if isinstance(text, str):
        return text + words
    return Multilingual.model_validate({code: own + words for code, own in text.texts.items()})
