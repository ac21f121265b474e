"""`verify`: records that people entered, held against a PubMed on this machine; every case with why it is one."""

from __future__ import annotations

import contextlib
import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from eutils_server import EutilsServer, Fault
from invented import FIRST_PMID, Article
from review import make_review, seed
from rlsevidence import store
from rlsevidence.cli import main
from rlsevidence.cli.verify_text import HINTS
from rlsevidence.model import Person, about, identity, titles

BASE = Article(
    FIRST_PMID,
    title="Invented trial of a mineral in restless testers: a randomised study",
    doi="10.9999/invented.base",
    pmc="PMC900001",
    authors=(("Testsson", "TA"), ("Exempel", "E"), ("Prov", "P")),
    journal="J Clin Invent Test",
    volume="14",
    issue="3",
    pages="501-505",
    year=2020,
    types=("Journal Article", "Randomized Controlled Trial"),
)
OURS = seed(
    FIRST_PMID,
    title=BASE.title,
    doi=BASE.doi,
    pmcid=BASE.pmc,
    authors=["Testsson TA", "Exempel E", "Prov P"],
    journal=BASE.journal,
    volume="14",
    issue="3",
    pages="501-505",
    year=2020,
    language="eng",
    publication_types=["Journal Article", "Randomized Controlled Trial"],
    verification="partial",
    unverified=["pages", "pmcid"],
)
ID = OURS["id"]
ELSEWHERE = Article(
    FIRST_PMID,
    title="Invented survey of teaspoons in kitchens",
    doi="10.9999/teaspoons",
    authors=(("Sked", "S"),),
    journal="Invent Kitchen Rev",
    volume="2",
    pages="7-9",
    year=2003,
)


@dataclass(frozen=True)
class Case:
    """One alteration. `expected`: field -> kind of what is not the same; `status` of the record; `why` it matters."""

    name: str
    why: str
    pubmed: dict[str, Any] = field(default_factory=dict)
    ours: dict[str, Any] = field(default_factory=dict)
    expected: dict[str, str] = field(default_factory=dict)
    status: str = "compared"
    notices: tuple[str, ...] = ()


