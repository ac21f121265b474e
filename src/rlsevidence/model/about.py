"""Whether PubMed's record is of another publication about an article: a notice, comment, letter or preprint. Pure.

Such a publication may bear the title, the authors and even the identifiers that were entered for the article. Its
kind is told by PubMed's publication types and by the links from it to what it is about.
"""

from __future__ import annotations

from .records import FullRecord, Record

ANOTHER = "PubMed's is another publication about it, or this one is"
KIND = "PubMed calls it a letter, a comment or the like"
NOTICES = frozenset(
    ["published erratum", "retraction of publication", "retraction notice", "expression of concern", "preprint"]
)
"""Publication types, folded, that no article about something else bears."""
REMARKS = frozenset(
    ["comment", "letter", "editorial", "news", "newspaper article", "clinical trial protocol", "interview",
     "patient education handout", "introductory journal article", "personal narrative", "biography"]
)  # fmt: skip
"""Publication types, folded, of what is often written about an article, and sometimes is the article itself."""
ABOUT_OTHERS = frozenset(["RetractionOf", "PartialRetractionOf", "ExpressionOfConcernFor", "ErratumFor"])
"""PubMed's kinds of link from a notice to what it is about."""


def tell_kind(here: Record, pubmed: Record, *, is_same_place: bool) -> str:
    """`ANOTHER` or `KIND` where PubMed's record is of such a kind and the one here is not, or the other way round.

    `is_same_place`: the DOI or the pages agree, so that a letter may be the article itself.
    """
    ours, theirs = ({t.casefold() for t in r.publication_types} for r in (here, pubmed))
    if (ours & NOTICES) != (theirs & NOTICES):
        return ANOTHER
    links = {c.type for c in pubmed.comments_corrections} if isinstance(pubmed, FullRecord) else set[str]()
    if links & ABOUT_OTHERS and not ours & NOTICES:
        return ANOTHER
    is_remark = theirs & REMARKS or "CommentOn" in links
    if not is_remark or ours & REMARKS or not ours:
        return ""
    return KIND if is_same_place else ANOTHER
