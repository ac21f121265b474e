"""One claim's verdict at a glance, to be shown elsewhere: a card as SVG, and a snippet that carries its own looks.

Both have the day, the certainty and whether a second person has checked it burnt in: a verdict that is passed on must
not lose what limits it. Neither asks anything of a network. Pure.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Sequence

from .. import __version__
from ..figures.svg_marks import draw_box, draw_line
from ..figures.svg_text import draw_text, fit_text, measure_height
from ..judgement.apart_said import mark_unsettled
from ..judgement.claim_summary import ClaimSummary
from ..judgement.proposed_said import say_unprinted
from ..judgement.sentences import propose_sentence
from ..language.words import Words
from ..model import Topic
from .render import format_rating

WIDTH, HEIGHT = 1200, 630
"""Pixels, as services that show a preview of a link expect them."""
BOLDER = 1.08
"""How much wider bold letters are than the others."""
INK, SOFT, LINE, OVER, FITS = "#1c2126", "#4d565f", "#d5d1c7", "#8f1d1d", "#175c37"
_SIZES = ((46, 40), (40, 34), (36, 29), (32, 25), (28, 21))
"""Sizes of the title and of the sentence, the largest that fit first."""


_PLAIN = (
    "margin:.4em 0;padding:0;border:0;background:none;text-align:left;text-indent:0;text-transform:none!important;"
    "letter-spacing:normal!important;font-style:normal!important;font-weight:400;line-height:1.4!important"
)


def _size(pixels: int) -> str:
    return f"font-size:{pixels}px!important"


def draw_card(summary: ClaimSummary, topic: Topic, today: dt.date, voice: Words) -> str:
    """The card of one claim as an SVG file of WIDTH by HEIGHT pixels."""
    title = voice.read(summary.claim.title)
    sentence = _say(summary, voice)
    room = WIDTH - 140
    for big, small in _SIZES:
        head, body = fit_text(_plain(title), big, room / BOLDER), fit_text(_plain(sentence), small, room)
        if measure_height(head, big) + measure_height(body, small) < 300:
            break
    out = [draw_box(0, 0, WIDTH, HEIGHT, "#fbfaf7", None, 0), draw_box(0, 0, 14, HEIGHT, _colour(summary), None, 0)]
    out.append(draw_text(70, 44, _plain(voice.read(topic.title)), size=24, colour=SOFT, place="below"))
    y = 92.0
    out.append(draw_text(70, y, _bold(head), size=big, colour=INK, place="below"))
    y += measure_height(head, big) + 18
    out.append(draw_text(70, y, body, size=small, colour=INK, place="below"))
    y = 418.0
    out.append(draw_line([(70, y), (WIDTH - 70, y)], LINE, 2))
    rating = _bold(_plain(_rate(summary, voice)))
    out.append(draw_text(70, y + 18, rating, size=30, colour=INK, place="below"))
    says = f"{voice.say('site.article_says')}: {_wording(summary, voice)}"
    out.append(draw_text(70, y + 64, _plain(says), size=24, colour=_colour(summary), place="below"))
    foot = fit_text(_plain(_limits(summary, today, voice)), 22, room)
    out.append(draw_text(70, HEIGHT - 34 - measure_height(foot, 22), foot, size=22, colour=SOFT, place="below"))
    name = html.escape(f"{title}: {_rate(summary, voice)}", quote=False)
    return _frame(name, out)


def draw_topic_card(topic: Topic, today: dt.date, voice: Words, counts: Sequence[str] = ()) -> str:
    """The card for pages that are about no claim: what the review asks, and no verdict, as an SVG file of that size.

    `counts`: sentences on all of it, such as how much has been checked by a second person.
    """
    title, question, room = voice.read(topic.title), voice.read(topic.question), WIDTH - 140
    for big, small in ((62, 48), (54, 44), *_SIZES):
        head, body = fit_text(_plain(title), big, room / BOLDER), fit_text(_plain(question), small, room)
        told = [fit_text(_plain(text), 30, room) for text in counts]
        used = measure_height(head, big) + measure_height(body, small)
        if used + sum(measure_height(text, 30) + 14 for text in told) < 370:
            break
    foot = f"{voice.say('site.as_of', date=today.isoformat())} {voice.say('site.not_advice_short')}"
    foot = fit_text(_plain(foot), 22, room)
    out = [draw_box(0, 0, WIDTH, HEIGHT, "#fbfaf7", None, 0), draw_box(0, 0, 14, HEIGHT, SOFT, None, 0)]
    out.append(draw_text(70, 70, _bold(head), size=big, colour=INK, place="below"))
    out.append(draw_text(70, 100 + measure_height(head, big), body, size=small, colour=INK, place="below"))
    y = 140 + used
    for text in told:
        out.append(draw_text(70, y, text, size=30, colour=INK, place="below"))
        y += measure_height(text, 30) + 14
    out.append(draw_text(70, HEIGHT - 34 - measure_height(foot, 22), foot, size=22, colour=SOFT, place="below"))
    return _frame(_plain(title), out)


def write_snippet(summary: ClaimSummary, topic: Topic, today: dt.date, voice: Words, page: str | None = None) -> str:
    """HTML that can be pasted into any page: no style sheet, no script. `page`: the whole address of the claim's page,
    to lead back to; without one nothing is linked, and words say where the box comes from."""

    # A page that it is pasted into may colour its own paragraphs, for a dark page in white, even with `!important`:
    # each line has its colour, and holds to it. Nor may that page's size, weight or case of letters change the words.
    def line(text: str, style: str, colour: str = INK, sign: str = "") -> str:
        hidden = f'<span aria-hidden="true" style="color:{colour}!important">{sign}</span>' if sign else ""
        return f'<p style="{_PLAIN};color:{colour}!important;{style}">{hidden}{html.escape(text)}</p>'

    colour = _colour(summary)
    parts = [
        line(voice.read(topic.title), _size(14), SOFT),
        line(voice.read(summary.claim.title), f"{_size(20)};font-weight:700!important"),
        line(_say(summary, voice), _size(17)),
        line(format_rating(summary, voice), f"{_size(16)};font-weight:700!important", sign=_draw_level(summary)),
        line(f"{voice.say('site.article_says')}: {_wording(summary, voice)}", _size(16), colour),
        line(_limits(summary, today, voice), _size(14), SOFT),
    ]
    if page:
        source = voice.say("site.snippet_source")
        led = f'<a href="{html.escape(page)}" style="color:{INK}!important;font:inherit">{source}</a>'
        parts.append(f'<p style="{_PLAIN};color:{INK}!important;{_size(16)}">{led}</p>')
    else:
        names = {"title": voice.read(topic.title), "claim": voice.read(summary.claim.title)}
        told = voice.say("site.snippet_from", **names, date=today.isoformat(), version=__version__)
        parts.append(line(told, _size(14), SOFT))
    style = f"max-width:40em;padding:.6em 1em;border:1px solid {LINE};border-left:6px solid {colour}"
    style += f";background:#fff!important;color:{INK}!important;font-family:sans-serif"
    return f'<aside lang="{voice.language}" style="{style}">\n' + "\n".join(parts) + "\n</aside>"


def describe_verdict(summary: ClaimSummary, today: dt.date, voice: Words) -> str:
    """What a service shows below a link to the claim: the sentence, and what limits it."""
    return f"{_say(summary, voice)} {_limits(summary, today, voice)}"


def _frame(name: str, drawn: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f" role=\"img\" font-family=\"'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif\">"
        f"<title>{name}</title>{''.join(drawn)}</svg>\n"
    )


def _say(summary: ClaimSummary, voice: Words) -> str:
    if summary.judged_by == "rules":
        return say_unprinted(summary, voice)
    return propose_sentence(summary, voice.language) or say_unprinted(summary, voice)


def _rate(summary: ClaimSummary, voice: Words) -> str:
    return _draw_level(summary) + format_rating(summary, voice)


def _draw_level(summary: ClaimSummary) -> str:
    word = summary.certainty_word if summary.judged_by == "person" else None
    filled = {"very_low": 1, "low": 2, "moderate": 3, "high": 4}.get(word or "", 0)
    return "●" * filled + "○" * (4 - filled) + " " if filled else ""


def _wording(summary: ClaimSummary, voice: Words) -> str:
    if summary.strongest_wording is None:
        return voice.say("site.not_in_document")
    return f"{voice.name('wording', summary.strongest_wording)} – {voice.name('gap', summary.gap)}"


def _limits(summary: ClaimSummary, today: dt.date, voice: Words) -> str:
    parts = [voice.say("site.as_of", date=today.isoformat())]
    if summary.pending and summary.judged_by == "person":  # else the card begins with it
        parts.append(voice.say("site.judgement_waits"))
    if mark := mark_unsettled(summary.apart, summary.changed_since, voice):
        parts.append(mark + ".")
    if summary.stale_words is not None:
        parts.append(voice.say(f"site.{summary.stale_words.name_mark()}"))
    if not summary.is_checked:
        parts.append(voice.say("site.unchecked") + ".")
    return " ".join([*parts, voice.say("site.not_advice_short")])


def _colour(summary: ClaimSummary) -> str:
    return {"over": OVER, "none": FITS}.get(summary.gap, SOFT)


def _plain(text: str) -> str:
    return html.escape(text, quote=False)


def _bold(text: str) -> str:
    return "<br>".join(f"<b>{line}</b>" for line in text.split("<br>"))
