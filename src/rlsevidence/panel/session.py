"""One reviewer at work: the queue, each decision written at once, undo, and what others decide meanwhile.

The panel in JupyterLab and the terminal are two faces of this. Every decision is a row on disk before the next card
shows. Undo never deletes (see `decisions.later`), so history is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .. import clock, store
from ..decisions import Decision, list_holding, summarise_decisions
from ..decisions.later import choose_moment, is_overtaken, take_back
from ..errors import EvidenceError, RlsEvidenceError, UsageError
from ..language import list_texts
from ..language.words import name_word
from ..layout import part_path
from ..model import FullRecord, Record, Screening, SuggestedTag, Tag
from ..model.linked import move_rows
from ..screening.queue import Queue, order_queue
from ..screening.sequence import mark_out_of_order
from ..tagging.anchors import make_anchor
from ..tagging.cards import (
    SHOWN,
    Own,
    Pair,
    build_card,
    count_progress,
    find_records,
    has_abstract,
    list_bases,
    list_pairs,
    see_own,
)
from ..workspace import Workspace
from .learning import list_labels, open_learner
from .reviewer import check_reviewer
from .why_said import say_why


@dataclass(frozen=True)
class Undoable:
    """What an undo takes back: the row that was written and the reviewer's rows that held before it."""

    written: Tag | Screening
    before: tuple[Tag | Screening, ...]


