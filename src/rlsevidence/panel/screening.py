"""One person screening: the queue that learns, each decision written at once, undo, lists set aside, when to stop.

The panel in JupyterLab and the terminal are two faces of this. The queue is only an order: nothing leaves it but by a
decision, and what others decided does not show, nor move a record, before one has decided oneself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .. import clock, store
from ..decisions import WITHDRAWN, list_holding, needs
from ..decisions.later import choose_moment, is_overtaken, take_back
from ..decisions.stops import find_holding_stop
from ..errors import UsageError
from ..language import list_texts, say_number
from ..language.words import name_word
from ..model import FullRecord, Record, Screening, ScreeningStop
from ..screening.estimate import Estimate, estimate, make_stop, needs_draws, trace
from ..screening.keys import assign_keys
from ..screening.learner import due
from ..screening.queue import Queue, draw_queue, order_queue
from ..screening.said import describe_end
from ..screening.sequence import UNOPENED, drop_mark, mark_drawn, mark_out_of_order, read_in_order
from ..tagging.cards import find_records, has_abstract, list_bases
from ..workspace import Workspace
from .held_rows import HeldRows
from .learning import list_labels, open_learner
from .reviewer import check_reviewer

SHOWN = ("undecided", "unsure", "conflict", "decided", "unopened", "all")
"""Filters: what waits for this person, what they are unsure of, where people disagree, what they decided, what was set
aside in lists and opened by nobody, all."""
LISTED = 20
"""Records of a list that can be set aside at one stroke."""


@dataclass(frozen=True)
class Written:
    """What an undo takes back: rows written together, and of each the reviewer's rows that held before."""

    rows: tuple[Screening, ...]
    before: tuple[tuple[Screening, ...], ...]


