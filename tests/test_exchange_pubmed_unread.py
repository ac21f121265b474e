"""Identifiers in PubMed's own forms that no record can hold are named, whatever else is wrong with the file."""

from __future__ import annotations

from pathlib import Path

from rlsevidence.exchange.reading import read_entries

BAD = "<PubmedArticle><MedlineCitation><PMID>x9</PMID><Article><ArticleTitle>Invented</ArticleTitle></Article></MedlineCitation></PubmedArticle>"  # noqa: E501
GOOD = """<PubmedArticle><MedlineCitation><PMID>90000001</PMID><Article><ArticleTitle>Invented work</ArticleTitle>
<ELocationID EIdType="doi">not/a doi</ELocationID></Article></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="pmc">{pmc}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"""


def read_xml(tmp_path: Path, *records: str) -> tuple[str, ...]:
    file = tmp_path / "f.xml"
    file.write_text(f'<?xml version="1.0"?><PubmedArticleSet>\n{"".join(records)}\n</PubmedArticleSet>')
    return read_entries(file, "import:x").notes


def test_a_refused_record_silences_no_notice(tmp_path: Path) -> None:
    whole = read_xml(tmp_path, GOOD.format(pmc="PMCx"))
    assert [n.partition(" is told")[0] for n in whole] == ["record 1: no PMCID", "record 1: no DOI"]
    assert read_xml(tmp_path, BAD, GOOD.format(pmc="PMCx")) == tuple(n.replace("d 1", "d 2") for n in whole)
    assert read_xml(tmp_path, GOOD.format(pmc="PMCx"), BAD) == whole


def test_further_identifiers_of_xml(tmp_path: Path) -> None:
    assert "record 1: further PMCIDs, which one record has no place for: PMC9000002" in read_xml(
        tmp_path, GOOD.format(pmc="PMC9000001, PMC9000002")
    )


def test_further_identifiers_of_medline(tmp_path: Path) -> None:
    file = tmp_path / "f.nbib"
    file.write_text(
        "PMID- 90000001\nTI  - Invented work\nAID - 10.9999/z.1 [doi]\nAID - 10.9999/z.2 [doi]\n"
        "PMC - PMC9000001; PMC9000002\nRIN - J Y. PMID: 90000002 PMID: 90000003\nRIN - J Q. 2021. doi: 10.9999/r.1\n"
    )
    said = "\n".join(read_entries(file, "import:x").notes)
    for one in ("10.9999/z.2", "PMC9000002", "90000003", "10.9999/r.1"):
        assert one in said
