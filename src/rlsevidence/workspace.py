"""One workspace, opened: the evidence, its summaries and what waits, as notebooks, pages and commands use it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import clock, store
from .errors import UsageError
from .judgement.summary import ClaimSummary, summarise_claims
from .model import Evidence, FullRecord, Record, SuggestedTag
from .synthesis.flow import Flow, count_flow
from .tagging.decisions import summarise_decisions

if TYPE_CHECKING:
    import pandas as pd

    from .pubmed.digest import News, SearchState
    from .pubmed.pull import PullReport
    from .tagging.agreement import AgreementReport
    from .tagging.queue import Todo


def open_workspace(folder: Path | str | None = None) -> Workspace:
    """Open the workspace that holds `evidence/`: `folder`, or the current folder or its nearest parent.

    Raises UsageError when there is none and EvidenceError, with every fault, when a file cannot be read.
    """
    return Workspace(store.evidence_folder(folder), clock.read_today())


@dataclass(frozen=True)
class Workspace:
    """The evidence as it stands on `today`, read once. Open a new one to see later changes."""

    folder: Path
    today: dt.date

    @property
    def root(self) -> Path:
        """The folder that holds `evidence/`."""
        return self.folder.parent

    @property
    def local(self) -> Path:
        """`.rlsevidence/`: the cache of this machine. Never part of the evidence."""
        return store.local_folder(self.folder)

    @cached_property
    def evidence(self) -> Evidence:
        return store.load(self.folder)

    def frame(self, table: str) -> pd.DataFrame:
        """One table of the evidence as a pandas frame."""
        return self.evidence.frame(table)

    @cached_property
    def records(self) -> tuple[Record | FullRecord, ...]:
        """Every record, with its abstract where the local cache has one."""
        from .pubmed.archive import Cache

        cache = Cache(self.root)
        return tuple(cache.full_record(i) or record for i, record in self.evidence.records.items())

    @cached_property
    def suggestions(self) -> tuple[SuggestedTag, ...]:
        """What the rules propose for records and claims not decided yet. Shown, never counted."""
        from .tagging.suggest import suggest_tags

        decided = summarise_decisions(self.evidence.tags)
        return tuple(suggest_tags(tuple(self.evidence.claims.values()), self.records, decided))

    @cached_property
    def agreement_report(self) -> AgreementReport:
        """How far reviewers agree with each other, and people with the rules; see `tagging.agreement`."""
        from .tagging.agreement import summarise_agreement
        from .tagging.suggest import suggest_tags

        evidence = self.evidence
        suggestions = tuple(suggest_tags(tuple(evidence.claims.values()), self.records, ()))
        return summarise_agreement(evidence.tags, suggestions, tuple(evidence.vocabulary["stance"]))

    def agreement(self) -> pd.DataFrame:
        """Percent agreement, kappa and AC1 with 95 % intervals, a row for each two and claim; empty below two."""
        import pandas

        from .tagging.agreement import ROW_COLUMNS

        return pandas.DataFrame(self.agreement_report.list_rows(), columns=list(ROW_COLUMNS))

    @cached_property
    def summaries(self) -> tuple[ClaimSummary, ...]:
        """All claims, headline claims first."""
        return summarise_claims(self.evidence, today=self.today, suggestions=self.suggestions)

    def summaries_as_of(self, day: dt.date | str, by: str = "publication") -> tuple[ClaimSummary, ...]:
        """All claims as the evidence stood on an earlier day, by 'publication' or 'entry' date.

        What was judged later is left out: past states carry the rules' proposal. UsageError for a day to come.
        """
        return summarise_claims(self.evidence, today=self.today, as_of=self._read_day(day), clock=by)

    def _read_day(self, day: dt.date | str) -> dt.date:
        try:
            date = day if isinstance(day, dt.date) else dt.date.fromisoformat(day)
        except ValueError:
            raise UsageError(f"as of: found {day!r}, expected a date such as 2019-12-31") from None
        if date > self.today:
            raise UsageError(f"as of: found {date}, expected a day no later than today, {self.today}")
        return date

    def summary(self, claim: str, as_of: dt.date | str | None = None, by: str = "publication") -> ClaimSummary:
        """One claim, as it stood on `as_of` when given. UsageError, with the claims there are, for another name."""
        for summary in self.summaries if as_of is None else self.summaries_as_of(as_of, by):
            if summary.claim.id == claim:
                return summary
        raise UsageError(f"no claim {claim!r}; there are: {', '.join(self.evidence.claims)}")

    @cached_property
    def flow(self) -> Flow:
        return count_flow(self.evidence)

    @cached_property
    def todo(self) -> tuple[Todo, ...]:
        """What waits for a person, most valuable first."""
        from .tagging.queue import todo

        return todo(self.evidence, self.suggestions)

    @cached_property
    def search_states(self) -> tuple[SearchState, ...]:
        """For each search: fresh, due, overdue, retired, failed or never, with its age."""
        from .pubmed.digest import search_state

        return tuple(search_state(s, self.evidence.runs, self.today) for s in self.evidence.searches.values())

    @property
    def last_pull(self) -> dt.date | None:
        """The day of the last search that ended well; None when there has been none."""
        days = [dt.date.fromisoformat(r.at[:10]) for r in self.evidence.runs if r.outcome == "done"]
        return max(days, default=None)

    def news(self, since: str | None = None) -> News:
        """What has changed since a date or a run (the last run when None)."""
        from .pubmed.digest import summarise_news

        return summarise_news(self.evidence, since, self.today)

    def pull(
        self, searches: Sequence[str] | None = None, *, report: Callable[[str], None] = print, **options: Any
    ) -> PullReport:
        """Ask PubMed, through Biopython, for what is new. NetworkError when it cannot be reached.

        `searches`: ids of search strategies; the default ones when None. Open the workspace again to see the records.
        """
        from .pubmed.config import read_settings
        from .pubmed.pull import pull

        return pull(
            self.root,
            self.evidence,
            searches,
            settings=read_settings(),
            report=report,
            now=clock.read_now(),
            **options,
        )
