"""Bytes that are no UTF-8: which Western encoding they are of, said aloud, and what is of none is not taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlsevidence.errors import EvidenceError
from rlsevidence.exchange.entry import FileRead
from rlsevidence.exchange.reading import read_entries

RIS = "TY  - JOUR\nTI  - {title}\nAU  - {name}\nPY  - 2011\nDO  - 10.9999/e\nER  - \n"
NAMES = ["Åsén, Örjan", "Järvinen, Märta", "Müller, Jürgen", "García Núñez, José", "Lefèvre, Hélène", "Ångström, Åke"]
TITLE = "Påhittad övning om sömn, für das, naïve e così"


def read(tmp_path: Path, raw: bytes) -> FileRead:
    (tmp_path / "file").write_bytes(raw)
    return read_entries(tmp_path / "file", "x")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize(("codec", "said"), [("mac_roman", "read as MacRoman"), ("cp1252", "read as Windows-1252")])
def test_letters_come_in_as_they_were_written(codec: str, said: str, end: str, name: str, tmp_path: Path) -> None:
    found = read(tmp_path, RIS.format(title=TITLE, name=name).replace("\n", end).encode(codec))
    (entry,) = found.entries
    family = name.split(",")[0]
    assert (entry.record.title, entry.record.authors[0][: len(family)]) == (TITLE, family)
    assert said in found.notes[0]
    assert ("look at them" in found.notes[0]) is (codec == "mac_roman")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("codec", ["mac_roman", "cp1252"])
def test_a_single_name_is_enough(codec: str, name: str, tmp_path: Path) -> None:
    (entry,) = read(tmp_path, RIS.format(title="Invented", name=name).encode(codec)).entries
    assert entry.record.authors[0].startswith(name.split(",")[0])


@pytest.mark.parametrize(
    "title", ["„so“ und ‚so‘", "10–12 people’s “own”", "Hašek, Šimek and Žižka", "€5 … or more", "don’t"]
)
def test_signs_and_letters_of_windows_stay_its_own(title: str, tmp_path: Path) -> None:
    found = read(tmp_path, RIS.format(title=title, name="Sand, A").encode("cp1252"))
    assert found.entries[0].record.title == title
    assert found.notes[0].startswith("read as Windows-1252")


OTHER = {
    "gb18030": "锌与肌肉痉挛的研究",
    "big5": "鋅與肌肉痙攣的研究",
    "euc_jp": "亜鉛と筋痙攣の研究",
    "euc_kr": "아연과 근육 경련 연구",
    "cp1251": "Исследование цинка",
    "cp1253": "Μελέτη του ψευδαργύρου",
}


@pytest.mark.parametrize("codec", OTHER)
def test_another_script_is_not_taken_for_western(codec: str, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"file: found bytes that are no UTF-8 .*\(lines? 2.*save the file"):
        read(tmp_path, RIS.format(title=OTHER[codec], name="Sand, A").encode(codec))


def test_a_byte_without_a_letter_raises_a_doubt(tmp_path: Path) -> None:
    raw = RIS.format(title="Påhittad X övning", name="Sand, A").encode("cp1252").replace(b" X ", b" \x8f ")
    (note,) = read(tmp_path, raw).notes
    assert "1 byte without a letter there" in note
    assert "may be of another encoding" in note


@pytest.mark.parametrize(
    ("codec", "title"),
    [
        ("cp932", "マグネシウムと睡眠の研究"),
        ("cp932", "亜鉛 and 睡眠, a trial of nobody in many English words"),
        ("big5", "鎂與睡眠的隨機對照試驗"),
        ("big5", "鋅與睡 and sleep, a trial of nobody in many English words"),
        ("gb18030", "镁与睡眠 in many English words, a trial of nobody"),
    ],
)
@pytest.mark.parametrize("name", ["Sand, A", "田中, 太郎"])
def test_letters_whose_second_byte_is_one_of_ascii_are_of_another_script(
    codec: str, title: str, name: str, tmp_path: Path
) -> None:
    with pytest.raises(EvidenceError, match="perhaps of another script"):
        read(tmp_path, RIS.format(title=title, name=name).encode(codec))


DOUBTED = [
    ("iso8859-2", "Wpływ cynku na sen", "Wp³yw"),
    ("cp1250", "Łukasz", "£ukasz"),
    ("cp1250", "Dvořáková", "Dvoøáková"),
    ("cp1250", "Kovačić", "Kovaèiæ"),
    ("cp1250", "Kőrösi", "Kõrösi"),
    ("cp1254", "yaşlı", "yaþlý"),
    ("cp1254", "Erdoğan", "Erdoðan"),
    ("cp1257", "Bērziņš", "Bçrziòð"),
    ("cp850", "Påhittad", "P†hittad"),
]


@pytest.mark.parametrize(("codec", "title", "shown"), DOUBTED)
def test_words_that_look_wrong_raise_a_doubt(codec: str, title: str, shown: str, tmp_path: Path) -> None:
    (note,) = read(tmp_path, RIS.format(title=f"Invented {title}", name="Sand, A").encode(codec)).notes
    assert f"words such as {shown} look wrong in it: it may be of another encoding" in note


@pytest.mark.parametrize(
    "title",
    ["±5 µg/L ³He, 10³ m², £5 × §2, 5° «sí» ¿Qué? ¡Sí! nº 1ª l´or", "Mean±SD of H²O at 20°C", "Træ, knæ og øje på Ærø",
     "Tõnu, ações, êxito, così, à côté, Noël, cœur, Übergröße", "história e experiência, Muñiz, Núñez", *NAMES],
)  # fmt: skip
def test_words_of_western_languages_raise_none(title: str, tmp_path: Path) -> None:
    (note,) = read(tmp_path, (RIS.format(title=title, name="Sand, A") * 4).encode("cp1252")).notes
    assert "look wrong" not in note
    assert note.startswith("read as Windows-1252")


@pytest.mark.parametrize("row", ["w" * 400_000, "ø" + "w" * 400_000, "wwwø" * 100_000], ids=["plain", "begun", "mixed"])
def test_a_row_of_letters_without_end_is_read_once(row: str, tmp_path: Path) -> None:
    """Begun anew at each of its letters it takes minutes: the time of a test ends it."""
    (note,) = read(tmp_path, RIS.format(title=f"Påhittad {row}", name="Sand, A").encode("cp1252")).notes
    assert note.startswith("read as Windows-1252")
    assert len(note) < 300
