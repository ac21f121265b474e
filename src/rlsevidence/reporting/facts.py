"""What a report states about the review, counted once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ..decisions import Settled
from ..judgement.claim_summary import ClaimSummary
from ..judgement.readings import judge_readings
from ..layout import appraisal_name
from ..model import Evidence
from ..synthesis.claim_pool import pool_claim
from ..synthesis.flow import Flow, FlowFault, count_flow, find_faults
from ..synthesis.registered_twice import join_registrations

SEED = "seed"
"""Origin of a record that was entered from public pages before any search."""


@dataclass(frozen=True)
class Facts:
    """The review, and counts that its checklists and paragraphs give."""

    settled: Settled
    summaries: tuple[ClaimSummary, ...]

    @property
    def evidence(self) -> Evidence:
        return self.settled.evidence

    @cached_property
    def flow(self) -> Flow:
        return count_flow(self.settled)

    @cached_property
    def faults(self) -> tuple[FlowFault, ...]:
        return tuple(find_faults(self.flow))

    @property
    def identified(self) -> int:
        return len(self.evidence.records)

    @property
    def from_searches(self) -> int:
        return sum(n for n in self.flow.databases.values() if n)

    @cached_property
    def seeded(self) -> int:
        """Records of other methods that were entered first, from public pages, before any search."""
        every = {**self.evidence.linked, **self.evidence.records}
        return sum(every[r].origin == SEED for r in self.flow.boxes["other_methods"])

    @property
    def from_files(self) -> int:
        """Records that came in files that belong to no search."""
        return sum(self.flow.files.values())

    @property
    def excluded(self) -> int:
        return sum((*self.flow.excluded.values(), *self.flow.excluded_full_text.values()))

    @cached_property
    def excluded_after_reading(self) -> int:
        """Excluded records of which somebody read the full text before leaving them out."""
        left_out = {r for r, state in self.settled.screening.items() if state.decision == "exclude"}
        return len({s.record for s in self.evidence.screening if s.basis == "full-text"} & left_out)

    @property
    def amendments(self) -> int:
        """Changes of the protocol that people declared; the line that enters its first version is none."""
        changes = self.evidence.protocol.changes
        return sum(c.on > min(x.on for x in changes) for c in changes)

    @cached_property
    def last_search(self) -> str | None:
        """The day of the last run that ended well, ISO; None when there has been none."""
        return max((run.at[:10] for run in self.evidence.runs if run.outcome == "done"), default=None)

    @property
    def searches_run(self) -> int:
        return sum(n is not None for n in self.flow.databases.values())

    @cached_property
    def screened_by_two(self) -> int:
        """Records on which two people or more have a row."""
        by: dict[str, set[str]] = {}
        for row in self.evidence.screening:
            by.setdefault(row.record, set()).add(row.reviewer)
        return sum(len(people) > 1 for people in by.values())

    @property
    def studies_checked(self) -> int:
        return sum(s.settled is not None or self._holds(f"studies/{s.id}") for s in self.evidence.studies.values())

    def _holds(self, text: str) -> bool:
        """Whether a second person has signed a text off as it stands."""
        found = judge_readings(self.settled).signed.get(text)
        return found is not None and found.holds

    @cached_property
    def stale(self) -> int:
        """Texts that have not been read again since what they rest on changed."""
        return len({text for text, _ in judge_readings(self.settled).stale})

    @cached_property
    def appraised(self) -> tuple[int, int, int]:
        """Appraisals that hold, studies that have one, appraisals checked by a second person."""
        held = [a for a in self.evidence.appraisals if a.by is None]
        return (
            len(held),
            len({a.study for a in held}),
            sum(a.settled is not None or self._holds(f"appraisals/{appraisal_name(a)}") for a in held),
        )

    @cached_property
    def results(self) -> tuple[int, int]:
        """Results entered, and those with an effect and an interval."""
        every = [r for s in self.evidence.studies.values() for r in s.results]
        return len(every), sum(r.estimate is not None and r.estimate.ci_low is not None for r in every)

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Effect measures that studies report with an interval."""
        every = [r.estimate for s in self.evidence.studies.values() for r in s.results]
        return tuple(sorted({e.measure for e in every if e is not None and e.ci_low is not None}))

    @cached_property
    def pooled(self) -> int:
        """Syntheses that pool two trials or more."""
        return sum(
            group.pooled is not None
            for summary in self.summaries
            for group in pool_claim([s.study for s in summary.counted], summary.claim.id)
        )

    @cached_property
    def judged(self) -> tuple[int, int]:
        """Claims with a judgement that counts, and those checked by a second person."""
        held = [s for s in self.summaries if s.certainty is not None]
        return len(held), sum(s.is_checked for s in held)

    @property
    def graded(self) -> int:
        return sum(s.certainty is not None and s.certainty.is_graded for s in self.summaries)

    @property
    def interests(self) -> int:
        return sum(bool(p.interests.strip()) for p in self.evidence.people)

    @cached_property
    def registrations(self) -> Sequence[str]:
        """A registration of every trial that the table of registrations lists."""
        left_out = {r for r, state in self.settled.screening.items() if state.decision == "exclude"}
        joined = join_registrations(self.evidence)
        first: dict[tuple[str, ...], str] = {}
        for i, own in joined.items():
            if i not in left_out:
                first.setdefault(own, i)
        return list(first.values())

    def list_source(self, key: str) -> str:
        """A list of the protocol's information sources, such as `databases`, as text."""
        given = self.evidence.protocol.information_sources.get(key) or ()
        return ", ".join(map(str, given)) if isinstance(given, (list, tuple)) else str(given)
