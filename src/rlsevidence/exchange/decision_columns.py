"""Columns of a table in which people keep what they decided: the decision, its reason, whose it is and when. Pure.

Names of English, Swedish and of programs (ASReview, Rayyan, Covidence); what a column of decisions says and is not
understood stays a note, so that nobody's word is dropped.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .asreview_labels import say_moment
from .decisions import LABEL_COLUMNS, TITLES, WORDS, Decided, read_label, settle_reasons
from .reviewer_columns import ASKED, NOT_SEEN, SIGNED, find_reviewers, is_asked, read_abstrackr
from .stages import BESIDE, STAGE_COLUMNS, plain, read_stage, split_stage

LABELS = frozenset(
    {
        *LABEL_COLUMNS, "screening decision", "final decision", "include", "include?", "include/exclude", "included?",
        "beslut", "slutligt beslut", "inkludera", "inkludera?", "inkluderas", "inkluderad", "inkluderat", "inklusion",
        "inkludera/exkludera", "inkluderad/exkluderad", "inklusion/exklusion", "bedömning", "med?", "tas med",
    }
)  # fmt: skip
AGAINST = frozenset({"exclude", "exclude?", "excluded", "exkludera", "exkludera?", "exkluderas", "exkluderad"})
"""Columns in which yes leaves a record out; no is said of nothing there, and decides nothing."""
BY_NAME = re.compile(
    r"(?P<of>beslut|decision|vote|röst|bedömning)\s*[ :_(–-]\s*(?P<name>[^()]+?)\)?|(?P<whole>(?:reviewer|screener"
    r"|granskare|bedömare)\s*\w{1,20})",
    re.I,
)
"""Columns of one person's decisions: 'Beslut Anna', 'Decision (Bo)', 'Reviewer 2'."""
NO_NAME = frozenset(
    {"date", "datum", "reason", "orsak", "note", "notes", "time", "stage", "id", "by", "name", "namn", "steg", "fas",
     "nivå", "phase", "level", "step"}
)  # fmt: skip
REASONS = frozenset(
    {"reason", "reasons", "reason for exclusion", "exclusion reasons", "excluded because", "exclude reason", "orsak",
     "orsaker", "skäl", "anledning", "motivering"}
)  # fmt: skip
EXCLUSIONS = frozenset(
    {"exclusion reason", "orsak till exklusion", "exklusionsorsak", "exklusionsskäl", "skäl till exklusion"}
)
"""Columns of reasons that only what is left out has."""
WHOSE = frozenset(
    {"reviewer", "screener", "screened by", "decided by", "granskare", "bedömare", "granskad av", "bedömd av",
     "beslutat av", "asreview_user_name", "asreview_user_email", "reviewer name"}
)  # fmt: skip
WHEN = frozenset(
    {"asreview_time", "decided on", "decision date", "screening date", "screened on", "beslutsdatum",
     "datum för beslut", "bedömd den", "granskad den"}
)  # fmt: skip
DATES = frozenset({"date", "datum", "date of decision", "decided", "time", "tid", "timestamp"})
"""Columns of days that are those of decisions where a table has a column of decisions and names no other day."""
NOTES = frozenset(
    {"comment", "comments", "labels", "remarks", "reviewer notes", "anteckning", "kommentar", "kommentarer", "etikett",
     "etiketter", "taggar", "tagg", "notering", "noteringar", "asreview_tags", "user notes"}
)  # fmt: skip
NOTE_WORDS = frozenset(
    {"note", "notes", "comment", "comments", "remark", "remarks", "anteckning", "anteckningar", "kommentar",
     "kommentarer", "notering", "noteringar"}
)  # fmt: skip
"""Words by which a column that names more besides is one of notes: 'Notes Anna', 'Kommentar fulltext'."""
NO_NOTES = frozenset({"abstract", "corrections", "in", "on", "pubmed", "erratum", "date", "datum"})
"""Words of columns that are the work's own, or days."""
ASREVIEW_NOTE = re.compile(r"(?:exported_|asreview_)(?:screening_)?notes?(?:_\d+)?")
"""Columns of the notes that somebody wrote while deciding in ASReview: a row repeats them."""
ASREVIEW_TAG = re.compile(r"(?:asreview_|exported_)?tags?_.*")
RESULTS = frozenset(
    {"screening", "screened", "screen", "review", "granskning", "läsning", "screening result", "screening status"}
)
"""What makes a column of decisions of a stage that it names: 'Full-text screening'."""
STAGED = frozenset({*RESULTS, *LABELS, *AGAINST, *REASONS, *EXCLUSIONS, *WHOSE, *WHEN, *DATES})
"""Columns that may name a stage besides: 'Full text decision', 'Orsak fulltext'."""
UNDECIDED = frozenset({"", "-1", "-1.0", "nan", "none", "null", "n/a", "na"})
"""What stands in a column of decisions where nobody has decided."""


