"""The verb that writes one figure as a file: figure."""

from __future__ import annotations

import html
import json
from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .. import store
from ..errors import UsageError
from ..unknown import tell_unknown
from .common import open_review

if TYPE_CHECKING:
    from ..figures import Drawn
    from ..workspace import Workspace

Draw = Callable[["Workspace", str, str], "Drawn"]


def list_figures() -> Mapping[str, tuple[bool, Draw]]:
    """Name -> (whether it is of one claim, what draws it from a workspace, a claim and a language)."""
    from .. import figures as f

    return {
        "albatross": (True, lambda r, c, lang: f.plot_albatross(r.judged(c), language=lang)),
        "claims-at-a-glance": (False, lambda r, _, lang: f.plot_claims_at_a_glance(r.summaries, language=lang)),
        "coverage": (False, lambda _, __, lang: f.plot_coverage(language=lang)),
        "directions": (True, lambda r, c, lang: f.plot_directions(r.judged(c), language=lang)),
        "doses": (False, lambda r, _, lang: f.plot_doses(r.evidence, language=lang)),
        "evidence-map": (False, lambda r, _, lang: f.plot_evidence_map(r.summaries, language=lang)),
        "flow": (False, lambda r, _, lang: f.plot_flow(r.flow, language=lang)),
        "forest": (True, lambda r, c, lang: f.plot_forest(r.judged(c), language=lang)),
        "registrations": (False, lambda r, _, lang: f.plot_registrations(r.trials, r.today, language=lang)),
        "risk-of-bias": (True, lambda r, c, lang: f.plot_risk_of_bias(r.evidence, r.judged(c), language=lang)),
        "risk-of-bias-bars": (True, lambda r, c, lang: f.plot_risk_of_bias_bars(r.judged(c), language=lang)),
        "timeline": (True, lambda r, c, lang: f.plot_timeline(r.judged(c), language=lang)),
        "verdict-history": (
            True,
            lambda r, c, lang: f.plot_verdict_history(r.history(c), r.evidence.claims[c], language=lang),
        ),
    }


def figure(args: Namespace) -> int:
    review = open_review(args)
    known = list_figures()
    if args.name not in known:
        raise UsageError(tell_unknown("figure", args.name, known))
    of_claim, draw = known[args.name]
    if of_claim and not args.claim:
        raise UsageError(f"{args.name} is of one claim: --claim CLAIM; there are: {', '.join(review.evidence.claims)}")
    if args.claim and not of_claim:
        raise UsageError(f"{args.name} is of the whole review: leave --claim out")
    language = args.language or review.evidence.topic.languages[0]
    if language not in review.evidence.topic.languages:
        raise UsageError(f"no language {language!r}; there are: {', '.join(review.evidence.topic.languages)}")
    out = Path(args.out)
    if out.suffix not in WRITERS:
        raise UsageError(f"{out}: expected a name that ends in {', '.join(WRITERS)}")
    store.write_atomic(out, WRITERS[out.suffix](draw(review, args.claim or "", language), language))
    print(out)
    return 0


def _write_page(drawn: Drawn, language: str) -> str:
    """The figure with its sentence and its table, as one file that needs no other."""
    head = f'<meta charset="utf-8"><title>{html.escape(drawn.title)}</title>'
    body = f"<h1>{html.escape(drawn.title)}</h1>\n{drawn.to_svg(language=language)}\n{drawn.to_html(language)}"
    return f'<!doctype html>\n<html lang="{language}"><head>{head}</head><body>\n{body}\n</body></html>\n'


def _write_json(drawn: Drawn, _: str) -> str:
    return json.dumps(drawn.spec.to_plain(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _write_png(drawn: Drawn, language: str) -> bytes:
    from ..reporting.raster import write_png

    return write_png(drawn.to_svg(language=language, titled=True))


WRITERS: Mapping[str, Callable[[Drawn, str], str | bytes]] = {
    ".png": _write_png,
    ".svg": lambda drawn, language: drawn.to_svg(language=language, titled=True) + "\n",
    ".html": _write_page,
    ".json": _write_json,
}
