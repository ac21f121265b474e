"""What a study that nobody here has read would change, if it says what is told of it, or something else. Pure.

It is entered for the length of one question and counted nowhere: the proposal of rules with it, beside the one without.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..decisions import Settled, settle
from ..model import Evidence, Population, Record, RecordDates, Study, Tag, UnreadStudy
from .told import choose_stance
from .what_if import Effect, compare_verdicts

ASSUMED = ("told", "for", "no_difference", "opposite", "against")
"""What may be tried of each: what is told of it, that it supports the claims, found no difference, found the opposite
of what is told, or goes against the claims. Three of them give each claim every stance once."""


@dataclass(frozen=True)
class Assumed:
    """One unread study under one assumption, and what of its claims that would move. `stance` is the tag
    tried; where claims of several kinds take different ones, each once, joined by ' / ' in the order of the claims;
    `stances` gives it claim by claim."""

    study: str
    assumed: str
    stances: Mapping[str, str]
    effects: tuple[Effect, ...]

    @property
    def stance(self) -> str:
        return " / ".join(dict.fromkeys(self.stances.values()))


def try_unread(settled: Settled, one: UnreadStudy, today: dt.date) -> tuple[Assumed, ...]:
    """What would change under three assumptions of `ASSUMED`: every claim is tried with each stance, whatever is told.

    What is told becomes the stance of each claim by that claim's own kind: a harm supports a claim of harm and disputes
    one of benefit. Where it is told to have found no difference, or nothing is told, there is no opposite: then it is
    tried as supporting the claims and as going against them.
    """
    told = {c: choose_stance(one.said, settled.evidence.claims[c]) for c in one.claims}
    if one.said in ("benefit", "harm"):
        turned = {"supports": "disputes", "disputes": "supports"}
        stances = {
            "told": told,
            "no_difference": dict.fromkeys(one.claims, "inconclusive"),
            "opposite": {c: turned.get(s, s) for c, s in told.items()},
        }
    else:
        stances = {
            "told": told,
            "for": dict.fromkeys(one.claims, "supports"),
            "against": dict.fromkeys(one.claims, "disputes"),
        }
    return tuple(
        Assumed(
            one.id,
            assumed,
            stances[assumed],
            compare_verdicts(
                settled, settle(with_unread(settled.evidence, one, stances[assumed], today)), claims=one.claims
            ),
        )
        for assumed in ASSUMED
        if assumed in stances
    )


def with_unread(evidence: Evidence, one: UnreadStudy, stances: Mapping[str, str], today: dt.date) -> Evidence:
    """The evidence as if the study had been entered at second hand and tagged by one person, claim by claim."""
    record = f"url:https://unread.invalid/{one.id}"
    entry = Record(
        id=record,
        pmid=None,
        doi=None,
        pmcid=None,
        url=record.removeprefix("url:"),
        title=one.what.en if hasattr(one.what, "en") else one.id,
        authors=(),
        organisation=None,
        year=None,
        journal=None,
        volume=None,
        issue=None,
        pages=None,
        language=None,
        publication_types=(),
        mesh=(),
        integrity=(),
        dates=RecordDates(created=None, revised=None),
        abstract_sha256=None,
        origin="unread",
        verification="partial",
        unverified=("title",),
        seen_at=(),
    )
    study = Study.model_validate(
        {
            "id": one.id,
            "label": one.id,
            "reports": [record],
            "registration": None,
            "design": one.design or "rct",
            "read": "second-hand",
            "population": Population(
                who="as told", n=one.n, conditions=(), severity=None, baseline=None, country=None
            ).to_plain(),
            "arms": [],
            "comparator": "placebo" if (one.design or "rct") in ("rct", "crossover-rct") else "none",
            "results": [],
            "harms": None,
            "finding": one.what.model_dump(),
            "caveats": [],
            "counts_with": [],
            "funding": None,
            "conflicts": None,
            "facts_from": [],
            "verification": "partial",
            "extracted_by": one.entered_by,
            "checked_by": None,
        }
    )
    tags = tuple(
        Tag(
            claim=claim,
            record=record,
            stance=stances[claim],
            directness=one.directness,
            indirect_because=one.indirect_because,
            basis="second-hand",
            role="screener",
            reviewer=one.entered_by,
            decided_on=today.isoformat(),
            note="",
        )
        for claim in one.claims
    )
    return replace(
        evidence,
        records={**evidence.records, record: entry},
        studies={**evidence.studies, one.id: study},
        tags=(*evidence.tags, *tags),
    )
