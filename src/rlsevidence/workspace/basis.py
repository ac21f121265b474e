"""What a workspace is read from and what everything in it rests on: the evidence, settled, suggested to, summarised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from .. import frames, store
from ..called import tell_slips_of
from ..decisions import Settled, settle
from ..errors import EvidenceError, UsageError
from ..judgement.claim_summary import ClaimSummary, restrict_to_document
from ..judgement.kept_back import show_documents
from ..judgement.summary import order_claims, summarise_claims
from ..language import say
from ..language.words import Words
from ..model import Claim, Evidence, FullRecord, Record, SuggestedTag
from ..model.spoken import AS_ENTERED, mark_labels, speak_labels
from ..reading import Laid, lay_out
from ..tagging.agreement import ROW_COLUMNS, summarise_agreement
from ..tagging.kept import suggest_kept
from ..tagging.known import Known, list_known
from ..tagging.lexicon import read_topic
from ..unknown import tell_unknown
from . import asked, records

if TYPE_CHECKING:
    import pandas as pd

    from ..tagging.agreement import AgreementReport
    from ..tagging.lexicon import Lexicon

JudgeAnew = Callable[
    [Iterable[SuggestedTag], Mapping[str, Claim], Mapping[str, Record | FullRecord]], Iterable[SuggestedTag]
]
"""What gives suggestions another engine's stance."""


@tell_slips_of
@dataclass(frozen=True)
class Basis:
    """The evidence as it stands on `today`, read once."""

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
        return self.read_evidence()

    def read_evidence(self) -> Evidence:
        """The evidence as the files have it now, studies by the names that this workspace has for them."""
        return self.mark(speak_labels(store.load(self.folder), self.language))

    def mark(self, evidence: Evidence) -> Evidence:
        """The evidence with retracted studies named as such, in the language that was asked for."""
        language = self.language or asked.choose_language(None, evidence.topic.languages)
        return mark_labels(evidence, lambda kind: say(f"notice.{kind}", language))

    def in_language(self, language: str) -> Self:
        """The same workspace, its studies by the names that they have in `language`."""
        marked = any(AS_ENTERED in study.label_in for study in self.evidence.studies.values())
        same = (
            language == self.choose_language(None) if marked else speak_labels(self.evidence, language) is self.evidence
        )
        return self if same else replace(self, language=language)

    @cached_property
    def settled(self) -> Settled:
        """The evidence with what people decided on it: settled once, read by everything that counts or judges."""
        return settle(self.evidence)

    def frame(self, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """One table of the evidence as a pandas frame; `columns`: only these, in this order."""
        return frames.frame(self.shown if table == "sentences" else self.evidence, table, columns)

    def lay_out(self, table: pd.DataFrame, language: str | None = None) -> Laid:
        """A frame for reading in a notebook: words of the vocabulary, claims and studies by their names."""
        chosen = self.choose_language(language)
        foreign = {frames.name_column(c, chosen): "en" for c in frames.QUOTED if c in table.columns and chosen != "en"}
        return lay_out(frames.tell_frame(table, self.evidence, chosen), chosen, foreign=foreign)

    @cached_property
    def records(self) -> tuple[Record | FullRecord, ...]:
        """Every record, with its abstract where the local cache has one."""
        return tuple(records.read_records(self.root, self.local, self.evidence))

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
    def shown(self) -> Evidence:
        """The evidence as tables and programs may see it: without wordings of the documents that are kept back."""
        return show_documents(self.evidence, {s.claim.id: s for s in self.summaries})

    @cached_property
    def known(self) -> tuple[Known, ...]:
        """What people have let in and nobody has entered as a study, what could change most first."""
        return list_known(self.settled, self.all_suggestions)

    def summaries_of(self, document: str) -> tuple[ClaimSummary, ...]:
        """The claims that one document makes, with its passages alone. UsageError for a document that is not there."""
        if document not in self.evidence.documents:
            raise UsageError(tell_unknown("document", document, self.evidence.documents))
        own = (restrict_to_document(s, document) for s in self.summaries)
        return tuple(s for s in own if s.passages)

    def summaries_as_of(self, day: asked.Day, by: str = "publication") -> tuple[ClaimSummary, ...]:
        """All claims as the evidence stood on an earlier day, by 'publication' or 'entry' date.

        What was judged later is left out: past states carry the rules' proposal. UsageError for a day to come.
        """
        date, clock = asked.read_day(day, self.today), asked.read_clock(by)
        return summarise_claims(self.settled, today=self.today, as_of=date, clock=clock)

    def summary(self, claim: str, as_of: asked.Day | None = None, by: str = "publication") -> ClaimSummary:
        """One claim, as it stood on `as_of` (a year: at its end) when given.

        UsageError, with the claims there are, for another name.
        """
        for summary in self.summaries if as_of is None else self.summaries_as_of(as_of, by):
            if summary.claim.id == claim:
                return summary
        raise UsageError(tell_unknown("claim", claim, self.evidence.claim_titles))

    def judged(self, claim: str) -> ClaimSummary:
        """One claim of which something may be said; EvidenceError, with what cannot be read, when it is withheld."""
        summary = self.summary(claim)
        if summary.withheld:
            message = f"nothing is said of {claim} until what its verdict could rest on can be read:"
            raise EvidenceError(message, summary.withheld)
        return summary

    def choose_language(self, language: str | None) -> str:
        """`language`; by default the one it was opened in, else English where the workspace has it, else its first.

        UsageError for another one.
        """
        return asked.choose_language(language or self.language, self.evidence.topic.languages)
