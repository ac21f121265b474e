"""For every reader: one damaged place of a file costs no other record, joins no two, and is told with its line.

The files are those of the test of what is never lost, in every form; each is damaged in each of several ways.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from damaged import FAMILIES, WORDS, find_spans, is_told, list_faults, list_marks, list_mixed, list_touched, read, say
from review import make_review
from rlsevidence import store
from rlsevidence.cli import main
from rlsevidence.errors import EvidenceError
from rlsevidence.exchange.reading import FileRead, read_entries
from test_exchange_properties import FORMS, Records, make

MADE = make(
    [
        (WORDS[i], [(f, "Anna") for f in FAMILIES[i]], [f"First line{WORDS[i]}", f"second line{WORDS[i]} here"], "1")
        for i in range(len(WORDS))
    ]
)
PACKED = frozenset({"Excel", "ASReview project", "Rayyan archive", "ASReview 1 project", "RIS, UTF-16"})
"""Forms whose bytes are no text: `test_a_damaged_row_of_a_workbook_...` and its kin damage those."""
TEXTS = {form: write for form, write in FORMS.items() if form not in PACKED}


def write(form: str) -> bytes:
    data = FORMS[form](MADE)
    return data if isinstance(data, bytes) else data.encode()


@pytest.mark.parametrize("form", TEXTS)
@given(share=st.floats(0, 1), kind=st.sampled_from(["cut", "byte", "NUL", "sign", "line"]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_damaged_place_costs_no_other_record_and_is_told(
    form: str, share: float, kind: str, tmp_path: Path
) -> None:
    data = write(form)
    spans = find_spans(data)
    at = spans[0].start + int(share * (spans[-1].end - spans[0].start - 1))
    whole = read(data, tmp_path / "file")
    touched = list_touched(spans, at)
    if kind == "cut":
        made = data[:at]
        touched |= {s.number for s in spans if s.end > at}
    elif kind == "byte":
        made = data[:at] + b"\xff" + data[at + 1 :]
    elif kind == "NUL":
        made = data[:at] + b"\0" + data[at:]
    elif kind == "sign":
        at = next((i for i in range(at, spans[-1].end) if not chr(data[i]).isalnum()), at)
        made, touched = data[:at] + data[at + 1 :], list_touched(spans, at)
    else:
        start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at) % (len(data) + 1)
        touched = list_touched(spans, max(start, spans[0].start)) | list_touched(spans, min(end, spans[-1].end - 1))
        cores = [s for s in spans if s.start < end and s.end > start]
        if start < spans[0].start or len(cores) > 1 or any(start <= s.start and s.end <= end for s in cores):
            return  # what says what the file is; a line of two records, whose rest is one; or a record as a whole
        made = data[:start] + data[end + 1 :]
    found = read(made, tmp_path / "file")
    assert list_faults(found, whole, touched) == [], f"{kind} at {at}"
    first = data.count(b"\n", 0, max([s.end for s in spans if s.number < min(touched)], default=0)) + 1
    last = data.count(b"\n", 0, min([s.start for s in spans if s.number > max(touched)], default=len(data))) + 1
    if kind in ("byte", "NUL") or (kind != "cut" and gone(found, touched & set(list_touched(spans, at)))):
        assert is_told(found, first, last), f"{kind} at {at}: nothing is told of lines {first}-{last}"
    if kind == "cut" and any(s.start < at < s.end for s in spans) and not made.endswith(b"\n"):
        assert is_told(found, first, last), f"cut at {at}: nothing is told"


def gone(found: FileRead, numbers: set[int]) -> bool:
    """Whether nothing came in of one of the records."""
    said = [say(e) for e in found.entries]
    return any(not any(mark in text for text in said for mark in list_marks(n)) for n in numbers)


# ---------------------------------------------------------------- workbooks

SHEET: dict[str, tuple[Callable[[str], str], int, int]] = {
    "a number that is none": (lambda s: s.replace("<v>2001</v>", "<v>20x1</v>"), 4, 3),
    "a day that is none": (lambda s: re.sub(r'(<c r="C3")[^>]*><v>2001<', r'\1 t="d"><v>nonsense<', s), 4, 3),
    "a row that does not end": (lambda s: s.replace('</row><row r="4"', '<row r="4"'), 4, 3),
    "a cell that does not end": (lambda s: s.replace("<v>2001</v></c>", "<v>2001</v>"), 4, 3),
    "a sheet that is cut off": (lambda s: s[: s.index('<row r="5"') + 30], 3, 5),
}
"""Damage to the second record, in row 3 of the sheet -> rows that come in, and the row that is named."""


@pytest.mark.parametrize("kind", SHEET)
def test_a_damaged_row_of_a_workbook_costs_no_other(kind: str, tmp_path: Path) -> None:
    from openpyxl import Workbook

    damage, number, row = SHEET[kind]
    book, whole = Workbook(), io.BytesIO()
    book.active.append(["title", "authors", "year", "abstract"])
    for i in range(5):
        book.active.append([f"Invented {i}", f"Sand{i}, A", 2000 + i, f"line\nmore {i}"])
    book.save(whole)
    file = tmp_path / "file.xlsx"
    with zipfile.ZipFile(whole) as given_book, zipfile.ZipFile(file, "w") as made:
        for name in given_book.namelist():
            part = given_book.read(name)
            made.writestr(name, damage(part.decode()).encode() if name.endswith("sheet1.xml") else part)
    found = read_entries(file, "import:file")
    assert found.adds_up
    assert [(p.line, p.rule) for p in found.problems] == [(row, "import-csv")]
    assert [e.record.title for e in found.entries] == [f"Invented {i}" for i in range(5) if i + 2 != row][:number]
    assert [e.abstract for e in found.entries] == [f"line more {e.record.title[-1]}" for e in found.entries]


def test_what_stands_in_a_column_without_a_name_is_told(tmp_path: Path) -> None:
    found = read(b"title,doi,\nInvented one,10.9999/a,beyond\nInvented two,10.9999/b,\n", tmp_path / "file")
    assert found.unplaced == {"column 3, which has no name": 1}


# ---------------------------------------------------------------- what is told, in every form

STRAY = "words that nobody wrote for a record"


@pytest.mark.parametrize("form", TEXTS)
@pytest.mark.parametrize("place", ["before", "between", "after"])
def test_free_text_outside_the_records_is_told_and_costs_none(form: str, place: str, tmp_path: Path) -> None:
    data = write(form)
    whole = read(data, tmp_path / "file")
    if place == "before":
        made = STRAY.encode() + b"\n\n" + data
    elif place == "after":
        made = data.rstrip(b"\n") + b"\n\n" + STRAY.encode() + b"\n"
    else:
        mark = STARTS.get(form, b"")
        at = data.index(mark, data.index(WORDS[0].encode()))
        if not mark:  # a table: where the row of the second record begins
            at = data.rindex(b"\n", 0, data.index(b"Invented bravo")) + 1
        made = data[:at] + b"\n\n" + STRAY.encode() + b"\n\n" + data[at:]
    found = read(made, tmp_path / "file")
    assert [say(e) for e in found.entries] == [say(e) for e in whole.entries]
    line = made[: made.index(STRAY.encode())].replace(b"\r\n", b"\n").count(b"\n") + 1
    assert is_told(found, line, line), (found.notes, found.problems)


STARTS = {
    **{form: b"TY  -" for form in TEXTS if form.startswith("RIS")}, "Ovid": b"<2>", "EBSCOhost XML": b"<rec ",
    "EPPI-Reviewer JSON": b'{\n   "Codes"',
    "RIS, tags in small letters": b"ty  -", "EndNote %0": b"%0",
    "CENTRAL": b"Record #", "Web of Science": b"PT J", "MEDLINE": b"PMID-", "PubMed XML": b"<PubmedArticle>",
    "BibTeX": b"@article", "CSL-JSON": b'{"type"', "Zotero JSON": b'{"itemType"',
    "EndNote XML": b"<record>", "RefWorks": b"RT Journal", "Zotero RDF": b"<bib:Article", "MODS": b"<mods>",
    "ProQuest": b"Invented bravo", **dict.fromkeys(("CSV", "CSV, semicolons", "TSV"), b"Invented bravo"),
}  # fmt: skip
"""How a record begins in each form."""


BREAKS: dict[str, tuple[bytes, bytes]] = {
    "CSV": (b"\nInvented bravo", b'\n"x" Invented bravo'),
    "MEDLINE": (b"PMID- 90000002\n", b"OWN - NLM\n"),
    "PubMed XML": (b"</MedlineCitation>", b""),
    "EndNote XML": (b"</abstract>", b""),
    "BibTeX": (b"title = {Invented bravo}", b"title = {Invented bravo"),
    "CSL-JSON": (b'"Invented bravo", ', b'"Invented bravo" '),
    "Zotero JSON": (b'"Invented bravo", ', b'"Invented bravo" '),
}
"""A record broken so that it cannot come in: what is taken out, and what stands there instead."""


@pytest.mark.parametrize("form", BREAKS)
def test_an_import_with_a_broken_record_ends_with_1(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evidence, data = make_review(tmp_path / "review", []), write(form)
    file = tmp_path / "file"
    file.write_bytes(data.replace(*BREAKS[form], 1))
    assert main(["import", str(file), "--workspace", str(evidence.parent)]) == 1
    said = capsys.readouterr().out
    assert "4 begun: 3 entered, 0 here already, 1 refused" in said
    assert len(store.load_part(evidence, "records")) == len(WORDS) - 1
    assert main(["import", str(file), "--workspace", str(evidence.parent)]) == 1
    assert "4 begun: 0 entered, 3 here already, 1 refused" in capsys.readouterr().out
    if form == "PubMed XML":  # what the archive keeps of it can be read again
        assert main(["pull", "--from-archive", "--workspace", str(evidence.parent)]) == 0


# ---------------------------------------------------------------- lines that part records, in tagged forms


def authors_first(made: Records) -> str:
    """RIS as many programs write it: people and year before the title."""
    out = []
    for m in made:
        out += ["TY  - JOUR", *(f"AU  - {f}, {g}" for f, g in m.authors), "PY  - 2020", f"TI  - {m.title}"]
        out += [f"DO  - {m.doi}", f"AB  - {' '.join(m.lines)}", "KW  - invented", "ER  - ", ""]
    return "\n".join(out)


TAGGED: dict[str, Callable[[Records], str | bytes]] = {
    **{f: FORMS[f] for f in ("RIS", "RIS without ER", "RIS of EBSCO", "EndNote %0", "CENTRAL", "Web of Science",
                             "MEDLINE", "Ovid")},
    "RIS, authors first": authors_first,
}  # fmt: skip
PARTS = re.compile(
    r"(?:TY  - .*|ER  - ?|PT J|ER|%0 .*|Record #.*|ID: .*|PMID- .*|<\d+>|VN  - .*|DB  - .*|UI  - .*|)\r?\n"
)
"""Lines that part one record from the next, in each of these forms."""


@pytest.mark.parametrize("form", TAGGED)
def test_no_record_holds_two_whatever_lines_between_them_are_lost(form: str, tmp_path: Path) -> None:
    data = TAGGED[form](MADE)
    text = data.decode() if isinstance(data, bytes) else data
    spans = find_spans(text.encode())
    whole = read(text.encode(), tmp_path / "file")
    assert len(whole.entries) == len(WORDS)
    assert not list_mixed(whole)
    lines, at = text.splitlines(keepends=True), 0
    between: list[int] = []
    for number, line in enumerate(lines):
        if spans[1].end <= at < spans[2].start and PARTS.fullmatch(line):
            between.append(number)
        at += len(line.encode())
    assert between
    for some in range(1, 2 ** len(between)):
        lost = {n for i, n in enumerate(between) if some >> i & 1}
        found = read("".join(x for n, x in enumerate(lines) if n not in lost).encode(), tmp_path / "file")
        gone_lines = [lines[n] for n in sorted(lost)]
        assert list_faults(found, whole, {1, 2}) == [], gone_lines
        if any(say(e) not in [say(f) for f in found.entries] for e in whole.entries):
            assert found.problems or found.notes, f"nothing is told where {gone_lines} are lost"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("cut", [1, 2, 31])
def test_a_text_in_utf_16_that_is_cut_costs_no_other_record(codec: str, cut: int, tmp_path: Path) -> None:
    data = write("RIS").decode().encode(codec)
    found = read(data[:-cut], tmp_path / "file")
    assert [e.record.title for e in found.entries] == [m.title for m in MADE]
    assert found.adds_up
    assert (cut % 2 == 0) or any("bytes that cannot be read" in note for note in found.notes)


def test_what_is_no_text_is_refused_by_its_bytes(tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0"
    with pytest.raises(EvidenceError, match="bytes that are no text"):
        read(picture * 9, tmp_path / "file")


def test_the_end_of_a_broken_row_is_not_joined_to_the_row_after_it(tmp_path: Path) -> None:
    """Where the end of a line is lost between two rows, the rest of the first would be an author of the second."""
    rows = 'Sand A.,Invented one,10.9999/a,"first\nsecond"xÖst B.,Invented two,10.9999/b,text\n'
    found = read(f"authors,title,doi,abstract\n{rows}".encode(), tmp_path / "file")
    assert [e.record.authors for e in found.entries] == []
    assert [p.line for p in found.problems] == [2]
    assert "(lines 2-3)" in found.problems[0].found