class ReviewSession:
    """The queue of one reviewer. Reads tags and screening again whenever another process has written them."""

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
        language = review.choose_language(language)
        self.review, self.reviewer, self.language, self._now = review, reviewer, language, now
        self.texts: Mapping[str, str] = list_texts("panel.", language)
        self.records: Mapping[str, Record | FullRecord] = {r.id: r for r in review.records}
        # Suggested whether decided or not: a second reviewer is shown the same suggestion as the first.
        self.suggestions: Mapping[Pair, SuggestedTag] = {(s.claim, s.record): s for s in review.all_suggestions}
        self.pairs = list_pairs(review.settled, self.suggestions.values())
        self.new_records = _list_new(review)
        self.revealed: set[Pair] = set()
        self._undo: list[Undoable] = []
        self._made: list[Tag | Screening] = []
        self._stamps: dict[str, tuple[int, int] | None] = {}
        self._tags: dict[Pair, list[Tag]] = {}
        self._screening: list[Screening] = []
        self._decisions: Mapping[Pair, Decision] = {}
        self.refresh()

    # ------------------------------------------------------------ reading

    def refresh(self) -> bool:
        """Read tags and screening again if their files have changed; true when they had."""
        changed = False
        for field in ("tags", "screening"):
            file = self.review.folder / part_path(field)
            state = file.stat()
            stamp = (state.st_mtime_ns, state.st_size)
            if self._stamps.get(field) == stamp:
                continue
            model: Any = Tag if field == "tags" else Screening
            rows, _, problems = store.parse_table(file.read_text(encoding="utf-8"), file.name, model)
            # After a merge by union rows may be out of order until `fmt`; that hinders nobody from reading them.
            broken = [p for p in problems if p.rule not in ("sorted", "row-twice")]
            if broken:
                raise EvidenceError(f"{file.name} must be mended before the review can go on:", broken)
            rows = move_rows(self.review.evidence, rows)
            self._stamps[field] = stamp
            changed = True
            if field == "tags":
                self._tags = {}
                for tag in rows:
                    self._tags.setdefault((tag.claim, tag.record), []).append(tag)
                self._decisions = summarise_decisions(rows)
            else:
                self._screening = rows
        return changed

    def own(self, pair: Pair) -> Own:
        return see_own(self._tags.get(pair, ()), self._decisions.get(pair), self.reviewer)

    def list_queue(self, claim: str | None = None, shown: str = "undecided", words: str = "") -> list[Pair]:
        """The pairs of one claim (None: of all) that a filter of SHOWN lets through, in order.

        `words`: only records with that id, PMID or DOI, or with all of these words in the title; of those also pairs
        that nobody proposes, behind those that are proposed (see `_list_unproposed`). What can be read here comes
        first: a card without an abstract can hardly be decided. Records that nobody has screened stand behind those
        that were, in the order that the review's own screening teaches (see `screening.queue`).
        """
        if shown not in SHOWN:
            raise UsageError(f"no filter {shown!r}; there are: {', '.join(SHOWN)}")
        tests: dict[str, Callable[[Pair], bool]] = {
            "undecided": lambda p: self.own(p).row is None,
            "conflict": lambda p: self.own(p).conflict,
            "decided": lambda p: self.own(p).row is not None,
            "new": lambda p: p[1] in self.new_records,
            "all": lambda _: True,
        }
        found = find_records(words, self.records.values()) if words.strip() else None
        unproposed = self._list_unproposed(found, claim) if found is not None else ()
        queue = [
            p
            for p in (*self.pairs, *unproposed)
            if (claim is None or p[0] == claim) and (found is None or p[1] in found) and tests[shown](p)
        ]
        place = {r: i for i, r in enumerate(self.unscreened.order)}
        last = set(unproposed)
        return sorted(queue, key=lambda p: (p in last, not has_abstract(self.records[p[1]]), place.get(p[1], -1)))

    def _list_unproposed(self, found: Collection[str], claim: str | None) -> list[Pair]:
        """Pairs of records that were looked for which no rule proposes and no tag names: a person may see what rules do
        not.

        With a claim those of that claim; without one every claim of the one record that was found, and of each that no
        pair is there for.
        """
        there = set(self.pairs)
        paired = {r for _, r in there}
        claims = (claim,) if claim is not None else tuple(self.review.evidence.claims)
        return [
            (c, r)
            for r in self.records
            if r in found and (claim is not None or len(found) == 1 or r not in paired)
            for c in claims
            if (c, r) not in there and c in self.review.evidence.claims
        ]

    @cached_property
    def unscreened(self) -> Queue:
        """What nobody has screened, in the order that screening teaches; retracted records are not among it, they come
        first."""
        states = self.review.settled.screening
        waiting = dict.fromkeys(r for _, r in self.pairs if r not in states and not self.records[r].is_retracted)
        learner = open_learner(self.records) if waiting else None
        return order_queue(learner, list_labels(states), list(waiting))

    def _name_design(self, pair: Pair) -> str | None:
        suggestion = self.suggestions.get(pair)
        vocabulary = self.review.evidence.vocabulary
        design = suggestion.design if suggestion else None
        return name_word(vocabulary, "design", design, self.language) if design else None

    def card(self, pair: Pair) -> dict[str, Any]:
        """What is shown of one pair; see `cards.build_card`. Others' decisions only after one's own."""
        own = self.own(pair)
        claim, record = pair
        card = build_card(
            self.review.evidence.claims[claim],
            self.records[record],
            self.suggestions.get(pair),
            own,
            language=self.language,
            revealed=own.row is not None or pair in self.revealed,
            siblings=[c for c, r in self.pairs if r == record],
        )
        if card["suggestion"] is not None:
            told = say_why(card["suggestion"]["why"], self.language, self.review.evidence.vocabulary)
            card["suggestion"] = {**card["suggestion"], "why": told}
        return {
            **card,
            "design_name": self._name_design(pair),
            "settling": pair in self.revealed,
            "words": list(self.unscreened.explain(record)),
            "drawn": record in self.unscreened.drawn,
            "screened": [
                {"stage": s.stage, "decision": s.decision, "reason": s.reason}
                for s in list_holding([s for s in self._screening if s.record == record])
                if s.reviewer == self.reviewer
            ],
        }

    def name_reason(self, reason: str) -> str:
        """A reason of screening as people say it."""
        return name_word(self.review.evidence.vocabulary, "screening_reason", reason, self.language)

    def name_row(self, row: Tag | Screening) -> str:
        """A decision in words: what was chosen, and the start of the record's title."""
        title = self.records[row.record].title
        short = title if len(title) <= 60 else f"{title[:59].rstrip()}…"
        if isinstance(row, Tag):
            return f"{self.texts[f'stance:{row.stance}']}, {short}"
        return f"{self.texts[f'screening_decision:{row.decision}']} ({self.name_reason(row.reason)}), {short}"

    def progress(self) -> dict[str, dict[str, int]]:
        return count_progress(self.pairs, {p: self.own(p) for p in self.pairs})

    # ------------------------------------------------------------ deciding

    def reveal(self, pair: Pair) -> None:
        """Show both arguments of a conflict, to settle it: what is decided after that is a consensus.

        UsageError when reviewers do not disagree.
        """
        if not self.own(pair).conflict:
            raise UsageError(self.texts["no_conflict"])
        self.revealed.add(pair)

    def decide(
        self,
        pair: Pair,
        stance: str,
        *,
        directness: str | None = None,
        because: Iterable[str] = (),
        basis: str | None = None,
        note: str = "",
        quote: bool = True,
    ) -> Tag:
        """Write one decision and return its row. UsageError says what is missing; nothing is written then.

        `directness` has to be chosen for every stance but 'not_relevant': one that nobody looked at would make evidence
        stronger unseen. With `quote` the note carries the place of the sentence that was shown, when the decision rests
        on the abstract.
        """
        words = self.review.evidence.vocabulary
        _need(stance, words["stance"], "stance", self.texts)
        card = self.card(pair)
        basis = basis or card["basis"]
        _need(basis, words["read"], "basis", self.texts)
        if basis not in card["bases"]:
            raise UsageError(self.texts["basis_impossible"])
        if basis == "title" and stance in ("supports", "disputes"):
            raise UsageError(self.texts["title_only"])
        parts = tuple(sorted(set(because)))
        if stance == "not_relevant":
            directness, parts = None, ()
        elif directness is None:
            raise UsageError(self.texts["choose_directness"])
        if directness is not None:
            _need(directness, words["directness"], "directness", self.texts)
        for part in parts:
            _need(part, words["indirect_because"], "indirect_because", self.texts)
        if directness == "indirect" and not parts:
            raise UsageError(self.texts["which_part"])
        if directness == "direct" and parts:
            raise UsageError("direct evidence differs in no part; choose indirect, or none of the parts")
        role = "consensus" if pair in self.revealed else "screener"
        row = Tag(
            claim=pair[0],
            record=pair[1],
            stance=stance,
            directness=directness,
            indirect_because=parts,
            basis=basis,
            role=role,
            reviewer=self.reviewer,
            decided_on=self._moment(self._tags.get(pair, ())),
            note=self._note(note, pair, quote and stance != "not_relevant" and basis == "abstract"),
        )
        before = tuple(r for r in list_holding(self._tags.get(pair, ())) if r.reviewer == self.reviewer)
        store.add_tags(self.review.folder, [row])
        if pair not in self.pairs:
            self.pairs.append(pair)  # from now on somebody has tagged it, as when the session is opened again
        self._undo.append(Undoable(row, before))
        self._made.append(row)
        self.revealed.discard(pair)
        self.refresh()
        return row

    def accept(self, pair: Pair, *, basis: str | None = None, note: str = "") -> Tag:
        """Decide as the rules suggest, stance and directness; UsageError where they leave one of the two open."""
        suggestion = self.suggestions.get(pair)
        if suggestion is None or suggestion.stance is None:
            raise UsageError(self.texts["no_stance"])
        return self.decide(
            pair,
            suggestion.stance,
            directness=suggestion.directness,
            because=suggestion.indirect_because if suggestion.directness == "indirect" else (),
            basis=basis,
            note=note,
        )

    def screen(self, record: str, decision: str, reason: str, *, stage: str, basis: str, note: str = "") -> Screening:
        """Let a record in or leave it out, with the reason, and return the row. UsageError for an unknown word.

        Records stand here in the order of tagging, or were looked for: none is met in the order of the screening queue.
        """
        words = self.review.evidence.vocabulary
        _need(decision, words["screening_decision"], "decision", self.texts)
        _need(reason, words["screening_reason"], "reason", self.texts)
        _need(stage, words["screening_stage"], "stage", self.texts)
        _need(basis, words["read"], "basis", self.texts)
        if basis not in list_bases(self.records[record]):
            raise UsageError(self.texts["basis_impossible"])
        known = [s for s in self._screening if s.record == record and s.stage == stage]
        others = [s for s in list_holding(known) if s.reviewer != self.reviewer]
        conflict = len({s.decision for s in others}) > 1
        row = Screening(
            record=record,
            stage=stage,
            decision=decision,
            reason=reason,
            basis=basis,
            role="consensus" if conflict else "screener",
            reviewer=self.reviewer,
            decided_on=self._moment(known),
            note=mark_out_of_order(" ".join(note.split())),
        )
        store.add_screening(self.review.folder, [row])
        self._undo.append(Undoable(row, tuple(s for s in list_holding(known) if s.reviewer == self.reviewer)))
        self._made.append(row)
        self.refresh()
        return row

    def undo(self) -> Tag | Screening | None:
        """Take back the last decision of this session; returns the row that was taken back, None when there is none.

        UsageError where the same person has decided on it in another window since: that decision stays.
        """
        if not self._undo:
            return None
        self.refresh()
        last = self._undo.pop()
        written = last.written
        rows: Sequence[Tag | Screening]
        if isinstance(written, Tag):
            rows = self._tags.get((written.claim, written.record), ())
        else:
            rows = [s for s in self._screening if s.record == written.record and s.stage == written.stage]
        if is_overtaken(written, rows, self._made):  # type: ignore[type-var]
            raise UsageError(self.texts["changed_since"])
        added = take_back(written, last.before, rows, self._now())  # type: ignore[type-var]
        self._made += added
        if isinstance(written, Tag):
            store.add_tags(self.review.folder, [r for r in added if isinstance(r, Tag)])
        else:
            store.add_screening(self.review.folder, [r for r in added if isinstance(r, Screening)])
        self.refresh()
        return written

    def _moment(self, rows: Sequence[Tag | Screening]) -> str:
        return choose_moment(self._now(), [r.decided_on for r in rows])

    def _note(self, note: str, pair: Pair, quote: bool) -> str:
        text = " ".join(note.split())
        suggestion, record = self.suggestions.get(pair), self.records[pair[1]]
        if not quote or suggestion is None or suggestion.sentence is None or record.abstract_sha256 is None:
            return text
        at = suggestion.sentence
        return f"{text} {make_anchor(at.field, at.start, at.end, record.abstract_sha256)}".strip()


def _need(word: str, known: Iterable[str], field: str, texts: Mapping[str, str]) -> None:
    if word not in known:
        said = texts[f"need.{field}"]
        raise UsageError(texts["one_of"].format(field=said, found=repr(word), those=", ".join(known)))


def _list_new(review: Workspace) -> frozenset[str]:
    """Records that the last search brought; empty when there has been none."""
    try:
        news = review.news()
    except RlsEvidenceError:
        return frozenset()
    return frozenset(c.record for s in news.searches for c in s.gained)
