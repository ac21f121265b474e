"""Zotero's RDF, MODS and ProQuest's text: every record, author, word and note, and what has no place is said.

Shapes: `RDF.js` and `MODS.js` of github.com/zotero/translators; for ProQuest the fields that public programs list.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from rlsevidence.exchange.reading import FileRead, read_entries

RDF = """<rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:bib="http://purl.org/net/biblio#"
 xmlns:foaf="http://xmlns.com/foaf/0.1/"
 xmlns:link="http://purl.org/rss/1.0/modules/link/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/">
  <bib:Article rdf:about="https://example.org/rdf1">
    <z:itemType>journalArticle</z:itemType>
    <dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>
    <bib:authors><rdf:Seq>
      <rdf:li><foaf:Person><foaf:surname>Sand</foaf:surname><foaf:givenName>Anna</foaf:givenName></foaf:Person></rdf:li>
      <rdf:li><foaf:Person>
        <foaf:surname>von Berg</foaf:surname><foaf:givenName>Bo</foaf:givenName></foaf:Person></rdf:li>
      <rdf:li><foaf:Person><foaf:surname>Invented Group, Part A</foaf:surname></foaf:Person></rdf:li>
    </rdf:Seq></bib:authors>
    <bib:editors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Ek</foaf:surname></foaf:Person></rdf:li></rdf:Seq></bib:editors>
    <dcterms:isReferencedBy rdf:resource="#item_2"/>
    <link:link rdf:resource="#item_3"/>
    <dc:subject>my tag</dc:subject>
    <dc:subject><z:AutomaticTag><rdf:value>made-up</rdf:value></z:AutomaticTag></dc:subject>
    <dc:title>Invented trial &amp; its graph</dc:title>
    <dcterms:abstract>Nobody took part.</dcterms:abstract>
    <dc:date>2019-05</dc:date>
    <z:language>en</z:language>
    <z:libraryCatalog>PubMed</z:libraryCatalog>
    <dc:identifier><dcterms:URI><rdf:value>https://example.org/rdf1</rdf:value></dcterms:URI></dc:identifier>
    <bib:pages>12-19</bib:pages>
    <dc:description>PMID: 90000141
PMCID: PMC9000141</dc:description>
  </bib:Article>
  <bib:Journal rdf:about="urn:issn:1234-5678">
    <dc:title>Invented Journal</dc:title>
    <prism:volume>28</prism:volume>
    <prism:number>3</prism:number>
    <dc:identifier>DOI 10.9999/rdf.1</dc:identifier>
    <dc:identifier>ISSN 1234-5678</dc:identifier>
    <dcterms:alternative>Inv J</dcterms:alternative>
  </bib:Journal>
  <bib:Memo rdf:about="#item_2">
    <rdf:value>&lt;p&gt;include &amp;amp; read &lt;b&gt;again&lt;/b&gt;&lt;/p&gt;</rdf:value></bib:Memo>
  <z:Attachment rdf:about="#item_3"><z:itemType>attachment</z:itemType><dc:title>PDF</dc:title></z:Attachment>
  <rdf:Description rdf:about="#item_4">
    <z:itemType>preprint</z:itemType>
    <dc:title>Invented preprint of a graph</dc:title>
    <dc:date>2018</dc:date>
  </rdf:Description>
  <z:Collection rdf:about="#collection_1"><dc:title>Mine</dc:title>
    <dcterms:hasPart rdf:resource="#item_4"/></z:Collection>
</rdf:RDF>
"""
MODS_RECORD = """<mods version="3.7">
  <titleInfo><nonSort>An</nonSort><title>invented trial of shelves</title><subTitle>made up</subTitle></titleInfo>
  <titleInfo type="alternative"><title>Shelves</title></titleInfo>
  <name type="personal"><namePart type="family">Sand</namePart><namePart type="given">Anna</namePart>
    <role><roleTerm type="text">author</roleTerm></role></name>
  <name type="personal"><namePart>von Berg, Bo, 1950-</namePart></name>
  <name type="corporate"><namePart>Invented Group, Part A</namePart></name>
  <name type="personal"><namePart>Ek, Cia</namePart><role><roleTerm type="code">edt</roleTerm></role></name>
  <genre>journal article</genre>
  <originInfo><publisher>Invented Press</publisher><dateIssued>2019</dateIssued></originInfo>
  <language><languageTerm>eng</languageTerm></language>
  <abstract>Nobody took part.</abstract>
  <note>a remark</note>
  <subject><topic>made-up</topic><geographic>Lund</geographic></subject>
  <relatedItem type="host"><titleInfo><title>Invented Journal</title></titleInfo>
    <part><detail type="volume"><number>28</number></detail><detail type="issue"><number>3</number></detail>
      <extent unit="page"><start>12</start><end>19</end></extent><date>May 2019</date></part></relatedItem>
  <identifier type="doi">10.9999/mods.1</identifier>
  <identifier type="issn">1234-5678</identifier>
  <location><url>https://example.org/mods1</url></location>