class ScreenSession:
    """`queue`: what waits for this person, as it was ordered last."""

    def __init__(
        self,
        review: Workspace,
        reviewer: str,
        *,
        language: str | None = None,
        now: Callable[[], dt.datetime] = clock.read_now,
    ) -> None:
        """`reviewer` must stand in people.tsv; `language` be one of the workspace's, if given.
        UsageError otherwise."""
        check_reviewer(review, reviewer)
        self.review, self.reviewer, self._now = review, reviewer, now
        self.language = review.choose_language(language)
        self.texts: Mapping[str, str] = list_texts("screen.", self.language)
        self.records: Mapping[str, Record | FullRecord] = {r.id: r for r in review.records}
        self.keys = assign_keys(review.evidence.vocabulary["screening_reason"])
        self.revealed: set[str] = set()
        self.queue = Queue()
        self._undo: list[Written] = []
        self._made: list[Screening] = []
        self._last = ""
        self._held = HeldRows(review, self.records)
        self._learner = open_learner(self.records)
        self.refresh()
        self.learn()

    # ------------------------------------------------------------ reading

    def refresh(self) -> bool:
        """Read screening and stops again if their files have changed; true when they had."""
        return self._held.refresh()

    @property
    def unopened(self) -> frozenset[str]:
        """Records that somebody set aside in a list and nobody has opened."""
        return self._held.unopened

    @property
    def stops(self) -> Sequence[ScreeningStop]:
        """Every row of stops, of whoever."""
        return self._held.stops

    def own(self, record: str) -> Screening | None:
        """This person's decision that holds, of the latest stage; None when they have none."""
        return self._held.own(record, self.reviewer)

    def others(self, record: str) -> tuple[Screening, ...]:
        return self._held.others(record, self.reviewer)

    def state(self, record: str) -> str | None:
        found = self._held.states.get(record)
        return found.state if found else None

    def waits(self, record: str) -> bool:
        """Whether this person has still to decide: not where they have, nor where others agree or have settled it;
        again where chance has drawn what was only set aside in a list."""
        if record in self.queue.sample and record in self.unopened:
            return True
        return self.own(record) is None and needs(self._held.states.get(record), self.reviewer)

    def list_queue(self, shown: str = "undecided", words: str = "") -> list[str]:
        """The records that a filter of SHOWN lets through; what waits comes in the order of the queue.

        `words`: only records with that id, PMID or DOI, or with all of these words in the title.
        """
        if shown not in SHOWN:
            raise UsageError(f"no filter {shown!r}; there are: {', '.join(SHOWN)}")
        found = find_records(words, self.records.values()) if words.strip() else None
        tests: dict[str, Callable[[str], bool]] = {
            "undecided": self.waits,
            "unsure": lambda r: (own := self.own(r)) is not None and own.decision == "unsure",
            "conflict": lambda r: self.state(r) == "conflict",
            "decided": lambda r: self.own(r) is not None,
            "unopened": lambda r: r in self.unopened,
            "all": lambda _: True,
        }
        first = list(dict.fromkeys((*self.order, *self.records)))
        return [r for r in first if (found is None or r in found) and tests[shown](r)]

    def count(self) -> dict[str, int]:
        """Decided by this person, waiting for them, in conflict."""
        done = sum(self.own(r) is not None and not self.waits(r) for r in self.records)
        conflict = sum(self.state(r) == "conflict" for r in self.records)
        return {"done": done, "left": sum(self.waits(r) for r in self.records), "conflict": conflict}

    # ------------------------------------------------------------ the order

    def labels(self) -> dict[str, bool]:
        """What this review has decided, to learn from: neither what is in conflict nor what people are unsure of."""
        return list_labels(self._held.states)

    @property
    def is_due(self) -> bool:
        """Whether enough was decided since the order was learnt, or chance has to order from now on, or no more."""
        if bool(self.queue.sample) != self._needs_draws():
            return True
        return self.queue.learnt is None or due(len(self.labels()), self.queue.learnt)

    def _needs_draws(self) -> bool:
        return bool(self.unopened) and needs_draws(
            self._sequence(), any(r not in self._held.states and self.waits(r) for r in self.records)
        )

    def _is_open(self, record: str) -> bool:
        """Whether nobody has opened a record: it has no decision, or only that of a list."""
        return record not in self._held.states or record in self.unopened

    def is_draw(self, record: str) -> bool:
        """Whether it is the one that chance has drawn next from all that nobody has opened."""
        return record == next((r for r in self.order if r in self.queue.sample and self._is_open(r)), None)

    def learn(self) -> None:
        """The order anew. Before there is something to learn from, what can be read here comes first; where lists hide
        records and the order has done its work, what chance draws."""
        self.queue = replace(self.queue, sample=frozenset())
        waiting = sorted((r for r in self.records if self.waits(r)), key=lambda r: not has_abstract(self.records[r]))
        fresh = [r for r in waiting if r not in self._held.states]
        second = [r for r in waiting if r in self._held.states]
        if self._needs_draws():
            rest = [r for r in second if r not in self.unopened]
            self.queue = draw_queue({*fresh, *self.unopened}, rest, learnt=len(self.labels()))
            return
        done = sum(self.own(r) is not None for r in self.records)
        self.queue = order_queue(self._learner, self.labels(), fresh, second, done=done)

    @property
    def order(self) -> tuple[str, ...]:
        """What waits for this person, in the order of the queue."""
        return self.queue.order

    def list_skipped(self, above: Sequence[str]) -> tuple[str, ...]:
        """Of the records that stand above in a queue those that nobody has decided: they were passed over."""
        return tuple(r for r in above if self._is_open(r) and self.waits(r))

    @property
    def drawn(self) -> frozenset[str]:
        """What of it chance has put there."""
        return self.queue.drawn

    @property
    def has_learnt(self) -> bool:
        return self.queue.learnt is not None

    def explain(self, record: str) -> tuple[str, ...]:
        """The words that raise a record, where its place has been learnt."""
        return self.queue.explain(record)

    # ------------------------------------------------------------ what may be missed

    def _sequence(self) -> Any:
        return read_in_order(self._held.rows, self.records)

    def estimate(self) -> Estimate:
        return estimate(self._sequence())

    def trace(self) -> tuple[Estimate, ...]:
        return trace(self._sequence())

    @property
    def holding_stop(self) -> ScreeningStop | None:
        return find_holding_stop(self.stops)

    def say_stop(self) -> str:
        """Whether the screening has been stopped, by whom and on what estimate."""
        said = describe_end(
            self.stops, self.review.evidence.people, self.records, self._held.states, self.unopened, self.language
        )
        second = sum(r in self._held.states and r not in self.unopened and self.waits(r) for r in self.records)
        return f"{said} {say_number('stop.second', second, self.language)}" if second else said

    def stop(self, note: str = "") -> ScreeningStop:
        """Stop here: the estimate of now, in this person's name. UsageError where there is none, and where the rule
        would not stop yet and no reason is given."""
        self.refresh()
        now = self.estimate()
        note = " ".join(note.split())
        if not now.read:
            raise UsageError(self.texts["no_estimate"])
        if not now.enough and not note:
            raise UsageError(self.texts["why_early"])
        since = [*(r.decided_on for r in self._held.rows), *(s.decided_on for s in self.stops)]
        row = make_stop(now, self.reviewer, choose_moment(self._now(), since), note)
        store.add_stops(self.review.folder, [row])
        self.refresh()
        return row

    def go_on(self, note: str = "") -> ScreeningStop:
        """Go on after a stop, whoever decided it; UsageError where there is none."""
        self.refresh()
        held = self.holding_stop
        if held is None:
            raise UsageError(self.texts["not_stopped"])
        moment = choose_moment(self._now(), [s.decided_on for s in self.stops])
        changes = {"role": WITHDRAWN, "reviewer": self.reviewer, "decided_on": moment, "note": " ".join(note.split())}
        row = held.model_copy(update=changes)
        store.add_stops(self.review.folder, [row])
        self.refresh()
        return row

    # ------------------------------------------------------------ deciding

    def reveal(self, record: str) -> None:
        """Show all sides of a conflict, to settle it: what is decided after that is a consensus.

        UsageError when people do not disagree.
        """
        if self.state(record) != "conflict":
            raise UsageError(self.texts["no_conflict"])
        self.revealed.add(record)

    def decide(
        self,
        record: str,
        decision: str,
        reason: str,
        *,
        basis: str | None = None,
        note: str = "",
        found: bool = False,
        above: Sequence[str] = (),
    ) -> Screening:
        """Write one decision and return its row. UsageError for an unknown word; nothing is written then.

        `found`: the record was looked for, and not met in the order of the queue; `above`: what stands above it there.
        """
        self.refresh()
        below = bool(self.list_skipped(above))
        known = self.records[record]
        basis = basis or default_basis(known)
        if basis not in list_bases(known):
            raise UsageError(self.texts["basis_impossible"])
        if found or below:
            note = mark_out_of_order(note, below=below)
        elif self.is_draw(record):
            note = mark_drawn(note)
        row = self._make(record, decision, reason, basis, note)
        self._write([row])
        self.revealed.discard(record)
        return row

    def set_aside(self, records: Sequence[str], reason: str) -> tuple[Screening, ...]:
        """Leave several records out at one stroke, on their titles, which is all that a list shows: nobody has opened
        them, and the estimate counts each as possibly missed.

        UsageError where none is named, one of them no longer waits or was drawn at random; nothing is written then.
        """
        if not records:
            raise UsageError(self.texts["mark_first"])
        if any(r not in self.records or not self.waits(r) for r in records):
            raise UsageError(self.texts["list_moved_on"])
        if any(r in self.queue.sample for r in records):
            raise UsageError(self.texts["sample_singly"])
        made = [self._make(r, "exclude", reason, "title", UNOPENED) for r in dict.fromkeys(records)]
        self._write(made)
        return tuple(made)

    def _make(self, record: str, decision: str, reason: str, basis: str, note: str) -> Screening:
        words = self.review.evidence.vocabulary
        for word, group in ((decision, "screening_decision"), (reason, "screening_reason")):
            if word not in words[group]:
                said, those = list_texts("panel.", self.language), ", ".join(words[group])
                raise UsageError(said["one_of"].format(field=said[f"need.{group}"], found=repr(word), those=those))
        return Screening(
            record=record,
            stage="full_text" if basis == "full-text" else "title_abstract",
            decision=decision,
            reason=reason,
            basis=basis,
            role="consensus" if record in self.revealed else "screener",
            reviewer=self.reviewer,
            decided_on=self._choose_moment(record),
            note=" ".join(note.split()),
        )

    def _choose_moment(self, record: str) -> str:
        """After every row on this record, and after every other of this person: the order of reading is kept in it."""
        self._last = choose_moment(self._now(), [*self._held.list_moments(record, self.reviewer), self._last])
        return self._last

    def _write(self, rows: Sequence[Screening]) -> None:
        before = [self._holding(r) for r in rows]
        store.add_screening(self.review.folder, rows)
        self._undo.append(Written(tuple(rows), tuple(before)))
        self._made += rows
        self.refresh()

    def _holding(self, row: Screening) -> tuple[Screening, ...]:
        same = [r for r in self._held.groups.get(row.record, ()) if r.stage == row.stage]
        return tuple(r for r in list_holding(same) if r.reviewer == self.reviewer)

    def undo(self) -> tuple[Screening, ...]:
        """Take back what was written last, a whole list where it was one; empty when there is nothing.

        What the same person has changed in another window since stays as it is there; UsageError where that is all.
        """
        if not self._undo:
            return ()
        self.refresh()
        last = self._undo[-1]
        added, taken = list[Screening](), list[Screening]()
        for row, before in zip(last.rows, last.before, strict=True):
            same = [r for r in self._held.groups.get(row.record, ()) if r.stage == row.stage]
            if not is_overtaken(row, same, self._made):
                added += take_back(row, before, same, self._now())
                taken.append(row)
        if not taken:
            self._undo.pop()  # it is no more this window's to take back; the next undo is about what was before it
            raise UsageError(list_texts("panel.", self.language)["changed_since"])
        store.add_screening(self.review.folder, added)
        self._made += added
        self._undo.pop()
        self.refresh()
        return tuple(taken)

    # ------------------------------------------------------------ in words

    def name(self, group: str, word: str) -> str:
        return name_word(self.review.evidence.vocabulary, group, word, self.language)

    def name_row(self, row: Screening) -> str:
        """A decision in words: what was chosen, and the start of the record's title."""
        return f"{self.say_decision(row)}: {shorten(self.records[row.record].title)}"

    def say_decision(self, row: Screening) -> str:
        decision, reason = self.name("screening_decision", row.decision), self.name("screening_reason", row.reason)
        return f"{decision} ({reason})"

    def show_row(self, row: Screening) -> dict[str, str]:
        return {
            "who": row.reviewer + (f" ({self.texts['consensus']})" if row.role == "consensus" else ""),
            "said": self.say_decision(row),
            "note": drop_mark(row.note),
        }


def default_basis(record: Record | FullRecord) -> str:
    """What is shown of a record, which is what a decision rests on unless the person says otherwise."""
    return "abstract" if has_abstract(record) else "title"


def shorten(title: str) -> str:
    return title if len(title) <= 60 else f"{title[:59].rstrip()}…"


__all__ = ["LISTED", "SHOWN", "ScreenSession", "default_basis"]
