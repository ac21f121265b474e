"""The boxes of the flow: what each says, what it holds, and where it stands for the lines that it has. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from ..language.words import Words
from ..synthesis.flow import Flow

MANY = 5
"""So many searches of one database have a line each; more are counted together, or their box would outgrow the rest."""


def _list_sources(flow: Flow, counts: Mapping[str, int | None], voice: Words) -> list[str]:
    """One line a search where all are PubMed's and they are few, else one a database, or what of its searches has run
    and what has not: boxes have little room.

    Each says when it was last searched, and that a file brought it where no database was asked.
    """
    not_yet = voice.say("figure.flow.not-searched-yet")
    only_pubmed = {flow.sources.get(s, "pubmed") for s in counts} <= {"pubmed"}
    groups: dict[tuple[str, bool], list[str]] = {}
    for search in counts:
        waits = counts[search] is None
        if not only_pubmed:
            name = voice.name("search_source", flow.sources[search])
        elif len(counts) <= MANY:
            name = search.removeprefix("pubmed-")
        else:
            name = voice.say_number("figure.flow.searches", sum((n is None) is waits for n in counts.values()))
        groups.setdefault((name, waits and only_pubmed), []).append(search)
    lines = []
    for (name, _), searches in groups.items():
        done = [n for s in searches if (n := counts[s]) is not None]
        last = max((flow.last[s] for s in searches if s in flow.last), key=lambda d: d.day, default=None)
        # The number stays on one line, in a box that is narrow.
        said = f"n\u00a0=\u00a0{sum(done)}" if done else not_yet
        if done and last:
            said += f", {last.day}" + (f" ({voice.say('figure.flow.from-a-file')})" if last.by_file else "")
        lines.append(f"{name}: {said}")
    return lines


FEW = 3
"""So many files are named in the box of other methods; more are counted together."""


def _list_other(flow: Flow, voice: Words) -> list[str]:
    """What came by other methods: pages, and files that belong to no search, each by its name."""
    pages = flow.other_methods - sum(flow.files.values())
    if not flow.files:
        return [voice.say("figure.flow.seed-entry-from-public-pages"), f"n = {flow.other_methods}"]
    lines = [f"{voice.say('figure.flow.seed-entry-from-public-pages')}: n\u00a0=\u00a0{pages}"] if pages else []
    if len(flow.files) > FEW:
        number = sum(flow.files.values())
        return [*lines, f"{voice.say('figure.flow.files', number=len(flow.files))}: n\u00a0=\u00a0{number}"]
    return [*lines, *(f"{name}: n\u00a0=\u00a0{n}" for name, n in sorted(flow.files.items()))]


@dataclass(frozen=True)
class FlowBox:
    """One box: its name, from where to where it reaches across (hundredths of the width), what it says, what is in it.

    `holds`: names of the boxes of `Flow.boxes` whose ids it counts. `faint`: nothing has been counted for it yet.
    """

    name: str
    x0: float
    x1: float
    head: str
    lines: tuple[str, ...]
    faint: bool
    holds: tuple[str, ...]


ROWS = (
    ("identified", ("other_methods",)),
    ("all", ("duplicates",)),
    ("screened", ("excluded", "unsure")),
    ("let-through", ()),
    ("sought", ("studies:wanted",)),
    ("studies:read", ("excluded-after",)),
    ("studies", ("studies:unread",)),
)
"""The box on the left of each row, and those on its right, from the top."""
LEFT, RIGHT, NARROW = (0, 48), (52, 100), (52, 92)


def list_boxes(flow: Flow, *, language: str = "en") -> tuple[FlowBox, ...]:
    """The boxes of the flow as they are drawn, from the top, in the order of ROWS."""
    voice = Words(language, flow.vocabulary)
    only_pubmed = {flow.sources.get(s, "pubmed") for s in flow.databases} <= {"pubmed"}
    searches, cited = ([f"identified:{s}" for s in counts] for counts in (flow.databases, flow.citations))
    early = [f"excluded:{reason}" for reason in flow.excluded]
    late = [f"excluded-full-text:{reason}" for reason in flow.excluded_full_text]
    left_out, later = sum(flow.excluded.values()), sum(flow.excluded_full_text.values())
    studies = flow.full_text_read + flow.full_text_wanted

    def say_reasons(reasons: Mapping[str, int]) -> list[str]:
        return [f"{voice.name('screening_reason', r)}: {n}" for r, n in reasons.items()]

    of_which = [voice.say("figure.flow.of-which-excluded-there", n=later)] if later else []
    said: dict[str, tuple[str, list[str], list[str]]] = {
        "identified": (
            "figure.databases-pubmed" if only_pubmed else "figure.flow.databases-and-registers",
            _list_sources(flow, flow.databases, voice),
            searches,
        ),
        "other_methods": (
            "figure.other-methods",
            [*_list_other(flow, voice), *(_list_sources(flow, flow.citations, voice) if flow.citations else ())],
            ["other_methods", *cited],
        ),
        "all": (
            "figure.flow.all-identified",
            [f"n = {flow.screened + flow.duplicates + flow.unscreened}"],
            [*searches, *cited, "other_methods"],
        ),
        "duplicates": ("figure.flow.removed-before-screening", [f"n = {flow.duplicates}"], ["duplicates"]),
        "screened": (
            "figure.records-screened",
            [f"n = {flow.screened}", f"{voice.say('figure.waiting')}: {flow.unscreened}"],
            [*early, "unsure", "let-through"],
        ),
        "excluded": ("figure.records-excluded", [f"n = {left_out}", *say_reasons(flow.excluded)], early),
        "unsure": ("figure.undecided", [f"n = {flow.unsure}", voice.say("figure.flow.more-must-be-read")], ["unsure"]),
        "let-through": (
            "figure.flow.let-through",
            [
                f"n = {flow.included_records + later}",
                *of_which,
                voice.say("figure.flow.about-studies", included_studies=flow.included_studies),
            ],
            ["let-through"],
        ),
        "sought": ("figure.flow.studies-let-in", [f"n = {studies + later}", *of_which], ["studies", *late]),
        "studies:wanted": (
            "figure.flow.full-text-not-yet-read",
            [f"n = {flow.full_text_wanted}", voice.say("figure.flow.whether-sought-is-not-recorded")],
            ["studies:wanted"],
        ),
        "studies:read": (
            "figure.flow.assessed-in-full-text",
            [f"n = {flow.full_text_read + later}", *of_which],
            ["studies:read", *late],
        ),
        "excluded-after": (
            "figure.flow.excluded-after-full-text",
            [f"n = {later}", *say_reasons(flow.excluded_full_text)],
            late,
        ),
        "studies": (
            "figure.flow.studies-in-the-review-so",
            [
                f"n = {flow.included_studies}",
                f"{flow.primary_studies} {voice.say('figure.flow.primary-can-be-counted')}",
                f"{flow.informing_studies} {voice.say('figure.inform-not-counted')}",
            ],
            ["studies"],
        ),
        "studies:unread": (
            "figure.flow.included-without-full-text",
            [f"n = {flow.full_text_wanted}", voice.say("figure.flow.rest-on-abstracts")],
            ["studies:wanted"],
        ),
    }
    faint = {
        "identified": all(n is None for n in flow.databases.values()),
        "excluded-after": not later,
    }
    boxes = []
    for left, rights in ROWS:
        for name in (left, *rights):
            head, lines, holds = said[name]
            x0, x1 = LEFT if name == left else NARROW if name == "excluded-after" else RIGHT
            boxes.append(
                FlowBox(
                    name, x0, x1, voice.say(head), tuple(lines), faint.get(name, False), tuple(dict.fromkeys(holds))
                )
            )
    return tuple(boxes)


@dataclass(frozen=True)
class Placed:
    """Where boxes stand: name -> (upper edge, lower edge) in pixels from above; arrows (x0, y0, x1, y1), x in
    hundredths of the width; the height of it all in pixels."""

    edges: Mapping[str, tuple[float, float]]
    arrows: tuple[tuple[float, float, float, float], ...]
    height: float


def place_boxes(needed: Mapping[str, float], gap: float) -> Placed:
    """Rows as high as their fullest boxes need, `gap` pixels apart. `needed`: name -> pixels that its lines take.

    A box on the right that needs less stands at the foot of its row, from where its arrow leads on: stretched it would
    be mostly empty.
    """
    edges: dict[str, tuple[float, float]] = {}
    across: list[tuple[float, float, float, float]] = []
    y = 0.0
    for left, rights in ROWS:
        stacked = sum(needed[r] for r in rights) + gap / 2 * max(len(rights) - 1, 0)
        height = max(needed[left], stacked)
        edges[left] = (y, y + height)
        top = y + height - stacked
        for right in rights:
            edges[right] = (top, top + needed[right])
            middle = sum(edges[right]) / 2
            if right == "studies:unread":
                across.append((RIGHT[0], middle, LEFT[1], middle))
            elif right != "other_methods":
                across.append((LEFT[1], middle, RIGHT[0], middle))
            top = edges[right][1] + gap / 2
        y += height + gap
    down = [(24.0, edges[a][1], 24.0, edges[b][0]) for (a, _), (b, _) in pairwise(ROWS)]
    down.append((70, edges["other_methods"][1], 40, edges["all"][0]))
    # Past the narrower box between them.
    down.append((96, edges["studies:wanted"][1], 96, edges["studies:unread"][0]))
    return Placed(edges, (*down, *across), y - gap)
