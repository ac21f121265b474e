"""Notebooks as pages: nbconvert with our own template, one shared copy of Plotly, nothing from the network."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from .charts import MIME, Chart, make_spec
from .kernels import Executed
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
    """Each notebook that has run as HTML, its figures ready to be drawn from a file."""
    exporter = _make_exporter()
    return tuple(_render(item, exporter) for item in executed)


def read_title(notebook: NotebookNode) -> str | None:
    """The first heading of a notebook."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (found := re.search(r"^# +(.+)$", cell.source, re.MULTILINE)):
            return found[1].strip()
    return None


def _render(item: Executed, exporter: HTMLExporter) -> RenderedNotebook:
    body, _ = exporter.from_notebook_node(item.notebook)
    return RenderedNotebook(item.name, read_title(item.notebook) or item.name, Markup(body))


def _make_exporter() -> HTMLExporter:
    from nbconvert import HTMLExporter
    from nbconvert.preprocessors import Preprocessor
    from traitlets.config import Config

    class Offline(Preprocessor):  # type: ignore[misc]
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
                    data["text/html"] = mend_table("".join(data["text/html"]))
            return cell, resources

    config = Config()
    config.HTMLExporter.preprocessors = [Offline]
    config.HTMLExporter.template_name = "nbconvert"
    config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES)]
    config.HTMLExporter.exclude_anchor_links = True
    config.HTMLExporter.embed_images = False
    return HTMLExporter(config=config)


def draw_output(figure: dict[str, Any], name: str) -> str:
    """A Plotly output as the same figure that the other pages have; its words stand beside it in the notebook."""
    layout = figure.get("layout", {})
    meta = layout.get("meta") or {}
    title = layout.get("title") or {}
    title = title.get("text") if isinstance(title, dict) else title
    chart = Chart(
        id=name,
        title=str(meta.get("title") or title or "Figure"),
        text=str(meta.get("text") or ""),
        columns=(),
        rows=(),
        spec=make_spec(figure, "en"),
        height=int(layout.get("height") or 450),
    )
    module = make_environment().get_template("parts.html.j2").make_module(speak("en"))
    return str(module.figure(chart, speak("en")["t"], heading="p"))


def mend_table(markup: str) -> str:
    """A pandas table without its own styles, with a scope to each heading and a frame that scrolls on a small screen."""
    if "<table" not in markup:
        return markup
    markup = re.sub(r"<style scoped>.*?</style>", "", markup, flags=re.DOTALL)
    markup = markup.replace(' border="1" class="dataframe"', "").replace(' style="text-align: right;"', "")
    markup = markup.replace("<th></th>", "<td></td>")
    head, cut, rest = markup.partition("</thead>")
    if cut:
        markup = head.replace("<th>", '<th scope="col">') + cut + rest.replace("<th>", '<th scope="row">')
    return f'<div class="scroll" role="region" tabindex="0" aria-label="Table">{markup}</div>'
