"""Search strategies: queries that PubMed can read and that say what their blocks say."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import UsageError
from ..layout import part_path
from ..model import Search
from ..sources.translate import LANGUAGES, WORDLESS, translate
from .rules import Context, Found, Said, rule


@rule("query-balance", "PubMed guesses at a query whose brackets or quotation marks do not balance.")
def _balance(context: Context) -> Iterator[Found]:
    for search in context.evidence.searches.values():
        for field in ("query", "broad_query", "first_pass"):
            text = getattr(search, field) or ""
            path = part_path("searches", search.id)
            if text.count("(") != text.count(")"):
                yield (
                    path,
                    (field,),
                    field,
                    Said(f"{text.count('(')} opening and {text.count(')')} closing brackets"),
                    "as many of one as of the other",
                )
            if text.count('"') % 2:
                yield path, (field,), field, Said("an odd number of quotation marks"), "an even number"


def join_blocks(search: Search) -> str:
    """The blocks as PubMed reads them: terms joined with OR in brackets, blocks with AND. White space is folded."""
    return " AND ".join(f"({' OR '.join(block.terms)})" for block in search.blocks)


def join_translated(search: Search) -> str:
    """The blocks in the language of the search's own database. UsageError where there is no way to say them."""
    return translate(search, search.source).query if search.blocks else ""


@rule("query-blocks", "The query is what runs and the blocks are what people review: they must be the same search.")
def _blocks(context: Context) -> Iterator[Found]:
    for search in context.evidence.searches.values():
        query = " ".join(search.query.split())
        if search.source not in {"pubmed", *LANGUAGES, *WORDLESS}:
            yield from _terms_in_query(search, query)
            continue
        try:
            joined = join_blocks(search) if search.source == "pubmed" else join_translated(search)
        except UsageError as error:
            path = part_path("searches", search.id)
            yield path, ("blocks",), "blocks", Said(str(error)), "blocks that can be put into its language, or none"
            continue
        if search.blocks and not query.startswith(joined):
            # Limits such as NOT (animals) may follow the blocks; nothing may stand between them.
            shared = next(
                (i for i, (a, b) in enumerate(zip(query, joined, strict=False)) if a != b), min(len(query), len(joined))
            )
            yield (
                part_path("searches", search.id),
                ("query",),
                "query",
                query[max(0, shared - 20) : shared + 40],
                f"…{joined[max(0, shared - 20) : shared + 40]}…, as the blocks say",
            )


def _terms_in_query(search: Search, query: str) -> Iterator[Found]:
    """Terms of blocks that the query of a database that is searched by hand does not hold: its syntax is its own."""
    said = query.casefold()
    for i, block in enumerate(search.blocks):
        for k, term in enumerate(block.terms):
            if " ".join(term.casefold().split()) not in said:
                field = f"blocks[{i}].terms[{k}]"
                expected = "a term that stands so in the query, as the database takes it"
                yield part_path("searches", search.id), ("blocks", i, "terms", k), field, term, expected


@rule("default-search", "Without a default search the main job would ask PubMed nothing.", across=True)
def _default(context: Context) -> Iterator[Found]:
    searches = context.evidence.searches
    if searches and not any(s.default for s in searches.values()):
        first = next(iter(searches.values()))
        yield part_path("searches", first.id), ("default",), "default", False, "default: true in at least one search"
