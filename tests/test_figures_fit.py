"""Every figure in Chromium, as wide and as narrow pages show it: no word is cut off, lies on another or leaves its box.

Words are measured when a figure is made, with a font that the reader may not have; here the browser measures them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence.cli.draw import list_figures
from rlsevidence.language.words import Words
from rlsevidence.site.charts import make_chart
from rlsevidence.site.design_picture import picture_design
from rlsevidence.site.study_picture import picture_study

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOOK = """() => {
  const found = [];
  document.querySelectorAll('section').forEach(part => {
    const svg = part.querySelector('svg'), frame = svg.getBoundingClientRect();
    const say = (...x) => found.push([part.id, ...x]);
    const lines = [...svg.querySelectorAll('tspan[x], text[x]')].map(t => ({
      words: t.textContent, at: t.getBoundingClientRect(), turned: t.closest('[transform]') !== null
    })).filter(l => l.words.trim());
    const boxes = [...svg.querySelectorAll('rect[stroke]')].map(r => r.getBoundingClientRect());
    lines.forEach((l, n) => {
      const a = l.at, x = (a.left + a.right) / 2, y = (a.top + a.bottom) / 2;
      if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1 || a.bottom > frame.bottom + 1)
        say('cut off', l.words);
      if (l.turned) return;
      lines.slice(n + 1).filter(m => !m.turned).forEach(m => {
        const wide = Math.min(a.right, m.at.right) - Math.max(a.left, m.at.left);
        const high = Math.min(a.bottom, m.at.bottom) - Math.max(a.top, m.at.top);
        if (wide > 2 && high > 4) say('on another', l.words, m.words);
      });
      const box = boxes.filter(b => b.left < x && x < b.right && b.top < y && y < b.bottom)
        .sort((b, c) => b.width * b.height - c.width * c.height)[0];
      if (box && (a.left < box.left - 1 || a.right > box.right + 1 || a.top < box.top - 2 || a.bottom > box.bottom + 2))
        say('leaves its box', l.words);
    });
  });
  return found;
}"""


def draw_all(review: rls.Workspace, language: str) -> Iterator[tuple[str, Any]]:
    """(name, picture) of every figure: those of the review, those of each claim, and that of each study."""
    for name, (of_claim, draw) in list_figures().items():
        for claim in review.evidence.claims if of_claim else ("",):
            picture = make_chart(draw(review, claim, language), language, "?").picture
            if picture:
                yield f"{name} {claim}", picture
    voice = Words(language, review.evidence.vocabulary)
    for study in review.evidence.studies.values():
        chart = picture_study(study, voice) or picture_design(study, voice)
        if chart and chart.picture:
            yield study.id, chart.picture


@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_word_of_a_figure_is_cut_off_or_covered(browser: Any, review: rls.Workspace, language: str) -> None:
    pictures = list(draw_all(review, language))
    forms = [(f"{name} wide", p.wide) for name, p in pictures]
    forms += [(f"{name} narrow", p.narrow) for name, p in pictures if p.narrow]
    assert len(forms) > 100
    body = "".join(f'<section id="{name}">{svg}</section>' for name, svg in forms)
    page = browser.new_page(viewport={"width": 1000, "height": 740})
    page.set_content(f'<!doctype html><html lang="{language}"><body>{body}</body></html>')
    found = page.evaluate(LOOK)
    page.close()
    assert found == []
