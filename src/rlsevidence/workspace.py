"""One workspace, opened: the evidence, its summaries and what waits, as notebooks, pages and commands use it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from . import clock, frames, store
from .audit.amounts import list_countries
from .audit.annotated_page import write_page
from .audit.decide import decide_verdict, find_place
from .audit.passages import Audit, Auditor
from .audit.read import parse_article, read_article
from .check import list_missing
from .citing import Bibliography, cite
from .decisions import Settled, settle
from .errors import EvidenceError, Problem, UsageError
from .exchange.abstracts import complete, read_abstracts
from .exchange.linking import Proposal, list_proposals
from .exchange.pairs_kept import match_kept
from .exchange.said_pmids import read_said_pmids
from .export import Asked, Export, export_review, list_items
from .export.bundle import write_bundle
from .export.tables import write_package
from .judgement.as_of import CLOCKS, restrict_evidence
from .judgement.choices import OPTIONS, Choices
from .judgement.departures import list_waiting_judgements
from .judgement.genealogy import trace_genealogy
from .judgement.history import trace_verdict
from .judgement.readings import judge_readings
from .judgement.readings_said import list_to_reread
from .judgement.summary import ClaimSummary, order_claims, restrict_to_document, summarise_claims
from .judgement.unphrased import list_unphrased
from .judgement.votes import count_votes
from .judgement.what_if import compare_verdicts, format_verdict, leave_out, retract, run_multiverse, size_new_trial
from .language.words import Words
from .model import Claim, Document, Evidence, FullRecord, Integrity, Record, SuggestedTag
from .model.base import Frozen
from .model.spoken import speak_labels
from .pubmed.attempts import read_attempts
from .pubmed.digest import format_markdown, search_states, summarise_news
from .pubmed.found import read_found, read_lookups
from .pubmed.told import read_told
from .reading import Laid, Told, lay_out
from .reporting import Table, make_table
from .reporting.changes import State, describe_changes
from .reporting.citation import write_citation, write_zenodo
from .reporting.drafted import Paragraph, draft_paragraphs
from .reporting.facts import Facts
from .reporting.protocol import FirstProtocol
from .reporting.voice import open_voice
from .store.first_version import pack_first_version, read_first_version, read_plain
from .synthesis.flow import Flow, count_flow
from .synthesis.registered_twice import is_registration
from .synthesis.registry import RegisteredTrial, list_trials
from .synthesis.result_effects import tabulate_effects
from .tagging.agreement import ROW_COLUMNS, summarise_agreement
from .tagging.kept import suggest_kept
from .tagging.known import Known, list_known
from .tagging.lexicon import read_topic
from .tagging.open_notices import list_open_notices
from .tagging.queue import Todo, todo
from .tagging.untranslated import find_plain_language

if TYPE_CHECKING:
    import pandas as pd

    from .figures import Drawn
    from .judgement.genealogy import Genealogy
    from .judgement.history import History
    from .judgement.votes import VoteMeter
    from .judgement.what_if import Multiverse, NewTrial
    from .pubmed.digest import News, SearchState
    from .pubmed.report import PullReport
    from .tagging.agreement import AgreementReport
    from .tagging.lexicon import Lexicon


def open_workspace(folder: Path | str | None = None, *, language: str | None = None) -> Workspace:
    """Open the workspace that holds `evidence/`: `folder`, or the current folder or its nearest parent.

    `language`: one of the workspace's, in which it then says and lays out what no other language is asked for.
    Raises UsageError when there is none and EvidenceError, with every fault, when a file cannot be read.
    """
    found = Workspace(store.evidence_folder(folder), clock.read_today(), language=language)
    if language is not None:
        found.choose_language(language)
    return found


def _read_clock(by: str) -> str:
    if by not in CLOCKS:
        raise UsageError(f"by: found {by!r}, expected {' or '.join(CLOCKS)}")
    return by


def _read_choices(given: Mapping[str, Any]) -> Choices:
    """UsageError, with what there is, for a choice or a way to choose that no rule knows."""
    for name, value in given.items():
        known = OPTIONS.get(name)
        if known is None:
            raise UsageError(f"what_if: no choice {name!r}; there are: {', '.join(OPTIONS)}")
        if not isinstance(value, type(known[0])) or (isinstance(value, str) and value not in known):
            raise UsageError(f"what_if: {name}: found {value!r}, expected one of {', '.join(map(repr, known))}")
    return Choices(**given)


JudgeAnew = Callable[
    [Iterable[SuggestedTag], Mapping[str, Claim], Mapping[str, Record | FullRecord]], Iterable[SuggestedTag]
]
"""What gives suggestions another engine's stance."""


