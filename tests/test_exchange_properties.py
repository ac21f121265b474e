"""For every reader: no record, author, abstract line or label is lost between a file and the workspace.

One set of invented records is written in each form by a writer of the test, which knows nothing of the reader, and read
back; then the whole import is run, and the account of it must add up.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from program_forms import IN_README, LABELLED, PROGRAMS, WITHOUT_AUTHORS
from review import make_review
from rlsevidence import store
from rlsevidence.exchange.abstracts import read_abstracts
from rlsevidence.exchange.entry import NO_VALUE
from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.reading import read_entries

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Made:
    """One invented record. `authors`: (family, given); `lines`: the abstract, line by line; `label`: 1, 0 or none."""

    number: int
    title: str
    authors: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    label: str

    @property
    def doi(self) -> str:
        return f"10.9999/inv.{self.number}"

    @property
    def pmid(self) -> str:
        return str(90000001 + self.number)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"{family} {given[0].upper()}" for family, given in self.authors)

    @property
    def note(self) -> str:
        return {"1": "ASReview_relevant", "0": "ASReview_irrelevant", "": "ASReview_not_seen"}[self.label]


Records = tuple[Made, ...]


def tagged(made: Records, closed: bool = True, first: str = "TI", author: str = "AU", text: str = "AB") -> str:
    out = []
    for m in made:
        out += ["TY  - JOUR", f"{first}  - {m.title}", *(f"{author}  - {f}, {g}" for f, g in m.authors)]
        out += [f"{text}  - {m.lines[0]}", *m.lines[1:]] if m.lines else []
        out += [f"DO  - {m.doi}", f"N1  - {m.note}", *(["ER  - ", ""] if closed else [])]
    return "\n".join(out) + "\n"


def refer(made: Records) -> str:
    out = []
    for m in made:
        out += ["%0 Journal Article", f"%T {m.title}", *(f"%A {f}, {g}" for f, g in m.authors)]
        out += [f"%X {m.lines[0]}", *m.lines[1:]] if m.lines else []
        out += [f"%R {m.doi}", f"%Z {m.note}", ""]
    return "\n".join(out)


def central(made: Records) -> str:
    out = []
    for m in made:
        out += [f"Record #{m.number + 1} of {len(made)}", f"ID: CN-{m.number:08d}", f"TI: {m.title}"]
        out += [*(f"AU: {f} {g[0].upper()}" for f, g in m.authors), f"DOI: {m.doi}"]
        out += [f"AB: {' '.join(m.lines)}"] if m.lines else []
        out += [f"SO: {m.note}", ""]
    return "\n".join(out)


def wos(made: Records) -> str:
    out = ["FN Clarivate Analytics Web of Science", "VR 1.0"]
    for m in made:
        people = [f"{f}, {g}" for f, g in m.authors]
        out += ["PT J", *([f"AU {people[0]}", *(f"   {p}" for p in people[1:])] if people else []), f"TI {m.title}"]
        out += [f"AB {m.lines[0]}", *(f"   {line}" for line in m.lines[1:])] if m.lines else []
        out += [f"DI {m.doi}", f"N1 {m.note}", "ER", ""]
    return "\n".join([*out, "EF", ""])


def medline(made: Records) -> str:
    out = []
    for m in made:
        out += [f"PMID- {m.pmid}", f"TI  - {m.title}", *(f"AU  - {n}" for n in m.names)]
        out += [f"AB  - {m.lines[0]}", *(f"      {line}" for line in m.lines[1:])] if m.lines else []
        out += [f"AID - {m.doi} [doi]", f"GN  - {m.note}", ""]
    return "\n".join(out)


def bibtex(made: Records) -> str:
    return "".join(
        f"@article{{k{m.number},\n  title = {{{m.title}}},\n"
        + (f"  author = {{{' and '.join(f'{f}, {g}' for f, g in m.authors)}}},\n" if m.authors else "")
        + (f"  abstract = {{{chr(10).join(m.lines)}}},\n" if m.lines else "")
        + f"  note = {{{m.note.replace('_', chr(92) + '_')}}},\n  doi = {{{m.doi}}}\n}}\n"
        for m in made
    )


def csl(made: Records) -> str:
    return json.dumps(
        [
            {"type": "article-journal", "title": m.title, "DOI": m.doi, "abstract": "\n".join(m.lines), "note": m.note,
             "author": [{"family": f, "given": g} for f, g in m.authors]}
            for m in made
        ]
    )  # fmt: skip


def zotero(made: Records) -> str:
    return json.dumps(
        {"items": [
            {"itemType": "journalArticle", "title": m.title, "DOI": m.doi, "abstractNote": "\n".join(m.lines),
             "notes": [{"note": f"<p>{m.note}</p>"}],
             "creators": [{"creatorType": "author", "lastName": f, "firstName": g} for f, g in m.authors]}
            for m in made
        ]}
    )  # fmt: skip


def endnote(made: Records) -> str:
    records = "".join(
        f"<record><contributors><authors>{''.join(f'<author>{f}, {g}</author>' for f, g in m.authors)}</authors>"
        f"</contributors><titles><title><style>{escape(m.title)}</style></title></titles>"
        f"<abstract>{escape(chr(10).join(m.lines))}</abstract><notes>{m.note}</notes>"
        f"<electronic-resource-num>{m.doi}</electronic-resource-num></record>"
        for m in made
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><xml><records>{records}</records></xml>'


def pubmed(made: Records) -> str:
    records = "".join(
        f"<PubmedArticle><MedlineCitation><PMID>{m.pmid}</PMID><Article><ArticleTitle>{escape(m.title)}</ArticleTitle>"
        f"<Abstract><AbstractText>{escape(' '.join(m.lines))}</AbstractText></Abstract><AuthorList>"
        + "".join(f"<Author><LastName>{f}</LastName><Initials>{g[0].upper()}</Initials></Author>" for f, g in m.authors)
        + f"</AuthorList></Article></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType='doi'>{m.doi}"
        "</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"
        for m in made
    )
    return f"<PubmedArticleSet>{records}</PubmedArticleSet>"


def table(made: Records, delimiter: str) -> str:
    out = io.StringIO()
    rows = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    rows.writerow(["title", "authors", "abstract", "doi", "asreview_label"])
    for m in made:
        people = "; ".join(f"{f}, {g}" for f, g in m.authors) + (";" if len(m.authors) == 1 else "")
        rows.writerow([m.title, people, "\n".join(m.lines), m.doi, m.label])
    return out.getvalue()


def workbook(made: Records) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in csv.reader(io.StringIO(table(made, ","))):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def project(made: Records) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "results.db"
        with sqlite3.connect(file) as database:
            database.execute(
                "create table record (record_id integer, title, abstract, authors, keywords, year, doi, url)"
            )
            database.execute("create table results (record_id integer, label integer, note, user_id)")
            for m in made:
                people = json.dumps([f"{f}, {g}" for f, g in m.authors])
                row = (m.number, m.title, "\n".join(m.lines), people, "[]", None, m.doi, None)
                database.execute("insert into record values (?,?,?,?,?,?,?,?)", row)
                if m.label:
                    database.execute("insert into results values (?,?,null,1)", (m.number, int(m.label)))
        database.close()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("project.json", "{}")
            archive.write(file, "results.db")
    return out.getvalue()


def refworks(made: Records) -> str:
    out = []
    for m in made:
        out += ["RT Journal Article", f"T1 {m.title}", *(f"A1 {f}, {g}" for f, g in m.authors)]
        out += [f"AB {' '.join(m.lines)}"] if m.lines else []  # RefWorks writes each field on one line
        out += [f"DO {m.doi}", f"NO {m.note}", ""]
    return "\n".join(out)


def rdf(made: Records) -> str:
    spaces = {
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "z": "http://www.zotero.org/namespaces/export#",
        "dcterms": "http://purl.org/dc/terms/", "bib": "http://purl.org/net/biblio#",
        "foaf": "http://xmlns.com/foaf/0.1/", "dc": "http://purl.org/dc/elements/1.1/",
    }  # fmt: skip
    items = ""
    for m in made:
        people = "".join(
            f"<rdf:li><foaf:Person><foaf:surname>{f}</foaf:surname><foaf:givenName>{g}</foaf:givenName></foaf:Person>"
            "</rdf:li>"
            for f, g in m.authors
        )
        items += (
            f'<bib:Article rdf:about="#{m.number}"><z:itemType>journalArticle</z:itemType><dc:title>{escape(m.title)}'
            f"</dc:title><bib:authors><rdf:Seq>{people}</rdf:Seq></bib:authors><dcterms:abstract>"
            f"{escape(chr(10).join(m.lines))}</dcterms:abstract><dc:identifier>DOI {m.doi}</dc:identifier>"
            f'<dcterms:isReferencedBy rdf:resource="#note{m.number}"/></bib:Article>\n<bib:Memo rdf:about="#note'
            f'{m.number}"><rdf:value>&lt;p&gt;{m.note}&lt;/p&gt;</rdf:value></bib:Memo>\n'
        )
    return f"<rdf:RDF {' '.join(f'xmlns:{k}={chr(34)}{v}{chr(34)}' for k, v in spaces.items())}>\n{items}</rdf:RDF>\n"


def mods(made: Records) -> str:
    records = "".join(
        f"<mods><titleInfo><title>{escape(m.title)}</title></titleInfo>"
        + "".join(
            f"<name><namePart type='family'>{f}</namePart><namePart type='given'>{g}</namePart></name>"
            for f, g in m.authors
        )
        + f"<abstract>{escape(chr(10).join(m.lines))}</abstract><note>{m.note}</note>"
        f"<identifier type='doi'>{m.doi}</identifier></mods>\n"
        for m in made
    )
    return f"<modsCollection xmlns='http://www.loc.gov/mods/v3'>\n{records}</modsCollection>"


def proquest(made: Records) -> str:
    out = ["_" * 60]
    for m in made:
        out += [m.title, "", f"Author: {'; '.join(f'{f}, {g}' for f, g in m.authors)}", "", f"Title: {m.title}", ""]
        out += [f"Abstract: {m.lines[0]}", *m.lines[1:], ""] if m.lines else []
        out += [f"DOI: https://doi.org/{m.doi}", "", f"Notes: {m.note}", "", f"ProQuest document ID: {m.number}"]
        out += ["", "_" * 60]
    return "\n".join(out) + "\n"


def project_one(made: Records) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "results.sql"
        with sqlite3.connect(file) as database:
            database.execute("create table results (record_id, label, query_strategy, labeling_time, notes)")
            database.execute("create table record_table (record_id int)")
            database.execute("create table decision_changes (record_id, new_label, time)")
            for m in made:
                database.execute("insert into record_table values (?)", (m.number,))
                if m.label:
                    database.execute("insert into results values (?,?,'max',null,null)", (m.number, int(m.label)))
        database.close()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("project.json", json.dumps({"dataset_path": "set.ris"}))
            archive.writestr(
                "data/set.ris", "".join(line for line in tagged(made).splitlines(True) if "N1" not in line)
            )
            archive.write(file, "reviews/a/results.sql")
    return out.getvalue()


def archive(made: Records) -> bytes:
    """Rayyan's download: the articles with their notes in a zip."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("articles.csv", PROGRAMS["Rayyan, CSV"](made))
    return held.getvalue()


