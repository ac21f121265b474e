"""Lists of authors in PubMed's table and in Ovid's texts: every suffix, lone names, bodies, and what separates them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlsevidence.exchange.reading import read_entries

PUBMED = (
    "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI\n"
    '90000001,Invented,"{}","Inv J. 2020",X,Inv J,2020,2020/01/01,,,\n'
)
OTHER = 'title,authors\nInvented,"{}"\n'
SUFFIXES = ("Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV", "2nd", "3rd", "4th", "Jnr", "Snr")


def read_names(tmp_path: Path, text: str) -> tuple[str, ...]:
    (tmp_path / "file").write_text(text, encoding="utf-8")
    (entry,) = read_entries(tmp_path / "file", "x").entries
    return entry.record.authors


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("form", [PUBMED, OTHER])
@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Sand A, Berg B {}, Dijk C; ZINC Group.", ["Sand A", "Berg B {}", "Dijk C", "ZINC Group"]),
        ("Berg BC {}, Dijk C; ZINC Group.", ["Berg BC {}", "Dijk C", "ZINC Group"]),
        ("Sand A, Berg B {}; ZINC Group.", ["Sand A", "Berg B {}", "ZINC Group"]),
        ("ZINC Group; Sand A, van Berg B {}, Öst D.", ["ZINC Group", "Sand A", "van Berg B {}", "Öst D"]),
        ("Sand A, Berg B {}, Dijk C.", ["Sand A", "Berg B {}", "Dijk C"]),
    ],
)
def test_a_suffix_keeps_no_two_people_together(
    cell: str, names: list[str], form: str, suffix: str, tmp_path: Path
) -> None:
    got = [n.rstrip(".") for n in read_names(tmp_path, form.format(cell.format(suffix)))]
    assert got == [n.format(suffix.rstrip(".")) for n in names]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Sand A, Li; ZINC Group, Sweden.", ["Sand A", "Li", "ZINC Group, Sweden"]),
        ("Smith J 3rd, Ek C; G.", ["Smith J 3rd", "Ek C", "G"]),
        ("Sand A; Department of Food, Health and Trade.", ["Sand A", "Department of Food, Health and Trade"]),
        ("Sand A, Ng.", ["Sand A", "Ng"]),
        ("Ng.", ["Ng"]),
        ("Ek C, Li, Öst-Väst DE.", ["Ek C", "Li", "Öst-Väst DE"]),
        ("World Invented Organization.", ["World Invented Organization"]),
        ("de la Sand A, O'Neil BB.", ["de la Sand A", "O'Neil BB"]),
    ],
)  # fmt: skip
def test_pubmeds_table_has_its_own_way(cell: str, names: list[str], tmp_path: Path) -> None:
    assert list(read_names(tmp_path, PUBMED.format(cell))) == names


def test_elsewhere_a_lone_name_and_a_body_with_a_comma_are_kept_too(tmp_path: Path) -> None:
    names = read_names(tmp_path, OTHER.format("Sand A, Li; ZINC Group, Sweden"))
    assert names == ("Sand A", "Li", "ZINC Group, Sweden")
    assert read_names(tmp_path, OTHER.format("Sand Berg, Anna; Ek, Bo Jr.")) == ("Sand Berg A", "Ek B Jr")


OVID = "<1>\nUnique Identifier\n  90000001\nTitle\n  Invented.\nAuthors\n{}\nSource\n  Inv J. 1(2):3-4, 2019.\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("  Oberg A.  Ek BC.  van der Berg J.", ["Oberg A", "Ek BC", "van der Berg J"]),
        ("  Oberg A. Ek BC. van der Berg J.", ["Oberg A", "Ek BC", "van der Berg J"]),
        ("  Oberg A; Ek BC; van der Berg J.", ["Oberg A", "Ek BC", "van der Berg J"]),
        ("  Oberg, Anna. Ek, Bo C.", ["Oberg A", "Ek BC"]),
        ("  Oberg, A. B. Ek, C. van der Berg, J.", ["Oberg AB", "Ek C", "van der Berg J"]),
        ("  Oberg, Anna Jr. Ek-Sand, Bo C.", ["Oberg A Jr", "Ek-Sand BC"]),
        ("  Oberg A\n  Ek B", ["Oberg A", "Ek B"]),
        ("  Oberg, Anna\n  Ek, Bo C.\n  von Sand, Cia", ["Oberg A", "Ek BC", "von Sand C"]),
        ("  Oberg A.  Ek BC.  van der\n  Berg J.  Sand D Jr.", ["Oberg A", "Ek BC", "van der Berg J", "Sand D Jr"]),
        ("  Oberg A; Ek BC;\n  van der Berg J", ["Oberg A", "Ek BC", "van der Berg J"]),
        ("  Oberg A", ["Oberg A"]),
        ("  Anonymous.", []),
    ],
)
def test_ovids_lists_are_taken_apart(text: str, names: list[str], tmp_path: Path) -> None:
    assert list(read_names(tmp_path, OVID.format(text))) == names


ONE_LINE = {
    "Sand A, Ek BC, Lund D": ["Sand A", "Ek BC", "Lund D"],
    "Sand A, Ek BC": ["Sand A", "Ek BC"],
    "Sand, A., Ek, B.C., Lund, D.": ["Sand A", "Ek BC", "Lund D"],
    "Sand,A.,Ek,B.": ["Sand A", "Ek B"],
    "Sand, A., Jr., Ek, B.": ["Sand A Jr", "Ek B"],
    "Sand, Anna and Ek, Bo": ["Sand A", "Ek B"],
    "Sand, Anna och Ek, Bo": ["Sand A", "Ek B"],
    "Sand, A|Ek, B": ["Sand A", "Ek B"],
    "Sand A | Ek B; Lund C": ["Sand A", "Ek B", "Lund C"],
    "Anna Sand & Bo Ek": ["Anna Sand", "Bo Ek"],
    "Bob Xi, Carl Yp, Dora Zu and Eva Wo": ["Bob Xi", "Carl Yp", "Dora Zu", "Eva Wo"],
    "['Sand, Anja', 'Ek, Peter']": ["Sand A", "Ek P"],
    "[\"O'Neil, B\", 'Ek, Peter']": ["O'Neil B", "Ek P"],
    '["Sand, A","Ek, B"]': ["Sand A", "Ek B"],
    "van der Sand A, de Ek B": ["van der Sand A", "de Ek B"],
}
ONE_NAME = {
    "Sand, Anna": "Sand A",
    "Sand, Anna, Jr": "Sand A Jr",
    "Sand, A., III": "Sand A III",
    "Sand, Anna, PhD": "Sand A PhD",
    "García Márquez, Gabriel José": "García Márquez GJ",
    "van der Sand, Anna": "van der Sand A",
    "Ministry of Food, Health and Trade": "Ministry of Food, Health and Trade",
    "Health and Care Excellence": "Health and Care Excellence",
    "Bill and Melinda Invented Foundation": "Bill and Melinda Invented Foundation",
    "World Invented Organization, Geneva": "World Invented Organization, Geneva",
}
LINES = {
    "RIS": "TY  - JOUR\nTI  - Invented\nAU  - {}\nER  - \n",
    "RIS, A1": "TY  - JOUR\nT1  - Invented\nA1  - {}\nER  - \n",
    "EndNote": "%0 Journal Article\n%T Invented\n%A {}\n",
    "EndNote XML": "<xml><records><record><contributors><authors><author>{}</author></authors></contributors><titles>"
    "<title>Invented</title></titles></record></records></xml>",
}


@pytest.mark.parametrize("form", LINES)
@pytest.mark.parametrize("line", ONE_LINE)
def test_authors_in_one_line_are_as_many_as_they_are(line: str, form: str, tmp_path: Path) -> None:
    text = LINES[form].format(line.replace("&", "&amp;") if form.endswith("XML") else line)
    assert list(read_names(tmp_path, text)) == ONE_LINE[line]


@pytest.mark.parametrize("form", LINES)
@pytest.mark.parametrize("line", ONE_NAME)
def test_one_name_in_a_line_stays_one_and_asks_for_nothing(line: str, form: str, tmp_path: Path) -> None:
    assert list(read_names(tmp_path, LINES[form].format(line))) == [ONE_NAME[line]]
    assert read_entries(tmp_path / "file", "x").notes == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Sand, Anna, Ek, Bo", "read as: Sand A; Ek B, as 2 authors"),
        ("Sand, Anna Maria, Ek, Bo Carl & Öst, Eva", "read as: Sand AM; Ek BC; Öst E, as 3 authors"),
        ("Sand, Anna, Ek", "as one author"),
    ],
)
def test_a_line_that_may_be_read_in_several_ways_is_told(line: str, told: str, tmp_path: Path) -> None:
    read_names(tmp_path, LINES["RIS"].format(line))
    (note,) = read_entries(tmp_path / "file", "x").notes
    assert line in note
    assert told in note


def test_a_list_that_a_program_wrote_letter_by_letter_is_read_and_told(tmp_path: Path) -> None:
    lines = "\n".join(f"A1  - {letter}" for letter in "['Sand, A', 'Ek, B']")
    assert read_names(tmp_path, f"TY  - JOUR\nT1  - Invented\n{lines}\nER  - \n") == ("Sand A", "Ek B")
    (note,) = read_entries(tmp_path / "file", "x").notes
    assert "a letter a line" in note


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Sand A, Ek BC, Lund D", ["Sand A", "Ek BC", "Lund D"]),
        ("Sand, A.; Ek, B.", ["Sand A", "Ek B"]),
        ("Sand, Jr, Anna and Ek, Bo", ["Sand A Jr", "Ek B"]),
        ("Sand, III, Anna Maria", ["Sand AM III"]),
    ],
)
def test_bibtex_without_its_and_is_a_list_too(value: str, names: list[str], tmp_path: Path) -> None:
    assert list(read_names(tmp_path, f"@article{{a,\n title = {{Invented}},\n author = {{{value}}}\n}}\n")) == names
