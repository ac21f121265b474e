"""Texts kept parsed: the same value and lines as from the parser, and nothing depends on the file being there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from rlsevidence import store
from rlsevidence.store.parsed import ParsedTexts
from rlsevidence.store.yamltext import parse_yaml

TEXTS = [
    ("a: NO\nb: [1, 1.0, 1e3, true, null, '']\n", "words and numbers keep their type"),
    ("on: 2026-11-22\nwhen: '2026-11-22'\n", "a date is no text that looks like one"),
    ("map: {date: 2026-11-22}\ndate: text\n", "keys may have any name"),
    ("list:\n  - {map: [[a, b]]}\n  - []\n  - {}\n", "lists of lists and empty ones"),
    ("sv: Åsnan åt ö\nen: |\n  two\n  lines\n", "letters and line ends"),
]


@pytest.fixture
def real_dir(tmp_path: Path, evidence_dir: Path) -> Path:
    """Here nothing has been read before."""
    return Path(shutil.copytree(evidence_dir, tmp_path / "real" / "evidence"))


@pytest.mark.parametrize(("text", "why"), TEXTS)
def test_kept_and_parsed_are_the_same(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "yaml.json"
    first = ParsedTexts(file)
    assert first.parse(text, "x.yaml") == parse_yaml(text, "x.yaml"), why
    changed = first.texts()
    assert changed is not None
    file.write_text(changed[1], encoding="utf-8")
    second = ParsedTexts(file)
    again, expected = second.parse(text, "x.yaml"), parse_yaml(text, "x.yaml")
    assert again == expected, why
    assert repr(again) == repr(expected), "types too: 1 is not 1.0"
    assert second.texts() is None, "nothing new, nothing to write"


def test_every_file_of_the_evidence_comes_back_the_same(real_dir: Path) -> None:
    first, second = store.load(real_dir), store.load(real_dir)
    assert (real_dir.parent / ".rlsevidence" / "cache" / "yaml.json").is_file()
    assert first == second
    for path in ("documents/magnesium-rls-article.yaml", "studies/jadidi-2022.yaml"):
        assert repr(first.places.lines[path]) == repr(second.places.lines[path])


def test_a_text_with_a_fault_is_not_kept_and_a_broken_file_is_parsed_over(tmp_path: Path) -> None:
    texts = ParsedTexts(tmp_path / "yaml.json")
    assert texts.parse("a: 1\na: 2\n", "x.yaml")[2]
    assert texts.texts() is None
    (tmp_path / "yaml.json").write_text("{", encoding="utf-8")
    assert ParsedTexts(tmp_path / "yaml.json").parse("a: 1\n", "x.yaml")[0] == {"a": 1}


def test_what_is_gone_is_not_kept_for_ever(real_dir: Path) -> None:
    store.load(real_dir)
    file = real_dir.parent / ".rlsevidence" / "cache" / "yaml.json"
    before = file.stat().st_size
    shutil.rmtree(real_dir / "appraisals")
    (real_dir / "appraisals").mkdir()
    store.read(real_dir)
    assert file.stat().st_size < before


@pytest.mark.parametrize("kept", ["[]", "null", '"x"', "1", "[1]", "[1, 2]", '[{"map": [["a", {"date": "x"}]]}, []]'])
def test_what_the_program_did_not_write_is_parsed_over(kept: str, tmp_path: Path) -> None:
    file = tmp_path / "yaml.json"
    first = ParsedTexts(file)
    expected = first.parse("a: 1\n", "x.yaml")
    changed = first.texts()
    assert changed is not None
    (key,) = json.loads(changed[1])
    for text in (kept, json.dumps({key: json.loads(kept)})):
        file.write_text(text, encoding="utf-8")
        again = ParsedTexts(file)
        assert again.parse("a: 1\n", "x.yaml") == expected
        assert again.texts() == changed, "and written as it should be"


def test_what_was_read_before_is_one_value_and_what_changed_is_read(tiny_dir: Path) -> None:
    first = store.load(tiny_dir)
    assert store.load(tiny_dir).claims["stomach-upset"] is first.claims["stomach-upset"]
    file = tiny_dir / "claims" / "stomach-upset.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"# An invented comment.\n{text}", encoding="utf-8")
    second = store.load(tiny_dir)
    assert second == first
    place = ("claims/stomach-upset.yaml", ("id",))
    assert second.places.line(*place) == first.places.line(*place) + 1
    file.write_text(text.replace("en: Invented claim", "en: Another claim", 1), encoding="utf-8")
    third = store.load(tiny_dir)
    assert third.claims["stomach-upset"] != first.claims["stomach-upset"]
    assert third.claims["insomnia-improvement"] is first.claims["insomnia-improvement"]
    file.write_text(text, encoding="utf-8")
    assert store.load(tiny_dir) == first


def test_what_is_held_in_one_process_is_kept_for_the_next(tiny_dir: Path) -> None:
    """Also in a workspace whose texts this process read elsewhere, and which has kept nothing yet."""
    store.load(tiny_dir)
    file = tiny_dir.parent / ".rlsevidence" / "cache" / "yaml.json"
    kept = file.read_bytes()
    file.unlink()
    store.load(tiny_dir)
    assert file.read_bytes() == kept


def test_a_fault_is_told_each_time_and_a_draft_is_its_readers_own(tiny_dir: Path) -> None:
    file = tiny_dir / "claims" / "stomach-upset.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"surplus: 1\n{text}", encoding="utf-8")
    told = [[p for p in store.read(tiny_dir)[1] if p.path == "claims/stomach-upset.yaml"] for _ in range(2)]
    assert told[0] == told[1] != []
    file.write_text(f"draft: true\n{text}", encoding="utf-8")
    one, two = (store.load(tiny_dir).drafts[0] for _ in range(2))
    assert one == two
    assert one.plain is not two.plain


def test_a_table_is_read_again_where_it_changed(tiny_dir: Path) -> None:
    first = store.load(tiny_dir)
    file = tiny_dir / "people.tsv"
    file.write_text(file.read_text(encoding="utf-8").replace("Invented Cia", "Invented Dea"), encoding="utf-8")
    assert [p.name for p in store.load(tiny_dir).people] != [p.name for p in first.people]
