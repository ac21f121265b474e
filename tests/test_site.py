"""The pages: complete, escaped, whole in both languages, the same bytes each time, and nothing asked of a network."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import struct
from collections import Counter
from collections.abc import Mapping
from datetime import date
from html import escape, unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag
from xml.etree import ElementTree

import pytest

import rlsevidence as rls
from cells_walk import Cells, list_english_cells
from review import first_document
from rlsevidence.citing import cite
from rlsevidence.errors import UsageError
from rlsevidence.judgement.readings import judge_readings
from rlsevidence.judgement.sentences import offer_sentence, propose_sentence
from rlsevidence.judgement.summary_plain import format_summary
from rlsevidence.judgement.what_if import format_verdict, size_new_trial
from rlsevidence.language import say as find_text
from rlsevidence.language.reasons import label_studies
from rlsevidence.language.words import Words
from rlsevidence.model import Evidence, Integrity
from rlsevidence.model.spoken import speak_labels
from rlsevidence.reporting import TABLES
from rlsevidence.reporting.raster import can_raster, write_png
from rlsevidence.site import build_site
from rlsevidence.site.access import PARTS as ACCESS
from rlsevidence.site.build import LISTING, STYLES, check_address, read_address, read_issues_address, write_files
from rlsevidence.site.card import draw_card
from rlsevidence.site.charts import make_spec
from rlsevidence.site.contents import PLACE, insert_contents
from rlsevidence.site.exercises import EACH, list_exercises
from rlsevidence.site.feed import write_feed
from rlsevidence.site.front_page import make_root
from rlsevidence.site.inputs import hash_inputs
from rlsevidence.site.kept import keep_references
from rlsevidence.site.kernels import execute_notebooks, list_notebooks
from rlsevidence.site.notebooks import mend_table, render_notebooks
from rlsevidence.site.pages import PageMaker
from rlsevidence.site.render import Place, format_rating, format_values, record_links
from rlsevidence.site.tables import label_tables
from rlsevidence.site.terms import GLOSSARY

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "src" / "rlsevidence" / "site" / "templates"
VOID = {"meta", "link", "br", "img", "input", "hr", "wbr"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Outline(HTMLParser):
    """What a test asks of a page: its elements in order, the ids, and whether every element is closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes something else"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def review() -> rls.Workspace:
    return rls.open_workspace(ROOT)


