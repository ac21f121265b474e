"""One workspace, opened: the evidence, its summaries and what waits, as notebooks, pages and commands use it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import clock, store
from ..audit.audited import Audit
from ..audit.passages import Auditor
from ..called import tell_slips, tell_slips_of
from ..citing import Bibliography, cite
from ..decisions import settle
from ..errors import Problem
from ..exchange.linking import Proposal
from ..export import SHOWS_DOCUMENTS, Asked, Export, export_review
from ..judgement.as_of import restrict_evidence
from ..judgement.claim_summary import ClaimSummary
from ..judgement.genealogy import trace_genealogy
from ..judgement.history import trace_verdict
from ..judgement.summary import summarise_claims
from ..judgement.votes import count_votes
from ..judgement.what_if import run_multiverse, size_new_trial
from ..model import Evidence, FullRecord, Integrity, Record, SuggestedTag
from ..pubmed.attempts import read_attempts
from ..pubmed.digest import search_states, summarise_news
from ..pubmed.told import read_told
from ..reading import Laid, Told
from ..reporting import Table, make_table
from ..reporting.changes import State
from ..reporting.drafted import Paragraph, draft_paragraphs
from ..reporting.facts import Facts
from ..reporting.protocol import FirstProtocol
from ..reporting.voice import open_voice
from ..synthesis.flow import Flow, count_flow
from ..synthesis.registered_twice import is_registration
from ..synthesis.registry import RegisteredTrial, list_trials
from ..tagging.known import Known
from ..tagging.queue import todo
from ..tagging.todos import Todo
from . import asked, documents, effects, exports, reports, waiting
from .basis import Basis

if TYPE_CHECKING:
    import pandas as pd

    from ..judgement.genealogy import Genealogy
    from ..judgement.history import History
    from ..judgement.votes import VoteMeter
    from ..judgement.what_if import Multiverse, NewTrial
    from ..pubmed.digest import News, SearchState
    from ..pubmed.report import PullReport


@tell_slips
def open_workspace(folder: Path | str | None = None, *, language: str | None = None) -> Workspace:
    """Open the workspace that holds `evidence/`: `folder`, or the current folder or its nearest parent.

    `language`: one of the workspace's, in which it then says and lays out what no other language is asked for.
    Raises UsageError when there is none and EvidenceError, with every fault, when a file cannot be read.
    """
    found = Workspace(store.evidence_folder(folder), clock.read_today(), language=language)
    if language is not None:
        found.choose_language(language)
    return found


@tell_slips_of
@dataclass(frozen=True)
class Workspace(Basis):
    """The evidence as it stands on `today`, read once. Open a new one to see later changes."""

    def as_of(self, day: asked.Day, by: str = "publication") -> PastWorkspace:
        """The workspace as it stood on an earlier day: its tables, summaries, figures and pages are those of then.

        `day` may be a year: its last day, for this year today. `by`: 'publication' or 'entry' date of the records.
        UsageError for a day to come.
        """
        return PastWorkspace(
            self.folder, asked.read_day(day, self.today), self.today, asked.read_clock(by), language=self.language
        )

    def history(self, claim: str, by: str = "publication") -> History:
        """How the verdict on one claim moved, and which study moved it."""
        id_ = self.judged(claim).claim.id
        asked.read_clock(by)
        if (id_, by) not in self._histories:
            self._histories[id_, by] = trace_verdict(self.settled, id_, today=self.today, clock=by)
        return self._histories[id_, by]

    @cached_property
    def _histories(self) -> dict[tuple[str, str], History]:
        """Histories traced so far: each asks for a proposal on every day on which something came."""
        return {}

    def genealogy(self, claim: str) -> Genealogy:
        """Who measured and who repeats, for one claim."""
        return trace_genealogy(self.evidence, self.judged(claim))

    def votes(self, claim: str) -> VoteMeter:
        """The votes that a search service would show for one claim, and what they hide."""
        return count_votes(self.judged(claim))

    def multiverse(self, claim: str) -> Multiverse | None:
        """One claim under every combination of defensible choices; None when GRADE does not rate it."""
        return run_multiverse(self.settled, self.judged(claim).claim.id)

    def new_trial(self, claim: str) -> NewTrial | None:
        """How large a good new trial would have to be to move one claim up; None when GRADE does not rate it."""
        return size_new_trial(self.settled, self.judged(claim).claim.id)

    def effects(self, claim: str) -> pd.DataFrame:
        """What the counted studies measured for one claim, one result a row, with assumptions and doubts.

        Columns: study, outcome, kind, measure, effect, low, high (95 %, normal; ratios as they are reported), better
        (the effect turned so that above 0 is better; ratios on the logarithm), assumed, doubt. A result without an
        effect says why under `doubt`.
        """
        return effects.frame_effects(self.judged(claim))

    def read_effects(self, claim: str, language: str | None = None) -> Laid:
        """The same for reading: measures spelt out, an effect with its interval and no more digits than it carries."""
        return effects.lay_out_effects(self.judged(claim), self.evidence, self.choose_language(language))

    def what_if(
        self, *, without: str | Sequence[str] = (), retracted: str | Sequence[str] = (), **choices: Any
    ) -> pd.DataFrame:
        """Claims whose proposal changes without, or with a retraction of, some studies, or under other choices.

        `choices` are those of `judgement.choices.Choices`. Columns: claim, before, after, moved, why. UsageError for a
        study or a choice that is not there.
        """
        words = self.words() if self.language else None
        return effects.frame_changes(self.settled, without, retracted, choices, today=self.today, words=words)

    def auditor(self, country: str | None = None, context: str = "editorial", *, as_new: bool = False) -> Auditor:
        """What documents are held against. `country`: whose amounts; the topic's first when None.

        UsageError for a country that dose-limits.yaml does not have.
        """
        chosen = asked.choose_country(country, self.evidence)
        return Auditor(self.evidence, {s.claim.id: s for s in self.summaries}, self.today, chosen, context, as_new)

    def audit(self, source: Path | str) -> Audit:
        """One document, or a text, held against the evidence: `source` is a path, or the text itself."""
        article = documents.open_article(source)
        return self.auditor().audit(article)

    def annotate(self, audit: Audit, language: str | None = None) -> documents.Shown:
        """An audit as a notebook shows it: the document annotated in its own order."""
        return documents.show_audit(audit, self.evidence, self.choose_language(language))

    def decide_verdict(self, audit: Audit, at: str, word: str, why: str, suggest: str | None = None, *, by: str) -> str:
        """Enter a named person's verdict on sentence `at` of an audited text in its document's file; its path.

        UsageError when the text is no document of the workspace, or `by` is not in people.tsv.
        """
        enter = documents.enter_verdict(audit, at, word, why, suggest, by=by, on=self.today, evidence=self.evidence)
        path = f"documents/{audit.document}.yaml"
        store.transform(self.folder, path, enter)
        return path

    @cached_property
    def flow(self) -> Flow:
        return count_flow(self.settled)

    def build_export(
        self,
        kind: str,
        *,
        claim: str | None = None,
        stance: str | None = None,
        counted: bool = False,
        screened: str | None = None,
        as_of: asked.Day | None = None,
        by: str = "publication",
        style: str = "vancouver",
        language: str | None = None,
    ) -> Export:
        """Records with their decisions, or the review, in the format `kind` (see `rlsevidence.export.FORMATS`).

        `style` and `language` are those of references.
        """
        settled, found, day = self.settled, self.records, self.today
        if as_of is not None:
            day = asked.read_day(as_of, self.today)
            settled = settle(restrict_evidence(self.evidence, day, asked.read_clock(by)).evidence)
            found = tuple(r for r in self.records if r.id in settled.evidence.records)
        return export_review(
            kind,
            settled,
            found,
            exports.list_counted(settled),
            Asked(claim, stance, counted, screened),
            root=self.root,
            today=day.isoformat(),
            style=style,
            language=self.choose_language(language),
            history=exports.pack_protocol(self.folder) if kind == "bundle" else {},
            shown=(self if as_of is None else self.as_of(day, by)).shown if kind in SHOWS_DOCUMENTS else None,
        )

    def write_export(self, made: Export, out: Path) -> tuple[Path, ...]:
        """Write an export to a file (`out`), or, where it has several, into the folder `out`; the paths written.

        Where the ending of `out` is that of one of several files, that one alone is written.
        """
        return exports.write_export(made, out)

    def export(self, kind: str, out: Path | str | None = None, **chosen: Any) -> tuple[Path, ...]:
        """Write an export and give the paths; `chosen` as for `build_export`.

        Without `out` the files go into `build/export/`, in a folder named for the kind.
        """
        made = self.build_export(kind, **chosen)
        return exports.write_export(made, exports.place_export(made, kind, self.root) if out is None else Path(out))

    def table(
        self, name: str, language: str | None = None, *, claims: Sequence[str] = (), style: str = "vancouver"
    ) -> Table:
        """A table for a paper, as a value (see `rlsevidence.reporting.TABLES`); `claims`: only these.

        In a notebook it shows itself; `.frame()` gives it to pandas. UsageError for a table, a claim, a language or a
        style that there is not.
        """
        chosen = self.choose_language(language)
        key = (name, chosen, tuple(claims), style)
        if key not in self._tables:
            self._tables[key] = make_table(
                name,
                self.settled,
                self.summaries,
                chosen,
                claims=claims,
                style=style,
                today=self.today.isoformat(),
                protocol=self.protocol_history if name == "amendments" else (None, {}),
                trials=self.trials if name == "registrations" else (),
            )
        return self._tables[key]

    @cached_property
    def _tables(self) -> dict[tuple[str, str, tuple[str, ...], str], Table]:
        """Tables made so far: pages, programs' files and the report show the same ones."""
        return {}

    @cached_property
    def protocol_history(self) -> tuple[FirstProtocol | None, Mapping[str, Any]]:
        """The protocol as git first had it, None where there is no such history, and as the file has it now."""
        return reports.read_protocol(self.folder)

    def write_report(
        self,
        out: Path | str,
        language: str | None = None,
        *,
        style: str = "vancouver",
        say: Callable[[str], None] = lambda message: None,
    ) -> Path:
        """The review as one Word file: summary, methods, flow, figures, tables, references; the path written.

        UsageError for a language or a style that there is not, and where python-docx or resvg-py is missing.
        """
        from ..reporting.report import TABLES, Report, write_report

        chosen = self.choose_language(language)
        report = Report(
            Facts(self.settled, self.summaries),
            open_voice(self.evidence, chosen),
            [self.table(name, chosen, style=style) for name in TABLES],
            partial(reports.draw_report, self.evidence, self.summaries, language=chosen),
            self.today.isoformat(),
            style,
        )
        store.write_atomic(Path(out), write_report(report, say))
        return Path(out)

    def build_snapshot(self, version: str, earlier: Workspace | None = None) -> dict[str, str | bytes]:
        """A versioned release of the evidence: the bundle, how to cite it, and what changed since `earlier`.

        The same evidence on the same day gives the same bytes.
        """
        now = State(self.evidence, self.summaries)
        before = State(earlier.evidence, earlier.summaries) if earlier else None
        history = exports.pack_protocol(self.folder)
        return reports.build_release(
            version, before, now, self.shown, root=self.root, today=self.today, history=history
        )

    def draft(self, language: str | None = None) -> tuple[Paragraph, ...]:
        """Paragraphs of methods and results, drafted from the protocol and the ledger, every number with its place."""
        words = open_voice(self.evidence, self.choose_language(language))
        return draft_paragraphs(Facts(self.settled, self.summaries), words)

    def references(
        self, style: str = "vancouver", language: str | None = None, *, claim: str | None = None, counted: bool = False
    ) -> Bibliography:
        """The references of the records, or of those of one claim or of studies that are counted."""
        cited = exports.list_cited(self.settled, claim, counted=counted)
        return cite(cited, style, self.choose_language(language))

    @cached_property
    def todo(self) -> tuple[Todo, ...]:
        """What waits for a person, most valuable first."""
        return todo(
            self.settled,
            self.suggestions,
            waiting.list_more(self.settled, self.summaries, self.link_proposals, self.told_notices),
            self.today,
            proposed=self.all_suggestions,
            missing={path: len(places) for path, places in self.missing.items()},
            known=self.known,
        )

    @cached_property
    def told_notices(self) -> Mapping[str, tuple[Integrity, ...]]:
        """Record -> notices that PubMed's answers on this machine tell of and nobody has accepted (`verify`)."""
        return read_told(self.local, self.evidence.linked, self.evidence.records)

    @cached_property
    def missing(self) -> Mapping[str, tuple[Problem, ...]]:
        """Path of each draft -> the places of it that are to be filled or mended."""
        return waiting.list_missing_places(self.evidence, self.today)

    @cached_property
    def link_proposals(self) -> tuple[Proposal, ...]:
        """Pairs of records that may be one, or report one study, and that nobody has decided on."""
        return waiting.propose_links(self.evidence, self.local, self._naming())

    def propose_pair(self, evidence: Evidence, pair: tuple[str, str]) -> tuple[Proposal, ...]:
        """`link_proposals` of two records of `evidence`, which is this workspace's read without some of its links."""
        return waiting.propose_links(evidence, self.local, self._naming(), pair)

    def _naming(self) -> Sequence[Record | FullRecord]:
        """Records with their texts, where there is a registration that they could name."""
        return self.records if any(is_registration(r) for r in self.evidence.records.values()) else ()

    @cached_property
    def trials(self) -> tuple[RegisteredTrial, ...]:
        """Registered trials beside their reports, those of which nothing was found first."""
        registered = any(is_registration(r) for r in self.evidence.records.values())
        proposed = self.link_proposals if registered else ()
        return list_trials(self.settled, self.today, [(p.a, p.b) for p in proposed])

    @cached_property
    def search_states(self) -> tuple[SearchState, ...]:
        """For each search: fresh, due, overdue, retired, failed or never, with its age."""
        return search_states(self.evidence, self.today, read_attempts(self.local))

    @property
    def last_pull(self) -> dt.date | None:
        """The day of the last search that ended well; None when there has been none."""
        return waiting.find_last_pull(self.evidence)

    def news(self, since: str | None = None) -> News:
        """What has changed since a date or a run; what the last pull brought when None."""
        return summarise_news(
            self.settled,
            since,
            self.today,
            suggested=waiting.list_suggested(self.suggestions),
            attempts=read_attempts(self.local),
            told=self.told_notices,
        )

    def read_news(self, since: str | None = None) -> Told:
        """The same for reading, in the language that the workspace was opened in."""
        return waiting.tell_news(self.news(since), self.search_states, self.evidence, self.choose_language(None))

    def pull(
        self, searches: Sequence[str] | None = None, *, report: Callable[[str], None] = print, **options: Any
    ) -> PullReport:
        """Ask PubMed, through Biopython, and other databases whose searches are chosen, for what is new.

        NetworkError when none can be reached; `report.failed` names one among several. `searches`: ids of search
        strategies; the default ones when None. Open the workspace again to see the records.
        """
        from ..sources.pull import pull

        return pull(self.folder, searches, report=report, now=clock.read_now(), **options)


@dataclass(frozen=True)
class PastWorkspace(Workspace):
    """A workspace as it stood on `today`, which lies before `now`: today's reading of the records that existed then.

    `by` says which date of a record counts. What nobody had judged by then carries the rules' proposal.
    """

    now: dt.date
    by: str

    @cached_property
    def whole(self) -> Evidence:
        """The evidence of now, with what was still to come."""
        # What has been retracted since is called so on pages of every day: they are read today.
        return self.read_evidence()

    @cached_property
    def evidence(self) -> Evidence:
        return restrict_evidence(self.whole, self.today, self.by).evidence

    @cached_property
    def suggestions(self) -> tuple[SuggestedTag, ...]:
        """None: what waits today did not wait then."""
        return ()

    @cached_property
    def known(self) -> tuple[Known, ...]:
        """None: what is let in today was not let in then."""
        return ()

    @cached_property
    def summaries(self) -> tuple[ClaimSummary, ...]:
        return summarise_claims(settle(self.whole), today=self.now, as_of=self.today, clock=self.by)