</mods>"""
MODS = f"""<?xml version="1.0" encoding="UTF-8"?>
<modsCollection xmlns="http://www.loc.gov/mods/v3">
{MODS_RECORD}
<mods><titleInfo><title>Invented book of shelves</title></titleInfo>
<originInfo><dateIssued>2001</dateIssued></originInfo></mods>
</modsCollection>
"""
RULE = "_" * 60
PROQUEST = f"""{RULE}

Document 1 of 2

Invented trial of documents

Author: Sand, Anna1; von Berg, Bo 1,2

ProQuest document link

Abstract: Nobody took part.
Results: nothing was found.

Subject: Made-up; Invented words

Location: Sweden

Title: Invented trial of documents

Publication title: Invented Journal

Volume: 28

Issue: 3

Pages: 12-19

Publication year: 2019

Publication date: May 2019

ISSN: 12345678

Language of publication: English

Document type: Journal Article

DOI: http://dx.doi.org/10.9999/pq.1

ProQuest document ID: 900000001

Document URL: https://www.proquest.com/docview/900000001

Last updated: 2026-01-01

Database: Invented Database

{RULE}

Document 2 of 2

Invented second document

Title: Invented second document

Publication title: Invented Journal

Publication year: 2018

ProQuest document ID: 900000002

{RULE}