@dataclass(frozen=True)
class Shown:
    """A page that a notebook shows in a frame of its own."""

    page: str

    def _repr_html_(self) -> str:
        from html import escape

        frame = 'title="audit" sandbox="allow-scripts" style="width:100%;height:640px;border:1px solid #ccc"'
        return f'<iframe {frame} srcdoc="{escape(self.page, quote=True)}"></iframe>'


@dataclass(frozen=True)
class Workspace:
    """The evidence as it stands on `today`, read once. Open a new one to see later changes."""

    folder: Path
    today: dt.date
    judge_anew: JudgeAnew | None = field(default=None, kw_only=True, repr=False, compare=False)
    """Another engine's stance on suggestions, in place of the rules'. Never on decisions: those are people's."""
    language: str | None = field(default=None, kw_only=True, repr=False, compare=False)
    """The language that was asked for when it was opened; None for whatever `choose_language` chooses."""

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
        return speak_labels(store.load(self.folder), self.language)

    def in_language(self, language: str) -> Self:
        """The same workspace, its studies by the names that they have in `language`."""
        return replace(self, language=language) if speak_labels(self.evidence, language) is not self.evidence else self

    @cached_property
    def settled(self) -> Settled:
        """The evidence with what people decided on it: settled once, read by everything that counts or judges."""
        return settle(self.evidence)

    def frame(self, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """One table of the evidence as a pandas frame; `columns`: only these, in this order."""
        return frames.frame(self.evidence, table, columns)

    def lay_out(self, table: pd.DataFrame, language: str | None = None) -> Laid:
        """A frame for reading in a notebook: words of the vocabulary, claims and studies by their names."""
        chosen = self.choose_language(language)
        return lay_out(frames.tell_frame(table, self.evidence, chosen), chosen)

    @cached_property
    def records(self) -> tuple[Record | FullRecord, ...]:
        """Every record, with its abstract where the local cache has one."""
        from .pubmed.archive import Cache

        # PubMed's own answer comes before what another database's file said.
        cache, imported = Cache(self.root), read_abstracts(self.local)
        also: dict[str, list[str]] = {}
        for given, holds in self.evidence.aliases.items():
            also.setdefault(holds, []).append(given)

        def read(i: str, record: Record) -> Record | FullRecord:
            names = (i, *sorted(also.get(i, ())))
            texts = next((t for n in names if (t := imported.get(n))), None)
            return cache.full_record(i) or complete(record, texts)

        return tuple(read(i, record) for i, record in self.evidence.records.items())

    def words(self, language: str | None = None) -> Words:
        """A voice in `language` that names the words of this workspace: `words.name("design", "rct")`.

        None: that of the workspace as it was opened, or English.
        """
        return Words(language or self.language or "en", self.evidence.vocabulary)

    @cached_property
    def headline(self) -> tuple[str, ...]:
        """The headline claims; the first claim there is where the protocol names none; empty without a claim."""
        order = order_claims(self.evidence)
        return tuple(c for c in order if c in self.evidence.protocol.headline_claims) or order[:1]

    @cached_property
    def lexicon(self) -> Lexicon:
        """The topic's own words, by which records are known to concern a claim."""
        return read_topic(self.evidence)

    @cached_property
    def suggestions(self) -> tuple[SuggestedTag, ...]:
        """What the rules propose for records and claims not decided yet. Shown, never counted."""
        return self._judge(s for s in self.all_suggestions if (s.claim, s.record) not in self.settled.decisions)

    def _judge(self, suggestions: Iterable[SuggestedTag]) -> tuple[SuggestedTag, ...]:
        if self.judge_anew is None:
            return tuple(suggestions)
        return tuple(self.judge_anew(suggestions, self.evidence.claims, {r.id: r for r in self.records}))

    def judged_by(self, judge: JudgeAnew) -> Self:
        """The same workspace, the stance of its suggestions taken by another engine; see `engines.apply`."""
        return replace(self, judge_anew=judge)

    @cached_property
    def all_suggestions(self) -> tuple[SuggestedTag, ...]:
        """The same for decided pairs as well: what people are compared with, and what a second reviewer is shown."""
        claims = tuple(self.evidence.claims.values())
        return tuple(suggest_kept(self.lexicon, claims, self.records, (), self.local / "suggestions.sqlite"))

    @cached_property
    def agreement_report(self) -> AgreementReport:
        """How far reviewers agree with each other, and people with the rules; see `tagging.agreement`."""
        evidence = self.evidence
        told = self.all_suggestions
        if self.judge_anew is not None:  # what nobody has decided has nothing to be compared with, and stays here
            told = self._judge(s for s in told if (s.claim, s.record) in self.settled.decisions)
        return summarise_agreement(evidence.tags, told, tuple(evidence.vocabulary["stance"]))

    def agreement(self) -> pd.DataFrame:
        """Percent agreement, kappa and AC1 with 95 % intervals, a row for each two and claim; empty below two."""
        import pandas

        return pandas.DataFrame(self.agreement_report.list_rows(), columns=list(ROW_COLUMNS))

    @cached_property
    def summaries(self) -> tuple[ClaimSummary, ...]:
        """All claims, headline claims first."""
        return summarise_claims(self.settled, today=self.today, suggestions=self.suggestions, known=self.known)

    @cached_property
    def known(self) -> tuple[Known, ...]:
        """What people have let in and nobody has entered as a study, what could change most first."""
        return list_known(self.settled, self.all_suggestions)

    def summaries_of(self, document: str) -> tuple[ClaimSummary, ...]:
        """The claims that one document makes, with its passages alone. UsageError for a document that is not there."""
        if document not in self.evidence.documents:
            known = ", ".join(self.evidence.documents) or "none yet"
            raise UsageError(f"no document {document!r}; there are: {known}")
        own = (restrict_to_document(s, document) for s in self.summaries)
        return tuple(s for s in own if s.passages)

    def as_of(self, day: dt.date | str, by: str = "publication") -> PastWorkspace:
        """The workspace as it stood on an earlier day: its tables, summaries, figures and pages are those of then.

        `by`: 'publication' or 'entry' date of the records. UsageError for a day to come.
        """
        return PastWorkspace(self.folder, self._read_day(day), self.today, _read_clock(by), language=self.language)

    def summaries_as_of(self, day: dt.date | str, by: str = "publication") -> tuple[ClaimSummary, ...]:
        """All claims as the evidence stood on an earlier day, by 'publication' or 'entry' date.

        What was judged later is left out: past states carry the rules' proposal. UsageError for a day to come.
        """
        return summarise_claims(self.settled, today=self.today, as_of=self._read_day(day), clock=_read_clock(by))

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

    def judged(self, claim: str) -> ClaimSummary:
        """One claim of which something may be said; EvidenceError, with what cannot be read, when it is withheld."""
        summary = self.summary(claim)
        if summary.withheld:
            message = f"nothing is said of {claim} until what its verdict could rest on can be read:"
            raise EvidenceError(message, summary.withheld)
        return summary

    def history(self, claim: str, by: str = "publication") -> History:
        """How the verdict on one claim moved, and which study moved it."""
        id_ = self.judged(claim).claim.id
        _read_clock(by)
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
        import pandas

        summary = self.judged(claim)
        rows = tabulate_effects([s.study for s in summary.counted], summary.claim.id)
        return pandas.DataFrame([vars(r) for r in rows])

    def read_effects(self, claim: str, language: str | None = None) -> Laid:
        """The same for reading: measures spelt out, an effect with its interval and no more digits than it carries."""
        import pandas

        summary = self.judged(claim)
        rows = tabulate_effects([s.study for s in summary.counted], summary.claim.id)
        chosen = self.choose_language(language)
        told = frames.tell_effects(rows, self.evidence, chosen)
        headings = [frames.name_column(column, chosen) for column in frames.EFFECT_COLUMNS]
        # A remark that the language has no words for stays in the first one, and its column says so.
        remarks = zip(headings[-2:], ("assumed", "doubt"), strict=True)
        whole = {h: all(frames.tell_remarks(getattr(r, name), chosen)[1] for r in rows) for h, name in remarks}
        foreign = {heading: "en" for heading, known in whole.items() if not known}
        return lay_out(pandas.DataFrame(told, columns=headings), chosen, foreign=foreign)

    def what_if(self, *, without: Sequence[str] = (), retracted: Sequence[str] = (), **choices: Any) -> pd.DataFrame:
        """Claims whose proposal changes without, or with a retraction of, some studies, or under other choices.

        `choices` are those of `judgement.choices.Choices`. Columns: claim, before, after, moved, why. UsageError for a
        study or a choice that is not there.
        """
        import pandas

        without = (without,) if isinstance(without, str) else without
        retracted = (retracted,) if isinstance(retracted, str) else retracted
        for study in (*without, *retracted):
            if study not in self.evidence.studies:
                raise UsageError(f"no study {study!r}; evidence/studies lists them")
        changed = retract(leave_out(self.evidence, without), set(retracted) - set(without), self.today)
        words = self.words() if self.language else None
        rows = [
            (e.claim, format_verdict(e.before, words), format_verdict(e.after, words), e.moved, e.reason.said(words))
            for e in compare_verdicts(self.settled, settle(changed), _read_choices(choices))
        ]
        return pandas.DataFrame(rows, columns=["claim", "before", "after", "moved", "why"])

    def auditor(self, country: str | None = None, context: str = "editorial", *, as_new: bool = False) -> Auditor:
        """What documents are held against. `country`: whose amounts; the topic's first when None.

        UsageError for a country that dose-limits.yaml does not have.
        """
        known = list_countries(self.evidence)
        if country is not None:
            chosen = next((c for c in known if c.casefold() == country.casefold()), None)
            if chosen is None:
                raise UsageError(f"no country {country!r} in dose-limits.yaml; there are: {', '.join(known) or 'none'}")
        else:
            chosen = next((j for j in self.evidence.topic.jurisdictions if j in known), None)
        return Auditor(self.evidence, {s.claim.id: s for s in self.summaries}, self.today, chosen, context, as_new)

    def audit(self, source: Path | str) -> Audit:
        """One document, or a text, held against the evidence: `source` is a path, or the text itself."""
        # A name with a space in it may be a file; a sentence is one only where no file goes by it.
        is_text = isinstance(source, str) and ("\n" in source or (" " in source.strip() and not Path(source).is_file()))
        article = parse_article(str(source).encode(), "text") if is_text else read_article(source)
        return self.auditor().audit(article)

    def annotate(self, audit: Audit, language: str | None = None) -> Shown:
        """An audit as a notebook shows it: the document annotated in its own order."""
        return Shown(write_page(audit, self.evidence, self.choose_language(language)))

    def decide_verdict(self, audit: Audit, at: str, word: str, why: str, suggest: str | None = None, *, by: str) -> str:
        """Enter a named person's verdict on sentence `at` of an audited text in its document's file; its path.

        UsageError when the text is no document of the workspace, or `by` is not in people.tsv.
        """
        place = find_place(audit, at)
        path = f"documents/{audit.document}.yaml"
        people = [p.id for p in self.evidence.people]
        words = list(self.evidence.vocabulary["verdict_word"])

        def change(item: Frozen) -> Frozen:
            assert isinstance(item, Document), "the file of a document holds one"
            return decide_verdict(
                item,
                place,
                word,
                why,
                suggest,
                language=audit.language,
                by=by,
                on=self.today,
                people=people,
                words=words,
            )

        store.transform(self.folder, path, change)
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
        as_of: dt.date | str | None = None,
        by: str = "publication",
        style: str = "vancouver",
        language: str | None = None,
    ) -> Export:
        """Records with their decisions, or the review, in the format `kind` (see `rlsevidence.export.FORMATS`).

        `style` and `language` are those of references.
        """
        settled, records, day = self.settled, self.records, self.today
        if as_of is not None:
            day = self._read_day(as_of)
            settled = settle(restrict_evidence(self.evidence, day, _read_clock(by)).evidence)
            records = tuple(r for r in self.records if r.id in settled.evidence.records)
        held = {c: frozenset(s.id for s in settled.studies(c) if s.counted) for c in settled.evidence.claims}
        asked = Asked(claim, stance, counted, screened)
        return export_review(
            kind,
            settled,
            records,
            held,
            asked,
            root=self.root,
            today=day.isoformat(),
            style=style,
            language=self.choose_language(language),
            history=pack_first_version(read_first_version(self.folder / "protocol.yaml")) if kind == "bundle" else {},
        )

    def write_export(self, made: Export, out: Path) -> tuple[Path, ...]:
        """Write an export to a file (`out`), or, where it has several, into the folder `out`; the paths written.

        Where the ending of `out` is that of one of several files, that one alone is written.
        """
        fitting = [name for name in made.files if out.suffix and Path(name).suffix == out.suffix.lower()]
        if len(made.files) > 1 and len(fitting) > 1 and not out.is_dir():
            raise UsageError(f"{out}: found one file, expected a folder for {', '.join(made.files)}")
        if len(made.files) > 1 and len(fitting) == 1 and not out.is_dir():
            store.write_atomic(out, made.files[fitting[0]])
            return (out,)
        if len(made.files) == 1:
            ((name, data),) = made.files.items()
            named = out / name if out.is_dir() else out
            store.write_atomic(named, data)
            return (named,)
        if out.exists() and not out.is_dir():
            raise UsageError(f"{out} is a file; several files are written, into a folder")
        for name, data in made.files.items():
            store.write_atomic(out / name, data)
        return tuple(out / name for name in made.files)

    def export(self, kind: str, out: Path | str | None = None, **asked: Any) -> tuple[Path, ...]:
        """Write an export and give the paths; `asked` as for `build_export`.

        Without `out` the files go into `build/export/`, in a folder named for the kind.
        """
        made = self.build_export(kind, **asked)
        if out is not None:
            return self.write_export(made, Path(out))
        folder = self.root / "build" / "export" / kind
        return self.write_export(made, folder / next(iter(made.files)) if len(made.files) == 1 else folder)

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
            )
        return self._tables[key]

    @cached_property
    def _tables(self) -> dict[tuple[str, str, tuple[str, ...], str], Table]:
        """Tables made so far: pages, programs' files and the report show the same ones."""
        return {}

    @cached_property
    def protocol_history(self) -> tuple[FirstProtocol | None, Mapping[str, Any]]:
        """The protocol as git first had it, None where there is no such history, and as the file has it now."""
        file = self.folder / "protocol.yaml"
        found = read_first_version(file)
        return FirstProtocol(found.plain, found.commit, found.day) if found else None, read_plain(file)

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
        from .reporting.report import TABLES, Report, write_report

        chosen = self.choose_language(language)
        report = Report(
            Facts(self.settled, self.summaries),
            open_voice(self.evidence, chosen),
            [self.table(name, chosen, style=style) for name in TABLES],
            lambda summary: self._draw(summary, chosen),
            self.today.isoformat(),
            style,
        )
        store.write_atomic(Path(out), write_report(report, say))
        return Path(out)

    def _draw(self, summary: ClaimSummary | None, language: str) -> Iterator[Drawn]:
        """The figures of a report: of the whole review for None, else of one claim."""
        from . import figures

        if summary is None:
            yield figures.plot_claims_at_a_glance(self.summaries, language=language)
            yield figures.plot_evidence_map(self.summaries, language=language)
        elif not summary.withheld and summary.studies:
            yield figures.plot_directions(summary, language=language)
            if summary.claim.kind in ("effect", "association"):
                yield figures.plot_forest(summary, language=language)
            if any(s.risk_of_bias for s in summary.studies):
                yield figures.plot_risk_of_bias(self.evidence, summary, language=language)

    def build_snapshot(self, version: str, earlier: Workspace | None = None) -> dict[str, str | bytes]:
        """A versioned release of the evidence: the bundle, how to cite it, and what changed since `earlier`.

        The same evidence on the same day gives the same bytes.
        """
        now = State(self.evidence, self.summaries)
        before = State(earlier.evidence, earlier.summaries) if earlier else None
        languages = self.evidence.topic.languages
        changes = {f"CHANGED.{code}.md": self._say_changes(version, before, now, code) for code in languages}
        history = pack_first_version(read_first_version(self.folder / "protocol.yaml"))
        cite = {
            "CITATION.cff": write_citation(self.evidence, version, self.today.isoformat()),
            ".zenodo.json": write_zenodo(self.evidence, version, self.today.isoformat()),
        }
        topic = self.evidence.topic
        files = write_package(self.evidence, topic.title.in_language(languages[0]), {}, topic.licence)
        bundle = write_bundle(self.root, files, today=self.today.isoformat(), more={**cite, **changes, **history})
        return {**changes, **cite, f"review-{version}.zip": bundle}

    def _say_changes(self, version: str, before: State | None, now: State, language: str) -> str:
        said = describe_changes(before, now, self.words(language))
        title = f"# {self.evidence.topic.title.in_language(language)} {version} ({self.today.isoformat()})"
        return "\n".join((title, "", *(f"- {sentence}" for sentence in said), ""))

    def draft(self, language: str | None = None) -> tuple[Paragraph, ...]:
        """Paragraphs of methods and results, drafted from the protocol and the ledger, every number with its place."""
        words = open_voice(self.evidence, self.choose_language(language))
        return draft_paragraphs(Facts(self.settled, self.summaries), words)

    def choose_language(self, language: str | None) -> str:
        """`language`; by default the one it was opened in, else English where the workspace has it, else its first.

        UsageError for another one.
        """
        languages = self.evidence.topic.languages
        language = language or self.language
        if language is None:
            return "en" if "en" in languages else languages[0]
        if language not in languages:
            raise UsageError(f"no language {language!r} in this workspace; there are: {', '.join(languages)}")
        return language

    def references(
        self, style: str = "vancouver", language: str | None = None, *, claim: str | None = None, counted: bool = False
    ) -> Bibliography:
        """The references of the records, or of those of one claim or of studies that are counted."""
        held = {c: frozenset(s.id for s in self.settled.studies(c) if s.counted) for c in self.evidence.claims}
        if claim is not None and claim not in self.evidence.claims:
            raise UsageError(f"no claim {claim!r}; there are: {', '.join(self.evidence.claims)}")
        items = list_items(self.settled, self.evidence.records.values(), held, Asked(claim, None, counted, None))
        return cite([item.record for item in items], style, self.choose_language(language))

    @cached_property
    def todo(self) -> tuple[Todo, ...]:
        """What waits for a person, most valuable first."""
        pending = [s.pending for s in self.summaries if s.pending]
        waiting = list_waiting_judgements(pending, self.evidence.protocol.headline_claims)
        unphrased = list_unphrased(self.summaries, self.evidence.protocol.headline_claims)
        stale = list_to_reread(judge_readings(self.settled), self.evidence.protocol.headline_claims)
        links = (
            Todo("link", f"{p.a} and {p.b}", f"{p.why}; rlsevidence link says what they may be", (p.a, p.b), 1)
            for p in self.link_proposals
        )
        told = list_open_notices(self.evidence, self.told_notices)
        more = (*told, *waiting, *stale, *unphrased, *links)
        missing = {path: len(places) for path, places in self.missing.items()}
        return todo(
            self.settled,
            self.suggestions,
            more,
            self.today,
            proposed=self.all_suggestions,
            missing=missing,
            known=self.known,
        )

    @cached_property
    def told_notices(self) -> Mapping[str, tuple[Integrity, ...]]:
        """Record -> notices that PubMed's answers on this machine tell of and nobody has accepted (`verify`)."""
        return read_told(self.local, self.evidence.linked, self.evidence.records)

    @cached_property
    def missing(self) -> Mapping[str, tuple[Problem, ...]]:
        """Path of each draft -> the places of it that are to be filled or mended."""
        found = ((d.path, (d.field, d.path, d.plain)) for d in self.evidence.drafts)
        return {path: list_missing(self.evidence, *draft, self.today) for path, draft in found}

    @cached_property
    def link_proposals(self) -> tuple[Proposal, ...]:
        """Pairs of records that may be one, or report one study, and that nobody has decided on."""
        found = read_found(self.local)
        said = read_said_pmids(self.local, frozenset(read_lookups(self.local)))
        alike = match_kept(self.evidence.records, self.local)
        # Abstracts are read where there is a registration that they could name.
        texts = self.records if any(is_registration(r) for r in self.evidence.records.values()) else ()
        return list_proposals(self.evidence, found, said_elsewhere=said, alike=alike, records=texts)

    @cached_property
    def trials(self) -> tuple[RegisteredTrial, ...]:
        """Registered trials beside their reports, those of which nothing was found first."""
        return list_trials(self.settled, self.today)

    @cached_property
    def search_states(self) -> tuple[SearchState, ...]:
        """For each search: fresh, due, overdue, retired, failed or never, with its age."""
        return search_states(self.evidence, self.today, read_attempts(self.local))

    @property
    def last_pull(self) -> dt.date | None:
        """The day of the last search that ended well; None when there has been none."""
        days = [dt.date.fromisoformat(r.at[:10]) for r in self.evidence.runs if r.outcome == "done"]
        return max(days, default=None)

    def news(self, since: str | None = None) -> News:
        """What has changed since a date or a run; what the last pull brought when None."""
        suggested: dict[str, tuple[str, ...]] = {}
        for suggestion in self.suggestions:
            suggested[suggestion.record] = (*suggested.get(suggestion.record, ()), suggestion.claim)
        return summarise_news(
            self.settled,
            since,
            self.today,
            suggested=suggested,
            attempts=read_attempts(self.local),
            told=self.told_notices,
        )

    def read_news(self, since: str | None = None) -> Told:
        """The same for reading, in the language that the workspace was opened in."""
        found, language = self.news(since), self.choose_language(None)
        plain = find_plain_language(self.evidence)
        names = [n.title for n in found.integrity] + [c.title for s in found.searches for c in (*s.gained, *s.lost)]
        written = [t for d in found.due for t in (d.kind, d.since, d.expected, d.where) if not t[:4].isdigit()]
        foreign = () if language == plain else tuple(t for t in (*names, *written) if t)
        return Told(format_markdown(found, language, self.search_states), foreign, plain)

    def pull(
        self, searches: Sequence[str] | None = None, *, report: Callable[[str], None] = print, **options: Any
    ) -> PullReport:
        """Ask PubMed, through Biopython, and other databases whose searches are chosen, for what is new.

        NetworkError when none can be reached; `report.failed` names one among several. `searches`: ids of search
        strategies; the default ones when None. Open the workspace again to see the records.
        """
        from .sources.pull import pull

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
        return speak_labels(store.load(self.folder), self.language)

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