@pytest.fixture(scope="module")
def out(review: rls.Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build_site(review, folder, notebooks=False, report=lambda _: None)
    return folder


@pytest.fixture(scope="module")
def pages(out: Path) -> dict[str, str]:
    return {p.relative_to(out).as_posix(): p.read_text(encoding="utf-8") for p in sorted(out.rglob("*.html"))}


@pytest.fixture(scope="module")
def outlines(pages: dict[str, str]) -> dict[str, Outline]:
    return {path: Outline(text) for path, text in pages.items()}


LANGUAGES = ("sv", "en")


def say(key: str, language: str) -> str:
    return find_text(f"site.{key}", language)


# ---------------------------------------------------------------- words


def test_glossary_shows_groups_that_exist(review: rls.Workspace) -> None:
    assert set(GLOSSARY) <= set(review.evidence.vocabulary)


def test_every_reason_of_a_rule_is_said_in_swedish(review: rls.Workspace) -> None:
    """Counting, steps, bases and moves: texts of the catalogue, with names of the vocabulary in their places."""
    voice = Words("sv", review.evidence.vocabulary)
    said = set()
    for summary in review.summaries:
        said |= {s.reason.said(voice) for s in summary.studies}
        proposal = summary.proposal
        if proposal and proposal.grade:
            said |= {s.reason.said(voice) for s in (*proposal.grade.downgrades, *proposal.grade.upgrades)}
            said.add(proposal.grade.direction_reason.said(voice))
        elif proposal and proposal.basis:
            said.add(proposal.basis.reason.said(voice))
        said |= {s.reason.said(voice) for s in review.history(summary.claim.id).states}
    assert len(said) > 100
    english = r"\b(and|which|counted|primary|studies|people|instead|came|support|the|high|some|not|low|pointing)\b"
    assert [s for s in said if re.search(english, re.sub(r"[a-z]+(-[a-z0-9]+)+", "", s))] == []


class InSwedish(HTMLParser):
    """What a page says in the language of the page: without what is marked as another, code, drawings and links."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        own, kind = dict(attrs).get("lang"), dict(attrs).get("class") or ""
        kept = self.open[-1][1] if self.open else True
        code = tag in ("script", "style", "code", "svg") or "highlight" in kind
        kept = own == "sv" if own else kept and not code
        self.open.append((tag, kept))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open and self.open[-1][1]:
            self.words.append(" ".join(data.split()))


class EveryWord(InSwedish):
    """The same with what is marked as another language."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, [(name, value) for name, value in attrs if name != "lang"])


ENGLISH = re.compile(
    r"\b(the|of|and|with|from|without|was|were|not|which|their|years?|weeks?|women|adults|baseline)\b", re.I
)
NAMES_OF_WORKS = frozenset({"tables", "flow.html", "registry.html", "search.html", "api.html"})
"""Pages that cite records: their titles and journals are names."""


def list_unmarked(pages: Mapping[str, str], evidence: Evidence) -> list[tuple[str, str]]:
    """(page, text) of English that is not marked as such. Labels of studies and what records are called are names."""
    names = {s.label for s in evidence.studies.values()} | {r.title for r in evidence.records.values()}
    names |= {r.journal or "" for r in evidence.records.values()} | {
        r.organisation or "" for r in evidence.records.values()
    }
    names |= {x.authority for x in evidence.dose_limits.limits} if evidence.dose_limits else set()
    names |= {" ".join(s.query.split()) for s in evidence.searches.values()} | set(evidence.searches)
    known = re.compile("|".join(re.escape(n) for n in sorted(filter(None, names), key=len, reverse=True)))
    found = []
    for path, text in pages.items():
        for said in InSwedish(text).words:
            left = re.sub(r"https?:\S+|[\w.-]+\.(?:org|com|json|gov)\b", "", known.sub("", said))
            if ENGLISH.search(left):
                found.append((path, said[:120]))
    return found


def test_no_english_stands_unmarked_on_a_swedish_page(pages: dict[str, str], review: rls.Workspace) -> None:
    """What people entered in English is marked as that."""
    walked = {
        path: text
        for path, text in pages.items()
        if path.startswith("sv/") and not any(part in NAMES_OF_WORKS for part in path.split("/"))
    }
    assert len(walked) > 150
    assert list_unmarked(walked, review.evidence) == []


def test_every_cell_of_a_swedish_table_is_swedish_or_says_that_it_is_not(
    pages: dict[str, str], review: rls.Workspace
) -> None:
    """On each page, with those that cite works: a cell of both languages marks the part that is English."""
    walked = {path: text for path, text in pages.items() if path.startswith("sv/")}
    assert len(walked) > 200
    assert sum(len(Cells(text, "sv").texts) for text in walked.values()) > 10_000
    assert list_english_cells(walked, speak_labels(review.evidence, "sv")) == []


def test_what_would_be_missed_by_a_list_of_words_is_found(review: rls.Workspace) -> None:
    """The list of English words let through whatever held none of them, and pages that cite works altogether."""
    evidence = review.evidence
    title = next(r.title for r in evidence.records.values() if r.language == "eng" and len(r.title.split()) > 5)
    cells = {
        f"<td>{title} (2020)</td>": True,
        f'<td><span lang="en">{title}</span> (2020)</td>': False,
        "<td>sulfat, 14 nights</td>": True,
        "<td>sulfat, 14 nätter</td>": False,
        "<th>severity, massager against no treatment</th>": True,
        '<th lang="en">severity, massager against no treatment</th>': False,
    }
    for cell, is_english in cells.items():
        found = list_english_cells({"sv/x.html": f"<table><tr>{cell}</tr></table>"}, evidence)
        assert bool(found) is is_english, cell


@pytest.mark.slow
def test_no_english_stands_unmarked_in_a_swedish_notebook(review: rls.Workspace) -> None:
    """Text, figures, tables and what cells print, run in Swedish; what is marked is what people entered in English."""
    done = list(execute_notebooks(review, list_notebooks(ROOT), lambda _: None, languages=("sv",)))
    assert {item.language for item in done} == {"sv"}
    pages = {p.path: p.text for p in PageMaker(review, "sv").notebook_pages(render_notebooks(done))}
    assert len(pages) == len(done) + 1
    assert list_unmarked(pages, review.evidence) == []
    assert list_english_cells(pages, speak_labels(review.evidence, "sv")) == []
    for path, text in pages.items():
        swedish, whole = (len(" ".join(walked(text).words).split()) for walked in (InSwedish, EveryWord))
        assert swedish > 0.6 * whole, path


# ---------------------------------------------------------------- what there is


def test_the_pages_that_others_rely_on(pages: dict[str, str], review: rls.Workspace) -> None:
    expected = {"index.html"}
    for language in LANGUAGES:
        names = [
            "index",
            "document",
            "audit",
            "studies/index",
            "registry",
            "notebooks/index",
            "method",
            "glossary",
            "search",
            "learn",
            "accessibility",
            "flow",
            "api",
            "tables/index",
            *(f"tables/{table}" for table in TABLES),
        ]
        names += [f"claims/{claim}" for claim in review.evidence.claims]
        names += [f"studies/{study}" for study in review.evidence.studies]
        expected |= {f"{language}/{name}.html" for name in names}
    assert set(pages) == expected


def test_claims_json_is_what_show_prints(out: Path, review: rls.Workspace) -> None:
    found = json.loads((out / "api" / "claims.json").read_text(encoding="utf-8"))
    assert found == json.loads(json.dumps([format_summary(s) for s in review.summaries]))


def test_every_page_says_that_it_is_no_advice_and_where_to_report(outlines: dict[str, Outline]) -> None:
    for path, page in outlines.items():
        for language in [path[:2]] if "/" in path else LANGUAGES:
            assert say("not_advice", language) in page.text, path
            assert say("report_error", language) in page.text, path


def test_every_page_can_be_walked_with_a_screen_reader(outlines: dict[str, Outline], review: rls.Workspace) -> None:
    for path, page in outlines.items():
        assert page.open == [], path
        assert len(page.all("h1")) == 1, path
        assert len(page.all("main")) == 1, path
        assert page.all("html")[0]["lang"] == (path[:2] if "/" in path else review.evidence.topic.languages[0])
        levels = [int(tag[1]) for tag, _ in page.elements if tag in HEADINGS]
        assert all(b - a <= 1 for a, b in pairwise(levels)), (path, levels)
        ids = Counter(attrs["id"] for _, attrs in page.elements if "id" in attrs)
        assert [i for i, n in ids.items() if n > 1] == [], path
        assert all(attrs.get("scope") in ("col", "row") for attrs in page.all("th")), path
        if "/" in path:
            assert page.all("a")[0]["href"] == "#main", path


def test_figures_have_a_name_words_and_a_table_and_need_no_script(
    pages: dict[str, str], outlines: dict[str, Outline]
) -> None:
    drawings = 0
    for path, page in outlines.items():
        ids = {attrs.get("id") for _, attrs in page.elements}
        for attrs in (a for _, a in page.elements if (a.get("class") or "").startswith("drawing")):
            drawings += 1
            assert attrs["role"] == "img", path
            assert {attrs["aria-labelledby"], attrs["aria-describedby"]} <= ids, path
        for found in re.findall(r'<figure class="chart([^"]*)".*?</figure>', pages[path], re.DOTALL):
            assert "in-words" in found or 'class="drawing wide"' in pages[path], path
        assert "plotly" not in pages[path], path
    assert drawings > 20 * len(LANGUAGES)


def test_pages_are_light(pages: dict[str, str], out: Path) -> None:
    assert {path: len(text) for path, text in pages.items() if len(text) > 300_000} == {}
    heavy = {p.name: p.stat().st_size for p in (out / "assets").iterdir() if p.stat().st_size > 300_000}
    assert heavy == {}, "no drawing library is shipped unasked"


def test_everything_that_has_a_page_or_a_place_can_be_found(
    out: Path, outlines: dict[str, Outline], review: rls.Workspace
) -> None:
    evidence = review.evidence
    for language in LANGUAGES:
        script = (out / "assets" / f"search.{language}.js").read_text(encoding="utf-8")
        index = json.loads(script.removeprefix("window.searchIndex = ").rstrip().removesuffix(";"))
        entries = index["entries"]
        kinds = Counter(kind for kind, *_ in entries)
        assert kinds["headline"] + kinds["claim"] == len(evidence.claims)
        assert kinds["study"] == len(evidence.studies)
        assert kinds["sentence"] == len(list(evidence.sentences))
        assert kinds["term"] == sum(len(evidence.vocabulary[g]) for g in GLOSSARY)
        for kind, title, _, path, *_ in entries:
            page, _, anchor = path.partition("#")
            assert title, path
            ids = {a.get("id") for _, a in outlines[f"{language}/{page}"].elements}
            assert not anchor or anchor in ids, (kind, path)


def test_the_first_screen_answers(outlines: dict[str, Outline], review: rls.Workspace) -> None:
    """Question, article, and for each headline claim the answer, how sure, both wordings, advice; before all else."""
    headlines = [s for s in review.summaries if s.claim.headline]
    assert headlines
    for language in LANGUAGES:
        words = Words(language, review.evidence.vocabulary)
        for path in (f"{language}/index.html", "index.html"):
            text = outlines[path].text
            places = [text.index(review.evidence.topic.question.in_language(language))]
            places.append(text.index(first_document(review.evidence).title.in_language(language), places[0]))
            for s in headlines:
                offer = offer_sentence(s, language)
                places.append(text.index(offer.answer, places[-1]))
                places.append(text.index(words.name("certainty", s.certainty_word), places[-1]))
                places.append(text.index(words.name("wording", s.strongest_wording), places[-1]))
                places.append(text.index(words.name("allowed_wording", s.allowed_wording), places[-1]))
                assert f"{offer.answer} {offer.advice}" == offer.sentence, "nothing of the sentence is lost"
            for s in headlines:
                # Once after all of them where it is the same for all; with each where it is not.
                places.append(text.index(offer_sentence(s, language).advice, places[-1]))
            assert places == sorted(places)
            if path != "index.html":
                assert text.index(review.evidence.topic.lead.in_language(language)) > places[-1]


def test_each_cell_of_a_table_knows_its_heading() -> None:
    table = (
        '<table class="x">\n<thead><tr><th scope="col">Who</th><th scope="col">A &amp; <b>b</b></th></tr></thead>\n'
        '<tbody>\n<tr><th scope="row">me</th><td class="n">1</td></tr>\n</tbody>\n</table>'
    )
    found = label_tables(f"<p>before</p>{table}<table><tr><td>bare</td></tr></table>")
    assert '<td role="cell" data-label="A &amp; b" class="n">1</td>' in found
    assert '<th role="rowheader" scope="row">me</th>' in found
    assert '<th role="columnheader" scope="col">Who</th>' in found
    assert found.count('role="row"') == 2
    assert found.endswith("<table><tr><td>bare</td></tr></table>"), "a table without headings stays as it is"


def test_links_lead_somewhere(out: Path, outlines: dict[str, Outline]) -> None:
    ids = {path: {attrs["id"] for _, attrs in page.elements if "id" in attrs} for path, page in outlines.items()}
    broken = []
    for path, page in outlines.items():
        for attrs in page.all("a"):
            address = attrs["href"] or ""
            if address.startswith(("https://", "http://")):
                assert "noopener" in (attrs["rel"] or ""), (path, address)
                continue
            target, anchor = urldefrag(unquote(address))
            base = Path("/site") / path
            whole = Path(re.sub(r"[^/]+/\.\./", "", (base.parent / target).as_posix()) if target else base)
            while "/../" in whole.as_posix():
                whole = Path(re.sub(r"[^/]+/\.\./", "", whole.as_posix(), count=1))
            name = whole.relative_to("/site").as_posix()
            if name not in ids:
                there = (out / name).is_file()
                broken += [] if there else [(path, address)]
            elif anchor and anchor not in ids[name]:
                broken.append((path, address))
    assert broken == []


def test_both_languages_lead_to_each_other(outlines: dict[str, Outline]) -> None:
    for path, page in outlines.items():
        if "/" in path:
            other = {"sv": "en", "en": "sv"}[path[:2]]
            twins = [a["href"] for a in page.all("a") if a.get("hreflang") == other]
            assert any(str(t).endswith(f"{other}/{path[3:]}") for t in twins), path


def test_nothing_is_fetched_from_elsewhere(out: Path, outlines: dict[str, Outline]) -> None:
    for path, page in outlines.items():
        for tag, attrs in page.elements:
            for name in ("src", "srcset", "data", "poster", "action", "background") + (("href",) if tag != "a" else ()):
                assert not re.match(r"\s*(https?:)?//", attrs.get(name) or ""), (path, tag, attrs)
            assert not any(n.startswith("on") for n in attrs), (path, tag)
    for style in (out / "assets").glob("*.css"):
        assert "@import" not in style.read_text("utf-8")
        assert "url(" not in style.read_text("utf-8")


def test_no_template_turns_escaping_off() -> None:
    for template in TEMPLATES.glob("*.j2"):
        assert not re.search(r"\|\s*safe\b|autoescape", template.read_text(encoding="utf-8")), template.name


# ---------------------------------------------------------------- honesty


def test_unchecked_judgements_say_so(outlines: dict[str, Outline], review: rls.Workspace) -> None:
    for language in LANGUAGES:
        unchecked = say("unchecked", language)
        for claim, certainty in review.evidence.certainty.items():
            shown = unchecked in outlines[f"{language}/claims/{claim}.html"].text
            assert shown or certainty.checked_by, claim
        for study in review.evidence.studies.values():
            assert unchecked in outlines[f"{language}/studies/{study.id}.html"].text or study.checked_by, study.id


def test_a_claim_never_searched_for_says_so(outlines: dict[str, Outline], review: rls.Workspace) -> None:
    for summary in review.summaries:
        text = outlines[f"en/claims/{summary.claim.id}.html"].text
        assert (say("never_searched_claim", "en") in text) == (summary.last_search.on is None)


def test_every_study_beside_a_claim_is_on_its_page_with_the_reason(
    pages: dict[str, str], review: rls.Workspace
) -> None:
    for summary in review.summaries:
        page = pages[f"en/claims/{summary.claim.id}.html"]
        assert all(f"../studies/{s.id}.html" in page for s in summary.studies)


def test_the_document_page_has_every_sentence_verdict_and_wording(
    outlines: dict[str, Outline], review: rls.Workspace
) -> None:
    for language in LANGUAGES:
        page = outlines[f"{language}/document.html"]
        ids = {attrs.get("id") for _, attrs in page.elements}
        for sentence in first_document(review.evidence).sentences:
            assert f"s{sentence.at.replace('.', '-')}" in ids
            assert " ".join(sentence.says.in_language(language).split()) in page.text
            weighed = [s for s in review.summaries if s.claim.id in {c.claim for c in sentence.claims}]
            if any(s.waits and s.basis_word for s in weighed):
                assert f"print-{sentence.at.replace('.', '-')}" not in ids, "nothing to print while a judgement waits"
            elif sentence.verdict and sentence.verdict.suggest:
                assert " ".join(sentence.verdict.suggest.sv.split()) in page.text
                assert f"print-{sentence.at.replace('.', '-')}" in ids
            for defect in sentence.defects:
                assert " ".join(defect.printed.split()) in page.text
        missing = [s.at for s in first_document(review.evidence).sentences if s.kind == "list-lead-in"]
        assert page.text.count(say("list_missing", language)) == len(missing)


def _with(review: rls.Workspace, **changes: object) -> rls.Workspace:
    other = rls.Workspace(review.folder, review.today)
    other.__dict__["evidence"] = dataclasses.replace(review.evidence, **changes)
    other.__dict__["suggestions"] = ()
    return other


def test_evidence_cannot_bring_markup_or_script(review: rls.Workspace) -> None:
    evil = '<script>alert("x")</script><img src=x onerror=alert(1)>'
    study = next(s for s in review.evidence.studies.values() if s.arms and s.caveats and s.results)
    population = study.population.model_copy(update={"who": evil, "country": evil})
    finding = study.finding.model_copy(update={"en": evil, "sv": evil})
    changed = study.model_copy(update={"label": evil, "population": population, "finding": finding, "caveats": (evil,)})
    records = dict(review.evidence.records)
    record = records[study.reports[0]]
    records[record.id] = record.model_copy(update={"title": evil, "journal": evil, "authors": (evil,)})
    other = _with(review, studies={**review.evidence.studies, study.id: changed}, records=records)
    for language in LANGUAGES:
        for page in PageMaker(other, language).make():
            assert "<script>alert" not in page.text, page.path
            assert "<img" not in page.text, page.path
            Outline(page.text)


def test_a_retracted_record_is_shown_as_such(review: rls.Workspace) -> None:
    summary = next(s for s in review.summaries if s.counted)
    study = summary.counted[0].study
    notice = Integrity(kind="retracted", by=None, noted_on="2026-01-31")
    records = {
        i: r.model_copy(update={"integrity": (notice,)}) if i in study.reports else r
        for i, r in review.evidence.records.items()
    }
    maker = PageMaker(_with(review, records=records), "en")
    assert "retracted, noted 2026-01-31" in Outline(maker.study(study).text).text
    claim = Outline(maker.claim(maker.review.summary(summary.claim.id)).text).text
    assert "retracted: shown, never counted" in claim


def test_unknown_numbers_are_not_zero(review: rls.Workspace) -> None:
    study = next(s for s in review.evidence.studies.values() if s.population.n is None)
    page = Outline(PageMaker(review, "en").study(study).text).text
    assert "People not recorded" in page
    assert format_values(None, Words("en")) == "not recorded"


def test_a_claim_page_says_what_would_change_it(outlines: dict[str, Outline], review: rls.Workspace) -> None:
    rated = [s for s in review.summaries if size_new_trial(review.settled, s.claim.id) and s.studies]
    assert rated
    for summary in rated:
        trial = size_new_trial(review.settled, summary.claim.id)
        assert trial
        for language in LANGUAGES:
            voice = Words(language, review.evidence.vocabulary)
            text = outlines[f"{language}/claims/{summary.claim.id}.html"].text
            assert say("change_title", language) in text
            if trial.people is None:
                assert say("change_no_trial", language) in text
            else:
                level = voice.name("certainty", str(trial.to_level))
                then = format_verdict((trial.from_level, "not_applicable"), voice)
                assert voice.say("site.change_trial", people=trial.people, then=then, level=level) in text
                assert all(c.said(voice) in text for c in trial.conditions)


def test_what_would_change_a_claim_names_the_trials_without_a_report(review: rls.Workspace) -> None:
    """One tagged to the claim stands with the day its results are due; one tagged to none is not passed over."""
    summary = next(s for s in review.summaries if s.studies and not s.withheld)
    waiting = next(t for t in review.trials if t.state == "nothing" and not t.claims)
    shelved = review.trials
    assert waiting.set_aside, "somebody has said of it in tags.tsv what it does not bear on"
    for language in LANGUAGES:
        maker = PageMaker(review, language)
        untied = say("change_untied", language)
        assert untied not in Outline(maker.claim(summary).text).text
        waiting = dataclasses.replace(waiting, set_aside=False)
        review.__dict__["trials"] = tuple(waiting if t.record.id == waiting.record.id else t for t in shelved)
        text = Outline(maker.claim(summary).text).text
        del review.__dict__["trials"]
        assert untied in text
        assert waiting.number in text.split(untied)[1]
        due = date(2031, 5, 31)
        tied = dataclasses.replace(waiting, claims=(summary.claim.id,), due=due, overdue=False)
        review.__dict__["trials"] = tuple(tied if t.record.id == waiting.record.id else t for t in review.trials)
        try:
            text = Outline(maker.claim(summary).text).text
        finally:
            del review.__dict__["trials"]
        named = text.split(say("change_awaited", language))[1]
        assert named.strip().startswith(waiting.number)
        assert str(due) in named.split(say("figures", language))[0]


def test_a_claim_page_links_the_reports_of_its_studies(pages: dict[str, str], review: rls.Workspace) -> None:
    for summary in review.summaries:
        page = pages[f"sv/claims/{summary.claim.id}.html"]
        for study in summary.studies:
            for record in (review.evidence.records[r] for r in study.study.reports):
                for _, address in record_links(record):
                    assert escape(address) in page, (summary.claim.id, record.id)


def test_exercises_ask_what_people_decided(review: rls.Workspace, outlines: dict[str, Outline]) -> None:
    evidence = review.evidence
    for language in LANGUAGES:
        found = list_exercises(evidence, review.summaries, language, judge_readings(review.settled).signed)
        kinds = Counter(e.kind for e in found)
        assert set(kinds) == {"bias", "certainty", "wording"}
        assert len(found) >= 10
        assert max(kinds.values()) <= EACH
        assert len({e.id for e in found}) == len(found)
        for e in found:
            assert e.decided in dict(e.choices), e.id
            assert e.facts
            assert e.why
            subject = e.path.partition("/")[2].removesuffix(".html")
            if e.kind == "bias":
                assert e.decided in {a.overall for a in evidence.appraisals if a.study == subject}
            elif e.kind == "certainty":
                assert e.decided == evidence.certainty[subject].overall
            else:
                assert e.decided in {review.summary(subject).allowed_wording, "not_at_all"}
            assert f"{language}/{e.path}" in outlines
        levels = {c.overall for c in evidence.certainty.values() if c.overall is not None}
        assert {e.decided for e in found if e.kind == "certainty"} == levels, "every level that somebody has judged"
        assert len(levels) > 1
        page = outlines[f"{language}/learn.html"]
        answers = [a for a in page.all("details") if a.get("class") != "lesson"]
        assert len(answers) == len(page.all("fieldset")) == len(found)
        assert not any("open" in a for a in page.all("details")), "an answer is not given before it is asked for"


def test_a_verdict_that_is_passed_on_keeps_its_limits(out: Path, pages: dict[str, str], review: rls.Workspace) -> None:
    """The card and the snippet: day, certainty, unchecked, no advice; well formed, and nothing asked of elsewhere."""
    for language in LANGUAGES:
        words = Words(language, review.evidence.vocabulary)
        for summary in review.summaries:
            card = ElementTree.fromstring((out / language / "cards" / f"{summary.claim.id}.svg").read_text("utf-8"))
            assert (card.get("width"), card.get("height")) == ("1200", "630")
            lines = [t for t in card.iter() if t.get("y") and t.tag.partition("}")[2] in ("text", "tspan")]
            drawn = " ".join(" ".join("".join(t.itertext()) for t in lines).split())
            spots = [float(t.get("y", "0")) for t in lines]
            assert max(spots) < 630
            assert spots == sorted(spots), "nothing lies over what follows it"
            page = Outline(
                unescape(
                    re.findall(
                        r'<pre id="embed-text"><code>(.*?)</code>',
                        pages[f"{language}/claims/{summary.claim.id}.html"],
                        re.DOTALL,
                    )[0]
                )
            )
            assert page.open == []
            for text in (drawn, page.text):
                assert review.today.isoformat() in text
                assert say("not_advice_short", language) in text
                assert format_rating(summary, words) in text
                assert " ".join((propose_sentence(summary, language) or "").split()) in text
                checked = summary.certainty is not None and summary.certainty.checked_by
                assert checked or say("unchecked", language) in text or say("judgement_waits", language) in text
            assert not [a for _, a in page.elements if set(a) - {"lang", "style", "aria-hidden"}]


def test_a_card_is_a_picture_of_1200_by_630(out: Path, review: rls.Workspace) -> None:
    assert can_raster()
    for language in LANGUAGES:
        seen = set()
        for summary in review.summaries:
            picture = (out / language / "cards" / f"{summary.claim.id}.png").read_bytes()
            assert picture[:8] == b"\x89PNG\r\n\x1a\n"
            assert struct.unpack(">II", picture[16:24]) == (1200, 630)
            seen.add(picture)
        assert len(seen) == len(review.summaries)


def test_a_card_holds_the_words_that_it_must(review: rls.Workspace) -> None:
    """Without the day, or without 'not checked', other pixels come out: both are drawn, in a font that is there."""
    summary = next(s for s in review.summaries if s.certainty and not s.certainty.checked_by)
    words = Words("sv", review.evidence.vocabulary)
    whole = draw_card(summary, review.evidence.topic, review.today, words)
    for text in (review.today.isoformat(), say("unchecked", "sv"), say("not_advice_short", "sv").split()[0]):
        broken = r"(?: |</tspan><tspan[^>]*>)".join(re.escape(word) for word in text.split())  # a line may end within
        without, count = re.subn(broken, "", whole)
        assert count, text
        assert write_png(whole, dpi=96) != write_png(without, dpi=96)


def read_shared(text: str) -> dict[str, str]:
    """What a page tells a service that shows a link to it."""
    found = {str(m.get("property")): str(m.get("content")) for m in Outline(text).all("meta") if m.get("property")}
    return {key: value for key, value in found.items() if key.startswith("og:")}


def test_every_page_that_knows_its_address_says_it_whole_and_shows_a_card_that_is_there(
    review: rls.Workspace, out: Path
) -> None:
    address = "https://example.org/evidence/"
    made = [make_root(review, address)]
    for language in LANGUAGES:
        maker = PageMaker(review, language, address=address)
        made += [*maker.make(), *maker.notebook_pages()]
        assert f'href="{address}{language}/verdicts.atom"' in maker.feed()
    assert len(made) > 450
    for page in made:
        told = read_shared(page.text)
        assert told["og:url"] == address + (page.path if page.path != "index.html" else "")
        assert told["og:title"], page.path
        assert told["og:description"], page.path
        assert told["og:image"].startswith(address), page.path
        assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
        assert (out / told["og:image"].removeprefix(address)).is_file(), page.path
        claim = page.path.partition("/claims/")[2].removesuffix(".html")
        if claim:
            assert told["og:image"].endswith(f"/cards/{claim}.png")
        else:
            assert told["og:image"].endswith("/cards/index.png"), "a page about no claim shows no claim's verdict"
            assert told["og:image:alt"] in review.evidence.topic.title.texts.values()
    titles = {page.path: read_shared(page.text)["og:title"] for page in made}
    assert titles["index.html"] == review.evidence.topic.title.in_language("sv")
    assert titles["en/index.html"] == review.evidence.topic.title.in_language("en")


def test_a_page_that_does_not_know_its_address_names_no_picture_by_a_path(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        told = read_shared(text)
        assert told["og:title"], path
        assert not {"og:url", "og:image"} & set(told), path


def test_an_address_with_a_password_is_refused_and_not_repeated(tmp_path: Path) -> None:
    for address in ("https://user:secret@example.org/", "https://user@example.org/a", "https://:secret@example.org/"):
        with pytest.raises(UsageError, match="before @") as told:
            check_address(address)
        assert "secret" not in str(told.value)
        (tmp_path / "pyproject.toml").write_text(f'[project.urls]\nPages = "{address}"\nIssues = "{address}"\n')
        assert read_address(tmp_path) is None
        assert read_issues_address(tmp_path) is None


@pytest.mark.parametrize("address", ["http://example.org/a", "example.org", "https://", "https://example.org/a?b=1"])
def test_an_address_that_leads_nowhere_is_refused(address: str) -> None:
    assert check_address("https://example.org/a") == "https://example.org/a/"
    with pytest.raises(UsageError, match="expected where the pages stand, such as https://example.org/a/"):
        check_address(address)


def test_where_the_pages_stand_is_read_and_not_made_up(tmp_path: Path) -> None:
    assert read_address(tmp_path) is None
    (tmp_path / "pyproject.toml").write_text("[project.urls]\nPages = 'https://example.org/a'\n")
    assert read_address(tmp_path) == "https://example.org/a/"


ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_tells_every_move_once_and_nothing_else(out: Path, review: rls.Workspace, language: str) -> None:
    feed = ElementTree.fromstring((out / language / "verdicts.atom").read_bytes())
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    ids = [str(e.findtext(f"{ATOM}id")) for e in (feed, *entries)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", i) for i in ids)
    days = [str(e.findtext(f"{ATOM}updated")) for e in entries]
    assert days == sorted(days, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == days[0], "the day of the record, not of the build"
    histories = [review.history(s.claim.id) for s in review.summaries]
    assert len(entries) == sum(len(h.news) + bool(h.decision) for h in histories)
    for entry in entries:
        assert entry.findtext(f"{ATOM}title")
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert (out / language / str(link.get("href"))).is_file()
    moved = sum(len(h.news) for h in histories)
    by_rules = [e for e in entries if say("feed_rules", language) in str(e.findtext(f"{ATOM}summary"))]
    mark = find_text("site.feed_title_rules", language, claim="", verdict="").removeprefix(": ")
    titles = [str(e.findtext(f"{ATOM}title")) for e in entries]
    assert mark.strip()
    assert {str(e.findtext(f"{ATOM}title")) for e in by_rules} == {t for t in titles if t.endswith(mark)}
    assert sum(t.endswith(mark) for t in titles) == len(by_rules) == moved, (
        "a list of titles alone tells whose they are"
    )
    unchecked = sum(
        len(h.news) + bool(h.decision) for s, h in zip(review.summaries, histories, strict=True) if not s.is_checked
    )
    assert sum(say("unchecked", language) in str(e.findtext(f"{ATOM}summary")) for e in entries) == unchecked
    spoken = review.in_language(language)
    again = write_feed(
        [(s, spoken.history(s.claim.id)) for s in spoken.summaries],
        spoken.evidence,
        Words(language, spoken.evidence.vocabulary),
    )
    assert again == (out / language / "verdicts.atom").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_marks_a_summary_that_does_not_hold_to_its_evidence(review: rls.Workspace, language: str) -> None:
    """Who reads the feed sees no page: a text that nobody holds to its evidence says so there as well."""
    voice = Words(language, review.evidence.vocabulary)
    unread = _with(review, readings=(), seals=())
    entries = [(s, unread.history(s.claim.id)) for s in unread.summaries if s.certainty]
    marks = {find_text(f"words.stopped.{s.stopped[0]}", language) for s, _ in entries if s.stopped}
    assert marks, "the kind: texts of which nothing is put down"
    feed = write_feed(entries, unread.evidence, voice)
    assert sum(feed.count(mark) for mark in marks) == sum(bool(h.decision) for _, h in entries)
    assert not any(
        mark
        in write_feed(
            [(s, review.history(s.claim.id)) for s in review.summaries if s.certainty], review.evidence, voice
        )
        for mark in marks
    )


def test_contents_lead_to_the_headings_of_the_page() -> None:
    text = f'<h1>x</h1>{PLACE}<h2 id="a">A &amp; b</h2><h2>no id</h2><h2 class="y" id="c"><b>C</b> (2)</h2>'
    assert insert_contents(text, "On this page") == text.replace(PLACE, ""), "two headings need no list"
    page = insert_contents(text + '<h2 id="d">D</h2>', "On this page")
    assert re.findall(r'<a href="#(\w)">(.*?)</a>', page) == [("a", "A &amp; b"), ("c", "C (2)"), ("d", "D")]
    assert insert_contents("<h2 id='a'>A</h2>", "x") == "<h2 id='a'>A</h2>"


# ---------------------------------------------------------------- building


def test_building_twice_gives_the_same_bytes(review: rls.Workspace, out: Path, tmp_path: Path) -> None:
    again = build_site(rls.open_workspace(ROOT), tmp_path, notebooks=False, report=lambda _: None)
    files = {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    assert files == {p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert again.written == len(files) - 1  # the listing is not counted
    assert build_site(review, tmp_path, notebooks=False, report=lambda _: None).written == 0


def test_pages_are_taken_again_only_while_nothing_has_touched_them(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "tiny" / "evidence", tmp_path / "evidence")
    today = rls.open_workspace(ROOT).today
    own, table = tmp_path / "evidence", tmp_path / "evidence" / "tags.tsv"

    def build(name: str) -> tuple[str, dict[str, bytes]]:
        said: list[str] = []
        build_site(rls.Workspace(own, today), tmp_path / name, notebooks=False, report=said.append)
        files = {p.relative_to(tmp_path / name).as_posix(): p for p in (tmp_path / name).rglob("*") if p.is_file()}
        return said[0].partition(": ")[2], {path: file.read_bytes() for path, file in sorted(files.items())}

    def edit(old: str, new: str) -> None:
        text = table.read_text(encoding="utf-8")
        assert old in text
        table.write_text(text.replace(old, new, 1), encoding="utf-8")

    assert build("site")[0] == "writing"
    for row in table.read_text(encoding="utf-8").splitlines()[1:]:
        edit(row, f"{row} An invented word, zzqqj.")
    how, taken = build("site")
    assert how == "unchanged"
    assert taken == build("afresh")[1], "no page shows a note: what was taken is what would be made"
    assert not any(b"zzqqj" in content for content in taken.values())
    page = tmp_path / "site" / "en" / "index.html"
    page.write_text("damaged", encoding="utf-8")
    assert build("site") == ("writing", taken)
    page.unlink()
    assert build("site") == ("writing", taken)
    table = own / "topic.yaml"
    edit("question:\n  en: ", "question:\n  en: Really, ")
    how, changed = build("site")
    assert how == "writing"
    assert changed != taken
    assert changed == build("anew")[1]


EDITS = {
    "tags.tsv": (None, " An invented word."),
    "screening.tsv": ("The same people as pubmed:90000001.", "[out of order]"),
    "people.tsv": ("Invented Cia", "Invented Dea"),
    "records.jsonl": ("Invented record: second report", "Invented record: another report"),
    "readings.tsv": ("\tbo\t2026-11-29T13:00:00Z", "\tcia\t2026-11-29T13:00:00Z"),
    "searches/runs.jsonl": ("2026-02-01T09:00:00Z", "2026-02-02T09:00:00Z"),
    "searches/invented-rls.yaml": ("purpose: To be found by tests.", "purpose: To be found again."),
    "studies/invented-trial.yaml": ("amount: 250", "amount: 260"),
    "appraisals/invented-trial.rob2.yaml": ("why: Invented.", "why: Invented twice."),
    "certainty/stomach-upset.yaml": ("rating: accepted", "rating: contested"),
    "claims/stomach-upset.yaml": ("en: Invented claim on the stomach", "en: Invented claim on the belly"),
    "documents/invented-article.yaml": ("en: A study reported better sleep.", "en: A study told of better sleep."),
    "vocabulary.yaml": ("randomised trial", "trial by lot"),
    "topic.yaml": ("question:\n  en: ", "question:\n  en: Really, "),
    "protocol.yaml": ("smallest_change_that_matters: 5", "smallest_change_that_matters: 6"),
    "concepts.yaml": (None, "\n# An invented comment."),
    "dose-limits.yaml": ("value_mg: 250", "value_mg: 251"),
    "interactions.yaml": ("change_percent: -10", "change_percent: -11"),
    "salts.yaml": ("fraction: 0.603", "fraction: 0.604"),
    "health-claims.yaml": ("en: Invented rules.", "en: Rules made up."),
    "unread/made-up.yaml": ("An invented trial that nobody", "An invented study that nobody"),
    "watch.yaml": ("months: 12", "months: 11"),
    "studies/invented-trial.yaml#caveat": ("caveats: [Invented.]", "caveats: [Invented throughout.]"),
    "certainty/stomach-upset.yaml#wording": ("Magnesium can cause diarrhoea.", "Magnesium may cause diarrhoea."),
    "vocabulary.yaml#definition": ("Randomised trial with parallel groups.", "A trial with groups side by side."),
}
"""File -> (what stands in it, what stands there after): one field of each kind of file, and what people only word
otherwise (behind #). None: more at its end."""

UNREAD = """\
id: made-up
what: {en: An invented trial that nobody has read., sv: En påhittad prövning som ingen har läst.}
claims: [insomnia-improvement]
design: rct
n: 40
directness: direct
said: unclear
told_by: ['https://example.org/invented']
seen_on: 2026-11-01
unseen: [result]
entered_by: anna
"""
WATCHED = """\
watched:
  - id: made-up
    what: {en: An invented level., sv: En påhittad gräns.}
    kind: upper-level
    claims: [stomach-upset]
    expected: 250 mg a day
    where: https://example.org/invented
    version: null
    seen_on: 2026-11-01
    months: 12
"""


SHOWN = {
    "studies/invented-trial.yaml", "certainty/stomach-upset.yaml", "documents/invented-article.yaml", "topic.yaml",
    "unread/made-up.yaml", "records.jsonl", "claims/stomach-upset.yaml", "vocabulary.yaml",
    "studies/invented-trial.yaml#caveat", "certainty/stomach-upset.yaml#wording", "vocabulary.yaml#definition",
}  # fmt: skip
"""Of those, what must be seen on a page."""


def build_anew(root: Path) -> tuple[str, dict[str, bytes]]:
    """What the build said of the pages first, and every file of the site."""
    said: list[str] = []
    review = rls.Workspace(root / "evidence", rls.open_workspace(ROOT).today)
    assert review.evidence.broken == ()
    build_site(review, root / "site", notebooks=False, report=said.append)
    files = {p.relative_to(root / "site").as_posix(): p for p in (root / "site").rglob("*") if p.is_file()}
    return said[0].partition(": ")[2], {path: file.read_bytes() for path, file in sorted(files.items())}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose pages have been made, and are made again after each edit."""
    root = tmp_path_factory.mktemp("built")
    shutil.copytree(ROOT / "tests" / "tiny" / "evidence", root / "evidence")
    (root / "evidence" / "unread").mkdir()
    (root / "evidence" / "unread" / "made-up.yaml").write_text(UNREAD, encoding="utf-8")
    (root / "evidence" / "watch.yaml").write_text(WATCHED, encoding="utf-8")
    build_anew(root)
    return root


@pytest.mark.parametrize("name", list(EDITS))
def test_whatever_is_changed_is_on_the_pages_as_if_they_were_made_from_nothing(
    built: Path, tmp_path: Path, name: str
) -> None:
    """One field of each kind of file: what is taken over from before is what would have been made."""
    file, today = built / "evidence" / name.partition("#")[0], rls.open_workspace(ROOT).today
    before = {p.relative_to(built / "site").as_posix(): p.read_bytes() for p in (built / "site").rglob("*.html")}
    inputs = hash_inputs(rls.Workspace(built / "evidence", today))
    text, (old, new) = file.read_text(encoding="utf-8"), EDITS[name]
    assert old is None or old in text
    file.write_text(text.rstrip("\n") + f"{new}\n" if old is None else text.replace(old, new, 1), encoding="utf-8")
    assert hash_inputs(rls.Workspace(built / "evidence", today)) != inputs, "notebooks that read it run again"
    how, now = build_anew(built)
    assert how.startswith("unchanged") == (name == "tags.tsv"), "a note at a tag stands on no page"
    shutil.copytree(built / "evidence", tmp_path / "evidence")
    afresh = build_anew(tmp_path)[1]
    assert [path for path in sorted({*now, *afresh}) if now.get(path) != afresh.get(path)] == []
    if name in SHOWN:
        assert any(now.get(path) != content for path, content in before.items())


def test_a_site_of_which_nothing_has_changed_is_told_at_once(built: Path) -> None:
    first = build_anew(built)[1]
    pages = sum(path.endswith(".html") for path in first)
    assert build_anew(built) == (f"unchanged, {pages} in {built / 'site'}", first)
    (built / "site" / "en" / "index.html").write_text("damaged", encoding="utf-8")
    assert build_anew(built) == ("writing", first)


def test_a_workspace_that_is_older_than_its_files_leaves_nothing_to_be_taken(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "tiny" / "evidence", tmp_path / "evidence")
    review = rls.Workspace(tmp_path / "evidence", rls.open_workspace(ROOT).today)
    assert review.evidence.claims
    file = tmp_path / "evidence" / "topic.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("en: ", "en: Meanwhile, ", 1), encoding="utf-8")
    said: list[str] = []
    build_site(review, tmp_path / "site", notebooks=False, report=said.append)
    build_site(rls.Workspace(review.folder, review.today), tmp_path / "site", notebooks=False, report=said.append)
    assert said.count("pages: writing") == 2, (
        "pages of what was read before are not taken for those of what is there now"
    )


def test_references_are_taken_again_while_the_records_are_the_same(review: rls.Workspace, tmp_path: Path) -> None:
    records = list(review.evidence.records.values())[:6]
    made = keep_references(tmp_path, records, "apa", "en")
    assert made == keep_references(tmp_path, records, "apa", "en") == cite(records, "apa", "en")
    other = [records[0].model_copy(update={"title": "An invented title"}), *records[1:]]
    assert keep_references(tmp_path, other, "apa", "en") == cite(other, "apa", "en") != made
    (kept,) = tmp_path.rglob("*.json")
    kept.write_text("[{]")
    assert keep_references(tmp_path, other, "apa", "en") == cite(other, "apa", "en")


def test_only_what_an_earlier_build_wrote_is_removed(tmp_path: Path) -> None:
    (tmp_path / "sv").mkdir()
    (tmp_path / "sv" / "mine.txt").write_text("mine")
    assert write_files(tmp_path, {"sv/old.html": b"old", "sv/kept.html": b"kept", STYLES: b""}) == 3
    assert write_files(tmp_path, {"sv/kept.html": b"kept", STYLES: b""}) == 0
    found = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {"sv/mine.txt", "sv/kept.html", STYLES, LISTING}


@pytest.mark.parametrize(
    ("pyproject", "expected", "why"),
    [
        (None, None, "no file, no address"),
        ("[project]\nname = 'x'\n", None, "nothing is made up"),
        ("[project.urls]\nIssues = 'https://example.org/issues'\n", "https://example.org/issues", "as it stands there"),
        ("[project.urls]\nIssues = 'javascript:alert(1)'\n", None, "only a web address"),
    ],
)
def test_where_errors_are_reported(tmp_path: Path, pyproject: str | None, expected: str | None, why: str) -> None:
    if pyproject:
        (tmp_path / "pyproject.toml").write_text(pyproject)
    assert read_issues_address(tmp_path) == expected, why


def test_links_are_relative_to_the_page() -> None:
    place = Place("sv", "claims/x.html")
    assert (place.page("index.html"), place.asset("a.css"), place.twin("en")) == (
        "../index.html",
        "../../assets/a.css",
        "../../en/claims/x.html",
    )


def test_a_reason_names_studies_by_their_label() -> None:
    labels = {"made-up-2020": "Made-Up 2020", "made-up-2020-b": "Made-Up 2020b"}
    text = "made-up-2020, made-up-2020-b came into the body; well-known; x/made-up-2020"
    assert label_studies(text, labels) == "Made-Up 2020, Made-Up 2020b came into the body; well-known; x/made-up-2020"


def test_record_links_come_from_the_identifiers(review: rls.Workspace) -> None:
    for record in review.evidence.records.values():
        addresses = [address for _, address in record_links(record)]
        assert all(re.match(r"https?://", a) for a in addresses)
        assert (f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/" in addresses) == bool(record.pmid)
        assert addresses, record.id


def test_figure_json_cannot_end_its_element() -> None:
    spec = make_spec({"data": [{"x": ["</script><b>&"]}], "layout": {"width": 700}}, "sv")
    assert "<" not in spec
    assert ">" not in spec
    assert "&" not in spec
    assert json.loads(spec)["data"][0]["x"] == ["</script><b>&"]
    assert "width" not in json.loads(spec)["layout"]
    assert json.loads(spec)["layout"]["separators"] == ", "


def test_tables_of_notebooks_get_headings_with_a_scope() -> None:
    table = mend_table(
        '<table border="1" class="dataframe"><thead><tr><th></th><th>a</th></tr></thead><tr><th>0</th></tr></table>',
        "Made up",
    )
    assert '<th scope="col">a</th>' in table
    assert '<th scope="row">0</th>' in table
    assert "<td></td>" in table


def test_what_was_tried_for_accessibility_is_told_on_a_page_that_every_page_leads_to(pages: dict[str, str]) -> None:
    for language in LANGUAGES:
        page = unescape(pages[f"{language}/accessibility.html"])
        for part, items in ACCESS:
            assert f'<h2 id="{part}">{say(f"access_{part}", language)}</h2>' in page
            for item in items:
                assert say(f"access_{part}.{item}", language) in page
        for path, text in pages.items():
            if path.startswith(f"{language}/"):
                assert f">{say('access_link', language)}</a>" in text, path
