"""Notebooks as pages: nbconvert with our own template, one shared copy of Plotly, nothing from the network."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from .. import store
from ..language.words import Words
from .charts import MIME, Chart, draw_picture
from .kernels import Executed, find_title
from .render import make_environment, speak

if TYPE_CHECKING:
    from nbconvert import HTMLExporter
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class RenderedNotebook:
    """A notebook as the middle part of a page. The notebooks are written in English, whatever page they stand in."""

    name: str
    title: str
    body: Markup


def render_notebooks(executed: Iterable[Executed]) -> tuple[RenderedNotebook, ...]:
    """Each notebook that has run as HTML, its figures ready to be drawn from a file.

    What was made of a notebook that is kept is kept beside it: its name tells of all that shapes it.
    """
    exporter = cache(_make_exporter)
    return tuple(_render(item, exporter) for item in executed)


def _render(item: Executed, exporter: Callable[[], HTMLExporter]) -> RenderedNotebook:
    kept = item.kept.with_suffix(".html")
    if kept.is_file():
        body = kept.read_text(encoding="utf-8")
    else:
        body, _ = exporter().from_notebook_node(item.notebook)
        store.write_atomic(kept, body)
    title = find_title(json.loads(item.kept.read_text(encoding="utf-8")))
    return RenderedNotebook(item.name, title or item.name, Markup(body))


def _make_exporter() -> HTMLExporter:
    from nbconvert import HTMLExporter
    from nbconvert.preprocessors import Preprocessor
    from traitlets.config import Config

    class Offline(Preprocessor):
        """Makes every output something that a page from a file can show."""

        def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
            if cell.cell_type == "markdown":
                cell.source = re.sub(r"\]\((\w+)\.ipynb\)", r"](\1.html)", cell.source)
            for number, output in enumerate(cell.get("outputs", [])):
                data = output.get("data", {})
                if MIME in data:
                    figure = data[MIME]
                    data.clear()
                    data["text/html"] = draw_output(figure, f"cell-{index}-{number}")
                elif "text/html" in data:
                    data.pop("application/vnd.jupyter.widget-view+json", None)  # no kernel answers a page
                    data["text/html"] = mend_table("".join(data["text/html"]))
            return cell, resources

    config = Config()
    config.HTMLExporter.preprocessors = [Offline]
    config.HTMLExporter.template_name = "nbconvert"
    config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES)]
    config.HTMLExporter.exclude_anchor_links = True
    config.HTMLExporter.embed_images = False
    return HTMLExporter(config=config)  # type: ignore[no-untyped-call]


def draw_output(figure: dict[str, Any], name: str) -> str:
    """A Plotly output as the same figure that the other pages have; its words stand beside it in the notebook."""
    title = (figure.get("layout", {}).get("title") or {}).get("text") or "Figure"
    picture, spec, height = draw_picture(figure, "en")
    chart = Chart(
        id=name,
        title=html.unescape(re.sub(r"<[^>]+>", " ", title)),
        text="",
        columns=(),
        rows=(),
        picture=picture,
        spec=spec,
        height=height,
    )
    words = speak(Words("en"))
    parts: Any = make_environment(("en",)).get_template("parts.html.j2").make_module(words)
    return str(parts.figure(chart, words["t"], heading="p"))


def mend_table(markup: str) -> str:
    """Pandas tables without their own styles, a scope for each heading, and a frame that scrolls on a small screen."""
    markup = re.sub(r"<style scoped>.*?</style>", "", markup, flags=re.DOTALL)
    return re.sub(r"<table\b.*?</table>", lambda found: _mend_one(found[0]), markup, flags=re.DOTALL)


def _mend_one(table: str) -> str:
    table = re.sub(r"<table\b[^>]*>", "<table>", table).replace(' style="text-align: right;"', "")
    table = table.replace("<th></th>", "<td></td>")
    head, cut, body = table.partition("</thead>")
    if cut:
        table = head.replace("<th>", '<th scope="col">') + cut + body.replace("<th>", '<th scope="row">')
    return f'<div class="scroll" role="group" tabindex="0" aria-label="Table">{table}</div>'
