"""What of a review's own screening was read in the order of the queue, and what beside it. Pure.

The stopping rule holds for records read in an order that is at least as good as chance. So a record counts as read in
order when the first decision on it has a moment, and does not say that it was made out of order: rows with
a bare day (imported, entered at the start) and records that somebody went and looked for stand beside the sequence.
What was let in there counts as found; what was left out is nobody's sample.

A record that was set aside in a list, by its title among others, has been opened by nobody: a row of the table, and no
reading. It stays among those that are left, each of which may be a find, until somebody opens it. A list is chosen by a
person, so the order says nothing of what is in it; only what chance draws from all that nobody has opened does. Such
draws say so.

So does what is decided while a record above it has been passed over undecided: what is left then was chosen by a person
and is no longer the end of the order. Such decisions say so.

The urn of the rule keeps whatever left it in this way after the reading had begun: those records were there when the
last ones were drawn. Taking them out afterwards would leave the same finds in a smaller urn, and look like a sign that
little is left, although only records that nobody hoped for have been put away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ..decisions import WITHDRAWN, list_screened, moment_key
from ..model import Screening

OUT_OF_ORDER = "[out of order]"
"""How the note of a decision ends that was not made in the order of the queue."""
BELOW = f"[skipped above] {OUT_OF_ORDER}"
"""How it ends when a record that stood above it in the queue was left undecided."""
UNOPENED = f"[set aside in a list] {OUT_OF_ORDER}"
"""How it ends when the record was put away with others, by its title, and not opened."""
DRAWN = "[drawn at random]"
"""How it ends when chance drew the record from all that nobody had opened, those set aside in lists among them."""


@dataclass(frozen=True)
class Read:
    """`found`: for each record read in order, whether anybody let it in or is unsure; `given`: how many were let in
    beside that order, `aside`: how many left out beside it; `total`: records that the order is, or was, to go through;
    `below`: how many of those beside it the urn keeps: decided after the reading in order had begun, or while a record
    above them had been passed over. `unopened`: how many of `total` were set aside in lists and opened by nobody, the
    first of them after `listed_after` had been read; `draws`: the places in `found` of what chance drew from all that
    nobody had opened.
    """

    found: tuple[bool, ...]
    given: int
    aside: int
    total: int
    below: int = 0
    unopened: int = 0
    listed_after: int = 0
    draws: tuple[int, ...] = ()

    @property
    def relevant(self) -> int:
        """Records let in, in order and beside it."""
        return sum(self.found) + self.given


def read_in_order(rows: Iterable[Screening], records: Collection[str], until: str | None = None) -> Read:
    """What has been read of `records` by the rows of screening, those up to the moment `until` if one is given."""
    groups: dict[str, list[Screening]] = {}
    limit = moment_key(until) if until is not None else None
    for row in rows:
        if row.record in records and (limit is None or moment_key(row.decided_on) <= limit):
            groups.setdefault(row.record, []).append(row)
    ordered: list[tuple[str, str, bool, bool]] = []
    beside: list[tuple[str, bool]] = []
    listed: list[str] = []
    given = aside = 0
    for record, own in groups.items():
        holding = list_screened(own)
        if not holding:
            continue
        # Whoever settles has the last word; otherwise one who would let it in is enough, so that finds are not lost.
        settled = [r for r in holding if r.role == "consensus"]
        let_in = any(r.decision != "exclude" for r in settled or holding)
        # Where a record stands is when it was first read, whatever was changed; what was taken back is no reading.
        standing = [r for r in own if _stands(r, own)]
        if _is_unopened(holding):
            listed.append(min(moment_key(r.decided_on) for r in standing if r.note.endswith(UNOPENED)))
            continue
        first = min((r for r in standing if not r.note.endswith(UNOPENED)), key=lambda r: moment_key(r.decided_on))
        moment = moment_key(first.decided_on)
        if "T" in first.decided_on and not first.note.endswith(OUT_OF_ORDER):
            ordered.append((moment, record, let_in, first.note.endswith(DRAWN)))
        else:
            given += let_in
            aside += not let_in
            beside.append((moment, first.note.endswith(BELOW)))
    ordered.sort()
    began = ordered[0][0] if ordered else None
    below = sum(passed or (began is not None and moment >= began) for moment, passed in beside)
    return Read(
        found=tuple(hit for _, _, hit, _ in ordered),
        given=given,
        aside=aside,
        total=len(records) - given - aside,
        below=below,
        unopened=len(listed),
        listed_after=sum(moment < min(listed) for moment, *_ in ordered) if listed else 0,
        draws=tuple(place for place, (*_, drawn) in enumerate(ordered) if drawn),
    )


def list_unopened(rows: Iterable[Screening], records: Collection[str]) -> frozenset[str]:
    """The ids of `records` that were set aside in lists and that nobody has opened."""
    groups: dict[str, list[Screening]] = {}
    for row in rows:
        groups.setdefault(row.record, []).append(row)
    # Most records of a long table were never in a list: their notes alone tell it.
    listed = {i for i, own in groups.items() if any(r.note.endswith(UNOPENED) for r in own)}
    return frozenset(i for i in listed if i in records and _is_unopened(list_screened(groups[i])))


def _is_unopened(holding: Collection[Screening]) -> bool:
    """Whether all that holds of a record comes from lists; who opened one and took that back has not decided on it."""
    return bool(holding) and all(r.note.endswith(UNOPENED) for r in holding)


def _stands(row: Screening, own: Iterable[Screening]) -> bool:
    """Whether a row was not taken back since, or was said again in the same words."""
    if row.role == WITHDRAWN:
        return False
    since = [
        r
        for r in own
        if (r.reviewer, r.stage) == (row.reviewer, row.stage) and moment_key(r.decided_on) >= moment_key(row.decided_on)
    ]
    last = max((moment_key(r.decided_on) for r in since if r.role == WITHDRAWN), default="")
    same = {"decided_on": row.decided_on}
    return not last or any(moment_key(r.decided_on) > last and r.model_copy(update=same) == row for r in since)


def mark_out_of_order(note: str, *, below: bool = False) -> str:
    """A note that says so; `below`: because a record above was passed over."""
    return f"{note} {BELOW if below else OUT_OF_ORDER}".strip()


def mark_drawn(note: str) -> str:
    """A note that says that chance drew the record from all that nobody had opened."""
    return f"{note} {DRAWN}".strip()


def drop_mark(note: str) -> str:
    """A note as people wrote it."""
    for mark in (UNOPENED, BELOW, OUT_OF_ORDER, DRAWN):
        note = note.removesuffix(mark)
    return note.strip()