FORMS: dict[str, Callable[[Records], str | bytes]] = {
    "RIS": tagged,
    "RIS without ER": lambda made: tagged(made, closed=False),
    "RIS of EBSCO": lambda made: tagged(made, first="T1", author="A1", text="N2"),
    "RIS, Windows": lambda made: tagged(made).replace("\n", "\r\n"),
    "RIS, UTF-16": lambda made: tagged(made).encode("utf-16"),
    "RIS, tags in small letters": lambda made: "".join(
        line[:2].lower() + line[2:] if line[2:5] == "  -" else line for line in tagged(made).splitlines(keepends=True)
    ),
    "EndNote %0": refer,
    "CENTRAL": central,
    "Web of Science": wos,
    "MEDLINE": medline,
    "PubMed XML": pubmed,
    "BibTeX": bibtex,
    "CSL-JSON": csl,
    "Zotero JSON": zotero,
    "EndNote XML": endnote,
    "CSV": lambda made: table(made, ","),
    "CSV, semicolons": lambda made: table(made, ";"),
    "TSV": lambda made: table(made, "\t"),
    "Excel": workbook,
    "ASReview project": project,
    "ASReview 1 project": project_one,
    "RefWorks": refworks,
    "Zotero RDF": rdf,
    "MODS": mods,
    "ProQuest": proquest,
    "Rayyan archive": archive,
    **PROGRAMS,
}
UNLABELLED = {"PubMed XML"} | (PROGRAMS.keys() - LABELLED)
"""Forms that have no place for a reviewer's label."""
WORD = st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x17F), min_size=2, max_size=9).filter(
    lambda w: w.casefold() not in {*NO_VALUE, "and"}
)
LINE = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
NAME = WORD.map(str.capitalize).filter(lambda w: len(w) > 1 and w.isalpha() and w[0].isupper() and w.lower() != "och")
RECORD = st.tuples(
    LINE, st.lists(st.tuples(NAME, NAME), max_size=4), st.lists(LINE, max_size=4), st.sampled_from(["1", "0", ""])
)


