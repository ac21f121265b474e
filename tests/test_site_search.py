"""What a reader who types a word meets first: a table of queries in both languages, in Chromium, from files."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence.language import say
from rlsevidence.site.build import read_assets
from rlsevidence.site.pages import PageMaker
from rlsevidence.site.search_words import Subjects, list_endings, translate_pattern

TABLE = Path(__file__).with_name("site_queries.tsv")
LINES = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
QUERIES = list(csv.DictReader(LINES, delimiter="\t"))
LANGUAGES = ("sv", "en")


@pytest.fixture(scope="module")
def review(repo: Path) -> rls.Workspace:
    return rls.open_workspace(repo)


@pytest.fixture(scope="module")
def searching(review: rls.Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages that search, and nothing else of the site."""
    out = tmp_path_factory.mktemp("searching")
    for name, content in read_assets(plotly=False).items():
        (out / "assets" / name).parent.mkdir(exist_ok=True)
        (out / "assets" / name).write_bytes(content)
    for language in LANGUAGES:
        maker = PageMaker(review, language)
        (out / "assets" / f"search.{language}.js").write_text(maker.search_index(), encoding="utf-8")
        page = maker.search()
        (out / page.path).parent.mkdir()
        (out / page.path).write_text(page.text, encoding="utf-8")
    return out


@pytest.fixture(scope="module")
def page(browser: Any) -> Any:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def ask(page: Any, typed: str) -> tuple[list[str], str]:
    """Links in the order shown, and what is said about them, once all that was typed is answered."""
    page.fill("#search-for", "")
    page.fill("#search-for", typed)
    page.wait_for_function("typed => document.getElementById('search-found').dataset.asked === typed", arg=typed)
    links = page.locator("#search-found a").evaluate_all("found => found.map(a => a.getAttribute('href'))")
    return links, str(page.locator("#search-told").inner_text())


def test_the_table_asks_in_both_languages_about_every_kind_of_thing() -> None:
    assert len(QUERIES) >= 40
    assert all(all(query.values()) for query in QUERIES), "each says why"
    assert len({(query["language"], query["typed"]) for query in QUERIES}) == len(QUERIES)
    for language in LANGUAGES:
        first = " ".join(query["first"] for query in QUERIES if query["language"] == language)
        assert {kind for kind in ("claims/", "glossary", "document") if kind in first} == {
            "claims/",
            "glossary",
            "document",
        }


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_meant_stands_first(page: Any, searching: Path, language: str) -> None:
    page.goto((searching / language / "search.html").as_uri())
    wrong = []
    for query in QUERIES:
        if query["language"] == language:
            links, _ = ask(page, query["typed"])
            if not links or links[0] not in query["first"].split("|"):
                wrong.append((query["typed"], links[:3], query["why"]))
    assert wrong == []


@pytest.mark.browser
@pytest.mark.slow
def test_a_word_that_no_page_has_is_told_with_what_is_shown_for_it(page: Any, searching: Path) -> None:
    page.goto((searching / "sv" / "search.html").as_uri())
    found, told = ask(page, "sömnproblem")
    assert told.startswith(say("site.search_related", "sv", typed="”sömnproblem”"))
    page.locator("#search-strict").press("Enter")
    page.wait_for_function("document.querySelectorAll('#search-found li').length === 0")
    assert found, "what was asked for exactly is not there"
    _, told = ask(page, "levaxin zzzzz")
    assert say("site.search_dropped", "sv", typed="”zzzzz”") in told
    for empty in ('"', "?", "…", "x"):
        assert ask(page, empty) == ([], say("site.search_short", "sv")), "nothing is looked for in silence"
    _, told = ask(page, "studieprotokollsnamn")
    assert told == say("site.search_none", "sv")
    _, told = ask(page, "levaxin zzzzz yyyyy xxxxx")
    assert say("site.search_dropped", "sv", typed="”zzzzz”, ”yyyyy”, ”xxxxx”") in told, "told once for all"
    page.goto((searching / "en" / "search.html").as_uri())
    _, told = ask(page, "sömnlöshet")
    assert told.startswith(say("site.search_foreign", "en", typed="“sömnlöshet”"))
    _, told = ask(page, "insomina")
    assert told.startswith(say("site.search_guessed", "en", typed="“insomina”", shown="“insomnia”"))
    _, told = ask(page, "insomnia")
    assert re.fullmatch(r"\d+ found", told), "what is there is shown without a word"


