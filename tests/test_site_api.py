"""What programs read from the site: every file fits its schema, holds what the pages show, and is documented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import rlsevidence as rls
from rlsevidence.site.api import SHAPES, ApiFile, build_api_schemas, list_api, write_api
from rlsevidence.site.pages import PageMaker


@pytest.fixture(scope="module", params=[".", "tests/tiny", "tests/herb"])
def review(request: pytest.FixtureRequest, repo: Path) -> rls.Workspace:
    return rls.open_workspace(repo / request.param)


@pytest.fixture(scope="module")
def files(review: rls.Workspace) -> tuple[ApiFile, ...]:
    return list_api(review)


def test_every_file_fits_its_schema(files: tuple[ApiFile, ...]) -> None:
    written = write_api(files)
    for file in files:
        text = written[f"api/{file.path}"].decode("utf-8")
        if file.path.endswith(".csv"):
            assert text
            continue
        schema = json.loads(written[f"api/schemas/{file.kind}.schema.json"])
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema).validate(json.loads(text))
    assert {f.kind for f in files} == set(SHAPES), "every kind has a file, every schema is used"


def test_a_file_that_lost_a_key_does_not_fit(files: tuple[ApiFile, ...]) -> None:
    """The schemas say something: each kind without a required key is refused."""
    schemas = build_api_schemas()
    for file in files:
        if file.path.endswith(".csv"):
            continue
        value: Any = json.loads(json.dumps(file.value))
        broken = value[0] if isinstance(value, list) and value else value
        if not isinstance(broken, dict) or not broken:
            continue
        gone = next(iter(broken))
        del broken[gone]
        with pytest.raises(jsonschema.ValidationError, match=gone):
            jsonschema.Draft202012Validator(schemas[file.kind]).validate(value)


def test_what_stands_there_is_what_the_review_holds(review: rls.Workspace, files: tuple[ApiFile, ...]) -> None:
    by_path = {f.path: f.value for f in files}
    assert [c["claim"] for c in by_path["claims.json"]] == [s.claim.id for s in review.summaries]
    assert {s["id"] for s in by_path["studies.json"]} == set(review.evidence.studies)
    assert {r["id"] for r in by_path["records.json"]} == set(review.evidence.records)
    flow = by_path["flow.json"]
    assert flow["faults"] == []
    assert sum(len(ids) for box, ids in flow["boxes"].items() if box.startswith("excluded:")) == sum(
        review.flow.excluded.values()
    )
    for language in review.evidence.topic.languages:
        assert by_path[f"tables/summary-of-findings.{language}.json"]["language"] == language


def test_the_index_and_the_page_name_every_file(review: rls.Workspace, files: tuple[ApiFile, ...]) -> None:
    (index,) = [f.value for f in files if f.path == "index.json"]
    data = {f.path for f in files if f.path.endswith(".json")} - {"index.json"}
    assert {entry["path"] for entry in index["files"]} == data
    for language in review.evidence.topic.languages:
        pages = {p.path: p.text for p in PageMaker(review, language).reporting()}
        page = pages[f"{language}/api.html"]
        for file in files:
            assert f'href="../api/{file.path}"' in page
        assert "{" not in page.split("<main", 1)[1].split("</main>")[0], "every text is filled in"


def test_references_stand_on_the_page_of_a_claim(repo: Path) -> None:
    review = rls.open_workspace(repo)
    maker = PageMaker(review, "sv")
    summary = next(s for s in review.summaries if s.counted)
    page = maker.claim(summary).text
    assert "Referenser" in page
    records = [review.evidence.records[r] for s in summary.studies for r in s.study.reports]
    section = page.split('id="references"')[1]
    assert section.split("</details>")[0].count("<li") == len({r.id for r in records})