def make(given_records: list[tuple[str, list[tuple[str, str]], list[str], str]]) -> Records:
    return tuple(
        Made(i, f"Invented {title}", tuple(authors), tuple(lines), label)
        for i, (title, authors, lines, label) in enumerate(given_records)
    )


@pytest.mark.parametrize("form", FORMS)
@given(made=st.lists(RECORD, min_size=1, max_size=5).map(make))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_record_author_abstract_line_or_label_is_lost(form: str, made: Records, tmp_path: Path) -> None:
    data = FORMS[form](made)
    file = tmp_path / "file"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    found = read_entries(file, "import:file")
    assert found.adds_up
    assert found.problems == ()
    assert len(found.entries) == len(made)
    for entry, wanted in zip(found.entries, made, strict=True):
        assert entry.record.title == wanted.title
        assert entry.record.doi == wanted.doi
        assert entry.record.authors == wanted.names
        text = " ".join(s.text for s in entry.full.abstract) if entry.full and not entry.abstract else entry.abstract
        assert text == " ".join(wanted.lines)
        if form not in UNLABELLED:
            word = {"1": ["include"], "0": ["exclude"], "": []}[wanted.label]
            assert [d.decision for d in entry.decisions] == word


MADE = make(
    [
        ("one", [("Sand", "Anna"), ("Öberg", "Bo")], ["First line", "second line"], "1"),
        ("two", [], [], "0"),
        ("three", [("Berg", "Cia")], ["Only line"], ""),
    ]
)


