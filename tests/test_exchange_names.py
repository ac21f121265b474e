"""Names of authors, in every form they come in: two letters, one word, suffixes, particles, bodies, and nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from rlsevidence.exchange.author_cells import read_authors
from rlsevidence.exchange.people import is_nobody, short_name
from rlsevidence.exchange.reading import read_entries


def csl(**name: str) -> str:
    return json.dumps([{"title": "Invented", "type": "article", "author": [name]}])


def zotero(**name: str) -> str:
    return json.dumps([{"title": "Invented", "itemType": "journalArticle", "creators": [name]}])


def ebsco(name: str) -> str:
    return (
        "<records><rec><header><controlInfo><artinfo><tig><atl>Invented</atl></tig>"
        f"<aug><au>{escape(name)}</au></aug></artinfo></controlInfo></header></rec></records>"
    )


def endnote(name: str) -> str:
    return (
        f"<xml><records><record><contributors><authors><author>{escape(name)}</author></authors></contributors>"
        "<titles><title>Invented</title></titles></record></records></xml>"
    )


def split(name: str) -> dict[str, str]:
    family, _, given = name.partition(", ")
    return {"family": family, "given": given}


COMMA: dict[str, Callable[[str], str]] = {
    "RIS": lambda n: f"TY  - JOUR\nTI  - Invented\nAU  - {n}\nER  - \n",
    "EndNote %0": lambda n: f"%0 Journal Article\n%T Invented\n%A {n}\n",
    "CENTRAL": lambda n: f"Record #1 of 1\nID: CN-90000001\nTI: Invented\nAU: {n}\n",
    "Ovid": lambda n: f"<1>\nVN  - Ovid Technologies\nTI  - Invented\nAU  - {n}\n",
    "Web of Science": lambda n: f"PT J\nAU {n}\nTI Invented\nER\n\nEF\n",
    "BibTeX": lambda n: f"@article{{a, title={{Invented}}, author={{{n}}}}}\n",
    "EndNote XML": endnote,
    "EBSCOhost XML": ebsco,
    "CSV": lambda n: f'title,authors\nInvented,"{n}"\n',
    "CSV, several": lambda n: f'title,authors\nInvented,"{n}; Öst, Bo"\n',
    "CSL-JSON": lambda n: csl(**split(n)),
    "Zotero JSON": lambda n: zotero(**dict(zip(("lastName", "firstName"), split(n).values(), strict=True))),
    "EPPI-Reviewer": lambda n: json.dumps({"CodeSets": [], "References": [{"Title": "Invented", "Authors": f"{n};"}]}),
}
"""Every form that has names as 'Family, Given'."""
PEOPLE = {
    "Li, X": "Li X",
    "Ng": "Ng",
    "Ng, Wei": "Ng W",
    "Sand, Anna, Jr.": "Sand A Jr",
    "Sand, Jr., Anna": "Sand A Jr",
    "Sand Jr, Anna": "Sand A Jr",
    "Sand, Anna Jr.": "Sand A Jr",
    "Sand, A. B., III": "Sand AB III",
    "van der Berg, Anna": "van der Berg A",
    "Berg, Anna van der": "van der Berg A",
    "de la Cruz, José": "de la Cruz J",
    "Sand, Jean-Pierre": "Sand JP",
    "Sand, J.-P.": "Sand JP",
    "Sand, J. P.": "Sand JP",
    "O'Brien, Mary": "O'Brien M",
    "García Márquez, Gabriel José": "García Márquez GJ",
    "Öberg, Åsa": "Öberg Å",
    "Å, Ö": "Å Ö",
    "王, 伟": "王 伟",
    "SAND, ANNA": "SAND A",
}
NOBODY = [
    "[No author name available]", "[No authors listed]", "No authors listed", "[Anonymous]", "Anonymous", "Anon.",
    "N/A", "NA", "Unknown", "[Okänd författare]", "-", "et al.",
]  # fmt: skip


def names(text: str, tmp_path: Path) -> tuple[str, ...]:
    file = tmp_path / "file"
    file.write_text(text, "utf-8")
    (found,) = read_entries(file, "import:file").entries
    return tuple(n for n in found.record.authors if n != "Öst B")


@pytest.mark.parametrize("form", COMMA)
@pytest.mark.parametrize("name", PEOPLE)
def test_a_name_is_one_in_every_form(form: str, name: str, tmp_path: Path) -> None:
    assert names(COMMA[form](name), tmp_path) == (PEOPLE[name],)


BODIES: dict[str, Callable[[str], str]] = {
    **{form: write for form, write in COMMA.items() if form not in ("CSL-JSON", "Zotero JSON")},
    "BibTeX, braces": lambda n: f"@article{{a, title={{Invented}}, author={{{{{n}}}}}}}\n",
    "CSL-JSON, literal": lambda n: csl(literal=n),
    "Zotero JSON, name": lambda n: zotero(name=n),
    "MEDLINE": lambda n: f"PMID- 90000001\nTI  - Invented\nAU  - {n}\n",
    "PubMed XML": lambda n: (
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>90000001</PMID><Article><ArticleTitle>Invented"
        f"</ArticleTitle><AuthorList><Author><CollectiveName>{escape(n)}</CollectiveName></Author></AuthorList></Article>"
        "</MedlineCitation></PubmedArticle></PubmedArticleSet>"
    ),
}
"""Every form, with the place that it has for a body."""


@pytest.mark.parametrize("form", BODIES)
@pytest.mark.parametrize("said", NOBODY)
def test_words_for_nobody_are_no_name_in_any_form(form: str, said: str, tmp_path: Path) -> None:
    assert names(BODIES[form](said), tmp_path) == ()


@pytest.mark.parametrize("form", BODIES)
@pytest.mark.parametrize("said", ["World Health Organization", "The Invented Study Group", "Anonymous Donors Network"])
def test_a_body_stays_whole_in_every_form(form: str, said: str, tmp_path: Path) -> None:
    assert names(BODIES[form](said), tmp_path) == (said,)


BIBTEX = {
    "Anna Sand": ("Sand A",),
    "Xu Y": ("Xu Y",),
    "LI X": ("LI X",),
    "X LI": ("LI X",),
    "Li Xu": ("Xu L",),
    "Sand AB and Öst C": ("Sand AB", "Öst C"),
    "Sand J. P.": ("Sand JP",),
    "Anna van der Berg": ("van der Berg A",),
    "Anna Sand Jr.": ("Sand A Jr",),
    "Sand, Jr, Anna": ("Sand A Jr",),
    "{Li, X} and {Ng}": ("Li X", "Ng"),
    r"{\"O}berg, {\AA}sa": ("Öberg Å",),
    r"S{\o}rensen, {\O}rjan": ("Sørensen Ø",),
    r"Mu{\~n}oz, Jos{\'e} and \v{S}imek, J.": ("Muñoz J", "Šimek J"),
    r"{\L}ukasz, Jan": ("Łukasz J",),
    "{Ministry of Food, Health and Trade} and Li, X": ("Ministry of Food, Health and Trade", "Li X"),
    "Sand, Anna and others": ("Sand A",),
    "{{[No author name available]}}": (),
}


@pytest.mark.parametrize("said", BIBTEX)
@pytest.mark.parametrize("twice", [False, True], ids=["", "its key stands twice"])
def test_names_as_bibtex_alone_writes_them(said: str, twice: bool, tmp_path: Path) -> None:
    text = f"@article{{a, title={{Invented}}, author={{{said}}}}}\n"
    file = tmp_path / "file"
    file.write_text(("@article{a, title={Another}, year=2001}\n" if twice else "") + text, "utf-8")
    assert read_entries(file, "import:file").entries[-1].record.authors == BIBTEX[said]


def test_a_family_is_not_taken_for_nobody() -> None:
    for name in ("Na", "Na W", "Null J", "Noone B", "Anon W", "None AB", "Others BC"):
        assert not is_nobody(name), name
        assert short_name(name) == name


def test_a_body_in_a_cell_of_a_table_is_one(tmp_path: Path) -> None:
    said = "Ministry of Food, Health and Trade"
    assert names(COMMA["CSV"](said), tmp_path) == (said,)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Sand C, 3rd", "Sand C 3rd"), ("Sand C, Jr.", "Sand C Jr"), ("Sand A B, Sr", "Sand AB Sr"),
        ("Sand A.B., III", "Sand AB III"), ("van der Sand A, Sr", "van der Sand A Sr"), ("A. Sand, Jr.", "Sand A Jr"),
        ("Anna Sand, Jr.", "Sand A Jr"), ("Sand, Jr.", "Sand Jr"), ("de la Sand, Jr.", "de la Sand Jr"),
        ("O'Sand J-P, 2nd", "O'Sand JP 2nd"), ("Sand, Jr., Carl", "Sand C Jr"), ("Sand C Jr.", "Sand C Jr"),
    ],
)  # fmt: skip
def test_a_suffix_after_a_whole_name_is_no_given_name(said: str, name: str) -> None:
    assert short_name(said) == name


@pytest.mark.parametrize(
    "cell",
    [
        "Sand A, Berg B, Jr., Ek C", "Sand A; Berg B, Jr; Ek C", "Sand A.; Berg B., Jr.; Ek C.",
        "Sand, A., Berg, B., Jr., Ek, C.", "Sand A., Berg B., Jr., Ek C.", "A. Sand, B. Berg, Jr., C. Ek",
        "Sand, A., Berg Jr., B., Ek, C.", "Sand, A., Berg, B., Jr., & Ek, C.",
    ],
)  # fmt: skip
def test_a_suffix_in_a_list_is_nobody_of_its_own(cell: str) -> None:
    assert [short_name(name) for name in read_authors(cell, "")] == ["Sand A", "Berg B Jr", "Ek C"]