@pytest.mark.browser
@pytest.mark.slow
def test_every_identifier_of_a_report_leads_to_its_studies(page: Any, searching: Path, review: rls.Workspace) -> None:
    """Alone, with what it is called, and as an address; one that no study has is told of, and nothing is guessed."""
    page.goto((searching / "en" / "search.html").as_uri())
    reports: dict[str, set[str]] = {}
    for study in review.evidence.studies.values():
        for report in study.reports:
            reports.setdefault(report, set()).add(f"studies/{study.id}.html")
    asked: dict[str, set[str]] = {}
    for number, (report, studies) in enumerate(reports.items()):
        record = review.evidence.records[report]
        doi, pmid = record.doi and record.doi.upper(), record.pmid
        forms = [doi, f"doi:{doi}", f"https://doi.org/{doi}", f"https://example.org/article/{doi}"] if doi else []
        forms += [f"PMID: {pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"] if pmid else []
        forms += [f"{record.pmcid}"] if record.pmcid else []
        if forms and number % 3 == 0:  # a third of them, each in one of its forms in turn
            asked[forms[number // 3 % len(forms)]] = studies
    assert len(asked) > 30
    wrong = {}
    for typed, studies in asked.items():
        links, _ = ask(page, typed)
        if set(links) != studies:
            wrong[typed] = links[:3]
    assert wrong == {}
    links, told = ask(page, "10.9999/no.such-report")
    assert (links, told) == ([], say("site.search_unknown", "en", typed="10.9999/no.such-report"))
    assert ask(page, "10.1186/s12906-022-03814")[0] == ["studies/jadidi-2022.html"], "not yet typed to its end"
    assert ask(page, "10.1186/s12906-022-03814-88")[0] == [], "one digit more is another article"


@pytest.mark.browser
@pytest.mark.slow
def test_the_way_back_from_a_hit_leads_to_its_list(page: Any, searching: Path) -> None:
    """The question stands in the address, so that a list can be passed on, too."""
    address = (searching / "sv" / "search.html").as_uri()
    page.goto(address)
    links, _ = ask(page, "är magnesium farligt")
    assert page.url.startswith(f"{address}?q=")
    shared = page.url
    page.goto("about:blank")
    page.go_back()
    page.wait_for_selector("#search-found a")
    assert page.input_value("#search-for") == "är magnesium farligt"
    assert page.locator("#search-found a").evaluate_all("f => f.map(a => a.getAttribute('href'))") == links
    page.goto("about:blank")
    page.goto(shared)
    page.wait_for_selector("#search-found a")
    ask(page, "x")
    page.fill("#search-for", "")
    page.wait_for_function("address => window.location.href === address", arg=address)


@pytest.mark.browser
@pytest.mark.slow
def test_an_amount_is_no_place_of_a_sentence(page: Any, searching: Path) -> None:
    """6.1 is a sentence of the article; so much of something is none, and neither is what merely has such digits."""
    page.goto((searching / "en" / "search.html").as_uri())
    assert ask(page, "6.1 magnesium")[0][0] == "document.html#s6-1"
    for typed in ("6.1 mg magnesium", "6,1 mmol/l magnesium", "6.1% magnesium", "16.1.1 magnesium", "6.12 magnesium"):
        assert ask(page, typed)[0][:1] != ["document.html#s6-1"], typed


@pytest.mark.browser
@pytest.mark.slow
def test_a_short_word_is_not_taken_for_another(page: Any, searching: Path) -> None:
    page.goto((searching / "en" / "search.html").as_uri())
    _, told = ask(page, "not tired")
    assert "“tied”" not in told
    british, _ = ask(page, "diarrhoea")
    assert ask(page, "diarrhea")[0] == british, "one word, spelled in two ways"


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_headline_claims_stand_before_what_fits_no_better(
    page: Any, searching: Path, review: rls.Workspace, language: str
) -> None:
    page.goto((searching / language / "search.html").as_uri())
    headlines = {f"claims/{s.claim.id}.html" for s in review.summaries if s.claim.headline}
    links, _ = ask(page, review.evidence.topic.exposure.name.in_language(language))
    assert set(links[: len(headlines)]) == headlines
    kinds = [link.split("/")[0] for link in links]
    assert kinds.index("claims") == 0
    assert "studies" not in kinds[: kinds.count("claims")]


@pytest.mark.browser
@pytest.mark.slow
def test_a_browser_reads_a_concept_as_the_program_does(page: Any, review: rls.Workspace) -> None:
    """Each pattern of the workspace, held against every title of a record's words, there and here."""
    written = [p for pair in Subjects(review.evidence).list_patterns()[:-1] for patterns in pair for p in patterns]
    source = [t for c in review.evidence.concepts.values() if not c.broad for t in (*c.lay, *c.terms)]
    assert len(written) == len(source)
    words = sorted({w for r in review.evidence.records.values() for w in re.findall(r"[^\W_]+", r.title.casefold())})
    words += ["sömnlöshet", "sömnproblemen", "övre gräns", "rastlösa ben", "mg2+", "willis-ekbom"]
    page.goto("about:blank")
    match = "([ps, ws]) => ps.map(p => { const r = new RegExp(`^(?:${p})$`, 'iu'); return ws.filter(w => r.test(w)); })"
    there = page.evaluate(match, [written, words])
    here = [[w for w in words if re.fullmatch(p, w, re.IGNORECASE)] for p in source]
    assert there == here
    assert sum(map(len, here)) > 100


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        (r"söm\w*", r"söm[\p{L}\p{N}_]*"),
        (r"restless[- ]legs?", r"restless[- ]legs?"),
        (r"[\w-]+x", r"[\p{L}\p{N}_-]+x"),
        (r"Mg(?:2\+|\(2\+\))?", r"Mg(?:2\+|\(2\+\))?"),
        (r"a\-b\'s", r"a-b's"),
    ],
)
def test_a_pattern_is_written_for_a_browser(pattern: str, written: str) -> None:
    assert translate_pattern(pattern) == written