def test_every_format_that_the_readme_names_is_written_and_read_here() -> None:
    """A format that is added to the table of commands needs a writer here, and with it goes through every test."""
    text = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    row = next(line for line in text.split("\n") if line.startswith("| `rlsevidence import` |"))
    said = row[row.index("(") + 1 : row.index("); ")]
    named = {part.strip() for part in re.split(r",|\band(?= (?:EPPI|of Scopus|Publish))", said) if part.strip()}
    assert named == set(IN_README) | set(WITHOUT_AUTHORS)
    assert all((Path(__file__).parent / file).is_file() for file in WITHOUT_AUTHORS.values())
    assert set(IN_README.values()) <= set(FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_gets_into_the_workspace_whole(form: str, tmp_path: Path) -> None:
    evidence = make_review(tmp_path / "review")
    who = store.load_part(evidence, "people")[0].id
    data = FORMS[form](MADE)
    file = tmp_path / "file"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    said = {"called": "anna", "reason": "wrong-population", "stage": "title_abstract"}
    report = import_file(evidence, file, now=NOW, reviewer=who, **said)
    assert report.accounted
    assert len(report.new) == 3
    records = store.load_part(evidence, "records")
    assert sorted(r.title for r in records.values()) == sorted(m.title for m in MADE)
    if form not in UNLABELLED:
        rows = {records[s.record].title: s.decision for s in store.load_part(evidence, "screening")}
        assert rows == {"Invented one": "include", "Invented two": "exclude"}
    if form != "PubMed XML":  # its abstracts come from the archive of PubMed's answers
        kept = read_abstracts(store.local_folder(evidence))
        texts = {records[i].title: " ".join(s.text for s in t.abstract) for i, t in kept.items()}
        assert texts == {"Invented one": "First line second line", "Invented three": "Only line"}
    again = import_file(evidence, file, now=NOW, reviewer=who, **said)
    assert (again.new, again.decided, again.accounted) == ((), (), True)
