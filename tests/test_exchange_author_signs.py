"""Signs, titles and addresses round the names of authors: cleaned where nobody can doubt it, else kept and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlsevidence.exchange.reading import read_entries

CLEAN = (
    "Sand A (1), Ek B (2)", "Sand A1, Ek B2", "Sand (A.), Ek (B.)", "Sand A\\, Ek B", "Sand A, … Ek B", "Sand A / Ek B",
    "Sand A + Ek B", "Sand A. • Ek B.", "Sand A* Ek B*", "Sand A y Ek B", "Sand A en Ek B", "Sand A\tEk B",
    '["Sand, A", "Ek, B"]', "Sand, A. and Ek, B. and others", "Sand A†, Ek B [Corresponding Author]",
)  # fmt: skip
ALONE = ("Sand, Anna (ORCID 0000-0001-2345-6789)", "Sand, Anna <anna@example.org>", "Sand, A [Corresponding Author]")
DOUBTFUL = {
    "Sand, Anna (Ann)": "Sand, Anna (Ann)",
    "Sand, A <of Lund>": "Sand, A <of Lund>",
    "Sand, Anna Bea Cia Dea Eva": "Sand, Anna Bea Cia Dea Eva",
    "Sand Anna; Ek Bo, Lund Dan": "Ek Bo, Lund Dan",
}


def read(form: str, said: str, tmp_path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    file = tmp_path / "f"
    quoted = said.replace('"', '""')
    text = {
        "BibTeX": f"@article{{k,\n title={{Invented work}},\n author={{{said}}},\n year={{2020}}\n}}\n",
        "RIS": f"TY  - JOUR\nTI  - Invented work\nAU  - {said}\nPY  - 2020\nER  - \n",
        "CSV": f'Title,Authors,Year\nInvented work,"{quoted}",2020\n',
        "nbib": f"PMID- 90000001\nTI  - Invented work\nAU  - {said}\n",
    }[form]
    file.write_text(text, encoding="utf-8")
    found = read_entries(file, "import:x")
    return found.entries[0].record.authors, found.notes


@pytest.mark.parametrize("form", ["RIS", "CSV"])
@pytest.mark.parametrize("said", CLEAN)
def test_signs_between_and_behind_names_are_no_part_of_them(said: str, form: str, tmp_path: Path) -> None:
    assert read(form, said, tmp_path)[0] == ("Sand A", "Ek B")


@pytest.mark.parametrize("said", ["Sand A., Ek B. & Lund D.", "Sand A* Ek B* & Lund D"])
def test_an_ampersand_in_bibtex_parts_names(said: str, tmp_path: Path) -> None:
    assert read("BibTeX", said, tmp_path)[0] == ("Sand A", "Ek B", "Lund D")


@pytest.mark.parametrize("form", ["RIS", "CSV", "BibTeX"])
@pytest.mark.parametrize("said", ALONE)
def test_an_address_and_a_role_make_no_initials(said: str, form: str, tmp_path: Path) -> None:
    assert read(form, said, tmp_path)[0] == ("Sand A",)


@pytest.mark.parametrize("form", ["RIS", "CSV"])
@pytest.mark.parametrize("said", DOUBTFUL)
def test_what_nobody_can_tell_is_kept_whole_and_told(said: str, form: str, tmp_path: Path) -> None:
    authors, notes = read(form, said, tmp_path)
    assert DOUBTFUL[said] in authors
    assert sum("may be read in several ways" in note for note in notes) == 1


@pytest.mark.parametrize("said", ["Anna Sand and Bo Ek", "Sand A (1), Ek B (2)", "Sand A / Ek B"])
def test_pubmeds_own_text_is_kept_and_told(said: str, tmp_path: Path) -> None:
    authors, notes = read("nbib", said, tmp_path)
    assert authors == (said,)
    assert any("may be read in several ways" in note for note in notes)


@pytest.mark.parametrize("form", ["RIS", "CSV", "nbib"])
@pytest.mark.parametrize("said", ["GBD 2019 Collaborators", "O'Sand A"])
def test_bodies_and_plain_names_ask_for_nothing(said: str, form: str, tmp_path: Path) -> None:
    assert read(form, said, tmp_path) == ((said,), ())