def test_a_claim_is_about_what_its_own_sentence_names(review: rls.Workspace) -> None:
    subjects = Subjects(review.evidence)
    names = [name for name, concept in review.evidence.concepts.items() if not concept.broad]
    speaks, about = subjects.of_claim(review.evidence.claims["kidney-contraindication"])
    assert "kidney" in {names[n] for n in about}
    assert "high-magnesium" not in {names[n] for n in speaks}, "asked for by its group, not spoken of"


def test_endings_are_those_of_the_languages_the_longest_first() -> None:
    both = list_endings(LANGUAGES)
    assert {"ing", "arna"} <= set(both)
    assert [len(e) for e in both] == sorted((len(e) for e in both), reverse=True)
    assert "arna" not in list_endings(["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_how_large_its_index_is(searching: Path, language: str) -> None:
    size = (searching / "assets" / f"search.{language}.js").stat().st_size
    kb = -(-size // 1000)
    assert say("site.search_size", language, kb=kb) in (searching / language / "search.html").read_text("utf-8")
    assert size < 300_000


def test_every_number_of_an_index_is_that_of_a_concept(tiny: Path) -> None:
    maker = PageMaker(rls.open_workspace(tiny), "en")
    index = json.loads(maker.search_index().removeprefix("window.searchIndex = ").rstrip().removesuffix(";"))
    assert set(index) == {"entries", "concepts", "endings", "small", "against", "spellings"}
    assert all(len(entry) == 8 for entry in index["entries"])
    assert all(n < len(index["concepts"]) for entry in index["entries"] for n in (*entry[5], *entry[6]))
