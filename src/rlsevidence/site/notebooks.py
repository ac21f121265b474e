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
from ..language import FIRST, say
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
    """A notebook as the middle part of a page, in `language`: that of the page where it is translated to it."""

    name: str
    title: str
    body: Markup
    language: str = FIRST


def render_notebooks(executed: Iterable[Executed]) -> tuple[RenderedNotebook, ...]:
    """Each notebook that has run as HTML, its figures ready to be drawn from a file.

    What was made of a notebook that is kept is kept beside it: its name tells of all that shapes it.
    """
    exporter = cache(_make_exporter)
    return tuple(_render(item, exporter) for item in executed)


def prepare() -> None:
    """Import what rendering takes, while one waits for a notebook anyhow."""
    import nbconvert  # noqa: F401


def choose_notebooks(rendered: Iterable[RenderedNotebook], language: str) -> tuple[RenderedNotebook, ...]:
    """Each notebook once: in `language` where there is one, else in the language that there is."""
    found: dict[str, RenderedNotebook] = {}
    for item in rendered:
        if item.name not in found or item.language == language:
            found[item.name] = item
    return tuple(found.values())


def _render(item: Executed, exporter: Callable[[str], HTMLExporter]) -> RenderedNotebook:
    kept = item.kept.with_suffix(".html")
    if kept.is_file():
        body = kept.read_text(encoding="utf-8")
    else:
        body, _ = exporter(item.language).from_notebook_node(item.notebook)
        store.write_atomic(kept, body)
    title = find_title(json.loads(item.kept.read_text(encoding="utf-8")))
    return RenderedNotebook(item.name, title or item.name, Markup(body), item.language)


def _make_exporter(language: str) -> HTMLExporter:
    from nbconvert import HTMLExporter
    from nbconvert.preprocessors import Preprocessor
    from traitlets.config import Config

    says = Words(language)
    name_table = says.say("site.table")

    class Offline(Preprocessor):
        """Makes every output something that a page from a file can show."""

        def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
            if cell.cell_type == "markdown":
                cell.source = re.sub(r"\]\((\w+)\.ipynb\)", r"](\1.html)", cell.source)
                if found := re.findall(r"^#+ +(.+)$", cell.source, re.MULTILINE):
                    resources["section"] = found[-1].strip()
                cell.metadata["section"] = resources.get("section", name_table)
            outputs = cell.get("outputs", [])
            for number, output in enumerate(outputs):
                data = output.get("data", {})
                if MIME in data:
                    figure = data[MIME]
                    words = _take_words(outputs, number + 1)
                    data.clear()
                    data["text/html"] = draw_output(figure, f"cell-{index}-{number}", words, language)
                elif "text/html" in data:
                    data.pop("application/vnd.jupyter.widget-view+json", None)  # no kernel answers a page
                    data["text/html"] = mend_table(
                        "".join(data["text/html"]), resources.get("section", name_table), language
                    )
            return cell, resources

    config = Config()
    config.HTMLExporter.preprocessors = [Offline]
    config.HTMLExporter.template_name = "nbconvert"
    config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES)]
    config.HTMLExporter.exclude_anchor_links = True
    config.HTMLExporter.filters = {
        "mend_table": lambda markup, title: mend_table(markup, title, language),
        "said": lambda key: says.say(f"site.{key}"),
    }
    config.HTMLExporter.embed_images = False
    return HTMLExporter(config=config)  # type: ignore[no-untyped-call]


_WORDS = re.compile(r'<p class="says">(.*?)</p>(.*)', re.DOTALL)
"""What `Drawn.to_html` writes after a figure: its sentence, and its table."""


def _take_words(outputs: list[NotebookNode], number: int) -> str:
    """The words of a figure, which the output after it holds; that output is taken away. Empty without."""
    if number < len(outputs):
        words = "".join(outputs[number].get("data", {}).get("text/html", ""))
        if _WORDS.match(words):
            del outputs[number]
            return words
    return ""


def draw_output(figure: dict[str, Any], name: str, told: str = "", language: str = FIRST) -> str:
    """A Plotly output as the same figure that the other pages have. `told`: its words, as `Drawn.to_html` has them."""
    says = speak(Words(language))
    title = (figure.get("layout", {}).get("title") or {}).get("text") or says["t"]("figure")
    title = html.unescape(re.sub(r"<[^>]+>", " ", title))
    words = _WORDS.match(told)
    picture, spec, height = draw_picture(figure, language)
    chart = Chart(
        id=name,
        title=title,
        text=html.unescape(words[1]) if words else "",
        columns=(),
        rows=(),
        picture=picture,
        spec=spec,
        height=height,
        # Safe in a page: `Drawn.to_html` has escaped every word.
        told=Markup(mend_table(words[2], title, language)) if words else None,
    )
    parts: Any = make_environment((language,)).get_template("parts.html.j2").make_module(says)
    return str(parts.figure(chart, says["t"], heading="p"))


def mend_table(markup: str, title: str, language: str = FIRST) -> str:
    """Tables without their own styles, a scope for each heading, and a frame that scrolls on a small screen.

    `title`: what they are called for who hears them: the heading that they stand under.
    """
    markup = re.sub(r"<style scoped>.*?</style>", "", markup, flags=re.DOTALL)
    name = html.escape(re.sub(r"[*_`]", "", html.unescape(title)))
    return re.sub(r"<table\b.*?</table>", lambda found: _mend_one(found[0], name, language), markup, flags=re.DOTALL)


def _mend_one(table: str, name: str, language: str) -> str:
    table = re.sub(r"<table\b[^>]*>", f"<table><caption>{name}</caption>", table, count=1)
    table = re.sub(r'(<t[hrd]) style="text-align: ?\w+;?"', r"\1", table).replace("<th></th>", "<td></td>")
    head, cut, body = table.partition("</thead>")
    if cut:
        if "<th" not in body:
            body = re.sub(r"(<tr[^>]*>\s*)<td\b[^>]*>(.*?)</td>", r"\1<th>\2</th>", body, flags=re.DOTALL)
        table = head.replace("<th>", '<th scope="col">') + cut + body.replace("<th>", '<th scope="row">')
    name = f"{say('site.table', language)}: {name}"
    return f'<div class="scroll" role="group" tabindex="0" aria-label="{name}">{table}</div>'