@dataclass(frozen=True)
class DecisionColumns:
    """Where in a table what stands: numbers of columns, from 0. `named`: those of one person each, with who."""

    given: tuple[str, ...]
    labels: tuple[int, ...]
    against: tuple[int, ...]
    named: Mapping[int, str]
    reasons: tuple[int, ...]
    exclusions: tuple[int, ...]
    whose: tuple[int, ...]
    when: tuple[int, ...]
    notes: tuple[int, ...]
    covidence: bool
    asreview: bool = False
    """Whether ASReview wrote the table, which is made for screening on titles and abstracts."""
    stage: tuple[int, ...] = ()
    """Columns whose cells say at which stage the decisions of a row were made."""
    own_notes: tuple[int, ...] = ()
    """Those of the notes that belong to the decision of the row, where it has one alone."""
    stages: Mapping[int, str] = field(default_factory=dict)
    """Columns of decisions, reasons, people and days whose name says the stage: 'Full text decision'."""
    signed: Mapping[int, str] = field(default_factory=dict)
    """Columns in which a person's name is that person's decision: 'Excluded by'."""
    abstrackr: bool = False
    """Whether Abstrackr wrote the table, which is made for the same."""

    @property
    def placed(self) -> frozenset[int]:
        """All of them: what they say is a decision or a note."""
        lists = (
            self.labels,
            self.against,
            self.named,
            self.reasons,
            self.exclusions,
            self.whose,
            self.when,
            self.notes,
            self.stage,
            tuple(self.signed),
        )
        return frozenset(i for columns in lists for i in columns)

    def read(self, cells: Sequence[str]) -> tuple[tuple[Decided, ...], tuple[str, ...]]:
        """The decisions of one row, and what these columns say besides, each with the name of its column."""
        said_stage = next((i for i in self.stage if cells[i].strip()), None)
        row = read_stage(cells[said_stage]) if said_stage is not None else None
        found: list[Decided] = []
        said: list[str] = []
        used: set[int] = set()

        def first(columns: Iterable[int], stage: str | None) -> tuple[int, str] | None:
            """The first cell that says something of a decision of a stage: of its own columns, then of all stages'."""
            own = [i for i in columns if cells[i].strip() and self.stages.get(i, stage) == stage]
            own.sort(key=lambda i: i not in self.stages)
            return (own[0], cells[own[0]].strip()) if own else None

        def complete(one: Decided, stage: str | None, reason: tuple[int, str] | None) -> Decided:
            who = first(self.whose, stage) if one.by is None else None
            when = first(self._dated(cells), stage)
            used.update(i for i, _ in filter(None, (reason, who, when)))
            # The row repeats all that the file says of it, also where another word of the vocabulary is chosen.
            beside = [i for i in (said_stage, reason[0] if reason else None) if i is not None]
            words = "; ".join(dict.fromkeys((one.said, *(self._say(i, cells) for i in beside))))
            return replace(
                one,
                by=one.by or (who[1] if who else None),
                reason=reason[1] if reason else one.reason,
                at=self._moment(cells[when[0]]) if when else None,
                said=words,
                stage=one.stage or stage or row or (TITLES if self.asreview or self.abstrackr else None),
                usual=(self.asreview or self.abstrackr) and not (one.stage or stage or row),
            )

        for i in (*self.labels, *self.against, *self.named):
            one, stage = self._label(i, cells[i]), self.stages.get(i)
            if one is not None:
                reason = None if one.decision == "include" else first((*self.exclusions, *self.reasons), stage)
                found.append(complete(one, stage, reason))
            elif cells[i].strip().casefold() not in (NOT_SEEN if self.abstrackr else UNDECIDED):
                said.append(self._say(i, cells))
        for i, decision in self.signed.items():
            name, stage = " ".join(cells[i].split()), self.stages.get(i)
            if name.casefold() in UNDECIDED:
                continue
            if any(d.by in (None, name) and d.decision == decision for d in found):
                said.append(self._say(i, cells))
                continue
            reason = None if decision == "include" else first((*self.exclusions, *self.reasons), stage)
            by = None if name.casefold() in WORDS else name
            found.append(complete(Decided(decision, by, None, self._say(i, cells)), stage, reason))
        for i in self.exclusions:
            stage = self.stages.get(i)
            # A reason of exclusion decides where no column of its stage does.
            if cells[i].strip().casefold() not in UNDECIDED and not any(
                stage is None or d.stage == stage for d in found
            ):
                found.append(
                    complete(Decided("exclude", None, None, self._say(i, cells)), stage, (i, cells[i].strip()))
                )
        rest = (*self.notes, *self.reasons, *self.exclusions, *self.whose, *self.when)
        said += [self._say(i, cells) for i in rest if cells[i].strip() and i not in used]
        if len(found) == 1 and (noted := [i for i in self.own_notes if cells[i].strip()]):
            words = (found[0].said, *(" ".join(cells[i].split()) for i in noted))
            found = [replace(found[0], said="; ".join(words))]
        if said_stage is not None and not found:
            said.append(self._say(said_stage, cells))
        return settle_reasons(found), tuple(said)

    def _dated(self, cells: Sequence[str]) -> tuple[int, ...]:
        """The columns of days that are told in this row."""
        return tuple(i for i in self.when if self._moment(cells[i]))

    @staticmethod
    def _moment(cell: str) -> str | None:
        return say_moment(_number(cell)) or _read_day(cell)

    def _label(self, column: int, cell: str) -> Decided | None:
        if self.abstrackr and column in self.named:
            return read_abstrackr(self.given[column], self.named[column], cell)
        one = read_label(self.given[column], cell)
        if one is None:
            return None
        if column in self.against:
            return replace(one, decision="exclude") if _is_yes(cell) else None
        return replace(one, by=self.named.get(column))

    def _say(self, column: int, cells: Sequence[str]) -> str:
        return f"{self.given[column]}: {' '.join(cells[column].split())}"


