"""Columns of a table in which people keep what they decided: the decision, its reason, whose it is and when. Pure.

Names of English, Swedish and of programs (ASReview, Rayyan, Covidence); what a column of decisions says and is not
understood stays a note, so that nobody's word is dropped.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .asreview_labels import say_moment
from .decisions import LABEL_COLUMNS, WORDS, Decided, read_label

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
NO_NAME = frozenset({"date", "datum", "reason", "orsak", "note", "notes", "time", "stage", "id", "by", "name", "namn"})
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
        )
        return frozenset(i for columns in lists for i in columns)

    def read(self, cells: Sequence[str]) -> tuple[tuple[Decided, ...], tuple[str, ...]]:
        """The decisions of one row, and what these columns say besides, each with the name of its column."""
        reason = next((c for i in (*self.exclusions, *self.reasons) if (c := cells[i].strip())), None)
        who = next((c for i in self.whose if (c := cells[i].strip())), None)
        when = next((m for i in self.when if (m := say_moment(_number(cells[i])) or _read_day(cells[i]))), None)
        found: list[Decided] = []
        said: list[str] = []
        for i in (*self.labels, *self.against, *self.named):
            one = self._label(i, cells[i], who)
            if one is not None:
                found.append(replace(one, at=when, reason=None if one.decision == "include" else reason))
            elif cells[i].strip().casefold() not in UNDECIDED:
                said.append(self._say(i, cells))
        if not found and reason and any(cells[i].strip() for i in self.exclusions):
            i = self.exclusions[0]
            found.append(Decided("exclude", who, reason, self._say(i, cells), at=when))
        taken = found and any(d.reason for d in found)
        rest = (*self.notes, *(() if taken else (*self.reasons, *self.exclusions)))
        rest += (() if when else self.when) if found else (*self.whose, *self.when)
        said += [self._say(i, cells) for i in rest if cells[i].strip()]
        return tuple(found), tuple(said)

    def _label(self, column: int, cell: str, who: str | None) -> Decided | None:
        one = read_label(self.given[column], cell)
        if one is None:
            return None
        if column in self.against:
            return replace(one, decision="exclude", by=who) if _is_yes(cell) else None
        return replace(one, by=self.named.get(column, who))

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


def find_decision_columns(given: Sequence[str]) -> DecisionColumns:
    """The columns of decisions among those of a table, by their names as they stand."""
    low = [name.strip().casefold() for name in given]

    def those(names: frozenset[str]) -> tuple[int, ...]:
        return tuple(i for i, name in enumerate(low) if name in names)

    labels, named = those(LABELS), {}
    for i, name in enumerate(given):
        match = BY_NAME.fullmatch(name.strip())
        if match and low[i] not in LABELS | WHOSE | WHEN:
            who = (match["name"] or match["whole"]).strip()
            if who.casefold() not in NO_NAME and who.split()[-1].casefold() not in NO_NAME:
                named[i] = who
    decided = bool(labels or named or those(AGAINST))
    tags = tuple(i for i, name in enumerate(low) if name.startswith("asreview_tag"))
    return DecisionColumns(
        tuple(given),
        labels,
        those(AGAINST),
        named,
        those(REASONS) if decided or those(EXCLUSIONS) else (),
        those(EXCLUSIONS),
        those(WHOSE),
        (*those(WHEN), *(those(DATES) if decided and not those(WHEN) else ())),
        tuple(dict.fromkeys((*those(NOTES), *tags))),
        "covidence #" in low,
    )
