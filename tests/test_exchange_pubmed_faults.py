"""PubMed's own forms with a field that is none: the record is refused or lacks that field, and no other is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from invented import FIRST_PMID, Article, format_medline, format_set
from review import make_review
from rlsevidence.exchange.reading import read_entries
from rlsevidence.model import Record
from rlsevidence.pubmed.archive import Cache
from test_exchange import bring, records

GOOD = Article(FIRST_PMID + 1, title="Invented record that is whole", authors=(("Wholesson", "W"),))
ODD = (
    "9000090x",
    "0",
    "PMC90000902",
    "9000090212",
    "90000902 [pmid]",
    "90 000 902",
    "-90000902",
    "\uff190000902",
    "012",
)


def write_medline(articles: list[Article]) -> bytes:
    return "\n".join(format_medline(a) for a in articles).encode()


FORMS: dict[str, Callable[[list[Article]], bytes]] = {"XML": format_set, "MEDLINE": write_medline}


def with_pmid(data: bytes, pmid: str) -> bytes:
    return data.replace(str(FIRST_PMID).encode(), pmid.encode())


@pytest.mark.parametrize("pmid", ODD)
@pytest.mark.parametrize("form", FORMS)
def test_a_record_under_what_is_no_pmid_is_refused_by_its_line_and_keeps_no_other_out(
    form: str, pmid: str, tmp_path: Path
) -> None:
    evidence = make_review(tmp_path / "review")
    data = with_pmid(FORMS[form]([Article(FIRST_PMID), GOOD]), pmid)
    report = bring(evidence, tmp_path, data, "file")
    assert report.accounted
    assert report.entries == 2
    assert set(records(evidence)) == {f"pubmed:{FIRST_PMID + 1}"}
    (problem,) = report.problems
    at = next(n for n, line in enumerate(data.decode().split("\n"), 1) if f"{pmid}<" in f"{line}<" and "PMID" in line)
    assert pmid in problem.found
    assert abs(problem.line - at) <= 1
    assert "found found" not in report.format_text()


LONE = "\ud800"


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", f"Invented {LONE} title"), ("container-title", f"J {LONE}"), ("volume", LONE)],
)
def test_any_form_refuses_what_the_model_has_no_place_for_and_enters_the_rest(
    field: str, value: str, tmp_path: Path
) -> None:
    rows = [{"title": "Invented one", "DOI": "10.9999/one", field: value}, {"title": "Invented two"}]
    evidence = make_review(tmp_path / "review")
    report = bring(evidence, tmp_path, json.dumps(rows), "file.json")
    assert report.accounted
    assert [r.title for r in records(evidence).values()] == ["Invented two"]
    (problem,) = report.problems
    assert "whole characters" in problem.expected


@pytest.mark.parametrize("year", ["1650", "2150", "1066"])
def test_a_year_that_no_record_can_have_is_unknown_and_said(year: str, tmp_path: Path) -> None:
    evidence = make_review(tmp_path / "review")
    report = bring(evidence, tmp_path, f"TY  - JOUR\nTI  - Invented\nPY  - {year}\nER  - \n")
    (record,) = records(evidence).values()
    assert record.year is None
    assert any(year in note for note in report.notes)
    text = f"PMID- 90000001\nTI  - Invented\nDP  - {year}\n"
    report = bring(evidence, tmp_path, text, "file.nbib")
    assert records(evidence)["pubmed:90000001"].year is None
    assert any(year in note for note in report.notes)


FIELDS = {
    "PMC - PMC77x": ("pmcid", "PMC77x"),
    "LID - 10.99/short [doi]": ("doi", "10.99/short"),
    "AID - not a doi [doi]": ("doi", "not a doi"),
    "LR  - 20991301": ("revised", "20991301"),
    "CRDT- 2020/02/30 06:00": ("created", "2020/02/30"),
    "DEP - 20209999": ("published", "20209999"),
    "DP  - 2999 Jan": ("year", "2999"),
    "RIN - J X. 2020. PMID: 9000x": ("by", "9000x"),
    "ECI - J X. 2020. PMID: 0": ("by", "PMID: 0"),
}


@pytest.mark.parametrize("line", FIELDS)
def test_a_field_of_medline_that_is_none_is_unknown_and_said(line: str, tmp_path: Path) -> None:
    field, said = FIELDS[line]
    file = tmp_path / "file.nbib"
    file.write_text(f"PMID- 90000001\nTI  - Invented\n{line}\n")
    found = read_entries(file, "import:file")
    (entry,) = found.entries
    record = Record.model_validate(entry.record.model_dump())
    held = [record, record.dates, *record.integrity]
    assert all(getattr(h, field, None) is None for h in held)
    assert [note for note in found.notes if said in note and note.startswith("line 1: no ")]


XML = """<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">90000001</PMID>{}<Article><Journal>
<JournalIssue><PubDate>{}</PubDate></JournalIssue><Title>J</Title></Journal><ArticleTitle>Invented</ArticleTitle>
</Article>{}</MedlineCitation><PubmedData><ArticleIdList>{}</ArticleIdList></PubmedData></PubmedArticle>
</PubmedArticleSet>"""
REVISED = "<DateRevised><Year>2020</Year><Month>13</Month><Day>1</Day></DateRevised>"
RETRACTED = """<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J</RefSource>
<PMID>900x</PMID></CommentsCorrections></CommentsCorrectionsList>"""


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((REVISED, "<Year>2020</Year>", "", ""), "2020-13-1"),
        (("", "<Year>2999</Year>", "", ""), "2999"),
        (("", "<Year>2020</Year>", RETRACTED, ""), "900x"),
        (("", "<Year>2020</Year>", "", '<ArticleId IdType="pmc">PMC77x</ArticleId>'), "PMC77x"),
        (("", "<Year>2020</Year>", "", '<ArticleId IdType="doi">no doi</ArticleId>'), "no doi"),
    ],
)
def test_a_field_of_pubmeds_xml_that_is_none_is_unknown_and_said(
    parts: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    file = tmp_path / "file.xml"
    file.write_text(XML.format(*parts))
    found = read_entries(file, "import:file")
    (entry,) = found.entries
    record = Record.model_validate(entry.record.model_dump())
    assert record.pmcid is None
    assert record.doi is None
    assert record.dates.revised is None
    assert all(notice.by is None for notice in record.integrity)
    assert [note for note in found.notes if said in note]


@pytest.mark.parametrize("form", FORMS)
def test_two_works_under_one_pmid_are_parted_in_pubmeds_own_forms_as_in_others(form: str, tmp_path: Path) -> None:
    one = Article(FIRST_PMID, title="Invented trial of cats", authors=(("Testsson", "T"),), pages="1-9")
    other = Article(
        FIRST_PMID,
        title="Wholly other invented dreams of whales",
        authors=(("Exempel", "E"),),
        year=2001,
        pages="71-80",
    )
    evidence = make_review(tmp_path / "review")
    report = bring(evidence, tmp_path, FORMS[form]([one, other]), "file")
    assert report.twice == 0
    assert report.accounted
    assert len(report.new) == 2
    assert any("stands for another work" in note for note in report.notes)
    found = records(evidence)
    (parted,) = (r for r in found.values() if r.pmid is None)
    assert parted.title == other.title
    assert parted.verification == "partial"
    assert "title" in parted.unverified
    assert found[f"pubmed:{FIRST_PMID}"].title == one.title
    kept = Cache(evidence.parent).full_record(f"pubmed:{FIRST_PMID}")
    assert kept is None or kept.title == one.title
    again = bring(evidence, tmp_path, FORMS[form]([one, other]), "file")
    assert not again.new
    assert set(records(evidence)) == set(found)