TITLE = BASE.title
CASES = [
    Case("untouched", "what agrees must be said to agree, or nobody reads the rest"),
    Case("title typo", "a slip is a difference: a person says which is right",
         ours={"title": TITLE.replace("restless", "restles")}, expected={"title": "differs"}),
    Case("title case and full stop", "PubMed ends titles with a stop",
         pubmed={"title": TITLE.upper() + "."}, expected={"title": "form"}),
    Case("title with markup", "italics and subscripts are marked in PubMed",
         pubmed={"markup": " <i>in vivo</i> Mg<sup>2+</sup>"}, ours={"title": TITLE + " in vivo Mg2+"}),
    Case("markup kept by us", "somebody pasted the markup along",
         ours={"title": "<i>Invented</i>" + TITLE.removeprefix("Invented")}, expected={"title": "form"}),
    Case("Greek letter", "the same letter by name", pubmed={"title": TITLE + " of α2δ"},
         ours={"title": TITLE + " of alpha2delta"}, expected={"title": "form"}),
    Case("hyphen", "set in one word or two", pubmed={"title": TITLE + " follow up"},
         ours={"title": TITLE + " followup"}, expected={"title": "form"}),
    Case("subtitle left out", "half a title may be another paper's whole title",
         ours={"title": TITLE.split(":")[0]}, expected={"title": "differs"}),
    Case("title in its own language", "PubMed keeps it beside the translated one",
         pubmed={"vernacular": "Påhittad prövning av ett mineral", "language": ("swe",)},
         ours={"title": "Påhittad prövning av ett mineral", "language": "swe"}, expected={"title": "form"}),
    Case("title not seen", "square brackets say that nobody had seen it",
         ours={"title": "[title not seen]", "unverified": ["title"]}, expected={"title": "new"}),
    Case("other year", "a year moves a study in time", ours={"year": 2017}, expected={"year": "differs"}),
    Case("online and print year", "out online in December, in the issue of the next year",
         pubmed={"online": "2019-12-20"}, ours={"year": 2019}, expected={"year": "form"}),
    Case("year before, no online date", "one year off is a difference where nothing explains it",
         ours={"year": 2019}, expected={"year": "differs"}),
    Case("other DOI", "another DOI is another publication, such as a preprint",
         ours={"doi": "10.9999/invented.preprint"}, expected={"doi": "differs"}),
    Case("no DOI here", "an identifier that nobody had entered", ours={"doi": None}, expected={"doi": "new"}),
    Case("no DOI in PubMed", "what PubMed lacks takes nothing away", pubmed={"doi": None}, expected={"doi": "absent"}),
    Case("journal in full", "the full name and its abbreviation",
         ours={"journal": "Journal of Clinical Invented Testing"}, expected={"journal": "form"}),
    Case("journal with subtitle", "catalogues add a society's name",
         ours={"journal": "J Clin Invent Test : JCIT : organ of the testers"}, expected={"journal": "form"}),
    Case("other journal", "another journal", ours={"journal": "Acta Inventa"}, expected={"journal": "differs"}),
    Case("Swedish letters", "å, ä, ö with and without marks",
         pubmed={"authors": (("Åström", "Ö"), ("Exempel", "E"), ("Prov", "P"))},
         ours={"authors": ["Astrom O", "Exempel E", "Prov P"]}, expected={"authors": "form"}),
    Case("letters spelt out", "ö written oe, ø and ß that no accent explains",
         pubmed={"authors": (("Høegström", "S"), ("Groß", "E"), ("Prov", "P"))},
         ours={"authors": ["Hoegstroem S", "Gross E", "Prov P"]}, expected={"authors": "form"}),
    Case("first authors only", "a page showed three of four",
         pubmed={"authors": (("Testsson", "TA"), ("Exempel", "E"), ("Prov", "P"), ("Sist", "S"))},
         expected={"authors": "form"}),
    Case("fewer initials", "one initial of two", ours={"authors": ["Testsson T", "Exempel E", "Prov P"]},
         expected={"authors": "form"}),
    Case("author order", "who stands first is what a paper is cited by",
         ours={"authors": ["Exempel E", "Testsson TA", "Prov P"]}, expected={"authors": "differs"}),
    Case("other author", "somebody who did not write it",
         ours={"authors": ["Testsson TA", "Annan A", "Prov P"]}, expected={"authors": "differs"}),
    Case("more authors here", "a name that PubMed does not have",
         ours={"authors": ["Testsson TA", "Exempel E", "Prov P", "Extra X"]}, expected={"authors": "differs"}),
    Case("group author", "a body stands here as the organisation, in PubMed among the authors",
         pubmed={"authors": ("Invented Study Group",)}, ours={"authors": [], "organisation": "Invented Study Group"},
         expected={"authors": "form"}),
    Case("pages shortened", "501-5 is 501-505", ours={"pages": "501–5"}, expected={"pages": "form"}),
    Case("other pages", "other pages", ours={"pages": "511-515"}, expected={"pages": "differs"}),
    Case("supplement", "volume and issue split otherwise", pubmed={"volume": "14 Suppl 3", "issue": None},
         ours={"volume": "14", "issue": "Suppl 3"}, expected={"volume": "form", "issue": "absent"}),
    Case("publication types", "PubMed names more of them", ours={"publication_types": ["Journal Article"]},
         expected={"publication_types": "form"}),
    Case("a type that PubMed denies", "a trial here, none in PubMed", pubmed={"types": ("Journal Article",)},
         expected={"publication_types": "differs"}),
    Case("retracted since", "a retraction goes before everything",
         notices=("retracted",), pubmed={"corrections": (("RetractionIn", 90000400),)}),
    Case("corrected since", "an erratum is no retraction", pubmed={"corrections": (("ErratumIn", 90000401),)},
         notices=("corrected",)),
    Case("wrong PMID", "a wrong number is a real number: somebody else's article in perfect order", status="other"),
    Case("wrong PMID, same author and issue", "the neighbour in the issue, by the same people, agrees in most fields",
         pubmed={"title": "Invented survey of teaspoons", "doi": "10.9999/x", "pages": "506-9", "pmc": None},
         status="other"),
    Case("wrong PMID, little known here", "where all is unverified, everything would be 'filled'", status="other",
         ours={"title": "[title not seen]", "doi": None, "authors": [], "year": None, "journal": None, "pages": None,
               "unverified": ["title", "authors", "year", "journal", "pages", "pmcid"]}),
    Case("merged PMID", "PubMed gives the record that it was merged into", status="merged"),
    Case("withdrawn by its title", "the article itself, and its title says what became of it",
         pubmed={"title": f"RETRACTED ARTICLE: {TITLE}"}, expected={"title": "differs"}, notices=("retracted",)),
    Case("withdrawn behind its title", "publishers put the word behind as well",
         pubmed={"title": f"{TITLE} (Retracted)."}, expected={"title": "differs"}, notices=("retracted",)),
    Case("small word", "an article of speech more is a slip", pubmed={"title": TITLE.replace("of a", "of")},
         expected={"title": "differs"}),
    Case("types not known here", "what was not seen denies nothing", ours={"publication_types": []},
         expected={"publication_types": "new"}),
    Case("letter at the same DOI", "a trial may be printed as a letter: accepted by its name only",
         pubmed={"types": ("Journal Article", "Randomized Controlled Trial", "Letter")},
         expected={"publication_types": "differs"}),
    *(Case(f"title: {text}", "another publication about it, under its title", pubmed={"title": text},
           status="other")
      for text in (f"Correction to: {TITLE}", f"Corrigendum: {TITLE}", f"Comment on: {TITLE}", f"Retraction: {TITLE}",
                   f'Author reply to "{TITLE}"', f"{TITLE}: study protocol", f"{TITLE} (response)", f"No {TITLE}",
                   f"{TITLE} II", f"Re: {TITLE}", TITLE.replace("in restless", "in not restless"),
                   f"Expression of concern regarding {TITLE}", TITLE.replace("restless", "resting"),
                   *(f"{TITLE} {more}" for more in ("in rats", "in children", "in healthy volunteers", "in Sweden")),
                   *(f"{TITLE}: {more}" for more in
                     ("a pilot study", "secondary analysis", "a post hoc analysis", "five-year follow-up", "a review",
                      "an open-label extension", "statistical analysis plan", "long-term results")))),
    *(Case(f"type: {text}", "a notice, or another stage, whatever else agrees", pubmed={"types": (text,)},
           status="other")
      for text in ("Retraction of Publication", "Expression of Concern", "Published Erratum", "Preprint")),
    *(Case(f"link: {text}", "who retracts is not what is retracted", pubmed={"corrections": ((text, 90000402),)},
           status="other")
      for text in ("RetractionOf", "PartialRetractionOf", "ExpressionOfConcernFor", "ErratumFor")),
    Case("comment, no DOI", "a comment in the same journal, under the same title", status="other",
         pubmed={"types": ("Journal Article", "Comment"), "doi": None, "pages": "600-1"}),
    Case("deleted PMID", "PubMed gives nothing, and that is said", status="not_found"),
]  # fmt: skip


