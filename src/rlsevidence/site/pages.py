"""Which pages there are, and what each is given. Pages are values: a path and its text; `build` writes them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from .. import figures
from ..audit.document import weigh_document
from ..citing import Bibliography
from ..decisions.counting import list_apart
from ..decisions.versions import list_current, list_unsettled
from ..judgement.apart_said import count_people, describe_apart, describe_risks, mark_apart
from ..judgement.changing import Changing, weigh_changes
from ..judgement.claim_summary import ClaimSummary
from ..judgement.departures import describe_pending
from ..judgement.domains import ProposedStep
from ..judgement.known_said import describe_known
from ..judgement.lessons import explain_study
from ..judgement.readings import judge_readings
from ..judgement.readings_said import describe_sign_off, describe_stale
from ..judgement.sentences import explain_lack, offer_sentence
from ..judgement.what_if import format_verdict
from ..language import say
from ..language.measures import find_language
from ..language.reasons import label_studies
from ..language.words import Words
from ..layout import appraisal_name
from ..model import DESIGNS, Appraisal, Certainty, Document, Evidence, Record, Study
from ..reporting import TABLES, Cell
from ..reporting.as_html import write_fragment
from ..reporting.differences import Difference, is_all_kept, list_differences
from ..reporting.drafted import find_page, say_draft
from ..reporting.flow_drawing import anchor, draw_flow, find_title_language, list_contents, say_sum
from ..reporting.raster import can_raster
from ..reporting.registrations import say_awaited
from ..screening.said import describe_settled
from ..synthesis.registry import list_awaited, list_untied
from ..tagging.untranslated import find_plain_language, list_notes, list_plain
from .access import PARTS as ACCESS
from .api import ApiFile, list_api
from .card import draw_card, draw_topic_card, write_snippet
from .charts import Chart, make_chart
from .contents import insert_contents
from .design_picture import picture_design
from .exercise import Exercise
from .exercises import find_lesson_claim, list_exercises
from .feed import write_feed
from .kept import keep_png, keep_references
from .lesson import METHOD, MINUTES, describe_lesson
from .marks import list_marked_words, mark_foreign, mark_outputs
from .render import Place, make_environment, speak
from .search import KINDS, format_index, list_entries, name_term
from .study_picture import picture_study
from .tables import label_tables
from .terms import explain_terms

if TYPE_CHECKING:
    from ..figures import Drawn
    from ..workspace import Workspace
    from .notebooks import RenderedNotebook

VERDICT_ORDER = (
    "contradicted",
    "unsupported",
    "overstated",
    "understated",
    "incomplete",
    "supported_with_limits",
    "supported",
    "not_checkable",
)
"""Verdicts as the document page tallies them, what needs most work first."""


@dataclass(frozen=True)
class Page:
    """One page: its path below the site's folder, and its text."""

    path: str
    text: str


GLOSSARY = (
    "certainty",
    "grade_domain",
    "grade_upgrade",
    "basis_rating",
    "direction",
    "wording",
    "verdict_word",
    "claim_kind",
    "stance",
    "directness",
    "indirect_because",
    "design",
    "read",
    "record_verification",
    "judgement",
    "tool",
    "study_term",
    "outcome",
    "result_kind",
    "screening_reason",
    "integrity_kind",
)
"""Groups of the vocabulary shown in the glossary, in the order shown."""


