"""Registered trials beside their reports: what came of them, what is overdue, and what nobody can say."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from rlsevidence import open_workspace, store
from rlsevidence.cli import main
from rlsevidence.decisions import settle
from rlsevidence.figures import plot_registrations, table_registrations
from rlsevidence.figures.registrations import read_steps
from rlsevidence.judgement.domains import list_unpublished
from rlsevidence.model import Link, Registered, RegisteredOutcome, RegisteredReference, Screening, Tag
from rlsevidence.site.pages import PageMaker
from rlsevidence.synthesis.registry import RegisteredTrial, is_registration, list_trials, list_untied

TODAY = dt.date(2026, 11, 29)
LONE = "nct:NCT99900002"


@pytest.fixture
def folder(tiny: Path, tmp_path: Path) -> Path:
    shutil.copytree(tiny / "evidence", tmp_path / "w" / "evidence")
    return tmp_path / "w" / "evidence"


def registered(**changes: Any) -> Registered:
    values: dict[str, Any] = dict.fromkeys(Registered.model_fields)
    values |= {"registry": "ClinicalTrials.gov", "phases": (), "primary_outcomes": (), "references": ()}
    return Registered.model_validate(
        {**values, "result_references": (), "other_numbers": (), "other_references": (), **changes}
    )


def add_trial(folder: Path, name: str = LONE, **changes: Any) -> None:
    records = dict(store.load_part(folder, "records"))
    update = {
        "id": name,
        "url": None,
        "title": "Invented registration of another trial",
        "trial": registered(**changes),
    }
    record = records["nct:NCT99900001"].model_copy(update=update)
    store.save_records(folder, {**records, name: record})


def find(folder: Path, name: str = LONE, today: dt.date = TODAY) -> RegisteredTrial:
    (found,) = [t for t in list_trials(settle(store.load(folder)), today) if t.record.id == name]
    return found


ACTUAL = {"primary_completion_is": "ACTUAL"}
HERE = "10.9999/invented.1b"


def cited(kind: str, doi: str | None) -> dict[str, Any]:
    """A publication that a registry names without a PMID."""
    reference = RegisteredReference(kind=kind, doi=doi, citation="Testsson T. Invented report. Inv J 2020")
    return {"other_references": (reference,)}


CASES = [
    # what the registry says, state, due, overdue, why
    ({}, "nothing", None, None, "no date: nobody can say"),
    ({"primary_completion": "2025-11-28", **ACTUAL}, "nothing", "2026-11-28", True, "a day late"),
    ({"primary_completion": "2025-11-29", **ACTUAL}, "nothing", "2026-11-29", False, "due today"),
    ({"primary_completion": "2025-11", **ACTUAL}, "nothing", "2026-11-30", False, "a month counts from its last day"),
    ({"primary_completion": "2024", **ACTUAL}, "nothing", "2025-12-31", True, "a year counts from its last day"),
    ({"primary_completion": "2024-02-29", **ACTUAL}, "nothing", "2025-02-28", True, "a leap day"),
    ({"primary_completion": "2020-01-01", "primary_completion_is": "ESTIMATED"}, "nothing", None, None, "an estimate"),
    ({"primary_completion": "2020-01-01"}, "nothing", None, None, "nobody says that it happened"),
    ({"primary_completion": "2027-01", "primary_completion_is": "ESTIMATED"}, "nothing", None, False, "going on"),
    ({"primary_completion": "2020-01-01", **ACTUAL, "has_results": True}, "posted", "2021-01-01", False, "posted"),
    ({"references": ("90000099",)}, "elsewhere", None, False, "the registry names what is not here"),
    ({"references": ("90000001",)}, "perhaps", None, False, "named, and here, and nobody has linked it"),
    (
        {"references": ("90000001",), "primary_completion": "2019-05", **ACTUAL},
        "perhaps",
        "2020-05-31",
        False,
        "what may have been reported is not overdue",
    ),
    (cited("RESULT", HERE), "unlinked", None, False, "named for its results by a DOI"),
    (cited("DERIVED", HERE), "perhaps", None, False, "named by a DOI"),
    (cited("RESULT", "10.9999/gone"), "elsewhere", None, False, "a DOI that is not here"),
    (cited("RESULT", None), "elsewhere", None, False, "a citation alone"),
    ({**cited("DERIVED", HERE), "has_results": True}, "perhaps", None, False, "a report that may be here comes first"),
    (
        {"result_references": ("90000001",), "references": ("90000001",), "primary_completion": "2019-05", **ACTUAL},
        "unlinked",
        "2020-05-31",
        False,
        "named for its results, here, and nobody has linked them",
    ),
    ({"status": "WITHDRAWN"}, "withdrawn", None, False, "nobody took part"),
]


@pytest.mark.parametrize(("said", "state", "due", "overdue", "why"), CASES, ids=[c[4] for c in CASES])
def test_what_came_of_a_trial(
    said: dict[str, Any], state: str, due: str | None, overdue: bool | None, why: str, folder: Path
) -> None:
    add_trial(folder, **said)
    trial = find(folder)
    assert (trial.state, str(trial.due) if trial.due else None, trial.overdue) == (state, due, overdue), why


def test_every_open_proposal_is_perhaps_until_somebody_decides(folder: Path) -> None:
    add_trial(folder, primary_completion="2018-05", **ACTUAL)
    records = dict(store.load_part(folder, "records"))
    naming = records["pubmed:90000001"].model_copy(
        update={
            "id": "doi:10.9999/names",
            "pmid": None,
            "pmcid": None,
            "doi": "10.9999/names",
            "title": "Invented report of NCT99900002",
            "authors": ("Namesson N",),
        }
    )
    store.save_records(folder, {**records, naming.id: naming})
    review = open_workspace(folder.parent)
    (trial,) = (t for t in review.trials if t.record.id == LONE)
    assert (trial.state, trial.perhaps, trial.overdue) == ("perhaps", (naming.id,), False)
    for language, said in (("en", "Perhaps reported by"), ("sv", "Kanske redovisad i")):
        (row,) = (r for r in review.table("registrations", language).rows if any("NCT99900002" in str(c) for c in r))
        assert any(f"{said} {naming.id}" in str(cell) for cell in row)
    drawn = plot_registrations(review.trials, TODAY)
    assert "Of 1 a record here may be the report, and nobody has linked it yet." in drawn.text
    assert read_steps(trial, TODAY)[2] == "perhaps"
    row = Link(record=LONE, same_as=naming.id, relation="different", reviewer="anna", decided_on="2026-02-01",
               why="Invented: a commentary")  # fmt: skip
    store.add_links(folder, [row])
    (trial,) = (t for t in open_workspace(folder.parent).trials if t.record.id == LONE)
    assert (trial.state, trial.overdue) == ("nothing", True)


@pytest.mark.parametrize("said", [cited("RESULT", HERE), {"references": ("90000001",)}], ids=["DOI", "PMID"])
def test_what_a_person_said_is_another_is_no_report_of_it(said: dict[str, Any], folder: Path) -> None:
    add_trial(folder, **said)
    assert find(folder).state in ("unlinked", "perhaps")
    other = "pubmed:90000001" if "references" in said else f"doi:{HERE}"
    row = Link(
        record=LONE, same_as=other, relation="different", reviewer="anna", decided_on="2026-02-01", why="Invented"
    )
    store.add_links(folder, [row])
    assert find(folder).state == "nothing"


def test_what_somebody_has_linked_is_its_report_also_without_a_file_of_the_study(folder: Path) -> None:
    add_trial(folder, references=("90000096",), primary_completion="2018-05", **ACTUAL)
    records = dict(store.load_part(folder, "records"))
    lone = records["pubmed:90000001"].model_copy(
        update={
            "id": "pubmed:90000096",
            "pmid": "90000096",
            "doi": None,
            "pmcid": None,
            "title": "Invented lone report",
        }
    )
    store.save_records(folder, {**records, lone.id: lone})
    assert find(folder).state == "perhaps"
    row = Link(record=LONE, same_as=lone.id, relation="same_study", reviewer="anna", decided_on="2026-02-01",
               why="Invented")  # fmt: skip
    store.add_links(folder, [row])
    trial = find(folder)
    assert (trial.state, trial.reports, trial.perhaps, trial.overdue) == ("reported", (lone.id,), (), False)
    cells = [str(c) for row in open_workspace(folder.parent).table("registrations", "en").rows for c in row]
    assert any(f"Reported: {lone.id}" in c for c in cells)


def test_publications_without_a_pmid_are_proposed_and_named(folder: Path) -> None:
    add_trial(folder, **cited("RESULT", HERE))
    review = open_workspace(folder.parent)
    assert [p.why for p in review.link_proposals if {p.a, p.b} == {LONE, f"doi:{HERE}"}] == [
        "the registration names its results"
    ]
    add_trial(folder, **cited("RESULT", "10.9999/gone"))
    cells = [str(c) for row in open_workspace(folder.parent).table("registrations", "en").rows for c in row]
    assert any("names a publication that is not here: doi:10.9999/gone" in c for c in cells)


def test_what_has_no_other_publications_is_written_without_a_key_for_them(folder: Path) -> None:
    add_trial(folder)
    assert "other_references" not in (folder / "records.jsonl").read_text()
    add_trial(folder, **cited("RESULT", HERE))
    assert "other_references" in (folder / "records.jsonl").read_text()
    assert store.load_part(folder, "records")[LONE].trial.other_references[0].doi == HERE


def test_a_report_is_found_by_the_studys_file_and_by_a_link(folder: Path) -> None:
    assert find(folder, "nct:NCT99900001").reports == ("pubmed:90000001", "doi:10.9999/invented.1b")
    add_trial(folder, references=("90000002",), result_references=("90000002",))
    waits = find(folder)
    assert (waits.state, waits.unlinked) == ("unlinked", ("pubmed:90000002",))
    review = open_workspace(folder.parent)
    for language, said in (
        ("en", "names pubmed:90000002, which is here"),
        ("sv", "anger pubmed:90000002, som finns här"),
    ):
        assert any(said in str(cell) for row in review.table("registrations", language).rows for cell in row)
    asked = [p for p in open_workspace(folder.parent).link_proposals if LONE in (p.a, p.b)]
    assert ("same_study", "the registration names its results") in [(p.kind, p.why) for p in asked]
    row = Link(record=LONE, same_as="pubmed:90000002", relation="same_study", reviewer="anna", decided_on="2026-02-01",
               why="Invented")  # fmt: skip
    store.add_links(folder, [row])
    trial = find(folder)
    assert (trial.state, trial.reports, trial.study and trial.study.id) == (
        "reported", ("pubmed:90000002",), "invented-before-after")  # fmt: skip


def test_what_screening_left_out_is_no_missing_trial(folder: Path) -> None:
    add_trial(folder)
    values = (LONE, "title_abstract", "exclude", "wrong-population", "abstract", "screener", "anna", "2026-02-01", "")
    store.add_screening(folder, [Screening.model_validate(dict(zip(Screening.model_fields, values, strict=True)))])
    assert LONE not in [t.record.id for t in list_trials(settle(store.load(folder)), TODAY)]


def test_what_somebody_has_set_aside_waits_for_nobody_to_say_what_it_bears_on(folder: Path) -> None:
    add_trial(folder)
    assert LONE in [t.record.id for t in list_untied([find(folder)])]
    claim = next(iter(store.load(folder).claims))
    row = (claim, LONE, "not_relevant", None, (), "title", "screener", "anna", "2026-02-01", "Another question.")
    store.add_tags(folder, [Tag.model_validate(dict(zip(Tag.model_fields, row, strict=True)))])
    found = find(folder)
    assert (found.claims, found.set_aside, list_untied([found])) == ((), True, ())


def test_primary_outcomes_stand_beside_results_of_like_words(folder: Path) -> None:
    evidence = store.load(folder)
    result = next(r for r in evidence.studies["invented-trial"].results)
    outcomes = (
        RegisteredOutcome(measure=f"Change in {result.measure}", time_frame="8 weeks"),
        RegisteredOutcome(measure="Invented grip strength", time_frame=None),
    )
    add_trial(folder, "nct:NCT99900001", primary_outcomes=outcomes)
    first, second = find(folder, "nct:NCT99900001").outcomes
    assert first.reported is not None
    assert result.id in first.reported
    assert second.reported == ()
    add_trial(folder, primary_outcomes=outcomes)
    assert [o.reported for o in find(folder).outcomes] == [None, None], "nothing entered to compare with"


def test_steps_of_the_figure_never_say_more_than_is_known(folder: Path) -> None:
    assert read_steps(find(folder, "nct:NCT99900001"), TODAY) == ("unknown", "unknown", "yes")
    add_trial(folder, primary_completion="2020-01-01", has_results=False, **ACTUAL)
    assert read_steps(find(folder), TODAY) == ("yes", "late", "late")
    add_trial(folder, primary_completion="2020-01-01", has_results=True, **ACTUAL)
    assert read_steps(find(folder), TODAY) == ("yes", "yes", "no")
    trials = list_trials(settle(store.load(folder)), TODAY)
    for language in ("en", "sv"):
        assert len(table_registrations(trials, TODAY, language=language)) == len(trials) == 2
        drawn = plot_registrations(trials, TODAY, language=language)
        assert sum(len(t.y) for t in drawn.figure.data if t.y is not None and t.y[0] is not None) >= 3 * len(trials)
    assert not plot_registrations((), TODAY).shows


def test_the_rules_count_a_registration_missing_until_results_stand_somewhere(folder: Path) -> None:
    claim = "insomnia-improvement"
    values = (claim, "nct:NCT99900001", "inconclusive", "direct", (), "abstract", "screener", "anna", "2026-02-01", "")
    store.add_tags(folder, [Tag.model_validate(dict(zip(Tag.model_fields, values, strict=True)))])
    study = (folder / "studies" / "invented-trial.yaml").read_text(encoding="utf-8")
    (folder / "studies" / "invented-trial.yaml").write_text(
        study.replace("registration: nct:NCT99900001", "registration: null"), encoding="utf-8"
    )
    assert list_unpublished(settle(store.load(folder)), claim) == ("invented-registration",)
    add_trial(folder, "nct:NCT99900001", has_results=True)
    assert list_unpublished(settle(store.load(folder)), claim) == ()
    add_trial(folder, "nct:NCT99900001")
    row = Link(record="nct:NCT99900001", same_as="pubmed:90000007", relation="same_study", reviewer="anna",
               decided_on="2026-02-01", why="Invented")  # fmt: skip
    store.add_links(folder, [row])
    assert list_unpublished(settle(store.load(folder)), claim) == (), "linked to a report"


def test_the_table_tells_what_is_overdue(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_trial(folder, primary_completion="2020-01-01", **ACTUAL)
    assert main(["table", "registrations", "--workspace", str(folder.parent), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "overdue since 2021-01-01" in json.dumps(told)
    assert "Registered, nothing found" in json.dumps(told)
    assert "No database has been searched yet" not in json.dumps(told)
    (folder / "searches" / "runs.jsonl").unlink()
    assert main(["table", "registrations", "--workspace", str(folder.parent), "--format", "json"]) == 0
    assert "No database has been searched yet" in capsys.readouterr().out, "nobody has looked: no finding"


def test_a_registration_is_known_by_its_id_or_its_type(folder: Path) -> None:
    records = store.load(folder).records
    assert [i for i, r in records.items() if is_registration(r)] == ["nct:NCT99900001"]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "overdue since 2021-01-01"), ("sv", "försenade sedan 2021-01-01")]
)
def test_the_page_shows_them_in_each_language(language: str, words: str, folder: Path) -> None:
    add_trial(folder, primary_completion="2020-01-01", **ACTUAL)
    page = PageMaker(open_workspace(folder.parent), language).registry()
    assert page.path == f"{language}/registry.html"
    assert words in page.text
    assert "NCT99900002" in page.text
    assert "../studies/invented-trial.html" in page.text or "studies/invented-trial.html" in page.text
    assert "<svg" in page.text
