"""What files of MODS and EPPI-Reviewer say in places of their own comes in, or is told: nothing goes without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rlsevidence.exchange.entry import Entry, FileRead
from rlsevidence.exchange.reading import read_entries

TITLE = "<titleInfo><title>Invented</title></titleInfo>"


def read_mods(tmp_path: Path, inner: str) -> tuple[Entry, FileRead]:
    (tmp_path / "file.xml").write_text(
        f'<modsCollection xmlns="http://www.loc.gov/mods/v3"><mods>{TITLE}{inner}</mods></modsCollection>',
        encoding="utf-8",
    )
    found = read_entries(tmp_path / "file.xml", "x")
    (one,) = found.entries
    assert found.adds_up
    return one, found


NAMES = [
    ("<name><displayForm>Dan Dahl</displayForm></name>", ("Dan Dahl",)),
    (
        '<name><namePart type="given">Cia</namePart><namePart type="family">Berg</namePart>'
        '<namePart type="termsOfAddress">Jr</namePart></name>',
        ("Berg C Jr",),
    ),
    (
        '<name><namePart type="family">Berg</namePart><namePart type="given">Cia</namePart>'
        '<namePart type="termsOfAddress">Dr</namePart></name>',
        ("Berg C",),
    ),
    ('<name><namePart type="family">Aa</namePart><namePart type="given">Ii</namePart></name>', ("Aa I",)),
]


@pytest.mark.parametrize(("name", "authors"), NAMES)
def test_names_in_every_form_of_mods(name: str, authors: tuple[str, ...], tmp_path: Path) -> None:
    assert read_mods(tmp_path, name)[0].record.authors == authors


UNPLACED = [
    ("<name><namePart>Ek, Bo</namePart><affiliation>Invented University</affiliation></name>", "name (affiliation)"),
    ("<originInfo><edition>2</edition></originInfo>", "originInfo (edition)"),
    ("<subject><name><namePart>Linnaeus, C</namePart></name></subject>", "subject (name)"),
    ("<part><text>vol. 9, no. 2</text></part>", "part (text)"),
    (
        '<relatedItem type="host"><identifier type="issn">1234-5678</identifier></relatedItem>',
        "in the host: identifier",
    ),
    ('<relatedItem type="host"><part><text>vol. 9</text></part></relatedItem>', "part (text)"),
    ("<extension><own>a label</own></extension>", "extension"),
    (
        '<identifier type="uri">https://example.org/a</identifier><location><url>https://example.org/b</url></location>',
        "further addresses",
    ),
]


@pytest.mark.parametrize(("inner", "told"), UNPLACED)
def test_what_mods_says_and_a_record_has_no_place_for_is_counted(inner: str, told: str, tmp_path: Path) -> None:
    found = read_mods(tmp_path, inner)[1]
    # What stands within the host's part is told as well.
    assert told in (found.unplaced or {}), found.unplaced


def test_abstracts_in_two_languages_are_not_made_one(tmp_path: Path) -> None:
    one, found = read_mods(
        tmp_path, '<abstract>First.</abstract><abstract>Second.</abstract><abstract lang="sv">Tredje.</abstract>'
    )
    assert one.abstract == "First. Second."
    assert (found.unplaced or {}) == {"abstract (sv)": 1}


def test_of_two_identifiers_of_a_kind_in_mods_the_second_is_told(tmp_path: Path) -> None:
    one, found = read_mods(
        tmp_path, '<identifier type="doi">10.9999/a</identifier><identifier type="doi">10.9999/b</identifier>'
    )
    assert one.record.doi == "10.9999/a"
    assert "further DOIs, which one record has no place for: 10.9999/b" in "".join(found.notes)


# ---------------------------------------------------------------- EPPI-Reviewer


def read_eppi(tmp_path: Path, sets: list[dict[str, Any]], *codes: dict[str, Any], **item: Any) -> FileRead:
    reference = {"ItemId": 1, "Title": "Invented", "DOI": "10.9999/ep", "Codes": list(codes), **item}
    (tmp_path / "file.json").write_text(json.dumps({"CodeSets": sets, "References": [reference]}), encoding="utf-8")
    return read_entries(tmp_path / "file.json", "x")


def code_set(name: str, *attributes: tuple[int, str, str]) -> dict[str, Any]:
    listed = [{"AttributeId": i, "AttributeName": n, "AttributeType": kind} for i, n, kind in attributes]
    return {"SetName": name, "Attributes": {"AttributesList": listed}}


STAGES = [
    ("Screening on Title and Abstract", "Second opinion", "title_abstract"),
    ("Screen on Full Text", "Second opinion", "full_text"),
    ("Screening on Full Report", "Second opinion", "full_text"),
    ("Screening", "EXCLUDE on title & abstract: population", "title_abstract"),
    ("Screening on title and abstract", "EXCLUDE on full report", "full_text"),
    ("Screening", "EXCLUDE on population", None),
]


@pytest.mark.parametrize(("name", "code", "stage"), STAGES)
def test_the_stage_of_a_code_is_that_of_its_name_or_of_its_set(
    name: str, code: str, stage: str | None, tmp_path: Path
) -> None:
    found = read_eppi(tmp_path, [code_set(name, (1, code, "Exclude"))], {"AttributeId": 1})
    assert [(d.decision, d.stage) for d in found.entries[0].decisions] == [("exclude", stage)]


def test_a_code_within_a_code_has_the_stage_of_the_one_above(tmp_path: Path) -> None:
    above = code_set("Screening", (1, "Full text", "Not selectable (no checkbox)"))
    inner = code_set("", (2, "Wrong dose", "Exclude"))["Attributes"]
    above["Attributes"]["AttributesList"][0]["Attributes"] = inner
    found = read_eppi(tmp_path, [above], {"AttributeId": 2})
    assert [(d.stage, d.reason) for d in found.entries[0].decisions] == [("full_text", "Wrong dose")]


def test_what_a_code_marks_and_its_arm_are_shown_and_outcomes_counted(tmp_path: Path) -> None:
    marked = {"Text": "Page 1:\n[¬s]the dose[¬e]", "DocTitle": "Sand 2011.pdf"}
    found = read_eppi(
        tmp_path,
        [code_set("Coding", (3, "Dose", "Selectable (show checkbox)"))],
        {"AttributeId": 3, "AdditionalText": "320 mg", "ArmTitle": "Plant", "ItemAttributeFullTextDetails": [marked]},
        Outcomes=[{"OutcomeId": 1, "Title": "Score"}],
    )
    (said,) = found.entries[0].said
    assert said == "code: Dose: 320 mg; arm: Plant; marked in Sand 2011.pdf: Page 1: [¬s]the dose[¬e]"
    assert found.unplaced == {"Outcomes": 1}