@pytest.fixture
def server() -> Iterator[EutilsServer]:
    with EutilsServer() as running:
        yield running


@dataclass
class Bench:
    """A workspace, a server, and the command line as a person uses it."""

    server: EutilsServer
    evidence: Path
    read: Callable[[], Any]

    def run(self, *arguments: str) -> int:
        return main(["verify", "--workspace", str(self.evidence.parent), *arguments])

    def json(self, *arguments: str) -> dict[str, Any]:
        self.run(*arguments, "--format", "json")
        found: dict[str, Any] = json.loads(self.read().out)
        return found

    @property
    def records(self) -> Any:
        return store.load_part(self.evidence, "records")

    def ledger(self) -> list[dict[str, str]]:
        file = self.evidence / "verifications.tsv"
        if not file.exists():
            return []
        with file.open(encoding="utf-8") as stream:
            return list(csv.DictReader(stream, delimiter="\t"))


@pytest.fixture
def bench(
    server: EutilsServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Bench]:
    monkeypatch.setenv("RLSEVIDENCE_EUTILS_URL", server.base_url)
    monkeypatch.setenv("NCBI_API_KEY", "invented")  # ten requests a second

    def make(*records: dict[str, Any]) -> Bench:
        evidence = make_review(tmp_path / "review", list(records))
        store.add_people(evidence, [Person(id="reader", name="Reader", role="reviewer", interests="")])
        return Bench(server, evidence, capsys.readouterr)

    return make


def serve(server: EutilsServer, case: Case) -> None:
    article = replace(ELSEWHERE if case.status == "other" and not case.pubmed else BASE, **case.pubmed)
    server.add(article)
    if case.status == "merged":
        server.add(replace(BASE, pmid=FIRST_PMID + 7))
        server.state.merged[FIRST_PMID] = FIRST_PMID + 7
    if case.status == "not_found":
        server.remove(FIRST_PMID)


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_harmless_differences_of_form_are_told_from_real_ones(
    case: Case, server: EutilsServer, bench: Callable[..., Bench]
) -> None:
    serve(server, case)
    at = bench({**OURS, **case.ours})
    before = (at.evidence / "records.jsonl").read_bytes()
    found = at.json()
    (one,) = found["records"]
    assert one["status"] == case.status, case.why
    if case.status == "compared":
        kinds = {f["field"]: f["kind"] for f in one["fields"] if f["kind"] != "same"}
        assert kinds == case.expected, case.why
        assert tuple(n["kind"] for n in one["notices"]) == case.notices
    is_grave = case.status != "compared" or bool(case.notices) or "differs" in case.expected.values()
    assert found["open"] == int(is_grave)
    assert (at.evidence / "records.jsonl").read_bytes() == before, "a comparison writes nothing"
    # In one go: what is no danger to anybody is accepted, and a real difference stays for a person.
    at.run("--accept", "harmless", "--reviewer", "reader")
    at.read()
    record = at.records[ID]
    differing = {f for f, kind in case.expected.items() if kind == "differs"}
    if case.status == "compared":
        for name in differing:
            kept = getattr(record, name)
            assert (list(kept) if isinstance(kept, tuple) else kept) == {**OURS, **case.ours}[name], case.why
        assert not record.integrity
        assert "pages" not in record.unverified or "pages" in differing
    else:
        assert (at.evidence / "records.jsonl").read_bytes() == before, case.why
        assert at.ledger() == []


def test_at_least_thirty_alterations() -> None:
    assert len(CASES) - 1 >= 30
    assert len({c.name for c in CASES}) == len(CASES)
    assert all(c.why for c in CASES)


# ---------------------------------------------------------------- what a person decides


