"""Which pages there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from ..judgement.changing import Changing
from ..judgement.claim_summary import ClaimSummary
from ..model import Document, Study
from .access import PARTS as ACCESS
from .cards import make_cards
from .claim_page import find_changing, make_claim, make_snippet
from .document_pages import make_document, make_documents
from .feed import write_feed
from .frame import Frame, Page
from .front_page import make_front
from .glossary_page import make_glossary
from .learn_page import make_learn
from .method_page import make_method
from .notebook_pages import make_notebooks
from .registry_page import make_registry
from .reporting_pages import make_reporting
from .search_page import make_index, make_search
from .study_pages import make_studies, make_study

if TYPE_CHECKING:
    from .notebooks import RenderedNotebook


class PageMaker(Frame):
    """Makes the pages of one workspace in one language."""

    def make(self) -> Iterator[Page]:
        """Every page of the language but those of the notebooks."""
        yield self.index()
        for summary in self.review.summaries:
            yield self.claim(summary)
        yield self.studies()
        for study in self.evidence.studies.values():
            yield self.study(study)
        yield self.registry()
        yield from self.documents()
        yield self.render("audit.html.j2", "audit.html", self.say("audit_title"))
        yield self.method()
        yield from self.reporting()
        yield self.glossary()
        yield self.search()
        yield self.learn()
        yield self.render("access.html.j2", "accessibility.html", self.say("access_title"), parts=ACCESS)

    def index(self) -> Page:
        return make_front(self)

    def claim(self, summary: ClaimSummary) -> Page:
        return make_claim(self, summary)

    def cards(self) -> Iterator[tuple[str, bytes]]:
        """(path, content) of each claim's verdict, to be shown elsewhere; see `make_cards`."""
        return make_cards(self)

    def feed(self) -> str:
        """How the verdicts moved, for programs that follow them; nothing of a claim that is withheld."""
        shown = [s for s in self.review.summaries if not s.withheld]
        moves = [(s, self.review.history(s.claim.id)) for s in shown]
        return write_feed(moves, self.evidence, self.words, self.address)

    def changing(self, summary: ClaimSummary) -> Changing | None:
        """What would change a claim's verdict; see `find_changing`."""
        return find_changing(self, summary)

    def snippet(self, summary: ClaimSummary) -> str:
        return make_snippet(self, summary)

    def studies(self) -> Page:
        return make_studies(self)

    def study(self, study: Study) -> Page:
        return make_study(self, study)

    def registry(self) -> Page:
        """Registered trials beside their reports."""
        return make_registry(self)

    def documents(self) -> Iterator[Page]:
        return make_documents(self)

    def document(self, document: Document) -> Page:
        return make_document(self, document)

    def method(self) -> Page:
        return make_method(self)

    def reporting(self) -> Iterator[Page]:
        """What the review says of itself: the flow, tables for papers, drafts, the API."""
        return make_reporting(self)

    def glossary(self) -> Page:
        return make_glossary(self)

    def learn(self) -> Page:
        return make_learn(self)

    def search(self) -> Page:
        return make_search(self, self.search_index())

    def search_index(self) -> str:
        """The script with what the search page searches."""
        return self._search_index

    @cached_property
    def _search_index(self) -> str:
        return make_index(self)

    def notebook_pages(self, found: Sequence[RenderedNotebook] = ()) -> Iterator[Page]:
        """The list of notebooks and a page for each, which alone change with what a notebook shows."""
        return make_notebooks(self, found)
