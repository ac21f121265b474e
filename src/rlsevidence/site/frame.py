"""What every page is given, and how one is laid out. Pages are values: a path and its text; `build` writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..citing import Bibliography
from ..decisions.versions import list_changed, list_unsettled
from ..judgement.apart_said import count_people, describe_changed, describe_risks, describe_unsettled, mark_unsettled
from ..judgement.changing import Changing
from ..judgement.claim_summary import ClaimSummary
from ..judgement.kept_back import find_kept_back
from ..judgement.known_said import describe_known
from ..judgement.readings import judge_readings
from ..judgement.readings_said import describe_sign_off, describe_stale
from ..judgement.what_if import format_verdict
from ..language import say
from ..language.measures import find_language
from ..language.reasons import label_studies
from ..language.words import Words
from ..layout import appraisal_name
from ..model import Appraisal, Certainty, Evidence, Record, Study
from ..reporting.differences import Difference, is_all_kept, list_differences
from ..reporting.raster import can_raster
from ..reporting.voice import find_title_language
from ..tagging.untranslated import find_plain_language, list_names, list_plain
from .api import ApiFile
from .charts import Chart, make_chart
from .contents import insert_contents
from .exercise import Exercise
from .exercises import list_exercises
from .kept import keep_references
from .render import Place, make_environment, mark_names, speak
from .tables import label_tables
from .terms import GLOSSARY, explain_terms

if TYPE_CHECKING:
    from ..figures import Drawn
    from ..workspace import Workspace


@dataclass(frozen=True)
class Page:
    """One page: its path below the site's folder, and its text."""

    path: str
    text: str


def speak_of(evidence: Evidence, language: str) -> dict[str, Any]:
    """The functions of a language that every page has, the first one of the site as well: templates share parts."""
    plain, voice = find_plain_language(evidence), Words(language, evidence.vocabulary)
    says = speak(voice, plain, evidence.people)
    labels = {study.id: study.label for study in evidence.studies.values()}
    says["reason"] = lambda reason: label_studies(reason.said(voice), labels)
    says["apart_mark"] = lambda summary: mark_unsettled(summary.apart, summary.changed_since, voice)
    says["foreign"] = frozenset() if language == plain else list_plain(evidence)
    says["named"] = mark_names(list_names(evidence), language, plain)
    return says


class Frame:
    """What the pages of one workspace share in one language."""

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
        says = speak_of(review.evidence, language)
        self.given = {
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
            "kept_back": lambda document, sentence: find_kept_back(
                document, sentence, {s.claim.id: s for s in review.summaries}
            ),
            "unsettled": lambda part, name: list_unsettled(self.evidence, part, name),
            "differing": lambda differ: self.words.say(
                "site.differ", n=count_people(differ), those=describe_risks(differ, self.words, self.evidence.people)
            ),
            "judged_apart": lambda summary: describe_unsettled(
                summary.apart, summary.changed_since, self.words, self.evidence.people
            ),
            "known_said": lambda known: describe_known(known, self.words),
            "unread_since": judge_readings(self.review.settled).unread,
            "never_searched": "never_searched" if self.evidence.records else "never_searched_empty",
            "waiting": tuple(list_waiting(self.evidence)),
        }

    def describe_sign_off(self, text: str) -> tuple[bool, str] | None:
        """Whether a text is signed off as it stands, with who, when and how deep; None where nobody has checked it."""
        found = judge_readings(self.review.settled).signed.get(text)
        return None if found is None else (found.holds, describe_sign_off(found, self.words, self.evidence.people))

    def render(self, template: str, path: str, title: str, *, needs_plotly: bool = False, **context: Any) -> Page:
        place = Place(self.language, path)
        explained = explain_terms(self.words, place, GLOSSARY)
        text = self.environment.get_template(template).render(
            **self.given,
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

    @property
    def words(self) -> Words:
        return Words(self.language, self.evidence.vocabulary)

    def records(self, study: Study) -> list[Record]:
        return [self.evidence.records[r] for r in study.reports if r in self.evidence.records]

    def known(self, ids: Iterable[str]) -> list[Study]:
        return [self.evidence.studies[i] for i in ids if i in self.evidence.studies]

    def differences(
        self, part: str, name: str, standing: Study | Appraisal | Certainty
    ) -> tuple[bool, tuple[Difference, ...], str]:
        """Whether what each made alone is there, what they differed in, and who has changed their own since."""
        alone = is_all_kept(self.evidence, part, name, standing)
        changed = list_changed(self.evidence, part, name)
        said = describe_changed(changed, self.words, self.evidence.people) if changed else ""
        return alone, list_differences(self.evidence, part, name, standing, self.words), said

    def beside(self, study: Study) -> list[tuple[ClaimSummary, Any]]:
        return [(s, item) for s in self.review.summaries for item in s.studies if item.id == study.id]

    def document_path(self, document: str) -> str:
        """Where the page of a document stands below the folder of its language."""
        first = next(iter(self.evidence.documents), document)
        return "document.html" if document == first else f"documents/{document}.html"

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

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        signed = judge_readings(self.review.settled).signed
        return list_exercises(self.evidence, self.review.summaries, self.language, signed)


def list_waiting(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """Title and number of sentences of each document that nobody has read to its end yet."""
    for draft in evidence.drafts:
        if draft.field == "documents":
            sentences = draft.plain.get("sentences")
            title = draft.plain.get("title")
            title = next(iter(title.values()), None) if isinstance(title, dict) else title
            yield str(title or draft.name), len(sentences) if isinstance(sentences, list) else 0
