"""Files that were cut within a letter, hold signs of control, or one object of JSON that stands alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rlsevidence.errors import EvidenceError
from rlsevidence.exchange.reading import read_entries

FIRST = "TY  - JOUR\nTI  - Invented complete\nAU  - Berg, A\nER  - \n"


@pytest.mark.parametrize(("letter", "kept"), [("é", 1), ("ä", 1), ("\u2013", 2), ("\u4e2d", 2), ("\U0001d6fc", 3)])
def test_a_file_cut_within_its_only_letter_is_utf8_all_the_same(letter: str, kept: int, tmp_path: Path) -> None:
    file = tmp_path / "cut.ris"
    file.write_bytes((FIRST + "TY  - JOUR\nAU  - Ek, C\nTI  - Invented cut ").encode() + letter.encode()[:kept])
    read = read_entries(file, "import:cut.ris")
    assert [e.record.title for e in read.entries] == ["Invented complete", "Invented cut \ufffd"]
    assert read.encoding == "UTF-8"
    assert any(note.startswith("line 7: the file ends within a letter") for note in read.notes)


def test_windows_1252_that_ends_with_a_letter_stays_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "latin.ris"
    file.write_bytes("TY  - JOUR\nAU  - Ek, C\nTI  - Invented caf\xe9".encode("cp1252"))
    (entry,) = read_entries(file, "import:x").entries
    assert entry.record.title == "Invented café"


@pytest.mark.parametrize("sign", [b"\x00", b"\x01", b"\x00\x01", b"\x0f", b"\x19"])
@pytest.mark.parametrize("beside", [b"", b"\x00"], ids=["alone", "beside a NUL"])
def test_signs_of_control_cost_no_record(sign: bytes, beside: bytes, tmp_path: Path) -> None:
    file = tmp_path / "nul.ris"
    text = f"{FIRST}TY  - JOUR\nTI  - Inv@ented nul\nAU  - A#, B\nPY  - 2001\nER  - \n".encode()
    file.write_bytes(text.replace(b"@", beside).replace(b"#", sign))
    read = read_entries(file, "import:nul.ris")
    assert [e.record.title for e in read.entries] == ["Invented complete", "Invented nul"]
    assert read.entries[1].record.authors == ("A B",)
    assert any("which stand for nothing, are left out" in note and "line" in note for note in read.notes)


def test_one_object_of_json_stands_alone(tmp_path: Path) -> None:
    item = {"type": "article-journal", "title": "Invented single", "DOI": "10.9999/one"}
    file = tmp_path / "one.json"
    file.write_text(json.dumps(item), encoding="utf-8")
    read = read_entries(file, "import:one.json")
    assert ([e.record.title for e in read.entries], read.problems) == (["Invented single"], ())
    file.write_text(json.dumps(item)[:-4], encoding="utf-8")
    with pytest.raises(EvidenceError, match="found what is no JSON"):
        read_entries(file, "import:one.json")
    file.write_text(f"[{json.dumps(item)}", encoding="utf-8")
    cut = read_entries(file, "import:one.json")
    assert (len(cut.entries), len(cut.problems)) == (1, 1), "a list says where it ends"
