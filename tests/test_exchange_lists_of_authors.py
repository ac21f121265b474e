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