def _is_yes(cell: str) -> bool:
    word = cell.strip().casefold()
    return WORDS.get(word) == "include" or word.startswith(("exclu", "exklu"))


def _number(cell: str) -> str | float:
    """Seconds since 1970 as a number, as ASReview's tables may have them; anything else as it stands."""
    return float(cell) if re.fullmatch(r"\s*1\d{9}(\.\d+)?\s*", cell) else cell.strip()


def _read_day(cell: str) -> str | None:
    """'31.12.2024' and '2024/12/31' in ISO form; None where day and month may be taken for each other ('02/03/2025')
    or it is no day."""
    found = re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", cell.strip())
    other = re.fullmatch(r"(\d{4})[./](\d{1,2})[./](\d{1,2})", cell.strip())
    if other:
        year, month, day = (int(p) for p in other.groups())
    elif found:
        day, month, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] != "." and day != month and day <= 12 and month <= 12:
            return None
        day, month = (month, day) if month > 12 else (day, month)
    else:
        return None
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


def _is_of_notes(name: str) -> bool:
    words = set(re.findall(r"[^\W_]+", name))
    return (
        1 < len(words) < 7 and bool(words & NOTE_WORDS) and not words & NO_NOTES and not ASREVIEW_NOTE.fullmatch(name)
    )


def _name_kind(rest: str) -> str | None:
    """The name of a column of decisions that remains without the words of a stage; None where none does."""
    bare = " ".join(w for w in rest.split() if w not in BESIDE)
    short = " ".join(w for w in rest.split() if w not in ("on", "at", "of", "på", "av", "i"))
    found = next((name for name in (rest, short, bare) if name in STAGED), None)
    return "decision" if found in RESULTS else found


def find_decision_columns(given: Sequence[str], people: Mapping[str, str] | None = None) -> DecisionColumns:
    """The columns of decisions among those of a table, by their names as they stand. `people`: what heads the column of
    somebody whom the workspace knows, in small letters, and whose it is."""
    low = ["inkludera?" if ASKED.fullmatch(name.strip()) else name.strip().casefold() for name in given]
    if is_asked(given):
        low = ["reviewer" if name == "user" else name for name in low]  # DistillerSR's
    (named, abstrackr), stages = find_reviewers(given, people or {}), dict[int, str]()
    signed = {i: SIGNED[name] for i, name in enumerate(low) if name in SIGNED}
    for i, name in enumerate(given):
        if i in named or i in signed:
            continue
        if low[i] in STAGED | NOTES:
            continue
        if _is_of_notes(low[i]):
            low[i] = "comment"
            continue
        stage, rest = split_stage(name)
        if stage and (kind := _name_kind(rest)):
            low[i], stages[i] = kind, stage
            continue
        # 'Beslut fulltext Anna': what names no stage is the person's.
        words = [w for w in re.findall(r"[^\W_]+", name) if w.casefold() in rest.split()]
        match = BY_NAME.fullmatch(" ".join(words) if stage else name.strip())
        who = (match["name"] or match["whole"]).strip() if match else ""
        if who and who.casefold() not in NO_NAME and who.split()[-1].casefold() not in NO_NAME:
            named[i] = who
            if stage:
                stages[i] = stage

    def those(names: frozenset[str]) -> tuple[int, ...]:
        return tuple(i for i, name in enumerate(low) if name in names)

    decided = bool(those(LABELS) or named or signed or those(AGAINST))
    asreview = any(name.startswith(("asreview_", "exported_notes")) for name in low)
    tags = tuple(i for i, name in enumerate(low) if asreview and ASREVIEW_TAG.fullmatch(name))
    own_notes = tuple(i for i, name in enumerate(low) if ASREVIEW_NOTE.fullmatch(name))
    return DecisionColumns(
        tuple(given),
        those(LABELS),
        those(AGAINST),
        named,
        those(REASONS) if decided or those(EXCLUSIONS) else (),
        those(EXCLUSIONS),
        those(WHOSE),
        (*those(WHEN), *(those(DATES) if decided and not those(WHEN) else ())),
        tuple(dict.fromkeys((*those(NOTES), *own_notes, *tags))),
        "covidence #" in low,
        asreview,
        tuple(i for i, n in enumerate(given) if decided or those(EXCLUSIONS) if plain(n) in STAGE_COLUMNS),
        own_notes,
        stages,
        signed,
        abstrackr,
    )