class PageMaker:
    """Makes the pages of one workspace in one language."""

    def __init__(
        self,
        review: Workspace,
        language: str,
        titles: Mapping[str, tuple[str, str]] | None = None,
        issues: str | None = None,
        api: Sequence[ApiFile] | None = None,
        address: str | None = None,
        weighed: dict[str, Changing] | None = None,
    ) -> None:
        """`titles`: those of the notebooks by name, each with its language; `issues`: where errors are reported;
        `address`: where the pages will stand on the web, if that is known. Where they have been made already, `api`:
        the files for programs, `weighed`: by claim, what would change its verdict."""
        self.address = address
        self.review, self.language = review, language
        self.titles, self.api = dict(titles or {}), api
        self.weighed = {} if weighed is None else weighed
        self.evidence: Evidence = review.evidence
        self.environment = make_environment(review.evidence.topic.languages)
        plain = find_plain_language(review.evidence)
        says = speak(Words(language, review.evidence.vocabulary), plain, review.evidence.people)
        labels = {study.id: study.label for study in review.evidence.studies.values()}
        says["reason"] = lambda reason: label_studies(reason.said(self.words), labels)
        says["apart_mark"] = lambda summary: mark_apart(summary.apart, self.words)
        says["foreign"] = frozenset() if language == plain else list_plain(review.evidence)
        self.frame = {
            **says,
            "says": says,
            "topic": review.evidence.topic,
            "today": review.today.isoformat(),
            # Which date of a record counts, for pages of an earlier day; None for those of today.
            "past": getattr(review, "by", None),
            "last_pull": review.last_pull.isoformat() if review.last_pull else None,
            "issues": issues,
            "address": address,
            "has_png": can_raster(),
            "broken": sorted({b.path for b in self.evidence.broken}),
            "documents": tuple(self.evidence.documents.values()),
            "document_path": self.document_path,
            "appraisal_name": appraisal_name,
            "studies_of": self.known,
            "title_language": find_title_language,
            "say_verdict": lambda verdict: format_verdict(verdict, self.words),
            "stale": lambda found: describe_stale(found, self.words),
            "sign_off": self.describe_sign_off,
            "unsettled": lambda part, name: list_unsettled(self.evidence, part, name),
            "differing": lambda differ: self.words.say(
                "site.differ", n=count_people(differ), those=describe_risks(differ, self.words, self.evidence.people)
            ),
            "judged_apart": lambda summary: describe_apart(summary.apart, self.words, self.evidence.people),
            "known_said": lambda known: describe_known(known, self.words),
            "unread_since": judge_readings(self.review.settled).unread,
            "never_searched": "never_searched" if self.evidence.records else "never_searched_empty",
            "waiting": tuple(list_waiting(self.evidence)),
        }

    def describe_sign_off(self, text: str) -> tuple[bool, str] | None:
        """Whether a text is signed off as it stands, with who, when and how deep; None where nobody has checked it."""
        found = judge_readings(self.review.settled).signed.get(text)
        return None if found is None else (found.holds, describe_sign_off(found, self.words, self.evidence.people))

    def make(self) -> Iterator[Page]:
        """Every page of the language but those of the notebooks."""
        yield self.index()
        for summary in self.review.summaries:
            yield self.claim(summary)
        yield self.studies()
        for study in self.evidence.studies.values():
            yield self.study(study)
        yield self.registry()
        yield from self.documents()
        yield self.render("audit.html.j2", "audit.html", self.say("audit_title"))
        yield self.method()
        yield from self.reporting()
        yield self.glossary()
        yield self.search()
        yield self.learn()
        yield self.render("access.html.j2", "accessibility.html", self.say("access_title"), parts=ACCESS)

    def render(self, template: str, path: str, title: str, *, needs_plotly: bool = False, **context: Any) -> Page:
        place = Place(self.language, path)
        explained = explain_terms(self.words, place, GLOSSARY)
        text = self.environment.get_template(template).render(
            **self.frame,
            explained=explained,
            knows=self.knows,
            place=place,
            title=title,
            needs_plotly=needs_plotly,
            **context,
        )
        return Page(f"{self.language}/{path}", insert_contents(label_tables(text), self.say("contents")))

    def say(self, key: str) -> str:
        return say(f"site.{key}", self.language)

    def knows(self, group: str, word: str) -> bool:
        """Whether the workspace's vocabulary explains a word."""
        return word in self.evidence.vocabulary.get(group, {})

    def charts(self, drawn: Iterable[Drawn]) -> list[Chart]:
        return [make_chart(d, self.language, self.say("not_recorded")) for d in drawn]

    def index(self) -> Page:
        summaries = self.review.summaries
        judged = [s for s in summaries if s.certainty]
        return self.render(
            "index.html.j2",
            "index.html",
            self.evidence.topic.question.in_language(self.language),
            summaries=summaries,
            over=sum(s.gap == "over" for s in summaries),
            judged=len(judged),
            path_minutes=self.path_minutes,
            checked=sum(s.is_checked for s in judged),
            answers=[(s, offer_sentence(s, self.language)) for s in summaries if s.claim.headline],
            charts=self.charts(
                (
                    figures.plot_claims_at_a_glance(summaries, language=self.language),
                    figures.plot_evidence_map(summaries, language=self.language),
                )
            ),
        )

    def claim(self, summary: ClaimSummary) -> Page:
        sentences = {(d.id, s.at): s for d, s in self.evidence.sentences}
        certainty = summary.certainty
        notes = summary.claim.notes
        if certainty:
            notes += list_notes(certainty.notes)
        charts = self.charts(self.claim_figures(summary))
        offer = offer_sentence(summary, self.language)
        return self.render(
            "claim.html.j2",
            f"claims/{summary.claim.id}.html",
            summary.claim.title.in_language(self.language),
            s=summary,
            passages=[(p, sentences[p.document, p.at]) for p in summary.passages],
            body=self.known(certainty.body if certainty else ()),
            informing_studies=self.known(certainty.informed_by if certainty else ()),
            newer=self.known(summary.newer),
            charts=charts,
            notes=notes,
            proposal=summary.proposal,
            settled_certainty=self.differences("certainty", summary.claim.id, certainty) if certainty else (),
            waits=describe_pending(
                summary.pending, Words(self.language, self.evidence.vocabulary), self.evidence.people
            )
            if summary.pending
            else None,
            decided={d: step.steps for d, step in (certainty.downgrades or {}).items()} if certainty else {},
            printable=offer.sentence,
            in_box=offer.details,
            no_sentence=explain_lack(offer, summary.claim, self.language),
            sentence_checked=summary.phrases_signed is not None and summary.phrases_signed.holds,
            changing=self.changing(summary),
            awaited=[(t, say_awaited(t, self.words)) for t in list_awaited(self.review.trials, summary.claim.id)],
            untied=list_untied(self.review.trials),
            snippet=None if summary.withheld else self.snippet(summary),
            described=offer.sentence,
            sources={s.id: self.records(s.study) for s in summary.studies},
            references=self.references(s.study for s in summary.studies),
        )

    def cards(self) -> Iterator[tuple[str, bytes]]:
        """(path, content) of each claim's verdict, to be shown elsewhere, as SVG and, where this machine can, as PNG;
        none of what is withheld. First the one for pages that are about no claim: it tells no verdict."""
        neutral = draw_topic_card(self.evidence.topic, self.review.today, self.words)
        if picture := keep_png(self.review.local, neutral):
            yield f"{self.language}/cards/index.png", picture
        for summary in self.review.summaries:
            if not summary.withheld:
                card = draw_card(summary, self.evidence.topic, self.review.today, self.words)
                path = f"{self.language}/cards/{summary.claim.id}"
                yield f"{path}.svg", card.encode("utf-8")
                if picture := keep_png(self.review.local, card):
                    yield f"{path}.png", picture

    def feed(self) -> str:
        """How the verdicts moved, for programs that follow them; nothing of a claim that is withheld."""
        shown = [s for s in self.review.summaries if not s.withheld]
        moves = [(s, self.review.history(s.claim.id)) for s in shown]
        return write_feed(moves, self.evidence, self.words, self.address)

    def snippet(self, summary: ClaimSummary) -> str:
        page = f"{self.address}{self.language}/claims/{summary.claim.id}.html" if self.address else None
        return write_snippet(summary, self.evidence.topic, self.review.today, self.words, page)

    def changing(self, summary: ClaimSummary) -> Changing | None:
        """What would change a claim's verdict; None where there is nothing that the rules could weigh."""
        claim = summary.claim.id
        if summary.withheld or not summary.studies:
            return None
        if claim not in self.weighed:
            self.weighed[claim] = weigh_changes(self.review.settled, claim)
        return self.weighed[claim]

    def records(self, study: Study) -> list[Record]:
        return [self.evidence.records[r] for r in study.reports if r in self.evidence.records]

    @property
    def words(self) -> Words:
        return Words(self.language, self.evidence.vocabulary)

    def known(self, ids: Iterable[str]) -> list[Study]:
        return [self.evidence.studies[i] for i in ids if i in self.evidence.studies]

    def claim_figures(self, summary: ClaimSummary) -> Iterator[Drawn]:
        """The figures that say something of this claim: none is drawn from nothing."""
        language = self.language
        if summary.withheld:
            return
        if summary.studies:
            yield figures.plot_directions(summary, language=language)
            yield figures.plot_timeline(summary, language=language)
        if summary.claim.kind in ("effect", "association"):
            yield figures.plot_forest(summary, language=language)
        history = self.review.history(summary.claim.id)
        if history.states:
            yield figures.plot_verdict_history(history, summary.claim, language=language)
        if any(s.risk_of_bias for s in summary.studies):
            yield figures.plot_risk_of_bias(self.evidence, summary, language=language)
        if summary.claim.kind == "dose" and self.evidence.dose_limits:
            yield figures.plot_doses(self.evidence, language=language)

    def studies(self) -> Page:
        rows = [
            (study, self.year(study), [s for s, _ in self.beside(study)]) for study in self.evidence.studies.values()
        ]
        rows.sort(key=lambda row: (row[0].label.casefold(), row[0].id))
        summaries = self.review.summaries
        counts = {(s.claim.id, d): sum(i.study.design == d for i in s.studies) for s in summaries for d in DESIGNS}
        return self.render(
            "studies.html.j2",
            "studies/index.html",
            self.say("studies_title"),
            rows=rows,
            mapped=[s for s in summaries if s.studies],
            designs=[d for d in DESIGNS if any(study.design == d for study, _, _ in rows)],
            counts=counts,
            levels=list(dict.fromkeys(s.certainty_word or s.basis_word for s in summaries)),
            by_level={s.claim.id: s.certainty_word or s.basis_word or "" for s in summaries},
        )

    def registry(self) -> Page:
        """Registered trials beside their reports, and where the rules see a reason to suspect publication bias."""
        place = Place(self.language, "registry.html")

        def lead(cell: Cell) -> str | None:
            return place.page(f"studies/{cell.study}.html") if cell.study in self.evidence.studies else None

        trials = self.review.trials
        return self.render(
            "registry.html.j2",
            place.path,
            self.say("registry_title"),
            charts=self.charts((figures.plot_registrations(trials, self.review.today, language=self.language),)),
            fragment=Markup(write_fragment(self.review.table("registrations", self.language), lead)),
            suspected=list(list_suspicions(self.review.summaries)),
        )

    def study(self, study: Study) -> Page:
        evidence = self.evidence
        appraisals = list_current(a for a in evidence.appraisals if a.study == study.id)
        together = {i for i in study.counts_with if i in evidence.studies}
        together |= {other.id for other in evidence.studies.values() if study.id in other.counts_with}
        return self.render(
            "study.html.j2",
            f"studies/{study.id}.html",
            study.label,
            study=study,
            records=self.records(study),
            appraisals=appraisals,
            differ=list(dict.fromkeys(d for a in appraisals if (d := list_apart(evidence, a)))),
            picture=picture_study(study, self.words, find_plain_language(self.evidence))
            or picture_design(study, self.words),
            lessons=explain_study(study, appraisals),
            lesson=lambda key: self.say(f"study.{key}"),
            beside=self.beside(study),
            together=[evidence.studies[i] for i in sorted(together)],
            settled_study=self.differences("studies", study.id, study),
            settled_appraisal=lambda a: self.differences("appraisals", appraisal_name(a), a),
        )

    def differences(
        self, part: str, name: str, standing: Study | Appraisal | Certainty
    ) -> tuple[bool, tuple[Difference, ...]]:
        """Whether what each made alone is there, and what they differed in."""
        alone = is_all_kept(self.evidence, part, name, standing)
        return alone, list_differences(self.evidence, part, name, standing, self.words)

    def beside(self, study: Study) -> list[tuple[ClaimSummary, Any]]:
        return [(s, item) for s in self.review.summaries for item in s.studies if item.id == study.id]

    def year(self, study: Study) -> int | None:
        years = [r.year for i in study.reports if (r := self.evidence.records.get(i)) and r.year]
        return min(years, default=None)

    def documents(self) -> Iterator[Page]:
        """A page for each document, the first as `document.html`; a page that says so where there is none yet."""
        for document in self.evidence.documents.values():
            yield self.document(document)
        if not self.evidence.documents:
            yield self.render("no-document.html.j2", self.document_path(""), self.say("document_title"))

    def document_path(self, document: str) -> str:
        """Where the page of a document stands below the folder of its language."""
        first = next(iter(self.evidence.documents), document)
        return "document.html" if document == first else f"documents/{document}.html"

    def document(self, document: Document) -> Page:
        weighed = weigh_document(document, self.review.summaries)
        words = [*VERDICT_ORDER, *sorted(set(weighed.verdicts) - set(VERDICT_ORDER))]
        return self.render(
            "document.html.j2",
            self.document_path(document.id),
            self.say("document_title"),
            document=document,
            weighed=weighed,
            verdicts=[(word, weighed.verdicts[word]) for word in words if word in weighed.verdicts],
            first_with={
                i.verdict_word: i.sentence.at for i in reversed([i for own in weighed.paragraphs.values() for i in own])
            },
            printed_language=document.language,
            references=self.references(
                s.study for summary in self.review.summaries_of(document.id) for s in summary.counted
            ),
            # Editors print in the document's own language; where we have no text in it, the English one comes first.
            document_language=document.language
            if document.language in self.evidence.topic.languages
            else self.evidence.topic.languages[0],
        )

    def method(self) -> Page:
        evidence = self.evidence
        last: dict[str, dt.date] = {}
        for run in evidence.runs:
            if run.outcome == "done":
                day = dt.date.fromisoformat(run.at[:10])
                last[run.search] = max(day, last.get(run.search, day))
        return self.render(
            "method.html.j2",
            "method.html",
            self.say("method_title"),
            protocol=evidence.protocol,
            drafts=evidence.drafts,
            screening_end=describe_settled(self.review.settled, self.language),
            charts=self.charts((figures.plot_flow(self.review.flow, language=self.language),)),
            pool_charts=self.charts((figures.plot_coverage(language=self.language),)),
            searches=[(s, last.get(s.id)) for s in evidence.searches.values()],
        )

    def reporting(self) -> Iterator[Page]:
        """What the review says of itself: the flow with what stands in it, tables for papers, drafts, the API."""
        flow, words = self.review.flow, self.words
        yield self.render(
            "flow.html.j2",
            "flow.html",
            self.say("flow_title"),
            sum=say_sum(flow, self.language),
            screening_end=describe_settled(self.review.settled, self.language),
            drawing=Markup(draw_flow(flow, self.language, lambda name: f"#{anchor(name)}")),
            listed=list_contents(flow, self.evidence, self.language),
            anchor=anchor,
            studies=self.evidence.studies,
        )
        sheets = [self.review.table(name, self.language) for name in TABLES]
        for sheet in sheets:
            place = Place(self.language, f"tables/{sheet.name}.html")

            def lead(cell: Cell, place: Place = place) -> str | None:
                if cell.claim:
                    return place.page(f"claims/{cell.claim}.html")
                return place.page(f"studies/{cell.study}.html") if cell.study in self.evidence.studies else None

            fragment = Markup(write_fragment(sheet, lead))
            yield self.render("table.html.j2", place.path, sheet.title, sheet=sheet, fragment=fragment)
        here = Place(self.language, "tables/index.html")
        yield self.render(
            "tables.html.j2",
            here.path,
            self.say("tables_title"),
            sheets=sheets,
            sum=say_sum(flow, self.language),
            paragraphs=self.review.draft(self.language),
            # A number is no name for a link: it is read out with what it leads to.
            leads_to={
                "flow": self.say("flow_title"),
                **{sheet.name: sheet.title for sheet in sheets},
                **{f"claims/{s.claim.id}": self.words.read(s.claim.title) for s in self.review.summaries},
            },
            draft_note=say_draft(words),
            lead=lambda target: here.page(find_page(target)),
        )
        yield self.render("api.html.j2", "api.html", self.say("api_title"), files=self.api or list_api(self.review))

    @cached_property
    def bibliography(self) -> Bibliography:
        """Every record of the review by author and year: a page takes what it speaks of."""
        return keep_references(self.review.local, self.evidence.records.values(), "apa", self.language)

    def references(self, studies: Iterable[Study]) -> list[tuple[str, Markup]]:
        """The references of what a page speaks of, in the order of the list, each with the language of its title.

        '' where that is the language of the page, or none of the review's: databases translate some titles.
        """
        wanted = {r for study in studies for r in study.reports}
        entries = [e for e in self.bibliography.entries if e.record in wanted]
        return [(self._find_title_language(e.record), Markup(e.linked)) for e in entries]

    def _find_title_language(self, record: str) -> str:
        written = self.evidence.records[record].language
        code = find_language(written) if written else find_plain_language(self.evidence)
        return code if code != self.language and code in self.evidence.topic.languages else ""

    def glossary(self) -> Page:
        vocabulary = self.evidence.vocabulary
        groups = [(g, self.say(f"glossary.{g}"), vocabulary[g]) for g in GLOSSARY if g in vocabulary]
        return self.render(
            "glossary.html.j2", "glossary.html", self.say("glossary_title"), groups=groups, term=name_term
        )

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        signed = judge_readings(self.review.settled).signed
        return list_exercises(self.evidence, self.review.summaries, self.language, signed)

    @property
    def path_minutes(self) -> int:
        """How long the path through the exercises takes; 0 where there are none."""
        kinds = {e.kind for e in self.exercises}
        return sum(MINUTES[kind] for kind in kinds) + METHOD if kinds else 0

    def learn(self) -> Page:
        exercises = self.exercises
        # The first of each kind is of the lesson: why favourable studies can be weak evidence.
        path = [next((e for e in exercises if e.kind == kind), None) for kind in MINUTES]
        return self.render(
            "learn.html.j2",
            "learn.html",
            self.say("learn_title"),
            exercises=exercises,
            steps=[(e, MINUTES[e.kind]) for e in path if e],
            method=METHOD,
            minutes=self.path_minutes,
            lesson=describe_lesson(find_lesson_claim(self.review.summaries), self.words),
            stories=[(name, *title) for name, title in self.titles.items() if name[:3] == "10_"],
        )

    def search(self) -> Page:
        kinds = {kind: self.say(f"search_kind.{kind}") for kind in KINDS}
        kb = -(-len(self.search_index().encode("utf-8")) // 1000)
        title = self.say("search_title")
        return self.render("search.html.j2", "search.html", title, kinds=json.dumps(kinds), index_kb=kb)

    def search_index(self) -> str:
        """The script with what the search page searches."""
        return self._search_index

    @cached_property
    def _search_index(self) -> str:
        titles = {name: title for name, (title, _) in self.titles.items()}
        entries = list_entries(self.review, self.language, self.document_path, GLOSSARY, titles)
        return format_index(entries, self.review)

    def notebook_pages(self, found: Sequence[RenderedNotebook] = ()) -> Iterator[Page]:
        """The list of notebooks and a page for each, which alone change with what a notebook shows."""
        title = self.say("notebooks_title")
        yield self.render("notebooks.html.j2", "notebooks/index.html", title, notebooks=found)
        marked = list_marked_words(self.evidence, self.review.summaries)
        plain = find_plain_language(self.evidence)
        foreign: frozenset[str] = self.frame["foreign"]
        for number, notebook in enumerate(found):
            yield self.render(
                "notebook.html.j2",
                f"notebooks/{notebook.name}.html",
                notebook.title,
                needs_plotly='class="plot"' in notebook.body,
                body=Markup(mark_foreign(mark_outputs(notebook.body, marked, self.words), foreign, plain)),
                spoken=notebook.language,
                before=found[number - 1] if number else None,
                after=found[number + 1] if number + 1 < len(found) else None,
            )


def list_suspicions(summaries: Iterable[ClaimSummary]) -> Iterator[tuple[ClaimSummary, ProposedStep, int | None]]:
    """Claims whose rules propose something off for publication bias: the step, and what people took off, if any did."""
    for summary in summaries:
        proposed = summary.proposal.grade.downgrades if summary.proposal and summary.proposal.grade else ()
        for step in proposed:
            if step.domain == "publication_bias" and step.steps:
                people = (summary.certainty.downgrades or {}).get(step.domain) if summary.certainty else None
                yield summary, step, people.steps if people else None


def list_waiting(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """Title and number of sentences of each document that nobody has read to its end yet."""
    for draft in evidence.drafts:
        if draft.field == "documents":
            sentences = draft.plain.get("sentences")
            title = draft.plain.get("title")
            title = next(iter(title.values()), None) if isinstance(title, dict) else title
            yield str(title or draft.name), len(sentences) if isinstance(sentences, list) else 0


def make_root(review: Workspace, address: str | None = None) -> Page:
    """The first page: the question and the answers in every language, each leading on to its own pages."""
    topic = review.evidence.topic
    plain = find_plain_language(review.evidence)
    headlines = [s for s in review.summaries if s.claim.headline]
    pages = {
        code: {
            **speak(Words(code, review.evidence.vocabulary), plain, review.evidence.people),
            "answers": [(s, offer_sentence(s, code)) for s in headlines],
        }
        for code in topic.languages
    }
    template = make_environment(topic.languages).get_template("root.html.j2")
    documents = tuple(review.evidence.documents.values())
    text = template.render(
        pages=pages,
        first=topic.languages[0],
        topic=topic,
        documents=documents,
        address=address,
        has_png=can_raster(),
    )
    return Page("index.html", text)