def test_one_field_at_a_time(server: EutilsServer, bench: Callable[..., Bench]) -> None:
    server.add(BASE)
    at = bench({**OURS, "year": 2017, "pages": "511-515"})
    assert at.run("--accept", f"{ID}:year", "--reviewer", "reader") == 1, "the pages still differ"
    record = at.records[ID]
    assert (record.year, record.pages) == (2020, "511-515")
    assert record.unverified == ("pages", "pmcid"), "a field that nobody decided on keeps its flag"
    assert [(r["field"], r["decision"], r["here"], r["pubmed"], r["reviewer"]) for r in at.ledger()] == [
        ("year", "accept", "2017", "2020", "reader")
    ]
    assert at.run("--keep", f"{ID}:pages", "--reviewer", "reader") == 0
    record = at.records[ID]
    assert (record.pages, record.unverified, record.verification) == ("511-515", ("pmcid",), "partial")
    assert at.run() == 0, "what was decided is not asked again"
    server.add(replace(BASE, pages="611-615"))
    at.read()
    (at.evidence.parent / ".rlsevidence" / "archive" / "index.jsonl").unlink()
    assert at.run() == 1, "PubMed says something else now"
    assert "611-615" in at.read().out


def test_all_in_one_go(server: EutilsServer, bench: Callable[..., Bench]) -> None:
    server.add(BASE)
    at = bench({**OURS, "year": 2017, "title": BASE.title.upper()})
    assert at.run("--accept", "all", "--reviewer", "reader") == 0
    record = at.records[ID]
    assert (record.year, record.title, record.verification, record.unverified) == (2020, BASE.title, "pubmed", ())
    assert record.dates.created == BASE.created
    assert {r["reviewer"] for r in at.ledger()} == {"reader"}
    said = at.read().out
    assert "No proposal of the rules moves." in said
    rows = len(at.ledger())
    assert at.run("--accept", "all", "--reviewer", "reader", ID) == 0
    assert len(at.ledger()) == rows, "nothing is decided twice"


@pytest.mark.parametrize("word", ["all", ID])
def test_an_identifier_of_another_record_is_accepted_by_its_name_only(
    word: str, server: EutilsServer, bench: Callable[..., Bench]
) -> None:
    """Accepted in passing, two records would bear one DOI, which the next check finds and nobody can take back."""
    server.add(BASE)
    other = seed(FIRST_PMID + 5, title="Invented other record", doi=BASE.doi, pmcid=BASE.pmc)
    at = bench({**OURS, "doi": None, "pmcid": "PMC900002"}, other)
    assert at.run("--accept", word, "--reviewer", "reader", ID) == 1
    said = at.read().out
    assert "another record here has it" in said
    assert f"accepted by its name only ({ID}:doi)" in said
    assert (at.records[ID].doi, at.records[ID].pmcid) == (None, "PMC900002")
    assert at.run("--accept", f"{ID}:doi", "--reviewer", "reader", ID) == 1
    assert at.records[ID].doi == BASE.doi


@pytest.mark.parametrize(
    ("name", "here", "pubmed"),
    [
        ("doi", "10.9999/invented.preprint", {}),
        ("pmcid", "PMC900002", {}),
        ("title", TITLE.split(":")[0], {}),
        ("authors", OURS["authors"], {"authors": (("Someone", "S"),)}),
        ("authors", OURS["authors"], {"authors": (("Annan", "A"), ("Exempel", "E"), ("Prov", "P"))}),
        ("authors", OURS["authors"], {"authors": (("Testsson", "TA"), ("Annan", "A"), ("Ny", "N"))}),
        ("authors", ["van der Prov P"], {"authors": (("van der Annan", "A"),)}),
        ("year", 2019, {"year": 1900}),
        ("year", 2019, {"year": 2025}),
    ],
)
@pytest.mark.parametrize("word", ["all", ID])
def test_what_makes_it_another_publication_is_accepted_by_its_name_only(
    word: str, name: str, here: Any, pubmed: dict[str, Any], server: EutilsServer, bench: Callable[..., Bench]
) -> None:
    """An identifier, the authors, many years, or a subtitle: each is somebody else's sooner than a slip."""
    server.add(replace(BASE, **pubmed))
    at = bench({**OURS, name: here})
    assert at.run("--accept", word, "--reviewer", "reader") == 1
    assert f"accepted by its name only ({ID}:{name})" in at.read().out
    kept = getattr(at.records[ID], name)
    assert (list(kept) if isinstance(kept, tuple) else kept) == here
    assert at.records[ID].unverified == (() if name != "pmcid" else ("pmcid",))
    assert at.run("--accept", f"{ID}:{name}", "--reviewer", "reader") == 0
    kept = getattr(at.records[ID], name)
    assert (list(kept) if isinstance(kept, tuple) else kept) != here


@pytest.mark.parametrize("behind", [".", "]", ")", "[doi]", ")].", ".;", '">'])
def test_what_stands_behind_a_doi_is_none_of_it(behind: str, server: EutilsServer, bench: Callable[..., Bench]) -> None:
    server.add(replace(BASE, doi=f"{BASE.doi}{behind}"))
    at = bench({**OURS, "doi": None})
    assert at.run("--accept", "all", "--reviewer", "reader") == 0
    assert at.records[ID].doi == BASE.doi


def test_another_kind_of_publication_is_accepted_by_its_name_only(
    server: EutilsServer, bench: Callable[..., Bench]
) -> None:
    server.add(replace(BASE, types=("Letter", "Comment")))
    at = bench(OURS)
    assert at.run("--accept", "all", "--reviewer", "reader") == 1
    assert list(at.records[ID].publication_types) == OURS["publication_types"]
    assert at.run("--accept", f"{ID}:publication_types", "--reviewer", "reader") == 0
    assert at.records[ID].publication_types == ("Letter", "Comment")