Contact us at: https://example.org/contact
Database copyright (c) 2026 ProQuest LLC.
"""


def read(text: str, folder: Path) -> FileRead:
    (folder / "file").write_text(text, encoding="utf-8")
    return read_entries(folder / "file", "x")


PLACE = (2019, "Invented Journal", "28", "3", "12-19")


def place(found: FileRead) -> tuple[object, ...]:
    r = found.entries[0].record
    return r.year, r.journal, r.volume, r.issue, r.pages


def test_zotero_s_rdf(tmp_path: Path) -> None:
    found = read(RDF, tmp_path)
    assert (found.form, found.started, found.adds_up, found.problems) == ("Zotero RDF", 2, True, ())
    first, second = found.entries
    record = first.record
    assert (record.id, record.doi, record.pmcid) == ("pubmed:90000141", "10.9999/rdf.1", "PMC9000141")
    assert record.authors == ("Sand A", "von Berg B", "Invented Group, Part A")
    assert (place(found), record.title, record.language) == (PLACE, "Invented trial & its graph", "en")
    assert (first.abstract, first.keywords) == ("Nobody took part.", ("my tag", "made-up"))
    assert first.said == ("include & read again", "extra: PMID: 90000141 PMCID: PMC9000141")
    assert set(found.unplaced or ()) == {"editors", "libraryCatalog", "ISSN", "alternative of what it is part of"}
    assert (second.record.title, second.record.publication_types) == ("Invented preprint of a graph", ("Preprint",))


def test_rdf_with_the_journal_inside_the_item(tmp_path: Path) -> None:
    journal = RDF[RDF.index("  <bib:Journal") : RDF.index("  <bib:Memo")]
    nested = RDF.replace(journal, "").replace(
        '<dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>', f"<dcterms:isPartOf>{journal}</dcterms:isPartOf>"
    )
    found = read(nested, tmp_path)
    assert (place(found), found.entries[0].record.doi) == (PLACE, "10.9999/rdf.1")


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("prefix", [False, True])
def test_mods(alone: bool, prefix: bool, tmp_path: Path) -> None:
    space = 'xmlns="http://www.loc.gov/mods/v3"'
    text = MODS_RECORD.replace("<mods ", f"<mods {space} ", 1) if alone else MODS
    if prefix:
        text = text.replace("</", "</\0").replace("<", "<m:").replace("<m:/\0", "</m:").replace("<m:?", "<?")
        text = text.replace(space, space.replace("xmlns", "xmlns:m"))
    found = read(text, tmp_path)
    assert (found.form, found.started, found.adds_up) == ("MODS", 1 if alone else 2, True)
    first = found.entries[0]
    record = first.record
    assert (record.title, record.doi) == ("An invented trial of shelves: made up", "10.9999/mods.1")
    assert record.authors == ("Sand A", "von Berg B", "Invented Group, Part A")
    assert (place(found), record.language, first.abstract) == (PLACE, "eng", "Nobody took part.")
    assert (first.keywords, first.said) == (("made-up", "Lund"), ("a remark",))
    assert set(found.unplaced or ()) == {
        "genre", "name (edt)", "identifier (issn)", "title (alternative)", "publisher"
    }  # fmt: skip
    assert record.seen_at == ("https://example.org/mods1",)


def test_proquest(tmp_path: Path) -> None:
    found = read(PROQUEST, tmp_path)
    assert (found.form, found.started, found.adds_up, found.problems) == ("ProQuest", 2, True, ())
    first, second = found.entries
    assert (first.record.doi, first.record.authors) == ("10.9999/pq.1", ("Sand A", "von Berg B"))
    assert (place(found), first.record.language) == (PLACE, "English")
    assert first.abstract == "Nobody took part. Results: nothing was found."
    assert first.keywords == ("Made-up", "Invented words")
    assert {"Location", "ISSN", "Document type", "ProQuest document ID", "Last updated", "Database"} == set(
        found.unplaced or ()
    )
    assert second.record.title == "Invented second document"
    assert [text for _, text in found.between][-2:] == [
        "Contact us at: https://example.org/contact", "Database copyright (c) 2026 ProQuest LLC."
    ]  # fmt: skip


def test_proquest_without_rules_between_its_documents(tmp_path: Path) -> None:
    bare = PROQUEST.replace(f"{RULE}\n\nDocument", "Document")
    assert read(bare, tmp_path).started == 2


@pytest.mark.parametrize("text", [RDF, MODS])
def test_where_xml_breaks_off_the_records_before_come_in_and_the_break_is_said(text: str, tmp_path: Path) -> None:
    at = text.index("<dc:title>Invented preprint" if text is RDF else "Invented book of")
    found = read(text[:at], tmp_path)
    assert [(e.record.year) for e in found.entries] == [2019]
    assert [(p.rule, p.line > 10) for p in found.problems] == [("import-xml", True)]
    assert "a record that does not end" in found.problems[0].found
    assert found.adds_up
    nothing = read(text[: text.index(">", 300)], tmp_path)
    assert (nothing.entries, len(nothing.problems)) == ((), 1)


@pytest.mark.parametrize("text", [RDF, MODS])
def test_an_entity_of_a_file_is_not_resolved(text: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("never shown")
    body = text.split("?>", 1)[-1].replace("Nobody took part.", "Nobody &x; took part.")
    found = read(f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>\n{body}', tmp_path)
    assert not any("never shown" in str(e) for e in found.entries)
    assert any("ntity" in p.found for p in found.problems), "the record is refused, and why is said"


JABREF = """TY  - JOUR
TI  - Invented trial of a rabbit
AU  - Sand, Anna
AU  - von Berg, Bo
T2  - Invented Journal
PY  - 2019
VL  - 28
IS  - 3
SP  - 12--19
DO  - 10.9999/jab.1
KW  - made-up
AB  - Nobody took part.
N1  - groups: included
L1  - :files/Sand2019.pdf:PDF
ER  -
"""
PAPERS = """TY  - JOUR
T1  - Invented trial of a rabbit
A1  - Sand,Anna
A1  - von Berg,Bo
JO  - Invented Journal
Y1  - 2019/05//
VL  - 28
IS  - 3
SP  - 12
EP  - 19
UR  - papers3://publication/doi/10.9999/jab.1
L2  - papers3://publication/uuid/0000
L1  - file://localhost/Papers/Sand.pdf
DO  - 10.9999/jab.1
N2  - Nobody took part.
KW  - made-up
N1  - groups: included
ER  -
"""
CITAVI = """TY  - JOUR
AU  - Sand, Anna
AU  - von Berg, Bo
PY  - 2019//
TI  - Invented trial of a rabbit
T2  - Invented Journal
SP  - 12
EP  - 19
VL  - 28
IS  - 3
KW  - made-up
N2  - Nobody took part.
N1  - groups: included
DO  - 10.9999/jab.1
UR  - https://doi.org/10.9999/jab.1
L4  - Sand 2019.pdf
C4  - a remark of one's own
ER  -
"""


@pytest.mark.parametrize("text", [JABREF, PAPERS, CITAVI], ids=["JabRef", "Papers", "Citavi"])
def test_ris_of_other_managers(text: str, tmp_path: Path) -> None:
    """Shapes: JabRef's RIS exporter; Papers' own addresses (papers3://), which are no pages; Citavi's dates and L4."""
    found = read(text, tmp_path)
    (entry,) = found.entries
    assert (found.form, entry.record.id, entry.record.authors) == ("RIS", "doi:10.9999/jab.1", ("Sand A", "von Berg B"))
    assert (entry.record.year, entry.record.journal, entry.record.volume, entry.record.issue) == PLACE[:4]
    assert entry.record.pages == "12-19"
    assert (entry.abstract, entry.keywords, entry.said) == ("Nobody took part.", ("made-up",), ("groups: included",))
    assert set(found.unplaced or ()) == {tag for tag in ("L1", "L2", "L4", "C4") if f"\n{tag}  - " in text}


def test_zotero_s_table_has_notes_as_a_page_and_its_number_of_pubmed_in_extra(tmp_path: Path) -> None:
    text = (
        '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Abstract Note","Pages",'
        '"Issue","Volume","Extra","Notes","Manual Tags"\n"ABC","journalArticle","2019","Sand, Anna; von Berg, Bo",'
        '"Invented",'
        '"Invented Journal","10.9999/z.1","Nobody took part.","12-19","3","28","PMID: 90000142",'
        '"<p>read <b>again</b></p><p>a &lt; b</p>","to read"\n'
    )
    (entry,) = read(text, tmp_path).entries
    assert (entry.record.id, entry.record.doi, entry.keywords) == ("pubmed:90000142", "10.9999/z.1", ("to read",))
    assert entry.said[:2] == ("Extra: PMID: 90000142", "Notes: read again a < b")
    assert entry.said[2] == "Manual Tags: to read"
