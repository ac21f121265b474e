"""What people have decided so far, read from rows that are only ever added.

Of one reviewer in one role the latest row holds and the earlier ones are history. A consensus row ends a disagreement;
without one, disagreement is a state of its own, and nothing is counted from it. A row with the role 'withdrawn' takes
back every earlier row of its reviewer on the same thing: history keeps both, and branches that merge agree on it.

Where two records were linked, a row says which of them it was written for. Rows of one person on both are no change of
mind: where they differ, they stand beside each other as a disagreement until a row later than the link ends it. An
exclusion as a duplicate of the other is what the link says too, and does not leave the record out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from ..model import MovedScreening, MovedTag, Screening, Tag

Row = TypeVar("Row", Tag, Screening)
State = Literal["single", "agreed", "conflict", "consensus"]

WITHDRAWN = "withdrawn"

BASIS_DEPTH = ("title", "second-hand", "abstract", "full-text")
"""How much was read, from least to most."""


@dataclass(frozen=True)
class Decision:
    """The decision on one record for one claim. `stance` and `directness` are None in a conflict.

    `rows` are the rows that hold (one per reviewer and role), in the order of the file.
    """

    claim: str
    record: str
    state: State
    stance: str | None
    directness: str | None
    indirect_because: tuple[str, ...]
    basis: str
    rows: tuple[Tag, ...]


@dataclass(frozen=True)
class ScreeningDecision:
    """The decision on one record.

    `decision` and `reason` are None in a conflict; full text outranks title and abstract.
    """

    record: str
    state: State
    stage: str
    decision: str | None
    reason: str | None
    rows: tuple[Screening, ...]


def summarise_decisions(tags: Iterable[Tag]) -> Mapping[tuple[str, str], Decision]:
    """(claim, record) -> the decision that holds, in the order of first appearance."""
    groups: dict[tuple[str, str], list[Tag]] = {}
    for tag in tags:
        groups.setdefault((tag.claim, tag.record), []).append(tag)
    return {key: _decide(key, holding) for key, rows in groups.items() if (holding := list_holding(rows))}


def _decide(key: tuple[str, str], holding: Sequence[Tag]) -> Decision:
    state, deciding = _settle(holding, lambda t: (t.stance, t.directness))
    first = deciding[0]
    settled = state != "conflict"
    return Decision(
        claim=key[0],
        record=key[1],
        state=state,
        stance=first.stance if settled else None,
        directness=first.directness if settled else None,
        indirect_because=tuple(sorted({r for t in deciding for r in t.indirect_because})) if settled else (),
        basis=max((t.basis for t in deciding), key=lambda b: BASIS_DEPTH.index(b) if b in BASIS_DEPTH else -1),
        rows=tuple(holding),
    )


def summarise_screening(rows: Iterable[Screening]) -> Mapping[str, ScreeningDecision]:
    """Record -> the screening decision that holds, of the latest stage that anybody has reached."""
    groups: dict[str, list[Screening]] = {}
    for row in rows:
        groups.setdefault(row.record, []).append(row)
    for record, own in groups.items():
        if any(isinstance(row, MovedScreening) for row in own):
            groups[record] = [r for r in own if (r.decision, r.reason) != ("exclude", "duplicate")]
    found = {}
    for record, own in groups.items():
        stages = {
            stage: list_holding([r for r in own if r.stage == stage]) for stage in ("full_text", "title_abstract")
        }
        stage = "full_text" if stages["full_text"] else "title_abstract"
        holding = stages[stage]
        if not holding:
            continue
        state, deciding = _settle(holding, lambda r: r.decision)
        settled = state != "conflict"
        found[record] = ScreeningDecision(
            record,
            state,
            stage,
            deciding[0].decision if settled else None,
            deciding[0].reason if settled else None,
            tuple(holding),
        )
    return found


def list_holding(rows: Sequence[Row]) -> list[Row]:
    """The rows that hold: the latest of each reviewer in each role, unless its reviewer has withdrawn it since.

    Of two of the same moment the later in the file holds.
    """
    if len(rows) == 1:
        return [row for row in rows if row.role != WITHDRAWN]  # as of most records
    linked = max((moment_key(r.linked_on) for r in rows if isinstance(r, _MOVED)), default="")
    if not linked:
        return _list_latest(rows)
    held: list[Row] = []
    for on in dict.fromkeys(_stood_on(r) for r in rows):
        held += _list_latest([r for r in rows if _stood_on(r) == on])
    after = _list_latest(rows)  # by what was decided since the link, which is about both
    newer = {(r.reviewer, r.role) for r in after if moment_key(r.decided_on) > linked}
    gone = {r.reviewer for r in rows if r.role == WITHDRAWN and moment_key(r.decided_on) > linked}
    kept = [r for r in held if (r.reviewer, r.role) not in newer and r.reviewer not in gone]
    kept += [r for r in after if (r.reviewer, r.role) in newer]
    return [r for r in rows if any(r is k for k in kept)]


_MOVED = (MovedTag, MovedScreening)


def _stood_on(row: Tag | Screening) -> str:
    return row.stood_on if isinstance(row, _MOVED) else row.record


def list_collisions(rows: Iterable[Row]) -> list[tuple[Row, ...]]:
    """Rows of one person in one role, on one claim or stage, that say different things of records linked since."""
    found = []
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        about = row.claim if isinstance(row, Tag) else row.stage
        groups.setdefault((row.record, about), []).append(row)
    for own in groups.values():
        if not any(isinstance(r, _MOVED) for r in own):
            continue
        if isinstance(own[0], Screening):
            own = [r for r in own if not (isinstance(r, Screening) and r.reason == "duplicate")]
        by_person: dict[tuple[str, str], list[Row]] = {}
        for row in list_holding(own):
            by_person.setdefault((row.reviewer, row.role), []).append(row)
        found += [tuple(two) for two in by_person.values() if len({_view(r) for r in two}) > 1]
    return found


def _view(row: Tag | Screening) -> object:
    return (row.stance, row.directness) if isinstance(row, Tag) else row.decision


def _list_latest(rows: Sequence[Row]) -> list[Row]:
    ordered = sorted(rows, key=lambda r: moment_key(r.decided_on))
    withdrawn = {r.reviewer: moment_key(r.decided_on) for r in ordered if r.role == WITHDRAWN}
    latest: dict[tuple[str, str], Row] = {}
    for row in ordered:
        if row.role != WITHDRAWN and moment_key(row.decided_on) > withdrawn.get(row.reviewer, ""):
            latest[row.reviewer, row.role] = row
    return [row for row in rows if latest.get((row.reviewer, row.role)) is row]


def list_screened(rows: Sequence[Screening]) -> list[Screening]:
    """The rows on one record that hold, stage by stage: what is taken back at one stage still holds at the other."""
    stages = dict.fromkeys(row.stage for row in rows)
    return [row for stage in stages for row in list_holding([r for r in rows if r.stage == stage])]


def needs(decision: ScreeningDecision | None, reviewer: str) -> bool:
    """Whether this person has still to screen a record: not where they have, nor where others agree or have settled."""
    return decision is None or (decision.state == "single" and all(r.reviewer != reviewer for r in decision.rows))


def moment_key(moment: str) -> str:
    """A moment as text that sorts by time: a day comes before its hours, and a whole second before its parts."""
    if not moment.endswith("Z"):
        return moment
    whole, _, part = moment[:-1].partition(".")
    return f"{whole}.{part:0<6}"


def _settle(holding: Sequence[Row], view: Callable[[Row], object]) -> tuple[State, Sequence[Row]]:
    consensus = sorted((r for r in holding if r.role == "consensus"), key=lambda r: moment_key(r.decided_on))
    if consensus:
        if len({view(r) for r in consensus}) > 1:
            return "conflict", consensus  # each ended the disagreement on a record of its own, before they were linked
        # A screener who decides after the consensus reopens the question.
        ended = moment_key(consensus[-1].decided_on)
        later = [r for r in holding if r.role != "consensus" and moment_key(r.decided_on) > ended]
        if all(view(r) == view(consensus[-1]) for r in later):
            return "consensus", [consensus[-1]]
        return "conflict", holding
    if len(holding) == 1:
        return "single", holding
    return ("agreed" if len({view(r) for r in holding}) == 1 else "conflict"), holding