@pytest.mark.parametrize(
    ("pubmed", "name"),
    [
        ({"authors": (("Testsson", "T"), ("Exempel", "E"), ("Prov", "P"))}, "authors"),
        ({"title": TITLE.upper()}, "title"),
        ({"title": f"[{TITLE}]."}, "title"),
    ],
)
def test_a_form_that_says_less_confirms_and_replaces_nothing(
    pubmed: dict[str, Any], name: str, server: EutilsServer, bench: Callable[..., Bench]
) -> None:
    server.add(replace(BASE, **pubmed))
    at = bench({**OURS, "unverified": [name]})
    assert at.run("--accept", "harmless", "--reviewer", "reader") == 0
    record = at.records[ID]
    assert (record.title, list(record.authors)) == (OURS["title"], OURS["authors"])
    assert record.unverified == ()
    assert at.run("--accept", ID, "--reviewer", "reader") == 0


def test_a_kept_value_outlives_the_next_pull(server: EutilsServer, bench: Callable[..., Bench]) -> None:
    server.add(BASE)
    at = bench({**OURS, "pages": "511-515"})
    at.run("--accept", "harmless", "--keep", f"{ID}:pages", "--reviewer", "reader")
    record = at.records[ID]
    assert (record.pages, record.verification, record.unverified) == ("511-515", "confirmed", ())
    assert main(["pull", "--workspace", str(at.evidence.parent)]) == 0
    assert at.records[ID].pages == "511-515"


def test_a_record_known_by_its_doi_gets_its_pmid_and_keeps_its_id(
    server: EutilsServer, bench: Callable[..., Bench]
) -> None:
    server.add(BASE)
    mine = {**OURS, "id": f"doi:{BASE.doi}", "pmid": None, "unverified": ["pmid", "pages", "pmcid"]}
    at = bench(mine)
    assert at.run("--accept", "harmless", "--reviewer", "reader") == 0
    record = at.records[mine["id"]]
    assert (record.id, record.pmid, record.verification) == (f"doi:{BASE.doi}", str(FIRST_PMID), "pubmed")
    assert main(["pull", "--workspace", str(at.evidence.parent)]) == 0
    assert [r.pmid for r in at.records.values()].count(str(FIRST_PMID)) == 1, "not entered a second time"


def test_a_pmid_found_by_title_alone_is_put_before_a_person(server: EutilsServer, bench: Callable[..., Bench]) -> None:
    server.add(replace(BASE, doi=None))
    at = bench({**OURS, "id": f"doi:{BASE.doi}", "pmid": None})
    (one,) = at.json()["records"]
    assert [f["why"] for f in one["fields"] if f["field"] == "pmid" and f["kind"] == "differs"] == ["the same title"]


@pytest.mark.parametrize("theirs", [ELSEWHERE.title, "", TITLE.replace("minerals", "vitamins") + " in trees and birds"])
def test_what_a_title_search_brings_has_the_same_title_only_where_it_has(
    theirs: str, server: EutilsServer, bench: Callable[..., Bench]
) -> None:
    """A search brings what its words match: the titles are compared before anything is said of them."""
    at = bench({**OURS, "id": f"doi:{BASE.doi}", "pmid": None})
    server.add(replace(BASE, doi=None, title=theirs))
    (at.evidence.parent / ".rlsevidence").mkdir(exist_ok=True)
    found = {"on": "2026-11-30", "pmid": str(FIRST_PMID), "why": "the same title"}  # as older versions kept it
    (at.evidence.parent / ".rlsevidence" / "lookups.json").write_text(json.dumps({f"doi:{BASE.doi}": found}))
    at.run()
    said = at.read().out
    assert "(the same title)" not in said
    assert "brought it, but it does not bear that title" in said
    at.run("--language", "sv")
    assert "men den bär inte den titeln" in at.read().out


def test_what_a_doi_search_brings_bears_the_doi_or_is_put_before_a_person(
    server: EutilsServer, bench: Callable[..., Bench]
) -> None:
    mine = f"doi:{BASE.doi}"
    at = bench({**OURS, "id": mine, "pmid": None, "title": TITLE.replace("restless", "restles")})
    server.add(replace(BASE, doi=None))
    (at.evidence.parent / ".rlsevidence").mkdir(exist_ok=True)
    found = {"on": "2026-11-30", "pmid": str(FIRST_PMID), "why": "the same DOI"}
    (at.evidence.parent / ".rlsevidence" / "lookups.json").write_text(json.dumps({mine: found}))
    at.run("--accept", "harmless", "--reviewer", "reader")
    assert "but it does not bear that DOI" in at.read().out
    assert at.records[mine].pmid is None


# ---------------------------------------------------------------- notices


