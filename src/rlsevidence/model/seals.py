"""Which rows of the readings the program put down: a short hash of each, kept in a table of its own. Pure.

A row that is gone, or whose words were changed by hand, leaves its seal behind; a row added by hand has none. It is a
table of its own, since no row can tell that it is missing; one line a row, so that branches merge by union.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from .decisions import Reading, Seal

DIGITS = 12


@dataclass(frozen=True)
class Remembered:
    """What git has of the readings, which no hand has touched since: the rows and the seals of the last commit.

    `has_rows`, `has_seals`: whether it has the tables at all; `asked`: whether any git answered. Without it nobody can
    know what was put down before.
    """

    rows: tuple[Reading, ...] = ()
    seals: tuple[Seal, ...] = ()
    has_rows: bool = False
    has_seals: bool = False
    asked: bool = False

    @property
    def known(self) -> tuple[Seal, ...]:
        """A seal of every row that is to be there still, sealed or not."""
        return tuple(dict.fromkeys((*self.seals, *map(seal_row, self.rows))))


def seal_row(row: Reading) -> Seal:
    """The seal of one row: 12 hexadecimal digits of the SHA-256 of what it says, each field under its name."""
    said = row.model_dump(mode="json", exclude_defaults=True)
    plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Seal(
        text=row.text,
        claim=row.claim,
        act=row.act,
        reviewer=row.reviewer,
        decided_on=row.decided_on,
        seal=hashlib.sha256(plain.encode()).hexdigest()[:DIGITS],
    )


def find_gone(readings: Iterable[Reading], seals: Iterable[Seal]) -> tuple[Seal, ...]:
    """Seals of rows that are there no more, or say something else."""
    here = {seal_row(row).seal for row in readings}
    return tuple(seal for seal in seals if seal.seal not in here)


def find_unsealed(readings: Iterable[Reading], seals: Iterable[Seal]) -> tuple[Reading, ...]:
    """Rows that the program did not put down; none where there are no seals at all, from before there were any."""
    known = {seal.seal for seal in seals}
    return tuple(row for row in readings if seal_row(row).seal not in known) if known else ()
