"""A record that came with an identifier of another one: it stands by itself, keeps that one, and is asked about."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from review import make_review, seed
from rlsevidence import open_workspace, store
from rlsevidence.cli import main
from rlsevidence.exchange.importing import import_file
from rlsevidence.tagging.todos import Todo
from sources_review import add_search

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
RECORD = (
    "TY  - JOUR\nTI  - Another invented work, on something else altogether\nAU  - Nyman, Nora\nPY  - 2011\n"
    "JO  - Other J\nSP  - 77\n{}\nER  - \n"
)
WRONG = {
    "pmid": ("AN  - 90000001\nDB  - PubMed", "PMID 90000001"),
    "doi": ("DO  - 10.9999/known", "DOI 10.9999/known"),
    "url": ("UR  - https://example.org/known", "address https://example.org/known"),
}
KNOWN = {
    "pmid": seed(90000001, title="Invented record that is known"),
    "doi": seed(None, doi="10.9999/known", title="Invented record that is known"),
    "url": {
        **seed(None, doi="10.9999/none", title="Invented record that is known"),
        "id": "url:https://example.org/known", "url": "https://example.org/known", "doi": None,
    },
}  # fmt: skip


def list_parted(evidence: Path) -> list[Todo]:
    return [t for t in open_workspace(evidence.parent).todo if t.kind == "parted"]


@pytest.mark.parametrize("field", WRONG)
def test_it_waits_with_the_identifier_until_somebody_has_decided(
    field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, called = WRONG[field]
    evidence = make_review(tmp_path / "review", [KNOWN[field]])
    file = tmp_path / "file.ris"
    file.write_text(RECORD.format(lines), encoding="utf-8")
    report = import_file(evidence, file, now=NOW)
    (new,) = report.new
    assert new.startswith("own:")
    (one,) = list_parted(evidence)
    assert (one.ids, one.values) == ((KNOWN[field]["id"], new), {"identifier": called})
    assert f"{new}: came with the {called}" in one.what
    import_file(evidence, file, now=NOW)
    assert list_parted(evidence) == [one], "told once, however often it comes"
    who = store.load_part(evidence, "people")[0].id
    where = ["--workspace", str(evidence.parent)]
    decided = ["link", new, KNOWN[field]["id"], "--as", "different", "--why", "other people", "--reviewer", who]
    assert main([*decided, *where]) == 0, capsys.readouterr().err
    assert list_parted(evidence) == []


def test_all_that_came_with_one_identifier_wait_as_one_thing(tmp_path: Path) -> None:
    evidence = make_review(tmp_path / "review", [KNOWN["doi"]])
    file = tmp_path / "file.ris"
    told = [RECORD.format("DO  - 10.9999/known").replace("something else", f"thing number {n}") for n in range(3)]
    file.write_text("".join(told), encoding="utf-8")
    new = import_file(evidence, file, now=NOW).new
    assert len(new) == 3
    (one,) = list_parted(evidence)
    assert (one.ids[0], sorted(one.ids[1:])) == ("doi:10.9999/known", sorted(new))


def test_the_ledger_of_a_search_tells_of_it(tmp_path: Path) -> None:
    evidence = make_review(tmp_path / "review", [KNOWN["pmid"]])
    search = add_search(evidence, "embase", "invented")
    file = tmp_path / "file.ris"
    file.write_text(RECORD.format(WRONG["pmid"][0]), encoding="utf-8")
    (new,) = import_file(evidence, file, now=NOW, search=search).new
    (run,) = store.load_part(evidence, "runs")
    (said,) = run.notes["parted"]
    assert "the PMID 90000001 stands for another work, pubmed:90000001" in said
    assert said.endswith(f"as {new}")


def test_what_shares_nothing_waits_for_nobody(tmp_path: Path) -> None:
    evidence = make_review(tmp_path / "review", [KNOWN["doi"], seed(90000001)])
    assert list_parted(evidence) == []


SEEN = [
    (KNOWN["url"], {"seen_at": ["https://example.org/known"]}),
    (KNOWN["doi"], {"seen_at": ["https://doi.org/10.9999/known"], "doi": "10.9999/its-own"}),
    (KNOWN["pmid"], {"seen_at": ["https://pubmed.ncbi.nlm.nih.gov/90000001/"]}),
]


@pytest.mark.parametrize(("known", "changes"), SEEN)
def test_a_record_that_was_seen_on_the_page_of_another_was_parted_from_nothing(
    known: dict[str, object], changes: dict[str, object], tmp_path: Path
) -> None:
    evidence = make_review(tmp_path / "review", [known, seed(90000009, title="Invented other", **changes)])
    assert list_parted(evidence) == []