NOTICES = {
    "RetractionIn": "retracted", "RetractedandRepublishedIn": "retracted", "PartialRetractionIn": "concern",
    "ExpressionOfConcernIn": "concern", "ErratumIn": "corrected", "CorrectedandRepublishedIn": "corrected",
}  # fmt: skip
BY = FIRST_PMID + 400
OTHERS = [f for f in identity.FIELDS if f != "organisation"]
WAYS: dict[str, list[str]] = {
    "harmless": ["--accept", "harmless"],
    "every field": [word for f in OTHERS for word in ("--accept", f"{ID}:{f}")],
    "one field": ["--accept", f"{ID}:year"],
    "kept": ["--keep", f"{ID}:year", "--accept", "harmless"],
    "all of another": ["--accept", f"pubmed:{FIRST_PMID + 1}"],
}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("PartialRetractionIn", ("PARTIAL RETRACTION by", "DELVIS TILLBAKADRAGANDE")),
        ("ExpressionOfConcernIn", ("EXPRESSION OF CONCERN by", "UTTRYCKT ORO")),
        ("RetractionIn", ("RETRACTED by", "TILLBAKADRAGEN")),
    ],
)
def test_a_notice_is_called_what_pubmed_calls_it(
    kind: str, said: tuple[str, str], server: EutilsServer, bench: Callable[..., Bench]
) -> None:
    server.add(replace(BASE, corrections=((kind, BY),)))
    at = bench(OURS)
    for language, name in zip(("en", "sv"), said, strict=True):
        at.run("--language", language)
        assert f"  {name} " in at.read().out


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", [*NOTICES, "Retracted Publication", "WITHDRAWN: ", "RETRACTED: "])
def test_no_notice_is_lost_by_accepting_something_else(
    kind: str, way: str, server: EutilsServer, bench: Callable[..., Bench]
) -> None:
    """The record stays on the list until its notice is accepted, and is not PubMed's before."""
    told, notice, by = BASE, NOTICES.get(kind, "retracted"), f"pubmed:{BY}" if kind in NOTICES else None
    if kind in NOTICES:
        told = replace(BASE, corrections=((kind, BY),))
    elif kind.endswith(": "):
        told = replace(BASE, title=kind + TITLE)
    else:
        told = replace(BASE, types=(*BASE.types, kind))
    server.add(told, replace(BASE, pmid=FIRST_PMID + 1, doi="10.9999/other", pmc=None))
    second = {**OURS, "id": f"pubmed:{FIRST_PMID + 1}", "pmid": str(FIRST_PMID + 1), "doi": "10.9999/other"}
    at = bench(OURS, {**second, "pmcid": None, "unverified": ["pages"]})
    assert at.run(*WAYS[way], "--reviewer", "reader") == 1
    said = at.read().out
    assert f"(--accept {ID}:integrity)" in said
    for verb in ("todo", "news"):
        assert main([verb, "--workspace", str(at.evidence.parent)]) == 0
        said = at.read().out
        assert f"rlsevidence verify {ID}" in said if verb == "todo" else "PubMed tells of it, not accepted here" in said
    for again in ([], ["--offline"], ["--format", "json"]):
        assert at.run(*again) == 1
        assert ID in at.read().out
    found = at.json()
    (one,) = (r for r in found["records"] if r["record"] == ID)
    assert [(n["kind"], n["by"]) for n in one["notices"]] == [(notice, by)]
    assert found["notices_left"][ID] == one["notices"]
    record = at.records[ID]
    assert (record.integrity, record.verification != "pubmed") == ((), True)
    assert at.run("--accept", f"{ID}:integrity", "--reviewer", "reader") in (0, 1)
    assert "Left open" not in at.read().out
    assert main(["todo", "--workspace", str(at.evidence.parent)]) == 0
    assert "notice: " not in at.read().out
    assert [(n.kind, n.by) for n in at.records[ID].integrity] == [(notice, by)]
    at.run("--accept", "all", "--reviewer", "reader")
    record = at.records[ID]
    assert record.is_retracted == (notice == "retracted")
    assert [(n.kind, n.by) for n in record.integrity] == [(notice, by)]
    if "--keep" not in WAYS[way]:
        assert record.verification == "pubmed"
    at.read()
    assert at.run() == 0
    assert main(["news", "--workspace", str(at.evidence.parent)]) == 0
    assert ID in at.read().out


@pytest.mark.parametrize("word", ["all", ID])
def test_accepting_all_of_a_record_takes_its_notices(
    word: str, server: EutilsServer, bench: Callable[..., Bench]
) -> None:
    server.add(replace(BASE, corrections=tuple((k, BY + i) for i, k in enumerate(NOTICES))))
    at = bench(OURS)
    assert at.run("--accept", word, "--reviewer", "reader") == 0
    assert sorted(n.kind for n in at.records[ID].integrity) == sorted(NOTICES.values())
    assert at.records[ID].verification == "pubmed"


def test_a_notice_that_comes_later_puts_an_accepted_record_on_the_list_again(
    server: EutilsServer, bench: Callable[..., Bench]
) -> None:
    server.add(BASE)
    at = bench(OURS)
    assert at.run("--accept", "all", "--reviewer", "reader") == 0
    at.read()
    assert at.json()["records"] == [], "nothing has befallen it"
    (at.evidence.parent / ".rlsevidence" / "archive" / "index.jsonl").unlink()
    server.add(replace(BASE, corrections=(("ExpressionOfConcernIn", BY),)))
    at.read()
    assert at.run() == 1
    assert f"by pubmed:{BY}" in at.read().out
    assert at.run("--accept", f"{ID}:year", "--reviewer", "reader") == 1, "named in a decision, it is compared"
    assert at.run("--accept", ID, "--reviewer", "reader") == 0
    assert [n.kind for n in at.records[ID].integrity] == ["concern"]
    assert at.run() == 0
    server.remove(FIRST_PMID)
    (at.evidence.parent / ".rlsevidence" / "archive" / "index.jsonl").unlink()
    at.read()
    assert at.run() == 1
    assert f"PubMed gives nothing for {FIRST_PMID}" in at.read().out


