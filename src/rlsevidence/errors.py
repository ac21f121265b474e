"""What can be wrong, said so that the person who made the mistake can mend it.

A `Problem` is one fault in one place of the evidence folder; an `EvidenceError` carries one or more of them, or a
plain sentence when there is no file to point at. Neither is a bug: the command line prints them without a traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: where it stands, what was found there and what would be right.

    `line` counts from 1 (0 when the fault is that something is absent); `rule` is the name of the rule broken, the
    same word in every message, so that programs can group by it.
    """

    path: str
    line: int
    field: str
    rule: str
    found: str
    expected: str

    def to_plain(self) -> dict[str, str | int]:
        """As `check --format json` prints it."""
        return {k: getattr(self, k) for k in ("path", "line", "field", "rule", "found", "expected")}

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where} {self.field}: found {self.found}, expected {self.expected} [{self.rule}]"


def show(value: object, length: int = 90) -> str:
    """A value as it would stand in the files, for 'found': text in quotation marks, `null`, `true`; cut when long."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    shown = repr(value)
    return shown if len(shown) <= length else shown[: length - 3] + "..."


UNFINISHED = "unfinished"
"""The rule of what is still to be filled: listed, and no fault."""


STALE = "stale"
"""The rule of what a person has to read again because what it rests on has changed: listed, and no fault by itself."""
INCLUDED = "included-untagged"
"""The rule of what is let in and speaks to no claim yet: the next step of the work is to come, and no fault."""
UNSETTLED = "unsettled"
"""The rule of what several people made otherwise, each alone, or changed since it was settled: for them to settle."""
NOTICES = frozenset({UNFINISHED, STALE, INCLUDED, UNSETTLED})
"""Rules of what waits for a person and is no fault; `check` ends well with them."""


def count_faults(problems: Iterable[Problem]) -> int:
    """How many of `problems` are faults; what is only unfinished or to be read again is none."""
    return sum(p.rule not in NOTICES for p in problems)


class RlsEvidenceError(Exception):
    """A fault the user can mend. `exit_code` is what the command line ends with."""

    exit_code = 2

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the message, which says what to do. The way through the program is nobody's mistake."""
        return [f"rlsevidence: {self}"]


SHOWN = 12
"""How many faults an error spells out; `check` lists all of them."""


class EvidenceError(RlsEvidenceError):
    """The evidence folder, or a file given to the program, cannot be used as it stands."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        self.problems = tuple(problems)
        lines = [message, *(str(p) for p in self.problems[:SHOWN])]
        if len(self.problems) > SHOWN:
            lines.append(f"... and {len(self.problems) - SHOWN} more; rlsevidence check lists them all")
        super().__init__("\n".join(lines))


class UsageError(RlsEvidenceError):
    """The command was called in a way that has no meaning; the message says what would have one."""


class NetworkError(RlsEvidenceError):
    """A source could not be asked, after all retries. Never means 'nothing new'."""

    exit_code = 3
