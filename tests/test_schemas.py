"""The JSON Schemas that editors use: made from the model, true of every file, and found by editors."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

import rlsevidence  # before jsonschema: it blocks an optional grammar that takes seconds to build
from rlsevidence import store
from rlsevidence.layout import PARTS, Part
from rlsevidence.starting.claim_draft import MODELINE
from rlsevidence.store.schemas import build_schemas, schema_name
from rlsevidence.store.yamltext import parse_yaml

jsonschema = pytest.importorskip("jsonschema")  # comes with nbformat
WITH_SCHEMA = [part for part in PARTS if part.form != "tsv"]
SETTINGS = ".vscode/settings.json"


@pytest.fixture(scope="module")
def schemas(evidence_dir: Path) -> dict[str, Any]:
    return {name: json.loads(text) for name, text in build_schemas(store.load(evidence_dir).vocabulary).items()}


def test_the_committed_schemas_are_those_of_the_model(evidence_dir: Path) -> None:
    built = build_schemas(store.load(evidence_dir).vocabulary)
    committed = {f.name: f.read_text(encoding="utf-8") for f in (evidence_dir / "schemas").iterdir()}
    assert committed == built, "run: rlsevidence schema"
    assert rlsevidence.__version__


def test_every_yaml_and_json_part_has_a_schema_of_its_own(schemas: dict[str, Any]) -> None:
    assert sorted(schemas) == sorted(schema_name(part.field) for part in WITH_SCHEMA)
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["description"]


def _files(folder: Path, part: Part) -> list[Path]:
    return sorted(folder.glob(part.pattern.format(name="*")))


def _values(file: Path, part: Part) -> list[tuple[str, Any]]:
    text = file.read_text(encoding="utf-8")
    if part.form == "jsonl":
        return [(f"{file.name}:{n}", json.loads(line)) for n, line in enumerate(text.splitlines(), 1)]
    return [(file.name, json.loads(json.dumps(parse_yaml(text, file.name)[0], default=_day)))]


def _day(value: Any) -> str:
    assert isinstance(value, dt.date)
    return value.isoformat()


@pytest.mark.parametrize("part", WITH_SCHEMA, ids=[p.field for p in WITH_SCHEMA])
def test_every_file_of_the_evidence_fits_its_schema(part: Part, schemas: dict[str, Any], repo: Path) -> None:
    validator = jsonschema.Draft202012Validator(schemas[schema_name(part.field)])
    for folder in (repo / "evidence", repo / "tests" / "tiny" / "evidence"):
        files = _files(folder, part)
        assert files or part.field in ("runs", "unread", "watch")
        for file in files:
            for name, value in _values(file, part):
                faults = [f"{'/'.join(map(str, e.path))}: {e.message[:200]}" for e in validator.iter_errors(value)]
                assert faults == [], name


@pytest.mark.parametrize(
    ("field", "change", "why"),
    [
        ("studies", {"design": "randomised"}, "a word outside the vocabulary"),
        ("studies", {"desing": "rct"}, "a misspelt key"),
        ("studies", {"reports": []}, "a study without a report"),
        ("studies", {"label": None}, "an empty label"),
        ("certainty", {"overall": "verylow"}, "no level of GRADE"),
        ("claims", {"headline": "NO"}, "a word for yes or no"),
    ],
)
def test_an_editor_underlines(
    field: str, change: dict[str, Any], why: str, schemas: dict[str, Any], repo: Path
) -> None:
    part = next(p for p in PARTS if p.field == field)
    file = _files(repo / "tests" / "tiny" / "evidence", part)[-1]
    value = {**_values(file, part)[0][1], **change}
    assert list(jsonschema.Draft202012Validator(schemas[schema_name(field)]).iter_errors(value)), why


def test_an_editor_shows_what_each_word_means(schemas: dict[str, Any]) -> None:
    design = schemas["study.schema.json"]["properties"]["design"]
    assert "rct" in design["enum"]
    assert "rct: " in design["description"]


def test_scaffolds_and_the_editor_settings_point_at_schemas_that_are_there(repo: Path) -> None:
    pointed = json.loads((repo / SETTINGS).read_text(encoding="utf-8"))["yaml.schemas"]
    for part in (p for p in WITH_SCHEMA if p.form == "yaml"):
        pattern = f"evidence/{part.pattern.format(name='*')}"
        assert pointed.pop(f"./evidence/schemas/{schema_name(part.field)}") == pattern
    assert pointed == {}
    scaffold = (repo / "src/rlsevidence/scaffold.py").read_text(encoding="utf-8")
    named = [*re.findall(r'_modeline\("(\w+)"\)', scaffold), *re.findall(r"schemas/(\w+)\.schema", MODELINE)]
    assert sorted(named) == ["appraisal", "certainty", "claim", "search", "study"]
    assert all((repo / f"evidence/schemas/{kind}.schema.json").is_file() for kind in named)


def test_the_verb_writes_them_and_removes_others(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from rlsevidence import cli

    stray = tiny / "evidence" / "schemas" / "old.schema.json"
    stray.parent.mkdir()
    stray.write_text("{}", encoding="utf-8")
    assert cli.main(["schema", "--workspace", str(tiny)]) == 0
    assert sorted(capsys.readouterr().out.split()) == sorted(
        f"schemas/{f.name}" for f in [*stray.parent.iterdir(), stray]
    )
    assert not stray.exists()
    assert cli.main(["schema", "--workspace", str(tiny)]) == 0
    assert capsys.readouterr().out == ""
    assert cli.main(["check", "--workspace", str(tiny)]) == 0
