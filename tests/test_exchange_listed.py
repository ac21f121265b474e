"""Fields of files that a record has no place for: each is shown, cached or counted, and none vanishes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from rlsevidence.exchange.importing import import_file
from rlsevidence.exchange.reading import read_entries

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
RIS = "TY  - JOUR\nTI  - Invented\nDO  - 10.9999/k\n{}ER  - \n"
WOS = "FN Clarivate Analytics Web of Science\nPT J\nAU Sand, A\nAF Sand, Anna\nTI Invented\n{}ER\n\nEF\n"
ENDNOTE = "<xml><records><record><titles><title>Invented</title></titles>{}</record></records></xml>"
BIB = "@article{{a, title={{Invented}}, doi={{10.9999/k}}, {}}}\n"
ZOTERO = '"Key","Item Type","Title","DOI","Manual Tags","Automatic Tags"\n"A","journalArticle","Invented",,"{}","x"\n'

FIELDS = [
    (RIS, "KW  - dose\n", "KW"),
    (BIB, "keywords={dose; people}", "keywords"),
    (ZOTERO, "dose; people", "Manual Tags, Automatic Tags"),
    (WOS, "", "AF"),
    (WOS, "BP 33\nEP 44\nAR 0001\n", "AR"),
    (ENDNOTE, "<remote-database-name>Medline</remote-database-name>", "remote-database-name"),
    (ENDNOTE, "<accession-num>A12</accession-num>", "accession-num"),
    (ENDNOTE, "<titles><alt-title>Other</alt-title></titles>", "alt-title"),
    (ENDNOTE, "<dates><pub-dates><date>Jan 3</date></pub-dates></dates>", "pub-dates"),
    (ENDNOTE, "<keywords><keyword>dose</keyword></keywords>", "keywords"),
]


@pytest.mark.parametrize(("form", "text", "name"), FIELDS)
def test_a_field_without_a_place_is_counted(form: str, text: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(form.format(text), encoding="utf-8")
    found = read_entries(tmp_path / "file", "x")
    assert (found.unplaced or {}).get(name) == 1, found.unplaced


def test_an_article_number_is_the_page_where_there_is_no_other(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(WOS.format("AR e0001\n"))
    found = read_entries(tmp_path / "file", "x")
    assert found.entries[0].record.pages == "e0001"
    assert "AR" not in (found.unplaced or {})


def test_keywords_beside_an_abstract_are_told_to_be_cached(tiny_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(RIS.format("KW  - dose\nKW  - people\nAB  - Nobody took part.\n"))
    report = import_file(tiny_dir, tmp_path / "file", now=NOW)
    assert "1 abstract and the keywords of 1 entry for the cache of this machine" in report.format_text()
    assert report.to_plain()["records"][0]["keywords"] == ["dose", "people"]
    assert report.unplaced == {}


LABELS = ["!exclude wrong dose", "Anna: maybe", "include", "Inkluderas", "exclude - animal", "#toread", "kanske",
          "ASReview_relevant", "to read"]  # fmt: skip
SUBJECTS = ["dose", "Sleep, deprivation", "Inclusion bodies", "exclusion", "Humans", "α-tocopherol"]


@pytest.mark.parametrize("form", [RIS, BIB])
@pytest.mark.parametrize("word", [*LABELS, *SUBJECTS])
def test_a_keyword_that_looks_like_a_label_is_shown(word: str, form: str, tiny_dir: Path, tmp_path: Path) -> None:
    text = f"KW  - {word}\n" if form is RIS else f"keywords={{{word};}}"
    (tmp_path / "file").write_text(form.format(text), encoding="utf-8")
    report = import_file(tiny_dir, tmp_path / "file", now=NOW, dry_run=True)
    shown = [line for line in report.format_text().split("\n") if "noticed" not in line and word in line]
    decided = any(e.decisions for e in report.read)
    assert bool(shown or decided) is (word in LABELS), report.format_text()


def test_manual_tags_of_zotero_are_shown(tiny_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(ZOTERO.format("include; dose"))
    report = import_file(tiny_dir, tmp_path / "file", now=NOW, dry_run=True)
    assert "Manual Tags: include; dose" in report.format_text()
