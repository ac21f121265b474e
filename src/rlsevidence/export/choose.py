"""The records that an export holds, each with what people decided on it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..decisions import Settled, list_holding
from ..exchange.own_rows import hide_bars
from ..model import FullRecord, Record, Screening, Tag
from ..tagging.anchors import drop_anchor


@dataclass(frozen=True)
class Asked:
    """What is wanted: records tagged to `claim`, with that `stance`, of studies counted for it, screened as `screened`
    (a decision, or 'undecided'). None or False asks for nothing."""

    claim: str | None = None
    stance: str | None = None
    counted: bool = False
    screened: str | None = None

    @property
    def is_all(self) -> bool:
        return self == Asked()


@dataclass(frozen=True)
class Item:
    """One record with the rows that hold for it. `included`: the decision of screening, None while there is none."""

    record: Record | FullRecord
    tags: tuple[Tag, ...]
    screening: tuple[Screening, ...]
    included: bool | None

    @property
    def label(self) -> str:
        """The decision as ASReview writes it into notes."""
        return {True: "ASReview_relevant", False: "ASReview_irrelevant", None: "ASReview_not_seen"}[self.included]

    @property
    def abstract(self) -> str:
        """The abstract as one text, labels in capitals before their sections; empty when it is not on this machine."""
        sections = getattr(self.record, "abstract", ())
        return " ".join(f"{s.label.upper()}: {s.text}" if s.label else s.text for s in sections)

    @property
    def keywords(self) -> tuple[str, ...]:
        return tuple(getattr(self.record, "keywords", ()))

    def say_notices(self) -> tuple[str, ...]:
        """Each notice about the publication on a line: what it is, which record it is, when it was noted here."""
        return tuple(
            f"notice: {n.kind}" + (f", by {n.by}" if n.by else "") + (f", noted {n.noted_on}" if n.noted_on else "")
            for n in self.record.integrity
        )

    def say_tags(self) -> tuple[str, ...]:
        """Each tag on a line: claim, stance, directness, how much was read, who, when, why."""
        return tuple(
            f"tag: {t.claim} = {t.stance}"
            + (f", {t.directness}" if t.directness else "")
            + (f" ({', '.join(t.indirect_because)})" if t.indirect_because else "")
            + f"; read: {t.basis}; {t.reviewer} ({t.role}) {t.decided_on}"
            + (f"; {hide_bars(note)}" if (note := drop_anchor(t.note)) else "")
            for t in self.tags
        )

    def say_screening(self) -> tuple[str, ...]:
        return tuple(
            f"screening ({s.stage}): {s.decision}, {s.reason}; read: {s.basis}; {s.reviewer} ({s.role}) {s.decided_on}"
            + (f"; {hide_bars(s.note)}" if s.note else "")
            for s in self.screening
        )


def list_items(
    settled: Settled, records: Iterable[Record | FullRecord], counted: Mapping[str, frozenset[str]], asked: Asked
) -> tuple[Item, ...]:
    """The records asked for, in their order. `counted`: claim -> studies counted for it."""
    tags: dict[str, list[Tag]] = {}
    for decision in settled.decisions.values():
        for row in decision.rows:
            tags.setdefault(row.record, []).append(row)
    screening: dict[str, list[Screening]] = {}
    for s in settled.evidence.screening:
        screening.setdefault(s.record, []).append(s)
    words = {"include": True, "exclude": False}
    items = []
    for record in records:
        state = settled.screening.get(record.id)
        screened = state.decision if state else None
        item = Item(
            record,
            tuple(sorted(tags.get(record.id, ()), key=lambda t: (t.claim, t.reviewer, t.decided_on))),
            tuple(s for stage in _stages(screening.get(record.id, ())) for s in list_holding(stage)),
            words.get(screened or ""),
        )
        if _fits(item, settled, counted, asked, screened):
            items.append(item)
    return tuple(items)


def _stages(rows: Iterable[Screening]) -> Iterable[list[Screening]]:
    stages: dict[str, list[Screening]] = {}
    for row in rows:
        stages.setdefault(row.stage, []).append(row)
    return stages.values()


def _fits(
    item: Item, settled: Settled, counted: Mapping[str, frozenset[str]], asked: Asked, decision: str | None
) -> bool:
    if asked.screened is not None and (decision or "undecided") != asked.screened:
        return False
    held = {claim: own[item.record.id].stance for claim, own in settled.by_claim.items() if item.record.id in own}
    claims = set(held) if asked.claim is None else set(held) & {asked.claim}
    if asked.stance is not None:
        claims = {c for c in claims if held[c] == asked.stance}
    if asked.counted:
        study = settled.study_of.get(item.record.id)
        claims = {c for c in claims if study in counted.get(c, frozenset())}
    wanted = asked.claim is not None or asked.stance is not None or asked.counted
    return bool(claims) or not wanted
