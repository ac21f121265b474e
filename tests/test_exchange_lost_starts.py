"""Records that lost the field they begin with are told apart from the one before, never joined to it."""

from pathlib import Path

import pytest

from rlsevidence.exchange.reading import read_entries

FIRST = "PMID- 90000001\nOWN - NLM\nTI  - Invented first\nAU  - Aa B\nDP  - 2001\n"
SECOND = {
    "owner": "OWN - NLM\nTI  - Invented second\nAU  - Cc D\nDP  - 1999\n",
    "title": "TI  - Invented second\nAU  - Cc D\nDP  - 1999\n",
}


@pytest.mark.parametrize("second", SECOND.values(), ids=SECOND)
@pytest.mark.parametrize("gap", ["\n", ""], ids=["blank", "close"])
def test_a_medline_record_without_pmid_is_refused_by_itself(tmp_path: Path, second: str, gap: str) -> None:
    file = tmp_path / "x.nbib"
    file.write_text(FIRST + gap + second + "\nPMID- 90000003\nTI  - Invented third\nDP  - 2003\n")
    read = read_entries(file, "x")
    assert [(e.record.id, e.record.title, e.record.authors) for e in read.entries] == [
        ("pubmed:90000001", "Invented first", ("Aa B",)),
        ("pubmed:90000003", "Invented third", ()),
    ]
    (fault,) = read.problems
    assert fault.line == 6 + len(gap)
    assert "PMID" in f"{fault.found} {fault.expected}"


def test_blank_lines_and_an_owner_before_the_number_split_no_medline_record(tmp_path: Path) -> None:
    file = tmp_path / "x.nbib"
    file.write_text(FIRST.replace("\n", "\n\n") + "\nOWN - NLM\nPMID- 90000002\nTI  - Invented second\nDP  - 2002\n")
    read = read_entries(file, "x")
    assert [e.record.title for e in read.entries] == ["Invented first", "Invented second"]
    assert not read.problems