def test_a_notice_on_what_a_pmid_was_merged_into_is_told(server: EutilsServer, bench: Callable[..., Bench]) -> None:
    server.add(replace(BASE, pmid=FIRST_PMID + 7, corrections=(("RetractionIn", BY),)))
    server.state.merged[FIRST_PMID] = FIRST_PMID + 7
    at = bench(OURS)
    assert at.run() == 1
    assert f"RETRACTED by pubmed:{BY}" in at.read().out


@pytest.mark.parametrize("accepted", ["all", "harmless"])
def test_a_decision_cut_off_before_the_records_loses_no_notice(
    accepted: str, server: EutilsServer, bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add(replace(BASE, corrections=(("RetractionIn", BY),)))
    at = bench(OURS)

    def cut(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "save_records", cut)
        with contextlib.suppress(KeyboardInterrupt):
            at.run("--accept", accepted, "--reviewer", "reader")
    assert not at.records[ID].integrity
    at.read()
    assert at.run() == 1
    assert f"RETRACTED by pubmed:{BY}" in at.read().out
    assert at.run("--accept", "harmless", "--reviewer", "reader") == 1
    assert at.run("--accept", ID, "--reviewer", "reader") == 0
    assert at.records[ID].is_retracted


def test_no_notice_is_cut_off_a_long_list(
    server: EutilsServer, bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rlsevidence.cli.verify_text.SHOWN", 1)
    articles = [replace(BASE, pmid=FIRST_PMID + i, doi=f"10.9999/i.{i}", pmc=None) for i in range(4)]
    server.add(*articles[:2], *(replace(a, corrections=(("ErratumIn", BY),)) for a in articles[2:]))
    mine = {**OURS, "pmcid": None, "unverified": ["pages"], "year": 2017}
    at = bench(*({**mine, "id": f"pubmed:{a.pmid}", "pmid": str(a.pmid), "doi": a.doi} for a in articles))
    assert at.run() == 1
    said = at.read().out
    assert said.count(f"CORRECTED by pubmed:{BY}") == 2
    assert "... and 2 more records" in said


def test_a_retraction_is_told_first_with_what_it_moves(tmp_path: Path, bench: Callable[..., Bench]) -> None:
    """On the shipped evidence: the real record of a counted study, as a PubMed that has retracted it would give it."""
    at = bench()
    real = store.load(Path(__file__).parent.parent / "evidence")
    store.save(real, at.evidence)
    store.add_people(at.evidence, [Person(id="reader", name="Reader", role="reviewer", interests="")])
    record = next(r for r in real.records.values() if r.pmid == "9703590")
    at.server.add(article_of(record, corrections=(("RetractionIn", 90000400),)))
    assert at.run(record.id) == 1
    said = at.read().out
    assert said.splitlines()[0].startswith(f"{record.id} (hornyak-1998)")
    assert "RETRACTED by pubmed:90000400" in said
    assert "would move: " in said
    assert at.run(record.id, "--accept", f"{record.id}:integrity", "--reviewer", "reader") == 0
    said = at.read().out
    assert "moves: " in said
    assert "hornyak-1998: integrity" in said
    assert at.records[record.id].is_retracted


def test_the_report_is_said_in_both_languages(server: EutilsServer, bench: Callable[..., Bench]) -> None:
    server.add(BASE)
    at = bench({**OURS, "year": 2017, "title": BASE.title.replace("restless", "restles")})
    assert at.run("--language", "en") == 1
    english = at.read()
    assert "2 fields differ" in english.out
    assert "a slip of some letters" in english.out
    assert "No proposal of the rules would move." in english.out
    assert "1 record waits for a person" in english.err
    assert at.run("--language", "sv") == 1
    swedish = at.read()
    assert "2 fält skiljer sig" in swedish.out
    assert "några bokstäver fel" in swedish.out
    assert "Inget förslag av reglerna skulle flyttas." in swedish.out
    assert "1 post väntar på en person" in swedish.err
    assert not {line for line in english.out.splitlines() if line in swedish.out.splitlines()}, "no line is left over"
    assert at.run("--language", "sv", "--accept", "all", "--reviewer", "reader") == 0
    assert "i 1 post avgjorda, i verifications.tsv" in at.read().out


def test_another_article_is_told_in_swedish(server: EutilsServer, bench: Callable[..., Bench]) -> None:
    server.add(ELSEWHERE)
    at = bench(OURS)
    assert at.run("--language", "sv") == 1
    assert "det ser ut som en annan artikel: doi, title" in at.read().out


def test_a_record_that_pubmed_lacks_is_told_in_swedish(bench: Callable[..., Bench]) -> None:
    at = bench(OURS)
    assert at.run("--language", "sv") == 1
    assert f"PubMed ger inget för {FIRST_PMID}" in at.read().out


def test_every_kind_of_difference_has_its_text() -> None:
    """The hints are English sentences of the comparison; one that has no text would stand in English everywhere."""
    source = Path(identity.__file__).read_text(encoding="utf-8").partition("def _hint(")[2].partition("\n# ---")[0]
    hints = set(re.findall(r'return "([^"]+)"', source))
    hints |= {titles.BEGINNING, titles.SLIP, titles.MARK, titles.WORDS, about.ANOTHER, about.KIND, identity.TAKEN}
    assert len(hints) == 8
    assert hints <= set(HINTS)


def article_of(record: Any, **changes: Any) -> Article:
    """The record as a PubMed that agrees with it in every field would give it."""
    names = [a.rpartition(" ") for a in record.authors]
    return Article(
        int(record.pmid),
        title=record.title,
        doi=record.doi,
        pmc=record.pmcid,
        authors=[(family or initials, initials if family else "") for family, _, initials in names],
        journal=record.journal or "",
        volume=record.volume,
        issue=record.issue,
        pages=record.pages,
        year=record.year,
        language=(record.language or "eng").split(","),
        types=record.publication_types,
        **changes,
    )


def test_every_shipped_record_agrees_with_a_pubmed_that_says_the_same(bench: Callable[..., Bench]) -> None:
    at = bench()
    real = store.load(Path(__file__).parent.parent / "evidence")
    store.save(real, at.evidence)
    held = [r for r in real.records.values() if r.pmid]
    at.server.add(*[article_of(r) for r in held])
    found = at.json(*[r.id for r in held])
    assert len(held) >= 60
    assert found["counts"]["fields_differs"] == 0
    unseen = {r.id for r in held if r.title.startswith("[")}
    assert {r["record"] for r in found["records"] if r["status"] != "compared"} <= unseen


# ---------------------------------------------------------------- what goes wrong


def test_an_interruption_costs_nothing(
    server: EutilsServer, bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rlsevidence.pubmed import verify

    monkeypatch.setattr(verify, "BATCH", 2)
    articles = [replace(BASE, pmid=FIRST_PMID + i, doi=f"10.9999/i.{i}", pmc=None) for i in range(6)]
    server.add(*articles)
    mine = [
        {**OURS, "id": f"pubmed:{a.pmid}", "pmid": str(a.pmid), "doi": a.doi, "pmcid": None, "unverified": ["pages"]}
        for a in articles
    ]
    at = bench(*mine)
    server.state.fetches_left = 2
    monkeypatch.setattr("rlsevidence.pubmed.client.TRIES", 1)
    assert at.run() == 3
    server.state.fetches_left = None
    asked = len(server.requests)
    assert at.run() == 0
    assert len(server.requests) - asked == 1, "two of three batches were kept"
    assert at.run() == 0
    assert len(server.requests) - asked == 1, "within a day nothing is asked again"


def test_a_server_out_of_reach_is_said_and_nothing_written(
    server: EutilsServer, bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rlsevidence.pubmed.client.TRIES", 1)
    server.fail(*[Fault("500")] * 5)
    at = bench(OURS)
    before = (at.evidence / "records.jsonl").read_bytes()
    assert at.run("--accept", "all", "--reviewer", "reader") == 3
    assert (at.evidence / "records.jsonl").read_bytes() == before
    assert at.run("--offline") == 0
    assert "1 not asked for yet" in at.read().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--accept", "all"], "--reviewer WHO is missing"),
        (["--accept", "all", "--reviewer", "nobody"], "no reviewer 'nobody' in people.tsv"),
        (["--accept", "all", "--reviewer", "seed"], "seed entered these records"),
        (["--reviewer", "reader"], "--accept or --keep is missing"),
        (["--accept", "pubmed:1", "--reviewer", "reader"], "is no record that was compared"),
        (["--accept", f"{ID}:colour", "--reviewer", "reader"], "no field 'colour'"),
        (["--accept", f"{ID}:integrity", "--reviewer", "reader"], "no notice"),
        (["--keep", ID, "--reviewer", "reader"], "--keep takes RECORD:FIELD"),
        (["--keep", f"{ID}:integrity", "--reviewer", "reader"], "nothing to keep away"),
        (["pubmed:1"], "no record 'pubmed:1'"),
    ],
)
def test_a_mistake_is_said(arguments: list[str], said: str, server: EutilsServer, bench: Callable[..., Bench]) -> None:
    server.add(BASE)
    at = bench(OURS)
    assert at.run(*arguments) == 2
    assert said in at.read().err
    assert at.ledger() == []


def test_nothing_of_another_article_can_be_accepted(server: EutilsServer, bench: Callable[..., Bench]) -> None:
    server.add(ELSEWHERE)
    at = bench(OURS)
    assert at.run("--accept", f"{ID}:year", "--reviewer", "reader") == 2
    assert "another article" in at.read().err
    assert main(["pull", "--workspace", str(at.evidence.parent)]) == 0
    assert at.records[ID].title == OURS["title"]
    assert at.records[ID].doi == OURS["doi"]
