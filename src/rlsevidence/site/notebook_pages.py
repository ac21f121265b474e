"""The list of notebooks, and the page of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..tagging.untranslated import find_plain_language
from .frame import Frame, Page
from .marks import list_marked_words, mark_foreign, mark_outputs

if TYPE_CHECKING:
    from .notebooks import RenderedNotebook


def make_notebooks(frame: Frame, found: Sequence[RenderedNotebook] = ()) -> Iterator[Page]:
    """The list of notebooks and a page for each, which alone change with what a notebook shows."""
    title = frame.say("notebooks_title")
    yield frame.render("notebooks.html.j2", "notebooks/index.html", title, notebooks=found)
    marked = list_marked_words(frame.evidence, frame.review.summaries)
    plain = find_plain_language(frame.evidence)
    foreign: frozenset[str] = frame.given["foreign"]
    named: Callable[[str], str] = frame.given["named"]
    for number, notebook in enumerate(found):
        yield frame.render(
            "notebook.html.j2",
            f"notebooks/{notebook.name}.html",
            notebook.title,
            needs_plotly='class="plot"' in notebook.body,
            body=Markup(mark_foreign(mark_outputs(notebook.body, marked, frame.words), foreign, plain, named)),
            spoken=notebook.language,
            before=found[number - 1] if number else None,
            after=found[number + 1] if number + 1 < len(found) else None,
        )
